"""Hits for a question as understood: the retrieval that chat, `search` and `eval` share."""

from assistant.understand import CONTEXT_WEIGHT, Understanding
from ingest.model import DocumentId
from vectorstore.model import Hit, ReaderScope, SearchQuery, WeightedText
from vectorstore.store import ClauseStore
from vectorstore.thesaurus import Thesaurus

DEPTH = 30  # hits that composing and drafting choose from


def build_query(
    understanding: Understanding,
    thesaurus: Thesaurus,
    document_ids: frozenset[DocumentId] | None,
    scope: ReaderScope,
    limit: int,
) -> SearchQuery:
    """The search that a question comes to."""
    expansions = [
        WeightedText(word, weight)
        for expansion in thesaurus.find(understanding.search_text)
        for word, weight in expansion.official
    ]
    if understanding.context:
        expansions.append(WeightedText(understanding.context, CONTEXT_WEIGHT))
    return SearchQuery(
        text=understanding.search_text or understanding.text,
        expansions=tuple(expansions),
        document_ids=document_ids,
        limit=limit,
        scope=scope,
    )


def retrieve(
    understanding: Understanding,
    store: ClauseStore,
    thesaurus: Thesaurus,
    scope: ReaderScope,
    limit: int = DEPTH,
) -> tuple[Hit, ...]:
    """Hits from the documents that the question is about, best first."""
    ids = understanding.scope.document_ids
    return store.search(build_query(understanding, thesaurus, ids, scope, limit))
