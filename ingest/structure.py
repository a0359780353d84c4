"""Clause trees: which marks begin a clause, and which clause stands under which.

A level's numbers form a sequence: 1, 2, 3 …, running on from where the previous parent's
sequence stopped or starting anew. So each region is cut by the highest style whose marks form
a believable sequence, and each piece is cut again by the styles that remain.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.clean import strip_range
from ingest.decimals import find_outline
from ingest.marks import DECIMALS, LINE_START, Mark, Style, find_marks
from ingest.model import ClauseKind

_DUPLICATE = 2.2  # a number used twice: believable at a line's start only
_GAP = 1.2  # per missing number
_MOST_GAP = 3.0
_RESTART = 3.0
_LATE_START = 1.2  # per number missing before the first
_ACCEPTED = 3.0  # what a sequence of two or more must be worth
_ACCEPTED_ALONE = 3.9
_OUTLINED = 6.0  # worth of a decimal: that it begins a clause is settled by its outline


@dataclass(slots=True)
class Draft:
    """A clause in the making. `text_start` is where its words begin, after the number."""

    label: str
    start: int
    text_start: int
    end: int
    style: Style | None
    value: int
    inferred: bool = False
    kind: ClauseKind = ClauseKind.CLAUSE
    above: str = ""  # a label between the parent's and one's own: 附件 in 附件›1
    columns: tuple[str, ...] = ()  # of a row, where the row itself does not name them
    heading_end: int = 0  # where the heading is known to end: a question's that is answered below
    children: list["Draft"] = field(default_factory=list)

    def own_end(self) -> int:
        """Where the clause's own words end: at its first child, else at its end."""
        return self.children[0].start if self.children else self.end


def build_tree(folded: str, start: int, end: int) -> list[Draft]:
    """The clauses of a region as trees in reading order, ends without trailing blanks."""
    marks = _find_marks(folded, start, end)
    by_style: dict[Style, list[Mark]] = {}
    for mark in marks:
        by_style.setdefault(mark.style, []).append(mark)
    builder = _Builder(folded, by_style)
    return builder.cut(start, end, tuple(sorted(by_style)))


def _find_marks(folded: str, start: int, end: int) -> Sequence[Mark]:
    """All marks in reading order; where an outline of decimals numbers a line, nothing else."""
    marks = find_marks(folded, start, end)
    outline = find_outline(folded, start, end)
    if not outline:
        return marks
    found = [
        Mark(
            DECIMALS[len(head.number) - 1],
            head.number[-1],
            ".".join(map(str, head.number)),
            head.start,
            head.end,
            _OUTLINED,
            line_start=True,
            slip=False,
        )
        for head in outline
    ]
    starts = [head.start for head in outline]
    for mark in marks:
        at = bisect_left(starts, mark.start + 1) - 1
        if at < 0 or mark.start >= outline[at].end:
            found.append(mark)
    return sorted(found, key=lambda mark: mark.start)


@dataclass(slots=True)
class _Chain:
    """A sequence that ends with `mark`; linked backwards."""

    mark: Mark
    score: float
    before: "_Chain | None"
    restarts: int

    def marks(self) -> list[Mark]:
        found: list[Mark] = []
        link: _Chain | None = self
        while link is not None:
            found.append(link.mark)
            link = link.before
        return found[::-1]


