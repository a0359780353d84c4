"""The documents that are in a state: ended, drafts, in force, each with its evidence."""

import re

from assistant.composing.facts import draft_status
from assistant.duty_filter import Period, read_period
from assistant.inquiry import Composition, Inquiry, Refusal
from assistant.model import Draft, NoAnswerReason, Notice, NoticeKind
from assistant.reading.set_request import SetAsked
from ingest.model import PartialDate, ValidityState
from vectorstore.model import Hit, StoredDocument

MAX_DOCUMENTS = 60
_DRAFTS = re.compile(r"草|稿|征求意见|没有?正式|未正式|没(?:有)?(?:印发|出台|发布)|尚未")
_ENDED = re.compile(r"作废|失效|废止|过(?:了)?(?:有效)?期|不管用|不算数|停止|取代|代替|替代")
_ENDING = re.compile(r"到期")
_NO_BASIS = re.compile(
    r"(?:不能|不可以|不得|不宜|不该|不好)[^，。？?]{0,10}(?:依据|引用|援引|参照|执行|算数)"
)
_NAMES = {
    ValidityState.DRAFT: "草案、征求意见稿",
    ValidityState.NOT_YET: "尚未施行",
    ValidityState.REPEALED: "已被废止或取代",
    ValidityState.EXPIRED: "有效期已过",
    ValidityState.PLAN_ENDED: "计划期已过（没有写明废止）",
    ValidityState.IN_FORCE: "在有效期内",
    ValidityState.UNKNOWN: "没有写明有效期，也没有写明废止",
}


def compose_states(inquiry: Inquiry, asked: SetAsked) -> Composition | Refusal | None:
    """The documents in the states asked for, by state; a Refusal where there are none."""
    del asked
    ids = inquiry.understanding.scope.document_ids
    documents = [
        d for d in inquiry.documents() if d.parent_id is None or (ids and d.parent_id not in ids)
    ]
    if inquiry.understanding.scope.names_document and len(documents) < 2:
        return None
    states, due = _asked_states(inquiry)
    found = [
        (state, document)
        for state in states
        for document in documents
        if inquiry.validities[document.id].state is state
        and (due is None or _ends_within(document, due))
    ]
    names = "、".join(_NAMES[state] for state in states)
    when = "" if due is None else f"（{_say_period(due)}）"
    if not found:
        said = f"查了已收录的 {len(documents)} 份文件，没有属于“{names}”{when}的。"
        return Refusal(NoAnswerReason.NOT_COVERED, said)
    drafts: list[Draft] = []
    hits: list[Hit] = []
    unproved: list[str] = []
    counts = [state for state, _ in found]
    for state, document in found[:MAX_DOCUMENTS]:
        made = draft_status(document, inquiry)
        if made is None:
            unproved.append(document.title)
            continue
        draft, used = made
        group = f"{_NAMES[state]}（{counts.count(state)} 份）"
        drafts.append(Draft(draft.text, draft.supports, draft.facts, group))
        hits.extend(used)
    if not drafts:
        return None
    said = f"查了已收录的 {len(documents)} 份文件，{names}{when}的共 {len(found)} 份"
    rest = len(found) - len(drafts)
    said += f"，这里列出 {len(drafts)} 份。" if rest else "，已全部列出。"
    if unproved:
        said += f"没有可引原文的：{'、'.join(f'《{title}》' for title in unproved)}。"
    notice = Notice(NoticeKind.COMPLETENESS, said)
    return Composition(tuple(drafts), tuple(hits), (notice,), from_catalog=True)


def _asked_states(inquiry: Inquiry) -> tuple[tuple[ValidityState, ...], Period | None]:
    text = inquiry.understanding.text
    if _ENDING.search(text):
        due = read_period(text, inquiry.as_of) or Period(inquiry.as_of, None)
        return (ValidityState.IN_FORCE, ValidityState.EXPIRED), due
    if _NO_BASIS.search(text):
        return (
            ValidityState.DRAFT,
            ValidityState.NOT_YET,
            ValidityState.REPEALED,
            ValidityState.EXPIRED,
            ValidityState.PLAN_ENDED,
        ), None
    if _DRAFTS.search(text):
        return (ValidityState.DRAFT, ValidityState.NOT_YET), None
    if _ENDED.search(text):
        return (ValidityState.REPEALED, ValidityState.EXPIRED, ValidityState.PLAN_ENDED), None
    return (ValidityState.IN_FORCE, ValidityState.UNKNOWN), None


def _say_period(due: Period) -> str:
    if due.start is None or due.end is None:
        return f"{due.end} 及以前到期" if due.start is None else f"{due.start} 及以后到期"
    return f"{due.start} 至 {due.end} 到期"


def _ends_within(document: StoredDocument, due: Period) -> bool:
    end: PartialDate | None = document.metadata.effective_to or document.metadata.plan_to
    return end is not None and due.holds(Period(None, end.last_day()))
