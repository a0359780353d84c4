"""Database rows and the values they stand for: metadata, documents, passages."""

import dataclasses
import functools
import json
import sqlite3
from collections.abc import Callable

from ingest.model import (
    ClauseKind,
    DocumentId,
    DocumentMetadata,
    DocumentStatus,
    LeadKind,
    PartialDate,
    Region,
    SourceKind,
    Span,
)
from ingest.pages import NO_PAGES, Pages
from vectorstore.model import Passage, PassageId, StoredDocument
from vectorstore.units import LEAD_LABELS

_DATES = (
    "issue_date",
    "publish_date",
    "effective_from",
    "effective_to",
    "plan_from",
    "plan_to",
)
_LISTS = ("cited_numbers", "amends", "repeals", "replaces", "based_on")
DOCUMENT_COLUMNS = (
    "documents.*, files.file_name, files.pages, files.ingested_at"
    " FROM documents JOIN files USING (file_row)"
)
PASSAGE_COLUMNS = "passages.*, documents.document_id"


def format_metadata(metadata: DocumentMetadata) -> str:
    """JSON of the metadata, dates as the text gives them."""
    fields = dataclasses.asdict(metadata)
    for name in _DATES:
        date: PartialDate | None = getattr(metadata, name)
        fields[name] = None if date is None else str(date)
    return json.dumps(fields, ensure_ascii=False)


@functools.lru_cache(maxsize=4096)  # of the documents that hits belong to; values never change
def parse_metadata(text: str) -> DocumentMetadata:
    """The metadata that `format_metadata` printed."""
    fields = json.loads(text)
    for name in _DATES:
        fields[name] = None if fields[name] is None else PartialDate.parse(fields[name])
    for name in _LISTS:
        fields[name] = tuple(fields[name])
    fields["status"] = DocumentStatus(fields["status"])
    fields["source_kind"] = SourceKind(fields["source_kind"])
    fields["region"] = Region(**fields["region"])
    return DocumentMetadata(**fields)


def format_pages(pages: Pages) -> str:
    """JSON of a file's pages, "" for a file without any."""
    return json.dumps(dataclasses.asdict(pages)) if pages.starts else ""


@functools.lru_cache(maxsize=512)  # a long file's pages are many numbers
def parse_pages(text: str) -> Pages:
    """The pages that `format_pages` printed."""
    if not text:
        return NO_PAGES
    fields = json.loads(text)
    return Pages(tuple(fields["starts"]), tuple(fields["recognised"]), fields["confidence"])


def read_document(row: sqlite3.Row) -> StoredDocument:
    """The document of a row of `DOCUMENT_COLUMNS`."""
    return StoredDocument(
        id=DocumentId(row["document_id"]),
        file_name=row["file_name"],
        part=row["part"],
        parent_id=None if row["parent_id"] is None else DocumentId(row["parent_id"]),
        metadata=parse_metadata(row["metadata"]),
        clause_count=row["clause_count"],
        character_count=row["character_count"],
        ingested_at=row["ingested_at"],
        pages=parse_pages(row["pages"]),
    )


def read_passage(row: sqlite3.Row) -> Passage:
    """The passage of a row of `PASSAGE_COLUMNS`."""
    document_id = DocumentId(row["document_id"])
    kind: Callable[[str], ClauseKind | LeadKind] = LeadKind if row["is_lead"] else ClauseKind
    parent = row["parent"]
    return Passage(
        id=make_passage_id(document_id, row["ordinal"]),
        document_id=document_id,
        ordinal=row["ordinal"],
        label=row["label"],
        kind=kind(row["kind"]),
        heading=row["heading"],
        heading_path=tuple(json.loads(row["heading_path"])),
        span=Span(row["span_start"], row["span_end"]),
        own_end=row["own_end"],
        text=row["text"],
        parent=None if parent is None else make_passage_id(document_id, parent),
        has_children=bool(row["has_children"]),
        inferred=bool(row["inferred"]),
    )


def make_page_passage(document_id: DocumentId, ordinal: int, span: Span, text: str) -> Passage:
    """A stretch of the file's text that belongs to the web page around the document."""
    return Passage(
        id=make_passage_id(document_id, ordinal),
        document_id=document_id,
        ordinal=ordinal,
        label=LEAD_LABELS[LeadKind.PAGE],
        kind=LeadKind.PAGE,
        heading="",
        heading_path=(),
        span=span,
        own_end=span.end,
        text=text[span.start : span.end],
        parent=None,
        has_children=False,
        inferred=False,
    )


def make_passage_id(document_id: DocumentId, ordinal: int) -> PassageId:
    """The id of the passage with this place in the document.

    >>> make_passage_id(DocumentId("a:b"), 3)
    'a:b:3'
    """
    return PassageId(f"{document_id}:{ordinal}")


def split_passage_id(passage_id: PassageId) -> tuple[DocumentId, int]:
    """Document and place; raises ValueError on what is no passage id.

    >>> split_passage_id(PassageId("a:b:3"))
    ('a:b', 3)
    """
    document_id, _, ordinal = passage_id.rpartition(":")
    if not document_id or not (ordinal.isascii() and ordinal.isdigit()):
        raise ValueError(f"expected '<document id>:<ordinal>', found {passage_id!r}")
    return DocumentId(document_id), int(ordinal)
