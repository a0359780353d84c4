"""The sentences, items and rows of the documents asked about that are entries of a kind."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.choosing.holding import find_column_figures
from assistant.duty_filter import Period, close_days
from assistant.inquiry import Inquiry
from assistant.listing.due_dates import falls_within, find_days
from assistant.listing.set_rows import Scanned, SetRow, find_opening, own_sentences, scan
from assistant.locate import fold_text, split_sentences
from assistant.reading.set_request import EntryKind, SetAsked
from ingest.departments import shorten_departments
from ingest.model import ClauseKind, LeadKind, Span
from ingest.quantities import find_quantities
from vectorstore.model import Passage, PassageId, StoredTarget

MAX_OPENING = 80  # characters of the words that open a list which are told with its items
_MONEY = "元"
_ABOUT_GRANTS = re.compile(
    r"补贴|津贴|补助|奖励|待遇|激励|保障|关爱|关心|优惠|扶持|资助|标准|荣誉|福利"
)
_STATES = re.compile(
    r"[，,；;]|\d|不得|严禁|不予|应当|必须|可以"
)  # in the words at the head of a clause
_YEAR = re.compile(r"20\d\d(?=年)")
_IN_FORCE = re.compile(r"起(?:施行|实施|执行)|开始(?:施行|实施|执行)|印发")
_SINCE = re.compile(r"20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?\s*[—\-–－~～至到]+\s*(?=20\d\d年)")
_UNTIL = re.compile(r"[至到]\s*20\d\d\s*年")


@dataclass(frozen=True, slots=True)
class Entry:
    """Words that belong to a set."""

    row: SetRow
    above: str  # the headings above and the words that open its list
    opening: SetRow | None = None  # words that make it an entry where its own do not
    figures: int = 1  # of targets: how many the words set

    @property
    def said(self) -> str:
        """Its words with those above."""
        return f"{self.above} {self.row.text}"


def find_entries(inquiry: Inquiry, asked: SetAsked, due: Period | None) -> list[Entry]:
    """The entries in reading order, those of ended documents with them."""
    kind = asked.entry
    assert kind is not None  # of ENTRIES
    if asked.who:
        kind = _of_somebody(kind, asked.who, inquiry)
    if kind.name == "targets":
        return _find_targets(inquiry, due)
    if kind.name == "dates":
        return [Entry(row, _say_above(row)) for row in find_dated(inquiry, due)]
    looked = scan(inquiry)
    granting = _granting_rows(inquiry, looked) if kind.name == "grants" else frozenset()
    return list(_find_saying(inquiry, kind, looked, granting))


def find_acting(inquiry: Inquiry, names: Iterable[str]) -> list[SetRow]:
    """The sentences that somebody begins who does something, of documents that hold today."""
    said = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    acts = re.compile(rf"{_BEGINS}(?:{said})[\u4e00-\u9fff\d]")
    rows = []
    for document, passage in scan(inquiry).passages:
        ended = inquiry.validities[document.id].state.is_ended
        if (ended and not inquiry.understanding.scope.names_document) or not _is_clause(passage):
            continue
        for span in own_sentences(passage):
            text = passage.own_text[span.start : span.end]
            if acts.search(shorten_departments(text)) and not _EXPLAINS.search(text):
                rows.append(SetRow(inquiry.hit(passage), span))
    return rows


_BEGINS = r"(?:^|[，,。；;：:）)\s由])(?:\d{1,2}[.．、])?"
_EXPLAINS = re.compile(r"负责解释|[局委办部门]解释")


def _of_somebody(kind: EntryKind, who: str, inquiry: Inquiry) -> EntryKind:
    """The kind for one who must: said where he begins the phrase that says what."""
    terms = [t for t in inquiry.understanding.focus.terms if t.words == who]
    names = "|".join(re.escape(n) for n in (who, *(a for t in terms for a, _ in t.alternatives)))
    says = kind.says.pattern if kind.says is not None else ""
    begins = r"(?:^|[，,。；;：:）)、\s由])(?:各|每[名位个]?|全体|所有)?[^，,。；;、]{0,4}"
    form = rf"{begins}(?:{names})[^，,。；;]{{0,24}}?(?:{says})"
    return replace(kind, says=re.compile(form))


def _granting_rows(inquiry: Inquiry, looked: Scanned) -> frozenset[PassageId]:
    """The rows of tables that grant something, of the documents looked at."""
    ids = frozenset(document.id for document, _ in looked.passages)
    held = inquiry.store.benefits(ids, inquiry.scope)
    return frozenset(b.passage.id for b in held if b.passage.kind is ClauseKind.ROW)


def _find_saying(
    inquiry: Inquiry, kind: EntryKind, looked: Scanned, granting: frozenset[PassageId]
) -> Iterator[Entry]:
    openings = {passage.id: passage for _, passage in looked.passages if passage.has_children}
    for _, passage in looked.passages:
        if not _is_clause(passage):
            continue
        hit = inquiry.hit(passage)
        above = _words_above(passage, openings)
        if passage.id in granting:
            yield Entry(SetRow(hit, Span(0, len(passage.own_text.rstrip()))), above)
            continue
        said = [
            Entry(SetRow(hit, span), above)
            for span in _told_parts(passage)
            if _is_entry(passage.own_text[span.start : span.end], above, passage, kind)
        ]
        opening = _find_opening(inquiry, passage, kind)
        if opening is None or (said and kind.name == "grants"):
            yield from said
        else:
            yield Entry(SetRow(hit, Span(0, len(passage.own_text.rstrip()))), above, opening)


def _is_entry(text: str, above: str, passage: Passage, kind: EntryKind) -> bool:
    return not _only_opens(text, passage) and _says(text, above, passage, kind)


def _is_clause(passage: Passage) -> bool:
    return isinstance(passage.kind, ClauseKind) and passage.kind is not ClauseKind.ANNEX_LIST_ITEM


def _words_above(passage: Passage, openings: Mapping[PassageId, Passage]) -> str:
    """The headings above a passage and the words that open the list it is in."""
    above = openings.get(passage.parent) if passage.parent is not None else None
    opening = above.own_text.rstrip() if above is not None else ""
    if len(opening) > MAX_OPENING and not opening.endswith(("：", ":")):
        opening = ""  # a whole clause, of which the items are no list
    opening = opening[-MAX_OPENING:]
    return " ".join((*passage.heading_path, opening, passage.heading))


def _find_opening(inquiry: Inquiry, passage: Passage, kind: EntryKind) -> SetRow | None:
    """The sentence above that opens a list of such entries: 有下列情形之一的，停发津贴：."""
    if kind.says is None or kind.name == "obligations" or passage.has_children:
        return None
    whole = Span(0, len(passage.own_text.rstrip()))
    opening = find_opening(SetRow(inquiry.hit(passage), whole), inquiry)
    if opening is None or not kind.says.search(opening.text):
        return None
    return None if kind.beside and kind.beside.search(opening.text) else opening


def _only_opens(text: str, passage: Passage) -> bool:
    """Whether a sentence is a heading or opens a list: the items or what follows say it."""
    own = passage.own_text.rstrip()
    if passage.has_children and own.endswith(text.rstrip()) and own.endswith(("：", ":")):
        return True
    if _STATES.search(passage.heading):
        return False  # a first sentence, which says something itself
    heading = fold_text(passage.heading)
    return bool(heading) and fold_text(text).endswith(heading)


def _says(text: str, above: str, passage: Passage, kind: EntryKind) -> bool:
    if kind.unit:
        figures = find_quantities(text)
        if passage.kind is ClauseKind.ROW:
            figures = (*figures, *find_column_figures(text))
        return any(q.unit == kind.unit and not q.ordinal for q in figures)
    paid = kind.name == "grants" and any(
        q.unit == _MONEY and not q.ordinal for q in find_quantities(text)
    )
    if kind.beside is not None and kind.beside.search(text) and not paid:
        return False
    if kind.says is not None and kind.says.search(text):
        return True
    return paid and _ABOUT_GRANTS.search(above) is not None


def _find_targets(inquiry: Inquiry, due: Period | None) -> list[Entry]:
    """The sentences that set figures to be reached, those of the period."""
    found: dict[tuple[PassageId, int], Entry] = {}
    held = inquiry.store.targets(inquiry.understanding.scope.document_ids, inquiry.scope)
    for target in held:
        span = _sentence_of(target)
        if due is not None and not _is_due(target, span, due):
            continue
        key = (target.passage.id, span.start)
        row = SetRow(inquiry.hit(target.passage), span)
        before = found.get(key)
        count = before.figures + 1 if before is not None else 1
        found[key] = Entry(row, _say_above(row), None, count)
    return list(found.values())


def _say_above(row: SetRow) -> str:
    passage = row.hit.passage
    return " ".join((*passage.heading_path, passage.heading))


def _sentence_of(target: StoredTarget) -> Span:
    start = target.span.start - target.passage.span.start
    for span in split_sentences(target.passage.text):
        if span.start <= start < span.end:
            return span
    return Span(start, target.span.end - target.passage.span.start)


def _is_due(target: StoredTarget, span: Span, due: Period) -> bool:
    words = close_days(target.date or target.passage.text[span.start : span.end])
    if any(falls_within(day, due) for day in find_days(words, target.document)):
        return True
    years = (datetime.date(int(year), 12, 31) for year in _YEAR.findall(words))
    return target.date is None and any(due.holds(Period(None, day)) for day in years)


def _told_parts(passage: Passage) -> tuple[Span, ...]:
    """Its sentences; of a row of a table the whole, so that a figure is told of something."""
    if passage.kind is not ClauseKind.ROW:
        return _join_items(passage.own_text, own_sentences(passage))
    return (Span(0, len(passage.own_text.rstrip())),)


# What begins an item of a list that stands in the text of a clause.
_ITEM = re.compile(
    r"\s*(?:[a-zA-Z]|\d{1,2})[.．、)）]|\s*[（(][一二三四五六七八九十\d]{1,3}[)）]|\s*[①-⑳]"
)


def _join_items(own: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The sentences, one that opens a list in the text of its clause with the items of it."""
    joined: list[Span] = []
    for span in spans:
        before = own[joined[-1].start : joined[-1].end].rstrip() if joined else ""
        opens = before.endswith(("：", ":")) or _OPENED.search(before) is not None
        if opens and _ITEM.match(own, span.start):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)


_OPENED = re.compile(rf"[：:]\s*(?:{_ITEM.pattern})")


def find_dated(inquiry: Inquiry, due: Period | None) -> list[SetRow]:
    """The sentences of the documents asked about that name a day, in reading order."""
    rows = []
    for document, passage in scan(inquiry).passages:
        ended = inquiry.validities[document.id].state.is_ended
        named = inquiry.understanding.scope.names_document
        if passage.kind is LeadKind.NOTICE or (ended and not named):
            continue
        for span in _told_parts(passage):
            text = passage.own_text[span.start : span.end]
            if _IN_FORCE.search(text) and not _UNTIL.search(text):
                continue  # since when a document holds is due to nobody
            if due is not None and due.start is None:
                text = _SINCE.sub("", text)  # what goes on until later is not done by then
            days = tuple(find_days(text, document))
            if any(due is None or falls_within(day, due) for day in days):
                rows.append(SetRow(inquiry.hit(passage), span))
    return rows
