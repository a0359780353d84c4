"""`python -m eval.lacking`: what a clause must hold, measured on lay questions.

Each requirement (an attribute of `requirements.toml`, or the name of what is measured) is asked of
the very clause that a question was written for. A clause that answers and is said to lack it would
be refused wrongly; one of a near miss that is said to lack it is refused rightly.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.choosing.lacking_cases import find_measured, names_measure
from assistant.choosing.requirements import read_requirements

MEASURED = "以专名相称的数额或期限"


@dataclass(frozen=True, slots=True)
class Asked:
    """A lay question with the clause it was written for, and whether that answers it."""

    question: str
    clause: str
    answerable: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a requirement was asked for, by whether the clause answers and holds it."""

    name: str
    held: int
    wrongly_lacking: int
    near_held: int
    rightly_lacking: int


def read_asked(lay: Path) -> Iterator[Asked]:
    """The questions of a folder of lay questions whose clause it holds too."""
    clauses = {
        row["_id"]: f"{row['title']}\n{row['text']}" for row in _read(lay / "policy_clauses.jsonl")
    }
    for row in _read(lay / "questions.jsonl"):
        if row["clause"] in clauses:
            yield Asked(row["question"], clauses[row["clause"]], row["answerable"])


def _read(path: Path) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, path.read_text("utf-8").splitlines())


def find_required(asked: Asked) -> Iterator[tuple[str, bool]]:
    """The requirements that a question makes, and whether its clause holds them."""
    attributes, _ = read_requirements()
    for attribute in attributes:
        found = attribute.asks.search(asked.question)
        if found is not None:
            yield attribute.name, attribute.read_needs(found).search(asked.clause) is not None
    for named in find_measured(asked.question):
        yield MEASURED, names_measure(named, (), asked.clause)


def tally(questions: Iterable[Asked]) -> tuple[Tally, ...]:
    """Each requirement with its counts, those that refuse most rightly first."""
    counts = Counter(
        (name, asked.answerable, held) for asked in questions for name, held in find_required(asked)
    )
    tallies = (
        Tally(
            name,
            held=counts[name, True, True],
            wrongly_lacking=counts[name, True, False],
            near_held=counts[name, False, True],
            rightly_lacking=counts[name, False, False],
        )
        for name in dict.fromkeys(name for name, _, _ in counts)
    )
    return tuple(sorted(tallies, key=lambda t: (-t.rightly_lacking, t.wrongly_lacking, t.name)))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m eval.lacking", description=__doc__)
    parser.add_argument("--lay", type=Path, required=True, help="folder of the lay questions")
    rows = tally(read_asked(parser.parse_args().lay))
    sys.stdout.write("rightly lacking, wrongly lacking, held, near and held\n")
    for row in rows:
        sys.stdout.write(
            f"{row.rightly_lacking:4} {row.wrongly_lacking:4} {row.held:5} {row.near_held:4}"
            f"  {row.name}\n"
        )
    lost = sum(row.wrongly_lacking for row in rows)
    caught = sum(row.rightly_lacking for row in rows)
    sys.stdout.write(f"{caught:4} {lost:4}  together\n")


if __name__ == "__main__":
    main()
