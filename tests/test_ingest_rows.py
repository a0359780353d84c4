"""Table rows as clauses and duties; tables here are written as the readers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import fold, split_lines
from ingest.load import parse_content
from ingest.model import ClauseKind, PolicyDocument
from ingest.references import ClauseRef
from ingest.rows import find_row_heading, find_tables, mask_tables, read_row
from tests.parts_laws import check_laws

DIVIDED = """松棠县强师实施方案
为加强教师队伍建设，制定本方案。
一、工作目标
三年达标。
二、任务分工
分工如下：
序号：1；重点任务：招聘教师；具体措施：一、每年招聘100人；二、面试；牵头单位：县教育和体育局和县人力资源和社会保障局；配合单位：县财政局、县委编办；完成时限：2025年8月底前
序号：2；重点任务：（一）培训教师；具体措施：全员轮训；牵头单位：县教师发展中心；完成时限：长期坚持
各牵头单位要按月报送进展。
三、工作要求
各单位要抓好落实。
附件1
松棠县乡村教师补助标准表
学校：一小；补助标准：每月300元
学校：二小；补助标准：每月500元
备注：三小、四小另行确定
附件2
松棠县督导办法
一、对象。全部学校。
二、方式。随机抽查。
"""


def parse(text: str) -> list[PolicyDocument]:
    return list(parse_content(text.encode(), "方案.txt").documents)


def test_rows_are_clauses_under_the_clause_or_annex_that_they_stand_in() -> None:
    documents = parse(DIVIDED)
    paths = [[str(clause.ref) for clause in document.clauses] for document in documents]
    assert paths == [
        ["一", "二", "二 › 表1 › 第1行", "二 › 表1 › 第2行", "三"],
        ["附件1", "附件1 › 表1 › 第1行", "附件1 › 表1 › 第2行"],
        ["附件2", "附件2 › 一", "附件2 › 二"],
    ]
    rows = [c for d in documents for c in d.clauses if c.kind is ClauseKind.ROW]
    assert [row.heading for row in rows] == ["招聘教师", "（一）培训教师", "一小", "二小"]
    assert all(ClauseRef.parse(str(row.ref)) == row.ref for row in rows)
    assert documents[0].clauses[1].heading == "任务分工"
    assert documents[0].clauses[2].parent == 1


def test_every_character_of_tables_is_accounted_for() -> None:
    check_laws(DIVIDED)
    check_laws("招生计划表\n" + "学校：一小；人数：90；备注：无\n" * 3 + "注：以上含随迁子女。\n")


def test_a_table_outside_any_clause_is_cited_from_the_documents_root() -> None:
    (document,) = parse("松棠县招生计划表\n学校：一小；计划：90\n学校：二小；计划：45\n")
    assert [str(clause.ref) for clause in document.clauses] == ["表1 › 第1行", "表1 › 第2行"]
    assert document.metadata.title == "松棠县招生计划表"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("学校：一小；人数：90\n学校：二小；人数：45", 2),
        ("学校：一小；人数：90", 0),
        ("学校：一小；人数：90\n\n学校：二小；人数：45", 2),
        ("序号：1；任务：修路；备注：无\n序号：2；任务：架桥", 2),
        ("任务：修路；备注：无\n序号：2；任务：架桥；备注：急", 2),
        ("序号、任务、单位：一、基础工程\n序号：1；任务：修路；单位：甲局\n序号：2；任务：架桥", 3),
        ("1.牵头单位：甲局；配合单位：乙局\n2.牵头单位：丙局；配合单位：丁局", 0),
        ("组长：王建国；副组长：李红\n成员：赵强、孙丽", 0),
        ("第一阶段：动员；目标：知晓\n第二阶段：实施；要求：落实", 0),
        ("坚持公平；坚持公开\n坚持公平；坚持公开", 0),
    ],
)  # fmt: skip
def test_a_table_is_a_run_of_lines_with_the_same_columns(text: str, rows: int) -> None:
    assert sum(len(table.rows) for table in find_tables(split_lines(fold(text)))) == rows


@pytest.mark.parametrize(
    ("row", "heading"),
    [
        ("序号：1；责任单位：县教体局；工作任务：配齐教师", "配齐教师"),
        ("序号：1；2024年：90；乡镇：松云镇", "松云镇"),
        ("序号：7；2024年：90", "90"),
        ("序号：7；；", ""),
    ],
)
def test_a_row_is_headed_by_its_first_descriptive_value(row: str, heading: str) -> None:
    assert find_row_heading(row) == heading


def test_a_row_has_one_duty_read_by_its_columns() -> None:
    document = parse(DIVIDED)[0]
    first, second = (d for d in document.duties if document.clauses[d.clause].kind == "row")
    assert str(document.clauses[first.clause].ref) == "二 › 表1 › 第1行"
    assert (first.task, first.deadline) == (
        "招聘教师：一、每年招聘100人；二、面试",
        "2025年8月底前",
    )
    assert [f"{party.role}={party.name}" for party in first.parties] == [
        "lead=县教育和体育局",
        "lead=县人力资源和社会保障局",
        "support=县财政局",
        "support=县委编办",
    ]
    assert (second.task, second.deadline) == ("（一）培训教师：全员轮训", "长期坚持")
    for duty in (first, second):
        assert document.text[duty.span.start : duty.span.end].startswith("牵头单位：")
        for party in duty.parties:
            assert document.text[party.span.start : party.span.end] == party.name


@pytest.mark.parametrize(
    ("row", "parties"),
    [
        ("事项：修路；责任单位：县交通局 县自然资源和规划局 各乡镇",
         ["responsible=县交通局", "responsible=县自然资源和规划局", "responsible=各乡镇"]),
        ("事项：修路；责任单位：县交通局 县财政局",
         ["responsible=县交通局", "responsible=县财政局"]),
        ("事项：修路；责任领导：王建国；责任科室：▲基教股、人事股",
         ["leader=王建国", "lead=基教股", "responsible=人事股"]),
        ("事项：修路；完成单位：县交通局；联系电话：12345", ["responsible=县交通局"]),
        ("事项：修路；责任单位：县自然资源和规划 局、县教体局",
         ["responsible=县自然资源和规划局", "responsible=县教体局"]),
        ("学校：一小；人数：90", []),
        ("任务：修路；责任单位：；备注：无", []),
    ],
)  # fmt: skip
def test_parties_of_a_row_have_their_roles_from_the_columns(row: str, parties: list[str]) -> None:
    document = parse(f"分工表\n{row}\n{row}\n")[0]
    found = document.duties[0].parties if document.duties else ()
    assert [f"{party.role}={party.name}" for party in found] == parties


@given(st.text(alphabet="序号任务:；：;、。一1\n ", max_size=80))
def test_masking_keeps_every_offset(text: str) -> None:
    folded = fold(text)
    masked = mask_tables(folded, find_tables(split_lines(folded)))
    assert len(masked) == len(folded)


@given(st.text(alphabet="序号任务:；;、。一1 ", max_size=60))
def test_cells_are_slices_in_order(text: str) -> None:
    row = fold(text)
    end = 0
    for cell in read_row(row):
        assert end <= cell.start < cell.span.start <= cell.span.end <= len(row)
        assert row[cell.span.start : cell.span.end] == cell.value
        end = cell.span.end


def test_a_column_named_like_a_school_assigns_nothing() -> None:
    rows = [
        f"学校代码：0{n}；学校名称：松棠第{n}中学；公办民办：公办；指标到校：{n}79" for n in (1, 2)
    ]
    (document,) = parse("松棠县高中招生计划表\n" + "\n".join(rows) + "\n")
    assert [clause.kind for clause in document.clauses] == [ClauseKind.ROW, ClauseKind.ROW]
    assert document.duties == ()


PLAIN = """云岫县支持科技企业十条措施
第一条 对高新技术企业奖励25万元。
第二条 对研发投入按5%补助。
责任分工如下：
条款 | 牵头单位 | 配合单位
第一条 | 县科技局 | 县财政局、县税务局
第二条 | 县财政局 | 县科技局
第三条 附表所列单位各负其责。
"""


def test_a_table_in_plain_text_is_read_by_the_line_of_its_column_names() -> None:
    (document,) = parse(PLAIN)
    check_laws(PLAIN)
    assert [str(c.ref) for c in document.clauses] == [
        "第一条",
        "第二条",
        "第二条 › 表1",
        "第二条 › 表1 › 第1行",
        "第二条 › 表1 › 第2行",
        "第三条",
    ]
    duties = [
        (document.clauses[duty.clause].heading, [(p.role.value, p.name) for p in duty.parties])
        for duty in document.duties
    ]
    assert duties == [
        ("第一条", [("lead", "县科技局"), ("support", "县财政局"), ("support", "县税务局")]),
        ("第二条", [("lead", "县财政局"), ("support", "县科技局")]),
    ]


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        (["序号\t单位\t时限", "1\t县教育局\t8月底", "2\t县财政局\t9月底"], 2),
        (["类别    范围    标准", "一类    城郊    300元", "二类    山区    500元"], 2),
        (["| 批次 | 内容 |", "| --- | --- |", "| 第一批 | 补助 |", "| 第二批 | 津贴 |"], 2),
        (["甲方    乙方    丙方", "一类    城郊"], 0),  # other cells
        (["甲 | 乙", "序号：1；任务：修路 | 二", "序号：2；任务：架桥 | 三"], 2),  # told once
        (["联系人    电话：0000-1    地址", "张三    1    某路", "李四    2    某路"], 0),
        (["县教育局    县财政局", "2025年1月1日    盖章"], 0),  # a signature of two bodies
    ],
)
def test_only_lines_of_as_many_cells_as_names_are_rows(lines: list[str], rows: int) -> None:
    tables = find_tables(split_lines(fold("\n".join(lines))))
    assert sum(len(table.rows) for table in tables) == rows
