"""Word documents (.docx): paragraphs with their automatic numbers, tables as rows.

The parts are read directly: python-docx gives neither automatic numbers nor text boxes.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.limits import Limits
from ingest.model import EmptyFileError
from ingest.readers.docx_notes import list_notes
from ingest.readers.docx_numbers import NumberCounter, W, get_value, read_lists
from ingest.readers.docx_styles import (
    Look,
    Styles,
    is_shaded,
    read_number_place,
    read_styles,
    read_switch,
)
from ingest.readers.docx_tables import Cell, format_table
from ingest.readers.raised import RAISED, SUBSCRIPTS, SUPERSCRIPTS
from ingest.readers.safe_xml import Parts
from ingest.readers.source import SourceText

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = frozenset(
    {
        f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText",
        f"{W}rt", f"{W}sdtPr", f"{W}sdtEndPr", f"{W}footnoteReference", f"{_COMPATIBILITY}Fallback",
    }
)  # fmt: skip

_DELETED = (f"{W}del", f"{W}moveFrom")
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_PLAIN_TABLES = frozenset({"normal table", "table grid", "table normal", "网格型", "普通表格"})
# Places in fonts of signs that forms are ticked with and that formulas use.
_SYMBOLS = {
    "wingdings": {
        0x6F: "□", 0x71: "□", 0x72: "□", 0xA8: "□", 0x6E: "■", 0xFC: "√", 0xFE: "☑", 0xFD: "☒",
        0xFB: "×", 0x6C: "●", 0xA1: "○", 0xD8: "➢", 0x76: "❖", 0x75: "◆",
    },
    "wingdings 2": {0xA3: "□", 0x2A: "□", 0x30: "□", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x50: "√"},
    "symbol": {
        0xA3: "≤", 0xB3: "≥", 0xB4: "×", 0xB1: "±", 0xB0: "°", 0xB7: "•", 0xB9: "≠", 0xB8: "÷",
    },
}  # fmt: skip


@dataclass(slots=True)
class _Reading:
    """The state of reading one document from front to back."""

    styles: Styles
    counter: NumberCounter
    hidden: int = 0
    unseen: int = 0  # white on white, or too small to be seen
    deleted: int = 0
    inserted: int = 0
    struck: int = 0
    placeholders: int = 0
    shaded: bool = False  # whether what is being read may stand on a ground of its own
    carried: list[str] = field(default_factory=list)  # words whose paragraph mark was deleted
    contents: int = 0
    paragraphs: int = 0  # outside tables, with words
    filled_rows: int = 0  # of tables, past the first that has words
    empty_rows: int = 0
    boxes: list[str] = field(default_factory=list)


def read(content: bytes, name: str, limits: Limits) -> SourceText:
    """The text of the body, one line per paragraph or table row."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = Parts(archive, name, limits)
        document = parts.parse("word/document.xml")
        styles = parts.find("word/styles.xml")
        numbering = parts.find("word/numbering.xml")
        beside = tuple(list_notes(parts))
    known = read_styles(styles)
    style_lists = {key: style.list_id for key, style in known.known.items() if style.list_id}
    reading = _Reading(known, NumberCounter(read_lists(numbering, style_lists)),
                       shaded=document.find(f"{W}background") is not None)  # fmt: skip
    body = document.find(f"{W}body")
    lines = [] if body is None else list(_read_blocks(body, reading))
    lines += _take_carried(reading)
    if reading.empty_rows and not reading.filled_rows and not reading.paragraphs:
        raise EmptyFileError(
            f"reading {name!r}: a table of {reading.empty_rows} empty rows and no other words",
            message_zh=f"《{name}》的表格没有填写内容，请填好后再导入。",
        )
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines and any(note.startswith("图片") for note in beside):
        raise EmptyFileError(
            f"reading {name!r}: pictures and no words",
            message_zh=f"《{name}》里只有图片，没有文字，请另存为 PDF 后用 OCR 组件导入。",
        )
    return SourceText("\n".join(lines) + "\n", "docx", notes=(*_write_notes(reading), *beside))


