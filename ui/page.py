"""The web page: a Gradio chat on the API's own application, in Chinese, with no outside request.

Gradio is imported when the page is mounted, not before: the terminal must start in a moment.
"""

import asyncio
import datetime
import logging
import os
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.model import (
    Notice,
    NoticeReady,
    Question,
    QuestionError,
    Reply,
    ReplyReady,
    Statement,
    StatementReady,
    Turn,
)
from assistant.serving.wire import write_reply
from ui.marking import escape
from ui.reader import mount_reader, suggest_questions
from ui.render import (
    name_region,
    render_error,
    render_exchange,
    render_progress,
    render_reply,
)
from vectorstore.model import PUBLIC, StoreError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.assistant import Assistant
    from vectorstore.store import ClauseStore

Result = TypeVar("Result")
PRODUCT = "教策通"
SUBTITLE = "教育政策问答：每句话都有条文出处"
NO_REGION = "未指定"
PAUSE_S = 0.1  # at least this long between two pictures: a list of 200 comes in a millisecond
REMEMBERED_TURNS = 12  # what a follow-up points back to, and what is said of oneself bit by bit
FONTS = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "system-ui", "sans-serif"]
# Gradio reads these from the environment only. It reports nothing outside, and it does not sum up
# all earlier events with pandas after each one (which also fails where warnings are errors).
GRADIO_SETTINGS = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
}
LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of this conversation and what came of it: a reply or a failure."""

    question: str
    reply: Reply | None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows while an exchange goes on."""

    markup: str
    status: str  # for screen readers, one short sentence
    exchange: Exchange | None = None  # set in the last one


def ask(
    assistant: "Assistant",
    text: str,
    *,
    region: str | None,
    as_of: datetime.date,
    exchanges: tuple[Exchange, ...],
    pause_s: float = PAUSE_S,
) -> Iterator[Shown]:
    """What to show, again and again as the answer grows; the last one carries the exchange.

    Every failure is shown in Chinese and logged; none is turned into a refusal.
    """
    statements: list[Statement] = []
    notices: list[Notice] = []
    asked = text.strip()
    shown_at = 0.0
    try:
        question = Question(text=asked, as_of=as_of, history=_recall(exchanges), region=region)
        yield Shown(render_exchange(asked, render_progress((), ())), "正在查找条文")
        for event in assistant.stream(question):
            if isinstance(event, ReplyReady):
                yield _finish(asked, event.reply)
                return
            if isinstance(event, StatementReady):
                statements.append(event.statement)
            elif isinstance(event, NoticeReady):
                notices.append(event.notice)
            if time.monotonic() - shown_at < pause_s:
                continue
            shown_at = time.monotonic()
            progress = render_progress(statements, notices)
            yield Shown(render_exchange(asked, progress), "正在核对")
        raise RuntimeError(f"the answer to {asked!r} ended without a ReplyReady event")
    except (QuestionError, StoreError) as error:
        LOGGER.info("question not answered: %s", error)
        yield _fail(asked, error.message_zh)
    except Exception:
        mark = uuid.uuid4().hex[:8]
        LOGGER.exception("failure %s while answering on the page", mark)
        yield _fail(
            asked,
            f"系统出错，没有得到回答。请稍后再问；如果一直这样，请把错误编号 {mark} 告诉管理员。",
        )


def mount_page(
    app: "FastAPI",
    assistant: "Assistant",
    store: "ClauseStore",
    *,
    as_of: Callable[[], datetime.date],
) -> "FastAPI":
    """The same application with the page at `/` and what the page reads at `/reader/…`.

    The page takes every path that is still free: mount it last.
    """
    os.environ.update(GRADIO_SETTINGS)
    import gradio

    async def mount() -> "FastAPI":
        blocks = _build(gradio, assistant, store, as_of)
        blocks.queue(default_concurrency_limit=4, max_size=64)
        mounted: FastAPI = gradio.mount_gradio_app(
            app,
            blocks,
            path="/",
            footer_links=[],
            run_history=False,
            show_error=False,
            ssr_mode=False,
            mcp_server=False,
            favicon_path=str(files("ui.widget") / "mark.svg"),
            theme=_make_theme(gradio),
            head=_make_head(),
        )
        return mounted

    mount_reader(app, store, lambda: assistant.library(PUBLIC), as_of=as_of)
    return _run(mount())


