"""What a model makes of a few questions and clauses that ship with us: how to read its scores.

Every model has its own scale. Cosines of unrelated texts lie around 0 with the shipped model,
around 0.5 with others, which also spread them less; what was tuned on the one says nothing on the
other. And whoever puts in a model that reads no Chinese should not have worse answers for it. So
each model is asked the questions of `probe.tsv`: everyday questions in eight subjects, each with
the one clause that answers it, three to a subject. No cosine of a collection is needed for that,
so the scale is the same whatever is held. The cost is 48 short texts, once in a process.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from vectorstore.model import Embedder, Vectors

Floats = npt.NDArray[np.float64]

# The shipped model on the probe; on its cosines all rules that look at cosines were tuned.
REFERENCE_LEVEL = 0.01136  # mean cosine of a question with clauses of other subjects
REFERENCE_SPREAD = 0.09952  # their standard deviation
SKILLED = 0.75  # share of questions nearest to their own clause, of 24; the shipped model: 0.958


@dataclass(frozen=True, slots=True)
class ProbePair:
    """A question with the clause that answers it."""

    subject: str
    question: str
    clause: str


@dataclass(frozen=True, slots=True)
class CosineScale:
    """How to read a model's cosines."""

    level: float  # mean cosine of texts that have nothing to do with each other
    spread: float  # its standard deviation
    skill: float  # 0: tells nothing apart, 1: as well as the shipped model or better

    def apply(self, cosines: Floats) -> Floats:
        """The cosines on the scale of the shipped model, drawn to its level for want of skill.

        >>> BGE_LIKE = CosineScale(level=0.55, spread=0.05, skill=1.0)
        >>> BGE_LIKE.apply(np.array([0.55, 0.8])).round(2).tolist()
        [0.01, 0.51]
        """
        slope = self.skill * REFERENCE_SPREAD / self.spread if self.spread > 1e-6 else 0.0
        scaled: Floats = np.clip(REFERENCE_LEVEL + slope * (cosines - self.level), -1.0, 1.0)
        return scaled


@lru_cache(maxsize=1)
def read_probe() -> tuple[ProbePair, ...]:
    """The questions and clauses that ship with us."""
    text = resources.files("vectorstore").joinpath("probe.tsv").read_text("utf-8")
    return tuple(ProbePair(*line.split("\t")) for line in text.splitlines() if line)


def measure_scale(embedder: Embedder) -> CosineScale:
    """The scale of the embedder's cosines, from 24 questions and 24 clauses."""
    pairs = read_probe()
    questions: Vectors = np.stack([embedder.embed_query(pair.question) for pair in pairs])
    clauses = embedder.embed_passages([pair.clause for pair in pairs])
    cosines = (questions @ clauses.T).astype(np.float64)
    subjects = np.array([pair.subject for pair in pairs])
    unrelated = cosines[subjects[:, np.newaxis] != subjects]
    return CosineScale(
        level=float(unrelated.mean()),
        spread=float(unrelated.std()),
        skill=min(1.0, _count_right(cosines) / SKILLED),
    )


def _count_right(scores: Floats) -> float:
    """The share of rows whose highest value stands on the diagonal alone."""
    own = scores.diagonal()
    others = scores.copy()
    np.fill_diagonal(others, -np.inf)
    return float((own > others.max(axis=1)).mean())
