"""Figures in Chinese official text: value, unit, direction and what stands before them."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "○": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MAGNITUDES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_PLACES = Decimal("0.0001")  # of a fraction

_UNITS = (
    "个百分点|百分点|平方米|立方米|平方公里|公里|千米|厘米|课时|学时|学分|学年|学期|小时|分钟|"
    "工作日|个月|季度|周年|周岁|元|人|名|位|个|所|项|次|年|月|日|天|节|倍|户|岁|周|米|间|套|台|"
    "册|本|亩|吨|兆|分|级|届|期|期间|条|款|章|篇|号|辆|床|班|场|门|家|支|批|份|%|‰|㎡|m2|m"
)
# Counted in digits only: 一种, 一处 are hardly ever figures.
_FURTHER_UNITS = "个工作日|千瓦时|千瓦|公顷|人次|种|座|头|只|株|处|件|张|盏|眼|例"
_SAME_UNIT = {
    "名": "人",
    "位": "人",
    "㎡": "平方米",
    "m2": "平方米",
    "个百分点": "百分点",
    "个工作日": "工作日",
}
_NUMBER = re.compile(
    r"百分之(?P<percent>[〇零一二三四五六七八九十百两点\d.]+)"
    r"|(?P<tenths>[一二三四五六七八九])成(?=以[上下]|左右|[，,。；;]|$)"
    r"|(?P<below>[二三四五六七八九十]+)分之(?P<above>[一二三四五六七八九十]+)"
    r"|(?P<digits>\d[\d,]*(?:\.\d+)?)(?:[ \t]?(?P<magnitude>[百千]?[万亿]|[百千](?=[元人名户亩])))?"
    r"|(?P<chinese>[〇零一二三四五六七八九十百千两]+(?:万[零一二三四五六七八九十百千]+(?=元))?)(?P<magnitude2>[万亿])?(?="
    + _UNITS
    + r"|[万亿])"
)
_UNIT = re.compile(r"\s*(" + _FURTHER_UNITS + "|" + _UNITS + r")")
_ENUMERATION = re.compile(
    r"\s*[、,，和与至到~～\-—–及]+\s*(?:分别)?(?=[\d一二三四五六七八九十百千两])"
)
_ORDINAL_BEFORE = re.compile(r"第\s*$")


class Direction(StrEnum):
    """Which side of a figure is meant."""

    EXACT = "="
    AT_LEAST = ">="
    AT_MOST = "<="
    ABOUT = "~"


_BEFORE = (
    (
        re.compile(
            r"(?:不少于|不低于|不小于|至少|最少|最低|不得低于|不得少于|≥)[^\d，,。；]{0,3}$"
        ),
        Direction.AT_LEAST,
    ),
    (
        re.compile(
            r"(?:不超过|不高于|不多于|不大于|最多|至多|最高|不得超过|不得高于|不超|≤)"
            r"[^\d，,。；]{0,3}$"
        ),
        Direction.AT_MOST,
    ),
    (re.compile(r"(?<!不)(?:超过|高于|大于|多于)[^\d，,。；]{0,2}$"), Direction.AT_LEAST),
    (re.compile(r"(?<!不)(?<!不得)(?:低于|少于|小于)[^\d，,。；]{0,2}$"), Direction.AT_MOST),
    (re.compile(r"(?:约|大约|大概|左右)$"), Direction.ABOUT),
)
_AFTER = (
    (re.compile(r"\s*(?:及|或)?(?:以上|起)"), Direction.AT_LEAST),
    (re.compile(r"\s*(?:及|或)?(?:以下|以内|之内|封顶)"), Direction.AT_MOST),
    (re.compile(r"\s*(?:左右|上下)"), Direction.ABOUT),
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as it stands in a text.

    `subject` is what stands before it, back to the previous figure or sentence mark: the words
    that say of what it is the figure.
    """

    value: Decimal
    unit: str  # "" where none follows; synonyms folded (名 = 人)
    direction: Direction
    start: int
    end: int
    subject: str
    ordinal: bool  # 第八条, 第3项


