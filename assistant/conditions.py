"""Conditions read from a clause's words, each decided for a profile or left undecided."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.profile import LEVELS, PLACES, POSTS, Profile, read_table
from ingest.model import Span
from ingest.quantities import find_quantities


class Verdict(StrEnum):
    """Whether a condition is met; what cannot be decided is never guessed."""

    MET = "符合"
    UNMET = "不符合"
    UNKNOWN = "无法判断"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition's words within a text, its verdict, why, and what to ask to decide it."""

    span: Span
    verdict: Verdict
    reason: str
    asks: str | None = None  # field or fact of the profile
    question: str | None = None


_PHRASE = re.compile(r"[^，,；;。：:！？\n]+")
_WHO = re.compile(r"教师|班主任|校长|园长|教职工|教研员|个人|团队|教育工作者|者$|的$|^对|^凡|满")
_GRANT = re.compile(
    r"颁发|发放|发给|给予|享受|奖励|提高到|优先|按照?(?=每)|按(?=每|\d)|每[人月年次节](?:每[月年次])?(?=\d)|计发|列入|不低于"
)
_YEARS = re.compile(
    r"满\s*(?P<least>\d{1,2}|[一二三四五六七八九十]{1,3})\s*年(?:以上)?(?:[、，]?不满\s*(?P<less>\d{1,2}|[一二三四五六七八九十]{1,3})\s*年)?"
)
_FILLER = re.compile(
    r"[的且并并在对凡是为及和或、等（）()“”\s]|我[县州市]|任教|工作|就读|期间|累计|连续|每[人月年]|全县|县级|县财政|教职工|教师|老师|学校|公办|个人|人员|标准|"
    r"基础|特殊岗位|任教年限|岗位|补助|津贴|补贴|奖励|资金|费用|适当|提高到?|确保|一[类次]|健康|组织|其中一方|双方|符合|达到"
)


def read_conditions(
    text: str, profile: Profile, *, about_rural: bool = False, listed: bool = False
) -> tuple[Condition, ...]:
    """The conditions of a sentence that grants something, in its order.

    `about_rural`: the document is about rural schools, so that its years are years there.
    `listed`: the text is an item of a list, of which every phrase says who may have it. Words of
    phrases that say who may have it, and that no rule reads, are undecided as a whole.
    """
    found: list[Condition] = []
    for phrase in _PHRASE.finditer(text):
        words = phrase[0]
        if not listed and not _WHO.search(words):
            continue
        grant = _GRANT.search(words)
        end = grant.start() if grant and (grant.start() > 0 or listed) else len(words)
        rest = words[:end]
        own: list[Condition] = []
        for condition in _read_phrase(words[:end], phrase.start(), profile, about_rural):
            own.append(condition)
            begin = condition.span.start - phrase.start()
            stop = condition.span.end - phrase.start()
            rest = rest[:begin] + "　" * (stop - begin) + rest[stop:]
        if len(_FILLER.sub("", rest)) >= 2 and not grant_only(words):
            whole = Span(phrase.start(), phrase.start() + len(words))
            if re.search(r"[、和或及]", words):  # the words that no rule read may be alternatives
                own = [condition for condition in own if condition.verdict is not Verdict.UNMET]
            own.append(Condition(whole, Verdict.UNKNOWN, "这一条件要由您或主管部门对照原文判断"))
        found += own
    return tuple(found)


def read_general(text: str, profile: Profile) -> Condition:
    """An item of 符合下列条件, as one condition: met where a known fact says so, else undecided."""
    whole = Span(0, len(text.rstrip()))
    for row in read_table()["fact"]:
        if re.search(row["words"], text):
            known = profile.fact(row["name"])
            if known:
                return Condition(whole, Verdict.MET, "按您所说", row["name"])
            why = "您没有说明" if known is None else "您说不是；条文另有例外的，请对照原文"
            return Condition(whole, Verdict.UNKNOWN, why, row["name"], row["question"])
    return Condition(whole, Verdict.UNKNOWN, "这一条件要由您或主管部门对照原文判断")


