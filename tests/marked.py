"""Invented documents with their clauses marked by hand: tests/data/structure_*.txt.

A file holds documents, each below a line `=== name`. In a document

    ⟦一/(二)⟧   a clause with this path begins here; ⟦*三⟧: its number is not printed
    ⟦^一⟧       what follows is text of 一 again, behind the last of its children
    ⟦-⟧         what follows is in no clause

A clause ends where a mark that is not below it stands, blanks before that not counted.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ingest.parts import split_text

_MARK = re.compile(r"⟦([*^]?)([^⟧]+)⟧")


@dataclass(frozen=True, slots=True, order=True)
class Marked:
    """A clause as marked or as found; `path` ends in #2 where its number is printed twice."""

    start: int
    end: int
    path: str
    inferred: bool


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A document without its marks, and its clauses in reading order."""

    name: str
    text: str
    clauses: tuple[Marked, ...]


def load_marked(path: Path) -> tuple[MarkedText, ...]:
    """The documents of one file in its order."""
    texts = re.split(r"^=== (.+)\n", path.read_text("utf-8"), flags=re.MULTILINE)
    return tuple(
        read_marked(name, marked.strip("\n"))
        for name, marked in zip(texts[1::2], texts[2::2], strict=True)
    )


def read_marked(name: str, marked: str) -> MarkedText:
    """One document of the form above."""
    text = _MARK.sub("", marked)
    clauses = []
    open_clauses: list[tuple[str, int, bool]] = []
    taken = 0
    for found in [*_MARK.finditer(marked), None]:
        at = found.start() - taken if found else len(text)
        sign, path = (found[1], found[2]) if found else ("^", "-")
        end = len(text[:at].rstrip())
        keeps = {path} if sign == "^" else set()
        while open_clauses:
            above, start, inferred = open_clauses[-1]
            if above in keeps or path.startswith(f"{above}/"):
                break
            clauses.append(Marked(start, end, above, inferred))
            open_clauses.pop()
        if found:
            taken += len(found[0])
            if sign != "^" and path != "-":
                open_clauses.append((path, at, sign == "*"))
    return MarkedText(name, text, _count_paths(clauses))


def find_clauses(text: str) -> tuple[Marked, ...]:
    """The clauses of all documents of a text as the parser sees them."""
    return _count_paths(
        [
            Marked(c.span.start, c.span.end, "/".join(c.ref.labels), c.inferred)
            for sketch in split_text(text).documents
            for c in sketch.clauses
        ]
    )


def _count_paths(clauses: list[Marked]) -> tuple[Marked, ...]:
    seen: Counter[str] = Counter()
    counted = []
    for clause in sorted(clauses, key=lambda each: (each.start, -each.end)):
        seen[clause.path] += 1
        times = seen[clause.path]
        path = clause.path if times == 1 else f"{clause.path}#{times}"
        counted.append(Marked(clause.start, clause.end, path, clause.inferred))
    return tuple(counted)
