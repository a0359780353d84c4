"""The further question sets are sound: their quotes, their ids, their splits."""

import functools
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from eval.cases import Case, load_cases
from eval.measures import fold_quote
from ingest.load import load_file
from ingest.model import UnreadableFileError
from ingest.rows import read_values

EVAL = Path(__file__).resolve().parents[1] / "eval"
TYPES = {
    *("fact_amount", "fact_date", "fact_who", "fact_what", "list", "aggregate", "compare"),
    *("multi_turn", "colloquial", "typo", "status", "jurisdiction_trap", "unanswerable"),
    *("out_of_scope", "numbering", "definition"),
}
FURTHER = load_cases(EVAL / "further_questions.jsonl")
FORMATS = load_cases(EVAL / "format_questions.jsonl")
INVENTED = {
    name: load_cases(EVAL / f"{name}_questions.jsonl")
    for name in ("school", "subject", "teacher", "service", "rural")
}
FOURTH = load_cases(EVAL / "seed_fourth_questions.jsonl")
CASES = sum(INVENTED.values(), FURTHER + FORMATS)


@functools.cache
def read_folded(path: Path) -> str:
    """The file's text, and its rows without the names of their columns."""
    text = load_file(path).text
    rows = (" ".join(read_values(line)) for line in text.split("\n"))
    return fold_quote("\n".join((text, *rows)))


def assert_quotes_stand_in(case: Case, folder: Path) -> None:
    quotes = [variant for gold in case.gold for variant in gold.variants]
    for quote in (*quotes, *case.tolerated):
        found = sorted(folder.glob(f"{quote.doc}*"))
        assert len(found) == 1, quote.doc
        assert fold_quote(quote.text) in read_folded(found[0]), quote.text


@pytest.mark.parametrize("case", FURTHER, ids=lambda case: case.id)
def test_every_further_gold_quote_is_verbatim_in_its_one_sample(case: Case, samples: Path) -> None:
    assert_quotes_stand_in(case, samples)


@pytest.mark.shared
@pytest.mark.parametrize("case", FORMATS, ids=lambda case: case.id)
def test_every_format_gold_quote_is_verbatim_in_its_one_file(case: Case, shared: Path) -> None:
    try:
        assert_quotes_stand_in(case, shared / "corpus" / "formats")
    except UnreadableFileError as error:
        pytest.skip(f"this format has no reader here: {error.message_zh}")


@pytest.mark.parametrize(
    ("name", "case"),
    [
        pytest.param(name, case, id=f"{name}-{case.id}")
        for name, cases in INVENTED.items()
        for case in cases
    ],
)
def test_gold_on_invented_documents_stands_in_its_one_file(name: str, case: Case) -> None:
    """In one of its variants: where a quote runs over cells of a table, a single cell does."""
    folder = Path(__file__).parent / "data" / f"{name}_documents"
    for gold in case.gold if case.answerable else ():
        (file,) = {next(folder.glob(f"{quote.doc}*")) for quote in gold.variants[:1]}
        held = [fold_quote(quote.text) in read_folded(file) for quote in gold.variants]
        assert any(held), gold.quote.text


@pytest.mark.parametrize("cases", [FURTHER, FORMATS], ids=["further", "formats"])
def test_every_type_is_asked(cases: tuple[Case, ...]) -> None:
    assert {case.type for case in cases} == TYPES


@pytest.mark.parametrize(
    "cases",
    [INVENTED["school"], INVENTED["subject"], INVENTED["rural"], FOURTH],
    ids=["school", "subject", "rural", "fourth"],
)
def test_half_is_held_and_every_type_is_asked(cases: tuple[Case, ...]) -> None:
    assert {case.type for case in cases} == TYPES
    halves = Counter(case.split for case in cases)
    assert set(halves) == {"open", "held"}
    assert abs(halves["open"] - halves["held"]) <= 1


def test_no_two_questions_share_an_id_or_their_words() -> None:
    ids = Counter(case.id for case in CASES)
    assert [name for name, count in ids.items() if count > 1] == []
    asked = Counter((case.question, case.history) for case in CASES)
    assert [words for words, count in asked.items() if count > 1] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_an_answerable_question_says_what_to_cite_and_what_to_say(case: Case) -> None:
    if not case.answerable:
        return
    assert case.gold
    assert all(case.must_include)
    wanted = {words for group in case.must_include for words in group}
    assert not wanted & set(case.must_not_include)


COLLOQUIAL = [case for case in CASES if case.type == "colloquial"]


@pytest.mark.parametrize("case", COLLOQUIAL, ids=lambda case: case.id)
def test_colloquial_questions_share_no_long_run_with_their_clause(case: Case) -> None:
    question = unicodedata.normalize("NFKC", case.question)
    runs = {question[at : at + 5] for at in range(len(question) - 4)}
    assert not any(run in gold.quote.text for gold in case.gold for run in runs)
