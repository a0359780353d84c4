"""A follow-up question completed from the conversation."""

import re
from dataclasses import dataclass

from assistant.model import Turn

_LINKS = re.compile(
    r"^(?:那么?|那|然后|还有|另外|再问(?:一下)?|接着|继续|以及|另)|呢\s*[？?]?\s*$|又(?:是|有)|"
    r"^(?:这|那|该|它|他|她|其)(?:个|项|条|笔|些|份|样|里|们|几|一)?|(?:这|那|该|上述|前面|刚才)(?:个|项|条|笔|些|份|说)"
)
_SHORT = 16  # characters of a question that can hardly stand alone
_FILLER = re.compile(
    r"^(?:那么|那|然后|还有|另外|再问一下|再问|接着|以及)[,，、]?|(?:那?(?:项|个|条|份))?(?:的)?呢\s*[？?]?\s*$|[？?。！!]\s*$"
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question with what it leaves unsaid."""

    text: str  # the question's own words, fillers taken off
    previous: str | None  # the question it follows up; None where it stands alone
    is_linked: bool  # whether it points back in words (那…呢, 这个, 又是), not only by being short


def read_follow_up(text: str, history: tuple[Turn, ...], *, names_scope: bool) -> FollowUp:
    """Whether a question leans on the conversation.

    It does when it is short or points back, and it does not name its own document and topic at
    length. A question that names a document and says something else leans on nothing.
    """
    if not history:
        return FollowUp(text, None, False)
    linked = _LINKS.search(text.strip()) is not None
    short = len(text.strip()) <= _SHORT
    if not (linked or short) or (names_scope and not linked and len(text.strip()) > 10):
        return FollowUp(text, None, False)
    last = history[-1]
    return FollowUp(_FILLER.sub("", text.strip()).strip() or text, last.user, linked)
