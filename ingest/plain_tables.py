"""Tables of plain text: a line of column names, then rows of cells that signs or lines set apart.

Cells stand between bars, tabs or wide blanks; between single blanks below a line of names that
fits; or each on a line of its own. A row that lacks a cell stays a row, without column names
where it cannot be told which cell is missing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.cell_looks import find_look, tells_column
from ingest.cells import WIDE, count_signs, is_dated, split_cells
from ingest.clean import Line
from ingest.told_tables import read_columns, read_counted_rows, read_told_rows

_MOST_TORN = 4  # lines of such a row
_FEWEST_CELLS = 3  # where blanks set them apart; two with bars or tabs
_MOST_CELLS = 10  # one a line
_LONGEST_HEAD = 16  # characters of a column's name in plain text
_LONGEST_CELL = 60  # where each stands on a line of its own
_LONGEST_CAPTION = 24  # of a line amid a table that names the rows below it
_NO_HEAD = re.compile(r"[。;,!?:]|(?<!\d)(?!(?:19|20)\d\d年)\d{3}")  # 2024年 names a column
_LETTER = re.compile(r"[A-Za-z\u4e00-\u9fff]")
_RULE = re.compile(r"[\s|:+=─━—-]*")
_SERIAL = re.compile(r"序号|编号|序|行次|项次|No\.?|NO\.?")
_COUNTED = re.compile(r"\d{1,3}(?=\s|$)")
_FILLED_IN = re.compile(r"[□☐:]\s*$|[□☐]|\s年\s+月\s+日|_{3}|\(盖章\)")  # a form
_REMARK = re.compile(r"备\s?注|说\s?明|附\s?注")
_TOTAL = re.compile(r"[合小总共]计")
_CONTINUED = re.compile(r"\(?(?:接上页|续上?\s?表)\s?\d{0,2}\)?|[^。;|\t]{2,30}\(续\)")
_NOTED = re.compile(r"(?:备?注|说明)\s*[:\d]?")
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百\d]{1,5}[编章节条部]|[一二三四五六七八九十]{1,3}、"
    r"|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|[①-⑳]|附\s?[件表录图]"
)
_FIRST_HEAD = re.compile(
    r"序号|编号|条款|条目|项目|类别|类型|名称|姓名|学校|单位|年度|年份|年级|任务|指标|等级|档次|职务|乡镇|地区|区域|事项"
    r"|对象|品种|内容|岗位|专业|时间|阶段|年龄段?"
)


@dataclass(frozen=True, slots=True)
class PlainTable:
    """Rows below the line or lines that name their columns."""

    head: Line | None  # None where that line says more than the names
    rows: tuple[Line, ...]
    columns: tuple[tuple[str, ...], ...]  # of each row; () where its cells cannot be told


def find_plain_tables(lines: Sequence[Line]) -> list[PlainTable]:
    """The tables of plain text: names, then at least two rows."""
    tables: list[PlainTable] = []
    index = 0
    while index < len(lines):
        found = (
            _read_signed(lines, index)
            or _read_told(lines, index)
            or _read_blank(lines, index)
            or _read_stacked(lines, index)
        )
        if found is None:
            index += 1
            continue
        table, stop = found
        tables.append(table)
        index = stop
    return tables


def _read_told(lines: Sequence[Line], index: int) -> tuple[PlainTable, int] | None:
    """Of cells between strokes or semicolons, below a line that tells the columns."""
    columns, whole = read_columns(lines[index].text)
    found = read_told_rows(lines, index + 1, len(columns)) if columns else []
    if not found:
        columns, whole = (), False
        found = read_counted_rows(lines, index)
    if not found:
        return None
    rows = tuple(_merge(row) for row in found)
    table = PlainTable(lines[index] if whole else None, rows, (columns,) * len(rows))
    return table, _behind(lines, index, rows[-1])


def _read_signed(lines: Sequence[Line], index: int) -> tuple[PlainTable, int] | None:
    """Of cells between bars, tabs or wide blanks; the index behind it."""
    columns = _read_head(lines[index].text)
    if not columns:
        return None
    barred = "|" in lines[index].text
    rows: list[Line] = []
    full = 0
    following = index + 1
    while following < len(lines):
        at = following
        torn = _count_torn(lines, at, len(columns))
        line = lines[at] if torn == 1 else _merge(lines[at : at + torn])
        following = at + torn
        if _CONTINUED.fullmatch(line.text) or _repeats(line.text, columns):
            continue  # a page on which the table goes on
        if _RULE.fullmatch(line.text):
            if rows and not barred:
                break
            continue
        cells = len(split_cells(line.text, len(columns)))
        alike = "|" in line.text if barred else WIDE.search(line.text) is not None
        if cells == len(columns):
            full += 1
        elif not _goes_on(lines, at, cells if alike else 1, len(columns), barred=barred):
            break
        rows.append(line)
    form = sum(_FILLED_IN.search(row.text) is not None for row in rows)
    if len(rows) < 2 or not full or full * 2 < len(rows) or form * 3 > len(rows):
        short = [len(split_cells(row.text, len(columns))) for row in rows]
        if not full or form or len(rows) < 2 or min(short) < max(2, len(columns) - 1):
            return None
    tabbed = all("\t" in row.text for row in rows)
    if full < 2 and len(rows) < 3 and not (tabbed and _REMARK.fullmatch(columns[-1])):
        return None
    return _make(lines[index], rows, columns), _behind(lines, index, rows[-1])


def _repeats(line: str, columns: Sequence[str]) -> bool:
    """Whether a line gives the column names once more."""
    spans = split_cells(line, len(columns))
    return [line[span.start : span.end] for span in spans] == list(columns)


def _count_torn(lines: Sequence[Line], at: int, wanted: int) -> int:
    """The lines of a numbered row that line ends tore between or within its cells; 1 if whole.

    The cells must be as many as the columns, and the next number must follow.
    """
    first = _COUNTED.match(lines[at].text)
    barred = "|" in lines[at].text
    if first is None or not (barred or "\t" in lines[at].text):
        return 1
    cells = count_signs(lines[at].text) + 1
    if cells >= wanted:
        return 1
    for count in range(2, _MOST_TORN + 1):
        if at + count > len(lines) or _NUMBERED.match(lines[at + count - 1].text):
            return 1
        # Between tabs the line's end stands between two cells, between bars within one.
        cells += count_signs(lines[at + count - 1].text) + (not barred)
        number = _COUNTED.match(lines[at + count].text) if at + count < len(lines) else None
        follows = number is not None and int(number[0]) == int(first[0]) + 1
        ends = barred and (at + count == len(lines) or "|" not in lines[at + count].text)
        if cells == wanted and (follows or ends):
            return count
    return 1


def _goes_on(lines: Sequence[Line], at: int, cells: int, wanted: int, *, barred: bool) -> bool:
    """Whether a line with too few or too many cells is one of the table's all the same."""
    line = lines[at]
    if _NOTED.match(line.text) and cells == 1:
        return False
    if cells > 1:
        within = 2 <= cells <= wanted + 1
        return within and (
            barred or not _NUMBERED.match(line.text) or _COUNTED.match(line.text) is not None
        )
    after = lines[at + 1].text if at + 1 < len(lines) else ""
    caption = len(line.text) <= _LONGEST_CAPTION and not _NO_HEAD.search(line.text)
    if not caption or _NUMBERED.match(line.text) or ("|" in after) is not barred:
        return False
    return len(split_cells(after, wanted)) == wanted


