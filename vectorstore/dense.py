"""Nearest passages by vector.

The vectors themselves stand in the catalog, written in its transaction: that is the truth.
Chroma (this module is its only importer) is an index over them that the one writing process
keeps: it is thread-safe but not process-safe, and even a reader may write to its folder (it
folds its log into the graph at a query). So readers in other processes never open it; they
compare exactly (exact.py), as the writer does while the store is small enough for that to be
faster. A mark in the catalog says that Chroma is behind; whatever a crash leaves is repaired
from the catalog when the store is next opened for writing.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from vectorstore.indexed import IndexedUnits
from vectorstore.model import Embedder, Vectors
from vectorstore.postings import Bools, Floats

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection as ChromaCollection

FOLDER_NAME = "chroma"
DEPTH = 1000  # units asked for; the fusion standardises on them
_EXACT = 5_000  # up to so many units are compared one by one instead of asking the index
_GRAPH = 16_384  # units in a graph of Chroma: 0.15 ms to add one, 4 ms for the 1,000 nearest
_BATCH = 5_000  # rows per Chroma call; its own limit is 5,461

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EmbedderRow:
    """An embedder as the catalog knows it."""

    row: int
    name: str
    complete: bool  # every unit has a vector of it
    source: str  # what it is loaded by; empty where that is not known


class ChromaIndex:
    """Chroma's graphs over the vectors of one embedder, for the writing process.

    Every 16,384 units in the order of their rows have a graph, and a collection, of their own:
    to link a unit into a graph costs the more the larger the graph is, and to write the graph
    down, which Chroma does at every thousand units, costs its whole size. So what it takes to
    file a document does not grow with the store; a question is put to each graph.
    """

    def __init__(self, data_dir: Path, embedder: Embedder) -> None:
        import chromadb
        from chromadb.config import Settings

        self._client = chromadb.PersistentClient(
            path=str(data_dir / FOLDER_NAME), settings=Settings(anonymized_telemetry=False)
        )
        digest = hashlib.sha256(embedder.name.encode()).hexdigest()[:16]
        self._prefix = f"units-{digest}-by-{_GRAPH}-"
        self._graphs: dict[int, ChromaCollection] = {
            int(collection.name.removeprefix(self._prefix)): collection
            for collection in self._client.list_collections()
            if collection.name.startswith(self._prefix)
        }

    def close(self) -> None:
        """Let go of the files."""
        cast("Client", self._client).close()

    def count(self) -> int:
        """How many units are held."""
        return sum(graph.count() for graph in self._graphs.values())

    def add(self, rows: Sequence[int], vectors: Vectors) -> None:
        """Put units in; those held already are overwritten."""
        for number, places in _split(rows):
            graph = self._graphs.get(number) or self._make_graph(number)
            ids = [str(rows[place]) for place in places]
            graph.upsert(ids=ids, embeddings=vectors[places])

    def remove(self, rows: Sequence[int]) -> None:
        """Take units out; unknown ones are no error."""
        for number, places in _split(rows):
            if number in self._graphs:
                self._graphs[number].delete(ids=[str(rows[place]) for place in places])

    def nearest(self, vector: Vectors, counts: Mapping[int, int]) -> dict[int, float]:
        """Cosine by unit row, of each graph approximately so many of the nearest."""
        near: dict[int, float] = {}
        for number, wanted in counts.items():
            graph = self._graphs.get(number)
            count = 0 if graph is None else min(wanted, graph.count())
            if graph is None or count == 0:
                continue
            found = graph.query(
                query_embeddings=vector[np.newaxis], n_results=count, include=["distances"]
            )
            distances = found["distances"]
            assert distances is not None  # included
            for unit, distance in zip(found["ids"][0], distances[0], strict=True):
                near[int(unit)] = 1.0 - float(distance)
        return near

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
            rows, vectors = read_vectors(connection, embedder_row, missing[start : start + _BATCH])
            self.add([int(row) for row in rows], vectors)

    def drop_others(self) -> None:
        """Delete the collections of other embedders."""
        for collection in self._client.list_collections():
            if not collection.name.startswith(self._prefix):
                self._client.delete_collection(collection.name)

    def drop_emptied(self) -> None:
        """Delete the collections that hold nothing: rows are never used again, so nor are they.

        Only while nobody searches: a query to a collection that goes under it fails.
        """
        for number, graph in list(self._graphs.items()):
            if graph.count() == 0:
                del self._graphs[number]
                self._client.delete_collection(graph.name)

    def _make_graph(self, number: int) -> "ChromaCollection":
        graph = self._graphs[number] = self._client.get_or_create_collection(
            f"{self._prefix}{number}",
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
        )
        return graph

    def _ids(self) -> Iterator[int]:
        for graph in self._graphs.values():
            for offset in range(0, graph.count(), _BATCH):
                page = graph.get(limit=_BATCH, offset=offset, include=[])
                yield from (int(unit) for unit in page["ids"])


def _split(rows: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """The number of a graph and where its rows stand among these, for one Chroma call each."""
    places: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row // _GRAPH, []).append(place)
    for number, found in places.items():
        for start in range(0, len(found), _BATCH):
            yield number, found[start : start + _BATCH]


def list_embedders(connection: sqlite3.Connection) -> tuple[EmbedderRow, ...]:
    """The embedders that have been used here and not been replaced."""
    rows = connection.execute("SELECT * FROM embedders ORDER BY embedder_row").fetchall()
    return tuple(
        EmbedderRow(
            row=row["embedder_row"],
            name=row["name"],
            complete=bool(row["complete"]),
            source=row["source"] if "source" in row.keys() else "",  # noqa: SIM118  a Row
        )
        for row in rows
    )


def find_embedder(connection: sqlite3.Connection, name: str) -> EmbedderRow | None:
    """The row of this embedder, None where it has never been used here."""
    return next((each for each in list_embedders(connection) if each.name == name), None)


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """What an embedder makes of texts: a vector and the packed pieces of each."""

    vectors: Vectors
    pieces: Sequence[bytes]


def write_vectors(
    connection: sqlite3.Connection, embedder_row: int, rows: Sequence[int], embedded: Embedded
) -> None:
    """Keep the vectors as float16; one that is all zero is kept as empty."""
    halves = embedded.vectors.astype("<f2")
    connection.executemany(
        "INSERT INTO vectors(embedder_row, unit_row, vector, pieces) VALUES (?, ?, ?, ?)",
        [
            (embedder_row, row, half.tobytes() if half.any() else b"", pieces)
            for row, half, pieces in zip(rows, halves, embedded.pieces, strict=True)
        ],
    )


def read_pieces(
    connection: sqlite3.Connection, embedder_row: int, passage_rows: Sequence[int]
) -> dict[int, bytes]:
    """The packed pieces of each passage's first unit, which is the whole where there is one."""
    kept: dict[int, bytes] = {}
    for row, pieces in connection.execute(
        # CROSS JOIN: in this order, or SQLite reads all vectors there are
        "SELECT passage_row, pieces FROM json_each(?) CROSS JOIN units ON passage_row = value"
        " CROSS JOIN vectors ON embedder_row = ? AND vectors.unit_row = units.unit_row"
        " ORDER BY units.unit_row",
        (json.dumps(passage_rows), embedder_row),
    ):
        kept.setdefault(row, pieces)
    return kept


