"""What kind of answer a question wants."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from assistant.reading.roles import asks_whether_held, find_asked_roles, say_officially
from assistant.reading.validity import asks_state, is_said_of_thing
from ingest.model import DutyRole


class QuestionKind(StrEnum):
    """The shape of the answer."""

    CONTENT = "content"  # what the clauses say about something
    CLAUSE = "clause"  # what a numbered clause says
    ITEMS = "items"  # the headings or items under something
    DUTIES = "duties"  # every task of a department or person
    BENEFITS = "benefits"  # what is granted, to somebody like the asker
    ALL = "all"  # every place that says something
    COMPARE = "compare"
    STAGE = "stage"  # which stage of a plan a day falls into
    STATUS = "status"  # in force, draft, until when
    ISSUED = "issued"  # when, by whom, under which number
    INSTRUCTION = "instruction"  # orders to the assistant
    OFF_TOPIC = "off_topic"  # plainly no policy question


# Questions about a document itself, which no other document can answer.
OF_DOCUMENT = frozenset({QuestionKind.STATUS, QuestionKind.ISSUED, QuestionKind.CLAUSE})


class Asked(StrEnum):
    """What the answer must hold."""

    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"
    AREA = "area"
    DATE = "date"
    DURATION = "duration"
    FREQUENCY = "frequency"  # how often
    WHO = "who"


# Units that answer each kind of figure; COUNT takes the unit that the question names.
UNITS: dict[Asked, frozenset[str]] = {
    Asked.MONEY: frozenset({"元"}),
    Asked.PERCENT: frozenset({"%", "‰", "百分点"}),
    Asked.AREA: frozenset({"平方米", "亩", "平方公里", "m"}),
    Asked.DATE: frozenset({"年", "月", "日"}),
    Asked.DURATION: frozenset(
        {
            *("年", "月", "个月", "天", "日", "周", "小时", "分钟"),
            *("学时", "学期", "学年", "工作日", "届"),
        }
    ),
}

_COUNT_UNIT = re.compile(
    r"(?<![哪十百千这那把好])(?<!(?<![能可以])歇)(?:几|多少|几多|好多)(个(?!月|工作日|小时|学期|学年|星期|礼拜|季度|钟头|百分点|钱)|名|人|位|所|项|次|节|学时|课时|学分|天|条|套|间|台|倍|户|岁|场|家(?!单位|部门|机构)|门|份|届|级|期|辆|张|课|分(?![钟之]))"
)


@cache
def _read_table() -> dict[str, Any]:
    text = resources.files("assistant.reading").joinpath("questions.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _patterns() -> dict[str, dict[str, re.Pattern[str]]]:
    """The patterns of `questions.toml`, by section and name."""
    return {
        section: {
            name: re.compile("|".join(alternatives), re.IGNORECASE)
            for name, alternatives in _read_table()[section].items()
        }
        for section in ("kind", "asked", "form")
    }


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something asked for by name (电话, 职务) and what a clause that gives it must hold."""

    name: str
    needs: re.Pattern[str]


def find_attributes(text: str) -> tuple[Attribute, ...]:
    """The attributes that a question asks for."""
    return tuple(
        Attribute(row["name"], re.compile(row["needs"]))
        for row in _read_table()["attribute"]
        if re.search(row["asks"], text)
    )


def _shows(text: str, kind: QuestionKind) -> bool:
    return _patterns()["kind"][kind].search(text) is not None


@dataclass(frozen=True, slots=True)
class Ask:
    """What a question wants, as its words show it."""

    kind: QuestionKind
    asked: frozenset[Asked]
    unit: str | None  # the unit a count is asked in (几所 → 所)
    roles: tuple[DutyRole, ...]
    is_yes_no: bool

    def wants_figure(self) -> bool:
        """Whether only a figure answers it."""
        return bool(self.asked & {Asked.MONEY, Asked.PERCENT, Asked.AREA}) or self.unit is not None


_AMOUNT = re.compile(r"多少(?!人(?:说|讲|知))|几多|好多(?=[^人的]|$)|几何(?![图形体])")
_AMOUNT_OF_TIME = re.compile(r"多少个?(?:[日周](?=[之以]?[内前后])|工作日|小时|分钟|天|个月|年)")
_OUTLINE = re.compile(r"题目|标题|条目|目录|提纲")


def read_ask(text: str, *, has_reference: bool, names_party: bool, group_count: int) -> Ask:
    """The kind of a question, from its words and from what was recognised in it.

    `names_party`: a department or person that holds duties is named. `group_count`: how many
    different documents or places are named.
    """
    text = say_officially(text)
    asked = frozenset(
        Asked(name) for name, pattern in _patterns()["asked"].items() if pattern.search(text)
    )
    if Asked.FREQUENCY in asked:
        asked -= {Asked.DURATION}  # 多久一次 asks how often, not how long
    unit = _find_unit(text)
    if unit and not _patterns()["asked"][Asked.MONEY].search(text.replace(unit[0], "，")):
        asked -= {Asked.MONEY}  # 一年多少课时 asks for no money
    if _AMOUNT_OF_TIME.search(text) and not _patterns()["asked"][Asked.MONEY].search(
        _AMOUNT_OF_TIME.sub("，", text)
    ):
        asked -= {Asked.MONEY}  # 线索多少日内办结 asks for no money either
    if not asked and not unit and _AMOUNT.search(text):
        asked = frozenset({Asked.COUNT})
    return Ask(
        kind=_kind(text, has_reference, names_party, group_count),
        asked=asked | ({Asked.COUNT} if unit else frozenset()),
        unit=unit[1] if unit else None,
        roles=find_asked_roles(text),
        is_yes_no=_patterns()["form"]["yes_no"].search(text) is not None,
    )


