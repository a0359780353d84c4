"""How well a clause answers a question that it is about: a calibrated probability with reasons.

A logistic regression with two sorts of features. The *wording* of the question says how seldom
clauses hold what is asked (the exact fee, who by name, what happened this year): a prior, learned
from runs of characters, that would be the same for any clause. The *pair* says what this clause
holds: the asked sort of figure, date, body or procedure, the question's words, its own figures.

Whether a clause is about the question at all is for finding to say: a clause beside the right one
scores nearly as high. No vectors are used, so the weights hold with any embedding model.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.choosing.asks import SORTS, find_sorts, hold_sorts
from assistant.locate import fold_text, split_sentences
from assistant.reading.focus import Focus, match_term
from ingest.quantities import find_bounds, find_quantities, find_said

Floats = npt.NDArray[np.float64]

LONGEST_RUN = 4  # characters of a question's wording that are weighed as one
HEADING_SHARE = 0.6  # of a term that only the headings hold

# The features by group, in the order in which `measure_pair` gives them.
_GROUPED: dict[str, tuple[str, ...]] = {
    "words": (
        *("words", "words_or_headings", "least", "heaviest", "missed", "own_heaviest"),
        *("asked_thing", "sentence_words", "pairs", "run"),
    ),
    "text": ("length", "sentences"),
    "figures": (
        *("figure_lacking", "said_held", "said_not_held", "delegated", "figure_delegated"),
    ),
    "denials": ("denied", "not_denied", "exception"),
    "sorts": (
        *(f"{sort.name}_held" for sort in SORTS),
        *(f"{sort.name}_held_near" for sort in SORTS),
    ),
}
FEATURES = tuple(name for names in _GROUPED.values() for name in names)
_GROUPS = {
    group: np.array([FEATURES.index(name) for name in names]) for group, names in _GROUPED.items()
}

_ASKING = re.compile(
    r"多少|几|好多|什么|啥|哪|谁|多[久长大]|怎么|咋|吗|么|不$|能不能|是不是|可不可以"
)
_YES_NO = re.compile(r"[吗么不没][？?]?$|能不能|可不可以|是不是|要不要|该不该|行不行|有没有|算不算")
_DENIAL = re.compile(r"不得|禁止|严禁|不准|不予|不能|不享受|除外")
_EXCEPTION = re.compile(r"除外|但|可以|除")
_DELEGATED = re.compile(
    r"(?:具体|办法|标准|细则|范围|程序)[^。；]{0,16}由[^。；]{1,30}(?:制定|规定|确定)|另行"
    r"|按照?[^。；，]{0,12}(?:有关|相关)?规定|依照|依法"
)


class EvidenceError(Exception):
    """The file of weights is missing or not of the expected form."""


@dataclass(frozen=True, slots=True)
class EvidenceScore:
    """The probability that a clause answers a question that it is about, and why."""

    probability: float
    lacking: tuple[str, ...]  # in Chinese: sorts of answer that are asked for and not there
    reasons: tuple[tuple[str, float], ...]  # what each group adds to the log-odds, largest first


class AskedQuestion:
    """A question with everything that is measured of it once, whatever the clause."""

    def __init__(self, text: str, focus: Focus) -> None:
        self.folded = fold_text(text)
        self.terms = focus.terms
        heaviest = max((term.weight for term in focus.terms), default=0.0) or 1.0
        self.weights = np.array([term.weight / heaviest for term in focus.terms])
        self.sorts = np.array(find_sorts(text), dtype=float)
        self.wants_figure = any(
            sort.units and wanted for sort, wanted in zip(SORTS, self.sorts, strict=True)
        )
        self.pairs = {self.folded[at : at + 2] for at in range(len(self.folded) - 1)}
        self.said = find_said(text)
        self.runs = find_runs(text)
        self.is_yes_no = _YES_NO.search(text) is not None
        self.thing = _find_thing(text, focus)


def _find_thing(text: str, focus: Focus) -> int | None:
    """The place of the term right before the asking word (学习假几个月), of one after it else."""
    asking = [found.start() for found in _ASKING.finditer(text)]
    at = asking[-1] if asking else len(text)
    places = [text.find(term.words) for term in focus.terms]
    before = [(place, n) for n, place in enumerate(places) if 0 <= place < at]
    after = [(-place, n) for n, place in enumerate(places) if place >= at]
    return max(before or after)[1] if before or after else None


def find_runs(question: str) -> tuple[str, ...]:
    """Every run of one to four characters of a question, each once, in order.

    >>> find_runs("几岁几")
    ('几', '岁', '几岁', '岁几', '几岁几')
    """
    runs = (
        question[start : start + size]
        for size in range(1, LONGEST_RUN + 1)
        for start in range(len(question) - size + 1)
    )
    return tuple(dict.fromkeys(runs))


class ReadClause:
    """A clause with everything that is measured of it once, whatever the question."""

    def __init__(self, text: str, headings: str = "") -> None:
        self.text = text
        self.folded, self.folded_headings = fold_text(text), fold_text(headings)
        self.sentences = [text[s.start : s.end] for s in split_sentences(text)] or [text]
        self.folded_sentences = [fold_text(each) for each in self.sentences]
        figures = tuple(q for q in find_quantities(text) if not q.ordinal)
        self.units = {figure.unit for figure in figures}
        self.held = np.array(hold_sorts(text, figures), dtype=float)
        self.is_delegating = _DELEGATED.search(text) is not None


def measure_pair(asked: AskedQuestion, clause: ReadClause) -> Floats:
    """One row of FEATURES."""
    best, words = _measure_words(asked, clause)
    lacking = asked.wants_figure and not any(
        wanted and not clause.units.isdisjoint(sort.units)
        for sort, wanted in zip(SORTS, asked.sorts, strict=True)
    )
    row = [
        *words,
        *(float(np.log1p(len(clause.folded))) / 6, float(np.log(len(clause.sentences)))),
        float(lacking),
        *_compare_said(asked, clause),
        *(float(clause.is_delegating), float(clause.is_delegating and lacking)),
        *_read_denials(asked, clause, best),
        *(asked.sorts * clause.held),
        *(asked.sorts * np.array(hold_sorts(best), dtype=float)),
    ]
    return np.array(row, dtype=float)


def _measure_words(asked: AskedQuestion, clause: ReadClause) -> tuple[str, tuple[float, ...]]:
    """The sentence that holds most of the terms' weight, and the features of words."""
    shared = (
        sum(pair in clause.folded for pair in asked.pairs) / max(1, len(asked.pairs)),
        _measure_run(asked.folded, clause.folded) / 10,
    )
    terms, weights = asked.terms, asked.weights
    if not terms:
        return clause.sentences[0], (*((0.5,) * 8), *shared)
    own = np.array([match_term(term, clause.folded) for term in terms])
    heading = np.array([match_term(term, clause.folded_headings) for term in terms])
    each = np.array([[match_term(t, said) for t in terms] for said in clause.folded_sentences])
    total = weights.sum()
    covered = np.maximum(each, HEADING_SHARE * heading) @ weights / total
    both = np.maximum(own, heading)
    first = int(np.argmax(weights))
    words = (
        *(own @ weights / total, both @ weights / total, both.min(), both[first]),
        *(np.sort((1 - both) * weights)[::-1][:2].sum(), own[first]),
        *(0.5 if asked.thing is None else both[asked.thing], covered.max()),
    )
    return clause.sentences[int(np.argmax(covered))], (*map(float, words), *shared)


