import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from eval.cases import QuestionSetError
from eval.corpus import (
    BATCH,
    Entry,
    Query,
    load_queries,
    make_file,
    read_entries,
    read_files,
)
from eval.page import make_retrieval_page
from eval.ranking import MEASURES, bootstrap, measure_rankings
from eval.retrieval import RERANKED, SYSTEMS, RetrievalReport, rank_entries, run_retrieval
from eval.retrieval_report import format_retrieval, write_means, write_retrieval
from ingest.model import DocumentId
from tests.conftest import Terminal
from vectorstore.embed import load_embedder
from vectorstore.fuse import Values as Scored
from vectorstore.model import Hit, Passage, Scores
from vectorstore.rerank import WeighedReranker
from vectorstore.store import ClauseStore

CORPUS = (
    ("a1", "甲县教师管理办法第一条", "第一章 总则", "为了加强教师队伍建设，制定本办法。"),
    ("a2", "甲县教师管理办法第二条", "第二章 待遇", "乡村教师每月发放生活补助五百元。"),
    ("a3", "甲县教师管理办法第三条", "第二章 待遇", "教师每年体检一次，费用由学校承担。"),
    ("b1", "乙县校车安全规定", "三、（一）7", "校车驾驶人应当每年接受安全培训。"),
    ("b2", "乙县校车安全规定", "三、（一）8", "校车应当安装行驶记录装置，并定期检验。"),
    ("empty", "乙县校车安全规定", "", "  "),
)
QUERIES: tuple[tuple[str, str, dict[str, int]], ...] = (
    ("q1", "乡村教师生活补助每月多少钱", {"a2": 1}),
    ("q2", "校车要不要装行驶记录装置", {"b2": 2, "b1": 1}),
    ("q3", "没有标准答案的问题", {}),
    ("q4", "体检费用谁出", {"a3": 1, "gone": 1}),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("beir")
    with gzip.open(made / "corpus.jsonl.gz", "wt", encoding="utf-8") as written:
        for key, title, path, text in CORPUS:
            row = {"_id": key, "title": title, "text": text, "metadata": {"path": path}}
            written.write(json.dumps(row, ensure_ascii=False) + "\n")
    (made / "queries.jsonl").write_text(
        "".join(json.dumps({"_id": key, "text": text}) + "\n" for key, text, _ in QUERIES),
        encoding="utf-8",
    )
    rows = [f"{key}\t{entry}\t{n}" for key, _, gold in QUERIES for entry, n in gold.items()]
    rows.append("q3\ta1\t0")
    text = "\n".join(["query-id\tcorpus-id\tscore", *rows]) + "\n"
    (made / "qrels.tsv").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def report(folder: Path) -> RetrievalReport:
    return run_retrieval(folder, load_embedder(None))


def test_a_number_at_the_end_of_a_title_is_a_label_and_a_path_of_words_headings(
    folder: Path,
) -> None:
    entries = {entry.id: entry for entry in read_entries(folder)}
    assert "empty" not in entries
    assert entries["a2"] == Entry(
        "a2", "甲县教师管理办法", ("第二章 待遇",), "第二条", CORPUS[1][3]
    )
    assert entries["b1"].path == ()
    assert entries["b1"].label == "三、（一）7"


def test_every_entry_is_one_clause_of_the_document_of_its_title(folder: Path) -> None:
    (file,) = read_files(folder)
    documents = {document.id: document for document in file.parsed.documents}
    assert [d.metadata.title for d in documents.values()] == [
        "甲县教师管理办法",
        "乙县校车安全规定",
    ]
    texts = {key: text for key, _, _, text in CORPUS if text.strip()}
    for (document_id, ordinal), key in file.places.items():
        clause = documents[document_id].clauses[ordinal]
        assert clause.text == texts.pop(key)
        assert clause.text == file.parsed.text[clause.span.start : clause.span.end]
    assert not texts


def test_the_store_numbers_passages_as_the_places_say(folder: Path, tmp_path: Path) -> None:
    (file,) = read_files(folder)
    with ClauseStore.open(tmp_path, None, writable=True) as store:
        store.replace(file.parsed)
        for document in store.documents():
            for passage in store.passages(document.id):
                key = file.places.get((document.id, passage.ordinal))
                found = next((row for row in CORPUS if row[0] == key), None)
                assert (found is None) == (passage.text in {"第一章 总则", "第二章 待遇"})
                assert found is None or found[3] == passage.text


def test_a_corpus_is_read_in_files_of_bounded_size(tmp_path: Path) -> None:
    rows = ({"_id": str(n), "title": "", "text": f"第{n}句"} for n in range(BATCH + 3))
    text = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "corpus.jsonl").write_text(text, encoding="utf-8")
    sizes = [len(file.places) for file in read_files(tmp_path)]
    assert sizes == [BATCH, 3]


