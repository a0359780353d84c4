"""Excel files (.xlsx): rows as lines with their column names.

The parts are read directly: what openpyxl does with a merged range of whole columns, or with
one cell at the far end of a sheet, costs memory without limit.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.limits import Limits
from ingest.readers.cell_values import BUILT_IN, print_number, shows_text
from ingest.readers.safe_xml import Parts
from ingest.readers.sheets import Merge, Sheet, write_sheets
from ingest.readers.source import SourceText

_MOST_MERGES = 200_000
_MOST_COLUMNS = 16_384
_BESIDE = (
    ("文本框", re.compile(r"xl/drawings/drawing\d*\.xml")),
    ("批注", re.compile(r"xl/(?:threadedComments/|comments/)?comments?\d*\.xml")),
)
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True)
class _Book:
    parts: Parts
    strings: tuple[str, ...]
    formats: tuple[str, ...]  # per cell style
    unseen: frozenset[str]  # cell styles of white words on no ground
    since_1904: bool


def read(content: bytes, name: str, limits: Limits) -> SourceText:
    """The shown cells of all shown sheets."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = Parts(archive, name, limits)
        book = parts.parse("xl/workbook.xml")
        targets = _read_targets(parts)
        strings = _read_strings(parts)
        properties = _find(book, "workbookPr")
        since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        styles = parts.find("xl/styles.xml")
        whole = _Book(parts, strings, _read_formats(styles), _find_unseen(styles), since_1904)
        sheets = []
        hidden_sheets = 0
        for entry in _find_all(book, "sheet"):
            relation = entry.get(_RELATION) or entry.get(_STRICT_RELATION) or ""
            if entry.get("state", "visible") != "visible":
                hidden_sheets += 1
            elif relation in targets and "worksheets/" in targets[relation]:
                sheets.append(_read_sheet(whole, targets[relation], entry.get("name", "")))
        notes = [f"隐藏的工作表 {hidden_sheets} 个未收入"] if hidden_sheets else []
        notes += _list_notes(parts)
    unsaved = sum(sheet.unsaved for sheet in sheets)
    if unsaved:
        notes.append(f"公式 {unsaved} 处没有保存结果，未收入，请用 Excel 或 WPS 打开后另存一次")
    return write_sheets(sheets, "xlsx", name, notes)


def _list_notes(parts: Parts) -> Iterator[str]:
    """Chinese: what lies over the cells or beside them and stays out of the text."""
    members = parts.archive.namelist()
    for kind, pattern in _BESIDE:
        count = 0
        for member in filter(pattern.fullmatch, members):
            words = (part.text or "" for part in parts.parse(member).iter() if _tag(part) == "t")
            count += sum(len(text.strip()) for text in words)
        if count:
            yield f"{kind} {count} 字未收入"
    pictures = sum(member.startswith("xl/media/") for member in members)
    if pictures:
        yield f"图片 {pictures} 张未做文字识别"


def _read_targets(parts: Parts) -> dict[str, str]:
    relations = parts.parse("xl/_rels/workbook.xml.rels")
    targets = {}
    for relation in relations:
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        targets[relation.get("Id", "")] = posixpath.normpath(path)
    return targets


def _read_strings(parts: Parts) -> tuple[str, ...]:
    table = parts.find("xl/sharedStrings.xml")
    return () if table is None else tuple(_join_text(entry) for entry in table)


def _join_text(entry: Element) -> str:
    """The words of a string, without the readings above its characters."""
    pieces = []
    for child in entry:
        if _tag(child) == "t":
            pieces.append(child.text or "")
        elif _tag(child) == "r":
            pieces += [part.text or "" for part in child if _tag(part) == "t"]
    return "".join(pieces)


def _find_unseen(styles: Element | None) -> frozenset[str]:
    """The numbers of the cell styles whose words are as white as the sheet."""
    fonts = None if styles is None else _find(styles, "fonts")
    fills = None if styles is None else _find(styles, "fills")
    used = None if styles is None else _find(styles, "cellXfs")
    if fonts is None or fills is None or used is None:
        return frozenset()
    white = {str(n) for n, font in enumerate(fonts) if _is_white(_find(font, "color"))}
    bare = {str(n) for n, fill in enumerate(fills) if _is_bare(fill)}
    return frozenset(
        str(number)
        for number, entry in enumerate(used)
        if entry.get("fontId") in white and entry.get("fillId", "0") in bare
    )


def _is_white(color: Element | None) -> bool:
    # The first colour of a theme is that of its paper.
    rgb = "" if color is None else (color.get("rgb") or "").upper()
    return color is not None and (rgb[-6:] == "FFFFFF" or color.get("theme") == "0")


