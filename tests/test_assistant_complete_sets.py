"""Sets that are complete: rows of tables, named things, what a group is given, every document."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from assistant.assistant import Assistant
from assistant.listing.limits import read_bound, read_limit
from assistant.model import Question
from assistant.reading.set_request import SetKind, read_excepted, read_sets
from tests.libraries import hold
from tests.replies import answer, say

DAY = date(2026, 11, 28)
PLAN = """岚溪县乡村阅读三年行动方案

一、总体目标
到 2027 年，全县建成乡村书屋 60 个，图书流通率达到 85%，培训管理员 240 名，流动书车达到 9 辆。
二、支持政策
（一）书屋建设奖。新建书屋的，每个一次性奖励3万元。
（二）管理员补贴。管理员每人每月补贴400元。
（三）运输补贴。流动书车每年补贴1.2万元，残疾人驾驶的上浮20%。
三、读者照顾
（一）下列读者免收押金：
1.持证的残疾读者；
2.烈士子女。
（二）特殊教育学校的学生每人每年赠书6册。
（三）县残疾人联合会每年组织一次读书会，经费2000元。
四、免收的基本服务费
1.办证费。办理读者证免收。
2.复制费。每年五十页以内免收。
3.邮寄费。本县范围内免收。
五、责任分工
（一）县文旅局：书屋选址；书目采购。
（二）县财政局：资金拨付；绩效评价。
（三）县交通运输局：书车线路。
六、保障
各乡镇要落实场地。推行馆长负责制。

附件1
乡村书屋建设计划表
序号\t乡镇\t藏书（册）\t2026年\t2027年\t承办单位
1\t东岭镇\t2600\t3\t5\t县文旅局
2\t南溪镇\t1800\t2\t4\t县文旅局
3\t石坝乡\t2000\t1\t2\t县教育局
4\t云台乡\t1200\t1\t1\t县文旅局
"""
OTHER = """岚溪县图书馆管理办法

第一条　县图书馆推行馆长负责制。
第二条　图书馆每周开放六十小时。
第三条　本办法自2025年1月1日起施行。
"""
RULES = """柳浦县自习室、阅览室和文印室管理规定

一、自习室
（一）自习室不得占座过夜。
（二）自习室内禁止外放音乐。
二、阅览室
（一）阅览室严禁带入饮料。
（二）阅览室的期刊不得外借。
下列读者可以不预约：
a. 七十岁以上的；
b. 持优待证的；
c. 当日首批到馆的。
三、不予办证的情形
有下列情形之一的企业，不予办理集体证：
1.三年内有两次逾期不还的；
2.提供虚假名册的。
四、施行
本规定自2025年3月1日起施行。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    documents = {"岚溪县乡村阅读.txt": PLAN, "岚溪县图书馆.txt": OTHER, "柳浦县规定.txt": RULES}
    with hold(tmp_path_factory.mktemp("complete"), documents) as assistant:
        yield assistant


def ask(assistant: Assistant, text: str) -> str:
    return say(answer(assistant, text, day=DAY))


def test_rows_beyond_a_figure_are_those_of_the_column_that_is_said(library: Assistant) -> None:
    said = ask(library, "岚溪县书屋建设计划表里藏书不到2000册的乡镇有哪些")
    assert "南溪镇" in said
    assert "云台乡" in said
    assert "石坝乡" not in said  # 2000 itself is not 不到2000
    assert "东岭镇" not in said


def test_a_figure_that_may_be_of_several_columns_chooses_no_rows(library: Assistant) -> None:
    reply = library.answer(Question("岚溪县书屋建设计划表里超过3的有哪些", DAY))
    assert "超过3的共" not in say(reply)


def test_a_figure_that_is_of_no_column_chooses_no_rows(library: Assistant) -> None:
    text = "岚溪县月收入不到2000元的人家有哪些乡镇可以借书"
    assert "全表" not in say(library.answer(Question(text, DAY)))
    assert "云台乡" not in say(library.answer(Question(text, DAY)))


def test_a_table_that_is_named_is_listed_whole(library: Assistant) -> None:
    said = ask(library, "把岚溪县附件1计划表中2027年的数都列出来")
    assert all(name in said for name in ("东岭镇", "南溪镇", "石坝乡", "云台乡"))


def test_a_figure_at_least_holds_for_the_figure_itself(library: Assistant) -> None:
    said = ask(library, "岚溪县书屋建设计划表里藏书2000册以上的乡镇有哪些")
    assert "石坝乡" in said
    assert "东岭镇" in said
    assert "南溪镇" not in said


