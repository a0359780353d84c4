"""A web page's elements as lines of text, each with where it stands and what it is."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.readers.html_hidden import PageStyles, read_styles
from ingest.readers.html_tables import MAX_SPAN, TableCell, lay_out_table
from ingest.readers.raised import RAISED, SUBSCRIPTS, SUPERSCRIPTS

MAX_DEPTH = 200  # elements within elements; what lies deeper is told apart no further
_NEVER_SHOWN = frozenset(
    {
        "head", "script", "style", "template", "noscript", "select", "option", "optgroup",
        "datalist", "textarea", "button", "input", "iframe", "object", "embed", "svg", "canvas",
        "audio", "video", "map", "rt", "rp",
    }
)  # fmt: skip
_FURNITURE = frozenset({"nav", "footer", "aside", "menu", "dialog"})
_FURNITURE_NAMES = re.compile(
    r"(?:^|\s)(?:nav|navbar|menu|footer?|search|breadcrumbs?|share|sidebar|login|toolbar|copyright"
    r"|related|pagination)(?:[-_\s]|$)",
    re.IGNORECASE,
)
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
        "em", "font", "i", "img", "ins", "kbd", "label", "mark", "o:p", "q", "s", "ruby", "rb",
        "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
        "wbr",
    }
)  # fmt: skip
_TITLE_NAMES = ("ArticleTitle", "articletitle", "og:title")
_NUMBERED = re.compile(r"[(（]?[\d一二三四五六七八九十]{1,3}[)）.、．]|第|[①-⑳]")
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")
_NO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line that a browser shows, or would show if it were not hidden."""

    text: str
    path: tuple[int, ...]  # numbers of the elements around it, outermost first
    linked: int  # characters of it that lie in links
    links: int
    hidden: bool
    furniture: bool  # in an element that by its name holds no content

    @property
    def is_link(self) -> bool:
        """Whether the line is there to lead to another page."""
        return self.linked * 2 > len(self.text)


@dataclass(frozen=True, slots=True)
class Page:
    """A web page as read."""

    title: str  # as the page's head gives it, "" where it gives none
    lines: tuple[PageLine, ...]  # in reading order
    pictures: int


@dataclass(slots=True)
class _Buffer:
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0


@dataclass(slots=True)
class _Reading:
    """The line under way and what has been read."""

    styles: PageStyles
    lines: list[PageLine] = field(default_factory=list)
    shown: _Buffer = field(default_factory=_Buffer)
    hidden: _Buffer = field(default_factory=_Buffer)
    entries: dict[int, int] = field(default_factory=dict)  # per numbered list: the last number
    elements: int = 0
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the reader stands in the page."""

    path: tuple[int, ...] = ()
    hidden: bool = False
    has_ground: bool = False  # something but the page may lie behind the words
    furniture: bool = False
    in_link: bool = False
    keeps_blanks: bool = False


def read_page(markup: str) -> Page:
    """The page that the markup describes."""
    parsed = LexborHTMLParser(markup)
    sheets = (node.text() or "" for node in parsed.css("style"))
    linked = parsed.css_first('link[rel~="stylesheet" i]')
    reading = _Reading(read_styles(sheets, linked is None))
    if parsed.body is not None:
        _read_below(parsed.body, _Place(), reading)
    return Page(_find_title(parsed), tuple(reading.lines), reading.pictures)


def _find_title(parsed: LexborHTMLParser) -> str:
    for name in _TITLE_NAMES:
        node = parsed.css_first(f'meta[name="{name}"], meta[property="{name}"]')
        words = "" if node is None else (node.attributes.get("content") or "").strip()
        if words:
            return " ".join(words.split())
    node = parsed.css_first("head > title")
    return "" if node is None else " ".join((node.text() or "").split())


def _read_below(parent: LexborNode, outer: _Place, reading: _Reading) -> None:
    """Reads all of an element; without recursion, for pages nest as deep as they please."""
    stack: list[tuple[LexborNode | None, _Place, bool]] = [(parent.child, outer, True)]
    while stack:
        node, place, ends_line = stack.pop()
        if node is None:
            if ends_line:
                _end_line(reading, place)
            continue
        stack.append((node.next, place, ends_line))
        if node.is_text_node:
            _add_text(node.text_content or "", place, reading)
        tag = node.tag
        if not node.is_element_node or not tag or tag in _NEVER_SHOWN:
            continue
        if tag == "br":
            _end_line(reading, place)
            continue
        inner = _enter(node, tag, place, reading)
        if tag in _INLINE:
            reading.pictures += tag == "img" and not inner.hidden
            if tag in ("sup", "sub") and _raise(node, tag, inner, reading):
                continue
            stack.append((node.child, inner, False))
            continue
        _end_line(reading, place)
        if tag == "table" and len(inner.path) < MAX_DEPTH and _is_data_table(node):
            _read_table(node, inner, reading)
            continue
        if tag == "li":
            buffer = reading.hidden if inner.hidden else reading.shown
            buffer.pieces.append(_number_entry(node, reading))
        stack.append((node.child, inner, True))


def _enter(node: LexborNode, tag: str, place: _Place, reading: _Reading) -> _Place:
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:200]
    path = place.path
    if tag not in _INLINE and len(path) < MAX_DEPTH:
        reading.elements += 1
        path = (*path, reading.elements)
    has_ground = place.has_ground or reading.styles.has_ground(attributes)
    return _Place(
        path=path,
        hidden=place.hidden or tag == "del" or reading.styles.hides(attributes)
        or (reading.styles.is_white(attributes) and not has_ground),
        has_ground=has_ground,
        furniture=place.furniture or tag in _FURNITURE
        or _FURNITURE_NAMES.search(names) is not None,
        in_link=place.in_link or tag == "a",
        keeps_blanks=place.keeps_blanks or tag == "pre",
    )  # fmt: skip


def _raise(node: LexborNode, tag: str, place: _Place, reading: _Reading) -> bool:
    """Whether the raised or lowered words were digits, written as such: 10⁴ is not 104."""
    words = (node.text(deep=True) or "").strip()
    if not RAISED.fullmatch(words):
        return False
    _add_text(words.translate(SUPERSCRIPTS if tag == "sup" else SUBSCRIPTS), place, reading)
    return True


def _add_text(text: str, place: _Place, reading: _Reading) -> None:
    buffer = reading.hidden if place.hidden else reading.shown
    text = _NO_WIDTH.sub("", text)
    if place.in_link:
        buffer.linked += len(text.strip())
        buffer.links += bool(text.strip())
    if not place.keeps_blanks:
        buffer.pieces.append(_BLANKS.sub(_join_blank, text))
        return
    first, *more = text.split("\n")
    buffer.pieces.append(first)
    for line in more:
        _end_line(reading, place)
        buffer.pieces.append(line)


def _join_blank(found: re.Match[str]) -> str:
    """A line break of the page's source between Chinese characters is no blank."""
    text, start, end = found.string, found.start(), found.end()
    if (
        "\n" in found[0]
        and start > 0
        and end < len(text)
        and min(text[start - 1], text[end]) > "⺀"
    ):
        return ""
    return " "


