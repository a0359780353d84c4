"""By when something is to be done, as documents write it."""

import re

_DEADLINE = re.compile(
    r"(?:(?:20\d\d|\*{4}|[xX]{2,4})\s?年(?:年(?=[底末]))?\s?(?:(?:\d{1,2}|\*\*|[xX]{1,2})\s?月)?(?:\s?\d{1,2}\s?日)?|(?:每年\s?)?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)"
    r"\s?(?:底|末|上旬|中旬|下旬)?\s?(?:之|以)?前"
)
_BY_YEAR = re.compile(
    r"到\s?20\d\d\s?年(?:年(?=[底末]))?(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?|[春秋]季?学期|第?[一二三四]季度|[上下]半年)?"
    r"(?:开学|结束)?(?:底|末|初)?"
)
# Only beside a figure: a bare year is no deadline of a task.
_BY_TERM = re.compile(
    r"(?:力争)?(?P<term>20\d\d\s?年?\s?[至到—~-]\s?20\d\d\s?年(?=,|期间)|用\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:\s?[-—–~至]\s?\d{1,2})?\s?年(?:左右)?(?:的?时间)?"
    r"|(?:(?<![\u4e00-\u9fff])|(?<=力争)|(?<=计划)|(?<=争取)|(?<=今后)|(?<=未来))(?:今后|未来)?\s?(?:\d{1,2}|[一二三四五六七八九十两]{1,2})\s?年(?:之|以)?内"
    r"|(?:“?十[一二三四五六七]五”?)(?:期|时期)?(?:末|期间|内)"
    r"|(?<!\d)20\d\d\s?年(?:底|末)?(?=,|\s?\d+(?!\d|\s?月)[\u4e00-\u9fff]|(?:全面|力争|基本)?(?:达|实现|完成|建成)))"
)


def find_deadline(folded: str) -> tuple[int, int] | None:
    """Where the words stand that set a day or year to be done by; None without.

    >>> find_deadline("2025年底前建成,到2027年推广")
    (0, 7)
    """
    if "前" not in folded and "到" not in folded:  # most texts: spares two slow patterns
        return None
    found = _DEADLINE.search(folded) or _BY_YEAR.search(folded)
    return None if found is None else found.span()


def list_deadlines(folded: str) -> tuple[tuple[int, int], ...]:
    """All such places in order, with terms (3年内, 用3年时间) and bare years before a verb.

    >>> list_deadlines("3年内培养10人,2027年达到20人")
    ((0, 3), (9, 14))
    """
    spans: list[tuple[int, int]] = []
    for pattern in (_DEADLINE, _BY_YEAR, _BY_TERM):
        for found in pattern.finditer(folded):
            span = found.span("term") if pattern is _BY_TERM else found.span()
            if all(span[1] <= start or span[0] >= end for start, end in spans):
                spans.append(span)
    return tuple(sorted(spans))
