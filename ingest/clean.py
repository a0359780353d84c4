"""The text as it is matched on: same length as the source, odd code points made plain.

The source text itself is never changed. Because folding keeps every offset, the map back to
the source is the identity.
"""

import re
import unicodedata
from dataclasses import dataclass

# Radicals that NFKC leaves alone, as PDF extraction yields them.
_RADICALS = dict(
    zip(
        "⻓⻔⻋⻅⻉⻚⻛⻜⻝⻢⻥⻦⻬⻩⺠⻘⻄⻆⻰",
        "长门车见贝页风飞食马鱼鸟齐黄民青西角龙",
        strict=True,
    )
)


class _Folding(dict[int, str]):
    """Translation table filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _RADICALS.get(character)
        if folded is None:
            folded = unicodedata.normalize("NFKC", character)
            # A circled digit stays itself: NFKC would make ① look like a bare 1.
            if len(folded) != 1 or unicodedata.category(character) == "No":
                folded = character
        self[code] = folded
        return folded


_FOLDING = _Folding()
# Nearly all that policy texts hold: replaced at once, or left alone, four times as fast as
# asking the table for every character.
_FREQUENT = tuple(zip("，（）；：？！", ",();:?!", strict=True))
_ODD = re.compile("[^\x00-\x7f\u4e00-\u9fff、。“”‘’《》〈〉【】〔〕—…]")


def fold(text: str) -> str:
    """`text` with full-width forms and radical code points made plain, the same length.

    >>> fold("（⼀）⼯作⽬标：１．")
    '(一)工作目标:1.'
    """
    if text.isascii():
        return text
    for wide, plain in _FREQUENT:
        text = text.replace(wide, plain)
    return _ODD.sub(lambda found: _FOLDING[ord(found[0])], text)


@dataclass(frozen=True, slots=True)
class Line:
    """One line without the blanks around it; `start == end` where it is blank."""

    start: int
    end: int
    text: str  # folded


# Signs of Markdown headings and one-line comments, which say nothing themselves.
_MARKUP = re.compile(
    r"^[ \t]{0,3}(?:(?P<heading>#{1,6})(?=[ \t]|$)|(?P<comment><!--[^\n]{0,200}?-->)[ \t]*$)",
    re.MULTILINE,
)


def find_markup(folded: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each Markdown heading's # signs and of each comment's line.

    >>> find_markup("## 第一章 总则")
    ((0, 2),)
    """
    return tuple(
        found.span("heading" if found["heading"] else "comment")
        for found in _MARKUP.finditer(folded)
    )


TERMINAL = frozenset("。;!?.”’)】》〕]…；！？）")


def split_lines(folded: str, start: int = 0, end: int | None = None) -> tuple[Line, ...]:
    """The lines of a range that are not blank, with offsets into the whole text."""
    lines: list[Line] = []
    position = start
    limit = len(folded) if end is None else end
    for raw in folded[start:limit].splitlines(keepends=True):
        text = raw.strip()
        if text:
            first = position + raw.index(text[0])
            lines.append(Line(first, first + len(text), text))
        position += len(raw)
    return tuple(lines)


def ends_sentence(text: str) -> bool:
    """Whether a line that reads so is complete: the next one begins something new."""
    return bool(text) and text[-1] in TERMINAL


def strip_range(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without blanks at both ends; empty at `start` where all is blank."""
    while start < end and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end
