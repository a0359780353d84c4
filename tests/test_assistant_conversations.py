"""Conversations of two and three turns: the last question answered from the right clause.

`tests/data/conversations.jsonl` holds eighty of our own. A row is good where the last answer says
all of `says` and nothing of `never` (words of the earlier topic), or where it is refused as it
should be. Every second row was put away while follow-ups were worked on; what is good of each
half is an accepted figure: raise it when more is.
"""

import datetime
import json
from collections.abc import Iterator
from typing import TypedDict

import pytest

from assistant.assistant import Assistant
from assistant.model import Answer, Question, Reply, Turn
from assistant.wire import write_reply
from ingest.load import find_files, load_file
from tests.conftest import ROOT
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore

DAY = datetime.date(2026, 10, 1)
# Of 30, 30 and 20, on 2026-11-28; before 19, 23 and 14. At a first look 23 held, 15 late ones
# were good; `late` was written when the other two had been seen.
GOOD = {"open": 24, "held": 25, "late": 16}


class Row(TypedDict):
    documents: str
    split: str
    turns: list[str]
    says: list[str]
    never: list[str]
    refuses: bool


@pytest.fixture(scope="module")
def town_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClauseStore]:
    folder = ROOT / "tests" / "data" / "town_documents"
    data_dir = tmp_path_factory.mktemp("town")
    with ClauseStore.open(data_dir, load_embedder(None), writable=True) as store:
        for path in find_files([folder]):
            store.replace(load_file(path))
        yield store


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
    text = "\n".join(statement.text for statement in reply.statements)
    return all(words in text for words in row["says"]) and not any(
        words in text for words in row["never"]
    )


@pytest.mark.parametrize("split", ["open", "held", "late"])
def test_conversations_end_as_well_as_accepted(
    split: str, sample_store: ClauseStore, town_store: ClauseStore
) -> None:
    stores = {"samples": sample_store, "town_documents": town_store}
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
    ],
)
def test_a_statement_of_the_answer_may_be_pointed_to(
    assistant: Assistant, turns: list[str], says: str
) -> None:
    reply = converse(assistant, turns)
    assert isinstance(reply, Answer)
    assert says in "\n".join(statement.text for statement in reply.statements)


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
    ],
)
def test_the_same_question_has_the_same_citations_ten_times_and_after_three_others(
    text: str, assistant: Assistant
) -> None:
    once = list_citations(converse(assistant, [text]))
    again = [list_citations(converse(assistant, [text])) for _ in range(9)]
    assert all(citations == once for citations in again)
    assert list_citations(converse(assistant, [*OTHERS, text])) == once
