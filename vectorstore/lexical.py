"""BM25 over words and over character grams of title, path (headings above, label) and text.

The fields weigh the same: a unit's terms are those of all three. The two score lists are
standardised and added: words alone miss what jieba cuts differently in question and clause,
grams alone lose what a word says. A term that half of all units hold says nothing about any of
them: its postings, the longest there are, are read only where a question has no other. Posting
lists are read from the catalog when they are asked for, so memory holds no more than the terms'
hashes and some numbers per unit.
"""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vectorstore.catalog import change_state
from vectorstore.fuse import Scored, Standardised, add, keep_best, standardise
from vectorstore.indexed import K1, IndexedUnits
from vectorstore.model import WeightedText
from vectorstore.postings import (
    MOST_UNITS,
    Bools,
    Floats,
    Places,
    build_postings,
    find_terms,
    get_counts,
    get_places,
    hash_terms,
)
from vectorstore.segments import (
    TABLES,
    merge_segments,
    read_postings,
    remove_rows,
    write_segment,
)
from vectorstore.words import NameIndex, character_grams, cut

DEPTH = 1000  # passages per score list, on which it is standardised
_LEAST_WEIGHT = 1e-6  # of terms that half of all units hold or more, where a question has no other


@dataclass(frozen=True, slots=True)
class UnitText:
    """What is indexed of a unit."""

    unit_row: int
    passage_row: int
    document_row: int
    title: str
    path: str
    text: str
    is_group: bool


class LexicalWriter:
    """Collects the units of one file; cuts each title and path once."""

    def __init__(self, connection: sqlite3.Connection, names: NameIndex) -> None:
        self._connection = connection
        self._names = names
        self._cut: dict[str, tuple[list[str], list[str]]] = {}
        self._units: list[UnitText] = []

    def add(self, units: Sequence[UnitText]) -> None:
        """Take in the units of a document, each passage's groups after its whole."""
        self._units.extend(units)

    def write(self) -> None:
        """Put what was taken in into the index."""
        start = 0
        while start < len(self._units):
            end = min(start + MOST_UNITS, len(self._units))
            while start < end < len(self._units) and _continues(self._units, end):
                end -= 1
            end = end if end > start else min(start + MOST_UNITS, len(self._units))
            self._write_segment(self._units[start:end])
            start = end
        change_state(self._connection, "indexed", sum(not unit.is_group for unit in self._units))
        self._units = []
        merge_segments(self._connection)

    def _write_segment(self, units: Sequence[UnitText]) -> None:
        terms: dict[str, list[list[str]]] = {table: [] for table in TABLES}
        for unit in units:
            fields = (self._tokens(unit.title), self._tokens(unit.path), self._cut_text(unit.text))
            for at, table in enumerate(TABLES):
                terms[table].append([term for field in fields for term in field[at]])
        columns = [
            [unit.unit_row for unit in units],
            [unit.passage_row for unit in units],
            [unit.document_row for unit in units],
            [unit.is_group for unit in units],
            *([len(held) for held in terms[table]] for table in TABLES),
        ]
        write_segment(
            self._connection,
            np.asarray(columns, dtype=np.int32),
            {table: build_postings(terms[table]) for table in TABLES},
        )

    def _tokens(self, text: str) -> tuple[list[str], list[str]]:
        if text not in self._cut:
            self._cut[text] = self._cut_text(text)
        return self._cut[text]

    def _cut_text(self, text: str) -> tuple[list[str], list[str]]:
        return cut(text, self._names), character_grams(text)


def _continues(units: Sequence[UnitText], at: int) -> bool:
    return units[at].passage_row == units[at - 1].passage_row


def remove_units(connection: sqlite3.Connection, file_row: int) -> None:
    """Take all units of a file out of the index and out of the word counts."""
    rows = connection.execute(
        "SELECT unit_row, is_group FROM units JOIN documents USING (document_row)"
        " WHERE file_row = ?",
        (file_row,),
    ).fetchall()
    remove_rows(connection, [row["unit_row"] for row in rows])
    merge_segments(connection)
    change_state(connection, "indexed", -sum(not row["is_group"] for row in rows))


