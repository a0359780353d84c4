"""What is fuzzed: from any bytes to a file's documents, and what must hold for each of them.

A target takes bytes. Those of formats that are zip archives take the content of one part and
put it into a whole file, for a damaged archive would hide everything behind it.
"""

import functools
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ingest.limits import Limits
from ingest.load import parse_content, parse_files, parse_source
from ingest.model import IngestError, LeadKind, ParsedFile
from ingest.readers.source import SourceText
from ingest.report import format_report, make_report, write_report
from ingest.structure_json import write_structure

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "ingest" / "samples"
DOCX = SAMPLES / "yunlan_08_songtang_digital_plan.docx"
TIGHT = Limits(
    unpacked_bytes=2**24, part_bytes=2**22, pages=20, characters=100_000, cells=10_000,
    scanned_pages=0,  # recognising a page takes seconds, and is not what is looked into here
)  # fmt: skip
# What decides the structure of a text; each byte of the target `signs` is one of these.
SIGNS = (
    "一", "二", "三", "四", "十", "百", "〇", "零", "1", "2", "3", "10", "①", "②", "（", "）",
    "(", ")", "【", "】", "〔", "〕", "、", "．", ".", "，", ",", "。", "；", "：", ":", "“",
    "”", "《", "》", "第", "编", "章", "节", "条", "款", "项", "目", "篇", "附件", "附件1",
    "附件：", "附表", "之一", "一是", "二是", "一、", "二、", "（一）", "（二）", "1.", "2．",
    "（1）", "第一条", "第二条　", "第一章 总则", "第三条第二款", "\n", "\n\n", "\r\n", "\t", " ",
    "　", "\f", "\u2028", "\x1a", "\u200b", "\ufeff", "\u2f00", "\ue000", "\U00020000", "目录",
    "……", "....", "- 1 -", "===PAGE 1===", "第1页", "通知", "办法", "关于印发《", "》的通知",
    "各乡镇：", "现将", "印发给你们", "县教育局", "县人民政府", "牵头领导：", "牵头部门：",
    "配合部门：", "责任单位：", "▲", "组长：", "成员：", "由县教育局牵头", "负责",
    "；牵头单位：县财政局；完成时限：2025年底", "序号：1；任务：", "2024年", "2024年9月1日",
    "9月", "31日", "自", "起施行", "有效期", "年", "截至", "废止", "同时废止", "修订", "依据",
    "根据", "云教发〔2024〕18号", "征求意见稿", "送审稿", "每人每月500元", "不低于5%", "补助",
    "奖励", "不得", "对", "给予", "符合条件的", "教师", "学生", "xx县", "____", "□", "■", "*",
    "#", "|", "a", "A", "$", "\\", "<", ">", "&", "-", "—", "～", "％", "×",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """Something that takes bytes, with bytes to begin from."""

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], tuple[bytes, ...]]


def check(parsed: ParsedFile) -> None:
    """Every character is accounted for once, and every reference, report and JSON can be made."""
    text = parsed.text
    report = make_report(parsed)
    assert report.lost == (), f"lost {[text[s.start : s.end] for s in report.lost]}"
    assert parsed.documents
    assert len({document.id for document in parsed.documents}) == len(parsed.documents)
    tops = []
    for document in parsed.documents:
        starts = [clause.span.start for clause in document.clauses]
        assert starts == sorted(starts)
        for at, clause in enumerate(document.clauses):
            assert clause.text == text[clause.span.start : clause.span.end]
            assert clause.span.start <= clause.own_end <= clause.span.end
            if clause.parent is None:
                tops.append(clause.span)
            else:
                assert clause.parent < at
                assert document.clauses[clause.parent].span.contains(clause.span)
        for lead in document.leads:
            assert lead.text == text[lead.span.start : lead.span.end]
            assert lead.kind in LeadKind
            tops.append(lead.span)
        for duty in document.duties:
            assert document.clauses[duty.clause].span.contains(duty.span)
            assert all(text[p.span.start : p.span.end] for p in duty.parties)
        for benefit in document.benefits:
            assert document.clauses[benefit.clause].span.contains(benefit.span)
    spans = sorted([*tops, *(left.span for left in parsed.left_out)])
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert format_report(report)
    assert write_report(report)
    assert write_structure(parsed)


def run_text(content: bytes) -> None:
    """UTF-8, slips left out, to structure, metadata, duties and benefits."""
    _run_source(content.decode("utf-8", "ignore"))


def run_signs(content: bytes) -> None:
    """As `run_text`, each byte a sign that means something in official documents."""
    _run_source("".join(SIGNS[byte % len(SIGNS)] for byte in content))


def _run_source(text: str) -> None:
    try:
        check(parse_source(SourceText(text, "txt"), "a.txt", ""))
    except IngestError as error:
        assert error.message_zh  # noqa: PT017
        assert not any("\u4e00" <= char <= "\u9fff" for char in text), text


def run_file(content: bytes) -> None:
    """Whatever the bytes are."""
    try:
        check(parse_content(content, "a", TIGHT))
    except IngestError as error:
        assert "《a》" in error.message_zh  # noqa: PT017


def run_archive(content: bytes) -> None:
    """As an archive, each of its files."""
    for found in parse_files(content, "a", TIGHT):
        if isinstance(found, ParsedFile):
            check(found)
        else:
            assert found.message_zh


