"""Characters of a PDF page put together into runs of words on one line."""

from collections.abc import Sequence
from statistics import median

from ingest.readers.layout import Piece
from ingest.readers.pdf_page import Glyph


def join_glyphs(glyphs: Sequence[Glyph]) -> tuple[Piece, ...]:
    """Runs of characters that stand directly beside each other, in the file's order."""
    runs: list[Piece] = []
    run: list[Glyph] = []
    for glyph in _drop_doubles(glyphs):
        if run and not _is_next(run[-1], glyph):
            runs += _make_piece(run)
            run = []
        run.append(glyph)
    runs += _make_piece(run)
    return tuple(runs)


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


def _make_piece(run: Sequence[Glyph]) -> list[Piece]:
    shown = [glyph for glyph in run if not glyph.char.isspace()]
    if not shown:
        return []
    text = "".join(" " if glyph.char.isspace() else glyph.char for glyph in run)
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
