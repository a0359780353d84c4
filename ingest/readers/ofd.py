"""OFD files (GB/T 33190—2016): the words of each page, put in order by where they stand."""

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.limits import Limits
from ingest.model import EmptyFileError, UnreadableFileError
from ingest.readers.layout import Piece, join_pages
from ingest.readers.safe_xml import parse_xml, read_member
from ingest.readers.source import SourceText

_MOST_UNPACKED = 512 * 2**20  # of all parts; one page's description has 0.1 MB
_A4_HEIGHT = 297.0  # mm
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class _Reading:
    """The archive, what was parsed of it, and what was met on the way."""

    archive: zipfile.ZipFile
    name: str
    limits: Limits
    budget: int = _MOST_UNPACKED
    hidden: int = 0
    pictures: int = 0
    parsed: dict[str, Element] = field(default_factory=dict)

    def parse(self, member: str) -> Element:
        """The member's root; raises KeyError where the archive does not hold it."""
        most = min(self.limits.part_bytes, self.budget)
        content = read_member(self.archive, member, most, self.name)
        self.budget -= len(content)
        return parse_xml(content, member, self.name)

    def parse_kept(self, member: str) -> Element:
        """As `parse`, for parts that several pages use."""
        if member not in self.parsed:
            self.parsed[member] = self.parse(member)
        return self.parsed[member]


@dataclass(frozen=True, slots=True)
class _Page:
    """Where a page is described, and what it draws from its document."""

    member: str
    templates: Mapping[str, str]  # id → member
    height: float


def read(content: bytes, name: str, limits: Limits) -> SourceText:
    """The text of all pages, one line per paragraph, with the offset of each page."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        reading = _Reading(archive, name, limits)
        root = reading.parse("OFD.xml")
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
        pieces = [tuple(_read_page(reading, page)) for page in pages]
    joined = join_pages(pieces, [page.height for page in pages])
    if not joined.text and reading.pictures:
        raise EmptyFileError(
            f"reading {name!r}: {len(pages)} pages hold pictures and no words",
            message_zh=f"《{name}》是扫描图片做成的 OFD 文件，里面没有文字，"
            "请另存为 PDF 后用 OCR 组件导入。",
        )
    return SourceText(
        joined.text,
        "ofd",
        notes=_write_notes(reading, members, joined.furniture),
        page_starts=joined.page_starts,
    )


def _list_pages(reading: _Reading, member: str) -> Iterator[_Page]:
    document = reading.parse(member)
    folder = posixpath.dirname(member)
    templates = {
        element.get("ID", ""): _resolve(folder, element.get("BaseLoc", ""))
        for element in _find_all(document, "TemplatePage")
    }
    area = next(iter(_find_all(document, "PhysicalBox")), None)
    box = _read_numbers("" if area is None else area.text)
    height = box[3] if len(box) == 4 and box[3] > 0 else _A4_HEIGHT
    for pages in (child for child in document if _kind(child) == "Pages"):
        for page in (child for child in pages if _kind(child) == "Page"):
            yield _Page(_resolve(folder, page.get("BaseLoc", "")), templates, height)


def _read_page(reading: _Reading, page: _Page) -> Iterator[Piece]:
    root = reading.parse(page.member)
    for use in (child for child in root if _kind(child) == "Template"):
        member = page.templates.get(use.get("TemplateID", ""))
        if member is not None:
            yield from _read_objects(reading, reading.parse_kept(member))
    yield from _read_objects(reading, root)


def _read_objects(reading: _Reading, root: Element) -> Iterator[Piece]:
    """The words of all objects, however deep their blocks are nested."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        kind = _kind(element)
        if kind == "TextObject":
            pieces = tuple(_read_text_object(element))
            if element.get("Visible") == "false" or element.get("Alpha") == "0":
                reading.hidden += sum(len(piece.text) for piece in pieces)
            else:
                yield from pieces
        elif kind == "ImageObject":
            reading.pictures += 1
        elif kind in ("Page", "Content", "Layer", "PageBlock"):
            waiting.extend(reversed(element))


