"""Which duties a person wants to see; and the day until which a task must be done."""

import calendar
import datetime
import re
from dataclasses import dataclass

from ingest.clean import fold
from ingest.model import DocumentId, DutyRole

ROLE_NAMES = {
    DutyRole.LEADER: "牵头领导",
    DutyRole.LEAD: "牵头部门",
    DutyRole.RESPONSIBLE: "责任部门",
    DutyRole.SUPPORT: "配合部门",
    DutyRole.MEMBER: "成员单位",
}


@dataclass(frozen=True, slots=True)
class PartyAsked:
    """A department or person in one of the roles; no role named: in any."""

    name: str
    roles: tuple[DutyRole, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included; None: open at that end."""

    start: datetime.date | None
    end: datetime.date | None

    def holds(self, other: "Period") -> bool:
        """Whether the last day of the other lies within."""
        day = other.end
        if day is None:
            return False
        return (self.start is None or day >= self.start) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class DutyFilter:
    """What narrows the duties of all documents; every part that is given must hold."""

    parties: tuple[PartyAsked, ...] = ()
    together: bool = False  # all of the parties in one duty, else any of them
    alone: bool = False  # nobody else leads, answers for or supports it
    missing: tuple[DutyRole, ...] = ()  # roles of which the duty names nobody
    undated: bool = False  # duties that name no deadline
    due: Period | None = None
    document_ids: frozenset[DocumentId] | None = None  # None: all documents
    rolling: bool = False  # duties that go on: 长期, 每年; with `undated` also these
    current_only: bool = False  # without repealed and expired texts, where others hold duties

    @property
    def narrows(self) -> bool:
        """Whether anything but the documents is asked for."""
        return bool(self.parties or self.missing or self.undated or self.due or self.rolling)


_ROLLING = re.compile(r"每[年月周季学日]|长期|常年|持续|全年|定期")
_GOES_ON = re.compile(r"长期|常年|持续|常态")
_EMPTY = re.compile(r"[\s—\-–－―/／\\无]*")
_YEAR = re.compile(r"(20\d\d)\s*年?(?!\d)")
_MONTH = re.compile(r"(\d{1,2})\s*月(?:份)?\s*(?:(\d{1,2})\s*日|(上旬|中旬|下旬))?")
_PARTS = (
    (re.compile(r"上半年"), 1, 6),
    (re.compile(r"下半年"), 7, 12),
    (re.compile(r"第?一季度"), 1, 3),
    (re.compile(r"第?二季度"), 4, 6),
    (re.compile(r"第?三季度"), 7, 9),
    (re.compile(r"第?四季度"), 10, 12),
    (re.compile(r"春季?学期"), 2, 7),
    (re.compile(r"秋季?学期"), 9, 12),
)
_TENS = {"上旬": 10, "中旬": 20}


def names_deadline(deadline: str | None) -> bool:
    """Whether a deadline says anything: a cell of a table may hold only a dash."""
    return deadline is not None and _EMPTY.fullmatch(deadline) is None


def goes_on(deadline: str | None) -> bool:
    """Whether a deadline names no last day of any year: 长期坚持."""
    return deadline is not None and _GOES_ON.search(deadline) is not None


_GAP = re.compile(r"(?<=\d)[ \t]+(?=[年月日])|(?<=[年月])[ \t]+(?=\d)")


def close_days(folded: str) -> str:
    """A text without the blanks that readers leave inside days: 2025 年 8 月底.

    >>> close_days("到 2025 年 8 月底前")
    '到 2025年8月底前'
    """
    return _GAP.sub("", folded)


def read_deadline(words: str, year: int | None = None) -> Period | None:
    """The days within which a deadline ends; None where it names no day of one year.

    `year` stands in for one that is not written (8月底前). A deadline that comes back every
    year, or never ends, has no day.

    >>> read_deadline("2026年8月底前").end
    datetime.date(2026, 8, 31)
    >>> read_deadline("每年12月底前") is None
    True
    """
    folded = close_days(fold(words))
    named = _YEAR.search(folded)
    if _ROLLING.search(folded) or (named is None and year is None):
        return None
    chosen = int(named[1]) if named else int(year or 0)
    found = _MONTH.search(folded)
    if found is not None and 1 <= int(found[1]) <= 12:
        month = int(found[1])
        last = calendar.monthrange(chosen, month)[1]
        day = int(found[2]) if found[2] else _TENS.get(found[3] or "", last)
        if not day:
            return None  # 3月0日
        start = datetime.date(chosen, month, min(day, last) if found[2] else 1)
        return Period(start, datetime.date(chosen, month, min(day, last)))
    if found is not None:
        return None
    for pattern, first, month in _PARTS:
        if pattern.search(folded):
            last = calendar.monthrange(chosen, month)[1]
            return Period(datetime.date(chosen, first, 1), datetime.date(chosen, month, last))
    return Period(datetime.date(chosen, 1, 1), datetime.date(chosen, 12, 31))


_BY = re.compile(r"前|截至|截止到|为止|以内|之内|到期前|底之?前|逾期|超期|过期")
_WITHIN_YEAR = re.compile(r"(?<=年)(?:度|之|以)?内")  # 2026年之内: not what was due before it
_RELATIVE = {"今年": 0, "本年": 0, "明年": 1, "后年": 2, "去年": -1}
_COMING = re.compile(r"接下来|往后|今后|未来|近期|最近|马上|眼下|下一步|从现在")
_MONTHS_AHEAD = re.compile(r"(?:半|([一二两三四五六七八九十\d]{1,2}))个?(?:年|月)(?:之?内|以内)?")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def read_period(text: str, as_of: datetime.date) -> Period | None:
    """The days that a question bounds what it asks for by (2025年底前, 往后半年, 已经逾期的).

    >>> read_period("往后半年到期的", datetime.date(2026, 9, 1)).end
    datetime.date(2027, 3, 1)
    >>> read_period("2026年之内要办完的", datetime.date(2026, 9, 1)).start
    datetime.date(2026, 1, 1)
    """
    if re.search(r"逾期|超期|过期", text):
        return Period(None, as_of - datetime.timedelta(days=1))
    year = next((as_of.year + n for word, n in _RELATIVE.items() if word in text), None)
    coming = _COMING.search(text) is not None
    if (coming or "内" in text) and year is None and not _YEAR.search(text):
        months = _read_months(text)
        if months or coming:
            return Period(as_of, _add_months(as_of, months or 6))
    if re.search(r"下个?月", text):
        following = _add_months(as_of.replace(day=1), 1)
        period = read_deadline(f"{following.year}年{following.month}月")
    elif re.search(r"本月|这个月", text):
        period = read_deadline(f"{as_of.year}年{as_of.month}月")
    elif year is None and re.search(r"年底|年内|年末", text) and not re.search(r"20\d\d", text):
        period = read_deadline(f"{as_of.year}年")
    else:
        period = read_deadline(text, year)
    if period is None:
        return None
    if coming and period.holds(Period(None, as_of)):
        return Period(as_of, period.end)
    return Period(None, period.end) if _BY.search(_WITHIN_YEAR.sub("", text)) else period


def _read_months(text: str) -> int | None:
    """How many months ahead a question looks (半年, 三个月, 一年)."""
    found = _MONTHS_AHEAD.search(text)
    if found is None:
        return None
    per = 12 if "年" in found[0] else 1
    if found[1] is None:
        return 6 if per == 12 else 1
    count = int(found[1]) if found[1].isdigit() else _DIGITS.get(found[1][-1], 1)
    return per * count


def _add_months(day: datetime.date, months: int) -> datetime.date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