def _end_line(reading: _Reading, place: _Place) -> None:
    for buffer, hidden in ((reading.shown, False), (reading.hidden, True)):
        if not buffer.pieces:
            continue
        text = "".join(buffer.pieces).strip()
        if text:
            line = PageLine(text, place.path, buffer.linked, buffer.links, hidden, place.furniture)
            reading.lines.append(line)
        buffer.pieces = []
        buffer.linked = buffer.links = 0


def _number_entry(node: LexborNode, reading: _Reading) -> str:
    """The number that a browser prints before an entry of a numbered list, else ""."""
    owner = node.parent
    if owner is None or owner.tag != "ol":
        return ""
    attributes = owner.attributes
    start = _read_count(attributes.get("start"), 1, 10**6)
    number = reading.entries.get(owner.mem_id, start - 1) + 1
    reading.entries[owner.mem_id] = number
    style = f"{attributes.get('style') or ''}{attributes.get('class') or ''}"
    if "none" in style or _NUMBERED.match((node.text(deep=True) or "")[:200].strip()):
        return ""
    return f"{number}. "


def _read_count(words: str | None, otherwise: int, most: int) -> int:
    words = (words or "").strip()
    return min(int(words), most) if words.isascii() and words.isdecimal() else otherwise


def _is_data_table(table: LexborNode) -> bool:
    """Whether the table holds rows of values, and is not there to place a page's parts."""
    if table.attributes.get("role") == "presentation" or table.css_first("td table, th table"):
        return False
    cells = table.css("td, th")
    rows = table.css("tr")
    if len(rows) < 2 or len(cells) < 2 * len(rows) - len(rows) // 2:
        return False
    longest = max(len((cell.text() or "").strip()) for cell in cells)
    return longest <= 600 and table.css_first("td h1, td h2, td p + p + p + p + p") is None


def _read_table(table: LexborNode, place: _Place, reading: _Reading) -> None:
    rows = []
    linked = 0
    for row in table.css("tr"):
        around = _enter(row, "tr", place, reading)
        cells = []
        for cell in row.iter():
            if cell.tag not in ("td", "th"):
                continue
            inner = _Reading(reading.styles)
            _read_below(cell, around, inner)
            reading.pictures += inner.pictures
            linked += sum(line.linked for line in inner.lines if not line.hidden)
            reading.lines.extend(line for line in inner.lines if line.hidden)
            cells.append(
                TableCell(
                    tuple(line.text for line in inner.lines if not line.hidden),
                    _read_count(cell.attributes.get("colspan"), 1, MAX_SPAN),
                    _read_count(cell.attributes.get("rowspan"), 1, MAX_SPAN),
                    cell.tag == "th",
                )
            )
        if not around.hidden:
            rows.append(tuple(cells))
    lines = lay_out_table(rows)
    characters = sum(map(len, lines)) or 1
    for line in lines:
        share = linked * len(line) // characters
        reading.lines.append(PageLine(line, place.path, share, 1, False, place.furniture))
