"""What stands on a PDF page: characters with their places, ruled lines, pictures.

PDFium does the reading (BSD; the OCR part draws pages with it too). It is not thread-safe: one
lock holds for the process.
"""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import hypot
from typing import Any

from ingest.limits import Limits
from ingest.model import UnreadableFileError

MAX_PAGE_OBJECTS = 50_000  # a drawing of more lines is a map and no table
PDFIUM = threading.Lock()
_WHITE = 250  # of 255, in each colour
_INVISIBLE = 3  # text render mode: neither filled nor stroked
_ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_THIN = 3.0  # points: a narrower box is a ruled line
_LOWEST = 0.85  # of the type size: the box of a line of type is not lower
_BELOW = 0.125  # of the type size: what a character has below its base line


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with its box; y grows downwards from the page's top, in points."""

    char: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page; a ruled line is a narrow one."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageContent:
    """One page as it is seen, turned upright."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]  # in the file's order
    rules: tuple[Box, ...]
    picture_share: float  # of the page's area that pictures cover, 0–1
    hidden: int = 0  # characters that nobody sees
    aslant: int = 0  # characters of watermarks
    unmapped: int = 0  # characters whose font does not say what they are
    is_ocr_layer: bool = False  # words that some scanner's software put under its picture


@contextmanager
def open_pages(content: bytes, name: str, limits: Limits) -> Iterator[Iterator[PageContent]]:
    """The pages of a PDF file from the first to the last."""
    import pypdfium2

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise _cannot_open(str(error), name) from error
        try:
            count = len(document)
            if count > limits.pages:
                raise UnreadableFileError(
                    f"reading {name!r}: {count} pages, expected at most {limits.pages}",
                    message_zh=f"《{name}》有 {count} 页，一次最多读取 {limits.pages} 页，"
                    "请拆分后再导入。",
                )
            yield _read_pages(document, count, name, limits)
        finally:
            document.close()


def _cannot_open(error: str, name: str) -> UnreadableFileError:
    if "password" in error.lower() or "security" in error.lower():
        return UnreadableFileError(
            f"reading {name!r}: {error}; expected a PDF file without a password",
            message_zh=f"《{name}》是加密的 PDF 文件，请去掉密码后重新另存，再导入。",
        )
    return UnreadableFileError(
        f"reading {name!r}: {error}; expected a whole PDF file",
        message_zh=f"《{name}》是 PDF 文件，但已损坏，请重新下载或从原软件另存为 docx 或 PDF。",
    )


def _read_pages(document: Any, count: int, name: str, limits: Limits) -> Iterator[PageContent]:
    import pypdfium2

    left = limits.characters
    for number in range(count):
        try:
            page = document[number]
            content = _read_page(page, left, name, limits)
            page.close()
        except pypdfium2.PdfiumError as error:
            raise UnreadableFileError(
                f"reading {name!r}: page {number + 1}: {error}",
                message_zh=f"《{name}》第 {number + 1} 页已损坏，请重新下载或从原软件"
                "另存为 docx 或 PDF。",
            ) from error
        left -= len(content.glyphs)
        yield content


def _read_page(page: Any, most: int, name: str, limits: Limits) -> PageContent:
    rules, pictures, fills = _read_objects(page)
    turned = (page.get_rotation() // 90) % 4
    low_x, low_y, high_x, high_y = page.get_bbox()
    frame = _Frame(low_x, low_y, high_x - low_x, high_y - low_y, turned)
    text = page.get_textpage()
    try:
        if text.count_chars() > most:
            raise UnreadableFileError(
                f"reading {name!r}: more than {limits.characters} characters",
                message_zh=f"《{name}》文字过多，已停止读取，请拆分后再导入。",
            )
        shown = _CharacterReader(text, pictures, fills, frame)
        shown.read()
    finally:
        text.close()
    area = max(frame.width * frame.height, 1.0)
    covered = sum((box.right - box.left) * (box.top - box.bottom) for box in pictures)
    place = shown.frame.place
    return PageContent(
        width=shown.frame.shown_width,
        height=shown.frame.shown_height,
        glyphs=tuple(shown.glyphs),
        rules=tuple(place(box) for box in rules),
        picture_share=min(covered / area, 1.0),
        hidden=shown.hidden,
        aslant=shown.aslant,
        unmapped=shown.unmapped,
        is_ocr_layer=shown.is_ocr_layer,
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """The page's own corner and size, and how many quarter turns it is shown clockwise."""

    x: float
    y: float
    width: float
    height: float
    turns: int

    @property
    def shown_width(self) -> float:
        return self.height if self.turns % 2 else self.width

    @property
    def shown_height(self) -> float:
        return self.width if self.turns % 2 else self.height

    def place(self, box: Box) -> Box:
        """The box as it is shown, y downwards; `box` has PDF's y upwards in top and bottom."""
        left, right = box.left - self.x, box.right - self.x
        low, high = box.bottom - self.y, box.top - self.y
        if self.turns == 1:
            return Box(low, left, high, right)
        if self.turns == 2:
            return Box(self.width - right, low, self.width - left, high)
        if self.turns == 3:
            return Box(self.height - high, self.width - right, self.height - low,
                       self.width - left)  # fmt: skip
        return Box(left, self.height - high, right, self.height - low)


