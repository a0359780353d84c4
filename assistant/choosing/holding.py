"""Whether a text holds the kind of thing that is asked for, or is masked where it should."""

import re
from dataclasses import replace

from assistant.reading.kinds import UNITS, Ask, Asked
from ingest.quantities import Quantity, find_quantities

# Text that is masked or garbled where a figure should stand.
_MASKED = re.compile(
    r"(?<![a-zA-Z])[xX×＊*_]{1,6}(?![a-zA-Z])|[a-zA-Z]\([a-zA-Z]|[■□�●]{1,4}|(?<=的)[a-zA-Z]{1,3}[(（][a-zA-Z]?"
)
_WHO = re.compile(
    r"局|股|科|室|办|中心|委|部门|政府|领导|组长|主任|书记|县长|市长|校长|学校|单位|牵头|负责|责任"
)


# Units that people use for each other when they ask how many; 个 is said of anything.
_THINGS = frozenset("个人名位所项次节条套间台户场家门份辆班批支床") | {"课时", "学时"}
_COUNTED_ALIKE = (
    frozenset({"名", "位", "人", "个"}),
    frozenset({"家", "所", "个", "户"}),
    frozenset({"节", "课时", "学时", "次", "个"}),
    frozenset({"次", "场", "个", "期"}),
    frozenset({"项", "条", "个"}),
    frozenset({"届", "期", "个"}),
    frozenset({"岁", "周岁"}),
    frozenset({"天", "日", "工作日"}),
)


_PEOPLE = frozenset("名位人")  # always said with their unit where they are counted

FIGURES = frozenset({Asked.MONEY, Asked.PERCENT, Asked.AREA})


def holds_type(text: str, ask: Ask) -> bool:
    """Whether a text holds the kind of figure, date or body that is asked for."""
    wanted = ask.asked
    if not wanted:
        return True
    figures = [*(q for q in find_quantities(text) if not q.ordinal), *find_column_figures(text)]
    wanted = wanted & FIGURES or wanted  # where a figure is asked for, a name is not enough
    return any(_answers(kind, figures, text, ask.unit) for kind in wanted)


def _answers(kind: Asked, figures: list[Quantity], text: str, unit: str | None) -> bool:
    if kind is Asked.WHO:
        return _WHO.search(text) is not None
    if kind is Asked.FREQUENCY:
        return _OFTEN.search(text) is not None
    if kind is Asked.COUNT:
        if unit is None:
            return any(q for q in figures if not _is_of_day(q, text))
        alike = _THINGS if unit == "个" else next((u for u in _COUNTED_ALIKE if unit in u), {unit})
        plain = unit not in _PEOPLE  # a bare figure counts, but not the number that begins a clause
        return any(q.unit in alike or (plain and not q.unit and q.start > 0) for q in figures)
    if kind is Asked.PERCENT and any(p.search(text) for p in (_RATIO, _PER_HEADS, _PART)):
        return True
    if kind is Asked.MONEY and _SHARE_OF_SUM.search(text) is not None:
        return True
    if kind is Asked.DATE and any(p.search(text) for p in (_CLOCK, _RELATIVE, _NAMED_DAY)):
        return True
    if kind is Asked.DURATION and (_TERM_OF_OFFICE.search(text) or _SPOKEN_TERM.search(text)):
        return True
    return any(q.unit in UNITS[kind] for q in figures)


_DAY = re.compile(r"(?:(?:19|20)\d\d\s*年)?\d{1,2}\s*月\s*\d{1,2}\s*日|(?:19|20)\d\d\s*年")


def _is_of_day(figure: Quantity, text: str) -> bool:
    """Whether a figure is a part of a date, which counts nothing."""
    return any(day.start() <= figure.start < day.end() for day in _DAY.finditer(text))


