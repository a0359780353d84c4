"""What clauses grant: payments, rewards, allowances, reductions, priorities, commendations."""

import re

from ingest.clean import fold
from ingest.lines import join_lines
from ingest.model import Benefit, Clause, Span

_SENTENCE = re.compile(r"[^。;!?]+[。;!?]?")
_NOUN = (
    r"(?:补贴|津贴|补助(?:金|费|资金|标准|政策)?|奖励(?:金|经费|资金|性绩效(?:工资)?)?|奖学金|助学金|奖金|激励金|慰问金|奖补资金|绩效工资|绩效奖"
    r"|工作经费|劳务报酬|免费政策|优待政策|优惠政策|倾斜政策|优补政策|资助政策|质量奖|考评奖|考核奖|工资收入(?:水平)?|同等地位待遇|福利待遇|服务待遇|待遇|安家费"
    r"|生活费|住房保障政策|特殊津贴|赞助费|借读费|费用)"
)
_ANY_NOUN = re.compile(_NOUN)
_NAME = re.compile(rf"[\u4e00-\u9fff“”]{{0,14}}?{_NOUN}")
_MODIFIER = re.compile(
    r"^.*(?:发放|给予|实施|设立|提高|落实|增加|享受|享有|逐年|适当|持续|不断|的|对|向|将|把|全面|按规定|核定|足额|保障(?!政策)|制定|研究|出台|建立"
    r"|用于|按政策减免|减免|切实|加大|认真|健全|获得|领取|改革|支持|依法|和|与|及|确保|元|据|政策|各项(?=学生))(?=[\u4e00-\u9fff“]{2})"
)
_GRANT = re.compile(
    r"发放|给予|授予|设立|提高|落实|增加|享受|享有|补助(?!费|金|的办法)|资助|奖励|减免|免除|免收|免费|不得收取|预算|核定|兑现|纳入|实施|保障|不低于|拨付|申领|领取"
)
_SOFT = re.compile(
    r"(?P<tilt>倾斜)|(?P<first>优先(?:安排|录用|聘用|推荐|考虑|享受|录取|评聘|聘任|晋升|入学|照顾|保证|选派|评选|晋级|支持))|(?P<praise>(?:通报)?表扬|表彰奖励|表彰)|(?P<visit>慰问)"
)
_PERSON = re.compile(
    r"教师|学生|儿童|少年|校长|园长|班主任|教研员|人员|职工|子女|家庭|个人|学校|学员|集体|工作者|干部|单位|人才|幼儿|老师|居民|企业|对象|贫困|工作室|初中|高中|者"
)
_NO_GRANT = re.compile(
    r"作为[^,]{0,60}依据|不得将|追责|奖励证书|考核办法.{0,8}制定|有偿家教|评估|考核(?:奖补|激励)?.{0,10}重要内容|结果挂钩|资金来源|科学规划|绩效管理"
)
_AMOUNT = re.compile(
    r"(?:(?:按照?|每(?:人|生|名|个|校|所|班|项|次|年|月|学期|学年|节|课时|日|天)|生均|人均|年|月)\s?){0,4}"
    r"(?:每个[\u4e00-\u9fff]{1,6}每年)?(?:预算|补助|补贴|奖励|发放|一次性)?(?:不低于|不少于|不超过|最高|最低|约|达到|不高于)?(?:每[人生年月])?\s?"
    r"(?:\d[\d,.]*|[xX*]{2,5}|[一二三四五六七八九十百千万两]+)\s?(?:[-—~至]\s?\d[\d,.]*\s?)?(?:[百千万亿]{0,2})元(?:/[\u4e00-\u9fff]{1,4}|每[\u4e00-\u9fff]{1,2}){0,3}(?:以上|以下|以内)?"
)
_RECIPIENTS = (
    re.compile(
        r"(?<![针相绝])对(?!口|接|标|象)(?P<who>[^,;。]{2,60}?)(?:分别|适当|一次性|每|加大|进行|给予|发放|予以|实行|按|,|$)"
    ),
    re.compile(r"(?:重点|主要)?向(?!社会)(?P<who>[^,;。]{2,40}?)(?:适当)?(?:倾斜|发放|提供|开放)"),
    re.compile(
        r"(?:给予|为|给|帮助|保障|保证|提高)(?P<who>[^,;。]{2,50}?)(?:与引进|享受|享有|发放|接受|提供|同等|待遇|工资|服务待遇|的?补)"
    ),
    re.compile(
        r"(?:奖励|资助|补助|表彰|慰问|减免)(?P<who>[^,;。力]{2,40}?)(?:力度|,|;|。|$|、补助|等|项目|费|困难$)"
    ),
    re.compile(r"表扬(?:奖励)?(?P<who>[^;。]{2,160})"),
    re.compile(r"(?:加大|加强|做好)(?P<who>[^,;。]{2,40}?)(?:慰问|表彰|奖励|资助)"),
    re.compile(
        r"^\s*(?:凡)?(?P<who>[^,;。:]{2,50}?)(?:每人|每月|每年|平均工资|可|均可|享受|按规定享受|,(?=给予|发放|每|一次性|享受|按|予以))"
    ),
)
_ASIDE = re.compile(r"在[^,]{2,40}(?:方面|活动中)$|课后$")
_NOT_WHO = re.compile(r"^(?:的|创建[^的]*$|建立|实施|由|按|根据|全面|进一步)|[《“:：]|\d\.")
_CONDITION = re.compile(
    r"(?P<what>(?:凡|符合|达到|获得|连续|取得|经(?:考核|批准|认定|审核|评审|评估|教育)|在(?=[^,;。]{2,40}(?:任教|工作|就读|服务|任职|满)))[^,;。]{3,60}?)(?:的|者|后)?(?=,)"
)