def _read_head(line: str) -> tuple[str, ...]:
    """The column names that a line of plain text gives; () where it is no such line."""
    if len(line) > 200 or ("|" not in line and WIDE.search(line) is None):
        return ()
    names = tuple(line[span.start : span.end] for span in split_cells(line))
    fewest = 2 if "|" in line or "\t" in line else _FEWEST_CELLS
    return names if len(names) >= fewest and _are_names(names) else ()


def _are_names(names: Sequence[str]) -> bool:
    return len(set(names)) == len(names) and all(
        name
        and len(name) <= _LONGEST_HEAD
        and not _NO_HEAD.search(name)
        and _LETTER.search(name) is not None
        for name in names
    )


def _read_blank(lines: Sequence[Line], index: int) -> tuple[PlainTable, int] | None:
    """Of cells between single blanks below names that are set apart so (序号 名称 金额)."""
    text = lines[index].text
    names = tuple(text.split())
    if len(names) < _FEWEST_CELLS or len(text) > 120 or "|" in text or not _are_names(names):
        return None
    serial = _SERIAL.fullmatch(names[0]) is not None
    rows: list[Line] = []
    full = figures = 0
    if not serial and (dated := _read_dated(lines, index, names)) is not None:
        return dated
    for at in range(index + 1, len(lines)):
        line = lines[at]
        cells = line.text.split()
        if _CONTINUED.fullmatch(line.text) or tuple(cells) == names:
            continue
        if _NOTED.match(cells[0]) and len(cells) < 3:
            break
        counted = _COUNTED.match(line.text) is not None
        if len(cells) < 2 or "。" in line.text or len(cells) > len(names) + 2:
            break
        total = _TOTAL.match(cells[0]) is not None
        if serial and not counted and not total and len(cells) != len(names):
            break
        if not serial and (len(cells) != len(names) or _NUMBERED.match(line.text)):
            break
        full += len(cells) == len(names)
        figures += any(find_look(cell) == "figure" for cell in cells[1:])
        rows.append(line)
    if full < 2 or full * 2 < len(rows):
        return None
    if not serial and (full < 3 or figures < full):
        return None
    return _make(lines[index], rows, names), _behind(lines, index, rows[-1])


