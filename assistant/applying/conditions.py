"""Conditions read from a clause's words, each decided for a profile or left undecided.

A condition is decided only by something that the asker said. Words that no rule reads become a
condition of their own, which he can be asked about in those words. What excludes, negates or
offers alternatives that are not all read is never decided by its parts.
"""

import itertools
import re
from collections.abc import Iterator

from assistant.applying.condition_parts import UNSAID, Condition, Verdict, read_parts, verdict_of
from assistant.applying.profile import CONFIRM, NUMBERS, Profile, list_fields
from ingest.model import Span

LONGEST_QUESTION = 60  # characters of a condition that can be asked about in its own words
IS_POT = "这是经费安排，条文没有写明个人怎样享受"
IS_VAGUE = "条文没有写明数额和个人条件，要看实施办法"
BY_OFFICE = "这一条件要由主管部门对照原文判断"
_PHRASE = re.compile(r"[^，,；;。：:！？\n]+")
_HEAD = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百]+[条款项][\s　]*|[（(][一二三四五六七八九十\d]+[）)]\s*|"
    r"[一二三四五六七八九十]+是|[一二三四五六七八九十]+、\s*|\d{1,2}[.、．]\s*(?!\d)|[①-⑳])"
)
AMOUNT = re.compile(
    r"(?:一次性|每(?:人|名|位|套|次|月|年|学期|学年|节|天)|不低于|不超过|不少于|最高|至少|约|额外)*"
    r"\s*(?:\d[\d,.]*|[xX×*]{2,})\s*[百千万亿]*元(?:/[\u4e00-\u9fff]+)?"
)
_GRANT = re.compile(
    r"颁发|发放|发给|给予|享受|用于奖励|奖励|奖补|提高到|提高至|优先|可以?(?!持续)|能够|计发|列入|不低于|报销|补助(?=\d|一次)|"
    r"发(?=\d)|领取|予以|获得(?=\d|一次性)|按照?(?=每|\d)|每[人名位月年次节天](?:每[月年次])?(?=\d)|一次性(?=奖|补|发|给)|标准[为是]|"
    r"免费|减免|表扬|表彰|慰问|晋升|加计"
)
_RECIPIENT = re.compile(
    r"(?:发给|(?:优先)?安排给?|用于奖励|奖励|表扬|表彰|慰问)(?P<who>[^，。；元]*"
    r"(?:教师|班主任|校长|园长|教研员|个人|团队|教职工))$"
)
# Phrases that say how, when and from what something is paid, not to whom.
_MANNER = re.compile(
    r"^(?:所需|由[^，]{2,20}(?:承担|列支|保障|负责|发放|安排|拨付|统筹)|按(?:照)?[^，]{1,24}(?:发放|计发|计算|分配|执行|核定|兑现|承担|奖励)|"
    r"分[一二三四五六七八九十\d]+[年次期]|一次(?:性)?核定|寒暑假|从[^，]{0,20}(?:列支|支出|安排)|每年\d{0,4}(?:年)?$|"
    r"(?:每年)?教师节(?:期间|前)?$|每(?:月|学期|年|次)(?:合计)?(?:不超过|最高)|最[高多长]|不超过|水电费|根据|"
    r"\d{4}年(?:起|底前)?$|从\d{4}年|自[^，]{2,16}起|在同等条件下$|同等条件下$|凭票据$|并(?:每月)?另加|所需资金|费用|资金|"
    r"按照?[^，]{1,14}$|[县市州省]委|有?(?:下列|以下)情形|同一[日月年]内|交流期间$|管理期[^，]{0,4}$|标准(?:为|如下)|每(?:[人名位月年次节天]|学期)(?:每[月年次])?$|其子女$|"
    r"并?由[^，的]{1,12}(?:县|局|财政|部门|政府|学校|单位|中心|市|州)$)"
)
_POT = re.compile(
    r"每年(?:预算|安排|投入)|安排[^，]{0,14}(?:资金|经费)|纳入[^，]{0,6}预算|专项资金|每个[^，。；]{0,6}(?:工作室|教研组|团队|基地)"
)
_SELECTED = re.compile(r"评选|(?:表扬|表彰)[^。]*\d+[名个人]")
# What ends a stretch without saying who is meant: the thing granted, and by what it is paid.
_TAIL = re.compile(
    r"(?:按照?[^，]*)$|(?:(?:安家|生活|交通|周转住?房|住房|岗位|误餐|课时)(?:补助|补贴|津贴|费)?|补助|补贴|津贴|奖励|奖金)?"
    r"(?:标准)?(?:统一)?(?:每(?:[人名位月年次节天]|学[期年]))*(?:[另再]?加)?$"
)
_TAIL_ALONE = re.compile(
    r"(?:按照?[^，]*(?:计算|发放|核定|执行|标准))$|(?:每(?:[人名位月年次节天]|学[期年]))*$"
)
_AFTERWARDS = re.compile(
    r"^用于|除外|不享受|不再享受|仅[限发]|只[限发]|不重复|就高|须|应当|不适用|对象|范围为|条件"
)
_AIMED = re.compile(r"[\u4e00-\u9fff、]{2,}对(?P<who>[^，]*(?:教师|教职工|人员|者|的))$")
_BETWEEN = re.compile(r"[、和或及与]|以及|或者")
_OR = re.compile(
    r"(?:教师|老师|学校|人员|的)*(?:[、和或及与]|以及|或者)(?:在|担任|承担|从事|具有|对)?"
)
_NEGATED = re.compile(
    r"除[^，]*外|除外|不(?!低于|少于|超过|满|足)|未|没有|非(?!遗)|尚|之一|以外|之外"
)
_RELATIVE = re.compile(
    r"一方|配偶|子女|父母|爱人|家属|长期|多年|曾|到|赴|家[住在]|居住|户籍|来自|毕业|派|支援|帮扶|结对"
)
_JOINT = re.compile(r"且|并且|同时(?=[具满在为是])|并(?=[在取获具考连从担])")
_FILLER = re.compile(
    r"其中一方|教育教学|从事|[我本全][县州市区省](?:所?有)?|任教|从教|教龄|管理|工作|"
    r"安家费?|月?租金|周转(?:住)?房|住房|健康体检|体检|每[一二两三]?年[一两]次|误餐|交通|绩效|课时|"
    r"累计|连续|每[人月年名]|县级|县财政|教职工|教育工作者|教师|老师|各级|各类|学校|人员|个人|标准|年限|岗位|"
    r"其中|统一|适当|确保|双方|符合|达到|津贴|补贴|补助|奖励|生活|特殊岗位|基础|任职|担任|具有|取得|期间|\d+|"
    r"[的且并在对凡是为及和或、等从用了，（）()“”\s]"
)


