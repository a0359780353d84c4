"""When a document holds, and the period that its plan is for."""

import calendar
import re
from dataclasses import dataclass

from ingest.clean import fold
from ingest.dates import FoundDate, find_dates
from ingest.model import Clause, PartialDate
from ingest.page_table import PageTable

_SENTENCE = re.compile(r"[^。;!?]{1,400}[。;!?]?")
# 本通知规定的…标准 and 本办法第三条 are not the document: what is said of them does not hold of it.
_SELF = re.compile(
    r"本(?:实施|管理|暂行)?(?:办法|方案|细则|规定|条例|通知|通告|公告|意见|措施|规划|计划|决定|文件|规则|规程|制度|标准|政策|行动|指引|决议|章程|守则)"
    r"(?!规定的|所|中的|第[一二三四五六七八九十\d]|附件|确定的|明确的|公布的|印发(?!之日)|下发(?!之日)|发布(?!之日))"
    r"|(?:上述|以上)(?:政策|措施|规定|办法|意见|条款)"
)
_OPENING = re.compile(r"(?:^|\n)\s*(?:第[一二三四五六七八九十百]+条)?\s*$")
_BARE = re.compile(r"(?:第.{1,4}条)?\s?[其并且]?(?:[自从].{2,16}起)?(?:暂定|试行)?")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条\s*$")
_PROCLAIMED = re.compile(r"(?:公布|发布|印发|颁布)\s*,\s*(?:并)?\s*$")
_FROM = re.compile(
    r"[自从]\s{0,3}(?P<what>.{2,24}?)\s{0,3}(?:起|开始)?\s{0,2}(?:正式)?\s{0,2}(?:施行|实施|执行|生效)"
)
_BY_ISSUE = re.compile(r"(?:发布|印发|公布|下发|颁布|通过|公告|发文)(?:之)?(?:日|当日|时)?")
_AFTER_DAYS = re.compile(
    r"(?P<days>\d{1,3}|[一二三四五六七八九十]{1,3})\s{0,2}(?:个?工作)?[日天]后"
)
_COUNT = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|两)\s{0,2}(?:年|个月)"
_LENGTH = re.compile(
    rf"有效期\s{{0,3}}(?:限)?(?:暂定)?(?:为|是|至|:)?\s{{0,3}}(?:[自从].{{2,16}}?起)?(?:计算)?\s{{0,3}}(?P<length>{_COUNT})"
    rf"|(?:试行期?|执行期?)(?:限)?(?:为)?\s{{0,3}}(?P<length2>{_COUNT})"
    rf"|(?P<length3>{_COUNT})(?:内|之内)?有效(?![性率果地的])"
)
_PARTS_OF_LENGTH = re.compile(
    r"(?P<count>\d{1,2}|[一二三四五六七八九十]{1,3}|两)\s{0,2}(?P<unit>年|个月)"
)
_UNTIL = re.compile(r"(?:失效|废止|截止|为止|止(?![于步])|有效期(?:限)?(?:至|到|截至))")
_TO = r"(?:起)?\s{0,2}(?:正式)?(?:施行|实施|执行)?\s{0,2},?\s{0,2}(?:至|到|[-—–~]{1,2})\s{0,2}"
_TO_DATE = re.compile(_TO)
_TO_MONTH = re.compile(
    rf"{_TO}(?P<month>1[0-2]|0?[1-9])\s?月(?:\s?(?P<day>3[01]|[12]\d|0?[1-9])\s?日)?"
)
_RANGE_LABEL = re.compile(
    r"(?:(?:有效|施行|实施|执行|试行)期限?|(?:执行|实施|施行|有效|适用)(?:时间|时限))\s{0,2}(?:为|是|:)?\s{0,2}[自从]?\s{0,2}$"
)
_CERTAIN_UNTIL = re.compile(r"失效|有效期(?:限)?(?:至|到|截至)")
_NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
# One of these is in every sentence that says from when, to when or how long something holds.
_SPEAKS = re.compile(r"[施执试]行|实施|[生失有]效|适用")
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


def find_effective_period(
    text: str, issued: PartialDate | None, page: PageTable | None = None
) -> Period:
    """From when to when the document holds, as its own sentences say.

    What they leave open is taken from the `page` that shows the document. A period that ends on
    a day that cannot be told has `end` None and words that `says_end` is true of.

    >>> period = find_effective_period("本办法自2024年9月1日起施行，有效期3年。", None)
    >>> str(period.start), str(period.end)
    ('2024-09-01', '2027-08-31')
    """
    page = page or PageTable()
    said = _read_sentences(text, issued)
    start, end, words = said.start or page.start, said.end, said.words
    if said.months:
        base = start or (None if said.begins else issued)
        end = None if base is None else _add_months(base, said.months)
    if end is None and page.end is not None:
        end, words = page.end, words if words and says_end(words) else page.end_words
    return Period(start, end, words or page.start_words)


def says_end(words: str) -> bool:
    """Whether words that give a period say that it ends: 有效期3年.

    >>> says_end("本办法自印发之日起施行，有效期3年。"), says_end("本办法自印发之日起施行。")
    (True, False)
    """
    folded = fold(words)
    return _LENGTH.search(folded) is not None or "有效期" in folded


@dataclass(slots=True)
class _Said:
    """What the sentences read so far say of the document."""

    start: PartialDate | None = None
    end: PartialDate | None = None
    months: int = 0
    begins: bool = False  # a beginning is named, known or not
    words: str | None = None  # one stretch of the text, so that it can be cited


