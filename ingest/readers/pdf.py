"""PDF files with text: paragraphs made whole, tables as rows, each page's place kept."""

from collections.abc import Iterator, Sequence

from ingest.limits import Limits
from ingest.model import EmptyFileError
from ingest.readers import ocr
from ingest.readers.layout import Piece
from ingest.readers.page_layout import LaidOut, lay_out_pages, tell_furniture
from ingest.readers.pdf_page import PageContent, open_pages
from ingest.readers.pdf_paragraphs import Block, LinePlace, join_blocks
from ingest.readers.pictures import list_page_images
from ingest.readers.source import SourceText

_FEWEST_CHARACTERS = 20  # fewer on a page of pictures are a stamp or a scanner's mark
_MOST_UNMAPPED = 0.2
NEEDS_OCR = "扫描件需要 OCR 组件"


def read(content: bytes, name: str, limits: Limits) -> SourceText:
    """The text of all pages; pages that are pictures are recognised where OCR is installed."""
    with open_pages(content, name, limits) as opened:
        pages = list(opened)
    if not pages:
        raise EmptyFileError(
            f"reading {name!r}: no pages", message_zh=f"《{name}》没有页面，请检查原文件。"
        )
    scanned = [number for number, page in enumerate(pages) if _is_picture(page)]
    if len(scanned) == len(pages):
        return ocr.read_pdf_images(content, name, limits)
    if not scanned and not any(page.glyphs for page in pages):
        raise EmptyFileError(
            f"reading {name!r}: {len(pages)} pages without words",
            message_zh=f"《{name}》有 {len(pages)} 页，但没有文字（如是扫描件，{NEEDS_OCR}）。",
        )
    recognised = None
    if scanned and ocr.is_installed():
        recognised = ocr.read_pdf_images(content, name, limits, scanned)
    whole = lay_out_pages(pages, scanned)
    laid = whole.pages
    if recognised is not None:
        for number, text in zip(scanned, _cut_pages(recognised), strict=True):
            laid[number] = _place_recognised(text, number)
    joined = join_blocks(laid)
    drawn = [] if recognised is None else scanned
    layered = [n for n, page in enumerate(pages) if page.is_ocr_layer and n not in drawn]
    images = [] if recognised is None else list(recognised.page_images)
    room = limits.page_image_bytes - sum(len(image.content) for image in images)
    images += list_page_images(content, layered[: limits.scanned_pages], room)
    return SourceText(
        joined.text,
        "pdf",
        notes=tuple(_write_notes(pages, scanned, whole, recognised)),
        page_starts=joined.page_starts,
        ocr_pages=tuple(sorted(number + 1 for number in (*layered, *drawn))),
        page_images=tuple(sorted(images, key=lambda image: image.page)),
        ocr_confidence=None if recognised is None else recognised.ocr_confidence,
    )


def _is_picture(page: PageContent) -> bool:
    """Whether the page's words are in a picture, or in a font that does not tell them."""
    count = sum(not glyph.char.isspace() for glyph in page.glyphs)
    if page.unmapped > _MOST_UNMAPPED * (count + page.unmapped):
        return True
    return count < _FEWEST_CHARACTERS and page.picture_share > 0.3


def _cut_pages(recognised: SourceText) -> list[str]:
    ends = [*recognised.page_starts[1:], len(recognised.text)]
    return [
        recognised.text[start:end] for start, end in zip(recognised.page_starts, ends, strict=True)
    ]


def _place_recognised(text: str, page: int) -> list[Block]:
    """Paragraphs as lines that reach no margin: they are whole already."""
    return [
        LinePlace(Piece(line, 0, index, 1, index + 1), 0, 100, page)
        for index, line in enumerate(text.splitlines())
        if line.strip()
    ]


def _write_notes(
    pages: Sequence[PageContent],
    scanned: Sequence[int],
    whole: LaidOut,
    recognised: SourceText | None,
) -> Iterator[str]:
    yield from tell_furniture(whole)
    for words, count in (
        ("隐藏文字", sum(page.hidden for page in pages)),
        ("斜排水印", sum(page.aslant for page in pages)),
        ("字体缺少编码、无法辨认的文字", sum(page.unmapped for page in pages)),
    ):
        if count:
            yield f"{words} {count} 字未收入"
    if scanned:
        numbers = "、".join(str(number + 1) for number in scanned[:20])
        if recognised is None:
            yield f"第 {numbers} 页是图片，未收入（{NEEDS_OCR}）"
        else:
            yield f"第 {numbers} 页是图片"
            yield from recognised.notes
    if any(page.is_ocr_layer for page in pages):
        yield "文字取自扫描件自带的识别结果，个别字、标点可能有误，引用前请对照原件"
    pictures = sum(page.picture_share > 0.02 for page in pages) - len(scanned)
    if pictures > 0:
        yield f"{pictures} 页上的图片未做文字识别"
