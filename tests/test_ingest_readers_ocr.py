import io
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest.clean import fold
from ingest.limits import Limits
from ingest.load import parse_content
from ingest.model import EmptyFileError, UnreadableFileError
from ingest.parts import split_text
from ingest.readers import ocr
from ingest.readers.registry import read_content
from tests.scans import draw_pages, save, wear

needs_ocr = pytest.mark.skipif(
    not ocr.is_installed(), reason='needs the extra "ocr" (rapidocr, pypdfium2), not installed'
)
PARAGRAPHS = [
    "云岭县乡村教师补助办法",
    "云教发〔2024〕18号",
    "第一章　总则",
    "第一条　为了稳定乡村教师队伍，根据国家和省有关规定，结合本县实际，制定本办法。",
    "第二条　本办法所称乡村教师，是指在乡镇中心区和村庄的公办中小学、幼儿园"
    "从事教育教学工作的在编在岗教师。",
    "第二章　标准和程序",
    "第三条　补助标准按照下列规定执行：",
    "（一）距离县城不足20公里的，每人每月400元；",
    "（二）距离县城20公里以上的，每人每月650元，寄宿制学校再增加120元。",
    "第四条　学校每年9月10日前申报，县教育局会同县财政局审核，公示不少于5个工作日，"
    "经公示无异议的，自下月起由县财政部门直接发放到教师个人账户，任何单位和个人不得截留、挪用。",
    "第五条　按照第三条第二项领取补助的教师调离的，自调离的次月起停发。",
    "第六条　本办法自2024年9月1日起施行，有效期五年。",
]
TEXT = "\n".join(PARAGRAPHS) + "\n"


def list_paths(text: str) -> list[str]:
    return [str(clause.ref) for one in split_text(text).documents for clause in one.clauses]


