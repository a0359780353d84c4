"""Plain text files: the text is exactly the decoded file, line ends untouched."""

import codecs
import re

from ingest.limits import Limits
from ingest.model import UnreadableFileError
from ingest.readers.source import SourceText

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARATION = re.compile(rb"""(?:charset|encoding|coding)\s{0,3}[=:]\s{0,3}["']?([\w.-]{2,20})""")
_TELLING = frozenset({"big5", "big5-hkscs", "hz-gb-2312", "utf-16", "utf-16le", "utf-16be"})
_ALLOWED_CONTROLS = frozenset("\t\n\r\f\v\x1a\x1c\x1d\x1e\x85")


def read(content: bytes, name: str, _limits: Limits) -> SourceText:
    """The decoded file; raises UnreadableFileError where no encoding fits all its bytes."""
    return SourceText(decode(content, name), "txt")


def decode(content: bytes, name: str) -> str:
    """The characters that the bytes stand for, whatever the file declares.

    >>> decode('charset="gb2312" 㙍'.encode("gb18030"), "a.html")
    'charset="gb2312" 㙍'
    """
    for encoding in _possible_encodings(content):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if _looks_like_text(text):
            return text
    raise UnreadableFileError(
        f"reading {name!r}: its bytes are text in no known encoding "
        f"(first bytes {content[:8]!r}); expected UTF-8, GB18030 or UTF-16",
        message_zh=f"《{name}》不是能识别的文本文件，请用原软件打开后另存为 docx 或 txt（UTF-8）。",
    )


def _possible_encodings(content: bytes) -> tuple[str, ...]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return (encoding,)
    declared = _DECLARATION.search(content[:1024])
    name = "" if declared is None else declared[1].decode("ascii", "ignore").lower()
    # A single-byte encoding fits any bytes, so that its declaration says nothing; gb2312 and gbk
    # are read as gb18030 below, for such files often hold the newest's characters.
    names = (name,) if name in _TELLING else ()
    # A declaration is often wrong, but UTF-8 text almost never decodes as anything else by
    # accident: UTF-8 goes first, a declared multi-byte encoding second.
    wide = ("utf-16-le", "utf-16-be") if b"\0" in content[:4096] else ()
    return ("utf-8", *wide, *names, "gb18030")


def _looks_like_text(text: str) -> bool:
    beginning = text[:65536]
    controls = sum(1 for char in beginning if char < " " and char not in _ALLOWED_CONTROLS)
    controls += beginning.count("\0") * 100
    return controls * 200 <= len(beginning)