def _is_bare(fill: Element) -> bool:
    pattern = _find(fill, "patternFill")
    if pattern is None:
        return False
    kind = pattern.get("patternType", "none")
    return kind == "none" or (kind == "solid" and _is_white(_find(pattern, "fgColor")))


def _read_formats(styles: Element | None) -> tuple[str, ...]:
    if styles is None:
        return ()
    named = {
        entry.get("numFmtId", ""): entry.get("formatCode", "")
        for entry in _find_all(styles, "numFmt")
    }
    used = _find(styles, "cellXfs")
    keys = [] if used is None else [entry.get("numFmtId", "0") for entry in used]
    return tuple(
        named.get(key) or BUILT_IN.get(int(key) if key.isdecimal() else 0, "General")
        for key in keys
    )


def _read_sheet(book: _Book, member: str, sheet_name: str) -> Sheet:
    root = book.parts.parse(member)
    sheet = Sheet(sheet_name, book.parts.limits)
    hidden_columns = _list_hidden_columns(root)
    # A table's own style, and conditions, may colour cells from elsewhere.
    coloured = any(_tag(part) in ("tableParts", "conditionalFormatting") for part in root)
    unseen = frozenset() if coloured else book.unseen
    row_number = -1
    for row in _find_all(root, "row"):
        number = row.get("r") or ""
        row_number = int(number) - 1 if number.isdecimal() else row_number + 1
        is_hidden = row.get("hidden") in ("1", "true") or _is_narrow(row.get("ht"))
        column = -1
        for cell in row:
            found = _REFERENCE.fullmatch(cell.get("r") or "")
            column = _read_column(found[1]) if found else column + 1
            words = _read_cell(cell, book, sheet)
            # A formula that gives no words says that its result is a text.
            if not words and _find(cell, "f") is not None and cell.get("t") != "str":
                sheet.unsaved += not _read_value(cell, book)
            if is_hidden or column in hidden_columns or cell.get("s", "0") in unseen:
                sheet.hidden += len(words.strip())
            else:
                sheet.add(row_number, column, words, book.parts.name)
        row.clear()
    for count, merge in enumerate(_find_all(root, "mergeCell")):
        ends = _REFERENCE.findall(merge.get("ref") or "")
        if len(ends) == 2 and count < _MOST_MERGES:
            (left, top), (right, bottom) = ends
            sheet.merges.append(
                Merge(int(top) - 1, _read_column(left), int(bottom) - 1, _read_column(right))
            )
    return sheet


def _list_hidden_columns(root: Element) -> frozenset[int]:
    hidden: set[int] = set()
    for column in _find_all(root, "col"):
        if column.get("hidden") in ("1", "true") or _is_narrow(column.get("width")):
            last = min(int(column.get("max", "1")), _MOST_COLUMNS)
            hidden.update(range(int(column.get("min", "1")) - 1, last))
    return frozenset(hidden)


def _is_narrow(size: str | None) -> bool:
    """Whether a column or row of this size shows nothing; the units are characters and points."""
    return size is not None and re.fullmatch(r"0(?:\.[01]\d{0,20})?", size) is not None


def _read_column(letters: str) -> int:
    """The column's number from 0.

    >>> _read_column("A"), _read_column("AC")
    (0, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _read_cell(cell: Element, book: _Book, sheet: Sheet) -> str:
    words = _read_value(cell, book)
    style = cell.get("s", "0")
    index = int(style) if style.isdecimal() else 0
    number_format = book.formats[index] if index < len(book.formats) else "General"
    if cell.get("t", "n") == "n" and words:
        shown = print_number(float(words), number_format, since_1904=book.since_1904)
        # A zero that is shown as nothing is a blank; another number is hidden.
        sheet.hidden += len(words) if not shown and float(words) else 0
        return shown
    if words and not shows_text(number_format):
        sheet.hidden += len(words)
        return ""
    return words


def _read_value(cell: Element, book: _Book) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inner = _find(cell, "is")
        return "" if inner is None else _join_text(inner)
    value = _find(cell, "v")
    words = "" if value is None else value.text or ""
    if kind == "s":
        index = int(words) if words.isdecimal() else -1
        return book.strings[index] if 0 <= index < len(book.strings) else ""
    return {"1": "是", "0": "否"}.get(words, words) if kind == "b" else words


def _find_all(element: Element, tag: str) -> Iterator[Element]:
    # Some producers use other namespaces (strict Office Open XML): the local name decides.
    return (found for found in element.iter() if _tag(found) == tag)


def _find(element: Element, tag: str) -> Element | None:
    return next((child for child in element if _tag(child) == tag), None)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
