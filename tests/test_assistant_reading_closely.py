"""What decides between an answer and a refusal once the clause is found: small things of texts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.choosing.holding import find_column_figures, holds_type
from assistant.model import NoAnswerReason, Question
from assistant.reading.kinds import QuestionKind, asks_meaning, read_ask
from ingest.load import parse_content
from tests.replies import DAY, answer, cited, refuse, say
from vectorstore.embed import load_embedder
from vectorstore.model import PUBLIC
from vectorstore.store import ClauseStore

RULES = """岑溪坪县学生资助办法

第一条　本办法所称学生，是指在本县中小学就读并取得学籍的人员，以及随迁子女。

第二条　各学段学生的资助由县教育局审核，责任人：****，监督人：校长。

第三条　课后服务夏令时不早于18:00结束，冬令时不早于17:30结束。

第四条　巩固提升阶段（2025年3月—2026年7月）。

第五条　添置课桌椅90套，由中心学校负责。

第六条　教师用计算机缺口14台，学生用计算机缺口33台，明年补齐。

第七条　督导结果的运用。督导结果由县教育局会同各相关
"""
CITY = """关于推动基础教育振兴的行动方案

根据《广东省教育厅关于做好帮扶工作的通知》要求，制定本方案。深圳对口帮扶我市。

一、到2027年，初中教师本科以上学历比例达到91%。

二、每名校长每五年参加培训不少于400学时。
"""
COUNTY = """岑溪坪县教师奖励办法

第一条　初中教师本科以上学历比例达到64%。

第二条　班主任津贴每月500元。
"""
DRAFT = """岑溪坪县托管机构管理措施
（送审稿）

一、每名学生的活动面积不少于2.5平方米。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("closely")
    texts = {"a.txt": RULES, "b.txt": CITY, "c.txt": COUNTY, "d.txt": DRAFT}
    with ClauseStore.open(folder / "data", load_embedder(None), writable=True) as store:
        for name, text in texts.items():
            store.replace(parse_content(text.encode(), name))
        yield Assistant(store)


def test_a_masked_name_is_told_and_not_passed_over(desk: Assistant) -> None:
    reply = refuse(desk, "岑溪坪县学生资助审核的责任人叫什么名字")
    assert reply.reason is NoAnswerReason.ILLEGIBLE
    assert "****" in reply.message


def test_a_text_that_breaks_off_does_not_answer(desk: Assistant) -> None:
    reply = refuse(desk, "岑溪坪县的督导结果怎么运用")
    assert reply.reason is NoAnswerReason.ILLEGIBLE
    assert "中断" in reply.message


def test_a_definition_answers_who_is_meant(desk: Assistant) -> None:
    said = say(answer(desk, "岑溪坪县资助办法说的“学生”包括哪些人"))
    assert "随迁子女" in said


def test_dates_in_a_heading_and_times_of_day_answer(desk: Assistant) -> None:
    assert "2026年7月" in say(answer(desk, "岑溪坪县的巩固提升阶段到哪个月结束"))
    assert "17:30" in say(answer(desk, "岑溪坪县课后服务冬天几点结束"))


def test_each_question_of_a_text_gets_its_sentence(desk: Assistant) -> None:
    reply = answer(desk, "岑溪坪县要添置多少套课桌椅？学生用计算机缺几台？")
    assert "90套" in say(reply)
    assert "33台" in say(reply)
    assert {label for _, label in cited(reply)} >= {"第五条", "第六条"}


def test_a_sum_that_no_clause_holds_is_not_taken_for_granted(desk: Assistant) -> None:
    said = refuse(desk, "岑溪坪县班主任津贴每月800块是哪条规定的").message
    assert "800" in said
    assert "500元" in said


def test_a_city_is_known_by_its_partner_and_its_province(desk: Assistant) -> None:
    for place in ("深圳帮扶的那个市", "有深圳帮着的那个市", "粤北那个市"):
        said = say(answer(desk, f"{place}初中教师本科以上学历比例要达到多少"))
        assert "91%" in said
        assert "64%" not in said


def test_a_place_of_the_gazetteer_is_no_part_of_a_province(tmp_path: Path) -> None:
    text = "山西省农机补贴办法\n\n第一条　大型农机每台补贴2万元。\n"
    with ClauseStore.open(tmp_path / "data", writable=True) as store:
        store.replace(parse_content(text.encode(), "农机.txt"))
        desk = Assistant(store)
        for place in ("晋中", "晋北"):
            scope = desk.understand(Question(f"{place}那边大型农机补贴多少钱", DAY)).scope
            assert (scope.document_ids is not None) == (place == "晋北")
        assert refuse(desk, "晋中那边大型农机补贴多少钱").reason is NoAnswerReason.REGION_NOT_HELD


