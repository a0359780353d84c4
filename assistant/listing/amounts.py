"""How amounts of entries are paid, and what they come to together."""

import re
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from assistant.listing.entries import Entry
from assistant.reading.set_request import drop_left_out, read_left_out
from ingest.quantities import Direction, Quantity, find_quantities

MONEY = "元"


class Rhythm(StrEnum):
    """How often an amount is paid."""

    ONCE = "一次性"
    MONTHLY = "按月"
    YEARLY = "按年"


_ASKED = (
    (Rhythm.ONCE, re.compile(r"一次性|一锤子|一把(?:给|发)|单笔"), re.compile(r"按月|每月|月月")),
    (Rhythm.MONTHLY, re.compile(r"按月|月月|每个?月(?:都|能|可以|固定)"), re.compile(r"一次性")),
    (Rhythm.YEARLY, re.compile(r"按年|年年|每年都"), re.compile(r"(?!)")),
)
_PAID = {
    Rhythm.MONTHLY: re.compile(r"每(?:人|户|名)?每?个?月|按月|逐月|/月|月(?:津贴|补助|补贴|标准)"),
    Rhythm.YEARLY: re.compile(r"每(?:人|户|名)?每?学?年|按年|逐年|/年|年度津贴"),
}
_OFTEN = re.compile(
    r"每(?:人|户|名|生)?每?(?:个?月|[两二三四五]?学?年|学期|[天日节次周])|按(?:月|年|学期|[天次节])|逐[月年]|/[月年天次节]|(?:月|年)(?:津贴|补助|补贴|标准)"
)
RHYTHM_WORDS = re.compile(r"一次性|按月|按年|每月|月月|年年|一锤子|单笔")


def read_rhythm(text: str) -> Rhythm | None:
    """How the amounts that a question asks for are paid; None where it does not say.

    >>> read_rhythm("能拿的一次性的奖（不是按月的）有哪些").value
    '一次性'
    """
    wanted, left_out = drop_left_out(text), read_left_out(text)
    for rhythm, asks, unlike in _ASKED:
        if asks.search(wanted) or (left_out and unlike.search(left_out)):
            return rhythm
    return None


def keep_rhythm(entries: Sequence[Entry], rhythm: Rhythm) -> list[Entry]:
    """The entries with amounts that are paid so; all where none is."""
    return [e for e in entries if find_amounts(e.row.text) and _is_paid(e, rhythm)] or list(entries)


def _is_paid(entry: Entry, rhythm: Rhythm) -> bool:
    text = entry.row.text
    if rhythm is Rhythm.ONCE:
        return Rhythm.ONCE in text or _OFTEN.search(text) is None
    return _PAID[rhythm].search(text) is not None


def find_amounts(text: str) -> tuple[Quantity, ...]:
    """The amounts of money in a text."""
    return tuple(q for q in find_quantities(text) if q.unit == MONEY and not q.ordinal)


def find_largest(entry: Entry) -> Decimal | None:
    """The largest amount that an entry names."""
    return max((q.value for q in find_amounts(entry.row.text)), default=None)


_SUMMED = re.compile(
    r"(?:一共|总共|合计|总计|加起来|加在一起|拢共|统共|全部加)[^，。？?]{0,12}(?:多少|几)(?:钱|元|万|块)|"
    r"(?:多少|几)(?:钱|万?元|万|块)[^，。？?]{0,4}(?:加起来|合计|总数)"
)


def say_sum(entries: Sequence[Entry], text: str) -> str:
    """What the amounts come to together, where that is asked for; "" where it is not.

    Added are only amounts that stand alone in their entries, are paid alike, and are neither caps
    nor figures of one another: of others it is said that no total is written.
    """
    if _SUMMED.search(text) is None or len(entries) < 2:
        return ""
    amounts = [find_amounts(entry.row.text) for entry in entries]
    paid = {_tell_rhythm(entry.row.text) for entry in entries}
    documents = {entry.row.hit.document.id for entry in entries}
    alike = len(paid) == 1 and len(documents) == 1
    if alike and all(len(a) == 1 and a[0].direction is Direction.EXACT for a in amounts):
        values = [found[0].value for found in amounts]
        listed = " + ".join(f"{value.normalize():f}" for value in values)
        total = sum(values, Decimal(0)).normalize()
        return f"文件没有写合计；以上 {len(values)} 项相加：{listed} = {total:f} 元。"
    return "文件没有写合计；各项的口径不同，没有相加。"


def _tell_rhythm(text: str) -> str:
    found = _OFTEN.search(text)
    return found[0] if found else ""
