"""What a document gives a group more of: each sentence that names it with a figure or waiver."""

import re
from collections.abc import Sequence

from assistant.composing.set_rows import SetRow, compose_rows, fold_once, own_sentences
from assistant.composing.told_lists import find_documents
from assistant.inquiry import Composition, Inquiry
from assistant.reading.focus import Term, match_term
from assistant.retrieve import MAX_READ
from ingest.model import ClauseKind, Span
from ingest.quantities import find_quantities
from vectorstore.model import Passage, StoredDocument

NAMED = 0.8  # match of the group's words from which a sentence names it
MIN_ROWS = 2  # sentences that make a set
_ASKS = re.compile(
    r"(?:向|对|给|照顾|优待|优惠)(?P<group>[^，,。？?向对给]{2,10}?)"
    r"(?:有(?:哪些|什么|啥))?(?:的)?(?:具体|特别|额外)?的?(?:倾斜|优待|优惠|照顾|偏向|优先|多给|放宽)"
)
_PERSONS = re.compile(
    r"教师|老师|学生|孩子|人员?|儿童|家庭|群众|居民|村民|企业|单位|学校|同志|职工|干部"
)
# Said for one another where a group is favoured for where it works.
_RURAL = re.compile(r"乡村|农村|村小|教学点|村级")
_TITLE = re.compile(r"《[^《》]*》|〔\d+〕\d+号")
_FAVOURS = re.compile(
    r"优先|倾斜|优待|单列|放宽|上浮|加分|折算|免(?:收|除|费|交|缴|试)|减(?:免|半|收)|不受[^，。；]{1,16}限制|增发|额外|另(?:加|给|发)|加发"
)


def compose_favours(inquiry: Inquiry) -> Composition | None:
    """The sentences and rows of the named documents that favour a group (向乡村老师倾斜的规定).

    None where the question names no group, or too few sentences do. The word 倾斜 itself stands
    in principles; what a group gets more of is said by figures, shares and waivers.
    """
    asked = _ASKS.search(inquiry.understanding.asking)
    if asked is None:
        return None
    terms = [
        term
        for term in inquiry.understanding.focus.terms
        if term.words in asked["group"] and not _PERSONS.fullmatch(term.words)
    ]
    if not terms:
        return None
    rows = [
        SetRow(inquiry.hit(passage), span)
        for document in _hold_today(inquiry)
        for passage in inquiry.store.passages(document.id, inquiry.scope)
        if passage.kind in (ClauseKind.CLAUSE, ClauseKind.ROW)
        for span in _told_parts(passage)
        if _favours(passage.own_text[span.start : span.end], terms)
    ]
    if len(rows) < MIN_ROWS:
        return None
    name = "、".join(f"“{term.words}”" for term in terms)
    counted = f"写到{name}（或同义说法）并写有数额、比例、优先或放宽的共 {len(rows)} 处"
    said = f"{counted}，已全部列出，请对照各条核对。"
    return compose_rows(inquiry, rows, said)


def _hold_today(inquiry: Inquiry) -> list[StoredDocument]:
    """The documents meant; where all of them have ended, the others of the place that hold."""
    meant = find_documents(inquiry)
    if inquiry.understanding.scope.names_document:
        return meant
    if not all(inquiry.validities[d.id].state.is_ended for d in meant):
        return meant
    held = [d for d in inquiry.documents() if not inquiry.validities[d.id].state.is_ended]
    return held if meant and 0 < len(held) <= MAX_READ else meant


def _told_parts(passage: Passage) -> tuple[Span, ...]:
    if passage.kind is ClauseKind.ROW:
        return (Span(0, len(passage.own_text.rstrip())),)
    return own_sentences(passage)


def _favours(text: str, terms: Sequence[Term]) -> bool:
    """Whether a sentence names the group, not only in a title, and gives it something."""
    said = _TITLE.sub("", text)
    rural = any(_RURAL.search(term.words) for term in terms) and _RURAL.search(said)
    if not rural and not any(match_term(term, fold_once(said)) >= NAMED for term in terms):
        return False
    return _FAVOURS.search(said) is not None or any(
        figure.unit and not figure.ordinal for figure in find_quantities(said)
    )
