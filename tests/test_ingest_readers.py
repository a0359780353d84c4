import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import EmptyFileError, UnreadableFileError
from ingest.readers.docx_numbers import format_number
from ingest.readers.docx_tables import Cell, format_table
from ingest.readers.registry import load_content, read_content

TEXT = "云岭县教育局文件\r\n一、提高补助标准。\n二、加强管理。"
_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("gb18030", b""), ("utf-16", b"")],
)
def test_text_is_exactly_the_decoded_file(encoding: str, mark: bytes) -> None:
    source = read_content(mark + TEXT.encode(encoding), "a.bin")
    assert (source.text, source.format) == (TEXT, "txt")


def test_a_wrong_declaration_does_not_win_over_the_bytes() -> None:
    text = "charset=gb2312\n云岭县教师补助办法"
    assert read_content(text.encode(), "a.txt").text == text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空"),
        (b"  \r\n", "空"),
        ("===PAGE 1===\n\n- 2 -\n第3页\n".encode(), "没有读到任何正文"),
    ],
)
def test_a_file_without_words_is_empty_and_no_success(content: bytes, words: str) -> None:
    with pytest.raises(EmptyFileError) as caught:
        read_content(content, "空.txt")
    assert words in caught.value.message_zh


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 rest", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "加密"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "旧版 Word"),
        (b"PK\x03\x04 broken word/document.xml", "损坏"),
        (bytes(range(1, 9)) * 50, "不是能识别的文本"),
    ],
)
def test_an_unreadable_file_says_what_it_is(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_content(content, "文件.txt")
    assert words in caught.value.message_zh


def test_a_missing_file_is_told_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        load_content(tmp_path / "没有.txt")
    assert "不存在" in caught.value.message_zh


@given(st.text(alphabet="一二三（）()、教育局0123456789 \n", min_size=1))
def test_any_text_round_trips_but_for_line_breaks_amid_a_sentence(text: str) -> None:
    try:
        read = read_content(text.encode(), "a.txt").text
        assert len(read) == len(text)
        assert all(
            had == kept or (had, kept) == ("\n", " ") for had, kept in zip(text, read, strict=True)
        )
    except EmptyFileError:
        assert not any(char >= "\u4e00" for char in text) or "共" not in text


def _save(document: "docx.document.Document") -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


_NUMBERING = """<w:numbering {namespace}>
<w:abstractNum w:abstractNumId="50"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>
<w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>
<w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/>
<w:lvlText w:val="%1.%4"/></w:lvl></w:abstractNum>
<w:num w:numId="50"><w:abstractNumId w:val="50"/></w:num>
<w:num w:numId="51"><w:abstractNumId w:val="50"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>"""


def _numbered(paragraphs: list[tuple[str, int | None, str]]) -> str:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for child in list(parse_xml(_NUMBERING.format(namespace=nsdecls("w")))):
        numbering.append(child)
    # Word wants every abstractNum before the first num; order does not matter to a reader.
    for text, level, list_id in paragraphs:
        paragraph = document.add_paragraph(text)
        if level is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = level
            properties.get_or_add_numId().val = int(list_id)
    return read_content(_save(document), "编号.docx").text


def test_automatic_numbers_are_printed_and_start_anew_under_each_parent() -> None:
    text = _numbered(
        [
            ("总体要求", 0, "50"),
            ("指导思想", 1, "50"),
            ("基本原则", 1, "50"),
            ("公平", 2, "50"),
            ("5万元", 2, "50"),
            ("主要任务", 0, "50"),
            ("优化布局", 1, "50"),
            ("小数", 3, "50"),
            ("没有编号", None, ""),
            ("另起一列", 0, "51"),
            ("接着", 0, "51"),
        ]
    )
    assert text.splitlines() == [
        "一、总体要求", "（一）指导思想", "（二）基本原则", "1. 公平", "2. 5万元", "二、主要任务",
        "（一）优化布局", "2.1 小数", "没有编号", "七、另起一列", "八、接着",
    ]  # fmt: skip


def test_a_list_style_of_word_keeps_its_numbers() -> None:
    document = docx.Document()
    document.add_paragraph("甲", style="List Number")
    document.add_paragraph("乙", style="List Number")
    document.add_paragraph("点", style="List Bullet")
    lines = read_content(_save(document), "a.docx").text.splitlines()
    assert lines == ["1. 甲", "2. 乙", "点"]


def test_hidden_and_deleted_words_are_left_out_and_told() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("看得见")
    paragraph.add_run("藏起来").font.hidden = True
    words = "<w:r><w:delText>删去</w:delText></w:r>"
    deleted = f'<w:del {nsdecls("w")} w:id="1" w:author="a">{words}</w:del>'
    inserted = f'<w:ins {nsdecls("w")} w:id="2" w:author="a"><w:r><w:t>新加</w:t></w:r></w:ins>'
    paragraph._p.append(parse_xml(deleted))
    paragraph._p.append(parse_xml(inserted))
    document.sections[0].header.paragraphs[0].text = "页眉"
    source = read_content(_save(document), "a.docx")
    assert source.text == "看得见新加\n"
    assert "隐藏文字 3 字未收入" in source.notes
    assert "修订中已删除的文字 2 字未收入" in source.notes
    assert "修订中新增、尚未确认的文字 2 字已收入" in source.notes
    assert "页眉页脚 2 字未收入：“页眉”" in source.notes


def test_table_rows_keep_their_column_names() -> None:
    document = docx.Document()
    document.add_paragraph("附件")
    table = document.add_table(rows=3, cols=3)
    rows = [("任务", "牵头部门", "配合部门"), ("建校", "教育局", "财政局"), ("", "人社局", "编办")]
    for row, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    table.cell(1, 0).merge(table.cell(2, 0))
    lines = read_content(_save(document), "a.docx").text.splitlines()
    assert lines == [
        "附件",
        "任务：建校；牵头部门：教育局；配合部门：财政局",
        "任务：建校；牵头部门：人社局；配合部门：编办",
    ]


def test_a_cell_over_several_columns_is_written_once() -> None:
    rows = (
        (Cell(("项目",)), Cell(("一年级",)), Cell(("二年级",))),
        (Cell(("人数",)), Cell(("共五十",), width=2)),
    )
    assert format_table(rows) == ["项目：人数；一年级、二年级：共五十"]


def test_a_form_gives_its_names_with_what_is_filled_in() -> None:
    rows = (
        (Cell(("姓名",)), Cell(("张山",)), Cell(("学校",)), Cell(("松棠镇小学",))),
        (Cell(("申请 事项",)), Cell(("乡村教师补助，每月500元",), width=3)),
        (Cell(("任教 年限",)), Cell(("12年",)), Cell(("公示 时间",)), Cell(())),
        (Cell(("县教育局 意见",)), Cell((), width=3)),
    )
    assert format_table(rows) == [
        "姓名：张山；学校：松棠镇小学",
        "申请事项：乡村教师补助，每月500元",
        "任教年限：12年；公示时间",
        "县教育局意见",
    ]


def test_a_table_with_a_header_of_two_rows_is_no_form() -> None:
    above = Cell((), goes_on=True)
    rows = (
        (Cell(("任务",)), Cell(("责任单位",), width=2), Cell(("时限",))),
        (above, Cell(("牵头",)), Cell(("配合",)), above),
        (Cell(("建校",)), Cell(("教育局",)), Cell(("财政局",)), Cell(("年底前",))),
        (Cell(("招聘",)), Cell(("人社局",)), Cell(("编办",)), Cell(("年中前",))),
    )
    assert format_table(rows) == [
        "任务：建校；责任单位·牵头：教育局；责任单位·配合：财政局；时限：年底前",
        "任务：招聘；责任单位·牵头：人社局；责任单位·配合：编办；时限：年中前",
    ]


def test_a_layout_table_gives_its_lines() -> None:
    assert format_table(((Cell(("云岭县教育局文件", "云教〔2023〕1号")),),)) == [
        "云岭县教育局文件",
        "云教〔2023〕1号",
    ]


@pytest.mark.parametrize("header", [(), ("姓名", "单位", "签字")])
def test_a_form_with_nothing_in_it_is_empty(header: tuple[str, ...]) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for cell, words in zip(table.rows[0].cells, header, strict=False):
        cell.text = words
    with pytest.raises(EmptyFileError) as caught:
        read_content(_save(document), "表.docx")
    assert "没有填写内容" in caught.value.message_zh
    table.rows[1].cells[0].text = "张三"
    table.rows[2].cells[0].text = "李四"
    assert "张三" in read_content(_save(document), "表.docx").text


def test_entities_in_another_encoding_are_refused_too() -> None:
    stream = io.BytesIO()
    bomb = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", bomb.encode("utf-16"))
    with pytest.raises(UnreadableFileError, match="document type"):
        read_content(stream.getvalue(), "a.docx")


def test_a_document_type_in_a_part_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        bomb = (
            '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "' + escape("哈") * 9 + '">]><a>&b;</a>'
        )
        archive.writestr("word/document.xml", bomb)
    with pytest.raises(UnreadableFileError, match="document type"):
        read_content(stream.getvalue(), "a.docx")


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [
        (21, "chineseCountingThousand", "二十一"),
        (110, "chineseCounting", "一百一十"),
        (1005, "chineseCounting", "一千零五"),
        (12, "decimalEnclosedCircleChinese", "⑫"),
        (4, "lowerRoman", "iv"),
        (28, "upperLetter", "BB"),
        (3, "ideographTraditional", "丙"),
        (12, "decimalFullWidth", "１２"),
        (2, "chineseLegalSimplified", "贰"),
        (7, "decimalZero", "07"),
        (120, "ideographDigital", "一二〇"),
        (23, "japaneseCounting", "二十三"),
        (25, "decimalEnclosedCircle", "㉕"),
        (3, "decimalEnclosedParen", "⑶"),
        (4, "decimalEnclosedFullstop", "⒋"),
        (5, "ideographEnclosedCircle", "㊄"),
        (6, "numberInDash", "- 6 -"),
    ],
)
def test_number_formats(value: int, number_format: str, printed: str) -> None:
    assert format_number(value, number_format) == printed


@pytest.mark.shared
def test_real_files(shared: Path) -> None:
    formats = shared / "corpus" / "formats"
    path = formats / "d03_annex4_detailed_rules.docx"
    source = read_content(load_content(path), path.name)
    assert source.format == "docx"
    assert "第五条  申请条件\n" in source.text
    with pytest.raises(EmptyFileError):
        read_content((formats / "t01_empty_extraction.txt").read_bytes(), "空.txt")
