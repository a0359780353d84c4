"""Ruled tables on a PDF page: the grid that the lines draw, and the words in its cells."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.html_tables import TableCell
from ingest.readers.layout import join_rows
from ingest.readers.pdf_page import Box, Glyph
from ingest.readers.pdf_words import join_glyphs

_NEAR = 3.0  # points; ruled lines that are meant to meet miss each other by less
# Heights that a full line leaves free at most: a comma goes to the next line with its word, and
# cells have margins.
_WRAPPED = 2.7
_MOST_RULES = 5000
_MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page."""

    box: Box
    columns: tuple[float, ...]  # x of the lines between columns, both sides included
    rows: tuple[tuple[TableCell, ...], ...]
    full: frozenset[int] = frozenset()  # columns where words of the last row reach the right side


@dataclass(frozen=True, slots=True)
class _Rule:
    """A line along x at y (or along y at x): `at` across, from `start` to `end` along."""

    at: float
    start: float
    end: float


def find_tables(
    rules: Sequence[Box], glyphs: Sequence[Glyph], above: Sequence[float] = ()
) -> tuple[tuple[Table, ...], tuple[Glyph, ...]]:
    """The tables from top to bottom, and the glyphs that are in none.

    `above` are the columns of the last table on the page before, of which a single row may follow.
    """
    if not 4 <= len(rules) <= _MOST_RULES:
        return (), tuple(glyphs)
    level, upright = _sort_rules(rules)
    tables = []
    rest = list(glyphs)
    for rows, columns in _find_grids(level, upright):
        ys, xs = _gather([rule.at for rule in rows]), _gather([rule.at for rule in columns])
        fewest = 2 if are_near(xs, above) else 3
        if len(xs) < 3 or len(ys) < fewest or len(xs) * len(ys) > _MOST_CELLS:
            continue
        inside = [g for g in rest if _is_inside(g, xs, ys)]
        cells = _find_cells(xs, ys, rows, columns)
        filled = _fill_cells(cells, xs, ys, inside)
        if sum(bool(cell.lines) for row in filled for cell in row) < fewest - 1:
            continue
        rest = [g for g in rest if not _is_inside(g, xs, ys)]
        full = _find_full(xs, ys[-2], cells, len(ys) - 2, inside)
        tables.append(Table(Box(xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), filled, full))
    return tuple(sorted(tables, key=lambda table: table.box.top)), tuple(rest)


def are_near(xs: Sequence[float], others: Sequence[float]) -> bool:
    """Whether both are the same lines between columns."""
    return len(xs) == len(others) and all(
        abs(one - other) < _NEAR for one, other in zip(xs, others, strict=True)
    )


def _sort_rules(rules: Sequence[Box]) -> tuple[list[_Rule], list[_Rule]]:
    level, upright = [], []
    for box in rules:
        width, height = box.right - box.left, box.bottom - box.top
        if width >= height and width > _NEAR:
            level.append(_Rule((box.top + box.bottom) / 2, box.left, box.right))
        elif height > _NEAR:
            upright.append(_Rule((box.left + box.right) / 2, box.top, box.bottom))
    return level, upright


