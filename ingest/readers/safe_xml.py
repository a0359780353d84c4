"""XML from files of strangers: no document types, no entities, bounded size."""

import lzma
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError, fromstring

from ingest.model import UnreadableFileError

_DOCTYPE = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


def read_member(
    archive: zipfile.ZipFile, member: str | zipfile.ZipInfo, most: int, name: str
) -> bytes:
    """The unpacked member; raises KeyError where it is missing, UnreadableFileError past `most`.

    The size that the archive states is not believed: what comes out is counted.
    """
    try:
        with archive.open(member) as stream:
            content = stream.read(most + 1)
    except (zlib.error, lzma.LZMAError) as error:
        raise zipfile.BadZipFile(f"{_get_name(member)}: {error}") from error
    if len(content) > most:
        raise UnreadableFileError(
            f"reading {name!r}: {_get_name(member)} unpacks to more than {most} bytes",
            message_zh=f"《{name}》解压后过大，已停止读取，请拆分后再导入。",
        )
    return content


def parse_xml(content: bytes, member: str, name: str) -> Element:
    """The root element; raises UnreadableFileError for a document type, ValueError for no XML."""
    # Office formats never hold a document type; one is there only to declare entities.
    if any(mark in content for mark in _DOCTYPE):
        raise UnreadableFileError(
            f"reading {name!r}: {member} declares a document type, expected none",
            message_zh=f"《{name}》含有不安全的内容声明，已停止读取，请用原软件重新另存。",
        )
    try:
        return fromstring(content)
    except ParseError as error:
        raise ValueError(f"{member}: {error}") from error


def _get_name(member: str | zipfile.ZipInfo) -> str:
    return member if isinstance(member, str) else member.filename
