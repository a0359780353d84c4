"""When a document holds, and the period that its plan is for."""

import calendar
import re
from dataclasses import dataclass

from ingest.clean import fold
from ingest.dates import FoundDate, find_dates
from ingest.model import Clause, PartialDate

_SENTENCE = re.compile(r"[^。;!?]{1,400}[。;!?]?")
_SELF = re.compile(
    r"本(?:实施)?(?:办法|方案|细则|规定|条例|通知|意见|措施|规划|计划|决定|文件|规则|制度|标准|政策|行动)|有效期|自(?:发布|印发|公布|下发)"
    r"|^\s*(?:第[一二三四五六七八九十百]+条)?\s*自"
)
_FROM = re.compile(
    r"[自从]\s{0,3}(?P<what>.{2,24}?)\s{0,3}(?:起|开始)?\s{0,2}(?:正式)?\s{0,2}(?:施行|实施|执行|生效)"
)
_BY_ISSUE = re.compile(r"(?:发布|印发|公布|下发|颁布|通过|公告|发文)(?:之)?(?:日|当日|时)?")
_AFTER_DAYS = re.compile(r"(?P<days>\d{1,3})\s{0,2}日后")
_LENGTH = re.compile(
    r"有效期\s{0,3}(?:限)?(?:为|至|:)?\s{0,3}(?P<years>\d{1,2}|[一二三四五六七八九十两])\s{0,2}(?P<unit>年|个月)|(?:试行期?|执行期?)(?:限)?(?:为)?\s{0,3}"
    r"(?P<years2>\d{1,2}|[一二三四五六七八九十两])\s{0,2}(?P<unit2>年|个月)"
)
_UNTIL = re.compile(r"(?:失效|废止|截止|为止|止(?![于步])|有效期(?:限)?(?:至|到|截至))")
_NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_RANGE = re.compile(
    r"(?P<start>(?:20\d\d))\s{0,3}年?\s{0,3}(?:(?P<month>1[0-2]|0?[1-9])\s{0,2}月)?\s{0,3}[-—–~～至到]{1,2}\s{0,3}"
    r"(?:\d\s{1,3})?(?P<end>20\d\d)\s{0,3}年?(?:\s{0,2}(?P<month2>1[0-2]|0?[1-9])\s{0,2}月)?"
)
_PLAN = re.compile(r"规划|计划|行动|方案|纲要|安排|要点")
_STAGE = re.compile(r"阶段|步骤|进度|时间安排|规划安排|总体规划|实施安排|工作安排|年度安排|时间表")


@dataclass(frozen=True, slots=True)
class Period:
    """A first and a last date, either may be open, and the words that give them."""

    start: PartialDate | None = None
    end: PartialDate | None = None
    evidence: str | None = None


def find_effective_period(text: str, issued: PartialDate | None) -> Period:
    """From when to when the document holds, as its own sentences say.

    >>> period = find_effective_period("本办法自2024年9月1日起施行，有效期3年。", None)
    >>> str(period.start), str(period.end)
    ('2024-09-01', '2027-08-31')
    """
    folded = fold(text)
    for found in _SENTENCE.finditer(folded):
        sentence = found[0]
        if not _SELF.search(sentence) or not (
            _FROM.search(sentence) or _LENGTH.search(sentence) or _UNTIL.search(sentence)
        ):
            continue
        period = _read_effective(sentence, issued)
        if period.start or period.end:
            words = text[found.start() : found.end()].strip()
            return Period(period.start, period.end, words)
    return Period()


def _read_effective(sentence: str, issued: PartialDate | None) -> Period:
    start: PartialDate | None = None
    begun = _FROM.search(sentence)
    dates = find_dates(sentence)
    if begun is not None:
        after = _AFTER_DAYS.search(begun["what"])
        inside = [date for date in dates if begun.start() <= date.span.start < begun.end()]
        if inside:
            start = inside[0].date
        elif _BY_ISSUE.search(begun["what"]) and issued is not None and issued.day:
            start = issued if after is None else _add_days(issued, int(after["days"]))
    length = _LENGTH.search(sentence)
    if length is not None:
        count = _read_count(length["years"] or length["years2"])
        months = count * (12 if (length["unit"] or length["unit2"]) == "年" else 1)
        base = start or (issued if begun is None else None)
        return Period(start, None if base is None else _add_months(base, months))
    return Period(start, _find_end(sentence, dates, begun))


