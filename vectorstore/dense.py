"""Nearest passages by vector.

The vectors themselves stand in the catalog, written in its transaction: that is the truth.
Chroma (this module is its only importer) is an index over them that the one writing process
keeps: it is thread-safe but not process-safe, and even a reader may write to its folder (it
folds its log into the graph at a query). So readers in other processes never open it; they
compare exactly, with a matrix from the catalog, which takes some milliseconds per 100,000
passages. A mark in the catalog says that Chroma is behind; whatever a crash leaves is repaired
from the catalog when the store is next opened for writing.
"""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
import numpy.typing as npt

from vectorstore.catalog import get_state
from vectorstore.model import Embedder, Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection as ChromaCollection

FOLDER_NAME = "chroma"
DEPTH = 1000  # units asked for; the fusion standardises on them
_EXACT = 5_000  # up to so many units are compared one by one instead of asking the index
_MOST_ASKED = 20_000  # units in one question to Chroma; more are compared exactly
_BATCH = 5_000  # rows per Chroma call; its own limit is 5,461

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EmbedderRow:
    """An embedder as the catalog knows it."""

    row: int
    complete: bool  # every unit has a vector of it


class VectorIndex(Protocol):
    """Finds near units; may return units that were removed meanwhile."""

    def nearest(
        self, connection: sqlite3.Connection, vector: Vectors, count: int
    ) -> dict[int, float]:
        """Cosine by unit row."""
        ...


