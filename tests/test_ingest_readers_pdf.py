import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import Table, TableStyle  # type: ignore[import-untyped]

from ingest.limits import Limits
from ingest.model import EmptyFileError, IngestError, UnreadableFileError
from ingest.pages import find_page
from ingest.readers import ocr
from ingest.readers.registry import read_content

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
WIDTH, HEIGHT = A4
LEFT, SIZE = 70, 14
LINE = 32  # characters
PARAGRAPHS = (
    "为加快教育发展，提高办学质量，结合本县实际，制定本办法，请各乡镇、各部门认真贯彻执行。",
    "一、强化领导。" + "各乡镇人民政府应当把教育摆在优先发展的位置，每年至少召开两次专题会议，" * 4,
    "二、增加投入。"
    + "县财政每年安排教育专项资金不低于1100万元，用于改善办学条件，" * 6
    + "不得挪用。",
    "（一）公用经费。" + "小学每生每年补助720元，初中每生每年补助940元，" * 7 + "及时拨付。",
    "三、附则。"
    + "本办法由县教育局负责解释，自2024年9月1日起施行，有效期五年，" * 3
    + "到期评估。",
)


def draw(*pages: Callable[[Any], None], **options: Any) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, **options)
    for page in pages:
        canvas.setFont(FONT, SIZE)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def wrap(text: str, count: int = LINE, indent: int = 2) -> list[tuple[int, str]]:
    """Lines as a word processor breaks them: (characters of indent, words)."""
    lines = [(indent, "")]
    for char in text:
        spaces, words = lines[-1]
        used = pdfmetrics.stringWidth(words + char, FONT, SIZE) / SIZE
        if spaces + used > count + 0.01 and char not in "，。；":
            lines.append((0, char))
        else:
            lines[-1] = spaces, words + char
    return lines


def write_pages(paragraphs: Sequence[str], rows: int = 12) -> list[Callable[[Any], None]]:
    lines = [line for text in paragraphs for line in wrap(text)]

    def make(number: int, part: Sequence[tuple[int, str]]) -> Callable[[Any], None]:
        def page(canvas: Any) -> None:
            canvas.setFont(FONT, 9)
            canvas.drawString(60, HEIGHT - 40, f"云岭县人民政府公报 2024年第{number}期")
            canvas.drawCentredString(WIDTH / 2, 30, f"— {number} —")
            canvas.setFont(FONT, SIZE)
            for row, (indent, words) in enumerate(part):
                canvas.drawString(LEFT + indent * SIZE, HEIGHT - 100 - 24 * row, words)

        return page

    parts = [lines[start : start + rows] for start in range(0, len(lines), rows)]
    return [make(number, part) for number, part in enumerate(parts, 1)]


def test_paragraphs_torn_by_lines_and_pages_are_whole_and_furniture_is_left_out() -> None:
    source = read_content(draw(*write_pages(PARAGRAPHS)), "办法.pdf")
    assert source.text.splitlines() == list(PARAGRAPHS)
    assert any("页眉页脚" in note for note in source.notes)
    assert not source.read_by_ocr


def test_every_page_knows_where_it_begins() -> None:
    pages = write_pages(PARAGRAPHS)
    source = read_content(draw(*pages), "办法.pdf")
    lines = ["".join(words) for text in PARAGRAPHS for _, words in wrap(text)]
    assert len(source.page_starts) == len(pages) == 2
    for number, start in enumerate(source.page_starts):
        assert source.text[start:].replace("\n", "").startswith(lines[12 * number])
        assert find_page(source.page_starts, start) == number + 1


def draw_table(rows: Sequence[Sequence[str]], *style: tuple[Any, ...]) -> Callable[[Any], None]:
    def page(canvas: Any) -> None:
        table = Table([list(row) for row in rows], colWidths=[100, 110, 130])
        grid = ("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))
        table.setStyle(TableStyle([("FONT", (0, 0), (-1, -1), FONT, 11), grid, *style]))
        _, height = table.wrapOn(canvas, 400, 600)
        table.drawOn(canvas, LEFT, HEIGHT - 80 - height)

    return page


HEAD = ("任务", "牵头部门", "完成时限")


def test_ruled_tables_become_rows_and_merged_cells_are_in_each() -> None:
    rows = [HEAD, ("新建学校", "县教育局", "2025年"), ("", "县财政局", "2026年")]
    text = read_content(draw(draw_table(rows, ("SPAN", (0, 1), (0, 2)))), "表.pdf").text
    assert text.splitlines() == [
        "任务：新建学校；牵头部门：县教育局；完成时限：2025年",
        "任务：新建学校；牵头部门：县财政局；完成时限：2026年",
    ]


@pytest.mark.parametrize("again", [True, False])
def test_a_table_over_two_pages_keeps_its_column_names(again: bool) -> None:
    first = [HEAD, ("新建学校", "县教育局", "2025年")]
    second = [*([HEAD] if again else []), ("招聘教师", "县人社局", "2026年"),
              ("校车", "县交通局", "2027年")]  # fmt: skip
    source = read_content(draw(draw_table(first), draw_table(second)), "表.pdf")
    assert source.text.splitlines()[1:] == [
        "任务：招聘教师；牵头部门：县人社局；完成时限：2026年",
        "任务：校车；牵头部门：县交通局；完成时限：2027年",
    ]
    assert source.text[source.page_starts[1] :].startswith("任务：招聘教师")


def test_columns_are_read_one_after_the_other() -> None:
    def page(canvas: Any) -> None:
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 130, "云岭县教育提升办法")
        canvas.setFont(FONT, 11)
        for x, column in ((LEFT, "左"), (330, "右")):
            for row in range(8):
                words = f"{column}{'甲乙丙丁戊己庚辛'[row]}这一行的文字接着下一行不停顿"
                canvas.drawString(x, HEIGHT - 200 - 18 * row, words)

    text = read_content(draw(page), "报.pdf").text
    order = [text.index(f"{column}{row}") for column in "左右" for row in "甲乙丙丁戊己庚辛"]
    assert order == sorted(order)
    assert text.startswith("云岭县教育提升办法\n左甲")