def read_conditions(
    text: str, profile: Profile, *, about: str = "", listed: bool = False
) -> tuple[Condition, ...]:
    """The conditions of words that grant something, in their order.

    `about`: what stands above them (title, opening of the list), which tells years of one kind
    from years of another. `listed`: an item of a list, of which every phrase says who may have it.
    """
    head = _HEAD.match(text)
    whole = Span(head.end() if head else 0, len(text.rstrip("。；; \n")))
    if _SELECTED.search(text):
        return (Condition(whole, Verdict.UNKNOWN, "由主管部门评选产生"),)
    pot = _POT.search(text[: next((m.end() for m in AMOUNT.finditer(text)), 0)])
    if pot is not None:
        return (Condition(whole, Verdict.UNKNOWN, IS_POT),)
    above = about if "。" in about else f"{about}。"
    found: list[Condition] = []
    paid = False
    for phrase in _PHRASE.finditer(text):
        words = phrase[0]
        if paid and not (listed and not AMOUNT.search(words)):
            if _AFTERWARDS.search(words):
                found.append(_confirm(text, phrase.start(), phrase.end(), profile))
            continue
        for start, end in _stretches(words):
            stretch = Span(phrase.start() + start, phrase.start() + end)
            before = text[: stretch.start].rpartition("。")[2]
            found += _read_stretch(text, stretch, profile, f"{above}{before}")
        paid = paid or AMOUNT.search(words) is not None
    return tuple(found)


