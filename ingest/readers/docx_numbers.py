"""Word's automatic numbers: the text that Word prints before a numbered paragraph.

Word keeps no numbers in a paragraph, only a list and a level; the printed number follows from
numbering.xml (ECMA-376 part 1, 17.9) and from all numbered paragraphs before.
"""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_CHINESE_COUNTING = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "japaneseCounting",
        "ideographTraditionalCounting",
    }
)
_FORMAL_COUNTING = frozenset({"chineseLegalSimplified", "ideographLegalTraditional"})
_ENCLOSED = frozenset(
    {"decimalEnclosedCircle", "decimalEnclosedCircleChinese", "decimalEnclosedCircleKorea"}
)

# Formats whose numbers are signs of their own: the first sign and how many there are.
_SIGN_RUNS = {
    "decimalEnclosedParen": (0x2474, 20),  # ⑴
    "decimalEnclosedFullstop": (0x2488, 20),  # ⒈
    "ideographEnclosedCircle": (0x3280, 10),  # ㊀
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""  # with %1 … %9 in place of the numbers
    restart: int | None = None  # 0: never; n: after level n (counted from 1); None: after any
    suffix: str = "tab"
    all_decimal: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A `w:num`: the levels in force, and whose counters it advances."""

    counters: str  # lists that share an abstractNum share its counters
    levels: tuple[Level, ...]
    restarts: tuple[tuple[int, int], ...]  # (level, start) of each startOverride


@dataclass(slots=True)
class NumberCounter:
    """Counts numbered paragraphs in reading order."""

    lists: dict[str, NumberedList]
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def find_level(self, list_id: str, style: str) -> int:
        """The level that a paragraph style stands for in a list, 0 where none does."""
        levels = self.lists[list_id].levels if list_id in self.lists else ()
        return next((i for i, level in enumerate(levels) if level.style == style), 0)

    def count(self, list_id: str, depth: int) -> str:
        """The printed number of the next paragraph on this level, "" for bullets and no list."""
        numbered = self.lists.get(list_id)
        if numbered is None or not 0 <= depth < len(numbered.levels):
            return ""
        counts = self._counts.setdefault(numbered.counters, [None] * _LEVELS)
        if list_id not in self._begun:
            self._begun.add(list_id)
            for level, start in numbered.restarts:
                counts[level] = start - 1
        for higher in range(depth):
            if counts[higher] is None:
                counts[higher] = numbered.levels[higher].start
        before = counts[depth]
        counts[depth] = numbered.levels[depth].start if before is None else before + 1
        for deeper in range(depth + 1, min(_LEVELS, len(numbered.levels))):
            restart = numbered.levels[deeper].restart
            if restart is None or depth < restart:
                counts[deeper] = None
        return _print_number(numbered.levels, counts, depth)


def _print_number(levels: tuple[Level, ...], counts: list[int | None], depth: int) -> str:
    level = levels[depth]
    if level.number_format == "bullet":
        return ""
    printed = level.text
    for index in range(depth + 1):
        place = f"%{index + 1}"
        if place in printed:
            number_format = "decimal" if level.all_decimal else levels[index].number_format
            value = counts[index]
            printed = printed.replace(place, format_number(value or 0, number_format))
    if printed and level.suffix != "nothing" and printed[-1] not in "、)）〉》】":
        # A tab or blank is printed here. "1." before "5万元" must not become "1.5万元".
        printed += " "
    return printed


def format_number(value: int, number_format: str) -> str:
    """The number as Word prints it in this `w:numFmt`.

    >>> [format_number(n, "chineseCounting") for n in (3, 10, 12, 105)]
    ['三', '十', '十二', '一百零五']
    """
    if number_format in _CHINESE_COUNTING:
        return _count_chinese(value)
    if number_format in _FORMAL_COUNTING:
        return _count_chinese(value).translate(_FORMAL)
    if number_format in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(value))
    if number_format in _ENCLOSED:
        if 1 <= value <= 20:
            return chr(0x2460 + value - 1)
        return chr(0x3251 + value - 21) if 21 <= value <= 35 else str(value)
    if number_format in _SIGN_RUNS and 1 <= value <= _SIGN_RUNS[number_format][1]:
        return chr(_SIGN_RUNS[number_format][0] + value - 1)
    if number_format == "numberInDash":
        return f"- {value} -"
    if number_format in ("upperLetter", "lowerLetter"):
        letters = chr(65 + (value - 1) % 26) * ((value - 1) // 26 + 1) if value > 0 else ""
        return letters if number_format == "upperLetter" else letters.lower()
    if number_format in ("upperRoman", "lowerRoman"):
        roman = _count_roman(value)
        return roman if number_format == "upperRoman" else roman.lower()
    if number_format == "ideographTraditional" and 1 <= value <= 10:
        return _STEMS[value - 1]
    if number_format == "ideographZodiac" and 1 <= value <= 12:
        return _BRANCHES[value - 1]
    if number_format == "decimalZero":
        return f"{value:02d}"
    if number_format in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))
    return "" if number_format == "none" else str(value)


def _count_chinese(value: int) -> str:
    if not 0 < value < 10000:
        return str(value) if value else "零"
    text = ""
    zero = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return text[1:] if text.startswith("一十") else text


def _count_roman(value: int) -> str:
    text = ""
    for size, name in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        text += name * (value // size)
        value %= size
    return text


def read_lists(numbering: Element | None, style_lists: dict[str, str]) -> dict[str, NumberedList]:
    """All lists of numbering.xml by their numId.

    `style_lists` gives the numId of each numbering style, for lists that only name a style.
    """
    if numbering is None:
        return {}
    abstracts = {a.get(f"{W}abstractNumId", ""): a for a in numbering.iter(f"{W}abstractNum")}
    nums = {n.get(f"{W}numId", ""): n for n in numbering.findall(f"{W}num")}
    lists: dict[str, NumberedList] = {}
    for list_id, num in nums.items():
        abstract_id = get_value(num.find(f"{W}abstractNumId")) or ""
        abstract = abstracts.get(abstract_id)
        linked = None if abstract is None else get_value(abstract.find(f"{W}numStyleLink"))
        if linked is not None and style_lists.get(linked) in nums:
            target = nums[style_lists[linked]]
            abstract_id = get_value(target.find(f"{W}abstractNumId")) or abstract_id
            abstract = abstracts.get(abstract_id, abstract)
        if abstract is not None:
            lists[list_id] = _read_list(num, abstract, abstract_id)
    return lists


def _read_list(num: Element, abstract: Element, abstract_id: str) -> NumberedList:
    levels = [Level() for _ in range(_LEVELS)]
    for element in abstract.findall(f"{W}lvl"):
        depth = _depth(element)
        levels[depth] = _read_level(element)
    restarts = []
    for override in num.findall(f"{W}lvlOverride"):
        depth = _depth(override)
        replaced = override.find(f"{W}lvl")
        if replaced is not None:
            levels[depth] = _read_level(replaced)
        start = get_value(override.find(f"{W}startOverride"))
        if start is not None:
            restarts.append((depth, int(start)))
    return NumberedList(abstract_id, tuple(levels), tuple(restarts))


def _read_level(element: Element) -> Level:
    restart = get_value(element.find(f"{W}lvlRestart"))
    decimal = element.find(f"{W}isLgl")
    return Level(
        start=int(get_value(element.find(f"{W}start")) or 0),
        number_format=get_value(element.find(f"{W}numFmt")) or "decimal",
        text=get_value(element.find(f"{W}lvlText")) or "",
        restart=None if restart is None else int(restart),
        suffix=get_value(element.find(f"{W}suff")) or "tab",
        all_decimal=decimal is not None and get_value(decimal) not in ("0", "false"),
        style=get_value(element.find(f"{W}pStyle")),
    )


def _depth(element: Element) -> int:
    return min(max(int(element.get(f"{W}ilvl", "0")), 0), _LEVELS - 1)


def get_value(element: Element | None) -> str | None:
    """The `w:val` of an element."""
    return None if element is None else element.get(f"{W}val")