def search_lexical(
    connection: sqlite3.Connection,
    units: IndexedUnits,
    text: str,
    expansions: Sequence[WeightedText],
    names: NameIndex,
    document_rows: Collection[int] | None,
) -> Standardised:
    """Passages of these documents (None: all) that share words or grams with the question."""
    words = dict.fromkeys(cut(text, names), 1.0)
    words |= _weigh_expansions(expansions, names, words)
    grams = dict.fromkeys(character_grams(text), 1.0)
    by_words = _score(connection, units, "words", words)
    by_grams = _score(connection, units, "grams", grams)
    allowed = units.allow(document_rows)
    pool = min(DEPTH, int((allowed & ~units.is_group).sum()))
    lists = [
        standardise(_keep_best(units, scores, allowed), pool=pool)
        for scores in (by_words, by_grams)
    ]
    return standardise(add([(found, 1.0) for found in lists]))


def _score(
    connection: sqlite3.Connection,
    units: IndexedUnits,
    table: str,
    terms: Mapping[str, float],
) -> Floats:
    """BM25 by place of the passage's first unit, of its best one; zero at the others.

    Each term counts as much as it weighs here, beside how rare it is.
    """
    scores = np.zeros(len(units.alive))
    wanted = hash_terms(terms)
    factors = np.fromiter(terms.values(), np.float64, len(terms))
    segments = list(units.segments.values())
    found = [find_terms(segment.terms[table].hashes, wanted) for segment, _ in segments]
    read = _find_telling(units, table, found, len(wanted))
    asked = [(at[read[at]], indices[read[at]]) for at, indices in found]
    runs = read_postings(
        connection,
        table,
        [(s.terms[table], indices) for (s, _), (_, indices) in zip(segments, asked, strict=True)],
    )
    held: Floats = np.zeros(len(wanted))
    for (segment, start), (at, _), postings in zip(segments, asked, runs, strict=True):
        alive = units.alive[start : start + segment.units.shape[1]]
        if alive.all():
            held[at] += [len(run) for run in postings]
        else:
            held[at] += [np.count_nonzero(alive[get_places(run)]) for run in postings]
    total = np.count_nonzero(units.alive)
    rarity = np.log((total - held + 0.5) / (held + 0.5))
    tells = (held > 0) & (rarity > 0)
    weights = (K1 + 1) * factors * np.maximum(0.0 if tells.any() else _LEAST_WEIGHT, rarity)
    for (segment, start), (at, _), postings in zip(segments, asked, runs, strict=True):
        if postings:
            part = slice(start, start + segment.units.shape[1])
            scores[part] = _sum_up(postings, weights[at], units.norms[table][part])
    return units.fold(scores, 0.0)


def _find_telling(
    units: IndexedUnits, table: str, found: Sequence[tuple[Places, Places]], wanted: int
) -> Bools:
    """Which of the wanted terms may be held by less than half of the units.

    All of them where it is not sure that any such term is held at all.
    """
    most: Floats = np.zeros(wanted)
    for (segment, _), (at, indices) in zip(units.segments.values(), found, strict=True):
        starts = segment.terms[table].starts
        most[at] += starts[indices + 1] - starts[indices]
    removed = np.count_nonzero(~units.alive)
    least = most - removed
    alive = len(units.alive) - removed
    if not ((least > 0) & (2 * most < alive)).any():
        return np.ones(wanted, dtype=np.bool_)
    telling: Bools = 2 * least < alive
    return telling


def _sum_up(postings: Sequence[npt.NDArray[np.uint32]], weights: Floats, norms: Floats) -> Floats:
    packed = np.concatenate(postings)
    places = get_places(packed).astype(np.intp)
    counts = get_counts(packed).astype(np.float64)
    impacts = counts / (counts + norms[places])
    impacts *= np.repeat(weights, [len(run) for run in postings])
    summed = np.bincount(places, weights=impacts, minlength=len(norms))
    return np.asarray(summed, dtype=np.float64)


def _keep_best(units: IndexedUnits, scores: Floats, allowed: Bools) -> Scored:
    masked = np.where(allowed, scores, 0.0)
    least = np.partition(masked, -DEPTH)[-DEPTH] if len(masked) > DEPTH else 0.0
    places = np.flatnonzero((masked >= least) & (masked > 0))
    return keep_best(Scored(units.passage_rows[places], scores[places]), DEPTH)


def _weigh_expansions(
    expansions: Sequence[WeightedText], names: NameIndex, asked: Collection[str]
) -> dict[str, float]:
    """The weight of each added word, its highest, without those asked anyway."""
    weights: dict[str, float] = {}
    for expansion in expansions:
        for word in cut(expansion.text, names):
            if word not in asked:
                weights[word] = max(weights.get(word, 0.0), expansion.weight)
    return {word: weight for word, weight in weights.items() if weight > 0}
