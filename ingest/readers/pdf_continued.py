"""A table that goes on over a page break: repeated headers, torn rows, merged cells."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.clean import ends_sentence, fold
from ingest.readers.html_tables import TableCell
from ingest.readers.pdf_tables import Table, are_near

_Placed = list[tuple[int, TableCell]]  # a row's own cells with their first columns


def goes_on(above: Table, below: Table) -> bool:
    """Whether the columns of a table at a page's top are those of the one before."""
    return are_near(above.columns, below.columns)


def drop_header(table: Table, first: Table) -> Table:
    """The part of a table on a further page without its header, printed there again."""
    rows, heads = (
        [["".join(cell.lines) for cell in row] for row in t.rows] for t in (table, first)
    )
    same = 0
    while same < min(len(rows), len(heads), 3) and rows[same] == heads[same]:
        same += 1
    return replace(table, rows=table.rows[same:])


def mend(above: Table, below: Table) -> tuple[Table, Table]:
    """Both parts: a row that the page break tore is whole in the first, a cell that was merged
    over the break has its words in both."""
    if not above.rows or not below.rows:
        return above, below
    upper, lower = _locate(above.rows), _locate(below.rows)
    bottom = {start: cell for row in upper for start, cell in row}
    last = dict(upper[-1])
    if _is_torn(last, dict(lower[0]), above.full):
        words = {start: cell.lines for start, cell in lower[0]}
        upper[-1] = [(start, _add(cell, words.get(start, ()))) for start, cell in upper[-1]]
        merged = [(start, replace(cell, rows=cell.rows - 1)) for start, cell in lower[0]]
        rest = lower[1] if len(lower) > 1 else []
        carried = [(start, cell) for start, cell in merged if cell.rows > 0]
        lower = [sorted([*rest, *carried], key=lambda one: one[0]), *lower[2:]] if rest else []
    if lower:
        lower[0] = _fill_merged(lower[0], bottom, last)
    return replace(above, rows=_drop_places(upper)), replace(below, rows=_drop_places(lower))


def _locate(rows: Sequence[Sequence[TableCell]]) -> list[_Placed]:
    covered: dict[int, int] = {}  # column → rows that a cell above still covers
    placed: list[_Placed] = []
    for row in rows:
        column = 0
        here: _Placed = []
        taken = {at for at, left in covered.items() if left > 0}
        covered = {at: left - 1 for at, left in covered.items() if left > 1}
        for cell in row:
            while column in taken:
                column += 1
            here.append((column, cell))
            for at in range(column, column + cell.columns):
                if cell.rows > 1:
                    covered[at] = cell.rows - 1
            column += cell.columns
        placed.append(here)
    return placed


def _is_torn(
    upper: dict[int, TableCell], lower: dict[int, TableCell], full: frozenset[int]
) -> bool:
    """Whether the lower row goes on in some cells, below full lines, and is empty in the others.

    Where it goes on after a sentence, the first cell must be one that a row of its own would fill.
    """
    going = [start for start, cell in lower.items() if cell.lines]
    if not going or len(going) == len(lower):
        return False
    first = upper.get(0)
    is_numbered = first is not None and bool(first.lines) and 0 not in going
    return all(
        start in full
        and start in upper
        and upper[start].columns == lower[start].columns
        and (is_numbered or not ends_sentence(fold("".join(upper[start].lines))))
        for start in going
    )


def _add(cell: TableCell, lines: Sequence[str]) -> TableCell:
    return replace(cell, lines=("".join((*cell.lines, *lines)),)) if lines else cell


def _fill_merged(row: _Placed, bottom: dict[int, TableCell], last: dict[int, TableCell]) -> _Placed:
    if not any(cell.lines for _, cell in row):
        return row
    filled = []
    for start, cell in row:
        above = bottom.get(start)
        is_merged = above is not None and above.columns == cell.columns and (
            cell.rows > 1 or start not in last or above.rows > 1
        )  # fmt: skip
        if above is not None and is_merged and not cell.lines:
            cell = replace(cell, lines=above.lines)
        filled.append((start, cell))
    return filled


def _drop_places(rows: Sequence[_Placed]) -> tuple[tuple[TableCell, ...], ...]:
    return tuple(tuple(cell for _, cell in row) for row in rows)
