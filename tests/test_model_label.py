"""由AI生成，仅供参考 stands on all that a model wrote, wherever it is shown or kept."""

import datetime
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api
from assistant.assistant import Assistant
from assistant.chain import build_chain
from assistant.language_model.drafting import MODEL_LABEL, TOO_LITTLE
from assistant.llm import ChatModelDrafter, ModelSettings
from assistant.model import Answer, NoticeKind, Question
from tests.conftest import ROOT, Terminal
from tests.model_server import Behaviour, ModelServer, run_model_server
from ui.render import format_reply, render_reply
from vectorstore.store import ClauseStore

DAY = datetime.date(2025, 9, 1)
ASKED = "松棠县班主任津贴标准是多少？"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with run_model_server() as running:
        yield running


@pytest.fixture(params=[Behaviour.GOOD, Behaviour.LOST_QUOTE], ids=["written", "dropped"])
def is_written(server: ModelServer, request: pytest.FixtureRequest) -> bool:
    """Whether what the model says now survives."""
    server.behaviour = request.param
    return server.behaviour is Behaviour.GOOD


def make_assistant(store: ClauseStore, server: ModelServer) -> Assistant:
    settings = ModelSettings(server.base_url, "scripted", timeout_s=20.0, retries=0)
    return Assistant(store, ChatModelDrafter(settings))


def test_the_page_and_its_copies_say_it_once(
    sample_store: ClauseStore, server: ModelServer, is_written: bool
) -> None:
    reply = make_assistant(sample_store, server).answer(Question(ASKED, DAY))
    shown, _, copied = render_reply(reply).partition('<pre class="copy-text"')
    assert shown.count(MODEL_LABEL) == copied.count(MODEL_LABEL) == int(is_written)
    assert format_reply(reply).count(MODEL_LABEL) == int(is_written)
    assert (TOO_LITTLE in shown) is not is_written
    assert (TOO_LITTLE in copied) is not is_written


def test_the_api_says_it_in_the_text_in_a_notice_and_before_the_first_statement(
    sample_store: ClauseStore, server: ModelServer, is_written: bool
) -> None:
    assistant = make_assistant(sample_store, server)
    with TestClient(create_api(assistant, sample_store, as_of=lambda: DAY)) as client:
        whole = client.post("/api/answer", json={"question": ASKED}).json()
        stream = client.post("/api/answer/stream", json={"question": ASKED}).text
    assert whole["written_by_model"] is is_written
    assert (MODEL_LABEL in whole["answer"]) is is_written
    kinds = [notice["kind"] for notice in whole["notices"]]
    assert ("model_written" in kinds, "model_fallback" in kinds) == (is_written, not is_written)
    said = TOO_LITTLE if not is_written else MODEL_LABEL
    assert 0 < stream.index(said) < stream.index("event: statement")


def test_the_terminal_and_its_files_say_it(
    terminal: Terminal,
    server: ModelServer,
    is_written: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    assert terminal("ingest", "--samples").code == 0
    monkeypatch.setenv("POLICY_MODEL_BASE_URL", server.base_url)
    monkeypatch.setenv("POLICY_MODEL_NAME", "scripted")
    said = terminal("ask", ASKED, "--as-of", "2025-09-01").out
    assert said.count(MODEL_LABEL) == int(is_written)
    assert (TOO_LITTLE in said) is not is_written
    told = json.loads(terminal("ask", ASKED, "--as-of", "2025-09-01", "--json").out)
    assert (MODEL_LABEL in told["answer"]) is is_written
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    row = {"id": "q1", "question": ASKED}
    questions.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    assert terminal("answer", questions, "--output", answers).code == 0
    assert (MODEL_LABEL in answers.read_text("utf-8")) is is_written


def test_langchain_is_given_it_with_the_reply(
    sample_store: ClauseStore, server: ModelServer, is_written: bool
) -> None:
    chain = build_chain(make_assistant(sample_store, server), as_of=lambda: DAY)
    reply = chain.invoke(ASKED)
    assert isinstance(reply, Answer)
    labels = [n.text for n in reply.notices if n.kind is NoticeKind.MODEL_WRITTEN]
    assert labels == [MODEL_LABEL] * is_written


def test_the_widget_says_the_same_words() -> None:
    script = (ROOT / "ui" / "widget" / "policy-assistant.js").read_text("utf-8")
    assert f'"{MODEL_LABEL}"' in script
    assert "written_by_model" in script


def test_what_is_dropped_is_counted_and_logged_without_its_words(
    sample_store: ClauseStore, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.behaviour = Behaviour.LOST_QUOTE
    reply = make_assistant(sample_store, server).answer(Question(ASKED, DAY))
    assert isinstance(reply, Answer)
    assert reply.dropped
    assert f"dropped {len(reply.dropped)} of the model's statements" in caplog.text
    assert not any(lost.text in caplog.text for lost in reply.dropped)