def test_watermarks_and_hidden_words_are_left_out_and_told() -> None:
    def page(canvas: Any) -> None:
        canvas.drawString(LEFT, 600, "一、每生补助1100元。")
        canvas.setFillGray(1)
        canvas.drawString(LEFT, 500, "白纸白字")
        canvas.setFillGray(0)
        hidden = canvas.beginText(LEFT, 450)
        hidden.setTextRenderMode(3)
        hidden.textOut("看不见的字")
        canvas.drawText(hidden)
        canvas.rotate(45)
        canvas.drawString(300, 0, "仅供查阅")

    source = read_content(draw(page), "办法.pdf")
    assert source.text == "一、每生补助1100元。\n"
    assert "隐藏文字 9 字未收入" in source.notes
    assert "斜排水印 4 字未收入" in source.notes


def test_white_words_on_a_ground_painted_white_are_hidden() -> None:
    def page(canvas: Any) -> None:
        canvas.setFillGray(1)
        canvas.rect(0, 0, 700, 900, fill=1, stroke=0)
        canvas.drawString(LEFT, 500, "白纸白字")
        canvas.setFillGray(0)
        canvas.drawString(LEFT, 600, "一、每生补助1100元。")

    source = read_content(draw(page), "办法.pdf")
    assert source.text == "一、每生补助1100元。\n"
    assert "隐藏文字 4 字未收入" in source.notes


def test_white_words_on_a_coloured_bar_are_seen() -> None:
    def page(canvas: Any) -> None:
        canvas.setFillColorRGB(0.7, 0, 0)
        canvas.rect(LEFT - 10, 590, 300, 40, fill=1, stroke=0)
        canvas.setFillGray(1)
        canvas.drawString(LEFT, 600, "云岭县教育局文件")

    assert read_content(draw(page), "办法.pdf").text == "云岭县教育局文件\n"


@pytest.mark.parametrize("turned", [90, 180])
def test_turned_pages_are_read_as_they_are_shown(turned: int) -> None:
    pages = write_pages(PARAGRAPHS[:3])

    def turn(page: Callable[[Any], None]) -> Callable[[Any], None]:
        def draw_turned(canvas: Any) -> None:
            canvas.setPageRotation(turned)
            wide, high = (HEIGHT, WIDTH) if turned % 180 else (WIDTH, HEIGHT)
            canvas.setPageSize((wide, high))
            canvas.translate(wide / 2, high / 2)
            canvas.rotate(turned)
            canvas.translate(-WIDTH / 2, -HEIGHT / 2)
            canvas.setFont(FONT, SIZE)
            page(canvas)

        return draw_turned

    text = read_content(draw(*map(turn, pages)), "办法.pdf").text
    assert "教育专项资金不低于1100万元" in text
    assert [line[:4] for line in text.splitlines()] == [line[:4] for line in PARAGRAPHS[:3]]


def test_bold_by_double_print_is_read_once_and_double_digits_are_kept() -> None:
    def page(canvas: Any) -> None:
        for shift in (0, 0.4):
            canvas.drawString(LEFT + shift, 600, "一、补助1100元，编号20012329。")

    assert read_content(draw(page), "办法.pdf").text == "一、补助1100元，编号20012329。\n"


def test_a_locked_file_says_so() -> None:
    locked = draw(*write_pages(PARAGRAPHS), encrypt=StandardEncryption("secret", canPrint=0))
    with pytest.raises(UnreadableFileError) as caught:
        read_content(locked, "办法.pdf")
    assert "加密" in caught.value.message_zh


def test_pages_of_pictures_need_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    def page(canvas: Any) -> None:
        canvas.drawInlineImage(Image.new("RGB", (600, 800), "grey"), 0, 0, WIDTH, HEIGHT)

    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(UnreadableFileError) as caught:
        read_content(draw(page), "扫描.pdf")
    assert "扫描件需要 OCR 组件" in caught.value.message_zh
    mixed = read_content(draw(page, *write_pages(PARAGRAPHS)), "扫描.pdf")
    assert "第 1 页是图片，未收入（扫描件需要 OCR 组件）" in mixed.notes
    assert mixed.page_starts[:2] == (0, 0)


def test_blank_pages_are_empty() -> None:
    with pytest.raises(EmptyFileError):
        read_content(draw(lambda canvas: canvas.line(10, 10, 20, 20)), "空.pdf")


def test_page_marks_alone_are_empty() -> None:
    def page(canvas: Any) -> None:
        canvas.drawCentredString(WIDTH / 2, 30, "— 1 —")

    with pytest.raises(EmptyFileError):
        read_content(draw(page, page), "空.pdf")


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_content(draw(*write_pages(PARAGRAPHS)), "长.pdf", Limits(pages=1))
    assert "一次最多读取 1 页" in caught.value.message_zh


@pytest.fixture(scope="module")
def whole() -> bytes:
    return draw(*write_pages(PARAGRAPHS[:2]))


@settings(max_examples=40, deadline=None)
@given(st.integers(5, 4000), st.binary(max_size=30))
def test_damage_is_told_or_harmless(whole: bytes, place: int, noise: bytes) -> None:
    place = min(place, len(whole))
    for content in (whole[:place] + noise, whole[:place] + noise + whole[place + len(noise) :]):
        try:
            assert read_content(content, "坏.pdf").text.strip()
        except IngestError as error:
            assert "坏.pdf" in error.message_zh  # noqa: PT017
