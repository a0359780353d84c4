"""One sample, written in each format by the software that people use, gives the same clauses."""

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from ingest.load import load_file
from ingest.model import ClauseKind, ParsedFile, UnreadableFileError
from ingest.readers import office
from ingest.report import make_report
from tests.test_ingest_readers_sheets import make_duties, save

PROGRAM = office.find_program()
needs_office = pytest.mark.skipif(
    PROGRAM is None, reason="needs LibreOffice (soffice), which is not installed"
)
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
needs_browser = pytest.mark.skipif(BROWSER is None, reason="needs Chromium, which is not installed")


def convert(path: Path, form: str, folder: Path, *more: str) -> Path:
    """The file in another format, written by LibreOffice; `form` is `ending:filter`."""
    assert PROGRAM is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = [
        PROGRAM,
        profile,
        "--headless",
        *more,
        "--convert-to",
        form,
        "--outdir",
        str(folder / "made"),
    ]
    subprocess.run([*words, str(path)], check=True, capture_output=True, timeout=120)
    (made,) = (folder / "made").glob(f"{path.stem}.{form.partition(':')[0]}")
    return made


def list_clauses(parsed: ParsedFile) -> list[tuple[str, ...]]:
    """Paths and words of all clauses, blanks aside; table rows by their words alone."""
    return [
        ("" if clause.kind is ClauseKind.ROW else str(clause.ref), "".join(clause.text.split()))
        for document in parsed.documents
        for clause in document.clauses
    ]


@pytest.fixture(scope="module")
def plan(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "plan.docx"
    document = docx.Document(str(samples / "yunlan_08_songtang_digital_plan.docx"))
    for table in document.tables:
        table.style = "Table Grid"  # ruled, as Word draws it: a PDF shows a table by its lines
    document.add_paragraph("抄送：县委办公室。")
    document.save(str(path))
    return path


@needs_office
@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("doc:MS Word 97", "doc"),
        ("odt:writer8", "odt"),
        ("pdf:writer_pdf_Export", "pdf"),
        ("docx:MS Word 2007 XML", "docx"),
    ],
)
def test_every_format_gives_the_clauses_of_the_original(
    plan: Path, form: str, name: str, tmp_path: Path
) -> None:
    parsed = load_file(convert(plan, form, tmp_path))
    assert parsed.format == name
    assert make_report(parsed).lost == ()
    assert list_clauses(parsed) == list_clauses(load_file(plan))


@needs_office
@pytest.mark.parametrize(
    ("form", "name"),
    [("rtf:Rich Text Format", "rtf"), ("html:HTML (StarWriter)", "html"), ("txt:Text", "txt")],
)
def test_typed_numbers_survive_in_formats_without_word_lists(
    samples: Path, form: str, name: str, tmp_path: Path
) -> None:
    source = samples / "yunlan_07_rural_teacher_subsidy_method.txt"
    document = docx.Document()
    for line in source.read_text("utf-8").splitlines():
        document.add_paragraph(line)
    path = tmp_path / "method.docx"
    document.save(str(path))
    parsed = load_file(convert(path, form, tmp_path))
    assert parsed.format == name
    assert make_report(parsed).lost == ()
    assert list_clauses(parsed) == list_clauses(load_file(source))


@needs_office
def test_a_wps_file_is_read_by_its_content(plan: Path, tmp_path: Path) -> None:
    made = convert(plan, "doc:MS Word 97", tmp_path)
    renamed = made.rename(made.with_suffix(".wps"))
    assert list_clauses(load_file(renamed)) == list_clauses(load_file(plan))


@needs_office
def test_sheets_written_anew_keep_rows_and_column_names(tmp_path: Path) -> None:
    path = tmp_path / "duties.xlsx"
    path.write_bytes(save(make_duties()))
    before = load_file(path).text
    for form, name in (("xls:MS Excel 97", "xls"), ("xlsx:Calc MS Excel 2007 XML", "xlsx")):
        parsed = load_file(convert(path, form, tmp_path))
        assert (parsed.format, parsed.text) == (name, before)


def add_field(paragraph: Paragraph, code: str) -> None:
    """A field that the word processor fills in, such as the number of the page."""
    xml = f'<w:fldSimple {nsdecls("w")} w:instr="{code}"/>'
    paragraph._p.append(parse_xml(xml))


ARTICLE = (
    "第{0}条　县教育局应当会同县财政局在每年三月底前完成第{0}类事项的核定，"
    "并将结果向社会公布，接受群众监督；"
    "对不符合规定的，应当在十个工作日内书面告知申请人并说明理由。"
)


