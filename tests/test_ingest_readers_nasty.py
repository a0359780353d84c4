"""Files as people really bring them, each of which once lost or bent something."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl  # type: ignore[import-untyped]
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest.load import parse_content, parse_files
from ingest.model import EmptyFileError, ParsedFile, UnreadableFileError
from ingest.readers.registry import read_content
from ingest.report import make_report

FONT = "STSong-Light"


def parse(content: bytes, name: str) -> ParsedFile:
    parsed = parse_content(content, name)
    assert make_report(parsed).lost == ()
    return parsed


def list_paths(parsed: ParsedFile) -> list[str]:
    return [str(clause.ref) for clause in parsed.documents[0].clauses]


def save(document: "docx.document.Document") -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_document_typed_into_one_paragraph_with_soft_breaks() -> None:
    document = docx.Document()
    document.add_paragraph("云岭县校车安全管理办法")
    paragraph = document.add_paragraph()
    for line in (
        "第一条　为加强校车安全管理，制定本办法。",
        "第二条　校车应当符合下列条件：",
        "（一）车况良好；",
        "（二）驾驶人取得资格。",
        "第三条　本办法自2026年1月1日起施行。",
    ):
        paragraph.add_run(line).add_break()
    parsed = parse(save(document), "办法.docx")
    assert list_paths(parsed) == [
        "第一条", "第二条", "第二条 › （一）", "第二条 › （二）", "第三条",
    ]  # fmt: skip


def test_a_letterhead_in_a_table_and_a_merged_duty_table() -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "云岭县教育局文件\n云教发〔2026〕9号"
    for line in (
        "云岭县教育局关于做好校车工作的通知",
        "各中心学校：",
        "为做好校车工作，现通知如下。",
    ):
        document.add_paragraph(line)
    rows = [
        ["序号", "任务", "责任单位", "时限"],
        ["1", "排查隐患", "教育局", "3月"],
        ["2", "", "公安局", "4月"],
        ["3", "更新车辆", "财政局", ""],
    ]
    table = document.add_table(4, 4)
    for row, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    table.cell(1, 1).merge(table.cell(2, 1))
    document.add_paragraph("云岭县教育局")
    document.add_paragraph("2026年2月3日")
    parsed = parse(save(document), "通知.docx")
    metadata = parsed.documents[0].metadata
    assert metadata.document_number == "云教发〔2026〕9号"
    assert str(metadata.issue_date) == "2026-02-03"
    assert "序号：2；任务：排查隐患；责任单位：公安局；时限：4月" in parsed.text
    assert "序号：3；任务：更新车辆；责任单位：财政局\n" in parsed.text


def test_raised_digits_stay_raised() -> None:
    page = "<html><p>第一条 补助3×10<sup>4</sup>元，面积不低于20m<sup>2</sup>，CO<sub>2</sub>。</p>"
    assert "3×10⁴元，面积不低于20m²，CO₂" in read_content(page.encode(), "a.html").text
    document = docx.Document()
    paragraph = document.add_paragraph("第一条　面积不低于20m")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run("。")
    assert read_content(save(document), "a.docx").text == "第一条　面积不低于20m²。\n"


def test_deleted_words_of_a_page_are_left_out() -> None:
    page = "<html><p>第一条 <del>旧规定。</del><ins>新规定：校车须年检。</ins></p>"
    source = read_content(page.encode(), "a.html")
    assert source.text == "第一条 新规定：校车须年检。\n"
    assert "隐藏文字 4 字未收入" in source.notes


def test_a_page_whose_document_is_mostly_a_table_keeps_title_number_and_date() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>排查第{n}类校车隐患，逐一登记，限期整改</td><td>教育局，公安局</td></tr>"
        for n in range(1, 9)
    )
    page = (
        "<html><body><p>云岭县教育局文件</p><p>云教发〔2026〕9号</p>"
        "<p>云岭县教育局关于做好校车工作的通知</p><p>各中心学校：</p>"
        f"<table><tr><td>序号</td><td>任务</td><td>责任单位</td></tr>{rows}</table>"
        "<p>云岭县教育局</p><p>2026年2月3日</p></body></html>"
    )
    metadata = parse(page.encode(), "通知.html").documents[0].metadata
    assert metadata.title == "云岭县教育局关于做好校车工作的通知"
    assert metadata.document_number == "云教发〔2026〕9号"
    assert str(metadata.issue_date) == "2026-02-03"


WORD_PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta charset=gb2312><!--[if gte mso 9]><xml><o:OfficeDocumentSettings>秘密设置
</o:OfficeDocumentSettings></xml><![endif]--></head><body lang=ZH-CN><div class=WordSection1>
<p class=MsoNormal align=center><b>云岭县校车安全管理办法<o:p></o:p></b></p>
<p class=MsoNormal><![if !supportLists]><span style='mso-list:Ignore'>一、</span><![endif]>总则。
<o:p></o:p></p>
<p class=MsoNormal><![if !supportLists]><span style='mso-list:Ignore'>二、</span><![endif]>
附则。本办法自2026年1月1日起施行。</p><p><span style='display:none;mso-hide:all'>隐藏</span></p>
</div></body></html>"""


