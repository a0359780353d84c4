"""To whom, on what condition and by whom a sentence grants something."""

import re

from ingest.benefit_words import BY, CHARGED_TO, FUND, GENERAL, PAID_BY, PERSON, WHO
from ingest.lines import join_lines

_HOLDER = re.compile(rf"^(?P<who>.*{PERSON}”?)(?P<what>[\u4e00-\u9fff“”]{{2,}})$")
_WHO = (
    # 对…的给予; a first comma may stand inside.
    re.compile(
        r"(?<![针相绝])对(?!口|接|标|象|照|应)(?P<who>[^,;。]{2,60}?)(?:的)?(?:,(?=按|给予|予以|发放|每|一次性|全额))?(?:进行|提供|开展|实施|落实|颁发|授予|减免|免收|免除|全免|给予|予以|分别|一次性|按|每|发放|适当|全额|实行|优先|免费|免收|加大|奖励|补助|补贴|资助)"
    ),
    re.compile(
        r"(?<![针相绝])对(?!口|接|标|象|照|应)(?P<who>[^,;。]{2,60},[^,;。]{2,60}?)的(?:给予|予以|分别|一次性|每|发放|适当|全额|奖励|补助|补贴|资助)"
    ),
    re.compile(r"(?<![针相绝])对(?!口|接|标|象|照|应)(?P<who>[^,;。]{2,60}?)(?=,|$)"),
    re.compile(r"(?:引进|招引|聘用|录用)(?P<who>[^,;。]{2,40}?)(?=给予|予以|发放|一次性|每)"),
    re.compile(r"(?:重点|主要)?向(?!社会)(?P<who>[^,;。]{2,40}?)(?:适当)?(?:倾斜|发放|提供|开放|拨付)"),
    re.compile(r"(?:加大|加强|做好|开展|走访)(?P<who>[^,;。]{2,40}?)(?:的)?(?:走访)?(?:慰问|表彰|奖励|资助|关爱|救助|帮扶)"),
    re.compile(r"(?:为|给予|给|保障|保证|确保|帮助|提高)(?P<who>[^,;。]{2,50}?)(?:与引进|享受|享有|发放|接受|提供|\d|奖励|补助|补贴|(?:[与和同][^,;。]{1,12})?同等|购买|缴纳|办理|免费)"),
)  # fmt: skip
_GIVEN_TO = re.compile(
    r"(?:发放|补助|奖励|支付|拨付|发|安排|提供|分配|配租|出租|配售)给(?P<who>[^,;。]{2,40}?)(?=[,;。]|$)"
)
_SUBJECT = re.compile(
    r"(?:^|(?<=[,;。:]))\s*(?:\d+[.、]\s?)?(?:凡|其中)?(?P<who>[^,;。:]{2,50}?)(?:的)?(?:每人|每月|每年|每学期|每户|每生|可(?:以)?(?:申请|领取|享受)|均?可|按(?:规定|照)?|享受|领取|可优先|优先|一次性|免费|免收|平均|不低于|全额|减半|全部|(?<![生户人年])均|一律|报销|除(?=享受)|参加|参观|乘坐|游览|全免|免缴|免交|免除|减免)"
)
_BEHIND = re.compile(
    r"(?P<who>[^,;。]{2,60}?)(?=(?:力度)|,|;|。|$|等(?:[,;。]|$)|每|\d|按|一次性|的学费|全额|费用)"
)
_PRAISED = re.compile(
    r"(?P<who>[^;。]{2,160}?)(?=[;。]|$|,[^,;。]{0,12}(?:慰问|给予|奖励|走访|组织|召开|开展|对))"
)
_ENDS_IN_SOMEBODY = re.compile(
    rf"{WHO}(?:[”)等]|\([^()]*\)|(?:不[少低]于)?[\d.,]+\s?[名人个户所])*$|\d名|分数线"
)
_NOT_WHO = re.compile(
    r"^(?:的|创建[^的]*$|建立|实施|由|按|根据|全面|进一步|从|在(?![编岗职校册读园]|.{0,30}的)|以|将|所需|金额|标准|[“:：])|[《:：]|不$|^名|^\d[\d.]*\s?[万亿]?元|^\d+[.、]|(?:工作|活动|情况|力度|标准|经费|资金)$"
)
# 脱贫户种植花椒10亩以上的,每亩补助…
_TOLD = re.compile(
    rf"(?:^|(?<=[,;。:]))\s*凡?(?!对|由|按|将|向|为|给)(?![与和在经符未已有])(?P<who>(?:[^,;。:的]{{2,12}}的)?[^,;。:的]{{0,20}}?{PERSON}+)(?P<what>(?![与和、])[^,;。的]{{3,50}})的(?=,)"
)
# What somebody does or meets, behind who it is.
_MEETS = (
    r"(?:考[入取上]|在|因|被|经|从事|购买|购置|租[住赁]|经营(?![者主户])|获|取得|达到|连续|就读|死亡|去世|住院|接受"
    r"|自主|创办|创业(?![者担企团人])|返乡|到|任教|患|实施(?!主体)|开展|种植(?![户大业])|养殖(?![户场业])|发展|年?满|退役(?![军士大])|毕业(?![生班])|生育|缴纳|遭受|发生|参加|新增|组织|引进|建设|承担|牵头|投资|举办|依法生育)"
)
_WHO_MEETS = re.compile(
    rf"(?:^|(?<=[,;。:]))\s*(?:对于?|凡)?(?P<who>(?:[^,;。:的]{{2,12}}的)?(?:(?!在[^编岗职校册读园])[^,;。:的]){{0,24}}?{WHO})(?P<what>{_MEETS}[^,;。的]{{0,50}})的(?=,|奖励|给予|补助|补贴|一次性|每)"
)
# 企业实施技术改造,设备投资500万元以上的,…
_TOLD_AT_LENGTH = re.compile(
    rf"\s*(?!对|由|按|将|向|为|给|[与和在经符未已有])(?P<who>[^,;。:的]{{0,16}}?{WHO}+)(?P<what>(?![与和、的])[^,;。的]{{2,40}}(?:,[^,;。:]{{3,40}}){{1,2}})的(?=,)"
)
_TOPIC = re.compile(
    rf"(?:^|(?<=[,;。:]))\s*(?!按|由|从|经|且|并|其|以)(?P<who>(?:[^,;。:]{{2,40}},(?=且|并|或))?[^,;。:]{{0,40}}{WHO})\s*,\s?$"
)
# 参保居民在一级医疗机构住院发生的费用,由…支付
_AT_PLACE = re.compile(
    rf"\s*(?![对由按将向为给在])(?P<who>(?:[^,;。:的]{{2,16}}的)?[^,;。:的]{{0,16}}?{WHO})(?:在[^,;。]{{4,60}}|[^,;。]{{0,10}}(?:时|期间|后)),"
)
# 脱贫户发展特色种植5亩以上,经验收合格后,…
_WHO_DOES = re.compile(
    rf"\s*(?![对由按将向为给在])(?P<who>[^,;。:的]{{0,16}}?{WHO}){_MEETS}[^,;。]{{2,40}},"
)
# 在边远村卫生室工作的另加发…
_THERE = re.compile(
    r"(?:^|(?<=[,;]))\s?(?:对)?(?P<what>在[^,;。的]{2,40}|[^,;。的]{0,12}满[^,;。的]{1,30})的(?=另|再|加发|给予|每)"
)
_IF = re.compile(
    r"(?:^|(?<=[,;]))\s?(?:对于?)?(?P<what>[^,;。]{4,50})的(?=,\s?(?:给予|按|每|可|享受|一次性|由|发放|再|另|最高|户均|人均|分别|[补奖资][助贴励]|优先|免|减|予以|全额|(?:中央|各级|[省市县区])[^,;。]{0,8}(?:给予|补|奖|资)))"
)
# What a verb left at the end, or a name torn out of its list.
_OVER = re.compile(r"(?:应当?|可以?|依法|均|都|也|还|分别|单独|每[\u4e00-\u9fff]{1,3}|[每因])+$")
# 受灾农户因灾倒塌的住房: what somebody does or meets is not who it is.
_ACTING = re.compile(
    rf"(?P<who>[^,;。的]{{0,24}}{PERSON})(?:因(?!公|病)|参加|购买|购置|实施|开展|发生|租赁|租住|承租|领取|住院|入园|入学|就读|上学|驾驶|凭|在(?![编岗职校册读园]))"
)
_PERIOD_BEHIND = re.compile(rf"(?P<who>[^,;。]{{0,40}}{PERSON})[^,;。的]{{1,4}}期(?:间|内)?$")
_PREFIX = re.compile(r"(?:\s|[为给向凡]|对(?![口接象应]))+")
_CHARGE_BEHIND = re.compile(r"(?:的)?(?:租金|学杂?费|门票|诊查费|保费|参保费用)$")
_TORN_WHO = re.compile(
    r"按照|比例|应当|^(?:[、,得可]|已经?|直接|或者?|和|与|及|予|于|并(?!入)|且|而|但|如|若|至)|由[^,]{2,20}(?:负责|承担|审核|发放)|(?:协议|决定|行为|损失|费的?|育人)$"
)
_NO_BODY = re.compile(
    r"居民[^,]*财政|个人$|社会保险$|^(?:单个|每|单户)|不|享受|获|得|设立|按|提供|用于|超过|[是有为]|申请|参加|资助$"
)
_ASIDE = re.compile(r"^(?:同时|并|再|另|以|其中)|(?:共同|统一|分别|各自|[全足]额|全部|统筹|直接)+$")
_CONDITION = re.compile(
    r"(?P<what>(?:凡|符合|达到|获得|获评|连续|累计|取得|考核|经(?:[^,;。]{0,12}(?:考核|批准|认定|审核|评审|评估|教育|验收|公示|同意|合格))|在(?=[^,;。]{2,40}(?:任教|工作|就读|服务|任职|满|参保|就业))|[^,;。]{0,16}满(?=\d|[一二三四五六七八九十]))[^,;。]{1,50}?)(?:的|者|后)(?=[,;每给一按发享可])"
)


