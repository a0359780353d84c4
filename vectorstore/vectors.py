"""Keeps the vectors of one embedder: in the catalog, and for the writer in Chroma too.

A new embedder's vectors are written beside those of the old one, batch by batch, and one
transaction puts them in its place. Until then readers search the old vectors, whichever embedder
they were opened with, and from then on the new ones: each embedder is recorded with what it is
loaded by. Only where that can no longer be loaded is there nothing to find by meaning.
"""

import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from vectorstore.catalog import Catalog, get_state, set_state
from vectorstore.dense import (
    DEPTH,
    ChromaIndex,
    Embedded,
    EmbedderRow,
    find_embedder,
    list_embedders,
    read_pieces,
    search_chroma,
    write_vectors,
)
from vectorstore.embed import StaticEmbedder, load_embedder
from vectorstore.exact import ExactIndex
from vectorstore.filing import make_dense_text
from vectorstore.fuse import Scored, keep_best, make_scored
from vectorstore.indexed import IndexedUnits
from vectorstore.model import Embedder, StoreError, Vectors
from vectorstore.probe import CosineScale, measure_scale

_LOGGER = logging.getLogger(__name__)
_PUBLISHED_AT_ONCE = 5_000  # units; Chroma links many at a time on all cores, few on one
MOST_COMPARED = 200_000  # units; the writer asks Chroma in larger stores, a reader never
_BATCH = 512  # units embedded per transaction when a whole store is embedded anew


