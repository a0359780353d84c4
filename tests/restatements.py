"""Clauses as a model tells them in its own words, each beside untrue ones as near to it as can be.

In `tests/data/restatements_*.txt` a block is: @ words that only the clause holds, + what is true of
it, - what is not. They were written before the rules of `account`, reordered, shortened,
with figures in other spelling, and cut into two halves row by row; the truths of `held` were never
looked at while the rules were mended, only counted.
"""

from dataclasses import dataclass

from tests.conftest import ROOT


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of a model: near its clause (+=), told freely (+), or untrue (-)."""

    words: str  # that the clause holds
    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Restated:
    """One telling of a clause."""

    words: str  # that the clause holds
    true: str
    untrue: tuple[str, ...]


def read_restated(half: str) -> tuple[Restated, ...]:
    """The rows of a half: `open`, `held`, and `bureau_open`, `bureau_held` of other documents."""
    text = (ROOT / "tests" / "data" / f"restatements_{half}.txt").read_text("utf-8")
    rows = []
    for block in text.strip().split("\n\n"):
        lines = block.split("\n")
        untrue = tuple(line[2:] for line in lines if line.startswith("- "))
        (true,) = (line[2:] for line in lines if line.startswith("+ "))
        rows.append(Restated(lines[0].removeprefix("@ "), true, untrue))
    return tuple(rows)


def read_drafts(half: str) -> tuple[Told, ...]:
    """What models would write, of `restatements_drafts_*`: `open`, `held`, `bureau`, `school`."""
    text = (ROOT / "tests" / "data" / f"restatements_drafts_{half}.txt").read_text("utf-8")
    found = []
    for block in text.strip().split("\n\n"):
        first, *lines = block.split("\n")
        found += [
            Told(first.removeprefix("@ "), *line.split(" ", 1)) for line in lines if line.strip()
        ]
    return tuple(found)