def split_holder(name: str) -> tuple[str | None, str]:
    """Whom a benefit's name says it is for, and the name without that.

    >>> split_holder("高中教师课后服务待遇"), split_holder("取暖补贴")
    (('高中教师', '课后服务待遇'), (None, '取暖补贴'))
    """
    found = _HOLDER.match(name)
    if found is not None and found["who"] == "人才":
        found = None
    if found is None or found["what"].startswith("同等"):
        return None, name[len(found["who"]) :] if found is not None else name
    return re.sub(
        r"^(?:[给为向对](?!口|外|象)|引进(?!的)|[名个位户](?=[A-Z]))", "", found["who"]
    ), found["what"].strip("“”的")


def find_recipients(
    sentence: str, low: int, start: int, end: int, verb_end: int, payer: str | None
) -> tuple[int, int] | None:
    """Where it stands to whom the phrase from `start` to `end` grants; None where nowhere.

    Searched in the phrase, then back to `low`; first behind a verb that gives (资助贫困学生).
    Who pays (学校可给予…) is not who is given.
    """
    if verb_end:
        praised = re.search(r"表[扬彰]$", sentence[:verb_end]) is not None
        behind = (_PRAISED if praised else _BEHIND).match(sentence, verb_end)
        if behind is not None and (place := _accept(sentence, *behind.span("who"))):
            return place
    given = _GIVEN_TO.search(sentence, start, end)
    if given is not None and (place := _accept(sentence, *given.span("who"))):
        return place
    for first in (start, low):
        for pattern in _WHO:
            for found in pattern.finditer(sentence, first, end):
                if place := _accept(sentence, *found.span("who")):
                    return place
        for found in _SUBJECT.finditer(sentence, first, end):
            place = _accept(sentence, *found.span("who"))
            if place and join_lines(sentence[slice(*place)]) != payer:
                return place
        if first == low:
            break
    told = _WHO_MEETS.search(sentence, low, start) or _TOLD.search(sentence, low, start)
    if told is not None:
        return _accept(sentence, *told.span("who"))
    told = _TOLD_AT_LENGTH.match(sentence, low, start)
    if told is not None:
        return _accept(sentence, *told.span("who"))
    lead = re.match(rf"\s*(?P<who>[^,;。:]{{0,40}}{PERSON})\s*,", sentence[low:start])
    if lead is not None:
        return _accept(sentence, low + lead.start("who"), low + lead.end("who"))
    told = (
        _TOPIC.search(sentence[:start], low)
        or _AT_PLACE.match(sentence, low, start)
        or _WHO_DOES.match(sentence, low, start)
    )
    return None if told is None else _accept(sentence, *told.span("who"))


