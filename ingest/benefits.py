"""What clauses grant: payments, rewards, allowances, reductions, priorities, commendations.

A sentence is read phrase by phrase. A phrase grants where it names something given and a word
of giving, or gives by its verb alone (资助贫困学生), sets the standard of a payment, waives a
charge, puts somebody first or honours somebody. Words that refuse, stop or only speak of such
things grant nothing.
"""

import re
from dataclasses import dataclass, replace

from ingest.benefit_amounts import find_amounts
from ingest.benefit_names import is_standard, name_by_heading, name_by_segment, read_phrase
from ingest.benefit_parties import (
    find_condition,
    find_payer,
    find_payer_behind,
    find_recipients,
    find_stated_condition,
)
from ingest.benefit_rows import find_row_benefits
from ingest.benefit_words import NEGATED, PAYER, PERSON, SPEAKS, STANDARD
from ingest.clean import fold
from ingest.lines import join_lines
from ingest.model import Benefit, Clause, ClauseKind, Span

_SENTENCE = re.compile(r"[^。!?]+[。!?]?")
_MAY_GRANT = re.compile(
    r"补|津贴|奖|助|慰问|低保|标准|报酬|绩效|待遇|工资|经费|免|减|优先|照顾|加分|倾斜|表彰|表扬|生活|饮食|养育|抚恤|救|护理费|丧葬|贴息|缴纳|扶持|加\s?\d|安家|养老金|优惠|激励金|补偿|政策|报销"
)
_PHRASE = re.compile(r"[^,;。!?]+")
_TITLE = re.compile(r"《[^《》]{1,80}》")
_LONGEST = 800
_SHORT = 24  # characters of a limit that is told whole: 年度最高支付限额30万元
_SOMEBODY = re.compile(PERSON)
_IN_FORM_OF = re.compile(r"采[取用].*(?:形式|方式)")
_NUMBER = re.compile(
    r"\s*(?:第[一二三四五六七八九十百]+条|\(?[一二三四五六七八九十\d]{1,3}(?:\)|[、.])|[①-⑳])\s*"
)
_BARE = re.compile(
    r"(?:补贴|补助|奖励|资助|待遇|奖补|救助|补偿|经费|工资|绩效|报酬)(?:资金|金|经费|标准|政策)?"
)
_CHARGE = re.compile(
    r"[水电气租]价|收费|罚|租金|学费|限额|起付|投资|建设资金|成本|保费|价格|承担|自筹|缴"
)
_OTHER = re.compile(
    rf"\s*(?:其中)?(?!单[个户人]|个人)(?P<who>[^,;。\d每]{{0,16}}{PERSON})(?=每|\d|一次性|减半|全额)"
)
_LIMIT = re.compile(r"最高|最多|不超过|不超|上限|封顶|累计|总额|合计|单[个户人]|限额")
# 省财政补贴25%: another payer, another grant.
_PAYS = re.compile(
    rf"\s*(?:其中)?[^,;。\d]{{0,12}}{PAYER}(?:再)?(?:按[^,;。]{{1,30}})?(?:累加)?(?:补|奖|资|贴|给)"
)
_PAID = re.compile(r",\s?(?:由|所需|费用|经费|资金)[^,;。]+")
_LEFT_OPEN = re.compile(r"范围内(?:[^,;。]{0,6})(?:确定|自主)|具体(?:标准|金额|数额)由")
_ITS_STANDARD = re.compile(r"\s*(?:其|该)?(?:补助|补贴|津贴|奖励|发放|救助|资助)?(?:标准|金额)")
_CAP = re.compile(
    r"\s*(?:同一|单[个户人家笔台套件项]|每[家户个][^,;。\d]{0,6}|年度|累计)[^,;。\d]{0,10}(?:上限|最高|不超过|封顶|限额)"
)
# 一类学校每人每月800元: a school is where, not who.
_SCHOOL = re.compile(r"(?:学校|小学|初中|高中|中学|幼儿园|教学点|班)$")
_EACH = re.compile("每[人生名]")
_MORE = re.compile("[加增]发|再[补奖]|加奖")
_AGAIN = re.compile(
    r"\s*(?!满|其)(?:对)?(?P<what>[^,;。\d的]{2,16})的(?:再)?(?:给予|奖励|补助|补贴|发放|按|一次性)"
)
_NO_PART = re.compile("[为对向给由]|财政|政府")
_ITS_COST = re.compile(
    r"(?:减免|补助|补贴)部分|(?:减免|补助|补贴|奖励|资助)?(?:所需|的)?(?:资金|经费|费用)[从由在列]"
)
_OF_EACH = re.compile("单|每|同一|年度|累计")
_FOR_USE = re.compile(r"\s*(?:其中[^,;。]{0,24})?(?:主要|全部|重点|专门)?用于")
# 本科每月500元, in a list of whom the others are
_LABEL = re.compile(r"\s*(?P<what>[\u4e00-\u9fff]{2,10}?)(?=每|\d|一次性)")
_BY_HEADING = re.compile(r"由[^,;。]{2,60}发放")


