"""The routes of lists of duties, exports and the self-check; `assistant.api` adds them."""

import datetime
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response

from assistant.applying.selfcheck import Assessment
from assistant.assistant import Assistant
from assistant.duty_filter import DutyFilter, PartyAsked
from assistant.serving.answer_sheet import write_answer
from assistant.serving.desk import (
    DutyList,
    check_profile,
    find_duties,
    find_named_documents,
    find_places,
    read_duty_question,
    write_check,
)
from assistant.serving.duty_wire import DutiesIn, DutiesOut, read_filter, write_duties
from assistant.serving.selfcheck_wire import (
    AssessmentOut,
    PlacesOut,
    ProfileIn,
    read_profile_in,
    write_assessment,
)
from assistant.serving.spreadsheet import SheetFormat
from assistant.serving.wire import QuestionIn, read_question
from ingest.model import DutyRole
from vectorstore.model import PUBLIC

if TYPE_CHECKING:
    from fastapi import FastAPI


def add_desk(app: "FastAPI", assistant: Assistant, as_of: Callable[[], datetime.date]) -> None:
    """Add /api/duties with its export, to be read by POST or GET."""

    def find(body: DutiesIn) -> DutyList:
        day = body.as_of or as_of()
        wanted = read_filter(body)
        if body.question is not None:
            asked = QuestionIn(
                question=body.question, history=body.history, region=body.region, as_of=day
            )
            wanted = read_duty_question(assistant, read_question(asked, day))
        return find_duties(assistant, wanted, PUBLIC, day)

    def read(party: str, role: DutyRole | None, document: str) -> DutyList:
        roles = () if role is None else (role,)
        names = [name.strip() for name in party.replace("，", ",").split(",") if name.strip()]
        documents = [name.strip() for name in document.split(",") if name.strip()]
        ids = find_named_documents(assistant.library(PUBLIC), documents) if documents else None
        wanted = DutyFilter(
            tuple(PartyAsked(name, roles) for name in names),
            document_ids=ids,
            current_only=ids is None,
        )
        return find_duties(assistant, wanted, PUBLIC, as_of())

    def list_asked(body: DutiesIn) -> DutiesOut:
        """Every duty that a question or a filter asks for, with its words and place."""
        found = find(body)
        return write_duties(found.rows, found.validities)

    def list_of(party: str = "", role: DutyRole | None = None, document: str = "") -> DutiesOut:
        """Every duty of the parties (names divided by commas) in the role, in the documents."""
        found = read(party, role, document)
        return write_duties(found.rows, found.validities)

    def export_asked(body: DutiesIn, format: SheetFormat = SheetFormat.XLSX) -> Response:
        """The same list as a file for Excel or WPS."""
        return _send(find(body).write(format), format, "任务分工", "duties")

    def export_of(
        party: str = "",
        role: DutyRole | None = None,
        document: str = "",
        format: SheetFormat = SheetFormat.XLSX,
    ) -> Response:
        """The same list as a file for Excel or WPS."""
        return _send(read(party, role, document).write(format), format, "任务分工", "duties")

    for path, method, handler in (
        ("/api/duties", "POST", list_asked),
        ("/api/duties", "GET", list_of),
    ):
        app.add_api_route(path, handler, methods=[method], tags=["任务分工"])
    for method, export in (("POST", export_asked), ("GET", export_of)):
        app.add_api_route(
            "/api/duties/export", export, methods=[method], tags=["任务分工"],
            response_class=Response,
        )  # fmt: skip


def add_answer_export(
    app: "FastAPI", assistant: Assistant, as_of: Callable[[], datetime.date]
) -> None:
    """Add /api/answer/export."""

    def export(body: QuestionIn, format: SheetFormat = SheetFormat.XLSX) -> Response:
        """The answer as a file for Excel or WPS: a row a statement with its clause."""
        reply = assistant.answer(read_question(body, as_of()))
        return _send(write_answer(reply, format), format, "回答", "answer")

    app.add_api_route(
        "/api/answer/export", export, methods=["POST"], tags=["问答"], response_class=Response
    )


def add_selfcheck(app: "FastAPI", assistant: Assistant, as_of: Callable[[], datetime.date]) -> None:
    """Add /api/selfcheck with its export and the places that can be chosen."""

    def assess(body: ProfileIn) -> Assessment:
        return check_profile(assistant, read_profile_in(body), PUBLIC, as_of())

    def check(body: ProfileIn) -> AssessmentOut:
        """What applies to a teacher: per benefit each condition with its clause."""
        return write_assessment(assess(body))

    def export(body: ProfileIn, format: SheetFormat = SheetFormat.XLSX) -> Response:
        """The same as a file for Excel or WPS, a row per condition."""
        return _send(write_check(assess(body), format), format, "待遇自查", "selfcheck")

    def places() -> PlacesOut:
        """The places that documents are held of."""
        return PlacesOut(places=find_places(assistant, PUBLIC))

    tags: list[str | Enum] = ["待遇自查"]
    app.add_api_route("/api/selfcheck", check, methods=["POST"], tags=tags)
    app.add_api_route("/api/selfcheck/places", places, methods=["GET"], tags=tags)
    app.add_api_route(
        "/api/selfcheck/export", export, methods=["POST"], tags=tags, response_class=Response
    )


def _send(content: bytes, kind: SheetFormat, name_zh: str, name: str) -> Response:
    quoted = quote(f"{name_zh}.{kind.value}")
    return Response(
        content,
        media_type=kind.media_type,
        headers={
            "Content-Disposition": (
                f"attachment; filename=\"{name}.{kind.value}\"; filename*=UTF-8''{quoted}"
            ),
            "Cache-Control": "no-store",
        },
    )
