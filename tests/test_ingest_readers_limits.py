"""Files that cost more than they say: each meets a limit, and says which and what to do."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import docx
import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]
from PIL import Image
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.load import parse_files
from ingest.model import IngestError, UnreadableFileError
from ingest.readers import ocr
from ingest.readers.registry import read_content
from tests.test_ingest_readers_ofd import make_ofd, put

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def make_docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("一、总则")
    return save(document.save)


def make_xlsx() -> bytes:
    book = Workbook()
    book.active.append(["任务", "部门"])
    book.active.append(["建校", "县教育局"])
    return save(book.save)


def save(write: Callable[[io.BytesIO], object]) -> bytes:
    stream = io.BytesIO()
    write(stream)
    return stream.getvalue()


def replace_part(content: bytes, name: str, part: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, part)
    return stream.getvalue()


WHOLE: tuple[tuple[str, Callable[[], bytes], str], ...] = (
    ("a.docx", make_docx, "word/document.xml"),
    ("a.docx", make_docx, "word/styles.xml"),
    ("a.docx", make_docx, "word/footnotes.xml"),
    ("a.xlsx", make_xlsx, "xl/worksheets/sheet1.xml"),
    ("a.xlsx", make_xlsx, "xl/sharedStrings.xml"),
    ("a.ofd", lambda: make_ofd(put("一、总则", 28, 40)), "Doc_0/Pages/Page_0/Content.xml"),
)
LAUGHS = b'<!ENTITY a0 "ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)


@pytest.mark.parametrize(("name", "make", "part"), WHOLE)
def test_entities_expand_in_no_part(name: str, make: Callable[[], bytes], part: str) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [' + LAUGHS + b"]><x>&a11;</x>"
    with pytest.raises(UnreadableFileError, match="document type") as caught:
        read_content(replace_part(make(), part, bomb), name)
    assert "请用原软件重新另存" in caught.value.message_zh


def test_entities_of_a_page_expand_to_nothing() -> None:
    page = (
        b"<!DOCTYPE html [" + LAUGHS + b"]><html><p>&a11;" + "一、总则。".encode() + b"</p></html>"
    )
    assert len(read_content(page, "a.html").text) < 2000


@pytest.mark.parametrize(("name", "make", "part"), WHOLE)
def test_a_part_that_unpacks_to_more_than_it_may_is_refused(
    name: str, make: Callable[[], bytes], part: str
) -> None:
    bomb = b"<x>" + b" " * 2_000_000 + b"</x>"
    content = replace_part(make(), part, bomb)
    assert len(content) < 60_000
    with pytest.raises(UnreadableFileError, match="unpacks to more") as caught:
        read_content(content, name, Limits(part_bytes=1_000_000))
    assert "请拆分" in caught.value.message_zh


def test_small_elements_without_number_are_refused() -> None:
    many = b"<w:p/>" * 30_000
    part = f"<w:document {SPACE}><w:body>".encode() + many + b"</w:body></w:document>"
    content = replace_part(make_docx(), "word/document.xml", part)
    with pytest.raises(UnreadableFileError, match="elements") as caught:
        read_content(content, "a.docx", Limits(elements=20_000))
    assert "最多 20000 个" in caught.value.message_zh


def test_parts_together_meet_the_limit_too() -> None:
    content = make_docx()
    header = f"<w:hdr {SPACE}>".encode() + b" " * 300_000 + b"</w:hdr>"
    for number in range(8):
        content = replace_part(content, f"word/header{number}.xml", header)
    read_content(content, "a.docx")
    with pytest.raises(UnreadableFileError, match="unpacks to more"):
        read_content(content, "a.docx", Limits(unpacked_bytes=1_000_000))


def test_archives_within_archives_are_not_opened() -> None:
    content = b"\0" * 2_000_000
    for depth in range(6):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(4):
                archive.writestr(f"{depth}-{copy}.zip", content)
        content = stream.getvalue()
    found = list(parse_files(content, "套.zip"))
    assert len(found) == 4
    for one in found:
        assert isinstance(one, IngestError)
        assert "压缩包里的压缩包，请先解压后再导入" in one.message_zh


def draw_scans(count: int) -> bytes:
    picture = ImageReader(Image.new("L", (200, 280), 255))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    for _ in range(count):
        canvas.drawImage(picture, 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.mark.skipif(not ocr.is_installed(), reason="needs the extra `ocr`")
def test_a_scan_of_a_thousand_pages_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ocr, "_load_engine", lambda: pytest.fail("a page was recognised"))
    with pytest.raises(UnreadableFileError) as caught:
        read_content(draw_scans(1000), "扫描.pdf")
    assert "有 1000 页扫描图片，一次最多识别 300 页，请拆分后再导入" in caught.value.message_zh


def test_a_pdf_of_more_pages_than_may_be_is_refused() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for _ in range(DEFAULT_LIMITS.pages + 1):
        canvas.showPage()
    canvas.save()
    with pytest.raises(UnreadableFileError) as caught:
        read_content(stream.getvalue(), "厚.pdf")
    assert "有 3001 页，一次最多读取 3000 页" in caught.value.message_zh


def test_a_huge_picture_on_a_scanned_page_is_refused_before_it_is_drawn() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.drawImage(ImageReader(Image.new("1", (4000, 4000), 1)), 0, 0, *A4)
    canvas.save()
    limits = replace(DEFAULT_LIMITS, picture_pixels=10_000_000)
    with pytest.raises(UnreadableFileError, match="4000 by 4000 pixels"):
        read_content(stream.getvalue(), "大图.pdf", limits)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "一、总则。\n".encode() * 30),
        ("a.html", b"<html>" + "<p>一、总则。</p>".encode() * 30),
        ("a.docx", make_docx()),
        ("a.ofd", make_ofd(put("一、总则" * 8, 8, 40))),
    ],
)
def test_no_file_holds_more_characters_than_it_may(name: str, content: bytes) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_content(content, name, Limits(characters=4))
    assert "上限" in caught.value.message_zh