def test_repeated_labels_are_told_apart() -> None:
    file = make_file([Entry("x", "题", (), "一", "甲。"), Entry("y", "题", (), "一", "乙。")], 0)
    refs = [clause.ref for clause in file.parsed.documents[0].clauses]
    assert len(set(refs)) == 2


def test_queries_without_a_relevant_entry_are_left_out(folder: Path) -> None:
    assert [query.id for query in load_queries(folder)] == ["q1", "q2", "q4"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("qrels.tsv", "q1\ta1\t1\nq1 a1 1\n", "line 2"),
        ("queries.jsonl", '{"_id": "q1"}\n', "_id, text"),
        ("queries.jsonl", "nonsense\n", "line 1"),
    ],
)
def test_a_broken_folder_is_refused_by_file_and_line(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / "qrels.tsv").write_text("q1\ta1\t1\n", encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "问"}\n', encoding="utf-8")
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(QuestionSetError, match=said):
        load_queries(tmp_path)


def test_measures_are_those_of_the_textbook() -> None:
    queries = [Query("q", "问", {"a": 1, "b": 1}), Query("r", "问", {"c": 1})]
    found = measure_rankings(queries, {"q": ["x", "a", "y", "z", "w", "b"]})
    values = dict(zip(MEASURES, found["q"], strict=True))
    assert values["Recall@5"] == 0.5
    assert values["Recall@10"] == 1
    assert values["MRR@10"] == 0.5
    assert values["Hit@5"] == 1
    assert values["nDCG@10"] == pytest.approx((0.63093 + 0.35621) / (1 + 0.63093), abs=1e-4)
    assert set(found["r"]) == {0.0}


def test_an_interval_holds_its_mean_and_is_the_same_again() -> None:
    chance = random.Random(1)
    values = [float(chance.random() < 0.3) for _ in range(200)]
    found = bootstrap(values)
    assert found == bootstrap(values)
    assert found.low < found.mean < found.high
    assert 0.08 < found.high - found.low < 0.18


def test_a_ranking_follows_its_own_score_and_leaves_out_headings() -> None:
    places = {(DocumentId("d"), at): key for at, key in enumerate("abc")}
    hits = [
        _hit(0, 1, Scores(1.0, None, 9.0)),
        _hit(1, 2, Scores(None, 0.5, 8.0)),
        _hit(7, 3, Scores(5.0, 0.9, 7.0)),
        _hit(2, 4, Scores(1.0, 0.7, 6.0)),
    ]
    assert rank_entries("fused", hits, places) == ["a", "b", "c"]
    assert rank_entries("lexical", hits, places) == ["a", "c"]
    assert rank_entries("dense", hits, places) == ["c", "b"]


