"""What a document gives a group more of: each sentence that names it with a figure or waiver."""

import re
from collections.abc import Iterator, Sequence

from assistant.inquiry import Composition, Inquiry
from assistant.listing.meant_documents import find_documents
from assistant.listing.set_rows import (
    SetRow,
    compose_rows,
    find_opening,
    fold_once,
    own_sentences,
)
from assistant.reading.focus import Term, match_term
from assistant.reading.set_request import asks_for_all
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
_ALIKE = (re.compile(r"乡村|农村|村小|教学点|村级"), re.compile(r"残疾|特殊教育|特教"))
# Who is in need or has merits, whatever the document is about.
_GROUPS = re.compile(
    r"残疾|特殊教育|孤儿|低保|特困|烈士|军人|军属|退役|脱贫|监测对象|留守|随迁|单亲|高龄|失能|独生|重病|优抚|复员"
)
_RECEIVES = re.compile(r"享受|照顾|优待|优惠|待遇|好处|福利|减免|特殊对待")
_GIVES = re.compile(
    r"申请|享受|资助|补助|补贴|救助|免|减|优先|照顾|纳入|认定|上浮|提高|安置|安排|发放|给予|保障|不受|放宽|单列"
)
# Titles, and bodies that are called after the group.
_NAMES = re.compile(
    r"《[^《》]*》|〔\d+〕\d+号|(?:残疾人?|退役军人|军人)[\u4e00-\u9fff]{0,8}?(?:局|会|中心|部门)"
)
_FAVOURS = re.compile(
    r"优先|倾斜|优待|单列|放宽|上浮|加分|折算|免(?:收|除|费|交|缴|试)|减(?:免|半|收)|不受[^，。；]{1,16}限制|增发|额外|另(?:加|给|发)|加发"
)


def compose_favours(inquiry: Inquiry) -> Composition | None:
    """The sentences and rows of the named documents that favour a group (向乡村老师倾斜的规定).

    None where the question names no group, or too few sentences do. The word 倾斜 itself stands
    in principles; what a group gets more of is said by figures, shares and waivers.
    """
    terms = _read_group(inquiry)
    if not terms:
        return None
    found = [
        SetRow(inquiry.hit(passage), span)
        for document in _hold_today(inquiry)
        for passage, above in _with_openings(inquiry.passages(document.id))
        for span in _told_parts(passage)
        if _favours(passage, span, above, terms)
    ]
    if len(found) < MIN_ROWS:
        return None
    rows: list[SetRow] = []
    for row in found:
        opening = find_opening(row, inquiry)
        rows += [row] if opening is None or opening in rows else [opening, row]
    name = "、".join(f"“{term.words}”" for term in terms)
    counted = f"写到{name}（或同义说法）并写有数额、比例、优先或照顾的共 {len(found)} 处"
    said = f"{counted}，已全部列出，请对照各条核对。"
    return compose_rows(inquiry, rows, said)


def _read_group(inquiry: Inquiry) -> list[Term]:
    """The terms for those who are favoured; [] where the question asks for nobody's favours."""
    text, terms = inquiry.understanding.asking, inquiry.understanding.focus.terms
    asked = _ASKS.search(text)
    if asked is not None:
        return [t for t in terms if t.words in asked["group"] and not _PERSONS.fullmatch(t.words)]
    if not _RECEIVES.search(text) or not asks_for_all(text):
        return []
    return [t for t in terms if _GROUPS.search(t.words)]


def _hold_today(inquiry: Inquiry) -> list[StoredDocument]:
    """The documents meant; where all of them have ended, the others of the place that hold."""
    several = len(inquiry.understanding.scope.groups) > 1  # none of them is the one meant
    meant = list(inquiry.near()) if several else find_documents(inquiry)
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


def _with_openings(passages: Sequence[Passage]) -> Iterator[tuple[Passage, str]]:
    """The clauses and rows, each with the headings above it and the words that open its list."""
    openings = {passage.id: passage.own_text for passage in passages if passage.has_children}
    for passage in passages:
        if passage.kind in (ClauseKind.CLAUSE, ClauseKind.ROW):
            opening = openings.get(passage.parent, "") if passage.parent is not None else ""
            yield passage, " ".join((*passage.heading_path, opening))


def _favours(passage: Passage, span: Span, above: str, terms: Sequence[Term]) -> bool:
    """Whether words name the group, not only in a title, and they or their list give something."""
    said = _NAMES.sub("", passage.own_text[span.start : span.end])
    alike = any(form.search(term.words) and form.search(said) for form in _ALIKE for term in terms)
    if not alike and not any(match_term(term, fold_once(said)) >= NAMED for term in terms):
        return False
    if _FAVOURS.search(said) or any(f.unit and not f.ordinal for f in find_quantities(said)):
        return True
    in_need = any(_GROUPS.search(term.words) for term in terms)
    row = passage.kind is ClauseKind.ROW
    return in_need and (row or _GIVES.search(f"{above} {said}") is not None)
