import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load import load_file, parse_content
from ingest.metadata import read_metadata
from ingest.model import (
    DocumentMetadata,
    DocumentStatus,
    LeadKind,
    Region,
    SourceKind,
    ValidityState,
)
from ingest.parts import split_text
from ingest.structure_json import write_period
from ingest.validity import assess_validity

NOTICE = """云江市霞浦县教育局文件
霞教〔2023〕15号

关于印发《霞浦县乡村教师补助实施办法》的通知

各镇中心学校，县直各学校：
根据《云江市乡村教师支持计划》（云教〔2022〕8号）精神，现将《霞浦县乡村教师补助实施办法》印发给你们，请遵照执行。

霞浦县教育局
霞浦县财政局
2023年9月19日

霞浦县乡村教师补助实施办法

为稳定教师队伍，制定本办法。
第一条  在村小任教的教师每人每月补助500元。
第二条  补助按月发放。
第三条  本办法自2023年10月1日起施行，有效期3年。\
《霞浦县山区教师补助办法》（霞教〔2019〕2号）同时废止。
"""

BODY = "为提高质量，制定本办法。\n一、强化领导。压实责任。\n二、增加投入。保障经费。\n"


def _read(text: str) -> DocumentMetadata:
    return read_metadata(text, split_text(text).documents[0], None)


def test_a_notice_with_its_measure() -> None:
    metadata = _read(NOTICE)
    assert metadata.title == "霞浦县乡村教师补助实施办法"
    assert metadata.document_number == "霞教〔2023〕15号"
    assert metadata.cited_numbers == ("云教〔2022〕8号", "霞教〔2019〕2号")
    assert metadata.issuing_body == "霞浦县教育局;霞浦县财政局"
    assert str(metadata.issue_date) == "2023-09-19"
    assert (str(metadata.effective_from), str(metadata.effective_to)) == (
        "2023-10-01",
        "2026-09-30",
    )
    assert metadata.repeals == ("霞浦县山区教师补助办法", "霞教〔2019〕2号")
    assert metadata.based_on == ("云江市乡村教师支持计划",)
    assert metadata.status is DocumentStatus.ISSUED
    assert metadata.source_kind is SourceKind.OFFICIAL
    assert metadata.region.county == "霞浦县"


@pytest.mark.parametrize(
    ("mark", "words"),
    [("（送审稿）", "送审稿"), ("（征求意见稿）", "征求意见稿"), ("（草案）", "草案")],
)
def test_a_draft_says_so_beside_its_title(mark: str, words: str) -> None:
    text = f"云岭县教育提升办法\n{mark}\n" + BODY
    metadata = _read(text)
    assert metadata.status is DocumentStatus.DRAFT
    assert words in (metadata.status_evidence or "")


def test_a_draft_cited_in_the_text_makes_no_draft() -> None:
    metadata = _read(
        NOTICE.replace("为稳定教师队伍", "参照《省办法（征求意见稿）》，为稳定教师队伍")
    )
    assert metadata.status is DocumentStatus.ISSUED


def test_a_page_that_calls_its_document_void_is_believed() -> None:
    page = "首页 > 政策\n有 效 性 ：\n失效\n发布日期：2023-09-22\n\n"
    metadata = _read(page + NOTICE)
    assert metadata.status is DocumentStatus.REPEALED
    assert "失效" in (metadata.status_evidence or "")
    assert assess_validity(metadata, datetime.date(2024, 1, 1)).state is ValidityState.EXPIRED
    assert str(metadata.publish_date) == "2023-09-22"


def test_a_page_that_calls_its_document_valid_says_nothing_of_today() -> None:
    metadata = _read("首页 > 政策\n有效性：有效\n\n" + NOTICE)
    assert metadata.status is DocumentStatus.ISSUED
    assert assess_validity(metadata, datetime.date(2026, 11, 1)).state is ValidityState.EXPIRED


