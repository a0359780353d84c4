"""The JSON form of questions and replies, the same in the API, the terminal and exports."""

import datetime
from collections.abc import Iterable, Iterator

from pydantic import Field

from assistant.model import (
    Answer,
    Citation,
    ComparisonTable,
    NoAnswer,
    Notice,
    NoticeKind,
    Question,
    Reply,
    Statement,
    Turn,
)
from assistant.serving.duty_wire import DutyFilterBody, write_filter
from assistant.serving.wire_base import TurnIn, Wire


class QuestionIn(Wire):
    """What a client asks."""

    question: str
    history: tuple[TurnIn, ...] = ()
    region: str | None = None
    as_of: datetime.date | None = None


def read_question(asked: QuestionIn, today: datetime.date) -> Question:
    """What a client asks as a question; raises QuestionError. `today` counts if no day is given."""
    return Question(
        text=asked.question,
        as_of=asked.as_of or today,
        history=tuple(Turn(user=turn.user, assistant=turn.assistant) for turn in asked.history),
        region=asked.region or None,
    )


class CitationOut(Wire):
    """A verbatim quote; `start` and `end` are offsets into the file's extracted text."""

    number: int = Field(description="the marker [1], [2] … in the answer")
    document_id: str
    doc: str = Field(description="file name")
    title: str
    document_number: str | None
    label: str = Field(description="clause path")
    heading: str
    text: str = Field(description="the whole clause")
    quote: str
    start: int
    end: int
    validity: str
    validity_note: str
    page: int | None = Field(description="page of the file, from 1; null in formats without pages")
    cells: tuple[str, ...] = Field(
        (), description="of a table's row whose text names the columns: its cells alone"
    )
    read_by_ocr: bool = Field(
        description="recognised from a scan, to be compared with the original; its picture is at "
        "/api/documents/{document_id}/pages/{page}.jpg"
    )


class StatementOut(Wire):
    """One sentence of the answer; `citations` are numbers of `ReplyOut.citations`."""

    text: str
    citations: tuple[int, ...]
    group: str = Field("", description="heading that it stands under; empty: none")


class CellOut(Wire):
    """Words of one document, verbatim from its citations; without any it is silent (未提及)."""

    text: str
    citations: tuple[int, ...]


class TableRowOut(Wire):
    """One aspect, a cell per column."""

    aspect: str
    cells: tuple[CellOut, ...]


class TableOut(Wire):
    """What documents say of the same thing, side by side."""

    columns: tuple[str, ...]
    rows: tuple[TableRowOut, ...]


class NoticeOut(Wire):
    """A sentence shown beside the answer."""

    kind: str
    text: str


class ReplyOut(Wire):
    """An answer, or the reason why there is none."""

    answer: str = Field(
        description="what a person should read, in plain text: validity and completeness notices, "
        "the statements with their markers; or the refusal in words"
    )
    refused: bool
    reason: str | None
    statements: tuple[StatementOut, ...]
    citations: tuple[CitationOut, ...] = Field(
        description="of the statements; for a refusal the nearest clauses"
    )
    notices: tuple[NoticeOut, ...]
    written_by_model: bool
    table: TableOut | None = Field(None, description="of a comparison")
    duties: DutyFilterBody | None = Field(
        None, description="of a list of duties: what to send to /api/duties/export"
    )


def number_citations(reply: Reply) -> tuple[Citation, ...]:
    """The distinct citations of a reply in order of first use; number 1 stands first."""
    if isinstance(reply, NoAnswer):
        return tuple(dict.fromkeys(reply.nearest))
    cited = [citation for line in reply.statements for citation in line.citations]
    if reply.table is not None:
        cited += list_table_citations(reply.table)
    return tuple(dict.fromkeys(cited))


def list_table_citations(table: ComparisonTable) -> tuple[Citation, ...]:
    """The citations of the cells, row by row."""
    return tuple(c for row in table.rows for cell in row.cells for c in cell.citations)


def write_statement(statement: Statement, citations: tuple[Citation, ...]) -> StatementOut:
    """A statement with its citations as numbers."""
    numbers = sorted({citations.index(citation) + 1 for citation in statement.citations})
    return StatementOut(text=statement.text, citations=tuple(numbers), group=statement.group)


def write_table(table: ComparisonTable, citations: tuple[Citation, ...]) -> TableOut:
    """A table with its citations as numbers."""
    return TableOut(
        columns=table.columns,
        rows=tuple(
            TableRowOut(
                aspect=row.aspect,
                cells=tuple(
                    CellOut(
                        text=cell.text,
                        citations=tuple(citations.index(c) + 1 for c in cell.citations),
                    )
                    for cell in row.cells
                ),
            )
            for row in table.rows
        ),
    )


def write_citation(citation: Citation, number: int) -> CitationOut:
    """A citation with its number."""
    return CitationOut(
        number=number,
        document_id=citation.document_id,
        doc=citation.file_name,
        title=citation.title,
        document_number=citation.document_number,
        label=citation.label,
        heading=citation.heading,
        text=citation.clause_text,
        quote=citation.quote,
        start=citation.span.start,
        end=citation.span.end,
        validity=citation.validity.state,
        validity_note=citation.validity.note,
        page=citation.page,
        read_by_ocr=citation.read_by_ocr,
        cells=citation.cells,
    )


def write_notice(notice: Notice) -> NoticeOut:
    """A notice as JSON."""
    return NoticeOut(kind=notice.kind, text=notice.text)


def write_reply(reply: Reply) -> ReplyOut:
    """A reply as JSON."""
    citations = number_citations(reply)
    written = tuple(write_citation(c, n) for n, c in enumerate(citations, start=1))
    notices = tuple(write_notice(notice) for notice in reply.notices)
    if isinstance(reply, Answer):
        statements = tuple(write_statement(line, citations) for line in reply.statements)
        said = {kind: [n.text for n in reply.notices if n.kind is kind] for kind in NoticeKind}
        lines = [
            *(f"注意：{text}" for text in said[NoticeKind.VALIDITY]),
            *said[NoticeKind.CAUTION],
            *said[NoticeKind.COMPLETENESS],
            *_write_lines(statements),
            *said[NoticeKind.MISSING],
            *said[NoticeKind.MODEL_WRITTEN],
        ]
        return ReplyOut(
            answer="\n".join(lines),
            refused=False,
            reason=None,
            statements=statements,
            citations=written,
            notices=notices,
            written_by_model=reply.written_by_model,
            table=None if reply.table is None else write_table(reply.table, citations),
            duties=None if reply.duties is None else write_filter(reply.duties),
        )
    return ReplyOut(
        answer=reply.message,
        refused=True,
        reason=reply.reason,
        statements=(),
        citations=written,
        notices=notices,
        written_by_model=False,
        table=None,
        duties=None,
    )


def _write_lines(statements: Iterable[StatementOut]) -> Iterator[str]:
    group = ""
    for line in statements:
        if line.group != group:
            group = line.group
            yield f"【{group}】"
        yield line.text + "".join(f"[{n}]" for n in line.citations)
