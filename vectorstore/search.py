"""One search: words, grams and vectors, fused, the best read piece by piece; what may be seen."""

import sqlite3
from collections.abc import Callable, Collection, Sequence

from vectorstore.fuse import Scored, add, keep_best, make_scored, standardise, weigh_dense
from vectorstore.indexed import IndexedUnits
from vectorstore.late import add_late, choose_first, weigh_late
from vectorstore.lexical import search_lexical
from vectorstore.lookup import find_document_rows, read_documents_of, read_passages
from vectorstore.model import Hit, Scores, SearchQuery
from vectorstore.words import NameIndex

DenseSearch = Callable[[sqlite3.Connection, IndexedUnits, Collection[int] | None], Scored]
LateSearch = Callable[[sqlite3.Connection, Sequence[int]], Scored]


def search_passages(
    connection: sqlite3.Connection,
    query: SearchQuery,
    units: IndexedUnits,
    names: NameIndex,
    find_dense: DenseSearch | None,
    find_late: LateSearch | None = None,
) -> tuple[Hit, ...]:
    """Hits, best first, ranked from 1; without `find_dense` by words and grams alone."""
    document_rows = find_document_rows(connection, query.document_ids, query.scope)
    if query.limit < 1 or document_rows == frozenset():
        return ()
    lexical = search_lexical(connection, units, query.text, query.expansions, names, document_rows)
    cosines = make_scored()
    if find_dense is not None:
        cosines = find_dense(connection, units, document_rows)
    fused = lexical.scores
    if len(cosines.rows):
        nearest = float(cosines.values.max())
        share = weigh_dense(nearest) if len(fused.rows) else 1.0
        fused = add([(lexical, 1 - share), (standardise(cosines), share)])
        weight = weigh_late(nearest)
        if find_late is not None and weight:
            first = choose_first(fused)
            late = find_late(connection, first.rows.tolist())
            fused = add_late(fused, first, late, weight)
    return _make_hits(connection, keep_best(fused, query.limit), lexical.scores, cosines)


def _make_hits(
    connection: sqlite3.Connection, best: Scored, lexical: Scored, dense: Scored
) -> tuple[Hit, ...]:
    passages = read_passages(connection, best.rows.tolist())
    documents = read_documents_of(
        connection, {passage.document_id for passage in passages.values()}
    )
    by_words, by_meaning = lexical.as_dict(), dense.as_dict()
    return tuple(
        Hit(
            passage=passages[row],
            document=documents[passages[row].document_id],
            scores=Scores(lexical=by_words.get(row), dense=by_meaning.get(row), fused=score),
            rank=place,
        )
        for place, (row, score) in enumerate(best.as_dict().items(), start=1)
    )
