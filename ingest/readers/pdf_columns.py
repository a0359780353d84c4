"""The lines of a PDF page in reading order, column by column."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.layout import Piece, join_rows

_STEP = 2.0  # points between the places where a gap between columns is looked for
_FEWEST_LINES = 4  # in each of two columns
_HEADING_GAP = 1.2  # heights; lines of a paragraph are less apart
_LEAST_WIDTH = 8  # heights: narrower columns are a list of names and numbers


@dataclass(frozen=True, slots=True)
class Column:
    """Lines that follow each other in one column; a page of one column is one of these."""

    lines: tuple[Piece, ...]
    is_whole_width: bool
    gutter: float | None = None  # x that parts it from the column beside it


def find_columns(runs: Sequence[Piece], known: float | None = None) -> tuple[Column, ...]:
    """The page's columns in reading order; lines across all columns part those above and below.

    `known` is the gutter of the page before, whose columns may go on for a few lines.
    """
    if known is not None:
        bands = _cut_bands(runs, known)
        left, right = _part(bands[0], known) if bands else ((), ())
        if left and len(left) + len(right) == len(bands[0]) and _are_columns(left, right, 2):
            left, below = _part_heading(left, right) if len(bands) > 1 else (left, [])
            rest = (*below, *(run for band in bands[1:] for run in band))
            return (*_split_both(left, right, known, 0), *(_split(rest, 0) if rest else ()))
    return tuple(_split(tuple(runs), 0))


def _split(runs: tuple[Piece, ...], depth: int) -> list[Column]:
    gutter = _find_gutter(runs) if depth < 3 else None
    if gutter is None:
        return [Column(join_rows(runs), depth == 0)]
    found: list[Column] = []
    across: list[Piece] = []
    bands = _cut_bands(runs, gutter)
    for number, band in enumerate(bands):
        left, right = _part(band, gutter)
        if len(left) + len(right) < len(band) or not _are_columns(left, right, _FEWEST_LINES):
            across += band
            continue
        if across:
            found.append(Column(join_rows(across), depth == 0))
            across = []
        if number + 1 < len(bands):
            left, across = _part_heading(left, right)
        found += _split_both(left, right, gutter, depth)
    if across:
        found.append(Column(join_rows(across), depth == 0))
    return found


def _part(band: Sequence[Piece], gutter: float) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    left = tuple(run for run in band if run.right <= gutter)
    return left, tuple(run for run in band if run.left >= gutter)


def _split_both(
    left: tuple[Piece, ...], right: tuple[Piece, ...], gutter: float, depth: int
) -> list[Column]:
    columns = (*_split(left, depth + 1), *_split(right, depth + 1))
    return [Column(column.lines, False, gutter) for column in columns]


def _part_heading(
    left: Sequence[Piece], right: Sequence[Piece]
) -> tuple[tuple[Piece, ...], list[Piece]]:
    """The left column, and the short lines below both that head what stands across them."""
    bottom = max(run.bottom for run in right)
    widest = max(run.right - run.left for run in left)
    ordered = sorted(left, key=lambda run: run.middle)
    for index in range(1, len(ordered)):
        run, above = ordered[index], ordered[index - 1]
        rest = ordered[index:]
        is_apart = run.top > bottom and run.top - above.bottom > _HEADING_GAP * above.height
        if is_apart and all(one.right - one.left < 0.8 * widest for one in rest):
            return tuple(ordered[:index]), rest
    return tuple(left), []


def _find_gutter(runs: Sequence[Piece]) -> float | None:
    """The x that parts the page's runs and that the fewest of them cross."""
    if len(runs) < 2 * _FEWEST_LINES:
        return None
    low, high = min(run.left for run in runs), max(run.right for run in runs)
    places = int((high - low) / _STEP) + 2
    if places > 5000:
        return None
    changes = [0] * (places + 1)
    for run in runs:
        changes[int((run.left - low) / _STEP)] += 1
        changes[int((run.right - low) / _STEP) + 1] -= 1
    crossing = 0
    best: tuple[int, int, int] | None = None  # runs crossing, minus width, first place
    first = 0
    counts = []
    for place in range(places):
        crossing += changes[place]
        counts.append(crossing)
    for place in range(1, places):
        if counts[place] != counts[place - 1]:
            first = place
        inner = 0.15 * places < (first + place) / 2 < 0.85 * places
        if inner and (best is None or (counts[place], first - place) < best[:2]):
            best = counts[place], first - place, first
    if best is None or best[0] > 0.15 * len(runs):
        return None
    return low + (best[2] - best[1] / 2) * _STEP


def _cut_bands(runs: Sequence[Piece], gutter: float) -> list[list[Piece]]:
    """The runs from top to bottom, cut around every stretch that crosses the gap."""
    bands: list[list[Piece]] = []
    crossed = False
    for run in sorted(runs, key=lambda run: run.middle):
        crosses = run.left < gutter < run.right
        if not bands or crosses != crossed:
            bands.append([])
        bands[-1].append(run)
        crossed = crosses
    return bands


def _are_columns(left: Sequence[Piece], right: Sequence[Piece], fewest: int) -> bool:
    if min(len(left), len(right)) < fewest:
        return False
    top = max(min(run.top for run in side) for side in (left, right))
    bottom = min(max(run.bottom for run in side) for side in (left, right))
    for side in (left, right):
        beside = [run for run in side if top <= run.middle <= bottom]
        height = sum(run.height for run in beside)
        if len(beside) < fewest or sum(r.right - r.left for r in beside) < (_LEAST_WIDTH * height):
            return False
    return True
