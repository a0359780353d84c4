"""The whole path with a language model: real HTTP, verified answers, visible fall-back."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.language_model.breaker import Breaker
from assistant.language_model.drafting import MODEL_LABEL
from assistant.llm import ChatModelDrafter, ModelSettings
from assistant.locate import fold_text
from assistant.model import (
    Answer,
    NoAnswer,
    NoticeKind,
    Question,
    ReplyReady,
    StatementReady,
)
from tests.invented import HEATING, file_text, open_invented
from tests.model_server import SUBTLY_WRONG, Behaviour, ModelServer, run_model_server
from tests.replies import say
from vectorstore.store import ClauseStore

DAY = datetime.date(2025, 9, 1)
ASKED = "松棠县班主任津贴标准是多少？"
BROKEN = (
    Behaviour.EMPTY,
    Behaviour.ERROR_500,
    Behaviour.HANG,
    Behaviour.ENDLESS,
    Behaviour.TRUNCATED_JSON,
    Behaviour.NO_PROTOCOL,
)


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with run_model_server() as running:
        yield running


def make_assistant(store: ClauseStore, server: ModelServer, behaviour: Behaviour) -> Assistant:
    server.script.clear()
    server.behaviour = behaviour
    settings = ModelSettings(
        server.base_url, "scripted", timeout_s=30.0, read_timeout_s=2.0, max_tokens=3_000, retries=0
    )
    return Assistant(store, ChatModelDrafter(settings, breaker=Breaker(failures=100, rest_s=1.0)))


def check_every_word_is_held(reply: Answer, store: ClauseStore) -> None:
    for statement in reply.statements:
        for citation in statement.citations:
            text = store.source_text(citation.document_id)
            assert text[citation.span.start : citation.span.end] == citation.quote
            assert fold_text(citation.quote) in fold_text(citation.clause_text)


def test_a_good_draft_is_shown_as_the_models_and_labelled(
    sample_store: ClauseStore, server: ModelServer
) -> None:
    reply = make_assistant(sample_store, server, Behaviour.GOOD).answer(Question(ASKED, DAY))
    assert isinstance(reply, Answer)
    assert reply.written_by_model
    assert [n.text for n in reply.notices if n.kind is NoticeKind.MODEL_WRITTEN] == [MODEL_LABEL]
    check_every_word_is_held(reply, sample_store)


@pytest.mark.parametrize("behaviour", [*SUBTLY_WRONG, Behaviour.HOSTILE])
def test_what_a_wrong_model_says_is_never_shown(
    behaviour: Behaviour, sample_store: ClauseStore, server: ModelServer
) -> None:
    plain = Assistant(sample_store).answer(Question(ASKED, DAY))
    reply = make_assistant(sample_store, server, behaviour).answer(Question(ASKED, DAY))
    assert isinstance(plain, Answer)
    assert isinstance(reply, Answer)
    check_every_word_is_held(reply, sample_store)
    if not reply.written_by_model:
        assert reply.dropped or behaviour is Behaviour.HOSTILE
        assert [s.text for s in reply.statements] == [s.text for s in plain.statements]
        assert any(n.kind is NoticeKind.MODEL_FALLBACK for n in reply.notices)
    assert not any("5000元" in s.text or "99999" in s.text for s in reply.statements)


@pytest.mark.parametrize("behaviour", BROKEN)
def test_a_broken_model_falls_back_visibly_to_the_composed_answer(
    behaviour: Behaviour, sample_store: ClauseStore, server: ModelServer
) -> None:
    plain = Assistant(sample_store).answer(Question(ASKED, DAY))
    reply = make_assistant(sample_store, server, behaviour).answer(Question(ASKED, DAY))
    assert isinstance(plain, Answer)
    assert isinstance(reply, Answer)
    assert not reply.written_by_model
    assert [s.text for s in reply.statements] == [s.text for s in plain.statements]
    (fallback,) = [n for n in reply.notices if n.kind is NoticeKind.MODEL_FALLBACK]
    assert "条款原文直接整理" in fallback.text


def test_one_request_after_another_never_shows_an_unsupported_word(
    sample_store: ClauseStore, server: ModelServer
) -> None:
    assistant = make_assistant(sample_store, server, Behaviour.GOOD)
    turns = (
        Behaviour.GOOD,
        Behaviour.INVENTED_KEY,
        Behaviour.CHANGED_NUMBER,
        Behaviour.LOST_QUOTE,
        Behaviour.EMPTY,
        Behaviour.ERROR_500,
        Behaviour.HANG,
    )
    for behaviour in turns:
        server.behaviour = behaviour
        events = list(assistant.stream(Question(ASKED, DAY)))
        last = events[-1]
        assert isinstance(last, ReplyReady)
        assert isinstance(last.reply, Answer)
        check_every_word_is_held(last.reply, sample_store)
        streamed = [e.statement for e in events if isinstance(e, StatementReady)]
        assert set(last.reply.statements) <= set(streamed)


def test_a_refusal_asks_no_model(sample_store: ClauseStore, server: ModelServer) -> None:
    server.requests.clear()
    assistant = make_assistant(sample_store, server, Behaviour.GOOD)
    reply = assistant.answer(Question("雾屏县班主任津贴是多少？", DAY))
    assert isinstance(reply, NoAnswer)
    assert not server.requests


def test_a_model_written_answer_says_what_the_day_makes_of_its_documents(
    sample_store: ClauseStore, server: ModelServer
) -> None:
    assistant = make_assistant(sample_store, server, Behaviour.GOOD)
    asked = "松棠县同步课堂的主讲教师每节课补助多少？"

    def list_notes(text: str, day: datetime.date) -> str:
        reply = assistant.answer(Question(text, day))
        assert isinstance(reply, Answer)
        assert reply.written_by_model
        return "\n".join(n.text for n in reply.notices if n.kind is NoticeKind.VALIDITY)

    assert "松棠县教育数字化建设实施方案" not in list_notes(asked, DAY)
    assert "松棠县教育数字化建设实施方案" in list_notes(asked, datetime.date(2028, 6, 1))
    assert "征求意见" in list_notes("梨溪县教研员每年听课多少节？", DAY)


def test_neither_a_replaced_amount_nor_a_deleted_clause_comes_back_through_a_model(
    tmp_path: Path, server: ModelServer
) -> None:
    asked = Question("槐溪县教师取暖补贴一年多少钱？", DAY)
    with open_invented(tmp_path) as store:
        assistant = make_assistant(store, server, Behaviour.GOOD)
        assert "1450" in say(assistant.answer(asked))
        file_text(store, "huaixi_heating.txt", HEATING.replace("1450元", "1720元"))
        shown = say(assistant.answer(asked))
        assert "1720" in shown
        assert "1450" not in shown
        without = "\n".join(line for line in HEATING.splitlines() if "1450" not in line)
        file_text(store, "huaixi_heating.txt", without)
        reply = assistant.answer(asked)
        assert isinstance(reply, NoAnswer)
        assert "1450" not in reply.message


def test_of_a_statement_that_is_half_wrong_the_half_that_stands_alone_is_shown(
    sample_store: ClauseStore, server: ModelServer
) -> None:
    assistant = make_assistant(sample_store, server, Behaviour.HALF_WRONG)
    reply = assistant.answer(Question(ASKED, DAY))
    assert isinstance(reply, Answer)
    assert reply.written_by_model
    assert reply.dropped
    check_every_word_is_held(reply, sample_store)
    shown = {statement.text for statement in reply.statements}
    assert not any("\n" in text for text in shown)
    assert shown.isdisjoint(lost.text for lost in reply.dropped)


def test_manners_of_speaking_and_markdown_cost_no_statement(
    sample_store: ClauseStore, server: ModelServer
) -> None:
    assistant = make_assistant(sample_store, server, Behaviour.COURTEOUS)
    reply = assistant.answer(Question(ASKED, DAY))
    assert isinstance(reply, Answer)
    assert reply.written_by_model
    assert reply.statements
    assert not any("*" in statement.text for statement in reply.statements)
    check_every_word_is_held(reply, sample_store)
