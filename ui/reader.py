"""What opens beside an answer: a clause in its document, a document, the list of documents."""

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.library import Library
from ingest.model import DocumentId, Span
from ui.marking import name_document
from ui.render import (
    render_document_head,
    render_documents,
    render_page_images,
    render_passage,
    render_running,
)
from vectorstore.model import PassageId, UnknownClauseError
from vectorstore.store import ClauseStore

if TYPE_CHECKING:
    from fastapi import FastAPI

AROUND = 900  # characters before and after a clause: about one screen each
STEP = 3_000  # characters that one press on 更多 adds
MOST_SCANS = 3  # pages shown of a quote that goes over several
LISTED = 300  # documents in the list; more would make the page slow on old machines


def open_citation(
    store: ClauseStore,
    library: Library,
    as_of: datetime.date,
    document_id: DocumentId,
    passage_id: PassageId,
    quote: Span,
) -> str:
    """HTML: the document's head, the clause whole with the quote marked, the text around it.

    Raises StoreError where the document or clause is no longer held as it was cited.
    """
    document = store.document(document_id)
    passage = store.passage(passage_id)
    text = store.source_text(document_id)
    if passage.document_id != document_id or not passage.span.contains(quote):
        raise UnknownClauseError(
            f"{quote!r} is not in {passage_id!r} of {document_id!r}; was the file replaced?",
            message_zh="所引文件已经更新，这处引文不在原来的位置了。请重新提问。",
        )
    numbers = document.pages.list_numbers(quote)
    page = f"第{numbers[0]}页" if numbers else ""
    path = "　".join(part for part in (passage.label, passage.heading, page) if part)
    scanned = [number for number in numbers if number in document.pages.recognised]
    window = Span(max(0, passage.span.start - AROUND), min(len(text), passage.span.end + AROUND))
    validity = library.validities(as_of)[document_id]
    scans = render_page_images(document_id, scanned[:MOST_SCANS])
    return render_document_head(document.metadata, validity, path) + render_passage(
        text, passage.span, quote, window, document_id, scans
    )


def open_document(
    store: ClauseStore, library: Library, as_of: datetime.date, document_id: DocumentId
) -> str:
    """HTML: the document's head and its text from where it begins in the file."""
    document = store.document(document_id)
    text = store.source_text(document_id)
    starts = [passage.span.start for passage in store.passages(document_id)]
    start = min(starts, default=0)
    validity = library.validities(as_of)[document_id]
    return render_document_head(document.metadata, validity, "") + render_running(
        text, Span(start, min(len(text), start + STEP)), document_id
    )


def read_on(store: ClauseStore, document_id: DocumentId, start: int, end: int) -> Span:
    """The nearest range within the document's file to start..end, at most `STEP` long."""
    length = len(store.source_text(document_id))
    first = min(max(0, start), length)
    return Span(first, min(max(first, end), length, first + STEP))


def list_documents(library: Library, as_of: datetime.date) -> str:
    """HTML: held documents with their validity on the day `as_of`."""
    validities = library.validities(as_of)
    listed = [(each, validities[each.id]) for each in library.documents[:LISTED]]
    return render_documents(listed, len(library.documents))


def suggest_questions(store: ClauseStore, limit: int = 4) -> tuple[str, ...]:
    """Questions that the documents held can answer, made of their titles and headings."""
    questions: list[str] = []
    for document in store.documents()[: 4 * limit]:
        headings = [
            passage.heading
            for passage in store.passages(document.id)
            if not passage.has_children and 4 <= len(passage.heading) <= 20
        ]
        if headings and document.part is None:
            heading = headings[len(headings) // 2]  # the middle: openings are general words
            title = name_document(document.title, None)
            questions.append(f"{title}对“{heading}”是怎么规定的？")
        if len(questions) == limit:
            break
    return tuple(questions)


def mount_reader(
    app: "FastAPI",
    store: ClauseStore,
    library: Callable[[], Library],
    *,
    as_of: Callable[[], datetime.date],
) -> None:
    """Add the routes under /reader that the page's script calls; they answer {"html": …}."""

    def citation(document: str, passage: str, start: int, end: int) -> dict[str, str]:
        quote = Span(max(0, start), max(0, start, end))
        markup = open_citation(
            store, library(), as_of(), DocumentId(document), PassageId(passage), quote
        )
        return {"html": markup}

    def whole(document: str) -> dict[str, str]:
        return {"html": open_document(store, library(), as_of(), DocumentId(document))}

    def text(document: str, start: int, end: int) -> dict[str, str | int]:
        span = read_on(store, DocumentId(document), start, end)
        written = store.source_text(DocumentId(document))[span.start : span.end]
        return {"text": written, "start": span.start, "end": span.end}

    def documents() -> dict[str, str]:
        return {"html": list_documents(library(), as_of())}

    for path, handler in (
        ("/reader/citation", citation),
        ("/reader/document", whole),
        ("/reader/text", text),
        ("/reader/documents", documents),
    ):
        app.add_api_route(path, handler, methods=["GET"], include_in_schema=False)
