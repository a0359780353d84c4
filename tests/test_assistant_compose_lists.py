"""Answers that list: complete, counted, in reading order, each row cited."""

import itertools
from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.model import NoAnswerReason, NoticeKind
from tests.invented import open_invented
from tests.replies import answer, cited, notice, refuse, say
from vectorstore.model import PUBLIC


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with open_invented(tmp_path_factory.mktemp("lists")) as store:
        yield Assistant(store)


DUTIES = (
    ("岳秋白牵头的任务有哪些", ("改造校园网络", "更新教学终端")),
    ("穆青枫牵头的任务有哪些", ("培训应用能力",)),
    ("信息股配合的任务有哪些", ("更新教学终端", "培训应用能力")),
    ("信息股牵头的任务有哪些", ("改造校园网络",)),
    ("财务股配合的任务有哪些", ("更新教学终端",)),
)


@pytest.mark.parametrize(("text", "tasks"), DUTIES)
def test_every_duty_in_the_role_is_listed_and_no_other(
    desk: Assistant, text: str, tasks: tuple[str, ...]
) -> None:
    reply = answer(desk, text)
    assert len(reply.statements) == len(tasks)
    for number, (statement, task) in enumerate(zip(reply.statements, tasks, strict=True), start=1):
        assert statement.text.startswith(f"{number}. {task}（")
        assert len(statement.citations) == 1
    assert f"共 {len(tasks)} 条，已全部列出" in notice(reply, NoticeKind.COMPLETENESS)


def test_the_duties_of_everybody_are_listed_as_the_catalog_holds_them(
    assistant: Assistant,
) -> None:
    duties = assistant.store.duties(None, PUBLIC)
    leaders = {p.name for d in duties for p in d.parties if p.role == "leader"}
    assert len(leaders) >= 3
    for name in leaders:
        held = [d for d in duties if any(p.name == name and p.role == "leader" for p in d.parties)]
        reply = answer(assistant, f"{name}牵头的任务全部列出来")
        assert len(reply.statements) == len(held)
        for statement, duty in zip(reply.statements, held, strict=True):
            assert duty.task in statement.text
            assert statement.citations[0].passage_id == duty.passage.id


def test_somebody_without_duties_is_refused(desk: Assistant) -> None:
    assert refuse(desk, "丁一鸣牵头的任务有哪些").reason is NoAnswerReason.NOT_COVERED


def test_measures_are_listed_by_their_headings_in_order(assistant: Assistant) -> None:
    reply = answer(assistant, "松棠县教育十条措施分别是哪十条")
    assert [label for _, label in cited(reply)] == list("一二三四五六七八九十")
    assert "优先保障教育投入" in reply.statements[1].text


def test_items_under_a_named_heading_are_all_listed(assistant: Assistant) -> None:
    reply = answer(assistant, "哪些情形下乡村教师不享受岗位补助")
    assert len([s for s in reply.statements if "第六条（" in s.text]) == 4


def test_annexes_are_listed_though_their_text_is_not_held(assistant: Assistant) -> None:
    reply = answer(assistant, "云岚州行动方案有哪几个附件")
    assert len(reply.statements) == 3
    assert "主要指标分解表" in reply.statements[2].text
    assert "共 3 个附件" in notice(reply, NoticeKind.COMPLETENESS)


def test_everything_said_of_a_topic_is_gathered_document_by_document(desk: Assistant) -> None:
    reply = answer(desk, "把取暖补贴的规定全部列出来")
    documents = [doc for doc, _ in cited(reply)]
    assert {"baiyuan_care.txt", "huaixi_heating.txt"} <= set(documents)
    assert "1450元" in say(reply)
    assert "1100元" in say(reply)
    changes = sum(one != other for one, other in itertools.pairwise(documents))
    assert changes == len(set(documents)) - 1