def _find_grids(
    level: Sequence[_Rule], upright: Sequence[_Rule]
) -> list[tuple[list[_Rule], list[_Rule]]]:
    """Lines that cross or touch each other, directly or through others."""
    group = list(range(len(level) + len(upright)))

    def find(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    by_height = sorted(range(len(level)), key=lambda index: level[index].at)
    heights = [level[index].at for index in by_height]
    for number, rule in enumerate(upright, start=len(level)):
        first = bisect_left(heights, rule.start - _NEAR)
        last = bisect_right(heights, rule.end + _NEAR)
        for index in by_height[first:last]:
            if level[index].start - _NEAR <= rule.at <= level[index].end + _NEAR:
                group[find(index)] = find(number)
    grids: dict[int, tuple[list[_Rule], list[_Rule]]] = {}
    for number, rule in enumerate([*level, *upright]):
        lines = grids.setdefault(find(number), ([], []))
        lines[number >= len(level)].append(rule)
    return list(grids.values())


def _gather(places: Sequence[float]) -> list[float]:
    gathered: list[float] = []
    for place in sorted(places):
        if not gathered or place - gathered[-1] > _NEAR:
            gathered.append(place)
    return gathered


def _is_inside(glyph: Glyph, xs: Sequence[float], ys: Sequence[float]) -> bool:
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    return xs[0] < x < xs[-1] and ys[0] < y < ys[-1]


def _find_cells(
    xs: Sequence[float], ys: Sequence[float], level: Sequence[_Rule], upright: Sequence[_Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Per place of the grid, as (row, column), the first place of the cell that covers it."""
    below = {
        (row, column)
        for row, column in _list_edges(ys, xs, level)
    }  # fmt: skip
    beside = {(row, column) for column, row in _list_edges(xs, ys, upright)}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in owner:
                continue
            right = column
            while (right + 1 < len(xs) - 1 and (row, right + 1) not in beside
                   and (row, right + 1) not in owner):  # fmt: skip
                right += 1
            low = row
            while low + 1 < len(ys) - 1 and all(
                (low + 1, place) not in below and (low + 1, place) not in owner
                for place in range(column, right + 1)
            ):
                low += 1
            for r in range(row, low + 1):
                for c in range(column, right + 1):
                    owner[r, c] = (row, column)
    return owner


def _list_edges(
    across: Sequence[float], along: Sequence[float], rules: Sequence[_Rule]
) -> set[tuple[int, int]]:
    """(index of the line across, index of the place along) of every drawn side of a place."""
    edges = set()
    for rule in rules:
        index = bisect_left(across, rule.at - _NEAR)
        if index == len(across) or abs(across[index] - rule.at) > _NEAR + 0.1:
            continue
        first = max(bisect_left(along, rule.start - _NEAR) - 1, 0)
        for place in range(first, len(along) - 1):
            middle = (along[place] + along[place + 1]) / 2
            if middle > rule.end:
                break
            if middle >= rule.start:
                edges.add((index, place))
    return edges


def _fill_cells(
    owner: dict[tuple[int, int], tuple[int, int]],
    xs: Sequence[float],
    ys: Sequence[float],
    glyphs: Sequence[Glyph],
) -> tuple[tuple[TableCell, ...], ...]:
    words: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        row = bisect_right(ys, (glyph.top + glyph.bottom) / 2) - 1
        column = bisect_right(xs, (glyph.left + glyph.right) / 2) - 1
        words.setdefault(owner[row, column], []).append(glyph)
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for (row, column), first in owner.items():
        low, right = spans.get(first, (row, column))
        spans[first] = max(low, row), max(right, column)
    rows = []
    for row in range(len(ys) - 1):
        cells = []
        for column in range(len(xs) - 1):
            if owner[row, column] != (row, column):
                continue
            low, right = spans[row, column]
            lines = _join_cell(words.get((row, column), ()))
            cells.append(TableCell(lines, right - column + 1, low - row + 1))
        rows.append(tuple(cells))
    return tuple(rows)


def _find_full(
    xs: Sequence[float],
    top: float,
    owner: dict[tuple[int, int], tuple[int, int]],
    row: int,
    glyphs: Sequence[Glyph],
) -> frozenset[int]:
    """The columns where cells of the last row, which begins at `top`, end in a full line."""
    full = set()
    for column in range(len(xs) - 1):
        if owner[row, column] != (row, column):
            continue
        end = column
        while end + 1 < len(xs) - 1 and owner[row, end + 1] == (row, column):
            end += 1
        left, right = xs[column], xs[end + 1]
        words = [g for g in glyphs if g.top > top - _NEAR and left < (g.left + g.right) / 2 < right]
        low = max((g.bottom for g in words), default=0.0)
        line = [g for g in words if g.bottom > low - 0.5 * (g.bottom - g.top)]
        edge = max(line, key=lambda g: g.right, default=None)
        if edge is not None and right - edge.right < _WRAPPED * (edge.bottom - edge.top):
            full.add(column)
    return frozenset(full)


def _join_cell(glyphs: Sequence[Glyph]) -> tuple[str, ...]:
    """The cell's words as one line: its narrow lines break wherever they are full."""
    text = ""
    for row in join_rows(join_glyphs(glyphs)):
        apart = text[-1:].isascii() and text[-1:].isalnum() and row.text[:1].isascii()
        apart = apart and row.text[:1].isalpha()
        text += f" {row.text}" if apart else row.text
    return (text,) if text else ()
