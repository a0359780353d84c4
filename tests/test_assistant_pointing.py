"""What a follow-up points at in the answers shown: items of lists, two places."""

import pytest

from assistant.model import Turn
from assistant.reading.pointing import compare_places, find_item, list_items

COUNTED = (
    "《槐溪县奖励办法》第九条共 3 项，已全部列出。\n"
    "《槐溪县奖励办法》第九条：有下列情形之一的，停发一年：[1]\n"
    "第九条（一）：考核不合格的；[2]\n第九条（二）：兼职取酬的；[3]\n第九条（三）：旷工三天的。[4]"
)
TASKS = (
    "共 2 条，已全部列出。\n"
    "1. 建宿舍（二、1）：牵头部门：计财股[1]\n2. 配教师（二、2）：牵头部门：人事股[2]"
)
STAGES = "分三个阶段：启动阶段、实施阶段、巩固阶段（四、步骤）。"


@pytest.mark.parametrize(
    ("answer", "items"),
    [
        (COUNTED, ("考核不合格的", "兼职取酬的", "旷工三天的")),
        (TASKS, ("建宿舍", "配教师")),
        (STAGES, ("启动阶段", "实施阶段", "巩固阶段")),
        (
            "分两类：（一）驻地，每月300元；（二）村庄，每月500元。[1]",
            ("驻地，每月300元", "村庄，每月500元"),
        ),
        ("班主任津贴每月500元。[1]", ()),
        ("《槐溪县奖励办法》中没有规定所问的内容。最接近的是：“一、二、三”", ()),
    ],
)
def test_the_items_of_an_answer_are_read_as_they_are_shown(
    answer: str, items: tuple[str, ...]
) -> None:
    assert list_items(answer) == items


@pytest.mark.parametrize(
    ("text", "words", "rest"),
    [
        ("第三个停多久", "旷工三天的", "停多久"),
        ("那第二种情形呢", "兼职取酬的", "呢"),
        ("最后那个怎么算", "旷工三天的", "怎么算"),
        ("头一个是什么意思", "考核不合格的", "是什么意思"),
    ],
)
def test_an_item_is_found_by_its_place(text: str, words: str, rest: str) -> None:
    found = find_item(text, (Turn("哪些情形停发", COUNTED),))
    assert found is not None
    assert (found.words, found.rest) == (words, rest)


@pytest.mark.parametrize(
    "text", ["第四个呢", "第二个月发多少", "第二个孩子呢", "谁来审", "第三条呢"]
)
def test_what_was_not_shown_is_not_pointed_at(text: str) -> None:
    assert find_item(text, (Turn("哪些情形停发", COUNTED),)) is None


def test_a_list_shown_two_answers_ago_may_still_be_pointed_into() -> None:
    history = (Turn("哪些情形停发", COUNTED), Turn("第一个呢", "考核不合格的，停发一年。[1]"))
    found = find_item("第二个呢", history)
    assert found is not None
    assert found.words == "兼职取酬的"


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("对比一下这两个县", "对比槐溪县和白垣县的取暖补贴多少"),
        ("这两个县的班额有什么不同", "对比槐溪县和白垣县的班额"),
        ("两个县哪个高", "对比槐溪县和白垣县的哪个高"),
        ("这两个县在哪", None),
        ("对比一下槐溪县和白垣县", None),
    ],
)
def test_two_places_named_before_are_compared_where_that_is_asked(
    text: str, compared: str | None
) -> None:
    assert compare_places(text, ("槐溪县", "白垣县"), "取暖补贴多少") == compared


def test_one_place_is_compared_with_nothing() -> None:
    assert compare_places("对比一下这两个县", ("槐溪县",), "取暖补贴") is None
