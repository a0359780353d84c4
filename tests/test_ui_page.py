import datetime
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.model import (
    Answer,
    Citation,
    Event,
    NoAnswer,
    NoAnswerReason,
    Notice,
    NoticeKind,
    NoticeReady,
    Question,
    ReplyReady,
    Statement,
    StatementReady,
)
from ingest.model import DocumentId, Span, Validity, ValidityState
from ui.page import REMEMBERED_TURNS, Exchange, Shown, ask
from vectorstore.model import PassageId, StoreLockedError

DAY = datetime.date(2026, 3, 1)
CITATION = Citation(
    document_id=DocumentId("a.txt"),
    passage_id=PassageId("a.txt:0"),
    file_name="a.txt",
    title="甲办法",
    document_number=None,
    label="第一条",
    heading="",
    clause_text="第一条　每月300元。",
    quote="每月300元",
    span=Span(4, 10),
    validity=Validity(ValidityState.IN_FORCE, DAY, "", ""),
)
STATEMENTS = tuple(Statement(f"第{n}句。", (CITATION,)) for n in "一二三")
NOTICE = Notice(NoticeKind.READING, "已理解为：甲办法的补助")


@dataclass
class Scripted:
    """Gives the events it was made with and keeps the questions it was asked."""

    events: tuple[Event | Exception, ...]
    questions: list[Question] = field(default_factory=list)

    def stream(self, question: Question) -> Iterator[Event]:
        self.questions.append(question)
        for event in self.events:
            if isinstance(event, Exception):
                raise event
            yield event


def run(
    *events: Event | Exception,
    text: str = "每月多少",
    exchanges: tuple[Exchange, ...] = (),
    pause_s: float = 0.0,
) -> tuple[list[Shown], Scripted]:
    assistant = Scripted(events)
    shown = list(
        ask(assistant, text, region="松棠县", as_of=DAY, exchanges=exchanges, pause_s=pause_s)  # type: ignore[arg-type]
    )
    return shown, assistant


def test_statements_show_one_by_one_and_the_reply_counts() -> None:
    shown, _ = run(
        NoticeReady(NOTICE),
        *(StatementReady(line) for line in STATEMENTS),
        ReplyReady(Answer(STATEMENTS[:2], (NOTICE,))),
    )
    assert [each.markup.count('class="statement"') for each in shown] == [0, 0, 1, 2, 3, 2]
    assert "已理解为" in shown[1].markup
    assert [each.exchange is None for each in shown] == [True] * 5 + [False]
    assert "working" not in shown[-1].markup
    assert shown[-1].status == "回答完毕，出处 1 处"


def test_a_burst_of_statements_is_one_picture_and_loses_nothing() -> None:
    burst = STATEMENTS * 60
    shown, _ = run(
        *(StatementReady(line) for line in burst), ReplyReady(Answer(burst)), pause_s=60.0
    )
    assert len(shown) == 3
    assert shown[-1].markup.count('class="statement"') == 180


def test_region_and_day_reach_the_question() -> None:
    _, assistant = run(ReplyReady(Answer(STATEMENTS)))
    assert assistant.questions[0].region == "松棠县"
    assert assistant.questions[0].as_of == DAY


def test_answered_turns_are_history_and_failed_ones_are_not() -> None:
    held = (
        Exchange("一问", Answer(STATEMENTS[:1])),
        Exchange("二问", None, "出错了"),
        Exchange("三问", NoAnswer(NoAnswerReason.NOT_COVERED, "没有写到。")),
    )
    _, assistant = run(ReplyReady(Answer(STATEMENTS)), exchanges=held)
    turns = [(turn.user, turn.assistant) for turn in assistant.questions[0].history]
    assert turns == [("一问", "第一句。[1]"), ("三问", "没有写到。")]


def test_history_is_bounded() -> None:
    held = (Exchange("问", Answer(STATEMENTS[:1])),) * 20
    _, assistant = run(ReplyReady(Answer(STATEMENTS)), exchanges=held)
    assert len(assistant.questions[0].history) == REMEMBERED_TURNS


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "请输入问题。"), (" \n", "请输入问题。"), ("问" * 10_000, "问题太长")],
)
def test_a_bad_question_is_refused_in_chinese_without_asking(text: str, message: str) -> None:
    shown, assistant = run(text=text)
    assert len(shown) == 1
    assert message in shown[0].markup
    assert 'class="failure"' in shown[0].markup
    assert assistant.questions == []


def test_a_locked_library_is_named_as_such() -> None:
    error = StoreLockedError("locked", message_zh="资料库正在更新，请稍后再试。")
    shown, _ = run(StatementReady(STATEMENTS[0]), error)
    assert "资料库正在更新，请稍后再试。" in shown[-1].markup
    assert shown[-1].exchange == Exchange("每月多少", None, "资料库正在更新，请稍后再试。")


@pytest.mark.parametrize(
    "events", [(ZeroDivisionError("secret"),), (StatementReady(STATEMENTS[0]),)]
)
def test_an_unknown_failure_is_logged_and_shown_with_its_number_but_not_its_words(
    events: tuple[Event | Exception, ...], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="ui.page"):
        shown, _ = run(*events)
    last = shown[-1]
    assert "系统出错，没有得到回答" in last.markup
    assert "secret" not in last.markup
    assert last.exchange is not None
    assert last.exchange.reply is None
    mark = caplog.records[0].getMessage().split()[1]
    assert f"错误编号 {mark}" in last.markup


def test_page_reader_and_widget_leave_api_docs_and_health_alone(tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    from assistant.settings import Settings
    from assistant.wiring import open_store
    from ui.server import build_application

    settings = Settings(data_dir=tmp_path / "data", as_of=DAY)
    with (
        open_store(settings) as store,
        TestClient(build_application(settings, store), base_url="http://127.0.0.1") as client,
    ):
        for path, kind in (
            ("/", "text/html"),
            ("/docs", "text/html"),
            ("/widget/demo", "text/html"),
            ("/widget/policy-assistant.js", "text/javascript"),
            ("/healthz", "application/json"),
            ("/openapi.json", "application/json"),
            ("/api/documents", "application/json"),
            ("/reader/documents", "application/json"),
        ):
            answered = client.get(path)
            assert answered.status_code == 200, path
            assert answered.headers["content-type"].startswith(kind), path
        assert "还没有收录文件" in client.get("/reader/documents").json()["html"]
        gone = client.get("/reader/document", params={"document": "../../etc/passwd"})
        assert gone.status_code == 404
        assert gone.json()["error"]["code"] == "unknown_document"
        outside = ("fonts.googleapis", "fonts.gstatic", "cdn.", "huggingface.co")
        assert not [name for name in outside if name in client.get("/").text]
