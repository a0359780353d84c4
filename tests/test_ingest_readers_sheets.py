import datetime
import io
import math
import re
import zipfile
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import openpyxl.comments  # type: ignore[import-untyped]
import openpyxl.styles  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.limits import Limits
from ingest.model import EmptyFileError, UnreadableFileError
from ingest.readers.cell_values import print_number
from ingest.readers.registry import find_format, read_content

DATA = Path(__file__).parent / "data"
WORDS = "县教育局负责全县教育工作的组织领导和统筹协调，按月调度，按季通报。"
ROWS = (
    ("任务", "牵头部门", "完成时限"),
    ("新建学校", "县教育局", "2025年"),
    ("招聘教师", "县人社局", "2026年"),
)


def save(book: "openpyxl.Workbook") -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def make_duties() -> "openpyxl.Workbook":
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "责任分工"
    sheet.append(["云岭县教育提升重点任务分工表"])
    sheet.merge_cells("A1:E1")
    sheet.append(["序号", "任务", "牵头部门", "完成时限", "比例"])
    sheet.append([1, "新建学校", "县教育局", datetime.date(2025, 6, 30), 0.125])
    sheet.append([2, None, "县财政局", "2026年底", 0.5])
    sheet.merge_cells("B3:B4")
    sheet["D3"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["E3"].number_format = "0.0%"
    sheet["E4"].number_format = "0%"
    sheet.append(["二、教师队伍"])
    sheet.append([3, "招聘教师", "县人社局", "2025年", 1])
    sheet.append([4])
    sheet.append(["注：本表自印发之日起执行。"])
    return book


def test_rows_keep_their_column_names_and_merged_cells_are_in_each() -> None:
    source = read_content(save(make_duties()), "分工.xlsx")
    assert source.format == "xlsx"
    assert source.text.splitlines() == [
        "责任分工",
        "云岭县教育提升重点任务分工表",
        "序号：1；任务：新建学校；牵头部门：县教育局；完成时限：2025年6月30日；比例：12.5%",
        "序号：2；任务：新建学校；牵头部门：县财政局；完成时限：2026年底；比例：50%",
        "二、教师队伍",
        "序号：3；任务：招聘教师；牵头部门：县人社局；完成时限：2025年；比例：1",
        "注：本表自印发之日起执行。",
    ]
    assert "只有序号的空行 1 行未收入" in source.notes


def test_hidden_sheets_rows_and_columns_are_left_out_and_told() -> None:
    book = make_duties()
    sheet = book.active
    sheet["G3"] = "秘密一"
    sheet.column_dimensions["G"].hidden = True
    sheet["B6"] = "秘密二"
    sheet.row_dimensions[6].hidden = True
    book.create_sheet("底稿")["A1"] = "秘密三"
    book["底稿"].sheet_state = "hidden"
    source = read_content(save(book), "分工.xlsx")
    assert "秘密" not in source.text
    assert "隐藏的工作表 1 个未收入" in source.notes
    assert any("隐藏的行" in note for note in source.notes)


def test_white_words_are_left_out_where_nothing_lies_behind_them() -> None:
    book = make_duties()
    sheet = book.active
    white = openpyxl.styles.Font(color="FFFFFFFF")
    sheet["B2"].font, sheet["B6"].font = white, white
    sheet["B2"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF1F4E79")
    source = read_content(save(book), "分工.xlsx")
    assert "任务：新建学校" in source.text
    assert "招聘教师" not in source.text
    assert "隐藏的行、列和被合并盖住的单元格 4 字未收入" in source.notes


def test_old_excel_files_read_the_same() -> None:
    source = read_content((DATA / "duties.xls").read_bytes(), "分工.xls")
    assert source.format == "xls"
    assert source.text.splitlines() == [
        "责任分工",
        "云岭县教育提升重点任务分工表",
        "序号：1；任务：新建学校；牵头部门：县教育局；完成时限：2025年6月30日",
        "序号：2；任务：新建学校；牵头部门：县财政局；完成时限：2026年底",
    ]
    assert source.notes == (
        "隐藏的工作表 1 个未收入",
        "隐藏的行、列和被合并盖住的单元格 4 字未收入",
    )


@pytest.mark.parametrize("cut", [600, 2000, 4000])
def test_a_damaged_old_excel_file_says_so(cut: int) -> None:
    with pytest.raises((UnreadableFileError, EmptyFileError)) as caught:
        read_content((DATA / "duties.xls").read_bytes()[:cut], "分工.xls")
    assert "分工.xls" in caught.value.message_zh


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_tables_kept_as_text_are_known_by_their_rows(delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in ROWS)
    source = read_content(text.encode(encoding), "表.txt")
    assert source.format == "csv"
    assert source.text.splitlines() == [
        "任务：新建学校；牵头部门：县教育局；完成时限：2025年",
        "任务：招聘教师；牵头部门：县人社局；完成时限：2026年",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "一、强化领导,压实责任。\n二、增加投入,改善条件。\n三、加强督导。",
        "各乡镇,各部门:\n现将办法印发给你们,请执行。\n县教育局,2024年",
        "云岭县,教育局",
    ],
)
def test_running_text_with_commas_is_no_table(text: str) -> None:
    assert find_format(text.encode()).name == "txt"


@pytest.mark.parametrize(
    "rows", [[], [["任务", "部门", "时限"]], [["任务", "部门", "时限"], [1], [2]]]
)
def test_a_form_with_nothing_in_it_is_empty(rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    with pytest.raises(EmptyFileError) as caught:
        read_content(save(book), "空表.xlsx")
    assert "没有内容" in caught.value.message_zh


def _replace_member(content: bytes, member: str, new: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", 8) as made:
        for name in old.namelist():
            made.writestr(name, new if name == member else old.read(name))
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def make_sheet(cells: str, more: str = "") -> bytes:
    xml = f"<worksheet {NAMESPACE}><sheetData>{cells}</sheetData>{more}</worksheet>"
    return _replace_member(save(make_duties()), SHEET, xml.encode())


def test_a_cell_at_the_far_end_and_whole_merged_columns_cost_nothing() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="{place}" t="inlineStr"><is><t>{WORDS}{n}</t></is></c></row>'
        for n, place in ((1, "A1"), (2, "B2"), (1048576, "XFD1048576"))
    )
    merge = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    source = read_content(make_sheet(rows, merge), "大.xlsx")
    assert source.text == f"责任分工\n{WORDS}1\n"
    assert f"隐藏的行、列和被合并盖住的单元格 {2 * len(WORDS) + 8} 字未收入" in source.notes
    assert f"{WORDS}1048576" in read_content(make_sheet(rows), "大.xlsx").text


def test_entities_and_huge_parts_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'
    with pytest.raises(UnreadableFileError, match="document type"):
        read_content(_replace_member(save(make_duties()), SHEET, bomb), "大.xlsx")
    blanks = make_sheet(" " * 200_000)
    with pytest.raises(UnreadableFileError, match="unpacks to more"):
        read_content(blanks, "大.xlsx", Limits(part_bytes=100_000))
    with pytest.raises(UnreadableFileError) as caught:
        read_content(save(make_duties()), "大.xlsx", Limits(cells=5))
    assert "过大" in caught.value.message_zh


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [
        (500, '0"元"', "500元"),
        (1234.5, '"¥"#,##0.00', "¥1,234.50"),
        (1234.5, "[$¥-804]#,##0.0", "¥1,234.5"),
        (12000, '0!.0,"万元"', "1.2万元"),
        (123456, "#,##0,", "123"),
        (-500, "#,##0;[Red]-#,##0", "-500"),
        (-500, "#,##0_);(#,##0)", "(500)"),
        (-5, "0", "-5"),
        (120, '[>=100]0"元以上";0"元"', "120元以上"),
        (20, '[>=100]0"元以上";0"元"', "20元"),
        (0, '"是";;"否"', "否"),
        (1, '"是";;"否"', "是"),
        (0, "0;-0;;@", ""),
        (3, ';;;', ""),
        (3, '0"年"', "3年"),
        (7, '"第"0"名"', "第7名"),
        (12, '000"号"', "012号"),
        (500, 'General"元"', "500元"),
        (1.5, "#.##", "1.5"),
        (0.256, '0.0%', "25.6%"),
        (13800138000, "000-0000-0000", "138-0013-8000"),
        (45371, '[$-804]yyyy"年"m"月";@', "2024年3月"),
        (45371, 'm"月"d"日"', "3月20日"),
    ],
)  # fmt: skip
def test_numbers_keep_what_their_format_prints_around_them(
    value: float, number_format: str, printed: str
) -> None:
    assert print_number(value, number_format) == printed


def test_values_that_a_format_or_no_width_hides_are_left_out_and_told() -> None:
    book = make_duties()
    sheet = book.active
    sheet["D3"], sheet["D3"].number_format = "秘密时限", ";;;"
    sheet["E3"], sheet["E3"].number_format = 0.777, ";;;"
    sheet["G3"] = "秘密一"
    sheet.column_dimensions["G"].width = 0.1
    sheet["B6"].comment = openpyxl.comments.Comment("此处待定", "甲")
    sheet["H3"] = "=1+1"
    source = read_content(save(book), "分工.xlsx")
    assert "秘密" not in source.text
    assert "777" not in source.text
    assert "隐藏的行、列和被合并盖住的单元格 12 字未收入" in source.notes
    assert "批注 4 字未收入" in source.notes
    assert any(note.startswith("公式 1 处没有保存结果") for note in source.notes)


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [
        (0.5, "#", "1"),
        (2.5, "0", "3"),
        (0.005, "0.00", "0.01"),
        (0.3, "#", "0.3"),
        (0.5, "#元", "1元"),
    ],
)
def test_halves_go_up_and_no_number_is_lost_in_its_places(
    value: float, number_format: str, printed: str
) -> None:
    assert print_number(value, number_format) == printed


@given(
    st.floats(),
    st.text('0#,.%;yYmdhs年月日"[]GE_*\\', max_size=12),
)
def test_any_number_in_any_format_is_printed(value: float, number_format: str) -> None:
    places = re.sub(r"[\\_*!].", "", number_format)  # a sign behind these is none
    if any(place in places for place in "0#"):
        # A format of places shows the number's digits, unless it has a part that shows none.
        printed = print_number(value, number_format)
        assert printed or ";" in number_format or '"' in number_format or value == 0
    else:
        print_number(value, number_format)


@pytest.mark.parametrize(
    "number_format", ["General", "0", "0.0%", "#,##0", "yyyy", "0" + "%" * 400]
)
@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 1e300, 1.0])
def test_a_number_beyond_all_numbers_does_not_stop_a_sheet(
    value: float, number_format: str
) -> None:
    assert print_number(value, number_format)