def run_part(whole: Callable[[], bytes], part: str, content: bytes) -> None:
    """The bytes as one part of a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole())) as old, zipfile.ZipFile(stream, "w") as made:
        for name in old.namelist():
            made.writestr(name, content if name == part else old.read(name))
    run_file(stream.getvalue())


@functools.cache
def _make_docx() -> bytes:
    return DOCX.read_bytes()


@functools.cache
def _make_xlsx() -> bytes:
    from tests.test_ingest_readers_sheets import make_duties, save

    return save(make_duties())


@functools.cache
def _make_ofd() -> bytes:
    from tests.test_ingest_readers_ofd import LINE, draw_table, make_ofd, put

    page = put("一、总则", 28, 40) + put(LINE, 28, 50) + put("—1—", 95, 280)
    page += draw_table([["任务", "时限"], ["建校", "2025年"]], 70, framed=True)
    return make_ofd(page, put("二、附则", 28, 40), template=put("县教育局文件", 50, 20))


@functools.cache
def _make_pdf() -> bytes:
    from tests.test_ingest_readers_pdf import HEAD, PARAGRAPHS, draw, draw_table, write_pages

    table = draw_table([HEAD, ("新建学校", "县教育局", "2025年")])
    return draw(*write_pages(PARAGRAPHS[:2]), table, pageCompression=0)


@functools.cache
def _make_archive() -> bytes:
    from tests.test_ingest_archive import TEXT, pack

    return pack(("一季度/通知.txt", TEXT), ("空.txt", b" "), ("表.csv", _CSV))


_CSV = "任务,牵头部门,完成时限\n新建学校,县教育局,2025年\n招聘教师,县人社局,2026年\n".encode()
_MIXED = "云岭县办法\n一、总则。\n".encode() + "二、附则。\n".encode("gb18030") + b"\xe4\xb8"
_MARKDOWN = (
    "# 云岭县办法\n\n**一、** 总则。\n\n| 任务 | 部门 |\n| --- | --- |\n| 建校 | 局 |\n".encode()
)


def _make_page() -> bytes:
    from tests.test_ingest_readers_html import BODY, make_page

    styles = "<style>.gone{display:none}@media print{.a{color:#fff}}</style><p class='gone'>藏</p>"
    return make_page(
        BODY + styles + "<table><tr><th>任务<th>时限</tr><tr><td>建校<td>2025年</tr></table>"
    ).encode()


def _make_letter() -> bytes:
    from tests.test_ingest_readers_nasty import MHT

    return MHT % (b"8bit", _make_page())


def _list_texts() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(SAMPLES.glob("*.txt")))


def _make_part(name: str, whole: Callable[[], bytes], part: str) -> Target:
    def find_seeds() -> tuple[bytes, ...]:
        with zipfile.ZipFile(io.BytesIO(whole())) as archive:
            return (archive.read(part),)

    return Target(name, functools.partial(run_part, whole, part), find_seeds)


TARGETS = (
    Target("text", run_text, _list_texts),
    Target("signs", run_signs, lambda: (bytes(range(len(SIGNS))), bytes(range(0, 250, 3)))),
    _make_part("docx", _make_docx, "word/document.xml"),
    _make_part("docx-numbers", _make_docx, "word/numbering.xml"),
    _make_part("docx-styles", _make_docx, "word/styles.xml"),
    _make_part("xlsx", _make_xlsx, "xl/worksheets/sheet1.xml"),
    _make_part("ofd", _make_ofd, "Doc_0/Pages/Page_0/Content.xml"),
    Target("pdf", run_file, lambda: (_make_pdf(),)),
    Target("html", run_file, lambda: (_make_page(),)),
    Target("plain", run_file, lambda: (_CSV, _MARKDOWN, _MIXED, *_list_texts())),
    Target("mht", run_file, lambda: (_make_letter(),)),
    Target("xls", run_file, lambda: ((ROOT / "tests" / "data" / "duties.xls").read_bytes(),)),
    Target("zip", run_archive, lambda: (_make_archive(), _make_docx())),
)


def mutilate(content: bytes, chance: random.Random) -> bytes:
    """The bytes with a stretch cut out, doubled, moved, overwritten or made noise."""
    for _ in range(chance.randint(1, 3)):
        start = chance.randint(0, len(content))
        end = min(len(content), start + chance.choice((1, 3, 30, 300, 3000)))
        piece, at = content[start:end], chance.randint(0, len(content))
        content = chance.choice(
            (
                content[:start] + content[end:],
                content[:end] + piece + content[end:],
                content[:at] + piece + content[at:],
                content[:start] + chance.randbytes(len(piece)) + content[end:],
                content[:start],
            )
        )
    return content


_WIDTHS = str.maketrans("（），、。：；1234567890", "(),､.:;１２３４５６７８９０")


def mutilate_text(text: str, chance: random.Random) -> str:
    """The text with lines cut, doubled or in another order, or signs in the other width."""
    lines = text.splitlines(keepends=True)
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(lines) + 1)
        end = min(len(lines), start + chance.randint(1, 8))
        block, at = lines[start:end], chance.randrange(len(lines) + 1)
        change = chance.randrange(5)
        if change == 0:
            lines = lines[:start] + lines[end:]
        elif change == 1:
            lines[at:at] = block
        elif change == 2:
            lines[start:end] = reversed(block)
        elif change == 3:
            lines[start:end] = [line.translate(_WIDTHS) for line in block]
        else:
            lines[start:end] = [line[chance.randrange(len(line) + 1) :] for line in block]
    return "".join(lines)
