import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numerals import find_value, format_numeral, parse_numeral, read_single


@given(st.integers(1, 9999))
def test_a_written_number_reads_back(number: int) -> None:
    assert parse_numeral(format_numeral(number)) == number


@given(st.integers(1, 9999))
def test_digits_read_in_either_width(number: int) -> None:
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert parse_numeral(str(number)) == parse_numeral(wide) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("两", 2),
        ("十", 10),
        ("一十", 10),
        ("二十", 20),
        ("二十一", 21),
        ("一百", 100),
        ("一百〇三", 103),
        ("一百零三", 103),
        ("一百一十", 110),
        ("一百十二", 112),
        ("九百九十九", 999),
        ("一千", 1000),
        ("一千零一", 1001),
        ("一千零一十", 1010),
        ("一千二百六十", 1260),
        ("①", 1),
        ("⑳", 20),
        ("㉑", 21),
        ("㊱", 36),
        ("㊿", 50),
        ("⑿", 12),
        ("⒈", 1),
        ("㈩", 10),
    ],
)
def test_numerals_of_every_form(text: str, number: int) -> None:
    assert parse_numeral(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "零一",
        "二三",
        "十十",
        "一百三",
        "百",
        "一二三",
        "甲",
        "1.5",
        "²",
        "千",
        "一千零",
        "一千一",
        "十千",
        "一千零零一",
        "一千零一百",
    ],
)
def test_other_words_are_no_numerals(text: str) -> None:
    assert find_value(text) is None
    with pytest.raises(ValueError, match="numeral"):
        parse_numeral(text)


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_numbers_outside_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="1 to 9999"):
        format_numeral(number)


@given(st.text(max_size=6))
def test_any_text_has_a_value_or_none(text: str) -> None:
    value = find_value(text)
    assert value is None or value >= 0


def test_plain_characters_are_no_whole_numbers() -> None:
    assert read_single("十") is None
