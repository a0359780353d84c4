"""The best hits of a search read once more, each together with the question.

A cross-encoder sees both texts at once and so tells what a sum of words and a comparison of two
vectors cannot; it is too slow for more than the best few. Its scores and those of the search are
each standardised over these and added. The reranker's share is measured, not believed: on the
probe that ships with us (`probe.py`) it has to find each question's clause among the three of its
subject. One that guesses changes nothing; how the share follows from what it finds is in
`weigh_reranker`.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from vectorstore.filing import make_dense_text
from vectorstore.fuse import Values, make_scored, standardise
from vectorstore.model import Hit, ModelError
from vectorstore.neural import find_fingerprint, load_cross_encoder
from vectorstore.probe import read_probe
from vectorstore.words import fold_radicals

_LOGGER = logging.getLogger(__name__)
DEPTH = 30  # hits read once more: those that answers are composed from
MOST_RERANKED = 0.65
LONGEST_PAIR = 512  # tokens of question and clause together; what BERT-like models were trained on
_LONGEST_TEXT = 2_000  # characters; far more than so many tokens


class Reranker(Protocol):
    """Scores how well texts answer a question."""

    @property
    def name(self) -> str:
        """What tells it from others."""
        ...

    def score(self, question: str, texts: Sequence[str]) -> Values:
        """One number per text, higher is better; comparable for the same question alone."""
        ...


class CrossEncoderReranker:
    """A CrossEncoder of sentence-transformers from a folder or from the local model cache."""

    def __init__(self, name_or_folder: str, device: str | None = None) -> None:
        self._model = load_cross_encoder(name_or_folder, device, LONGEST_PAIR)
        self._name = f"cross-encoder:{find_fingerprint(name_or_folder)}"
        self._using = threading.Lock()  # their tokenizers fail where two threads use one
        labels = self._model.num_labels
        if labels not in (1, 2):
            raise ModelError(
                f"the model {name_or_folder!r} has {labels} labels; expected 1 or 2",
                message_zh=f"模型 {name_or_folder} 不是重排模型（{labels} 个类别，应为 1 或 2）。",
            )

    @property
    def name(self) -> str:
        """A fingerprint of the model's files."""
        return self._name

    def score(self, question: str, texts: Sequence[str]) -> Values:
        """Logits; of two labels the second's less the first's.

        Not probabilities: a sigmoid presses what matters most, the best few, against 1.
        """
        if not texts:
            return np.zeros(0)
        asked = fold_radicals(question)
        pairs = [(asked, fold_radicals(text[:_LONGEST_TEXT])) for text in texts]
        with self._using:
            found = self._model.predict(
                pairs, activation_fn=_keep, convert_to_numpy=True, show_progress_bar=False
            )
        scores = np.asarray(found, dtype=np.float64)
        return scores if scores.ndim == 1 else scores[:, 1] - scores[:, 0]


@dataclass(frozen=True, slots=True)
class WeighedReranker:
    """A reranker with the share that its scores have."""

    reranker: Reranker
    share: float


def load_reranker(spec: str | None) -> WeighedReranker | None:
    """The reranker that a setting names, measured; None where it names none.

    A folder, or the name of a model in the local cache; raises ModelError.
    """
    if not spec:
        return None
    weighed = weigh_reranker(CrossEncoderReranker(spec))
    if not weighed.share:
        _LOGGER.warning("the reranker %r finds clauses no better than guessing; not used", spec)
    return weighed


def weigh_reranker(reranker: Reranker) -> WeighedReranker:
    """The reranker with its share: from 0 where it guesses to MOST_RERANKED where it is right.

    The rule is from simulated rerankers (what answers scores d deviations higher than the rest,
    with normal noise) over the hits of 68 development questions. Skill on the probe, best share
    and what it does to the mean reciprocal rank of .918:

        skill   .00    .23    .45    .65    .80    .90    .95    .99
        share    0      0     .3     .5     .5     .6     .7     .7
        rank   .918   .918   .922   .943   .955   .977   .987   .999

    A share too high for the reranker costs more than one too low: at .6 the second of these falls
    to .787. No real reranker was at hand.
    """
    pairs = read_probe()
    right = 0
    for pair in pairs:
        others = [o for o in pairs if o.subject == pair.subject and o != pair]
        own, *rest = reranker.score(pair.question, [pair.clause, *(o.clause for o in others)])
        right += own > max(rest)
    guessed = 1 / 3
    skill = max(0.0, (right / len(pairs) - guessed) / (1 - guessed))
    return WeighedReranker(reranker, MOST_RERANKED * skill)


def rerank(question: str, hits: Sequence[Hit], weighed: WeighedReranker) -> tuple[Hit, ...]:
    """The hits with the best DEPTH ordered anew; the others follow as they were."""
    best = hits[:DEPTH]
    if len(best) < 2 or not weighed.share:
        return tuple(hits)
    texts = [write_text(hit) for hit in best]
    read = standardise(make_scored(enumerate(weighed.reranker.score(question, texts)))).scores
    found = standardise(make_scored(enumerate(hit.scores.fused for hit in best))).scores
    sums = weighed.share * read.values + (1 - weighed.share) * found.values
    order = sorted(range(len(best)), key=lambda at: (-sums[at], at))
    scored = [
        replace(best[at], scores=replace(best[at].scores, reranked=float(sums[at]))) for at in order
    ]
    return tuple(
        replace(hit, rank=rank) for rank, hit in enumerate((*scored, *hits[DEPTH:]), start=1)
    )


def write_text(hit: Hit) -> str:
    """What a reranker reads of a hit: the words by which it is embedded."""
    passage = hit.passage
    return make_dense_text(hit.document.title, passage.heading_path, passage.text)


def _keep(scores: object) -> object:
    return scores
