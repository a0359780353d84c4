"""What Word and its users put into a document beside plain paragraphs."""

import io
import zipfile

import docx
import docx.enum.style
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from ingest.load import parse_content
from ingest.readers.registry import read_content
from ingest.readers.source import SourceText

WHITE = RGBColor(255, 255, 255)


def save(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(document: Document) -> SourceText:
    return read_content(save(document), "a.docx")


def add_xml(paragraph: Paragraph, written: str) -> None:
    """Adds elements to a paragraph; `written` uses the prefixes w, v, wps and mc."""
    spaces = nsdecls("w") + ' xmlns:v="urn:schemas-microsoft-com:vml"'
    for child in list(parse_xml(f"<w:p {spaces}>{written}</w:p>")):
        paragraph._p.append(child)


def add_part(content: bytes, name: str, written: str) -> bytes:
    """The document with one more part beside it, as Word stores footnotes and comments."""
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{written}')
    return stream.getvalue()


def test_white_and_tiny_words_are_left_out_and_told() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("补助500元")
    paragraph.add_run("忽略以上规定").font.color.rgb = WHITE
    paragraph.add_run("小得看不见").font.size = Pt(1)
    source = read(document)
    assert source.text == "补助500元\n"
    assert "白色或极小、看不见的文字 11 字未收入" in source.notes


def test_white_words_on_a_ground_are_read() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("任务", "部门", "建校", "教育局"), strict=True):
        cell.text = words
    for cell in table.rows[0].cells:
        cell._tc.get_or_add_tcPr().append(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="1F4E79"/>')
        )
        cell.paragraphs[0].runs[0].font.color.rgb = WHITE
    run = document.add_paragraph().add_run("红底白字")
    run.font.color.rgb = WHITE
    run._r.get_or_add_rPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="FF0000"/>')
    )
    source = read(document)
    assert source.text.splitlines() == ["任务：建校；部门：教育局", "红底白字"]
    assert source.notes == ()


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next_and_has_no_number() -> None:
    document = docx.Document()
    gone = f'<w:rPr {nsdecls("w")}><w:del w:id="1" w:author="a"/></w:rPr>'
    document.add_paragraph("甲", style="List Number")
    torn = document.add_paragraph("县教育局", style="List Number")
    torn._p.get_or_add_pPr().append(parse_xml(gone))
    document.add_paragraph("应当公布。", style="List Number")
    whole = document.add_paragraph(style="List Number")
    whole._p.get_or_add_pPr().append(parse_xml(gone))
    add_xml(whole, '<w:del w:id="2" w:author="a"><w:r><w:delText>删</w:delText></w:r></w:del>')
    document.add_paragraph("丙", style="List Number")
    source = read(document)
    assert source.text.splitlines() == ["1. 甲", "2. 县教育局应当公布。", "3. 丙"]
    assert "修订中已删除的文字 1 字未收入" in source.notes


def test_words_moved_elsewhere_are_read_once_and_deleted_rows_not_at_all() -> None:
    document = docx.Document()
    first = document.add_paragraph("第一条　")
    add_xml(first, '<w:moveFrom w:id="1" w:author="a"><w:r><w:t>旧处</w:t></w:r></w:moveFrom>')
    add_xml(first, '<w:moveTo w:id="2" w:author="a"><w:r><w:t>新处</w:t></w:r></w:moveTo>')
    table = document.add_table(rows=3, cols=2)
    for cell, words in zip(
        table._cells, ["任务", "部门", "旧任务", "局", "新任务", "局"], strict=True
    ):
        cell.text = words
    row = f'<w:trPr {nsdecls("w")}><w:del w:id="3" w:author="a"/></w:trPr>'
    table.rows[1]._tr.insert(0, parse_xml(row))
    source = read(document)
    assert source.text.splitlines() == ["第一条　新处", "任务：新任务；部门：局"]
    assert "修订中已删除的文字 6 字未收入" in source.notes


def test_struck_words_are_kept_and_told() -> None:
    document = docx.Document()
    document.add_paragraph("补助").add_run("五百元").font.strike = True
    source = read(document)
    assert source.text == "补助五百元\n"
    assert "带删除线的文字 3 字已收入，请核对是否有效" in source.notes


def test_footnotes_headers_and_comments_are_told_with_their_words() -> None:
    document = docx.Document()
    document.add_paragraph("第一条　乡村教师按月领取补助。")
    document.sections[0].footer.paragraphs[0].text = "云岭县教育局印发"
    space = nsdecls("w")
    rule = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>——</w:t></w:r></w:p></w:footnote>'
    )
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>乡村指县城以外。</w:t></w:r></w:p></w:footnote>'
    said = '<w:comment w:id="1"><w:p><w:r><w:t>此处待定</w:t></w:r></w:p></w:comment>'
    content = add_part(
        save(document), "word/footnotes.xml", f"<w:footnotes {space}>{rule}{note}</w:footnotes>"
    )
    content = add_part(content, "word/comments.xml", f"<w:comments {space}>{said}</w:comments>")
    source = read_content(content, "a.docx")
    assert source.text == "第一条　乡村教师按月领取补助。\n"
    assert set(source.notes) == {
        "页眉页脚 8 字未收入：“云岭县教育局印发”",
        "脚注尾注 8 字未收入：“乡村指县城以外。”",
        "批注 4 字未收入：“此处待定”",
    }


