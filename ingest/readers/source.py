"""What a reader hands over: a file's text, its pages, and what was left out of it."""

from dataclasses import dataclass

from ingest.model import LeftOut, PageImage


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's text as it was extracted.

    `left_out` are stretches of `text` that no document should take. What never came into
    `text` (hidden words, headers and footers) has no place in it and is told in `notes`.
    """

    text: str
    format: str  # txt, docx, …
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()  # Chinese, shown in the ingest report
    page_starts: tuple[int, ...] = ()  # offset of each page's first character; () without pages
    ocr_pages: tuple[int, ...] = ()  # numbers, from 1, of pages recognised from pictures
    page_images: tuple[PageImage, ...] = ()  # of these pages
    ocr_confidence: float | None = None  # mean over all characters, 0–1; None without OCR

    @property
    def read_by_ocr(self) -> bool:
        """Whether any of it was recognised from pictures."""
        return bool(self.ocr_pages)
