"""What an asker has said of himself over a conversation, answers to what he was asked included."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from assistant.applying.profile import (
    CHOICES,
    NUMBERS,
    Profile,
    list_fields,
    read_number,
    read_profile,
    read_situation,
    read_table,
)
from assistant.locate import fold_text
from assistant.model import Turn
from ingest.regions import find_regions

ASKING = "为了判断得更准，请告诉我："
REGION_QUESTION = "您在哪个县（市、区）任教？"
LONGEST_ANSWER = 40  # characters of a text that only answers what was asked
LONGEST_PLACE = 6  # characters of a place that no list has
_ASKED = re.compile(re.escape(ASKING) + r"(?P<question>[^\n]+?)[ \t]*(?:\n|$)")
_NO = re.compile(
    r"^(?:不|没|否|无(?!锡)|非|未|都不|都没|n(?:o)?\b|0$)|不是|没有|不符合|不属于|不在", re.I
)
_YES = re.compile(
    r"^(?:是|有|对|符合|嗯|恩|好|当然|属于|都|可以|没错|确实|y(?:es)?\b|1$)|符合|是的|有的", re.I
)
_UNSURE = re.compile(r"不清楚|不知道|不确定|不好说|说不[准好清]|没算过|记不|忘了|跳过|不想说|待定")
_NEVER = re.compile(
    r"^(?:没有|没|无|零|从来?没有?)(?:在[^，。]{1,8})?(?:教|当|干|待|任|做)?过?(?:班主任|书)?$"
)
# A place that no list has, where somebody says where he works.
_WORKS_IN = re.compile(
    r"(?:我|俺|本人)[^，。]{0,3}?(?:在|是)(?P<place>[\u4e00-\u9fff]{2,3}?(?:县|区|市))(?![城区级直政])"
)
_NO_PLACE = re.compile(
    r"^(?:全|本|我|该|各|某|外|这|那|一个)|(?:城|市|地|校|片|山|社|学|景|郊|林|牧|老|新)区$"
)
_DIGITS = re.compile(r"\d{1,2}|[一二三四五六七八九十]{1,3}(?=年|个|岁|周岁|$|多|来)")
_TOPIC = re.compile(r"津贴|补贴|补助|奖励|标准|文件|办法|规定|政策|措施|第.{1,4}条")
_ASKS_SOMETHING = re.compile(
    r"[?？吗呢么]|多[少大久]|什么|啥|哪|怎|咋|几|谁|可以|是否|如何|比较|对比|([^不])不\1|有没有"
    r"|想(?!法)|打算|希望|要求|列出|给我|帮我|(?:没|没有|没得|不)[。！! ]*$"
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that was put to the asker, with what he said next."""

    question: str
    text: str


def find_asked(answer: str) -> str | None:
    """The question that an answer of the assistant ends with.

    >>> find_asked("为了判断得更准，请告诉我：您一共教了多少年？")
    '您一共教了多少年？'
    """
    found = _ASKED.search(answer)
    return found["question"] if found else None


def pair_answers(history: Iterable[Turn], text: str) -> tuple[Answered, ...]:
    """What was asked in a conversation with what was said next, in order."""
    turns = tuple(history)
    following = (*(turn.user for turn in turns), text)[1:]
    return tuple(
        Answered(question, said)
        for turn, said in zip(turns, following, strict=True)
        if (question := find_asked(turn.assistant)) is not None
    )


def is_statement(text: str) -> bool:
    """Whether somebody only says what he is (我在乡镇小学教了21年书，当班主任).

    >>> is_statement("我在乡镇小学教了21年书，当班主任"), is_statement("我能领多少")
    (True, False)
    >>> is_statement("我在乡下教小学，退休了还想接着教")
    False
    """
    return read_profile(text).known >= 2 and not _ASKS_SOMETHING.search(text)


def is_answer(question: str, text: str) -> bool:
    """Whether a short text answers a question that was just put, and asks nothing itself.

    >>> is_answer("您一共教了多少年？", "21年"), is_answer("您一共教了多少年？", "班主任津贴标准")
    (True, False)
    """
    said = text.strip()
    if len(said) > LONGEST_ANSWER or _ASKS_SOMETHING.search(said) or _TOPIC.search(said):
        return False
    if _UNSURE.search(said):
        return True  # it says that nothing can be said, and the next question follows
    name = find_name(question)
    if name in ("region", "city"):
        return find_place(said) is not None or len(said) <= LONGEST_PLACE
    if read_situation(said).known > 0:
        return True  # something else of himself, which matters as well
    if name is None:
        return _says(said) is not None
    answered = read_answer(name, said)
    if name in NUMBERS or name in CHOICES:
        return getattr(answered, name) is not None
    return answered.fact(name) is not None


def find_name(question: str) -> str | None:
    """The field or fact that a question asks for; None where it is in a clause's own words."""
    if question == REGION_QUESTION:
        return "region"
    named = {field.question: field.name for field in list_fields().values()}
    named |= {row["question"]: row["name"] for row in read_table()["fact"]}
    return named.get(question)


def find_place(text: str) -> str | None:
    """The first place named, by its full name.

    >>> find_place("我在梅岭县乡镇小学教书"), find_place("我在城区教书")
    ('梅岭县', None)
    """
    found = find_regions(text)
    if found:
        return found[0].name
    said = _WORKS_IN.search(text)
    return said["place"] if said and not _NO_PLACE.search(said["place"]) else None


def read_answer(name: str, text: str) -> Profile:
    """What a text says, taken as the answer to the question about `name`."""
    said = read_situation(text)
    if _UNSURE.search(text):
        return said
    if name == "region":
        return replace(said, region=find_place(text) or text.strip() or None)
    if name == "city":
        return replace(said, city=_read_city(text))
    if name in NUMBERS and getattr(said, name) is None:
        found = _DIGITS.search(text)
        number = read_number(found[0]) if found else None
        if number is None and _NEVER.search(text.strip()):
            number = 0
        clean = {n: None for n in NUMBERS if n != name}  # 21年 answers this, and nothing else
        values: dict[str, Any] = {name: number, **clean}
        return replace(said, **values)
    if name in CHOICES and getattr(said, name) is None:
        return _choose(said, name, text)
    if name in CHOICES or name in NUMBERS or said.fact(name) is not None:
        return said
    known = _says(text)
    if known is None:
        return said
    return replace(said, facts=tuple(sorted({**dict(said.facts), name: known}.items())))


def _choose(said: Profile, name: str, text: str) -> Profile:
    for value, shown in list_fields()[name].options:
        if fold_text(shown) in fold_text(text) or (value == "none" and _says(text) is False):
            chosen = frozenset((value, "teacher")) if name == "posts" else value
            values: dict[str, Any] = {name: chosen}
            return replace(said, **values)
    return said


def _read_city(text: str) -> str | None:
    named = find_place(text)
    if named is not None:
        return named
    bare = re.sub(r"^(?:属于?|是|归|在)|[。，！ ]|的$", "", text.strip())
    return bare or None


def _says(text: str) -> bool | None:
    """Yes or no; None where it is neither."""
    said = text.strip()
    if _UNSURE.search(said):
        return None
    if _NO.search(said):
        return False
    return True if _YES.search(said) else None
