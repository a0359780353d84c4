"""Decimal numbering (1 总则, 1.1 编制目的, 1.1.1): emergency plans, technical annexes, standards.

A decimal is far more often an amount, a date, a version or a cell than a clause's number. So a
number counts only at a line's start, and only as one of an outline: each is the next sibling,
or the first child, of the one before or of one above it (GB/T 1.1—2020, 7). Numbers that a
source has lost are passed over at a cost.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from ingest.clean import TERMINAL
from ingest.numerals import find_value

Number = tuple[int, ...]

_LINE = re.compile(
    r"^[ \t\u3000\u00a0]*(?P<number>[1-9]\d?(?:\.[1-9]\d?){0,4})(?![\d.]*\d)"
    r"(?P<stop>[.、][ \t]*|[ \t\u3000\u00a0]+|(?=[\u4e00-\u9fff“《【(]))"
    r"(?=[\u4e00-\u9fffA-Za-z\u2160-\u217f“《【(]"
    r"|(?<=\.\d[ \t])\d{1,4}[年周岁届个项类条][\u4e00-\u9fff]{2})",  # 4.2 15年免费教育
    re.MULTILINE,
)
# 2.4.2 behind a sentence: the next of an outline, never its beginning.
_RUN_ON = re.compile(
    r"(?<=[。;:!])[ \t]*(?P<number>[1-9]\d?(?:\.[1-9]\d?){1,4})(?![\d.]*\d)"
    r"(?P<stop>[.、][ \t]*|[ \t]+|(?=[\u4e00-\u9fff“《【(]))(?=[\u4e00-\u9fffA-Za-z“《【(])"
)
_SECTION = re.compile(r"^[ \t]*(?P<number>[一二三四五六七八九十]{1,3})、", re.MULTILINE)
_SEEN = 200  # characters of a line that are looked at
# What follows a figure: 1.5万元, 3.2 平方米, 2.0版. Words that begin alike are none of these.
_AMOUNT = re.compile(
    r"[百千万亿]|元(?!数据|素|旦)|平方|立方|公[里斤顷]|千[米克瓦]|[米倍吨亩岁](?![\u4e00-\u9fff])|周岁"
    r"|小时|分钟|个百分点|百分点|[度折](?![\u4e00-\u9fff])|版(?![本权面])|[年月日号](?![度份报期化检审终常间托])"
    r"|[个名人所条项次级](?=$|[\s,。;、)])|以[上下内]|[A-Za-z]{1,3}(?![A-Za-z\u4e00-\u9fff])"
)
# 3.2 条规定, 3.2和3.3: a cross-reference that a line begins with.
_REFERS = re.compile(
    r"第?(?:条(?![件例目])|款(?!项)|项(?!目)|节(?![约能假水日点])|章(?!程)|小节)"
    r"|规定的|所[述称列指规]|[的和与及至或、][\d中]|中[的所]"
)
_CELLS = re.compile(r"\t|\||\S {2,}\S[^\n]* {2,}\S|\s[-\d.,%]+\s*$|(?:\.{4,}|…{2,}|·{4,}|_{6,})")
_LEADS_IN = frozenset(":…")
_LONG_LINE = 20  # characters; a shorter line is not torn by the page

_SET_OFF = 1.0  # worth of 1.1 编制目的, 1.1、, 1.1.1
_RUN_IN = 0.6  # of 1.1编制目的
_TORN = 0.3  # factor, where the line above ends in mid-sentence
_ABOVE = 0.5  # of 1 总则 in front of 1.1
_ALONE = 0.1  # of 3 总则 with nothing below it
_LOST = 0.8  # cost of each number that is missing
_ANEW = 1.0  # of an outline that begins after another
_LATE = 2.0
_ENOUGH = 1.8  # that the decimals of an outline must be worth: two set off, three run in


@dataclass(frozen=True, slots=True)
class Head:
    """A number that may begin a clause; `end` is behind its stop and the blanks after it."""

    number: Number
    start: int
    end: int
    stop: str
    worth: float
    run_on: bool = False  # it stands within a line


class _Step(Enum):
    """How a number follows the one before it in an outline."""

    BEGIN = auto()
    NEXT = auto()
    CHILD = auto()  # the first below a printed parent
    OVER = auto()  # with numbers missing between


@dataclass(frozen=True, slots=True)
class _Link:
    """An outline that ends with `head`; linked backwards."""

    head: Head
    score: float
    before: "_Link | None"
    step: _Step


def find_outline(folded: str, start: int, end: int) -> tuple[Head, ...]:
    """The decimal numbers of a range that begin clauses, with those one level above them."""
    heads = tuple(_find_heads(folded, start, end))
    if not any(len(head.number) > 1 for head in heads):
        return ()
    heads = tuple(sorted((*heads, *_find_run_on(folded, start, end)), key=lambda head: head.start))
    if sum(len(head.number) > 1 for head in heads) < 2:
        return ()
    sections = _list_sections(folded, start, end)
    found: list[Head] = []
    for outline in _split(_find_best(_weigh(heads))):
        if _is_believable(outline, sections):
            found += _drop_strangers([link.head for link in outline])
    return tuple(found)


def _list_sections(folded: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Where each line 二、… stands, and its number: decimals 2.1, 2.2 may count below it."""
    found = _SECTION.finditer(folded, start, end)
    return tuple((one.start(), find_value(one["number"]) or 0) for one in found)


