"""What a phrase grants, by its nouns and verbs of giving, waiving and putting first."""

import re
from collections.abc import Iterator

from ingest.benefit_parties import split_holder
from ingest.benefit_words import (
    DO,
    GIVE,
    LEVEL,
    NOUN,
    NOUN_ALONE,
    PAID_FOR,
    PERSON,
    PRIORITY,
    STANDARD,
    WAIVE,
)

_IN_FORM = re.compile(r"的(?:形式|方式)(?:进行)?(?:发放|资助|奖励|补助|补贴|给予)")
_AS_BASE = re.compile(r"(?:按|以|占|相当于|低于|高于|扣发|只发)[^,;。]{0,10}$")
_ACTING = re.compile(
    r"(?=\s*(?:\d|每|最高|不低于|不超过|[\u4e00-\u9fff]))(?!标准|政策|资金|[和、及与等])"
)
_HELD = re.compile(r"(?:获得?|荣获|取得|享受|领取|申请)[^,;。]{0,16}$")
_HOLDERS = re.compile(r"的|人员|家庭|对象|期间|资格")
_OF_SORT = re.compile("(?:全额|定额|适当|相应|全部|差额)(?:补贴|补助|奖励|资助)")
_IS_PAYER = re.compile(r"由[^,;。]{0,16}$")
_FOR_YEARS = re.compile(r"\s*(?:连续|累计|最[多长])[^,;。]{0,8}[\d一二三四五六七八九十两]\s?[年个]")
# 给予安置费2万元, 给予30万元科研启动经费
_GIVEN_THING = re.compile(
    r"(?:给予|发放|发给|提供|拨付|享受)(?:个人|[^,;。\d]{0,4}单位)?(?P<what>[\u4e00-\u9fff]{2,12}?(?:费|金|款|资金|经费))(?=\d|不[超低]|最高|按)"
    r"|(?:给予|发放|发给|提供|拨付|享受)[^,;。]{0,16}元(?:的)?(?P<behind>[\u4e00-\u9fff]{2,10}?(?:费|金|款|资金|经费))(?=[,;。]|$)"
)
_WAIVED_OF = re.compile(
    rf"(?P<verb>减免|免除|免收)(?P<who>[^,;。、的\d]{{0,16}}{PERSON})的(?P<what>[\u4e00-\u9fff]{{1,8}}(?:费用?|租金|保证金|税))(?=[,;。]|$)"
)
_CHARGED = re.compile(r"押金|保证金|罚|违约|滞纳|租金|保费|贷款|资本")
_SEGMENT_NAME = re.compile(
    r"\s*(?P<what>[\u4e00-\u9fff]{2,16}?(?:标准|补贴|补助|津贴))(?=[按分][^,]{2,40},|执行|,|:)"
)
_NESTED = re.compile(r"(?:平均|基本|最低|统一|每年|年度){0,2}")
_ARRANGES = re.compile(
    r"(?:规范|完善|加强|健全|优化|制定|出台|研究(?!生)|探索|改革|考虑|选择)[^,;。]{0,12}$|(?:安排|拨付|提取|筹集|结余)的[^,;。]{0,8}$"
)
_BY_FACTORS = re.compile(
    r"(?:标准|金额|额度)(?:按照?|根据|由)|(?:标准|金额)[^,;。]{0,30}(?:确定|调整|核定)$"
)
_BEFORE_NOUN = re.compile(r"[A-Z\u4e00-\u9fff“”]{0,16}$")
# What stands before a benefit's name without being part of it.
_MODIFIER = re.compile(
    r"^.*(?:发放|给予|实施|设立|提高|落实|增加|享受|享有|逐年|适当|持续|不断|的|对|向|将|把|全面|按规定|核定|足额|保障|制定|研究(?!生)|出台|建立|每(?:个(?:产品|项目|品牌|单位)|学[期年]|课时|人次|[年月日天人生名户校班节次条部亩辆件张位例家社村店座台套])"
    r"|用于|减免|切实|加大|认真|健全|获得|领取|改革|支持|依法|和|与|及(?!以[上下])|确保|元|据|各项|预算|标准|兑现|安排|财政|基金会|残联|工会|慈善会|各(?=[补奖资])|进行|拨付|支付|按时|提供|为|以(?![上下内外前后])|予以|上浮|再|参照|单独|(?<=[\d每按逐当本上全次随])(?:月|年度?)|调整|续发|[增加补计核代]发|实行|另加?|发给|可|申请|申领|户均|人均|分别|或者?|(?<![\u4e00-\u9fff])元)(?=[\u4e00-\u9fff“])"
)


def name_by_segment(said: str, before: str) -> Iterator[tuple[str, str | None, int]]:
    """What amounts are of that follow `said` behind a semicolon: what it names, else as before."""
    named = _SEGMENT_NAME.match(said)
    if named is not None:
        yield from _read_standard("", named["what"])
    elif NOUN_ALONE.search(said) is None:
        yield before, None, 0