def parse_chinese_number(text: str) -> int:
    """The value of a Chinese numeral below ten thousand; raises ValueError.

    >>> tuple(map(parse_chinese_number, ("二百零五", "十", "二〇二三")))
    (205, 10, 2023)
    """
    if not text:
        raise ValueError("expected a numeral, found nothing")
    if not any(c in _TENS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for character in text:
        if character in _TENS:
            total += (digit or 1) * _TENS[character]
            digit = 0
        elif character in _DIGITS:
            digit = _DIGITS[character]
        else:
            raise ValueError(f"expected a Chinese numeral, found {text!r}")
    return total + digit


def format_number(value: Decimal | None) -> str | None:
    """Plain digits that `Decimal` reads back; None for None.

    >>> format_number(Decimal("1.10E+5")), format_number(Decimal("0.30"))
    ('110000', '0.3')
    """
    if value is None:
        return None
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


class _Widths(dict[int, str]):
    """What `fold_width` makes of a character, by its code; filled as characters come."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code))
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_WIDTHS = _Widths()


def fold_width(text: str) -> str:
    """NFKC per character, but one character for one, so that offsets stay."""
    return text if text.isascii() else text.translate(_WIDTHS)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """All figures of a text in order.

    A figure in a list takes the unit of the one that follows (60、80天).

    >>> [(str(q.value), q.unit, q.direction.value) for q in find_quantities("分别不少于60、80天")]
    [('60', '天', '>='), ('80', '天', '>=')]
    >>> [(str(q.value), q.unit) for q in find_quantities("三万五千元，三分之二")]
    [('35000', '元'), ('0.6667', '')]
    >>> [(str(q.value), q.unit) for q in find_quantities("每年不低于700万元")]
    [('7000000', '元')]
    >>> find_quantities("几十所学校、数百人")
    ()
    """
    return scan_quantities(fold_width(text))


def scan_quantities(folded: str) -> tuple[Quantity, ...]:
    """As `find_quantities`, of a text that is folded already."""
    found: list[Quantity] = []
    previous_end = 0
    for match in _NUMBER.finditer(folded):
        parsed = _parse(match)
        if parsed is None:
            continue
        value, unit, end = parsed
        if _is_vague(folded, match):
            continue
        if not unit and match["below"] is None:
            unit_match = _UNIT.match(folded, match.end())
            if unit_match is not None:
                unit, end = unit_match[1], unit_match.end()
        subject_start = max(previous_end, _sentence_start(folded, match.start()))
        found.append(
            Quantity(
                value=value,
                unit=_SAME_UNIT.get(unit, unit),
                direction=_direction(folded, match.start(), end),
                start=match.start(),
                end=end,
                subject=folded[subject_start : match.start()],
                ordinal=_ORDINAL_BEFORE.search(folded, 0, match.start()) is not None
                if match.start() and folded[match.start() - 1] == "第"
                else False,
            )
        )
        previous_end = end
    return _share_units(folded, found)


_MANY = frozenset("十百千万亿")
_ABOUT = re.compile("[十百]?(?:一[两二]|两三|二三|三四|三五|四五|五六|六七|七八|八九)[十百千万]?")


def _is_vague(folded: str, match: re.Match[str]) -> bool:
    """Whether words only say that it is many or about so many: 几十所, 数百人.

    >>> find_quantities("七八个学生，十五六岁")
    ()
    """
    before = folded[match.start() - 1] if match.start() else ""
    if _ABOUT.fullmatch(match[0]):
        return True
    return match[0][0] in _MANY and before in "几数" and bool(before)


def _parse(match: re.Match[str]) -> tuple[Decimal, str, int] | None:
    try:
        if match["percent"] is not None:
            raw = match["percent"]
            if re.fullmatch(r"[\d.]+", raw):
                return Decimal(raw), "%", match.end()
            whole, _, fraction = raw.partition("点")
            digits = "".join(str(_DIGITS[c]) for c in fraction)
            value = Decimal(f"{parse_chinese_number(whole)}{'.' + digits if digits else ''}")
            return value, "%", match.end()
        if match["tenths"] is not None:
            return Decimal(10 * parse_chinese_number(match["tenths"])), "%", match.end()
        if match["below"] is not None:
            above, below = map(parse_chinese_number, (match["above"], match["below"]))
            return (Decimal(above) / below).quantize(_PLACES), "", match.end()
        if match["digits"] is not None:
            value = Decimal(match["digits"].replace(",", "").rstrip("."))
            for sign in match["magnitude"] or "":
                value *= _MAGNITUDES[sign]
            return value, "", match.end()
        high, _, low = match["chinese"].rpartition("万")  # 三万五千元
        value = Decimal(parse_chinese_number(low))
        value += 10_000 * parse_chinese_number(high) if high else 0
        return value * _MAGNITUDES.get(match["magnitude2"] or "", 1), "", match.end()
    except (InvalidOperation, ValueError, KeyError):
        return None


def _sentence_start(text: str, position: int) -> int:
    floor = max(0, position - 60)
    for index in range(position - 1, floor, -1):
        if text[index] in "。；;！？\n":
            return index + 1
    return floor


def _direction(text: str, start: int, end: int) -> Direction:
    before = text[max(0, start - 10) : start]
    for pattern, direction in _BEFORE:
        if pattern.search(before):
            return direction
    for pattern, direction in _AFTER:
        if pattern.match(text, end):
            return direction
    return Direction.EXACT


def _share_units(text: str, found: list[Quantity]) -> tuple[Quantity, ...]:
    """Units travel left and directions right along 、-joined figures."""
    shared = list(found)
    for index in range(len(shared) - 2, -1, -1):
        current, following = shared[index], shared[index + 1]
        joined = _ENUMERATION.match(text, current.end)
        if joined is None or joined.end() != following.start:
            continue
        unit = current.unit or following.unit
        shared[index] = _replace(current, unit, current.direction)
    for index in range(1, len(shared)):
        before, current = shared[index - 1], shared[index]
        joined = _ENUMERATION.match(text, before.end)
        if joined is None or joined.end() != current.start:
            continue
        if current.direction is Direction.EXACT and before.direction is not Direction.EXACT:
            shared[index] = _replace(current, current.unit, before.direction)
        elif before.direction is Direction.EXACT and before.unit == current.unit:
            shared[index - 1] = _replace(before, before.unit, current.direction)
    return tuple(shared)


def _replace(quantity: Quantity, unit: str, direction: Direction) -> Quantity:
    return Quantity(
        quantity.value,
        unit,
        direction,
        quantity.start,
        quantity.end,
        quantity.subject,
        quantity.ordinal,
    )


_SPOKEN = re.compile(
    r"(?<![第\d一二三四五六七八九十百千])[二三四五六七八九]十[一二三四五六七八九]?(?!分之)"
)
_HEADS = re.compile(r"(?<![第\d])([一二两三四五六七八九])口(?:之家|人|子)")  # 三口之家 are three
_SAME_MEASURE = {"周岁": "岁", "周年": "年", "课时": "节"}
_REACHED = re.compile(r"(?:满|达到?|超过)[^\d，,。；]{0,2}$")
_SHORT_OF = re.compile(r"(?:不足|不满|未满|少于|低于)[^\d，,。；]{0,2}$")
_RANGE = re.compile(r"\s*(?:[（(]不?含[）)])?\s*[至到~～\-—–]+\s*第?$")  # 5000（含）—8000
_COUNTED = frozenset("年月次胎孩期")  # what goes by numbers in a case: 第七年, 第二胎


@dataclass(frozen=True, slots=True)
class Bounds:
    """From which to which value a clause's figure speaks, ends included; None: without end."""

    unit: str
    least: Decimal | None
    most: Decimal | None

    def hold(self, value: Decimal, unit: str) -> bool:
        """Whether a value in a unit ("" where it was said without one) lies within."""
        if unit and _measure(unit) != self.unit:
            return False
        above = self.least is None or value >= self.least
        return above and (self.most is None or value <= self.most)


def find_said(text: str) -> tuple[tuple[Decimal, str], ...]:
    """The figures that an asker says of his case, with units; "" where he names none.

    >>> [(str(value), unit) for value, unit in find_said("我阿婆今年九十八，带了二十五户")]
    [('25', '户'), ('98', '')]
    >>> find_said("今年是第七年")
    ((Decimal('7'), '第年'),)
    """
    found = [(q.value, _name_unit(q)) for q in find_quantities(text) if _is_case(q)]
    taken = [(q.start, q.end) for q in find_quantities(text)]
    for spoken in _SPOKEN.finditer(text):
        if not any(start <= spoken.start() < end for start, end in taken):
            found.append((Decimal(parse_chinese_number(spoken[0])), ""))
    found += [
        (Decimal(parse_chinese_number(said[1].replace("两", "二"))), "人")
        for said in _HEADS.finditer(text)
    ]
    return tuple(found)


def find_bounds(text: str) -> tuple[Bounds, ...]:
    """The ranges that a clause distinguishes: 80至89周岁, 满20年, 21户以上, 不足30人.

    >>> [(b.unit, str(b.least), str(b.most)) for b in find_bounds("80至89周岁每月60元，21户以上")]
    [('岁', '80', '89'), ('元', '60', '60'), ('户', '21', 'None')]
    >>> [(b.unit, str(b.least), str(b.most)) for b in find_bounds("第一年至第五年，第六年起")]
    [('第年', '1', '5'), ('第年', '6', 'None')]
    """
    folded = fold_width(text)
    quantities = [q for q in find_quantities(text) if _is_case(q)]
    bounds: list[Bounds] = []
    skip = False
    for index, quantity in enumerate(quantities):
        if skip:
            skip = False
            continue
        unit = _name_unit(quantity)
        following = quantities[index + 1] if index + 1 < len(quantities) else None
        if following is not None and _name_unit(following) == unit:
            between = folded[quantity.end : following.start]
            if _RANGE.fullmatch(between):
                bounds.append(Bounds(unit, quantity.value, following.value))
                skip = True
                continue
        before = folded[max(0, quantity.start - 6) : quantity.start]
        bounds.append(_bound(quantity, unit, before))
    return tuple(bounds)


def _bound(quantity: Quantity, unit: str, before: str) -> Bounds:
    if _SHORT_OF.search(before) or quantity.direction is Direction.AT_MOST:
        return Bounds(unit, None, quantity.value)
    if _REACHED.search(before) or quantity.direction is Direction.AT_LEAST:
        return Bounds(unit, quantity.value, None)
    return Bounds(unit, quantity.value, quantity.value)


def _is_case(quantity: Quantity) -> bool:
    """Whether a figure may be one of somebody's case: 第八条 is none, 第七年 is."""
    return quantity.unit in _COUNTED if quantity.ordinal else bool(quantity.unit)


def _name_unit(quantity: Quantity) -> str:
    """The measure that tells figures apart: 第7年 is no 7年."""
    return f"第{quantity.unit}" if quantity.ordinal else _measure(quantity.unit)


def _measure(unit: str) -> str:
    return _SAME_MEASURE.get(unit, unit)
