"""Which of near equals is meant: the item asked for, the case of the asker, what is allowed."""

import re

from assistant.choosing.sentences import Candidate
from vectorstore.model import PassageId

ITEM_SHARE = 0.9  # of a list opening's coverage that one item needs to stand for it
LEAST_CASE = 0.5  # share of the asker's figures that lie in the range of an item that fits
MAX_CASE_BEHIND = 3.0  # how far behind an item of the same list may lie that fits the case
MAX_CASE_ELSEWHERE = 1.0  # the same for an item of another list of the document
MAX_LEAVE_BEHIND = 1.0  # how far behind one may lie that says what is allowed, where that is asked


def put_meant_first(groups: list[list[Candidate]], text: str) -> list[list[Candidate]]:
    """The sentences of each clause, best first, with the one that the question means in front."""
    ordered = _own_case_first(_item_for_list(groups))
    return _leave_first(ordered) if _ASKS_LEAVE.search(text) else ordered


_ASKS_LEAVE = re.compile(
    r"(?:可以|能|准|许|允许|可)(?:不(?:可以|能|准|许))?[^，。？?]{0,14}[吗么不][？?]?$|行不行|能不能|可不可以"
)
_SAYS_LEAVE = re.compile(r"不得|不准|不能|不可|严禁|禁止|可以|允许|准许|有权")


def _leave_first(groups: list[list[Candidate]]) -> list[list[Candidate]]:
    """Of near equals of one document first the one that says what is allowed, which is asked."""
    best = groups[0][0]
    if _SAYS_LEAVE.search(best.text):
        return groups
    for group in groups[1:]:
        near = group[0].score >= best.score - MAX_LEAVE_BEHIND
        same = group[0].hit.document.id == best.hit.document.id
        if near and same and _SAYS_LEAVE.search(group[0].text):
            return [group, *(other for other in groups if other is not group)]
    return groups


def _own_case_first(groups: list[list[Candidate]]) -> list[list[Candidate]]:
    """Of items first the one in whose range the asker's figures lie, of one list above all.

    八十岁 is the case of 80至89周岁, not of 100周岁以上.
    """
    best = groups[0][0]
    opens = best.text.endswith(("：", ":"))
    place = best.hit.passage.id if opens else best.hit.passage.parent
    fitting = [
        group
        for group in groups[1:]
        if group[0].hit.document.id == best.hit.document.id
        and group[0].measures.said >= max(LEAST_CASE, best.measures.said + 0.1)
        and group[0].score >= best.score - _may_be_behind(group[0], place)
    ]
    if not fitting:
        return groups
    own = max(fitting, key=lambda group: group[0].measures.said)
    return [own, *(group for group in groups if group is not own)]


def _may_be_behind(item: Candidate, place: PassageId | None) -> float:
    """How far behind the best sentence an item that fits may lie; `place` is that one's list."""
    listed = item.hit.passage.parent is not None
    if not listed:
        return 0.0
    return MAX_CASE_BEHIND if item.hit.passage.parent == place else MAX_CASE_ELSEWHERE


def _item_for_list(groups: list[list[Candidate]]) -> list[list[Candidate]]:
    """The groups with the one item that is asked for in the place of its list's opening."""
    best = groups[0][0]
    if not best.text.endswith(("：", ":")):
        return groups
    for group in groups[1:]:
        item = group[0]
        if item.hit.passage.parent == best.hit.passage.id and (
            item.holds_type and item.coverage >= ITEM_SHARE * best.coverage
        ):
            rest = [g for g in groups[1:] if g is not group]
            return [group, *rest]
    return groups
