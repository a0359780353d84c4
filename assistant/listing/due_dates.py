"""The days that sentences of a clause name as due, also those that come back every year."""

import datetime
import re
from collections.abc import Iterator

from assistant.duty_filter import Period, close_days, read_deadline
from ingest.clean import fold
from vectorstore.model import StoredDocument

# A year alone is a day that something is due only with one of these beside it.
_BOUND_BEFORE = re.compile(r"(?:到|至|截至|截止|于|力争|在|[—\-–－~～])\s*$")
_PART = r"底|末|前|内|初|上半年|下半年|第?[一二三四]季度|[春秋]季?学期"
_DAY = re.compile(
    rf"(?:(?P<year>20\d\d)年)?\s*(?P<month>\d{{1,2}})月份?\s*(?:(?P<day>\d{{1,2}})日|上旬|中旬|下旬)?"
    rf"|(?P<only>20\d\d)年(?P<part>{_PART})?"
)
_EVERY = re.compile(r"每年(?:度)?\D{0,8}$")
_TITLE_YEAR = re.compile(r"(20\d\d)年(?!\s*[—\-–－~～至])")


def find_days(text: str, document: StoredDocument) -> Iterator[Period]:
    """The days that a text names; one without a year in the year that is meant.

    That is the year said before it, else the one in the document's title. Without either, and
    behind 每年, the day comes back every year: such a period is of the year 1.
    """
    folded = close_days(fold(text))
    titled = _TITLE_YEAR.search(fold(document.title))
    year = int(titled[1]) if titled else None
    for found in _DAY.finditer(folded):
        said = found["year"] or found["only"]
        year = int(said) if said else year
        if (
            found["only"]
            and not found["part"]
            and not _BOUND_BEFORE.search(folded[: found.start()])
        ):
            continue
        if not said and (year is None or _EVERY.search(folded[: found.start()])):
            every = _read_every_year(found)
            if every is not None:
                yield every
            continue
        period = read_deadline(found[0], year)
        if period is not None:
            yield period


def _read_every_year(found: re.Match[str]) -> Period | None:
    month = int(found["month"] or 0)
    if not 1 <= month <= 12:
        return None
    day = min(int(found["day"] or 28), 28)
    return Period(None, datetime.date(1, month, max(day, 1)))


def falls_within(day: Period, asked: Period) -> bool:
    """Whether a day, or its return in some year, lies in the period asked for.

    A day that comes back lies in no period that is open at one end.
    """
    end = day.end
    if end is None or end.year > 1:
        return asked.holds(day)
    if asked.start is None or asked.end is None:
        return False
    return any(
        asked.holds(Period(None, end.replace(year=year)))
        for year in range(asked.start.year, asked.end.year + 1)
    )
