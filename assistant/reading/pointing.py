"""What a follow-up points at in the last answer or the conversation: an item, two places."""

import re
from dataclasses import dataclass

from assistant.model import Turn
from ingest.numerals import parse_numeral

_PLACE = (
    r"(?:第(?P<number>[一二两三四五六七八九十]|\d{1,2})(?:个|种|位|名|点|阶段|步|块|档)|"
    r"(?:(?:最后|末尾|末了)(?:那|这|的|一)*(?:个|项|种|位|点|条|步)?|倒数第一(?:个|项|条)?)|"
    r"(?P<first>(?:头|最前面?|打头)(?:的|那|一)*(?:个|项|种|位|条)))"
)
_POINTS = re.compile(
    rf"^(?:那么?|嗯|然后|还有)?[，, ]*(?:(?:上面|前面|刚才|里面|其中)的?)?(?:那|这)?{_PLACE}"
    r"(?:阶段|情形|情况|步骤|任务|材料|条件|方面)?(?:的话|里面?|中)?(?P<rest>.*)$",
    re.DOTALL,
)
# 第三个月, 第二个孩子: an ordinal with a thing of its own points at nothing shown.
_OF_ITS_OWN = re.compile(r"^(?:月|年|学期|学年|孩子|子女|小孩|娃|工作日|季度|星期|周|任期|人)")
_CITED = re.compile(r"(?:\[\d+\])+$")
LOOKED_BACK = 3  # answers among which a list is looked for that a question points into
_NOTE = ("注意：", "【", "共 ", "已结合", "已沿用", "为了判断")
_COUNTS = "，以上是其中的 "  # in the note on a run of clauses
_LABELLED = re.compile(
    r"(?:（[一二三四五六七八九十]{1,3}）|\([一二三四五六七八九十]{1,3}\)|[①-⑳]|"
    r"(?<![\d.])\d{1,2}[.．、](?!\d))"
)
_LINE_LABEL = re.compile(r"^(?:《[^《》]+》)?[^：:。，]{0,24}[：:]")
_LINE_NUMBER = re.compile(
    r"^(?:《[^《》]+》)?[^：:。，（]{0,16}"
    r"(?:（[一二三四五六七八九十]{1,3}）|、?\d{1,2}|第[\d一二三四五六七八九十]{1,3}条)[：:]"
)
_TASK = re.compile(r"^\d{1,3}[.．、]\s*([^（：:]{2,40})（[^）]*(?:）|$)")
_LISTED = re.compile(
    r"(?:[：:]|分为|包括|分别是|有)(?P<members>[^。；：:（]{1,30}(?:、[^。；：:（、]{1,30})+)"
)
_COUNTED = re.compile(r"共\s*(\d+)\s*[项条个]")
_REFUSES = re.compile(r"没有规定所问的内容|没有收录|无法(?:回答|确定)|不是政策问题|与政策文件无关")
_TRAIL = " 。；;，,、"


@dataclass(frozen=True, slots=True)
class Pointed:
    """An item of the last answer that a question points at, and what it asks of it."""

    words: str
    rest: str


def find_item(text: str, history: tuple[Turn, ...]) -> Pointed | None:
    """The item of the last answer that a question names by its place (第二个, 最后那个).

    >>> shown = "分三个阶段：启动阶段、实施阶段、巩固阶段。"
    >>> find_item("第一个阶段呢", (Turn("分几个阶段", shown),)).words
    '启动阶段'
    """
    found = _POINTS.match(text.strip()) if history else None
    if found is None or _OF_ITS_OWN.match(found["rest"]):
        return None
    items = _find_listed(history)
    if len(items) < 2:
        return None
    wanted = 1 if found["first"] else len(items)
    if found["number"]:
        wanted = parse_numeral(found["number"].replace("两", "二"))
    if not 0 < wanted <= len(items):
        return None
    return Pointed(items[wanted - 1], found["rest"].strip("，, "))


def _find_listed(history: tuple[Turn, ...]) -> tuple[str, ...]:
    """The list shown last; where none was, the statements of the last answer."""
    for turn in reversed(history[-LOOKED_BACK:]):
        items = list_items(turn.assistant)
        if items:
            return items
    told = _read_lines(history[-1].assistant)
    return tuple(_LINE_LABEL.sub("", line).strip(_TRAIL) for line in told)


def _read_lines(answer: str) -> list[str]:
    lines = (_CITED.sub("", line.strip()) for line in answer.splitlines())
    return [line for line in lines if line and not (line.startswith(_NOTE) or _COUNTS in line)]


def list_items(answer: str) -> tuple[str, ...]:
    """The items that an answer lists: a counted line each, numbered in a sentence, joined by 、.

    A refusal lists none.

    >>> list_items("有下列情形的停发：（一）考核不合格的；（二）兼职取酬的。")
    ('考核不合格的', '兼职取酬的')
    """
    if _REFUSES.search(answer):
        return ()
    told = _read_lines(answer)
    counted = _COUNTED.search(answer)
    if counted is not None and 1 < int(counted[1]) <= len(told):
        return tuple(_name_item(line) for line in told[-int(counted[1]) :])
    labelled = [line for line in told if _LINE_NUMBER.match(line)]
    if len(labelled) > 1:
        return tuple(_name_item(line) for line in labelled)
    for line in told:
        parts = _LABELLED.split(line)
        if len(parts) > 2:
            return tuple(part.strip(_TRAIL) for part in parts[1:])
    for line in told:
        listed = _LISTED.search(line)
        if listed is not None:
            return tuple(member.strip(_TRAIL) for member in listed["members"].split("、"))
    return ()


def _name_item(line: str) -> str:
    """What a line of a list says, without its number; the heading of a numbered task alone."""
    task = _TASK.match(line)
    return (task[1] if task else _LINE_LABEL.sub("", line)).strip(_TRAIL)


_COMPARES = re.compile(
    r"比|不同|不一样|差别|差异|哪(?:个|边|家)?[^，。]{0,4}(?:高|低|多|少|好)|一样[吗么]"
)
_BOTH = re.compile(
    r"(?:把|将)?(?:上面|前面|刚才)?(?:说的)?(?:这|那)(?:两|二|几)(?:个|份|家)?"
    r"(?:县|市|区|州|地方|地|文件|办法|方案)?|两(?:个)?(?:县|市|区|地|边|家|者)|它们(?:俩|两个)?"
)
_COMPARING = re.compile(
    r"(?:对比|比较|比一?比|对照|相比)(?:一?下)?|有(?:什么|啥)(?:不同|区别|差别)|[？?。]"
)


def asks_to_compare(text: str) -> bool:
    """Whether a question compares two things that it only points at (对比一下这两个县)."""
    return _BOTH.search(text) is not None and _COMPARES.search(text) is not None


def compare_places(text: str, places: tuple[str, ...], topic: str) -> str | None:
    """The comparison of the last two places of the conversation, where a question asks for it.

    `topic` is what is compared where the question names no thing.

    >>> compare_places("对比一下这两个县", ("松棠县", "梨溪县"), "班主任津贴多少")
    '对比松棠县和梨溪县的班主任津贴多少'
    """
    pointed = _BOTH.search(text)
    if pointed is None or len(places) < 2 or not _COMPARES.search(text):
        return None
    thing = _COMPARING.sub("", text[: pointed.start()] + text[pointed.end() :]).strip("，,的呢 ")
    return f"对比{places[-2]}和{places[-1]}的{thing or topic}"
