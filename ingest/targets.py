"""The numbers that clauses set: targets, limits, amounts; and which way something is to go.

A figure counts where words of its own clause make it something to reach or to keep: a
direction (不少于, 以上, 达到), a percentage, money, a verb of making (新建, 培养, 引进), a measure
per year or per head. Dates, ages, terms, lists that are counted (等12所学校) and figures that
only describe somebody (服务满5年的教师, 50人以下的村小) are none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.clean import fold
from ingest.deadlines import list_deadlines
from ingest.lines import join_lines
from ingest.model import Clause, ClauseKind, Span, Target, TargetDirection
from ingest.quantities import Direction, Quantity, scan_quantities
from ingest.target_rows import find_row_targets
from ingest.target_words import (
    AFTER,
    FIGURE,
    GOAL,
    RATE,
    find_before,
    find_relative,
    find_trends,
    is_description,
    tidy_before,
    tidy_behind,
)

_SENTENCE = re.compile(r"[^。!?]+[。!?]?")
_MARKS = ",;:。!?\n▣"
_RANGE = re.compile(r"\s*[-—–~～至到]+\s*")
_AND = re.compile(r"\s*[、和及与]\s*(?:分别)?")
_QUOTED = re.compile(r"“(?!两个只|只)[^”“]{1,20}”|《[^《》]{1,80}》")
_ASIDE = re.compile(r"\([^()]{0,40}(?:\d[^()]{0,8}号|周期|其中)[^()]{0,30}\)")
_COUNTED = re.compile(r"(?:等|这|上述|以下|下列|前|其他|另|某|第|近|有下列|过去|超过下列)\s*$")
_NOT_TARGET_UNITS = frozenset(
    (
        "月",
        "日",
        "号",
        "岁",
        "周岁",
        "级",
        "届",
        "期",
        "期间",
        "条",
        "款",
        "章",
        "篇",
        "分",
        "份",
        "批",
        "周年",
    )
)
_DURATIONS = frozenset(
    ("年", "个月", "天", "工作日", "小时", "分钟", "周", "季度", "学期", "学年", "学分")
)
_NORM = re.compile(r"应|须|必须|不得|要|原则上|具[有备]|并有|从事|服务|至少|每[年月周学季]")
_MADE = re.compile(r"(?:新建|新增|建成|引进|招聘|培养).{2,80}等\s*$")
_RATIO = re.compile(r"系数|指数|比值|生师比|师生比")
_SHARE = re.compile("[:∶]|分之")
_RATIO_FIGURE = re.compile(
    r"(?<![\d:∶/.])(?P<first>\d{1,3}(?:\.\d+)?)\s?[:∶]\s?(?P<second>\d{1,3}(?:\.\d+)?)(?![\d:∶]|\s?[:∶]\s?\d)"
)
_RATIO_BEFORE = re.compile(
    r"(?:[不高低少大小多]于|不超过|比|比例|达到|达|控制在|(?:比|比例)(?:应|须|要|不得|分别)?(?:为|是|按|达|达到)|[:∶]\d[\d.]*、)\s?$"
)
# A line torn within a phrase: beside a figure, or a long line without a closing mark.
_TORN = re.compile(
    r"(?<=[\d%(,、])[ \t]*\n\s*|\n\s*(?=[\d,、;。)%])|(?<=[^\n。;:!?,]{24})[ \t]*\n\s*"
)
_OPENING = 12  # a date so near a sentence's beginning holds for all of it
_ONLY_DATE = re.compile(r"(?:到|至)?\s?20\d\d\s?年(?:年?[底末]|\d{1,2}\s?月)?(?:之|以)?前?")
_CHANGED = re.compile(r"(?<=.{3})(?:每年|年均|逐年)(?:提高|提升|增加|增长|下降|降低)$")
_PER = re.compile(r"每(?:拆迁|接收|招用|吸纳|增加|满|超过?|达到?|减少|新增|培训)?\s*$")
_PENALTY = re.compile(r"罚款|罚金|有期徒刑|拘留|滞纳金")
_PLACE = re.compile(r"第[一二三四五六七八九十百\d]+$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A figure or a range within its sentence, and what was read around it."""

    first: Quantity
    last: Quantity  # the same as `first` where it is no range
    phrase: int  # where the words before it begin
    direction: TargetDirection
    start: int  # with the words of the direction
    end: int
    stated: bool  # whether words give the direction
    subject: tuple[int, int]


