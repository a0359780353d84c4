"""Questions that name a part, a year, an annex or a counted word in a roundabout way."""

import datetime
from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.model import NoAnswerReason, Question
from ingest.load import parse_content
from tests.replies import answer, cited, refuse, say
from vectorstore.store import ClauseStore

DAY = datetime.date(2026, 11, 28)
PLAN = """槐荫坪县乡村图书馆行动方案

槐政办发〔2024〕9号

根据《关于乡村阅读的意见》（槐政发〔2023〕5号），制定本方案。

一、工作目标

到2027年，全县乡村图书馆布局网络化、馆藏丰富化、服务智能化，读者满意度达到92%以上。

二、重点任务

1.改革管理员补助发放办法。将按馆舍远近差别化补助的做法，调整为由各乡镇文化站按照实际工作量给予补助，进一步提高管理员积极性。（牵头部门：县文化馆；配合部门：县财政局）

2.选聘馆长。馆长在同一图书馆任职满2个任期的，应当交流。每届任期4年。

3.培养人才。设立乡土文化人才津贴，3年内培养文化能人80名。

三、附则

本方案自2024年5月1日起施行，有效期至2028年4月30日。

附件：1.槐荫坪县图书馆建设点位表

2.乡村图书馆藏书目录编制要求
"""
COMPILATION = """乡村阅读工作方案汇编

篇一

槐岭县农家书屋方案

一、组织领导

领导小组组长由副县长担任。

篇二

柳湾县流动书车方案

一、组织领导

领导小组办公室设在县邮政局。

篇三

杉坡县校园书角方案

一、组织领导

领导小组办公室设在县少年宫，主任由少年宫主任兼任。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("far")
    with ClauseStore.open(folder / "data", writable=True) as store:
        store.replace(parse_content(PLAN.encode(), "图书馆.txt"))
        store.replace(parse_content(COMPILATION.encode(), "汇编.txt"))
        yield Assistant(store)


def test_a_year_told_before_is_the_time_asked_about(desk: Assistant) -> None:
    text = "要写2029年的总结，槐荫坪县乡村图书馆行动方案到那时还能引用吗"
    said = say(answer(desk, text, day=DAY))
    assert "在2029年，已经失效" in said
    assert "有效期到2028年4月30日" in said


def test_a_number_that_a_plan_follows_names_that_plan(desk: Assistant) -> None:
    text = "槐政发〔2023〕5号配套的那份方案还有效吗"
    assert "有效期至2028年4月30日" in say(answer(desk, text, day=DAY))


def test_a_number_that_is_itself_asked_about_is_said_not_to_be_held(desk: Assistant) -> None:
    for asked in ("还有效吗", "是谁制定的，还有效吗"):
        said = say(answer(desk, f"槐政发〔2023〕5号{asked}", day=DAY))
        assert "没有收录槐政发〔2023〕5号" in said


def test_an_annex_known_by_its_title_alone_is_refused(desk: Assistant) -> None:
    refusal = refuse(desk, "《槐荫坪县图书馆建设点位表》里柳树乡有几个点位", day=DAY)
    assert refusal.reason is NoAnswerReason.DOCUMENT_NOT_HELD
    assert "只列出了附件《槐荫坪县图书馆建设点位表》的名称" in refusal.message


def test_a_counted_word_finds_the_sentence_that_holds_it_so_often(desk: Assistant) -> None:
    said = say(answer(desk, "槐荫坪县方案目标里的三个“化”分别是什么", day=DAY))
    assert "布局网络化、馆藏丰富化、服务智能化" in said
    assert "文化能人" not in said


def test_who_has_a_task_done_is_no_question_for_grants(desk: Assistant) -> None:
    said = say(answer(desk, "槐荫坪县改补助发放办法这一项是谁的事", day=DAY))
    assert "县文化馆；配合部门：县财政局" in said


def test_a_deadline_is_no_period_for_which_a_payment_is_made(desk: Assistant) -> None:
    refuse(desk, "槐荫坪县乡土文化人才津贴每人每月多少钱？发几年？", day=DAY)


def test_parts_are_counted_from_the_end(desk: Assistant) -> None:
    last = answer(desk, "汇编最后一篇，领导小组办公室设在哪个部门", day=DAY)
    assert [label for _, label in cited(last)] == ["篇三 › 一"]
    third = answer(desk, "汇编倒数第三篇，领导小组组长由谁担任", day=DAY)
    assert [label for _, label in cited(third)] == ["篇一 › 一"]


def test_a_part_may_be_counted_in_figures(desk: Assistant) -> None:
    said = say(desk.answer(Question("汇编第1篇，领导小组办公室设在哪个部门", DAY)))
    assert "县邮政局" not in said
    assert "县少年宫" not in said
