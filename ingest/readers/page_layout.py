"""Pages of placed characters and ruled lines as lines and tables in reading order."""

from collections.abc import Sequence
from statistics import median

from ingest.readers.layout import Piece, join_rows
from ingest.readers.pdf_columns import Column, find_columns
from ingest.readers.pdf_page import PageContent
from ingest.readers.pdf_paragraphs import Block, LinePlace, find_furniture, find_margins
from ingest.readers.pdf_tables import find_tables
from ingest.readers.pdf_words import join_glyphs, join_leaders

_FEWEST_LINES = 6  # of which a page shows its margins


def lay_out_pages(
    pages: Sequence[PageContent], skipped: Sequence[int] = ()
) -> tuple[list[list[Block]], tuple[str, ...]]:
    """Each page's lines and tables, and the lines left out as headers, footers and page numbers.

    Pages of the indices `skipped` give none. Measures are points.
    """
    found = [find_tables(page.rules, page.glyphs) for page in pages]
    runs = [join_leaders(join_glyphs(rest)) for _, rest in found]
    rows = [join_rows(pieces) for pieces in runs]
    furniture = find_furniture(rows, [page.height for page in pages])
    columns: list[tuple[Column, ...]] = []
    gutter: float | None = None
    for number, pieces in enumerate(runs):
        edges = [line for page, line in furniture if page == number]
        kept = [run for run in pieces if not any(_is_within(run, line) for line in edges)]
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
    return laid, tuple(line.text for _, line in left_out)


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