# 1:13.5, 按3：4：3; no clock (8:30) and no digits of a number.
_RATIO = re.compile(
    r"(?<![\d:：.])(?:1[:：](?!0\d)\d{1,3}(?:\.\d+)?(?![\d:：])|\d{1,2}(?:[:：]\d{1,2}){2})"
    r"|[一二两三四五六七八九十百千]+比[一二两三四五六七八九十百千]+(?![较起年])"
)
# 每50名寄宿生配备1名: a ratio in words.
_PER_HEADS = re.compile(
    r"每\s*[\d一二三四五六七八九十百]+\s*[名个人位户生][^，。；]{0,16}[\d一二两三]"
)
_PART = re.compile(r"[一二三四五六七八九]成(?![为立员效长功就果本交])|[各减]半|一半|分之")
# 扣减当年教学质量奖的20%, 按合同额15%补贴: a share of a sum says how much.
_SHARE_OF_SUM = re.compile(
    r"(?:费用?|款|额|[奖资租税股基现]金|价格?|工资|奖|补[贴助]|津贴|投入|支出|成本|劳务|报酬|收[入益]|涨幅|用于[^，。；\d]{2,16}比例)"
    r"[^\d，。；：（(%]{0,12}\d[\d.]*\s*[%％]"
    r"|\d[\d.]*\s*[%％](?:以[上内])?(?:给予|予以|进行|比例)?(?:一次性)?(?:补[贴助偿]|奖|报销|资助|减免|返还|贴息)"
)
_OFTEN = re.compile(
    r"[每逐][\d一二两三四五六七八九十半]*\s*个?(?:日|天|周|月|季|学期|学年|年)(?!度?\s*\d[\d.,]*\s*[百千万]*元)"
    r"|按[日周月季年]|定期|随时|(?:\d|[一二两三四五六七八九十])\s*次(?!性)"
    r"|[一二两三四五六半]个?(?:年|月|周|日|天|季度?|学期|学年)一(?![个名人所年])"
    r"|[日周月季年](?:调度|通报|评估|检查|督查|报告|研判|例会|总结)"
)
_TERM_OF_OFFICE = re.compile(r"(?:\d|[一二两三四五])\s*个?(?:任期|聘期|服务期)")
_RELATIVE = re.compile(
    r"[次当](?:日|月|年|学期)(?:起|开始|内|底|末|停|[发补][放齐])|之日起|[前后]\s*\d+\s*个?(?:天|日|周|月|工作日)"
    r"|(?:\d|[一二两三四五六七八九十])\s*个?(?:工作日|小时|天|日|周|月)(?:之|以)?内"
    r"|(?:周|星期)[一二三四五六日天](?![至到次个])"
)
# 教师节前, 每学期末, 开学前: days that people know by name.
_NAMED_DAY = re.compile(
    r"(?:教师|儿童|青年|劳动|国庆|中秋|清明|端午|重阳|妇女)节|春节|元旦|国庆|[寒暑]假|[开放]学[前后时]|开学之?初|"
    r"[年月季]度?[底末初]|学[期年](?:初|末|结束|开始)|[上下]半年|[一二三四]季度|[上中下]旬"
)
_SPOKEN_TERM = re.compile(r"[一二两三四五六七八九十半]个?(?:学期|学年|星期|季度|月|年|天|日)")
_CLOCK = re.compile(
    r"(?<!\d)\d{1,2}[:：][0-5]\d(?!\d)|[\d一二三四五六七八九十]点(?:半|钟|整|前|后|[\d以])"
    r"|(?<!\d)(?:[01]?\d|2[0-4])时(?:[0-5]?\d分|[前后起至—–-]|(?=[，。；、]|$))"
)
_COLUMN_FIGURE = re.compile(
    r"[（(](?:单位[：:])?([^（）()：:；]+)[）)]\s*[：:]\s*(\d[\d,]*(?:\.\d+)?)(?!\d)"
)


_UNIT_COLUMN = re.compile(r"(?:计价|计量|收费)?单位[：:]\s*([^；：:]+)")
_BARE_FIGURE = re.compile(r"[：:]\s*(\d[\d,]*(?:\.\d+)?)(?=；|$)")


def find_column_figures(row: str) -> tuple[Quantity, ...]:
    """The figures of a table row whose unit stands in the column's name or in one of its own.

    >>> [(str(q.value), q.unit) for q in find_column_figures("项目：二档；标准（元/生·年）：2400")]
    [('2400', '元')]
    """
    found: list[Quantity] = []
    own = _UNIT_COLUMN.search(row)
    if own is not None:
        for bare in _BARE_FIGURE.finditer(row):
            named = find_quantities(f"{bare[1]}{own[1]}")
            if named and named[0].unit:
                found.append(replace(named[0], start=bare.start(1), end=bare.end(1)))
    for column in _COLUMN_FIGURE.finditer(row):
        named = find_quantities(f"{column[2]}{column[1]}")
        if named and named[0].unit:
            found.append(replace(named[0], start=column.start(2), end=column.end(2)))
    return tuple(found)


_UNIT_ABOVE = re.compile(r"单位\s*[：:]\s*([^\s（）()，,；;、/／]{1,6})")
_UNIT_IN_NAME = re.compile(
    r"[（(](?:单位[：:])?([^（）()：:；，,/／\s]{1,4})(?:[/／][^（）()]*)?[）)]$"
)
_BARE_CELL = re.compile(r"(?<![^；])(?P<name>[^；：:]+)[：:]\d[\d,]*(?:\.\d+)?(?=；|$)")
_UNCOUNTED = re.compile(r"序号|编号|行次|名次|年龄|年度?$|人数|名额|数量|比例|天数|时间")


def add_unit(row: str, above: str) -> str:
    """A table row with their unit behind figures that stand alone: the column's or the caption's.

    >>> add_unit("序号：2；病种：糖尿病；职工：3200；补助（%）：5", "年度支付限额（单位：元）")
    '序号：2；病种：糖尿病；职工：3200元；补助（%）：5%'
    """
    told = _UNIT_ABOVE.search(above)

    def add(cell: re.Match[str]) -> str:
        counted = _UNCOUNTED.search(cell["name"]) is None
        unit = _UNIT_IN_NAME.search(cell["name"]) or (told if counted else None)
        return cell[0] + unit[1] if unit is not None else cell[0]

    return _BARE_CELL.sub(add, row)


_PRELIMINARY = re.compile(
    r"本[\u4e00-\u9fff]{2,4}(?:所称|适用于?)|适用本[\u4e00-\u9fff]{2,4}[。；]"
    r"|为(?:了|进一步|规范|加强|贯彻|推动|提高|保障|激励|鼓励|做好|落实|深入|引导|促进)[^。]{4,120}"
    r"(?:制定|制订|出台|印发)本?"
)


def is_preliminary(text: str) -> bool:
    """Whether a sentence only says what a document is for, of whom it speaks or what a word means.

    >>> is_preliminary("第一条 为规范补贴发放，根据有关规定，制定本办法。")
    True
    """
    return _PRELIMINARY.search(text) is not None


def find_mask(text: str, ask: Ask) -> str | None:
    """Masked or garbled text where a figure is asked for; None if there is none."""
    if not ask.wants_figure():
        return None
    found = _MASKED.search(text)
    return found[0] if found else None
