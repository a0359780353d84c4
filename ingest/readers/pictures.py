"""The pages of scanned PDF files and image files as pictures."""

import io
import struct
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ingest.limits import Limits
from ingest.model import PageImage, UnreadableFileError
from ingest.readers.pdf_page import PDFIUM

if TYPE_CHECKING:
    from PIL.Image import Image

Picture: TypeAlias = NDArray[np.uint8]  # rows, columns, (blue, green, red)

# 170 dpi gives an A4 page 2,000 rows. Finer pictures read no better and cost memory: a page of
# 3 million pixels takes 0.7 GB, one of 6 million 1.2 GB.
_DPI = 170
_SHORTEST, _LONGEST = 1600, 3000  # of the longer side, in pixels
_MOST_READ = 5_000_000
_SHOWN_DPI, _SHOWN_LONGEST, _SHOWN_QUALITY = 137, 1600, 60  # A4 at 137 dpi has 1,600 rows
_IMAGE_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF")


def list_pdf_pages(
    content: bytes, name: str, limits: Limits, pages: Sequence[int] | None = None
) -> Iterator[Picture]:
    """Each page's picture; all pages, or those of these indices."""
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
    try:
        numbers = range(len(document)) if pages is None else pages
        _check_pages(len(numbers), name, limits)
        for number in numbers:
            with PDFIUM:
                _check_pictures(document, number, name, limits)
            yield _draw_page(document, number, _DPI, _SHORTEST)
    finally:
        with PDFIUM:
            document.close()


def _check_pictures(document: Any, number: int, name: str, limits: Limits) -> None:
    """Raises UnreadableFileError for a page with a picture that would take all memory."""
    import pypdfium2.raw as pdfium

    page = document[number]
    try:
        for shape in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
            _check_pixels(shape.get_px_size(), name, limits)
    finally:
        page.close()


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


def list_image_pages(content: bytes, name: str, limits: Limits) -> Iterator[Picture]:
    """The pictures of an image file: one, or the pages of a TIFF."""
    from PIL import Image, ImageSequence

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # counted below
            with Image.open(io.BytesIO(content), formats=_IMAGE_FORMATS) as image:
                is_many = image.format == "TIFF"
                if is_many:
                    _check_pages(getattr(image, "n_frames", 1), name, limits)
                for frame in ImageSequence.Iterator(image) if is_many else (image,):
                    _check_pixels(frame.size, name, limits)
                    yield _make_picture(frame)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(str(error), name, limits) from error
    except (SyntaxError, struct.error) as error:  # what Pillow raises in some damaged files
        raise ValueError(f"damaged image: {error}") from error


def list_page_images(content: bytes, pages: Sequence[int], most: int) -> Iterator[PageImage]:
    """The pages of a PDF file with these indices as they are shown, `most` bytes together."""
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
    try:
        for number in pages:
            image = PageImage(
                number + 1, encode_picture(_draw_page(document, number, _SHOWN_DPI, 1))
            )
            most -= len(image.content)
            if most < 0:
                return
            yield image
    finally:
        with PDFIUM:
            document.close()


def encode_picture(picture: Picture) -> bytes:
    """The picture as JPEG, its longer side at most 1,600 pixels: about 0.2 MB for a page."""
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1]))
    image.thumbnail((_SHOWN_LONGEST, _SHOWN_LONGEST), reducing_gap=2.0)
    stream = io.BytesIO()
    image.save(stream, format="JPEG", quality=_SHOWN_QUALITY, optimize=True)
    return stream.getvalue()


def _find_most(width: float, height: float) -> float:
    """The scale at which a page of this size is as large as a picture may be."""
    return float(min(_LONGEST / max(width, height), (_MOST_READ / (width * height)) ** 0.5))


def _check_pages(count: int, name: str, limits: Limits) -> None:
    if count > limits.scanned_pages:
        raise UnreadableFileError(
            f"reading {name!r}: {count} scanned pages, expected at most {limits.scanned_pages}",
            message_zh=f"《{name}》有 {count} 页扫描图片，一次最多识别 {limits.scanned_pages} 页，"
            "请拆分后再导入。",
        )


def _check_pixels(size: tuple[int, int], name: str, limits: Limits) -> None:
    columns, rows = size
    if columns * rows > limits.picture_pixels:
        raise _too_many_pixels(f"{columns} by {rows} pixels", name, limits)


def _too_many_pixels(found: str, name: str, limits: Limits) -> UnreadableFileError:
    return UnreadableFileError(
        f"reading {name!r}: {found}, expected at most {limits.picture_pixels} pixels",
        message_zh=f"《{name}》图片过大（超过 {limits.picture_pixels // 10**4} 万像素），"
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
