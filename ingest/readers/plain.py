"""Plain text files: exactly the decoded file, but for lines that extraction tore to pieces."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.limits import Limits
from ingest.model import UnreadableFileError
from ingest.readers.source import SourceText
from ingest.readers.torn_lines import mend_pieces

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARATION = re.compile(rb"""(?:charset|encoding|coding)\s{0,3}[=:]\s{0,3}["']?([\w.-]{2,20})""")
_TELLING = frozenset({"big5", "big5-hkscs", "hz-gb-2312", "utf-16", "utf-16le", "utf-16be"})
_WIDE = ("utf-16-le", "utf-16-be")
_ALLOWED_CONTROLS = frozenset("\t\n\r\f\v\x1a\x1c\x1d\x1e\x85")
_USUAL = re.compile(
    "[\t\n\r\u0020-\u007e\u2000-\u206f\u2460-\u24ff\u3000-\u303f一-\u9fff\uff00-\uffef]"
)
# In nearly every sentence, and the same in both scripts.
_COMMON = re.compile(
    "[的一是在不了有和人中大上以用生到作地出分可主年同工能下子面方多定行法所民得三之等部力自二理小全本"
    "合由其日平形表新，。、；：（）]"
)
_CHINESE = re.compile("[⺀-\u9fff\uff00-\uffef]")
_LOST = "\ufffd"  # stands in the text for bytes that are no character; told as illegible
_MOST_LOST = 0.05  # of all characters, and five more; past them it is no text


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file and what had to be done for them."""

    text: str
    notes: tuple[str, ...] = ()  # Chinese, shown in the ingest report


def read(content: bytes, name: str, _limits: Limits) -> SourceText:
    """The decoded file; raises UnreadableFileError where its bytes are no text."""
    decoded = decode(content, name)
    return mend_pieces(SourceText(decoded.text, "txt", notes=decoded.notes))


def decode(content: bytes, name: str) -> Decoded:
    """The characters that the bytes stand for, whatever the file declares.

    A file with lines in two encodings is read line by line; bytes that are no character become
    U+FFFD, where they are few.

    >>> decode('charset="gb2312" 㙍'.encode("gb18030"), "a.html").text
    'charset="gb2312" 㙍'
    >>> decode("一、总则\\n".encode() + "二、附则".encode("gb18030"), "a.txt").text
    '一、总则\\n二、附则'
    """
    for encoding in _possible_encodings(content):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if _looks_like_text(text) and not (encoding in _WIDE and _count_usual(text[:65536]) < 0.7):
            return Decoded(text)
    decoded = _decode_marked(content) or _decode_lines(content)
    if decoded is None:
        raise UnreadableFileError(
            f"reading {name!r}: its bytes are text in no known encoding "
            f"(first bytes {content[:8]!r}); expected UTF-8, GB18030 or UTF-16",
            message_zh=f"《{name}》不是能识别的文本文件，"
            "请用原软件打开后另存为 docx 或 txt（UTF-8）。",
        )
    return decoded


def _possible_encodings(content: bytes) -> Iterator[str]:
    mark = _find_mark(content)
    if mark is not None:
        yield mark
        return
    # A declaration is often wrong, but UTF-8 text almost never decodes as anything else by
    # accident: UTF-8 goes first, a declared multi-byte encoding second.
    yield "utf-8"
    yield from _find_wide(content)
    declared = _DECLARATION.search(content[:1024])
    name = "" if declared is None else declared[1].decode("ascii", "ignore").lower()
    # A single-byte encoding fits any bytes, so that its declaration says nothing; gb2312 and gbk
    # are read as gb18030 below, for such files often hold the newest's characters.
    if name in _TELLING:
        yield name
    if _looks_traditional(content):
        yield "big5hkscs"
    # UTF-8 with a slip in it decodes as GB18030 too, and then reads 鏁欒偛: lines tell.
    if not any(map(_is_utf8, content.split(b"\n"))):
        yield "gb18030"


def _looks_traditional(content: bytes) -> bool:
    """Whether the bytes read as Chinese in Big5 and as next to nothing in GB18030."""
    beginning = content[: content.rfind(b"\n", 0, 65536) + 1 or 65536]
    shares = [
        len(_COMMON.findall(beginning.decode(code, "replace"))) / max(len(beginning), 1)
        for code in ("big5hkscs", "gb18030")
    ]
    return shares[0] > 0.08 and shares[0] > 4 * shares[1]


def _find_mark(content: bytes) -> str | None:
    return next((code for mark, code in _BYTE_ORDER_MARKS if content.startswith(mark)), None)


def _find_wide(content: bytes) -> tuple[str, ...]:
    """UTF-16 in the likelier order, where the beginning may be such text without a mark."""
    beginning = content[:4096]
    shares = {code: _count_usual(beginning.decode(code, "replace")) for code in _WIDE}
    ordered = sorted(_WIDE, key=lambda code: -shares[code])
    if b"\0" in beginning:
        return tuple(ordered)
    # Chinese alone, without a blank or a line's end, holds no zeros.
    if len(content) % 2 == 0 and _count_usual(beginning.decode("gb18030", "replace")) < 0.8:
        return tuple(code for code in ordered if shares[code] > 0.95)
    return ()


def _count_usual(text: str) -> float:
    """The share of characters that Chinese texts are made of."""
    return len(_USUAL.findall(text)) / max(len(text), 1)


def _decode_marked(content: bytes) -> Decoded | None:
    """A file that begins with a byte order mark and has slips further on."""
    mark = _find_mark(content)
    return None if mark is None else _keep(content.decode(mark, "replace"), ())


def _decode_lines(content: bytes) -> Decoded | None:
    lines: list[str] = []
    found: dict[str, None] = {}
    # No character of GB18030 or UTF-8 has a line's end among its bytes.
    for line in content.split(b"\n"):
        if line.isascii():
            lines.append(line.decode("ascii"))
            continue
        encoding = "UTF-8" if _is_utf8(line) or _is_damaged_utf8(line) else "GB18030"
        found[encoding] = None
        lines.append(line.decode(encoding, "replace"))
    mixed = ("文件里混有两种编码（UTF-8 和 GB18030），已逐行分别识别",) if len(found) > 1 else ()
    return _keep("\n".join(lines), mixed)


def _keep(text: str, notes: tuple[str, ...]) -> Decoded | None:
    lost = text.count(_LOST)
    if lost > 5 + _MOST_LOST * len(text) or not _looks_like_text(text):
        return None
    told = (f"有 {lost} 处字节损坏，读不出原字，以“{_LOST}”标出",) if lost else ()
    return Decoded(text, (*notes, *told))


def _is_utf8(line: bytes) -> bool:
    """Whether the line is UTF-8 and could be nothing else: it holds Chinese."""
    if line.isascii():
        return False
    try:
        return _CHINESE.search(line.decode("utf-8")) is not None
    except UnicodeDecodeError:
        return False


def _is_damaged_utf8(line: bytes) -> bool:
    text = line.decode("utf-8", "replace")
    return len(_CHINESE.findall(text)) >= max(text.count(_LOST), 1)


def _looks_like_text(text: str) -> bool:
    beginning = text[:65536]
    controls = sum(1 for char in beginning if char < " " and char not in _ALLOWED_CONTROLS)
    controls += beginning.count("\0") * 100
    return controls * 200 <= len(beginning)
