"""Figures read from official text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.quantities import find_quantities, fold_width, parse_chinese_number


def read(text: str) -> list[tuple[str, str, str]]:
    return [
        (format(q.value.normalize(), "f"), q.unit, q.direction.value) for q in find_quantities(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每年不低于700万元", [("7000000", "元", ">=")]),
        ("约9.9万个学位", [("99000", "个", "~")]),
        ("分别不超过 45 人、50 人", [("45", "人", "<="), ("50", "人", "<=")]),
        ("分别不少于60、80天", [("60", "天", ">="), ("80", "天", ">=")]),
        ("占比达75%以上", [("75", "%", ">=")]),
        ("三分之二以上", [("0.6667", "", ">=")]),
        ("九成以上", [("90", "%", ">=")]),
        ("三万五千元", [("35000", "元", "=")]),
        ("5千元、2千万元", [("5000", "元", "="), ("20000000", "元", "=")]),
        ("百分之三十", [("30", "%", "=")]),
        ("不得超过5%", [("5", "%", "<=")]),
        ("超过100人", [("100", "人", ">=")]),
        ("不足100名学生", [("100", "人", "=")]),
        ("任职满十年的校长", [("10", "年", "=")]),
        ("１２０名", [("120", "人", "=")]),
        ("3,000人", [("3000", "人", "=")]),
        ("没有数字", []),
    ],
)
def test_a_figure_has_its_value_unit_and_direction(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert read(text) == expected


def test_a_clause_number_is_ordinal_and_no_amount() -> None:
    (quantity,) = find_quantities("按照第八条执行")
    assert quantity.ordinal


def test_the_subject_is_what_stands_before_the_figure() -> None:
    masters, heads = find_quantities("培养名校长100人、名班主任300人")
    assert masters.subject.endswith("名校长")
    assert heads.subject.endswith("名班主任")


@given(st.integers(min_value=1, max_value=9_999))
def test_written_numerals_are_read_back(number: int) -> None:
    digits, places = "零一二三四五六七八九", ["", "十", "百", "千"]
    text, zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if zero and text else "") + digits[digit] + places[place]
            zero = False
        else:
            zero = True
    assert parse_chinese_number(text) == number


@given(st.text())
def test_any_text_is_read_without_error_and_in_order(text: str) -> None:
    assert len(fold_width(text)) == len(text)
    starts = [quantity.start for quantity in find_quantities(text)]
    assert starts == sorted(starts)
