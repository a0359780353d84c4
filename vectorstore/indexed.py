"""The units of the index in memory, as one commit has them; everything else stays on disk."""

import sqlite3
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vectorstore.catalog import get_state
from vectorstore.postings import Bools, Floats
from vectorstore.segments import (
    COLUMNS,
    TABLES,
    Segment,
    Units,
    list_segments,
    read_segment,
)

K1 = 1.2  # BM25's usual numbers
B = 0.75

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class IndexedUnits:
    """All units of one committed state of the index, segment after segment."""

    version: int
    segments: Mapping[int, tuple[Segment, int]]  # by row; the place of its first unit
    alive: Bools
    unit_rows: Numbers
    order: Numbers  # places in the order of their unit rows
    passage_rows: Numbers
    document_rows: Numbers
    is_group: Bools
    firsts: Numbers  # place of the passage's first unit
    others: Numbers  # places of all that are not the first of a passage
    norms: Mapping[str, Floats]  # BM25's k1 · (1 - b + b · length / mean); infinite if removed

    def allow(self, document_rows: Collection[int] | None) -> Bools:
        """Which units are those of these documents (None: of all)."""
        if document_rows is None:
            return self.alive
        wanted = np.fromiter(document_rows, dtype=np.int64, count=len(document_rows))
        known = np.zeros(self.document_rows.max(initial=0) + 1, dtype=np.bool_)
        known[wanted[wanted < len(known)]] = True
        allowed: Bools = self.alive & known[self.document_rows]
        return allowed

    def find_places(self, unit_rows: Numbers) -> Numbers:
        """The place of each unit, -1 where it is not (or no longer) held."""
        if not len(self.unit_rows):
            return np.full(len(unit_rows), -1, dtype=np.int64)
        at = np.searchsorted(self.unit_rows, unit_rows, sorter=self.order)
        places = self.order[np.minimum(at, len(self.order) - 1)]
        held = (self.unit_rows[places] == unit_rows) & self.alive[places]
        return np.where(held, places, -1)

    def fold(self, scores: Floats, nothing: float) -> Floats:
        """The same array: each passage's best score at its first unit, `nothing` at others."""
        np.maximum.at(scores, self.firsts[self.others], scores[self.others])
        scores[self.others] = nothing
        return scores


class UnitReader:
    """Reads the units anew when they have changed; what is in segments already read stays."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._held: IndexedUnits | None = None

    def read(self, connection: sqlite3.Connection) -> IndexedUnits:
        """The units as the connection's commit has them."""
        version = get_state(connection, "version")
        with self._loading:
            held = self._held
            if held is None or held.version != version:
                known = {} if held is None else held.segments
                held = _load_units(connection, version, known)
                self._held = held
        return held


def _load_units(
    connection: sqlite3.Connection, version: int, known: Mapping[int, tuple[Segment, int]]
) -> IndexedUnits:
    segments: dict[int, tuple[Segment, int]] = {}
    removed: list[Numbers] = [np.zeros(0, dtype=np.int64)]
    total = 0
    for row, (size, places) in list_segments(connection).items():
        segment = known[row][0] if row in known else read_segment(connection, row)
        segments[row] = (segment, total)
        removed.append(places.astype(np.int64) + total)
        total += size
    alive: Bools = np.ones(total, dtype=np.bool_)
    alive[np.concatenate(removed)] = False
    none: Units = np.zeros((len(COLUMNS), 0), dtype=np.int32)
    whole = np.concatenate([none, *(held.units for held, _ in segments.values())], axis=1)
    columns = dict(zip(COLUMNS, whole.astype(np.int64), strict=True))
    passage_rows = columns["passage_row"]
    begins = np.ones(total, dtype=np.bool_)
    begins[1:] = passage_rows[1:] != passage_rows[:-1]
    return IndexedUnits(
        version=version,
        segments=segments,
        alive=alive,
        unit_rows=columns["unit_row"],
        order=np.argsort(columns["unit_row"], kind="stable"),
        passage_rows=passage_rows,
        document_rows=columns["document_row"],
        is_group=columns["is_group"] != 0,
        firsts=np.maximum.accumulate(np.where(begins, np.arange(total), 0)),
        others=np.flatnonzero(~begins),
        norms={table: _make_norms(columns[table], alive) for table in TABLES},
    )


def _make_norms(lengths: Numbers, alive: Bools) -> Floats:
    mean = lengths[alive].mean() if alive.any() else 1.0
    norms: Floats = np.where(alive, K1 * (1 - B + B * lengths / max(mean, 1e-9)), np.inf)
    return norms