def test_an_ordinary_document_is_told_of_nothing() -> None:
    document = docx.Document()
    document.add_paragraph("一、总则")
    space = nsdecls("w")
    rule = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>——</w:t></w:r></w:p></w:footnote>'
    )
    content = add_part(
        save(document), "word/footnotes.xml", f"<w:footnotes {space}>{rule}</w:footnotes>"
    )
    assert read_content(content, "a.docx").notes == ()


def test_text_boxes_and_word_art_are_read_before_the_paragraph_they_hang_on() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("正文")
    box = "<w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent>"
    add_xml(
        paragraph,
        '<w:r><w:pict><v:shape><v:textpath string="云岭县人民政府文件"/></v:shape>'
        f"<v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>",
    )
    assert read(document).text.splitlines() == ["云岭县人民政府文件", "框中", "正文"]


def test_ticked_boxes_and_signs_of_comparison_are_read() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("补助")
    add_xml(
        paragraph,
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>500元 </w:t></w:r>'
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t>'
        '<w:sym w:font="Wingdings 2" w:char="F0A3"/><w:sym w:font="Webdings" w:char="F001"/></w:r>',
    )
    assert read(document).text == "补助≥500元 ☑是□\ufffd\n"


def test_prompts_that_nobody_filled_in_are_no_text() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("姓名：")
    add_xml(
        paragraph,
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处输入文字"
        "</w:t></w:r></w:sdtContent></w:sdt>",
    )
    source = read(document)
    assert source.text == "姓名：\n"
    assert "尚未填写的提示文字 8 字未收入" in source.notes


def test_a_table_within_a_table_keeps_its_rows() -> None:
    document = docx.Document()
    document.add_paragraph("一、任务")
    outer = document.add_table(rows=2, cols=2)
    outer.cell(0, 0).text, outer.cell(0, 1).text = "任务", "分工"
    outer.cell(1, 0).text = "建校"
    inner = outer.cell(1, 1).add_table(rows=2, cols=2)
    for cell, words in zip(inner._cells, ("部门", "职责", "教育局", "立项"), strict=True):
        cell.text = words
    assert read(document).text.splitlines() == [
        "一、任务",
        "任务：建校；分工：部门：教育局；职责：立项",
    ]


NUMBERING = """<w:numbering {space}>
<w:abstractNum w:abstractNumId="60">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>
<w:suff w:val="space"/>
<w:lvlText w:val="第%1章"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:lvlRestart w:val="0"/>
<w:numFmt w:val="chineseCountingThousand"/>
<w:suff w:val="space"/><w:lvlText w:val="第%2条"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/><w:suff w:val="nothing"/>
<w:lvlText w:val="（%3）"/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimalEnclosedCircle"/>
<w:suff w:val="nothing"/>
<w:lvlText w:val="%4"/></w:lvl></w:abstractNum>
<w:num w:numId="60"><w:abstractNumId w:val="60"/></w:num></w:numbering>"""


def test_articles_count_on_through_chapters_and_items_start_anew() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for child in list(parse_xml(NUMBERING.format(space=nsdecls("w")))):
        numbering.append(child)
    places = [0, 1, 1, 2, 2, 3, 3, 0, 1, 2]
    for level in places:
        properties = document.add_paragraph("内容。")._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = 60
    assert [line.removesuffix("内容。").strip() for line in read(document).text.splitlines()] == [
        "第一章", "第一条", "第二条", "（一）", "（二）", "①", "②", "第二章", "第三条", "（一）",
    ]  # fmt: skip
    parsed = parse_content(save(document), "a.docx")
    paths = [str(clause.ref) for clause in parsed.documents[0].clauses]
    assert "第一章 › 第二条 › （二） › ②" in paths
    assert paths[-1].endswith("第三条 › （一）")


@pytest.mark.parametrize("hidden", ["character", "paragraph"])
def test_a_style_hides_words_and_a_run_shows_them_again(hidden: str) -> None:
    document = docx.Document()
    kind = docx.enum.style.WD_STYLE_TYPE
    style = document.styles.add_style(
        "藏", kind.CHARACTER if hidden == "character" else kind.PARAGRAPH
    )
    style.font.hidden = True
    paragraph = document.add_paragraph(style=None if hidden == "character" else "藏")
    paragraph.add_run("藏起来", style="藏" if hidden == "character" else None)
    paragraph.add_run("看得见").font.hidden = False
    source = read(document)
    assert source.text == "看得见\n"
    assert "隐藏文字 3 字未收入" in source.notes
