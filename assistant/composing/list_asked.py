"""The list that a question asks for, whole, where some of its items were found."""

import re

from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry

MAX_LIST = 600  # characters of a list that is shown whole
MIN_FOUND = 2  # items, or the words that open it and one, from which a list is meant
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
    parent = chosen[0][0].hit.passage.parent or chosen[0][0].hit.passage.id
    found = [g for g in chosen if parent in (g[0].hit.passage.parent, g[0].hit.passage.id)]
    opening = next(
        (
            c
            for c in inquiry.candidates
            if c.hit.passage.id == parent and c.text.rstrip().endswith(("：", ":"))
        ),
        None,
    )
    if len(found) < MIN_FOUND or opening is None or len(opening.hit.passage.text) > MAX_LIST:
        return chosen
    return [[opening], *(group for group in chosen if group not in found)]