class _Builder:
    """Cuts regions by sequences; remembers each style's last number for those that run on."""

    def __init__(self, folded: str, by_style: dict[Style, list[Mark]]) -> None:
        self._folded = folded
        self._by_style = by_style
        self._starts = {style: [mark.start for mark in found] for style, found in by_style.items()}
        self._last: dict[Style, int] = {}

    def cut(self, start: int, end: int, styles: tuple[Style, ...]) -> list[Draft]:
        chain = self._choose(start, end, styles)
        if chain is None:
            return []
        marks = chain.marks()
        style = chain.mark.style
        rest = tuple(other for other in styles if other is not style)
        drafts = self.cut(start, marks[0].start, rest)
        for index, mark in enumerate(marks):
            limit = marks[index + 1].start if index + 1 < len(marks) else end
            self._last[style] = mark.value
            children = self.cut(mark.end, limit, rest)
            _, stop = strip_range(self._folded, mark.start, limit)
            drafts.append(
                Draft(mark.label, mark.start, mark.end, stop, style, mark.value, children=children)
            )
        return drafts

    def _choose(self, start: int, end: int, styles: tuple[Style, ...]) -> _Chain | None:
        for position, style in enumerate(styles):
            chain = self._sequence(style, start, end)
            if chain is None:
                continue
            first = chain.marks()[0].start
            for lower in styles[position + 1 :]:
                before = bisect_left(self._starts[lower], start)
                if bisect_left(self._starts[lower], first, lo=before) == before:
                    continue  # stands nowhere before this style, so not above it
                outer = self._sequence(lower, start, end)
                if outer is not None and _encloses(outer.marks(), chain.marks()):
                    return outer
            return chain
        return None

    def _sequence(self, style: Style, start: int, end: int) -> _Chain | None:
        starts = self._starts[style]
        first = bisect_left(starts, start)
        last = bisect_left(starts, end, lo=first)
        expected = self._last.get(style, 0) + 1
        chain = _best_chain(self._by_style[style][first:last], expected)
        if chain is None:
            return None
        if chain.before is None:
            mark = chain.mark
            runs_on = mark.value == expected > 1 and mark.score >= 2
            starts_anew = mark.value == 1 and mark.score >= _ACCEPTED_ALONE
            return chain if runs_on or starts_anew or mark.style in DECIMALS else None
        return chain if chain.score >= _ACCEPTED else None


def _encloses(outer: list[Mark], inner: list[Mark]) -> bool:
    """Whether `inner` lies between the numbers of `outer`, so stands below.

    From the first on; or amid numbers without a gap that each begin a line: 三、…第一条…四、.
    """
    if len(outer) < 2 or not outer[0].start < inner[0].start < outer[-1].start:
        return False
    amid = inner[-1].start < outer[-1].start and all(mark.line_start for mark in outer)
    amid = amid and [mark.value for mark in outer] == list(range(1, len(outer) + 1))
    if not amid and inner[0].start > outer[1].start:
        return False
    if any(after.value <= before.value for before, after in pairwise(outer)):
        return False
    starts = [mark.start for mark in outer]
    for before, after in pairwise(inner):
        if after.value > before.value:
            continue
        if bisect_left(starts, after.start) == bisect_left(starts, before.start):
            return False
    return True


def _best_chain(marks: Sequence[Mark], expected: int) -> _Chain | None:
    """The sequence through `marks` that is worth most; None without candidates."""
    by_value: dict[int, _Chain] = {}
    best: _Chain | None = None
    for mark in marks:
        late = 0.0 if mark.value in (1, expected) else min(_LATE_START * (mark.value - 1), 4.0)
        chain = _Chain(mark, mark.score - late, None, 0)
        for before, cost, restarts in _predecessors(mark, by_value, best):
            score = before.score + mark.score - cost
            if score > chain.score:
                chain = _Chain(mark, score, before, before.restarts + restarts)
        known = by_value.get(mark.value)
        if known is None or chain.score >= known.score:
            by_value[mark.value] = chain
        if best is None or chain.score > best.score:
            best = chain
    return best


def _predecessors(
    mark: Mark, by_value: dict[int, _Chain], best: _Chain | None
) -> Iterator[tuple[_Chain, float, int]]:
    for gap in range(4):
        before = by_value.get(mark.value - 1 - gap)
        if before is not None:
            yield before, _GAP * gap, 0
    if not mark.line_start or mark.score < LINE_START - 0.5:
        return
    again = by_value.get(mark.value)
    if again is not None:
        yield again, _DUPLICATE, 0
    if best is not None:
        if mark.value == 1:
            yield best, _RESTART, 1
        elif best.mark.value < mark.value:
            yield best, min(_GAP * (mark.value - best.mark.value - 1), _MOST_GAP), 0
