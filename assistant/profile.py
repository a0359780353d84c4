"""What an asker says of himself; what he leaves out stays unknown."""

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from ingest.quantities import find_quantities

LEVELS = {
    "kindergarten": "幼儿园",
    "primary": "小学",
    "junior": "初中",
    "senior": "高中",
    "vocational": "中职",
}
PLACES = {"county": "县城", "township": "乡镇", "village": "村小或教学点"}
POSTS = {
    "teacher": "教师",
    "class_teacher": "班主任",
    "head": "校长",
    "researcher": "教研员",
    "substitute": "代课教师",
    "special": "特岗教师",
}
_YEARS = re.compile(
    r"(?:教(?:了|书|学)?|任教|从教|教龄|工作)[^，。；0-9]{0,6}?(\d{1,2}|[一二三四五六七八九十]{1,3})年"
)


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

    def fact(self, name: str) -> bool | None:
        """What is known of a fact of `conditions.toml`."""
        return dict(self.facts).get(name)

    @property
    def known(self) -> int:
        """How many things are said, the region aside."""
        said = (self.level, self.place, self.posts, self.years, self.rural_years)
        return sum(value is not None for value in said) + len(self.facts)


@cache
def read_table() -> dict[str, Any]:
    """`conditions.toml`."""
    return tomllib.loads(
        resources.files("assistant").joinpath("conditions.toml").read_text("utf-8")
    )


def read_profile(text: str, region: str | None = None) -> Profile:
    """What a question says of its asker (我是乡镇小学班主任，教了21年).

    >>> read_profile("我是乡镇小学班主任，教了21年").years
    21
    """
    profile = Profile(region=region)
    if not re.search(r"我|本人|俺|咱", text):
        return profile
    posts: set[str] = set()
    for row in read_table()["choice"]:
        if not re.search(row["said"], text):
            continue
        if row["field"] == "posts":
            posts.update(row["values"])
        elif row["field"] == "level":
            profile = replace(profile, level=profile.level or row["values"][0])
        else:
            profile = replace(profile, place=row["values"][0])
    found = _YEARS.search(text)
    numbers = find_quantities(f"{found[1]}年") if found else ()
    facts = tuple(
        (row["name"], True) for row in read_table()["fact"] if re.search(row["said"], text)
    )
    return replace(
        profile,
        posts=frozenset(posts | {"teacher"}) if posts else None,
        years=int(numbers[0].value) if numbers else None,
        facts=facts,
    )
