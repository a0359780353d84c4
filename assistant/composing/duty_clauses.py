"""The clauses that a task names by their numbers: 第3条、第4条 in a table of who does what."""

import re

from assistant.inquiry import Inquiry
from ingest.model import ClauseKind
from ingest.references import ClauseRef, PartialRef, find_references, matches
from vectorstore.model import Passage, StoredDuty

_BETWEEN = re.compile(r"[、，,；;和及与\s]|条款|^第?\d+项$")


def find_named_clauses(duty: StoredDuty, inquiry: Inquiry) -> tuple[Passage, ...]:
    """The clauses with a heading that the task names; () where it says what is to be done.

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
            for p in inquiry.store.passages(owner, inquiry.scope)
            if p.kind is ClauseKind.CLAUSE and p.heading
        ]
        named = (_find_named(reference.ref, passages) for reference in found)
        clauses = tuple(passage for passage in named if passage is not None)
        if clauses:
            return clauses
    return ()


def _find_named(ref: PartialRef, passages: list[Passage]) -> Passage | None:
    scored = [(matches(ref, ClauseRef.parse(p.label)), p) for p in passages]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] > 0 else None
