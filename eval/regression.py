"""Accepted figures, and whether a change loses more than noise.

`accepted.json` keeps each question's scores of the last accepted state. A run is compared with
them question by question. The same code gives the same scores, so noise here is not that of a
clock or a dice: it is that of the choice of questions. A measure is lost when its mean falls by
more than `SURE` standard errors of the mean paired difference: one or two questions the worse
for a change that helps as many others pass, three with nothing gained do not (of 90 questions).
"""

import datetime
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.cases import QuestionSetError
from eval.report import HEADINGS
from eval.run import CaseResult, EvalReport

ACCEPTED = Path(__file__).parent / "accepted.json"
FOUND = "found_10"
MEASURED = ("citation_recall", "citation_precision", "fact", "refusal", "list_recall", FOUND)
NAMES: Mapping[str, str] = {**HEADINGS, FOUND: "依据在前10条"}
SURE = 1.645  # one-sided 95 % of a normal distribution
FEWEST = 10  # questions below which a mean says nothing

Row = tuple[float | None, ...]  # in the order of MEASURED


@dataclass(frozen=True, slots=True)
class AcceptedSet:
    """The scores of one question set, by question id, on the day they were accepted for."""

    as_of: datetime.date
    rows: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Loss:
    """A measure that fell by more than noise, and the questions that fell."""

    measure: str
    before: float
    after: float
    noise: float
    questions: tuple[str, ...]  # id, before → after, the question


def accept(report: EvalReport) -> AcceptedSet:
    """The scores of the report's first system."""
    return AcceptedSet(report.as_of, {r.case.id: make_row(r) for r in report.systems[0].results})


def make_row(result: CaseResult) -> Row:
    """One question's scores, in the order of MEASURED."""
    own = (result.score.value(measure) for measure in MEASURED if measure != FOUND)
    return tuple(None if v is None else round(v, 4) for v in (*own, result.found(10)))


def find_losses(accepted: AcceptedSet, report: EvalReport) -> tuple[Loss, ...]:
    """What the report's first system lost; questions that only one side knows do not count."""
    results = {r.case.id: r for r in report.systems[0].results if r.case.id in accepted.rows}
    rows = {key: make_row(result) for key, result in results.items()}
    losses = []
    for at, measure in enumerate(MEASURED):
        pairs = [
            (key, was, now)
            for key, row in rows.items()
            if (was := accepted.rows[key][at]) is not None and (now := row[at]) is not None
        ]
        if len(pairs) < FEWEST:
            continue
        noise = measure_noise([now - was for _, was, now in pairs])
        before = sum(was for _, was, _ in pairs) / len(pairs)
        after = sum(now for _, _, now in pairs) / len(pairs)
        if before - after > noise:
            fallen = tuple(
                f"{key} {was:.2f} → {now:.2f} {results[key].case.question}"
                for key, was, now in pairs
                if now < was
            )
            losses.append(Loss(measure, before, after, noise, fallen))
    return tuple(losses)


def measure_noise(differences: Sequence[float]) -> float:
    """How far the mean may fall by the choice of questions alone.

    >>> [round(measure_noise([-1.0] * lost + [0.0] * (90 - lost)) * 90, 1) for lost in (2, 3)]
    [2.3, 2.8]
    """
    count = len(differences)
    mean = sum(differences) / count
    variance = sum((each - mean) ** 2 for each in differences) / max(1, count - 1)
    return SURE * math.sqrt(variance / count)


def format_losses(name: str, losses: Sequence[Loss]) -> str:
    """What was lost, question by question."""
    lines = []
    for loss in losses:
        lines.append(
            f"{name}：{NAMES[loss.measure]} {loss.before * 100:.1f}% → {loss.after * 100:.1f}%"
            f"，超出偶然（{loss.noise * 100:.1f} 个百分点）"
        )
        lines.extend(f"  {words}" for words in loss.questions)
    return "\n".join(lines)


def load_accepted(path: Path = ACCEPTED) -> dict[str, AcceptedSet]:
    """The accepted sets by name."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["measures"] != list(MEASURED):
            raise ValueError(f"measures {content['measures']!r}, expected {list(MEASURED)!r}")
        return {
            name: AcceptedSet(
                datetime.date.fromisoformat(given["as_of"]),
                {key: tuple(row) for key, row in given["scores"].items()},
            )
            for name, given in content["sets"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionSetError(
            f"reading accepted figures from {path.name!r}: {type(error).__name__} {error}",
            message_zh=f"“{path.name}”不是验收分数文件。",
        ) from error


def write_accepted(sets: Mapping[str, AcceptedSet], path: Path = ACCEPTED) -> None:
    """Writes the sets, a line per question, so that a diff shows which ones changed."""
    blocks = []
    for name in sorted(sets):
        rows = ",\n".join(
            f"    {json.dumps(key)}: {json.dumps(row)}" for key, row in sets[name].rows.items()
        )
        head = f'  {json.dumps(name)}: {{"as_of": "{sets[name].as_of}", "scores": {{'
        blocks.append(f"{head}\n{rows}\n  }}}}")
    text = f'{{"measures": {json.dumps(MEASURED)},\n "sets": {{\n' + ",\n".join(blocks) + "\n}}\n"
    path.write_text(text, encoding="utf-8")
