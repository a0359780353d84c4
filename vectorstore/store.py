"""The store: keeps the documents of parsed files and finds their clauses.

One process writes (`writable=True` takes the lock until it is closed): while a server runs it
is the writer, and documents reach the store through it. Any number of other processes may read
meanwhile; they see what is committed and touch nothing. A store may be used by many threads.
"""

import contextlib
import functools
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, Self

from ingest.model import DocumentId, ParsedFile
from ingest.references import ClauseRef
from vectorstore import filing, lookup
from vectorstore.catalog import Catalog, get_state
from vectorstore.history import StoredVersion, list_versions
from vectorstore.indexed import UnitReader
from vectorstore.lock import acquire_lock
from vectorstore.model import (
    PUBLIC,
    Embedder,
    Hit,
    Passage,
    PassageId,
    ReaderScope,
    SearchQuery,
    StoredBenefit,
    StoredDocument,
    StoredDuty,
    StoredTarget,
    StoreError,
    UnknownClauseError,
)
from vectorstore.records import split_passage_id
from vectorstore.search import search_passages
from vectorstore.segments import read_counts
from vectorstore.units import collect_names
from vectorstore.vectors import VectorKeeper
from vectorstore.words import NameIndex

Progress = Callable[[int, int], None]  # units embedded, units to embed


