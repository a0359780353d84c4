"""The annexes of documents, and the table that a question calls by its title."""

import re

from assistant.compose import gather
from assistant.inquiry import Composition, Inquiry, last_label, name_source, quote_draft
from assistant.listing.meant_documents import find_meant_by_title
from assistant.locate import locate
from assistant.model import Draft, Notice, NoticeKind
from assistant.reading.mentions import MentionKind
from assistant.reading.set_request import SetAsked
from assistant.retrieve import MAX_READ
from ingest.model import ClauseKind, Span
from vectorstore.model import Passage

MAX_ANNEX = 500  # characters up to which a table that is named is shown whole
_TABLE = re.compile(r"[表单]$")


def compose_annexes(inquiry: Inquiry, asked: SetAsked) -> Composition | None:
    """The annexes of the documents asked about; None where none is named."""
    del asked
    return None if inquiry.understanding.scope.document_ids is None else list_annexes(inquiry)


def list_annexes(inquiry: Inquiry) -> Composition | None:
    """The annexes that the documents list, and those that are held without being listed.

    None where the question may mean any of very many documents.
    """
    rows: list[tuple[str, Passage]] = []
    documents = find_meant_by_title(inquiry)
    if len(documents) > MAX_READ:
        return None
    for document in documents:
        for passage in inquiry.passages(document.id):
            if passage.kind is ClauseKind.ANNEX_LIST_ITEM:
                rows.append((f"附件{last_label(passage)}", passage))
    for document in documents:
        for passage in inquiry.passages(document.id):
            part = document.part or passage.label
            if passage.kind is ClauseKind.ANNEX and not any(
                name == part and inquiry.hit(p).document.file_name == document.file_name
                for name, p in rows
            ):
                rows.append((part, passage))
    if not rows:
        return None
    several = len({inquiry.hit(p).document.file_name for _, p in rows}) > 1
    drafts = []
    for name, passage in rows:
        hit = inquiry.hit(passage)
        listed = passage.kind is ClauseKind.ANNEX_LIST_ITEM
        span = None if listed else locate(passage.heading, passage.text)
        span = span or Span(0, len(passage.text.rstrip()))
        made = quote_draft(hit, span, f"{name}：")
        top = inquiry.library.by_id.get(hit.document.parent_id or hit.document.id, hit.document)
        drafts.append(
            Draft(made.text, made.supports, made.facts, f"《{top.title}》" if several else "")
        )
    notice = Notice(NoticeKind.COMPLETENESS, f"共 {len(rows)} 个附件，已全部列出。")
    return gather(drafts, inquiry, (notice,))


def compose_annex(inquiry: Inquiry) -> Composition | None:
    """A short table or form that the question calls by its title, whole; None for others."""
    named = [
        inquiry.library.by_id[i]
        for mention in inquiry.understanding.scope.mentions
        if mention.kind in (MentionKind.LOOSE_TITLE, MentionKind.TITLE)
        for i in mention.document_ids
    ]
    if len(named) != 1 or named[0].parent_id is None or not _TABLE.search(named[0].title):
        return None
    passages = inquiry.passages(named[0].id)
    first = passages[0] if passages else None
    if first is None or first.kind is not ClauseKind.ANNEX or len(first.text) > MAX_ANNEX:
        return None
    hit = inquiry.hit(first)
    draft = quote_draft(hit, Span(0, len(first.text.rstrip())), name_source(hit, None))
    notice = Notice(NoticeKind.COMPLETENESS, f"以下是《{named[0].title}》的全文。")
    return gather([draft], inquiry, (notice,))
