"""Hits for a question as understood: the retrieval that chat, `search` and `eval` share."""

import itertools
from dataclasses import replace

from assistant.reading.kinds import QuestionKind, asks_meaning
from assistant.understand import CONTEXT_WEIGHT, PART_ONLY, Understanding
from ingest.model import DocumentId, LeadKind
from ingest.references import ClauseRef, matches
from vectorstore.model import Hit, Passage, ReaderScope, Scores, SearchQuery, WeightedText
from vectorstore.rerank import DEPTH as RERANKED
from vectorstore.rerank import WeighedReranker, rerank
from vectorstore.store import ClauseStore
from vectorstore.thesaurus import Thesaurus

DEFINING_WEIGHT = 0.5  # of the words of a definition where one is asked for
PROPOSED_WEIGHT = 0.5  # of a word that a language model proposed
MAX_READ = 24  # documents that are looked through for a number; of more those that were found
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
    expansions += [WeightedText(word, PROPOSED_WEIGHT) for word in understanding.proposed]
    if understanding.context:
        expansions.append(WeightedText(understanding.context, CONTEXT_WEIGHT))
    if asks_meaning(understanding.search_text):
        expansions += [WeightedText(word, DEFINING_WEIGHT) for word in ("所称", "是指")]
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
    reranker: WeighedReranker | None = None,
) -> tuple[Hit, ...]:
    """Hits from the documents that the question is about, best first.

    Clauses that it names by number come before all others, with what stands under them. Each
    side of a comparison is searched by itself, so that none crowds out the others.
    """
    groups = understanding.scope.groups
    if understanding.ask.kind is QuestionKind.COMPARE and len(groups) > 1:
        each = -(-limit // len(groups))
        sides = (
            retrieve(_narrow(understanding, group), store, thesaurus, scope, each, reranker)
            for group in groups
        )
        return merge_sides(tuple(sides))[:limit]
    ids = understanding.scope.document_ids
    depth = limit if reranker is None else max(limit, RERANKED)
    query = build_query(understanding, thesaurus, ids, scope, depth)
    found = store.search(query)
    if reranker is not None:
        found = rerank(query.text, found, reranker)
    read = ids if ids is None or len(ids) <= MAX_READ else {hit.document.id for hit in found}
    named = find_referenced(understanding, store, scope, frozenset(read or ()))
    return put_first(named, found)[:limit]


def _narrow(understanding: Understanding, group: frozenset[DocumentId]) -> Understanding:
    scope = replace(understanding.scope, document_ids=group, groups=(group,))
    return replace(understanding, scope=scope)


def merge_sides(sides: tuple[tuple[Hit, ...], ...]) -> tuple[Hit, ...]:
    """The hits of all sides in turn, the best of each first; ranked anew."""
    turns = (hit for turn in itertools.zip_longest(*sides) for hit in turn if hit is not None)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(turns, start=1))


def put_first(named: tuple[Hit, ...], found: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The named hits, with their scores where they were found too, then the others; ranked anew."""
    if not named:
        return found
    scores = {hit.passage.id: hit.scores for hit in found}
    first = [replace(hit, scores=scores.get(hit.passage.id, hit.scores)) for hit in named]
    ids = {hit.passage.id for hit in named}
    ordered = (*first, *(hit for hit in found if hit.passage.id not in ids))
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(ordered, start=1))


MAX_REFERENCED = 4  # clauses up to which a reference is taken to mean just these


def find_referenced(
    understanding: Understanding,
    store: ClauseStore,
    scope: ReaderScope,
    read: frozenset[DocumentId],
) -> tuple[Hit, ...]:
    """The clauses that a question names by number, and what stands under them; () if it is open.

    第12项任务由谁牵头 is about that clause alone. `read` are the documents that are looked through.
    """
    steps = [r for r in understanding.references if any(s.value for s in r.ref.steps)]
    numbered = [r for r in steps if not PART_ONLY.fullmatch(r.text)]
    if not read or not numbered or not understanding.scope.groups:
        return ()
    several = understanding.ask.kind is QuestionKind.COMPARE
    chosen: list[Passage] = []
    for reference in numbered if several else numbered[-1:]:
        found: list[tuple[float, Passage]] = []
        for document_id in sorted(read):
            for passage in store.passages(document_id, scope):
                if isinstance(passage.kind, LeadKind):
                    continue
                score = matches(reference.ref, ClauseRef.parse(passage.label))
                if score > 0:
                    found.append((score, passage))
        best = max((score for score, _ in found), default=0.0)
        fitting = [passage for score, passage in found if score == best]
        chosen += fitting if len(fitting) <= MAX_REFERENCED else []
    if not chosen:
        return ()
    under = [
        other
        for passage in chosen
        for other in store.passages(passage.document_id, scope)
        if passage.span.contains(other.span)
    ]
    return tuple(
        Hit(
            passage,
            store.document(passage.document_id, scope),
            Scores(None, None, 0.0),
            rank,
            named=True,
        )
        for rank, passage in enumerate(under, start=1)
    )
