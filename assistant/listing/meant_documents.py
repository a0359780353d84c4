"""The documents that a question for a list is about, and what it says beside their names."""

import re

from assistant.inquiry import Inquiry
from assistant.listing.set_rows import share_of_terms
from assistant.locate import fold_text
from assistant.reading.focus import Term
from assistant.retrieve import MAX_READ
from vectorstore.model import StoredDocument

_YEAR = re.compile(r"20\d\d(?=年)")


def find_meant_by_title(inquiry: Inquiry) -> list[StoredDocument]:
    """Of the documents asked about those of the year that is said, whose title says most of it."""
    documents = inquiry.documents()
    tops = [d for d in documents if d.parent_id is None]
    years = _YEAR.findall(inquiry.understanding.text)
    of_year = [d for d in tops if any(year in _dated_name(d) for year in years)] or tops
    terms = inquiry.understanding.focus.terms
    shares = {d.id: share_of_terms(terms, d.title) for d in of_year}
    best = max(shares.values(), default=0.0)
    chosen = [i for i, share in shares.items() if share >= best] if best else list(shares)
    meant = inquiry.library.with_descendants(chosen)
    return [d for d in documents if d.id in meant or (d.parent_id is not None and not tops)]


def _dated_name(document: StoredDocument) -> str:
    metadata = document.metadata
    return f"{document.title} {metadata.document_number} {metadata.issue_date}"


def find_documents(inquiry: Inquiry) -> list[StoredDocument]:
    """The documents that are named, without those that have ended where others have not."""
    if inquiry.understanding.scope.document_ids is None:
        return []
    documents = find_meant_by_title(inquiry)
    valid = [d for d in documents if not inquiry.validities[d.id].state.is_ended]
    documents = valid or documents
    return documents if len(documents) <= MAX_READ else []


def find_others(inquiry: Inquiry, document: StoredDocument, words: str) -> list[Term]:
    """The question's terms beside what is asked for and what the document is called."""
    metadata = document.metadata
    called = fold_text(f"{document.title} {metadata.document_number} {metadata.issue_date}")
    return [
        term
        for term in inquiry.understanding.focus.terms
        if term.words not in words
        and words not in term.words
        and fold_text(term.words) not in called
    ]
