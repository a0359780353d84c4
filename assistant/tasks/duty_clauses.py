"""The clauses that a task names by their numbers: 第3条、第4条 in a table of who does what."""

import re
from dataclasses import dataclass

from assistant.inquiry import Inquiry
from ingest.model import ClauseKind
from ingest.references import ClauseRef, PartialRef, find_references, matches
from vectorstore.model import Passage, StoredDuty

_BETWEEN = re.compile(r"[、，,；;和及与\s]|条款|^第?\d+项$")

SURE = 0.94  # of a match: the unit as written, at most one level left out
MAX_TITLE = 40  # characters of the first line that may stand for a heading


@dataclass(frozen=True, slots=True)
class NamedClause:
    """A clause that a task names by its number, with the words that say what it is about."""

    passage: Passage
    title: str  # verbatim


def find_named_clauses(duty: StoredDuty, inquiry: Inquiry) -> tuple[NamedClause, ...]:
    """The clauses that the task names by number; () where it says what is to be done.

    They stand in the document of the task, else in the one that its annex belongs to.
    """
    found = find_references(duty.task)
    rest = duty.task
    for reference in found:
        rest = rest.replace(reference.text, "", 1)
    if not found or _BETWEEN.sub("", rest):
        return ()
    owners = [duty.document.id]
    if duty.document.parent_id is not None:
        owners.append(duty.document.parent_id)
    for owner in owners:
        passages = [
            p
            for p in inquiry.passages(owner)
            if p.kind is ClauseKind.CLAUSE and p.id != duty.passage.id
        ]
        named = (_find_named(reference.ref, passages) for reference in found)
        clauses = tuple(clause for clause in named if clause is not None)
        if clauses:
            return clauses
    return ()


def _find_named(ref: PartialRef, passages: list[Passage]) -> NamedClause | None:
    """The clause of exactly this number (第三条 is no 三 under another clause)."""
    named = [p for p in passages if matches(ref, ClauseRef.parse(p.label)) >= SURE]
    if len(named) != 1:
        return None
    title = named[0].heading or _first_line(named[0].own_text)
    return NamedClause(named[0], title) if title else None


def _first_line(text: str) -> str:
    """The words of a short first line behind its number; "" where it is a whole paragraph."""
    line = text.strip().split("\n")[0].rstrip("。：:")
    found = find_references(line)
    title = line[found[0].end :] if found and found[0].start == 0 else line
    return title.strip() if len(title) <= MAX_TITLE else ""
