"""What a question takes from the conversation before it, and how much of it is looked at."""

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.model import Question, Turn
from assistant.reading.conversation import MAX_TURN_CHARACTERS, shorten_history
from ingest.load import parse_content
from tests.replies import DAY, answer, cited
from vectorstore.store import ClauseStore

NOTICE = """{title}

一、按附件执行。

附件1

{first}

一、每户补助{amount}元。

附件2

申请表填写说明

一、一式两份。
"""


def test_of_a_long_conversation_the_last_turns_are_looked_at() -> None:
    turns = tuple(Turn(f"第{n}问", "答" * (MAX_TURN_CHARACTERS + n)) for n in range(30))
    kept = shorten_history(Question("那呢", DAY, turns), 4).history
    assert [turn.user for turn in kept] == ["第26问", "第27问", "第28问", "第29问"]
    assert {len(turn.assistant) for turn in kept} == {MAX_TURN_CHARACTERS}
    assert shorten_history(Question("那呢", DAY, turns), 0).history == ()
    short = Question("那呢", DAY, (Turn("问", "答"),))
    assert shorten_history(short, 4) is short


@pytest.fixture
def store(tmp_path: Path) -> ClauseStore:
    opened = ClauseStore.open(tmp_path / "data", writable=True)
    for place, amount in (("云栗坪县", 310), ("石栗坪县", 420)):
        text = NOTICE.format(
            title=f"{place}危房改造办法", first=f"{place}补助标准表", amount=amount
        )
        opened.replace(parse_content(text.encode(), f"{place}.txt"))
    return opened


def test_an_annex_named_by_number_alone_is_that_of_the_conversation(store: ClauseStore) -> None:
    asked = Turn("石栗坪县危房改造办法什么时候开始施行", "没有写明。")
    with store:
        told = answer(Assistant(store), "附件1第一条是什么", asked)
        assert cited(told) == [("石栗坪县.txt", "附件1 › 一")]
        forgetful = Assistant(store, max_history_turns=0).understand(
            Question("附件1第一条是什么", DAY, (asked,))
        )
    files = {store_id for group in forgetful.scope.groups for store_id in group}
    assert len(files) == 2
