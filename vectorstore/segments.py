"""Segments of the lexical index in the catalog: written, thinned, merged, read.

A file's units become a segment of their own in the transaction that files them. Segments of
about the same size are merged four at a time, so that there are few (about 8 in a store of
100,000 clauses) and each posting is written some five times. Nothing in a segment changes but
the list of its removed units; a merge leaves those out. Rows of segments are never used
again, so that readers may keep what they have read.
"""

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vectorstore.postings import (
    MOST_UNITS,
    Bools,
    Hashes,
    Packed,
    Places,
    Postings,
    count_places,
    list_terms,
    merge_postings,
    thin_postings,
)

TABLES = ("words", "grams")
COLUMNS = ("unit_row", "passage_row", "document_row", "is_group", *TABLES)
_PIECE = 4096  # postings in a piece of 16 KiB: what a rare term costs to read
_FANOUT = 4

Units = npt.NDArray[np.int32]  # columns as above, the last two with numbers of terms


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The terms of one table in a segment; their postings stay on disk."""

    hashes: Hashes
    starts: Places
    first: int  # row of the first piece of postings


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """What searches keep in memory of a segment."""

    units: Units  # shape (6, units)
    terms: Mapping[str, Terms]


def get_column(units: Units, name: str) -> npt.NDArray[np.int32]:
    """A column of units: unit_row, passage_row, document_row, is_group, words or grams."""
    column: npt.NDArray[np.int32] = units[COLUMNS.index(name)]
    return column


def list_segments(connection: sqlite3.Connection) -> dict[int, tuple[int, npt.NDArray[np.uint16]]]:
    """By row the number of units, removed ones included, and the places of those removed."""
    return {
        row: (size, np.frombuffer(removed, dtype="<u2"))
        for row, size, removed in connection.execute(
            "SELECT segment_row, size, removed FROM segments ORDER BY segment_row"
        )
    }


def read_segment(connection: sqlite3.Connection, segment_row: int) -> Segment:
    """What searches need of the segment beside its postings."""
    content, places = connection.execute(
        "SELECT units, pieces FROM segments WHERE segment_row = ?", (segment_row,)
    ).fetchone()
    first = json.loads(places)
    terms = {}
    for table in TABLES:
        hashes, starts = _read_parts(connection, table, first[table], 0, 2)
        terms[table] = Terms(
            np.frombuffer(hashes, dtype="<u8"),
            np.frombuffer(starts, dtype="<u4").astype(np.int64),
            first[table] + _PARTS,
        )
    return Segment(_parse_units(content), terms)


def read_postings(
    connection: sqlite3.Connection,
    table: str,
    wanted: Sequence[tuple[Terms, Places]],
) -> list[list[Packed]]:
    """For each segment's terms the postings of those with these indices, in their order."""
    rows: set[int] = set()
    spans: list[list[tuple[int, int, int]]] = []
    for terms, indices in wanted:
        begins, ends = terms.starts[indices].tolist(), terms.starts[indices + 1].tolist()
        spans.append([(terms.first, begin, end) for begin, end in zip(begins, ends, strict=True)])
        for begin, end in zip(begins, ends, strict=True):
            rows.update(range(terms.first + begin // _PIECE, terms.first + -(-end // _PIECE)))
    pieces = {
        row: np.frombuffer(content, dtype="<u4")
        for row, content in connection.execute(
            f"SELECT piece_row, content FROM {table}"
            " WHERE piece_row IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(rows)),),
        )
    }
    return [[_cut_run(pieces, *span) for span in found] for found in spans]


def read_counts(
    connection: sqlite3.Connection, table: str, length: int | None = None
) -> dict[str, int]:
    """Each word (or gram; of this length) that passages hold, with how many do."""
    held: dict[str, int] = {}
    for (places,) in connection.execute("SELECT pieces FROM segments ORDER BY segment_row"):
        first = json.loads(places)[table]
        counts, letters, starts = _read_parts(connection, table, first, 2, _PARTS)
        terms = list_terms(np.frombuffer(letters, "<u4"), np.frombuffer(starts, "<u4"))
        passages = np.frombuffer(counts, dtype="<u4").tolist()
        for term, count in zip(terms, passages, strict=True):
            if count and (length is None or len(term) == length):
                held[term] = held.get(term, 0) + count
    return held


def write_segment(
    connection: sqlite3.Connection, units: Units, postings: Mapping[str, Postings]
) -> None:
    """Keep the units, at most 65,536, with their postings."""
    first = {}
    counted = get_column(units, "is_group") == 0
    for table in TABLES:
        held = postings[table]
        first[table] = connection.execute(
            f"SELECT coalesce(max(piece_row), 0) + 1 FROM {table}"
        ).fetchone()[0]
        parts = [
            held.hashes.astype("<u8").tobytes(),
            held.starts.astype("<u4").tobytes(),
            count_places(held, counted).astype("<u4").tobytes(),
            held.letters.astype("<u4").tobytes(),
            held.letter_starts.astype("<u4").tobytes(),
        ]
        assert len(parts) == _PARTS
        packed = held.packed.astype("<u4")
        parts += [packed[at : at + _PIECE].tobytes() for at in range(0, len(packed), _PIECE)]
        first[table + "_end"] = first[table] + len(parts)
        connection.executemany(
            f"INSERT INTO {table} VALUES (?, ?)", list(enumerate(parts, start=first[table]))
        )
    connection.execute(
        "INSERT INTO segments(size, units, pieces, removed) VALUES (?, ?, ?, x'')",
        (units.shape[1], units.astype("<i4").tobytes(), json.dumps(first)),
    )


def remove_rows(connection: sqlite3.Connection, unit_rows: Collection[int]) -> None:
    """Mark the units as removed; the counts of passages follow."""
    wanted = np.fromiter(unit_rows, dtype=np.int64, count=len(unit_rows))
    for segment_row, (size, removed) in list_segments(connection).items():
        content, places = connection.execute(
            "SELECT units, pieces FROM segments WHERE segment_row = ?", (segment_row,)
        ).fetchone()
        units = _parse_units(content)
        gone = np.isin(get_column(units, "unit_row"), wanted)
        if not gone.any():
            continue
        gone[removed] = True
        connection.execute(
            "UPDATE segments SET removed = ? WHERE segment_row = ?",
            (np.flatnonzero(gone).astype("<u2").tobytes(), segment_row),
        )
        counted = ~gone & (get_column(units, "is_group") == 0)
        if gone.sum() == size:
            continue  # the whole segment goes when segments are merged next
        for table in TABLES:
            first = json.loads(places)
            held = _read_table(connection, table, first)
            connection.execute(
                f"UPDATE {table} SET content = ? WHERE piece_row = ?",
                (count_places(held, counted).astype("<u4").tobytes(), first[table] + 2),
            )


def merge_segments(connection: sqlite3.Connection) -> None:
    """Merge segments until few are left, and write those anew that are half empty."""
    while rows := _choose(connection):
        held = [row for row in rows if _count_live(connection, row)]
        if held:
            _merge(connection, held)
        for row in rows:
            _delete(connection, row)


_PARTS = 5  # pieces before those of postings: hashes, starts, passages, letters and their starts


def _choose(connection: sqlite3.Connection) -> list[int]:
    levels: dict[int, list[tuple[int, int]]] = {}
    for row, (size, removed) in list_segments(connection).items():
        live = size - len(removed)
        if 2 * live <= size:
            return [row]
        levels.setdefault(live.bit_length() // 3, []).append((live, row))
    for level in sorted(levels):
        chosen: list[int] = []
        total = 0
        for live, row in sorted(levels[level]):
            total += live
            if total <= MOST_UNITS:
                chosen.append(row)
        if len(levels[level]) >= _FANOUT and len(chosen) > 1:
            return sorted(chosen)
    return []


def _count_live(connection: sqlite3.Connection, segment_row: int) -> int:
    size, removed = list_segments(connection)[segment_row]
    return size - len(removed)


def _merge(connection: sqlite3.Connection, segment_rows: Sequence[int]) -> None:
    listed = list_segments(connection)
    units: list[Units] = []
    tables: dict[str, list[Postings]] = {table: [] for table in TABLES}
    for row in segment_rows:
        size, removed = listed[row]
        kept: Bools = np.ones(size, dtype=np.bool_)
        kept[removed] = False
        content, places = connection.execute(
            "SELECT units, pieces FROM segments WHERE segment_row = ?", (row,)
        ).fetchone()
        units.append(_parse_units(content)[:, kept])
        for table in TABLES:
            held = _read_table(connection, table, json.loads(places))
            tables[table].append(thin_postings(held, kept) if len(removed) else held)
    offsets = [0, *np.cumsum([each.shape[1] for each in units]).tolist()][:-1]
    postings = {table: merge_postings(tables.pop(table), offsets) for table in TABLES}
    write_segment(connection, np.concatenate(units, axis=1), postings)


def _delete(connection: sqlite3.Connection, segment_row: int) -> None:
    places = connection.execute(
        "DELETE FROM segments WHERE segment_row = ? RETURNING pieces", (segment_row,)
    ).fetchall()[0][0]
    first = json.loads(places)
    for table in TABLES:
        connection.execute(
            f"DELETE FROM {table} WHERE piece_row >= ? AND piece_row < ?",
            (first[table], first[table + "_end"]),
        )


def _parse_units(content: bytes) -> Units:
    return np.frombuffer(content, dtype="<i4").reshape(len(COLUMNS), -1)


def _read_table(connection: sqlite3.Connection, table: str, first: Mapping[str, int]) -> Postings:
    parts = _read_parts(connection, table, first[table], 0, first[table + "_end"] - first[table])
    return Postings(
        hashes=np.frombuffer(parts[0], dtype="<u8"),
        starts=np.frombuffer(parts[1], dtype="<u4").astype(np.int64),
        packed=np.frombuffer(b"".join(parts[_PARTS:]), dtype="<u4"),
        letters=np.frombuffer(parts[3], dtype="<u4"),
        letter_starts=np.frombuffer(parts[4], dtype="<u4").astype(np.int64),
    )


def _read_parts(
    connection: sqlite3.Connection, table: str, first: int, start: int, end: int
) -> list[bytes]:
    rows = connection.execute(
        f"SELECT content FROM {table} WHERE piece_row >= ? AND piece_row < ? ORDER BY piece_row",
        (first + start, first + end),
    )
    return [row[0] for row in rows]


def _cut_run(pieces: Mapping[int, Packed], first: int, begin: int, end: int) -> Packed:
    """Postings from `begin` to `end` of a table whose first piece of them is `first`."""
    low, high = begin // _PIECE, (end - 1) // _PIECE
    if low == high:
        return pieces[first + low][begin - low * _PIECE : end - low * _PIECE]
    whole = np.concatenate([pieces[first + at] for at in range(low, high + 1)])
    return whole[begin - low * _PIECE : end - low * _PIECE]
