"""The lay questions as pairs with clauses, for training and measuring the evidence score."""

import random
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.choosing.evidence import AskedQuestion, ReadClause, find_runs, measure_pair
from assistant.reading.focus import read_focus
from eval.fitting import tabulate
from vectorstore.thesaurus import load_thesaurus
from vectorstore.words import cut

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FOLDS = 5
TEST = 0  # the fifth that nothing is trained on
SEED = 3
ANSWERED, NEAR_MISS, NEIGHBOUR = "answered", "near miss", "neighbour"


@dataclass(frozen=True, slots=True)
class LayPair:
    """A question and a clause; a neighbour stands near the clause that the question is about."""

    question: str
    clause_id: str
    kind: str
    fold: int  # of the clause that the question is about


@dataclass(frozen=True, slots=True)
class LaySet:
    """The pairs with the clauses they are about: title with headings, and text."""

    pairs: tuple[LayPair, ...]
    clauses: Mapping[str, tuple[str, str]]


def find_fold(clause_id: str) -> int:
    """The fifth that a clause falls in, as the embedding model's training splits it."""
    return zlib.crc32(clause_id.encode()) % FOLDS


def read_lay_set(folder: Path) -> LaySet:
    """All questions with their clauses, and each answerable one with a neighbour of its clause.

    A neighbour is one of the four nearest clauses of the same law, or of the same batch of invented
    clauses.
    """
    from vectorstore.training.sources import read_clauses, read_lay_questions

    law = read_clauses(folder / "corpus.jsonl.gz")
    read = law + read_clauses(folder / "policy_clauses.jsonl")
    groups = [clause.title for clause in law]
    groups += [clause.id.split("-")[0] for clause in read[len(law) :]]
    places = {clause.id: place for place, clause in enumerate(read)}
    luck = random.Random(SEED)
    pairs = []
    for asked in read_lay_questions(folder / "questions.jsonl"):
        fold, place = find_fold(asked.clause_id), places[asked.clause_id]
        kind = ANSWERED if asked.answerable else NEAR_MISS
        pairs.append(LayPair(asked.text, asked.clause_id, kind, fold))
        around = (place - 2, place - 1, place + 1, place + 2)
        near = [at for at in around if 0 <= at < len(read) and groups[at] == groups[place]]
        if asked.answerable and near:
            pairs.append(LayPair(asked.text, read[luck.choice(near)].id, NEIGHBOUR, fold))
    clauses = {c.id: (f"{c.title} {c.heading}".strip(), c.text) for c in read}
    return LaySet(tuple(pairs), clauses)


def count_words(given: LaySet) -> dict[str, int]:
    """In how many clauses each word stands."""
    counts: Counter[str] = Counter()
    for headings, text in given.clauses.values():
        counts.update({*cut(text), *cut(headings)})
    return dict(counts)


def measure_lay(given: LaySet, words: Mapping[str, int]) -> Floats:
    """The features of each pair."""
    thesaurus, total = load_thesaurus(), len(given.clauses)
    read: dict[str, ReadClause] = {}
    asked: dict[str, AskedQuestion] = {}
    rows = []
    for pair in given.pairs:
        if pair.question not in asked:
            focus = read_focus(pair.question, words, total, thesaurus)
            asked = {pair.question: AskedQuestion(pair.question, focus)}
        if pair.clause_id not in read:
            headings, text = given.clauses[pair.clause_id]
            read[pair.clause_id] = ReadClause(text, headings)
        rows.append(measure_pair(asked[pair.question], read[pair.clause_id]))
    return np.stack(rows)


def tabulate_runs(questions: Sequence[str], runs: Sequence[str]) -> Any:
    """Questions × runs, sparse: 1 where the question holds the run."""
    places = {run: at for at, run in enumerate(runs)}
    held = [[places[run] for run in find_runs(text) if run in places] for text in questions]
    return tabulate(held, len(runs))
