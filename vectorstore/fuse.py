"""Scores of different searches put on one scale and added: pure functions."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEAST_DENSE = 0.2
MOST_DENSE = 0.75
COSINE_OFFSET = 0.05


@dataclass(frozen=True, slots=True)
class Standardised:
    """Scores in standard deviations from their mean, and what a passage not found gets."""

    scores: Mapping[int, float]
    floor: float


def standardise(scores: Mapping[int, float], *, pool: int | None = None) -> Standardised:
    """Each score minus the mean, over the deviation, of the list.

    With `pool` the list is filled up with zeros to that length before: a search that matched
    3 of 1,000 passages gave the other 997 the score 0.

    >>> standardise({1: 3.0, 2: 1.0}).scores
    {1: 1.0, 2: -1.0}
    >>> round(standardise({1: 3.0}, pool=4).floor, 2)
    -0.58
    """
    size = max(len(scores), pool or 0)
    if not size:
        return Standardised({}, 0.0)
    mean = sum(scores.values()) / size
    absent = size - len(scores)
    variance = (sum((s - mean) ** 2 for s in scores.values()) + absent * mean**2) / size
    deviation = math.sqrt(variance)
    if deviation <= 1e-12 * max(1.0, abs(mean)):
        return Standardised(dict.fromkeys(scores, 0.0), 0.0)
    lowest = 0.0 if absent else min(scores.values())
    return Standardised(
        {key: (score - mean) / deviation for key, score in scores.items()},
        (lowest - mean) / deviation,
    )


def add(lists: Iterable[tuple[Standardised, float]]) -> dict[int, float]:
    """Weighted sum over every passage that any list holds; the others' floor where it lacks.

    >>> add([(Standardised({1: 1.0}, -1.0), 0.5), (Standardised({2: 1.0}, 0.0), 0.5)])
    {1: 0.5, 2: 0.0}
    """
    weighted = [(found, weight) for found, weight in lists if found.scores]
    keys: dict[int, None] = {}
    for found, _ in weighted:
        keys.update(dict.fromkeys(found.scores))
    return {
        key: sum(weight * found.scores.get(key, found.floor) for found, weight in weighted)
        for key in keys
    }


def inverse_frequency(held: int, total: int) -> float:
    """BM25's weight of a word that `held` of `total` passages hold; never negative."""
    return math.log(1 + (total - held + 0.5) / (held + 0.5))


def weigh_dense(best_cosine: float) -> float:
    """The share of the dense score, from the best cosine that the question has with a passage.

    A question that the model has not learnt to read is far from everything. The numbers were
    chosen on held-out questions, on subjects trained on and not: see static_model/README.md.

    >>> weigh_dense(0.6), weigh_dense(0.0)
    (0.65, 0.2)
    """
    return min(MOST_DENSE, max(LEAST_DENSE, best_cosine + COSINE_OFFSET))


def rank(scores: Mapping[int, float], limit: int) -> list[int]:
    """Keys by score, best first; the smaller key first where scores are equal.

    >>> rank({1: 0.5, 2: 0.7, 3: 0.5}, 2)
    [2, 1]
    """
    return sorted(scores, key=lambda key: (-scores[key], key))[:limit]
