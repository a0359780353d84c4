"""What a file holds, read another way than the product reads it: for tests that nothing vanishes.

`list_pieces` gives paragraphs, cells, text elements or lines, without what readers join or part
them by; `count_told` sums what a report says was left out.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import fromstring

import pypdfium2
from selectolax.lexbor import LexborHTMLParser

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TOLD = re.compile(r"(\d+) (字|行|处)未收入")
_LONGEST_LINE = 60  # characters of a header or footer, which reports count by lines
_SCRIPTS = ("script", "style", "select", "button", "textarea", "noscript", "iframe", "template")


def count_told(notes: Iterable[str]) -> int:
    """The characters that the notes say were left out."""
    found = [match for note in notes for match in _TOLD.findall(note)]
    return sum(int(count) * (_LONGEST_LINE if unit == "行" else 1) for count, unit in found)


def list_untold(pieces: Iterable[str], text: str) -> list[str]:
    """The pieces whose characters do not stand in the text one after another."""
    held = squeeze(text)
    return [piece for piece in map(squeeze, pieces) if piece not in held]


def squeeze(text: str) -> str:
    """The text without blanks of any kind."""
    return "".join(re.sub("[\u200b\u200c\u200d\u2060\ufeff\u00ad]", "", text).split())


def list_pieces(content: bytes, form: str) -> Iterator[str]:
    """The words of the file piece by piece; `form` is docx, xlsx, ofd, html or pdf."""
    if form == "pdf":
        yield from _list_lines(content)
    elif form == "html":
        yield from _list_text_nodes(content)
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from {"docx": _list_paragraphs, "xlsx": _list_strings, "ofd": _list_codes}[form](
                archive
            )


def _list_paragraphs(archive: zipfile.ZipFile) -> Iterator[str]:
    for paragraph in fromstring(archive.read("word/document.xml")).iter(f"{_WORD}p"):
        yield "".join(part.text or "" for part in paragraph.iter(f"{_WORD}t"))


def _list_strings(archive: zipfile.ZipFile) -> Iterator[str]:
    table = [
        "".join(part.text or "" for part in entry.iter(f"{_SHEET}t"))
        for entry in fromstring(archive.read("xl/sharedStrings.xml"))
    ]
    for member in archive.namelist():
        if member.startswith("xl/worksheets/sheet"):
            for cell in fromstring(archive.read(member)).iter(f"{_SHEET}c"):
                value = cell.findtext(f"{_SHEET}v")
                if cell.get("t") == "s" and value is not None and int(value) < len(table):
                    yield table[int(value)]


def _list_codes(archive: zipfile.ZipFile) -> Iterator[str]:
    for member in archive.namelist():
        if re.search(r"Page_\d+/Content\.xml$", member):
            for element in fromstring(archive.read(member)).iter():
                if element.tag.endswith("}TextCode"):
                    yield element.text or ""


def _list_text_nodes(content: bytes) -> Iterator[str]:
    parsed = LexborHTMLParser(content.decode("utf-8", "replace"))
    parsed.strip_tags(list(_SCRIPTS))
    assert parsed.body is not None
    for node in parsed.body.traverse(include_text=True):
        if node.is_text_node:
            yield node.text_content or ""


def _list_lines(content: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(content)
    for page in document:
        text = page.get_textpage().get_text_range()
        # A word cut at a line's end is marked so.
        yield from text.replace("\ufffe", "").replace("\x02", "").splitlines()
    document.close()
