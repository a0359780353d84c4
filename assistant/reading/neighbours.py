"""A clause counted on to from the one that was asked about: 下一条, 往前数两条, 前面那个阶段.

It is counted from the number that the earlier question names; where that names none, from the
clause that the last answer rests on.
"""

import re
from dataclasses import dataclass, replace

from assistant.model import Turn
from assistant.reading.reference_words import NUMERAL, STAGE, say_references
from ingest.numerals import find_value, format_numeral
from ingest.references import FoundReference, Unit, find_references

_FAR = {"两": 2, "二": 2, "2": 2, "三": 3, "3": 3}
_MOVE = re.compile(
    r"(?:那么?|再|请问|看看|说说|还有|它|这条|该条|[的，, ])*(?:"
    r"[往朝向](?P<toward>[前后上下])面?(?:再|面)?[数翻看推挪找退走]?(?P<far>[一两二三123]?)个?|"
    r"(?P<way>[上下前后])(?:面|边)?的?[那这]?再?一?个?|"
    r"紧?(?:接着|挨着|跟着|接下来|接下去)的?[那这]?一?个?"
    r")(?P<unit>部分|附件|阶段|[条点项章节款篇])(?P<rest>.*)"
)
_ONLY_ASKS = re.compile(r"(?:呢|又?是|说|讲|写|规定|的|了|什么|啥|内容|怎么|哪些|[？?。！，,\s])*")
_UNITS = {
    "篇": (Unit.PART,),
    "附件": (Unit.ANNEX,),
    "章": (Unit.CHAPTER,),
    "节": (Unit.SECTION,),
    "部分": (Unit.DIVISION, Unit.COMMA),
}
_CHAPTERS = frozenset({Unit.VOLUME, Unit.CHAPTER, Unit.SECTION})  # articles are numbered through
_NUMERAL = re.compile(NUMERAL)
_CLOSING = re.compile(r"[）)]?(?:部分|[大小]?项|[条章节款篇点行目])?")
_HEAD = re.compile(r"(?:篇[一二三四五六七八九十]{1,3}|附件\s*\d{1,2})?《[^《》]+》\s*[、，]?")
LONGEST_REST = 14  # characters of what is asked of the clause that is counted on to


@dataclass(frozen=True, slots=True)
class _Move:
    """How far on a text counts, in what unit, and what it asks there."""

    steps: int
    unit: str
    rest: str


def find_neighbour(text: str, history: tuple[Turn, ...]) -> tuple[str, tuple[Turn, ...]] | None:
    """The question on the clause after (下一条呢) or before that asked about, and what led to it.

    None where the text asks something else, or no clause was asked about or shown.

    >>> find_neighbour("往前数一条说的啥", (Turn("某办法第七条讲什么", "……"),))
    ('某办法第六条讲什么', ())
    >>> find_neighbour("前面那个阶段呢", (Turn("实施阶段多久", "《某方案》四（二）：半年。"),))
    ('《某方案》四（一）讲什么', ())
    """
    move = _read_move(text)
    if move is None:
        return None
    total = move
    for place in reversed(range(len(history))):
        earlier = _read_move(history[place].user)
        if earlier is not None:
            total = replace(total, steps=total.steps + earlier.steps)
            continue
        asked = say_references(history[place].user)
        counted = _count_in_question(asked, total)
        if counted is not None:
            return counted, history[:place]
        break
    return _count_in_answer(move, history)


def _read_move(text: str) -> _Move | None:
    found = _MOVE.fullmatch(text.strip())
    if found is None or len(found["rest"]) > LONGEST_REST:
        return None
    asks = _ONLY_ASKS.fullmatch(found["rest"]) is None
    if asks and found["unit"] in "条点项款" and not re.search("[那这]", found[0]):
        return None  # 下一条路怎么走
    way = found["toward"] or found["way"] or "后"
    steps = _FAR.get(found["far"] or "", 1) * (-1 if way in "前上" else 1)
    return _Move(steps, found["unit"], found["rest"] if asks else "")


def _count_in_question(asked: str, move: _Move) -> str | None:
    references = find_references(asked)
    words = _count_on(references[-1], move) if references else None
    if words is None or (move.unit == STAGE and STAGE not in asked):
        return None
    rest = move.rest or asked[references[-1].end :]
    return asked[: references[-1].start] + words + rest


def _count_in_answer(move: _Move, history: tuple[Turn, ...]) -> tuple[str, tuple[Turn, ...]] | None:
    """The same, counted from the clause by which the last answer is headed or closed."""
    for line in history[-1].assistant.splitlines() if history else ():
        head = _HEAD.match(line)
        start = head.end() if head else 0
        for reference in find_references(line):
            opens = reference.start == start
            closes = line[: reference.start].endswith(("（", "(")) and line[reference.end :][
                :1
            ] in ("）)")
            if not opens and not closes:
                continue
            words = _count_on(reference, move)
            if words is None or (move.unit == STAGE and STAGE not in line + history[-1].user):
                return None
            named = head[0] if head else ""
            return f"{named}{words}{move.rest or '讲什么'}", () if named else history
    return None


def _count_on(reference: FoundReference, move: _Move) -> str | None:
    """The words of the reference, its number of the unit counted on and what is below it left."""
    steps, numerals = reference.ref.steps, list(_NUMERAL.finditer(reference.text))
    wanted = _UNITS.get(move.unit)
    if wanted is None:
        wanted = (Unit.ARTICLE,) if move.unit == "条" else ()
        named = [i for i, step in enumerate(steps) if step.unit in wanted] or [len(steps) - 1]
    else:
        named = [i for i, step in enumerate(steps) if step.unit in wanted]
    if not named or len(numerals) != len(steps):
        return None
    at = named[0]
    said = numerals[at]
    value = find_value(said[0])
    if value is None or value + move.steps < 1:
        return None
    counted = value + move.steps
    start = 0
    if steps[at].unit is Unit.ARTICLE and all(step.unit in _CHAPTERS for step in steps[:at]):
        start = max(0, reference.text.rfind("第", 0, said.start()))
    closing = _CLOSING.match(reference.text, said.end())
    end = closing.end() if closing is not None else said.end()
    words = str(counted) if said[0].isdigit() else format_numeral(counted)
    return reference.text[start : said.start()] + words + reference.text[said.end() : end]