def write_measure(path: Path, articles: int, rows: int) -> list[str]:
    """A measure with headers and page numbers on every page but the first, as Word sets them."""
    document = docx.Document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "云岭县人民政府办公室文件　云政办发〔2026〕3号"
    footer = section.footer.paragraphs[0]
    footer.add_run("第 ")
    add_field(footer, "PAGE")
    footer.add_run(" 页　共 ")
    add_field(footer, "NUMPAGES")
    footer.add_run(" 页")
    document.add_heading("云岭县乡村教师补助办法", 0)
    paragraphs = [ARTICLE.format(number) for number in range(1, articles + 1)]
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    lines = [("任务", "牵头部门", "完成时限")]
    lines += [
        (f"建设第{n}所乡村寄宿制学校并投入使用", "县教育局", f"{2026 + n}年底") for n in range(rows)
    ]
    for row, words in enumerate(lines):
        cells = table.rows[0].cells if row == 0 else table.add_row().cells
        for cell, word in zip(cells, words, strict=True):
            cell.text = word
    document.save(str(path))
    named = [
        f"任务：{task}；牵头部门：{office}；完成时限：{end}" for task, office, end in lines[1:]
    ]
    return ["云岭县乡村教师补助办法", *paragraphs, *named]


@needs_office
def test_running_headers_and_torn_rows_of_a_printed_word_document(tmp_path: Path) -> None:
    path = tmp_path / "measure.docx"
    expected = write_measure(path, articles=24, rows=30)
    parsed = load_file(convert(path, "pdf:writer_pdf_Export", tmp_path))
    assert len(parsed.page_starts) >= 4
    assert [line.replace(" ", "") for line in parsed.text.splitlines()] == [
        line.replace("　", "") for line in expected
    ]
    furniture = 2 * (len(parsed.page_starts) - 1)
    assert f"页码、页眉页脚 {furniture} 行未收入" in parsed.notes


@needs_office
def test_rows_and_merged_cells_torn_by_page_breaks_are_whole(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("云岭县校车工作任务分工表")
    table = document.add_table(rows=26, cols=4)
    table.style = "Table Grid"
    task = "排查第{}类隐患。对车辆状况、驾驶人资格、行驶路线逐一核查，建立台账，限期整改。"
    office = "牵头：县教育局配合：县公安局、县交通运输局"
    rows = [("序号", "工作任务", "责任单位", "完成时限")]
    rows += [
        (str(n), task.format(n), office if n % 5 == 1 else "", "长期坚持") for n in range(1, 26)
    ]
    for row, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    for first in range(1, 26, 5):
        table.cell(first, 2).merge(table.cell(first + 4, 2))
    path = tmp_path / "table.docx"
    document.save(str(path))
    parsed = load_file(convert(path, "pdf:writer_pdf_Export", tmp_path))
    assert len(parsed.page_starts) > 2
    assert parsed.text.splitlines()[1:] == [
        f"序号：{n}；工作任务：{task.format(n)}；责任单位：{office}；完成时限：长期坚持"
        for n in range(1, 26)
    ]


@needs_office
def test_footnotes_of_a_word_processor_are_told_and_tear_nothing(tmp_path: Path) -> None:
    names = "一二三四五六七八九十"
    sentence = (
        "第{}条　县教育局应当会同县公安局对校车运行情况进行监督检查{}，发现隐患的，责令整改。"
    )
    anchor = (
        '<a class="sdfootnoteanc" name="sdfootnote{0}anc" '
        'href="#sdfootnote{0}sym"><sup>{0}</sup></a>'
    )
    note = "检查每年不少于{}次。"
    body = "".join(
        f"<p>{sentence.format(name, anchor.format(n))}</p>" for n, name in enumerate(names, 1)
    )
    notes = "".join(
        f'<div id="sdfootnote{n}"><p><a class="sdfootnotesym" name="sdfootnote{n}sym" '
        f'href="#sdfootnote{n}anc">{n}</a>{note.format(n)}</p></div>'
        for n in range(1, 11)
    )
    page = tmp_path / "page.html"
    page.write_text(
        f"<html><body><p>云岭县校车安全管理办法</p>{body}{notes}</body></html>", "utf-8"
    )
    for form in ("docx:MS Word 2007 XML", "pdf:writer_pdf_Export"):
        parsed = load_file(convert(page, form, tmp_path, "--infilter=HTML (StarWriter)"))
        text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]", "", parsed.text).replace(" ", "　")
        assert text.splitlines()[1:] == [sentence.format(name, "") for name in names]
        assert any("脚注" in told and note.format(1) in told for told in parsed.notes)


