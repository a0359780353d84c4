"""The vectors of one embedder in memory, each compared with the question: nothing is missed.

100,000 vectors of 256 numbers are 102 MB and 4 ms, less than the graph of an index needs for
the 1,000 neighbours that the fusion standardises on.
"""

import sqlite3
import threading
from dataclasses import dataclass

import numpy as np

from vectorstore.dense import Rows, read_vectors
from vectorstore.indexed import IndexedUnits
from vectorstore.model import Vectors
from vectorstore.postings import Bools, Floats

_READ_AT_ONCE = 5_000  # units
_ROOM = 1.25  # of what is held, so that files can be added without copying


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    version: int
    count: int  # rows of the arrays that are filled
    rows: Rows
    matrix: Vectors
    asked: Rows  # every unit that was looked for, ascending: some have no vector
    kept: Rows | slice  # the rows whose units are still there
    places: Rows  # of those the place among the units


class ExactIndex:
    """Vectors by unit; after a change only the new ones are read."""

    def __init__(self, embedder_row: int, dimensions: int) -> None:
        self._embedder_row = embedder_row
        self._loading = threading.Lock()
        empty = np.zeros(0, dtype=np.int64)
        self._held = _Held(
            -1, 0, empty, np.zeros((0, dimensions), np.float32), empty, slice(None), empty
        )

    def compare(
        self,
        connection: sqlite3.Connection,
        units: IndexedUnits,
        vector: Vectors,
        allowed: Bools,
    ) -> Floats:
        """Cosine by place of the unit, -inf where it is not allowed or has no vector."""
        with self._loading:
            held = self._held
            if held.version != units.version:
                held = self._held = self._load(connection, units, held)
        cosines: Floats = np.full(len(allowed), -np.inf)
        compared = held.matrix[: held.count] @ vector.astype(np.float32)
        cosines[held.places] = compared[held.kept]
        return np.where(allowed, cosines, -np.inf)

    def _load(self, connection: sqlite3.Connection, units: IndexedUnits, held: _Held) -> _Held:
        wanted = np.sort(units.unit_rows[units.alive])
        known = np.isin(held.rows[: held.count], wanted)
        count = held.count
        rows, matrix = held.rows, held.matrix
        missing = np.setdiff1d(wanted, held.asked, assume_unique=True)
        if count + len(missing) > len(rows) or 2 * known.sum() < count:
            room = int(_ROOM * (known.sum() + len(missing)))
            rows, matrix = np.zeros(room, np.int64), np.empty((room, matrix.shape[1]), np.float32)
            stay = np.flatnonzero(known)
            count = len(stay)
            rows[:count] = held.rows[stay]
            np.take(held.matrix, stay, axis=0, out=matrix[:count])
        for start in range(0, len(missing), _READ_AT_ONCE):
            asked = missing[start : start + _READ_AT_ONCE].tolist()
            found, vectors = read_vectors(connection, self._embedder_row, asked)
            end = count + len(found)
            if len(found):
                rows[count:end], matrix[count:end] = found, vectors
            count = end
        places = units.find_places(rows[:count])
        kept: Rows | slice = slice(None)
        if (places < 0).any():
            kept = np.flatnonzero(places >= 0)
        return _Held(units.version, count, rows, matrix, wanted, kept, places[kept])
