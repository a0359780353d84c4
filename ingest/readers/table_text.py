"""Tables kept as text (csv, tab-separated): rows as lines with their column names."""

import csv
import io
from collections import Counter

from ingest.limits import Limits
from ingest.model import UnreadableFileError
from ingest.readers.plain import decode
from ingest.readers.sheets import Sheet, write_sheets
from ingest.readers.source import SourceText

_DELIMITERS = ",\t;|"
_LOOKED_AT = 50
_LONGEST_NAME = 24
_LONGEST_CELL = 2000


def read(content: bytes, name: str, limits: Limits) -> SourceText:
    """The table's rows; raises ValueError where its quotes do not close."""
    decoded = decode(content, name)
    text = decoded.text.lstrip("\ufeff")
    delimiter = find_delimiter(text) or ","
    sheet = Sheet("", limits)
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter)):
            for column, words in enumerate(cells):
                sheet.add(row, column, words, name)
    except csv.Error as error:
        raise ValueError(f"csv: {error}") from error
    return write_sheets([sheet], "csv", name, decoded.notes)


def looks_like_table(content: bytes) -> bool:
    """Whether text in these bytes is rows of one table and no running text."""
    # A character cut at the end must not make another encoding fit.
    beginning = content[: 64 * 1024]
    cut = max(beginning.rfind(b"\n"), 0) if len(content) > len(beginning) else len(beginning)
    try:
        return find_delimiter(decode(beginning[:cut], "").text) is not None
    except UnreadableFileError:
        return False


def find_delimiter(text: str) -> str | None:
    """What parts the cells of a table, None where the text is none.

    >>> find_delimiter("学校,人数\\n一小,40\\n二小,35\\n")
    ','
    >>> find_delimiter("一、总则\\n二、附则, 施行\\n") is None
    True
    """
    for delimiter in _DELIMITERS:
        rows = []
        try:
            for row in csv.reader(io.StringIO(text), delimiter=delimiter):
                if any(cell.strip() for cell in row):
                    rows.append(row)
                if len(rows) == _LOOKED_AT:
                    break
        except csv.Error:
            continue
        if _is_table(rows):
            return delimiter
    return None


def _is_table(rows: list[list[str]]) -> bool:
    """Whether nearly all rows have as many cells as the first, which names the columns."""
    if not rows:
        return False
    width, count = Counter(map(len, rows)).most_common(1)[0]
    names = [cell.strip() for cell in rows[0]]
    if width < 2 or len(names) != width or count < 0.9 * len(rows):
        return False
    if len(rows) < (3 if width == 2 else 2) or len(set(names)) < width or not all(names):
        return False
    if any(len(name) > _LONGEST_NAME or name[-1] in "。：:；" for name in names):
        return False
    sentences = sum(row[-1].rstrip().endswith(("。", "；")) for row in rows)
    if width <= 3 and sentences * 4 > len(rows):
        return False
    return max(len(cell) for row in rows for cell in row) <= _LONGEST_CELL
