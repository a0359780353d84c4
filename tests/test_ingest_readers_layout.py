from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.layout import Piece, join_pages, join_rows, turn_level

WIDTH, HEIGHT, SIZE = 560.0, 800.0, 20.0  # 28 characters a line, as in an official document


def lay(lines: list[str], *, indent: int = 2, step: float = 30.0) -> list[Piece]:
    """Lines as a page holds them; those that begin with a blank are first lines."""
    pieces = []
    for number, line in enumerate(lines):
        left = indent * SIZE if line.startswith(" ") else 0.0
        words = line.strip()
        top = 150 + number * step
        pieces.append(Piece(words, left, top, left + len(words) * SIZE, top + SIZE))
    return pieces


def read(*pages: list[Piece]) -> str:
    return join_pages(pages, [HEIGHT] * len(pages)).text


FULL = "县级人民政府应当在每年三月底前向上一级报送上年度补助发放的"  # 29 characters
SENTENCE = [f" {FULL[:26]}", f"{FULL[:27]}情", "况。", f" {FULL[:25]}。"]


def test_lines_of_a_paragraph_are_joined_and_paragraphs_stay_apart() -> None:
    assert read(lay(SENTENCE)).splitlines() == [
        f"{FULL[:26]}{FULL[:27]}情况。",
        f"{FULL[:25]}。",
    ]


def test_a_page_break_within_a_sentence_is_no_break_and_page_numbers_are_left_out() -> None:
    number = Piece("— 1 —", 260, 760, 320, 780)
    joined = join_pages(
        [[*lay(SENTENCE[:2]), number], lay([*SENTENCE[2:], f" {FULL[:26]}"])], [HEIGHT] * 2
    )
    assert joined.text.splitlines()[0] == f"{FULL[:26]}{FULL[:27]}情况。"
    assert joined.furniture == ("— 1 —",)
    assert joined.text[joined.page_starts[1] :].startswith("况。")


def test_a_number_after_a_full_line_begins_a_line_but_a_torn_reference_does_not() -> None:
    ended = [f"{FULL[:27]}。", f"二、{FULL[:26]}"]
    assert len(read(lay(ended)).splitlines()) == 2
    torn = [f"{FULL[:26]}按照", f"第三条规定{FULL[:20]}。"]
    assert len(read(lay(torn)).splitlines()) == 1


def test_items_of_an_annex_list_stay_apart() -> None:
    lines = [f"附件：1.{FULL[:21]}", f"2.{FULL[:26]}", f"{FULL[:28]}"]
    assert len(read(lay(lines)).splitlines()) == 2


def test_headers_that_come_again_are_left_out_once_the_pages_are_many() -> None:
    pages = [
        [Piece("云岭县教育局文件汇编", 100, 20, 300, 40), *lay([f" {FULL[:20]}{page}。"])]
        for page in range(4)
    ]
    joined = join_pages(pages, [HEIGHT] * 4)
    assert "汇编" not in joined.text
    assert len(joined.furniture) == 4


def test_a_spread_title_is_one_word_and_cells_stay_apart() -> None:
    spread = [Piece("通", 100, 0, 120, 20), Piece("知", 200, 2, 220, 22)]
    cells = [Piece("来文单位", 0, 50, 80, 70), Piece("市政府办公室", 200, 51, 320, 71)]
    assert [row.text for row in join_rows(spread + cells)] == ["通知", "来文单位 市政府办公室"]


def test_a_second_print_of_the_same_words_is_dropped() -> None:
    bold = [Piece("总则", 0, 0, 40, 20), Piece("总则", 0.4, 0.3, 40.4, 20.3)]
    assert [row.text for row in join_rows(bold)] == ["总则"]


@pytest.mark.parametrize("width", [3.0, 5.0, 7.5, 10.0, 20.0])
def test_the_same_sign_twice_in_a_row_is_read_twice(width: float) -> None:
    signs = [
        Piece(sign, place * width, 0, (place + 1) * width, 20)
        for place, sign in enumerate("20012329—1100号")
    ]
    bold = [replace(piece, left=piece.left + 0.4, right=piece.right + 0.4) for piece in signs]
    assert [row.text for row in join_rows(signs)] == ["20012329—1100号"]
    assert [row.text for row in join_rows(signs + bold)] == ["20012329—1100号"]


def test_wide_boxes_of_single_digits_overlap_and_lose_none() -> None:
    digits = [Piece(sign, 9.0 * at, 0, 9.0 * at + 20, 20) for at, sign in enumerate("20012233")]
    assert [row.text for row in join_rows(digits)] == ["20012233"]


def test_a_page_that_lies_aslant_reads_as_one_that_lies_straight() -> None:
    slope = 0.04
    aslant = [
        Piece(
            piece.text,
            piece.left - slope * piece.middle,
            piece.top + slope * (piece.left + piece.right) / 2,
            piece.right - slope * piece.middle,
            piece.bottom + slope * (piece.left + piece.right) / 2,
        )
        for piece in lay(SENTENCE)
    ]
    assert read(list(turn_level(aslant, slope))) == read(lay(SENTENCE))


_SPOT = st.floats(0, 800)
_PIECES = st.lists(
    st.builds(
        lambda text, left, top: Piece(text, left, top, left + len(text) * SIZE, top + SIZE),
        st.text("一二、（）县教育局3.—", min_size=1, max_size=9),
        _SPOT,
        _SPOT,
    ),
    max_size=12,
)


@given(st.lists(_PIECES, max_size=4))
def test_every_character_is_in_the_text_or_left_out(pages: list[list[Piece]]) -> None:
    joined = join_pages(pages, [HEIGHT] * len(pages))
    kept = {sign for sign in joined.text + "".join(joined.furniture) if not sign.isspace()}
    given_signs = {sign for page in pages for piece in page for sign in piece.text}
    assert kept == given_signs
    assert len(joined.page_starts) == len(pages)
    assert list(joined.page_starts) == sorted(joined.page_starts)
    assert all(0 <= start <= len(joined.text) for start in joined.page_starts)
