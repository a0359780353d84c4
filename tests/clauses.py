"""Invented clauses as hits, for tests of drafting and verification that need no store."""

from collections.abc import Sequence

from ingest.model import ClauseKind, DocumentId, DocumentMetadata, PartialDate, Region, Span
from vectorstore.model import Hit, Passage, PassageId, Scores, StoredDocument


def make_document(
    number: int,
    title: str,
    *,
    document_number: str | None = None,
    body: str | None = None,
    region: Region | None = None,
) -> StoredDocument:
    return StoredDocument(
        id=DocumentId(f"document-{number}"),
        file_name=f"{number}.txt",
        part=None,
        parent_id=None,
        metadata=DocumentMetadata(
            title=title,
            document_number=document_number,
            issuing_body=body,
            issue_date=PartialDate(2024, 3, 1),
            region=region or Region(),
        ),
        clause_count=3,
        character_count=1000,
        ingested_at="2026-01-01T00:00:00Z",
    )


def make_hit(
    document: StoredDocument, ordinal: int, text: str, *, label: str, heading: str, rank: int
) -> Hit:
    passage = Passage(
        id=PassageId(f"{document.id}:{ordinal}"),
        document_id=document.id,
        ordinal=ordinal,
        label=label,
        kind=ClauseKind.CLAUSE,
        heading=heading,
        heading_path=(),
        span=Span(ordinal * 1000, ordinal * 1000 + len(text)),
        own_end=ordinal * 1000 + len(text),
        text=text,
        parent=None,
        has_children=False,
        inferred=False,
    )
    return Hit(passage, document, Scores(lexical=1.0, dense=None, fused=1.0), rank)


def make_hits(document: StoredDocument, texts: Sequence[str]) -> tuple[Hit, ...]:
    """Clauses numbered 第一条 … 第九条 without headings."""
    return tuple(
        make_hit(document, n, text, label=f"第{'一二三四五六七八九'[n]}条", heading="", rank=n + 1)
        for n, text in enumerate(texts)
    )
