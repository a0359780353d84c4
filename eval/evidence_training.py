"""`python -m eval.evidence_training`: trains and measures the shipped evidence score."""

import argparse
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evidence import FEATURES, find_runs
from eval.evidence import (
    ANSWERED,
    NEAR_MISS,
    NEIGHBOUR,
    TEST,
    Floats,
    LaySet,
    Mask,
    count_words,
    find_fold,
    fit_logistic,
    measure_lay,
    read_lay_set,
    tabulate_runs,
)
from eval.measures import bin_probabilities, expected_calibration_error, roc_auc
from vectorstore.embed import StaticEmbedder

log = logging.getLogger("eval.evidence_training")

PARTS = ((0,), (1, 2), (3, 4))  # fifths whose features come from vectors trained without them
RARE = 4.0  # weight of a near miss against an answered pair's 1
RIDGE = 10.0
FEWEST = 5  # questions that hold a run of characters which is weighed
RUNS = 2_000


def make_embedders(given: argparse.Namespace) -> list[StaticEmbedder]:
    """For each of PARTS the embedding model trained without its questions and clauses."""
    folders = [given.vectors / f"part{at}" for at in range(len(PARTS))]
    missing = [at for at, folder in enumerate(folders) if not folder.is_dir()]
    if missing:
        from vectorstore.training import recipe
        from vectorstore.training.__main__ import THESAURUS
        from vectorstore.training.save import save_model

        read = recipe.read_sources(given.laws, given.stard, given.pairs, given.lay, THESAURUS)
        indexes = recipe.make_indexes(read)
        for at in missing:
            split = recipe.Split(
                read.stard,
                tuple(q for q in read.lay if find_fold(q.clause_id) not in PARTS[at]),
                tuple(c for c in read.clauses if find_fold(c.id) not in PARTS[at]),
                read.pairs,
            )
            folders[at].mkdir(parents=True, exist_ok=True)
            save_model(folders[at], *recipe.train(read, split, indexes))
            log.info("trained vectors without the fifths %s", PARTS[at])
    return [StaticEmbedder(folder) for folder in folders]


@dataclass(frozen=True, slots=True)
class Trial:
    """Pairs with their features, and which of them are which."""

    features: Floats
    questions: tuple[str, ...]
    folds: Any
    kinds: Any
    law: Mask

    @classmethod
    def read(cls, given: LaySet, features: Floats) -> "Trial":
        """The pairs of a set in its order."""
        return cls(
            features,
            tuple(pair.question for pair in given.pairs),
            np.array([pair.fold for pair in given.pairs]),
            np.array([pair.kind for pair in given.pairs]),
            np.array([pair.clause_id.isdigit() for pair in given.pairs]),
        )

    def measure(self, scores: Floats, rows: Mask, wrong: str, right: str = ANSWERED) -> float:
        """Area under the ROC curve of right pairs against one kind of wrong ones."""
        chosen = rows & np.isin(self.kinds, (right, wrong))
        area = roc_auc(scores[chosen].tolist(), (self.kinds[chosen] == right).tolist())
        return round(area or 0.0, 4)


