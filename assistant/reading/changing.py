"""What a follow-up puts in the place of what the question before it said."""

import re
from dataclasses import dataclass

from ingest.quantities import find_quantities
from vectorstore.words import cut

# Words that stand for one another: a question about one is followed up by another (那初中的呢).
SERIES = tuple(
    re.compile(series)
    for series in (
        "幼儿园|学前教育|学前|小学|初中|普通高中|高中|中职|中专|大专|本科|硕士(?:研究生)?|博士(?:研究生)?",
        "[一二三四五六七八九](?:类|档|等奖|级)|[A-Ha-h]类|第[一二三四五六七八九]顺序",
        "(?:中央|国家|省|州|市|县|区|镇|乡)(?:里|上|级(?:财政)?|财政)",
        "轻度|中度|重度|特别困难|一般困难",
        "副?组长|办公室主任|牵头领导",
        "副校长|校长|班主任|教研员|资源教师|生活老师|生活指导教师|特岗教师|骨干教师|专任教师|教师|老师|"
        "家长|非寄宿生|寄宿生",
        "春季(?:学期)?|秋季(?:学期)?|上半年|下半年|寒假|暑假|平时",
        "男|女",
        "城区|县城|乡镇|农村|乡村",
        "公办|民办",
        "在编|编外|合同制",
        "病假|事假|产假|婚假|丧假",
    )
)
_PAYMENT = re.compile(
    r"[\u4e00-\u9fff]{1,8}?(?:津贴|补贴|补助|奖励|奖|慰问金|经费|费用|资金|租金|工资|(?<=[\u4e00-\u9fff])费)(?:标准)?"
)
_REST = re.compile(
    r"(?:[的呢吗呀啊？?，,。、 ]|学生|生(?!活)|部|阶段|家庭|人才|老(?:人家?|太太|爷子|奶奶|头)|"
    r"以上|以下|以内|地区|"
    r"[又再要能会给发拿领收算有是](?!人)|可以|怎么?|咋|每[年月人]|一[年个]?月|多少钱?|什么标准)*"
)


@dataclass(frozen=True, slots=True)
class Swap:
    """A word that a follow-up says in the place of another."""

    said: str
    held: str


def put_into(own: str, previous: str) -> str | None:
    """The previous question with the words of a follow-up in the place of their like.

    None where the follow-up says more than such words and those of the question again, or where
    the question has none like them.

    >>> put_into("高中的", "小学班主任津贴每月多少")
    '高中班主任津贴每月多少'
    >>> put_into("乡镇学校收多少", "城区学校的拓展服务一课时收多少")
    '乡镇学校的拓展服务一课时收多少'
    >>> put_into("小学和初中的", "幼儿园老师学历要求多少")
    '小学和初中老师学历要求多少'
    >>> put_into("95岁的", "85岁老人津贴多少钱")
    '95岁老人津贴多少钱'
    >>> put_into("九十多的老太太", "八十几岁的老人一月多少")
    '九十多岁的老人一月多少'
    >>> put_into("再往后一年轮到谁", "2021年评估哪几所学校")
    '2022年评估哪几所学校'
    >>> put_into("教学质量奖", "班主任津贴标准是多少")
    '教学质量奖是多少'
    """
    return (
        _put_year(own, previous)
        or _put_figure(own, previous)
        or _put_about(own, previous)
        or _put_member(own, previous)
        or _put_payment(own, previous)
    )


_LEADING = re.compile(
    r"^(?:[，,。的呢 ]|那边|那里|这边|那儿|那会儿?|(?:的)?(?:草案|方案|文件|办法)?[里中]|又|"
    r"是(?=多少|几|什么))+"
)
_ASKS_AGAIN = re.compile(
    r"[，,。？?给发拿领能可以要是有的呢吗了又会一共总\s]*(?:多少钱?|什么标准|怎么(?:样|说|规定|算)?)?[，,。？?的呢\s]*"
)


def ask_on(own: str, previous: str) -> str:
    """The previous question with what is asked beside it of another place or time.

    A figure of it that is asked for now is left out.

    >>> ask_on("，要教几年，给多少", "乡村教书满10年奖多少")
    '乡村教书奖多少，要教几年，给多少'
    >>> ask_on("那边给多少", "班主任津贴多少钱")
    '班主任津贴多少钱'
    """
    asked = _LEADING.sub("", own).strip("，,。？? ")
    for figure in reversed(find_quantities(previous)):
        if figure.unit and re.search(rf"(?:几|多少){re.escape(figure.unit)}", asked):
            start = figure.start - (previous[: figure.start].endswith("满"))
            previous = previous[:start] + previous[figure.end :]
    before = previous.strip("，,。？? ")
    return before if _ASKS_AGAIN.fullmatch(asked) else f"{before}，{asked}"


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|学年|秋|春|[^\d])")
_NEXT = re.compile(
    r"^(?:(?:再)?(?:往|朝)?(?:后|下)(?:面)?的?(?P<n>一|1|两|二|三)?年|(?:再)?过(?P<m>一|1|两|二|三)年|"
    r"(?P<next>下一?年|次年|转年|第二年|来年)|(?P<last>(?:再)?往?前(?:面)?的?(?:一)?年|上一?年|头一年))"
)