def _read_objects(page: Any) -> tuple[list[Box], list[Box], list[Box]]:
    """Ruled lines, pictures and filled areas, with PDF's y upwards."""
    import pypdfium2.raw as pdfium

    rules: list[Box] = []
    pictures: list[Box] = []
    fills: list[Box] = []
    for count, shape in enumerate(page.get_objects(max_depth=4)):
        if count > MAX_PAGE_OBJECTS:
            return [], pictures, fills
        if shape.type not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            continue
        left, low, right, high = shape.get_bounds()
        if shape.container is not None:
            left, low, right, high = _leave_form(shape, left, low, right, high)
        box = Box(left, high, right, low)
        if shape.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures.append(box)
        else:
            _add_path(shape, box, rules, fills)
    return rules, pictures, fills


def _leave_form(
    shape: Any, left: float, low: float, right: float, high: float
) -> tuple[float, float, float, float]:
    """Bounds within a form (a drawing used as one thing) as bounds on the page."""
    form = shape.container
    while form is not None:
        matrix = form.get_matrix()
        corners = [matrix.on_point(x, y) for x in (left, right) for y in (low, high)]
        left, right = min(x for x, _ in corners), max(x for x, _ in corners)
        low, high = min(y for _, y in corners), max(y for _, y in corners)
        form = form.container
    return left, low, right, high


def _add_path(shape: Any, box: Box, rules: list[Box], fills: list[Box]) -> None:
    import pypdfium2.raw as pdfium

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(shape, fill, stroke):
        return
    width, height = box.right - box.left, box.top - box.bottom
    if (fill.value or stroke.value) and min(width, height) <= _THIN and max(width, height) > _THIN:
        rules.append(box)
        return
    if fill.value and not _is_white(shape, pdfium):
        fills.append(box)
    segments = pdfium.FPDFPath_CountSegments(shape)
    if stroke.value and segments <= 64 and shape.container is None:
        rules.extend(_list_strokes(shape, segments, pdfium))