def _find_run_on(folded: str, start: int, end: int) -> Iterator[Head]:
    for found in _RUN_ON.finditer(folded, start, end):
        number = tuple(int(part) for part in found["number"].split("."))
        text = folded[found.end() : min(end, found.end() + _SEEN)].split("\n", 1)[0]
        stop = found["stop"].strip()
        if _REFERS.match(text) or (not stop and _AMOUNT.match(text)) or "|" in text:
            continue
        yield Head(number, found.start("number"), found.end(), stop, _RUN_IN, run_on=True)


def _find_heads(folded: str, start: int, end: int) -> Iterator[Head]:
    for found in _LINE.finditer(folded, start, end):
        number = tuple(int(part) for part in found["number"].split("."))
        stop = found["stop"].strip()
        text = folded[found.end() : min(end, found.end() + _SEEN)].split("\n", 1)[0]
        if len(number) == 1 and not found["stop"]:
            continue  # 1总则, 3名教师
        if _REFERS.match(text) or _CELLS.search(text) or (not stop and _AMOUNT.match(text)):
            continue
        worth = _SET_OFF if found["stop"] or len(number) > 2 else _RUN_IN
        if _is_torn(folded, found.start(), start):
            worth *= _TORN
        yield Head(number, found.start("number"), found.end(), stop, worth)


def _is_torn(folded: str, line: int, start: int) -> bool:
    """Whether the line before goes on in this one; one with a number of its own does not."""
    low = max(start, line - _SEEN)
    before = folded[low:line].rstrip()
    if not before or before[-1] in TERMINAL or before[-1] in _LEADS_IN:
        return False
    above = before.rsplit("\n", 1)[-1]
    return len(above) >= _LONG_LINE and _LINE.match(above) is None


def _weigh(heads: Sequence[Head]) -> list[Head]:
    """The same heads; a number without a point is worth what stands below it."""
    weighed: list[Head] = []
    for index, head in enumerate(heads):
        if len(head.number) > 1:
            weighed.append(head)
            continue
        below = index + 1 < len(heads) and heads[index + 1].number == (*head.number, 1)
        worth = _ABOVE if below else _ALONE
        weighed.append(Head(head.number, head.start, head.end, head.stop, worth))
    return weighed


