"""Pages of text as a scanner gives them, made with Pillow and a Chinese font of the machine."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

DPI = 200
_CHARACTERS, _LINES = 28, 22  # a line and a page of an official document (GB/T 9704—2012)
_SIZE = round(16 * DPI / 72)
_LEFT, _TOP = round(28 / 25.4 * DPI), round(37 / 25.4 * DPI)
_PAPER = (round(210 / 25.4 * DPI), round(297 / 25.4 * DPI))
_FONTS = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc", "simsun.ttc", "Songti.ttc")


def load_font() -> ImageFont.FreeTypeFont:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, _SIZE)
        except OSError:
            continue
    pytest.skip("needs a Chinese font (fonts-noto-cjk), which is not installed")


def draw_pages(paragraphs: list[str], *, page_numbers: bool = True) -> list[Image.Image]:
    """The paragraphs on pages of 22 lines, each with two blanks before its first line."""
    font = load_font()
    lines: list[tuple[int, str]] = []
    for paragraph in paragraphs:
        first = _CHARACTERS - 2
        lines.append((2, paragraph[:first]))
        lines += [
            (0, paragraph[at : at + _CHARACTERS])
            for at in range(first, len(paragraph), _CHARACTERS)
        ]
    pages: list[Image.Image] = []
    for start in range(0, len(lines), _LINES):
        page = Image.new("L", _PAPER, 255)
        pen = ImageDraw.Draw(page)
        for row, (indent, words) in enumerate(lines[start : start + _LINES]):
            for column, sign in enumerate(words, indent):
                place = (_LEFT + column * _SIZE, _TOP + row * round(_SIZE * 1.85))
                pen.text(place, sign, font=font, fill=20)
        if page_numbers:
            pen.text((_PAPER[0] // 2, _PAPER[1] - 2 * _TOP // 3), f"— {len(pages) + 1} —",
                     font=font, fill=20)  # fmt: skip
        pages.append(page)
    return pages


def wear(page: Image.Image) -> Image.Image:
    """The page as a poor copy: aslant, blurred, with noise."""
    aslant = page.rotate(0.8, fillcolor=255, resample=Image.Resampling.BICUBIC)
    pixels = np.asarray(aslant.filter(ImageFilter.GaussianBlur(0.8))).astype(np.int16)
    noise = np.random.default_rng(1).normal(0, 18, pixels.shape)
    return Image.fromarray((pixels + noise).clip(0, 255).astype(np.uint8))


def save(pages: list[Image.Image], form: str) -> bytes:
    stream = io.BytesIO()
    many = {"save_all": True, "append_images": pages[1:]} if form in ("PDF", "TIFF") else {}
    pages[0].save(stream, format=form, **many, **({"resolution": DPI} if form == "PDF" else {}))
    return stream.getvalue()
