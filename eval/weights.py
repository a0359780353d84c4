"""Fits the weights of `assistant.choosing.measures` on questions whose clauses are known.

`python -m eval.weights --set QUESTIONS DOCUMENTS [--set …] [--lay FOLDER --lay-model FOLDER]`
prints how often the right clause stands first (each set by weights fitted on the others) and
writes the weights fitted on all. The lay questions need a model that has not seen them:
`python -m vectorstore.training … --without-fifths --output FOLDER`.
"""

import argparse
import datetime
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.assistant import Assistant
from assistant.choosing.measures import Measures
from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry
from assistant.model import Question
from assistant.reading.kinds import QuestionKind
from eval.cases import Case, load_cases
from eval.fitting import minimise
from eval.measures import fold_quote
from ingest.load import find_files, load_file
from ingest.model import IngestError
from vectorstore.embed import StaticEmbedder, load_embedder
from vectorstore.store import ClauseStore

Floats = npt.NDArray[np.float64]
NAMES = tuple(field.name for field in fields(Measures))
LAY_WEIGHT = 0.35  # of one lay question beside one of a question set: they are many and alike
RIDGE = 0.02  # on weights per standard deviation
ELSEWHERE = 0.5  # of a sentence that is in the right clause and not in the gold quote
LAY_DAY = datetime.date(2025, 6, 1)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One question's measured sentences.

    `measures` has shape (sentences, measures); `right` is 1 for a sentence with the gold quote,
    less for another of its clause, 0 elsewhere; `clauses` names each sentence's clause.
    """

    measures: Floats
    right: Floats
    clauses: tuple[str, ...]
    weight: float


def read_set(questions: Path, documents: Path) -> list[Ranked]:
    """The open answerable questions of a set, searched over its documents."""
    cases = [case for case in load_cases(questions, split="open") if case.answerable]
    with (
        tempfile.TemporaryDirectory() as folder,
        ClauseStore.open(Path(folder), load_embedder(None), writable=True) as store,
    ):
        for path in find_files([documents]):
            try:
                store.replace(load_file(path))
            except IngestError as error:
                sys.stderr.write(f"{error.message_zh}\n")
        assistant = Assistant(store)
        found = [_rank(case, assistant) for case in cases]
    return [ranked for ranked in found if ranked is not None]


def _rank(case: Case, assistant: Assistant) -> Ranked | None:
    day = case.as_of or datetime.date.today()
    question = Question(case.question, as_of=day, history=case.history)
    inquiry = assistant.find(assistant.read(question))
    if inquiry.understanding.ask.kind in (QuestionKind.ALL, QuestionKind.COMPARE):
        return None  # many clauses answer these
    candidates = _measured(inquiry)
    return _gather(candidates, [_rightness(case, c) for c in candidates], 1.0)


def _measured(inquiry: Inquiry) -> list[Candidate]:
    return [c for c in inquiry.candidates if c.measures.words is not None]


def _rightness(case: Case, candidate: Candidate) -> float:
    sentence, clause = fold_quote(candidate.text), fold_quote(candidate.hit.passage.own_text)
    quotes = [fold_quote(variant.text) for gold in case.gold for variant in gold.variants]
    if any(q in sentence or (len(sentence) > 5 and sentence in q) for q in quotes):
        return 1.0
    return ELSEWHERE if any(q in clause for q in quotes) else 0.0


def _gather(candidates: list[Candidate], right: list[float], weight: float) -> Ranked | None:
    if not any(right):
        return None
    rows = [[value or 0.0 for value in astuple(c.measures)] for c in candidates]
    clauses = tuple(str(c.hit.passage.id) for c in candidates)
    return Ranked(np.array(rows), np.array(right), clauses, weight)


def read_lay(lay: Path, model: Path) -> list[Ranked]:
    """The lay questions on the held-out fifth of the invented clauses, filed as documents."""
    from vectorstore.training.recipe import is_fifth

    clauses = [json.loads(line) for line in (lay / "policy_clauses.jsonl").open(encoding="utf-8")]
    places: dict[str, tuple[str, str]] = {}
    embedder = StaticEmbedder(model)
    with (
        tempfile.TemporaryDirectory() as folder,
        ClauseStore.open(Path(folder) / "data", embedder, writable=True) as store,
    ):
        for path in _write_documents(clauses, Path(folder), places):
            store.replace(load_file(path))
        assistant = Assistant(store, matcher=embedder)
        found: list[Ranked | None] = []
        for line in (lay / "questions.jsonl").open(encoding="utf-8"):
            row = json.loads(line)
            if row["answerable"] and row["clause"] in places and is_fifth(row["clause"]):
                inquiry = assistant.find(assistant.read(Question(row["question"], as_of=LAY_DAY)))
                wanted = places[row["clause"]]
                candidates = _measured(inquiry)
                right = [float(_place(c) == wanted) for c in candidates]
                found.append(_gather(candidates, right, LAY_WEIGHT))
    return [ranked for ranked in found if ranked is not None]


def _place(candidate: Candidate) -> tuple[str, str]:
    return candidate.hit.document.file_name, candidate.hit.passage.label


def _write_documents(
    clauses: Iterable[dict[str, str]], folder: Path, places: dict[str, tuple[str, str]]
) -> Iterator[Path]:
    """One file a title, its clauses as articles; `places` is told where each clause went."""
    by_title: dict[str, list[dict[str, str]]] = {}
    for clause in clauses:
        by_title.setdefault(clause["title"], []).append(clause)
    for number, (title, own) in enumerate(by_title.items()):
        path = folder / f"p{number:03d}.txt"
        lines = [title, ""]
        for article, clause in enumerate(own, start=1):
            label = f"第{'零一二三四五六七八九十'[article]}条"
            places[clause["_id"]] = (path.name, label)
            lines.append(f"{label}　{''.join(clause['text'].split())}")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        yield path


def fit(questions: Sequence[Ranked]) -> Floats:
    """Weights under which right sentences are likeliest: softmax over each question's sentences."""
    stacked = np.concatenate([q.measures for q in questions])
    scale = stacked.std(axis=0) + 1e-6
    groups = np.cumsum([0, *(len(q.measures) for q in questions)])[:-1]
    owner = np.repeat(np.arange(len(questions)), [len(q.measures) for q in questions])
    right = np.concatenate([q.right for q in questions])
    shares = np.array([q.weight for q in questions])
    shares /= shares.sum()
    unit = (stacked - stacked.mean(axis=0)) / scale

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = unit @ weights
        scores -= np.maximum.reduceat(scores, groups)[owner]
        raised = np.exp(scores)
        total = np.add.reduceat(raised, groups)
        held = np.add.reduceat(raised * right, groups) + 1e-12
        chosen = raised * right / held[owner] - raised / total[owner]
        gradient = -(unit * (chosen * shares[owner])[:, None]).sum(axis=0) + 2 * RIDGE * weights
        return float(-(shares * np.log(held / total)).sum() + RIDGE * (weights**2).sum()), gradient

    weights: Floats = minimise(loss, len(NAMES)) / scale
    return weights