class VectorKeeper:
    """Embeds, records and searches; with `data_dir` it is the writer's, else a reader's."""

    def __init__(self, catalog: Catalog, embedder: Embedder, data_dir: Path | None) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._chroma = None if data_dir is None else ChromaIndex(data_dir, embedder)
        self._row: int | None = None
        self._exact: ExactIndex | None = None
        self._exact_of: EmbedderRow | None = None
        self._making = threading.Lock()
        self._loaded: dict[str, Embedder | None] = {embedder.name: embedder}
        self._loading = threading.Lock()
        self._scales: dict[str, CosineScale] = {}
        self._measuring = threading.Lock()
        self._waiting: dict[int, Vectors] | None = None  # vectors not yet in Chroma, by unit row

    @property
    def embedder(self) -> Embedder:
        """The embedder that it was made with."""
        return self._embedder

    def close(self) -> None:
        """Let go of Chroma's files."""
        if self._chroma is not None:
            self._chroma.close()

    def embed(self, texts: list[str]) -> Embedded:
        """Vectors and pieces of units."""
        pieces = [b""] * len(texts)
        if isinstance(self._embedder, StaticEmbedder):
            pieces = self._embedder.pack_pieces(texts)
        return Embedded(self._embedder.embed_passages(texts), pieces)

    def compare(
        self, connection: sqlite3.Connection, question: str, texts: Sequence[str]
    ) -> tuple[float, ...]:
        """Cosine of the question with each text, by the embedder that searches are served by."""
        if not texts:
            return ()
        chosen = self._choose(connection)
        embedder = self._embedder if chosen is None else chosen[0]
        vector = embedder.embed_query(question)
        cosines = (embedder.embed_passages(list(texts)) @ vector).astype(np.float64)
        return tuple(float(c) for c in self._scale(embedder).apply(cosines))

    def count_missing(self, connection: sqlite3.Connection) -> int:
        """How many units have no vector of the embedder that this was opened with."""
        known = find_embedder(connection, self._embedder.name)
        if known is not None and known.complete:
            return 0
        units = connection.execute("SELECT count(*) FROM units").fetchone()[0]
        if known is None:
            return int(units)
        held = connection.execute(
            "SELECT count(*) FROM vectors WHERE embedder_row = ?", (known.row,)
        ).fetchone()[0]
        return int(units) - int(held)

    def search(
        self,
        connection: sqlite3.Connection,
        units: IndexedUnits,
        document_rows: Collection[int] | None,
        *,
        text: str,
    ) -> Scored:
        """Cosine by passage row, on the shipped model's scale; empty where nothing is embedded."""
        chosen = self._choose(connection)
        if chosen is None:
            return make_scored()
        embedder, known = chosen
        vector = embedder.embed_query(text)
        if not vector.any():
            return make_scored()
        allowed = units.allow(document_rows)
        own = known.row == self._row
        if self._chroma is not None and own and len(units.alive) > MOST_COMPARED:
            cosines = search_chroma(connection, self._chroma, known.row, vector, units, allowed)
        else:
            index = self._index(known, embedder.dimensions)
            cosines = index.compare(connection, units, vector, allowed)
        cosines = units.fold(cosines, -np.inf)
        least = np.partition(cosines, -DEPTH)[-DEPTH] if len(cosines) > DEPTH else -np.inf
        places = np.flatnonzero((cosines >= least) & (cosines > -np.inf))
        scaled = self._scale(embedder).apply(cosines[places])
        return keep_best(Scored(units.passage_rows[places], scaled), DEPTH)

    def search_late(
        self, connection: sqlite3.Connection, passage_rows: Sequence[int], *, text: str
    ) -> Scored:
        """How near the question's pieces come to those of each passage that has any.

        Empty where searches are served by a model without a table for it, as others are.
        """
        chosen = self._choose(connection)
        if chosen is None:
            return make_scored()
        embedder, known = chosen
        if not isinstance(embedder, StaticEmbedder) or not embedder.has_late:
            return make_scored()
        kept = {
            row: pieces
            for row, pieces in read_pieces(connection, known.row, passage_rows).items()
            if pieces
        }
        return make_scored(zip(kept, embedder.match_packed(text, list(kept.values())), strict=True))

    def _choose(self, connection: sqlite3.Connection) -> tuple[Embedder, EmbedderRow] | None:
        """The embedder whose vectors are complete, this keeper's own before others."""
        complete = [each for each in list_embedders(connection) if each.complete]
        for known in sorted(complete, key=lambda each: each.name != self._embedder.name):
            embedder = self._load(known)
            if embedder is not None:
                return embedder, known
        return None

    def _load(self, known: EmbedderRow) -> Embedder | None:
        with self._loading:
            if known.name not in self._loaded:
                self._loaded[known.name] = _load_recorded(known)
            return self._loaded[known.name]

    def _scale(self, embedder: Embedder) -> CosineScale:
        with self._measuring:
            if embedder.name not in self._scales:
                self._scales[embedder.name] = measure_scale(embedder)
            return self._scales[embedder.name]

    @staticmethod
    def record(
        keeper: "VectorKeeper | None",
        connection: sqlite3.Connection,
        rows: Sequence[int],
        embedded: Embedded | None,
    ) -> None:
        """Write the vectors of new units; embedders that now lack some are not complete."""
        own = -1
        if keeper is not None and keeper._row is not None:
            own = keeper._row
            set_state(connection, "dense_pending", 1)
            if embedded is not None:
                write_vectors(connection, own, rows, embedded)
        elif find_pending_possible(connection):
            set_state(connection, "dense_pending", 1)
        if rows:
            connection.execute("UPDATE embedders SET complete = 0 WHERE embedder_row <> ?", (own,))

    def publish(self, rows: Sequence[int], vectors: Vectors | None, removed: Sequence[int]) -> None:
        """Bring Chroma up to what has been committed, then take the mark away."""
        assert self._chroma is not None  # only the writer publishes
        waiting = self._waiting
        known = removed
        if waiting is not None:
            known = [row for row in removed if waiting.pop(row, None) is None]
        if known:
            self._chroma.remove(known)
        added: dict[int, Vectors] = {}
        if vectors is not None and len(rows):
            halves = vectors.astype("<f2").astype("<f4")
            added = {rows[at]: halves[at] for at in range(len(rows)) if halves[at].any()}
        if waiting is None:
            self._add(added)
            return
        waiting |= added
        if len(waiting) >= _PUBLISHED_AT_ONCE:
            self._publish_waiting(waiting)

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Within the block Chroma gets new units by the thousand, at its end the rest.

        Until then searches of this process do not find them by meaning. What a crash keeps
        from Chroma stands in the catalog, and is put in when the store is next opened.
        """
        assert self._chroma is not None  # only the writer publishes
        if self._waiting is not None:
            yield  # the outer block's end publishes
            return
        waiting = self._waiting = {}
        try:
            yield
        finally:
            self._waiting = None
            self._publish_waiting(waiting)

    def _publish_waiting(self, waiting: dict[int, Vectors]) -> None:
        added = dict(waiting)
        waiting.clear()
        self._add(added)

    def _add(self, added: Mapping[int, Vectors]) -> None:
        assert self._chroma is not None  # only the writer publishes
        if added:
            self._chroma.add(list(added), np.stack(list(added.values())))
        with self._catalog.writing(counted=False) as connection:
            set_state(connection, "dense_pending", 0)

    def catch_up(self, progress: Callable[[int, int], None] | None) -> None:
        """Embed what has no vector yet, then make Chroma agree with the catalog."""
        with self._catalog.writing(counted=False) as connection:
            connection.execute(
                "INSERT INTO embedders(name, dimensions, complete, source) VALUES (?, ?, 0, ?)"
                " ON CONFLICT(name) DO UPDATE SET source = excluded.source",
                (self._embedder.name, self._embedder.dimensions, self._embedder.source),
            )
            known = find_embedder(connection, self._embedder.name)
            assert known is not None  # just inserted
        self._row = known.row
        if not known.complete:
            self._embed_missing(known.row, progress)
        self._reconcile(known.row)
        assert self._chroma is not None  # only the writer catches up
        self._chroma.drop_emptied()

    def _embed_missing(
        self, embedder_row: int, progress: Callable[[int, int], None] | None
    ) -> None:
        missing = self._find_missing(embedder_row)
        for start in range(0, len(missing), _BATCH):
            rows = missing[start : start + _BATCH]
            with self._catalog.reading() as connection:
                texts = _read_dense_texts(connection, rows)
            embedded = self.embed(texts)
            with self._catalog.writing(counted=False) as connection:
                set_state(connection, "dense_pending", 1)
                write_vectors(connection, embedder_row, rows, embedded)
            if progress is not None:
                progress(min(start + _BATCH, len(missing)), len(missing))
        with self._catalog.writing() as connection:
            connection.execute(
                "UPDATE embedders SET complete = 1 WHERE embedder_row = ?", (embedder_row,)
            )
            connection.execute("DELETE FROM embedders WHERE embedder_row <> ?", (embedder_row,))

    def _find_missing(self, embedder_row: int) -> list[int]:
        with self._catalog.reading() as connection:
            rows = connection.execute(
                "SELECT unit_row FROM units WHERE NOT EXISTS (SELECT 1 FROM vectors"
                " WHERE embedder_row = ? AND vectors.unit_row = units.unit_row)"
                " ORDER BY unit_row",
                (embedder_row,),
            ).fetchall()
        return [int(row[0]) for row in rows]

    def _reconcile(self, embedder_row: int) -> None:
        assert self._chroma is not None  # only the writer catches up
        with self._catalog.reading() as connection:
            wanted = connection.execute(
                "SELECT count(*) FROM vectors WHERE embedder_row = ? AND length(vector) > 0",
                (embedder_row,),
            ).fetchone()[0]
            pending = get_state(connection, "dense_pending")
            if not pending and wanted == self._chroma.count():
                return
            self._chroma.reconcile(connection, embedder_row)
        self._chroma.drop_others()
        with self._catalog.writing(counted=False) as connection:
            set_state(connection, "dense_pending", 0)

    def _index(self, known: EmbedderRow, dimensions: int) -> ExactIndex:
        with self._making:
            held = self._exact_of
            if (
                self._exact is None
                or held is None
                or (held.row, held.name)
                != (
                    known.row,
                    known.name,
                )
            ):
                self._exact = ExactIndex(known.row, dimensions)
                self._exact_of = known
            return self._exact


def _load_recorded(known: EmbedderRow) -> Embedder | None:
    """The embedder of vectors that another one made; None where it cannot be had any more."""
    if not known.source:
        return None
    try:
        embedder = load_embedder(known.source)
    except StoreError as error:
        _LOGGER.warning("the vectors held are of a model that cannot be loaded: %s", error)
        return None
    if embedder is None or embedder.name != known.name:
        _LOGGER.warning("the vectors held are of a model that %r is no longer", known.source)
        return None
    return embedder


def find_pending_possible(connection: sqlite3.Connection) -> bool:
    """Whether some embedder has been used here, so that Chroma may fall behind."""
    return connection.execute("SELECT 1 FROM embedders LIMIT 1").fetchone() is not None


def _read_dense_texts(connection: sqlite3.Connection, rows: list[int]) -> list[str]:
    found = connection.execute(
        "SELECT units.unit_row, documents.title, passages.heading_path, units.text"
        " FROM units JOIN passages USING (passage_row)"
        " JOIN documents ON documents.document_row = units.document_row"
        " WHERE unit_row IN (SELECT value FROM json_each(?))",
        (json.dumps(rows),),
    )
    texts = {
        unit_row: make_dense_text(title, tuple(json.loads(path)), text)
        for unit_row, title, path, text in found
    }
    return [texts[row] for row in rows]