def test_a_page_that_word_saved_keeps_its_numbers() -> None:
    parsed = parse(WORD_PAGE.encode("gb18030"), "办法.htm")
    assert list_paths(parsed) == ["一", "二"]
    assert "秘密" not in parsed.text
    assert "隐藏文字 2 字未收入" in parsed.notes


MHT = (
    b"From: <Saved by Blink>\r\nSubject: =?utf-8?Q?=E5=8A=9E?=\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--B"\r\n\r\n'
    b"----B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: %s\r\n\r\n%s\r\n"
    b"----B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
    b"----B--\r\n"
)


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_a_page_saved_as_one_file_is_read(encoding: str) -> None:
    import base64
    import quopri

    page = WORD_PAGE.encode("gb18030")
    written = {
        "base64": base64.encodebytes(page),
        "quoted-printable": quopri.encodestring(page),
        "8bit": page,
    }[encoding]
    parsed = parse(MHT % (encoding.encode(), written), "办法.mht")
    assert parsed.format == "mht"
    assert list_paths(parsed) == ["一", "二"]
    assert "文件里的其他部分（图片、样式、附件等）1 个未收入" in parsed.notes


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (
            b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
            UnreadableFileError,
            "是XML 文件",
        ),
        (
            b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n",
            EmptyFileError,
            "没有正文",
        ),
        (b"MZ\x90\0\x03\0\0\0" + bytes(range(256)) * 20, UnreadableFileError, "不是能识别的文本"),
    ],
)
def test_what_is_no_document_says_what_it_is(
    content: bytes, error: type[UnreadableFileError | EmptyFileError], words: str
) -> None:
    with pytest.raises(error) as caught:
        read_content(content, "文件.docx")
    assert words in caught.value.message_zh


def test_a_document_of_pictures_says_what_to_do() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(picture, "PNG")
    document = docx.Document()
    document.add_picture(picture)
    with pytest.raises(EmptyFileError) as caught:
        read_content(save(document), "扫描.docx")
    assert "里只有图片，没有文字，请另存为 PDF 后用 OCR 组件导入" in caught.value.message_zh