def _accept(sentence: str, start: int, end: int) -> tuple[int, int] | None:
    prefix = _PREFIX.match(sentence, start, end)
    start = start if prefix is None else prefix.end()
    marked = re.match(r"\([一二三四五六七八九十\d]{1,3}\)", sentence[start:end])
    start = start if marked is None else start + marked.end()
    aim = re.match(r"(?:确保|保障|保证|实现)(?=[\u4e00-\u9fff])", sentence[start:end])
    start = start if aim is None else start + aim.end()
    same = re.search(r"(?:[与和同][^,;。]{1,16})?(?:同样|同等)$", sentence[start:end])
    end = end if same is None else start + same.start()
    cut = re.search(r"(?<=[子女生童])(?:入学|就学|由).*$", sentence[start:end])
    end = end if cut is None else start + cut.start()
    timed = re.search(r"(?:每[人月年生户次])+(?:不[少低]于[^,;。]*)?$", sentence[start:end])
    end = end if timed is None or timed.start() < 2 else start + timed.start()
    charge = _CHARGE_BEHIND.search(sentence[start:end])
    end = end if charge is None else start + charge.start()
    while_it = _PERIOD_BEHIND.match(sentence[start:end])
    end = end if while_it is None else start + while_it.end("who")
    acting = _ACTING.match(sentence[start:end])
    end = end if acting is None else start + acting.end("who")
    words = sentence[start:end]
    over = _OVER.search(words)
    if over is not None:
        words = words[: over.start()]
        end = start + len(words)
    if _TORN_WHO.search(words):
        return None
    if not _ENDS_IN_SOMEBODY.search(words) or _NOT_WHO.search(words):
        return None
    return start, start + len(words.rstrip())