def _read_dated(
    lines: Sequence[Line], index: int, names: tuple[str, ...]
) -> tuple[PlainTable, int] | None:
    """Of rows whose second cell is a date or figure: torn ones too, and some without a remark."""
    fewest = len(names) - bool(_REMARK.fullmatch(names[-1]))
    rows: list[Line] = []
    at, full = index + 1, 0
    while at < len(lines):
        count = next(
            (
                count
                for count in range(1, _MOST_TORN + 1)
                if _fits(lines[at : at + count], fewest if count == 1 else len(names), len(names))
            ),
            0,
        )
        if not count:
            break
        full += count == 1
        rows.append(_merge(lines[at : at + count]))
        at += count
    if full < 3 or full * 2 < len(rows):
        return None
    return _make(lines[index], rows, names), at


def _fits(lines: Sequence[Line], fewest: int, wanted: int) -> bool:
    """Whether these lines together are one row with a date or figure for its second cell."""
    words = "\n".join(line.text for line in lines)
    cells = words.split()
    most = wanted + 1 if len(lines) == 1 else wanted
    return (
        fewest <= len(cells) <= most
        and is_dated(cells, len(cells))
        and not ("。" in words or _NOTED.match(words) or _NUMBERED.match(words))
    )


def _read_stacked(lines: Sequence[Line], index: int) -> tuple[PlainTable, int] | None:
    """Of cells that stand each on a line of its own, names first: 条款, 单位, 第1条, 县财政局."""
    first = lines[index].text
    if len(first) > _LONGEST_HEAD or first.endswith("表") or _NUMBERED.match(first):
        return None
    fewest = 2 if _FIRST_HEAD.match(first) else 3
    best: tuple[PlainTable, int] | None = None
    for width in range(2, _MOST_CELLS + 1):
        names = tuple(line.text for line in lines[index : index + width])
        if len(names) < width or not _are_names(names) or WIDE.search(names[-1]):
            break
        rows = list(_stack(lines, index + width, width, names))
        stop = index + width * (len(rows) + 1)
        if _REMARK.fullmatch(names[-1]) and width > _FEWEST_CELLS:
            rows_remarked = list(_stack_remarked(lines, index + width, names))
            reached = index + width + sum(row.text.count("\n") + 1 for row in rows_remarked)
            if reached > stop:
                rows, stop = rows_remarked, reached
        if len(rows) >= fewest and (best is None or stop > best[1]):
            best = _make(_merge(lines[index : index + width]), rows, names), stop
    return best


