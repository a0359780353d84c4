"""What a web page's table of properties (信息公开表) says of its document's validity."""

import re
from dataclasses import dataclass

from ingest.clean import fold
from ingest.dates import find_dates
from ingest.model import PartialDate


def _spread(words: str) -> str:
    """A pattern for any of the words (a|b), which pages print with blanks: 有 效 性."""
    return "|".join(r"[ \t]{0,4}".join(word) for word in words.split("|"))


_START = re.compile(_spread("实施日期|施行日期|生效日期|生效时间"))
_END = re.compile(
    _spread(
        "失效日期|失效时间|废止日期|废止时间|终止日期|到期日期|有效期至|有效期限至|有效期截至|有效期到"
    )
)
_STATE = re.compile(
    _spread(
        "有效性|时效性|时效|文件状态|效力状态|有效状态|文件效力|文件有效性|是否有效|是否失效|是否废止"
    )
)
_LABELS = "|".join(pattern.pattern for pattern in (_START, _END, _STATE))
# A label at a line's beginning or behind another cell, then its value, on the same line or the
# next one.
_DATE = r"(?:19|20)\d\d[ \t]?[-/.年][ \t]?\d{1,2}(?:[ \t]?[-/.月][ \t]?\d{1,2})?[ \t]?[日月]?"
_VOID = r"(?:已|本文件已)?(?:经)?(?:失效|废止|宣布失效|全文废止|全文失效)"
_ROW = re.compile(
    rf"(?:^|(?<=[\s|;]))[【\[]?(?P<label>{_LABELS})[】\]]?[ \t]*[:|]?[ \t]*(?P<next>\n[ \t]*)?"
    rf"(?:(?P<date>{_DATE})|(?P<state>{_VOID}))(?(next)[ \t]*$|(?=[\s|;,]|$))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class PageTable:
    """Dates and state, each with the words that give it; None where the table is silent."""

    start: PartialDate | None = None
    start_words: str | None = None
    end: PartialDate | None = None
    end_words: str | None = None
    void_words: str | None = None  # 有效性：失效


def read_page_table(text: str) -> PageTable:
    """The properties that stand in lines of their own in `text`; the first of each counts.

    >>> table = read_page_table("实施日期： 2025年06月01日\\n失效日期： 2026年06月01日\\n")
    >>> str(table.start), str(table.end)
    ('2025-06-01', '2026-06-01')
    """
    start: tuple[PartialDate, str] | None = None
    end: tuple[PartialDate, str] | None = None
    void: str | None = None
    for found in _ROW.finditer(fold(text)):
        words = text[found.start() : found.end()].strip()
        if found["state"]:
            is_state = _STATE.fullmatch(found["label"]) is not None
            void = void or (words if is_state else None)
            continue
        date = _read_date(found["date"])
        if date is None:
            continue
        if _START.fullmatch(found["label"]):
            start = start or (date, words)
        elif _END.fullmatch(found["label"]):
            end = end or (date, words)
    first, first_words = start or (None, None)
    last, last_words = end or (None, None)
    return PageTable(first, first_words, last, last_words, void)


def _read_date(words: str) -> PartialDate | None:
    plain = words.rstrip()
    if "月" in plain and not plain.endswith(("日", "月")):
        plain += "日"
    dates = find_dates(plain)
    return dates[0].date if dates else None
