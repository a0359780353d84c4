"""Web pages that a browser saved as one file (MHTML), and letters: the page in it."""

import re
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from ingest.limits import Limits
from ingest.model import EmptyFileError
from ingest.readers import html, plain
from ingest.readers.source import SourceText

_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]{0,1000}\n")
_TELLING = re.compile(rb"^content-type:\s{0,5}(?:multipart/|text/html|message/)", re.I | re.M)


def looks_like_mail(content: bytes) -> bool:
    """Whether the bytes begin with a letter's headers and hold parts or a page.

    >>> looks_like_mail(b"MIME-Version: 1.0\\nContent-Type: multipart/related\\n\\n")
    True
    """
    return _HEADER.match(content) is not None and _TELLING.search(content[:4096]) is not None


def read(content: bytes, name: str, limits: Limits) -> SourceText:
    """The longest page of the file, its plain text where it holds no page."""
    try:
        parts = [part for part in message_from_bytes(content).walk() if not part.is_multipart()]
    except MessageError as error:
        raise ValueError(f"mht: {error}") from error
    pages = [_decode(part) for part in parts if part.get_content_type() == "text/html"]
    texts = [_decode(part) for part in parts if part.get_content_type() == "text/plain"]
    if not pages and not texts:
        raise EmptyFileError(
            f"reading {name!r}: {len(parts)} parts and no page",
            message_zh=f"《{name}》是单个文件的网页，但里面没有正文，"
            "请在浏览器中打开后另存为 PDF。",
        )
    if pages:
        source = html.read(max(pages, key=len), name, limits)
    else:
        source = plain.read(max(texts, key=len), name, limits)
    left = len(parts) - 1
    notes = (f"文件里的其他部分（图片、样式、附件等）{left} 个未收入",) if left else ()
    return SourceText(source.text, "mht", source.left_out, (*source.notes, *notes))


def _decode(part: Message) -> bytes:
    written = part.get_payload(decode=True)
    return written if isinstance(written, bytes) else b""
