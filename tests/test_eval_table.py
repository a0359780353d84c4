import gzip
import json
from pathlib import Path

import pytest

from eval.cases import Case, GoldQuote, Quote
from eval.corpus import load_queries, read_entries
from eval.table import COLUMNS, FoundSet, format_table, measure_documents, measure_ranks, write_lay
from vectorstore.embed import BUILTIN, StaticEmbedder
from vectorstore.training.recipe import is_fifth


def test_the_held_out_fifth_is_asked_over_all_clauses(tmp_path: Path) -> None:
    keys = [f"{number}" for number in range(20)]
    with gzip.open(tmp_path / "corpus.jsonl.gz", "wt", encoding="utf-8") as written:
        for key in keys:
            row = {"_id": key, "title": "甲法", "text": f"第{key}句。", "metadata": {}}
            written.write(json.dumps(row) + "\n")
    (tmp_path / "policy_clauses.jsonl").write_text(
        json.dumps({"_id": "p1", "title": "乙办法", "text": "另一句。", "metadata": {}}) + "\n"
    )
    asked = [
        {"clause": key, "question": f"问{key}", "register": "lay", "answerable": key != "5"}
        for key in keys
    ]
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in asked))
    folder = write_lay(tmp_path, tmp_path / "made")
    queries = load_queries(folder)
    assert {next(iter(query.gold)) for query in queries} == {
        key for key in keys if is_fifth(key) and key != "5"
    }
    assert {query.type for query in queries} == {"lay"}
    assert len(list(read_entries(folder))) == 21


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [((1,), (1, 1, 1, 1)), ((0, 0), (0, 0, 0, 0)), ((7, 60), (0, 0.5, 1, 1 / 7))],
)
def test_measures_follow_from_ranks(ranks: tuple[int, ...], expected: tuple[float, ...]) -> None:
    assert measure_ranks(ranks) == pytest.approx(expected)


def test_quotes_are_found_by_every_system_and_the_table_shows_each(samples: Path) -> None:
    path = next(path for path in sorted(samples.iterdir()) if path.suffix == ".txt")
    quote = Quote(path.stem, "", "班主任津贴")
    case = Case("a", "fact", "班主任津贴是多少？", True, gold=(GoldQuote(quote),))
    files = [path for path in sorted(samples.iterdir()) if path.suffix == ".txt"]
    found = measure_documents("甲", files, [case], StaticEmbedder(BUILTIN), None)
    assert list(found.systems) == ["lexical", "dense", "fused", "tutorial, BM25 words"]
    assert found.systems["fused"]["a"][COLUMNS.index("Recall@10")] == 1
    table = format_table([found])
    assert table.count("\n| ") == 1 + 4
    assert "甲: 1 questions" in table


def test_a_difference_is_taken_question_by_question() -> None:
    ones, zeros = (1.0,) * 4, (0.0,) * 4
    found = FoundSet("甲", 2, {"lexical": {"a": zeros, "b": ones}, "fused": {"b": ones, "a": ones}})
    assert found.compare("fused", "lexical", "Recall@10").mean == 0.5
    assert found.compare("fused", "fused", "Recall@10").high == 0
