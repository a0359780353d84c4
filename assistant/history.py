"""A follow-up question completed from the conversation."""

import re
from dataclasses import dataclass

from assistant.model import Turn
from ingest.numerals import parse_numeral
from ingest.quantities import find_quantities

_LINKS = re.compile(
    r"^(?:那么?|那|然后|还有|另外|再问(?:一下)?|接着|继续|以及|另)|呢\s*[？?]?\s*$|又(?:是|有)|"
    r"^(?:这|那|该|它|他|她|其)(?:个|项|条|笔|些|份|样|里|们|几|一)?|(?:这|那|该|上述|前面|刚才)(?:个|项|条|笔|些|份|说)|"
    r"^[^，,？?]{1,8}(?:的话?|了)会?(?:怎么(?:办|处理|罚|算)|咋(?:办|整)|如何处理|有什么后果)"
)
LONGEST_CHAIN = 12  # questions each of which says only what changes in the one before it
_SHORT = 16  # characters of a question that can hardly stand alone
_FILLER = re.compile(
    r"[，,？?。]*(?:也是)?(?:同样|一样|相同)的?(?:问题|情况|事情?)[？?。]*$|^(?:那么|那|然后|还有|另外|再问一下|再问|接着|以及)[,，、]?|(?:那?(?:项|个|条|份))?(?:的)?呢\s*[？?]?\s*$|[？?。！!]\s*$"
)
# Words that stand for one another: a question about one is followed up by another (那初中的呢).
SERIES = tuple(
    re.compile(series)
    for series in (
        "幼儿园|学前教育|学前|小学|初中|普通高中|高中|中职|中专|大专|本科|硕士(?:研究生)?|博士(?:研究生)?",
        "[一二三四五六七八九](?:类|档|等奖|级)|[A-Ha-h]类|第[一二三四五六七八九]顺序",
        "(?:中央|省|州|市|县|区|镇|乡)(?:里|上|级(?:财政)?|财政)",
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
_REST = re.compile(r"(?:[的呢吗呀啊？?，,。、 ]|学生|阶段|家庭|人才|老人|以上|以下|以内|地区)*")
_QUESTION_WORD = re.compile(
    r"什么|多少|几|谁|哪|怎|吗|(?<!那)么|何|多[久长大高远]|是不是|是否|能不能|可不可以|有没有|咋|啥|[^不]不[^不]|"
    r"了呢|的话呢?[？?]?$|^(?:那|那么)?(?:如果|要是|万一|若是?)"
)
_MORE = re.compile(
    r"^(?:那|那么|那就)?(?:还有(?:呢|吗|没有|什么|啥|别的(?:吗|呢)?|其[他它]的?(?:吗|呢)?)?|"
    r"(?:别|其[他它])的呢|(?:就|只有?)这(?:些|个|点|一条)(?:吗|了吗|么)?|没(?:有)?别的了(?:吗|么)?)[？?。!！]*$"
)
_POINTED = re.compile(
    r"(?:上面|前面|刚才|刚刚|上述|上边|你说)(?:说|讲|提到|列|写|列出)?的?(?:这|那)?"
    r"第([一二三四五六七八九十]|\d{1,2})(?:条|点|项|个|款|句)"
)
_CITED = re.compile(r"(?:\[\d+\])+$")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question with what it leaves unsaid."""

    text: str  # the question's own words, fillers taken off
    previous: str | None  # the question it follows up; None where it stands alone
    is_linked: bool  # whether it points back in words (那…呢, 这个, 又是), not only by being short
    wants_more: bool = False  # whether it only asks what else there is (还有呢)
    is_bare: bool = False  # whether it names something and asks nothing: the earlier ask holds
    asks: bool = False  # whether it asks in words of its own (转学的怎么办, 逾期了呢)


def read_follow_up(text: str, history: tuple[Turn, ...], *, names_scope: bool) -> FollowUp:
    """Whether a question leans on the conversation.

    It does when it is short or points back, and it does not name its own document and topic at
    length. A question that names a document and says something else leans on nothing.
    """
    if not history:
        return FollowUp(text, None, False)
    linked = _LINKS.search(text.strip()) is not None
    short = len(text.strip()) <= _SHORT
    if not (linked or short) or (names_scope and not linked and len(text.strip()) > 10):
        return FollowUp(text, None, False)
    own = _FILLER.sub("", text.strip()).strip() or text
    asks = _QUESTION_WORD.search(text) is not None
    return FollowUp(
        own,
        _read_previous(history),
        linked,
        wants_more=_MORE.match(text.strip()) is not None,
        is_bare=linked and not asks,
        asks=asks,
    )


def _read_previous(history: tuple[Turn, ...]) -> str:
    """The last question; put into the one before it where it says only what changes."""
    previous = ""
    for turn in history[-LONGEST_CHAIN:]:
        asked = turn.user
        if previous and (_LINKS.search(asked) or len(asked) <= _SHORT):
            own = _FILLER.sub("", asked.strip()).strip()
            previous = put_into(own, previous) or asked
        else:
            previous = asked
    return previous


def put_into(own: str, previous: str) -> str | None:
    """The previous question with the words of a follow-up in the place of their like.

    None where the follow-up says more than such words, or where the question has none like them.

    >>> put_into("高中的", "小学班主任津贴每月多少")
    '高中班主任津贴每月多少'
    >>> put_into("95岁的", "85岁老人津贴多少钱")
    '95岁老人津贴多少钱'
    >>> put_into("教学质量奖", "班主任津贴标准是多少")
    '教学质量奖是多少'
    """
    return _put_figure(own, previous) or _put_member(own, previous) or _put_payment(own, previous)


def _put_figure(own: str, previous: str) -> str | None:
    said = [q for q in find_quantities(own) if q.unit]
    if len(said) != 1 or not _REST.fullmatch(own[: said[0].start] + own[said[0].end :]):
        return None
    held = [q for q in find_quantities(previous) if q.unit == said[0].unit]
    if len(held) != 1:
        return None
    return previous[: held[0].start] + own[said[0].start : said[0].end] + previous[held[0].end :]


def _put_member(own: str, previous: str) -> str | None:
    for series in SERIES:
        said, held = list(series.finditer(own)), list(series.finditer(previous))
        if len(said) != 1 or len(held) != 1 or said[0][0] == held[0][0]:
            continue
        if _REST.fullmatch(own[: said[0].start()] + own[said[0].end() :]):
            return previous[: held[0].start()] + said[0][0] + previous[held[0].end() :]
    return None


def _put_payment(own: str, previous: str) -> str | None:
    if not _PAYMENT.fullmatch(own):
        return None
    held = list(_PAYMENT.finditer(previous))
    if len(held) != 1:
        return None
    return previous[: held[0].start()] + own + previous[held[0].end() :]


_COUNTED_ITEMS = re.compile(r"共 (\d+) 项")


def find_pointed(text: str, history: tuple[Turn, ...]) -> tuple[str, str] | None:
    """The statement of the last answer that a question points to (上面第二条), and the rest of it.

    Statements are the lines with numbers of citations; in an answer without any, all but notes
    and headings. In an answer that counts its items (共 3 项) the words that open them are none.
    """
    found = _POINTED.search(text)
    if found is None or not history:
        return None
    lines = [line.strip() for line in history[-1].assistant.splitlines() if line.strip()]
    cited = [n for n, line in enumerate(lines) if _CITED.search(line)]
    plain = [n for n, line in enumerate(lines) if not line.startswith(("注意：", "【"))]
    statements = cited or plain
    counted = _COUNTED_ITEMS.search(history[-1].assistant)
    if counted is not None and len(statements) == int(counted[1]) + 1:
        statements = statements[1:]
    wanted = parse_numeral(found[1])
    if not 0 < wanted <= len(statements):
        return None
    line = _CITED.sub("", lines[statements[wanted - 1]])
    titles = re.findall(r"《[^《》]+》", "\n".join(lines[: statements[wanted - 1]]))
    source = titles[-1] if titles and "《" not in line else ""
    return source + line, (text[: found.start()] + text[found.end() :]).strip("，, ")
