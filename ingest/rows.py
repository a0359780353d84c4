"""Table rows: `列名：值；列名：值` as readers write them, or cells set apart in plain text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clean import Line, fold
from ingest.model import ClauseKind, Span
from ingest.plain_tables import PlainTable, find_plain_tables, split_cells
from ingest.structure import Draft

_CELL = re.compile(r"\s*(?P<name>[^:;。!?\n]{1,90}?)\s*:\s*")
_LETTER = re.compile(r"[A-Za-z\u4e00-\u9fff]")
_WORDED = re.compile(r"[^\s|]*[A-Za-z\u4e00-\u9fff][^\s|]*")  # of cells without names
_LONGEST_NAME = 24  # as in readers; longer only where several columns' names are joined by 、
_MOST_CAPTIONS = 2  # lines merged over all columns that may stand above the first row, less one
_FILL = "▦"  # stands for a table's characters where text is searched for numbers
_SERIAL = re.compile(r"(?:序号|编号|序|号|行次|项次|No\.?|ID)$", re.IGNORECASE)
_DESCRIPTIVE = re.compile(r"任务|事项|项目|名称|内容|工作|措施|指标|学校|单位名")


@dataclass(frozen=True, slots=True)
class Cell:
    """One named value of a row; `start` is the name's place in the line, `span` the value's."""

    name: str
    value: str
    start: int
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the same columns that stand directly below one another."""

    rows: tuple[Line, ...]
    head: Line | None = None  # the line of the column names, where it stands by itself
    columns: tuple[tuple[str, ...], ...] = ()  # its names for each row; () where rows name them

    @property
    def start(self) -> int:
        """Where the line of names begins, or the first row that names its own."""
        return self.rows[0].start if self.head is None else self.head.start

    @property
    def end(self) -> int:
        """Where the last row ends, exclusive."""
        return self.rows[-1].end


def read_row(folded: str, columns: Sequence[str] = ()) -> tuple[Cell, ...]:
    """The named values of a row's line, in order; () where the line begins without a name.

    `columns` are the names where a line of their own gives them.

    >>> [(cell.name, cell.value) for cell in read_row("序号:1;任务:修路;架桥;时限:8月")]
    [('序号', '1'), ('任务', '修路;架桥'), ('时限', '8月')]
    >>> [(cell.name, cell.value) for cell in read_row("第7条 | 县财政局", ("条款", "牵头单位"))]
    [('条款', '第7条'), ('牵头单位', '县财政局')]
    """
    if columns:
        spans = split_cells(folded, len(columns))
        return tuple(
            Cell(name, folded[span.start : span.end], span.start, span)
            for name, span in zip(columns, spans, strict=False)
        )
    found: list[tuple[str, int, int]] = []  # name, its start, the value's start
    begin = 0
    for piece in folded.split(";"):
        named = _CELL.match(piece)
        if named is not None and _is_name(named["name"]):
            found.append((named["name"], begin + named.start("name"), begin + named.end()))
        elif not found:
            return ()
        begin += len(piece) + 1
    cells = []
    for index, (name, at, start) in enumerate(found):
        end = found[index + 1][1] if index + 1 < len(found) else len(folded)
        value = folded[start:end].rstrip()
        if index + 1 < len(found):
            value = value.removesuffix(";").rstrip()
        cells.append(Cell(name, value, at, Span(start, start + len(value))))
    return tuple(cells)


def name_cells(row: str, columns: Sequence[str]) -> str:
    """The row as 列名：值；列名：值; as it is where its cells are not as many as the columns.

    >>> name_cells("5 植保无人机 9300", ("序号", "机具", "补贴（元）"))
    '序号：5；机具：植保无人机；补贴（元）：9300'
    """
    if len(split_cells(row, len(columns))) != len(columns):
        return row
    return "；".join(f"{cell.name}：{cell.value}" for cell in read_row(row, columns))


def read_values(row: str) -> tuple[str, ...]:
    """The cells of a row that names them, without the names; () where it names none.

    >>> read_values("楼层：七层；每台补助（万元）：21；其中：县级承担（万元）：16")
    ('七层', '21', '16')
    """
    folded = fold(row)
    return tuple(
        row[_skip_group(cell, folded) : cell.span.end] for cell in read_row(folded) if cell.value
    )


def _skip_group(cell: Cell, folded: str) -> int:
    """Where a cell's value starts; 其中 is no name but stands over those of several columns."""
    inner = _CELL.match(folded, cell.span.start, cell.span.end) if cell.name == "其中" else None
    return inner.end() if inner else cell.span.start


def find_tables(lines: Sequence[Line]) -> tuple[Table, ...]:
    """The runs of two and more rows with the same columns, in order."""
    named = _find_named(lines)
    naming = {row.start for table in named for row in table.rows}
    plain = (
        table
        for table in map(_read_plain, find_plain_tables(lines))
        if naming.isdisjoint(row.start for row in (table.head, *table.rows) if row is not None)
    )
    return tuple(sorted((*named, *plain), key=lambda table: table.start))


