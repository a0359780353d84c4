"""When a question leans on the conversation, and when it stands alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.history import read_follow_up
from assistant.model import Turn

EARLIER = "槐溪县教师取暖补贴一年多少钱？"
HISTORY = (Turn("采暖期有多长？", "……"), Turn(EARLIER, "1450元（第四条）。"))


@pytest.mark.parametrize(
    ("text", "own_words"),
    [
        ("那白垣县呢？", "白垣县"),
        ("那么班主任呢", "班主任"),
        ("还有体检", "体检"),
        ("什么时候发？", "什么时候发"),
        ("它由哪个部门审核", "它由哪个部门审核"),
        ("刚才说的那份办法里，审核的部门和拨付的部门分别是哪两家", None),
    ],
)
def test_a_short_or_pointing_question_follows_up_the_last_one(
    text: str, own_words: str | None
) -> None:
    found = read_follow_up(text, HISTORY, names_scope=False)
    assert found.previous == EARLIER
    assert found.text == (own_words or text)


@pytest.mark.parametrize(
    "text",
    [
        "校外托管机构每二十名学生要配备多少名工作人员",
        "乡镇学校为住校教师提供周转宿舍收不收租金，由谁承担",
    ],
)
def test_a_long_question_that_points_nowhere_stands_alone(text: str) -> None:
    found = read_follow_up(text, HISTORY, names_scope=False)
    assert found.previous is None
    assert found.text == text


def test_a_question_that_names_its_document_and_topic_stands_alone() -> None:
    text = "白垣县校外托管怎么收费？"
    assert read_follow_up(text, HISTORY, names_scope=True).previous is None


def test_a_question_that_only_names_another_place_follows_up() -> None:
    found = read_follow_up("白垣县呢", HISTORY, names_scope=True)
    assert found.previous == EARLIER
    assert found.is_linked


def test_being_short_is_no_link() -> None:
    assert not read_follow_up("什么时候发？", HISTORY, names_scope=False).is_linked
    assert read_follow_up("那什么时候发？", HISTORY, names_scope=False).is_linked


@given(text=st.text(min_size=1, max_size=30), names_scope=st.booleans())
def test_nothing_is_followed_up_at_the_beginning(text: str, names_scope: bool) -> None:
    found = read_follow_up(text, (), names_scope=names_scope)
    assert (found.text, found.previous, found.is_linked) == (text, None, False)


@given(text=st.text(min_size=1, max_size=30))
def test_a_question_never_loses_all_its_words(text: str) -> None:
    found = read_follow_up(text, HISTORY, names_scope=False)
    assert found.text
    assert found.text in text
