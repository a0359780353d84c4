"""Document numbers (发文字号) such as 龙教〔2022〕12号."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.lines import fold_brackets
from ingest.model import Span

# The year may be a placeholder (20xx) in a template. Extractors put blanks and line ends
# between the parts.
_NUMBER = re.compile(
    r"(?P<agency>(?:[xX*_]{1,4}[ \t]{0,2})?[\u4e00-\u9fff]{1,14})[ \t]{0,2}(?:\n[ \t]{0,2})?"
    r"[〔(<《]\s{0,3}(?:(?:19|20)(?:\d\d|[xX*]{2}))\s{0,3}[〕)>》]\s{0,3}"
    r"(?:第\s{0,2})?[\dxX*]{1,6}\s{0,3}号"
)
_ORDER = re.compile(
    r"(?P<agency>[\u4e00-\u9fff]{1,24}?(?:令|公告))[ \t]{0,2}"
    r"\(?(?:(?:19|20)\d\d年)?第\s{0,2}\d{1,4}\s{0,2}号"
)
# What follows the agency, and how far in front of it a number may begin.
_ANCHORS = (
    (_NUMBER, re.compile(r"[〔(<《]\s{0,3}(?:19|20)"), 25, 30),
    (_ORDER, re.compile(r"(?:令|公告)[ \t]{0,2}\(?(?:(?:19|20)\d\d年)?第\s{0,2}\d"), 24, 25),
)
_LINE_BREAK = re.compile(r"\s{0,9}\n\s{0,9}")
# Words before a number that are not part of it.
_LEADING = re.compile(
    r"^.*?(?:通知|意见|办法|决定|规定|方案|文件|条例|文号|字号|编号|根据|依据|按照|执行|印发|关于|见|即|以|和(?!国)|与|及|由|原)"
    r"(?=[\u4e00-\u9fff]{2})"
)


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A document number as written, without line breaks, and where it stands."""

    number: str
    span: Span


def find_document_numbers(text: str) -> tuple[FoundNumber, ...]:
    """All document numbers and order numbers (令第222号) in reading order.

    >>> [found.number for found in find_document_numbers("根据《通知》（国发〔2016〕40 号）精神")]
    ['国发〔2016〕40 号']
    """
    if "号" not in text:
        return ()
    folded = fold_brackets(text)
    numbers = []
    for pattern, anchor, before, behind in _ANCHORS:
        for found in _find_near(folded, pattern, anchor, before, behind):
            agency = found["agency"]
            start = found.start("agency")
            leading = _LEADING.match(agency)
            while leading is not None:
                start += leading.end()
                agency = agency[leading.end() :]
                leading = _LEADING.match(agency)
            number = _LINE_BREAK.sub("", text[start : found.end()]).strip()
            numbers.append(FoundNumber(number, Span(start, found.end())))
    return tuple(sorted(numbers, key=lambda number: number.span))


def _find_near(
    folded: str, pattern: re.Pattern[str], anchor: re.Pattern[str], before: int, behind: int
) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` finds, searched only around what each find must hold."""
    position = 0
    for place in anchor.finditer(folded):
        low = max(position, place.start() - before)
        found = pattern.search(folded, low, place.end() + behind)
        if found is not None:
            position = found.end()
            yield found
