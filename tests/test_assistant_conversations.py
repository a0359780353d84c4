"""Conversations of two to four turns: the last question answered from the right clause.

`tests/data/conversations.jsonl` holds our own. A row is good where the last answer says all of
`says` and nothing of `never` (words of the earlier topic), or where it is refused as it should
be. Every second conversation was put away while follow-ups were worked on; what is good of each
half is an accepted figure: raise it when more is. In `turns` and `turns_held` each turn of a
conversation after its first is a row.
"""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

import pytest

from assistant.assistant import Assistant
from assistant.locate import fold_text
from assistant.model import Answer, NoticeKind, Question, Reply, Turn
from assistant.serving.wire import write_reply
from ingest.load import find_files, load_file
from tests.conftest import ROOT
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore

DAY = datetime.date(2026, 10, 1)
# Of 30, 30, 20, 55 and 51, on 2026-11-28; before 19, 23, 14, 39 and 33. At a first look 23 held
# and 15 late ones were good; `late` was written when the other two had been seen, and the turns
# before follow-ups were read by what they leave out.
# Of the last two, 45 and 34, about half of `kept` were good before what a follow-up keeps and
# replaces was read by one account; of `fresh`, written after it, 28 were good at the first look
# (two of its rows were put right since). One of `turns` was lost when an annex became a list.
GOOD = {
    "open": 25,
    "held": 25,
    "late": 16,
    "turns": 50,
    "turns_held": 40,
    "kept": 38,
    "fresh": 33,
}


class Row(TypedDict):
    documents: str
    split: str
    turns: list[str]
    says: list[str]
    never: list[str]
    refuses: bool


def fill_store(name: str, data_dir: Path) -> Iterator[ClauseStore]:
    folder = ROOT / "tests" / "data" / name
    with ClauseStore.open(data_dir, load_embedder(None), writable=True) as store:
        for path in find_files([folder]):
            store.replace(load_file(path))
        yield store


@pytest.fixture(scope="module")
def town_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClauseStore]:
    yield from fill_store("town_documents", tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def bureau_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClauseStore]:
    yield from fill_store("bureau_documents", tmp_path_factory.mktemp("bureau"))


@pytest.fixture(scope="module")
def county_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClauseStore]:
    yield from fill_store("county_documents", tmp_path_factory.mktemp("county"))


def read_rows(split: str) -> list[Row]:
    path = ROOT / "tests" / "data" / "conversations.jsonl"
    rows: list[Row] = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [row for row in rows if row["split"] == split]


def converse(assistant: Assistant, turns: list[str]) -> Reply:
    """The reply to the last turn, each asked with those before it and their answers."""
    history: tuple[Turn, ...] = ()
    for text in turns:
        reply = assistant.answer(Question(text, DAY, history))
        history = (*history, Turn(text, write_reply(reply).answer))
    return reply


def is_good(reply: Reply, row: Row) -> bool:
    if row["refuses"] or not isinstance(reply, Answer):
        return row["refuses"] and not isinstance(reply, Answer)
    told = [statement.text for statement in reply.statements]
    if reply.table is not None:
        told += [cell.text for each in reply.table.rows for cell in each.cells]
    text = fold_text("\n".join(told))
    return all(fold_text(words) in text for words in row["says"]) and not any(
        fold_text(words) in text for words in row["never"]
    )


@pytest.mark.parametrize("split", GOOD)
def test_conversations_end_as_well_as_accepted(
    split: str,
    sample_store: ClauseStore,
    town_store: ClauseStore,
    county_store: ClauseStore,
    bureau_store: ClauseStore,
) -> None:
    stores = {
        "samples": sample_store,
        "town_documents": town_store,
        "county_documents": county_store,
        "bureau_documents": bureau_store,
    }
    assistants = {name: Assistant(store) for name, store in stores.items()}
    rows = read_rows(split)
    bad = [
        row["turns"]
        for row in rows
        if not is_good(converse(assistants[row["documents"]], row["turns"]), row)
    ]
    assert len(rows) >= 20
    assert len(rows) - len(bad) >= GOOD[split], bad


@pytest.mark.parametrize(
    ("turns", "says"),
    [
        (["澄岩县关爱特殊群体有哪些任务", "上面第二条说的是谁牵头"], "加强留守儿童关爱"),
        (["澄岩县人事股牵头哪些任务", "刚才说的第三项由谁配合"], "计财股"),
        (["澄岩县人事股牵头哪些任务", "最后那个说的是什么"], "满八年"),
        (["澄岩县三年行动方案分几个阶段", "第三个阶段呢"], "终期评估"),
    ],
)
def test_a_statement_of_the_answer_may_be_pointed_to(
    assistant: Assistant, turns: list[str], says: str
) -> None:
    reply = converse(assistant, turns)
    assert isinstance(reply, Answer)
    assert says in "\n".join(statement.text for statement in reply.statements)