PAGE = """首页 > 政策
文　　号： 霞教〔2025〕2号
实施日期： 2025年06月01日
失效日期： 2026年06月01日
文件状态：
霞浦县教育局关于公布2025年资助标准的通知
霞教〔2025〕2号
各镇中心学校：
现就有关事项通知如下：
一、资助标准
（一）寄宿生每人每天5元。
二、执行时间
（一）本通知规定的标准均从2025年1月1日起执行，各校对本通知印发当月在册的学生补发。
（二）其他标准自2025年4月1日起按新标准计算执行。
{tail}《霞浦县2024年资助标准的通知》（霞教〔2024〕5号）同时废止。
霞浦县教育局
2025年5月30日
"""


@pytest.mark.parametrize(
    ("page", "tail", "start", "end", "words"),
    [
        # The page says when it begins, the text how long it holds.
        (PAGE, "本通知有效期1年。", "2025-06-01", "2026-05-31", "本通知有效期1年。"),
        # The text wins.
        (
            PAGE,
            "本通知自印发之日起施行，有效期二年。",
            "2025-05-30",
            "2027-05-29",
            "本通知自印发之日起施行，有效期二年。",
        ),
        (PAGE, "", "2025-06-01", "2026-06-01", "失效日期： 2026年06月01日"),
        (
            PAGE.replace("实施日期： 2025年06月01日\n失效日期： 2026年06月01日\n", ""),
            "本通知有效期1年。",
            "None",
            "2026-05-29",
            "本通知有效期1年。",
        ),
        (
            PAGE.replace("失效日期： 2026年06月01日", "失效日期："),
            "居住证有效期1年。",
            "2025-06-01",
            "None",
            "实施日期： 2025年06月01日",
        ),
    ],
)
def test_the_whole_documents_period_and_no_standards(
    page: str, tail: str, start: str, end: str, words: str
) -> None:
    metadata = _read(page.format(tail=tail))
    assert (str(metadata.effective_from), str(metadata.effective_to)) == (start, end)
    assert metadata.effective_evidence == words
    assert metadata.publish_date is None
    assert metadata.repeals == ("霞浦县2024年资助标准的通知", "霞教〔2024〕5号")


def test_an_end_that_cannot_be_told_is_no_being_in_force() -> None:
    text = "云岭县助学办法\n为助学，制定本办法。\n第一条 补助五百元。\n第二条 按月发放。\n"
    metadata = _read(text + "第三条 本办法自印发之日起施行，有效期3年。\n")
    assert metadata.effective_to is None
    found = assess_validity(metadata, datetime.date(2026, 11, 1))
    assert found.state is ValidityState.UNKNOWN
    assert "有效期3年" in found.evidence


@pytest.mark.shared
def test_a_real_notice_that_ran_out(shared: Path) -> None:
    parsed = load_file(shared / "corpus/formats/h13_gz_minimum_standard.html")
    metadata = parsed.documents[0].metadata
    assert str(metadata.effective_from) == "2025-06-01"
    assert str(metadata.effective_to) == "2026-05-31"
    assert metadata.publish_date is None
    assert "穗民规字〔2024〕5号" in metadata.repeals
    found = assess_validity(metadata, datetime.date(2026, 6, 2))
    assert (found.state, found.evidence) == (ValidityState.EXPIRED, "本通知有效期1年。")


STATUTE = """云江市实施《中华人民共和国义务教育法》办法
{note}
第一章 总则
第一条 为了保障义务教育，制定本办法。
第二条 本市义务教育适用本办法。
第三条 本办法自2009年6月1日起施行。
"""


