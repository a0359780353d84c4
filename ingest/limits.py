"""How much one file may cost. The defaults suit a bureau's machine of 2 cores and 4 GB."""

from dataclasses import dataclass

MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one file; past any of them the file is refused, with what to do.

    The doors pass down what the settings `ingest_max_…` say; nothing is read past the memory
    that these allow, whatever a file says of its own size.
    """

    file_bytes: int = 256 * MEBIBYTE
    archive_files: int = 2000  # in one zip archive
    unpacked_bytes: int = 1024 * MEBIBYTE  # all files of one zip archive, or all parts of one file
    unpacked_ratio: int = 300  # text packs to a tenth, pages that repeat to a hundredth
    part_bytes: int = 96 * MEBIBYTE  # one XML part of an Office or OFD file, one web page
    elements: int = 5_000_000  # of one XML part; a filled cell of a sheet is two
    pages: int = 3000  # of a PDF or OFD file with text
    scanned_pages: int = 300  # pictures to recognise: about one second each on two cores
    picture_pixels: int = 120_000_000  # of one picture; A3 at 600 dpi has 70 million
    page_image_bytes: int = 64 * MEBIBYTE  # kept of one file's recognised pages
    characters: int = 20_000_000  # of one file, and of one sheet
    cells: int = 2_000_000  # of one sheet
    office_seconds: float = 120.0  # LibreOffice takes a second for a page or two, ten for 400


DEFAULT_LIMITS = Limits()
