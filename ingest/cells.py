"""The cells of a table's line: set apart by bars, tabs, wide blanks, strokes or semicolons."""

import re
from collections.abc import Sequence

from ingest.cell_looks import find_look
from ingest.clean import strip_range
from ingest.model import Span

_BAR = re.compile(r"\|")  # 条款 | 牵头单位 | 配合单位
_TAB = re.compile(r"\t")
WIDE = re.compile(r"\s{2,}|\t+")  # cells set apart by tabs or blanks
_SINGLE = re.compile(r"\s+")
_LINE = re.compile(r"\n\s*")
_LINE_OR_TAB = re.compile(r"[ ]*\n\s*|\t")  # of a row torn within its cells' line
STROKE = re.compile(r"\s+/\s+")  # 1 / 修路 / 县交通局: a stroke without blanks is of a cell's words
_SIGNS = (STROKE, re.compile(r"\s*/\s*"), re.compile(r"\s*;\s*"))
_DATED = (["word", "date"], ["word", "figure"])
_COUNT = re.compile(r"\(?\d{1,3}\s?[.、)]\s?(?!\d)")  # 1、修路；县交通局


def split_cells(line: str, count: int = 0) -> list[Span]:
    """The cells of a line; `count` says how many there should be, where the signs leave it open.

    >>> [(cell.start, cell.end) for cell in split_cells("甲\\t\\t乙", 3)]
    [(0, 1), (2, 2), (3, 4)]
    """
    signed = split_signed(line, count) if count else []
    if signed and STROKE.search(line):
        return signed
    if "|" in line and count and len(barred := _split(line, _BAR)) == count:
        return barred
    if "\n" in line:
        torn = _split(line, _LINE_OR_TAB if "\t" in line else _LINE)
        if not signed and len(torn) != count and is_dated(line.split(), count):
            return _split(line, _SINGLE)  # two cells stand on one of its lines
        return signed or torn
    if "|" in line:
        spans = _split(line, _BAR)
        spans = spans[not spans[0] :]  # bars at both ends enclose the row
        return spans if spans and spans[-1] else spans[:-1]
    tabbed = _split(line, _TAB)
    if "\t" in line and len(tabbed) == count:
        return tabbed
    wide = _split(line, WIDE)
    if len(wide) < count:
        single = _split(line, _SINGLE)
        return single if len(single) == count else signed or wide
    return wide


def is_dated(cells: Sequence[str], count: int) -> bool:
    """Whether cells are as many as they should be, a word and a date or figure first."""
    return len(cells) == count and [find_look(cell) for cell in cells[:2]] in _DATED


def split_signed(line: str, count: int) -> list[Span]:
    """The cells between strokes or semicolons, if they are `count`; a row's number is one.

    >>> [line for line in ("1、修路；县交通局。",) if split_signed(line.replace("；", ";"), 3)]
    ['1、修路；县交通局。']
    """
    end = len(line.rstrip(" \t\n。;"))
    for sign in _SIGNS:
        spans = _split(line[:end], sign)
        number = _COUNT.match(line)
        if number is None:
            if len(spans) == count:
                return spans
            continue
        first = Span(*strip_range(line, number.end(), spans[0].end))
        if len(spans) == count:  # the columns do not name the number
            return [first, *spans[1:]]
        if len(spans) == count - 1:
            digits = re.search(r"\d+", line)
            assert digits is not None  # the number has matched
            return [Span(*digits.span()), first, *spans[1:]]
    return []


def count_signs(line: str) -> int:
    """How many bars, or else tabs, stand between a line's cells."""
    return line.count("|") or line.count("\t")


def _split(line: str, separator: re.Pattern[str]) -> list[Span]:
    spans: list[Span] = []
    begin = 0
    for found in separator.finditer(line):
        spans.append(Span(*strip_range(line, begin, found.start())))
        begin = found.end()
    spans.append(Span(*strip_range(line, begin, len(line))))
    return spans
