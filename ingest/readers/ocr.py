"""Words recognised in pictures: scanned PDF files, faxes, photographs.

RapidOCR carries its models and needs no network. What it reads is close to the page and not
the page: everything that shows such text must say that it was read by OCR.
"""

import functools
import importlib.util
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from statistics import median
from typing import Any

import numpy as np

from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.model import PageImage, UnreadableFileError
from ingest.readers.layout import Piece, join_pages, turn_level
from ingest.readers.pictures import (
    Picture,
    encode_picture,
    list_image_pages,
    list_pdf_pages,
)
from ingest.readers.source import SourceText

LEAST_SCORE = 0.5  # below it, what was recognised is noise: a seal, a signature, a photograph
DOUBTFUL_SCORE = 0.85
_UPRIGHT_SCORE = 0.8  # pages upside down score 0.5 to 0.7, poor but upright ones above 0.85
_BLANK = 0.4  # of a line's height; the recogniser's boxes reach into the blanks between them
_RUNNING = threading.Lock()
# 〔2024〕18号 with one or both brackets read as others.
_NUMBER_YEAR = re.compile(r"[〔\[(（【]((?:19|20)\d\d)[〕\])）】](?=\s{0,2}\d{1,4}\s{0,2}号)")
# （三) closed twice, once in each width.
_DOUBLED = re.compile(r"^([(（][一二三四五六七八九十\d]{1,3}[)）])[)）]")
# The recogniser gives one number's digits in both widths: 3０0０.
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class _Seen:
    """One recognised line as it lies in the picture."""

    piece: Piece
    score: float  # 0–1, the recogniser's own mean over the line's characters
    slope: float


@dataclass(frozen=True, slots=True)
class _SeenPage:
    lines: tuple[_Seen, ...]
    illegible: int  # places that hold something which could not be read
    height: float


def is_installed() -> bool:
    """Whether pictures can be read here."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "pypdfium2", "onnxruntime"))


def read_pdf_images(
    content: bytes,
    name: str = "扫描件.pdf",
    limits: Limits = DEFAULT_LIMITS,
    pages: Sequence[int] | None = None,
) -> SourceText:
    """The words of a scanned PDF file, one line per paragraph.

    `pages` are indices from 0; without them all pages are read. `name` is for messages only.
    Raises UnreadableFileError where the OCR parts are not installed or the pages are too many.
    """
    _check_installed(name, "扫描件")
    return _read_pictures(list_pdf_pages(content, name, limits, pages), "pdf", limits, pages)


def read_image(content: bytes, name: str, limits: Limits) -> SourceText:
    """The words of a PNG, JPEG, TIFF, BMP or GIF image, one line per paragraph."""
    _check_installed(name, "图片")
    return _read_pictures(list_image_pages(content, name, limits), "image", limits)


def _check_installed(name: str, kind_zh: str) -> None:
    if not is_installed():
        raise UnreadableFileError(
            f"reading {name!r}: a picture of text; expected the extra `ocr` to be installed",
            message_zh=f"《{name}》是{kind_zh}，扫描件需要 OCR 组件"
            '（pip install "policy-assistant[ocr]"），也可以另存为有文字的 docx 或 PDF 后再导入。',
        )


def _read_pictures(
    pictures: Iterable[Picture], form: str, limits: Limits, pages: Sequence[int] | None = None
) -> SourceText:
    """`pages` are the pictures' indices where they are not all pages of the file."""
    seen: list[_SeenPage] = []
    images: list[PageImage] = []
    left = limits.page_image_bytes
    for index, picture in enumerate(pictures):
        page, upright = _read_upright(picture)
        seen.append(page)
        number = (index if pages is None else pages[index]) + 1
        image = encode_picture(upright) if left > 0 else b""
        left -= len(image)
        if left > 0:
            images.append(PageImage(number, image))
    heights = [page.height for page in seen]
    joined = join_pages([_place(page) for page in seen], heights, _BLANK)
    weights = [(line.score, len(line.piece.text)) for page in seen for line in page.lines]
    characters = sum(count for _, count in weights)
    mean = sum(score * count for score, count in weights) / characters if characters else None
    return SourceText(
        joined.text,
        form,
        notes=(*_write_notes(seen, mean, joined.furniture), *_tell_images(len(images), len(seen))),
        page_starts=joined.page_starts,
        ocr_pages=tuple(number + 1 for number in pages or range(len(seen))),
        page_images=tuple(images),
        ocr_confidence=mean,
    )


def _tell_images(kept: int, pages: int) -> Iterator[str]:
    if kept < pages:
        yield f"只保存了前 {kept} 页的图片，其余 {pages - kept} 页请对照原件"


def _write_notes(
    seen: Sequence[_SeenPage], mean: float | None, furniture: Sequence[str]
) -> Iterator[str]:
    if mean is not None:
        yield (
            f"由 OCR 识别 {len(seen)} 页，平均置信度 {mean:.1%}，个别字、标点可能有误，"
            "引用前请对照原件"
        )
    for number, page in enumerate(seen, 1):
        doubtful = [
            line
            for line in page.lines
            if line.score < DOUBTFUL_SCORE and line.piece.text not in furniture
        ]
        if doubtful:
            words = "、".join(f"“{line.piece.text[:20]}”" for line in doubtful[:5])
            yield f"第 {number} 页有 {len(doubtful)} 行识别把握不大：{words}"
        if page.illegible:
            yield f"第 {number} 页有 {page.illegible} 处无法识别（印章、手写或污损），未收入"
        if not page.lines:
            yield f"第 {number} 页没有识别到文字"
    if furniture:
        yield f"页码、页眉页脚 {len(furniture)} 行未收入"


