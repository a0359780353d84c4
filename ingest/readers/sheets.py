"""Sheets of cells as lines of text: what the readers of xlsx, xls and csv have in common."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.limits import Limits
from ingest.model import EmptyFileError, UnreadableFileError
from ingest.readers.html_tables import TableCell, lay_out_table
from ingest.readers.source import SourceText

MAX_PLACES = 5_000_000  # rows by columns; a sheet with more holds next to nothing in most
_NAMELESS = re.compile(r"|(?:sheet|工作表|表|表格)\s?\d{0,3}", re.IGNORECASE)
_ROW_NUMBER = re.compile(r"\d{1,4}[.、]?")
_LONGEST_LABEL = 30


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells merged into one; both ends included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """A sheet's shown cells that are not empty, as row → column → words."""

    name: str
    limits: Limits
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden: int = 0  # characters in hidden rows and columns
    unsaved: int = 0  # formulas whose results the file does not hold
    characters: int = 0
    cells: int = 0

    def add(self, row: int, column: int, words: str, file_name: str) -> None:
        """Keep one cell; raises UnreadableFileError past the limits."""
        words = words.strip()
        if not words:
            return
        self.cells += 1
        self.characters += len(words)
        if self.cells > self.limits.cells or self.characters > self.limits.characters:
            raise UnreadableFileError(
                f"reading {file_name!r}: sheet {self.name!r} holds more than "
                f"{self.limits.cells} cells or {self.limits.characters} characters",
                message_zh=f"《{file_name}》的表格过大，已停止读取，请拆分后再导入。",
            )
        self.rows.setdefault(row, {})[column] = words


def write_sheets(
    sheets: Sequence[Sheet], form: str, file_name: str, notes: Iterable[str] = ()
) -> SourceText:
    """All sheets one after another, each under its name; a row is one line."""
    lines: list[str] = []
    empty_rows = 0
    is_filled = False
    for sheet in sheets:
        written: list[str] = []
        tops: dict[int, list[Merge]] = {}
        for merge in sheet.merges:
            tops.setdefault(merge.top, []).append(merge)
        for block in _find_blocks(sheet, tops):
            block_lines, skipped, filled = _write_block(sheet, block, tops)
            written += block_lines
            empty_rows += skipped
            is_filled = is_filled or filled
        is_told = bool(written) and sheet.name in written[0] and "：" not in written[0]
        if written and not is_told and not _NAMELESS.fullmatch(sheet.name):
            written.insert(0, sheet.name)
        lines += written
    if not is_filled:
        found = "只有表头，没有内容" if lines else "没有内容"
        raise EmptyFileError(
            f"reading {file_name!r}: {len(sheets)} sheets with no filled rows",
            message_zh=f"《{file_name}》的表格{found}，请填好后再导入。",
        )
    all_notes = list(notes)
    hidden = sum(sheet.hidden for sheet in sheets)
    if hidden:
        all_notes.append(f"隐藏的行、列和被合并盖住的单元格 {hidden} 字未收入")
    if empty_rows:
        all_notes.append(f"只有序号的空行 {empty_rows} 行未收入")
    return SourceText("\n".join(lines) + "\n", form, notes=tuple(all_notes))


def _find_blocks(sheet: Sheet, tops: Mapping[int, Sequence[Merge]]) -> list[list[int]]:
    """Rows that follow each other without an empty one between them."""
    blocks: list[list[int]] = []
    end = -1
    for row in sorted(sheet.rows):
        if not blocks or row > end + 1:
            blocks.append([])
        blocks[-1].append(row)
        bottoms = (merge.bottom for merge in tops.get(row, ()) if merge.left in sheet.rows[row])
        end = max(end, row, *bottoms)
    return blocks


