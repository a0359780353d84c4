import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from ingest.limits import Limits
from ingest.load import parse_content
from ingest.model import EmptyFileError, UnreadableFileError
from ingest.readers.registry import find_format, read_content

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
ROOT = f"""<?xml version="1.0" encoding="UTF-8"?>
<ofd:OFD {SPACE} Version="1.1" DocType="OFD"><ofd:DocBody>
<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"""
SIZE = 5.6  # mm, a character of size 三号


def put(text: str, left: float, top: float, *, more: str = "") -> str:
    deltas = f' DeltaX="g {len(text) - 1} {SIZE}"' if len(text) > 1 else ""
    return (
        f'<ofd:TextObject Boundary="{left} {top} {SIZE * len(text)} {SIZE}" Size="{SIZE}" {more}>'
        f'<ofd:TextCode X="0" Y="{SIZE * 0.86}"{deltas}>{escape(text)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def make_ofd(*pages: str, template: str = "", root: str = ROOT, **parts: str) -> bytes:
    """An OFD file by hand; pages are the objects of their one layer."""
    listed = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>'
                     for i in range(len(pages)))  # fmt: skip
    uses = '<ofd:Template TemplateID="9" ZOrder="Background"/>' if template else ""
    held = '<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", root)
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea>"
            f"<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>{held}"
            f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        described = [(f"Doc_0/Pages/Page_{i}/Content.xml", uses, page)
                     for i, page in enumerate(pages)]  # fmt: skip
        if template:
            described.append(("Doc_0/Tpls/Tpl_0/Content.xml", "", template))
        for place, used, objects in described:
            archive.writestr(
                place,
                f"<ofd:Page {SPACE}>{used}<ofd:Content><ofd:Layer>{objects}</ofd:Layer>"
                "</ofd:Content></ofd:Page>",
            )
        for place, written in parts.items():
            archive.writestr(place.replace("__", "/"), written)
    return stream.getvalue()


LINE = "县教育局会同县财政局按照学生人数核定各校公用经费补助标准"  # 28 characters


def test_words_are_read_by_their_place_and_not_by_their_order() -> None:
    second = put(f"（一）{LINE[:10]}。", 28 + 2 * SIZE, 60)
    first = put("一、总体要求", 28 + 2 * SIZE, 50)
    source = read_content(make_ofd(f"<ofd:PageBlock>{second}</ofd:PageBlock>{first}"), "甲.ofd")
    assert source.format == "ofd"
    assert source.text == f"一、总体要求\n（一）{LINE[:10]}。\n"
    assert source.page_starts == (0,)
    assert not source.read_by_ocr


def test_lines_join_over_a_page_break_and_page_numbers_are_left_out() -> None:
    one = put(f"一、{LINE[:24]}", 28 + 2 * SIZE, 240) + put(LINE, 28, 250)
    two = put("的办法。", 28, 40) + put(f"二、{LINE[:24]}", 28 + 2 * SIZE, 50)
    two += put(LINE, 28, 60)
    source = read_content(make_ofd(one + put("—1—", 95, 280), two + put("—2—", 95, 280)), "乙.ofd")
    assert source.text == f"一、{LINE[:24]}{LINE}的办法。\n二、{LINE[:24]}{LINE}\n"
    assert source.text[source.page_starts[1] :].startswith("的办法。")
    assert "页码、页眉页脚 2 行未收入" in source.notes
    parsed = parse_content(make_ofd(one, two), "乙.ofd")
    assert [str(clause.ref) for clause in parsed.documents[0].clauses] == ["一", "二"]
    assert len(parsed.page_starts) == 2


def test_a_matrix_scales_and_moves_the_words() -> None:
    scaled = (
        '<ofd:TextObject Boundary="28 100 80 6" CTM="0.3528 0 0 0.3528 0 0" Size="16">'
        '<ofd:TextCode X="0" Y="14" DeltaX="16 16 16">甲方负责</ofd:TextCode>'
        '<ofd:TextCode X="80" Y="14">审核</ofd:TextCode></ofd:TextObject>'
    )
    source = read_content(make_ofd(put("一、职责", 28, 90) + scaled), "丙.ofd")
    assert source.text == "一、职责\n甲方负责 审核\n"


def test_letterheads_of_templates_are_read_and_hidden_words_are_not() -> None:
    head = put("云岭县教育局文件", 50, 60)
    hidden = put("看不见", 28, 120, more='Visible="false"')
    source = read_content(make_ofd(put("一、总则", 28, 90) + hidden, template=head), "丁.ofd")
    assert source.text == "云岭县教育局文件\n一、总则\n"
    assert "隐藏文字 3 字未收入" in source.notes


def test_names_without_a_namespace_and_absolute_places_are_understood() -> None:
    content = make_ofd(put("一、总则", 28, 90))
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            written = old.read(member).decode().replace(f" {SPACE}", "").replace("ofd:", "")
            new.writestr(member, written.replace(">Doc_0/", ">/Doc_0/"))
    assert read_content(stream.getvalue(), "戊.ofd").text == "一、总则\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (make_ofd('<ofd:ImageObject Boundary="0 0 210 297" ResourceID="3"/>'), "扫描图片"),
        (make_ofd(""), "没有读到任何正文"),
        (make_ofd(put("—1—", 95, 280)), "没有读到任何正文"),
    ],
)
def test_a_file_without_words_is_no_success(content: bytes, words: str) -> None:
    with pytest.raises(EmptyFileError) as caught:
        read_content(content, "空.ofd")
    assert words in caught.value.message_zh


