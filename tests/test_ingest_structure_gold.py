"""The clause trees of the development documents against the clauses marked by hand."""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest

from ingest.model import Clause
from ingest.parts import split_text

pytestmark = pytest.mark.shared


class Unit(TypedDict):
    """A clause as it was marked by hand."""

    doc: str
    start: int
    end: int
    own_end: int
    level_path: list[str]
    heading: str
    occurrence: NotRequired[int]
    number_missing: NotRequired[bool]


Gold = dict[str, list[Unit]]
Found = dict[str, dict[int, Clause]]
Holds = Callable[[Unit, Clause], bool]


def _read_text(shared: Path, document: str) -> str:
    (path,) = (shared / "corpus" / "seeds").glob(f"{document}_*.txt")
    return path.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def gold(shared: Path) -> Gold:
    units: defaultdict[str, list[Unit]] = defaultdict(list)
    lines = (shared / "eval" / "gold_structure.jsonl").read_text("utf-8").splitlines()
    for unit in map(json.loads, lines):
        units[unit["doc"]].append(unit)
    return units


@pytest.fixture(scope="module")
def found(shared: Path, gold: Gold) -> Found:
    return {
        document: {
            clause.span.start: clause
            for sketch in split_text(_read_text(shared, document)).documents
            for clause in sketch.clauses
        }
        for document in gold
    }


def _share(gold: Gold, found: Found, holds: Holds) -> float:
    units = [(unit, found[doc].get(unit["start"])) for doc in gold for unit in gold[doc]]
    return sum(clause is not None and holds(unit, clause) for unit, clause in units) / len(units)


def _same_path(unit: Unit, clause: Clause) -> bool:
    same = clause.ref.labels == tuple(unit["level_path"])
    return same and clause.ref.occurrence == unit.get("occurrence", 1)


@pytest.mark.parametrize(
    ("least", "holds"),
    [
        pytest.param(0.99, lambda unit, clause: True, id="start"),
        pytest.param(0.99, _same_path, id="path"),
        pytest.param(0.97, lambda unit, clause: clause.span.end == unit["end"], id="end"),
        pytest.param(0.97, lambda unit, clause: clause.own_end == unit["own_end"], id="own_end"),
        pytest.param(
            1.0,
            lambda unit, clause: clause.inferred == unit.get("number_missing", False),
            id="inferred",
        ),
        pytest.param(0.95, lambda unit, clause: clause.heading == unit["heading"], id="heading"),
    ],
)
def test_units_are_found_exactly(gold: Gold, found: Found, least: float, holds: Holds) -> None:
    assert _share(gold, found, holds) >= least


def test_nothing_is_a_clause_that_is_none(gold: Gold, found: Found) -> None:
    """No clause in site text, in the flattened table, in a cross-reference."""
    for document, units in gold.items():
        assert set(found[document]) <= {unit["start"] for unit in units}