def test_a_place_that_is_not_meant_is_left_out(desk: Assistant) -> None:
    scope = desk.understand(Question("不是岑溪坪县，是粤北那个市的校长培训", DAY)).scope
    titles = {desk.library(PUBLIC).by_id[i].title for i in scope.document_ids or ()}
    assert titles == {"关于推动基础教育振兴的行动方案"}


def test_a_question_that_begins_with_a_partner_asks_of_the_partner(desk: Assistant) -> None:
    reply = refuse(desk, "深圳市初中教师本科以上学历比例要达到多少")
    assert reply.reason is NoAnswerReason.REGION_NOT_HELD


def test_what_a_draft_does_not_say_of_its_issue_is_said(desk: Assistant) -> None:
    said = say(answer(desk, "岑溪坪县托管机构管理措施是几号发的、文号多少"))
    assert "没有写明印发日期、发文字号" in said
    assert "送审稿" in said


ROWS = (
    ("项目：二档；标准（元/生·年）：2400", "一年多少钱", True),
    ("项目：二档；标准（元/生·年）：—", "一年多少钱", False),
    ("项目：二档；面积（平方米）：60", "一年多少钱", False),
    ("结束时间：18:30", "几点结束", True),
    ("4、置办桌凳", "要置办多少台计算机", False),
    ("实行“退5进1”的方式补充教师", "一共补充多少名教师", False),
)


@pytest.mark.parametrize(("text", "question", "holds"), ROWS)
def test_figures_are_read_with_the_unit_they_stand_under(
    text: str, question: str, holds: bool
) -> None:
    ask = read_ask(question, has_reference=False, names_party=False, group_count=0)
    assert holds_type(text, ask) is holds


def test_a_column_without_a_unit_gives_no_figure() -> None:
    assert find_column_figures("名称：二档；编号（附表2）：7") == ()


MEANINGS = (
    ("办法说的“学生”包括哪些人", True),
    ("什么叫随班就读", True),
    ("“1+4”指什么", True),
    ("学校什么时候放假", False),
    ("每月发多少钱", False),
)


@pytest.mark.parametrize(("text", "asks"), MEANINGS)
def test_who_asks_for_a_meaning(text: str, asks: bool) -> None:
    assert asks_meaning(text) is asks


KINDS = (
    ("按征求意见稿，坐校车每月最多收多少", QuestionKind.CONTENT),
    ("这是征求意见稿吗", QuestionKind.STATUS),
    ("还在规划期里吗", QuestionKind.STATUS),
    ("写了从哪天开始实行吗", QuestionKind.STATUS),
    ("几号挂到网上的", QuestionKind.ISSUED),
    ("落款日期是哪天", QuestionKind.ISSUED),
)


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_validity_and_issue_are_told_from_content(text: str, kind: QuestionKind) -> None:
    asked = read_ask(text, has_reference=False, names_party=False, group_count=0)
    assert asked.kind is kind


def test_all_that_is_said_of_a_thing_leaves_out_what_is_near_it(desk: Assistant) -> None:
    said = say(answer(desk, "把跟督导有关的规定都列出来"))
    assert "督导结果" in said
    assert "课桌椅" not in said


def test_the_words_that_open_a_list_stand_before_its_item(tmp_path: Path) -> None:
    text = (
        "岑溪坪县津贴办法\n\n第一条　有下列情形之一的，停发津贴一年：\n\n（一）有偿补课的；\n\n"
        "（二）旷工累计五天的。\n\n第二条　津贴按月发放。\n"
    )
    with ClauseStore.open(tmp_path / "data", load_embedder(None), writable=True) as store:
        store.replace(parse_content(text.encode(), "岑溪坪县津贴办法.txt"))
        said = say(answer(Assistant(store), "老师有偿补课会怎么样"))
    assert said.index("停发津贴一年") < said.index("有偿补课的")


def test_a_document_told_loosely_is_the_other_side_of_a_comparison(desk: Assistant) -> None:
    scope = desk.understand(Question("岑溪坪县和那份市级方案的学历比例一样吗", DAY)).scope
    assert len(scope.groups) == 2


def test_the_item_in_whose_range_the_asker_is_comes_first(tmp_path: Path) -> None:
    text = (
        "岑溪坪县高龄津贴办法\n\n第一条　高龄津贴标准：\n\n（一）80至89周岁，每人每月70元；\n\n"
        "（二）90至99周岁，每人每月160元；\n\n（三）100周岁以上，每人每月520元。\n\n"
        "第二条　按季发放。\n"
    )
    with ClauseStore.open(tmp_path / "data", load_embedder(None), writable=True) as store:
        store.replace(parse_content(text.encode(), "岑溪坪县高龄津贴办法.txt"))
        desk = Assistant(store)
        for asked, amount in (("我阿婆八十三岁了", "70元"), ("我爷九十六岁", "160元")):
            reply = answer(desk, f"{asked}，高龄津贴一个月能领多少")
            assert amount in next(s.text for s in reply.statements if "每人每月" in s.text)
