"""A reply as server-sent events: each verified statement as soon as it stands."""

from collections.abc import Iterator

from pydantic import BaseModel

from assistant.model import Citation, Event, NoticeReady, StatementReady
from assistant.wire import (
    CitationOut,
    StatementOut,
    write_citation,
    write_notice,
    write_reply,
    write_statement,
)


class StatementEvent(StatementOut):
    """A statement with the citations that no earlier statement had."""

    new_citations: tuple[CitationOut, ...]


def write_events(events: Iterator[Event]) -> Iterator[str]:
    """One server-sent event per event: `statement`, `notice`, at last `reply`.

    Citations are numbered in order of first use. The reply's own numbers count: they differ
    where statements shown before were taken back.
    """
    citations: list[Citation] = []
    for event in events:
        if isinstance(event, StatementReady):
            known = len(citations)
            for citation in event.statement.citations:
                if citation not in citations:
                    citations.append(citation)
            written = write_statement(event.statement, tuple(citations))
            new = tuple(
                write_citation(citations[at], at + 1) for at in range(known, len(citations))
            )
            yield format_event(
                "statement",
                StatementEvent(text=written.text, citations=written.citations, new_citations=new),
            )
        elif isinstance(event, NoticeReady):
            yield format_event("notice", write_notice(event.notice))
        else:
            yield format_event("reply", write_reply(event.reply))


def format_event(name: str, body: BaseModel) -> str:
    """A server-sent event; JSON holds no raw line break, so one data line is enough."""
    return f"event: {name}\ndata: {body.model_dump_json()}\n\n"
