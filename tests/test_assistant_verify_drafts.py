"""What real models would write about real and invented documents, against verification.

Somebody who had seen no rule wrote the statements of `tests/data/restatements_drafts_*.txt` as two
common chat models write: near the clause, in their own words, and untrue by one thing. Those of
`open`, `bureau` and `held` were read when rules were mended; those of `school` were written by who
mended, before he did: 58 of 89 near ones survived at the first look, and 4 untrue ones.
"""

from collections import Counter
from pathlib import Path

import pytest

from assistant.locate import fold_text
from assistant.model import Draft, Statement, Support
from assistant.verify import verify_draft
from assistant.verifying.own_words import say_in_own_words
from ingest.quantities import find_quantities
from tests.conftest import ROOT
from tests.restatements import Told, read_drafts
from tests.test_assistant_account import LONGEST_CLAUSE, survives
from tests.test_assistant_verify_further import STATE, list_hits
from vectorstore.model import Hit

# Kept of those near the clause and of those told freely, on 2026-11-28. Raise them when more
# survive. Before the rules that were read off `open`: 51 and 4, 61 and 1, 53 and 0.
KEPT = {"open": (64, 6), "held": (63, 0), "bureau": (63, 1), "school": (79, 0)}
WRITTEN = {
    "open": (66, 25, 84),
    "held": (67, 22, 78),
    "bureau": (73, 28, 92),
    "school": (94, 0, 59),
}
# Shown as written or in the clause's own words, with every figure, the whole clause quoted.
SHOWN = {"bureau": 72, "school": 93}


@pytest.fixture(scope="module")
def seed_hits(shared: Path) -> list[Hit]:
    return list(list_hits((shared / "corpus" / "seeds",)))


@pytest.fixture(scope="module")
def bureau_hits() -> list[Hit]:
    data = ROOT / "tests" / "data"
    return list(list_hits((data / "county_documents", data / "bureau_documents")))


@pytest.fixture(scope="module")
def school_hits() -> list[Hit]:
    data = ROOT / "tests" / "data"
    return list(list_hits((data / "school_documents", data / "subject_documents")))


def count_kept(half: str, hits: list[Hit]) -> tuple[Counter[str], Counter[str]]:
    """How many of each mark were written, and how many of them survive."""
    written, kept = Counter[str](), Counter[str]()
    clauses: dict[str, list[Hit]] = {}
    for draft in read_drafts(half):
        if draft.words not in clauses:
            clauses[draft.words] = find_clauses(hits, draft.words)
        survived = any(is_kept(draft, hit) for hit in clauses[draft.words])
        written[draft.mark] += 1
        kept[draft.mark] += survived
    return written, kept


def find_clauses(hits: list[Hit], words: str) -> list[Hit]:
    wanted = fold_text(words)
    holding = [hit for hit in hits if wanted in fold_text(hit.passage.text)]
    return [hit for hit in holding if len(hit.passage.text) < LONGEST_CLAUSE]


def is_kept(draft: Told, hit: Hit) -> bool:
    quotes = (hit.passage.text, "") if draft.mark == "-" else (hit.passage.text,)
    return any(survives(draft.text, hit, quote) for quote in quotes)


def check(half: str, hits: list[Hit]) -> None:
    written, kept = count_kept(half, hits)
    assert tuple(written[mark] for mark in ("+=", "+", "-")) == WRITTEN[half]
    assert kept["-"] == 0
    near, free = KEPT[half]
    assert kept["+="] >= near, f"{kept['+=']} of {written['+=']}"
    assert kept["+"] >= free, f"{kept['+']} of {written['+']}"


@pytest.mark.shared
@pytest.mark.parametrize("half", ["open", "held"])
def test_of_drafts_on_real_documents_the_true_are_kept_and_the_untrue_dropped_as_accepted(
    seed_hits: list[Hit], half: str
) -> None:
    check(half, seed_hits)


def test_of_drafts_on_invented_documents_the_true_are_kept_and_the_untrue_dropped_as_accepted(
    bureau_hits: list[Hit],
) -> None:
    check("bureau", bureau_hits)


def test_of_drafts_on_schools_and_other_subjects_the_true_are_kept_as_accepted(
    school_hits: list[Hit],
) -> None:
    check("school", school_hits)


def is_shown(draft: Told, hit: Hit) -> bool:
    """Whether it survives, or what is said instead has its figures."""
    if is_kept(draft, hit):
        return True
    passages, validities = {hit.passage.id: hit}, {hit.document.id: STATE}
    drafted = Draft(draft.text, (Support(hit.passage.id, hit.passage.text),))
    instead = say_in_own_words(drafted, passages)
    if instead is None or not isinstance(verify_draft(instead, passages, validities), Statement):
        return False
    return {q.value for q in find_quantities(draft.text)} <= {
        q.value for q in find_quantities(instead.text)
    }


@pytest.mark.parametrize("half", ["bureau", "school"])
def test_of_a_dropped_draft_near_its_clause_the_fact_is_still_shown(
    bureau_hits: list[Hit], school_hits: list[Hit], half: str
) -> None:
    hits = bureau_hits if half == "bureau" else school_hits
    near = [draft for draft in read_drafts(half) if draft.mark == "+="]
    shown = sum(any(is_shown(d, hit) for hit in find_clauses(hits, d.words)) for d in near)
    assert shown >= SHOWN[half], f"{shown} of {len(near)}"


@pytest.mark.parametrize(
    ("words", "untrue"),
    [
        ("被县直部门借用满一个学期", "岗位补助不予发放的人员包括特岗教师、退休返聘人员。"),
        ("持有残疾人证的学生", "直接认定为特别困难的学生包括烈士子女、孤儿及事实无人抚养儿童。"),
        ("补发最长不超过6个月", "养老服务补贴从年满相应周岁的当月起计发。"),
        ("从市外迁入的", "户籍迁出澜阳市的，从迁出次月起停发。"),
    ],
)
def test_what_a_list_or_a_title_names_beside_it_is_not_said_of_what_is_cited(
    bureau_hits: list[Hit], words: str, untrue: str
) -> None:
    clauses = find_clauses(bureau_hits, words)
    assert clauses
    assert not any(is_kept(Told(words, "-", untrue), hit) for hit in clauses)
