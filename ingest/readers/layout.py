"""Words with their place on a page, put together into lines and paragraphs.

Used where a file holds places and no paragraphs: OFD and recognised pictures. All rules are
relative to the height of the words, so any unit will do; y grows downwards.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.clean import ends_sentence, fold

_PAGE_NUMBER = re.compile(
    r"[-—–_一·•.\s]{0,6}(?:\d{1,3}|第\s?\d{1,4}\s?页(?:\s?[,/]?\s?共\s?\d{1,4}\s?页)?|\d{1,4}\s?/\s?\d{1,4}"
    r"|[Pp]age\s?\d{1,4}(?:\s?of\s?\d{1,4})?)[-—–_一·•.\s]{0,6}"
)
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百\d]{1,5}[编章节条]|[一二三四五六七八九十]{1,3}[、,.]"
    r"|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|[①-⑳]|附\s?件"
)
_SHORTEST_LINE = 12  # characters: a line of an official document holds 28
_TITLE_END = re.compile(
    r"(?:通知|办法|细则|规定|条例|方案|意见|决定|规划|计划|措施|公告|通告|批复|函|号)$"
)
# Of the height: bold print is shifted by a twentieth, the narrowest digit is 0.4 wide.
_BOLD_SHIFT = 0.15
_EDGE = 0.14  # page numbers, headers and footers stand in this part of the page's height


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that a file or a recogniser gives as one, and the box around them."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """Of the box."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Of the box, from the page's top."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class JoinedPages:
    """The text of all pages, where each begins in it, and the lines that were left out."""

    text: str
    page_starts: tuple[int, ...]
    furniture: tuple[str, ...]  # page numbers, headers and footers as they stood


def join_pages(
    pages: Sequence[Sequence[Piece]], heights: Sequence[float], blank: float = 0.8
) -> JoinedPages:
    """The paragraphs of all pages, one per line; a page break within a paragraph is no break.

    `heights` are the pages' own heights, in the pieces' unit; `blank` as for `join_rows`.
    """
    rows = [join_rows(pieces, blank) for pieces in pages]
    furniture = _find_furniture(rows, heights)
    text = ""
    starts = []
    last: tuple[Piece, float] | None = None  # the line before, and its page's right margin
    margins: tuple[float, float] | None = None
    for number, lines in enumerate(rows):
        body = [line for line in lines if (number, line) not in furniture]
        margins = _find_margins(body) or margins
        pitch = _find_pitch(body)
        for index, line in enumerate(body):
            near = index == 0 or line.middle - body[index - 1].middle <= 1.6 * pitch
            if last and near and margins and _goes_on(*last, line, margins[0]):
                text = _join_words(text, line.text)
            else:
                text += f"\n{line.text}" if text else line.text
            if index == 0:
                starts.append(len(text) - len(line.text))
            last = line, margins[1] if margins else line.right
        if not body:
            starts.append(len(text))
    left_out = tuple(line.text for _, line in sorted(furniture, key=lambda one: one[0]))
    return JoinedPages(f"{text}\n" if text else "", tuple(starts), left_out)


def join_rows(pieces: Iterable[Piece], blank: float = 0.8) -> tuple[Piece, ...]:
    """The lines of a page from top to bottom, each read from left to right.

    Pieces are parted by a blank where the gap between them is `blank` times their height.

    >>> [row.text for row in join_rows([Piece("局", 12, 0, 22, 10), Piece("县", 1, 1, 11, 11),
    ...                                 Piece("通知", 0, 20, 20, 30), Piece("稿", 60, 21, 70, 31)])]
    ['县局', '通知 稿']
    """
    rows: list[list[Piece]] = []
    for piece in sorted(_drop_doubles(pieces), key=lambda piece: (piece.middle, piece.left)):
        row = rows[-1] if rows else None
        if row is not None and _is_level(row, piece):
            row.append(piece)
        else:
            rows.append([piece])
    return tuple(_join_row(sorted(row, key=lambda piece: piece.left), blank) for row in rows)


def _drop_doubles(pieces: Iterable[Piece]) -> list[Piece]:
    """Without blanks and without the second print of what is printed twice to look bold."""
    kept: dict[tuple[str, int, int], list[Piece]] = {}
    chosen = []
    for piece in pieces:
        if not piece.text.strip() or piece.height <= 0:
            continue
        step = piece.height * _BOLD_SHIFT
        column, row = round(piece.left / step), round(piece.top / step)
        near = ((piece.text, column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1))
        if any(_is_reprint(piece, other) for key in near for other in kept.get(key, ())):
            continue
        kept.setdefault((piece.text, column, row), []).append(piece)
        chosen.append(piece)
    return chosen


