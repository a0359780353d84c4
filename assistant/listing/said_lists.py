"""How a list is said: the words that open it, its items, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.compose import gather
from assistant.inquiry import Composition, Inquiry, cite_as, name_source, quote_draft
from assistant.listing.clause_lists import ClauseList
from assistant.locate import locate, split_sentences
from assistant.model import Draft, Notice, NoticeKind
from ingest.model import Span
from vectorstore.model import Hit, Passage

MAX_ITEM = 320  # characters up to which an item is shown whole
MAX_ITEMS = 80
SHORT = 6  # characters below which a last sentence opens nothing by itself (答：)


@dataclass(frozen=True, slots=True)
class SaidList:
    """A list to be said."""

    found: ClauseList
    left_out: int = 0  # rows of its table that are of something else
    # What is asked for are the items themselves: their headings are enough, and words above that
    # do not end in a colon are left off.
    is_brief: bool = False


def compose_lists(said: Sequence[SaidList], inquiry: Inquiry) -> Composition:
    """The lists, one group for each where there are several."""
    drafts: list[Draft] = []
    counted: list[str] = []
    for each in said:
        drafts += _draft_list(each, inquiry, grouped=len(said) > 1)
        counted.append(_count(each, inquiry))
    return gather(drafts, inquiry, (Notice(NoticeKind.COMPLETENESS, "".join(counted)),))


def _draft_list(said: SaidList, inquiry: Inquiry, *, grouped: bool) -> list[Draft]:
    found = said.found
    opening = inquiry.hit(found.opening)
    place = cite_as(opening.document, found.opening)
    if not found.items:
        made = quote_draft(opening, Span(0, len(found.opening.text.rstrip())), f"{place}：")
        return [Draft(made.text, made.supports, made.facts, place if grouped else "")]
    drafts: list[Draft] = []
    before: Hit | None = None
    span = _find_introduction(said)
    if span is not None:
        drafts.append(quote_draft(opening, span, f"{place}："))
        before = opening
    for item in found.items[:MAX_ITEMS]:
        hit = inquiry.hit(item)
        span = _find_words(item, is_brief=said.is_brief)
        drafts.append(quote_draft(hit, span, name_source(hit, before)))
        before = hit
    group = f"{place}（{len(found.items)} 项）" if grouped else ""
    return [Draft(d.text, d.supports, d.facts, group) for d in drafts]


def _find_introduction(said: SaidList) -> Span | None:
    """The words that open a list; of many the last sentence; None where nothing opens it."""
    own = said.found.opening.own_text.rstrip()
    spans = split_sentences(own)
    if not spans:
        return None if said.is_brief else Span(0, len(own))
    last = spans[-1]
    if not said.is_brief:
        return Span(0 if last.end <= MAX_ITEM else last.start, last.end)
    return last if own.endswith(("：", ":")) and len(own[last.start :]) >= SHORT else None


def _find_words(item: Passage, *, is_brief: bool) -> Span:
    """A short item whole; of a long one, and where that is enough, its heading."""
    if not is_brief and len(item.text) <= MAX_ITEM and not item.has_children:
        return Span(0, len(item.text.rstrip()))
    named = locate(item.heading, item.text) if item.heading else None
    return named or split_sentences(item.text)[0]


def _count(said: SaidList, inquiry: Inquiry) -> str:
    """How many items the list has, and whether all are shown."""
    found = said.found
    place = cite_as(inquiry.hit(found.opening).document, found.opening)
    if not found.items:
        return f"以下是{place}的全文。"
    shown = min(len(found.items), MAX_ITEMS)
    complete = "已全部列出" if shown == len(found.items) else f"这里列出前 {shown} 项"
    heading = f"“{found.opening.heading}”" if found.opening.heading else ""
    rest = f"（表中另有 {said.left_out} 行，不属所问）" if said.left_out else ""
    return f"{place}{heading}共 {len(found.items)} 项{rest}，{complete}。"
