"""BM25 over words and over character grams, kept in the catalog's own transaction.

Two FTS5 tables with the columns title, path (headings above, label) and text. Their two score
lists are standardised and added: words alone miss what jieba cuts differently in question and
clause, grams alone lose what a word says.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from vectorstore.catalog import change_state, get_state
from vectorstore.fuse import Standardised, add, standardise
from vectorstore.model import WeightedText
from vectorstore.words import NameIndex, character_grams, cut

DEPTH = 1000  # passages per score list, on which it is standardised
# A term costs FTS5 about 0.5 µs per passage that holds it. Terms are asked rarest first until
# this many passages are touched: in stores of some ten thousand clauses all of them, beyond
# that the most frequent ones, whose weight is next to nothing, are left out.
_WORD_BUDGET = 25_000
_GRAM_BUDGET = 20_000
_TABLES = ("words", "grams")
_COUNTS = {"words": "word_counts", "grams": "gram_counts"}
_NUL = dict.fromkeys([0], " ")


@dataclass(frozen=True, slots=True)
class UnitText:
    """What is indexed of a unit."""

    unit_row: int
    title: str
    path: str
    text: str
    is_group: bool


@dataclass(frozen=True, slots=True)
class LexicalResult:
    """Passages by row with their score."""

    scores: Standardised


class LexicalWriter:
    """Puts the units of one file into the index; cuts each title and path once."""

    def __init__(self, connection: sqlite3.Connection, names: NameIndex) -> None:
        self._connection = connection
        self._names = names
        self._cut: dict[str, tuple[str, str]] = {}

    def write(self, units: Sequence[UnitText]) -> None:
        """Insert the units and count their words."""
        words: list[tuple[int, str, str, str]] = []
        grams: list[tuple[int, str, str, str]] = []
        counts: dict[str, Counter[str]] = {table: Counter() for table in _TABLES}
        for unit in units:
            title, path = self._tokens(unit.title), self._tokens(unit.path)
            text = self._tokenise(unit.text)
            words.append((unit.unit_row, title[0], path[0], text[0]))
            grams.append((unit.unit_row, title[1], path[1], text[1]))
            if not unit.is_group:
                for at, table in enumerate(_TABLES):
                    counts[table].update(_distinct((title[at], path[at], text[at])))
        execute = self._connection.executemany
        execute("INSERT INTO words(rowid, title, path, body) VALUES (?, ?, ?, ?)", words)
        execute("INSERT INTO grams(rowid, title, path, body) VALUES (?, ?, ?, ?)", grams)
        for table in _TABLES:
            execute(
                f"INSERT INTO {_COUNTS[table]} VALUES (?, ?)"
                " ON CONFLICT(term) DO UPDATE SET passages = passages + excluded.passages",
                sorted(counts[table].items()),
            )
        change_state(self._connection, "indexed", sum(not unit.is_group for unit in units))

    def _tokens(self, text: str) -> tuple[str, str]:
        if text not in self._cut:
            self._cut[text] = self._tokenise(text)
        return self._cut[text]

    def _tokenise(self, text: str) -> tuple[str, str]:
        plain = text.translate(_NUL)
        return " ".join(cut(plain, self._names)), " ".join(character_grams(plain))


def remove_units(connection: sqlite3.Connection, file_row: int) -> None:
    """Take all units of a file out of the index and out of the word counts."""
    rows = connection.execute(
        "SELECT unit_row, is_group FROM units JOIN documents USING (document_row)"
        " WHERE file_row = ?",
        (file_row,),
    ).fetchall()
    unit_rows = [(row["unit_row"],) for row in rows]
    for table in _TABLES:
        counts: Counter[str] = Counter()
        for row in rows:
            if not row["is_group"]:
                counts.update(_read_terms(connection, table, row["unit_row"]))
        connection.executemany(
            f"UPDATE {_COUNTS[table]} SET passages = passages - ? WHERE term = ?",
            [(count, term) for term, count in counts.items()],
        )
        connection.executemany(
            f"DELETE FROM {_COUNTS[table]} WHERE term = ? AND passages <= 0",
            [(term,) for term in counts],
        )
        connection.executemany(f"DELETE FROM {table} WHERE rowid = ?", unit_rows)
    change_state(connection, "indexed", -sum(not row["is_group"] for row in rows))


def search_lexical(
    connection: sqlite3.Connection,
    text: str,
    expansions: Sequence[WeightedText],
    names: NameIndex,
    document_rows: Collection[int] | None,
) -> LexicalResult:
    """Passages of these documents (None: all) that share words or grams with the question."""
    total = get_state(connection, "indexed")
    words = dict.fromkeys(cut(text, names))
    counts = count_terms(connection, "words", list(words))
    word_query = _Query(connection, "words", total, document_rows)
    by_words = word_query.score(counts, _WORD_BUDGET)
    grams = list(dict.fromkeys(character_grams(text)))
    gram_query = _Query(connection, "grams", total, document_rows)
    by_grams = gram_query.score(count_terms(connection, "grams", grams), _GRAM_BUDGET)
    for weight, added in _group_expansions(expansions, names, words).items():
        found = word_query.score(count_terms(connection, "words", added), _WORD_BUDGET)
        for row, score in found.items():
            by_words[row] = by_words.get(row, 0.0) + weight * score
    pool = min(DEPTH, _count_pool(connection, total, document_rows))
    lists = [standardise(_keep_best(found), pool=pool) for found in (by_words, by_grams)]
    return LexicalResult(standardise(add([(found, 1.0) for found in lists])))


def count_terms(connection: sqlite3.Connection, table: str, terms: list[str]) -> dict[str, int]:
    """Of these words (or grams), those that passages hold, with how many do."""
    rows = connection.execute(
        f"SELECT term, passages FROM {_COUNTS[table]}"
        " WHERE term IN (SELECT value FROM json_each(?))",
        (json.dumps(terms),),
    )
    return {row["term"]: row["passages"] for row in rows}


class _Query:
    """One of the two tables, asked with a filter that is applied before anything is cut off."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        table: str,
        total: int,
        document_rows: Collection[int] | None,
    ) -> None:
        self._connection = connection
        self._table = table
        self._total = total
        self._rows = None if document_rows is None else json.dumps(sorted(document_rows))

    def score(self, counts: Mapping[str, int], budget: int) -> dict[int, float]:
        """BM25 (above zero, higher is better) by passage row, of its best unit."""
        terms = _choose_terms(counts, budget)
        if not terms:
            return {}
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
        arguments: list[str | int] = [match, DEPTH]
        # Columns weigh the same, FTS5's default. CROSS JOIN keeps SQLite from walking the
        # documents and probing the index for each.
        if self._rows is None:
            best = f"SELECT rowid, rank FROM {self._table} WHERE {self._table} MATCH ?"
        else:
            best = (
                f"SELECT {self._table}.rowid, {self._table}.rank FROM {self._table}"
                f" CROSS JOIN units ON units.unit_row = {self._table}.rowid"
                f" WHERE {self._table} MATCH ?"
                f" AND {self._table}.rowid BETWEEN ? AND ?"
                " AND units.document_row IN (SELECT value FROM json_each(?))"
            )
            arguments[1:1] = [*self._bounds(self._rows), self._rows]
        sql = (
            "SELECT units.passage_row, units.unit_row, best.rank AS score"
            f" FROM ({best} ORDER BY rank LIMIT ?) AS best"
            " CROSS JOIN units ON units.unit_row = best.rowid"
            " ORDER BY score, units.unit_row"
        )
        found: dict[int, float] = {}
        for passage_row, _, score in self._connection.execute(sql, arguments):
            if passage_row not in found:
                found[passage_row] = -score
        return found

    def _bounds(self, rows: str) -> tuple[int, int]:
        """First and last unit of the documents: FTS5 skips what lies outside."""
        first, last = self._connection.execute(
            "SELECT min(unit_row), max(unit_row) FROM units"
            " WHERE document_row IN (SELECT value FROM json_each(?))",
            (rows,),
        ).fetchone()
        return (0, 0) if first is None else (first, last)