def _is_reprint(piece: Piece, other: Piece) -> bool:
    """Whether the boxes all but cover each other; the same digit beside it does not (2001)."""
    width = max(piece.right - piece.left, 0.2 * piece.height)
    across = min(_BOLD_SHIFT * piece.height, 0.3 * width)
    return (
        abs(piece.left - other.left) < across
        and abs(piece.right - other.right) < across
        and abs(piece.top - other.top) < _BOLD_SHIFT * piece.height
    )


def _is_level(row: Sequence[Piece], piece: Piece) -> bool:
    beside = row[-1]
    return abs(piece.middle - beside.middle) < 0.45 * min(piece.height, beside.height)


def _join_row(row: Sequence[Piece], blank: float) -> Piece:
    spread = len(row) > 1 and all(len(p.text.strip()) == 1 and p.text > "\u2e80" for p in row)
    text = row[0].text.strip()
    for before, piece in pairwise(row):
        gap = piece.left - before.right
        words = piece.text.strip()
        runs = len(words) > 1 or len(before.text.strip()) > 1
        if runs and gap < -0.5 * piece.height and words[0] == text[-1]:
            words = words[1:]  # the boxes overlap: one character was read with both
        # 通　知 of a title is one word.
        text += words if spread or gap < blank * piece.height else f" {words}"
    return Piece(
        text.strip(), row[0].left, min(p.top for p in row), max(p.right for p in row),
        max(p.bottom for p in row),
    )  # fmt: skip


def _find_furniture(
    rows: Sequence[Sequence[Piece]], heights: Sequence[float]
) -> frozenset[tuple[int, Piece]]:
    """Page numbers, and lines at the edge that come again on most pages."""
    edges = [
        (number, line)
        for number, (lines, height) in enumerate(zip(rows, heights, strict=True))
        for line in lines
        if line.bottom < _EDGE * height or line.top > (1 - _EDGE) * height
    ]
    keys = Counter(key for key, _ in {(_make_key(line), number) for number, line in edges})
    enough = max(3, len(rows) // 2 + 1)
    return frozenset(
        (number, line)
        for number, line in edges
        if keys[_make_key(line)] >= enough
        or (len(line.text) <= 30 and _PAGE_NUMBER.fullmatch(fold(line.text)))
    )


def _make_key(line: Piece) -> str:
    return "".join(char for char in fold(line.text) if char.isalpha())


def _find_margins(lines: Sequence[Piece]) -> tuple[float, float] | None:
    """Where lines of running text begin and end on this page; None where it has none."""
    widest = max((line.right - line.left for line in lines), default=0.0)
    long = [
        line
        for line in lines
        if line.right - line.left > max(0.75 * widest, _SHORTEST_LINE * line.height)
    ]
    if not long:
        return None
    lefts = sorted(line.left for line in long)
    rights = sorted(line.right for line in long)
    # First lines are indented, and a stray mark may stand in the margin: neither is the rule.
    return lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]


def _find_pitch(lines: Sequence[Piece]) -> float:
    steps = [below.middle - above.middle for above, below in pairwise(lines)]
    return median(steps) if steps else float("inf")


def _goes_on(above: Piece, right: float, line: Piece, left: float) -> bool:
    """Whether `line` carries on the sentence that fills the line above up to its margin."""
    size = min(above.height, line.height)
    if max(above.height, line.height) > 1.5 * size:
        return False
    numbered = _NUMBERED.match(fold(line.text)) is not None
    if numbered and (ends_sentence(above.text) or above.text[-1:] in "：:"):
        return False
    # A year or a word that is not torn apart leaves its line short; so does a heading's end.
    closed = ends_sentence(above.text) or _TITLE_END.search(above.text) is not None
    short = 1.0 if numbered else 1.9 if closed else 4.0
    return above.right >= right - short * size and line.left <= left + 1.2 * size


def _join_words(text: str, more: str) -> str:
    latin = text[-1:].isascii() and more[:1].isascii()
    if latin and text[-1:].isalpha() and more[:1].isalpha():
        return f"{text} {more}"
    return text + more


def turn_level(pieces: Sequence[Piece], slope: float) -> tuple[Piece, ...]:
    """The pieces of a page that lies aslant, moved as if it lay straight.

    `slope` is the rise of its lines: the change of y per unit of x.
    """
    moved = []
    for piece in pieces:
        x, y = (piece.left + piece.right) / 2, piece.middle
        across, down = slope * y, -slope * x
        moved.append(
            replace(piece, left=piece.left + across, right=piece.right + across,
                    top=piece.top + down, bottom=piece.bottom + down)
        )  # fmt: skip
    return tuple(moved)
