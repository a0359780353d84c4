"""One search: words, grams and vectors, fused, within what the reader may see."""

import sqlite3
from collections.abc import Callable, Collection, Mapping

from vectorstore.fuse import Standardised, add, rank, standardise, weigh_dense
from vectorstore.lexical import search_lexical
from vectorstore.lookup import find_document_rows, read_documents_of, read_passages
from vectorstore.model import Hit, Scores, SearchQuery
from vectorstore.words import NameIndex

DenseSearch = Callable[[sqlite3.Connection, Collection[int] | None], Mapping[int, float]]


def search_passages(
    connection: sqlite3.Connection,
    query: SearchQuery,
    names: NameIndex,
    find_dense: DenseSearch | None,
) -> tuple[Hit, ...]:
    """Hits, best first, ranked from 1; without `find_dense` by words and grams alone."""
    document_rows = find_document_rows(connection, query.document_ids, query.scope)
    if query.limit < 1 or document_rows == frozenset():
        return ()
    lexical = search_lexical(connection, query.text, query.expansions, names, document_rows)
    cosines: Mapping[int, float] = {}
    if find_dense is not None:
        cosines = find_dense(connection, document_rows)
    fused: Mapping[int, float] = lexical.scores.scores
    if cosines:
        share = weigh_dense(max(cosines.values())) if lexical.scores.scores else 1.0
        dense: Standardised = standardise(cosines)
        fused = add([(lexical.scores, 1 - share), (dense, share)])
    return _make_hits(connection, rank(fused, query.limit), fused, lexical.scores, cosines)


def _make_hits(
    connection: sqlite3.Connection,
    rows: list[int],
    fused: Mapping[int, float],
    lexical: Standardised,
    cosines: Mapping[int, float],
) -> tuple[Hit, ...]:
    passages = read_passages(connection, rows)
    documents = read_documents_of(
        connection, {passage.document_id for passage in passages.values()}
    )
    return tuple(
        Hit(
            passage=passages[row],
            document=documents[passages[row].document_id],
            scores=Scores(
                lexical=lexical.scores.get(row), dense=cosines.get(row), fused=fused[row]
            ),
            rank=place,
        )
        for place, row in enumerate(rows, start=1)
    )