def cut(page: Image.Image) -> Image.Image:
    """The upper part: less to recognise."""
    return page.crop((0, 0, page.size[0], page.size[1] // 3))


def count_right(text: str) -> float:
    """The part of the characters that were read as they stand, widths and blanks aside."""
    expected, found = ("".join(fold(one).split()) for one in (TEXT, text))
    blocks = SequenceMatcher(None, expected, found, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(expected)


@needs_ocr
@pytest.mark.parametrize("worn", [False, True])
def test_a_scan_keeps_its_clauses_and_says_that_it_was_recognised(worn: bool) -> None:
    pages = draw_pages(PARAGRAPHS)
    assert len(pages) == 1
    content = save([wear(page) if worn else page for page in pages], "PDF")
    source = ocr.read_pdf_images(content, "扫描.pdf")
    assert count_right(source.text) >= 0.99
    assert list_paths(source.text) == list_paths(TEXT)
    assert len(source.text.splitlines()) == len(PARAGRAPHS)
    assert (source.format, source.read_by_ocr) == ("pdf", True)
    assert source.ocr_confidence is not None
    assert 0.9 < source.ocr_confidence <= 1
    assert "由 OCR 识别 1 页" in source.notes[0]
    assert "页码、页眉页脚 1 行未收入" in source.notes


@needs_ocr
def test_a_sentence_goes_on_over_the_page_break() -> None:
    pages = draw_pages([*PARAGRAPHS, "附则。", *PARAGRAPHS[3:6]])
    assert len(pages) == 2
    source = ocr.read_pdf_images(save(pages, "PDF"))
    assert len(source.page_starts) == 2
    assert len(source.text.splitlines()) == len(PARAGRAPHS) + 4
    assert not source.text[: source.page_starts[1]].endswith("\n")


@needs_ocr
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_turned(degrees: int) -> None:
    page = cut(draw_pages(PARAGRAPHS[3:5])[0]).rotate(degrees, expand=True, fillcolor=255)
    source = read_content(save([page], "PNG"), "横.png")
    assert source.format == "image"
    assert list_paths(source.text) == ["第一条", "第二条"]


@needs_ocr
@pytest.mark.parametrize(("form", "mode"), [("JPEG", "RGB"), ("TIFF", "1"), ("PNG", "RGBA")])
def test_images_are_told_by_content_and_read(form: str, mode: str) -> None:
    page = cut(draw_pages(PARAGRAPHS[:4])[0])
    if mode == "RGBA":
        clear = Image.new("RGBA", page.size, (0, 0, 0, 0))
        clear.putalpha(page.point([255 - value for value in range(256)]))
        page = clear
    else:
        page = page.convert(mode)
    parsed = parse_content(save([page], form), "a.bin")
    assert parsed.read_by_ocr
    assert [str(clause.ref) for clause in parsed.documents[0].clauses][:2] == [
        "第一章",
        "第一章 › 第一条",
    ]


@needs_ocr
def test_every_page_of_a_tiff_is_read() -> None:
    pages = draw_pages([f"第{number}条　县教育局负责。" for number in "一二三"] * 9)
    assert len(pages) == 2
    pages = [cut(page) for page in pages]
    assert len(read_content(save(pages, "TIFF"), "a.tif").page_starts) == 2


@needs_ocr
def test_an_empty_page_is_no_success() -> None:
    with pytest.raises(EmptyFileError):
        read_content(save([Image.new("L", (800, 1000), 255)], "PNG"), "白.png")


@needs_ocr
@pytest.mark.parametrize("size", [(1, 1), (1, 900), (3000, 2)])
def test_odd_sizes_are_no_failure(size: tuple[int, int]) -> None:
    with pytest.raises(EmptyFileError):
        read_content(save([Image.new("L", size, 255)], "PNG"), "小.png")


@needs_ocr
def test_too_many_pages_and_pixels_are_refused() -> None:
    pages = [Image.new("L", (80, 80), 255)] * 3
    for form in ("PDF", "TIFF"):
        with pytest.raises(UnreadableFileError, match="expected at most 2"):
            read_content(save(pages, form), "多", Limits(scanned_pages=2))
    with pytest.raises(UnreadableFileError) as caught:
        read_content(save(pages[:1], "PNG"), "大.png", Limits(picture_pixels=1000))
    assert "图片过大" in caught.value.message_zh


@needs_ocr
@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_a_torn_image_is_unreadable(form: str) -> None:
    content = save([draw_pages(PARAGRAPHS[:3])[0]], form)
    with pytest.raises(UnreadableFileError) as caught:
        read_content(content[: len(content) // 2], "坏.png")
    assert "已损坏" in caught.value.message_zh


def test_without_the_extra_people_are_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    expected = '扫描件需要 OCR 组件（pip install "policy-assistant[ocr]"）'
    with pytest.raises(UnreadableFileError) as caught:
        ocr.read_pdf_images(b"%PDF-1.4", "扫描.pdf")
    assert expected in caught.value.message_zh
    with pytest.raises(UnreadableFileError) as caught:
        read_content(save([Image.new("L", (9, 9))], "PNG"), "图.png")
    assert expected in caught.value.message_zh


@pytest.mark.parametrize(
    ("read", "settled"),
    [
        ("松办发〔2024]18号", "松办发〔2024〕18号"),
        ("教发【2023】 7号", "教发〔2023〕 7号"),
        ("(三)）加强督导", "(三)加强督导"),
        ("奖励3０0０元", "奖励3000元"),
        ("（2024—2026年）", "（2024—2026年）"),
        ("（三）（四）项", "（三）（四）项"),
    ],
)
def test_slips_of_the_recogniser_are_settled(read: str, settled: str) -> None:
    assert ocr._settle(read, ()) == settled


@needs_ocr
def test_single_pages_can_be_read() -> None:
    pages = [
        cut(page) for page in draw_pages(["第一条　总则。"] * 22 + ["第二条　由县教育局解释。"])
    ]
    second = ocr.read_pdf_images(save(pages, "PDF"), pages=[1])
    assert "".join(second.text.split()) == "第二条由县教育局解释。"
    assert second.page_starts == (0,)
    assert second.ocr_pages == (2,)
    assert [image.page for image in second.page_images] == [2]


@needs_ocr
def test_recognised_pages_are_kept_as_pictures_upright_and_bounded() -> None:
    (page,) = draw_pages(PARAGRAPHS[3:5])
    blank = Image.new("L", (1654, 2339), 255)
    content = save([blank, cut(page).rotate(180)], "TIFF")
    source = read_content(content, "扫描.tif")
    assert [image.page for image in source.page_images] == [1, 2] == list(source.ocr_pages)
    shown = [Image.open(io.BytesIO(image.content)).convert("L") for image in source.page_images]
    assert shown[0].size == (1131, 1600)
    ink = [row for row in range(shown[1].height) if np.asarray(shown[1])[row].min() < 100]
    upright = [row for row in range(page.height // 3) if np.asarray(cut(page))[row].min() < 100]
    assert abs(ink[0] / shown[1].height - upright[0] / (page.height // 3)) < 0.02
    assert max(len(image.content) for image in source.page_images) < 400_000
    short = read_content(content, "扫描.tif", Limits(page_image_bytes=1))
    assert (short.page_images, short.ocr_pages) == ((), (1, 2))
    assert "只保存了前 0 页的图片，其余 2 页请对照原件" in short.notes


@pytest.mark.shared
@needs_ocr
def test_a_real_scan(shared: Path) -> None:
    path = shared / "corpus" / "formats" / "p06_scanned_notice.pdf"
    source = ocr.read_pdf_images(path.read_bytes(), path.name)
    lines = source.text.splitlines()
    assert "四、会议拟审议事项" in lines
    assert "关于将北京创新致远科技发展中心（有限合伙）证照等资料交由第三方平台保管的议案。" in lines
    assert list_paths(source.text) == ["一", "二", "三", "四", "五", "六"]
    assert source.ocr_confidence is not None
    assert source.ocr_confidence > 0.98