def grant_only(words: str) -> bool:
    """Whether a phrase grants and says nothing of whom."""
    found = _GRANT.match(words.strip())
    return found is not None and not re.search(r"教师|班主任|校长|个人|团队", words)


def _read_phrase(text: str, shift: int, profile: Profile, about_rural: bool) -> list[Condition]:
    found: list[Condition] = []
    taken = bytearray(len(text))
    for row in read_table()["fact"]:
        for match in re.finditer(row["words"], text):
            known = profile.fact(row["name"])
            verdict = _from(known)
            reason = "您没有说明" if known is None else "按您所说"
            span = _take(match, taken, shift)
            if span:
                found.append(Condition(span, verdict, reason, row["name"], row["question"]))
    rural = about_rural or re.search(r"乡|村|教学点|连续", text) is not None
    for match in _YEARS.finditer(text):
        span = _take(match, taken, shift)
        if span:
            found.append(_judge_years(match, span, profile, rural))
    fields: dict[str, list[tuple[Span, dict[str, list[str]]]]] = {}
    for row in read_table()["choice"]:
        for match in re.finditer(row["words"], text):
            span = _take(match, taken, shift)
            if span:
                fields.setdefault(row["field"], []).append((span, row))
    for field, rows in fields.items():
        allowed = {value for _, row in rows for value in row["values"]}
        unsure = {value for _, row in rows for value in row.get("unsure", ())}
        if field == "place" and "county" in allowed and len(allowed) > 1:
            unsure, allowed = unsure | allowed, set()
        found += [_judge_choice(field, span, allowed, unsure, profile) for span, _ in rows]
    return sorted(found, key=lambda condition: condition.span)


def _take(match: re.Match[str], taken: bytearray, shift: int) -> Span | None:
    start, end = match.span()
    if start == end or taken.find(1, start, end) >= 0:
        return None
    taken[start:end] = b"\1" * (end - start)
    return Span(start + shift, end + shift)


def _from(known: bool | None) -> Verdict:
    if known is None:
        return Verdict.UNKNOWN
    return Verdict.MET if known else Verdict.UNMET


def _judge_years(match: re.Match[str], span: Span, profile: Profile, rural: bool) -> Condition:
    least = int(find_quantities(f"{match['least']}年")[0].value)
    less = int(find_quantities(f"{match['less']}年")[0].value) if match["less"] else None
    asks = "rural_years" if rural else "years"
    years = profile.rural_years if rural else profile.years
    question = read_table()["questions"][asks]
    if profile.years is not None and profile.years < least:
        return Condition(span, Verdict.UNMET, f"您说一共教了{profile.years}年", asks)
    if years is None:
        why = (
            "教龄够，但没有说明是否都在乡镇以下学校、是否连续"
            if profile.years
            else "您没有说明年限"
        )
        return Condition(span, Verdict.UNKNOWN, why, asks, question)
    met = years >= least and (less is None or years < less)
    return Condition(span, _from(met), f"您说是{years}年", asks)


def _judge_choice(
    field: str, span: Span, allowed: set[str], unsure: set[str], profile: Profile
) -> Condition:
    names = {"level": LEVELS, "place": PLACES, "posts": POSTS}[field]
    value = profile.posts if field == "posts" else getattr(profile, field)
    question = read_table()["questions"][field]
    if value is None:
        return Condition(span, Verdict.UNKNOWN, "您没有说明", field, question)
    values = value if field == "posts" else {value}
    said = "、".join(names[one] for one in sorted(values))
    if values & allowed:
        return Condition(span, Verdict.MET, f"您说是{said}", field)
    if values & unsure:
        return Condition(span, Verdict.UNKNOWN, f"条文没有说明是否包括{said}")
    return Condition(span, Verdict.UNMET, f"您说是{said}", field)