def find_ranks(questions: Sequence[Ranked], weights: Floats) -> list[int]:
    """For each question the rank of the first clause with a right sentence."""
    ranks = []
    for question in questions:
        order = np.argsort(-(question.measures @ weights), kind="stable")
        clauses = list(dict.fromkeys(question.clauses[i] for i in order))
        right = {question.clauses[i] for i in np.flatnonzero(question.right)}
        ranks.append(min(clauses.index(clause) + 1 for clause in right))
    return ranks


def format_ranks(name: str, ranks: Sequence[int]) -> str:
    """One row: the share of questions with the right clause among the first 1, 2, 3 and 5."""
    shares = "  ".join(f"{sum(r <= k for r in ranks) / len(ranks):.3f}" for k in (1, 2, 3, 5))
    return f"{name:<28} {len(ranks):5}  {shares}"


def write_weights(path: Path, weights: Floats) -> None:
    """The weights as TOML, in the order of the measures."""
    lines = [f"{name} = {weight:.3f}" for name, weight in zip(NAMES, weights, strict=True)]
    head = "# What each measure of a sentence counts for; fitted by `python -m eval.weights`."
    path.write_text("\n".join([head, "[weights]", *lines]) + "\n", encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """0 when the weights are written."""
    parser = argparse.ArgumentParser(prog="python -m eval.weights", description=__doc__)
    parser.add_argument(
        "--set", nargs=2, type=Path, action="append", required=True, dest="sets",
        metavar=("QUESTIONS", "DOCUMENTS"),
    )  # fmt: skip
    parser.add_argument("--lay", type=Path, help="folder of the lay questions")
    parser.add_argument("--lay-model", type=Path, help="model trained without the held-out fifth")
    parser.add_argument(
        "--output", type=Path, required=True, help="assistant/choosing/ranking.toml"
    )
    given = parser.parse_args(argv)
    sets = {questions.name: read_set(questions, documents) for questions, documents in given.sets}
    if given.lay:
        sets["lay questions"] = read_lay(given.lay, given.lay_model)
    sys.stdout.write(f"{'set, fitted on the others':<28} {'n':>5}  R@1    R@2    R@3    R@5\n")
    for name, questions in sets.items():
        others = [q for other, rows in sets.items() if other != name for q in rows]
        if others:
            sys.stdout.write(format_ranks(name, find_ranks(questions, fit(others))) + "\n")
    write_weights(given.output, fit([q for rows in sets.values() for q in rows]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
