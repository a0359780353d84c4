"""Web pages: the document's lines without menus, hidden and doubled text, and search forms."""

import re

from ingest.limits import Limits
from ingest.model import EmptyFileError, UnreadableFileError
from ingest.readers.html_body import choose_body
from ingest.readers.html_lines import read_page
from ingest.readers.plain import decode
from ingest.readers.source import SourceText

MAX_OPEN_TAGS = 5000  # the parser's time grows with the square of the depth
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})")
# Elements that need no end tag: an open one is no depth.
_NEVER_DEEP = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead",
        "tfoot", "option",
    }
)  # fmt: skip
_TAGS_OF_TEXT = re.compile(rb"</?(?:p|div|span|table|tr|td|br|h[1-6]|meta|a|ul|li|font)[\s/>]")
_SITE_SUFFIX = re.compile(r"\s*(?:[_|]|\s[-–—]\s|--+|__+).*$")


def read(content: bytes, name: str, limits: Limits) -> SourceText:
    """The document that the page shows, one line per paragraph or table row."""
    if len(content) > limits.part_bytes:
        raise UnreadableFileError(
            f"reading {name!r}: {len(content)} bytes of HTML, expected at most {limits.part_bytes}",
            message_zh=f"《{name}》作为网页过大，已停止读取，请把正文另存为 docx 或 PDF。",
        )
    decoded = decode(content, name)
    _check_depth(decoded.text, name)
    page = read_page(decoded.text)
    body = choose_body(page.lines, _SITE_SUFFIX.sub("", page.title))
    text = "\n".join(body.lines)
    if not text.strip():
        hint = "正文可能是图片，扫描件需要 OCR 组件" if page.pictures else "正文可能由脚本载入"
        raise EmptyFileError(
            f"reading {name!r}: the page shows no words ({page.pictures} pictures)",
            message_zh=f"《{name}》是网页，但里面没有文字（{hint}）；"
            "请在浏览器中打开后另存为 PDF。",
        )
    notes = [*decoded.notes, *(f"{reason} {count} 字未收入" for reason, count in body.left_out)]
    if page.pictures:
        notes.append(f"图片 {page.pictures} 张未做文字识别")
    return SourceText(text + "\n", "html", notes=tuple(notes))


def looks_like_page(content: bytes) -> bool:
    """Whether the bytes are HTML, in any encoding, whole or a part of a page.

    >>> looks_like_page("<!-- 保存自 --><div><p>一、总则</p></div>".encode("utf-16"))
    True
    >>> looks_like_page("<通知>一、总则".encode())
    False
    """
    # Without zeros the tags of UTF-16 read as those of any other encoding.
    beginning = content[:65536].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not beginning.startswith(b"<"):
        return False
    if beginning.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return True
    return b"<html" in beginning[:2048] or len(_TAGS_OF_TEXT.findall(beginning)) >= 3


def _check_depth(markup: str, name: str) -> None:
    depth = deepest = 0
    for found in _TAG.finditer(markup):
        if found[2].lower() in _NEVER_DEEP:
            continue
        depth = max(depth - 1, 0) if found[1] else depth + 1
        deepest = max(deepest, depth)
    if deepest > MAX_OPEN_TAGS:
        raise UnreadableFileError(
            f"reading {name!r}: {deepest} elements within each other, expected at most "
            f"{MAX_OPEN_TAGS}",
            message_zh=f"《{name}》的网页结构异常，已停止读取，请在浏览器中打开后另存为 PDF。",
        )
