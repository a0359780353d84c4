"""Statements that the code composed are shown; facts lend nothing to what stands beside them."""

import pytest

from assistant.model import Draft, DroppedDraft, Statement, Support
from assistant.verify import verify_draft
from tests.clauses import make_document, make_hits
from tests.test_assistant_verify_held_out import STATE

HITS = make_hits(
    make_document(21, "青林市教育计划"),
    (
        "第一条 完善装备。三年投入300万元。（牵头领导：周文博；牵头部门：市教师进\n修学校；"
        "配合部门：计财股、人事股）",
        "青林市教育计划（送审稿）",
    ),
)


def verify(
    text: str, quote: str, facts: tuple[str, ...], clause: int = 0
) -> Statement | DroppedDraft:
    passages = {hit.passage.id: hit for hit in HITS}
    validities = {hit.document.id: STATE for hit in HITS}
    draft = Draft(text, (Support(HITS[clause].passage.id, quote),), facts)
    return verify_draft(draft, passages, validities)


LABELS = ("牵头领导：", "牵头部门：", "配合部门：")


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("1. 完善装备（计划第一条）：牵头领导：周文博", ("1. 完善装备（计划第一条）：", *LABELS)),
        ("牵头部门：市教师进修学校；配合部门：计财股、人事股", LABELS),
        ("配合部门：人事股、计财股", LABELS),
        ("计划第一条：三年投入300万元。", ("计划第一条：", "")),
    ],
)
def test_composed_words_of_a_clause_are_shown(text: str, facts: tuple[str, ...]) -> None:
    quote = HITS[0].passage.text
    assert isinstance(verify(text, quote, facts), Statement)


def test_beside_facts_a_short_quote_is_enough() -> None:
    facts = ("《青林市教育计划》写明：", "尚未正式印发。")
    assert isinstance(verify(f"{facts[0]}“送审”{facts[1]}", "送审", facts, 1), Statement)
    assert isinstance(verify("送审。", "送审", (), 1), DroppedDraft)


@pytest.mark.parametrize(
    "text", ["投入30万元。", "投入300元。", "牵头部门：宣传股", "配合部门：计财股、宣传股"]
)
def test_facts_do_not_carry_what_no_clause_says(text: str) -> None:
    facts = ("计划第一条：", *LABELS)
    assert isinstance(verify(f"计划第一条：{text}", "三年投入300万元", facts), DroppedDraft)
