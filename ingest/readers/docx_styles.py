"""Word's styles, and which words of a paragraph nobody sees."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.readers.docx_numbers import W, get_value

_UNSEEN_HALF_POINTS = 4  # two points: no paper shows it
_WHITE = 0xFA


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph or character style says that changes the text."""

    name: str
    based_on: str | None
    list_id: str | None
    depth: int | None
    hidden: bool | None
    white: bool | None = None
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How the words of a run are shown; `shaded` where something but paper may lie behind."""

    hidden: bool = False
    white: bool = False
    tiny: bool = False
    shaded: bool = False
    raised: str = ""  # superscript or subscript

    @property
    def is_unseen(self) -> bool:
        """Whether the words are printed and nobody can read them."""
        return self.tiny or (self.white and not self.shaded)


@dataclass(frozen=True, slots=True)
class Styles:
    """All styles of a document by their ids."""

    known: dict[str, Style]
    default: str

    def walk(self, style_id: str | None) -> Iterator[tuple[str, Style]]:
        """The style and those that it is based on, nearest first."""
        seen: set[str] = set()
        while style_id and style_id not in seen and style_id in self.known:
            seen.add(style_id)
            yield style_id, self.known[style_id]
            style_id = self.known[style_id].based_on

    def read_paragraph_look(self, properties: Element | None, shaded: bool) -> Look:
        """The look that a paragraph gives its runs; `shaded` is what lies behind it."""
        style_id = None if properties is None else get_value(properties.find(f"{W}pStyle"))
        styles = [style for _, style in self.walk(style_id or self.default)]
        return Look(
            hidden=next((s.hidden for s in styles if s.hidden is not None), False),
            white=next((s.white for s in styles if s.white is not None), False),
            shaded=shaded or is_shaded(properties) or any(s.shaded for s in styles),
        )

    def read_run_look(self, run: Element, outer: Look) -> Look:
        """The look of a run within a paragraph of the look `outer`."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return outer
        styles = [s for _, s in self.walk(get_value(properties.find(f"{W}rStyle")))]
        hidden, white = read_switch(properties, "vanish"), read_white(properties)
        for style in styles:
            hidden = style.hidden if hidden is None else hidden
            white = style.white if white is None else white
        size = get_value(properties.find(f"{W}sz")) or ""
        return Look(
            hidden=outer.hidden if hidden is None else hidden,
            white=outer.white if white is None else white,
            raised=get_value(properties.find(f"{W}vertAlign")) or "",
            tiny=size.isdecimal() and int(size) <= _UNSEEN_HALF_POINTS,
            shaded=outer.shaded
            or is_shaded(properties)
            or properties.find(f"{W}highlight") is not None
            or any(style.shaded for style in styles),
        )


def read_styles(styles: Element | None) -> Styles:
    """The styles of styles.xml, none where the document has no such part."""
    known: dict[str, Style] = {}
    default = ""
    for element in () if styles is None else styles.findall(f"{W}style"):
        key = element.get(f"{W}styleId", "")
        if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true"):
            default = default or key
        list_id, depth = read_number_place(element.find(f"{W}pPr/{W}numPr"))
        properties = element.find(f"{W}rPr")
        known[key] = Style(
            name=(get_value(element.find(f"{W}name")) or "").lower(),
            based_on=get_value(element.find(f"{W}basedOn")),
            list_id=list_id,
            depth=depth,
            hidden=read_switch(properties, "vanish"),
            white=read_white(properties),
            shaded=is_shaded(properties) or is_shaded(element.find(f"{W}pPr")),
        )
    return Styles(known, default)


def read_number_place(numbering: Element | None) -> tuple[str | None, int | None]:
    """The list and the level that a `w:numPr` names."""
    if numbering is None:
        return None, None
    depth = get_value(numbering.find(f"{W}ilvl"))
    return get_value(numbering.find(f"{W}numId")), None if depth is None else int(depth)


def read_switch(properties: Element | None, name: str) -> bool | None:
    """Whether a property is on; None where it is not there."""
    switch = None if properties is None else properties.find(f"{W}{name}")
    return None if switch is None else get_value(switch) not in ("0", "false", "off")


def read_white(properties: Element | None) -> bool | None:
    """Whether the words are as white as paper; None where no colour is named."""
    color = None if properties is None else properties.find(f"{W}color")
    if color is None:
        return None
    written = get_value(color) or "auto"
    if written == "auto":
        return color.get(f"{W}themeColor") == "background1"
    try:
        return len(written) == 6 and min(bytes.fromhex(written)) >= _WHITE
    except ValueError:
        return False


def is_shaded(properties: Element | None) -> bool:
    """Whether a run, paragraph or cell has a ground of its own."""
    shade = None if properties is None else properties.find(f"{W}shd")
    if shade is None:
        return False
    return (shade.get(f"{W}fill") or "auto").upper() not in ("AUTO", "FFFFFF") or (
        (get_value(shade) or "clear") not in ("clear", "nil")
    )
