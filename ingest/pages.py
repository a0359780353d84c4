"""The pages of a file: on which one a character stands, and which were read by OCR."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.model import Span


@dataclass(frozen=True, slots=True)
class Pages:
    """Where each page of a file begins in its text; () where the format knows no pages.

    >>> pages = Pages((0, 120, 300), recognised=(2,))
    >>> pages.find(130), pages.list_numbers(Span(100, 310)), pages.is_recognised(Span(0, 120))
    (2, (1, 2, 3), False)
    """

    starts: tuple[int, ...] = ()
    recognised: tuple[int, ...] = ()  # numbers, from 1, of the pages read by OCR
    confidence: float | None = None  # mean over all recognised characters, 0–1

    def find(self, offset: int) -> int | None:
        """The number, from 1, of the page that holds the character; None without pages."""
        return find_page(self.starts, offset)

    def list_numbers(self, span: Span) -> tuple[int, ...]:
        """The numbers of the pages that hold a part of the span."""
        first, last = self.find(span.start), self.find(max(span.start, span.end - 1))
        return () if first is None or last is None else tuple(range(first, last + 1))

    def is_recognised(self, span: Span) -> bool:
        """Whether a part of the span was read by OCR."""
        return not set(self.recognised).isdisjoint(self.list_numbers(span))


NO_PAGES = Pages()


def find_page(page_starts: Sequence[int], offset: int) -> int | None:
    """The number, from 1, of the page that holds the character; None for text without pages.

    >>> find_page((0, 120, 120, 300), 130), find_page((), 5)
    (3, None)
    """
    return max(bisect_right(page_starts, offset), 1) if page_starts else None