def _write_block(
    sheet: Sheet, block: Sequence[int], tops: Mapping[int, Sequence[Merge]]
) -> tuple[list[str], int, bool]:
    """Its lines, the number of rows that hold only their number, whether any row is filled."""
    columns = sorted({column for row in block for column in sheet.rows.get(row, ())})
    if len(columns) * len(block) > MAX_PLACES:
        return ["；".join(sheet.rows[row].values()) for row in block if row in sheet.rows], 0, True
    spans = _find_spans(tops, block, columns)
    lines: list[str] = []
    part: list[list[TableCell]] = []
    header: list[TableCell] | None = None
    skipped = 0
    for row in block:
        cells = sheet.rows.get(row, {})
        is_alone = len(cells) == 1 and len(columns) > 1 and not _is_covered(spans, row, columns)
        if not is_alone:
            part.append(_make_row(cells, row, columns, spans))
            # Merging shows the first cell's words only.
            sheet.hidden += sum(
                len(words)
                for column, words in cells.items()
                if spans.get((row, column), ()) is None
            )
            continue
        words = next(iter(cells.values()))
        if _ROW_NUMBER.fullmatch(words):
            skipped += 1
            continue
        header = _end_part(part, header, lines)
        lines += words.splitlines()
    _end_part(part, header, lines)
    rows = [sheet.rows[row] for row in block]
    filled = len(columns) == 1 or sum(len(cells) > 1 for cells in rows) > 1
    long = any(len(words) > _LONGEST_LABEL for cells in rows for words in cells.values())
    return lines, skipped, filled or long


def _end_part(
    part: list[list[TableCell]], header: list[TableCell] | None, lines: list[str]
) -> list[TableCell] | None:
    """Write the rows since the last line of its own; gives the header for those that follow."""
    if not part:
        return header
    first = [word for cell in part[0] for word in cell.lines]
    names_columns = not any(word.replace(".", "").isdecimal() for word in first)
    if header is not None and not (names_columns and len(first) == len(part[0])):
        lines += lay_out_table([header, *part])
    elif len(part) == 1:
        # One row is no table: a line of labels and values, or the header of what follows.
        lines.append("；".join(first))
        header = part[0] if names_columns else header
    else:
        lines += lay_out_table(part)
        header = part[0]
    part.clear()
    return header


def _find_spans(
    tops: Mapping[int, Sequence[Merge]], block: Sequence[int], columns: Sequence[int]
) -> dict[tuple[int, int], tuple[int, int] | None]:
    """(row, column) → (rows, columns) that its cell covers; None where another covers it."""
    spans: dict[tuple[int, int], tuple[int, int] | None] = {}
    places = 0
    for merge in (merge for row in block for merge in tops.get(row, ())):
        wide = columns[bisect_left(columns, merge.left) : bisect_right(columns, merge.right)]
        tall = block[bisect_left(block, merge.top) : bisect_right(block, merge.bottom)]
        places += len(wide) * len(tall)
        if places > MAX_PLACES:
            break
        if not wide or wide[0] != merge.left:
            continue
        for row in tall:
            for column in wide:
                spans[row, column] = None
        spans[merge.top, merge.left] = len(tall), len(wide)
    return spans


def _is_covered(
    spans: Mapping[tuple[int, int], tuple[int, int] | None], row: int, columns: Sequence[int]
) -> bool:
    """Whether a cell merged over several rows is in the row."""
    found = [spans[row, column] for column in columns if (row, column) in spans]
    begun = [span for span in found if span is not None]
    return any(span[0] > 1 for span in begun) or (bool(found) and not begun)


def _make_row(
    cells: Mapping[int, str],
    row: int,
    columns: Sequence[int],
    spans: Mapping[tuple[int, int], tuple[int, int] | None],
) -> list[TableCell]:
    made = []
    for column in columns:
        span = spans.get((row, column), (1, 1))
        if span is None:
            continue
        words = cells.get(column, "")
        lines = tuple(line.strip() for line in words.splitlines() if line.strip())
        made.append(TableCell(lines, span[1], span[0]))
    return made
