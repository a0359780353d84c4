"""`python -m eval.evidence_training`: trains and measures the shipped evidence score."""

import argparse
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.choosing.evidence import FEATURES, find_runs
from eval.evidence import (
    ANSWERED,
    NEAR_MISS,
    NEIGHBOUR,
    TEST,
    Floats,
    LaySet,
    Mask,
    count_words,
    measure_lay,
    read_lay_set,
    tabulate_runs,
)
from eval.fitting import fit_logistic, join_tables
from eval.measures import bin_probabilities, expected_calibration_error, roc_auc

log = logging.getLogger("eval.evidence_training")

RIDGE = 5.0
FEWEST = 5  # questions that hold a run of characters which is weighed
RUNS = 2_000


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


def fit(trial: Trial, rows: Mask, *, runs: bool = True, pair: bool = True) -> Fitted:
    """Answered questions against near misses, by wording (`runs`), by the pair, or by both."""
    rows = rows & (trial.kinds != NEIGHBOUR)
    truths = (trial.kinds[rows] == ANSWERED).astype(float)
    chosen = choose_runs(trial, rows) if runs else []
    features = trial.features[rows]
    centre, spread = features.mean(axis=0), features.std(axis=0)
    spread[(spread < 1e-6) | (not pair)] = np.inf
    asked = [trial.questions[at] for at in np.flatnonzero(rows)]
    table = join_tables((features - centre) / spread, tabulate_runs(asked, chosen))
    found = fit_logistic(table, truths, np.ones(len(truths)), RIDGE)
    own = found[: len(centre)] / spread
    named = dict(zip(chosen, found[len(centre) : -1].tolist(), strict=True))
    return Fitted(own, named, float(found[-1] - own @ centre))


def fit_calibrated(trial: Trial, rows: Mask) -> Fitted:
    """Weights from all rows; the log-odds stretched as folds left out ask for (Platt)."""
    left_out = np.zeros(len(trial.kinds))
    for fold in sorted(set(trial.folds[rows].tolist())):
        held = rows & (trial.folds == fold)
        left_out[held] = fit(trial, rows & ~held).score(trial)[held]
    used = rows & (trial.kinds != NEIGHBOUR)
    truths = (trial.kinds[used] == ANSWERED).astype(float)
    slope, shift = fit_logistic(left_out[used, None], truths, np.ones(len(truths)), 0.0)
    return fit(trial, rows).calibrate(float(slope), float(shift))


def measure_areas(trial: Trial, shipped: Fitted) -> dict[str, float]:
    """Areas on the fifth never trained on: of the score, its parts, and across subjects."""
    test, trained, law = trial.folds == TEST, trial.folds != TEST, trial.law
    wording, pair = fit(trial, trained, pair=False), fit(trial, trained, runs=False)
    cases = {
        "wording and pair": (shipped, test),
        "wording and pair, law": (shipped, test & law),
        "wording and pair, invented policy": (shipped, test & ~law),
        "wording alone, clause unseen": (wording, test),
        "pair alone": (pair, test),
        "pair alone, law": (pair, test & law),
        "pair alone, invented policy": (pair, test & ~law),
    }
    for name, runs in (("wording and pair", True), ("pair alone", False)):
        cases |= {
            f"{name}, law to invented policy": (fit(trial, trained & law, runs=runs), test & ~law),
            f"{name}, invented policy to law": (fit(trial, trained & ~law, runs=runs), test & law),
        }
    areas = {
        name: trial.measure(fitted.score(trial), rows, NEAR_MISS)
        for name, (fitted, rows) in cases.items()
    }
    return areas | {
        "neighbours, wording and pair": trial.measure(shipped.score(trial), test, NEIGHBOUR),
        "neighbours, pair alone": trial.measure(pair.score(trial), test, NEIGHBOUR),
    }


def measure(trial: Trial, shipped: Fitted) -> dict[str, Any]:
    """All figures of the shipped weights, on the fifth that nothing was trained on."""
    test = trial.folds == TEST
    asked = test & (trial.kinds != NEIGHBOUR)
    said = to_chances(shipped.score(trial))[asked].tolist()
    true = (trial.kinds[asked] == ANSWERED).tolist()
    return {
        "answered": sum(true),
        "near_misses": len(true) - sum(true),
        "areas": measure_areas(trial, shipped),
        "expected_calibration_error": round(expected_calibration_error(said, true) or 0.0, 4),
        "reliability": [
            [round(each.said, 4), round(each.true, 4), each.count]
            for each in bin_probabilities(said, true)
        ],
    }


def to_chances(scores: Floats) -> Floats:
    """Probabilities of log-odds."""
    chances: Floats = 1 / (1 + np.exp(-scores))
    return chances


def main() -> None:
    """Train, measure, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m eval.evidence_training", description=__doc__)
    parser.add_argument("--lay", type=Path, required=True, help="folder of the lay questions")
    parser.add_argument("--output", type=Path, required=True, help="evidence.json")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    given = read_lay_set(asked.lay)
    trial = Trial.read(given, measure_lay(given, count_words(given)))
    log.info("measured %d pairs", len(trial.kinds))
    shipped = fit_calibrated(trial, trial.folds != TEST)
    figures = measure(trial, shipped)
    log.info("%s", json.dumps(figures, indent=1))
    content = {
        "features": FEATURES,
        "weights": [round(weight, 4) for weight in shipped.weights.tolist()],
        "intercept": round(shipped.intercept, 4),
        "runs": {run: round(weight, 3) for run, weight in sorted(shipped.runs.items())},
        "figures": figures,
    }
    asked.output.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
