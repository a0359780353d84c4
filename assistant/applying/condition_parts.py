"""The parts of a condition that rules read, each decided by what the asker said of himself."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from assistant.applying.profile import Profile, list_fields, name_value, read_number, read_table
from ingest.model import Span

UNSAID = "您没有说明"


class Verdict(StrEnum):
    """Whether a condition is met; what cannot be decided is never guessed."""

    MET = "符合"
    UNMET = "不符合"
    UNKNOWN = "无法判断"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition's words within a text, its verdict, why, and what decides it."""

    span: Span
    verdict: Verdict
    reason: str
    asks: str | None = None  # field or fact of the profile that decides it; None: nothing said can
    question: str | None = None


_YEARS = re.compile(
    r"(?:(?:担任|从事|任)?班主任(?:工作)?(?:累计|连续)?)?(?<![不未])年?满\s*(?P<least>\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?P<unit>周?岁|年)(?:及|\(含\))?(?:以上)?"
    r"(?:[、，]?(?:不满|不足|未满)\s*(?P<less>\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:周?岁|年))?"
    r"|(?<![\d])(?P<at_least>\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?P<unit2>周?岁|年)(?:及|\(含\))?以上"
    r"|(?:不少于|不低于)\s*(?P<from>\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?P<unit3>年)"
)
_AGE_AT_MOST = re.compile(
    r"(?:年龄)?(?:一般)?不超过\s*(?P<most>\d{2})\s*周?岁|(?P<upto>\d{2})\s*周?岁(?:及)?以下"
)
_OWN_YEARS = re.compile(
    r"试用|见习|合同|协议|入职|毕业|资格|职称|获得|晋升|在编|[一二三四五六七八九\d]类|本校|该校|同一|边远|艰苦|高寒|山区|服务|到岗|聘|工龄|参加工作|离岗|任期|管理期|驻村|签订"
)
_RURAL = re.compile(r"乡镇?|村|农村|教学点")
_TEACHING = re.compile(r"任教|从教|教龄|教学|教育工作|教师")
_AS_CLASS_TEACHER = re.compile(r"的?班主任(?:工作)?(?:经历|经验|年限)")
_LADDERS = {
    "title": ("none", "junior", "middle", "associate", "full"),
    "degree": ("below", "college", "bachelor", "master", "doctor"),
}


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def read_parts(words: str, taken: bytearray, profile: Profile, about: str) -> Iterator[Condition]:
    """The parts of a stretch that rules read; `taken` marks their characters."""
    for match in _AGE_AT_MOST.finditer(words):
        if span := _take(match, taken):
            most = int(match["most"] or match["upto"])
            yield _judge_number("age", span, profile.age, 0, most + 1)
    for match in _YEARS.finditer(words):
        if (span := _take(match, taken)) and (
            judged := _judge_years(match, span, profile, *_around(about, words, match))
        ):
            yield judged
        elif span:
            taken[span.start : span.end] = bytes(span.end - span.start)
    for row in read_table()["fact"]:
        for match in _compile(row["words"]).finditer(words):
            if span := _take(match, taken):
                yield _judge_fact(row, span, profile)
    fields: dict[str, list[tuple[Span, dict[str, Any]]]] = {}
    for row in read_table()["choice"]:
        for match in _compile(row["words"]).finditer(words):
            if span := _take(match, taken):
                fields.setdefault(row["field"], []).append((span, row))
                for also, values in row.get("also", {}).items():
                    fields.setdefault(also, []).append((span, {"values": values}))
    for field, rows in fields.items():
        allowed = {value for _, row in rows for value in _list_allowed(field, row)}
        unsure = {value for _, row in rows for value in row.get("unsure", ())} - allowed
        for span in _merge(words, [span for span, _ in rows]):
            yield _judge_choice(field, span, allowed, unsure, profile)


def _merge(words: str, spans: list[Span]) -> Iterator[Span]:
    """The places of one field's words, those with only 、 or 和 between them as one."""
    begin: int | None = None
    ordered = sorted(set(spans))
    for span, after in itertools.zip_longest(ordered, ordered[1:]):
        begin = span.start if begin is None else begin
        if after is None or words[span.end : after.start].strip("、和或及与者以的 "):
            yield Span(begin, span.end)
            begin = None


def _around(about: str, words: str, match: re.Match[str]) -> tuple[str, str]:
    """What stands above and before a figure in its sentence, and what behind it."""
    return f"{about}{words[: match.end()]}", words[match.end() :]


def _list_allowed(field: str, row: dict[str, Any]) -> tuple[str, ...]:
    if "ladder" in row:
        steps = _LADDERS[field]
        return steps[steps.index(row["ladder"]) :]
    return tuple(row["values"])