def find_targets(clauses: tuple[Clause, ...]) -> tuple[Target, ...]:
    """The targets in reading order; each clause is searched without its children."""
    targets: list[Target] = []
    for index, clause in enumerate(clauses):
        own = clause.text[: clause.own_end - clause.span.start]
        if RATE.search(own) is None and FIGURE.search(own) is None:
            continue
        rows = find_row_targets(clause, index) if clause.kind is ClauseKind.ROW else ()
        if rows:
            targets.extend(rows)
            continue
        for found in _SENTENCE.finditer(fold(own)):
            sentence = found[0]
            if (
                len(sentence) < 1200
                and not _PENALTY.search(sentence)
                and (RATE.search(sentence) or FIGURE.search(sentence))
            ):
                source = own[found.start() : found.end()]
                shift = clause.span.start + found.start()
                targets.extend(_read_sentence(index, source, sentence, shift))
    return tuple(targets)


def _read_sentence(index: int, source: str, sentence: str, shift: int) -> list[Target]:
    plain = _QUOTED.sub(lambda quoted: "▢" * len(quoted[0]), sentence)
    plain = _TORN.sub(lambda torn: " " * len(torn[0]), plain)
    plain = _ASIDE.sub(lambda aside: "▣" * len(aside[0]), plain)
    deadlines = list_deadlines(sentence)
    targets: list[Target] = []

    def add(span: tuple[int, int], figure: str, direction: TargetDirection,
            subject: tuple[int, int], quantity: _Found | None = None) -> None:  # fmt: skip
        words = join_lines(source[subject[0] : subject[1]])
        if not words:
            return
        low = sentence.rfind(";", 0, span[0]) + 1
        before = [
            place
            for place in deadlines
            if place[1] <= span[0] and (place[0] >= low or place[0] <= _OPENING)
        ]
        date = join_lines(source[before[-1][0] : before[-1][1]]) if before else None
        ranged = quantity is not None and quantity.first is not quantity.last
        targets.append(
            Target(
                clause=index,
                figure=join_lines(figure),
                value=None if quantity is None else quantity.first.value,
                upper=quantity.last.value if quantity is not None and ranged else None,
                unit="" if quantity is None else quantity.last.unit,
                direction=direction,
                subject=words,
                date=date,
                span=Span(shift + span[0], shift + span[1]),
            )
        )

    figures = _list_figures(plain)
    for one in figures:
        words = source[one.first.start : one.last.end]
        add((one.start, one.end), words, one.direction, one.subject, one)
    taken = [(one.phrase, one.end) for one in figures]
    trends = find_trends(plain) if RATE.search(plain) else ()
    for start, end, direction, subject in trends:
        if all(end <= low or start >= high for low, high in taken):
            add((start, end), "", direction, subject)
    for start, figure, direction, subject in find_relative(plain):
        if subject[0] == subject[1]:
            earlier = [one.subject for one in figures if one.end <= start]
            subject = earlier[-1] if earlier else subject
        add((start, figure[1]), source[figure[0] : figure[1]], direction, subject)
    return sorted(targets, key=lambda target: target.span)


def _list_figures(plain: str) -> list[_Found]:
    chosen: list[_Found] = []
    ratios = _list_ratios(plain)
    taken = [(ratio.start, ratio.end) for ratio in ratios]
    others = [
        one
        for one in scan_quantities(plain)
        if not any(start <= one.start < end for start, end in taken)
    ]
    figures = sorted((*ratios, *others), key=lambda one: one.start)
    for first, last in _join_ranges(plain, figures):
        found = _read_figure(plain, first, last, chosen)
        if found is not None:
            chosen.append(found)
    return chosen


def _list_ratios(plain: str) -> list[Quantity]:
    """Figures like 1∶12 where words before them say that they are ratios."""
    return [
        Quantity(
            (Decimal(found["first"]) / Decimal(found["second"])).quantize(Decimal("0.0001")),
            "",
            Direction.EXACT,
            *found.span(),
            "",
            ordinal=False,
        )
        for found in _RATIO_FIGURE.finditer(plain)
        if Decimal(found["second"])
        and _RATIO_BEFORE.search(plain[max(0, found.start() - 24) : found.start()])
    ]