def test_document_types_are_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    with pytest.raises(UnreadableFileError, match="document type"):
        read_content(make_ofd("", root=bomb), "毒.ofd")
    wide = '<?xml version="1.0" encoding="UTF-16"?>' + bomb.partition("?>")[2]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("OFD.xml", wide.encode("utf-16"))
    with pytest.raises(UnreadableFileError, match="document type"):
        read_content(stream.getvalue(), "毒.ofd")


def test_an_encrypted_file_says_so() -> None:
    root = ROOT.replace("</ofd:DocBody>", "</ofd:DocBody><ofd:Encryptions>x</ofd:Encryptions>")
    with pytest.raises(UnreadableFileError) as caught:
        read_content(make_ofd("", root=root), "密.ofd")
    assert "加密" in caught.value.message_zh


def test_bombs_meet_the_limits() -> None:
    with pytest.raises(UnreadableFileError, match="unpacks to more"):
        read_content(make_ofd(" " * 30_000), "大.ofd", Limits(part_bytes=20_000))
    with pytest.raises(UnreadableFileError) as caught:
        read_content(make_ofd("", "", ""), "多.ofd", Limits(pages=2))
    assert "上限为 2 页" in caught.value.message_zh


@pytest.mark.parametrize("lost", ["Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml"])
def test_a_damaged_file_is_unreadable(lost: str) -> None:
    content = make_ofd(put("一、总则", 28, 90))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            if member != lost:
                new.writestr(member, old.read(member))
    with pytest.raises(UnreadableFileError) as caught:
        read_content(stream.getvalue(), "坏.ofd")
    assert "已损坏" in caught.value.message_zh


def rule(left: float, top: float, width: float, height: float) -> str:
    """A ruled line, as printers draw it: a long thin filled box."""
    return (
        f'<ofd:PathObject Boundary="{left} {top} {width} {height}" Stroke="false" Fill="true">'
        f"<ofd:AbbreviatedData>M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
        "</ofd:AbbreviatedData></ofd:PathObject>"
    )


def draw_table(rows: list[list[str]], top: float, *, framed: bool = False) -> str:
    """A ruled table with columns of 55 mm and rows of 10 mm."""
    wide, high = 55.0, 10.0
    drawn = []
    for row, cells in enumerate(rows):
        for column, words in enumerate(cells):
            left, y = 22 + column * wide, top + row * high
            drawn.append(put(words, left + 1, y + 2))
            if framed:
                drawn.append(
                    f'<ofd:PathObject Boundary="{left} {y} {wide} {high}"><ofd:AbbreviatedData>'
                    f"M 0 0 L {wide} 0 L {wide} {high} L 0 {high} C"
                    "</ofd:AbbreviatedData></ofd:PathObject>"
                )
    if not framed:
        width, height = wide * len(rows[0]), high * len(rows)
        drawn += [rule(22, top + high * row, width, 0.3) for row in range(len(rows) + 1)]
        drawn += [rule(22 + wide * i, top, 0.3, height) for i in range(len(rows[0]) + 1)]
    return "".join(drawn)


@pytest.mark.parametrize("framed", [False, True])
def test_ruled_tables_become_rows_with_their_column_names(framed: bool) -> None:
    rows = [
        ["任务", "牵头部门", "时限"],
        ["建校", "县教育局", "2025年"],
        ["招聘", "县人社局", "2026年"],
    ]
    page = put("一、任务", 28, 40) + draw_table(rows, 60, framed=framed) + put("二、附则", 28, 110)
    assert read_content(make_ofd(page), "表.ofd").text.splitlines() == [
        "一、任务",
        "任务：建校；牵头部门：县教育局；时限：2025年",
        "任务：招聘；牵头部门：县人社局；时限：2026年",
        "二、附则",
    ]
    assert len(parse_content(make_ofd(page), "表.ofd").documents[0].clauses) == 4


def test_white_words_and_words_off_the_page_are_left_out_and_told() -> None:
    white = put("看不见", 28, 120).replace(
        "<ofd:TextCode", '<ofd:FillColor Value="255 255 255"/><ofd:TextCode'
    )
    ground = (
        '<ofd:PathObject Boundary="20 138 100 10" Stroke="false" Fill="true">'
        '<ofd:FillColor Value="200 0 0"/><ofd:AbbreviatedData>M 0 0 L 100 0 L 100 10 L 0 10 C'
        "</ofd:AbbreviatedData></ofd:PathObject>"
    )
    seen = white.replace("看不见", "红底白").replace("28 120", "28 140")
    page = put("一、总则", 28, 90) + white + ground + seen + put("页外", 300, 90)
    source = read_content(make_ofd(page), "丁.ofd")
    assert source.text == "一、总则\n红底白\n"
    assert "隐藏文字 5 字未收入" in source.notes


@pytest.mark.shared
def test_a_real_file(shared: Path) -> None:
    path = shared / "corpus" / "formats" / "o02_receipt_sheet.ofd"
    assert find_format(path.read_bytes()).name == "ofd"
    source = read_content(path.read_bytes(), path.name)
    lines = source.text.splitlines()
    assert lines[0] == "XX市政府文件处理"
    assert "来文文号：府办专督〔2020〕24号；来文单位：市人民政府办公室" in lines
    assert "紧急程度：常规；公开方式：不公开；公文处理类型：签阅" in lines
    assert "公文标题：市委主要领导同志调研后续落实事项的通知" in lines
    assert "2、呈王五同志阅处；" in source.text
    assert "批注和印章未收入" in source.notes
