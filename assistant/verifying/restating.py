"""Texts put into one wording, so that what is said in other words can be compared.

Every figure becomes one token of value, unit and side (至少90名 and 不少于90人 alike), and every
word of `restating.toml` the first of its row; all else stays as it is, character by character.
"""

import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from assistant.locate import fold_text
from ingest.quantities import Quantity, fold_width, format_number, scan_quantities

Tokens = tuple[str, ...]

FIGURE = "#"  # what the token of a figure begins with
_SIDES = {
    "≥": (
        "不少于|不低于|不小于|至少|最少|最低|起码|不得低于|不得少于|不得小于|不能低于|不能少于|不能小于"
    ),
    "≤": (
        "不超过|不高于|不多于|不大于|不超出|最多|至多|最高|最长|不得超过|不得高于|不得多于|不得大于|不得超出"
        "|不能超过|不能高于|不能多于|不能大于"
    ),
    ">": "超过(?!的?部分)|高于|多于|大于|超出(?!的?部分)",
    "<": "低于|少于|小于|不足|不满|未满",
}
_BEFORE = tuple(
    (side, re.compile(rf"^(?P<head>.*)(?:{words})(?P<between>[^\d，,。；;：:、（）()]{{0,12}})$"))
    for side, words in _SIDES.items()
)
_AFTER = (
    ("≥", re.compile(r"[及或]?以上")),
    ("≤", re.compile(r"[及或]?以下|封顶")),
    ("内", re.compile(r"范围[以之]?内|以内|之内|内")),
)
_SAME_UNIT = {"天": "日", "周岁": "岁", "周年": "年", "学时": "学时"}
_VILLAGE = re.compile("一个(?=[村乡镇校])")
_IN_EACH = re.compile(
    r"(?<![第\d十百千])[同每]?一个?(学年|学期|年度|年|月)内?(?=累计|最多|最高|不超过|至多)"
)
_WHO_IS = re.compile("(组长|主任)[是为]([^，。；、是为]{2,20})(?=[，。；、]|$)")
_EVER = re.compile("(领取|领|享受|参加|获得)过")
_ONCE = "一次性"
_HALF = (("一半", "50%"), ("一倍", "100%"))
_SAME = re.compile("同一[所个套名]")
_EACH = re.compile(r"(每[^，。；]{1,12})都(?=[有要应可须])")
_AFTER_YEARS = re.compile(r"(满[\d一二三四五六七八九十]+个?[年月日周])后")
_AGED = re.compile(r"(?<![不未每])年?满(\d+周?岁)(?:及?以上)?(?![至到—–~～-])")
_AFTER_CONSENT = re.compile("(经[^，。；]{2,60}(?:批准|同意|审核|考核|评估|验收|认定|确认))后")
_ANOTHER = re.compile("另(?=.{0,3}另)")  # 另外每月再加
_FROM_PLACE = re.compile("[由从](?=[^，。；、]{2,10}[^报提送]{2}到)")
_RANGE = re.compile("[—–~～至到-]+")
# What is owed or who is expected (应到会人员, 应缴部分) is no duty, nor what is paid or who came.
_EXPECTED = re.compile(
    "应(?=(?:到会?|出席|参加|[缴发付收退得交补纳考招扣报聘])[^，。；、应]{0,5}"
    "(?:人员|人数|总数|部分|代表|考生|[费额款税数]))"
)
_WHOSE = re.compile("(?<![尤极与])其(?![中他她它余间次实])")
_FROM_DAY = re.compile(
    r"[自从](?=[^，。；]{1,10}之日起)|[由自从](?=[\d一二三四五六七八九十]+[^年月日\d][^，。；]{0,4}[为到至])"
)
_YES = re.compile("(?:是|有|对|会|应|给|占|在|到)+[的了]?")
_PLAIN = re.compile(r"[。！？!?“”\"'《》「」『』*#`\s\u3000]")


@dataclass(frozen=True, slots=True)
class Words:
    """The table of `restating.toml`."""

    same: dict[str, str]
    pattern: re.Pattern[str]
    light: re.Pattern[str]
    said: re.Pattern[str]
    held: re.Pattern[str]
    courtesy: re.Pattern[str]


@functools.cache
def read_words() -> Words:
    """The words of `restating.toml`, ready to be looked for."""
    text = resources.files("assistant.verifying").joinpath("restating.toml").read_text("utf-8")
    table = tomllib.loads(text)
    same = {word: word for word in table["whole"]["words"]}
    for first, others in table["same"].items():
        same.update(dict.fromkeys(others, first))
    light = table["light"]
    return Words(
        same,
        _any_of(same),
        re.compile(f"(?:{_any_of(light['words']).pattern})*"),
        re.compile(f"(?:{_any_of([*light['words'], *light['said']]).pattern})*"),
        re.compile(f"(?:{_any_of([*light['words'], *light['held']]).pattern})*"),
        re.compile(
            f"(?:{_any_of([*light['words'], *light['said'], *light['courtesy']]).pattern})*"
        ),
    )