def _join_ranges(plain: str, quantities: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    at = 0
    while at < len(quantities):
        first = last = quantities[at]
        if at + 1 < len(quantities) and _RANGE.fullmatch(
            plain, first.end, quantities[at + 1].start
        ):
            last = quantities[at + 1]
            at += 1
            first = replace(first, unit=last.unit)
        yield first, last
        at += 1


def _read_figure(
    plain: str, first: Quantity, last: Quantity, earlier: Sequence[_Found]
) -> _Found | None:
    if first.ordinal or last.unit in _NOT_TARGET_UNITS or _is_year(first):
        return None
    phrase = _find_phrase(plain, first.start, earlier)
    before = plain[phrase : first.start]
    if (
        (_COUNTED.search(before) and not _MADE.search(before))
        or _PLACE.search(before)
        or _PER.search(before)
    ):
        return None
    share = _SHARE.search(plain, first.start, first.end) is not None
    unit = "%" if share else last.unit
    direction, start, end, stated = _find_direction(plain, phrase, first.start, last.end, unit)
    behind = plain[end : end + 40]
    previous = earlier[-1] if earlier else None
    chinese = not plain[first.start].isdigit() and "分之" not in plain[first.start : last.end]
    if chinese and not stated:
        return None
    listed = (
        previous is not None
        and last.unit == previous.last.unit
        and _AND.fullmatch(plain, previous.end, start) is not None
    )
    if listed and previous is not None and previous.stated and not stated:
        direction, stated = previous.direction, True
    if not listed and is_description(before, plain[last.end : end], behind):
        return None
    if last.unit in _DURATIONS and re.match(r"\s*(?:之|以)?[后前内]", plain[last.end :]):
        return None
    if last.unit in _DURATIONS and not (
        stated and (listed or start < first.start or _NORM.search(before) is not None)
    ):
        return None
    decimal = "." in plain[first.start : first.end] or _RATIO.search(before) is not None
    if not last.unit and not share and not (start < first.start and decimal):
        return None
    counts = share or last.unit in ("%", "元", "‰", "百分点", "倍")
    goes_on = (
        previous is not None
        and re.fullmatch(r"\s*[,、;]?\s*", plain[previous.end : phrase]) is not None
    )
    if not (stated or counts or listed or goes_on or GOAL.search(before)):
        return None
    if listed and previous is not None:
        subject = previous.subject
    else:
        subject = _find_subject(plain, phrase, start, end, last.unit, previous)
    return _Found(first, last, phrase, direction, start, end, stated, subject)


def _is_year(quantity: Quantity) -> bool:
    return quantity.unit == "年" and 1900 <= quantity.value <= 2100


def _find_phrase(plain: str, position: int, earlier: Sequence[_Found]) -> int:
    """Where the words begin that a figure belongs to: behind the last mark or figure."""
    floor = earlier[-1].end if earlier else 0
    depth = 0
    for at in range(position - 1, floor - 1, -1):
        char = plain[at]
        depth += (char == ")") - (char == "(")
        if depth < 0 or (depth == 0 and char in _MARKS):
            if char == ":" and not plain[at + 1 : position].strip():
                continue
            return at + 1
    return floor


def _find_direction(
    plain: str, phrase: int, start: int, end: int, unit: str
) -> tuple[TargetDirection, int, int, bool]:
    before = plain[phrase:start]
    said = find_before(before, unit)
    chosen = None if said is None else said[0]
    first = start if said is None else phrase + said[1]
    last = end
    for pattern, direction in AFTER:
        behind = pattern.match(plain, end)
        if behind is not None:
            chosen = (
                chosen if chosen in (TargetDirection.AT_MOST, TargetDirection.ABOUT) else direction
            )
            last = behind.end()
            break
    if chosen is None:
        return TargetDirection.EXACTLY, start, end, False
    return chosen, first, last, True


def _find_subject(
    plain: str, phrase: int, start: int, end: int, unit: str, previous: _Found | None
) -> tuple[int, int]:
    """What is counted: behind the figure, before it, as in the figure before, or further back."""
    behind = tidy_behind(plain, end, unit)
    if behind is not None:
        return behind
    before = tidy_before(plain, phrase, start)
    if before[0] < before[1] and not _ONLY_DATE.fullmatch(plain, *before):
        return before
    forced = tidy_behind(plain, end, unit, forced=True)
    if forced is not None and plain.startswith("用于", forced[0]):
        return forced
    if previous is not None and not any(m in plain[previous.end : phrase - 1] for m in _MARKS):
        changed = _CHANGED.search(plain, *previous.subject)
        return previous.subject if changed is None else (previous.subject[0], changed.start())
    if forced is not None:
        return forced
    earlier = plain[:phrase].rstrip(_MARKS + " ")
    low = max(earlier.rfind(mark) for mark in _MARKS) + 1
    changed = _CHANGED.search(plain, low, len(earlier))
    return tidy_before(plain, low, len(earlier) if changed is None else changed.start())
