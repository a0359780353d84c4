"""Tables on a PDF page that have ruled lines between rows and none between columns.

Statistics are printed with three lines (三线表), web pages with one below each row.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingest.readers.html_tables import TableCell
from ingest.readers.layout import Piece, join_rows
from ingest.readers.pdf_page import Box, Glyph
from ingest.readers.pdf_tables import Table
from ingest.readers.pdf_words import join_glyphs

_NEAR = 4.0  # points; lines of one table begin and end nearer to each other
_SHORTEST = 100.0  # points
_FEWEST_LINES, _FEWEST_ROWS, _MOST_COLUMNS = 3, 3, 20
_GAP = 0.8  # heights between columns, on all rows
_MOST_LINES = 500


def find_open_tables(
    rules: Sequence[Box], glyphs: Sequence[Glyph]
) -> tuple[tuple[Table, ...], tuple[Glyph, ...]]:
    """The tables from top to bottom, and the glyphs that are in none."""
    tables: list[Table] = []
    rest = list(glyphs)
    for lines in _group_lines(_join_lines(rules)):
        left, right = lines[0].left - _NEAR, lines[0].right + _NEAR
        inside = [g for g in rest if left < g.left and g.right < right]
        top = _find_top(lines, inside)
        inside = [g for g in inside if top <= (g.top + g.bottom) / 2 <= lines[-1].top]
        table = _read_table(lines, top, inside)
        if table is not None:
            taken = {id(glyph) for glyph in inside}
            rest = [glyph for glyph in rest if id(glyph) not in taken]
            tables.append(table)
    return tuple(sorted(tables, key=lambda table: table.box.top)), tuple(rest)


def _join_lines(rules: Sequence[Box]) -> list[Box]:
    """Level lines, those that follow each other at one height as one."""
    level = [rule for rule in rules if rule.right - rule.left > rule.bottom - rule.top]
    lines: list[Box] = []
    for rule in sorted(level, key=lambda rule: (round(rule.top), rule.left)):
        last = lines[-1] if lines else None
        if last and abs(last.top - rule.top) < 1.5 and rule.left - last.right < _NEAR:
            lines[-1] = Box(last.left, last.top, max(last.right, rule.right), last.bottom)
        else:
            lines.append(rule)
    return [line for line in lines if line.right - line.left > _SHORTEST][:_MOST_LINES]


def _group_lines(lines: Sequence[Box]) -> list[list[Box]]:
    groups: list[list[Box]] = []
    for line in sorted(lines, key=lambda line: line.top):
        for group in groups:
            if abs(group[0].left - line.left) < _NEAR and abs(group[0].right - line.right) < _NEAR:
                group.append(line)
                break
        else:
            groups.append([line])
    return [group for group in groups if len(group) >= _FEWEST_LINES]


def _find_top(lines: Sequence[Box], glyphs: Sequence[Glyph]) -> float:
    """Where the table begins: at its first line, or above the header that stands on it."""
    first = lines[0].top
    height = median([g.bottom - g.top for g in glyphs] or [0.0])
    near = [g for g in glyphs if 0 < first - (g.top + g.bottom) / 2 < 1.8 * height]
    between = any(first < (g.top + g.bottom) / 2 < lines[1].top for g in glyphs)
    is_header = between and len(lines) > _FEWEST_LINES and len(join_glyphs(near)) > 1
    return first - 1.8 * height if is_header else first


def _read_table(lines: Sequence[Box], top: float, glyphs: Sequence[Glyph]) -> Table | None:
    runs = join_glyphs(glyphs)
    columns = _find_columns(runs)
    if not 2 <= len(columns) <= _MOST_COLUMNS:
        return None
    # All that is inside stands in a row, also words that touch the first line or the last.
    starts = [float("-inf"), *(line.top for line in lines[:-1] if line.top > top), float("inf")]
    rows: list[list[str]] = []
    for start, end in pairwise(starts):
        band = [run for run in runs if start <= run.middle < end]
        rows += _read_band(band, columns, is_row=len(lines) > _FEWEST_LINES)
    filled = [row for row in rows if sum(map(bool, row)) > 1]
    cells = [cell for row in rows for cell in row if cell]
    prose = sum("，" in cell or "。" in cell for cell in cells)
    if len(rows) < _FEWEST_ROWS or len(filled) < 0.6 * len(rows):
        return None
    if len(lines) == _FEWEST_LINES and prose > 0.3 * len(cells):
        return None  # columns of text between the lines of a page's head and foot
    box = Box(lines[0].left, top, lines[0].right, lines[-1].bottom)
    made = tuple(tuple(TableCell((cell,) if cell else ()) for cell in row) for row in rows)
    return Table(box, (box.left, *columns[1:], box.right), made)


def _find_columns(runs: Sequence[Piece]) -> list[float]:
    """Where each column begins: behind a gap that no row fills."""
    ordered = sorted(runs, key=lambda run: run.left)
    if not ordered:
        return []
    gap = _GAP * median(run.height for run in ordered)
    columns, reached = [ordered[0].left], ordered[0].right
    for run in ordered[1:]:
        if run.left - reached > gap:
            columns.append((run.left + reached) / 2)
        reached = max(reached, run.right)
    return columns


def _read_band(runs: Sequence[Piece], columns: Sequence[float], is_row: bool) -> list[list[str]]:
    """The rows between two lines: one, or one per line of words that fills the first column."""
    lines = join_rows(runs)
    beside: list[list[Piece]] = [[] for _ in lines]
    for run in runs:
        near = min(range(len(lines)), key=lambda at: abs(lines[at].middle - run.middle))
        beside[near].append(run)
    rows: list[list[str]] = []
    for words in beside:
        cells: list[list[Piece]] = [[] for _ in columns]
        for run in words:
            cells[max(bisect_right(columns, run.left + 1) - 1, 0)].append(run)
        row = [" ".join(piece.text for piece in join_rows(cell)) for cell in cells]
        if rows and (is_row or not row[0]):
            rows[-1] = [one + more for one, more in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
    return rows