def test_clauses_named_by_number_lead_both_searches_sum_and_the_reranker_has_the_last_word() -> (
    None
):
    places = {(DocumentId("d"), at): key for at, key in enumerate("abc")}
    hits = [
        _hit(2, 1, Scores(None, 0.1, 0.0), named=True),
        _hit(1, 2, Scores(1.0, 0.5, 7.0, 2.0)),
        _hit(0, 3, Scores(2.0, 0.4, 8.0, 1.0)),
    ]
    assert rank_entries("fused", hits, places) == ["c", "a", "b"]
    assert rank_entries(RERANKED, hits, places) == ["c", "b", "a"]
    assert rank_entries("lexical", hits, places) == ["a", "b"]
    assert rank_entries("dense", hits, places) == ["b", "a", "c"]


def _hit(ordinal: int, rank: int, scores: Scores, *, named: bool = False) -> Hit:
    passage = cast(Passage, SimpleNamespace(ordinal=ordinal))
    document = SimpleNamespace(id=DocumentId("d"))
    made = SimpleNamespace(
        passage=passage, document=document, scores=scores, rank=rank, named=named
    )
    return cast(Hit, made)


def test_a_folder_is_measured_for_words_vectors_and_both(report: RetrievalReport) -> None:
    assert [system.name for system in report.systems] == list(SYSTEMS)
    assert report.entries == 5
    assert report.missing == 1
    fused = report.systems[-1]
    assert fused.values["q1"][MEASURES.index("Recall@5")] == 1
    assert fused.values["q4"][MEASURES.index("Recall@100")] == 0.5
    assert set(write_means(report)) == set(SYSTEMS)
    assert all(list(means) == list(MEASURES) for means in write_means(report).values())
    assert all(system in format_retrieval(report) for system in SYSTEMS)


def test_a_reranker_is_measured_beside_the_searches(folder: Path) -> None:
    class LastWords:
        """Likes best what ends as q4's answer does."""

        name = "last words"

        def score(self, question: str, texts: Sequence[str]) -> Scored:
            return np.array([float("学校承担" in text) for text in texts])

    whole = run_retrieval(
        folder, load_embedder(None), whole=True, reranker=WeighedReranker(LastWords(), 1.0)
    )
    means = write_means(whole)
    assert list(means) == [*SYSTEMS, RERANKED]
    read, fused = whole.systems[-1], whole.systems[-2]
    at = MEASURES.index("MRR@10")
    assert read.values["q4"][at] == 1
    assert read.values["q1"][at] < fused.values["q1"][at] == 1
    assert RERANKED in format_retrieval(whole)
    assert RERANKED in make_retrieval_page(whole)


ODD_ROWS: tuple[dict[str, Any], ...] = (
    {"_id": 1, "text": "校车应当每年检验一次。"},
    {"_id": 2, "title": None, "text": "锅里放油，油热后倒入鸡蛋。", "metadata": "菜谱"},
    {
        "_id": "3",
        "title": "鸡蛋\ud800的做法",
        "text": "先打散再炒\udfff。",
        "metadata": {"path": 5},
    },
    {"_id": 4, "title": "", "text": None, "metadata": {}},
    {"_id": 5, "title": "球赛", "text": "主队二比一获胜。", "metadata": {"path": ["体育", 3]}},
)
ODD_QRELS = ("q\t1\t2\nq\t2\t0.5\nr\t3\t1.0\n", "query-id\tcorpus-id\tscore\nq\t1\t2\nr\t3\t1\n")


@pytest.mark.parametrize("qrels", ODD_QRELS, ids=["grades", "heading"])
def test_a_corpus_of_anything_is_measured(tmp_path: Path, qrels: str) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in ODD_ROWS)
    (tmp_path / "corpus.jsonl").write_text(lines, encoding="utf-8-sig")
    queries = [{"_id": "q", "text": "校车检验"}, {"_id": "r", "text": "怎么炒鸡蛋"}]
    with gzip.open(tmp_path / "queries.jsonl.gz", "wt", encoding="utf-8") as written:
        written.write("".join(json.dumps(row) + "\n" for row in queries))
    with gzip.open(tmp_path / "qrels.tsv.gz", "wt", encoding="utf-8") as written:
        written.write(qrels)
    assert [q.gold["1" if q.id == "q" else "3"] for q in load_queries(tmp_path)] == [2, 1]
    found = run_retrieval(tmp_path, load_embedder(None))
    assert found.entries == 4
    assert found.missing == 0
    at = MEASURES.index("Hit@5")
    assert [values[at] for values in found.systems[-1].values.values()] == [1, 1]


