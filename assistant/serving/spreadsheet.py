"""Tables as files that Excel and WPS open: csv and xlsx, no cell of which is a formula.

The one module that imports openpyxl, when a file is written.
"""

import csv
import io
import re
from collections.abc import Sequence
from enum import StrEnum

MAX_CELL = 32_767  # characters; Excel refuses a file with a longer cell
_WIDE = 60  # characters from which a column is as wide as it gets
# What a spreadsheet takes for a formula, also behind blanks that it trims (OWASP, CSV injection).
_FORMULA = re.compile(r"^\s*[=+\-@\t\r＝＋－＠]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class SheetFormat(StrEnum):
    """The kinds of file that a table is written as."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """What a browser is told that the file is."""
        if self is SheetFormat.CSV:
            return "text/csv; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_sheet(
    kind: SheetFormat, title: str, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> bytes:
    """The table as a file; csv is UTF-8 with a mark, so that Excel reads it as such."""
    if kind is SheetFormat.CSV:
        written = io.StringIO(newline="")
        table = csv.writer(written)
        table.writerow(header)
        table.writerows([guard_cell(value) for value in row] for row in rows)
        return written.getvalue().encode("utf-8-sig")
    return _write_book(title, header, rows)


def guard_cell(value: str) -> str:
    """The value with an apostrophe before it where a spreadsheet would calculate it.

    >>> guard_cell("=HYPERLINK(1)"), guard_cell("基教股")
    ("'=HYPERLINK(1)", '基教股')
    """
    plain = _ILLEGAL.sub("", value)[: MAX_CELL - 1]
    return f"'{plain}" if _FORMULA.match(plain) else plain


def _write_book(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    for number, row in enumerate((tuple(header), *rows), start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value = guard_cell(value)
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for place in range(1, len(header) + 1):
        longest = max((len(row[place - 1]) for row in (header, *rows)), default=1)
        sheet.column_dimensions[get_column_letter(place)].width = min(2 * longest + 2, _WIDE)
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