def _read_sentences(text: str, issued: PartialDate | None) -> _Said:
    """The first beginning and the first end; the latter's sentence is the one to cite."""
    folded = fold(text)
    said = _Said()
    goes_on = False  # whether the sentence before was about the document's own period
    before = 0  # where that sentence begins
    for found in _SENTENCE.finditer(folded):
        sentence = found[0]
        if _SPEAKS.search(sentence) is None:
            goes_on, before = False, found.start()
            continue
        begun = _find_begin(sentence)
        months = _find_length(sentence, begun, goes_on=goes_on)
        both = None if months else _find_range(sentence, begun, goes_on=goes_on)
        end = (
            both[1] if both else None if months else _find_own_end(sentence, begun, goes_on=goes_on)
        )
        first = before if goes_on and said.words else found.start()
        goes_on, before = begun is not None or bool(months), found.start()
        if both is not None and not said.begins:
            said.start, said.begins = both[0], True
        if begun is not None and not said.begins:
            said.start, said.begins = _read_start(sentence, begun, issued), True
            if said.start is not None and said.words is None:
                said.words = text[found.start() : found.end()].strip()
        if months or end:
            said.months, said.end = months, end
            said.words = text[first : found.end()].strip()
            break
    return said


def _find_begin(sentence: str) -> re.Match[str] | None:
    """The words 自…起施行 where they are said of the document as a whole."""
    for begun in _FROM.finditer(sentence):
        before = sentence[: begun.start()]
        if (
            _SELF.search(before)
            or _OPENING.search(before)
            or _PROCLAIMED.search(before)
            or _BY_ISSUE.search(begun["what"])
        ):
            return begun
    return None


def _read_start(
    sentence: str, begun: re.Match[str], issued: PartialDate | None
) -> PartialDate | None:
    dates = find_dates(sentence)
    inside = [date for date in dates if begun.start() <= date.span.start < begun.end()]
    if inside:
        return inside[0].date
    if _BY_ISSUE.search(begun["what"]) is None or issued is None:
        return None
    after = _AFTER_DAYS.search(begun["what"])
    if after is None:
        return issued
    return _add_days(issued, _read_count(after["days"])) if issued.day else None


def _find_length(sentence: str, begun: re.Match[str] | None, *, goes_on: bool) -> int:
    """The document's own 有效期 in months, 0 where none is said; 居住证有效期1年 is not its own."""
    for length in _LENGTH.finditer(sentence):
        if not _is_own(sentence, length.start(), begun, goes_on=goes_on):
            continue
        parts = _PARTS_OF_LENGTH.search(length["length"] or length["length2"] or length["length3"])
        if parts is not None:
            return _read_count(parts["count"]) * (12 if parts["unit"] == "年" else 1)
    return 0


def _find_range(
    sentence: str, begun: re.Match[str] | None, *, goes_on: bool
) -> tuple[PartialDate, PartialDate] | None:
    """First and last day: 有效期自2024年1月1日至2025年12月31日, 自…起施行至…."""
    dates = find_dates(sentence)
    for index, first in enumerate(dates):
        end = _read_range_end(sentence, first, dates[index + 1] if index + 1 < len(dates) else None)
        if end is None or str(end) < str(first.date):
            continue
        if begun is not None and begun.start() <= first.span.start < begun.end():
            return first.date, end
        label = _RANGE_LABEL.search(sentence, 0, first.span.start)
        if label is not None and _is_own(sentence, label.start(), begun, goes_on=goes_on):
            return first.date, end
    return None


def _read_range_end(
    sentence: str, first: FoundDate, following: FoundDate | None
) -> PartialDate | None:
    if following is not None and _TO_DATE.fullmatch(sentence, first.span.end, following.span.start):
        return following.date
    month = _TO_MONTH.match(sentence, first.span.end)
    if month is None:
        return None
    try:
        return PartialDate(first.date.year, int(month["month"]), int(month["day"] or 0))
    except ValueError:  # 2月30日
        return None


def _is_own(sentence: str, at: int, begun: re.Match[str] | None, *, goes_on: bool) -> bool:
    """Whether what stands at `at` has the document for its subject, named or understood."""
    before = sentence[:at]
    piece = re.split(r"[,:\n]", before)[-1].strip(" \t(")
    if _SELF.search(piece):
        return True
    named = _SELF.search(before) is not None
    began = begun is not None and begun.start() <= at
    bare = not piece or _BARE.fullmatch(piece)
    return bool(bare) and (named or began or goes_on or _ARTICLE.search(before) is not None)


def _find_own_end(
    sentence: str, begun: re.Match[str] | None, *, goes_on: bool
) -> PartialDate | None:
    """The last day that a sentence names; 截止 alone counts only beside the beginning."""
    until = (_UNTIL if begun is not None else _CERTAIN_UNTIL).search(sentence)
    if until is None:
        return None
    if begun is None and not (
        _SELF.search(sentence[: until.start()])
        or _is_own(sentence, until.start(), begun, goes_on=goes_on)
    ):
        return None
    return _find_end(sentence, find_dates(sentence), begun)


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
    """The number up to 99, in digits or as 两, 十五, 三十."""
    if numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    value = _NUMERALS.get(ones, 0)
    return value + (10 * _NUMERALS.get(tens, 1) if ten else 0)


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
