"""Quotes found in texts that write them a little differently."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.locate import fold, fold_text, locate, split_sentences


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("每届任期5年", "实行任期制，每届任期 5 年。", "每届任期 5 年"),
        ("不得超过5%", "比例不得超过５％，", "不得超过５％"),
        ("小学初中", "所有⼩学、初中", "⼩学、初中"),
        ("第一行第二行", "第一行\n 第二行", "第一行\n 第二行"),
    ],
)
def test_a_quote_is_found_and_given_back_verbatim(quote: str, text: str, found: str) -> None:
    span = locate(quote, text)
    assert span is not None
    assert text[span.start : span.end] == found


@pytest.mark.parametrize(
    ("quote", "text"),
    [("5000元", "500元"), ("不得收取", "可以收取"), ("", "任何"), ("。。", "任何。")],
)
def test_a_quote_that_is_not_there_is_not_found(quote: str, text: str) -> None:
    assert locate(quote, text) is None


@given(st.text(), st.integers(0, 50), st.integers(1, 50))
def test_every_slice_is_found_in_its_text(text: str, start: int, length: int) -> None:
    part = text[start : start + length]
    if fold_text(part):
        span = locate(part, text)
        assert span is not None
        assert fold_text(text[span.start : span.end]) == fold_text(part)


@given(st.text())
def test_folded_characters_know_where_they_came_from(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.origins)
    assert all(0 <= origin < len(text) for origin in folded.origins)


@given(st.text(alphabet="甲乙。；！ \n”（）a"))
def test_sentences_are_in_order_and_lose_only_blanks(text: str) -> None:
    spans = split_sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    kept = "".join(text[span.start : span.end] for span in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_a_closing_quotation_mark_stays_with_its_sentence() -> None:
    text = "他说：“好。”随后离开。"
    assert [text[s.start : s.end] for s in split_sentences(text)] == ["他说：“好。”", "随后离开。"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("修缮校舍。（牵头：甲；配合：乙）二是", ["修缮校舍。", "（牵头：甲；配合：乙）二是"]),
        ("甲（乙（丙；丁）；戊）己；庚", ["甲（乙（丙；丁）；戊）己；", "庚"]),
        ("1）甲；2）乙；", ["1）甲；", "2）乙；"]),
        ("（甲；乙\n丙；丁）", ["（甲；", "乙", "丙；", "丁）"]),
        ("（甲；乙；丙", ["（甲；", "乙；", "丙"]),
        ("（甲。乙；丙）", ["（甲。", "乙；丙）"]),
        (f"（甲；{'乙' * 198}）", ["（甲；", f"{'乙' * 198}）"]),
    ],
)
def test_a_semicolon_inside_closed_brackets_of_a_line_ends_no_sentence(
    text: str, sentences: list[str]
) -> None:
    assert [text[s.start : s.end] for s in split_sentences(text)] == sentences


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n \n"])
def test_a_month_that_a_page_break_parts_from_its_figure_stays_in_one_sentence(gap: str) -> None:
    text = f"2027 年 12{gap}月完成三成学校的改造任务；2028 年 6 月全部完成。"
    assert len(split_sentences(text)) == 2


def test_a_line_that_begins_with_a_month_after_a_whole_line_is_another_sentence() -> None:
    assert len(split_sentences("一、改造工作分批完成。\n月度检查由督导室负责。")) == 2
