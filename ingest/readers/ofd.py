"""OFD files (GB/T 33190—2016): the words of each page, put in order by where they stand.

Ruled tables become rows, as in PDF files.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.limits import Limits
from ingest.model import EmptyFileError, UnreadableFileError
from ingest.readers.ofd_page import POINTS, Drawing, get_kind, read_numbers, read_objects
from ingest.readers.page_layout import LaidOut, lay_out_pages, tell_furniture
from ingest.readers.pdf_page import PageContent
from ingest.readers.pdf_paragraphs import join_blocks
from ingest.readers.safe_xml import Parts
from ingest.readers.source import SourceText

_A4 = (210.0, 297.0)  # mm


@dataclass(slots=True)
class _Reading:
    """The archive, what was parsed of it, and what was met on the way."""

    parts: Parts
    hidden: int = 0
    pictures: int = 0
    characters: int = 0
    parsed: dict[str, Element] = field(default_factory=dict)

    def parse_kept(self, member: str) -> Element:
        """The root of a part that several pages use."""
        if member not in self.parsed:
            self.parsed[member] = self.parts.parse(member)
        return self.parsed[member]


@dataclass(frozen=True, slots=True)
class _Page:
    """Where a page is described, and what it draws from its document."""

    member: str
    templates: Mapping[str, str]  # id → member
    width: float  # mm
    height: float


def read(content: bytes, name: str, limits: Limits) -> SourceText:
    """The text of all pages, one line per paragraph, with the offset of each page."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        reading = _Reading(Parts(archive, name, limits))
        root = reading.parts.parse("OFD.xml")
        if _find_all(root, "Encryptions"):
            raise UnreadableFileError(
                f"reading {name!r}: the OFD file is encrypted, expected an open one",
                message_zh=f"《{name}》是加密的 OFD 文件，请去掉密码后再导入。",
            )
        pages: list[_Page] = []
        members = frozenset(archive.namelist())
        for place in _find_all(root, "DocRoot"):
            pages.extend(_list_pages(reading, (place.text or "").strip().lstrip("/")))
        if len(pages) > limits.pages:
            raise UnreadableFileError(
                f"reading {name!r}: {len(pages)} pages, expected at most {limits.pages}",
                message_zh=f"《{name}》有 {len(pages)} 页，上限为 {limits.pages} 页，"
                "请拆分后再导入。",
            )
        whole = lay_out_pages([_read_page(reading, page) for page in pages])
    joined = join_blocks(whole.pages)
    if not joined.text and reading.pictures:
        raise EmptyFileError(
            f"reading {name!r}: {len(pages)} pages hold pictures and no words",
            message_zh=f"《{name}》是扫描图片做成的 OFD 文件，里面没有文字，"
            "请另存为 PDF 后用 OCR 组件导入。",
        )
    return SourceText(
        joined.text,
        "ofd",
        notes=_write_notes(reading, members, whole),
        page_starts=joined.page_starts,
    )


def _list_pages(reading: _Reading, member: str) -> Iterator[_Page]:
    document = reading.parts.parse(member)
    folder = posixpath.dirname(member)
    templates = {
        element.get("ID", ""): _resolve(folder, element.get("BaseLoc", ""))
        for element in _find_all(document, "TemplatePage")
    }
    area = next(iter(_find_all(document, "PhysicalBox")), None)
    box = read_numbers("" if area is None else area.text)
    width, height = box[2:] if len(box) == 4 and min(box[2:]) > 0 else _A4
    for pages in (child for child in document if get_kind(child) == "Pages"):
        for page in (child for child in pages if get_kind(child) == "Page"):
            yield _Page(_resolve(folder, page.get("BaseLoc", "")), templates, width, height)


def _read_page(reading: _Reading, page: _Page) -> PageContent:
    root = reading.parts.parse(page.member)
    drawing = Drawing(page.width * POINTS, page.height * POINTS)
    for use in (child for child in root if get_kind(child) == "Template"):
        member = page.templates.get(use.get("TemplateID", ""))
        if member is not None:
            read_objects(reading.parse_kept(member), drawing)
    read_objects(root, drawing)
    reading.hidden += drawing.hidden
    reading.pictures += drawing.pictures
    reading.characters += len(drawing.glyphs)
    parts = reading.parts
    if reading.characters > parts.limits.characters:
        raise UnreadableFileError(
            f"reading {parts.name!r}: more than {parts.limits.characters} characters",
            message_zh=f"《{parts.name}》文字过多（上限 {parts.limits.characters} 字），"
            "已停止读取，请拆分后再导入。",
        )
    return PageContent(
        drawing.width, drawing.height, tuple(drawing.glyphs), tuple(drawing.rules), 0.0
    )


def _resolve(folder: str, place: str) -> str:
    if place.startswith("/"):
        return posixpath.normpath(place.lstrip("/"))
    return posixpath.normpath(posixpath.join(folder, place))


def _find_all(root: Element, kind: str) -> tuple[Element, ...]:
    return tuple(element for element in root.iter() if get_kind(element) == kind)


def _write_notes(reading: _Reading, members: frozenset[str], whole: LaidOut) -> tuple[str, ...]:
    notes = list(tell_furniture(whole))
    if reading.hidden:
        notes.append(f"隐藏文字 {reading.hidden} 字未收入")
    if reading.pictures:
        notes.append(f"图片 {reading.pictures} 张未做文字识别")
    if any("/Annots/" in member for member in members):
        notes.append("批注和印章未收入")
    if any("/Attachs/" in member for member in members):
        notes.append("OFD 内的附件文件未收入，请单独导入")
    return tuple(notes)
