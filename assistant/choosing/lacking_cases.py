"""What a question restricts itself to by a year, an age or a payment, and no near clause holds."""

import re
from collections.abc import Sequence

from assistant.choosing.about import HELD, Lack, find_about, leave_out, read_place
from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry
from assistant.locate import fold_text
from assistant.reading.focus import Term, match_term
from ingest.quantities import find_bounds, find_said
from vectorstore.words import cut

MEASURED_BEHIND = 0.5  # how far behind the best a clause is about it whatever its words
NEARLY = 2 / 3  # share of characters that a name has in common with one that is slightly wrong
MIN_PARTED = 2  # characters from which a name's parts may stand apart
PAYMENT_BEHIND = 1.5  # how far behind the best a clause may lie that is of a payment


def find_lacking_year(text: str, inquiry: Inquiry, candidates: Sequence[Candidate]) -> Lack | None:
    """A year whose figure is asked for, where clauses and their documents are of other years."""
    asked = {int(found[1]) for found in _YEAR_ASKED.finditer(text)}
    if len(asked) != 1 or not inquiry.understanding.ask.asked:
        return None
    (year,) = asked
    about = find_about(candidates, leave_out(inquiry.understanding.focus, f"{year}年"))
    named = [_find_years(read_place(c)) for c in about]
    if any(first <= year <= last for years in named for first, last in years):
        return None
    document = about[0].hit.document.metadata
    plan = (document.plan_from, document.plan_to)
    if plan[0] and plan[1] and plan[0].year <= year <= plan[1].year:
        return None
    start = document.effective_from or document.issue_date
    before = start is not None and year < start.year
    if named[0] or before or (plan[1] is not None and year > plan[1].year):
        return Lack(f"{year}年的情况", about[0])
    return None


_YEAR_ASKED = re.compile(
    r"(?<![到至从自截第\d〔\[(（我])((?:19|20)\d\d)年"
    r"(?!(?:的|那个|那份|版|新)?(?:办法|细则|方案|文件|措施|通知|规定|意见|政策|条例|标准)|出生|毕业|入职"
    r"|参加|调|买|落户|退休|以前|之前|前|以后|之后|后|开始|起|到|至|[-—–~～]|\d{1,2}月)"
)
_YEARS = re.compile(
    r"((?:19|20)\d\d)年?(?:\d{1,2}月)?\s*(?:[-—–~～至到]+\s*((?:19|20)\d\d)|年|学年度)"
)


def _find_years(text: str) -> tuple[tuple[int, int], ...]:
    """The years and spans of years that a text names: 2025—2027, 2026年."""
    found = ((int(each[1]), int(each[2] or each[1])) for each in _YEARS.finditer(text))
    return tuple(found)


def find_lacking_case(inquiry: Inquiry, candidates: Sequence[Candidate]) -> Lack | None:
    """The asker's age or distance, where an amount is asked for and every range leaves it out."""
    understanding = inquiry.understanding
    if not understanding.ask.wants_figure() or understanding.ask.is_yes_no:
        return None
    for value, unit in find_said(understanding.search_text):
        measure = "岁" if unit == "周岁" else unit
        if measure not in _RANGED:
            continue
        about = find_about(candidates, understanding.focus)
        ranges = [[b for b in find_bounds(read_place(c)) if b.unit == measure] for c in about]
        told = [c for c, bounds in zip(about, ranges, strict=True) if bounds]
        if told and not any(b.hold(value, unit) for bounds in ranges for b in bounds):
            return Lack(f"{value}{unit}的情形", told[0])
    return None


def find_lacking_measure(
    text: str, inquiry: Inquiry, candidates: Sequence[Candidate]
) -> Lack | None:
    """What is measured by a name of its own (任期, 报名费), and no clause on its subject names.

    A clause with another figure is of a sibling: the term of office is not how often they meet.
    """
    if inquiry.understanding.is_empty:
        return None
    for named in find_measured(text):
        about = find_about(
            candidates, leave_out(inquiry.understanding.focus, named), MEASURED_BEHIND
        )
        terms = [t for t in inquiry.understanding.focus.terms if named in t.words]
        if any(names_measure(named, terms, read_place(c)) for c in about):
            continue
        return Lack(named, about[0])
    return None


