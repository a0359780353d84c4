"""What an asker says of himself; what he leaves out stays unknown."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import resources
from typing import Any

from ingest.quantities import find_quantities

NUMBERS = ("years", "rural_years", "rural_total", "class_years", "age")
CHOICES = ("level", "place", "posts", "title", "degree", "status", "school")
CONFIRM = "said:"  # begins the name of a fact that is a condition in the clause's own words
_NUMBER = r"(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})"
_SELF = re.compile(r"我|本人|俺|咱|自己")
_TAUGHT = r"(?:教(?:了|书|学|过)?|任教|从教|教龄|干|工作|当老师|当教师)"
_RURAL = r"(?:乡镇?|镇|村|农村|教学点|山区|基层|乡下)"
# Tried in this order; what one has read is taken out before the next.
_YEARS = (
    ("age", re.compile(rf"(?:今年|年龄|我|已经?)?{_NUMBER}周?岁")),
    ("class_years", re.compile(rf"(?:当|担任|做)班主任[^，。；0-9]{{0,8}}?{_NUMBER}年")),
    ("class_years", re.compile(rf"{_NUMBER}年(?:的)?班主任")),
    (
        "rural_years",
        re.compile(rf"{_RURAL}[^，。；]{{0,10}}?连续[^，。；0-9]{{0,8}}?{_NUMBER}年"),
    ),
    (
        "rural_years",
        re.compile(rf"连续[^，。；]{{0,8}}?{_RURAL}[^，。；0-9]{{0,10}}?{_NUMBER}年"),
    ),
    (
        "rural_total",
        re.compile(rf"{_RURAL}[^，。；0-9]{{0,10}}?{_TAUGHT}[^，。；0-9]{{0,6}}?{_NUMBER}年"),
    ),
    ("years", re.compile(rf"{_TAUGHT}[^，。；0-9]{{0,6}}?{_NUMBER}年")),
    ("years", re.compile(rf"{_NUMBER}年(?:的)?(?:教龄|老?教师)")),
)


@dataclass(frozen=True, slots=True)
class Field:
    """Something with a value that an asker can say of himself."""

    name: str
    short: str  # a label of a form
    question: str
    options: tuple[tuple[str, str], ...] = ()  # value and its Chinese name; (): a number or a word


@dataclass(frozen=True, slots=True)
class Profile:
    """A teacher's situation; None and absent facts are unknown, never no."""

    region: str | None = None
    city: str | None = None  # the prefecture that the region lies in, where he says it
    level: str | None = None
    place: str | None = None
    posts: frozenset[str] | None = None
    years: int | None = None  # of teaching altogether
    rural_years: int | None = None  # without a break in schools of townships and villages
    facts: tuple[tuple[str, bool], ...] = ()
    rural_total: int | None = None  # in such schools, with breaks
    class_years: int | None = None  # as a class teacher
    age: int | None = None
    title: str | None = None
    degree: str | None = None
    status: str | None = None
    school: str | None = None

    def fact(self, name: str) -> bool | None:
        """What is known of a fact of `conditions.toml`, or of a condition by its own words."""
        return dict(self.facts).get(name)

    @property
    def known(self) -> int:
        """How many things are said, the region aside."""
        said = (getattr(self, name) for name in (*NUMBERS, *CHOICES))
        return sum(value is not None for value in said) + len(self.facts)

    def joined(self, later: "Profile") -> "Profile":
        """This profile with what a later one says; the later one goes first."""
        changes = {
            one.name: getattr(later, one.name)
            for one in fields(later)
            if one.name != "facts" and getattr(later, one.name) is not None
        }
        if self.posts and later.posts:
            changes["posts"] = self.posts | later.posts
        facts = {**dict(self.facts), **dict(later.facts)}
        return replace(self, **changes, facts=tuple(sorted(facts.items())))


@cache
def read_table() -> dict[str, Any]:
    """`conditions.toml`, its ~ written out."""
    text = resources.files("assistant.applying").joinpath("conditions.toml").read_text("utf-8")
    return tomllib.loads(text.replace("~", "[^，。；]{0,6}"))


@cache
def list_fields() -> Mapping[str, Field]:
    """The fields by name, in the order in which they are asked."""
    return {
        row["name"]: Field(
            row["name"], row["short"], row["question"], tuple(row.get("options", {}).items())
        )
        for row in read_table()["field"]
    }


def name_value(field: str, value: str) -> str:
    """A value's Chinese name.

    >>> name_value("place", "township")
    '乡镇'
    """
    return dict(list_fields()[field].options)[value]


def describe(profile: Profile) -> str:
    """What is said, in a few words, to be shown to the asker.

    >>> describe(Profile(region="某县", place="township", years=21))
    '某县、乡镇、教龄21年'
    """
    said = [name for name in (profile.region, profile.city) if name]
    for name in CHOICES:
        value = getattr(profile, name)
        values = sorted(value) if name == "posts" and value else [value] if value else []
        said += [name_value(name, one) for one in values if one != "teacher"]
    for name in NUMBERS:
        value = getattr(profile, name)
        if value is not None:
            label, _, unit = list_fields()[name].short.partition("（")
            said.append(f"{label}{value}{unit.rstrip('）')}")
    shorts = {row["name"]: row["short"] for row in read_table()["fact"]}
    said += [
        f"{'' if known else '不是'}{shorts[name]}"
        for name, known in profile.facts
        if name in shorts
    ]
    return "、".join(said)


def read_number(words: str) -> int | None:
    """A count of years in digits or Chinese, None where there is none.

    >>> read_number("二十一"), read_number("8")
    (21, 8)
    """
    found = find_quantities(f"{words}年")
    return int(found[0].value) if found else None


def read_profile(text: str, region: str | None = None) -> Profile:
    """What a question says of its asker (我在乡镇小学教了21年书，当班主任).

    >>> read_profile("我是乡镇小学班主任，教了21年").years
    21
    """
    if not _SELF.search(text):
        return Profile(region=region)
    return replace(read_situation(text), region=region)


def read_situation(text: str) -> Profile:
    """What words say of somebody, where it is plain that he speaks of himself."""
    posts: set[str] = set()
    values: dict[str, Any] = {}
    for row in read_table()["choice"]:
        if not re.search(row["said"], text):
            continue
        if row["field"] == "posts":
            posts.update(row["values"])
        else:
            values.setdefault(row["field"], row["values"][0])
    rest = text
    for name, pattern in _YEARS:
        found = pattern.search(rest)
        if found is None or name in values:
            continue
        number = read_number(found["number"])
        if number is not None:
            values[name] = number
            rest = rest[: found.start()] + "，" + rest[found.end() :]
    facts: dict[str, bool] = {}
    for row in read_table()["fact"]:
        if re.search(row.get("not_said", "(?!)"), text):
            facts[row["name"]] = False
        elif re.search(row["said"], text):
            facts[row["name"]] = True
    return Profile(
        posts=frozenset(posts | {"teacher"}) if posts else None,
        facts=tuple(sorted(facts.items())),
        **values,
    )
