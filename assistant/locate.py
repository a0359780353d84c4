"""Finds a quote in a text although blanks, width or punctuation differ.

Both sides are folded (NFKC, CJK radicals, lower case; blanks, punctuation and symbols that
carry no meaning dropped); every folded character remembers where it came from, so that what is
found is given back verbatim.
"""

import re
import unicodedata
from dataclasses import dataclass

from ingest.model import Span

# Kept while all other punctuation goes: they carry meaning in figures.
_MEANINGFUL = frozenset("%+-./<>=≥≤×~")
_SENTENCE_ENDS = frozenset("。！？!?；;\n")
_OPENING = frozenset("（(")
_CLOSING = frozenset("）)")
MAX_BRACKET = 200  # characters; a bracket that is not closed by then holds nothing together
SHORTEST_BROKEN_LINE = 16  # characters; a shorter line ends because its author ended it
LONGEST_NEXT_LINE = 1.3  # of a broken line: lines that a page broke are about as wide as it is
LABEL_WORDS = (
    r"[ \t]*(?:第[一二三四五六七八九十百零\d]{1,6}[条章节款项]|"
    r"[一二三四五六七八九十]{1,3}(?=[、.．])|"
    r"[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}(?=[、.．)）])(?![.．]\d)|[①-⑳])"
    r"[、.．)）：: \t]*"
)
_LABEL = re.compile(LABEL_WORDS)
_LINE_ENDS = frozenset("。！？!?；;：:")
_COLUMNS = re.compile(r"(?:\t|\||[ \u3000]{2,})\s*\S")
_FIGURE = re.compile(r"\s*\d[\d,.]*(?![\d,.]|\s*年)")
_COMMAS = re.compile(r"[，,、。；;：:]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `origins[i]` is the offset in the original of folded character i."""

    text: str
    origins: tuple[int, ...]


class _Foldings(dict[int, str]):
    """What a character is folded to, by its code; filled as characters come."""

    def __missing__(self, code: int) -> str:
        self[code] = "".join(
            character
            for character in unicodedata.normalize("NFKC", chr(code)).casefold()
            if character in _MEANINGFUL or unicodedata.category(character)[0] not in "ZCPS"
        )
        return self[code]


_FOLDED = _Foldings()


def fold(text: str) -> Folded:
    """The folded form of a text.

    >>> fold("不低于 ７００万元（含）").text
    '不低于700万元含'
    """
    characters: list[str] = []
    origins: list[int] = []
    for offset, original in enumerate(text):
        for character in _FOLDED[ord(original)]:
            characters.append(character)
            origins.append(offset)
    return Folded("".join(characters), tuple(origins))


def fold_text(text: str) -> str:
    """Only the folded text, for comparing."""
    return text.translate(_FOLDED)


def character_pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters of the folded text."""
    folded = fold_text(text)
    return frozenset(folded[i : i + 2] for i in range(len(folded) - 1))


def locate(quote: str, text: str) -> Span | None:
    """Where `quote` stands in `text`, verbatim or as folded; None if it does not.

    The span begins and ends on characters that belong to the quote.

    >>> text = "实行任期制，每届任期 5 年。"
    >>> span = locate("每届任期5年", text)
    >>> text[span.start : span.end]
    '每届任期 5 年'
    """
    if not quote:
        return None
    exact = text.find(quote)
    if exact >= 0:
        return Span(exact, exact + len(quote))
    wanted = fold_text(quote)
    if not wanted:
        return None
    folded = fold(text)
    start = folded.text.find(wanted)
    if start < 0:
        return None
    origins = folded.origins[start : start + len(wanted)]
    return Span(origins[0], origins[-1] + 1)


def split_sentences(text: str) -> tuple[Span, ...]:
    """Sentences of a text, each with its closing mark, blanks at the ends cut.

    Ends are 。！？； and line breaks, but for those that only the width of the page made; a closing
    quotation mark or bracket stays with its sentence. A ； inside brackets of one line ends nothing
    (牵头部门：甲；配合部门：乙).

    >>> text = "甲；乙（丙；丁）。"
    >>> [text[span.start : span.end] for span in split_sentences(text)]
    ['甲；', '乙（丙；丁）。']
    """
    spans: list[Span] = []
    start = 0
    bracketed = _find_bracketed(text)
    for position, character in enumerate(text):
        if character in "；;" and bracketed[position]:
            continue
        if character == "\n" and is_page_break(text, position):
            continue
        if character in _SENTENCE_ENDS:
            _append_trimmed(spans, text, start, position + 1)
            start = position + 1
        elif character in "”’」』)）" and start == position and spans:
            last = spans.pop()
            _append_trimmed(spans, text, last.start, position + 1)
            start = position + 1
    _append_trimmed(spans, text, start, len(text))
    return tuple(spans)


def is_page_break(text: str, position: int) -> bool:
    """Whether only the width of the page made the line break, amid a sentence.

    >>> is_page_break("具有本县户籍并且在本县居住、年满八十\\n周岁的老年人，享受高龄津贴。", 18)
    True
    """
    if _splits_date(text, position):
        return True
    line = text[text.rfind("\n", 0, position) + 1 : position].rstrip()
    end = text.find("\n", position + 1)
    following = text[position + 1 : end if end >= 0 else len(text)]
    if len(line.strip()) < SHORTEST_BROKEN_LINE or line[-1] in _LINE_ENDS:
        return False
    if not following.strip() or following[0] == "\u3000" or following.startswith("  "):
        return False
    goes_on = _COMMAS.search(line, _label_end(line)) is not None
    if not goes_on and len(following.strip()) > LONGEST_NEXT_LINE * len(line.strip()):
        return False
    if _LABEL.match(following) or _COLUMNS.search(line.strip()) or _COLUMNS.search(following):
        return False
    # A numbered line without a pause is a heading, unless only the figure that it states follows.
    return goes_on or not _LABEL.match(line.lstrip()) or _FIGURE.match(following) is not None


# A date is short; so much of a text is looked at on both sides of a break.
_DATE_WIDTH = 16
_DATE_BEGINS = re.compile(r"(?:19|20)\d\d\s*年\s*\d{1,2}$")
_DATE_ENDS = re.compile("月")


def _splits_date(text: str, position: int) -> bool:
    """Whether a break, blank lines and all, stands between the figure of a month and 月."""
    after = text[position : position + _DATE_WIDTH].lstrip()
    if _DATE_ENDS.match(after) is None:
        return False
    before = text[max(0, position - _DATE_WIDTH) : position].rstrip()
    return _DATE_BEGINS.search(before) is not None


def _label_end(line: str) -> int:
    label = _LABEL.match(line)
    return label.end() if label else 0


def _find_bracketed(text: str) -> bytearray:
    """Nonzero for each character between brackets that open and close on one line."""
    marks = bytearray(len(text))
    if "；" not in text and ";" not in text:
        return marks
    opened: list[int] = []
    for position, character in enumerate(text):
        if character in _OPENING:
            opened.append(position)
        elif character in _CLOSING and opened:
            start = opened.pop()
            if position - start <= MAX_BRACKET:
                marks[start:position] = b"\1" * (position - start)
        elif character == "\n":
            opened.clear()
    return marks


def _append_trimmed(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))