@dataclass(slots=True)
class _Grant:
    """A grant while its sentence is read: places in the folded sentence."""

    name: str
    start: int  # of the phrase that grants
    end: int
    reach: int  # of further phrases that only state amounts
    holder: str | None  # to whom, where the name itself said so: 学前辅导员劳务报酬
    verb_end: int  # where a verb that gives ends, 0 where a noun does
    amounts: list[str]
    tier: tuple[int, int] | None = None  # its condition, of several grants of one name
    listed: bool = False  # one of several people with amounts of their own


def find_benefits(clauses: tuple[Clause, ...]) -> tuple[Benefit, ...]:
    """The benefits in reading order; a sentence may hold several, each with its own words."""
    benefits: list[Benefit] = []
    for index, clause in enumerate(clauses):
        own = clause.text[: clause.own_end - clause.span.start]
        if _MAY_GRANT.search(own) is None:
            continue
        rows = find_row_benefits(clause, index) if clause.kind is ClauseKind.ROW else ()
        if rows:
            benefits.extend(rows)
            continue
        folded = fold(own)
        folded = _TITLE.sub(lambda title: "▢" * len(title[0]), folded)
        heading = fold(clause.heading)
        begin = folded.find(heading) + len(heading) if heading in folded[: len(heading) + 24] else 0
        begin = begin if folded[begin : begin + 1].isspace() else 0
        general: list[str | None] = []
        for found in _SENTENCE.finditer(folded):
            words = found[0]
            if found.start() < begin < found.end():  # the heading on a line of its own
                words = " " * (begin - found.start()) + words[begin - found.start() :]
            if len(words) > _LONGEST or _MAY_GRANT.search(words) is None:
                continue
            number = _NUMBER.match(words) if found.start() == 0 else None
            words = words if number is None else " " * number.end() + words[number.end() :]
            start = found.start() + len(words) - len(words.lstrip())
            end = found.start() + len(words.rstrip())
            span = Span(clause.span.start + start, clause.span.start + end)
            sentence, source = folded[start:end], own[start:end]
            for grant in _read_sentence(sentence, heading):
                if not general:  # once: most clauses grant nothing
                    general.append(find_payer(folded, whole=True))
                benefit = _make(index, span, sentence, source, grant, general[0])
                if _is_whole(benefit, grant):
                    spoken = start, start + grant.reach, end
                    benefits.append(_place(benefit, folded, spoken, clause.span.start))
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
        amounts = [] if _FOR_USE.match(words) else find_amounts(words)
        refused = NEGATED.search(words) or _ITS_COST.match(words) or _IN_FORM_OF.search(words)
        found = [] if refused else list(read_phrase(words, amounts))
        if grants and _FOR_USE.match(words):
            found = []  # says what for
        if not found and not grants and heading and _BY_HEADING.search(words):
            found = name_by_heading(heading)
        if _LEFT_OPEN.search(words):
            amounts = []
        its = (
            amounts
            and grants
            and all(one[2] or _OF_EACH.match(one[0]) for one in found)
            and _CAP.match(words)
        )
        its = its or (amounts and grants and not grants[-1].amounts and _ITS_STANDARD.match(words))
        if its and not refused:
            capped = _CAP.match(words) and len(words) <= _SHORT and not _LIMIT.search(amounts[0])
            grants[-1].amounts.extend([words.strip()] if capped else amounts)  # ,补助标准不低于…
            grants[-1].reach = phrase.end()
            continue
        if not found and amounts and grants and not refused and not _CHARGE.search(words):
            _go_on(grants, sentence, phrase, amounts)
        shared = is_standard(words, amounts) and STANDARD.search(words) is not None
        for order, (name, holder, verb_end) in enumerate(found):
            own = amounts if shared else _share(words, amounts, [one[0] for one in found], order)
            same = grants and grants[-1].name == name and holder is None
            same = same and ";" not in sentence[grants[-1].end : at]
            if verb_end:  # 满5年的奖励2万元: more of the same
                same = (
                    same
                    and bool(own)
                    and _SOMEBODY.search(words) is None
                    and sentence[at - 1] == ","
                    and _PAYS.match(words) is None
                )
            again = _AGAIN.match(sentence, at, phrase.end()) if same else None
            if same and again is None:
                grants[-1].amounts.extend(own)
                continue
            grants.append(_make_grant(name, phrase, holder, verb_end and at + verb_end, own))
            grants[-1].tier = None if again is None else again.span("what")
    return [one for one in grants if one.amounts or _SOMEBODY.search(sentence) or one.verb_end == 0]