def _run(work: Coroutine[None, None, Result]) -> Result:
    """What a coroutine that waits for nothing returns, run inside an event loop.

    Where none runs, Gradio makes one for each of its locks and leaves it open.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        with asyncio.Runner() as runner:
            return runner.run(work)
    try:
        work.send(None)
    except StopIteration as done:
        result: Result = done.value
        return result
    raise RuntimeError("mounting the page waited for something; nothing in it should")


@dataclass(frozen=True, slots=True)
class Fields:
    """The components that change, as Gradio made them."""

    exchanges: Any
    welcome: Any
    past: Any
    live: Any
    status: Any
    question: Any
    region: Any
    anew: Any
    send: Any

    @property
    def shown(self) -> list[Any]:
        """What an answer changes, in the order in which it is given."""
        return [self.question, self.welcome, self.past, self.live, self.status, self.exchanges]


def _build(
    gradio: Any, assistant: "Assistant", store: "ClauseStore", as_of: Callable[[], datetime.date]
) -> Any:
    blocks = gradio.Blocks(title=f"{PRODUCT} · {SUBTITLE}", analytics_enabled=False)
    with blocks:
        fields = _lay_out(gradio)
        _connect(gradio, blocks, fields, assistant, store, as_of)
    return blocks


def _lay_out(gradio: Any) -> Fields:
    plain = {"apply_default_css": False}
    exchanges = gradio.State(())
    gradio.HTML(_read("header.html"), elem_id="header", **plain)
    with gradio.Column(elem_id="talk"):
        welcome = gradio.HTML(_render_welcome(()), elem_id="welcome", **plain)
        past = gradio.HTML("", elem_id="past", **plain)
        live = gradio.HTML("", elem_id="live", **plain)
        status = gradio.HTML(_render_status(""), elem_id="status", **plain)
    with gradio.Column(elem_id="composer"):
        question = gradio.Textbox(
            label="问题",
            show_label=False,
            placeholder="请输入问题，例如：乡镇教师有哪些补助？",
            lines=1,
            max_lines=5,
            elem_id="question",
            container=False,
            autofocus=True,
        )
        with gradio.Row(elem_id="controls"):
            region = gradio.Dropdown(
                [NO_REGION], value=NO_REGION, label="地区", elem_id="region", min_width=120
            )
            anew = gradio.Button("新对话", elem_id="anew", min_width=80)
            send = gradio.Button("提问", variant="primary", elem_id="send", min_width=80)
    return Fields(exchanges, welcome, past, live, status, question, region, anew, send)


def _connect(
    gradio: Any,
    blocks: Any,
    fields: Fields,
    assistant: "Assistant",
    store: "ClauseStore",
    as_of: Callable[[], datetime.date],
) -> None:
    def answer(
        text: str, place: str | None, held: tuple[Exchange, ...]
    ) -> Iterator[tuple[Any, ...]]:
        before = "".join(_render_exchange(exchange) for exchange in held)
        chosen = None if place == NO_REGION else place
        for shown in ask(assistant, text, region=chosen, as_of=as_of(), exchanges=held):
            done = shown.exchange
            kept = (*held, done) if done else held
            left = text if done and done.failure else ""  # a failed question can be sent again
            yield left, "", before, shown.markup, _render_status(shown.status), kept

    def open_page() -> tuple[Any, str]:
        documents = assistant.library(PUBLIC).documents
        places = {name_region(document.metadata.region) for document in documents}
        choices = [NO_REGION, *sorted(place for place in places if place)]
        return gradio.update(choices=choices), _render_welcome(suggest_questions(store))

    def clear() -> tuple[Any, ...]:
        welcome = _render_welcome(suggest_questions(store))
        return "", welcome, "", "", _render_status("已开始新对话"), ()

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    asking = [fields.send.click, fields.question.submit]
    inputs = [fields.question, fields.region, fields.exchanges]
    gradio.on(asking, answer, inputs, fields.shown, **quiet)
    fields.anew.click(clear, None, fields.shown, **quiet)
    blocks.load(open_page, None, [fields.region, fields.welcome], **quiet)


def _recall(exchanges: tuple[Exchange, ...]) -> tuple[Turn, ...]:
    return tuple(
        Turn(exchange.question, write_reply(exchange.reply).answer)
        for exchange in exchanges[-REMEMBERED_TURNS:]
        if exchange.reply is not None
    )


def _finish(asked: str, reply: Reply) -> Shown:
    exchange = Exchange(asked, reply)
    count = len(write_reply(reply).citations)
    return Shown(_render_exchange(exchange), f"回答完毕，出处 {count} 处", exchange)


def _fail(asked: str, message_zh: str) -> Shown:
    shortened = asked if len(asked) <= 200 else f"{asked[:200]}…"  # the box still holds it all
    exchange = Exchange(shortened, None, message_zh)
    return Shown(_render_exchange(exchange), message_zh, exchange)


def _render_exchange(exchange: Exchange) -> str:
    if exchange.reply is None:
        return render_exchange(exchange.question, render_error(exchange.failure or ""))
    return render_exchange(exchange.question, render_reply(exchange.reply))


def _render_status(text: str) -> str:
    return f'<p class="unseen" role="status">{escape(text)}</p>'


def _render_welcome(questions: tuple[str, ...]) -> str:
    buttons = "".join(
        f'<li><button type="button" data-act="sample">{escape(question)}</button></li>'
        for question in questions
    )
    samples = f'<p class="samples-head">可以这样问</p><ul class="samples">{buttons}</ul>'
    return _read("welcome.html").replace("<!-- samples -->", samples if questions else "")


def _make_head() -> str:
    """Style and script; as `css=` Gradio would confine the style to its own container."""
    styles = "".join(f"<style>{_read(name)}</style>" for name in ("page.css", "selfcheck.css"))
    scripts = "".join(f"<script>{_read(name)}</script>" for name in ("page.js", "selfcheck.js"))
    return f"{_read('head.html')}{styles}{scripts}"


def _make_theme(gradio: Any) -> Any:
    """Gradio's plainest theme with fonts of the reader's own machine, light at all times."""
    theme = gradio.themes.Base(
        font=FONTS, font_mono=["Consolas", "monospace"], text_size="lg", radius_size="sm"
    ).set(
        body_background_fill="#f7f6f3",
        button_primary_background_fill="#9b1c1c",
        button_primary_background_fill_hover="#7f1616",
        button_primary_text_color="#ffffff",
        input_background_fill="#ffffff",
    )
    for name in [name for name in vars(theme) if name.endswith("_dark")]:
        setattr(theme, name, getattr(theme, name.removesuffix("_dark"), None))
    return theme


def _read(name: str) -> str:
    return (files("ui") / name).read_text(encoding="utf-8")