def _find_best(heads: Sequence[Head]) -> list[_Link]:
    """The links of the outlines that are worth most together, in reading order."""
    under: dict[Number, _Link] = {}  # by each beginning of the last number
    exact: dict[Number, _Link] = {}  # by the last number
    best: _Link | None = None
    for head in heads:
        link: _Link | None = None
        for before, cost, step in _predecessors(head.number, under, exact, best):
            if head.run_on and step not in (_Step.NEXT, _Step.CHILD):
                continue
            score = head.worth - cost + (before.score if before else 0.0)
            if link is None or score > link.score:
                link = _Link(head, score, before, step)
        if link is None:
            assert head.run_on  # any other number may begin an outline
            continue
        if link.step is _Step.BEGIN and link.score <= 0:
            continue
        for depth in range(1, len(head.number) + 1):
            known = under.get(head.number[:depth])
            if known is None or link.score >= known.score:
                under[head.number[:depth]] = link
        known = exact.get(head.number)
        if known is None or link.score >= known.score:
            exact[head.number] = link
        if best is None or link.score > best.score:
            best = link
    links: list[_Link] = []
    while best is not None:
        links.append(best)
        best = best.before
    return links[::-1]


def _predecessors(
    number: Number, under: dict[Number, _Link], exact: dict[Number, _Link], best: _Link | None
) -> Iterator[tuple[_Link | None, float, _Step]]:
    above, last = number[:-1], number[-1]
    first = all(part == 1 for part in number)
    yield None, 0.0 if first else min(_LATE, _LOST * (last - 1) + _LOST * len(above)), _Step.BEGIN
    if first and best is not None:
        yield best, _ANEW, _Step.BEGIN
    for missing in range(3):
        before = under.get((*above, last - 1 - missing))
        if before is not None:
            yield before, _LOST * missing, _Step.OVER if missing else _Step.NEXT
    if above and last <= 2 and above in exact:
        yield exact[above], _LOST * (last - 1), _Step.OVER if last > 1 else _Step.CHILD
    if above and last == 1:
        before = under.get((*above[:-1], above[-1] - 1))
        if before is not None:
            yield before, _LOST, _Step.OVER


def _split(links: Sequence[_Link]) -> Iterator[list[_Link]]:
    outline: list[_Link] = []
    for link in links:
        if link.step is _Step.BEGIN and outline:
            yield outline
            outline = []
        outline.append(link)
    if outline:
        yield outline


def _is_believable(outline: Sequence[_Link], sections: Sequence[tuple[int, int]]) -> bool:
    """Whether its decimals count on: items 1.1名教师 and 2.1名校长 make no 1.1 and 2.1."""
    deep = [link for link in outline if len(link.head.number) > 1]
    if sum(link.head.worth for link in deep) < _ENOUGH:
        return False
    steps = [link.step for link in deep]
    first = outline[0].head.number
    counts = _Step.CHILD in steps and _Step.NEXT in steps
    below = first[1:] == (1,) and _is_below_section(outline[0].head, sections)
    if any(part > 1 for part in first) and not below and not (len(first) == 1 and counts):
        return False
    passed = sum(
        link.step is _Step.OVER
        and link.before is not None
        and link.before.head.number[: len(link.head.number) - 1] == link.head.number[:-1]
        for link in deep
    )
    return _Step.NEXT in steps or steps.count(_Step.CHILD) + passed > 1


def _is_below_section(head: Head, sections: Sequence[tuple[int, int]]) -> bool:
    """Whether the section that the head stands in has its first number: 2.1 below 二、."""
    index = bisect_right(sections, head.start, key=lambda section: section[0]) - 1
    return index >= 0 and sections[index][1] == head.number[0]


def _drop_strangers(heads: Sequence[Head]) -> list[Head]:
    """Without numbers that have nothing below them and another stop than those that have."""
    stops = {
        above.stop
        for above, below in pairwise(heads)
        if len(above.number) == 1 and below.number[: len(above.number)] == above.number
    }
    kept: list[Head] = []
    for index, head in enumerate(heads):
        after = heads[index + 1].number if index + 1 < len(heads) else ()
        alone = len(head.number) == 1 and after[:1] != head.number
        if not alone or head.stop in stops:
            kept.append(head)
    return kept
