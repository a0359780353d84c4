"""When a question leans on the conversation, and when it stands alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Turn
from assistant.reading.changing import put_into
from assistant.reading.history import find_pointed, read_chain, read_follow_up

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


@pytest.mark.parametrize(
    ("text", "is_slight"),
    [
        ("住校孩子的那笔生活费现在最迟几号打到卡上", True),
        ("那笔生活费现在最迟几号打到卡上", False),
        ("我那个点离县城有六十公里，还能不能多拿", False),
    ],
)
def test_a_thing_told_by_that_in_the_midst_of_a_question_is_a_slight_link(
    text: str, is_slight: bool
) -> None:
    assert read_follow_up(text, HISTORY, names_scope=False).is_slightly_linked is is_slight


CHAIN = (
    (("小学班主任津贴每月多少", "那初中的呢", "谁来发"), ("初中班主任津贴每月多少", "谁来发")),
    (("校车谁牵头", "换个话题，食堂几点开饭"), ("食堂几点开饭", "食堂几点开饭")),
    (("校车谁牵头", "好的谢谢"), ("校车谁牵头", "校车谁牵头")),
)


@pytest.mark.parametrize(("asked", "chain"), CHAIN)
def test_a_conversation_is_about_the_last_thing_named(
    asked: tuple[str, ...], chain: tuple[str, str]
) -> None:
    def weigh(text: str) -> float:
        return 9.0 if any(thing in text for thing in ("津贴", "校车", "食堂")) else 0.0

    assert read_chain(tuple(Turn(text, "……") for text in asked), weigh) == chain


@pytest.mark.parametrize("text", ["好的谢谢", "换个话题，校车谁管"])
def test_who_thanks_or_leaves_the_topic_follows_nothing_up(text: str) -> None:
    assert read_follow_up(text, HISTORY, names_scope=False).previous is None


def test_a_denied_reading_is_asked_anew_of_what_was_meant() -> None:
    found = read_follow_up("不对，我问的是白垣县", HISTORY, names_scope=True)
    assert (found.text, found.previous, found.is_bare) == ("白垣县", EARLIER, True)


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


PUT = (
    ("那初中的呢", "小学寄宿生补助多少", "初中寄宿生补助多少"),
    ("三类呢", "一类地区每月多少", "三类地区每月多少"),
    ("30公里以上", "10公里以内每月多少", "30公里以内每月多少"),
    ("副组长", "领导小组组长是谁", "领导小组副组长是谁"),
    ("县里", "州里承担多少", "县里承担多少"),
    ("体检费用", "班主任津贴标准是多少", "体检费用是多少"),
    ("初中的体检", "小学补助多少", None),
    ("小学", "小学补助多少", None),
    ("教研员", "小学初中各补助多少", None),
    ("初中", "小学和高中各补助多少", None),
)


@pytest.mark.parametrize(("own", "previous", "completed"), PUT)
def test_what_is_like_takes_the_place_of_its_like(
    own: str, previous: str, completed: str | None
) -> None:
    assert put_into(own.removeprefix("那").removesuffix("呢"), previous) == completed


def test_a_chain_of_follow_ups_is_completed_from_its_beginning() -> None:
    history = (Turn("小学寄宿生补助多少", "1000元"), Turn("那初中的呢", "1250元"))
    assert read_follow_up("什么时候发", history, names_scope=False).previous == (
        "初中寄宿生补助多少"
    )


def test_a_conversation_of_any_length_is_followed() -> None:
    history = (Turn("小学班主任津贴多少", ""), *(Turn("那呢", "") for _ in range(20_000)))
    history = (*history, Turn("初中班主任津贴多少", ""), Turn("那高中的呢", ""))
    found = read_follow_up("什么时候发", history, names_scope=False)
    assert found.previous == "高中班主任津贴多少"


@pytest.mark.parametrize("text", ["还有呢", "还有吗？", "其他的呢", "就这些吗", "没别的了"])
def test_asking_on_wants_more(text: str) -> None:
    assert read_follow_up(text, HISTORY, names_scope=False).wants_more


@pytest.mark.parametrize("text", ["还有体检呢", "那班主任呢", "还有什么时候发"])
def test_asking_for_something_else_does_not(text: str) -> None:
    assert not read_follow_up(text, HISTORY, names_scope=False).wants_more


SHOWN = "\n".join(
    (
        "注意：《甲办法》：已失效",
        "共 2 条，已全部列出",
        "《甲办法》第一条：甲一。[1]",
        "第二条：甲二。[2]",
        "由AI生成，仅供参考",
    )
)


@pytest.mark.parametrize(
    ("text", "pointed"),
    [
        ("上面第二条说的是谁负责", ("《甲办法》第二条：甲二。", "说的是谁负责")),
        ("刚才说的第1条什么时候办", ("《甲办法》第一条：甲一。", "什么时候办")),
        ("上面第三条说的是谁负责", None),
        ("甲办法第二条说的是谁负责", None),
    ],
)
def test_a_statement_pointed_to_is_one_of_the_lines_with_citations(
    text: str, pointed: tuple[str, str] | None
) -> None:
    assert find_pointed(text, (Turn("甲", SHOWN),)) == pointed
