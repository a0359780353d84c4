"""What clauses grant: payments, rewards, allowances, reductions, priorities, commendations.

A sentence is read phrase by phrase. A phrase grants where it names something given and a word
of giving, or gives by its verb alone (资助贫困学生), sets the standard of a payment, waives a
charge, puts somebody first or honours somebody. Words that refuse, stop or only speak of such
things grant nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.benefit_parties import find_condition, find_payer, find_recipients, split_holder
from ingest.benefit_words import (
    AMOUNT,
    DO,
    GIVE,
    LEVEL,
    NEGATED,
    NOUN,
    NOUN_ALONE,
    PERSON,
    PRIORITY,
    SHARE,
    SPEAKS,
    STANDARD,
    WAIVE,
)
from ingest.clean import fold
from ingest.lines import join_lines
from ingest.model import Benefit, Clause, Span

_SENTENCE = re.compile(r"[^。!?]+[。!?]?")
_MAY_GRANT = re.compile(
    r"补|津贴|奖|助|慰问|报酬|绩效|待遇|工资|经费|免|减|优先|照顾|加分|倾斜|表彰|表扬|生活|饮食|养育|抚恤|救|护理费|丧葬|贴息|安家|养老金|优惠"
)
_PHRASE = re.compile(r"[^,;。!?]+")
_TITLE = re.compile(r"《[^《》]{1,80}》")
_LONGEST = 800
_SOMEBODY = re.compile(PERSON)
_LEADING = re.compile(r"^(?:按照?|分别|为|是|:|(?<![\u4e00-\u9fff])(?:奖励|补助|补贴|发放|资助|给予|奖))+")
_IN_FORM = re.compile(r"的(?:形式|方式)(?:进行)?(?:发放|资助|奖励|补助|补贴|给予)")
_BY_HEADING = re.compile(r"由[^,;。]{2,60}发放")
_BEFORE_NOUN = re.compile(r"[\u4e00-\u9fff“”]{0,16}$")
# What stands before a benefit's name without being part of it.
_MODIFIER = re.compile(
    r"^.*(?:发放|给予|实施|设立|提高|落实|增加|享受|享有|逐年|适当|持续|不断|的|对|向|将|把|全面|按规定|核定|足额|保障|制定|研究|出台|建立|每[年月人生名]"
    r"|用于|减免|切实|加大|认真|健全|获得|领取|改革|支持|依法|和|与|及|确保|元|据|各项|预算|标准|兑现|安排|拨付|支付|按时|提供|为|予以|上浮|再|参照|单独|月|年度?|调整|续发|(?<![\u4e00-\u9fff])元)(?=[\u4e00-\u9fff“])"
)


@dataclass(slots=True)
class _Grant:
    """A grant while its sentence is read: places in the folded sentence."""

    name: str
    start: int  # of the phrase that grants
    end: int
    holder: str | None  # to whom, where the name itself said so: 学前辅导员劳务报酬
    verb_end: int  # where a verb that gives ends, 0 where a noun does
    amounts: list[str]


def find_benefits(clauses: tuple[Clause, ...]) -> tuple[Benefit, ...]:
    """The benefits in reading order; a sentence may hold several, each with its own words."""
    benefits: list[Benefit] = []
    for index, clause in enumerate(clauses):
        own = clause.text[: clause.own_end - clause.span.start]
        if _MAY_GRANT.search(own) is None:
            continue
        folded = fold(own)
        folded = _TITLE.sub(lambda title: "▢" * len(title[0]), folded)
        general = find_payer(folded, whole=True)
        heading = fold(clause.heading)
        begin = folded.find(heading) + len(heading) if heading in folded[: len(heading) + 24] else 0
        begin = begin if folded[begin : begin + 1].isspace() else 0
        for found in _SENTENCE.finditer(folded):
            words = found[0]
            if found.start() < begin < found.end():  # the heading on a line of its own
                words = " " * (begin - found.start()) + words[begin - found.start() :]
            if len(words) > _LONGEST or _MAY_GRANT.search(words) is None:
                continue
            start = found.start() + len(words) - len(words.lstrip())
            end = found.start() + len(words.rstrip())
            span = Span(clause.span.start + start, clause.span.start + end)
            sentence, source = folded[start:end], own[start:end]
            for grant in _read_sentence(sentence, heading):
                benefit = _make(index, span, sentence, source, grant, general)
                if _is_whole(benefit, grant):
                    benefits.append(benefit)
    return tuple(benefits)


def _read_sentence(sentence: str, heading: str) -> list[_Grant]:
    plain = join_lines(sentence)
    if heading and len(plain) <= len(heading) + 8 and heading in plain:
        return []  # the heading itself
    if SPEAKS.search(sentence):
        return []
    grants: list[_Grant] = []
    for phrase in _PHRASE.finditer(sentence):
        words, at = phrase[0], phrase.start()
        amounts = _find_amounts(words)
        found = [] if NEGATED.search(words) else list(_read_phrase(words, amounts))
        if grants and re.match(r"\s*(?:主要|全部|重点|专门)?用于", words):
            found = []  # says what for
        if not found and not grants and heading and _BY_HEADING.search(words):
            found = _name_by_heading(heading)
        if not found and amounts and grants and not NEGATED.search(words):
            grants[-1].amounts.extend(amounts)  # 满20年的每月500元
            grants[-1].end = phrase.end()
        several = len(found) if len(found) > 1 and all(not one[2] for one in found) else 0
        for name, holder, verb_end in found:
            same = grants and grants[-1].name == name and holder is None and not verb_end
            if same:
                grants[-1].amounts.extend(amounts)
                continue
            grants.append(
                _Grant(name, at, phrase.end(), holder, verb_end and at + verb_end, list(amounts))
            )
            amounts = amounts if several else []
    return [one for one in grants if one.amounts or _SOMEBODY.search(sentence) or one.verb_end == 0]


def _read_phrase(words: str, amounts: list[str]) -> Iterator[tuple[str, str | None, int]]:
    """Name, holder and the end of a giving verb (0 for a noun) of what a phrase grants."""
    standard = STANDARD.search(words)
    level = LEVEL.search(words) is not None and "确定" not in words
    if standard is not None and (any("元" in a for a in amounts) or level) and "认定" not in standard[0]:
        yield from _read_standard(standard["who"], standard["what"])
        return
    named = False
    for noun in NOUN.finditer(words):
        if not (GIVE.search(words[: noun.start()]) or amounts or GIVE.match(words, noun.end())
                or _IN_FORM.match(words, noun.end())):  # fmt: skip
            continue
        before = _BEFORE_NOUN.search(words[: noun.start()])
        name = _MODIFIER.sub("", (before[0] if before else "") + noun[0]).strip("“”")
        holder, name = split_holder(name)
        if len(name) >= 2 and name not in ("工资", "待遇", "奖励政策") or (holder and name):
            named = True
            yield name, holder, 0
    if named:
        return
    for verb in DO.finditer(words):
        yield verb["what"], None, verb.end()
        named = True
    if named:
        return
    waived = WAIVE.search(words)
    if waived is not None:
        yield waived["what"], None, waived.end()
        return
    first = PRIORITY.search(words)
    if first is not None:
        yield first["what"], None, first.end()


def _read_standard(who: str, what: str) -> Iterator[tuple[str, str | None, int]]:
    """孤儿养育标准和儿童基本生活补贴标准: one benefit for each."""
    for piece in re.split(r"(?<=标准)[和、及与]", (who + what).strip()):
        holder, name = split_holder(re.sub(r"^其|^\([一二三四五六七八九十]+\)|^\d+[.、]\s?", "", piece))
        if holder is None:
            name = re.sub(r"^全[省市县区州](?:城乡|农村|城镇)?", "", name)
        yield name, holder, 0


def _name_by_heading(heading: str) -> list[tuple[str, str | None, int]]:
    """改革山区教师生活补助发放办法, with a text that only says who pays it out."""
    noun = NOUN_ALONE.search(heading)
    if noun is None:
        return []
    holder, name = split_holder(_MODIFIER.sub("", heading[: noun.end()]))
    return [(name, holder, 0)] if holder is not None else []


def _find_amounts(words: str) -> list[str]:
    found = [_LEADING.sub("", amount[0]) for amount in AMOUNT.finditer(words)]
    if not found and (level := LEVEL.search(words)) is not None:
        found = [level[0]]
    if not found and (share := SHARE.search(words)) is not None and re.search("补|奖|助|贴|免|减|发", words):
        found = [share[0]]
    return found


def _is_whole(benefit: Benefit, grant: _Grant) -> bool:
    """Whether enough is said: what a verb alone gives needs somebody, money its use."""
    if benefit.amount is not None or benefit.recipients is not None:
        return True
    return not grant.verb_end and re.search(r"奖励(?:经费|资金)$", benefit.name) is None


def _make(
    index: int, span: Span, sentence: str, source: str, grant: _Grant, general: str | None
) -> Benefit:  # fmt: skip
    low = max(sentence.rfind(mark, 0, grant.start) for mark in ";。") + 1
    place = find_recipients(sentence, low, grant.start, grant.end, grant.verb_end)
    holder = grant.holder
    condition = None
    if holder is None and place is not None:
        holder = join_lines(source[place[0] : place[1]]).removesuffix("的")
    if holder is not None:
        given, mark, _ = holder.rpartition("的")
        told = mark and len(given) >= 2 and given[-1] not in "区县市镇乡省州旗"
        condition = given if told else None
    if condition is None:
        spot = find_condition(sentence, low, grant.end)
        condition = None if spot is None else join_lines(source[spot[0] : spot[1]])
    payer = find_payer(sentence[: grant.end], low=low) or general
    amount = "；".join(dict.fromkeys(join_lines(words) for words in grant.amounts)) or None
    return Benefit(index, join_lines(grant.name), holder, condition, amount, span, payer)
