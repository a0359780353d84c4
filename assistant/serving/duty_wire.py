"""The JSON form of lists of duties: what is asked for and the rows."""

import datetime
from collections.abc import Mapping

from pydantic import Field

from assistant.duty_filter import DutyFilter, PartyAsked, Period
from assistant.serving.wire_base import TurnIn, Wire
from assistant.tasks.duty_rows import DutyRow, DutyRows
from ingest.model import DocumentId, DutyRole, Validity


class PartyIn(Wire):
    """A department or person; no role: in any."""

    name: str = Field(min_length=1, max_length=60)
    roles: tuple[DutyRole, ...] = ()


class DutyFilterBody(Wire):
    """What narrows a list of duties; every part that is given must hold."""

    parties: tuple[PartyIn, ...] = ()
    together: bool = Field(False, description="all parties in one duty, else any of them")
    alone: bool = Field(False, description="nobody else leads, answers for or supports it")
    missing: tuple[DutyRole, ...] = Field((), description="roles of which nobody is named")
    undated: bool = Field(False, description="no deadline is named")
    due_from: datetime.date | None = None
    due_to: datetime.date | None = None
    documents: tuple[str, ...] | None = Field(None, description="ids; null: all documents")
    current_only: bool = Field(True, description="without repealed and expired texts")


class DutiesIn(DutyFilterBody):
    """A list of duties, by a question (then nothing else counts) or by its parts."""

    question: str | None = None
    history: tuple[TurnIn, ...] = ()
    region: str | None = None
    as_of: datetime.date | None = None


class DutyPartyOut(Wire):
    """A department or person as written."""

    role: str
    name: str


class DutyOut(Wire):
    """A duty; `quote` are the words that assign it, offsets as in a citation."""

    document_id: str
    doc: str
    title: str
    document_number: str | None
    validity: str
    label: str
    task: str
    role: str | None = Field(description="as what the one asked about stands in it")
    parties: tuple[DutyPartyOut, ...]
    deadline: str | None
    quote: str
    start: int
    end: int


class DutiesOut(Wire):
    """All duties that meet the filter, by role, then in reading order."""

    total: int
    by_role: dict[str, int]
    by_document: dict[str, int]
    deadline_unread: int = Field(description="left out: their deadline names no day")
    duties: tuple[DutyOut, ...]


def read_filter(body: DutyFilterBody) -> DutyFilter:
    """The filter that a client means."""
    due = Period(body.due_from, body.due_to) if body.due_from or body.due_to else None
    ids = None if body.documents is None else frozenset(DocumentId(i) for i in body.documents)
    return DutyFilter(
        tuple(PartyAsked(party.name, party.roles) for party in body.parties),
        body.together,
        body.alone,
        body.missing,
        body.undated,
        due,
        ids,
        body.current_only,
    )


def write_filter(wanted: DutyFilter) -> DutyFilterBody:
    """A filter as JSON; `read_filter` gives it back."""
    return DutyFilterBody(
        parties=tuple(PartyIn(name=party.name, roles=party.roles) for party in wanted.parties),
        together=wanted.together,
        alone=wanted.alone,
        missing=wanted.missing,
        undated=wanted.undated,
        due_from=wanted.due.start if wanted.due else None,
        due_to=wanted.due.end if wanted.due else None,
        documents=None if wanted.document_ids is None else tuple(sorted(wanted.document_ids)),
        current_only=wanted.current_only,
    )


def write_duties(found: DutyRows, validities: Mapping[DocumentId, Validity]) -> DutiesOut:
    """The rows as JSON."""
    return DutiesOut(
        total=len(found.rows),
        by_role={role.value: count for role, count in found.count_by_role().items()},
        by_document=found.count_by_document(),
        deadline_unread=found.unread,
        duties=tuple(_write_duty(row, validities) for row in found.rows),
    )


def _write_duty(row: DutyRow, validities: Mapping[DocumentId, Validity]) -> DutyOut:
    duty = row.duty
    shift = duty.passage.span.start
    return DutyOut(
        document_id=duty.document.id,
        doc=duty.document.file_name,
        title=duty.document.title,
        document_number=duty.document.metadata.document_number,
        validity=validities[duty.document.id].state,
        label=duty.passage.label,
        task=duty.task,
        role=row.role,
        parties=tuple(DutyPartyOut(role=p.role, name=p.name) for p in duty.parties),
        deadline=duty.deadline,
        quote=duty.passage.text[duty.span.start - shift : duty.span.end - shift],
        start=duty.span.start,
        end=duty.span.end,
    )