def test_a_question_taken_to_name_the_wrong_document_is_counted(
    folder: Path, tmp_path: Path
) -> None:
    corpus = "corpus.jsonl.gz"
    (tmp_path / corpus).write_bytes((folder / corpus).read_bytes())
    query = {"_id": "q", "text": "《甲县教师管理办法》说的校车要不要装行驶记录装置"}
    (tmp_path / "queries.jsonl").write_text(json.dumps(query) + "\n", encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("q\tb2\t1\n", encoding="utf-8")
    narrowed = run_retrieval(tmp_path, None)
    assert narrowed.misled == ("q",)
    assert "有 1 题" in format_retrieval(narrowed)
    whole = run_retrieval(tmp_path, None, whole=True)
    assert whole.misled == ()
    assert whole.systems[-1].values["q"][MEASURES.index("Recall@5")] == 1


def test_the_page_needs_nothing_but_itself(report: RetrievalReport) -> None:
    page = make_retrieval_page(report)
    assert page.count("<svg") == 4
    assert "按题目类型" not in page
    assert "<script" not in page
    assert "http" not in page
    assert "src=" not in page


def test_the_same_folder_gives_the_same_bytes(
    folder: Path, report: RetrievalReport, tmp_path: Path
) -> None:
    write_retrieval(report, tmp_path / "a.json")
    write_retrieval(run_retrieval(folder, load_embedder(None)), tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_the_terminal_measures_prints_json_and_compares(folder: Path, terminal: Terminal) -> None:
    done = terminal(
        "eval", "retrieval", folder, "--json", "--output", "a.json", "--report", "a.html"
    )
    assert done.code == 0
    means = json.loads(done.out)
    assert list(means) == list(SYSTEMS)
    assert 0 <= means["fused"]["Recall@10"] <= 1
    assert Path("a.html").read_text("utf-8").startswith("<!doctype html>")
    content = json.loads(Path("a.json").read_text("utf-8"))
    for values in content["systems"]["fused"]["values"].values():
        values[MEASURES.index("Recall@10")] = 0.0
    Path("b.json").write_text(json.dumps(content), encoding="utf-8")
    compared = terminal("eval", "compare", "a.json", "b.json")
    assert compared.code == 0
    assert "变差 3 题" in compared.out
    assert "乡村教师生活补助" in compared.out


def test_reports_of_two_kinds_are_not_compared(folder: Path, terminal: Terminal) -> None:
    terminal("eval", "retrieval", folder, "--output", "a.json")
    Path("b.json").write_text('{"systems": []}', encoding="utf-8")
    done = terminal("eval", "compare", "a.json", "b.json")
    assert done.code == 1
    assert "不能比较" in done.err


def test_a_target_without_a_folder_is_refused_before_measuring(
    folder: Path, terminal: Terminal
) -> None:
    done = terminal("eval", "retrieval", folder, "--output", "nowhere/a.json")
    assert done.code == 2
    assert "nowhere" in done.err


def test_questions_of_several_types_are_shown_by_type(report: RetrievalReport) -> None:
    first, *_ = report.questions
    page = make_retrieval_page(replace(report, types={**report.types, first: "口语"}))
    assert page.count("<svg") == 5
    assert "口语（1）" in page
    assert f"未分类（{len(report.questions) - 1}）" in page


def test_the_first_entry_found_is_assessed_for_each_question(report: RetrievalReport) -> None:
    assert len(report.chances) == len(report.questions)
    assert all(0 <= said <= 1 for said, _ in report.chances)
    assert any(true for _, true in report.chances)