_MEASURED = re.compile(r"[\u4e00-\u9fff]{1,3}(?:费|[^现]金|薪|税)")
# 试用期, whose words are cut apart; 上学期 and 星期 measure nothing
_PERIOD = re.compile(
    r"[任聘]期$|(?<![\W的])[^\W的之和与每]{2}(?<![任聘学星假日周到过为定限逾延分每一两二三四])期$"
)
_NO_MEASURE = re.compile(
    "[收缴交花自免消车]费|[年月]税|欠薪|资金|基金|.*(?:补贴|补助|津贴|奖励|慰问|抚恤|救助)金?"
)
_HOW_MUCH = re.compile(r"多少|几多|几(?![乎样种])|多[长久高]")
_LEADS_TO_HOW_MUCH = re.compile(
    r"(?:到底|究竟|一般|每?[一个年月次人]+|最[多高低少长]|一共|总共|大概|可以|[应该]+|需要|不低于|不超过|"
    r"达到|报销|[是要有为得给能需按补交收扣发出花拿罚报的])+$"
)
_CLAUSE_END = re.compile("[，,。；;？?]")
_SUM = "(?:补[贴助]|津贴|费|金|价|收)"
_CALLED_TOO = {
    "月租金": "租",
    "租金": "租",
    "学费": "学杂费|保教费",
    "任期": "任职|届|聘期",
    "聘期": "聘[任用]|届",
    "有效期": "施行|执行|失效",
    "年薪": "薪|工资",
    "奖金": "奖",
}


def find_measured(text: str) -> tuple[str, ...]:
    """The names of what is measured, right before or after 多少 and 几.

    >>> find_measured("集团校长的任期是几年，要多少报名费")
    ('任期', '报名费')
    """
    found: dict[str, None] = {}
    for asking in _HOW_MUCH.finditer(text):
        before = _CLAUSE_END.split(text[: asking.start()])[-1]
        after = _CLAUSE_END.split(text[asking.end() :])[0]
        before = _LEADS_TO_HOW_MUCH.sub("", before)
        words = [w for w in (*cut(before)[-1:], *cut(after)[:2]) if _MEASURED.fullmatch(w)]
        period = _PERIOD.search(before)
        words += [period[0]] if period is not None else []
        found.update(dict.fromkeys(w for w in words if not _NO_MEASURE.fullmatch(w)))
    return tuple(found)


def names_measure(named: str, terms: Sequence[Term], place: str) -> bool:
    """Whether a clause has the name, what else it is called, or its parts (住宿收费)."""
    if re.search(f"{named}|{_CALLED_TOO.get(named, named)}", place):
        return True
    parted = len(named) > MIN_PARTED and named[:-1] in place
    if parted and (named[-1] == "期" or re.search(f"{named[:-1]}[^，。；]{{0,6}}{_SUM}", place)):
        return True
    if len(named) > MIN_PARTED and any(
        place.endswith(named[-1], 0, end) and _is_nearly(named, place[end - len(named) : end])
        for end in range(len(named), len(place) + 1)
    ):
        return True
    return any(match_term(term, fold_text(place)) >= HELD for term in terms)


def _is_nearly(named: str, said: str) -> bool:
    """Whether words of one length differ by a slip only: 慰门金, 慰问金."""
    return sum(a == b for a, b in zip(named, said, strict=True)) >= NEARLY * len(named)


_RANGED = frozenset({"岁", "公里"})
_PAYMENT = re.compile(
    r"([\u4e00-\u9fff]{2,6})(?:补助|补贴|津贴|奖金|慰问金|助学金|奖学金|工作费|课时费)"
)
_WIDE = frozenset(
    "老师教师学生孩子老人乡村农县里镇上每月一二两几个年笔份全部这那个什么哪些多少各种领享受发给国家政府性"
)
_PAID = "[^。；]{0,5}(?:补助|补贴|津贴|奖|金|费)"  # behind what it is paid for


def find_lacking_payment(
    text: str, inquiry: Inquiry, candidates: Sequence[Candidate]
) -> Lack | None:
    """A payment named by what it is for (值周补助), of which no near clause has a character.

    租房补助 is 住房租赁补贴: a character of the name before such a word is enough.
    """
    named = _PAYMENT.search(text)
    if named is None or not inquiry.understanding.ask.wants_figure():
        return None
    words = [w for w in cut(named[1]) if len(w) > 1 and not set(w) <= _WIDE]
    if not words or inquiry.understanding.follows_up:
        return None
    word = words[-1]
    if not named[1].endswith(word):
        return None
    least = candidates[0].score - PAYMENT_BEHIND
    places = [read_place(c) for c in candidates if c.score >= least]
    terms = [t for t in inquiry.understanding.focus.terms if t.words in word or word in t.words]
    letters = "".join(c for c in word if c not in _WIDE)
    if any(re.search(f"[{letters}]{_PAID}", place) or word in place for place in places):
        return None
    if any(match_term(term, fold_text(place)) >= HELD for term in terms for place in places):
        return None
    return Lack(f"{word}{named[0][len(named[1]) :]}", candidates[0])
