"""Dates as documents write them, as precise as they are written."""

import re
from dataclasses import dataclass

from ingest.clean import fold
from ingest.model import PartialDate, Span

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "O": 0,
}
_GAP = r"\s{0,4}"
_DATE = re.compile(
    rf"(?<![\d.])(?P<year>(?:19|20)\d\d){_GAP}年(?:{_GAP}(?P<month>1[0-2]|0?[1-9]){_GAP}月"
    rf"(?:{_GAP}(?P<day>3[01]|[12]\d|0?[1-9]){_GAP}[日号])?)?"
    r"|(?<![\d.])(?P<year2>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month2>1[0-2]|0?[1-9])(?P=mark)"
    r"(?P<day2>3[01]|[12]\d|0?[1-9])(?!\d)"
    rf"|(?P<year3>[一二][九〇零○O][〇零○O一二三四五六七八九]{{2}}){_GAP}年"
    rf"(?:{_GAP}(?P<month3>十[一二]?|[一二三四五六七八九]){_GAP}月"
    rf"(?:{_GAP}(?P<day3>[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]){_GAP}日)?)?"
)
_LIKELY = re.compile(r"年|[-/.][01]?\d[-/.]")  # in every date


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands."""

    date: PartialDate
    span: Span


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """All dates with a year, in reading order; impossible ones (2月30日) are passed over.

    >>> [str(found.date) for found in find_dates("二〇二三年九月十九日印发，2024年7月底前完成")]
    ['2023-09-19', '2024-07']
    """
    folded = fold(text)
    if _LIKELY.search(folded) is None:
        return ()
    dates = []
    for found in _DATE.finditer(folded):
        parts = [found[name] or found[f"{name}2"] for name in ("year", "month", "day")]
        if found["year3"]:
            year = "".join(str(_DIGITS[digit]) for digit in found["year3"])
            parts = [year, *(_read_small(found[name]) for name in ("month3", "day3"))]
        try:
            date = PartialDate(*(int(part or 0) for part in parts))
        except ValueError:
            continue
        dates.append(FoundDate(date, Span(*found.span())))
    return tuple(dates)


def _read_small(numeral: str | None) -> str:
    """An Arabic number for a Chinese one up to 39, "0" where there is none."""
    if numeral is None:
        return "0"
    tens, ten, ones = numeral.rpartition("十")
    value = _DIGITS[ones] if ones else 0
    if ten:
        value += 10 * (_DIGITS[tens] if tens else 1)
    return str(value)
