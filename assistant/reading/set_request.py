"""Questions that ask for a whole set: which set, as their words show it."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from vectorstore.words import cut


class SetKind(StrEnum):
    """What the members of the set are."""

    STATES = "states"  # documents in a state: ended, drafts, in force
    ANNEXES = "annexes"
    CITING = "citing"  # clauses that refer to other clauses
    MENTIONS = "mentions"  # documents and clauses that say something
    LIST = "list"  # the items of one list of a clause
    ENTRIES = "entries"  # what the sentences of a kind say: prohibitions, grants, figures, days


@dataclass(frozen=True, slots=True)
class ListKind:
    """A kind of list in clauses: materials, conditions, steps."""

    name: str
    asks: re.Pattern[str]
    opens: re.Pattern[str]
    items: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class EntryKind:
    """A kind of entries: sentences, items and rows that belong to a set for what they say."""

    name: str
    label: str  # in Chinese, behind 写有
    asks: re.Pattern[str] | None
    names: re.Pattern[str] | None  # in a question, beside a word that asks for all
    unless: re.Pattern[str] | None
    about: re.Pattern[str]  # words of a question that only name the kind
    says: re.Pattern[str] | None  # None: `unit` or the catalog tells
    beside: re.Pattern[str] | None
    unit: str  # of the figures that make an entry; "" where none do
    least: int  # entries that make a set though the closest clause is none of them

    @property
    def is_dated(self) -> bool:
        """Whether a period narrows its entries."""
        return self.name in ("targets", "dates")


@dataclass(frozen=True, slots=True)
class SetAsked:
    """A set that a question asks for."""

    kind: SetKind
    lists: tuple[ListKind, ...] = ()  # of LIST: the kinds that the question's words fit
    words: str = ""  # of MENTIONS: what is said
    entry: EntryKind | None = None  # of ENTRIES
    who: str = ""  # of obligations: whose


@cache
def _read_table() -> dict[str, Any]:
    text = resources.files("assistant.reading").joinpath("sets.toml").read_text("utf-8")
    return tomllib.loads(text)


# Kinds that a list of a clause answers better where there is one.
_WIDE = frozenset({"grants", "targets", "dates"})
_NO_TOPIC = re.compile(r"[几哪什么]\S{0,3}|[这那此该]\S*")


@cache
def _whole() -> re.Pattern[str]:
    """Words that ask for all of something."""
    return re.compile(_read_table()["whole"])


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


@cache
def entry_kinds() -> tuple[EntryKind, ...]:
    """The kinds of entries that `sets.toml` names, the surest first."""
    return tuple(
        EntryKind(
            name,
            row["label"],
            _compile("|".join(row["asks"])),
            _compile(row.get("names", "")),
            _compile(row.get("unless", "")),
            re.compile(row["about"]),
            _compile(row["says"]),
            _compile(row["beside"]),
            row.get("unit", ""),
            row["least"],
        )
        for name, row in _read_table()["entry"].items()
    )


def find_entry_kind(name: str) -> EntryKind:
    """The kind of entries of a name; StopIteration where there is none."""
    return next(kind for kind in entry_kinds() if kind.name == name)


def _compile(form: str) -> re.Pattern[str] | None:
    return re.compile(form) if form else None


def asks_for_all(text: str) -> bool:
    """Whether a question has words that ask for all of something: 哪些, 各县, 列出来."""
    return _whole().search(text) is not None


def asks_by_day(text: str) -> bool:
    """Whether what is due by a day is asked for: 4月底以前要拨付的有哪些.

    >>> asks_by_day("2025年4月底以前要拨付的资金有哪些")
    True
    """
    if _SAYS_YEAR.search(text) is None:
        return False
    return any(re.search(form, text) for form in _read_table()["entry"]["dates"]["due"])


_SAYS_YEAR = re.compile(r"20\d\d|[今明后去本]年")


def asks_for_each(text: str) -> bool:
    """Whether several amounts are asked for at once: 各类人的标准分别是多少."""
    return re.search(_read_table()["entry"]["money"]["each"], text) is not None


def _asks_for(kind: EntryKind, text: str) -> bool:
    """Whether a question asks for entries of a kind."""
    if kind.asks is not None and kind.asks.search(text):
        return True
    if kind.names is None or (kind.unless is not None and kind.unless.search(text)):
        return False
    return kind.names.search(text) is not None and asks_for_all(text)


# What is not to be counted: （不算按比例补助的封顶数）, （不是按月的）, ，自己牵头的甭写.
_LEFT_OUT = re.compile(
    r"[（(](?:而)?(?:不是|并非|非)[^（）()]{1,18}[）)]"
    r"|[（(，,、。；;][^（）()，,。；;？?]{1,14}?(?:的|表|附件)(?:都|就|可|全|统统)?"
    r"(?:不算|不计|不要|不列|不写|不管|不含|不用(?:列|写|算|管)|甭(?:写|列|算|管)|别(?:写|列|算|管)|除外|剔除|排除)"
    r"(?:在内|进来|进去|上)?(?:[）)]|(?=[，,。；;！!])|$)"
    r"|[，,]?除(?:了|去|开)?(?P<but>[^，。；？?除]{2,18}?)(?:之外|以外|外)[，,]?(?![^。？?]{0,12}(?:还|另|其[他它]|别的))"
    r"|[（(，,]?(?:不算|不含|不计|不包括|除去|剔除|排除|撇开)(?:[^，。；）)？?吗]{2,18})[）)]?"
)


def read_left_out(text: str) -> str:
    """What a question says that it does not ask for; "" where it says nothing.

    >>> read_left_out("50万元以上的奖励（不算封顶数）有哪些")
    '（不算封顶数）'
    >>> read_left_out("教研室配合的有哪几项（牵头的不算）？")
    '（牵头的不算）'
    """
    return "".join(found[0] for found in _LEFT_OUT.finditer(text))


def read_excepted(text: str) -> tuple[str, ...]:
    """What a question names as not meant: 除固定资产投资奖励外."""
    return tuple(found["but"] for found in _LEFT_OUT.finditer(text) if found["but"])


def drop_left_out(text: str) -> str:
    """The question without what it says that it does not ask for; itself where nothing is left."""
    return _LEFT_OUT.sub("", text).strip() or text


@lru_cache(maxsize=256)  # questions: several composers ask the same
def read_sets(text: str) -> tuple[SetAsked, ...]:
    """The sets that a question may ask for, the surest first; () where it asks for none.

    >>> read_sets("哪些文件提到了周转房？")[0].words
    '周转房'
    """
    text = drop_left_out(text)
    found = [
        SetAsked(kind)
        for kind in (SetKind.STATES, SetKind.ANNEXES, SetKind.CITING)
        if any(form.search(text) for form in _asks()[kind])
    ]
    entries = [
        SetAsked(SetKind.ENTRIES, entry=kind, who=_read_who(kind, text))
        for kind in entry_kinds()
        if _asks_for(kind, text)
    ]
    if any(asked.entry and asked.entry.name == "endings" for asked in entries):
        found = [asked for asked in found if asked.kind is not SetKind.STATES]
    words = _read_mentioned(text) or _read_quoted(text)
    lists = tuple(kind for kind in list_kinds() if kind.asks.search(text))
    found += [asked for asked in entries if asked.entry and asked.entry.name not in _WIDE]
    if words:
        found.append(SetAsked(SetKind.MENTIONS, words=words))
    if lists:
        found.append(SetAsked(SetKind.LIST, lists))
    wide = [asked for asked in entries if asked.entry and asked.entry.name in _WIDE]
    if any(kind.name == "exclusions" for kind in lists):  # who gets nothing, not what is given
        wide = [asked for asked in wide if asked.entry and asked.entry.name != "grants"]
    if asks_by_day(text):
        wide = [SetAsked(SetKind.ENTRIES, entry=find_entry_kind("dates"))]
    found += wide
    if not words and _asks_across(text):
        said = _across().sub(" ", drop_asides(text))
        found.append(SetAsked(SetKind.MENTIONS, words=_DO_SO.sub("", said)))
    return tuple(found)


@cache
def _across() -> re.Pattern[str]:
    """All documents or places at once."""
    return re.compile(_read_table()["across"])


def _asks_across(text: str) -> bool:
    """Whether a question asks what several documents or places say: 各县的班主任津贴多少."""
    if _across().search(text) is None:
        return False
    asks = re.search(_read_table()["each"], _across().sub("", text)) is not None
    return asks or re.search(_read_table()["which"], text) is not None


# What documents do with it, behind all of them: 集团化办学，哪些文件支持？
_DO_SO = re.compile(
    r"[，,、：:\s]*(?:库里|手头)?(?:都|也|分别)?有?\s(?:里|中)?[都也有会要]*"
    r"(?:提出|支持|鼓励|要求|推行|推|倡导|明确|安排|主张|允许|禁止|实行|开展|搞)[了过着到要]*[^，。？?]{0,3}[？?呢]*$"
)
_ASIDE = re.compile(r"[（(][^（）()]*[）)]")


def drop_asides(text: str) -> str:
    """A question without its brackets, which say how it is to be told."""
    return _ASIDE.sub("", text)


_QUOTED = re.compile(r"(?<!《)[“「『\"][^“”「」『』\"《》]{1,12}[”」』\"]")


def _read_quoted(text: str) -> str:
    """The quoted words of a question that asks for all that is said of them."""
    found = _QUOTED.search(text)
    if found is None:
        return ""
    said = _WRITTEN.search(text) is not None and asks_for_all(text)
    return found[0] if said or _GATHERS.search(text) else ""


_WRITTEN = re.compile(r"(?:写|留|标|注|印|提|讲|含|带|用)(?:着|了|有|明|到|过)[“「『\"]")
_GATHERS = re.compile(
    r"都[列给要找摆]|字样|列(?:全|出|一下|个)|汇总|整理|罗列|所有|全部|统统|凡是|逐[一条]|哪[几些](?:处|条)"
)


def _read_who(kind: EntryKind, text: str) -> str:
    """The last word of whom a question asks the obligations of; "" for other kinds."""
    found = kind.asks.search(text) if kind.asks is not None else None
    words = next(filter(None, found.groupdict().values()), "") if found else ""
    return cut(words)[-1] if words else ""


def _read_mentioned(text: str) -> str:
    """What documents are asked for that say it; "" where none are."""
    for form in _asks()[SetKind.MENTIONS]:
        found = form.search(text)
        words = next(filter(None, found.groupdict().values()), "") if found else ""
        if words.strip('的 “”"了过到着呢吗吧啊') and not _NO_TOPIC.fullmatch(words):
            return words
    return ""
