"""The real files in ../shared/corpus/formats: each gives what its difficulty asks for."""

import contextlib
import copy
import io
import random
import re
import zipfile
from pathlib import Path
from typing import TypeVar
from xml.etree.ElementTree import fromstring, tostring

import pytest

from ingest.load import load_file, parse_content, parse_source
from ingest.model import EmptyFileError, LeadKind, ParsedFile
from ingest.readers import ocr, office
from ingest.readers.source import SourceText
from ingest.report import make_report
from tests.fuzz_targets import check, mutilate, mutilate_text, run_file
from tests.pieces import count_told, list_pieces, list_untold

T = TypeVar("T")
pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def formats(shared: Path) -> Path:
    return shared / "corpus" / "formats"


def load(folder: Path, beginning: str) -> ParsedFile:
    (path,) = folder.glob(f"{beginning}_*")
    parsed = load_file(path)
    assert make_report(parsed).lost == ()
    return parsed


def test_h03_leaves_out_menus_and_keeps_paragraphs_whole(formats: Path) -> None:
    parsed = load(formats, "h03")
    (document, *_) = parsed.documents
    assert document.metadata.title == "2026年广州市天河区幼儿园招生工作方案"
    assert [c.ref.labels[-1] for c in document.clauses if c.parent is None] == list("一二三四五")
    assert "政务公开" not in parsed.text
    # 一是 and 二是 stand in elements of their own within one paragraph.
    assert "自主招生遵循以下原则：一是解决幼儿园原招生渠道" in parsed.text


def test_h08_leaves_out_the_search_form_and_its_status_words(formats: Path) -> None:
    parsed = load(formats, "h08")
    (document, *_) = parsed.documents
    articles = [c for c in document.clauses if c.ref.labels[-1].endswith("条")]
    assert len(articles) == 54
    assert document.metadata.document_number == "穗府办规〔2024〕13号"
    assert "已失效" not in parsed.text
    assert "按相关度" not in parsed.text


def test_h13_reads_the_doubled_hidden_body_once(formats: Path) -> None:
    parsed = load(formats, "h13")
    (document, *_) = parsed.documents
    assert parsed.text.count("每人每月1309元") == 1
    assert [c.ref.labels[-1] for c in document.clauses if c.parent is None] == ["一", "二"]
    assert "海珠区\n荔湾区" not in parsed.text
    assert any("隐藏文字" in note for note in parsed.notes)


@pytest.mark.parametrize(("name", "articles"), [("m01", 52), ("m02", 52)])
def test_markdown_gives_articles_without_marks(formats: Path, name: str, articles: int) -> None:
    parsed = load(formats, name)
    (document, *_) = parsed.documents
    found = [c for c in document.clauses if c.ref.labels[-1].endswith("条")]
    assert len(found) == articles
    assert document.metadata.title == "上海市实施《中华人民共和国义务教育法》办法"
    assert "#" not in parsed.text
    assert "INFO END" not in parsed.text


def test_p05_makes_sentences_whole_over_lines_and_pages(formats: Path) -> None:
    parsed = load(formats, "p05")
    (document, *_) = parsed.documents
    assert document.metadata.title == "2024年成都市高中阶段教育学校统一招生考试工作实施规定"
    assert document.metadata.document_number == "成招考委〔2024〕6号"
    assert len([c for c in document.clauses if c.parent is None]) == 12
    # From page 4 to page 5, and at the end of a line.
    assert "考生答卷（含答题卡、答题纸）在成绩公布前按国家秘密级事项管理" in parsed.text
    assert "包括体育考试、实验操作考试" in parsed.text
    assert len(parsed.page_starts) == 7


def test_t01_page_marks_alone_are_empty(formats: Path) -> None:
    with pytest.raises(EmptyFileError):
        load(formats, "t01")


def test_x01_rows_keep_their_column_names_and_leading_zeros(formats: Path) -> None:
    parsed = load(formats, "x01")
    rows = [line for line in parsed.text.splitlines() if line.startswith("学校代码：")]
    assert len(rows) > 90
    (row,) = (row for row in rows if "学校名称：石室中学(文庙校区)" in row)
    assert row.startswith("学校代码：02001；")
    assert "录取分数线：629" in row