def _choose_terms(counts: Mapping[str, int], budget: int) -> list[str]:
    chosen: list[str] = []
    touched = 0
    for term in sorted(counts, key=lambda term: (counts[term], term)):
        touched += counts[term]
        if chosen and touched > budget:
            break
        chosen.append(term)
    return chosen


def _group_expansions(
    expansions: Sequence[WeightedText], names: NameIndex, asked: Collection[str]
) -> dict[float, list[str]]:
    """The added words by weight, each once, at its highest, without those asked anyway."""
    weights: dict[str, float] = {}
    for expansion in expansions:
        for word in cut(expansion.text, names):
            if word not in asked:
                weights[word] = max(weights.get(word, 0.0), expansion.weight)
    grouped: dict[float, list[str]] = {}
    for word, weight in weights.items():
        if weight > 0:
            grouped.setdefault(weight, []).append(word)
    return grouped


def _count_pool(
    connection: sqlite3.Connection, total: int, document_rows: Collection[int] | None
) -> int:
    if document_rows is None:
        return total
    row = connection.execute(
        "SELECT count(*) FROM units WHERE is_group = 0"
        " AND document_row IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(document_rows)),),
    ).fetchone()
    return int(row[0])


def _keep_best(scores: Mapping[int, float]) -> dict[int, float]:
    best = sorted(scores, key=lambda row: (-scores[row], row))[:DEPTH]
    return {row: scores[row] for row in best}


def _read_terms(connection: sqlite3.Connection, table: str, unit_row: int) -> frozenset[str]:
    row = connection.execute(
        f"SELECT title, path, body FROM {table} WHERE rowid = ?", (unit_row,)
    ).fetchone()
    return frozenset() if row is None else _distinct(row)


def _distinct(columns: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(columns).split(" ")) - {""}
