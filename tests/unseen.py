"""Invented clauses with what a reader finds in them, and how much of it the extractors find.

`data/clauses_open.txt` and `data/clauses_held.txt` were written together, every other clause to
one file, before the extractors had read any of them; the rules were then worked on with the
open ones only, and the held ones read at the end. `clauses_fresh.txt` and `clauses_last.txt` are
of other subjects, each written and measured once when the files before it had been used up. All
are now looked at; figures on text that nobody looked at can only come from a further file.

Lines: `T:` a clause (further lines belong to it), `R:` a table row, `B:` a benefit (name,
recipients, condition, amount, who grants it), `D:` a duty (parties, deadline, task), `G:` a
target (value, unit, direction, subject, date). `-` stands for nothing, `/` parts readings that
are as good. A clause without `G:` lines was not read for targets.

An amount is compared by its figures with unit and direction and by what it is counted per, so
that 每人每月发放津贴300元 and 每人每月300元 are one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.benefits import find_benefits
from ingest.clean import fold
from ingest.duties import find_duties
from ingest.model import Clause, ClauseKind, TargetDirection
from ingest.quantities import find_quantities
from ingest.targets import find_targets
from tests.extraction import DATA, make_clause, plain

_PERIOD = re.compile(
    r"每(?:学期|学年|平方米|张床位|班|人|生|户|亩|头|年|月|部|招用|带动)|一次性|户均|(?<=/)人|月$"
)
_SIGNS = {
    ">=": TargetDirection.AT_LEAST,
    "<=": TargetDirection.AT_MOST,
    "=": TargetDirection.EXACTLY,
    "~": TargetDirection.ABOUT,
    "+": TargetDirection.INCREASING,
    "-": TargetDirection.DECREASING,
}


@dataclass(frozen=True, slots=True)
class ReadClause:
    """A clause and the lines that say what it holds."""

    clause: Clause
    benefits: tuple[tuple[str, ...], ...]
    duties: tuple[tuple[str, ...], ...]
    targets: tuple[tuple[str, ...], ...] | None  # None: not read for targets


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were found rightly, how many found at all, how many there are."""

    right: int
    found: int
    expected: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.right + other.right, self.found + other.found, self.expected + other.expected
        )

    def __str__(self) -> str:
        return f"{self.precision:.2f}/{self.recall:.2f} ({self.right} {self.found} {self.expected})"


def read_clauses(name: str) -> Iterator[ReadClause]:
    text = (DATA / name).read_text("utf-8")
    for block in re.split(r"\n(?=[TR]: )", text):
        words, *rest = re.split(r"\n(?=[BDG]: )", block.rstrip("\n"))
        clause = make_clause(words[3:])
        if words.startswith("R"):
            clause = replace(clause, kind=ClauseKind.ROW)
        lines: dict[str, list[tuple[str, ...]]] = {"B": [], "D": [], "G": []}
        for line in rest:
            lines[line[0]].append(tuple(part.strip() for part in line[3:].split("|")))
        yield ReadClause(
            clause, tuple(lines["B"]), tuple(lines["D"]), tuple(lines["G"]) if lines["G"] else None
        )


def measure(clauses: Sequence[ReadClause]) -> dict[str, Tally]:
    """The tallies: benefits by name and amount, by each field, in all; duties and targets."""
    sums: dict[str, Tally] = {}
    for one in clauses:
        for name, tally in _measure(one).items():
            sums[name] = sums.get(name, Tally(0, 0, 0)) + tally
    return sums


def list_benefits(one: ReadClause) -> list[tuple[str | None, ...]]:
    return [
        tuple(map(plain, (b.name, b.recipients, b.condition, b.amount, b.granted_by)))
        for b in find_benefits((one.clause,))
    ]


def list_duties(one: ReadClause) -> list[tuple[str | None, ...]]:
    return [
        (" ".join(f"{p.role}={plain(p.name)}" for p in d.parties), plain(d.deadline), plain(d.task))
        for d in find_duties((one.clause,))
    ]


def list_targets(one: ReadClause) -> list[tuple[object, ...]]:
    return [
        (t.figure, t.value, t.unit, t.direction, plain(t.subject), plain(t.date))
        for t in find_targets((one.clause,))
    ]


