"""What words show that versions are compared, that validity is asked, and of what."""

import pytest

from assistant.reading.kinds import Asked, QuestionKind, read_ask
from assistant.reading.versions import names_versions


def read_kind(text: str) -> QuestionKind:
    return read_ask(text, has_reference=False, names_party=False, group_count=0).kind


@pytest.mark.parametrize(
    "text",
    [
        "老规矩和现在的比涨了多少",
        "新旧两个办法分别怎么说",
        "从前要自己跑，如今还用不用",
        "老办法里怎么罚，新办法又怎么罚",
        "原来发多少、现在发多少",
        "2019年的通知和2024年的有什么不同",
    ],
)
def test_an_older_and_a_newer_text_are_named(text: str) -> None:
    assert names_versions(text)


@pytest.mark.parametrize(
    "text", ["以前没领的补贴现在能补领吗", "老人现在领多少", "新教师的工资多少", "原来在外县教书"]
)
def test_the_askers_own_past_is_no_older_text(text: str) -> None:
    assert not names_versions(text)


@pytest.mark.parametrize(
    "text",
    [
        "以后调回县城，职称还算数吗",
        "乡村医生的执业证还有效吗",
        "以后换单位，评上的名额还算数吗",
        "按老办法核定了还没发的补助，最晚哪天补齐",
    ],
)
def test_what_holds_good_may_be_a_thing_and_no_document(text: str) -> None:
    assert read_kind(text) is not QuestionKind.STATUS


@pytest.mark.parametrize(
    "text",
    [
        "槐溪政发〔2023〕8号十条管到哪年",
        "槐溪政发〔2023〕8号还能不能按它申报",
        "这个办法现在还能照着领钱吗",
        "评职称的那个办法还算数吗",
        "槐溪县义务教育条例最近一次是什么时候修正的",
        "2022年11月中旬的时候，那份方案生效了吗",
    ],
)
def test_validity_of_a_document_is_asked(text: str) -> None:
    assert read_kind(text) is QuestionKind.STATUS


@pytest.mark.parametrize(
    ("text", "asked", "unit"),
    [
        ("补贴多长时间打一次款", {Asked.FREQUENCY}, None),
        ("缴社保要满几个月", {Asked.DURATION}, None),
        ("奖金盘子有多大", {Asked.MONEY}, None),
        ("宿舍有多大", {Asked.AREA}, None),
        ("一年评几次，哪两个月", {Asked.DATE, Asked.FREQUENCY, Asked.COUNT}, "次"),
        ("钱花到谁身上", set(), None),
    ],
)
def test_what_is_asked_for(text: str, asked: set[Asked], unit: str | None) -> None:
    ask = read_ask(text, has_reference=False, names_party=False, group_count=0)
    assert ask.asked == asked
    assert ask.unit == unit