def _read_blocks(parent: Element, reading: _Reading) -> Iterator[str]:
    for element in parent:
        if element.tag == f"{W}p":
            line = _read_paragraph(element, reading)
            yield from reading.boxes
            reading.boxes = []
            if line is not None:
                reading.paragraphs += bool(line.strip())
                yield line
        elif element.tag == f"{W}tbl":
            yield from _take_carried(reading)
            outside = reading.paragraphs, reading.shaded
            style = get_value(element.find(f"{W}tblPr/{W}tblStyle"))
            names = [one.name for _, one in reading.styles.walk(style)]
            # A table's style may colour its rows, and then sets their words in white.
            reading.shaded = reading.shaded or any(name not in _PLAIN_TABLES for name in names)
            rows = tuple(_read_rows(element, reading))
            reading.paragraphs, reading.shaded = outside
            filled = sum(any(line.strip() for cell in row for line in cell.lines) for row in rows)
            reading.filled_rows += max(filled - 1, 0)
            reading.empty_rows += len(rows) - filled
            yield from format_table(rows)
        elif element.tag == f"{W}sdt" and _is_placeholder(element):
            reading.placeholders += _count_text(element)
        elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
            yield from _read_blocks(element, reading)


def _take_carried(reading: _Reading) -> list[str]:
    line, reading.carried = "".join(reading.carried).strip(), []
    return [line] if line else []


def _is_placeholder(control: Element) -> bool:
    """Whether a content control still shows what to fill in."""
    return bool(read_switch(control.find(f"{W}sdtPr"), "showingPlcHdr"))


def _count_text(element: Element) -> int:
    return sum(len(t.text or "") for tag in ("t", "delText") for t in element.iter(f"{W}{tag}"))


def _read_paragraph(paragraph: Element, reading: _Reading) -> str | None:
    """The line; None for an entry of Word's own table of contents, and where none ends here."""
    properties = paragraph.find(f"{W}pPr")
    style_id = None if properties is None else get_value(properties.find(f"{W}pStyle"))
    style_id = style_id or reading.styles.default
    if any(style.name.startswith("toc ") for _, style in reading.styles.walk(style_id)):
        reading.contents += 1
        return None
    look = reading.styles.read_paragraph_look(properties, reading.shaded)
    pieces, reading.carried = reading.carried, []
    _read_runs(paragraph, reading, pieces, look)
    mark = None if properties is None else properties.find(f"{W}rPr")
    if mark is not None and any(mark.find(tag) is not None for tag in _DELETED):
        # Without its mark a paragraph is the beginning of the next one.
        reading.carried = pieces
        return None
    words = "".join(pieces).strip(" \u00a0\t")
    if not words.strip() and read_switch(mark, "vanish"):
        return ""
    list_id, depth = _find_number_place(properties, style_id, reading)
    # Word counts and prints the number of an empty paragraph too.
    number = "" if list_id is None else reading.counter.count(list_id, depth)
    return (number + words).rstrip()


def _find_number_place(
    properties: Element | None, style_id: str, reading: _Reading
) -> tuple[str | None, int]:
    numbering = None if properties is None else properties.find(f"{W}numPr")
    list_id, depth = read_number_place(numbering)
    for owner, style in reading.styles.walk(style_id):
        if list_id is not None:
            break
        if style.list_id is not None:
            list_id = style.list_id
            if depth is None:
                depth = style.depth
            if depth is None:
                depth = reading.counter.find_level(list_id, owner)
    return list_id, depth or 0


