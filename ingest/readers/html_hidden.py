"""Which elements of a web page nobody sees: by their attributes and by the page's own styles."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_GONE = (
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}0(?![.\d])"
    r"|opacity\s{0,3}:\s{0,3}0(?![.\d])|mso-hide\s{0,3}:\s{0,3}all"
)
_HIDDEN = re.compile(
    # Moved to where no screen reaches, or cut down to nothing.
    rf"{_GONE}|(?:left|right|top|text-indent|margin-left)\s{{0,3}}:\s{{0,3}}-\d{{4,6}}"
    r"|clip\s{0,3}:\s{0,3}rect\(\s{0,3}0[^1-9]{0,20}\)",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![\w-])color\s{0,3}:\s{0,3}(?:white|#fff(?:fff)?|rgb\(\s{0,3}255,\s?255,\s?255\s{0,3}\))(?!\w)",
    re.IGNORECASE,
)
_GROUND = re.compile(
    r"(?<![\w-])background(?:-color|-image)?\s{0,3}:\s{0,3}"
    r"(?!\s{0,3}(?:white|none|transparent|inherit|initial|unset|#fff(?:fff)?"
    r"|rgb\(\s{0,3}255,\s?255,\s?255\s{0,3}\))\s{0,3}(?:;|!|$|\}))",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"(?:display\s{0,3}:\s{0,3}(?!none)\w|visibility\s{0,3}:\s{0,3}visible)", re.IGNORECASE
)
_COMMENT = re.compile(r"/\*.{0,20000}?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,5000})\}")
_NAME = re.compile(r"([.#])([\w-]{1,100})")
_SIMPLE = re.compile(r"\s*\w{0,20}([.#][\w-]{1,100})\s*")
_LONGEST_SHEET = 500_000


@dataclass(frozen=True, slots=True)
class PageStyles:
    """What the page's own style sheets say; names begin with . for classes and # for ids."""

    hidden: frozenset[str] = frozenset()
    grounds: frozenset[str] = frozenset()
    is_whole: bool = True  # no style sheet lies elsewhere

    def hides(self, attributes: Mapping[str, str | None]) -> bool:
        """Whether an element with these attributes is not shown, nor anything in it."""
        if "hidden" in attributes or (attributes.get("aria-hidden") or "").lower() == "true":
            return True
        if _HIDDEN.search((attributes.get("style") or "")[:1000]):
            return True
        return bool(self.hidden) and any(name in self.hidden for name in _list_names(attributes))

    def is_white(self, attributes: Mapping[str, str | None]) -> bool:
        """Whether the element's words are as white as the page."""
        if (attributes.get("color") or "").lower() in ("white", "#ffffff", "#fff"):
            return self.is_whole
        return self.is_whole and _WHITE.search((attributes.get("style") or "")[:1000]) is not None

    def has_ground(self, attributes: Mapping[str, str | None]) -> bool:
        """Whether something but the page may lie behind the element's words."""
        if (attributes.get("bgcolor") or "white").lower() not in ("white", "#ffffff", "#fff"):
            return True
        if "background" in attributes:
            return True
        if _GROUND.search((attributes.get("style") or "")[:1000]):
            return True
        return any(name in self.grounds for name in _list_names(attributes))


def read_styles(sheets: Iterable[str], is_whole: bool) -> PageStyles:
    """The styles of a page; rules for printing, and names that scripts show again, hide nothing."""
    written = "\n".join(sheets)[:_LONGEST_SHEET]
    hidden: set[str] = set()
    shown: set[str] = set()
    grounds: set[str] = set()
    for selectors, declared in _RULE.findall("".join(_drop_blocks(_COMMENT.sub("", written)))):
        names = {sign + name for sign, name in _NAME.findall(selectors)}
        if re.search(_GONE, declared, re.IGNORECASE):
            simple = (_SIMPLE.fullmatch(selector) for selector in selectors.split(","))
            hidden |= {found[1] for found in simple if found}
        elif _SHOWN.search(declared):
            shown |= names
        if _GROUND.search(declared):
            grounds |= names
    return PageStyles(frozenset(hidden - shown), frozenset(grounds), is_whole)


def _drop_blocks(sheet: str) -> Iterator[str]:
    """The sheet without its @media and other blocks, which hold for some devices only."""
    depth = start = position = 0
    inside = False
    for found in re.finditer(r"@[\w-]{1,30}|[{}]", sheet):
        sign = found[0]
        if sign == "}":
            depth = max(depth - 1, 0)
            if inside and depth == 0:
                inside, start = False, found.end()
        elif sign == "{":
            depth += 1
        elif depth == 0 and not inside and sign in ("@media", "@supports", "@keyframes", "@page"):
            yield sheet[start : found.start()]
            inside = True
        position = found.end()
    if not inside:
        yield sheet[start : max(position, start)]


def _list_names(attributes: Mapping[str, str | None]) -> Iterator[str]:
    for name in (attributes.get("class") or "")[:500].split():
        yield f".{name}"
    if attributes.get("id"):
        yield f"#{attributes['id']}"
