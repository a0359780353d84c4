"""The day or year that a question on validity asks about: 到2027年呢, 去年还能用吗."""

import calendar
import datetime
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month or year, both ends included."""

    words: str  # 2027年, 2028年6月, 2025年3月1日
    first: datetime.date
    last: datetime.date


_DAY = (
    r"(?P<year>(?:19|20)\d\d)\s*年(?:\s*(?P<month>\d{1,2})\s*月(?:\s*(?P<day>\d{1,2})\s*[日号])?)?"
)
# A year that belongs to a text (2025年的通知) is no day asked about.
_OF_TEXT = r"(?!\s*(?:的(?!时候|时)|印|发|出台|版|那[份个]|下发|公布|制定|秋|春|[\d至到—～~-]))"
_SAID = re.compile(
    rf"(?:(?P<until>到了?|等到|在|截[至止]到?|至)\s*)?{_DAY}(?P<after>{_OF_TEXT}\s*"
    r"(?:[上中下]旬|初|底|末|左右|前后)?(?:的?时候|的?时|那时|那会儿?|那年|年?底|年?初|以?后|之后|还|仍|能|可|是不是|是否|算|管|有没有|呢|$|[，,？?]))?"
)
# 2028年的工作, 到那时: the year that was told before.
_TOLD = re.compile(
    rf"(?<![〔\[(（【\d]){_DAY}(?=.*?(?:(?:到|至|等)(?:了)?(?:那|这)(?:个)?(?:时|年|会|天)|那(?:个)?(?:时候|会儿)|届时))"
)
_SPOKEN = re.compile(
    r"(大前年|前年|去年|明年|后年|今年)(?!的(?!时候|时))(?!印|发|出|版|那|下发|制定|公布)"
)
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}


def find_period(text: str, today: datetime.date) -> Period | None:
    """The time that a text asks about; None where it names none, or only the year of a text.

    >>> find_period("到2028年6月还有效吗", datetime.date(2026, 11, 28)).words
    '2028年6月'
    >>> find_period("编2028年的计划，到那时还有效吗", datetime.date(2026, 11, 28)).words
    '2028年'
    >>> find_period("2025年的通知现在还有效吗", datetime.date(2026, 11, 28))
    """
    for found in _SAID.finditer(text):
        if not (found["until"] or found["after"]):
            continue
        if re.match(_OF_TEXT, text[found.end() :]) is None:
            continue
        period = _read(found)
        if period is not None:
            return period
    told = [period for found in _TOLD.finditer(text) if (period := _read(found)) is not None]
    if told:
        return told[-1]
    spoken = _SPOKEN.search(text)
    if spoken is None:
        return None
    year = today.year + _YEARS[spoken[1]]
    return Period(f"{year}年", datetime.date(year, 1, 1), datetime.date(year, 12, 31))


def _read(found: re.Match[str]) -> Period | None:
    year = int(found["year"])
    month, day = int(found["month"] or 0), int(found["day"] or 0)
    if month > 12 or (day and not 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    if not month:
        return Period(f"{year}年", datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    first = datetime.date(year, month, day or 1)
    last = datetime.date(year, month, day or calendar.monthrange(year, month)[1])
    return Period(f"{year}年{month}月" + (f"{day}日" if day else ""), first, last)
