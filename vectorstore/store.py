"""The store: keeps the documents of parsed files and finds their clauses."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.model import DocumentId, ParsedFile
from ingest.references import ClauseRef
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
)


class ClauseStore:
    """Signatures first; the body follows in the next commits."""

    @classmethod
    def open(
        cls, data_dir: Path, embedder: Embedder | None = None, *, writable: bool = False
    ) -> Self:
        """The store in `data_dir`; a missing folder opened for reading is an empty store."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of files and of the lock; the store cannot be used afterwards."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def replace(self, parsed: ParsedFile) -> None:
        """Add the file's documents, or put them in the place of those held."""
        raise NotImplementedError

    def remove(self, file_name: str) -> bool:
        """Whether the file was held; it no longer is."""
        raise NotImplementedError

    def content_hash(self, file_name: str) -> str | None:
        """SHA-256 of the file as held, None where it is not held."""
        raise NotImplementedError

    def documents(self, scope: ReaderScope = PUBLIC) -> tuple[StoredDocument, ...]:
        """All documents, by file name and position in the file."""
        raise NotImplementedError

    def document(self, document_id: DocumentId, scope: ReaderScope = PUBLIC) -> StoredDocument:
        """The document; raises UnknownDocumentError."""
        raise NotImplementedError

    def passages(
        self, document_id: DocumentId, scope: ReaderScope = PUBLIC
    ) -> tuple[Passage, ...]:
        """Leads and clauses in reading order; raises UnknownDocumentError."""
        raise NotImplementedError

    def passage(self, passage_id: PassageId, scope: ReaderScope = PUBLIC) -> Passage:
        """The passage; raises UnknownDocumentError or UnknownClauseError."""
        raise NotImplementedError

    def clause(
        self, document_id: DocumentId, ref: ClauseRef, scope: ReaderScope = PUBLIC
    ) -> Passage:
        """The clause; raises UnknownDocumentError or UnknownClauseError."""
        raise NotImplementedError

    def source_text(self, document_id: DocumentId, scope: ReaderScope = PUBLIC) -> str:
        """The text of the whole file; spans of its passages are offsets into it."""
        raise NotImplementedError

    def duties(
        self,
        document_ids: frozenset[DocumentId] | None = None,
        scope: ReaderScope = PUBLIC,
    ) -> tuple[StoredDuty, ...]:
        """Duties by document and position."""
        raise NotImplementedError

    def benefits(
        self,
        document_ids: frozenset[DocumentId] | None = None,
        scope: ReaderScope = PUBLIC,
    ) -> tuple[StoredBenefit, ...]:
        """Benefits by document and position."""
        raise NotImplementedError

    def search(self, query: SearchQuery) -> tuple[Hit, ...]:
        """Fused hits, best first, ranked from 1."""
        raise NotImplementedError

    def vocabulary(self) -> Mapping[str, int]:
        """Word → number of passages that hold it; a snapshot of the committed index."""
        raise NotImplementedError
