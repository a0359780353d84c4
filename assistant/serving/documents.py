"""The JSON form of held documents and their clauses, the same in the API and the terminal."""

from pydantic import Field

from assistant.serving.wire_base import Wire
from ingest.model import PartialDate, Validity
from vectorstore.model import Passage, StoredDocument, UnknownClauseError


class RegionOut(Wire):
    """As far as the text says."""

    province: str | None
    city: str | None
    county: str | None


class DocumentOut(Wire):
    """A held document; dates are as precise as the text: 2024, 2024-06 or 2024-06-12."""

    id: str
    doc: str = Field(description="file name")
    part: str | None = Field(description="附件1, 篇二; null for the document the file is about")
    parent_id: str | None
    title: str
    document_number: str | None
    issuing_body: str | None
    issue_date: str | None
    effective_from: str | None
    effective_to: str | None
    region: RegionOut
    validity: str
    validity_note: str
    clause_count: int
    character_count: int
    ingested_at: str
    page_count: int = Field(description="of the file; 0 in formats without pages")
    ocr_pages: tuple[int, ...] = Field(description="pages recognised from pictures")
    ocr_confidence: float | None = Field(description="mean over their characters, 0–1")


class OutlineOut(Wire):
    """A clause in a document's outline, without its text."""

    label: str
    heading: str
    kind: str
    start: int
    end: int


class DocumentWithOutline(DocumentOut):
    """A document with its clauses and leads in reading order."""

    clauses: tuple[OutlineOut, ...]


class ClauseOut(Wire):
    """A clause with its text; offsets count characters of the file's extracted text."""

    document: DocumentOut
    label: str
    heading: str
    heading_path: tuple[str, ...] = Field(description="headings above, outermost first")
    kind: str
    inferred: bool = Field(description="the number is missing in the source")
    text: str = Field(description="the whole clause with everything under it")
    start: int
    own_end: int = Field(description="where the clause's own words end")
    end: int
    parent: str | None = Field(description="label of the clause above")
    previous: str | None = Field(description="label of the clause before, in reading order")
    next: str | None
    children: tuple[str, ...]


def write_document(document: StoredDocument, validity: Validity) -> DocumentOut:
    """A document as JSON."""
    return DocumentOut.model_validate(_list_fields(document, validity))


def write_outline(
    document: StoredDocument, passages: tuple[Passage, ...], validity: Validity
) -> DocumentWithOutline:
    """A document as JSON with all its clauses and leads."""
    clauses = tuple(
        OutlineOut(
            label=passage.label,
            heading=passage.heading,
            kind=passage.kind,
            start=passage.span.start,
            end=passage.span.end,
        )
        for passage in passages
    )
    fields = _list_fields(document, validity) | {"clauses": clauses}
    return DocumentWithOutline.model_validate(fields)


def write_clause(
    document: StoredDocument, passages: tuple[Passage, ...], label: str, validity: Validity
) -> ClauseOut:
    """The first of the passages with this label; raises UnknownClauseError."""
    place = next((at for at, each in enumerate(passages) if each.label == label), None)
    if place is None:
        raise UnknownClauseError(
            f"finding the clause {label!r} of {document.id!r} among {len(passages)}: not there",
            message_zh=f"《{document.title}》没有“{label}”这一条，请核对条文序号。",
        )
    passage = passages[place]
    by_id = {each.id: each.label for each in passages}
    return ClauseOut(
        document=write_document(document, validity),
        label=passage.label,
        heading=passage.heading,
        heading_path=passage.heading_path,
        kind=passage.kind,
        inferred=passage.inferred,
        text=passage.text,
        start=passage.span.start,
        own_end=passage.own_end,
        end=passage.span.end,
        parent=by_id.get(passage.parent) if passage.parent else None,
        previous=passages[place - 1].label if place else None,
        next=passages[place + 1].label if place + 1 < len(passages) else None,
        children=tuple(each.label for each in passages if each.parent == passage.id),
    )


def _list_fields(document: StoredDocument, validity: Validity) -> dict[str, object]:
    metadata = document.metadata
    region = metadata.region
    return {
        "id": document.id,
        "doc": document.file_name,
        "part": document.part,
        "parent_id": document.parent_id,
        "title": document.title,
        "document_number": metadata.document_number,
        "issuing_body": metadata.issuing_body,
        "issue_date": _write_date(metadata.issue_date),
        "effective_from": _write_date(metadata.effective_from),
        "effective_to": _write_date(metadata.effective_to),
        "region": RegionOut(province=region.province, city=region.city, county=region.county),
        "validity": validity.state,
        "validity_note": validity.note,
        "clause_count": document.clause_count,
        "character_count": document.character_count,
        "ingested_at": document.ingested_at,
        "page_count": len(document.pages.starts),
        "ocr_pages": document.pages.recognised,
        "ocr_confidence": document.pages.confidence,
    }


def _write_date(date: PartialDate | None) -> str | None:
    return None if date is None else str(date)
