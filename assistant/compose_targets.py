"""Every figure to be reached and every day that something is due, of what is asked about."""

import datetime
import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from assistant.compose_named_lists import compose_named_list
from assistant.due_dates import falls_within, find_days
from assistant.duty_filter import Period, read_period
from assistant.focus import Term
from assistant.inquiry import Composition, Inquiry
from assistant.locate import split_sentences
from assistant.set_request import ListKind, SetAsked, SetKind
from assistant.set_rows import (
    MAX_SCANNED,
    SetRow,
    compose_rows,
    count_by_document,
    own_sentences,
    scan,
    share_of_terms,
)
from ingest.model import LeadKind, Span
from vectorstore.model import Passage, StoredTarget

Member = TypeVar("Member")

MAX_OPEN = 60  # figures of a document up to which all are listed though nothing narrows them
MIN_SHARE = 0.3  # of the question's terms that the best row must hold for them to narrow
SHARE_OF_BEST = 0.6
_GENERAL = re.compile(
    r"指标|目标|数字|数量|达到|要求|比例|哪些|硬|年|日子|时间|节点|期限|时限|截止|到期|交账|任务|事情|今后|接下来|错过|完成|方案|文件"
)
_YEAR = re.compile(r"20\d\d(?=年)")
_IN_FORCE = re.compile(r"起(?:施行|实施|执行)|开始(?:施行|实施|执行)|印发")
_UNTIL = re.compile(r"[至到]\s*20\d\d\s*年")
_GOALS = re.compile(r"目标|指标|任务")


def compose_targets(inquiry: Inquiry, asked: SetAsked) -> Composition | None:
    """The sentences that set figures, those of the asked year and subject."""
    del asked
    scope = inquiry.understanding.scope
    text = inquiry.understanding.text
    if sum(d.clause_count for d in inquiry.documents()) > MAX_SCANNED:
        return None
    targets = inquiry.store.targets(scope.document_ids, inquiry.scope)
    due = read_period(text, inquiry.as_of) if re.search(r"20\d\d|[今明后去本]年", text) else None
    dated = [t for t in targets if due is None or _is_due(t, due)]
    terms = _terms(inquiry)
    rows, narrowed = _narrow(dated, terms, _words_of_target)
    if not narrowed and (scope.document_ids is None or (due is None and len(rows) > MAX_OPEN)):
        rows = [
            t for t in rows if any(map(_GOALS.search, (*t.passage.heading_path, t.passage.heading)))
        ]
        if scope.document_ids is None:
            return None
    if not rows or (narrowed and due is None and not _holds_best(inquiry, rows)):
        return None
    listed: dict[tuple[str, int], SetRow] = {}
    for target in rows:
        span = _sentence_of(target)
        listed.setdefault(
            (target.passage.id, span.start), SetRow(inquiry.hit(target.passage), span)
        )
    found = list(listed.values())
    start = f"{due.start} 至 " if due is not None and due.start else ""
    when = f"时间在 {start}{due.end}{'' if start else ' 以前'}、" if due is not None else ""
    said = f"{when}写有指标或数量的共 {len(found)} 处、{len(rows)} 个数，已全部列出。"
    if len({row.hit.document.id for row in found}) > 1:
        said += f"其中{count_by_document(found)}。"
    return compose_rows(inquiry, found, said)


def _holds_best(inquiry: Inquiry, rows: list[StoredTarget]) -> bool:
    """Whether the clause closest to the question is among them: else it asks for something else."""
    best = inquiry.candidates[:1]
    return any(c.hit.passage.id == t.passage.id for c in best for t in rows)


def _is_due(target: StoredTarget, due: Period) -> bool:
    words = target.date or _words(target.passage, _sentence_of(target))
    if any(falls_within(day, due) for day in find_days(words, target.document)):
        return True
    years = (datetime.date(int(year), 12, 31) for year in _YEAR.findall(words))
    return target.date is None and any(due.holds(Period(None, day)) for day in years)