@pytest.mark.parametrize(
    ("note", "date"),
    [
        ("", "None"),
        ("2009年2月24日 云江市第三届人民代表大会常务委员会第九次会议通过", "2009-02-24"),
        (
            "1993年2月6日 云江市第一届人民代表大会常务委员会会议通过\n"
            "2024年9月27日 云江市第六届人民代表大会常务委员会会议第二次修正）",
            "2024-09-27",
        ),
        (
            "（2009年2月24日云江市第三届人民代表大会常务委员会第九次会议通过　根据2024年9月27日"
            "云江市第六届人民代表大会常务委员会会议《关于修改〈云江市妇女权益条例〉的决定》修正）",
            "2024-09-27",
        ),
        ("（2012年3月5日云江市人民政府令第12号公布 自2012年5月1日起施行）", "2012-03-05"),
    ],
)
def test_versions_of_a_statute_are_told_apart_by_their_head_notes(note: str, date: str) -> None:
    metadata = _read(STATUTE.format(note=note))
    assert metadata.title == "云江市实施《中华人民共和国义务教育法》办法"
    assert str(metadata.issue_date) == date
    assert str(metadata.effective_from) == "2009-06-01"
    assert metadata.replaces == ()


@pytest.mark.shared
def test_two_real_versions_of_a_statute(shared: Path) -> None:
    older, newer = (
        load_file(shared / "corpus/formats" / name).documents[0].metadata
        for name in ("m01_sh_compulsory_2009.md", "m02_sh_compulsory_2024.md")
    )
    assert older.title == newer.title
    assert (older.issue_date, str(newer.issue_date)) == (None, "2024-09-27")


def test_lines_of_a_page_between_its_table_and_the_notice_are_no_title() -> None:
    page = (
        "首页 > 政策\n发布日期：2023-09-22\n相关文件\n云江市霞浦县教育局关于...\n文件解读\n"
        "暂无数据\n图 解\n2023年乡村教师补助图解...\n"
    )
    metadata = _read(page + NOTICE.replace("云江市霞浦县教育局文件\n", ""))
    assert metadata.notice_title == "关于印发《霞浦县乡村教师补助实施办法》的通知"


def test_a_contact_behind_the_signature_belongs_to_the_notice() -> None:
    contact = "（联系科室：教师管理科，联系电话：12345678）"
    text = NOTICE.replace("2023年9月19日\n", f"2023年9月19日\n{contact}\n")
    sketch = split_text(text).documents[0]
    assert _read(text).title == "霞浦县乡村教师补助实施办法"
    kinds = {lead.kind for lead in sketch.leads if contact in lead.text}
    assert LeadKind.TITLE not in kinds
    assert kinds


def test_the_cells_of_a_form_are_neither_title_nor_body() -> None:
    text = (
        "XX市文件处理单\n来文文号 来文单位 市人民政府办公室\n收文日期 单位收文编号 X725\n"
        "紧急程度 常规 公文标题 调研后续落实事项的通知\n处理意见\n备注\n"
    )
    metadata = _read(text)
    assert metadata.title == "XX市文件处理单"
    assert metadata.issuing_body is None


@pytest.mark.parametrize(
    ("first", "name", "title"),
    [
        ("Sheet1", "县域学位一览.txt", "县域学位一览"),
        ("data", "县域学位一览.txt", "县域学位一览"),
        ("学位一览", "a.txt", "学位一览"),
        (
            "申请人须于6月1日前将材料整理妥、签字；逾期不再受理。",
            "申报材料说明.txt",
            "申报材料说明",
        ),
    ],
)
def test_a_file_without_a_title_is_called_by_its_name(first: str, name: str, title: str) -> None:
    rows = "学校：甲校；计划：100；录取：90\n学校：乙校；计划：200；录取：180\n"
    parsed = parse_content(f"{first}\n{rows}".encode(), name)
    assert parsed.documents[0].metadata.title == title


def test_what_a_sentence_rests_on_is_not_repealed() -> None:
    text = NOTICE.replace("《霞浦县山区", "根据《市条例》（云政〔2021〕1号），原《霞浦县山区")
    assert _read(text).repeals == ("霞浦县山区教师补助办法", "霞教〔2019〕2号")