def _take(match: re.Match[str], taken: bytearray) -> Span | None:
    start, end = match.span()
    if start == end or taken.find(1, start, end) >= 0:
        return None
    taken[start:end] = b"\1" * (end - start)
    return Span(start, end)


def verdict_of(known: bool) -> Verdict:
    """符合 for what is so, 不符合 for what is not."""
    return Verdict.MET if known else Verdict.UNMET


def _judge_fact(row: dict[str, Any], span: Span, profile: Profile) -> Condition:
    known = profile.fact(row["name"])
    if known is None and profile.fact(row.get("implied_by", "")):
        known = True
    if known is None:
        return Condition(span, Verdict.UNKNOWN, UNSAID, row["name"], row["question"])
    said = row["short"] if known else f"不是“{row['short']}”"
    return Condition(span, verdict_of(known), f"您说{said}", row["name"], row["question"])


def _judge_years(
    match: re.Match[str], span: Span, profile: Profile, about: str, after: str
) -> Condition | None:
    """A verdict on years of the kind that the words mean; None where they mean another kind."""
    least = read_number(match["least"] or match["at_least"] or match["from"])
    less = read_number(match["less"]) if match["less"] else None
    unit = match["unit"] or match["unit2"] or match["unit3"]
    if least is None:
        return None
    if "岁" in unit:
        return _judge_number("age", span, profile.age, least, less)
    above, _, near = about.rpartition("。")
    if _OWN_YEARS.search(near) or not (_TEACHING.search(about) or "班主任" in near):
        return None
    if "班主任" in near or _AS_CLASS_TEACHER.match(after):
        return _judge_number("class_years", span, profile.class_years, least, less)
    in_country = _RURAL.search(near) is not None
    if in_country or (_RURAL.search(above) and "教龄" not in f"{near}{after}"):
        return _judge_rural(span, profile, least, less, "连续" in near)
    if _RURAL.search(after) or "经历" in after:  # years as what stands behind them
        short = profile.years is not None and profile.years < least
        reason = f"您说一共教了{profile.years}年"
        return Condition(span, Verdict.UNMET, reason, "years") if short else None
    if re.search(r"校长|园长|教研员", near):
        return None
    taught = (profile.years, profile.rural_total, profile.rural_years)
    if less is None and profile.years is None and any(n and n >= least for n in taught):
        return Condition(span, Verdict.MET, f"您说至少教了{max(n or 0 for n in taught)}年", "years")
    return _judge_number("years", span, profile.years, least, less)


def _judge_rural(
    span: Span, profile: Profile, least: int, less: int | None, unbroken: bool
) -> Condition:
    """Years in schools of townships and villages: without a break, or all of them together."""
    asks = "rural_years" if unbroken else "rural_total"
    together = profile.rural_total
    if together is None and profile.rural_years == 0:
        together = 0
    known = profile.rural_years if unbroken else together
    for upper, name in ((profile.years, "一共"), (together, "在乡镇以下学校一共")):
        if upper is not None and upper < least:
            return Condition(span, Verdict.UNMET, f"您说{name}教了{upper}年", asks)
    if known is None and not unbroken and less is None and (profile.rural_years or 0) >= least:
        known = profile.rural_years
    if known is None and profile.years:
        why = "教龄够，但没有说明是否都在乡镇以下学校" + ("、是否连续" if unbroken else "")
        return Condition(span, Verdict.UNKNOWN, why, asks, list_fields()[asks].question)
    return _judge_number(asks, span, known, least, less)


def _judge_number(
    field: str, span: Span, value: int | None, least: int, less: int | None
) -> Condition:
    """Whether the value is at least `least` and under `less`."""
    question = list_fields()[field].question
    if value is None:
        return Condition(span, Verdict.UNKNOWN, UNSAID, field, question)
    met = value >= least and (less is None or value < less)
    unit = "周岁" if field == "age" else "年"
    return Condition(span, verdict_of(met), f"您说是{value}{unit}", field, question)


def _judge_choice(
    field: str, span: Span, allowed: set[str], unsure: set[str], profile: Profile
) -> Condition:
    value = getattr(profile, field)
    question = list_fields()[field].question
    if value is None:
        return Condition(span, Verdict.UNKNOWN, UNSAID, field, question)
    values = set(value) if field == "posts" else {value}
    shown = sorted(values - {"teacher"} or values)
    said = "、".join(name_value(field, one) for one in shown)
    if values & allowed:
        return Condition(span, Verdict.MET, f"您说是{said}", field, question)
    if values & unsure:
        return Condition(span, Verdict.UNKNOWN, f"条文没有说明是否包括{said}", field)
    return Condition(span, Verdict.UNMET, f"您说是{said}", field, question)
