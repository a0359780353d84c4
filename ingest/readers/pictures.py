"""The pages of scanned PDF files and image files as pictures."""

import io
import struct
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ingest.model import UnreadableFileError
from ingest.readers.pdf_page import PDFIUM

if TYPE_CHECKING:
    from PIL.Image import Image

Picture: TypeAlias = NDArray[np.uint8]  # rows, columns, (blue, green, red)

MAX_PAGES = 300  # about one second each on two cores
MAX_PIXELS = 120_000_000  # A3 at 600 dpi has 70 million
# 170 dpi gives an A4 page 2,000 rows. Finer pictures read no better and cost memory: a page of
# 3 million pixels takes 0.7 GB, one of 6 million 1.2 GB.
_DPI = 170
_SHORTEST, _LONGEST = 1600, 3000  # of the longer side, in pixels
_MOST_READ = 5_000_000
_SHOWN_DPI = 110
_IMAGE_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF")


def list_pdf_pages(
    content: bytes, name: str, pages: Sequence[int] | None = None
) -> Iterator[Picture]:
    """Each page's picture; all pages, or those of these indices."""
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
    try:
        numbers = range(len(document)) if pages is None else pages
        _check_pages(len(numbers), name)
        for number in numbers:
            yield _draw_page(document, number, _DPI, _SHORTEST)
    finally:
        with PDFIUM:
            document.close()


def _draw_page(document: Any, number: int, dpi: int, shortest: int) -> Picture:
    with PDFIUM:
        page = document[number]
        width, height = (max(side, 1.0) for side in page.get_size())
        longer = max(width, height)
        scale = min(max(dpi / 72, shortest / longer), _find_most(width, height))
        bitmap = page.render(scale=scale)
        picture = np.array(bitmap.to_numpy()[:, :, :3])  # the bitmap's memory goes with it
        bitmap.close()
        page.close()
    return picture


def list_image_pages(content: bytes, name: str) -> Iterator[Picture]:
    """The pictures of an image file: one, or the pages of a TIFF."""
    from PIL import Image, ImageSequence

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # counted below
            with Image.open(io.BytesIO(content), formats=_IMAGE_FORMATS) as image:
                is_many = image.format == "TIFF"
                if is_many:
                    _check_pages(getattr(image, "n_frames", 1), name)
                for frame in ImageSequence.Iterator(image) if is_many else (image,):
                    _check_pixels(frame.size, name)
                    yield _make_picture(frame)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(str(error), name) from error
    except (SyntaxError, struct.error) as error:  # what Pillow raises in some damaged files
        raise ValueError(f"damaged image: {error}") from error


def render_page(content: bytes, number: int) -> bytes:
    """One page of a PDF file as PNG, to be shown beside a citation; the first is 0."""
    import pypdfium2
    from PIL import Image

    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
    try:
        picture = _draw_page(document, number, _SHOWN_DPI, 1)
    finally:
        with PDFIUM:
            document.close()
    stream = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1])).save(stream, format="PNG")
    return stream.getvalue()


def _find_most(width: float, height: float) -> float:
    """The scale at which a page of this size is as large as a picture may be."""
    return float(min(_LONGEST / max(width, height), (_MOST_READ / (width * height)) ** 0.5))


def _check_pages(count: int, name: str) -> None:
    if count > MAX_PAGES:
        raise UnreadableFileError(
            f"reading {name!r}: {count} scanned pages, expected at most {MAX_PAGES}",
            message_zh=f"《{name}》有 {count} 页扫描图片，一次最多识别 {MAX_PAGES} 页，"
            "请拆分后再导入。",
        )


def _check_pixels(size: tuple[int, int], name: str) -> None:
    columns, rows = size
    if columns * rows > MAX_PIXELS:
        raise _too_many_pixels(f"{columns} by {rows} pixels", name)


def _too_many_pixels(found: str, name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"reading {name!r}: {found}, expected at most {MAX_PIXELS} pixels",
        message_zh=f"《{name}》图片过大（超过 {MAX_PIXELS // 10**4} 万像素），"
        "请降低分辨率后再导入。",
    )


def _make_picture(image: "Image") -> Picture:
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("LA", "PA", "RGBA", "P"):
        paper = Image.new("RGBA", upright.size, "white")
        paper.alpha_composite(upright.convert("RGBA"))
        upright = paper
    if upright.mode.startswith(("I", "F")):
        upright = upright.convert("F").point(lambda value: value / 256)
    rgb = upright.convert("RGB")
    scale = _find_most(*map(float, rgb.size))
    if scale < 1:
        columns, rows = (max(round(side * scale), 1) for side in rgb.size)
        rgb = rgb.resize((columns, rows), reducing_gap=2.0)
    return np.ascontiguousarray(np.asarray(rgb)[:, :, ::-1])
