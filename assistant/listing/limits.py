"""The figure that a question bounds what it asks for by: 超过一万元的, 限额不到2000块的."""

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.reading.set_request import drop_left_out, read_left_out
from ingest.quantities import Direction, Quantity, find_quantities

_LEAST = "不低于|不少于|至少|超过|高于|大于|多于|满"
_MOST = "不超过|不高于|不足|不到|低于|少于|小于|不满"
_AFTER = "以上|往上|开外|以下|以内|以里"
_LIMIT = re.compile(
    rf"(?P<before>{_MOST}|{_LEAST})?了?\s*"
    r"(?P<figure>[\d.]+|[一二两三四五六七八九十百千]+)(?P<times>[千百]?[万千百亿])?"
    r"(?P<unit>元|块钱?|%|平方米|人次|[人名个所家户座亩岁年月天分套间台公里]{1,2}"
    rf"|[\u4e00-\u9fff]{{1,2}}(?=[及或]?(?:{_AFTER})))?钱?[及或]?(?P<after>{_AFTER})?"
)
FIXED = re.compile(r"一次性|定额|固定|定数|一口价")
_CAPPED = re.compile(r"封顶|上限|最高|限额|按比例|比例")
# The phrase in which a figure is what one must have: 销售额首次达到500万元的, 500万元以上.
_ON_CONDITION = re.compile(r"的\s*$")
_UP = frozenset({*_LEAST.split("|"), "以上", "往上", "开外"})
_STRICT = frozenset(
    {"超过", "高于", "大于", "多于", "不足", "不到", "低于", "少于", "小于", "不满"}
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A side of a figure that entries must lie on."""

    unit: str  # "" where a bare number is said
    value: Decimal
    is_least: bool
    words: str  # of the question
    is_strict: bool = False  # the figure itself is not meant: 不到2000
    is_fixed: bool = False  # only amounts that are given as they stand: no cap, no condition

    def holds(self, text: str) -> bool:
        """Whether a figure of the text lies on that side."""
        return any(
            self.admits(q.value)
            for q in find_quantities(text)
            if q.unit == self.unit and not q.ordinal
            if not self.is_fixed or _is_given(q, text)
        )

    def admits(self, value: Decimal) -> bool:
        """Whether a value lies on that side."""
        if value == self.value:
            return not self.is_strict
        return value > self.value if self.is_least else value < self.value


def _is_given(figure: Quantity, text: str) -> bool:
    """Whether an amount is given as it stands: neither a cap nor what one must reach."""
    if figure.direction in (Direction.AT_MOST, Direction.AT_LEAST):
        return False
    phrase = re.split(r"[，,。；;：:]", text[figure.end :])[0]
    return _ON_CONDITION.search(phrase) is None


def read_limit(text: str) -> Limit | None:
    """The amount or share that a question bounds its entries by; None where it bounds none.

    >>> read_limit("超过一万的奖励有哪些").value
    Decimal('10000')
    """
    limits = (_read(found, text, "元") for found in _LIMIT.finditer(text) if _is_amount(found))
    return next((limit for limit in limits if limit is not None), None)


def read_bound(text: str) -> Limit | None:
    """The same for any figure: what a column of a table must hold.

    >>> read_bound("墓位数在800个以上的乡镇有哪些").unit
    '个'
    """
    limits = (_read(found, text, "") for found in _LIMIT.finditer(text))
    return next((limit for limit in limits if limit is not None), None)


def _is_amount(found: re.Match[str]) -> bool:
    """Whether a figure is of money or a share: one that is large is of money."""
    unit = found["unit"] or ""
    return unit[:1] in ("元", "块", "%") if unit else bool(found["times"])


def _read(found: re.Match[str], text: str, plain: str) -> Limit | None:
    """The limit; `plain` is the unit of a figure without one."""
    word = found["before"] or found["after"]
    if word is None:
        return None
    unit = found["unit"] or plain
    unit = "元" if unit.startswith("块") else unit
    figures = find_quantities(f"{found['figure']}{found['times'] or ''}{unit}")
    if not figures:
        return None
    fixed = FIXED.search(drop_left_out(text)) or _CAPPED.search(read_left_out(text))
    return Limit(
        figures[0].unit, figures[0].value, word in _UP, found[0], word in _STRICT, fixed is not None
    )