def test_placeholders_make_a_template() -> None:
    text = (
        "xx 县教育提升工作方案\n根据《xx 县教育规划》，制定本方案。\n一、目标。xx 县教育局负责。\n"
        "二、措施。xx 市人民政府支持，xx 县人民政府实施。\n"
    )
    metadata = _read(text)
    assert metadata.status is DocumentStatus.TEMPLATE
    assert metadata.source_kind is SourceKind.COMPILATION
    assert metadata.region == Region(None, "xx 市", "xx 县")


def test_an_index_number_of_a_page_is_no_document_number() -> None:
    assert (
        _read("000014349/2023-00012\n" + NOTICE.replace("霞教〔2023〕15号\n", "")).document_number
        is None
    )


@pytest.mark.parametrize(
    ("sentence", "start", "end"),
    [
        ("本方案自2022年12月1日开始实施，2027年11月30日失效。", "2022-12-01", "2027-11-30"),
        ("本办法自印发之日起施行，有效期五年。", "2023-09-19", "2028-09-18"),
        ("本办法自2024年1月1日起施行，有效期至2026年12月31日。", "2024-01-01", "2026-12-31"),
        ("本办法自发布之日起30日后施行。", "2023-10-19", "None"),
        ("本规定自2024年9月起执行，试行期2年。", "2024-09", "2026-08"),
        ("本办法自2024年1月1日起施行。有效期至2025年12月31日。", "2024-01-01", "2025-12-31"),
        ("本办法有效期为自发布之日起2年。", "None", "2025-09-18"),
        ("本办法自2024年1月1日起施行。申报截止2024年5月1日。", "2024-01-01", "None"),
        ("本办法自2024年1月1日起施行，居住证有效期1年的除外。", "2024-01-01", "None"),
        ("《旧办法》自2020年5月1日起施行的部分继续有效，另行通知。", "None", "None"),
    ],
)
def test_effective_periods(sentence: str, start: str, end: str) -> None:
    text = NOTICE.replace("本办法自2023年10月1日起施行，有效期3年。", sentence)
    metadata = _read(text)
    assert (str(metadata.effective_from), str(metadata.effective_to)) == (start, end)


def test_a_plan_period_is_no_validity() -> None:
    text = "云岭县教育三年行动计划（2023—2025年）\n" + BODY
    metadata = _read(text)
    assert write_period(metadata.plan_from, metadata.plan_to) == "2023-2025"
    assert metadata.effective_to is None


def test_an_annex_takes_from_its_notice_what_it_does_not_say() -> None:
    text = (
        NOTICE + "\n附件1\n霞浦县乡村教师名册管理细则\n一、登记。学校登记。\n二、公示。公示七天。\n"
    )
    parsed = parse_content(text.encode(), "a.txt")
    annexes = [document for document in parsed.documents if document.part == "附件1"]
    for annex in annexes:
        assert annex.metadata.document_number == "霞教〔2023〕15号"
        assert annex.metadata.status is DocumentStatus.ISSUED


@given(st.text(alphabet="《》（）〔〕2023年月日号自起施行县教育局印发附件一、。\n", max_size=120))
def test_metadata_are_read_from_any_text(text: str) -> None:
    for sketch in split_text(text).documents:
        assert read_metadata(text, sketch, None).title is not None


def _normal(value: object) -> str | None:
    return None if value is None else "".join(str(value).split())


