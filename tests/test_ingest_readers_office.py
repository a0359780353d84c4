import io
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from ingest.limits import Limits
from ingest.load import parse_content
from ingest.model import UnreadableFileError
from ingest.readers import office
from ingest.readers.registry import find_format, read_content

needs_office = pytest.mark.skipif(
    office.find_program() is None, reason="needs LibreOffice (soffice), which is not installed"
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)
_MANIFEST = """<?xml version="1.0"?><manifest:manifest
xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""


def make_rtf(*paragraphs: str) -> bytes:
    written = (
        "".join(f"\\u{ord(sign)}?" if ord(sign) > 127 else sign for sign in paragraph)
        for paragraph in paragraphs
    )
    return ("{\\rtf1\\ansi\\uc1 " + "\\par ".join(written) + "\\par}").encode("ascii")


def make_odt(body: str, kind: str = "text") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} '
            f'office:version="1.2"><office:body><office:text>{body}</office:text>'
            "</office:body></office:document-content>",
        )
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (_COMPOUND, "doc"),
        (make_rtf("一、总则"), "rtf"),
        (make_odt(""), "odt"),
        (make_odt("", "spreadsheet"), "ods"),
    ],
)
def test_the_kind_is_told_by_content(content: bytes, name: str) -> None:
    assert find_format(content).name == name


@pytest.mark.parametrize("content", [_COMPOUND, make_rtf("一、总则"), make_odt("")])
def test_without_libreoffice_people_are_told_what_to_do(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find_program", lambda: None)
    with pytest.raises(UnreadableFileError) as caught:
        read_content(content, "旧.doc")
    assert "安装 LibreOffice，或另存为 docx/PDF" in caught.value.message_zh


@needs_office
def test_rtf_is_read() -> None:
    parsed = parse_content(make_rtf("云岭县补助办法", "一、总则", "（一）依据。", "二、附则"), "a")
    assert parsed.format == "rtf"
    assert [str(clause.ref) for clause in parsed.documents[0].clauses] == [
        "一", "一 › （一）", "二",
    ]  # fmt: skip


@needs_office
def test_a_table_of_odt_keeps_its_column_names_and_a_linked_file_stays_out(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("口令甲乙丙", encoding="utf-8")
    cells = [("任务", "牵头部门"), ("建校", "教育局")]
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in row)
        + "</table:table-row>"
        for row in cells
    )
    body = (
        "<text:p>一、总则</text:p>"
        f'<table:table><table:table-column table:number-columns-repeated="2"/>{rows}</table:table>'
        '<text:section text:name="s"><text:section-source text:filter-name="Text" '
        f'xlink:href="{secret.as_uri()}"/><text:p>正文</text:p></text:section>'
    )
    source = read_content(make_odt(body), "a.odt")
    assert source.format == "odt"
    assert "任务：建校；牵头部门：教育局" in source.text.splitlines()
    assert "口令" not in source.text


@needs_office
def test_automatic_numbers_survive_the_way_through_doc(samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    document = docx.Document(str(samples / "yunlan_08_songtang_digital_plan.docx"))
    # As Word does it: LibreOffice writes a table at the very end of a doc as plain lines.
    document.add_paragraph("抄送：县委办公室。")
    document.save(str(path))
    program = office.find_program()
    assert program is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = [program, profile, "--headless", "--convert-to", "doc:MS Word 97"]
    subprocess.run(
        [*words, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=120
    )
    written = tmp_path / f"{path.stem}.doc"
    before = read_content(path.read_bytes(), path.name)
    after = read_content(written.read_bytes(), written.name)
    assert after.format == "doc"
    assert after.text.split() == before.text.split()


@needs_office
@pytest.mark.parametrize(
    "content",
    [_COMPOUND, _COMPOUND + bytes(range(256)) * 200, b"{\\rtf1 torn", make_odt("<text:p>")],
)
def test_a_damaged_document_is_no_success(content: bytes) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_content(content, "坏.doc")
    assert "可能已损坏或加密" in caught.value.message_zh


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_a_program_that_does_not_end_is_stopped_with_its_helpers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 60 & echo $! > {tmp_path}/helper\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr(office, "find_program", lambda: str(program))
    with pytest.raises(UnreadableFileError, match="no end after"):
        read_content(make_rtf("一、总则"), "慢.rtf", Limits(office_seconds=0.5))
    state = Path("/proc") / (tmp_path / "helper").read_text().strip() / "status"
    assert not state.exists() or "(zombie)" in state.read_text()


@pytest.mark.shared
@needs_office
def test_a_real_file(shared: Path) -> None:
    path = shared / "corpus" / "formats" / "d07_whu_materials.doc"
    source = read_content(path.read_bytes(), path.name)
    assert source.format == "doc"
    assert "其中答辩委员限填5人" in source.text
    assert "2，毕业登记表二份由辅导员统一布置完成。" in source.text.splitlines()
