import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import _FOLDING, ends_sentence, fold, split_lines, strip_range


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("（一）", "(一)"),
        ("１．", "1."),
        ("⼀、⼯作⽬标", "一、工作目标"),
        ("：；，！？", ":;,!?"),
        ("①⑴⒈㈠㎡", "①⑴⒈㈠㎡"),
        ("“绿色通道”。", "“绿色通道”。"),
        ("⻓期", "长期"),
    ],
)
def test_odd_code_points_are_made_plain(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet=" \n\r\t\u3000\u2028一、a。"))
def test_lines_are_slices_without_blanks(text: str) -> None:
    lines = split_lines(text)
    for line in lines:
        assert line.text == text[line.start : line.end]
        assert line.text == line.text.strip() != ""
    assert "".join("".join(line.text.split()) for line in lines) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "complete"), [("完成。", True), ("（试行）", True), ("加强领导", False), ("", False)]
)
def test_sentence_ends(text: str, complete: bool) -> None:
    assert ends_sentence(text) is complete


def test_ranges_lose_their_blanks() -> None:
    assert strip_range("  一 \n", 0, 5) == (2, 3)
    assert strip_range("   ", 0, 3) == (0, 0)


def test_folding_by_replacing_is_folding_by_the_table_for_every_character() -> None:
    every = "".join(map(chr, range(0x110000)))
    assert fold(every) == every.translate(_FOLDING)