@pytest.mark.shared
def test_gold_metadata(shared: Path) -> None:
    right = total = 0
    wrong = []
    golds = [
        json.loads(line)
        for line in (shared / "eval/gold_metadata.jsonl").read_text("utf-8").splitlines()
    ]
    for path in sorted((shared / "corpus/seeds").glob("*.txt")):
        parsed = parse_content(path.read_bytes(), path.name)
        found = {document.part: document.metadata for document in parsed.documents}
        for gold in (gold for gold in golds if gold["doc"] == path.name[:3]):
            metadata = found[gold["part"]]
            region = {
                level: None if not name or name.startswith("(") else name.split("(")[0]
                for level, name in gold["region"].items()
            }
            expected = {
                **{key: gold[key] for key in gold if hasattr(metadata, key)},
                **{f"region.{level}": name for level, name in region.items()},
                "plan_period": gold.get("plan_period"),
            }
            for key, value in expected.items():
                if key in ("region", "status_evidence"):
                    continue
                if key == "plan_period":
                    given = write_period(metadata.plan_from, metadata.plan_to)
                elif key.startswith("region."):
                    given = getattr(metadata.region, key[7:])
                else:
                    given = getattr(metadata, key)
                if key == "cited_numbers":
                    same = [_normal(n) for n in metadata.cited_numbers] == [
                        _normal(n) for n in value
                    ]
                else:
                    same = _normal(given) == _normal(value)
                right, total = right + same, total + 1
                if not same:
                    wrong.append((gold["doc"], gold["part"], key, given, value))
    assert right / total >= 0.97, wrong


def test_the_validity_that_a_page_states_is_no_part_of_the_title() -> None:
    text = (
        "发文字号 ：\n松政规〔2025〕5号\n有 效 性 ：\n有效\n松棠县高龄津贴发放办法\n第一章 总则\n"
        "第一条 为做好高龄津贴发放工作，制定本办法。\n第二条 津贴按月发放。\n"
    )
    (document,) = parse_content(text.encode(), "页面.txt").documents
    assert document.metadata.title == "松棠县高龄津贴发放办法"


def read_main(text: str) -> DocumentMetadata:
    return parse_content(text.encode(), "文件.txt").documents[0].metadata


def test_the_names_of_site_and_column_behind_a_page_s_title_are_none_of_it() -> None:
    text = (
        "关于印发《霞浦县护眼细则》的通知-政务公开-霞浦县教育局\n霞浦县教育局　霞浦县财政局\n"
        "关于印发《霞浦县护眼细则》的通知\n各学校：\n现将《霞浦县护眼细则》印发给你们，"
        "请遵照执行。\n"
        "霞浦县教育局　霞浦县财政局\n2025年1月7日\n霞浦县护眼细则\n第一条 每学期查视力两次。\n"
        "第二条 结果告知家长。\n"
    )
    found = read_main(text)
    assert found.title == "霞浦县护眼细则"
    assert found.notice_title == "霞浦县教育局 霞浦县财政局关于印发《霞浦县护眼细则》的通知"


def test_the_years_in_brackets_below_a_plan_s_name_belong_to_it() -> None:
    found = read_main(
        "霞浦县护眼三年行动方案\n（2024—2026年）\n一、目标。达标。\n二、措施。落实。\n"
    )
    assert found.title == "霞浦县护眼三年行动方案（2024—2026年）"
    assert (str(found.plan_from), str(found.plan_to)) == ("2024", "2026")


def test_a_draft_is_not_in_force_from_the_day_of_its_consultation() -> None:
    text = (
        "关于公开征求《霞浦县加梯意见（征求意见稿）》意见的公告\n现向社会公开征求意见。\n"
        "霞浦县住建局\n"
        "2026年10月20日\n霞浦县加梯意见\n（征求意见稿）\n一、范围。老旧住宅。\n"
        "二、其他。本意见自印发之日起30日后施行，有效期5年。\n"
    )
    found = read_main(text)
    assert found.status is DocumentStatus.DRAFT
    assert (found.effective_from, found.effective_to) == (None, None)


def test_an_annex_without_a_name_is_not_named_for_the_file() -> None:
    text = (
        "霞浦县护眼细则\n第一条 每学期查视力两次。\n第二条 结果告知家长。\n\n附件1\n"
        "一、检查。每学期两次，由校医负责，结果记入健康档案，并在两周内告知家长，"
        "对视力明显下降的学生应当建议就医。\n二、复查。\n"
    )
    documents = parse_content(text.encode(), "x3_霞浦县护眼细则扫描.txt").documents
    assert "x3" not in documents[1].metadata.title