def _put_year(own: str, previous: str) -> str | None:
    """A year told from the one before (再往后一年轮到谁)."""
    said, held = _NEXT.match(own), list(_YEAR.finditer(previous))
    if said is None or len(held) != 1:
        return None
    words = said["n"] or said["m"] or "一"
    step = -1 if said["last"] else {"两": 2, "二": 2, "三": 3}.get(words, 1)
    year = str(int(held[0][1]) + step)
    return previous[: held[0].start()] + year + previous[held[0].end() :]


def _put_figure(own: str, previous: str) -> str | None:
    said = [q for q in find_quantities(own) if q.unit]
    if len(said) != 1 or not _says_no_more(own, said[0].start, said[0].end, previous):
        return None
    held = [q for q in find_quantities(previous) if q.unit == said[0].unit]
    if len(held) != 1:
        return None
    return previous[: held[0].start] + own[said[0].start : said[0].end] + previous[held[0].end :]


_ABOUT = re.compile(
    r"(?:[一二两三四五六七八九]?[十百]|\d+0)(?:[几多来]|出头)(?P<unit>岁|年|天|人|个月|公里|平米?|亩|块)?"
)


def _put_about(own: str, previous: str) -> str | None:
    """A rough figure in the place of another (八十几岁; 九十多的呢), its unit where it has none."""
    said, held = list(_ABOUT.finditer(own)), list(_ABOUT.finditer(previous))
    if len(said) != 1 or not _says_no_more(own, *said[0].span(), previous):
        return None
    if held:
        places = [(found.start(), found.end(), found["unit"] or "") for found in held]
    else:
        exact = [q for q in find_quantities(previous) if q.unit]
        places = [(q.start, q.end, q.unit or "") for q in exact if q.unit == said[0]["unit"]]
    if len(places) != 1 or said[0]["unit"] not in (None, places[0][2]):
        return None
    start, end, unit = places[0]
    words = said[0][0] if said[0]["unit"] else f"{said[0][0]}{unit}"
    return f"{previous[:start]}{words}{previous[end:]}"


def _says_no_more(own: str, start: int, end: int, previous: str) -> bool:
    """Whether the words around a change only ask, or are the earlier question's own."""
    rest = f"{own[:start]}，{own[end:]}"
    for word in cut(rest):
        if len(word) > 1 and word in previous:
            rest = rest.replace(word, "，")
    return _REST.fullmatch(rest) is not None


def _put_member(own: str, previous: str) -> str | None:
    pair = _find_members(own, previous)
    if pair is None:
        return None
    said, held = pair
    return previous[: held.start()] + _say_like(said[0], held[0]) + previous[held.end() :]


def _say_like(said: str, held: str) -> str:
    """A level of government as the question before says its own: 省里, 国家级 make 省级."""
    return f"{said[:-1]}级" if held.endswith("级") and said[-1] in "里上" else said


def find_swap(own: str, previous: str) -> Swap | None:
    """The word of a question that a follow-up puts another of its kind in the place of.

    What it asks beside that (博士，发几年) is left aside.

    >>> find_swap("博士", "硕士安家费多少")
    Swap(said='博士', held='硕士')
    """
    pair = _find_members(own, previous) or _find_members(own.split("，")[0], previous)
    if pair is None:
        return None
    said, held = pair[0][0], pair[1][0]
    if _JOINER.search(said):
        return None  # of 二等奖和三等奖 a clause need not hold the words as they are joined
    return Swap(_say_like(said, held), held)


def _find_members(own: str, previous: str) -> tuple[re.Match[str], re.Match[str]] | None:
    for series in SERIES:
        said, held = _find_joined(series, own), list(series.finditer(previous))
        if len(said) != 1 or len(held) != 1 or said[0][0] == held[0][0]:
            continue
        if _says_no_more(own, said[0].start(), said[0].end(), previous):
            return said[0], held[0]
    return None


def _find_joined(series: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """The members that a text says, those that 和 or 、 joins as one (小学和初中)."""
    member = f"(?:{series.pattern})"
    return list(re.finditer(rf"{member}(?:(?:{_JOINER.pattern}){member})*", text))


_JOINER = re.compile(r"[和与跟及、]|还有")


def _put_payment(own: str, previous: str) -> str | None:
    if "的" in own or not _PAYMENT.fullmatch(own):
        return None
    held = list(_PAYMENT.finditer(previous))
    if len(held) != 1:
        return None
    return previous[: held[0].start()] + own + previous[held[0].end() :]
