"""The list that a question asks for, whole, where some of its items were found."""

import re
from dataclasses import replace

from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry
from assistant.locate import split_sentences

MAX_LIST = 600  # characters of a list that is shown whole
MIN_FOUND = 2  # items, or the words that open it and one, from which a list is meant
NEAREST = 10  # clauses among which the items of a list must be found
_COUNTS_THINGS = re.compile(r"哪几[样项条种类点道]|(?:什么|哪些)(?:因素|方面|内容|标准|依据)")
_ASKS_LIST = re.compile(
    r"哪些|哪几(?![年天月个])|哪几个(?!月)|几(?:道坎|个?条件|种情[况形])|(?:什么|啥|么子)(?:样的)?(?:条件|要求|材料|情[况形])|"
    r"哪[几些]?条|逐[条项]|都有(?:什么|啥)"
)


def gather_list(chosen: list[list[Candidate]], inquiry: Inquiry) -> list[list[Candidate]]:
    """The chosen groups, with the opening of a list in the place of the items found of it.

    Its opening is shown with all that stands under it. One item answers where a figure is asked.
    """
    understanding = inquiry.understanding
    if understanding.ask.wants_figure() or not _ASKS_LIST.search(understanding.text):
        return chosen
    first = chosen[0][0].hit.passage
    parent = first.id if _opens(chosen[0][0].text) and first.has_children else first.parent
    found = [g for g in chosen if parent in (g[0].hit.passage.parent, g[0].hit.passage.id)]
    if len(found) < MIN_FOUND or parent is None:
        return _find_by_items(inquiry) or chosen
    opening = next(
        (c for c in inquiry.candidates if c.hit.passage.id == parent and _opens(c.text)), None
    )
    if opening is None or len(opening.hit.passage.text) > MAX_LIST:
        return chosen
    return [[opening], *(group for group in chosen if group not in found)]


def _opens(text: str) -> bool:
    return text.rstrip().endswith(("：", ":"))


def _find_by_items(inquiry: Inquiry) -> list[list[Candidate]]:
    """The opening of the list of which most items are among the closest; [] where none is.

    Of a question that counts by things (哪几样) where the closest clause holds no list.
    """
    if not _COUNTS_THINGS.search(inquiry.understanding.text):
        return []
    by_clause: dict[str, Candidate] = {}
    for candidate in inquiry.candidates:  # best first
        by_clause.setdefault(candidate.hit.passage.id, candidate)
    closest = list(by_clause.values())[:NEAREST]
    best = inquiry.candidates[0].hit.passage
    if best.has_children or best.parent is None:
        return []
    parents = [c.hit.passage.parent for c in closest if c.hit.passage.parent is not None]
    for parent in dict.fromkeys(parents):
        opening = inquiry.store.passage(parent, inquiry.scope)
        items = [p for p in inquiry.passages(opening.document_id) if p.parent == parent]
        own = opening.own_text.rstrip()
        most = parents.count(parent) >= max(MIN_FOUND, len(items) / 2)
        if most and _opens(own) and opening.document_id == best.document_id:
            item = next(c for c in closest if c.hit.passage.parent == parent)
            span = split_sentences(own)[-1]
            said = own[span.start : span.end]
            return [[replace(item, hit=inquiry.hit(opening), span=span, text=said)]]
    return []
