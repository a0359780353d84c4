"""Clauses cut into sentences and stretches."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.locate import fold_text
from assistant.verifying.stretches import read_source, split_stretches


def read(text: str, headings: tuple[str, ...] = ()) -> list[list[str]]:
    source = read_source(text, headings)
    return [[source.stretches[n].text for n in numbers] for _, numbers in source.sentences]


def test_each_member_of_a_list_stands_under_the_words_that_open_it() -> None:
    text = "有下列情形的，取消资格：（一）旷课的；\n（二）作弊的。\n第九条 另有规定的，从其规定。"
    assert read(text) == [
        ["有下列情形的", "取消资格", "一）旷课的"],
        ["有下列情形的", "取消资格", "二）作弊的。"],
        ["第九条 另有规定的", "从其规定。"],
    ]


def test_a_sentence_stands_under_its_heading() -> None:
    assert read("三、保障经费。每年安排5万元。") == [
        ["三、保障经费。"],
        ["三、保障经费。", "每年安排5万元。"],
    ]
    assert read("每年安排5万元。", ("保障经费",)) == [["保障经费", "每年安排5万元。"]]


def test_a_heading_that_says_an_amount_opens_nothing() -> None:
    assert read("按时发放。", ("每年安排5万元",)) == [["按时发放。"]]


def test_a_line_broken_by_the_page_is_also_read_whole() -> None:
    text = "由市教育局会同市财政局负责核定全市各中小\n学校的经费标准。"
    assert ["由市教育局会同市财政局负责核定全市各中小学校的经费标准。"] in read(text)


def test_what_an_author_put_on_lines_of_their_own_is_not_joined() -> None:
    assert read("甲镇300元\n乙镇500元") == [["甲镇300元"], ["乙镇500元"]]


@given(st.text(alphabet="甲乙，；。：（）\n一、1.5元 "))
def test_no_character_that_says_anything_is_lost(text: str) -> None:
    sentences = split_stretches(text)
    assert "".join(s.folded for stretches in sentences for s in stretches) == fold_text(text)


@given(st.text(alphabet="甲乙，；。：（）\n一、1.5元 "))
def test_sentences_number_stretches_that_are_there(text: str) -> None:
    source = read_source(text)
    for opening, numbers in source.sentences:
        assert 0 <= opening < len(numbers)
        assert all(0 <= number < len(source.stretches) for number in numbers)
