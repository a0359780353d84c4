"""What is asked is answered by what says it, whatever set, form or issue the words recall."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.choosing.holding import holds_type
from assistant.reading.kinds import read_ask
from tests.libraries import hold
from tests.replies import answer, cited, refuse, say

MEASURE = """\
榆湾县校园管理办法

第一条 住校经费转移支付的方案，由县财政局会同县教育局制定，报县人民政府批准后实施。
第二条 “榆湾好园丁”由县教育局、县总工会派员组成的评审委员会评选，主任由县教育局局长担任。
第三条 寄宿制学校按学生人数四百比一的比例配备专职生活教师。
第四条 学生每日在校时间，小学不超过六小时，初中不超过八小时。
第五条 班主任津贴每月450元。
第六条 县教育局幼儿园面向社会摇号的名额比例为70%。
本办法自2025年1月1日起施行。

附件1
“榆湾好园丁”评审指标

一级指标    分值    评审要点
师德表现    40    家长评价
教学实绩    60    班级进步
"""
OTHER = """\
槐岭县班主任激励办法

第一条 班主任津贴每月520元。
第二条 家访补贴每学期300元。
本办法自2025年1月1日起施行。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    documents = {"榆湾县校园.txt": MEASURE, "槐岭县班主任.txt": OTHER}
    with hold(tmp_path_factory.mktemp("asked"), documents) as assistant:
        yield assistant


def test_who_makes_a_plan_that_a_text_speaks_of_is_no_question_on_the_texts_issue(
    desk: Assistant,
) -> None:
    said = say(answer(desk, "榆湾县住校经费转移支付方案由谁制定、报谁批准"))
    assert "县财政局会同县教育局制定，报县人民政府批准" in said


def test_a_form_named_after_a_programme_does_not_keep_a_question_to_itself(
    desk: Assistant,
) -> None:
    reply = answer(desk, "“榆湾好园丁”评审委员会的主任由谁担任")
    assert "主任由县教育局局长担任" in say(reply)
    assert ("榆湾县校园.txt", "第二条") in cited(reply)


def test_a_set_that_leaves_out_what_says_all_that_is_asked_is_not_shown(desk: Assistant) -> None:
    said = say(answer(desk, "榆湾县寄宿制学校专职生活教师要按什么比例配备"))
    assert "四百比一" in said
    assert "六小时" not in said


def test_the_same_of_two_places_is_compared_and_not_listed(desk: Assistant) -> None:
    reply = answer(desk, "当班主任在榆湾县和槐岭县每月各拿多少津贴")
    said = say(reply)
    assert "450元" in said
    assert "520元" in said
    assert "已全部列出" not in said
    assert "300元" not in said


def test_a_district_where_the_asker_lives_is_not_answered_from_another_place(
    desk: Assistant,
) -> None:
    assert "海珠" in refuse(desk, "我家在海珠，区里教育部门办的幼儿园拿多少比例的名额摇号").message


@pytest.mark.parametrize(
    ("text", "holds"),
    [("按四百比一的比例配备", True), ("成绩一年比一年好", False), ("一比一年都好", False)],
)
def test_a_ratio_in_words_answers_what_share(text: str, holds: bool) -> None:
    ask = read_ask("按什么比例配", has_reference=False, names_party=False, group_count=0)
    assert holds_type(text, ask) is holds
