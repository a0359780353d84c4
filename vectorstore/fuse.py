"""Scores of different searches put on one scale and added: pure functions."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

LEAST_DENSE = 0.1
MOST_DENSE = 0.8
DENSE_AT_NO_MATCH = 0.9
RARE_WORDS = 2.7  # so many of the rarest words, matched, count as a question matched


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


def weigh_dense(
    weights: Mapping[str, float], best_hits: Iterable[Collection[str]], *, rarest: float
) -> float:
    """The share of the dense score, 0.1 to 0.8: high where the question's words are not held.

    `weights` are the question's words with their inverse frequencies, `best_hits` the words of
    the best lexical hits, `rarest` the weight of a word that no passage holds.

    >>> weigh_dense({"辅警": 9.0}, [{"教师"}], rarest=9.0)
    0.8
    >>> weigh_dense({"教师": 2.0}, [{"教师", "招聘"}], rarest=9.0)
    0.1
    """
    asked = sum(weights.values())
    if asked <= 0:
        return MOST_DENSE
    matched = max(
        (sum(weights[word] for word in weights if word in hit) for hit in best_hits), default=0.0
    )
    share = min(1.0, matched / min(asked, RARE_WORDS * rarest))
    return min(MOST_DENSE, max(LEAST_DENSE, DENSE_AT_NO_MATCH * (1 - share)))


def rank(scores: Mapping[int, float], limit: int) -> list[int]:
    """Keys by score, best first; the smaller key first where scores are equal.

    >>> rank({1: 0.5, 2: 0.7, 3: 0.5}, 2)
    [2, 1]
    """
    return sorted(scores, key=lambda key: (-scores[key], key))[:limit]