# 几个人合伙每人贷多少: how many they are is the asker's case, the amount behind it is asked.
_SOME = re.compile(r"^几[^，,。；;？?]{2,24}(?:多少|几多|好多)")


def _find_unit(text: str) -> re.Match[str] | None:
    """Where a number of things is asked for by their unit, 几 in the sense of some left out."""
    found = _COUNT_UNIT.finditer(text)
    return next((unit for unit in found if not _SOME.match(text[unit.start() :])), None)


def _kind(text: str, has_reference: bool, names_party: bool, group_count: int) -> QuestionKind:
    if _shows(text, QuestionKind.INSTRUCTION):
        return QuestionKind.INSTRUCTION
    if _shows(text, QuestionKind.OFF_TOPIC):
        return QuestionKind.OFF_TOPIC
    if names_party and _shows(text, QuestionKind.DUTIES) and not asks_whether_held(text):
        return QuestionKind.DUTIES
    if _shows(text, QuestionKind.STAGE):
        return QuestionKind.STAGE
    if _shows(text, QuestionKind.ISSUED):
        return QuestionKind.ISSUED
    if _asks_status(text):
        return QuestionKind.STATUS
    if has_reference and (_shows(text, QuestionKind.CLAUSE) or len(text) < 12):
        return QuestionKind.CLAUSE
    if group_count > 1:
        return QuestionKind.COMPARE
    if _shows(text, QuestionKind.BENEFITS):
        return QuestionKind.BENEFITS
    if _OUTLINE.search(text):
        return QuestionKind.ITEMS
    if _shows(text, QuestionKind.ALL):
        return QuestionKind.ALL
    if _shows(text, QuestionKind.COMPARE):
        return QuestionKind.COMPARE
    if _shows(text, QuestionKind.ITEMS) and not _WHAT_THING.search(text):
        return QuestionKind.ITEMS
    return QuestionKind.CONTENT


def _asks_status(text: str) -> bool:
    found = _patterns()["kind"][QuestionKind.STATUS].finditer(text)
    return asks_state(text) or any(not is_said_of_thing(text, predicate) for predicate in found)


def asks_for_duties(text: str) -> bool:
    """Whether a question asks for somebody's tasks."""
    return _shows(say_officially(text), QuestionKind.DUTIES)


def asks_for_words(text: str) -> bool:
    """Whether a question that names clauses asks what they say."""
    return _shows(text, QuestionKind.CLAUSE)


def asks_to_compare(text: str) -> bool:
    """Whether a question asks how things differ."""
    return _shows(say_officially(text), QuestionKind.COMPARE)


_WHAT_THING = re.compile(r"(?:是|算)个?(?:什么|啥子?|么子)(?:东西|玩意|概念|名堂)")
_ASKS_MEANING = re.compile(
    r"指(?![标导定挥派示引])|意思|什么叫|啥叫|定义|界定|(?:怎么|如何|咋)(?:区分|分辨|区别)|(?:是|算)(?:个|一?种)?(?:什么|啥)(?!时候)|(?:所称|说的|讲的)[“\"「]?[^，。]{1,12}[”\"」]?"
    r"(?:是|包括|有|都|算)|哪些人"
    # what a name in quotation marks takes in, and the members of a thing that counts them
    r"|[”」』\"][\u4e00-\u9fff]{0,4}?(?:包括|包含|含|指|是|算)"
    r"(?:哪(?:几|些|[两二三四五六七八九十种类])|谁|(?:什么|啥)(?=人|[，。？?！!]|$))"
    r"|(?P<count>[双两三四五六七八九十2-9])[^，。？?哪]{1,8}[”」』\"]?[，,]?(?:的|那个)?[^，。？?]{0,6}?哪(?:(?P=count)|仨|俩)"
)


def asks_meaning(text: str) -> bool:
    """Whether a question asks what a thing is: 说的“学生”包括哪些人, 什么叫随班就读."""
    return _ASKS_MEANING.search(text) is not None


_STOP = re.compile(r"[？?]|[，,。；;！!\s]+")
_ASKING = re.compile(
    r"(?<!这么)(?<!那么)(?<!管)(?<!没)多少|几(?!乎|个人都|年来)|好多|什么|啥|哪|谁|多[久长大]|怎么|咋|[吗么嘛]$|"
    r"(.)不\1|不$|行不行|有没有|有没得|[没冇呢]$"
)
SHORTEST_PART = 4  # characters of a question that is one by itself,
SHORTEST_MARKED = 8  # and of one that only its question mark shows


def split_questions(text: str) -> tuple[str, ...]:
    """The questions that a text asks, each with what is told before it; one where it asks one.

    >>> split_questions("补课一回收多少，要退钱几天退")
    ('补课一回收多少', '要退钱几天退')
    >>> split_questions("家里有两个娃，老二能便宜吗")
    ('家里有两个娃，老二能便宜吗',)
    """
    parts: list[str] = []
    start = 0
    ends = [*_STOP.finditer(text), None]
    before = 0
    for end in ends:
        stop = end.start() if end else len(text)
        piece = text[before:stop].strip()
        marked = end is not None and end[0] in "？?"
        asks = _ASKING.search(piece) is not None
        least = (1 if marked else SHORTEST_PART) if asks else SHORTEST_MARKED
        if (asks or marked) and len(piece) >= least:
            parts.append(text[start:stop].strip("，,。；;！!？? "))
            start = end.end() if end else stop
        before = end.end() if end else stop
    rest = text[start:].strip("，,。；;！!？? ")
    if rest and parts:
        parts[-1] = f"{parts[-1]}，{rest}"
    return tuple(part for part in parts if part) or (text,)