def _measure_run(asked: str, said: str) -> int:
    """The length of the longest run of characters that both hold."""
    run = 0
    for start in range(len(asked)):
        while start + run < len(asked) and asked[start : start + run + 1] in said:
            run += 1
    return run


def _compare_said(asked: AskedQuestion, clause: ReadClause) -> tuple[float, float]:
    """The share of the asker's own figures that lie in the clause's ranges, and that do not."""
    if not asked.said:
        return 0.0, 0.0
    bounds = find_bounds(clause.text)
    said = [any(b.hold(value, unit) for b in bounds) for value, unit in asked.said]
    return sum(said) / len(said), 1 - sum(said) / len(said)


def _read_denials(
    asked: AskedQuestion, clause: ReadClause, best: str
) -> tuple[float, float, float]:
    denied = _DENIAL.search(best) is not None
    return (
        float(asked.is_yes_no and denied),
        float(asked.is_yes_no and not denied),
        float(asked.is_yes_no and _EXCEPTION.search(clause.text) is not None),
    )


@dataclass(frozen=True, slots=True)
class EvidenceModel:
    """The weights of FEATURES and of runs of characters of the question."""

    features: Floats
    runs: Mapping[str, float]
    intercept: float

    def assess(self, asked: AskedQuestion, clause: ReadClause) -> EvidenceScore:
        """How probable it is that the clause answers the question, and why.

        >>> from assistant.reading.focus import Focus
        >>> clause = ReadClause("值夜教师每晚补助40元，由学校按月发放。")
        >>> questions = ("值夜一晚补助多少钱？", "值夜摔伤了学校要赔多少钱？")
        >>> asked = (AskedQuestion(question, Focus(())) for question in questions)
        >>> good, bad = (load_evidence_model().assess(each, clause) for each in asked)
        >>> good.probability > bad.probability, bad.lacking
        (True, ('赔偿或补偿',))
        """
        added = measure_pair(asked, clause) * self.features
        parts = {name: float(added[places].sum()) for name, places in _GROUPS.items()}
        parts["wording"] = sum(self.runs.get(run, 0.0) for run in asked.runs)
        parts["intercept"] = self.intercept
        reasons = tuple(sorted(parts.items(), key=lambda part: (-abs(part[1]), part[0])))
        probability = float(1 / (1 + np.exp(-sum(parts.values()))))
        return EvidenceScore(probability, find_lacking(asked, clause), reasons)


def find_lacking(asked: AskedQuestion, clause: ReadClause) -> tuple[str, ...]:
    """In Chinese what sorts of answer are asked for and not in the clause."""
    return tuple(
        sort.label
        for sort, wanted, held in zip(SORTS, asked.sorts, clause.held, strict=True)
        if sort.label and wanted and not held
    )


def read_evidence_model(path: Path) -> EvidenceModel:
    """The model of a file; raises EvidenceError where it is damaged or of other features."""
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        names, weights = tuple(content["features"]), np.array(content["weights"], dtype=float)
        runs = {str(run): float(weight) for run, weight in content["runs"].items()}
        intercept = float(content["intercept"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvidenceError(f"cannot read the evidence weights {str(path)!r}: {error}") from error
    if names != FEATURES or weights.shape != (len(FEATURES),):
        raise EvidenceError(f"the weights {str(path)!r} are of other features: train anew")
    return EvidenceModel(weights, runs, intercept)


@cache
def load_evidence_model() -> EvidenceModel:
    """The shipped weights, read once."""
    with resources.as_file(resources.files("assistant.choosing").joinpath("evidence.json")) as path:
        return read_evidence_model(path)
