"""The figures of a stretch against those of the words that are to carry it."""

import re
from itertools import takewhile

from assistant.locate import character_pairs, fold_text
from assistant.verifying.stretches import Stretch
from ingest.quantities import Direction, Quantity

_RATE = re.compile(
    r"(?<![\d一二三四五六七八九十两几半每当本今去明前后上下全同学近历往来逐多青老少早中周生次成])"
    r"[年月日](?=[^\d满末底初度限龄级份薪前后内起至到的以、]{2})|[年月日人户]均"
)


def find_figure_fault(stated: Stretch, source: Stretch) -> str | None:
    """A figure of the stretch that the source does not have, or has of something else."""
    for quantity in stated.quantities:
        if quantity.ordinal:
            continue
        same = [
            q
            for q in source.quantities
            if q.value == quantity.value and (not quantity.unit or q.unit == quantity.unit)
        ]
        figure = stated.text[quantity.start : quantity.end]
        if not same and _is_time_before(figure, stated, source):
            continue
        if not same:
            return f"the figure {figure!r} is not there"
        if not any(_same_direction(quantity.direction, q.direction) for q in same):
            return f"the figure {figure!r} is meant as {same[0].direction.value}"
        if _is_misplaced(quantity, same, source):
            return f"the figure {figure!r} belongs to something else"
    return _find_lost_rate(stated, source) or _find_reordered(stated, source)


def _is_time_before(figure: str, stated: Stretch, source: Stretch) -> bool:
    """Whether the figure is a time (到2025年) that opens the source's sentence."""
    time = f"到{fold_text(figure)}"
    return time in stated.folded and time in source.before


def _same_direction(stated: Direction, held: Direction) -> bool:
    return stated is held or {stated, held} == {Direction.EXACT, Direction.ABOUT}


def _is_misplaced(stated: Quantity, same: list[Quantity], source: Stretch) -> bool:
    """Whether another figure of the unit has more of the words before it than this one has."""
    wanted = character_pairs(stated.subject[-16:])
    own = max(len(wanted & character_pairs(q.subject[-24:])) for q in same)
    near = max(_count_shared_end(stated.subject, q.subject) for q in same)
    return any(
        len(wanted & character_pairs(q.subject[-24:])) > own
        or _count_shared_end(stated.subject, q.subject) > max(near, 1)
        for q in source.quantities
        if q.value != stated.value and q.unit == stated.unit
    )


def _count_shared_end(one: str, other: str) -> int:
    """How many characters at their ends two texts share."""
    pairs = zip(reversed(fold_text(one)), reversed(fold_text(other)), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


_SHARE = r"的?(?:\d[\d.]*(?:倍|[%％])|百分之|[一二两三四五六七八九十]+(?:倍|分之|成))"
_OF_WHICH = re.compile(
    rf"(?:不得?(?:超过|超出|[低高少多小大]于)|至[少多]|达到?|占)[^，。；、\d]{{1,14}}?(?={_SHARE})"
)
_ANY_SHARE = re.compile(_SHARE)


def leaves_off_share(statement: str, passage: str) -> bool:
    """Whether of 不得超过平均数的1.5倍 only 不得超过平均数 is said."""
    said = fold_text(statement)
    if _ANY_SHARE.search(said):
        return False
    return any(fold_text(found[0]) in said for found in _OF_WHICH.finditer(passage))


def is_cut_figure(stated: Stretch, source: Stretch) -> bool:
    """Whether a figure of the stretch is only a piece of one in the source (500 in 5000)."""
    held = {(q.value, q.unit, q.direction) for q in source.quantities}
    return any((q.value, q.unit, q.direction) not in held for q in stated.quantities)


def _find_lost_rate(stated: Stretch, source: Stretch) -> str | None:
    """Of how much a figure is said (每个18万元, 年服务40小时), where it is left out."""
    if not stated.quantities:
        return None
    said = stated.before + stated.folded
    if source.folded.count("每") > said.count("每"):
        return "what the figure is said of each time was left out"
    lost = [word for word in _RATE.findall(source.folded) if word not in said]
    return f"{lost[0]!r} was left out" if lost else None


def _find_reordered(stated: Stretch, source: Stretch) -> str | None:
    """Several figures of one unit that do not stand there in this order, or as often."""
    for unit in {quantity.unit for quantity in stated.quantities}:
        said = [q.value for q in stated.quantities if q.unit == unit and not q.ordinal]
        held = iter([q.value for q in source.quantities if q.unit == unit and not q.ordinal])
        if len(said) > 1 and not all(value in held for value in said):
            return f"the figures in {unit!r} stand in another order"
    return None
