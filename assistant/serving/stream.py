"""A reply as server-sent events: each verified statement as soon as it stands."""

from collections.abc import Iterator

from pydantic import BaseModel

from assistant.model import Citation, Event, NoticeReady, StatementReady, TableReady
from assistant.serving.wire import (
    CitationOut,
    StatementOut,
    TableOut,
    list_table_citations,
    write_citation,
    write_notice,
    write_reply,
    write_statement,
    write_table,
)


class StatementEvent(StatementOut):
    """A statement with the citations that no earlier statement had."""

    new_citations: tuple[CitationOut, ...]


class TableEvent(TableOut):
    """A comparison's table with the citations that no statement had."""

    new_citations: tuple[CitationOut, ...]


def write_events(events: Iterator[Event]) -> Iterator[str]:
    """One server-sent event per event: `statement`, `notice`, `table`, at last `reply`.

    Citations are numbered in order of first use. The reply's own numbers count: they differ
    where statements shown before were taken back.
    """
    citations: list[Citation] = []
    for event in events:
        if isinstance(event, StatementReady):
            new = _add_new(citations, event.statement.citations)
            written = write_statement(event.statement, tuple(citations))
            yield format_event("statement", StatementEvent(**dict(written), new_citations=new))
        elif isinstance(event, TableReady):
            new = _add_new(citations, list_table_citations(event.table))
            table = write_table(event.table, tuple(citations))
            yield format_event("table", TableEvent(**dict(table), new_citations=new))
        elif isinstance(event, NoticeReady):
            yield format_event("notice", write_notice(event.notice))
        else:
            yield format_event("reply", write_reply(event.reply))


def _add_new(known: list[Citation], used: tuple[Citation, ...]) -> tuple[CitationOut, ...]:
    """Those of `used` that were not known yet, numbered on; they are known afterwards."""
    before = len(known)
    for citation in used:
        if citation not in known:
            known.append(citation)
    return tuple(write_citation(known[at], at + 1) for at in range(before, len(known)))


def format_event(name: str, body: BaseModel) -> str:
    """A server-sent event; JSON holds no raw line break, so one data line is enough."""
    return f"event: {name}\ndata: {body.model_dump_json()}\n\n"
