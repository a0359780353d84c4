"""The head note (题注) of a statute: who passed it when, and each amendment since."""

import re
from dataclasses import dataclass

from ingest.clean import fold
from ingest.dates import find_dates
from ingest.model import PartialDate

_DEED = r"(?:通过|修正|修订|修改|公布|批准|发布|颁布)"
_DAY = r"(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
# A line of the note begins with a day and ends with what was done on the last of its days.
_LINE = re.compile(
    rf"[(\s]*(?:根据|依据)?\s?{_DAY}[^。]{{4,800}}{_DEED}(?:[^。]{{0,12}}|[\s,]?自[^。]{{4,24}}施行[)\s]*)"
)
_MEETING = re.compile(r"会议|常务委员会|代表大会|常委会|人民政府令|令第|号公[布告]|修[正订]")
_DONE = re.compile(_DEED)


@dataclass(frozen=True, slots=True)
class HeadNote:
    """The day of the latest adoption or amendment, and the line that names it."""

    date: PartialDate
    words: str


# （云岭县教育局、云岭县财政局2025年3月20日印发）, （云委办〔2023〕26号 2023年11月6日印发）
_ISSUE = re.compile(
    rf"\((?P<words>[^()。]{{0,200}}?)\s*(?P<date>{_DAY})\s*(?:印发|发布|公布|颁布|下发)\)"
)


@dataclass(frozen=True, slots=True)
class IssueNote:
    """A line in brackets under the title: who issued the document, and when."""

    date: PartialDate
    words: str  # what stands before the day, folded: bodies, a number


def find_issue_note(front: str) -> IssueNote | None:
    """The first such line before the first clause; None without one.

    >>> find_issue_note("(云岭县教育局、云岭县财政局2025年3月20日印发)").words
    '云岭县教育局、云岭县财政局'
    """
    for line in front.splitlines():
        found = _ISSUE.fullmatch(fold(line).strip())
        dates = () if found is None else find_dates(found["date"])
        if found is not None and dates:
            return IssueNote(dates[0].date, found["words"])
    return None


def is_note_line(line: str) -> bool:
    """Whether a folded line is one of a head note.

    >>> is_note_line("2009年2月24日 云江市第三届人民代表大会常务委员会第九次会议修订")
    True
    """
    return _LINE.fullmatch(line) is not None and _MEETING.search(line) is not None


def find_head_note(front: str) -> HeadNote | None:
    """The latest day of the note among the lines before the first clause; None without one.

    >>> find_head_note("(2009年2月24日市人大常委会会议通过 2024年9月27日第二次修正)").date
    PartialDate(year=2024, month=9, day=27)
    """
    notes = [
        HeadNote(found.date, line.strip())
        for line in front.splitlines()
        if is_note_line(folded := fold(line).strip())
        for found in find_dates(folded)
        if found.date.day and _DONE.search(folded, found.span.end)
    ]
    return max(notes, key=lambda note: note.date, default=None)