def read_phrase(words: str, amounts: list[str]) -> Iterator[tuple[str, str | None, int]]:
    """Name, holder and the end of a giving verb (0 for a noun) of what a phrase grants."""
    if is_standard(words, amounts) and (standard := STANDARD.search(words)) is not None:
        yield from _read_standard(standard["who"], standard["what"])
        return
    named = False
    for reader in (_read_nouns, _read_verbs, _read_waived):
        for one in reader(words, amounts):
            named = True
            yield one
        if named:
            return


def _read_nouns(words: str, amounts: list[str]) -> Iterator[tuple[str, str | None, int]]:
    """What is named by a noun (津贴, 奖学金) beside a word of giving or an amount."""
    named = False
    behind = 0  # the end of the last noun taken
    for noun in NOUN.finditer(words):
        before = words[: noun.start()]
        if not (GIVE.search(before) or amounts or GIVE.match(words, noun.end())
                or _IN_FORM.match(words, noun.end())):  # fmt: skip
            continue
        if _AS_BASE.search(before) and re.match("工资|待遇|(?:劳务)?报酬", noun[0]):
            continue
        if _HELD.search(before) and _HOLDERS.match(words, noun.end()):
            continue  # 获得省级奖励的, 享受津贴人员: a condition
        again = named and _OF_SORT.match(words, noun.start() - 2)
        if again or (noun[0].endswith("资金") and _IS_PAYER.search(before)):
            continue  # 社会保险补贴…给予全额补贴, 由医疗救助资金全额资助
        full = (_BEFORE_NOUN.search(before) or [""])[0] + noun[0]
        name = _MODIFIER.sub("", full)
        acts = DO.match(words, noun.start())
        alone = name.removeprefix("一次性") == noun[0]
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
        name = name if name.count("“") == name.count("”") else name.strip("“”")
        if not amounts and (_ARRANGES.search(before) or _BY_FACTORS.search(words)):
            continue  # 规范住房租赁补贴发放, 补贴标准按…确定
        if NOUN_ALONE.match(words, noun.end()):
            continue  # 工资补偿 is one thing
        name = noun[0] if "由" in name else re.sub(r"^其(?!他|余)", "", name)
        holder, name = split_holder(name)
        if (len(name) >= 2 and name not in ("工资", "待遇", "奖励政策")) or (holder and name):
            if named and _NESTED.fullmatch(words, behind, noun.start()):
                continue  # 国家助学金平均资助标准 is one thing
            named, behind = True, noun.end()
            yield name, holder, 0


def _read_verbs(words: str, _amounts: list[str]) -> Iterator[tuple[str, str | None, int]]:
    """What is given by a verb alone: 资助贫困学生."""
    for verb in DO.finditer(words):
        held = _HELD.search(words[: verb.start()]) and words.startswith("的", verb.end())
        if not held and _FOR_YEARS.match(words) is None:
            yield verb["what"], None, verb.end()


def _read_waived(words: str, amounts: list[str]) -> Iterator[tuple[str, str | None, int]]:
    """What is waived, paid in somebody's place, put first, or money named by its use."""
    of = _WAIVED_OF.search(words)
    if of is not None:  # 减免困难学生的课后服务费
        yield of["verb"] + of["what"], of["who"], 0
        return
    waived = WAIVE.search(words)
    if waived is not None:
        what = waived["what"]
        charge = re.sub(r"^(?:免费(?=[向为给])|免费.*|免[收除缴征交]|减免|减征|免)", "", what)
        yield what, split_holder(charge)[0], waived.end()
        return
    paid = PAID_FOR.search(words)
    if paid is not None:
        yield paid["what"], paid["who"] if paid["who"] != "其" else None, 0
        return
    given = _GIVEN_THING.search(words) if amounts else None
    if given is not None and _CHARGED.search(given[0]) is None:
        yield given["what"] or given["behind"], None, 0
        return
    first = PRIORITY.search(words)
    if first is not None:
        yield first["what"], None, first.end()


def is_standard(words: str, amounts: list[str]) -> bool:
    """Whether a phrase may set the amount of a payment; what only decides who is poor does not."""
    sums = any("元" in amount for amount in amounts)
    levels = "于" in words and "确定" not in words and LEVEL.search(words) is not None
    return (sums or levels) and "认定" not in words


def _read_standard(who: str, what: str) -> Iterator[tuple[str, str | None, int]]:
    """孤儿养育标准和儿童基本生活补贴标准: one benefit for each."""
    for piece in re.split(r"(?<=标准|补贴|补助|津贴)[和、及与]", (who + what).strip()):
        holder, name = split_holder(
            re.sub(r"^其中?|^\([一二三四五六七八九十]+\)|^\d+[.、]\s?|(?<=学生)在校期间", "", piece)
        )
        if holder is None:
            name = re.sub(r"^全[省市县区州](?:城乡|农村|城镇)?", "", name)
        yield name, holder, 0


def name_by_heading(heading: str) -> list[tuple[str, str | None, int]]:
    """改革山区教师生活补助发放办法, with a text that only says who pays it out."""
    noun = NOUN_ALONE.search(heading)
    if noun is None:
        return []
    holder, name = split_holder(_MODIFIER.sub("", heading[: noun.end()]))
    return [(name, holder, 0)] if holder is not None else []