@pytest.mark.parametrize(
    ("name", "title", "notice"),
    [
        (
            "p05_chengdu_exam_policy_2024.pdf",
            "2024年成都市高中阶段教育学校统一招生考试工作实施规定",
            "成都市招生考试委员会 成都市教育局关于印发《2024年成都市高中阶段教育学校统一招生考试"
            "工作实施规定》的通知",
        ),
        (
            "h03_tianhe_kindergarten_plan.html",
            "2026年广州市天河区幼儿园招生工作方案",
            "广州市天河区教育局关于印发《2026年广州市天河区幼儿园招生工作方案》的通知",
        ),
        ("o02_receipt_sheet.ofd", "XX市政府文件处理", None),
        ("x01_chengdu_school_quotas.xlsx", "x01_chengdu_school_quotas", None),
    ],
)
def test_titles_of_real_files(formats: Path, name: str, title: str, notice: str | None) -> None:
    metadata = load_file(formats / name).documents[0].metadata
    assert (metadata.title, metadata.notice_title) == (title, notice)


def test_a_real_form_has_no_issuing_body_and_a_contact_is_no_title(formats: Path) -> None:
    form = load_file(formats / "o02_receipt_sheet.ofd").documents[0]
    assert form.metadata.issuing_body is None
    notice = load_file(formats / "h03_tianhe_kindergarten_plan.html").documents[0]
    titles = [lead.text for lead in notice.leads if lead.kind is LeadKind.TITLE]
    assert not any("联系" in title for title in titles)


FILES = [
    "d03_annex4_detailed_rules.docx", "d07_whu_materials.doc", "h03_tianhe_kindergarten_plan.html",
    "h08_gz_public_housing_rules.html", "h13_gz_minimum_standard.html", "m01_sh_compulsory_2009.md",
    "m02_sh_compulsory_2024.md", "o02_receipt_sheet.ofd", "p05_chengdu_exam_policy_2024.pdf",
    "t02_guofa2005_39.txt", "t10_tj_detailed_rules_2021.txt", "x01_chengdu_school_quotas.xlsx",
]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_every_character_of_mutilated_files_is_accounted_for(formats: Path, name: str) -> None:
    if name.endswith(".doc") and office.find_program() is None:
        pytest.skip("needs LibreOffice (soffice), which is not installed")
    text = load_file(formats / name).text
    chance = random.Random(name)
    for _ in range(8):
        start = chance.randrange(max(len(text) - 5000, 1))
        piece = mutilate_text(text[start : start + 6000], chance)
        check(parse_source(SourceText(piece, "txt"), name, ""))


@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith(".doc")])
def test_mutilated_bytes_are_read_whole_or_refused(formats: Path, name: str) -> None:
    content = (formats / name).read_bytes()
    chance = random.Random(name)
    for _ in range(2):
        run_file(mutilate(content, chance))


ACCOUNTED = {
    "d03_annex4_detailed_rules.docx": "word/document.xml",
    "x01_chengdu_school_quotas.xlsx": "xl/sharedStrings.xml",
    "o02_receipt_sheet.ofd": "Doc_0/Pages/Page_0/Content.xml",
    "h03_tianhe_kindergarten_plan.html": "",
    "h08_gz_public_housing_rules.html": "",
    "h13_gz_minimum_standard.html": "",
    "p05_chengdu_exam_policy_2024.pdf": "",
}


def count_lost(content: bytes, name: str) -> int:
    """Characters that another way of reading finds and that neither text nor report knows."""
    parsed = parse_content(content, name)
    untold = list_untold(list_pieces(content, parsed.format), parsed.text)
    return sum(map(len, untold)) - count_told(parsed.notes)


@pytest.mark.parametrize("name", ACCOUNTED)
def test_every_character_of_a_file_is_in_its_text_or_its_report(formats: Path, name: str) -> None:
    assert count_lost((formats / name).read_bytes(), name) <= 0


@pytest.mark.parametrize("name", [name for name in ACCOUNTED if not name.endswith(".pdf")])
def test_every_character_of_a_file_torn_anywhere_is_in_its_text_or_its_report(
    formats: Path, name: str
) -> None:
    content = (formats / name).read_bytes()
    chance = random.Random(name)
    for _ in range(6):
        torn = tear_elements(content, ACCOUNTED[name], chance)
        with contextlib.suppress(EmptyFileError):
            assert count_lost(torn, name) <= 0