def find_benefits(clauses: tuple[Clause, ...]) -> tuple[Benefit, ...]:
    """The benefits in reading order, one per sentence that grants something.

    Sentences that only speak of rewards (as a basis for appraisal, as a duty to account) are
    passed over; a sentence with several amounts keeps them all, in its order.
    """
    benefits = []
    for index, clause in enumerate(clauses):
        own = clause.text[: clause.own_end - clause.span.start]
        for found in _SENTENCE.finditer(fold(own)):
            words = found[0].strip()
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            name = _name_benefit(words, clause.heading)
            if name is None or len(words) > 800:
                continue
            source = own[start : start + len(words)]
            recipients, condition = _find_recipients(words, source)
            benefits.append(
                Benefit(
                    clause=index,
                    name=name,
                    recipients=recipients,
                    condition=condition,
                    amount=_find_amounts(words, source),
                    span=Span(clause.span.start + start, clause.span.start + start + len(words)),
                )
            )
    return tuple(benefits)


def _name_benefit(words: str, heading: str) -> str | None:
    """What the sentence grants, None where it grants nothing to anybody."""
    plain = join_lines(words)
    title = fold(heading)
    if title and len(plain) <= len(title) + 8 and title in plain:
        return None  # the heading itself
    if _NO_GRANT.search(plain):
        return None
    soft = _SOFT.search(plain)
    # _NAME is slow, and most sentences grant nothing
    granted = _ANY_NOUN.search(plain) is not None and _GRANT.search(plain) is not None
    names = (
        []
        if not granted
        else [
            named
            for found in _NAME.finditer(plain)
            if len(named := _MODIFIER.sub("", found[0]).strip("“”")) >= 2 and named != "费用"
        ]
    )
    if names:
        if _PERSON.search(plain) or _AMOUNT.search(plain):
            return max(names, key=len)
        return None
    if re.search(r"(?:免收|免除|减免|不得收取)[^,;。]{0,20}费", plain):
        return re.sub(r".*?((?:免收|免除|减免|不得收取)[^,;。]{0,20}费用?).*", r"\1", plain)
    if re.search(
        r"(?<!师)资助(?!推|力)|补助|给予[^,。]{0,8}奖励|用于奖励", plain
    ) and _PERSON.search(plain):
        found = re.search(r"(?<!师)资助|补助|奖励", plain)
        return None if found is None else found[0]
    if soft is None or not _PERSON.search(plain):
        return None
    return soft[0] if soft.lastgroup != "tilt" else "倾斜"


def _find_recipients(words: str, source: str) -> tuple[str | None, str | None]:
    for pattern in _RECIPIENTS:
        for found in pattern.finditer(words):
            if not _PERSON.search(found["who"]) and "名" not in found["who"]:
                continue
            who = _ASIDE.sub("", _clip(source, *found.span("who")))
            if _NOT_WHO.search(who):
                continue
            given, mark, _ = who.rpartition("的")
            condition = given if mark and len(given) >= 3 else _find_condition(words, source)
            return who.removesuffix("的"), condition
    return None, _find_condition(words, source)


def _find_condition(words: str, source: str) -> str | None:
    found = _CONDITION.search(words)
    return None if found is None else _clip(source, *found.span("what"))


def _find_amounts(words: str, source: str) -> str | None:
    amounts = [_clip(source, *found.span()) for found in _AMOUNT.finditer(words)]
    return "；".join(dict.fromkeys(amounts)) or None


def _clip(source: str, start: int, end: int) -> str:
    return join_lines(source[start:end])