def _measure(one: ReadClause) -> dict[str, Tally]:
    gold = one.benefits
    benefits = _join_tiers(list_benefits(one), gold)
    result = {}
    fields = {"name": (0,), "recipients": (0, 1), "condition": (0, 2), "amount": (0, 3),
              "payer": (0, 4), "benefit": (0, 1, 2, 3, 4)}  # fmt: skip
    for name, chosen in fields.items():

        def agree(
            a: tuple[str, ...], b: tuple[str | None, ...], chosen: tuple[int, ...] = chosen
        ) -> bool:
            return all(_agrees(a[at], b[at], at) or (at == 2 and _is_told(b)) for at in chosen)

        result[name] = Tally(_pair(gold, benefits, agree), len(benefits), len(gold))
    duties = list_duties(one)
    result["duty"] = Tally(_pair(one.duties, duties, _is_duty), len(duties), len(one.duties))
    if one.targets is not None:
        targets = list_targets(one)
        result["target"] = Tally(
            _pair(one.targets, targets, _is_target), len(targets), len(one.targets)
        )
    return result


def _join_tiers(
    found: list[tuple[str | None, ...]], gold: Sequence[tuple[str, ...]]
) -> list[tuple[str | None, ...]]:
    """The benefits with those put together that give the tiers of a single one, each its amount."""
    for wanted in gold:
        if sum(_agrees(other[0], wanted[0].split("/")[0], 0) for other in gold) > 1:
            continue
        tiers = [one for one in found if _agrees(wanted[0], one[0], 0) and one[3] is not None]
        joined = "；".join(one[3] or "" for one in tiers)
        if len(tiers) > 1 and _agrees(wanted[3], joined, 3):
            first = tiers[0]
            whole = (*first[:3], joined, *first[4:])
            found = [one for one in found if one not in tiers] + [whole]
    return found


def _pair(gold: Sequence, found: Sequence, agree: Callable) -> int:  # type: ignore[type-arg]
    left = list(found)
    pairs = 0
    for wanted in gold:
        match = next((one for one in left if agree(wanted, one)), None)
        if match is not None:
            left.remove(match)
            pairs += 1
    return pairs


def _agrees(wanted: str, found: str | None, at: int) -> bool:
    if at == 3:
        return _read_amount(wanted) == _read_amount(found or "-")
    return _strip(found or "-") in {_strip(one) for one in wanted.split("/")}


def _is_told(found: tuple[str | None, ...]) -> bool:
    """Whether the condition is what the recipients' words say before 的, as is the convention."""
    return bool(found[2]) and found[2] == (found[1] or "").rpartition("的")[0]


def _strip(words: str) -> str:
    words = re.sub(r"[“”‘’\s]", "", fold(words))
    return re.sub(r"^(?:每[名个部位]|凡是?|对)", "", words).removesuffix("的")


def _read_amount(words: str) -> tuple[object, ...]:
    figures = sorted((q.value, q.unit, str(q.direction)) for q in find_quantities(words))
    if not figures or re.search("标准|水平", words):
        return (re.sub(r"\s|为|给予|按", "", words) if "全额" not in words else "全额",)
    return (*figures, *sorted(set(_PERIOD.findall(words))))


def _is_duty(wanted: tuple[str, ...], found: tuple[str | None, ...]) -> bool:
    parties, deadline, *task = wanted
    same = fold(parties) == fold(found[0] or "") and (found[1] or "-") in deadline.split("/")
    return same and (not task or task[0] == found[2])


def _is_target(wanted: tuple[str, ...], found: tuple[object, ...]) -> bool:
    value, unit, sign, subject, date = wanted
    figure, number, its_unit, direction, its_subject, its_date = found
    return (
        _read_value(value, unit, str(figure)) == number
        and (unit if unit != "-" else "") == its_unit
        and _SIGNS[sign] == direction
        and (subject == "-" or its_subject in subject.split("/"))
        and (its_date or "-") in date.split("/")
    )


def _read_value(value: str, unit: str, figure: str) -> Decimal | None:
    first, mark, second = re.match(r"([\d.万]+)([:/]?)(.*)", value).groups()  # type: ignore[union-attr]
    number = Decimal(first.removesuffix("万")) * (10_000 if first.endswith("万") else 1)
    return number if not mark else round(number / Decimal(second), 4)
