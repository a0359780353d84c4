"""How the stretches of a statement are put together, against the sentence they come from.

True words can be joined untruly: the beginning of one stretch with the end of another, a figure
with the subject two stretches before it. Stretches taken verbatim must lie in the order and the
company that they have in one sentence of the clause.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from assistant.locate import fold_text
from assistant.verifying.leaving import CONNECTIVES, is_carried_on
from assistant.verifying.stretches import Source, Stretch
from ingest.quantities import find_quantities
from vectorstore.words import cut

# A stretch that begins so says something of what stands before it.
DEPENDENT = re.compile(
    r"每|[次当][年月日]|不|未|予|给予|可|应|须|必须|达|为|约|至|超|低于|高于|\d|[一二三四五六七八九十百]+[万元%年人个名]"
)
_CONDITION = re.compile(r"(?:[^目]的|[^同届按学课小]时|以?后|除.+外)$")
_OPENS_LIST = re.compile("下列|以下|之一")  # its members are the condition
_NO_SUBJECT = re.compile(r"从|自|在|原则上|对|按|同等|下一|恢复|暂停|立即|实行")
_GOES_ON = re.compile(r"并|且|同时|由|给予|可|应|须|不|责令|追回|取消|停|予")
# Whose it is stands only with what is his.
_ROLE_ALONE = re.compile(
    r"由.*(?:牵头|配合|负责|[主承协]办)|(?:牵头|配合|责任|[主承协]办)[\u4e00-\u9fff]{2}"
)
CONDITION_SHARE = 0.7  # of a condition's words that must be said where it is put otherwise
_CELL = re.compile("[^：:，,]{1,12}[：:].")  # of a table's row: it is of its row alone
_EXCEPTED = re.compile("除(?!此[以之]外).+[外的]$")
_PARTICLES = re.compile(r"^[的了等者后前时]{0,2}$")


class _Place(NamedTuple):
    """Where a stretch of a statement is carried: `start` and `end` only if it stands verbatim."""

    order: int  # in its sentence; what opens it (a heading) is below 0
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
        return "" if CONNECTIVES.match(head) else head

    @property
    def tail(self) -> str:
        tail = self.stretch.folded[self.end :] if self.start is not None else ""
        return "" if _PARTICLES.match(tail) else tail


def carried_whole(sentence: tuple[Stretch, ...], source: Source) -> bool:
    """Whether the sentence is an unbroken run of whole stretches, commas aside.

    It may not begin right behind a condition that says of whom it is true.
    """
    said = "".join(stretch.folded for stretch in sentence)
    figures = [figure for stretch in sentence for figure in _figures(stretch)]
    plain = said.removeprefix("对") if said.startswith("对") else said
    for number, held in enumerate(source.stretches):
        if held.asked or _follows_condition(number, source, sentence):
            continue
        for begin in {0, held.begin}:
            if any(
                _runs(words, begin, source.stretches[number:], figures) for words in {said, plain}
            ):
                return True
    return False


def _follows_condition(number: int, source: Source, sentence: tuple[Stretch, ...]) -> bool:
    """Whether a stretch without a subject of its own stands right behind a condition."""
    held = source.stretches[number]
    words = held.folded[held.begin :]
    if not (DEPENDENT.match(words) or _GOES_ON.match(words) or _NO_SUBJECT.match(words)):
        return False
    for opening, numbers in source.sentences:
        if number in numbers[opening:]:
            own = [source.stretches[n] for n in numbers[opening:]]
            place = _Place(numbers.index(number) - opening, source.stretches[number], 0, 0)
            return _lacks_condition(place, own, sentence, 0)
    return False


def _runs(
    said: str, begin: int, held: tuple[Stretch, ...], figures: list[tuple[object, ...]]
) -> bool:
    """Whether the words are the first stretches, from `begin` on, with the same figures."""
    found: list[tuple[object, ...]] = []
    position = -begin
    for stretch in held:
        words = stretch.folded[max(0, -position) :]
        if stretch.asked or not said.startswith(words, max(0, position)):
            return False
        position += len(stretch.folded)
        found.extend(_figures(stretch))
        if position >= len(said):
            return position == len(said) and found[len(found) - len(figures) :] == figures
    return False


def _figures(stretch: Stretch) -> list[tuple[object, ...]]:
    return [(q.value, q.unit, q.direction) for q in stretch.quantities]


def find_joining_fault(
    sentence: tuple[Stretch, ...], source: Source, carriers: list[frozenset[int]]
) -> str | None:
    """Why no one sentence of the source joins the stretches so; None if one does.

    `carriers` are, for each stretch, the numbers of those in the source that carry it.
    """
    fault = "its parts stand in different sentences"
    for opening, numbers in source.sentences:
        places = [
            [
                _place(stated, source.stretches[number], order - opening)
                for order, number in enumerate(numbers)
                if number in carried
            ]
            for stated, carried in zip(sentence, carriers, strict=True)
        ]
        if not all(places):
            continue
        excepted = [source.stretches[n] for n in numbers[:opening]]
        text = "".join(stretch.folded for stretch in sentence)
        if any(_EXCEPTED.match(s.folded) and s.folded not in text for s in excepted):
            fault = "an exception that opens the list was left out"
            continue
        own = [source.stretches[number] for number in numbers[opening:]]
        places = [
            [place for place in found if not _lacks_condition(place, own, sentence, at)]
            for at, found in enumerate(places)
        ]
        if not all(places):
            fault = "the condition before it was left out"
            continue
        if len(sentence) > 1 and sentence[0].folded.endswith("的"):
            places[0] = [place for place in places[0] if not place.head]
        held = [source.stretches[number] for number in numbers[opening:]]
        places[0] = [place for place in places[0] if not _is_loose(place, sentence[0], held)]
        if not places[0]:
            fault = f"of what {sentence[0].text!r} is said was left out"
            continue
        found = _find_order_fault(sentence, places)
        if found is None:
            return None
        fault = found
    return fault


def find_fault_in_parts(
    sentence: tuple[Stretch, ...], source: Source, carriers: list[frozenset[int]]
) -> str | None:
    """As `find_joining_fault`, for a sentence that may put a comma between whole sentences.

    What follows the comma must then begin a sentence there too, with a subject of its own, and
    what comes before may be no condition.
    """
    fault = find_joining_fault(sentence, source, carriers)
    for at in range(1, len(sentence)) if fault is not None else ():
        if (
            not sentence[at - 1].folded.endswith(("的", "时", "后"))
            and not (at == 1 and DEPENDENT.match(sentence[0].folded))
            and _begins_sentence(sentence[at], source, carriers[at])
            and find_joining_fault(sentence[:at], source, carriers[:at]) is None
            and find_fault_in_parts(sentence[at:], source, carriers[at:]) is None
        ):
            return None
    return fault


def _begins_sentence(stated: Stretch, source: Source, carried: frozenset[int]) -> bool:
    if DEPENDENT.match(stated.folded) or _ROLE_ALONE.match(stated.folded):
        return False
    firsts = {numbers[opening] for opening, numbers in source.sentences if opening < len(numbers)}
    begun = (source.stretches[number] for number in carried & firsts)
    return any(
        held.folded[held.begin :].startswith(stated.folded) and _CELL.match(held.text) is None
        for held in begun
    )


def _lacks_condition(
    place: _Place, held: list[Stretch], sentence: tuple[Stretch, ...], at: int
) -> bool:
    """Whether the stretch is true only on a condition (…的，, 除…外，) that is not said with it.

    A condition holds for the stretch behind it, and on through those that only go on. Where it
    opens a list (下列情形之一的), a member of the list may stand for it.
    """
    others = [stretch.folded for n, stretch in enumerate(sentence) if n != at]
    is_member = any(words.endswith("的") for words in others)
    for order in range(place.order - 1, -1, -1):
        before = held[order]
        if _CONDITION.search(before.text):
            if is_member and _OPENS_LIST.search(before.text):
                said = sentence[at].folded + "".join(others)
                return any(_EXCEPTED.match(h.folded) and h.folded not in said for h in held[:order])
            return not _is_said(before, sentence[at].folded, "".join(others), place.stretch)
        if not _GOES_ON.match(held[order + 1].folded[held[order + 1].begin :]):
            return False
    return False


def _is_said(condition: Stretch, stated: str, others: str, follows: Stretch) -> bool:
    """Whether most of a condition's words are in the statement, beside those it shares with what
    follows it.
    """
    said = stated + others
    if condition.folded in said:
        return True
    return any(_shares(part, said, follows) for part in _split_alternatives(condition.text))


def _shares(condition: str, said: str, follows: Stretch) -> bool:
    words = [fold_text(word) for word in cut(condition) if len(word) > 1]
    own = [word for word in words if word not in follows.folded]
    return bool(own) and sum(word in said for word in own) >= CONDITION_SHARE * len(own)


def _split_alternatives(text: str) -> list[str]:
    """Each of the things one of which is enough (甲、乙或者丙的)."""
    return re.split("、|或者?", text) if "或" in text else [text]


def _is_loose(place: _Place, stated: Stretch, held: list[Stretch]) -> bool:
    """Whether a figure lost its subject in a sentence that has another figure of the kind."""
    if not (place.head and stated.quantities and DEPENDENT.match(stated.folded)):
        return False
    said = {quantity.value for quantity in stated.quantities}
    units = {quantity.unit for quantity in stated.quantities}
    return any(
        other.unit in units and other.value not in said
        for stretch in held
        for other in stretch.quantities
    )


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
        return before.end <= after.start and (bool(CONNECTIVES.match(gap)) or gap == "的")
    if before.tail or (
        after.start is not None and after.head and not is_carried_on(stated, after.stretch)
    ):
        return False
    if before.order < 0 < after.order:
        return False
    if after.order != before.order + 1 and DEPENDENT.match(stated.folded[stated.begin :]):
        return False
    if after.order > before.order:
        return True
    return before.whole and after.whole and not _ROLE_ALONE.match(before.stretch.folded)