def _stack_remarked(lines: Sequence[Line], start: int, names: Sequence[str]) -> Iterator[Line]:
    """Rows below one another whose remark, the last cell, may be missing.

    Where a row ends is told by the cell of the next that looks as those of its column do.
    """
    width = len(names)
    looks = [find_look(line.text) for line in lines[start : start + width - 1]]
    telling = [at for at, look in enumerate(looks) if look in ("figure", "date")]
    if len(looks) < width - 1 or not telling:
        return
    at = start
    while _is_row(lines, at, looks, telling):
        whole = at + width
        ends = whole - 1
        remarked = ends < len(lines) and not _is_below_gap(lines, ends)
        if remarked and not (_NUMBERED.match(lines[ends].text) or "。" in lines[ends].text):
            next_whole = _is_row(lines, whole, looks, telling)
            if next_whole or not _is_row(lines, ends, looks, telling):
                ends = whole
        yield _merge(lines[at:ends])
        at = ends


def _is_row(lines: Sequence[Line], at: int, looks: Sequence[str], telling: Sequence[int]) -> bool:
    """Whether a row without its remark begins here, going by its telling cells."""
    cells = lines[at : at + len(looks)]
    return (
        len(cells) == len(looks)
        and all(find_look(cells[column].text) == looks[column] for column in telling)
        and not any(len(c.text) > _LONGEST_CELL or "。" in c.text[:-1] for c in cells)
        and not any(_NUMBERED.match(c.text) or WIDE.search(c.text) for c in cells)
    )


def _is_below_gap(lines: Sequence[Line], at: int) -> bool:
    """Whether an empty line stands above this one: a cell without words."""
    return lines[at].start - lines[at - 1].end > 1


def _stack(lines: Sequence[Line], start: int, width: int, names: Sequence[str]) -> Iterator[Line]:
    """The rows of `width` lines each from `start`, as long as their cells look alike."""
    shapes: list[set[str]] = []
    serial = _SERIAL.fullmatch(names[0]) is not None
    for number, at in enumerate(range(start, len(lines) - width + 1, width)):
        cells = lines[at : at + width]
        looks = [find_look(line.text) for line in cells]
        if any(len(line.text) > _LONGEST_CELL or "。" in line.text[:-1] for line in cells):
            return
        if any(WIDE.search(line.text) or line.text in names for line in cells):
            return
        if not shapes:
            shapes = [{look, "dash"} for look in looks]
            told = any(tells_column(name, look) for name, look in zip(names, looks, strict=True))
            if not told or ("word" not in looks and not serial and looks[0] != "clause"):
                return
        if serial and _COUNTED.fullmatch(cells[0].text) is None:
            return
        if serial and number == 0 and int(cells[0].text) != 1:
            return
        if any(look not in shape for look, shape in zip(looks, shapes, strict=True)):
            return
        yield _merge(cells)


def _merge(lines: Sequence[Line]) -> Line:
    text = "\n".join(line.text for line in lines)
    return Line(lines[0].start, lines[-1].end, text)


def _make(head: Line, rows: Sequence[Line], columns: tuple[str, ...]) -> PlainTable:
    return PlainTable(head, tuple(rows), tuple(_name_columns(row.text, columns) for row in rows))


def _name_columns(row: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a row's cells; a remark may be missing, of other cells none can be told."""
    if len(split_cells(row, len(columns))) == len(columns):
        return columns
    fewer = columns[:-1]
    torn = "\n" in row and " " in row  # which cell is missing cannot be told
    remarked = _REMARK.fullmatch(columns[-1]) is not None and not torn
    return fewer if remarked and len(split_cells(row, len(fewer))) == len(fewer) else ()


def _behind(lines: Sequence[Line], index: int, last: Line) -> int:
    return next(at for at in range(index, len(lines)) if lines[at].end >= last.end) + 1
