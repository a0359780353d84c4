"""Tables given as cells that span rows and columns, as lines that keep their column names."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.docx_tables import Cell, format_table

MAX_SPAN = 200


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell with the rows and columns that it covers."""

    lines: tuple[str, ...]
    columns: int = 1
    rows: int = 1
    is_header: bool = False


def lay_out_table(rows: Sequence[Sequence[TableCell]]) -> list[str]:
    """One line per row; a table of `名称：` and value beside each other gives those pairs.

    >>> lay_out_table([[TableCell(("年级",)), TableCell(("人数",))],
    ...                [TableCell(("一",), rows=2), TableCell(("40",))], [TableCell(("45",))]])
    ['年级：一；人数：40', '年级：一；人数：45']
    >>> lay_out_table([[TableCell(("索引号：",)), TableCell(("1-2",))],
    ...                [TableCell(("文号：",)), TableCell(())]])
    ['索引号：1-2', '文号：']
    """
    if _is_pairs(rows):
        return [line for row in rows for line in _join_pairs(row)]
    covered: dict[int, tuple[int, int]] = {}  # first column of a cell above → rows left, width
    grid = []
    for row in rows:
        cells: list[Cell] = []
        column = 0
        waiting = list(reversed(row))
        while waiting or column in covered:
            if column in covered:
                left, width = covered.pop(column)
                if left > 1:
                    covered[column] = left - 1, width
                cells.append(Cell((), width, goes_on=True))
            else:
                cell = waiting.pop()
                width = max(cell.columns, 1)
                if cell.rows > 1:
                    covered[column] = cell.rows - 1, width
                cells.append(Cell(cell.lines, width, is_header=cell.is_header))
            column += width
        # A row without any cell of its own carries nothing on.
        if row:
            grid.append(tuple(cells))
    return format_table(tuple(grid))


def _is_pairs(rows: Sequence[Sequence[TableCell]]) -> bool:
    words = [cell.lines[-1].rstrip() for row in rows for cell in row if cell.lines]
    labels = sum(word.endswith(("：", ":")) for word in words)
    return labels * 2 >= len(words) > 0


def _join_pairs(row: Sequence[TableCell]) -> list[str]:
    lines: list[str] = []
    for cell in row:
        words = " ".join(cell.lines).strip()
        if lines and lines[-1].endswith(("：", ":")) and not words.endswith(("：", ":")):
            lines[-1] += words
        elif words:
            lines.append(words)
    return lines
