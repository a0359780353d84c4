"""The targets that a row of a table of indicators sets, by its columns."""

import re
from collections.abc import Iterator
from decimal import Decimal

from ingest.clean import fold
from ingest.lines import join_lines
from ingest.model import Clause, Span, Target, TargetDirection
from ingest.quantities import Direction, Quantity, scan_quantities
from ingest.rows import Cell, read_row

_SUBJECT = re.compile(r"指标|名称|项目|内容|任务")
_GOAL = re.compile(r"目标(?!任务|要求|内容|名称)|预期值|计划值|规划值|任务数|达标值")
_NO_GOAL = re.compile(r"基期|现状|基准|完成情况|上年|备注|属性|责任")
_UNIT = re.compile(r"(?:计量)?单位")
_IN_BRACKETS = re.compile(r"\((?:单位:)?(?P<unit>[^()]{1,8})\)\s*$")
_YEAR = re.compile(r"(?:到|至)?20\d\d\s?年?(?:底|末)?")
_RATIO = re.compile(r"(?P<first>\d+(?:\.\d+)?)\s?[:∶]\s?(?P<second>\d+(?:\.\d+)?)")
_DIRECTIONS = {
    Direction.EXACT: TargetDirection.EXACTLY,
    Direction.AT_LEAST: TargetDirection.AT_LEAST,
    Direction.AT_MOST: TargetDirection.AT_MOST,
    Direction.ABOUT: TargetDirection.ABOUT,
}
_LESS = re.compile(r"不[高多大]于|不超过|≤|以[下内]|小于|低于")
_MORE = re.compile(r"不[低少小]于|≥|>|以上|高于|达到|大于")


def find_row_targets(clause: Clause, index: int) -> tuple[Target, ...]:
    """One target for each column of goals that holds a figure; () where none names a goal.

    The unit is the value's, else that of the column 单位 or of a bracket behind the subject
    (托位数（个）); the date is the year in the column's name.
    """
    folded = fold(clause.text)
    cells = read_row(folded, clause.columns)
    goals = [cell for cell in cells if _is_goal(cell)]
    subject = next(
        (cell for cell in cells if cell.value and cell not in goals and _SUBJECT.search(cell.name)),
        None,
    )
    if subject is None or not goals:
        return ()
    return tuple(_read_goals(clause, index, cells, goals, subject))


def _read_goals(
    clause: Clause, index: int, cells: tuple[Cell, ...], goals: list[Cell], subject: Cell
) -> Iterator[Target]:
    bracket = _IN_BRACKETS.search(subject.value)
    length = len(subject.value) if bracket is None else bracket.start()
    words = join_lines(clause.text[subject.span.start : subject.span.start + length])
    named = next((cell.value for cell in cells if _UNIT.fullmatch(cell.name)), "")
    given = named if named.strip("-—/ ") else "" if bracket is None else bracket["unit"]
    for cell in goals:
        quantity = _read_quantity(cell.value)
        if quantity is None:
            continue
        start = cell.span.start + quantity.start
        end = cell.span.start + quantity.end
        unit = quantity.unit or ("" if ":" in cell.value[quantity.start : quantity.end] else given)
        year = _YEAR.search(cell.name)
        shift = clause.span.start
        yield Target(
            clause=index,
            figure=join_lines(clause.text[start:end]),
            value=quantity.value,
            upper=None,
            unit=unit,
            direction=_find_direction(cell.value, quantity),
            subject=words,
            date=None if year is None else year[0],
            span=Span(cell.span.start + shift, cell.span.end + shift),
        )


def _is_goal(cell: Cell) -> bool:
    named = _GOAL.search(cell.name) is not None and _NO_GOAL.search(cell.name) is None
    return named and any(sign.isdigit() for sign in cell.value) and len(cell.value) <= 24


def _read_quantity(words: str) -> Quantity | None:
    ratio = _RATIO.search(words)
    if ratio is not None and Decimal(ratio["second"]):
        value = (Decimal(ratio["first"]) / Decimal(ratio["second"])).quantize(Decimal("0.0001"))
        return Quantity(value, "", Direction.EXACT, *ratio.span(), "", ordinal=False)
    figures = [one for one in scan_quantities(words) if not one.ordinal]
    return figures[0] if len(figures) == 1 else None


def _find_direction(words: str, quantity: Quantity) -> TargetDirection:
    if _LESS.search(words):
        return TargetDirection.AT_MOST
    if _MORE.search(words):
        return TargetDirection.AT_LEAST
    return _DIRECTIONS[quantity.direction]
