"""Clauses as people point at them in conversation, in the words that references are read from.

标着15的那条 is 第15条; 最后三条, 前两条 and 第五条到第八条 are runs of clauses, which only the
document can tell.
"""

import re
from dataclasses import dataclass
from functools import cache

from assistant.reading.pinyin import spell
from ingest.numerals import find_value

NUMERAL = r"(?:[一二三四五六七八九十两百]{1,4}|\d{1,3})"
STAGE = "阶段"
_UNIT = r"大?部分|大块|板块|个?阶段|[大小]?[条项]|[点章节款步]"
_SAYS = r"(?=[里中的]?(?:说|讲|写|规定|是|内容|原文|怎么|咋|有)|\s*[？?。]?$)"
_SPOKEN = (
    (
        re.compile(
            rf"序号(?:是|为)?\s*第?({NUMERAL})(?![年月日\d%元])(?:的|号)?(?:那|这)?(?:一)?[项行条]?"
        ),
        lambda found: f"第{found[1]}行",
    ),
    (  # 标着15的那条, 编号15的
        re.compile(
            rf"(?:标[着有为]的?(?:是|号)?|编号|标号|条号)(?:是|为)?\s*第?({NUMERAL})"
            r"(?![年月日\d%元])(?:的|号)?(?:那|这)?(?:一)?([条点项款行]?)"
        ),
        lambda found: f"第{found[1]}{found[2] or '条'}",
    ),
    (
        re.compile(rf"(?<![第\d.〔(（])({NUMERAL})(?:号|的)?那(?:一)?([条点项款行])"),
        lambda found: f"第{found[1]}{found[2]}",
    ),
    (  # 8条说的啥: with a unit that counts, 8条措施, it is no number of a clause
        re.compile(rf"(?<![第\d.〔(（一二三四五六七八九十前后共有几了这那出])(\d{{1,3}})条{_SAYS}"),
        lambda found: f"第{found[1]}条",
    ),
    (  # 汇编里的十七条是什么; 十条措施 counts
        re.compile(rf"(?<=[里中]的)([一二三四五六七八九十]{{2,3}})条{_SAYS}"),
        lambda found: f"第{found[1]}条",
    ),
    (  # 篇三 十七
        re.compile(
            r"(篇[一二三四五六七八九十]{1,2}|附件\s?[\d一二三四五六七八九十]{1,2})[ 　的里]+第?"
            r"([一二三四五六七八九十]{1,3})(?=$|[ 　，,。？?讲说写是])"
        ),
        lambda found: f"{found[1]}第{found[2]}条",
    ),
    (  # 第二个附件, 第3份附表
        re.compile(rf"第({NUMERAL})[个份张](附[件表])"),
        lambda found: f"{found[2]}{found[1]}",
    ),
    (re.compile(rf"第({NUMERAL})步(?!骤?走)"), lambda found: f"第{found[1]}项"),
    (  # 附件1→二→（六）→3
        re.compile(
            r"(?<=[\d一二三四五六七八九十）)篇条章])\s*(?:→|->|=>|➜|›|>|/)\s*(?=[第（(\d一二三四五六七八九十])"
        ),
        lambda _: "",
    ),
)


def say_references(text: str) -> str:
    """The text with spoken numbers of clauses as documents write them.

    >>> say_references("标着15的那条讲什么"), say_references("激励办法8条说的啥")
    ('第15条讲什么', '激励办法第8条说的啥')
    >>> say_references("第三是一条"), say_references("附件1→二→（六）→3")
    ('第三十一条', '附件1二（六）3')
    >>> say_references("十二条措施讲什么"), say_references("篇三 十七")
    ('十二条措施讲什么', '篇三第十七条')
    """
    text = _HEARD.sub(_say_heard, text)
    for pattern, say in _SPOKEN:
        text = pattern.sub(say, text)
    return text


# 第三是一条, 篇巴: numerals typed as they sound, where only a number can stand.
_HEARD = re.compile(
    r"第(?P<numbered>[\u4e00-\u9fff]{1,3})(?=[条章节款项篇]|部分)|"
    r"(?<![这那哪每本一])(?P<head>篇|附件)(?P<part>[\u4e00-\u9fff]{1,2})"
    r"(?=[里的第那讲说 　，,。？?：:]|$)"
)
_NO_NUMERALS = frozenset("是事以已其而几")  # of the same sounds, and common behind 附件 and 篇