class ClauseStore:
    """Documents with their clauses, in one folder; made by `open`."""

    def __init__(self, catalog: Catalog, lock: IO[str] | None, keeper: VectorKeeper | None) -> None:
        self._catalog = catalog
        self._lock = lock
        self._keeper = keeper
        self._writing = threading.RLock()
        self._caching = threading.Lock()
        self._names: tuple[int, set[str], NameIndex] | None = None
        self._units = UnitReader()
        self._counts: dict[str, tuple[int, Mapping[str, int]]] = {}

    @classmethod
    def open(
        cls,
        data_dir: Path,
        embedder: Embedder | None = None,
        *,
        writable: bool = False,
        progress: Progress | None = None,
    ) -> Self:
        """The store in `data_dir`; a missing folder opened for reading is an empty store.

        Opened for writing with an embedder that is new to it, the store embeds everything
        before it returns, telling `progress`; when that is broken off, the next opening goes
        on from there. Until it is done readers are served by the old vectors, with the embedder
        that made them, and afterwards by the new ones, whichever embedder they were opened with.
        Without an embedder, search is lexical only.
        """
        if not writable:
            catalog = Catalog(data_dir, writable=False)
            keeper = None if embedder is None else VectorKeeper(catalog, embedder, None)
            return cls(catalog, None, keeper)
        lock = acquire_lock(data_dir)
        with contextlib.ExitStack() as opened:
            opened.callback(lock.close)
            catalog = Catalog(data_dir, writable=True)
            opened.callback(catalog.close)
            keeper = None
            if embedder is not None:
                keeper = VectorKeeper(catalog, embedder, data_dir)
                opened.callback(keeper.close)
                keeper.catch_up(progress)
            opened.pop_all()  # closed by `close` from here on
        return cls(catalog, lock, keeper)

    def open_beside(self, progress: Progress | None = None) -> Self:
        """The same folder with the same embedder, opened for writing."""
        embedder = None if self._keeper is None else self._keeper.embedder
        return self.open(self._catalog.data_dir, embedder, writable=True, progress=progress)

    def close(self) -> None:
        """Let go of files and of the lock; the store cannot be used afterwards."""
        with self._writing:
            if self._keeper is not None:
                self._keeper.close()
            self._catalog.close()
            if self._lock is not None:
                self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextlib.contextmanager
    def loading(self) -> Iterator[None]:
        """Within the block filing many files is faster; other threads' writing waits.

        What is filed is committed and found as ever; only in stores so large that Chroma is
        asked does this process find it by meaning after the block.
        """
        with self._writing, contextlib.ExitStack() as entered:
            if self._keeper is not None:
                entered.enter_context(self._keeper.gathering())
            yield

    def replace(self, parsed: ParsedFile) -> None:
        """Add the file's documents, or put them in the place of those held.

        Readers see the old documents or the new ones. The old version stays in the history
        where the content differs; the file keeps its visibility.
        """
        drafts = [filing.prepare_document(document) for document in parsed.documents]
        texts = [text for draft in drafts for text in draft.dense_texts()]
        with self._writing:
            embedded = None if self._keeper is None else self._keeper.embed(texts)
            removed: list[int] = []
            try:
                with self._names_kept(), self._catalog.writing() as connection:
                    added = collect_names(parsed.documents)
                    names = self._add_names(connection, added)
                    held = filing.find_file(connection, parsed.file_name)
                    visibility = "public" if held is None else str(held["visibility"])
                    if held is not None:
                        if held["content_hash"] != parsed.content_hash:
                            filing.keep_version(connection, held["file_row"])
                        removed = filing.delete_file(connection, held["file_row"])
                    rows = filing.insert_file(connection, parsed, drafts, names, visibility)
                    VectorKeeper.record(self._keeper, connection, rows, embedded)
                    version = get_state(connection, "version") + 1  # this transaction's
                if held is None:
                    self._keep_names(version, added, names)
            except sqlite3.IntegrityError as error:
                raise StoreError(
                    f"cannot file {parsed.file_name!r}: {error}; expected ids of its own and a "
                    "parent, a passage for each duty and benefit",
                    message_zh=f"文件“{parsed.file_name}”与已有文件的编号冲突，没有入库。",
                ) from error
            if self._keeper is not None and embedded is not None:
                self._keeper.publish(rows, embedded.vectors, removed)

    def remove(self, file_name: str) -> bool:
        """Whether the file was held; it no longer is, but for the history."""
        with self._writing:
            with self._catalog.writing() as connection:
                held = filing.find_file(connection, file_name)
                if held is None:
                    return False
                filing.keep_version(connection, held["file_row"])
                removed = filing.delete_file(connection, held["file_row"])
                VectorKeeper.record(self._keeper, connection, [], None)
            if self._keeper is not None:
                self._keeper.publish([], None, removed)
        return True

    def set_visibility(self, file_name: str, visibility: str) -> bool:
        """Whether the file is held; only scopes that name the visibility see it from now on."""
        with self._writing, self._catalog.writing() as connection:
            held = filing.find_file(connection, file_name)
            if held is None:
                return False
            for table in ("files", "documents"):
                connection.execute(
                    f"UPDATE {table} SET visibility = ? WHERE file_row = ?",
                    (visibility, held["file_row"]),
                )
        return True

    def content_hash(self, file_name: str) -> str | None:
        """SHA-256 of the file as held, None where it is not held."""
        with self._catalog.reading() as connection:
            held = filing.find_file(connection, file_name)
        return None if held is None else str(held["content_hash"])

    def documents(self, scope: ReaderScope = PUBLIC) -> tuple[StoredDocument, ...]:
        """All documents, by file name and position in the file."""
        with self._catalog.reading() as connection:
            return lookup.list_documents(connection, scope)

    def document(self, document_id: DocumentId, scope: ReaderScope = PUBLIC) -> StoredDocument:
        """The document; raises UnknownDocumentError."""
        with self._catalog.reading() as connection:
            return lookup.get_document(connection, document_id, scope)

    def passages(self, document_id: DocumentId, scope: ReaderScope = PUBLIC) -> tuple[Passage, ...]:
        """Leads and clauses in reading order; raises UnknownDocumentError."""
        with self._catalog.reading() as connection:
            return lookup.list_passages(connection, document_id, scope)

    def relatives(
        self, passages: Collection[Passage], scope: ReaderScope = PUBLIC
    ) -> tuple[Passage, ...]:
        """The parents and children of passages, in reading order of each document."""
        with self._catalog.reading() as connection:
            return lookup.list_relatives(connection, passages, scope)

    def page_passages(
        self, document_id: DocumentId, scope: ReaderScope = PUBLIC
    ) -> tuple[Passage, ...]:
        """What a web page says around the document (索引号, 来源); it is cited, never searched."""
        with self._catalog.reading() as connection:
            return lookup.list_page_passages(connection, document_id, scope)

    def passage(self, passage_id: PassageId, scope: ReaderScope = PUBLIC) -> Passage:
        """The passage; raises UnknownDocumentError or UnknownClauseError."""
        try:
            document_id, ordinal = split_passage_id(passage_id)
        except ValueError as error:
            raise UnknownClauseError(
                str(error), message_zh=f"“{passage_id}”不是条款编号。"
            ) from error
        with self._catalog.reading() as connection:
            return lookup.get_passage(connection, document_id, ordinal, scope)

    def clause(
        self, document_id: DocumentId, ref: ClauseRef, scope: ReaderScope = PUBLIC
    ) -> Passage:
        """The clause; raises UnknownDocumentError or UnknownClauseError."""
        with self._catalog.reading() as connection:
            return lookup.get_clause(connection, document_id, str(ref), scope)

    def source_text(self, document_id: DocumentId, scope: ReaderScope = PUBLIC) -> str:
        """The text of the whole file; spans of its passages are offsets into it."""
        with self._catalog.reading() as connection:
            return lookup.get_source_text(connection, document_id, scope)

    def page_image(self, document_id: DocumentId, page: int, scope: ReaderScope = PUBLIC) -> bytes:
        """The page, from 1, as JPEG; raises UnknownDocumentError or UnknownPageError."""
        with self._catalog.reading() as connection:
            return lookup.get_page_image(connection, document_id, page, scope)

    def versions(self, file_name: str, scope: ReaderScope = PUBLIC) -> tuple[StoredVersion, ...]:
        """The file's versions, oldest first, the one held now last; () where none is known."""
        with self._catalog.reading() as connection:
            return list_versions(connection, file_name, scope)

    def duties(
        self,
        document_ids: frozenset[DocumentId] | None = None,
        scope: ReaderScope = PUBLIC,
    ) -> tuple[StoredDuty, ...]:
        """Duties by document and position; None: of all documents."""
        with self._catalog.reading() as connection:
            return lookup.list_duties(connection, document_ids, scope)

    def benefits(
        self,
        document_ids: frozenset[DocumentId] | None = None,
        scope: ReaderScope = PUBLIC,
    ) -> tuple[StoredBenefit, ...]:
        """Benefits by document and position; None: of all documents."""
        with self._catalog.reading() as connection:
            return lookup.list_benefits(connection, document_ids, scope)

    def targets(
        self,
        document_ids: frozenset[DocumentId] | None = None,
        scope: ReaderScope = PUBLIC,
    ) -> tuple[StoredTarget, ...]:
        """Targets by document and position; None: of all documents."""
        with self._catalog.reading() as connection:
            return lookup.list_targets(connection, document_ids, scope)

    def search(self, query: SearchQuery) -> tuple[Hit, ...]:
        """Fused hits, best first, ranked from 1."""
        find_dense = find_late = None
        if self._keeper is not None:
            find_dense = functools.partial(self._keeper.search, text=query.text)
            find_late = functools.partial(self._keeper.search_late, text=query.text)
        with self._catalog.reading() as connection:
            units, names = self._units.read(connection), self._read_names(connection)
            return search_passages(connection, query, units, names, find_dense, find_late)

    def compare(self, question: str, texts: Sequence[str]) -> tuple[float, ...] | None:
        """Cosine of the question with each text, as in `Scores.dense`; None without embedder."""
        if self._keeper is None:
            return None
        with self._catalog.reading() as connection:
            return self._keeper.compare(connection, question, texts)

    def count_unembedded(self) -> int:
        """How many units the embedder has no vectors of; 0 without an embedder."""
        if self._keeper is None:
            return 0
        with self._catalog.reading() as connection:
            return self._keeper.count_missing(connection)

    def vocabulary(self) -> Mapping[str, int]:
        """Word → number of passages that hold it; a snapshot of the committed index."""
        return self._read_counts("words")

    def version(self) -> int:
        """A number that changes with every change of what is held; for readers' caches."""
        with self._catalog.reading() as connection:
            return get_state(connection, "version")

    def character_pairs(self) -> Mapping[str, int]:
        """Pair of neighbouring Chinese characters → number of passages that hold it."""
        return self._read_counts("grams")

    def names(self) -> frozenset[str]:
        """Names that are kept whole in words: departments, issuing bodies, programmes."""
        with self._catalog.reading() as connection:
            return _select_names(connection)

    def _read_counts(self, table: str) -> Mapping[str, int]:
        with self._catalog.reading() as connection:
            version = get_state(connection, "version")
            with self._caching:
                held = self._counts.get(table)
            if held is None or held[0] != version:
                length = 2 if table == "grams" else None
                held = (version, MappingProxyType(read_counts(connection, table, length)))
                with self._caching:
                    self._counts[table] = held
        return held[1]

    def _read_names(self, connection: sqlite3.Connection) -> NameIndex:
        version = get_state(connection, "version")
        with self._caching:
            held = self._names
        if held is None or held[0] != version:
            names = set(_select_names(connection))
            same = held is not None and held[1] == names
            held = (version, names, held[2] if held and same else NameIndex(names))
            with self._caching:
                self._names = held
        return held[2]

    def _add_names(self, connection: sqlite3.Connection, added: frozenset[str]) -> NameIndex:
        index = self._read_names(connection)
        with self._caching:
            held = self._names
        if held is None or held[2] is not index:
            index.grow(added)  # another thread has read the names anew since
        else:
            index.grow(added - held[1])
        return index

    def _keep_names(self, version: int, added: frozenset[str], index: NameIndex) -> None:
        """Take over what a commit that removed nothing has added, instead of reading it again."""
        with self._caching:
            known = self._names
            if known is not None and known[0] == version - 1 and known[2] is index:
                names = known[1]
                names |= added
                self._names = (version, names, index)

    @contextlib.contextmanager
    def _names_kept(self) -> Iterator[None]:
        """Forget the names where the block is broken off, which has added some in vain."""
        with contextlib.ExitStack() as undone:
            undone.callback(self._forget_names)
            yield
            undone.pop_all()

    def _forget_names(self) -> None:
        with self._caching:
            self._names = None


def _select_names(connection: sqlite3.Connection) -> frozenset[str]:
    return frozenset(row[0] for row in connection.execute("SELECT DISTINCT name FROM names"))