def tear_elements(content: bytes, part: str, chance: random.Random) -> bytes:
    """The file with elements taken out, doubled or moved; still whole for its format."""
    if not part:
        pieces = re.split(rb"(?=<(?:div|p|td|tr|li|span|ul)\b)", content)
        return b"".join(shuffle_some(pieces, chance))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            written = old.read(member)
            if member == part:
                root = fromstring(written)
                parents = [element for element in root.iter() if len(element) > 1]
                for parent in chance.sample(parents, min(6, len(parents))):
                    parent[:] = shuffle_some(list(parent), chance)
                written = tostring(root, encoding="utf-8", xml_declaration=True)
            new.writestr(member, written)
    return stream.getvalue()


def shuffle_some(pieces: list[T], chance: random.Random) -> list[T]:
    at, other = sorted(chance.choices(range(len(pieces)), k=2))
    change = chance.randrange(3)
    if change == 0:
        return pieces[:at] + pieces[at + 1 :]
    if change == 1:
        return [*pieces[:at], copy.deepcopy(pieces[other]), *pieces[at:]]
    return [*pieces[:at], pieces[other], *pieces[at:other], *pieces[other + 1 :]]


@pytest.mark.parametrize("number", range(5))
def test_every_character_of_mutilated_seeds_is_accounted_for(shared: Path, number: int) -> None:
    path = sorted((shared / "corpus" / "seeds").glob("*.txt"))[number]
    text = load_file(path).text
    chance = random.Random(number)
    check(parse_source(SourceText(text, "txt"), path.name, ""))
    for _ in range(6):
        start = chance.randrange(max(len(text) - 5000, 1))
        piece = text[start : start + 5000]
        check(parse_source(SourceText(mutilate_text(piece, chance), "txt"), path.name, ""))


def test_d03_tells_repeated_numbers_apart_and_dates_its_effect(formats: Path) -> None:
    (document,) = load(formats, "d03").documents
    paths = [str(clause.ref) for clause in document.clauses]
    assert [path for path in paths if "›" not in path] == [f"第{n}条" for n in "一二三四五六七"]
    assert "第六条 › （三）〔第2处〕" in paths
    assert str(document.metadata.effective_from) == "2018-04-09"
    assert document.metadata.issuing_body == "西安电子科技大学"


def test_t02_numbers_run_on_across_their_parents(formats: Path) -> None:
    (document,) = load(formats, "t02").documents
    inner = [clause for clause in document.clauses if clause.parent is not None]
    assert [str(clause.ref) for clause in inner][:2] == ["一 › （一）", "一 › （二）"]
    assert len({clause.ref.labels[-1] for clause in inner}) == len(inner) == 32
    assert document.metadata.document_number == "国发〔2005〕39号"
    assert str(document.metadata.issue_date) == "2005-12-03"


def test_t10_leaves_out_contents_and_site_text_and_says_what_is_missing(formats: Path) -> None:
    parsed = load(formats, "t10")
    (document,) = parsed.documents
    tops = [clause.ref.labels[-1] for clause in document.clauses if clause.parent is None]
    assert tops == ["一", "二", "三", "四", "六", "七"]  # 五 is not in the file
    assert make_report(parsed).documents[0].gaps == ("四 之后缺 1 个编号（下一个是 六）",)
    assert {"目录", "网站文字"} == {left.reason for left in parsed.left_out}
    assert not any("ICP备" in clause.text for clause in document.clauses)
    prices = next(clause.text for clause in document.clauses if clause.ref.labels[-1] == "四")
    assert "补贴价格为1.2元/千瓦时，竞价模式的补贴价格上限为2.0元/千瓦时。" in prices


@pytest.mark.skipif(not ocr.is_installed(), reason='needs the extra "ocr", not installed')
def test_p06_is_a_scan_with_its_page_kept(formats: Path) -> None:
    parsed = load(formats, "p06")
    assert (parsed.ocr_pages, [image.page for image in parsed.page_images]) == ((1,), [1])
    assert [str(clause.ref) for clause in parsed.documents[0].clauses] == list("一二三四五六")