def _find_end(
    sentence: str, dates: tuple[FoundDate, ...], begun: re.Match[str] | None
) -> PartialDate | None:
    until = _UNTIL.search(sentence)
    if until is None:
        return None
    if "同时" in sentence[max(0, until.start() - 4) : until.start()]:
        return None  # another document ends: 《…》同时废止
    for date in reversed(dates):
        near = -6 <= until.start() - date.span.end <= 6 or 0 <= date.span.start - until.end() <= 4
        if near and not (begun and begun.start() <= date.span.start < begun.end()):
            return date.date
    return None


def _read_count(numeral: str) -> int:
    return int(numeral) if numeral.isdigit() else _NUMERALS[numeral]


def _add_months(date: PartialDate, months: int) -> PartialDate:
    """The last day of a period of that many months which begins on `date`."""
    if not date.month:
        return PartialDate(date.year + months // 12 - 1)
    total = date.year * 12 + date.month - 1 + months
    if not date.day:
        return PartialDate((total - 1) // 12, (total - 1) % 12 + 1)
    year, month = divmod(total, 12)
    month += 1
    if date.day > 1:
        return PartialDate(year, month, min(date.day - 1, calendar.monthrange(year, month)[1]))
    last = PartialDate((total - 1) // 12, (total - 1) % 12 + 1).last_day()
    return PartialDate(last.year, last.month, last.day)


def _add_days(date: PartialDate, days: int) -> PartialDate:
    moved = date.first_day().fromordinal(date.first_day().toordinal() + days)
    return PartialDate(moved.year, moved.month, moved.day)


def find_plan_period(title: str, clauses: tuple[Clause, ...]) -> Period:
    """The period of a plan, from its title or from its stages (启动阶段…巩固阶段).

    >>> period = find_plan_period("云岭县教育三年行动计划（2023—2025年）", ())
    >>> str(period.start), str(period.end)
    ('2023', '2025')
    """
    folded = fold(title)
    found = _RANGE.search(folded)
    if found is not None and _PLAN.search(folded):
        return Period(*_read_range(found), title)
    stages: list[FoundDate] = []
    evidence: list[str] = []
    for position, clause in enumerate(clauses):
        if not _STAGE.search(fold(clause.heading)) or len(clause.text) > 6000:
            continue
        if clause.parent is not None and _STAGE.search(fold(clauses[clause.parent].heading)):
            continue
        dates = _find_stage_dates(clause, clauses, position)
        if dates:
            stages.extend(dates)
            evidence.append(clause.heading)
    stages.sort(key=lambda stage: str(stage.date))
    if len(stages) < 3 or stages[-1].date.year - stages[0].date.year < 1:
        return Period()
    start, end = stages[0].date, stages[-1].date
    if not (start.month and end.month):  # never more precise than the less precise of the two
        start, end = PartialDate(start.year), PartialDate(end.year)
    return Period(start, end, "；".join(evidence))


def _find_stage_dates(
    clause: Clause, clauses: tuple[Clause, ...], position: int
) -> list[FoundDate]:
    """The dates of stages, without those of the documents cited beside them."""
    headings = [
        below.text[:60]
        for below in clauses[position + 1 :]
        if below.parent == position or (below.parent is None and below is clause)
    ]
    ranges = [found for words in headings if (found := _RANGE.search(fold(words)))]
    if ranges:
        ends = [_read_range(found) for found in ranges]
        return [FoundDate(date, clause.span) for pair in ends for date in pair]
    return [found for found in find_dates(clause.text) if not found.date.day]


def _read_range(found: re.Match[str]) -> tuple[PartialDate, PartialDate]:
    return (
        PartialDate(int(found["start"]), int(found["month"] or 0)),
        PartialDate(int(found["end"]), int(found["month2"] or 0)),
    )
