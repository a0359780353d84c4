"""Scores of different searches put on one scale and added: pure functions."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LEAST_DENSE = 0.2
MOST_DENSE = 0.8
COSINE_OFFSET = 0.1

Rows = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Passages by row, each once, with a score."""

    rows: Rows
    values: Values

    def as_dict(self) -> dict[int, float]:
        """Score by row."""
        return dict(zip(self.rows.tolist(), self.values.tolist(), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Standardised:
    """Scores in standard deviations from their mean, and what a passage not found gets."""

    scores: Scored
    floor: float


def make_scored(scores: Iterable[tuple[int, float]] = ()) -> Scored:
    """Scores from pairs of row and score."""
    pairs = list(scores)
    return Scored(
        np.array([row for row, _ in pairs], dtype=np.int64),
        np.array([value for _, value in pairs], dtype=np.float64),
    )


def standardise(scores: Scored, *, pool: int | None = None) -> Standardised:
    """Each score minus the mean, over the deviation, of the list.

    With `pool` the list is filled up with zeros to that length before: a search that matched
    3 of 1,000 passages gave the other 997 the score 0.

    >>> standardise(make_scored([(1, 3.0), (2, 1.0)])).scores.as_dict()
    {1: 1.0, 2: -1.0}
    >>> round(standardise(make_scored([(1, 3.0)]), pool=4).floor, 2)
    -0.58
    """
    values = scores.values
    size = max(len(values), pool or 0)
    if not size:
        return Standardised(scores, 0.0)
    mean = float(values.sum()) / size
    absent = size - len(values)
    variance = (float(((values - mean) ** 2).sum()) + absent * mean**2) / size
    deviation = math.sqrt(variance)
    if deviation <= 1e-12 * max(1.0, abs(mean)):
        return Standardised(Scored(scores.rows, np.zeros(len(values))), 0.0)
    lowest = 0.0 if absent else float(values.min())
    return Standardised(
        Scored(scores.rows, (values - mean) / deviation), (lowest - mean) / deviation
    )


def add(lists: Iterable[tuple[Standardised, float]]) -> Scored:
    """Weighted sum over every passage that any list holds; the others' floor where it lacks.

    >>> one = Standardised(make_scored([(1, 1.0)]), -1.0)
    >>> two = Standardised(make_scored([(2, 1.0)]), 0.0)
    >>> add([(one, 0.5), (two, 0.5)]).as_dict()
    {1: 0.5, 2: 0.0}
    """
    weighted = [(found, weight) for found, weight in lists if len(found.scores.rows)]
    if not weighted:
        return make_scored()
    rows = np.unique(np.concatenate([found.scores.rows for found, _ in weighted]))
    total = np.zeros(len(rows))
    for found, weight in weighted:
        values = np.full(len(rows), found.floor)
        values[np.searchsorted(rows, found.scores.rows)] = found.scores.values
        total += weight * values
    return Scored(rows, total)


def keep_best(scores: Scored, limit: int) -> Scored:
    """The best, in order; of equal scores that of the smaller row.

    >>> keep_best(make_scored([(3, 0.5), (2, 0.7), (1, 0.5)]), 2).as_dict()
    {2: 0.7, 1: 0.5}
    """
    rows, values = scores.rows, scores.values
    if limit < len(values):
        least = np.partition(values, len(values) - limit)[len(values) - limit]
        chosen = np.flatnonzero(values >= least)
        rows, values = rows[chosen], values[chosen]
    order = np.lexsort((rows, -values))[:limit]
    return Scored(rows[order], values[order])


def weigh_dense(best_cosine: float) -> float:
    """The share of the dense score, from the best cosine that the question has with a passage.

    The cosine is on the scale of the shipped model, whichever model made it (`probe.py`). A
    question that the model has not learnt to read is far from everything. The numbers were chosen
    on held-out questions, on subjects trained on and not: see static_model/README.md.

    >>> weigh_dense(0.6), weigh_dense(0.0)
    (0.7, 0.2)
    """
    return min(MOST_DENSE, max(LEAST_DENSE, best_cosine + COSINE_OFFSET))