def draw(
    *pages: list[tuple[float, float, float, str]], rule: bool = False, lines: Sequence[float] = ()
) -> bytes:
    """Pages of (x, y from the top, size, words); `rule` draws a short line above the foot.

    `lines` are the heights, from the top, of lines across the page.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842))
    for page in pages:
        if rule:
            canvas.line(60, 100, 200, 100)
        for height in lines:
            canvas.line(60, 842 - height, 535, 842 - height)
        for x, y, size, words in page:
            canvas.setFont(FONT, size)
            canvas.drawString(x, 842 - y, words)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


BODY = "县教育局会同县财政局按照学生人数核定各校公用经费补助标准，并按月拨付到校不得"
FIRST = [
    *((60.0, 80 + 22.0 * n, 12.0, BODY) for n in range(8)),
    (60.0, 256.0, 12.0, "截留。"),
    (84.0, 700.0, 12.0, "第二条 校车使用许可由县人民政府①作出，县教育局受理申请后，应当"),
]
SECOND = [
    (60.0, 60.0, 12.0, "征求公安机关意见。"),
    (84.0, 82.0, 12.0, "第三条 本办法自2026年1月1日起施行。"),
]


@pytest.mark.parametrize(
    ("note", "rule"), [("① 指设有学校的县。", False), ("1 指设有学校的县。", True)]
)
def test_a_footnote_does_not_tear_the_clause_above_it(note: str, rule: bool) -> None:
    noted = [*FIRST, (60.0, 757.0, 9.0, note)]
    parsed = parse(draw(noted, SECOND, rule=rule), "办法.pdf")
    assert "县教育局受理申请后，应当征求公安机关意见。" in parsed.text
    assert f"脚注 {len(note)} 字未收入：“{note}”" in parsed.notes


def test_small_lines_at_the_foot_that_nothing_points_to_are_text() -> None:
    small = [*FIRST, (60.0, 757.0, 9.0, "② 由县公安局办理。")]
    assert "② 由县公安局办理。" in parse(draw(small, SECOND), "办法.pdf").text


def test_cells_without_ruled_lines_stay_on_their_lines() -> None:
    rows = [("一类", "300", "含教学点"), ("二类", "500", "含寄宿学校"), ("三类", "700", "待定")]
    page = [(60.0, 60.0, 12.0, "补助标准表")]
    for number, row in enumerate(rows):
        page += [(60.0 + 60 * n, 90.0 + 22 * number, 12.0, cell) for n, cell in enumerate(row)]
    lines = read_content(draw(page), "表.pdf").text.splitlines()
    assert lines == ["补助标准表", *(" ".join(row) for row in rows)]


STANDARDS = [
    ("学校类别", "每人每月补助", "责任单位"),
    ("一类学校", "300元", "县教育局、县财政局"),
    ("二类学校", "500元", "县教育局、县财政局"),
    ("三类学校", "700元", "县教育局"),
]


def place_rows(
    rows: Sequence[Sequence[str]], top: float, wide: float = 150.0
) -> list[tuple[float, float, float, str]]:
    """Cells of rows that are 24 points high."""
    return [
        (66.0 + wide * column, top + 24.0 * row, 12.0, words)
        for row, cells in enumerate(rows)
        for column, words in enumerate(cells)
    ]


@pytest.mark.parametrize(
    "lines", [(82.0, 107.0, 180.0), (107.0, 131.0, 155.0, 179.0)], ids=["three lines", "row lines"]
)
def test_tables_without_upright_lines_become_rows(lines: tuple[float, ...]) -> None:
    page = [(60.0, 60.0, 12.0, "附件：补助标准"), *place_rows(STANDARDS, 100.0)]
    page += [(60.0, 260.0, 12.0, "本表自印发之日起执行。")]
    assert read_content(draw(page, lines=lines), "表.pdf").text.splitlines() == [
        "附件：补助标准",
        *(f"学校类别：{a}；每人每月补助：{b}；责任单位：{c}" for a, b, c in STANDARDS[1:]),
        "本表自印发之日起执行。",
    ]


def test_lines_around_copies_and_around_columns_of_text_make_no_table() -> None:
    copies = [("抄送：县委办公室。",), ("云岭县教育局办公室", "2026年2月3日印发")]
    text = read_content(
        draw([*FIRST[:-1], *place_rows(copies, 700, 300)], lines=(682.0, 707.0, 731.0)), "文.pdf"
    ).text
    assert text.splitlines()[-2:] == ["抄送：县委办公室。", "云岭县教育局办公室 2026年2月3日印发"]
    columns = [
        (x, 100.0 + 22 * n, 12.0, f"县{side}局按照人数核定各校经费标准，")
        for x, side in ((66.0, "教育"), (310.0, "财政"))
        for n in range(12)
    ]
    text = read_content(draw(columns, lines=(60.0, 80.0, 400.0)), "文.pdf").text
    assert "：" not in text
    assert text.index("财政") > text.rindex("教育")


def test_an_archive_of_misnamed_files_in_deep_folders() -> None:
    document = docx.Document()
    document.add_paragraph("一、总则。")
    book = openpyxl.Workbook()
    for row in (("任务", "部门"), ("建校", "教育局")):
        book.active.append(row)
    sheet = io.BytesIO()
    book.save(sheet)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a/b/../../c/通知.pdf", "云岭县校车通知\n一、总则。\n")
        archive.writestr("x/办法.txt", save(document))
        archive.writestr("表.doc", sheet.getvalue())
        archive.writestr("空.docx", b"")
        archive.writestr(".DS_Store", b"x")
    found = list(parse_files(stream.getvalue(), "包.zip"))
    read = [one for one in found if isinstance(one, ParsedFile)]
    assert [one.format for one in read] == ["txt", "docx", "xlsx"]
    assert not any(".." in one.file_name or "/" in one.file_name for one in read)
    (failed,) = (one for one in found if isinstance(one, EmptyFileError))
    assert "空.docx》文件是空的" in failed.message_zh


@pytest.mark.parametrize("ending", ["\r", "\r\n", "\n", "\u2028", "\x0c"])
def test_any_line_end_parts_clauses(ending: str) -> None:
    lines = (
        "云岭县校车安全管理办法",
        "第一条　制定本办法。",
        "第二条　本办法自2026年1月1日起施行。",
    )
    parsed = parse(ending.join(lines).encode(), "办法.txt")
    assert list_paths(parsed) == ["第一条", "第二条"]


def test_a_sheet_with_two_tables_and_a_header_of_two_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "云岭县乡村教师补助标准表（单位：元/人·月）"
    sheet["A2"], sheet["B2"], sheet["B3"], sheet["C3"], sheet["D2"] = (
        "学校类别", "补助标准", "2025年", "2026年", "备注",
    )  # fmt: skip
    for merged in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
        sheet.merge_cells(merged)
    for row in (("一类", 300, 350, None), ("二类", 500, 550, "含教学点")):
        sheet.append(row)
    sheet["A7"] = "附表：联系人"
    for person in (("姓名", "单位"), ("张山", "教育局"), ("李思", "财政局")):
        sheet.append(person)
    stream = io.BytesIO()
    book.save(stream)
    lines = read_content(stream.getvalue(), "标准.xlsx").text.splitlines()
    assert lines[1:] == [
        "学校类别：一类；补助标准·2025年：300；补助标准·2026年：350",
        "学校类别：二类；补助标准·2025年：500；补助标准·2026年：550；备注：含教学点",
        "附表：联系人",
        "姓名：张山；单位：教育局",
        "姓名：李思；单位：财政局",
    ]


def test_a_path_in_a_file_name_opens_no_file(tmp_path: Path) -> None:
    (tmp_path / "外.txt").write_text("一、外面的文件。", "utf-8")
    name = f"../{tmp_path.name}/外.txt"
    parsed = parse("云岭县办法\n一、里面的文件。\n".encode(), name)
    assert parsed.file_name == "外.txt"
    assert "里面的文件" in parsed.text


def test_revisions_within_content_controls_are_read_as_revisions() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("第一条　")
    inner = (
        "<w:r><w:t>新增的规定。</w:t></w:r><w:del><w:r><w:delText>又删。</w:delText></w:r></w:del>"
    )
    control = f"<w:sdt><w:sdtContent><w:ins>{inner}</w:ins></w:sdtContent></w:sdt>"
    for child in list(parse_xml(f"<w:p {nsdecls('w')}>{control}</w:p>")):
        paragraph._p.append(child)
    source = read_content(save(document), "a.docx")
    assert source.text == "第一条　新增的规定。\n"
    assert "修订中已删除的文字 3 字未收入" in source.notes