def choose_runs(trial: Trial, rows: Mask) -> list[str]:
    """The runs of characters that tell near misses best, by their weight and how many have them."""
    counts: dict[str, int] = {}
    chosen = np.flatnonzero(rows)
    for at in chosen:
        for run in find_runs(trial.questions[at]):
            counts[run] = counts.get(run, 0) + 1
    runs = [run for run, count in counts.items() if count >= FEWEST]
    table = tabulate_runs([trial.questions[at] for at in chosen], runs)
    truths = (trial.kinds[rows] == ANSWERED).astype(float)
    weights = fit_logistic(table, truths, np.ones(len(truths)), RIDGE)[:-1]
    telling = np.abs(weights) * np.sqrt([counts[run] for run in runs])
    return [runs[at] for at in np.argsort(-telling, kind="stable")[:RUNS]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of the features and of the runs (none: wording has no say), and the intercept."""

    weights: Floats
    runs: dict[str, float]
    intercept: float

    def score(self, trial: Trial) -> Floats:
        """Log-odds of every pair."""
        wording = tabulate_runs(trial.questions, list(self.runs)) @ np.array(
            list(self.runs.values()) or np.zeros(0)
        )
        scores: Floats = trial.features @ self.weights + wording + self.intercept
        return scores

    def calibrate(self, slope: float, shift: float) -> "Fitted":
        """The same with the log-odds stretched and moved."""
        runs = {run: slope * weight for run, weight in self.runs.items()}
        return Fitted(slope * self.weights, runs, slope * self.intercept + shift)


def fit_held(trial: Trial, rows: Mask, *, runs: bool = True, pair: bool = True) -> Fitted:
    """Whether what is asked is in the clause: answered questions against near misses."""
    rows = rows & (trial.kinds != NEIGHBOUR)
    truths = (trial.kinds[rows] == ANSWERED).astype(float)
    return _fit(trial, rows, truths, choose_runs(trial, rows) if runs else [], pair)


def fit_about(trial: Trial, rows: Mask) -> Fitted:
    """Whether the clause is the one that the question is about: against neighbours."""
    truths = (trial.kinds[rows] != NEIGHBOUR).astype(float)
    return _fit(trial, rows, truths, [], pair=True)


def _fit(trial: Trial, rows: Mask, truths: Floats, runs: Sequence[str], pair: bool) -> Fitted:
    from scipy import sparse  # type: ignore[import-untyped]

    features = trial.features[rows]
    centre, spread = features.mean(axis=0), features.std(axis=0)
    spread[(spread < 1e-6) | (not pair)] = np.inf
    asked = [trial.questions[at] for at in np.flatnonzero(rows)]
    table = sparse.hstack([(features - centre) / spread, tabulate_runs(asked, runs)]).tocsr()
    weights = np.where(trial.kinds[rows] == NEAR_MISS, RARE, 1.0)
    found = fit_logistic(table, truths, weights, RIDGE)
    own = found[: len(centre)] / spread
    named = dict(zip(runs, found[len(centre) : -1].tolist(), strict=True))
    return Fitted(own, named, float(found[-1] - own @ centre))


def fit_calibrated(trial: Trial, rows: Mask, *, about: bool) -> Fitted:
    """Weights from all rows; the log-odds stretched as folds left out ask for (Platt)."""
    kinds = (ANSWERED, NEAR_MISS, NEIGHBOUR) if about else (ANSWERED, NEAR_MISS)
    fit = fit_about if about else fit_held
    left_out = np.zeros(len(trial.kinds))
    for fold in sorted(set(trial.folds[rows].tolist())):
        held = rows & (trial.folds == fold)
        left_out[held] = fit(trial, rows & ~held).score(trial)[held]
    used = rows & np.isin(trial.kinds, kinds)
    truths = (trial.kinds[used] != NEIGHBOUR if about else trial.kinds[used] == ANSWERED).astype(
        float
    )
    slope, shift = fit_logistic(left_out[used, None], truths, np.ones(len(truths)), 0.0)
    return fit(trial, rows).calibrate(float(slope), float(shift))


def to_chances(scores: Floats) -> Floats:
    """Probabilities of log-odds."""
    chances: Floats = 1 / (1 + np.exp(-scores))
    return chances


def measure_held(trial: Trial, held: Fitted) -> dict[str, Any]:
    """Areas on the fifth never trained on: of the score, its parts, and across subjects."""
    test, trained = trial.folds == TEST, trial.folds != TEST
    wording, pair = (
        fit_held(trial, trained, pair=False),
        fit_held(trial, trained, runs=False),
    )
    from_law, from_policy = (
        fit_held(trial, trained & trial.law),
        fit_held(trial, trained & ~trial.law),
    )
    pair_from_law = fit_held(trial, trained & trial.law, runs=False)
    pair_from_policy = fit_held(trial, trained & ~trial.law, runs=False)
    cases = {
        "wording and pair": (held, test),
        "wording and pair, law": (held, test & trial.law),
        "wording and pair, invented policy": (held, test & ~trial.law),
        "wording alone, clause unseen": (wording, test),
        "pair alone": (pair, test),
        "pair alone, law": (pair, test & trial.law),
        "pair alone, invented policy": (pair, test & ~trial.law),
        "trained on law, asked on invented policy": (from_law, test & ~trial.law),
        "trained on invented policy, asked on law": (from_policy, test & trial.law),
        "pair alone, trained on law, asked on invented policy": (pair_from_law, test & ~trial.law),
        "pair alone, trained on invented policy, asked on law": (
            pair_from_policy,
            test & trial.law,
        ),
    }
    return {
        name: trial.measure(fitted.score(trial), rows, NEAR_MISS)
        for name, (fitted, rows) in cases.items()
    }


def measure(trial: Trial, held: Fitted, about: Fitted) -> dict[str, Any]:
    """All figures of the shipped weights, of the fifth that nothing was trained on."""
    test = trial.folds == TEST
    chances, near = to_chances(held.score(trial)), to_chances(about.score(trial))
    asked = test & (trial.kinds != NEIGHBOUR)
    said, true = chances[asked].tolist(), (trial.kinds[asked] == ANSWERED).tolist()
    both = (chances * near)[test].tolist()
    answered = (trial.kinds[test] == ANSWERED).tolist()
    return {
        "answered": int((test & (trial.kinds == ANSWERED)).sum()),
        "near_misses": int((test & (trial.kinds == NEAR_MISS)).sum()),
        "neighbours": int((test & (trial.kinds == NEIGHBOUR)).sum()),
        "area_held_against_near_misses": measure_held(trial, held),
        "area_about_against_neighbours": trial.measure(near, test, NEIGHBOUR),
        "area_product": {
            "near misses": trial.measure(chances * near, test, NEAR_MISS),
            "neighbours": trial.measure(chances * near, test, NEIGHBOUR),
            "both": round(roc_auc(both, answered) or 0.0, 4),
        },
        "expected_calibration_error": {
            "held": round(expected_calibration_error(said, true) or 0.0, 4),
            "product": round(expected_calibration_error(both, answered) or 0.0, 4),
        },
        "reliability": [
            [round(each.said, 4), round(each.true, 4), each.count]
            for each in bin_probabilities(said, true)
        ],
    }


def encode(fitted: Fitted) -> dict[str, Any]:
    """The weights as the file has them."""
    return {
        "weights": [round(weight, 5) for weight in fitted.weights.tolist()],
        "intercept": round(fitted.intercept, 5),
        "runs": {run: round(weight, 4) for run, weight in sorted(fitted.runs.items())},
    }


def main() -> None:
    """Train, measure, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m eval.evidence_training", description=__doc__)
    parser.add_argument("--lay", type=Path, required=True, help="folder of the lay questions")
    parser.add_argument("--vectors", type=Path, required=True, help="work folder, kept: part0 …")
    parser.add_argument("--laws", type=Path, help="laws.tar.xz; these three make the vectors")
    parser.add_argument("--stard", type=Path, help="folder of STARD in BEIR form")
    parser.add_argument("--pairs", type=Path, help="question_passage_pairs.jsonl.gz")
    parser.add_argument("--output", type=Path, required=True, help="evidence.json")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    given = read_lay_set(asked.lay)
    words = count_words(given)
    parts = [given.choose(folds) for folds in PARTS]
    measured = [
        measure_lay(part, words, embedder)
        for part, embedder in zip(parts, make_embedders(asked), strict=True)
    ]
    log.info("measured %d pairs", sum(map(len, measured)))
    ordered = LaySet(tuple(pair for part in parts for pair in part.pairs), given.clauses)
    trial = Trial.read(ordered, np.concatenate(measured))
    trained = trial.folds != TEST
    held = fit_calibrated(trial, trained, about=False)
    about = fit_calibrated(trial, trained, about=True)
    figures = measure(trial, held, about)
    log.info("%s", json.dumps(figures, indent=1))
    content = {
        "features": FEATURES,
        "held": encode(held),
        "about": encode(about),
        "figures": figures,
    }
    asked.output.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
