"""A dropped statement that quotes its clause rightly is said in the clause's own words."""

import pytest

from assistant.model import Draft, Statement, Support
from assistant.verify import verify_draft
from assistant.verifying.own_words import say_in_own_words
from tests.clauses import make_document, make_hit
from tests.test_assistant_verify_further import STATE

CLAUSE = (
    "有下列情形之一的，停发补贴：（一）调离乡村学校的；（二）病假连续超过60日的。"
    "午餐补贴每人每餐9元。其中寄宿生另加2元。"
)
HIT = make_hit(
    make_document(100, "松棠县午餐补贴办法"), 1, CLAUSE, label="第一条", heading="", rank=1
)
PASSAGES = {HIT.passage.id: HIT}
ROLES = (
    "1.推行岗位练兵。（牵头部门：教研室；配合部门：人事股）\n"
    "2.建立督导机制。（牵头部门：人事股；配合部门：教研室）"
)


def say(text: str, quote: str) -> str:
    said = say_in_own_words(Draft(text, (Support(HIT.passage.id, quote),)), PASSAGES)
    return "" if said is None else said.text


@pytest.mark.parametrize(
    ("text", "quote", "said"),
    [
        ("午餐补贴大概是每人每餐9元钱左右。", "每人每餐9元", "午餐补贴每人每餐9元。"),
        (
            "午餐补贴方面，寄宿生另加2元钱。",
            "寄宿生另加2元",
            "午餐补贴每人每餐9元。其中寄宿生另加2元。",
        ),
        (
            "病假连续超过60日就不行了。",
            "病假连续超过60日的",
            "有下列情形之一的，停发补贴：（二）病假连续超过60日的。",
        ),
    ],
)
def test_whole_sentences_are_said_with_what_opens_them(text: str, quote: str, said: str) -> None:
    assert say(text, quote) == said
    drafted = Draft(said, (Support(HIT.passage.id, quote),))
    assert isinstance(verify_draft(drafted, PASSAGES, {HIT.document.id: STATE}), Statement)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("午餐补贴每人每餐90元。", "每人每餐90元"),  # no such words
        ("午餐补贴每人每餐9元。", ""),  # nothing is quoted
        ("教师周转房租金由县住建局核定。", "每人每餐9元"),  # of something else
    ],
)
def test_a_wrong_quote_or_one_of_something_else_is_not_said_instead(text: str, quote: str) -> None:
    assert say(text, quote) == ""


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("推行岗位练兵，由教研室牵头，人事股配合。", True),
        ("建立督导机制，由人事股牵头。", True),
        ("推行岗位练兵，由人事股牵头。", False),
        ("建立督导机制，由教研室牵头。", False),
    ],
)
def test_a_role_is_said_of_no_task_under_another_number(text: str, *, is_kept: bool) -> None:
    document = make_document(101, "松棠县分工方案")
    hit = make_hit(document, 1, ROLES, label="一", heading="", rank=1)
    checked = verify_draft(
        Draft(text, (Support(hit.passage.id, ROLES),)),
        {hit.passage.id: hit},
        {hit.document.id: STATE},
    )
    assert isinstance(checked, Statement) is is_kept
