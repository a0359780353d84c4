"""What the model is trained to bring together, and what to keep apart."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vectorstore.training.fit import Example, Floats
from vectorstore.training.sources import Clause, LayQuestion, Pair, StardQuestion

Search = Callable[[Sequence[str]], Floats]  # scores, questions × clauses

_MARKS = re.compile(r"[^\w]+")


def _example(question: str, clause: Clause, negatives: Sequence[Clause] = ()) -> Example:
    return Example(question, clause.full, tuple(other.full for other in negatives), clause.text)


@dataclass(frozen=True, slots=True)
class LayWords:
    """Everyday wordings and the official words they stand for."""

    lay: tuple[str, ...]
    official: tuple[str, ...]


def _find_holders(words: set[str], clauses: Sequence[Clause]) -> dict[str, list[int]]:
    """Places of the clauses that hold each word, in order."""
    holders: dict[str, list[int]] = {}
    widths = sorted({len(word) for word in words})
    for place, clause in enumerate(clauses):
        for width in widths:
            for begin in range(len(clause.text) - width + 1):
                word = clause.text[begin : begin + width]
                if word in words:
                    held = holders.setdefault(word, [])
                    if not held or held[-1] != place:
                        held.append(place)
    return holders


def thesaurus_examples(
    entries: Sequence[LayWords],
    clauses: Sequence[Clause],
    per_entry: int,
    rng: np.random.Generator,
) -> list[Example]:
    """Clauses that hold an official word, asked for with the everyday one.

    The question is the everyday wording with a few words that stand near the official word.
    """
    wanted = {word for entry in entries for word in entry.official if len(word) > 1}
    holders = _find_holders(wanted, clauses)
    found = []
    for entry in entries:
        for word in entry.official:
            places = holders.get(word, [])
            if not places or len(places) > len(clauses) // 50:
                continue
            share = max(1, per_entry // len(entry.official))
            for place in rng.choice(places, min(share, len(places)), replace=False):
                clause = clauses[int(place)]
                lay = entry.lay[int(rng.integers(len(entry.lay)))]
                begin = clause.text.index(word)
                before = _MARKS.split(clause.text[max(0, begin - 10) : begin])[-1]
                after = _MARKS.split(clause.text[begin + len(word) :][:10])[0]
                asked = (lay, before + lay, lay + after, before + lay + after)
                found.append(_example(asked[int(rng.integers(4))], clause))
    return found


def stard_examples(
    questions: Sequence[StardQuestion],
    articles: dict[str, Clause],
    negatives: dict[str, list[Clause]],
) -> list[Example]:
    """A question with each of its articles, and articles that share words with it."""
    return [
        _example(question.text, articles[article], negatives.get(question.text, ()))
        for question in questions
        for article in question.articles
    ]


def lay_examples(
    questions: Sequence[LayQuestion],
    clauses: dict[str, Clause],
    negatives: dict[str, list[Clause]],
) -> list[Example]:
    """An answerable question with its clause, and clauses that share words with it."""
    return [
        _example(question.text, clauses[question.clause_id], negatives.get(question.text, ()))
        for question in questions
        if question.answerable
    ]


def pair_examples(pairs: Sequence[Pair]) -> list[Example]:
    """The other pairs as they are."""
    return [Example(pair.question, pair.passage) for pair in pairs]


def hard_negatives(
    golds: dict[str, set[str]],
    clauses: Sequence[Clause],
    search: Search,
    ranks: tuple[int, int] = (5, 60),
) -> dict[str, list[Clause]]:
    """For each question clauses that a search puts at these ranks, its golds left out."""
    questions = list(golds)
    found: dict[str, list[Clause]] = {}
    for begin in range(0, len(questions), 256):
        part = questions[begin : begin + 256]
        scores = search(part)
        top = np.argpartition(-scores, ranks[1], axis=1)[:, : ranks[1]]
        for question, row, tops in zip(part, scores, top, strict=True):
            ordered = tops[np.argsort(-row[tops], kind="stable")][ranks[0] :]
            found[question] = [
                clauses[place]
                for place in ordered.tolist()
                if clauses[place].id not in golds[question]
            ]
    return found