def _read_text_object(element: Element) -> Iterator[Piece]:
    boundary = _read_numbers(element.get("Boundary"))
    left, top = (boundary[0], boundary[1]) if len(boundary) == 4 else (0.0, 0.0)
    given = _read_numbers(element.get("CTM"))
    matrix: _Matrix = (*given,) if len(given) == 6 else _IDENTITY
    size = next(iter(_read_numbers(element.get("Size"))), 0.0) or 3.5
    x = y = 0.0
    for code in (child for child in element if _kind(child) == "TextCode"):
        x = next(iter(_read_numbers(code.get("X"))), x)
        y = next(iter(_read_numbers(code.get("Y"))), y)
        text = "".join(code.itertext())
        if text.strip():
            yield _place(text, code, matrix, (left, top), (x, y), size)


def _place(
    text: str,
    code: Element,
    matrix: _Matrix,
    origin: tuple[float, float],
    start: tuple[float, float],
    size: float,
) -> Piece:
    """The words with their box; `start` is the first one's base line in the object's own units."""
    across = sum(_read_deltas(code.get("DeltaX"), len(text) - 1))
    down = sum(_read_deltas(code.get("DeltaY"), len(text) - 1))
    width = size if ord(text[-1]) > 0x2E7F else size / 2
    a, b, c, d, e, f = matrix
    corners = [
        (origin[0] + a * x + c * y + e, origin[1] + b * x + d * y + f)
        for x in (start[0], start[0] + across + width)
        # A Chinese character stands on its base line with a little below it.
        for y in (start[1] - 0.86 * size, start[1] + down + 0.14 * size)
    ]
    columns, rows = zip(*corners, strict=True)
    return Piece(text, min(columns), min(rows), max(columns), max(rows))


def _read_deltas(written: str | None, most: int) -> Sequence[float]:
    """Steps between characters; `g 3 12` stands for three steps of 12.

    >>> _read_deltas("6 g 3 12 5", 9)
    (6.0, 12.0, 12.0, 12.0, 5.0)
    """
    deltas: list[float] = []
    words = iter((written or "").split())
    for word in words:
        if word == "g":
            count = next(iter(_read_numbers(next(words, "0"))), 0.0)
            step = next(iter(_read_numbers(next(words, "0"))), 0.0)
            deltas.extend([step] * min(int(count), most))
        else:
            deltas.extend(_read_numbers(word))
        if len(deltas) >= most:
            break
    return tuple(deltas[:most])


def _read_numbers(written: str | None) -> tuple[float, ...]:
    """The numbers, () where one of them is none."""
    try:
        numbers = tuple(map(float, (written or "").split()))
    except ValueError:
        return ()
    return numbers if all(-1e6 < number < 1e6 for number in numbers) else ()


def _resolve(folder: str, place: str) -> str:
    if place.startswith("/"):
        return posixpath.normpath(place.lstrip("/"))
    return posixpath.normpath(posixpath.join(folder, place))


def _kind(element: Element) -> str:
    """The tag without its namespace: programs write different ones, and none."""
    return element.tag.rpartition("}")[2]


def _find_all(root: Element, kind: str) -> tuple[Element, ...]:
    return tuple(element for element in root.iter() if _kind(element) == kind)


def _write_notes(
    reading: _Reading, members: frozenset[str], furniture: Sequence[str]
) -> tuple[str, ...]:
    notes = []
    if furniture:
        notes.append(f"页码、页眉页脚 {len(furniture)} 行未收入")
    if reading.hidden:
        notes.append(f"隐藏文字 {reading.hidden} 字未收入")
    if reading.pictures:
        notes.append(f"图片 {reading.pictures} 张未做文字识别")
    if any("/Annots/" in member for member in members):
        notes.append("批注和印章未收入")
    if any("/Attachs/" in member for member in members):
        notes.append("OFD 内的附件文件未收入，请单独导入")
    return tuple(notes)
