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
    current_only: bool = False  # without repealed and expired texts, where others hold duties

    @property
    def narrows(self) -> bool:
        """Whether anything but the documents is asked for."""
        return bool(self.parties or self.missing or self.undated or self.due)


_ROLLING = re.compile(r"每[年月周季学日]|长期|常年|持续|全年|定期")
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


def read_deadline(words: str, year: int | None = None) -> Period | None:
    """The days within which a deadline ends; None where it names no day of one year.

    `year` stands in for one that is not written (8月底前). A deadline that comes back every
    year, or never ends, has no day.

    >>> read_deadline("2026年8月底前").end
    datetime.date(2026, 8, 31)
    >>> read_deadline("每年12月底前") is None
    True
    """
    folded = fold(words)
    named = _YEAR.search(folded)
    if _ROLLING.search(folded) or (named is None and year is None):
        return None
    chosen = int(named[1]) if named else int(year or 0)
    found = _MONTH.search(folded)
    if found is not None and 1 <= int(found[1]) <= 12:
        month = int(found[1])
        last = calendar.monthrange(chosen, month)[1]
        day = int(found[2]) if found[2] else _TENS.get(found[3] or "", last)
        start = datetime.date(chosen, month, min(day, last) if found[2] else 1)
        return Period(start, datetime.date(chosen, month, min(day, last)))
    if found is not None:
        return None
    for pattern, first, month in _PARTS:
        if pattern.search(folded):
            last = calendar.monthrange(chosen, month)[1]
            return Period(datetime.date(chosen, first, 1), datetime.date(chosen, month, last))
    return Period(datetime.date(chosen, 1, 1), datetime.date(chosen, 12, 31))