def _any_of(words: dict[str, str] | list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def is_figure(token: str) -> bool:
    """Whether the token is a figure."""
    return token.startswith(FIGURE)


def unit_of(figure: str) -> str:
    """The unit and side of a figure's token.

    >>> unit_of("#90人≥")
    '人≥'
    """
    return figure.lstrip(f"{FIGURE}0123456789.")


def is_light(tokens: Tokens) -> bool:
    """Whether the tokens claim nothing."""
    return read_words().said.fullmatch("".join(tokens)) is not None


def is_yes(text: str) -> bool:
    """Whether words only say yes to a question.

    >>> is_yes("是的"), is_yes("应当"), is_yes("是校长")
    (True, True, False)
    """
    return _YES.fullmatch("".join(restate(text))) is not None


def is_courtesy(text: str) -> bool:
    """Whether a sentence is a manner of speaking: it opens or closes and states nothing.

    >>> is_courtesy("您好，具体标准如下："), is_courtesy("不得发放。"), is_courtesy("是的。")
    (True, False, False)
    """
    said = "".join(restate(text))
    return not is_yes(text) and read_words().courtesy.fullmatch(said) is not None


@functools.lru_cache(maxsize=1 << 12)
def restate(text: str) -> Tokens:
    """The tokens of a text: figures, and the characters of its words in one wording.

    >>> "".join(restate("至少招聘90名教师")) == "".join(restate("招聘教师不少于90人"))
    False
    >>> sorted(restate("至少招聘90名教师")) == sorted(restate("招聘教师不少于90人"))
    True
    """
    plain = _SAME.sub("同一", _PLAIN.sub("", fold_width(text)))
    plain = _IN_EACH.sub(r"每\1", _VILLAGE.sub("一", plain))
    plain = _WHOSE.sub("", _EXPECTED.sub("如数", plain))
    plain = _EVER.sub(r"\1", _WHO_IS.sub(r"\1由\2任", plain))
    plain = _AFTER_CONSENT.sub(r"\1", plain)
    plain = _AGED.sub(r"\1以上", plain)
    plain = _AFTER_YEARS.sub(r"\1的", plain)
    plain = _FROM_PLACE.sub("自", plain)
    plain = _FROM_DAY.sub("", _EACH.sub(r"\1", plain))
    tokens: list[str] = []
    for piece in _mark_figures(plain):
        tokens.extend([piece] if is_figure(piece) else _reword(piece))
    return tuple(tokens)


def _reword(text: str) -> str:
    words = read_words()
    said = words.pattern.sub(lambda found: words.same[found[0]], text)
    return _ANOTHER.sub("", fold_text(said)).replace("禁给", "不给")  # 不能享受, 不享受


def _mark_figures(text: str) -> Iterator[str]:
    """The text in pieces, each figure one of its own with the words for its side taken in."""
    for half, whole in _HALF:
        text = text.replace(half, whole)
    figures = [q for q in scan_quantities(text) if not text.startswith(_ONCE, q.start)]
    position, side = 0, ""
    for index, figure in enumerate(figures):
        before = text[position : figure.start]
        listed = index > 0 and bool(re.fullmatch(r"[、和及至到~～—–-]+", before))
        before, own = _take_side(before)
        end = figure.end
        for name, after in _AFTER:
            found = after.match(text, end)
            if found is not None and not figure.ordinal:
                own, end = own + name, found.end()
        side = own or (side if listed else "")
        yield "至" if listed and _RANGE.fullmatch(before) else before
        yield _name_figure(figure, side)
        position = end
    yield text[position:]


def _take_side(before: str) -> tuple[str, str]:
    """What stands before a figure without the words for its side, and that side."""
    for side, pattern in _BEFORE:
        found = pattern.search(before)
        if found is not None:
            if not found["between"]:  # 最高不超过
                inner, own = _take_side(found["head"])
                return (inner if own == side else found["head"]), side
            inner, own = _take_side(found["head"])  # 最高不超过每月
            head = inner if own == side and found["head"].startswith(inner) else found["head"]
            return head + found["between"], side
    return before, ""


def _name_figure(figure: Quantity, side: str) -> str:
    unit = _SAME_UNIT.get(figure.unit, figure.unit)
    kind = "第" if figure.ordinal else side
    return f"{FIGURE}{format_number(figure.value)}{unit}{kind}"
