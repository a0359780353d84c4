from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.illegible import find_illegible
from ingest.load import parse_content
from ingest.model import ParsedFile
from ingest.report import LoadReport, format_report, make_report, write_report


def report(text: str, **_: object) -> LoadReport:
    return make_report(parse_content(text.encode(), "甲办法.txt"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("xx县补助", ["xx"]),
        ("补助×××元", ["×××"]),
        ("20xx年x月", ["20xx"]),
        ("计划****年**月前", ["****", "**"]),
        ("○○县教育局", ["○○"]),
        ("负责人：____", ["____"]),
        ("由\ufffd\ufffd局负责", ["\ufffd\ufffd"]),
        ("锟斤拷", ["锟斤拷"]),
        ("共3×4间，xxx.gov.cn，PXX2型，max，excel", []),
        ("真的吗？？？", []),
        ("面积 3 x 4 米，A*B", []),
    ],
)
def test_masked_garbled_and_blank_places_are_found(text: str, found: list[str]) -> None:
    assert [text[p.span.start : p.span.end] for p in find_illegible(text)] == found


@given(st.text("xX×*_□○?\ufffd\ue000县年元 20a", max_size=60))
def test_illegible_places_are_in_order_and_do_not_overlap(text: str) -> None:
    spans = [place.span for place in find_illegible(text)]
    assert all(before.end <= after.start for before, after in pairwise(spans))


HEAD = "某县提升办法\n\n为提高质量，制定本办法。\n"


@pytest.mark.parametrize(
    ("body", "empty"),
    [
        ("一、强化领导。压实责任，按月通报。\n二、\n三、加强督导。按月通报。\n", ["二"]),
        ("一、强化领导。压实责任。\n二、增加投入\n三、加强督导。按月通报。\n", ["二"]),
        ("一、材料：\n（一）身份证\n（二）户口簿\n（三）学籍证明\n二、时间。九月。\n", []),
        ("一、强化领导。压实责任。\n二、加强督导。按月通报。\n", []),
    ],
)
def test_a_heading_with_nothing_below_is_reported(body: str, empty: list[str]) -> None:
    (document,) = report(HEAD + body).documents
    assert [str(ref) for ref in document.empty_headings] == empty


def test_an_illegible_place_is_told_with_its_clause_and_the_words_around() -> None:
    made = report(HEAD + "一、奖励。每人奖励×××元。\n二、附则。由xx县教育局解释。\n")
    places = made.documents[0].illegible
    assert [(str(place.ref), place.words) for place in places] == [
        ("一", "遮盖或占位：、奖励。每人奖励×××元。"),
        ("二", "遮盖或占位：二、附则。由xx县教育局解释。"),
    ]
    assert "无法辨认：一 遮盖或占位" in format_report(made)


def test_characters_are_told_by_where_they_went() -> None:
    made = report(HEAD + "一、奖励。\n二、附则。\n")
    assert made.in_clauses + made.in_leads + made.out + made.lost_characters == made.characters
    written = write_report(made)
    assert (written["in_clauses"], written["in_leads"]) == (made.in_clauses, made.in_leads)


def test_duties_and_benefits_are_told_in_words() -> None:
    text = HEAD + "一、奖励。给予优秀教师每人奖励500元。（责任部门：县教育局、县财政局）\n"
    (document,) = report(text).documents
    assert document.duties_found[0].words == "奖励（责任：县教育局、县财政局）"
    assert "金额：" in document.benefits_found[0].words


def test_what_ocr_read_says_so() -> None:
    parsed = parse_content((HEAD + "一、奖励。").encode(), "a.txt")
    fields = {name: getattr(parsed, name) for name in ParsedFile.__dataclass_fields__}
    scanned = make_report(ParsedFile(**(fields | {"ocr_pages": (1,), "ocr_confidence": 0.913})))
    assert "平均置信度 91.3%" in format_report(scanned)
    assert write_report(scanned)["ocr_confidence"] == 0.913


def test_decimals_are_counted_by_their_last_number() -> None:
    text = (
        "松棠县规范\n1 总则\n1.1 目的\n规范建设。\n2 要求\n2.1 认定\n2.1.1 面积。\n2.1.2 人员。\n"
        "2.2 程序\n申请。\n2.4 退出\n公示。\n"
    )
    (document,) = report(text).documents
    assert not any("2.1" in gap for gap in document.gaps)
    assert any("2.4" in gap for gap in document.gaps)
