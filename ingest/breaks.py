"""Where paragraphs begin that the source does not set on lines of their own, and page marks.

A page that was copied as one line keeps its paragraphs' indents, and its annexes their numbers;
a page's number or running head stands where the page was torn. Offsets never change.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.clean import Line, ends_sentence
from ingest.model import Span
from ingest.numerals import find_value

_FRONT = 3000  # characters that a notice and its titles stand in
_NEAR = 40  # characters looked at before a mark
_LONG = 300  # characters of a line that holds several paragraphs
_FEWEST_SENTENCES = 3  # of such a line
_INDENT = re.compile(r"[ ]{2,}")
_MARKED = re.compile(
    r"^[ \t]*(?:[-—–]{1,2}[ ]?\d{1,4}[ ]?[-—–]{1,2}"
    r"|[=*~-]{2,}[ ]?(?:[Pp](?:age|AGE)|第)[ ]?\d{1,4}[ ]?页?[ ]?[=*~-]{2,}"
    r"|第[ ]?\d{1,4}[ ]?页(?:[ ]?[,/、]?[ ]?共[ ]?\d{1,4}[ ]?页)?)[ \t]*$",
    re.MULTILINE,
)
_BRACKETED = re.compile(
    r"^[ \t]*(?P<open>[〔【\[])(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2})[〕】\]](?=[ \t]*\S)",
    re.MULTILINE,
)
_LEADER = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|_{6,})\s*$")
_RECURS = 3  # pages that a running head stands on
_LONGEST_HEAD = 60
# 附件1 behind a sentence, not 附件1所列.
_ANNEX = re.compile(
    r"附[ ]?[件表录][ ]?(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})"
    r"(?=[ ]?(?P<colon>:)?[ ]?[\u4e00-\u9fff《“(\d])"
    r"(?![ ]?[至到和、及或的中所规要以内为由是按应须列确明])"
)
_CITED = re.compile(r"[见照按据及和与的详在如、《,(到至或]$")
_TITLED = re.compile(r"《([^《》]{6,60})》")
_MOST_TITLES = 8
_CLOSES = re.compile(
    r"(?<=[。;!?)])[ ]*(?=抄[ ]?[送报][ ]?:)"
    r"|(?<=日)[ ]*(?=\((?:公开属性|公开方式|主动公开|此[件文]))"
)


@dataclass(frozen=True, slots=True)
class PageMarks:
    """What a page's edge leaves among the lines: its number, and the head that recurs below."""

    numbers: tuple[Span, ...]
    heads: tuple[Span, ...]


def find_page_marks(folded: str) -> PageMarks:
    """The lines — 3 —, ===PAGE 3===, 第3页 with the running heads directly below them."""
    numbers: list[Span] = []
    below: list[Span] = []
    for found in _MARKED.finditer(folded):
        if _LEADER.search(folded, max(0, found.start() - _NEAR), found.start()):
            continue  # of an entry of a table of contents
        numbers.append(Span(*found.span()))
        start = found.end() + 1
        stop = folded.find("\n", start)
        line = Span(start, len(folded) if stop < 0 else stop)
        if start < line.end and 0 < len(folded[line.start : line.end].strip()) <= _LONGEST_HEAD:
            below.append(line)
    words = Counter(folded[line.start : line.end].strip() for line in below)
    heads = [line for line in below if words[folded[line.start : line.end].strip()] >= _RECURS]
    return PageMarks(tuple(numbers), tuple(heads))


def plain_brackets(folded: str) -> str:
    """The same length, numbers in other brackets at lines' starts (〔1〕, 【二】) in round ones.

    Only where they count: one that stands alone cites a source.
    """
    found = [*_BRACKETED.finditer(folded)]
    for kind in {one["open"] for one in found}:
        values = [find_value(one["number"]) for one in found if one["open"] == kind]
        if not {1, 2} <= set(values):
            found = [one for one in found if one["open"] != kind]
    pieces: list[str] = []
    position = 0
    for one in found:
        pieces += (folded[position : one.start("open")], "(", one["number"], ")")
        position = one.end()
    return "".join((*pieces, folded[position:]))


def restore_breaks(folded: str) -> str:
    """The same length, each paragraph of a long line on a line of its own.

    >>> restore_breaks("短行  不变")
    '短行  不变'
    """
    lines = folded.split("\n")
    return "\n".join(
        _INDENT.sub(lambda blank: "\n" + blank[0][1:], line)
        if len(line) > _LONG and line.count("。") >= _FEWEST_SENTENCES
        else line
        for line in lines
    )


def cut_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines, cut where an annex (附件1, 附件2 … in order) or a closing line begins in them."""
    pieces: list[Line] = []
    expected = 1
    named: list[str] = []  # measures that a notice issues: their titles may follow its date
    for line in lines:
        if not any(sign in line.text for sign in "附抄日《"):
            pieces.append(line)
            continue
        cuts = [found.end() for found in _CLOSES.finditer(line.text)]
        for found in _ANNEX.finditer(line.text):
            before = line.text[max(0, found.start() - _NEAR) : found.start()].rstrip()
            follows = ends_sentence(before) or (expected > 1 and found["colon"])
            if find_value(found["number"]) == expected and follows and not _CITED.search(before):
                cuts.append(found.start())
                expected += 1
        if len(named) < _MOST_TITLES:
            named += _TITLED.findall(line.text, 0, _FRONT)[:_MOST_TITLES]
        if "日" in line.text:
            titles = (_find_title(line.text, name) for name in dict.fromkeys(named))
            cuts += [start for start in titles if start]
        pieces += _cut(line, sorted(set(cuts))) if cuts else (line,)
    return pieces


def _find_title(line: str, name: str) -> int:
    """Where the title follows a date within the line's front; 0 where it does not."""
    start = line.find(f"日{name}", 0, _FRONT)
    return start + 1 if start >= 0 else 0


def _cut(line: Line, cuts: Sequence[int]) -> list[Line]:
    pieces: list[Line] = []
    for begin, end in pairwise([0, *cuts, len(line.text)]):
        words = line.text[begin:end].rstrip()
        if words:
            pieces.append(Line(line.start + begin, line.start + begin + len(words), words))
    return pieces
