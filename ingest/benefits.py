"""What clauses grant: payments, rewards, allowances, reductions, priorities, commendations.

A sentence is read phrase by phrase. A phrase grants where it names something given and a word
of giving, or gives by its verb alone (资助贫困学生), sets the standard of a payment, waives a
charge, puts somebody first or honours somebody. Words that refuse, stop or only speak of such
things grant nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.benefit_parties import (
    find_condition,
    find_payer,
    find_payer_behind,
    find_recipients,
    find_stated_condition,
    split_holder,
)
from ingest.benefit_rows import find_row_benefits
from ingest.benefit_words import (
    AMOUNT,
    DO,
    GIVE,
    LEVEL,
    NEGATED,
    NOUN,
    NOUN_ALONE,
    PAID_FOR,
    PAYER,
    PERSON,
    PRIORITY,
    SHARE,
    SPEAKS,
    STANDARD,
    WAIVE,
)
from ingest.clean import fold
from ingest.lines import join_lines
from ingest.model import Benefit, Clause, ClauseKind, Span

_SENTENCE = re.compile(r"[^。!?]+[。!?]?")
_MAY_GRANT = re.compile(
    r"补|津贴|奖|助|慰问|低保|标准|报酬|绩效|待遇|工资|经费|免|减|优先|照顾|加分|倾斜|表彰|表扬|生活|饮食|养育|抚恤|救|护理费|丧葬|贴息|缴纳|安家|养老金|优惠|激励金|补偿|政策|报销"
)
_PHRASE = re.compile(r"[^,;。!?]+")
_TITLE = re.compile(r"《[^《》]{1,80}》")
_LONGEST = 800
_SOMEBODY = re.compile(PERSON)
_LEADING = re.compile(
    r"^(?:按照?|分别|为|是|:|(?:津贴|生活补助|生活费|取暖费|交通费|奖励|补助|补贴|发放|资助|给予|奖))+"
)
_IN_FORM = re.compile(r"的(?:形式|方式)(?:进行)?(?:发放|资助|奖励|补助|补贴|给予)")
_IN_FORM_OF = re.compile(r"采[取用].*(?:形式|方式)")
_NUMBER = re.compile(
    r"\s*(?:第[一二三四五六七八九十百]+条|\(?[一二三四五六七八九十\d]{1,3}(?:\)|[、.])|[①-⑳])\s*"
)
_BARE = re.compile(
    r"(?:补贴|补助|奖励|资助|待遇|奖补|救助|补偿|经费|工资|绩效|报酬)(?:资金|金|经费|标准|政策)?"
)
_AS_BASE = re.compile(r"(?:按|以|占|相当于|低于|高于|扣发|只发)[^,;。]{0,10}$")
_ACTING = re.compile(
    r"(?=\s*(?:\d|每|最高|不低于|不超过|[\u4e00-\u9fff]))(?!标准|政策|资金|[和、及与等])"
)
_CHARGE = re.compile(
    r"[水电气租]价|收费|罚|租金|学费|限额|起付|投资|建设资金|成本|保费|价格|承担|自筹|缴"
)
_OTHER = re.compile(
    rf"\s*(?:其中)?(?!单[个户人]|个人)(?P<who>[^,;。\d每]{{0,16}}{PERSON})(?=每|\d|一次性|减半|全额)"
)
_LIMIT = re.compile(r"最高|最多|不超过|不超|上限|封顶|累计|总额|合计|单[个户人]|限额")
# 省财政补贴25%: another payer, another grant.
_PAYS = re.compile(rf"\s*(?:其中)?[^,;。\d]{{0,12}}{PAYER}(?:再)?(?:按[^,;。]{{1,30}})?(?:累加)?(?:补|奖|资|贴|给)")
_MEASURE = re.compile(r"(?:销售|(?<![低等])收入|产值|捐[资款]|规模|自付|营业额|交易额)[^,;。]{0,4}$")
_OVER = re.compile(r"(?:(?<!不)超过|超出|达到?|满|(?<!不)低于|以上)\s?[^,;。]{0,10}$")
_FROM = re.compile(r"(?:由|从)(?:[^,;。]{0,8})$")
_TO = re.compile(r"\s*(?:提高|调整|增加|提升|上调|降)")
_HELD = re.compile(r"(?:获得?|荣获|取得|享受|领取|申请)[^,;。]{0,16}$")
_PAID = re.compile(r",\s?(?:由|所需|费用|经费|资金)[^,;。]+")
# 5万元以内报销60%: the sum only says of what.
_SEGMENT_NAME = re.compile(
    r"\s*(?P<what>[\u4e00-\u9fff]{2,16}?(?:标准|补贴|补助|津贴))(?=[按分][^,]{2,40},|执行|,|:)"
)
_LEFT_OPEN = re.compile(r"范围内(?:[^,;。]{0,6})(?:确定|自主)|具体(?:标准|金额|数额)由")
_SHARE_NEXT = re.compile(r"(?:以内|以上|以下)?的?(?:部分)?(?:按照?)?(?:报销|补助|补贴|支付|奖励|给予)\s?\d[\d.]*%")
_PERIODS = re.compile(
    r"(?:每(?:人次|学期|学年|平方米|张床位|[年月日天人生名户校班节次亩辆件家村部张头]|(?:招用|带动|吸纳|新增|引进|培养|培训|增加|超比例安排|安排)[^,;。]{0,4}[人名户个家])|户均|生均|人均)+(?:最高|再|可|另|给予|补助?|补贴|奖励|发放|(?:再)?给予){0,2}$"
)
_NESTED = re.compile(r"(?:平均|基本|最低|统一|每年|年度){0,2}")
_ARRANGES = re.compile(r"(?:规范|完善|加强|健全|优化|制定|出台|研究|探索|改革)[^,;。]{0,12}$")
_BY_FACTORS = re.compile(
    r"(?:标准|金额|额度)(?:按照?|根据|由)|(?:标准|金额)[^,;。]{0,30}(?:确定|调整|核定)$"
)
_BY_HEADING = re.compile(r"由[^,;。]{2,60}发放")
_BEFORE_NOUN = re.compile(r"[\u4e00-\u9fff“”]{0,16}$")
# What stands before a benefit's name without being part of it.
_MODIFIER = re.compile(
    r"^.*(?:发放|给予|实施|设立|提高|落实|增加|享受|享有|逐年|适当|持续|不断|的|对|向|将|把|全面|按规定|核定|足额|保障|制定|研究|出台|建立|每(?:学[期年]|课时|人次|[年月日天人生名户校班节次条部亩辆件张位例家社村店座台套])"
    r"|用于|减免|切实|加大|认真|健全|获得|领取|改革|支持|依法|和|与|及(?!以[上下])|确保|元|据|各项|预算|标准|兑现|安排|财政|进行|拨付|支付|按时|提供|为|以(?![上下内外前后])|予以|上浮|再|参照|单独|(?<=[\d每按逐当本上全次随])(?:月|年度?)|调整|续发|可|申请|户均|人均|分别|或者?|(?<![\u4e00-\u9fff])元)(?=[\u4e00-\u9fff“])"
)


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
        refused = (
            NEGATED.search(words)
            or re.match(r"(?:减免|补助|补贴)部分", words)
            or _IN_FORM_OF.search(words)
        )
        found = [] if refused else list(_read_phrase(words, amounts))
        if grants and re.match(r"\s*(?:主要|全部|重点|专门)?用于", words):
            found = []  # says what for
        if not found and not grants and heading and _BY_HEADING.search(words):
            found = _name_by_heading(heading)
        if _LEFT_OPEN.search(words):
            amounts = []
        if not found and amounts and grants and not refused and not _CHARGE.search(words):
            other = _OTHER.match(words)
            apart = ";" in sentence[grants[-1].end : at]
            if other is not None:  # 其他困难儿童500元
                grants.append(_make_grant(grants[-1].name, phrase, other["who"], 0, amounts))
            elif not apart or _LIMIT.search(words):
                grants[-1].amounts.extend(amounts)  # 满20年的每月500元
                grants[-1].reach = phrase.end()
            elif sentence[at - 1] != ";":  # ;带动就业的,每带动1人再补2000元
                said = sentence[sentence.rfind(";", 0, at) + 1 : at]
                for name, holder, _ in _name_by_segment(said, grants[-1].name):
                    grants.append(_make_grant(name, phrase, holder, 0, amounts))
        shared = _is_standard(words, amounts) and STANDARD.search(words) is not None
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
            if same:
                grants[-1].amounts.extend(own)
                continue
            grants.append(_make_grant(name, phrase, holder, verb_end and at + verb_end, own))
    return [one for one in grants if one.amounts or _SOMEBODY.search(sentence) or one.verb_end == 0]


def _name_by_segment(said: str, before: str) -> Iterator[tuple[str, str | None, int]]:
    """What amounts are of that follow `said` behind a semicolon: what it names, else as before."""
    named = _SEGMENT_NAME.match(said)
    if named is not None:
        yield from _read_standard("", named["what"])
    elif NOUN_ALONE.search(said) is None:
        yield before, None, 0


def _make_grant(
    name: str, phrase: re.Match[str], holder: str | None, verb_end: int, amounts: list[str]
) -> _Grant:
    return _Grant(
        name, phrase.start(), phrase.end(), phrase.end(), holder, verb_end, list(amounts)
    )


def _read_phrase(words: str, amounts: list[str]) -> Iterator[tuple[str, str | None, int]]:
    """Name, holder and the end of a giving verb (0 for a noun) of what a phrase grants."""
    if _is_standard(words, amounts) and (standard := STANDARD.search(words)) is not None:
        yield from _read_standard(standard["who"], standard["what"])
        return
    named = False
    behind = 0  # the end of the last noun taken
    for noun in NOUN.finditer(words):
        if not (GIVE.search(words[: noun.start()]) or amounts or GIVE.match(words, noun.end())
                or _IN_FORM.match(words, noun.end())):  # fmt: skip
            continue
        before = _BEFORE_NOUN.search(words[: noun.start()])
        if _AS_BASE.search(words[: noun.start()]) and re.match("工资|待遇|(?:劳务)?报酬", noun[0]):
            continue
        acts = DO.match(words, noun.start())
        cut = _MODIFIER.sub("", (before[0] if before else "") + noun[0])
        alone = cut.removeprefix("一次性") == noun[0]
        if _HELD.search(words[: noun.start()]) and words.startswith("的", noun.end()):
            continue  # 获得省级奖励的: a condition
        if (
            alone
            and acts is not None
            and acts.end() == noun.end()
            and _ACTING.match(words, noun.end())
        ):
            if not named:  # 交通费每次补助50元 has been named
                named = True
                yield noun[0], None, noun.end()
            continue
        name = _MODIFIER.sub("", (before[0] if before else "") + noun[0])
        name = name if name.count("“") == name.count("”") else name.strip("“”")
        if not amounts and (_ARRANGES.search(words[: noun.start()]) or _BY_FACTORS.search(words)):
            continue  # 规范住房租赁补贴发放, 补贴标准按…确定
        if NOUN_ALONE.match(words, noun.end()):
            continue  # 工资补偿 is one thing
        name = noun[0] if "由" in name else name
        holder, name = split_holder(name)
        if (len(name) >= 2 and name not in ("工资", "待遇", "奖励政策")) or (holder and name):
            if named and _NESTED.fullmatch(words, behind, noun.start()):
                continue  # 国家助学金平均资助标准 is one thing
            named, behind = True, noun.end()
            yield name, holder, 0
    if named:
        return
    for verb in DO.finditer(words):
        if _HELD.search(words[: verb.start()]) and words.startswith("的", verb.end()):
            continue
        yield verb["what"], None, verb.end()
        named = True
    if named:
        return
    waived = WAIVE.search(words)
    if waived is not None:
        what = waived["what"]
        holder, _ = split_holder(re.sub(r"^(?:免费(?=[向为给])|免费.*|免[收除缴征交]|减免|减征|免)", "", what))
        yield what, holder, waived.end()
        return
    paid = PAID_FOR.search(words)
    if paid is not None:
        holder = paid["who"] if paid["who"] != "其" else None
        yield paid["what"], holder, 0
        return
    first = PRIORITY.search(words)
    if first is not None:
        yield first["what"], None, first.end()


def _is_standard(words: str, amounts: list[str]) -> bool:
    """Whether a phrase may set the amount of a payment; what only decides who is poor does not."""
    sums = any("元" in amount for amount in amounts)
    levels = "确定" not in words and LEVEL.search(words) is not None
    return (sums or levels) and "认定" not in words


def _read_standard(who: str, what: str) -> Iterator[tuple[str, str | None, int]]:
    """孤儿养育标准和儿童基本生活补贴标准: one benefit for each."""
    for piece in re.split(r"(?<=标准|补贴|补助|津贴)[和、及与]", (who + what).strip()):
        holder, name = split_holder(
            re.sub(r"^其|^\([一二三四五六七八九十]+\)|^\d+[.、]\s?", "", piece)
        )
        if holder is None:
            name = re.sub(r"^全[省市县区州](?:城乡|农村|城镇)?", "", name)
        yield name, holder, 0


def _share(words: str, amounts: list[str], names: list[str], order: int) -> list[str]:
    """The amounts of one of several names: those behind it, before the next one."""
    places = [words.find(name) for name in names]
    low = places[order] if order else 0
    high = places[order + 1] if order + 1 < len(places) else len(words)
    return [amount for amount in amounts if low <= words.find(amount) < high]


def _name_by_heading(heading: str) -> list[tuple[str, str | None, int]]:
    """改革山区教师生活补助发放办法, with a text that only says who pays it out."""
    noun = NOUN_ALONE.search(heading)
    if noun is None:
        return []
    holder, name = split_holder(_MODIFIER.sub("", heading[: noun.end()]))
    return [(name, holder, 0)] if holder is not None else []


def _find_amounts(words: str) -> list[str]:
    found = [
        _widen(words, amount)
        for amount in AMOUNT.finditer(words)
        if not _MEASURE.search(words[: amount.start()])
        and not (_FROM.search(words[: amount.start()]) and _TO.match(words, amount.end()))
        and not (_OVER.search(words[: amount.end()]) and words[amount.end() :].startswith("的"))
        and not _SHARE_NEXT.match(words, amount.end())
    ]
    if not found and (level := LEVEL.search(words)) is not None:
        found = [level[0]]
    if (
        not found
        and (share := SHARE.search(words)) is not None
        and re.search("补|奖|助|贴|免|减|发|报销|支付", words)
    ):
        found = [share[0]]
    return found


def _widen(words: str, amount: re.Match[str]) -> str:
    """The amount with what it is counted per, where words of giving stand between."""
    start = amount.start()
    if amount[0][0] in "年月" and start and words[start - 1] in "0123456789一二三四五六七八九十":
        return _LEADING.sub("", amount[0][1:])  # 满10年5000元
    before = _PERIODS.search(words[:start])
    if before is not None:
        return words[before.start() : amount.end()]
    return _LEADING.sub("", amount[0])


def _is_whole(benefit: Benefit, grant: _Grant) -> bool:
    """Whether enough is said: what a verb alone gives needs somebody, money its use."""
    if benefit.amount is not None or benefit.recipients is not None:
        return True
    if grant.verb_end and benefit.condition is not None:
        return True  # 对夫妻双方在乡镇任教的,优先安排
    if _BARE.fullmatch(benefit.name):
        return False
    return not grant.verb_end and re.search(r"奖励(?:经费|资金)$", benefit.name) is None


def _make(
    index: int, span: Span, sentence: str, source: str, grant: _Grant, general: str | None
) -> Benefit:  # fmt: skip
    low = max(sentence.rfind(mark, 0, grant.start) for mark in ";。") + 1
    place = find_recipients(sentence, low, grant.start, grant.end, grant.verb_end)
    holder = grant.holder
    stated = find_stated_condition(sentence, low, grant.end)
    condition = None if stated is None else join_lines(source[stated[0] : stated[1]])
    if place is not None:
        found = join_lines(source[place[0] : place[1]]).removesuffix("的")
        # 三孩及以上家庭 and 上家庭: a name is cut at 及.
        if holder is None or (place[0] >= grant.start and found.endswith(holder)):
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
    paid = _PAID.match(sentence, grant.reach)
    stop = grant.reach if paid is None else paid.end()
    payer = find_payer(sentence[:stop], low=low)
    payer = payer or find_payer_behind(sentence, grant.reach) or general
    holder = None if holder == payer else holder
    amounts = (join_lines(words) for words in grant.amounts if words not in grant.name)
    amount = "；".join(dict.fromkeys(amounts)) or None
    return Benefit(index, join_lines(grant.name), holder, condition, amount, span, payer)