def _read_plain(table: PlainTable) -> Table:
    return Table(table.rows, table.head, table.columns)


def _find_named(lines: Sequence[Line]) -> tuple[Table, ...]:
    """The runs of rows that name their cells, with the same names."""
    tables: list[Table] = []
    rows: list[Line] = []
    columns: dict[str, None] = {}
    pending: list[tuple[Line, list[str]]] = []  # rows merged over columns, before the first row
    for line in lines:
        names = [cell.name for cell in read_row(line.text)] if ":" in line.text else []
        if names and rows and _goes_on(names, columns):
            rows.append(line)
            columns.update(dict.fromkeys(_split_names(names, columns)))
            continue
        _close(tables, rows)
        if len(names) < 2:
            rows, columns = [], {}
            merged = bool(names) and "、" in names[0]
            pending = [*pending[-_MOST_CAPTIONS:], (line, names)] if merged else []
            continue
        columns = dict.fromkeys(names)
        above = [caption for caption, joined in pending if _split_names(joined, columns) != joined]
        rows, pending = [*above, line], []
    _close(tables, rows)
    return tuple(tables)


def mask_tables(folded: str, tables: Sequence[Table]) -> str:
    """`folded` with each table as one closed line that holds no number, the same length."""
    pieces: list[str] = []
    position = 0
    for table in tables:
        pieces += (folded[position : table.start], _FILL * (table.end - table.start - 1), "。")
        position = table.end
    return "".join((*pieces, folded[position:]))


def attach_rows(drafts: Sequence[Draft], tables: Sequence[Table]) -> list[Draft]:
    """The trees with the tables' rows, each under the lowest clause that it stands in.

    A row is labelled 第3行 below 表1: `附件1 › 表1 › 第3行`. Rows are counted from 1 without the
    header, tables in reading order through the document.
    """
    return _attach(drafts, list(enumerate(tables, 1)))


def _attach(drafts: Sequence[Draft], tables: Sequence[tuple[int, Table]]) -> list[Draft]:
    result: list[Draft] = []
    index = 0
    for draft in drafts:
        while index < len(tables) and tables[index][1].start < draft.start:
            result += _make_rows(*tables[index])
            index += 1
        first = index
        while index < len(tables) and tables[index][1].start < draft.end:
            index += 1
        if index > first:
            draft.children = _attach(draft.children, tables[first:index])
        result.append(draft)
    for number, table in tables[index:]:
        result += _make_rows(number, table)
    return result


def _make_rows(number: int, table: Table) -> list[Draft]:
    """The rows; below the table itself, where its names stand in a line of their own."""
    label = f"表{number}"
    rows = [
        Draft(
            f"第{place}行",
            line.start,
            line.start,
            line.end,
            None,
            place,
            kind=ClauseKind.ROW,
            above=label if table.head is None else "",
            columns=table.columns[place - 1] if table.columns else (),
        )
        for place, line in enumerate(table.rows, 1)
    ]
    if table.head is None:
        return rows
    start, names = table.head.start, max(table.columns, key=len)
    return [
        Draft(
            label,
            start,
            start,
            table.end,
            None,
            number,
            kind=ClauseKind.TABLE,
            columns=names,
            children=rows,
        )
    ]


def find_row_heading(row: str, columns: Sequence[str] = ()) -> str:
    """The value that says what the row is about: of 任务, 事项, 名称…, else the first words."""
    folded = fold(row)
    cells = [
        cell for cell in read_row(folded, columns) if not _SERIAL.search(cell.name) and cell.value
    ]
    named = next((cell for cell in cells if _DESCRIPTIVE.search(cell.name)), None)
    worded = next((cell for cell in cells if _LETTER.search(cell.value)), None)
    chosen = named or worded or (cells[0] if cells else None)
    if chosen is not None:
        return row[chosen.span.start : chosen.span.end]
    first = None if columns or ":" in folded else _WORDED.search(folded)
    return "" if first is None else row[first.start() : first.end()]


def _is_name(name: str) -> bool:
    if not _LETTER.search(name):
        return False
    return len(name) <= _LONGEST_NAME or all(len(n) <= _LONGEST_NAME for n in name.split("、"))


def _split_names(names: Sequence[str], columns: dict[str, None]) -> list[str]:
    """The column names, those of a cell merged over several columns one by one."""
    return [part for name in names for part in _split_name(name, columns)]


def _split_name(name: str, columns: dict[str, None]) -> list[str]:
    parts = name.split("、")
    return parts if len(parts) > 1 and all(part in columns for part in parts) else [name]


def _goes_on(names: Sequence[str], columns: dict[str, None]) -> bool:
    split = _split_names(names, columns)
    shared = sum(name in columns for name in split)
    if shared == len(split):
        return True
    first = next(iter(columns))
    return shared >= 2 and (split[0] in columns or first in split)


def _close(tables: list[Table], rows: Sequence[Line]) -> None:
    if len(rows) > 1:
        tables.append(Table(tuple(rows)))
