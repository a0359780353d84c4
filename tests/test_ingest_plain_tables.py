"""Tables of plain text: rows that lack a cell, single blanks, a cell a line."""

import pytest

from ingest.clean import fold, split_lines
from ingest.load import parse_content
from ingest.model import ClauseKind, PolicyDocument
from ingest.plain_tables import PlainTable, find_plain_tables
from tests.parts_laws import check_laws

MACHINES = """桃坪县农机补贴方案
第一条 主要机具补贴额：
序号 机具名称 档次 中央补贴(元) 县级累加(元)
1 手扶式插秧机 6行 6800 1200
2 乘坐式插秧机 21500 3500
5 植保无人机 药箱20L以上 9300 —
7 茶叶揉捻机 直径50cm以上 1900 600
合计 39500 5300
注：以发票为准。
第二条 本方案自印发之日起执行。
"""
STACKED = """桃坪县二十条措施
第1条 设施农业奖补。新建大棚每亩补助3000元。
第2条 专利和标准。每件发明专利奖励4000元。
附表1 责任分工
条款
牵头单位
配合单位
第1条
县农业农村局
县财政局、县税务局
第2条
县市场监管局
县科技局
"""


def find(text: str) -> list[PlainTable]:
    return find_plain_tables(split_lines(fold(text)))


def parse(text: str) -> list[PolicyDocument]:
    return list(parse_content(text.encode(), "方案.txt").documents)


def test_each_row_is_a_row_though_one_lacks_a_cell_or_a_number_is_missing() -> None:
    check_laws(MACHINES)
    (document,) = parse(MACHINES)
    rows = [c for c in document.clauses if c.kind is ClauseKind.ROW]
    assert [row.text.split()[0] for row in rows] == ["1", "2", "5", "7", "合计"]
    assert [bool(row.columns) for row in rows] == [True, False, True, True, False]
    assert [row.heading for row in rows][:3] == ["手扶式插秧机", "乘坐式插秧机", "植保无人机"]


def test_the_table_is_headed_by_the_names_of_its_columns() -> None:
    (document,) = parse(MACHINES)
    (table,) = (c for c in document.clauses if c.kind is ClauseKind.TABLE)
    assert table.heading == "序号、机具名称、档次、中央补贴(元)、县级累加(元)"
    assert str(table.ref) == "第一条 › 表1"
    assert all(
        document.clauses[c.parent or 0] is table
        for c in document.clauses
        if c.kind is ClauseKind.ROW
    )


def test_a_cell_a_line_makes_rows_and_duties_named_by_their_articles() -> None:
    check_laws(STACKED)
    main, annex = parse(STACKED)
    assert annex.part == "附表1"
    rows = [c for c in annex.clauses if c.kind is ClauseKind.ROW]
    assert [row.heading for row in rows] == ["第1条（设施农业奖补）", "第2条（专利和标准）"]
    assert [
        (duty.task, [f"{p.role.value}={p.name}" for p in duty.parties]) for duty in annex.duties
    ] == [
        ("第1条（设施农业奖补）", ["lead=县农业农村局", "support=县财政局", "support=县税务局"]),
        ("第2条（专利和标准）", ["lead=县市场监管局", "support=县科技局"]),
    ]
    assert main.duties == ()


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (
            "等级\t名额\t奖金\n一等\t1\t2000元\n二等\t\t1000元",
            [("等级", "名额", "奖金")] * 2,
        ),
        (
            "园名    托位    时间    备注\n一园    60    2022年\n二园    45    2023年    在建\n"
            "三园    20    2024年",
            [("园名", "托位", "时间"), ("园名", "托位", "时间", "备注"), ("园名", "托位", "时间")],
        ),
        ("类别|人数|标准\n甲类|50|1200\n丙类|19|", [("类别", "人数", "标准")] * 2),
        (
            "房型\n每月（元）\n备注\n单间\n900\n空调\n双间\n600\n空调\n多间\n380\n无空调",
            [("房型", "每月(元)", "备注")] * 3,
        ),
        (
            "序号\t指标\t2023年\t2024年\t单位\n1\t入园率\t88%\t90%\t县教育局\n2\t普惠率\t52%\t55%\n县教育局\n"
            "3\t招聘（名）\n100\t80\n县人社局\n4\t工作坊\t6\t12\t县教师中心",
            [("序号", "指标", "2023年", "2024年", "单位")] * 4,
        ),
        (
            "事项 时限 单位 备注\n换标 2024年8月底前 县公安局 126辆\n配员 2024年9月底前 县教育局\n"
            "接入平台\n2024年10月底前\n县教育局 全部\n清合同 2025年2月底前 县教育局\n另：略。",
            [
                *[("事项", "时限", "单位", "备注"), ("事项", "时限", "单位")],
                *[("事项", "时限", "单位", "备注"), ("事项", "时限", "单位")],
            ],
        ),
        (
            "类别\n项目\n年龄\n标准\n备注\n甲类\n训练\n0—6周岁\n每人每年不超过900元\n\n乙类\n手术\n"
            "0—6周岁\n一次性不超过7000元\n含器具\n乙类\n适配\n7—14周岁\n每人每月60元\n丙类\n认知训练\n"
            "0—6周岁\n每人每月80元\n全年不超过10个月\n附件2\n窗口一览",
            [
                *(
                    ("类别", "项目", "年龄", "标准", *last)
                    for last in ((), ("备注",), (), ("备注",))
                ),
            ],
        ),
    ],
)
def test_a_row_keeps_the_names_that_can_be_told(text: str, columns: list[tuple[str, ...]]) -> None:
    (table,) = find(text)
    assert list(table.columns) == columns


@pytest.mark.parametrize(
    "text",
    [
        "姓名    性别    住址\n身份证号    存折账号\n申请类别  □低保  □特困\n签字:    年   月   日",
        "中共松棠县委办公室 松棠县人民政府办公室 印发\n各乡镇 各部门 各单位\n请认真 贯彻 执行",
        "首页\n新闻\n政策\n服务\n互动\n数据",
        "组长 王建国 副县长\n成员 李红 局长",
    ],
)
def test_forms_names_and_menus_are_no_tables(text: str) -> None:
    assert find(text) == []