def _is_white(shape: Any, pdfium: Any) -> bool:
    """Whether the area is painted as white as paper, as browsers do below a whole page."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium.FPDFPageObj_GetFillColor(shape, red, green, blue, alpha)
    return bool(known) and min(red.value, green.value, blue.value) >= _WHITE


def _list_strokes(shape: Any, segments: int, pdfium: Any) -> Iterator[Box]:
    """The straight strokes of a path along the page's sides."""
    matrix = shape.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = None
    for index in range(segments):
        segment = pdfium.FPDFPath_GetPathSegment(shape, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        ends = [point]
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start, last = point, point
            continue
        if pdfium.FPDFPathSegment_GetClose(segment) and start is not None:
            ends.append(start)
        for end in ends:
            if last is not None and kind == pdfium.FPDF_SEGMENT_LINETO:
                left, right = sorted((last[0], end[0]))
                low, high = sorted((last[1], end[1]))
                if min(right - left, high - low) <= 1.0:
                    yield Box(left, high, right, low)
            last = end


class _CharacterReader:
    """Reads the characters of one page."""

    def __init__(self, text: Any, pictures: list[Box], fills: list[Box], frame: _Frame) -> None:
        self.frame = frame
        self.glyphs: list[Glyph] = []
        self.hidden = self.aslant = self.unmapped = 0
        self.is_ocr_layer = False
        self._text = text
        self._backgrounds = [*pictures, *fills][:2000]
        self._has_picture = bool(pictures)

    def read(self) -> None:
        """Fill in the public attributes."""
        import pypdfium2.raw as pdfium

        count = self._text.count_chars()
        angles = self._find_angles(count, pdfium)
        upright = max(range(4), key=lambda turn: angles.count(turn))
        # The words decide what is upright, not how a viewer shows the page: tables are printed
        # sideways, and scanners turn pages. Angles run clockwise.
        frame = self.frame
        self.frame = replace(frame, turns=-upright % 4)
        modes: dict[int, bool] = {}
        left, right, low, high = (ctypes.c_double() for _ in range(4))
        loose = pdfium.FS_RECTF()
        for index in range(count):
            if pdfium.FPDFText_IsGenerated(self._text, index) == 1:
                continue
            code = pdfium.FPDFText_GetUnicode(self._text, index)
            if code in (0, 0xFFFE, 0xFFFF, 0xFFFD) or 0xE000 <= code <= 0xF8FF:
                self.unmapped += 1
                continue
            char = chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""
            if not char or (char < " " and char != "\t") or char in _ZERO_WIDTH:
                continue
            if angles[index] != upright:
                self.aslant += not char.isspace()
                continue
            pdfium.FPDFText_GetCharBox(self._text, index, left, right, low, high)
            if pdfium.FPDFText_GetLooseCharBox(self._text, index, loose):
                box = Box(loose.left, loose.top, loose.right, loose.bottom)
            else:
                box = Box(left.value, high.value, right.value, low.value)
            if not char.isspace() and self._is_hidden(index, box, modes, pdfium):
                self.hidden += 1
                continue
            placed = self.frame.place(self._fill_line(index, box, upright, pdfium))
            self.glyphs.append(Glyph(char, placed.left, placed.top, placed.right, placed.bottom))

    def _fill_line(self, index: int, box: Box, turns: int, pdfium: Any) -> Box:
        """The box as high as its line. Browsers draw some characters (一) as outlines of their own,
        and PDFium then gives the box of the ink."""
        matrix = pdfium.FS_MATRIX()
        if not pdfium.FPDFText_GetMatrix(self._text, index, matrix):
            return box
        em = pdfium.FPDFText_GetFontSize(self._text, index) * hypot(matrix.c, matrix.d)
        sideways = turns % 2 == 1
        if (box.right - box.left if sideways else box.top - box.bottom) >= _LOWEST * em:
            return box
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._text, index, x, y)
        base = x.value if sideways else y.value
        ends = base - _BELOW * em, base + (1 - _BELOW) * em
        if turns in (2, 3):
            ends = base - (1 - _BELOW) * em, base + _BELOW * em
        if sideways:
            return replace(box, left=ends[0], right=ends[1])
        return replace(box, bottom=ends[0], top=ends[1])

    def _find_angles(self, count: int, pdfium: Any) -> list[int]:
        """Per character the quarter turns clockwise that set it upright; 9 where none does."""
        angles = []
        for index in range(count):
            radians = pdfium.FPDFText_GetCharAngle(self._text, index)
            turns = radians / 1.5707963
            near = round(turns)
            angles.append(near % 4 if abs(turns - near) < 0.06 else 9)
        return angles

    def _is_hidden(self, index: int, box: Box, modes: dict[int, bool], pdfium: Any) -> bool:
        frame = self.frame
        across = (box.left + box.right) / 2 - frame.x
        up = (box.top + box.bottom) / 2 - frame.y
        if not (-1 <= across <= frame.width + 1 and -1 <= up <= frame.height + 1):
            return True
        # An invisible layer over a picture is what a scanner's software recognised in it.
        shape = pdfium.FPDFText_GetTextObject(self._text, index)
        key = ctypes.cast(shape, ctypes.c_void_p).value or 0
        if key not in modes:
            modes[key] = pdfium.FPDFTextObj_GetTextRenderMode(shape) == _INVISIBLE
        if modes[key]:
            self.is_ocr_layer = self.is_ocr_layer or self._has_picture
            return not self._has_picture
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if not pdfium.FPDFText_GetFillColor(self._text, index, red, green, blue, alpha):
            return False
        if alpha.value == 0:
            return True
        if min(red.value, green.value, blue.value) < _WHITE:
            return False
        return not any(
            back.left - 1 <= box.left and box.right <= back.right + 1
            and back.bottom - 1 <= (box.top + box.bottom) / 2 <= back.top + 1
            for back in self._backgrounds
        )  # fmt: skip
