"""Figures, units and pages' numbers that extraction set apart from their sentence."""

import pytest

from ingest.load import parse_content
from ingest.readers.plain import read
from ingest.readers.source import SourceText
from ingest.readers.torn_lines import mend_breaks

PIECES = """青榆县峰谷电价补贴办法
一、补贴标准
2024~2026
年，参与用户的补贴价格为
1.2
元
/
千瓦时，每日
0:00
至
6:00
执行，全年不超过
300
小时。
二、申报条件
（
1
）用电容量不低于
500
千瓦（平均功率不低于
80
千瓦）；
（
2
）近
3
年无欠费。
青榆县发展和改革局
2026
年
2
月
2
日
"""


def mend(text: str) -> str:
    return mend_breaks(SourceText(text, "txt")).text


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("至2025 年 12\n\n 月完成达标任务。", "至2025 年 12   月完成达标任务。"),
        (
            "第四条 具有本县户籍、年满\n80\n周岁的老年人",
            "第四条 具有本县户籍、年满 80 周岁的老年人",
        ),
        ("其中小学、初中分别为\n30\n和\n50\n人。", "其中小学、初中分别为 30 和 50 人。"),
        ("取得高级工证书的,补贴\n2000元，中级工", "取得高级工证书的,补贴 2000元，中级工"),
        ("口粮救助期限不得超过\n- 2 -\n90天；", "口粮救助期限不得超过       90天；"),
        ("冬装每套由学校家长委员会商定并且不超\n第 2 页 共 3 页\n过 160 元。", None),
    ],
)
def test_what_cannot_be_otherwise_is_joined_by_blanks(torn: str, whole: str | None) -> None:
    mended = mend(torn)
    assert len(mended) == len(torn)
    assert "\n" not in mended
    assert whole is None or mended == whole


@pytest.mark.parametrize(
    "text",
    [
        "小学\n500\n元\n初中",  # a cell a line
        "人员类别和标准\n1000\n人均",
        "一、补助标准\n2000\n元以上的部分",
        "联系电话：0000-8260518\n年度考核",
        "教学仪器 12\n人员经费 30\n个别情况",
        "按照前款规定办理。\n- 2 -\n第三条 申报。",
        "共三章。\n12\n月度计划",
    ],
)
def test_lines_of_their_own_stay(text: str) -> None:
    assert mend(text) == text


def test_a_text_torn_to_pieces_reads_as_before_and_says_so() -> None:
    source = read(PIECES.encode(), "a.txt", None)  # type: ignore[arg-type]
    assert source.text.splitlines() == [
        "青榆县峰谷电价补贴办法",
        "一、补贴标准",
        "2024~2026年，参与用户的补贴价格为1.2元/千瓦时，每日0:00至6:00执行，全年不超过300小时。",
        "二、申报条件",
        "（1）用电容量不低于500千瓦（平均功率不低于80千瓦）；",
        "（2）近3年无欠费。",
        "青榆县发展和改革局",
        "2026年2月2日",
    ]
    assert "已接回原句" in source.notes[0]


def test_clauses_of_a_torn_text_hold_whole_sentences() -> None:
    (document,) = parse_content(PIECES.encode(), "a.txt").documents
    assert [str(clause.ref) for clause in document.clauses] == [
        "一",
        "二",
        "二 › （1）",
        "二 › （2）",
    ]
    assert str(document.metadata.issue_date) == "2026-02-02"