def test_each_of_several_things_that_are_named_is_found_by_itself(library: Assistant) -> None:
    said = ask(library, "岚溪县方案到2027年的指标（图书流通率、管理员、流动书车）都列出数字")
    assert all(figure in said for figure in ("85%", "240 名", "9 辆"))


def test_amounts_of_a_numbered_part_are_told_without_what_is_excepted(library: Assistant) -> None:
    text = "岚溪县方案第二部分中，除书屋建设奖外，写明金额的补贴全部列出"
    said = ask(library, text)
    assert "400元" in said
    assert "1.2万元" in said
    assert "3万元" not in said
    assert "2000元" not in said  # of another part


def test_what_a_group_is_given_is_told_of_every_clause(library: Assistant) -> None:
    said = ask(library, "岚溪县残疾人在方案里能享受哪些照顾")
    assert "上浮20%" in said
    assert "免收押金" in said  # the words that open the list of which its item is one
    assert "赠书6册" in said  # said of their schools
    assert "读书会" not in said  # a body that is called after them


def test_as_many_things_as_are_counted_are_the_list_under_their_heading(
    library: Assistant,
) -> None:
    said = ask(library, "岚溪县方案免收的三样基本服务费是哪些")
    assert all(name in said for name in ("办证费", "复制费", "邮寄费"))


def test_a_body_that_begins_a_clause_among_others_has_its_tasks(library: Assistant) -> None:
    said = ask(library, "岚溪县方案里县财政局的任务有哪些")
    assert "资金拨付；绩效评价" in said
    assert "书目采购" not in said


def test_every_document_that_says_it_is_found_whatever_it_does_with_it(
    library: Assistant,
) -> None:
    said = ask(library, "馆长负责制，库里哪些文件（要说清哪一份）提出要推？")
    assert "岚溪县乡村阅读三年行动方案" in said
    assert "岚溪县图书馆管理办法" in said


def test_one_of_several_things_that_a_title_names_narrows_the_set(library: Assistant) -> None:
    said = ask(library, "柳浦县阅览室有哪些禁止行为")
    assert "严禁带入饮料" in said
    assert "不得外借" in said
    assert "外放音乐" not in said


def test_a_list_in_the_text_of_a_clause_is_told_with_its_items(library: Assistant) -> None:
    said = ask(library, "柳浦县哪些读者可以不预约")
    assert all(words in said for words in ("七十岁以上", "持优待证", "当日首批到馆"))


def test_who_gets_nothing_is_told_by_the_list_of_them(library: Assistant) -> None:
    said = ask(library, "柳浦县哪几种企业不给办集体证")
    assert "逾期不还" in said
    assert "虚假名册" in said


@pytest.mark.parametrize(
    ("text", "unit", "value", "least", "strict"),
    [
        ("限额不到2000块的病", "元", 2000, False, True),
        ("墓位数在800个以上的乡镇", "个", 800, True, False),
        ("分值不低于20分的", "分", 20, True, False),
        ("超过500人的学校", "人", 500, True, True),
    ],
)
def test_a_bound_has_its_side_and_whether_the_figure_itself_is_meant(
    text: str, unit: str, value: int, *, least: bool, strict: bool
) -> None:
    bound = read_bound(text)
    assert bound is not None
    assert (bound.unit, bound.value) == (unit, Decimal(value))
    assert (bound.is_least, bound.is_strict) == (least, strict)
    assert bound.admits(bound.value) is not strict


def test_only_money_and_shares_bound_entries_of_sentences() -> None:
    assert read_limit("任教10年以上的奖励有哪些") is None
    assert read_limit("限额不到2000块的有哪些") is not None


def test_what_is_excepted_is_not_asked_for() -> None:
    assert read_excepted("除书屋建设奖外，写明金额的都列出") == ("书屋建设奖",)
    assert read_excepted("除了办证费以外还有哪些") == ()  # then the rest is asked for


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("集团化办学，哪些文件支持？", "集团化办学"),
        ("馆长负责制，库里都有哪些文件（要说清哪一份）提出要推？", "馆长负责制"),
    ],
)
def test_what_documents_do_with_it_is_no_part_of_what_is_mentioned(text: str, words: str) -> None:
    (asked,) = read_sets(text)
    assert asked.kind is SetKind.MENTIONS
    assert asked.words == words