def read_item(text: str, profile: Profile, about: str = "") -> Condition:
    """An item of 符合下列条件, as one condition."""
    body = text.rstrip("；;。 \n")
    head = _HEAD.match(body)
    whole = Span(head.end() if head else 0, len(body))
    parts = read_conditions(body, profile, about=about, listed=True)
    excepted = "除外" in body
    typed = [part for part in parts if part.asks and not part.asks.startswith(CONFIRM)]
    plain = [part for part in parts if "除外" not in body[part.span.start : part.span.end]]
    asked = _confirm(body, whole.start, whole.end, profile)
    if not typed or len(plain) > len(typed):
        return asked
    if asked.verdict is not Verdict.UNKNOWN:
        return asked
    open_ones = [part for part in typed if part.verdict is not Verdict.MET]
    if not open_ones:
        return Condition(whole, Verdict.MET, typed[0].reason, typed[0].asks)
    unmet = [part for part in open_ones if part.verdict is Verdict.UNMET]
    if unmet and not excepted:
        return Condition(whole, Verdict.UNMET, unmet[0].reason, unmet[0].asks)
    if unmet:
        return Condition(whole, Verdict.UNKNOWN, f"{unmet[0].reason}；条文另有例外")
    first = open_ones[0]
    return Condition(whole, Verdict.UNKNOWN, first.reason, first.asks, first.question)


def read_exclusions(opening: str, items: tuple[str, ...], profile: Profile) -> Condition:
    """有下列情形之一的，不享受 with its items, as one condition: none of them is so."""
    listed = "".join(item.strip() for item in items)
    name = f"{CONFIRM}{re.sub(r'[ 　]+', '', opening)[:60]}"
    known = profile.fact(name)
    head = _HEAD.match(opening)
    whole = Span(head.end() if head else 0, len(opening.rstrip("：: \n")))
    question = f"您有没有这些情形之一：{listed[:200]}" if listed else None
    if known is not None:
        reason = "您说有其中情形" if known else "按您所说没有这些情形"
        return Condition(whole, verdict_of(not known), reason, name, question)
    return Condition(whole, Verdict.UNKNOWN, "请对照该条所列情形", name, question)


def _stretches(words: str) -> Iterator[tuple[int, int]]:
    """Where a phrase says who may have it: before what it grants, and after (奖励优秀教师)."""
    head = _HEAD.match(words)
    begin = head.end() if head else 0
    body = words[begin:]
    if _MANNER.match(body.strip()) or not re.search(r"[\u4e00-\u9fff]", body):
        return
    ends = [found.start() for found in (_GRANT.search(body), AMOUNT.search(body)) if found]
    before = min(ends, default=len(body))
    tail = (_TAIL if ends else _TAIL_ALONE).search(body[:before])
    before = tail.start() if tail else before
    aimed = _AIMED.search(body, 0, before)
    begin += aimed.start("who") if aimed else 0
    before -= aimed.start("who") if aimed else 0
    body = words[begin:]
    start = begin
    for joint in _JOINT.finditer(words, begin, begin + before):
        if joint.start() > start:
            yield start, joint.start()
        start = joint.end()
    if begin + before > start:
        yield start, begin + before
    who = _RECIPIENT.search(body, before)
    if who is not None:
        yield begin + who.start("who"), begin + who.end("who")


def _confirm(text: str, start: int, end: int, profile: Profile) -> Condition:
    """Words that no rule reads: the asker's own word decides them."""
    while start < end and text[start] in " 　\n对凡":
        start += 1
    words = text[start:end].rstrip()
    span = Span(start, start + len(words))
    if len(words) > LONGEST_QUESTION:
        return Condition(span, Verdict.UNKNOWN, BY_OFFICE)
    asked = re.sub(r"\s+", "", words).removesuffix("的")
    name = f"{CONFIRM}{asked}"
    question = f"您是否符合“{asked}”？"
    known = profile.fact(name)
    if known is not None:
        reason = "按您所说" if known else "您说不符合"
        return Condition(span, verdict_of(known), reason, name, question)
    return Condition(span, Verdict.UNKNOWN, UNSAID, name, question)