@pytest.mark.parametrize(
    ("turns", "says", "never"),
    [
        (["松棠县班主任津贴标准是多少", "由谁解释", "那梨溪县的教学质量奖呢"], "360万元", "500元"),
        (["云岚州乡村教师岗位补助班主任多少", "刚才说的那个钱按月还是按年"], "每月200元", "250元"),
        (["松棠县教师体检多久一次", "换个话题，梨溪县临聘教师比例有上限吗"], "4%", "600元"),
        (["松棠县名师工作室多少个", "不对，我问的是梨溪县"], "10个", "15个"),
    ],
)
def test_a_follow_up_keeps_what_it_leaves_unsaid_and_nothing_else(
    turns: list[str], says: str, never: str, assistant: Assistant
) -> None:
    reply = converse(assistant, turns)
    assert isinstance(reply, Answer)
    text = "\n".join(statement.text for statement in reply.statements)
    assert says in text
    assert never not in text


@pytest.mark.parametrize(
    ("turns", "reading"),
    [
        (
            ["松棠县名师工作室多少经费", "换成梨溪呢，几个"],
            "（梨溪）理解：名师工作室多少经费，几个",
        ),
        (["云岚州初中寄宿生补助多少", "小学呢"], "（云岚州）理解：小学寄宿生补助多少"),
        (["澄岩县校本研修哪个领导牵头", "他还牵头别的吗"], "“闻启山牵头哪些任务”理解"),
        (["松棠县教师体检费用多少", "小学又怎么作业减负"], "沿用上文的范围（松棠县）"),
    ],
)
def test_what_is_kept_and_what_is_replaced_reads_well(
    turns: list[str], reading: str, assistant: Assistant
) -> None:
    reply = converse(assistant, turns)
    readings = [n.text for n in reply.notices if n.kind is NoticeKind.READING]
    assert any(reading in each for each in readings), readings


def test_an_earlier_time_is_asked_of_the_text_that_held_then(assistant: Assistant) -> None:
    reply = converse(assistant, ["云岚州小学寄宿生现在一年补多少", "那2019年那会儿是多少"])
    assert isinstance(reply, Answer)
    assert "1000元" in reply.statements[0].text
    assert {c.file_name for s in reply.statements for c in s.citations} == {
        "yunlan_05_boarder_aid_notice_2019.txt"
    }


def test_two_places_named_before_are_compared(assistant: Assistant) -> None:
    turns = ["松棠县名师工作室多少个", "梨溪县呢", "对比一下这两个县"]
    reply = converse(assistant, turns)
    assert isinstance(reply, Answer)
    assert reply.table is not None
    assert len(reply.table.columns) == 2


def test_thanks_are_no_question(assistant: Assistant) -> None:
    assert not isinstance(converse(assistant, ["松棠县班主任津贴标准", "好的谢谢"]), Answer)


def test_the_reading_used_is_shown(assistant: Assistant) -> None:
    reply = converse(assistant, ["松棠县班主任津贴标准", "由谁解释"])
    readings = [n.text for n in reply.notices if n.kind is NoticeKind.READING]
    assert any("班主任津贴标准" in reading for reading in readings)


def test_what_else_there_is_leaves_out_what_was_shown(assistant: Assistant) -> None:
    first = converse(assistant, ["松棠县班主任津贴标准"])
    more = converse(assistant, ["松棠县班主任津贴标准", "还有呢"])
    assert isinstance(first, Answer)
    assert isinstance(more, Answer)
    assert not {s.text for s in first.statements} & {s.text for s in more.statements}


def list_citations(reply: Reply) -> list[tuple[str, int, int]]:
    cited = (
        [c for s in reply.statements for c in s.citations]
        if isinstance(reply, Answer)
        else list(reply.nearest)
    )
    return [(c.passage_id, c.span.start, c.span.end) for c in cited]


OTHERS = ["梨溪县的教研员一年听多少节课？", "寄宿生生活补助什么时候发？", "澄岩县双师课堂谁牵头？"]


@pytest.mark.parametrize(
    "text",
    [
        "松棠县班主任津贴标准是多少？",
        "云岚州乡村教师岗位补助的基础补助分几类，每月各多少？",
        "澄岩县县电化教育站牵头哪些任务？",
        "雾屏县的教师有什么补贴？",
        "梨溪县振兴教育事业十二条措施还有效吗？",
        "寄宿生的生活补助发放到谁的社会保障卡里？",
    ],
)
def test_the_same_question_has_the_same_citations_ten_times_and_after_three_others(
    text: str, assistant: Assistant
) -> None:
    once = list_citations(converse(assistant, [text]))
    again = [list_citations(converse(assistant, [text])) for _ in range(9)]
    assert all(citations == once for citations in again)
    assert list_citations(converse(assistant, [*OTHERS, text])) == once
