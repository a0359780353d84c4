"""Pages of placed characters and ruled lines as lines and tables in reading order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.readers.layout import Piece, join_rows
from ingest.readers.pdf_columns import Column, find_columns
from ingest.readers.pdf_open_tables import find_open_tables
from ingest.readers.pdf_page import Box, Glyph, PageContent
from ingest.readers.pdf_paragraphs import Block, LinePlace, find_furniture, find_margins
from ingest.readers.pdf_tables import Table, find_tables
from ingest.readers.pdf_words import join_glyphs, join_leaders

_SMALL = 0.88  # of the body's size: notes are set at least one size smaller
_NOTE = re.compile(r"[①-⑳*＊]|[\[〔(（]?\d{1,2}[\]〕)）]?\s?(?=[^\d.、．])|注\s?\d{0,2}\s?[:：]")
_SHOWN = 100  # characters of footnotes that the report repeats
_FEWEST_LINES = 6  # of which a page shows its margins


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Each page's lines and tables in reading order, and the lines that stay out of the text."""

    pages: list[list[Block]]
    furniture: tuple[str, ...]  # headers, footers and page numbers
    footnotes: tuple[str, ...]


def lay_out_pages(pages: Sequence[PageContent], skipped: Sequence[int] = ()) -> LaidOut:
    """The pages, those of the indices `skipped` empty. Measures are points."""
    found: list[tuple[tuple[Table, ...], tuple[Glyph, ...]]] = []
    for drawn in pages:
        above = found[-1][0] if found else ()
        ruled, rest = find_tables(drawn.rules, drawn.glyphs, above[-1].columns if above else ())
        ranged, rest = find_open_tables(drawn.rules, rest)
        found.append((tuple(sorted((*ruled, *ranged), key=lambda table: table.box.top)), rest))
    runs = [join_leaders(join_glyphs(rest)) for _, rest in found]
    rows = [join_rows(pieces) for pieces in runs]
    furniture = find_furniture(rows, [page.height for page in pages])
    columns: list[tuple[Column, ...]] = []
    gutter: float | None = None
    footnotes: list[str] = []
    for number, pieces in enumerate(runs):
        edges = [line for page, line in furniture if page == number]
        kept = [run for run in pieces if not any(_is_within(run, line) for line in edges)]
        kept, notes = _part_footnotes(kept, pages[number])
        footnotes += [line.text for line in notes]
        columns.append(() if number in skipped else find_columns(kept, gutter))
        gutter = next((column.gutter for column in reversed(columns[-1])), None)
    margins = _find_common_margins(columns)
    laid: list[list[Block]] = []
    for number, page in enumerate(columns):
        blocks: list[Block] = []
        for column in page:
            left, right = find_margins(column.lines)
            if column.is_whole_width and len(column.lines) < _FEWEST_LINES:
                left, right = margins or _find_sides(page)
            blocks += [LinePlace(line, left, right, number) for line in column.lines]
        for table in found[number][0]:
            below = (
                index
                for index, block in enumerate(blocks)
                if isinstance(block, LinePlace) and block.piece.middle > table.box.top
            )
            blocks.insert(next(below, len(blocks)), table)
        laid.append(blocks)
    left_out = sorted(furniture, key=lambda one: (one[0], one[1].top))
    return LaidOut(laid, tuple(line.text for _, line in left_out), tuple(footnotes))


def _part_footnotes(runs: Sequence[Piece], page: PageContent) -> tuple[list[Piece], list[Piece]]:
    """The runs without the notes at the page's foot: small lines below a short rule, or whose mark
    stands in the text above."""
    lines = sorted(join_rows(runs), key=lambda line: line.middle)
    if len(lines) < _FEWEST_LINES:
        return list(runs), []
    low = [line for line in lines if line.top > 0.4 * page.height]
    ruled = [line for line in low if any(_parts_notes(rule, line, page) for rule in page.rules)]
    if ruled and _NOTE.match(ruled[0].text):
        notes = [line for line in lines if line.middle >= ruled[0].middle]
        return [run for run in runs if run.middle < ruled[0].top], notes
    size = median(line.height for line in lines)
    first = len(lines)
    while first and lines[first - 1].height < _SMALL * size:
        first -= 1
    while first < len(lines) and not _NOTE.match(lines[first].text):
        first += 1
    notes = lines[first:]
    above = "".join(line.text[1:] for line in lines[:first])
    is_told = bool(notes) and notes[0].text[0] in above and not notes[0].text[0].isdecimal()
    if not is_told or notes[0].top < 0.5 * page.height:
        return list(runs), []
    return [run for run in runs if run.middle < notes[0].top], notes


def _parts_notes(rule: Box, note: Piece, page: PageContent) -> bool:
    """Whether the rule is a short one at the left above the line."""
    gap, share = note.top - rule.bottom, (rule.right - rule.left) / page.width
    return -1 < gap < 3 * note.height and 0.05 < share < 0.45 and abs(rule.left - note.left) < 30


def _is_within(run: Piece, line: Piece) -> bool:
    return abs(run.middle - line.middle) < 0.5 * line.height and (
        line.left - 1 <= run.left and run.right <= line.right + 1
    )


def _find_common_margins(pages: Sequence[Sequence[Column]]) -> tuple[float, float] | None:
    """The margins of most pages, for those with too few lines to show their own."""
    found = [
        find_margins(column.lines)
        for page in pages
        for column in page
        if column.is_whole_width and len(column.lines) >= _FEWEST_LINES
    ]
    if not found:
        return None
    return median(left for left, _ in found), median(right for _, right in found)


def _find_sides(page: Sequence[Column]) -> tuple[float, float]:
    lines = [line for column in page for line in column.lines]
    return (
        min((line.left for line in lines), default=0.0),
        max((line.right for line in lines), default=0.0),
    )


def tell_furniture(whole: LaidOut) -> Iterator[str]:
    """Chinese notes on the lines that stay out of the text."""
    if whole.furniture:
        yield f"页码、页眉页脚 {len(whole.furniture)} 行未收入"
    if whole.footnotes:
        shown = "".join(whole.footnotes)
        more = "…" if len(shown) > _SHOWN else ""
        yield f"脚注 {len(shown)} 字未收入：“{shown[:_SHOWN]}{more}”"