class ChromaIndex:
    """Chroma's graph over the vectors of one embedder, for the writing process."""

    def __init__(self, data_dir: Path, embedder: Embedder) -> None:
        import chromadb
        from chromadb.config import Settings

        self._client = chromadb.PersistentClient(
            path=str(data_dir / FOLDER_NAME), settings=Settings(anonymized_telemetry=False)
        )
        digest = hashlib.sha256(embedder.name.encode()).hexdigest()[:16]
        self._name = f"units-{digest}"
        self._collection: ChromaCollection = self._client.get_or_create_collection(
            self._name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def close(self) -> None:
        """Let go of the files."""
        cast("Client", self._client).close()

    def count(self) -> int:
        """How many units are held."""
        return self._collection.count()

    def add(self, rows: Sequence[int], vectors: Vectors) -> None:
        """Put units in; those held already are overwritten."""
        for start in range(0, len(rows), _BATCH):
            part = slice(start, start + _BATCH)
            ids = [str(row) for row in rows[part]]
            self._collection.upsert(ids=ids, embeddings=vectors[part])

    def remove(self, rows: Sequence[int]) -> None:
        """Take units out; unknown ones are no error."""
        for start in range(0, len(rows), _BATCH):
            self._collection.delete(ids=[str(row) for row in rows[start : start + _BATCH]])

    def nearest(
        self,
        connection: sqlite3.Connection,  # noqa: ARG002 the role's signature
        vector: Vectors,
        count: int,
    ) -> dict[int, float]:
        """Cosine by unit row, approximately the nearest."""
        count = min(count, self.count())
        if count == 0:
            return {}
        found = self._collection.query(
            query_embeddings=vector[np.newaxis], n_results=count, include=["distances"]
        )
        distances = found["distances"]
        assert distances is not None  # included
        return {
            int(unit): 1.0 - float(distance)
            for unit, distance in zip(found["ids"][0], distances[0], strict=True)
        }

    def reconcile(self, connection: sqlite3.Connection, embedder_row: int) -> None:
        """Make Chroma hold the catalog's vectors, no more and no fewer."""
        wanted = {
            int(row[0])
            for row in connection.execute(
                "SELECT unit_row FROM vectors WHERE embedder_row = ? AND length(vector) > 0",
                (embedder_row,),
            )
        }
        held = set(self._ids())
        self.remove(sorted(held - wanted))
        missing = sorted(wanted - held)
        for start in range(0, len(missing), _BATCH):
            rows, vectors = _read_units(connection, embedder_row, missing[start : start + _BATCH])
            self.add([int(row) for row in rows], vectors)

    def drop_others(self) -> None:
        """Delete the collections of other embedders."""
        for collection in self._client.list_collections():
            if collection.name != self._name:
                self._client.delete_collection(collection.name)

    def _ids(self) -> Iterator[int]:
        for offset in range(0, self.count(), _BATCH):
            page = self._collection.get(limit=_BATCH, offset=offset, include=[])
            yield from (int(unit) for unit in page["ids"])


class ExactIndex:
    """All vectors of one embedder in memory, for readers; loaded again after a change."""

    def __init__(self, embedder_row: int) -> None:
        self._embedder_row = embedder_row
        self._loading = threading.Lock()
        self._held: tuple[int, Rows, Vectors] | None = None

    def nearest(
        self, connection: sqlite3.Connection, vector: Vectors, count: int
    ) -> dict[int, float]:
        """Cosine by unit row, exactly the nearest."""
        version = get_state(connection, "version")
        with self._loading:
            held = self._held
            if held is None or held[0] != version:
                held = (version, *read_vectors(connection, self._embedder_row, None))
                self._held = held
        return _score(held[1], held[2], vector, count)


def find_embedder(connection: sqlite3.Connection, name: str) -> EmbedderRow | None:
    """The row of this embedder, None where it has never been used here."""
    row = connection.execute(
        "SELECT embedder_row, complete FROM embedders WHERE name = ?", (name,)
    ).fetchone()
    return None if row is None else EmbedderRow(row["embedder_row"], bool(row["complete"]))


def write_vectors(
    connection: sqlite3.Connection, embedder_row: int, rows: Sequence[int], vectors: Vectors
) -> None:
    """Keep the vectors as float16; one that is all zero is kept as empty."""
    halves = vectors.astype("<f2")
    connection.executemany(
        "INSERT INTO vectors VALUES (?, ?, ?)",
        [
            (embedder_row, row, half.tobytes() if half.any() else b"")
            for row, half in zip(rows, halves, strict=True)
        ],
    )


def read_vectors(
    connection: sqlite3.Connection, embedder_row: int, document_rows: Collection[int] | None
) -> tuple[Rows, Vectors]:
    """Unit rows and their vectors, of these documents or of all."""
    sql = "SELECT unit_row, vector FROM vectors WHERE embedder_row = ?"
    arguments: list[int | str] = [embedder_row]
    if document_rows is not None:
        sql = (
            "SELECT unit_row, vector FROM units CROSS JOIN vectors USING (unit_row)"
            " WHERE embedder_row = ?"
            " AND units.document_row IN (SELECT value FROM json_each(?))"
        )
        arguments.append(json.dumps(sorted(document_rows)))
    return _make_matrix(connection.execute(sql + " AND length(vector) > 0", arguments))


def search_dense(
    connection: sqlite3.Connection,
    index: VectorIndex,
    embedder_row: int,
    vector: Vectors,
    document_rows: Collection[int] | None,
) -> dict[int, float]:
    """Cosine by passage row, of its best unit; only these documents where they are given."""
    if not vector.any():
        return {}
    if document_rows is None:
        return _join_passages(connection, index.nearest(connection, vector, DEPTH), None)
    total, eligible = _count_units(connection, document_rows)
    asked = 2 * DEPTH * -(-total // max(1, eligible))
    if eligible > _EXACT and asked <= _MOST_ASKED:
        near = index.nearest(connection, vector, asked)
        found = _join_passages(connection, near, document_rows)
        if len(found) >= DEPTH // 2:
            return found
    rows, vectors = read_vectors(connection, embedder_row, document_rows)
    return _join_passages(connection, _score(rows, vectors, vector, DEPTH), document_rows)


def _score(rows: Rows, vectors: Vectors, vector: Vectors, count: int) -> dict[int, float]:
    if not len(rows):
        return {}
    cosines = vectors @ vector.astype(np.float32)
    best = np.argsort(-cosines, kind="stable")[:count]
    return {int(rows[at]): float(cosines[at]) for at in best}


def _join_passages(
    connection: sqlite3.Connection,
    units: dict[int, float],
    document_rows: Collection[int] | None,
) -> dict[int, float]:
    found: dict[int, float] = {}
    allowed = None if document_rows is None else frozenset(document_rows)
    for unit_row, passage_row, document_row in connection.execute(
        "SELECT unit_row, passage_row, document_row FROM units"
        " WHERE unit_row IN (SELECT value FROM json_each(?))",
        (json.dumps(list(units)),),
    ):
        if allowed is None or document_row in allowed:
            found[passage_row] = max(found.get(passage_row, -1.0), units[unit_row])
    return found


def _count_units(connection: sqlite3.Connection, document_rows: Collection[int]) -> tuple[int, int]:
    row = connection.execute(
        "SELECT (SELECT count(*) FROM units), (SELECT count(*) FROM units"
        " WHERE document_row IN (SELECT value FROM json_each(?)))",
        (json.dumps(sorted(document_rows)),),
    ).fetchone()
    return int(row[0]), int(row[1])


def _read_units(
    connection: sqlite3.Connection, embedder_row: int, unit_rows: Sequence[int]
) -> tuple[Rows, Vectors]:
    return _make_matrix(
        connection.execute(
            "SELECT unit_row, vector FROM vectors WHERE embedder_row = ? AND length(vector) > 0"
            " AND unit_row IN (SELECT value FROM json_each(?))",
            (embedder_row, json.dumps(list(unit_rows))),
        )
    )


def _make_matrix(found: sqlite3.Cursor) -> tuple[Rows, Vectors]:
    rows: list[int] = []
    halves: list[bytes] = []
    for row, half in found:
        rows.append(row)
        halves.append(half)
    if not rows:
        return np.zeros(0, dtype=np.int64), np.zeros((0, 0), dtype=np.float32)
    matrix = np.frombuffer(b"".join(halves), dtype="<f2").reshape(len(rows), -1)
    return np.asarray(rows, dtype=np.int64), matrix.astype(np.float32)
