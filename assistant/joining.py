"""How the stretches of a statement are put together, against the sentence they come from.

True words can be joined untruly: the beginning of one stretch with the end of another, a figure
with the subject two stretches before it. Stretches taken verbatim must lie in the order and the
company that they have in one sentence of the clause.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from assistant.quantities import find_quantities
from assistant.stretches import Source, Stretch

# Words after which a stretch may not begin: what it says would be turned.
_TURNING = re.compile(
    r"(?:不得|不予|不能|不可|不再|不准|不许|严禁|禁止|停止|取消|不|未|无|非|原则上|优先|一般|可以|"
    r"力争|争取|逐步|适当|鼓励|支持|探索|允许)$"
)
# A stretch that begins so says something of what stands before it.
_DEPENDENT = re.compile(
    r"每|不|未|予|给予|可|应|须|必须|达|为|约|至|超|低于|高于|\d|[一二三四五六七八九十百]+[万元%年人个名]"
)
_PARTICLES = re.compile(r"^[的了等者后前时]{0,2}$")
_CONNECTIVES = re.compile(
    r"^(?:其中|同时|并且|并|且|以及|及|和|或者|或|由|将|对|对于|按照|按|在|从|自|到|确保|实现|进一步|要)*$"
)


class _Place(NamedTuple):
    """Where a stretch of a statement is carried: `start` and `end` only if it stands verbatim."""

    order: int  # in its sentence
    stretch: Stretch
    start: int | None
    end: int

    @property
    def whole(self) -> bool:
        """Whether nothing that counts was cut off it."""
        return self.start is not None and not self.head and not self.tail

    @property
    def head(self) -> str:
        """What stands before the words in their stretch, its number and particles aside."""
        head = self.stretch.folded[self.stretch.begin : self.start or 0]
        return "" if _CONNECTIVES.match(head) else head

    @property
    def tail(self) -> str:
        tail = self.stretch.folded[self.end :] if self.start is not None else ""
        return "" if _PARTICLES.match(tail) else tail


def carried_whole(sentence: tuple[Stretch, ...], source: Source) -> bool:
    """Whether the sentence is an unbroken run of whole stretches of the source."""
    first = sentence[0]
    for number, held in enumerate(source.stretches):
        starts = {first.folded == held.folded, first.folded == held.folded[held.begin :]}
        if True in starts and len(source.stretches) - number >= len(sentence):
            run = source.stretches[number : number + len(sentence)]
            same = all(a.folded == b.folded for a, b in zip(sentence[1:], run[1:], strict=True))
            if same and all(_figures(a) <= _figures(b) for a, b in zip(sentence, run, strict=True)):
                return True
    return False


def _figures(stretch: Stretch) -> frozenset[tuple[object, ...]]:
    return frozenset((q.value, q.unit, q.direction) for q in stretch.quantities)


def find_cut_fault(stated: Stretch, source: Stretch) -> str | None:
    """Why words that stand in the source may not be taken out of it there."""
    start, turning = source.folded.find(stated.folded), None
    while start >= 0:
        turning = _TURNING.search(source.folded, 0, start)
        if turning is None:
            return None
        start = source.folded.find(stated.folded, start + 1)
    return f"{turning[0]!r} before it was left out: {source.text!r}" if turning else None


def find_joining_fault(
    sentence: tuple[Stretch, ...], source: Source, carriers: list[frozenset[int]]
) -> str | None:
    """Why no one sentence of the source joins the stretches so; None if one does.

    `carriers` are, for each stretch, the numbers of those in the source that carry it.
    """
    fault = "its parts stand in different sentences"
    for numbers in source.sentences:
        places = [
            [
                _place(stated, source.stretches[number], order)
                for order, number in enumerate(numbers)
                if number in carried
            ]
            for stated, carried in zip(sentence, carriers, strict=True)
        ]
        if not all(places):
            continue
        found = _find_order_fault(sentence, places)
        if found is None:
            return None
        fault = found
    return fault


def _place(stated: Stretch, source: Stretch, order: int) -> _Place:
    start = source.folded.find(stated.folded)
    return _Place(order, source, start if start >= 0 else None, start + len(stated.folded))


def _find_order_fault(sentence: tuple[Stretch, ...], places: list[list[_Place]]) -> str | None:
    """Why no choice of places puts the stretches together as the source does.

    Keeps, stretch by stretch, the places that something fits before.
    """
    reached = places[0]
    for (before, after), following in zip(pairwise(sentence), places[1:], strict=True):
        reached = [b for b in following if any(_fits(a, b, after) for a in reached)]
        if not reached:
            return f"{before.text!r} and {after.text!r} are not joined so"
    if len(sentence) > 1 and all(find_quantities(place.tail) for place in reached):
        return f"what is said after {sentence[-1].text!r} was left out"
    return None


def _fits(before: _Place, after: _Place, stated: Stretch) -> bool:
    """Whether `after`, said as `stated`, may follow `before`."""
    if before.order == after.order:
        if before.start is None or after.start is None:
            return True
        gap = after.stretch.folded[before.end : after.start]
        return before.end <= after.start and (bool(_CONNECTIVES.match(gap)) or gap == "的")
    if before.tail or (after.start is not None and after.head):
        return False
    if after.order != before.order + 1 and _DEPENDENT.match(stated.folded[stated.begin :]):
        return False
    return after.order > before.order or (before.whole and after.whole)
