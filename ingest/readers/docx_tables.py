"""A table's rows as lines of text that keep their column names."""

import re
from collections import Counter
from dataclasses import dataclass

_LABEL = re.compile(r"[^\d。；;，]{1,14}")  # of a form: 来文单位
_LONGEST_COLUMN_NAME = 24  # a longer cell in the first row is a sentence: no header


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the file holds it."""

    lines: tuple[str, ...]
    width: int = 1  # columns that it spans
    goes_on: bool = False  # carries on the cell above (merged downwards)
    is_header: bool = False

    @property
    def words(self) -> str:
        """All its lines as one."""
        return " ".join(line.strip().replace("\n", " ") for line in self.lines)


def format_table(rows: tuple[tuple[Cell, ...], ...]) -> list[str]:
    """One line per row: `列名：值；列名：值`; a table used for layout gives its cells' lines.

    A cell merged over several columns is written once; one merged over several rows is written
    in each of them, so that every row can be read and cited alone. Column names that come again
    below are written nowhere but in the rows.
    """
    rows = tuple(row for row in rows if any(cell.words or cell.goes_on for cell in row))
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return [line for row in rows for cell in row for line in cell.lines]
    captions: list[str] = []
    while len(rows) > 2 and len(rows[0]) == 1 and not rows[0][0].is_header:
        captions.extend(rows[0][0].lines)
        rows = rows[1:]
    grids = _fill_merged(rows)
    if _is_form(rows, grids):
        return captions + [line for grid in grids if (line := _format_pairs(grid))]
    depth = _count_header_rows(rows)
    if depth == 0:
        return captions + ["；".join(_drop_repeats(grid)) for grid in grids]
    names = _join_names(grids[:depth])
    told = [grid for grid in grids[depth:] if not _repeats(names, grid)]
    return captions + [line for grid in told if (line := _format_row(names, grid))]


def _repeats(names: list[str], grid: list[tuple[int, str]]) -> bool:
    """Whether a row gives the columns' names once more, as on a table's next page."""
    return [words.replace(" ", "") for _, words in grid] == names


def _fill_merged(rows: tuple[tuple[Cell, ...], ...]) -> list[list[tuple[int, str]]]:
    """Per row and column: which cell (by a number of its own) covers it, and its words."""
    columns = max(sum(cell.width for cell in row) for row in rows)
    grids: list[list[tuple[int, str]]] = []
    number = 0
    for row in rows:
        grid: list[tuple[int, str]] = []
        for cell in row:
            number += 1
            words = cell.words
            if cell.goes_on and grids and len(grid) < len(grids[-1]):
                words = grids[-1][len(grid)][1]
            grid.extend([(number, words)] * cell.width)
        number += 1
        grid.extend([(number, "")] * (columns - len(grid)))
        grids.append(grid[:columns])
    return grids


def _is_form(rows: tuple[tuple[Cell, ...], ...], grids: list[list[tuple[int, str]]]) -> bool:
    """Whether names and what is filled in stand beside each other, in rows cut differently.

    A table with a header is cut alike in most of its rows, and into more than name and value.
    """
    if len(rows) < 3 or any(cell.is_header for row in rows for cell in row):
        return False
    shapes = [tuple(cell.width for cell in row) for row in rows]
    most, count = Counter(shapes).most_common(1)[0]
    if count * 2 > len(rows) and (most == shapes[0] or len(most) > 2):
        return False
    names = [words for grid in grids for words in list(dict(grid).values())[::2] if words]
    return sum(_LABEL.fullmatch(words) is not None for words in names) >= 0.8 * len(names)


def _format_pairs(grid: list[tuple[int, str]]) -> str:
    words = list(dict(grid).values())
    pairs = [*zip(words[::2], words[1::2], strict=False)]
    pairs += [(words[-1], "")] if len(words) % 2 else []
    named = [(name.replace(" ", ""), value) for name, value in pairs]
    return "；".join("：".join(filter(None, pair)) for pair in named if any(pair))


def _count_header_rows(rows: tuple[tuple[Cell, ...], ...]) -> int:
    marked = 0
    for row in rows[:-1]:
        if not row or not all(cell.is_header for cell in row):
            break
        marked += 1
    if marked:
        return marked
    first = [cell.words for cell in rows[0]]
    named = [words for words in first if words]
    if len(named) < max(2, len(first) - 1) or len(set(named)) < len(named):
        return 0
    if any(len(words) > _LONGEST_COLUMN_NAME or words[-1] in "。；" for words in named):
        return 0
    # Column names that are merged over columns or rows go on in the second row.
    goes_on = any(cell.goes_on for cell in rows[1]) and any(cell.width > 1 for cell in rows[0])
    return 2 if goes_on and len(rows) > 2 else 1


def _join_names(grids: list[list[tuple[int, str]]]) -> list[str]:
    names = []
    for column in range(len(grids[0])):
        parts: list[str] = []
        for grid in grids:
            words = grid[column][1].replace(" ", "")
            if words and words not in parts:
                parts.append(words)
        names.append("·".join(parts))
    return names


def _format_row(names: list[str], grid: list[tuple[int, str]]) -> str:
    parts = []
    column = 0
    while column < len(grid):
        end = column + 1
        while end < len(grid) and grid[end][0] == grid[column][0]:
            end += 1
        words = grid[column][1]
        if words:
            name = "、".join(dict.fromkeys(name for name in names[column:end] if name))
            parts.append(f"{name}：{words}" if name else words)
        column = end
    return "；".join(parts)


def _drop_repeats(grid: list[tuple[int, str]]) -> list[str]:
    return [words for words in dict(grid).values() if words]
