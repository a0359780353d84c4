"""The HTTP API: questions, documents, health; OpenAPI at /docs without any outside request.

This is the one module that imports FastAPI. The page and the widget are mounted on the
application that `create_api` gives, from outside.
"""

import datetime
import logging
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from importlib.resources import files
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException as BareHTTPException

from assistant.assistant import Assistant
from assistant.model import Question, QuestionError
from assistant.serving.desk_routes import add_answer_export, add_desk, add_selfcheck
from assistant.serving.documents import (
    ClauseOut,
    DocumentOut,
    DocumentWithOutline,
    write_clause,
    write_document,
    write_outline,
)
from assistant.serving.stream import format_event, write_events
from assistant.serving.wire import QuestionIn, ReplyOut, read_question, write_reply
from assistant.serving.wire_base import Wire
from ingest.model import DocumentId, Validity
from ingest.references import ClauseRef
from vectorstore.model import (
    PUBLIC,
    SearchQuery,
    StoredDocument,
    StoreError,
    StoreLockedError,
    StoreNotWritableError,
    UnknownClauseError,
    UnknownDocumentError,
    UnknownPageError,
)
from vectorstore.store import ClauseStore

LOGGER = logging.getLogger(__name__)
INTERNAL_ZH = "系统内部错误，请稍后再试；如果一直这样，请联系管理员查看日志。"