def _read_stretch(text: str, stretch: Span, profile: Profile, about: str) -> list[Condition]:
    words = text[stretch.start : stretch.end]
    if not _FILLER.sub("", words) or _MANNER.match(words.strip("，、 　")):
        return []
    taken = bytearray(len(words))
    atoms = [] if _NEGATED.search(words) else list(read_parts(words, taken, profile, about))
    rest = "".join("　" if used else sign for sign, used in zip(words, taken, strict=True))
    left = _FILLER.sub("", rest)
    asked = _confirm(text, stretch.start, stretch.end, profile)
    if any(atom.asks in ("rural_total", "rural_years") for atom in atoms):
        atoms = [atom for atom in atoms if atom.asks != "place" or atom.verdict is Verdict.MET]
    shifted = [_shift(atom, stretch.start) for atom in atoms]
    if _blurs(words, atoms):
        return [asked]
    if _RELATIVE.search(words):  # the other one of a couple may be meant
        shifted = [asked if _is_own_unmet(atom) else atom for atom in dict.fromkeys(shifted)]
        shifted = list(dict.fromkeys(shifted))
    if left:
        # The words that no rule read may be alternatives, or what the others only belong to.
        free = {_shift(a, stretch.start) for a in atoms if _stands_free(words, a, atoms)}
        offers = _BETWEEN.search(words) is not None
        shifted = [
            atom
            for atom in shifted
            if atom.verdict is not Verdict.UNMET or (atom in free and not offers)
        ]
        if asked.verdict is Verdict.MET:
            shifted = [atom for atom in shifted if atom.verdict is not Verdict.UNKNOWN]
        return sorted([*shifted, asked], key=lambda condition: condition.span)
    verdicts = {atom.verdict for atom in atoms}
    if Verdict.UNMET in verdicts and len(verdicts) > 1 and _offers_a_choice(words, atoms):
        return [asked]  # a class teacher or a village teacher: one of them may be enough
    return sorted(shifted, key=lambda condition: condition.span)


def _stands_free(words: str, atom: Condition, atoms: list[Condition]) -> bool:
    """Whether a part says of the teacher himself what it says (在乡村学校, not 支援乡村学校)."""
    before = words[: atom.span.start].rstrip()
    after = words[atom.span.end :]
    if atom.asks == "posts":
        return re.match(r"(?:教师|老师|岗位|的)*$", after) is not None
    if atom.asks in NUMBERS:
        return True
    follows = any(other.span.end == atom.span.start for other in atoms)
    return not before or follows or before.endswith(("在", "（", "(", "的", "、", "取得", "具有"))


def _is_own_unmet(condition: Condition) -> bool:
    return condition.verdict is Verdict.UNMET and condition.asks in list_fields()


def _blurs(words: str, atoms: list[Condition]) -> bool:
    """Whether one thing is said twice and differently (由县城学校向乡村学校), of unclear whom."""
    ordered = sorted(atoms, key=lambda atom: atom.span)
    return any(
        before.asks == after.asks
        and before.asks in list_fields()
        and before.span != after.span
        and words[before.span.end : after.span.start].strip("的学校教师（( ") != ""
        and _BETWEEN.search(words[before.span.end : after.span.start]) is None
        for before, after in itertools.pairwise(ordered)
    )


def _offers_a_choice(words: str, atoms: list[Condition]) -> bool:
    """Whether something like 或 stands between parts that different things decide."""
    ordered = sorted(atoms, key=lambda atom: atom.span)
    return any(
        before.asks != after.asks
        and _OR.fullmatch(words[before.span.end : after.span.start]) is not None
        for before, after in itertools.pairwise(ordered)
    )


def _shift(condition: Condition, by: int) -> Condition:
    span = Span(condition.span.start + by, condition.span.end + by)
    return Condition(span, condition.verdict, condition.reason, condition.asks, condition.question)
