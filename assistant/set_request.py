"""Questions that ask for a whole set: which set, as their words show it."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Any


class SetKind(StrEnum):
    """What the members of the set are."""

    STATES = "states"  # documents in a state: ended, drafts, in force
    ANNEXES = "annexes"
    CITING = "citing"  # clauses that refer to other clauses
    MENTIONS = "mentions"  # documents and clauses that say something
    LIST = "list"  # the items of one list of a clause
    GRANTS = "grants"  # what is granted to somebody
    TARGETS = "targets"  # figures to be reached
    DATES = "dates"  # days that something is due


@dataclass(frozen=True, slots=True)
class ListKind:
    """A kind of list in clauses: materials, conditions, steps."""

    name: str
    asks: re.Pattern[str]
    opens: re.Pattern[str]
    items: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class SetAsked:
    """A set that a question asks for."""

    kind: SetKind
    lists: tuple[ListKind, ...] = ()  # of LIST: the kinds that the question's words fit
    words: str = ""  # of MENTIONS: what is said


@cache
def _read_table() -> dict[str, Any]:
    text = resources.files("assistant").joinpath("sets.toml").read_text("utf-8")
    return tomllib.loads(text)


_NO_TOPIC = re.compile(r"[几哪什么]\S{0,3}|[这那此该]\S*")


@cache
def _asks() -> dict[SetKind, tuple[re.Pattern[str], ...]]:
    return {
        SetKind(name): tuple(re.compile(form) for form in forms)
        for name, forms in _read_table()["asks"].items()
    }


@cache
def list_kinds() -> tuple[ListKind, ...]:
    """The kinds of lists that `sets.toml` names."""
    return tuple(
        ListKind(
            name,
            re.compile("|".join(row["asks"])),
            re.compile("|".join(row["opens"])),
            re.compile(row["items"]) if row["items"] else None,
        )
        for name, row in _read_table()["list"].items()
    )


@lru_cache(maxsize=256)  # questions: several composers ask the same
def read_sets(text: str) -> tuple[SetAsked, ...]:
    """The sets that a question may ask for, the surest first; () where it asks for none.

    >>> read_sets("哪些文件提到了周转房？")[0].words
    '周转房'
    """
    found = [
        SetAsked(kind)
        for kind in (SetKind.STATES, SetKind.ANNEXES, SetKind.CITING)
        if any(form.search(text) for form in _asks()[kind])
    ]
    words = _read_mentioned(text)
    if words:
        found.append(SetAsked(SetKind.MENTIONS, words=words))
    lists = tuple(kind for kind in list_kinds() if kind.asks.search(text))
    if lists:
        found.append(SetAsked(SetKind.LIST, lists))
    found += [
        SetAsked(kind)
        for kind in (SetKind.GRANTS, SetKind.TARGETS, SetKind.DATES)
        if any(form.search(text) for form in _asks()[kind])
    ]
    return tuple(found)


def _read_mentioned(text: str) -> str:
    """What documents are asked for that say it; "" where none are."""
    for form in _asks()[SetKind.MENTIONS]:
        found = form.search(text)
        words = next(filter(None, found.groupdict().values()), "") if found else ""
        if words.strip('的 “”"了过到着呢吗吧啊') and not _NO_TOPIC.fullmatch(words):
            return words
    return ""
