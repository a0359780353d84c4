"""What a plan comes to when it is shown: verified statements, notices, refusals."""

import logging
from collections.abc import Iterator

from assistant.inquiry import Composition, Inquiry, Refusal
from assistant.model import (
    Answer,
    DroppedDraft,
    Event,
    NoAnswer,
    NoAnswerReason,
    Notice,
    NoticeKind,
    NoticeReady,
    Reply,
    ReplyReady,
    Statement,
    StatementReady,
    TableReady,
)
from assistant.verify import cite, verify_draft
from assistant.verifying.table import verify_table
from ingest.model import ValidityState

_logger = logging.getLogger(__name__)


def show(
    plan: Composition,
    inquiry: Inquiry,
    notices: tuple[Notice, ...],
    dropped: tuple[DroppedDraft, ...] = (),
) -> Iterator[Event]:
    """The composed answer, verified like any other."""
    passages = {hit.passage.id: hit for hit in plan.hits}
    statements: list[Statement] = []
    lost = list(dropped)
    for draft in plan.drafts:
        checked = verify_draft(draft, passages, inquiry.validities)
        if isinstance(checked, DroppedDraft):
            _logger.warning("a composed statement was dropped: %s", checked.reason)
            lost.append(checked)
            continue
        statements.append(checked)
    if not statements:
        reply: Reply = NoAnswer(
            NoAnswerReason.NOT_COVERED,
            "找到了相近的条文，但没有能够核对无误的回答。",
            notices=notices,
            dropped=tuple(lost),
        )
        yield ReplyReady(reply)
        return
    all_notices = (*notices, *plan.notices, *list_validity_notices(statements))
    for notice in all_notices[len(notices) :]:
        yield NoticeReady(notice)
    for statement in statements:
        yield StatementReady(statement)
    table = verify_table(plan.table, passages, inquiry.validities, statements)
    if table is not None:
        yield TableReady(table)
    yield ReplyReady(Answer(tuple(statements), all_notices, False, tuple(lost), table, plan.duties))


def list_validity_notices(statements: list[Statement]) -> tuple[Notice, ...]:
    """One notice for each cited document that is not plainly in force."""
    texts: dict[str, None] = {}
    for statement in statements:
        for citation in statement.citations:
            validity = citation.validity
            if validity.note and validity.state is not ValidityState.IN_FORCE:
                texts[f"《{citation.title}》：{validity.note}"] = None
    return tuple(Notice(NoticeKind.VALIDITY, text) for text in texts)


def show_refusal(
    refusal: Refusal,
    inquiry: Inquiry,
    notices: tuple[Notice, ...],
    dropped: tuple[DroppedDraft, ...] = (),
) -> Iterator[Event]:
    """The refusal with the nearest places cited."""
    nearest = tuple(
        cite(hit, span, inquiry.validities[hit.document.id]) for hit, span in refusal.nearest
    )
    yield ReplyReady(NoAnswer(refusal.reason, refusal.message, nearest, notices, dropped))
