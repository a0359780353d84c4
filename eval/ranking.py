"""How good a ranking is, by ir_measures (this module is its only importer)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.cases import EvalError
from eval.corpus import Query

MEASURES = ("Recall@5", "Recall@10", "Recall@20", "Recall@100", "MRR@10", "nDCG@10", "Hit@5")
RECALLS = MEASURES[:4]
DEPTH = 100  # entries that are ranked for a query
RESAMPLES = 1_000
CONFIDENCE = 0.95
_THEIRS = {"Recall": "R", "MRR": "RR", "Hit": "Success"}  # our names → ir_measures'

Values = tuple[float, ...]  # one query's, in the order of MEASURES


class MissingPackageError(EvalError):
    """ir_measures is not installed."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over queries and where it would lie for other queries of the kind, 95 %."""

    mean: float
    low: float
    high: float


def check_installed() -> None:
    """Raises MissingPackageError where rankings cannot be measured."""
    try:
        import ir_measures  # noqa: F401
    except ImportError as error:
        raise MissingPackageError(
            "measuring rankings needs ir_measures: install the extra 'eval'",
            message_zh="检索评测需要 ir-measures：请用 pip 安装附加组件 eval。",
        ) from error


def measure_rankings(
    queries: Sequence[Query], rankings: Mapping[str, Sequence[str]]
) -> dict[str, Values]:
    """Each query's values; `rankings` are ids of entries by query, best first."""
    import ir_measures

    named = {_translate(measure): at for at, measure in enumerate(MEASURES)}
    measures = {ir_measures.parse_measure(name): at for name, at in named.items()}
    gold = [
        ir_measures.Qrel(query.id, entry, relevance)
        for query in queries
        for entry, relevance in query.gold.items()
    ]
    # Falling whole numbers: trec_eval orders equal scores by id, not as they were ranked.
    run = [
        ir_measures.ScoredDoc(query.id, entry, float(-place))
        for query in queries
        for place, entry in enumerate(rankings.get(query.id, ()))
    ]
    found = {query.id: [0.0] * len(MEASURES) for query in queries}
    for metric in ir_measures.iter_calc(list(measures), gold, run):
        found[metric.query_id][measures[metric.measure]] = float(metric.value)
    return {key: tuple(values) for key, values in found.items()}


def bootstrap(values: Sequence[float]) -> Interval:
    """Mean and percentile interval over resampled queries; the same for the same values.

    >>> bootstrap([1.0, 1.0])
    Interval(mean=1.0, low=1.0, high=1.0)
    """
    import numpy as np

    held = np.asarray(values, dtype=np.float64)
    generator = np.random.default_rng(7)
    means = np.array(
        [held[generator.integers(0, len(held), len(held))].mean() for _ in range(RESAMPLES)]
    )
    edge = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(means, [edge, 100 - edge])
    return Interval(float(held.mean()), float(low), float(high))


def _translate(measure: str) -> str:
    name, _, depth = measure.partition("@")
    return f"{_THEIRS.get(name, name)}@{depth}"