def find_stated_condition(sentence: str, low: int, end: int) -> tuple[int, int] | None:
    """Where a phrase of its own states the condition: 与单位签订合同的,给予…."""
    told = _WHO_MEETS.search(sentence, low, end) or _TOLD.search(sentence, low, end)
    if told is not None:
        return told.span("what")
    told = _TOLD_AT_LENGTH.match(sentence, low, end)
    if told is not None:
        return told.span("what")
    stated = _IF.search(sentence, low, end) or _THERE.search(sentence, low, end)
    return None if stated is None else stated.span("what")


def find_condition(sentence: str, low: int, end: int) -> tuple[int, int] | None:
    """Where the condition stands: 符合…的, 经…合格后, 任教满五年的."""
    found = _CONDITION.search(sentence, low, end)
    return None if found is None else found.span("what")


def find_payer_behind(sentence: str, end: int) -> str | None:
    """Who pays by the words behind a grant, up to the next semicolon: ,由县财政兑现."""
    stop = min(
        at for mark in ";。" if (at := sentence.find(mark, end)) >= 0 or (at := len(sentence))
    )
    found = PAID_BY.search(sentence, end, stop)
    if found is None or _NO_BODY.search(found["by"]):
        return None
    return _ASIDE.sub("", join_lines(found["by"]))


def find_payer(sentence: str, *, low: int = 0, whole: bool = False) -> str | None:
    """Who pays or grants; with `whole`, only what a clause says of the money in general."""
    if whole:
        found = GENERAL.search(sentence) or CHARGED_TO.search(sentence)
        if found is None or _NO_BODY.search(found["by"]):
            return None
        return join_lines(found["by"])
    fund = FUND.search(sentence)
    if fund is not None:
        return join_lines(fund["by"])
    for begin in dict.fromkeys((low, 0)):
        named = [
            (found.start("by"), found["by"])
            for pattern in (*BY, CHARGED_TO)
            for found in pattern.finditer(sentence[begin:])
            if not _NO_BODY.search(found["by"])
        ]
        if named:
            return _ASIDE.sub("", join_lines(max(named)[1]))  # the nearest
    return None