def _go_on(grants: list[_Grant], sentence: str, phrase: re.Match[str], amounts: list[str]) -> None:
    """Give amounts that stand alone to the last grant, or to another one of its name."""
    words, at, last = phrase[0], phrase.start(), grants[-1]
    other = _OTHER.match(words)
    of_school = other is not None and _SCHOOL.search(other["who"]) and _EACH.search(words)
    listed = last.listed or of_school
    label = _LABEL.match(sentence, at, phrase.end()) if listed else None
    limited = _LIMIT.search(words) is not None
    if other is not None and not of_school:  # 其他困难儿童500元
        grants.append(_make_grant(last.name, phrase, other["who"], 0, amounts))
        grants[-1].listed = True
    elif label is not None and not limited:
        if last.amounts:
            holder = last.holder if of_school else None
            grants.append(_make_grant(last.name, phrase, holder, 0, amounts))
        else:
            last.amounts.extend(amounts)
            last.reach = phrase.end()
        grants[-1].tier, grants[-1].listed = label.span("what"), True
    elif _MORE.search(words) and sentence[:at].endswith("的,"):  # 超过15年的,每月加发2元
        grants.append(_make_grant(last.name, phrase, None, 0, amounts))
        begin = max(sentence.rfind(mark, 0, at - 2) for mark in ",;:") + 1
        grants[-1].tier = (begin, at - 2)
    elif limited or ";" not in sentence[last.end : at]:
        last.amounts.extend(amounts)  # 满20年的每月500元
        last.reach = phrase.end()
    elif sentence[at - 1] != ";":  # ;带动就业的,每带动1人再补2000元
        said = sentence[sentence.rfind(";", 0, at) + 1 : at]
        for name, holder, _ in name_by_segment(said, last.name):
            grants.append(_make_grant(name, phrase, holder, 0, amounts))


def _make_grant(
    name: str, phrase: re.Match[str], holder: str | None, verb_end: int, amounts: list[str]
) -> _Grant:
    return _Grant(
        name, phrase.start(), phrase.end(), phrase.end(), holder, verb_end, list(amounts), None
    )


