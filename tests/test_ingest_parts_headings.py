"""Headings of articles and contents as extraction leaves them."""

import pytest

from ingest.parts import split_text
from tests.parts_laws import check_laws


def test_numbers_and_contents_that_extraction_tore_are_read() -> None:
    text = (
        "号附件\n松棠县\n2021\n年春节期间\n值守细则\n目\n录\n一、对象\n..........\n- 1 -\n"
        "二、流程\n..........\n- 2 -\n三、附：值守表\n.......\n- 3 -\n"
        "为做好值守，制定本细则。\n一、对象\n全部学校。\n二、流程\n按以下流程办理。\n"
        "1\n．申报。学校填表。\n2\n．审核。县级审核。\n三、其他\n"
        "（\n1\n）甲校。\n（\n2\n）乙校。\n"
    )
    (sketch,) = check_laws(text).documents
    assert sketch.title == "松棠县2021年春节期间值守细则"
    assert [str(clause.ref) for clause in sketch.clauses] == [
        *("一", "二", "二 › 1", "二 › 2", "三", "三 › （1）", "三 › （2）")
    ]


@pytest.mark.parametrize(
    ("article", "heading"),
    [
        ("第一条 执行程序\n（一）申报。\n（二）审核。", "执行程序"),
        ("第一条 略", ""),
        ("第一条 学校应当\n（一）申报。\n（二）审核。", ""),
    ],
)
def test_the_heading_of_an_article_that_only_has_items(article: str, heading: str) -> None:
    (sketch,) = split_text(f"松棠县读书办法\n{article}\n第二条 附则。本办法试行。\n").documents
    assert sketch.clauses[0].heading == heading


def test_an_annex_begins_below_a_long_list_of_annexes_on_one_line() -> None:
    text = (
        "松棠县读书办法\n第一条 学校应当开放书库。\n第二条 标准按附件1执行。\n"
        "附件:1.松棠县学校书库开放标准表 2.办理窗口一览 3.松棠县读书活动安排和经费目录\n\n"
        "附件1\n松棠县学校书库开放标准表\n每周开放五天。\n附件2\n办理窗口一览\n县政务大厅。\n"
    )
    documents = check_laws(text).documents
    assert [sketch.part for sketch in documents] == [None, "附件1", "附件2"]
