"""Old Excel files (.xls, BIFF), read by xlrd."""

import io
import struct
from typing import Any

from ingest.limits import Limits
from ingest.model import UnreadableFileError
from ingest.readers.cell_values import print_number
from ingest.readers.sheets import Merge, Sheet, write_sheets
from ingest.readers.source import SourceText

MAX_BYTES = 48 * 2**20  # no setting: xlrd keeps the whole book in memory, many times its size


def read(content: bytes, name: str, limits: Limits) -> SourceText:
    """The shown cells of all shown sheets."""
    import xlrd  # type: ignore[import-untyped]

    if len(content) > MAX_BYTES:
        raise UnreadableFileError(
            f"reading {name!r}: {len(content)} bytes of xls, expected at most {MAX_BYTES}",
            message_zh=f"《{name}》过大，请拆分或另存为 xlsx 后再导入。",
        )
    try:
        # Its remarks on odd files belong on no terminal.
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO()
        )
        shown = [sheet for sheet in book.sheets() if sheet.visibility == 0]
        sheets = [_read_sheet(book, sheet, name, limits) for sheet in shown]
        count = book.nsheets
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError) as error:
        is_locked = "encrypt" in str(error).lower()
        found = (
            "加密的 Excel 表格，请去掉密码"
            if is_locked
            else "旧版 Excel 表格，但已损坏，请用 Excel 打开"
        )
        raise UnreadableFileError(
            f"reading {name!r} as xls: {error}; expected a whole file without a password",
            message_zh=f"《{name}》是{found}后另存为 xlsx，再导入。",
        ) from error
    except (
        struct.error,
        ArithmeticError,
        LookupError,
        AssertionError,
        TypeError,
        AttributeError,
    ) as error:
        raise ValueError(f"damaged xls file: {error!r}") from error
    notes = [f"隐藏的工作表 {count - len(shown)} 个未收入"] if count > len(shown) else []
    return write_sheets(sheets, "xls", name, notes)


def _read_sheet(book: Any, found: Any, name: str, limits: Limits) -> Sheet:
    import xlrd

    sheet = Sheet(found.name, limits)
    hidden_rows = {number for number, row in found.rowinfo_map.items() if row.hidden}
    hidden_columns = {number for number, column in found.colinfo_map.items() if column.hidden}
    for row in range(found.nrows):
        for column, kind in enumerate(found.row_types(row)):
            # A file of 5 kB may say that its sheet has a million cells: empty ones cost nothing.
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            cell = found.cell(row, column)
            if cell.ctype == xlrd.XL_CELL_TEXT:
                words = cell.value
            elif cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                style = book.format_map.get(book.xf_list[cell.xf_index].format_key)
                words = print_number(
                    cell.value,
                    "General" if style is None else style.format_str,
                    since_1904=book.datemode == 1,
                )
                sheet.hidden += 1 if not words and cell.value else 0
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                words = "是" if cell.value else "否"
            else:
                continue
            if row in hidden_rows or column in hidden_columns:
                sheet.hidden += len(words.strip())
            else:
                sheet.add(row, column, words, name)
    for top, bottom, left, right in found.merged_cells:
        sheet.merges.append(Merge(top, left, bottom - 1, right - 1))
    return sheet
