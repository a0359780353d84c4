"""What people say of themselves, also bit by bit as answers to what they were asked."""

import pytest

from assistant.applying.profile import Profile, read_profile
from assistant.applying.situation import (
    ASKING,
    find_asked,
    is_answer,
    is_statement,
    pair_answers,
    read_answer,
)
from assistant.model import Turn

SAID = (
    ("我在乡镇小学教了21年书，当班主任", {"level": "primary", "rural_total": 21}),
    ("我是乡镇小学班主任，教了21年", {"level": "primary", "place": "township", "years": 21}),
    ("俺在村小连续教了八年", {"place": "village", "level": "primary", "rural_years": 8}),
    ("我在县城高中，当了12年老师，一级教师", {"level": "senior", "title": "middle"}),
    ("我担任班主任满6年", {"class_years": 6, "years": None}),
    ("我今年45岁，硕士", {"age": 45, "degree": "master", "years": None}),
    ("我在民办幼儿园工作了3年", {"level": "kindergarten", "school": "private", "years": 3}),
    ("我退休了，教过30年书", {"status": "retired", "years": 30}),
    ("我还没退休", {"status": "serving"}),
    ("我不当班主任", {"posts": frozenset({"teacher"})}),
    ("我是副校长", {"posts": None}),
    ("乡镇教师有哪些补助", {"place": None, "level": None}),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_what_is_said_of_oneself_is_read(text: str, expected: dict[str, object]) -> None:
    profile = read_profile(text)
    for name, value in expected.items():
        assert getattr(profile, name) == value, name


FACTS = (
    ("我在编", "permanent", True),
    ("我不在编", "permanent", False),
    ("我没有编制", "permanent", False),
    ("我们夫妻分居两地", "apart", True),
    ("我没有分居", "apart", False),
    ("我历年考核都合格", "appraised", True),
    ("我考核有过一次不合格", "appraised", False),
    ("我是双职工", "couple", True),
)


@pytest.mark.parametrize(("text", "name", "expected"), FACTS)
def test_a_denial_is_no_confirmation(text: str, name: str, expected: bool) -> None:
    assert read_profile(text).fact(name) is expected


ANSWERS = (
    ("years", "21年", {"years": 21}),
    ("years", "二十一年了", {"years": 21}),
    ("rural_years", "20", {"rural_years": 20, "years": None}),
    ("rural_total", "没有在乡下教过", {"rural_total": 0}),
    ("rural_total", "没算过", {"rural_total": None}),
    ("years", "不清楚", {"years": None}),
    ("level", "初中", {"level": "junior"}),
    ("place", "在镇上", {"place": "township"}),
    ("posts", "普通教师", {"posts": frozenset({"teacher"})}),
    ("posts", "班主任", {"posts": frozenset({"teacher", "class_teacher"})}),
    ("title", "未评职称", {"title": "none"}),
    ("title", "副高级", {"title": "associate"}),
    ("city", "属于云岚州", {"city": "云岚州"}),
    ("region", "松棠县", {"region": "松棠县"}),
)


@pytest.mark.parametrize(("name", "text", "expected"), ANSWERS)
def test_an_answer_is_read_as_the_answer_to_its_question(
    name: str, text: str, expected: dict[str, object]
) -> None:
    found = read_answer(name, text)
    assert {key: getattr(found, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("是", True),
        ("是的", True),
        ("不是", False),
        ("没有", False),
        ("有", True),
        ("说不好", None),
    ],
)
def test_yes_and_no_are_told_apart(text: str, known: bool | None) -> None:
    assert read_answer("said:距家30公里以上", text).fact("said:距家30公里以上") is known


def test_a_conversation_is_paired_with_what_was_asked() -> None:
    history = (
        Turn("我是松棠县的老师", f"……\n{ASKING}您一共教了多少年？"),
        Turn("21年", f"……\n{ASKING}您是否是在编在岗教师？"),
    )
    paired = [(one.question, one.text) for one in pair_answers(history, "在编")]
    assert paired == [("您一共教了多少年？", "21年"), ("您是否是在编在岗教师？", "在编")]
    assert pair_answers((), "在编") == ()
    assert find_asked("没有问什么") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21年", True),
        ("不清楚", True),
        ("班主任津贴标准", False),
        ("班主任津贴是多少", False),
        ("那校长呢", False),
    ],
)
def test_a_new_question_is_no_answer(text: str, expected: bool) -> None:
    assert is_answer("您一共教了多少年？", text) is expected


def test_only_who_says_what_he_is_and_asks_nothing_makes_a_statement() -> None:
    assert is_statement("我在乡镇小学教了21年书，当班主任")
    assert not is_statement("我在乡镇小学教书，当班主任，有补助吗")
    assert not is_statement("我是老师")


def test_what_is_said_later_goes_first() -> None:
    joined = Profile(years=20, place="county").joined(Profile(years=21, facts=(("apart", True),)))
    assert (joined.years, joined.place, joined.fact("apart")) == (21, "county", True)
