"""Characters of a PDF page put together into runs of words on one line."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median

from ingest.readers.layout import Piece
from ingest.readers.pdf_page import Glyph
from ingest.readers.raised import SUBSCRIPTS, SUPERSCRIPTS

_LEADER = re.compile(r"[.…·．]{4,}")
_ROW = 4.0  # points: the middles of a line's characters differ by less


def join_glyphs(glyphs: Sequence[Glyph]) -> tuple[Piece, ...]:
    """Runs of characters that stand directly beside each other, in the file's order."""
    runs: list[Piece] = []
    run: list[Glyph] = []
    kept = _drop_doubles(glyphs)
    rows = _sort_into_rows(kept)
    for glyph in kept:
        if run and (not _is_next(run[-1], glyph) or _is_filled(rows, run[-1], glyph)):
            runs += _make_piece(run)
            run = []
        run.append(glyph)
    runs += _make_piece(run)
    return tuple(runs)


def join_leaders(runs: Sequence[Piece]) -> tuple[Piece, ...]:
    """The runs with those of dots (……… 3) joined to the words that they lead on from.

    Browsers and word processors print them at the margin, where they would make a column.
    """
    leaders = [run for run in runs if _LEADER.match(run.text)]
    if not leaders:
        return tuple(runs)
    words = [run for run in runs if not _LEADER.match(run.text)]
    joined = list(words)
    for leader in leaders:
        beside = [
            index
            for index, run in enumerate(words)
            if abs(run.middle - leader.middle) < 0.4 * leader.height and run.left < leader.left
        ]
        if not beside:
            joined.append(leader)
            continue
        at = max(beside, key=lambda index: words[index].left)
        beginning = joined[at]
        joined[at] = replace(
            beginning,
            text=beginning.text + leader.text,
            right=max(beginning.right, leader.right),
        )
    return tuple(joined)


def _drop_doubles(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Without the second print of characters that are printed twice to look bold."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], Glyph] = {}
    for glyph in glyphs:
        # Half a character apart is twice the same digit: only prints that nearly cover
        # each other are one.
        column, row = int(glyph.left / 2), int(glyph.top / 2)
        near = (seen.get((glyph.char, column + x, row + y)) for x in (-1, 0, 1) for y in (-1, 0, 1))
        if glyph.char.isspace() or not any(one and _covers(one, glyph) for one in near):
            seen[glyph.char, column, row] = glyph
            kept.append(glyph)
    return kept


def _covers(one: Glyph, other: Glyph) -> bool:
    width = min(one.right - one.left, other.right - other.left)
    height = min(one.bottom - one.top, other.bottom - other.top)
    return abs(one.left - other.left) < 0.3 * width and abs(one.top - other.top) < 0.3 * height


def _is_next(before: Glyph, glyph: Glyph) -> bool:
    height = min(before.bottom - before.top, glyph.bottom - glyph.top)
    offset = (glyph.top + glyph.bottom - before.top - before.bottom) / 2
    gap = glyph.left - before.right
    return abs(offset) < 0.4 * height and -0.6 * height < gap < 0.7 * height


def _sort_into_rows(glyphs: Sequence[Glyph]) -> dict[int, list[tuple[float, float]]]:
    """Left and right of all printed characters, by the row of the page where their middle is."""
    rows: dict[int, list[tuple[float, float]]] = {}
    for glyph in glyphs:
        if not glyph.char.isspace():
            rows.setdefault(_find_row(glyph), []).append((glyph.left, glyph.right))
    for row in rows.values():
        row.sort()
    return rows


def _find_row(glyph: Glyph) -> int:
    return int((glyph.top + glyph.bottom) / 2 // _ROW)


def _is_filled(
    rows: Mapping[int, Sequence[tuple[float, float]]], before: Glyph, glyph: Glyph
) -> bool:
    """Whether the gap between two characters holds one that the file gives elsewhere.

    Word processors print the quotation marks of a line, in another font, after all the rest.
    """
    height = glyph.bottom - glyph.top
    if glyph.left - before.right < 0.25 * height:
        return False
    slack = 0.15 * height
    at = _find_row(glyph)
    for row in (rows.get(at + step, ()) for step in (-1, 0, 1)):
        place = bisect_left(row, (before.right - slack, 0.0))
        if place < len(row) and row[place][1] <= glyph.left + slack:
            return True
    return False


def _raise_digits(run: Sequence[Glyph], shown: Sequence[Glyph]) -> Sequence[Glyph]:
    """The run with small digits above or below the line written as such: 10⁴ is not 104."""
    size = median(glyph.bottom - glyph.top for glyph in shown)
    low, high = median(g.bottom for g in shown), median(g.top for g in shown)
    raised = []
    for glyph in run:
        small = glyph.char.isdecimal() and glyph.bottom - glyph.top < 0.75 * size
        if small and glyph.bottom < low - 0.25 * size:
            raised.append(replace(glyph, char=glyph.char.translate(SUPERSCRIPTS)))
        elif small and glyph.top > high + 0.35 * size and glyph.bottom > low + 0.02 * size:
            raised.append(replace(glyph, char=glyph.char.translate(SUBSCRIPTS)))
        else:
            raised.append(glyph)
    return raised


def _make_piece(run: Sequence[Glyph]) -> list[Piece]:
    shown = [glyph for glyph in run if not glyph.char.isspace()]
    if not shown:
        return []
    text = "".join(
        " " if glyph.char.isspace() else glyph.char for glyph in _raise_digits(run, shown)
    )
    text = " ".join(text.split())
    # Raised and lowered characters do not move the line.
    return [
        Piece(
            text,
            min(glyph.left for glyph in shown),
            median(glyph.top for glyph in shown),
            max(glyph.right for glyph in shown),
            median(glyph.bottom for glyph in shown),
        )
    ]
