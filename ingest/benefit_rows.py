"""The benefits that a row of a table of standards grants, by its columns."""

import re
from collections.abc import Iterator

from ingest.benefit_words import NOUN_ALONE, PERSON
from ingest.clean import fold
from ingest.lines import join_lines
from ingest.model import Benefit, Clause, Span
from ingest.rows import Cell, read_row

_GRANTS = re.compile(
    r"补贴|津贴|补助|奖励|奖补|奖学金|助学金|救助|资助|减免|报销|低保|养老金|抚恤|优待|奖金|贴息"
)
_NAME = re.compile(r"类别|项目|名称|事项|种类|类型|奖项|内容|政策")
_RECIPIENTS = re.compile(r"对象|人群|享受人|受益人|范围")
_CONDITION = re.compile(r"条件|情形|要求")
_PAYER = re.compile(r"资金(?:来源|渠道)|出资|承担|(?:发放|补助|给付|支付)(?:单位|部门|主体)")
_AMOUNT = re.compile(r"标准|金额|额度|数额|限额|比例|奖金|补贴额|元")
_NO_AMOUNT = re.compile(r"依据|评[分价]|认定|建设|年限|人数|数量|合计|总额|总计|预算|备注")
_LIMIT = re.compile(r"限额|最高|上限|封顶")
_UNIT = re.compile(r"[(（](?:单位[:：])?(?P<unit>[^()（）]*?(?:元|%)[^()（）]*)[)）]")
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千两]+[万千百]?元")
_BARE = re.compile(r"[\d.,]+(?:[-—~～至][\d.,]+)?")
_MEASURES = re.compile(
    r"(?:年度|每年|每月)?(?:标准|金额|额度|数额|限额|比例|最高|上限|[(（].*?[)）]|额)+$"
)
_ENDS_IN_SOMEBODY = re.compile(rf"{PERSON}$")


def find_row_benefits(clause: Clause, index: int) -> tuple[Benefit, ...]:
    """What the row grants; () where no column gives the amount of something granted.

    A column of bare figures takes the unit of its name: 奖励标准（万元） with 10 is 10万元.
    """
    folded = fold(clause.text)
    cells = read_row(folded, clause.columns)
    amounts = [cell for cell in cells if _is_amount(cell)]
    if not amounts or not any(_GRANTS.search(f"{cell.name}{cell.value}") for cell in cells):
        return ()
    named = _find(cells, _NAME, amounts)
    holder, condition, payer = (
        None if cell is None else _read(clause, cell)
        for cell in (
            _find(cells, pattern, amounts) for pattern in (_RECIPIENTS, _CONDITION, _PAYER)
        )
    )
    value = "" if named is None else _read(clause, named)
    if holder is None and _ENDS_IN_SOMEBODY.search(value):
        holder, value = value, ""
    shift = clause.span.start
    span = Span(shift + cells[0].start, shift + cells[-1].span.end)
    return tuple(
        Benefit(index, name, holder, condition, amount, span, payer)
        for name, amount in _join(clause, amounts, named, value)
    )


def _join(
    clause: Clause, amounts: list[Cell], named: Cell | None, value: str
) -> Iterator[tuple[str, str]]:
    """Names with their amounts: columns of one thing (救助比例, 救助限额) are told together."""
    joined: dict[str, list[str]] = {}
    for cell in amounts:
        base = _MEASURES.sub("", cell.name).removeprefix("年度")
        base = base if _GRANTS.search(base) else ""
        joined.setdefault(base, []).append(_write_amount(clause, cell))
    for base, figures in joined.items():
        alone = len(joined) == 1
        name = value if alone and NOUN_ALONE.search(value) else ""
        if not name:
            given = _GRANTS.search(base) or (named and _GRANTS.search(named.name))
            if not given:
                continue
            name = value + given[0] if alone and value else base or given[0]
        yield name, "；".join(figures)


def _is_amount(cell: Cell) -> bool:
    if not cell.value or _NO_AMOUNT.search(cell.name) or not _FIGURE.search(cell.value):
        return False
    known = _AMOUNT.search(cell.name) or _GRANTS.search(cell.name)
    return known is not None and ("元" in cell.value or "%" in cell.value or _unit(cell) != "")


def _unit(cell: Cell) -> str:
    found = _UNIT.search(cell.name)
    return "" if found is None else found["unit"]


def _write_amount(clause: Clause, cell: Cell) -> str:
    words = _read(clause, cell)
    words = words + _unit(cell) if _BARE.fullmatch(words) else words
    return f"{cell.name}{words}" if _LIMIT.search(cell.name) else words


def _find(cells: tuple[Cell, ...], pattern: re.Pattern[str], amounts: list[Cell]) -> Cell | None:
    return next(
        (
            cell
            for cell in cells
            if cell.value and cell not in amounts and pattern.search(cell.name)
        ),
        None,
    )


def _read(clause: Clause, cell: Cell) -> str:
    return join_lines(clause.text[cell.span.start : cell.span.end])
