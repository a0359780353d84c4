"""Places in a text that cannot be read as they stand: masked, garbled, left blank."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.model import Span

MASKED, GARBLED, BLANK = "遮盖或占位", "乱码", "空白待填"
_PLACES = re.compile(
    # xx县, ×××, ＊＊＊: no letter or digit of a word or a product around the x's
    r"(?P<masked>(?<![A-Za-z0-9./@])[xX×ｘＸ]{2,12}(?![A-Za-z0-9./@])"
    r"|(?:19|20)\d?[xX×ｘＸ]{1,2}(?=年)|(?<=\d)[xX×ｘＸ]{1,12}(?=[年月日号元%名人所])"
    r"|[*＊]{2,40}|[○〇]{2,12}(?=[省市县区乡镇年月日号学])|[█■▇▓]{2,40})"
    r"|(?P<garbled>[\ufffd\ue000-\uf8ff]{1,40}|锟斤拷|烫烫烫|(?:[ÃÂåæçèéäï][\x80-\xbf]){2,12}"
    r"|(?<![?？！!])[?]{3,40}(?![?？！!]))"
    r"|(?P<blank>_{2,80}|＿{2,80}|□{1,40}(?=[^\s]))"
)
_REASONS = {"masked": MASKED, "garbled": GARBLED, "blank": BLANK}


@dataclass(frozen=True, slots=True)
class IllegiblePlace:
    """Characters that stand for others that are not there."""

    span: Span
    reason: str  # Chinese: 遮盖或占位, 乱码, 空白待填


def find_illegible(text: str) -> Iterator[IllegiblePlace]:
    """The places in reading order; they do not overlap.

    >>> [place.reason for place in find_illegible("xx县补助×××元，共3×4间，由\ufffd\ufffd局____。")]
    ['遮盖或占位', '遮盖或占位', '乱码', '空白待填']
    """
    for found in _PLACES.finditer(text):
        assert found.lastgroup is not None  # one of the three has matched
        yield IllegiblePlace(Span(*found.span()), _REASONS[found.lastgroup])