def _share(words: str, amounts: list[str], names: list[str], order: int) -> list[str]:
    """The amounts of one of several names: those behind it, before the next one."""
    places = [words.find(name) for name in names]
    low = places[order] if order else 0
    high = places[order + 1] if order + 1 < len(places) else len(words)
    return [amount for amount in amounts if low <= words.find(amount) < high]


def _is_whole(benefit: Benefit, grant: _Grant) -> bool:
    """Whether enough is said: what a verb alone gives needs somebody, money its use."""
    if benefit.amount is not None or benefit.recipients is not None:
        return True
    if grant.verb_end and benefit.condition is not None:
        return True  # 对夫妻双方在乡镇任教的,优先安排
    if _BARE.fullmatch(benefit.name):
        return False
    return not grant.verb_end and re.search(r"奖励(?:经费|资金)$", benefit.name) is None


def _place(benefit: Benefit, folded: str, spoken: tuple[int, int, int], shift: int) -> Benefit:
    """The benefit with the places of its words in the document."""

    def locate(words: str | None) -> Span | None:
        found = None if words is None else _locate(words, folded, *spoken)
        return None if found is None else Span(found.start + shift, found.end + shift)

    return replace(
        benefit,
        recipients_span=locate(benefit.recipients),
        condition_span=locate(benefit.condition),
        granted_by_span=locate(benefit.granted_by),
    )


def _locate(words: str, folded: str, start: int, reach: int, end: int) -> Span | None:
    """Where words stand: last before the grant's end, else behind it, else in the clause."""
    said = re.compile(r"\s*".join(map(re.escape, "".join(fold(words).split()))))
    before = [found.span() for found in said.finditer(folded, start, reach)]
    if before:
        return Span(*before[-1])
    behind = said.search(folded, start, end) or said.search(folded)
    return None if behind is None else Span(*behind.span())


def _extends(found: str, holder: str) -> bool:
    """Whether a longer name of the same people was found: a benefit's name is cut at 和 and 及."""
    return found.endswith(holder) and _NO_PART.search(found.removesuffix(holder)) is None


def _make(
    index: int, span: Span, sentence: str, source: str, grant: _Grant, general: str | None
) -> Benefit:  # fmt: skip
    low = max(sentence.rfind(mark, 0, grant.start) for mark in ";。") + 1
    paid = _PAID.match(sentence, grant.reach)
    stop = grant.reach if paid is None else paid.end()
    payer = find_payer(sentence[:stop], low=low)
    payer = payer or find_payer_behind(sentence, grant.reach) or general
    labelled = grant.listed and grant.tier is not None  # 本科每月500元: whose is not said
    place = None
    if not labelled:
        place = find_recipients(sentence, low, grant.start, grant.end, grant.verb_end, payer)
    holder = grant.holder
    stated = grant.tier or find_stated_condition(sentence, low, grant.end)
    condition = None if stated is None else join_lines(source[stated[0] : stated[1]])
    if place is not None:
        found = join_lines(source[place[0] : place[1]]).removesuffix("的")
        if holder is None or (place[0] >= grant.start and _extends(found, holder)):
            holder = found
    if holder and condition and condition.startswith(holder):
        rest = condition.removeprefix(holder)
        condition = rest if len(rest) > 3 and rest[0] not in "的和与及、或" else condition
    if holder is not None and condition is None:
        given, mark, _ = holder.rpartition("的")
        told = mark and len(given) >= 2 and given[-1] not in "区县市镇乡省州旗"
        condition = given if told else None
    if condition is None:
        spot = find_condition(sentence, low, grant.end)
        condition = None if spot is None else join_lines(source[spot[0] : spot[1]])
    holder = None if holder == payer else holder
    amounts = (join_lines(words) for words in grant.amounts if words not in grant.name)
    amount = "；".join(dict.fromkeys(amounts)) or None
    return Benefit(index, join_lines(grant.name), holder, condition, amount, span, payer)
