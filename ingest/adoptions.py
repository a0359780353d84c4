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