def search_chroma(
    connection: sqlite3.Connection,
    index: ChromaIndex,
    embedder_row: int,
    vector: Vectors,
    units: IndexedUnits,
    allowed: Bools,
) -> Floats:
    """Cosine by place of the unit, for about the 1,000 nearest that are allowed, else -inf.

    Where the graphs would have to be asked for more units than are allowed, each of these is
    compared instead.
    """
    eligible = int(allowed.sum())
    asked = _count_asked(units, allowed)
    near: dict[int, float] = {}
    if eligible > _EXACT and sum(asked.values()) <= eligible:
        near = index.nearest(vector, asked)
    cosines = _place(units, allowed, list(near), list(near.values()))
    if np.isfinite(cosines).sum() >= min(DEPTH, eligible) // 2:
        return cosines
    rows, vectors = read_vectors(connection, embedder_row, units.unit_rows[allowed].tolist())
    return _place(units, allowed, rows, vectors @ vector)


def _count_asked(units: IndexedUnits, allowed: Bools) -> dict[int, int]:
    """By graph how many of the nearest to ask for, so that some 1,000 are allowed ones.

    A document's units stand in one graph or two, so the nearest are not spread evenly: each
    graph is asked for four times its share.
    """
    numbers = units.unit_rows // _GRAPH
    held = np.bincount(numbers[units.alive])
    eligible = np.bincount(numbers[allowed], minlength=len(held))
    asked_in = np.flatnonzero(eligible).tolist()
    share = min(DEPTH, -(-4 * DEPTH // max(1, len(asked_in))))
    asked: dict[int, int] = {}
    for number in asked_in:
        needed = -(-int(held[number]) // int(eligible[number]))
        wanted = share if needed == 1 else 2 * share * needed
        asked[number] = min(int(held[number]), wanted)
    return asked


def read_vectors(
    connection: sqlite3.Connection, embedder_row: int, unit_rows: Sequence[int]
) -> tuple[Rows, Vectors]:
    """Of these units those that have a vector, and the vectors."""
    rows: list[int] = []
    halves: list[bytes] = []
    for start in range(0, len(unit_rows), _BATCH):
        for row, half in connection.execute(
            "SELECT unit_row, vector FROM vectors WHERE embedder_row = ? AND length(vector) > 0"
            " AND unit_row IN (SELECT value FROM json_each(?))",
            (embedder_row, json.dumps(unit_rows[start : start + _BATCH])),
        ):
            rows.append(row)
            halves.append(half)
    if not rows:
        return np.zeros(0, dtype=np.int64), np.zeros((0, 0), dtype=np.float32)
    matrix = np.frombuffer(b"".join(halves), dtype="<f2").reshape(len(rows), -1)
    return np.asarray(rows, dtype=np.int64), matrix.astype(np.float32)


def _place(
    units: IndexedUnits, allowed: Bools, rows: npt.ArrayLike, found: npt.ArrayLike
) -> Floats:
    cosines: Floats = np.full(len(allowed), -np.inf)
    places = units.find_places(np.asarray(rows, dtype=np.int64))
    known = places >= 0
    cosines[places[known]] = np.asarray(found, dtype=np.float64)[known]
    cosines[~allowed] = -np.inf
    return cosines
