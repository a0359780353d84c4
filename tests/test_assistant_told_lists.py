"""Lists told by what their items are: rounds, the members of a class, what has a noun."""

from collections.abc import Iterator
from datetime import date

import pytest

from assistant.assistant import Assistant
from assistant.listing.runs import find_runs, is_of_other_class
from tests.libraries import hold
from tests.replies import answer, say

DAY = date(2026, 11, 28)
DOCUMENT = """桐花渡县乡村图书室管理和奖励办法

第一章　总则
第一条　为办好乡村图书室，制定本办法。
第二条　图书室管理员选聘分三轮进行：第一轮村内推荐，第二轮乡镇面谈，第三轮全县统筹。\
选聘结果公示5个工作日。①面谈小组由3人组成；②面谈成绩当场公布。
第二章　奖励
第三条　设立下列奖励：（一）藏书贡献奖；（二）夜读守护奖；（三）流动书箱奖。
第四条　藏书贡献奖每年评选一次，每人奖励1200元。奖励资金由县财政安排。
第五条　本办法自2025年3月1日起施行，试行期三年。
第三章　图书
第六条　图书分为甲、乙两类。甲类（长期借阅）3种：1.农技手册 2.乡土志 3.童话集。\
乙类（短期借阅）2种：1.新刊杂志 2.工具书。
第七条　“常客”读者，是指全年借阅满30次的村民。\
除此以外，以下人员可以优先借阅：①在校学生；②驻村医生；③乡村教师。
第八条　图书室向山区和老人倾斜。山区图书室购书经费上浮15%。县城图书室每年购书300册。
第九条　山区读者借书期限按1.5倍计算，优先配送流动书箱。\
《山区图书室暂行办法》（桐文〔2019〕8号）同时废止。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    documents = {"桐花渡县图书室.txt": DOCUMENT}
    with hold(tmp_path_factory.mktemp("told"), documents) as assistant:
        yield assistant


def ask(assistant: Assistant, text: str) -> str:
    return say(answer(assistant, text, day=DAY))


def test_rounds_are_told_by_the_sentence_that_counts_them(library: Assistant) -> None:
    said = ask(library, "桐花渡选聘的三轮分别是什么")
    assert "第一轮村内推荐，第二轮乡镇面谈，第三轮全县统筹" in said
    assert "面谈小组" not in said  # numbered in the same clause, of another matter


def test_a_class_is_never_told_by_the_list_of_its_sibling(library: Assistant) -> None:
    first = ask(library, "桐花渡图书室甲类包括哪几种书")
    assert "农技手册" in first
    assert "工具书" not in first
    second = ask(library, "桐花渡图书室乙类包括哪几种书")
    assert "工具书" in second
    assert "农技手册" not in second


def test_what_has_the_noun_asked_for_is_listed_with_the_words_that_open_it(
    library: Assistant,
) -> None:
    said = ask(library, "桐花渡图书室办法设了哪几类奖？")
    assert all(name in said for name in ("藏书贡献奖", "夜读守护奖", "流动书箱奖"))
    assert "设立下列奖励：" in said


def test_the_rest_of_a_list_is_told_beside_what_is_excepted(library: Assistant) -> None:
    said = ask(library, "除了“常客”，桐花渡还有哪些人可以优先借阅？")
    assert all(name in said for name in ("在校学生", "驻村医生", "乡村教师"))


def test_what_favours_a_group_is_told_by_what_it_gets_and_not_by_a_title(
    library: Assistant,
) -> None:
    said = ask(library, "桐花渡图书室办法里，向山区读者倾斜的具体规定有哪些？")
    assert "上浮15%" in said
    assert "1.5倍" in said
    assert "300册" not in said  # of others
    assert "暂行办法" not in said


def test_numbers_that_do_not_run_on_from_one_make_no_list() -> None:
    assert not list(find_runs("第二轮面谈，第三轮统筹。满1.5年的，按2.5倍。"))
    (run,) = find_runs("分两步：第一步申请。第二步审核。")
    assert (run.unit, run.count) == ("步", 2)


OPENINGS = (
    ("乙类10种：", "甲类都有哪几种病", True),
    ("甲类8种：", "甲类都有哪几种病", False),
    ("甲类和乙类如下：", "甲类都有哪几种病", False),
    ("下列病种：", "甲类都有哪几种病", False),
    ("乙类10种：", "一共哪几种病", False),
)


@pytest.mark.parametrize(("opening", "text", "other"), OPENINGS)
def test_a_list_opened_by_another_class_is_told_apart(
    opening: str, text: str, *, other: bool
) -> None:
    assert is_of_other_class(opening, text) is other
