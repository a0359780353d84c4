"""What an OFD page draws: characters with their places, and ruled lines, in points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.readers.pdf_page import Box, Glyph

POINTS = 72 / 25.4  # in a millimetre, the unit of OFD
_THIN = 3.0  # points: a narrower filled area is a ruled line
_WHITE = 250
_MOST_GROUNDS = 100  # painted areas of a page that white words are looked for on
_MOST_STROKES = 64  # a path of more is a picture
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawing:
    """One page as far as it has been read."""

    width: float  # points
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    grounds: list[Box] = field(default_factory=list)  # filled areas and pictures
    hidden: int = 0
    pictures: int = 0


def read_objects(root: Element, drawing: Drawing) -> None:
    """Adds all objects of a page or template, however deep their blocks are nested."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        kind = get_kind(element)
        if kind == "TextObject":
            _read_text(element, drawing)
        elif kind == "PathObject":
            _read_path(element, drawing)
        elif kind == "ImageObject":
            drawing.pictures += 1
            drawing.grounds.append(_place_box(_Frame.read(element), ()))
        elif kind in ("Page", "Content", "Layer", "PageBlock"):
            waiting.extend(reversed(element))


@dataclass(frozen=True, slots=True)
class _Frame:
    """From an object's own units to points on the page."""

    left: float
    top: float
    width: float
    height: float
    matrix: _Matrix

    @classmethod
    def read(cls, element: Element) -> "_Frame":
        boundary = read_numbers(element.get("Boundary"))
        given = read_numbers(element.get("CTM"))
        matrix: _Matrix = (*given,) if len(given) == 6 else _IDENTITY
        left, top, width, height = boundary if len(boundary) == 4 else (0.0, 0.0, 0.0, 0.0)
        return cls(left, top, width, height, matrix)

    def place(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.matrix
        across, down = self.left + a * x + c * y + e, self.top + b * x + d * y + f
        return across * POINTS, down * POINTS


def _place_box(frame: _Frame, corners: Sequence[tuple[float, float]]) -> Box:
    """The box around the corners, around the whole object where there are none."""
    if not corners:
        left, top = frame.left * POINTS, frame.top * POINTS
        return Box(left, top, left + frame.width * POINTS, top + frame.height * POINTS)
    placed = [frame.place(x, y) for x, y in corners]
    columns, rows = zip(*placed, strict=True)
    return Box(min(columns), min(rows), max(columns), max(rows))


def _read_text(element: Element, drawing: Drawing) -> None:
    frame = _Frame.read(element)
    size = next(iter(read_numbers(element.get("Size"))), 0.0) or 3.5
    is_hidden = element.get("Visible") == "false" or element.get("Alpha") == "0"
    is_white = _is_white(element)
    x = y = 0.0
    for code in (child for child in element if get_kind(child) == "TextCode"):
        x = next(iter(read_numbers(code.get("X"))), x)
        y = next(iter(read_numbers(code.get("Y"))), y)
        text = "".join(code.itertext())
        if not text.strip():
            continue  # a blank of its own is told by the gap that it leaves
        for char, (across, down) in zip(text, _list_places(text, code, size), strict=True):
            left, base = x + across, y + down
            width = size if ord(char) > 0x2E7F else size / 2
            # A Chinese character stands on its base line with a little below it.
            ends = base - 0.86 * size, base + 0.14 * size
            box = _place_box(frame, [(i, j) for i in (left, left + width) for j in ends])
            if char < " ":
                continue
            if is_hidden or _is_off(box, drawing) or (is_white and not _has_ground(box, drawing)):
                drawing.hidden += not char.isspace()
            else:
                drawing.glyphs.append(Glyph(char, box.left, box.top, box.right, box.bottom))


def _list_places(text: str, code: Element, size: float) -> Iterator[tuple[float, float]]:
    """Where each character stands from the first, in the object's units."""
    steps = read_deltas(code.get("DeltaX"), len(text) - 1)
    falls = read_deltas(code.get("DeltaY"), len(text) - 1)
    across = down = 0.0
    for index in range(len(text)):
        yield across, down
        across += steps[index] if index < len(steps) else 0.0 if steps or falls else size
        down += falls[index] if index < len(falls) else 0.0


def _is_white(element: Element) -> bool:
    fill = next((child for child in element if get_kind(child) == "FillColor"), None)
    values = () if fill is None else read_numbers(fill.get("Value"))
    return len(values) == 3 and min(values) >= _WHITE


def _is_off(box: Box, drawing: Drawing) -> bool:
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return not (-1 <= across <= drawing.width + 1 and -1 <= down <= drawing.height + 1)


def _has_ground(box: Box, drawing: Drawing) -> bool:
    down = (box.top + box.bottom) / 2
    return any(
        ground.left - 1 <= box.left
        and box.right <= ground.right + 1
        and ground.top - 1 <= down <= ground.bottom + 1
        for ground in drawing.grounds
    )


def _read_path(element: Element, drawing: Drawing) -> None:
    if element.get("Visible") == "false" or element.get("Alpha") == "0":
        return
    is_filled = element.get("Fill") == "true"
    is_stroked = element.get("Stroke") != "false"
    written = next((child for child in element if get_kind(child) == "AbbreviatedData"), None)
    strokes = list(_list_strokes("" if written is None else written.text or ""))
    if not strokes or not (is_filled or is_stroked):
        return
    frame = _Frame.read(element)
    box = _place_box(frame, [corner for stroke in strokes for corner in stroke])
    width, height = box.right - box.left, box.bottom - box.top
    if min(width, height) <= _THIN < max(width, height):
        drawing.rules.append(box)
        return
    if is_filled and not _is_white(element) and len(drawing.grounds) < _MOST_GROUNDS:
        drawing.grounds.append(box)
    if is_stroked and len(strokes) <= _MOST_STROKES:
        placed = (_place_box(frame, stroke) for stroke in strokes)
        drawing.rules.extend(
            side for side in placed if min(side.right - side.left, side.bottom - side.top) <= 1.0
        )


def _list_strokes(written: str) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight strokes of a path (GB/T 33190, 9.1): M and S begin, L draws, C closes."""
    words = iter(written.split())
    start = last = (0.0, 0.0)
    for word in words:
        if word == "C":
            yield last, start
            continue
        count = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7}.get(word, 0)
        numbers = read_numbers(" ".join(next(words, "x") for _ in range(count)))
        if len(numbers) != count or not count:
            continue
        end = (numbers[-2], numbers[-1])
        if word in "MS":
            start = end
        elif word == "L":
            yield last, end
        last = end


def read_deltas(written: str | None, most: int) -> Sequence[float]:
    """Steps between characters; `g 3 12` stands for three steps of 12.

    >>> read_deltas("6 g 3 12 5", 9)
    (6.0, 12.0, 12.0, 12.0, 5.0)
    """
    deltas: list[float] = []
    words = iter((written or "").split())
    for word in words:
        if word == "g":
            count = next(iter(read_numbers(next(words, "0"))), 0.0)
            step = next(iter(read_numbers(next(words, "0"))), 0.0)
            deltas.extend([step] * min(int(count), most))
        else:
            deltas.extend(read_numbers(word))
        if len(deltas) >= most:
            break
    return tuple(deltas[:most])


def read_numbers(written: str | None) -> tuple[float, ...]:
    """The numbers, () where one of them is none."""
    try:
        numbers = tuple(map(float, (written or "").split()))
    except ValueError:
        return ()
    return numbers if all(-1e6 < number < 1e6 for number in numbers) else ()


def get_kind(element: Element) -> str:
    """The tag without its namespace: programs write different ones, and none."""
    return element.tag.rpartition("}")[2]