def _place(page: _SeenPage) -> tuple[Piece, ...]:
    """The page's lines as if it had been laid straight on the scanner."""
    wide = [
        line.slope
        for line in page.lines
        if line.piece.right - line.piece.left > 4 * line.piece.height
    ]
    pieces = [line.piece for line in page.lines]
    return turn_level(pieces, median(wide)) if wide else tuple(pieces)


def _read_upright(picture: Picture) -> tuple[_SeenPage, Picture]:
    """The page's lines and the page, turned if it lies on its side or upside down."""
    page = _recognise(picture)
    long = [line for line in page.lines if len(line.piece.text) > 2]
    standing = [line for line in long if line.piece.height > line.piece.right - line.piece.left]
    if len(standing) * 2 > len(long):
        turns = (1, 3)
    elif long and _find_mean(page) < _UPRIGHT_SCORE:
        turns = (0, 2)
    else:
        return page, picture
    turned = [np.rot90(picture, turn) for turn in turns]
    pages = [
        page if turn == 0 else _recognise(one) for turn, one in zip(turns, turned, strict=True)
    ]
    best = max(range(len(pages)), key=lambda at: _find_mean(pages[at]))
    return pages[best], turned[best]


def _find_mean(page: _SeenPage) -> float:
    characters = sum(len(line.piece.text) for line in page.lines)
    return sum(line.score * len(line.piece.text) for line in page.lines) / max(characters, 1)


def _recognise(picture: Picture) -> _SeenPage:
    # The engine keeps the state of a run in itself.
    with _RUNNING:
        found = _load_engine()(_widen(picture))
    height = float(picture.shape[0])
    if found.boxes is None or found.txts is None:
        return _SeenPage((), 0, height)
    lines = []
    illegible = 0
    places = found.word_results
    if len(places) != len(found.txts):
        places = ((),) * len(found.txts)
    for box, text, score, words in zip(found.boxes, found.txts, found.scores, places, strict=True):
        if score < LEAST_SCORE:
            illegible += 1
        elif text.strip():
            corners = [(float(x), float(y)) for x, y in box]
            lines.append(_make_line(corners, _settle(text, words), float(score)))
    return _SeenPage(tuple(lines), illegible, height)


def _widen(picture: Picture) -> Picture:
    """The picture with paper added below or on the right of a narrow strip.

    The engine enlarges the shorter side to 736 pixels, whatever becomes of the longer one.
    """
    rows, columns = picture.shape[:2]
    least = max(rows, columns) // 2
    added = ((0, max(least - rows, 0)), (0, max(least - columns, 0)), (0, 0))
    return np.ascontiguousarray(np.pad(picture, added, constant_values=255))


def _make_line(corners: Sequence[tuple[float, float]], text: str, score: float) -> _Seen:
    """`corners` run clockwise from the top left."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    width = (hypot(x1 - x0, y1 - y0) + hypot(x2 - x3, y2 - y3)) / 2
    height = (hypot(x3 - x0, y3 - y0) + hypot(x2 - x1, y2 - y1)) / 2
    x, y = (x0 + x1 + x2 + x3) / 4, (y0 + y1 + y2 + y3) / 4
    slope = (y1 - y0) / (x1 - x0) if x1 - x0 > abs(y1 - y0) else 0.0
    piece = Piece(text, x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return _Seen(piece, score, slope)


def _settle(text: str, places: Sequence[Any]) -> str:
    """The line with the wide blanks that the recogniser passes over, and 〔2024〕 made whole.

    `places` are (character, score, corners) of each character, or ().
    """
    spaced = _restore_blanks(text, places) if "".join(p[0] for p in places) == text else text
    spaced = _DOUBLED.sub(r"\1", spaced.translate(_DIGITS))
    return _NUMBER_YEAR.sub("〔\\1〕", spaced)


def _restore_blanks(text: str, places: Sequence[Any]) -> str:
    """With a blank where two Chinese characters stand a character's width apart.

    That blank parts two issuing bodies or a number from its clause.
    """
    middles = [sum(float(x) for x, _ in corners) / len(corners) for _, _, corners in places]
    steps = {
        index: middles[index + 1] - middles[index]
        for index in range(len(text) - 1)
        if _is_ideograph(text[index]) and _is_ideograph(text[index + 1])
    }
    if len(steps) < 3:
        return text
    wide = 1.5 * median(steps.values())
    return "".join(
        char + " " if steps.get(index, 0.0) > wide else char for index, char in enumerate(text)
    )


def _is_ideograph(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


@functools.cache
def _load_engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": 0.0,  # what is hardly legible is counted here, not dropped there
            "Global.use_cls": False,  # whole pages are turned, not lines
            "Global.max_side_len": 3000,
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
        }
    )