LOCKED = {"EncryptFile": True, "DocumentOpenPassword": "secret"}
RESTRICTED = {"RestrictPermissions": True, "PermissionPassword": "secret", "Printing": 0}


def write_options(options: dict[str, object]) -> str:
    kinds = {bool: "boolean", str: "string", int: "long"}
    described = {
        key: {
            "type": kinds[type(value)],
            "value": value if isinstance(value, str) else str(value).lower(),
        }
        for key, value in options.items()
    }
    return f"pdf:writer_pdf_Export:{json.dumps(described)}"


@needs_office
def test_a_pdf_with_a_password_says_so_and_one_that_only_forbids_printing_is_read(
    tmp_path: Path,
) -> None:
    path = tmp_path / "measure.docx"
    write_measure(path, articles=2, rows=2)
    with pytest.raises(UnreadableFileError) as caught:
        load_file(convert(path, write_options(LOCKED), tmp_path))
    assert "是加密的 PDF 文件，请去掉密码后重新另存，再导入" in caught.value.message_zh
    parsed = load_file(convert(path, write_options(RESTRICTED), tmp_path))
    assert "第2条" in parsed.text


PAGE = """<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>办法</title><style>
@page {{ size: A4; margin: 22mm 20mm }}
body {{ font-family: "Noto Serif CJK SC"; font-size: 12pt; line-height: 1.7 }}
h1 {{ text-align: center; font-size: 20pt }} p {{ text-indent: 2em; margin: 0 }}
.toc li {{ list-style: none; display: flex }}
.toc li::after {{ content: "……………… 2"; margin-left: auto }}
.columns {{ column-count: 2; column-gap: 10mm }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ border: 1px solid #000; padding: 3px }}
</style></head><body><h1>云岭县乡村教师补助办法</h1>
<h2>目录</h2><ul class="toc">
<li>第一章　总则</li><li>第二章　补助标准</li><li>第三章　附则</li></ul>
<h2>第一章　总则</h2><div class="columns">{articles}</div>
<h2>第二章　补助标准</h2><p>第十一条　补助标准按照学校所在地的艰苦程度分档，具体见下表。</p>
<table><thead><tr><th>学校类别</th><th>每人每月补助</th><th>责任单位</th></tr></thead>
<tbody>{rows}</tbody></table><p>第十二条　学校应当按月发放补助，不得截留、挪用。</p>
<h2>第三章　附则</h2><p>第十三条　本办法自2026年1月1日起施行。</p></body></html>"""


def print_page(markup: str, folder: Path, more: Sequence[str] = ()) -> Path:
    """The page as Chromium prints it, with its own header and footer."""
    page, made = folder / "page.html", folder / "page.pdf"
    page.write_text(markup, "utf-8")
    assert BROWSER is not None
    words = [
        BROWSER,
        "--headless",
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-gpu",
    ]
    words += [
        *more,
        f"--user-data-dir={folder / 'profile'}",
        f"--print-to-pdf={made}",
        page.as_uri(),
    ]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    return made


@needs_browser
@pytest.mark.parametrize("more", [(), ("--no-pdf-header-footer",)], ids=["headers", "plain"])
def test_a_page_printed_by_a_browser_keeps_columns_tables_and_every_article(
    more: tuple[str, ...], tmp_path: Path
) -> None:
    numbers = "一二三四五六七八九十"
    articles = [ARTICLE.format(number) for number in numbers]
    rows = [(f"第{n}类学校", f"{300 + 10 * n}元", "县教育局、县财政局") for n in range(40)]
    markup = PAGE.format(
        articles="".join(f"<p>{article}</p>" for article in articles),
        rows="".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows
        ),
    )
    parsed = load_file(print_page(markup, tmp_path, more))
    (document,) = parsed.documents
    assert document.metadata.title == "云岭县乡村教师补助办法"
    found = {str(clause.ref): "".join(clause.text.split()) for clause in document.clauses}
    for number, article in zip(numbers, articles, strict=True):
        assert found[f"第一章 › 第{number}条"] == article.replace("　", "")
    named = [
        f"学校类别：{kind}；每人每月补助：{sum_}；责任单位：{office}" for kind, sum_, office in rows
    ]
    assert [line for line in parsed.text.splitlines() if line.startswith("学校类别")] == named
    assert list(found)[-2:] == ["第三章", "第三章 › 第十三条"]
    assert not any("……" in text for text in found.values())
    assert ("页码、页眉页脚" in str(parsed.notes)) == (not more)