@cache
def _read_sounds() -> dict[str, str]:
    return {spell(numeral): numeral for numeral in "一二三四五六七八九十"}


def _say_heard(found: re.Match[str]) -> str:
    typed = found["numbered"] or found["part"]
    if found["part"] and not _NO_NUMERALS.isdisjoint(typed):
        return found[0]
    read = [c if c in _NUMERALS else _read_sounds().get(spell(c), "") for c in typed]
    if typed == "".join(read) or not all(read):
        return found[0]
    return found[0].replace(typed, "".join(read))


_NUMERALS = frozenset("一二三四五六七八九十百零两")


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring clauses: 前三条 is 1 to 3; 最后一条, counted from the end, -1 to -1.

    中间那个阶段, the one with as many before it as behind it, is 0 to 0.

    `numbered`: 第五条到第八条 names numbers, which a document may skip; else clauses are counted.
    """

    start: int  # where its words begin in the text
    end: int  # exclusive
    unit: str  # 条, 章, 点, 阶段
    first: int
    last: int
    numbered: bool = False


_RANGE = re.compile(
    rf"第?({NUMERAL})({_UNIT})?\s*(?:到|至|~|～|-|—|－)\s*第?({NUMERAL})({_UNIT})(?![件例目])"
)
_FROM_END = re.compile(rf"倒数(第)?({NUMERAL})({_UNIT})(?![件例目])")
_LAST = re.compile(
    rf"(?:最后面?|末尾|最末|最尾|(?<![期年月周季])末)的?(?:[那这]?({NUMERAL})|[那这])({_UNIT})(?![件例目])"
)
_NTH = re.compile(rf"第({NUMERAL})(个?阶段|大块|板块|个大?部分)(?![件例目])")
_MIDDLE = re.compile(rf"(?:正?中间|当中)的?[那这]?(?:一|1)?({_UNIT})(?![件例目])")
_FIRST = re.compile(
    rf"(?:(?:(?<![目以之先提])最?前面?|开头|(?<![龙街])头|打头)的?[那这]?({NUMERAL})"
    rf"|(?:最前面?|开头|打头)的?[那这])({_UNIT})(?![件例目])"
)


def find_run(text: str) -> Run | None:
    """The run of clauses that a text names.

    >>> run = find_run("十条措施前三条讲什么")
    >>> run.unit, run.first, run.last
    ('条', 1, 3)
    >>> run = find_run("倒数第二条是什么")
    >>> run.first, run.last
    (-2, -2)
    >>> find_run("前两个阶段到什么时候").unit
    '阶段'
    """
    found = _RANGE.search(text)
    if found is not None and "第" in found[0]:
        first, last = find_value(found[1]), find_value(found[3])
        if first and last and first < last and found[2] in (None, found[4]):
            return Run(found.start(), found.end(), _name_unit(found[4]), first, last, numbered=True)
    found = _FROM_END.search(text)
    if found is not None and (value := find_value(found[2])):
        return Run(
            found.start(), found.end(), _name_unit(found[3]), -value, -value if found[1] else -1
        )
    found = _LAST.search(text)
    if found is not None and (value := find_value(found[1] or "一")):
        return Run(found.start(), found.end(), _name_unit(found[2]), -value, -1)
    found = _FIRST.search(text)
    if found is not None and (value := find_value(found[1] or "一")):
        return Run(found.start(), found.end(), _name_unit(found[2]), 1, value)
    found = _NTH.search(text)
    if found is not None and (value := find_value(found[1])):
        return Run(found.start(), found.end(), _name_unit(found[2]), value, value)
    found = _MIDDLE.search(text)
    if found is not None:
        return Run(found.start(), found.end(), _name_unit(found[1]), 0, 0)
    return None


def _name_unit(said: str) -> str:
    unit = said.removeprefix("个").removeprefix("大").removeprefix("小")
    return "部分" if unit.endswith("块") or said == "大项" else unit
