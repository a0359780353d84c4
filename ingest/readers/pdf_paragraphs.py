"""Lines of PDF pages joined into whole paragraphs, across columns and pages."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clean import ends_sentence, fold
from ingest.readers.html_tables import lay_out_table
from ingest.readers.layout import Piece
from ingest.readers.pdf_continued import drop_header, goes_on, mend
from ingest.readers.pdf_tables import Table

_PAGE_NUMBER = re.compile(
    r"[-—–_一·•.\s]{0,6}(?:\d{1,4}|第\s?\d{1,4}\s?页(?:\s?[,/，]?\s?共\s?\d{1,4}\s?页)?"
    r"|\d{1,4}\s?/\s?\d{1,4}|[Pp]age\s?\d{1,4}(?:\s?of\s?\d{1,4})?|[ivxIVX]{1,6})[-—–_一·•.\s]{0,6}"
)
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百\d]{1,5}[编章节条]|[一二三四五六七八九十]{1,3}[、,.]"
    r"|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|[①-⑳]|附\s?件\s?\d{0,2}\s?(?::|$)"
)
_LEADER = re.compile(r"[.…·]{4,}\s?\d{1,4}$")
# Cells beside each other without ruled lines; running text has no such blanks.
_ROW = re.compile(r"[^，。；：]{1,20}(?: [^，。；： ]{1,20}){2,}")
_LATIN = re.compile(r"[!-~]{1,40}")
_EDGE = 0.12  # headers, footers and page numbers stand in this part of the page's height
_EDGE_LINES = 3


@dataclass(frozen=True, slots=True)
class LinePlace:
    """A line with the margins of its column."""

    piece: Piece
    left: float
    right: float
    page: int


Block = LinePlace | Table


@dataclass(frozen=True, slots=True)
class JoinedText:
    """The text and where each page begins in it."""

    text: str
    page_starts: tuple[int, ...]


def find_furniture(
    pages: Sequence[Sequence[Piece]], heights: Sequence[float]
) -> frozenset[tuple[int, Piece]]:
    """Page numbers, and lines at the edge that come again on other pages at the same height."""
    edges: list[tuple[int, Piece, tuple[str, int]]] = []
    for number, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        ordered = sorted(lines, key=lambda line: line.middle)
        outer = {*ordered[:_EDGE_LINES], *ordered[-_EDGE_LINES:]}
        for line in outer:
            if line.bottom < _EDGE * height or line.top > (1 - _EDGE) * height:
                words = "".join(char for char in fold(line.text) if char.isalpha())
                edges.append((number, line, (words, round(line.middle / 8))))
    counts: Counter[tuple[str, int]] = Counter()
    for _, key in {(number, key) for number, _, key in edges if key[0]}:
        for near in (-1, 0, 1):
            counts[key[0], key[1] + near] += 1
    # Left and right pages may have headers of their own: a third of all pages is enough.
    enough = max(2, (len(pages) + 2) // 3)
    return frozenset(
        (number, line)
        for number, line, key in edges
        if (key[0] and counts[key] >= enough and not _is_numbered(line))
        or (len(line.text) <= 24 and _PAGE_NUMBER.fullmatch(fold(line.text)))
    )


def find_margins(lines: Sequence[Piece]) -> tuple[float, float]:
    """Where lines of running text begin and end in this column."""
    if not lines:
        return 0.0, 0.0
    widest = max(line.right - line.left for line in lines)
    long = [line for line in lines if line.right - line.left > 0.75 * widest]
    lefts = sorted(line.left for line in long)
    rights = sorted(line.right for line in long)
    # First lines are indented, and a stray mark may stand in the margin: neither is the rule.
    return lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]


def _is_numbered(line: Piece) -> bool:
    return _NUMBERED.match(fold(line.text)) is not None


def join_blocks(pages: Sequence[Sequence[Block]]) -> JoinedText:
    """One line per paragraph or table row; a page break within either is no break."""
    lines: list[str] = []
    starts: list[tuple[int, int]] = []  # per page: the line it begins in, and where in it
    above: LinePlace | None = None
    table: list[Table] = []
    firsts: list[tuple[int, int]] = []  # pages that begin within the table under way, with the row
    has_indents = _has_indents(pages)

    def end_table() -> None:
        rows = [row for part in table for row in part.rows]
        written = lay_out_table(rows)
        for page, row in firsts:
            starts[page] = len(lines) + max(0, len(written) - (len(rows) - row)), 0
        lines.extend(written)
        table.clear()
        firsts.clear()

    for page, blocks in enumerate(pages):
        starts.append((len(lines), 0))
        for index, block in enumerate(blocks):
            if isinstance(block, Table):
                part = drop_header(block, table[0]) if table and index == 0 else block
                if table and not (index == 0 and goes_on(table[-1], block)):
                    end_table()
                    part = block
                if index == 0 and table:
                    firsts.append((page, sum(len(one.rows) for one in table)))
                    table[-1], part = mend(table[-1], part)
                elif index == 0:
                    firsts.append((page, 0))
                table.append(part)
                above = None
                continue
            if table:
                end_table()
                if index == 0:
                    starts[page] = len(lines), 0
            text = block.piece.text
            if above is not None and _goes_on(above, block, has_indents):
                if index == 0:
                    starts[page] = len(lines) - 1, len(_cut_hyphen(lines[-1], text))
                lines[-1] = _join_words(lines[-1], text)
            else:
                lines.append(text)
            above = block
    if table:
        end_table()
    return _write(lines, starts)


def _write(lines: Sequence[str], starts: Sequence[tuple[int, int]]) -> JoinedText:
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)
    text = "".join(f"{line}\n" for line in lines)
    places = (offsets[line] + within for line, within in starts)
    return JoinedText(text, tuple(min(place, len(text)) for place in places))


def _has_indents(pages: Sequence[Sequence[Block]]) -> bool:
    """Whether paragraphs begin with an indent: then a line at the margin carries one on."""
    lines = [block for blocks in pages for block in blocks if isinstance(block, LinePlace)]
    indented = sum(_is_indented(line) for line in lines)
    return indented * 12 >= len(lines)


def _is_indented(line: LinePlace) -> bool:
    return 1.2 < (line.piece.left - line.left) / line.piece.height < 4.5


def _goes_on(above: LinePlace, line: LinePlace, has_indents: bool) -> bool:
    """Whether `line` carries on the sentence that fills the line above up to its margin."""
    size = min(above.piece.height, line.piece.height)
    if max(above.piece.height, line.piece.height) > 1.25 * size:
        return False
    if abs(line.piece.left - line.left) > 1.2 * size:
        return False
    gap = line.piece.top - above.piece.bottom
    if above.page == line.page and gap > 2.2 * size:
        return False
    text = above.piece.text
    if _ROW.fullmatch(text):
        return False
    ended = ends_sentence(fold(text)) or text[-1:] in "：:"
    starts_anew = _is_numbered(line.piece)
    if _LEADER.search(text[-40:]) or (ended and (not has_indents or starts_anew)):
        return False
    is_centred = above.piece.left > above.left + 4.5 * size
    if is_centred and starts_anew:
        return False
    # A number or a word in Latin letters goes to the next line as a whole.
    first = _LATIN.match(line.piece.text)
    missing = above.right - above.piece.right
    if missing < (1.9 + (0.6 * len(first[0]) if first else 0)) * size:
        return True
    is_wide = above.piece.right - above.left > 0.6 * (above.right - above.left)
    return has_indents and is_wide and not (ended or starts_anew or is_centred)


def _cut_hyphen(text: str, more: str) -> str:
    is_cut = text.endswith("-") and text[-2:-1].isalpha() and text[-2:].isascii()
    return text[:-1] if is_cut and more[:1].islower() else text


def _join_words(text: str, more: str) -> str:
    whole = _cut_hyphen(text, more)
    if whole == text and text[-1:].isascii() and more[:1].isascii():
        if text[-1:].isalpha() and more[:1].isalpha():
            return f"{text} {more}"
        if text[-1:] in ",.;:" and more[:1].isalpha():
            return f"{text} {more}"
    return whole + more
