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
from ingest.readers.docx_numbers import NumberCounter, W, read_lists
from ingest.readers.docx_tables import Cell, format_table
from ingest.readers.safe_xml import parse_xml, read_member
from ingest.readers.source import SourceText

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = frozenset(
    {
        f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText",
        f"{W}rt", f"{W}sdtPr", f"{W}sdtEndPr", f"{W}footnoteReference", f"{_COMPATIBILITY}Fallback",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph or character style says that changes the text."""

    name: str
    based_on: str | None
    list_id: str | None
    depth: int | None
    hidden: bool | None


@dataclass(slots=True)
class _Reading:
    """The state of reading one document from front to back."""

    styles: dict[str, Style]
    default_style: str
    counter: NumberCounter
    hidden: int = 0
    deleted: int = 0
    contents: int = 0
    paragraphs: int = 0  # outside tables, with words
    filled_rows: int = 0  # of tables, past the first that has words
    empty_rows: int = 0
    boxes: list[str] = field(default_factory=list)


def read(content: bytes, name: str, limits: Limits) -> SourceText:
    """The text of the body, one line per paragraph or table row."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        document = _read_part(archive, "word/document.xml", name, limits)
        styles = _read_optional(archive, "word/styles.xml", name, limits)
        numbering = _read_optional(archive, "word/numbering.xml", name, limits)
        members = archive.namelist()
    known = _read_styles(styles)
    style_lists = {key: style.list_id for key, style in known.items() if style.list_id}
    reading = _Reading(known, _find_default_style(styles),
                       NumberCounter(read_lists(numbering, style_lists)))  # fmt: skip
    body = document.find(f"{W}body")
    lines = [] if body is None else list(_read_blocks(body, reading))
    if reading.empty_rows and not reading.filled_rows and not reading.paragraphs:
        raise EmptyFileError(
            f"reading {name!r}: a table of {reading.empty_rows} empty rows and no other words",
            message_zh=f"《{name}》的表格没有填写内容，请填好后再导入。",
        )
    while lines and not lines[-1].strip():
        lines.pop()
    return SourceText("\n".join(lines) + "\n", "docx", notes=_write_notes(reading, members))


def _read_part(archive: zipfile.ZipFile, member: str, name: str, limits: Limits) -> Element:
    return parse_xml(read_member(archive, member, limits.part_bytes, name), member, name)


def _read_optional(
    archive: zipfile.ZipFile, member: str, name: str, limits: Limits
) -> Element | None:
    try:
        return _read_part(archive, member, name, limits)
    except KeyError:
        return None


def _read_styles(styles: Element | None) -> dict[str, Style]:
    known: dict[str, Style] = {}
    for element in () if styles is None else styles.findall(f"{W}style"):
        numbering = element.find(f"{W}pPr/{W}numPr")
        list_id, depth = _read_number_place(numbering)
        properties = element.find(f"{W}rPr")
        known[element.get(f"{W}styleId", "")] = Style(
            name=(_value(element.find(f"{W}name")) or "").lower(),
            based_on=_value(element.find(f"{W}basedOn")),
            list_id=list_id,
            depth=depth,
            hidden=_read_switch(properties, "vanish"),
        )
    return known


def _find_default_style(styles: Element | None) -> str:
    for element in () if styles is None else styles.findall(f"{W}style"):
        if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true"):
            return element.get(f"{W}styleId", "")
    return ""


def _walk_styles(reading: _Reading, style_id: str | None) -> Iterator[tuple[str, Style]]:
    seen: set[str] = set()
    while style_id and style_id not in seen and style_id in reading.styles:
        seen.add(style_id)
        yield style_id, reading.styles[style_id]
        style_id = reading.styles[style_id].based_on


def _read_number_place(numbering: Element | None) -> tuple[str | None, int | None]:
    if numbering is None:
        return None, None
    depth = _value(numbering.find(f"{W}ilvl"))
    return _value(numbering.find(f"{W}numId")), None if depth is None else int(depth)


def _read_switch(properties: Element | None, name: str) -> bool | None:
    switch = None if properties is None else properties.find(f"{W}{name}")
    return None if switch is None else _value(switch) not in ("0", "false", "off")


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
            outside = reading.paragraphs
            rows = tuple(_read_rows(element, reading))
            reading.paragraphs = outside
            filled = sum(any(line.strip() for cell in row for line in cell.lines) for row in rows)
            reading.filled_rows += max(filled - 1, 0)
            reading.empty_rows += len(rows) - filled
            yield from format_table(rows)
        elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
            yield from _read_blocks(element, reading)


def _read_paragraph(paragraph: Element, reading: _Reading) -> str | None:
    """The line, None for an entry of Word's own table of contents."""
    properties = paragraph.find(f"{W}pPr")
    style_id = None if properties is None else _value(properties.find(f"{W}pStyle"))
    style_id = style_id or reading.default_style
    if any(style.name.startswith("toc ") for _, style in _walk_styles(reading, style_id)):
        reading.contents += 1
        return None
    hidden = next(
        (s.hidden for _, s in _walk_styles(reading, style_id) if s.hidden is not None), False
    )
    pieces: list[str] = []
    _read_runs(paragraph, reading, pieces, hidden)
    words = "".join(pieces).strip(" \u00a0\t")
    mark = None if properties is None else properties.find(f"{W}rPr")
    if not words.strip() and _read_switch(mark, "vanish"):
        return ""
    list_id, depth = _find_number_place(properties, style_id, reading)
    # Word counts and prints the number of an empty paragraph too.
    number = "" if list_id is None else reading.counter.count(list_id, depth)
    return (number + words).rstrip()


def _find_number_place(
    properties: Element | None, style_id: str, reading: _Reading
) -> tuple[str | None, int]:
    numbering = None if properties is None else properties.find(f"{W}numPr")
    list_id, depth = _read_number_place(numbering)
    for owner, style in _walk_styles(reading, style_id):
        if list_id is not None:
            break
        if style.list_id is not None:
            list_id = style.list_id
            if depth is None:
                depth = style.depth
            if depth is None:
                depth = reading.counter.find_level(list_id, owner)
    return list_id, depth or 0


def _read_runs(element: Element, reading: _Reading, pieces: list[str], hidden: bool) -> None:
    for child in element:
        tag = child.tag
        if tag in _LEFT_OUT:
            if tag in (f"{W}del", f"{W}moveFrom"):
                reading.deleted += sum(len(t.text or "") for t in child.iter(f"{W}delText"))
        elif tag == f"{W}r":
            _read_runs(child, reading, pieces, _is_hidden(child, reading, hidden))
        elif tag in (f"{W}t", f"{_MATH}t"):
            words = child.text or ""
            if hidden:
                reading.hidden += len(words)
            else:
                pieces.append(words)
        elif tag == f"{W}txbxContent":
            reading.boxes.extend(_read_box(child, reading))
        elif hidden and tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            continue
        elif tag == f"{W}tab":
            pieces.append("\t")
        elif tag in (f"{W}br", f"{W}cr"):
            pieces.append("\n")
        elif tag == f"{W}noBreakHyphen":
            pieces.append("-")
        else:
            _read_runs(child, reading, pieces, hidden)


def _read_box(box: Element, reading: _Reading) -> list[str]:
    outer, reading.boxes = reading.boxes, []
    lines = [line for line in _read_blocks(box, reading) if line.strip()]
    reading.boxes = outer
    return lines


def _is_hidden(run: Element, reading: _Reading, inherited: bool) -> bool:
    properties = run.find(f"{W}rPr")
    own = _read_switch(properties, "vanish")
    if own is not None:
        return own
    style_id = None if properties is None else _value(properties.find(f"{W}rStyle"))
    by_style = (style.hidden for _, style in _walk_styles(reading, style_id))
    return next((hidden for hidden in by_style if hidden is not None), inherited)


def _read_rows(table: Element, reading: _Reading) -> Iterator[tuple[Cell, ...]]:
    for row in _find_below(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            continue
        is_header = bool(_read_switch(properties, "tblHeader"))
        cells = []
        for cell in _find_below(row, f"{W}tc"):
            cell_properties = cell.find(f"{W}tcPr")
            width, merge = 1, None
            if cell_properties is not None:
                width = int(_value(cell_properties.find(f"{W}gridSpan")) or 1)
                merge = cell_properties.find(f"{W}vMerge")
            goes_on = merge is not None and _value(merge) in (None, "continue")
            lines = tuple(line for line in _read_blocks(cell, reading) if line.strip())
            cells.append(Cell(lines, max(width, 1), goes_on, is_header))
        yield tuple(cells)


def _find_below(element: Element, tag: str) -> Iterator[Element]:
    """Children of this kind, also within content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _find_below(child, tag)


def _write_notes(reading: _Reading, members: list[str]) -> tuple[str, ...]:
    notes = []
    if reading.hidden:
        notes.append(f"隐藏文字 {reading.hidden} 字未收入")
    if reading.deleted:
        notes.append(f"修订中已删除的文字 {reading.deleted} 字未收入")
    if reading.contents:
        notes.append(f"自动目录 {reading.contents} 行未收入")
    if any(member.startswith(("word/header", "word/footer")) for member in members):
        notes.append("页眉页脚未收入")
    if any(member in ("word/footnotes.xml", "word/endnotes.xml") for member in members):
        notes.append("脚注尾注未收入")
    pictures = sum(member.startswith("word/media/") for member in members)
    if pictures:
        notes.append(f"图片 {pictures} 张未做文字识别")
    return tuple(notes)


def _value(element: Element | None) -> str | None:
    return None if element is None else element.get(f"{W}val")