def _read_runs(element: Element, reading: _Reading, pieces: list[str], look: Look) -> None:
    for child in element:
        tag = child.tag
        if tag in _DELETED:
            reading.deleted += _count_text(child)
        elif tag in _LEFT_OUT:
            continue
        elif tag == f"{W}sdt" and _is_placeholder(child):
            reading.placeholders += _count_text(child)
        elif tag == f"{W}r":
            reading.struck += _count_text(child) if _is_struck(child) else 0
            _read_runs(child, reading, pieces, reading.styles.read_run_look(child, look))
        elif tag in (f"{W}t", f"{_MATH}t", f"{W}sym"):
            words = (child.text or "") if tag != f"{W}sym" else _read_symbol(child)
            if look.hidden:
                reading.hidden += len(words)
            elif look.is_unseen:
                reading.unseen += len(words.strip())
            else:
                pieces.append(_raise(words, look))
        elif tag == f"{W}txbxContent":
            reading.boxes.extend(_read_box(child, reading))
        elif tag == _WORD_ART and not look.hidden:
            reading.boxes.extend(child.get("string", "").splitlines())
        elif look.hidden and tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            continue
        elif tag in _SIGNS:
            pieces.append(_SIGNS[tag])
        else:
            if tag in (f"{W}ins", f"{W}moveTo"):
                reading.inserted += _count_text(child)
            _read_runs(child, reading, pieces, look)


def _raise(words: str, look: Look) -> str:
    table = {"superscript": SUPERSCRIPTS, "subscript": SUBSCRIPTS}.get(look.raised)
    return words.translate(table) if table and RAISED.fullmatch(words) else words


def _read_box(box: Element, reading: _Reading) -> list[str]:
    outer = reading.boxes, reading.shaded, reading.carried
    reading.boxes, reading.shaded, reading.carried = [], True, []  # most boxes have a ground
    read = (*_read_blocks(box, reading), *_take_carried(reading))
    lines = [line for line in read if line.strip()]
    reading.boxes, reading.shaded, reading.carried = outer
    return lines


def _is_struck(run: Element) -> bool:
    properties = run.find(f"{W}rPr")
    return bool(read_switch(properties, "strike") or read_switch(properties, "dstrike"))


def _read_symbol(symbol: Element) -> str:
    """A sign of a font of signs: what forms and formulas use as such, others as illegible."""
    code = int(symbol.get(f"{W}char", "0"), 16) & 0xFF
    font = symbol.get(f"{W}font", "").lower()
    return _SYMBOLS.get(font, {}).get(code, "\ufffd")


def _read_rows(table: Element, reading: _Reading) -> Iterator[tuple[Cell, ...]]:
    for row in _find_below(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            reading.deleted += _count_text(row)
            continue
        if properties is not None and properties.find(f"{W}ins") is not None:
            reading.inserted += _count_text(row)
        is_header = bool(read_switch(properties, "tblHeader"))
        cells = []
        for cell in _find_below(row, f"{W}tc"):
            cell_properties = cell.find(f"{W}tcPr")
            width, merge = 1, None
            if cell_properties is not None:
                width = int(get_value(cell_properties.find(f"{W}gridSpan")) or 1)
                merge = cell_properties.find(f"{W}vMerge")
            goes_on = merge is not None and get_value(merge) in (None, "continue")
            outer, reading.shaded = reading.shaded, reading.shaded or is_shaded(cell_properties)
            lines = tuple(line for line in _read_blocks(cell, reading) if line.strip())
            lines += tuple(_take_carried(reading))
            reading.shaded = outer
            cells.append(Cell(lines, max(width, 1), goes_on, is_header))
        yield tuple(cells)


def _find_below(element: Element, tag: str) -> Iterator[Element]:
    """Children of this kind, also within content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _find_below(child, tag)


def _write_notes(reading: _Reading) -> Iterator[str]:
    for words, count in (
        ("隐藏文字 {} 字未收入", reading.hidden),
        ("白色或极小、看不见的文字 {} 字未收入", reading.unseen),
        ("修订中已删除的文字 {} 字未收入", reading.deleted),
        ("修订中新增、尚未确认的文字 {} 字已收入", reading.inserted),
        ("带删除线的文字 {} 字已收入，请核对是否有效", reading.struck),
        ("尚未填写的提示文字 {} 字未收入", reading.placeholders),
        ("自动目录 {} 行未收入", reading.contents),
    ):
        if count:
            yield words.format(count)
