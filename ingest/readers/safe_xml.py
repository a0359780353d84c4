"""XML from files of strangers: no document types, no entities, bounded size."""

import lzma
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, fromstring

from ingest.limits import Limits
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


@dataclass(slots=True)
class Parts:
    """The XML parts of one Office or OFD file, read within what the limits leave."""

    archive: zipfile.ZipFile
    name: str  # of the file, for messages only
    limits: Limits
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.limits.unpacked_bytes

    def parse(self, member: str) -> Element:
        """The part's root; raises KeyError where the file does not hold it."""
        most = min(self.limits.part_bytes, self.left)
        content = read_member(self.archive, member, most, self.name)
        self.left -= len(content)
        # An element takes up to thirty times the memory that it takes in the file.
        count = content.count(b"<") - content.count(b"</")
        if count > self.limits.elements:
            raise UnreadableFileError(
                f"reading {self.name!r}: {member} holds {count} elements, expected at most "
                f"{self.limits.elements}",
                message_zh=f"《{self.name}》内容过多（{count} 个元素，"
                f"最多 {self.limits.elements} 个），已停止读取，请拆分后再导入。",
            )
        return parse_xml(content, member, self.name)

    def find(self, member: str) -> Element | None:
        """As `parse`; None where the file does not hold the part."""
        try:
            return self.parse(member)
        except KeyError:
            return None


def _get_name(member: str | zipfile.ZipInfo) -> str:
    return member if isinstance(member, str) else member.filename