def _terms(inquiry: Inquiry) -> list[Term]:
    """What is asked about, without general words and those that only name the document."""
    understanding = inquiry.understanding
    titles = (
        [d.title for d in inquiry.documents()]
        if understanding.scope.document_ids is not None
        else []
    )
    return [
        t
        for t in understanding.focus.terms
        if (t.is_held or t.alternatives)
        and not _GENERAL.search(t.words)
        and not (titles and all(t.words in title for title in titles))
        and not any(t.words in m.words for m in understanding.scope.mentions)
    ]


def _words(passage: Passage, span: Span) -> str:
    return passage.text[span.start : span.end]


def _words_of_target(target: StoredTarget) -> str:
    passage = target.passage
    return " ".join((*passage.heading_path, passage.heading, _words(passage, _sentence_of(target))))


def _sentence_of(target: StoredTarget) -> Span:
    start = target.span.start - target.passage.span.start
    for span in split_sentences(target.passage.text):
        if span.start <= start < span.end:
            return span
    return Span(start, target.span.end - target.passage.span.start)


def _narrow(
    members: Iterable[Member], terms: list[Term], words: Callable[[Member], str]
) -> tuple[list[Member], bool]:
    """The members that hold the terms as far as the best does; all where the terms hold nowhere."""
    found = [(share_of_terms(terms, words(member)), member) for member in members]
    best = max((share for share, _ in found), default=0.0)
    if best < MIN_SHARE:
        return [member for _, member in found], False
    return [member for share, member in found if share >= SHARE_OF_BEST * best], True


def compose_dates(inquiry: Inquiry, asked: SetAsked) -> Composition | None:
    """The sentences that name a day, within the period asked for."""
    del asked
    due = read_period(inquiry.understanding.text, inquiry.as_of)
    if due is None and inquiry.understanding.scope.document_ids is None:
        return None
    listed = compose_named_list(inquiry, SetAsked(SetKind.LIST, (_DATED_LIST,)))
    if listed is not None and _are_dated(listed):
        return listed
    looked = scan(inquiry)
    rows, _ = _narrow(find_dated(inquiry, due), _terms(inquiry), _words_of_row)
    if not rows:
        return None
    start = f"{due.start} 至 " if due is not None and due.start else ""
    when = f"（{start}{due.end}）" if due is not None and due.end else ""
    whole = "，已全部列出。" if looked.is_whole else f"；只查了最接近的 {len(looked.passages)} 条。"
    said = f"写有时间{when}的共 {len(rows)} 处{whole}"
    if len({row.hit.document.id for row in rows}) > 1:
        said += f"其中{count_by_document(rows)}。"
    return compose_rows(inquiry, rows, said)


_DATED_LIST = ListKind(
    "times", re.compile(""), re.compile(r"时间|日程|日期|进度|期限"), re.compile(r"\d月")
)


def _are_dated(composed: Composition) -> bool:
    """Whether the items of a list name days."""
    items = composed.drafts[1:]
    return bool(items) and 2 * sum("月" in draft.text for draft in items) > len(items)


def find_dated(inquiry: Inquiry, due: Period | None) -> list[SetRow]:
    """The sentences of the documents asked about that name a day, in reading order."""
    rows = []
    for document, passage in scan(inquiry).passages:
        ended = inquiry.validities[document.id].state.is_ended
        named = inquiry.understanding.scope.names_document
        if passage.kind is LeadKind.NOTICE or (ended and not named):
            continue
        for span in own_sentences(passage):
            text = passage.own_text[span.start : span.end]
            if _IN_FORCE.search(text) and not _UNTIL.search(text):
                continue  # since when a document holds is due to nobody
            days = tuple(find_days(text, document))
            if any(due is None or falls_within(day, due) for day in days):
                rows.append(SetRow(inquiry.hit(passage), span))
    return rows


def _words_of_row(row: SetRow) -> str:
    passage = row.hit.passage
    return " ".join((row.hit.document.title, *passage.heading_path, passage.heading, row.text))