# Every error that a client can meet: (class, status, code). The first match counts.
ERRORS: tuple[tuple[type[Exception], int, str], ...] = (
    (QuestionError, 422, "question_rejected"),
    (UnknownDocumentError, 404, "unknown_document"),
    (UnknownClauseError, 404, "unknown_clause"),
    (UnknownPageError, 404, "unknown_page"),
    (StoreLockedError, 503, "library_locked"),
    (StoreNotWritableError, 503, "library_not_writable"),
    (StoreError, 503, "library_unavailable"),
)
HTTP_ERRORS_ZH = {
    404: ("not_found", "没有这个地址，接口说明见 /docs。"),
    405: ("method_not_allowed", "这个地址不支持这种请求方法，接口说明见 /docs。"),
    413: ("request_too_large", "请求正文过大，请缩短问题或对话记录后再试。"),
}
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
DOCS_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'"
)
# Gradio starts itself from inline scripts and builds functions from strings; nothing but this
# very server may be asked for anything.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'self'"
)
DOCS_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>教策通 接口说明</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body></html>
"""
DOCS_START = 'SwaggerUIBundle({url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true});'

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class ErrorBody(Wire):
    """What went wrong: `code` for programs, `message` (Chinese) for people."""

    code: str
    message: str


class ErrorOut(Wire):
    """The body of every answer that is not a success."""

    error: ErrorBody


class DocumentsOut(Wire):
    """A page of the list of documents."""

    total: int
    documents: tuple[DocumentOut, ...]


class HealthOut(Wire):
    """`ok`: the process answers."""

    status: str


def create_api(
    assistant: Assistant,
    store: ClauseStore,
    *,
    as_of: Callable[[], datetime.date],
    max_request_bytes: int = 1_000_000,
) -> FastAPI:
    """The application with the routes under /api, health checks and /docs.

    `as_of` gives the day for which validity is judged where a client names none.
    """
    app = FastAPI(
        title="教策通 policy-assistant",
        description="政策文件问答：每句话都有条文出处，没有依据就不回答。",
        docs_url=None,
        redoc_url=None,
        responses={422: {"model": ErrorOut}, 503: {"model": ErrorOut}},
    )
    _add_error_answers(app)
    _add_questions(app, assistant, as_of)
    _add_documents(app, assistant, store, as_of)
    add_desk(app, assistant, as_of)
    add_answer_export(app, assistant, as_of)
    add_selfcheck(app, assistant, as_of)
    _add_health(app, store)
    _add_docs(app)
    app.add_api_route("/api/{path:path}", _refuse_path, include_in_schema=False)
    app.add_middleware(_RequestLimit, max_bytes=max_request_bytes)
    app.add_middleware(_SecurityHeaders)
    return app


def _add_questions(app: FastAPI, assistant: Assistant, as_of: Callable[[], datetime.date]) -> None:
    @app.post("/api/answer", tags=["问答"])
    def answer(asked: QuestionIn) -> ReplyOut:
        """Answer with verified citations, or say why there is no answer."""
        return write_reply(assistant.answer(read_question(asked, as_of())))

    @app.post(
        "/api/answer/stream",
        tags=["问答"],
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}}},
    )
    def answer_stream(asked: QuestionIn) -> StreamingResponse:
        """Server-sent events `statement`, `notice`, then `reply` (what counts) or `error`."""
        question = read_question(asked, as_of())
        return StreamingResponse(
            _stream(assistant, question),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
        )


def _stream(assistant: Assistant, question: Question) -> Iterator[str]:
    try:
        yield from write_events(assistant.stream(question))
    except Exception as error:  # noqa: BLE001 - the status line is sent; the error is an event
        yield format_event("error", _describe(error)[1])


def _add_documents(
    app: FastAPI, assistant: Assistant, store: ClauseStore, as_of: Callable[[], datetime.date]
) -> None:
    def judge(document: StoredDocument) -> Validity:
        return assistant.library(PUBLIC).validities(as_of())[document.id]

    missing: dict[int | str, dict[str, Any]] = {404: {"model": ErrorOut}}

    @app.get("/api/documents", tags=["文件"])
    def list_documents(
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        offset: Annotated[int, Query(ge=0)] = 0,
    ) -> DocumentsOut:
        """The documents held, by file name, with their validity."""
        library = assistant.library(PUBLIC)
        validities = library.validities(as_of())
        held = library.documents
        page = held[offset : offset + limit]
        listed = tuple(write_document(each, validities[each.id]) for each in page)
        return DocumentsOut(total=len(held), documents=listed)

    @app.get("/api/documents/{id}", tags=["文件"], responses=missing)
    def show_document(id: str) -> DocumentWithOutline:
        """A document with the outline of its clauses."""
        document = store.document(DocumentId(id))
        return write_outline(document, store.passages(document.id), judge(document))

    @app.get("/api/documents/{id}/clauses/{ref:path}", tags=["文件"], responses=missing)
    def show_clause(
        id: str, ref: Annotated[str, Path(description="clause path, as in a citation's label")]
    ) -> ClauseOut:
        """A clause with its text, offsets and neighbours."""
        document = store.document(DocumentId(id))
        label = _read_label(ref)
        passages = (*store.passages(document.id), *store.page_passages(document.id))
        return write_clause(document, passages, label, judge(document))

    @app.get(
        "/api/documents/{id}/pages/{number}.jpg",
        tags=["文件"],
        response_class=Response,
        responses={200: {"content": {"image/jpeg": {}}}, **missing},
    )
    def show_page(id: str, number: int) -> Response:
        """The picture of a page that was recognised by OCR, to compare the text with."""
        image = store.page_image(DocumentId(id), number, PUBLIC)
        return Response(image, media_type="image/jpeg", headers={"Cache-Control": "no-cache"})


def _read_label(text: str) -> str:
    """The label in its printed form; text that is no clause path stays as it is."""
    try:
        return str(ClauseRef.parse(text))
    except ValueError:
        return text


def _add_health(app: FastAPI, store: ClauseStore) -> None:
    @app.get("/healthz", tags=["运行"])
    def check_health() -> HealthOut:
        """The process answers."""
        return HealthOut(status="ok")

    @app.get("/readyz", tags=["运行"])
    def check_ready() -> HealthOut:
        """Documents can be listed and searched; 503 with the reason where they cannot."""
        store.search(SearchQuery(text="教育", limit=1))
        return HealthOut(status="ready")


def _add_docs(app: FastAPI) -> None:
    @app.get("/docs", include_in_schema=False)
    def show_docs() -> HTMLResponse:
        return HTMLResponse(DOCS_PAGE)

    @app.get("/docs/start.js", include_in_schema=False)
    def start_docs() -> Response:
        return Response(DOCS_START, media_type="text/javascript")

    @app.get("/docs/swagger-ui-bundle.js", include_in_schema=False)
    def send_script() -> Response:
        return Response(_read_asset("swagger-ui-bundle.js"), media_type="text/javascript")

    @app.get("/docs/swagger-ui.css", include_in_schema=False)
    def send_style() -> Response:
        return Response(_read_asset("swagger-ui.css"), media_type="text/css")


def _read_asset(name: str) -> bytes:
    return (files("fastapi_swagger") / "resources" / name).read_bytes()


def _refuse_path(path: str) -> None:
    raise HTTPException(404, path)


def _describe(error: Exception) -> tuple[int, ErrorOut]:
    """Status and body for an error; what the table does not know is logged and says nothing."""
    for kind, status, code in ERRORS:
        if isinstance(error, kind):
            message = str(getattr(error, "message_zh", INTERNAL_ZH))
            return status, ErrorOut(error=ErrorBody(code=code, message=message))
    LOGGER.error("unexpected failure while answering a request", exc_info=error)
    return 500, ErrorOut(error=ErrorBody(code="internal", message=INTERNAL_ZH))


def _respond(status: int, body: ErrorOut) -> JSONResponse:
    return JSONResponse(body.model_dump(), status_code=status)


def _add_error_answers(app: FastAPI) -> None:
    def answer_error(_: Request, error: Exception) -> JSONResponse:
        return _respond(*_describe(error))

    def answer_bad_request(_: Request, error: Exception) -> JSONResponse:
        found = error.errors()[0] if isinstance(error, RequestValidationError) else {}
        body = ErrorBody(code="bad_request", message=explain_bad_field(found))
        return _respond(422, ErrorOut(error=body))

    def answer_http_error(_: Request, error: Exception) -> JSONResponse:
        status = error.status_code if isinstance(error, BareHTTPException) else 500
        code, message = HTTP_ERRORS_ZH.get(status, ("http_error", f"请求没有成功（{status}）。"))
        return _respond(status, ErrorOut(error=ErrorBody(code=code, message=message)))

    def answer_failure(_: Request, error: Exception) -> JSONResponse:
        response = _respond(*_describe(error))  # sent from outside the middleware below
        response.headers.update(_list_guards(API_POLICY))
        return response

    for kind, _, _ in ERRORS:
        app.add_exception_handler(kind, answer_error)
    app.add_exception_handler(RequestValidationError, answer_bad_request)
    app.add_exception_handler(BareHTTPException, answer_http_error)
    app.add_exception_handler(Exception, answer_failure)


def explain_bad_field(found: MutableMapping[str, Any]) -> str:
    """One Chinese sentence for an entry of a pydantic error list.

    >>> explain_bad_field({"type": "missing", "loc": ("body", "question")})
    '请求缺少“question”。'
    """
    place = found.get("loc", ())
    name = ".".join(str(part) for part in place[1:]) or "请求正文"
    kind = str(found.get("type", ""))
    if kind == "json_invalid":
        return "请求正文不是正确的 JSON。"
    if kind == "missing":
        return f"请求缺少“{name}”。"
    if kind == "extra_forbidden":
        return f"请求中有不认识的字段“{name}”，请删除后再试。"
    wanted = {
        "string": "应为文字",
        "enum": "不在可选的范围内",
        "date": "应为日期，如 2026-01-31",
        "tuple": "应为列表",
        "int": "应为整数",
        "model": "应为 JSON 对象，请以 application/json 发送",
    }.get(kind.split("_", 1)[0], "超出允许的范围或格式不对")
    return f"“{name}”的值不对：{wanted}。"


class _RequestLimit:
    """Refuses a body of more than `max_bytes`, whether or not its length is announced."""

    def __init__(self, app: Application, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        read = 0

        async def receive_counted() -> MutableMapping[str, Any]:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.max_bytes:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_counted, send)


class _SecurityHeaders:
    """Says on every response what a browser may do with it."""

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        guards = _list_guards(_choose_policy(scope["path"]))

        async def send_guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                added = [(name.encode(), value.encode()) for name, value in guards.items()]
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        await self.app(scope, receive, send_guarded)


def _list_guards(policy: str) -> dict[str, str]:
    return {
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "content-security-policy": policy,
    }


def _choose_policy(path: str) -> str:
    if path == "/docs" or path.startswith("/docs/"):
        return DOCS_POLICY
    if path.startswith("/api/") or path in ("/healthz", "/readyz", "/openapi.json"):
        return API_POLICY
    return PAGE_POLICY
