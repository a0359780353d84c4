"""What the store keeps and what a search gives back."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NewType, Protocol

import numpy as np
import numpy.typing as npt

from ingest.model import (
    ClauseKind,
    DocumentId,
    DocumentMetadata,
    DutyRole,
    LeadKind,
    Span,
    TargetDirection,
)
from ingest.pages import NO_PAGES, Pages

PassageId = NewType("PassageId", str)  # "<document id>:<ordinal>", stable while the text is

Vectors = npt.NDArray[np.float32]


class StoreError(Exception):
    """Root of what can go wrong in the store; `message_zh` is what a person is shown."""

    def __init__(self, message: str, *, message_zh: str) -> None:
        super().__init__(message)
        self.message_zh = message_zh


class StoreLockedError(StoreError):
    """Another process is writing to the same data folder."""


class StoreNotWritableError(StoreError):
    """The data folder cannot be made or written."""


class ModelError(StoreError):
    """A model is missing, damaged, of another kind, or needs a package that is not installed."""


class UnknownDocumentError(StoreError):
    """No document with this id is held (or the reader may not see it)."""


class UnknownClauseError(StoreError):
    """The document is held, but it has no clause with this reference."""


class UnknownPageError(StoreError):
    """The document is held, but no picture of this page is."""


@dataclass(frozen=True, slots=True)
class ReaderScope:
    """What a reader may see. Every search and every listing takes one."""

    visibilities: frozenset[str] = frozenset({"public"})


PUBLIC = ReaderScope()


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as the catalog lists it, without its text."""

    id: DocumentId
    file_name: str
    part: str | None
    parent_id: DocumentId | None
    metadata: DocumentMetadata
    clause_count: int  # numbered units, annex list items included
    character_count: int
    ingested_at: str  # ISO 8601, UTC
    pages: Pages = NO_PAGES  # of the file

    @property
    def title(self) -> str:
        """The title as cited, without blanks from line breaks."""
        return self.metadata.title


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause or a lead as it is searched and cited.

    `text` is the whole unit with everything under it; `own_text` stops before the first child.
    """

    id: PassageId
    document_id: DocumentId
    ordinal: int  # reading order in the document, leads and clauses together, from 0
    label: str  # str(ClauseRef); for a lead a Chinese word: 标题, 通知, 引言, 落款, 文末, 正文
    kind: ClauseKind | LeadKind
    heading: str
    heading_path: tuple[str, ...]  # headings of the clauses above, outermost first
    span: Span
    own_end: int
    text: str
    parent: PassageId | None
    has_children: bool
    inferred: bool

    @property
    def own_text(self) -> str:
        """The text before the first child."""
        return self.text[: self.own_end - self.span.start]


@dataclass(frozen=True, slots=True)
class Scores:
    """How a passage was found. None where that search did not find it."""

    lexical: float | None  # standardised BM25, unitless, higher is better
    dense: float | None  # cosine similarity, -1 to 1, on the scale of the model that ships with us
    fused: float  # of both, unitless, higher is better; what the rank follows without a reranker
    reranked: float | None = None  # the reranker's and `fused`, unitless; what the rank follows

    def by_name(self) -> dict[str, float | None]:
        """The scores as they are written; `reranked` only where a reranker has read the passage.

        >>> Scores(None, 0.5, 1.0).by_name()
        {'lexical': None, 'dense': 0.5, 'fused': 1.0}
        """
        read = {} if self.reranked is None else {"reranked": self.reranked}
        return {"lexical": self.lexical, "dense": self.dense, "fused": self.fused, **read}


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question."""

    passage: Passage
    document: StoredDocument
    scores: Scores
    rank: int  # from 1
    named: bool = False  # the question names it by number: such come first, whatever they score


@dataclass(frozen=True, slots=True)
class WeightedText:
    """Words added to a question, each with the weight of one of its own words (0 to 1)."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to look for and where."""

    text: str
    expansions: tuple[WeightedText, ...] = ()
    document_ids: frozenset[DocumentId] | None = None  # None: all documents
    limit: int = 10
    scope: ReaderScope = field(default=PUBLIC)


@dataclass(frozen=True, slots=True)
class StoredParty:
    """A department or person in a duty, as written."""

    role: DutyRole
    name: str


@dataclass(frozen=True, slots=True)
class StoredDuty:
    """A duty with the passage that carries it."""

    passage: Passage
    document: StoredDocument
    task: str
    parties: tuple[StoredParty, ...]
    deadline: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class StoredBenefit:
    """A benefit with the passage that carries it."""

    passage: Passage
    document: StoredDocument
    name: str
    recipients: str | None
    condition: str | None
    amount: str | None
    granted_by: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class StoredTarget:
    """A target with the passage that carries it; the values are those of `ingest.model.Target`."""

    passage: Passage
    document: StoredDocument
    figure: str
    value: Decimal | None
    upper: Decimal | None
    unit: str
    direction: TargetDirection
    subject: str
    date: str | None
    span: Span


class Embedder(Protocol):
    """Turns texts into unit vectors.

    `name` changes whenever the passages' vectors would: the store re-embeds when it differs.
    """

    @property
    def name(self) -> str:
        """What tells these vectors from others."""
        ...

    @property
    def source(self) -> str:
        """What `load_embedder` loads it by in another process; empty where it cannot."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed_passages(self, texts: list[str]) -> Vectors:
        """Float32 of shape (len(texts), dimensions), rows of length 1 (or all zero)."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Float32 of shape (dimensions,), of length 1 (or all zero)."""
        ...
