"""Cell values as a spreadsheet prints them: dates, percentages, numbers with leading zeros."""

import datetime
import re
from decimal import ROUND_HALF_UP, Context, Decimal

_QUOTED = re.compile(r'"[^"]*"|[\\!].|\[[^\]]*\]|_.|\*.')
_DATE = re.compile(r"[yd]|m{3,}", re.IGNORECASE)
_DATE_SIGNS = re.compile(r"[年月日]")
_CLOCK = re.compile(r"[hs时秒]", re.IGNORECASE)
_PLACES = "0#?"
_GENERAL = re.compile(r"General|G/通用格式|@", re.IGNORECASE)
_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"|[\\!].)|(?P<bracket>\[[^\]]*\])|(?P<skip>[_*].)|(?P<place>[0#?])"""
    r"|(?P<point>\.)|(?P<comma>,)|(?P<other>.)",
    re.DOTALL,
)
_SECTION_END = re.compile(r"""("[^"]*"|[\\!_*].|\[[^\]]*\])|;""", re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s?(-?\d{1,15}(?:\.\d{1,10})?)\]")
_MOST_PLACES = 30
_MOST_FACTORS = 9  # percent signs, commas: a float holds no 100 to the 160th
# ECMA-376 part 1, 18.8.30: numbers that stand for a format without naming it.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-mm-dd",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 27: "yyyy年m月", 28: "m月d日", 29: "m月d日",
    30: "m-d-yy", 31: "yyyy年m月d日", 32: "h时mm分", 33: "h时mm分ss秒", 37: "#,##0",
    38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 50: "yyyy年m月", 51: "m月d日",
    57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip


def print_number(value: float, number_format: str, *, since_1904: bool = False) -> str:
    """The number as its format shows it, "" where the format shows nothing.

    >>> print_number(45371, "yyyy年m月d日"), print_number(0.125, "0.0%"), print_number(7, "0000")
    ('2024年3月20日', '12.5%', '0007')
    >>> print_number(0.1 + 0.2, "General"), print_number(12000.0, "#,##0.00")
    ('0.3', '12,000.00')
    >>> print_number(500, '0"元/月"'), print_number(12000, '0!.0,"万元"')
    ('500元/月', '1.2万元')
    """
    section, shown_value = _choose_section(value, number_format)
    shown = _QUOTED.sub("", section)
    has_places = any(place in shown for place in _PLACES)
    is_date = not has_places and (
        _DATE.search(shown) is not None
        or _DATE_SIGNS.search(shown) is not None
        or ("m" in shown.lower() and "月" in section)
    )
    is_clock = not has_places and _CLOCK.search(_GENERAL.sub("", shown)) is not None
    if (is_date or is_clock) and 0 <= value < 2_958_466:
        printed = _print_date(value, section, since_1904, is_date)
        return printed or _print_plain(value)
    if "E" in shown.replace("General", "") or "#/" in shown or "?/" in shown or "0/" in shown:
        return _print_plain(value)
    return _fill_places(shown_value, section)


def shows_text(number_format: str) -> bool:
    """Whether a cell of this format shows words; `;;;` shows nothing at all."""
    sections = _split_sections(number_format)
    return len(sections) < 4 or bool(sections[3].strip())


def _print_plain(value: float) -> str:
    if abs(value) < 10**15 and value == int(value):
        return str(int(value))
    return f"{value:.15g}"


def _split_sections(number_format: str) -> list[str]:
    """The format's parts for positive and negative numbers, zero and words."""
    marked = _SECTION_END.sub(lambda found: found[1] or "\0", number_format)
    return marked.split("\0")


def _choose_section(value: float, number_format: str) -> tuple[str, float]:
    """The part of the format that holds for the value, and the value as that part shows it."""
    sections = _split_sections(number_format)[:3]
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, found in zip(sections, conditions, strict=True):
            if found is None or _meets(value, found[1], float(found[2])):
                return section, value
        return "General", value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _meets(value: float, sign: str, bound: float) -> bool:
    return {
        "<": value < bound, ">": value > bound, "=": value == bound,
        "<=": value <= bound, ">=": value >= bound, "<>": value != bound,
    }[sign]  # fmt: skip


def _fill_places(value: float, section: str) -> str:
    """The digits in their places, with all that the format prints around and between them."""
    before: list[str] = []  # literals and places up to the point, "" for a place
    decimals: list[str] = []
    after: list[str] = []
    least = [0, 0]  # digits printed in any case, before and after the point
    grouped = has_point = False
    commas = percents = 0
    for found in _TOKEN.finditer(_GENERAL.sub("\1", section)[:500]):
        kind, words = found.lastgroup, found[0]
        if kind == "place":
            grouped = grouped or (commas > 0 and not has_point)
            commas = 0
            before, after = [*before, *filter(None, after)], []
            least[has_point] += words == "0"
            (decimals if has_point else before).append("")
        elif kind == "point" and not has_point:
            has_point = True
            before, after = [*before, *filter(None, after)], []
        elif kind == "comma" and "" in before:
            commas += 1
        elif kind == "bracket":
            currency = words[2:-1].split("-")[0] if words.startswith("[$") else ""
            after += [currency] if currency else []
        elif kind != "skip":
            percents += words == "%"
            after.append(_read_literal(words))
    if max(percents, commas) > _MOST_FACTORS:
        return _print_plain(value)
    scaled = abs(value) * 100.0**percents / 1000.0**commas
    sign = "-" if value < 0 else ""
    if "" not in before and not decimals:
        plain = _print_plain(value)
        return "".join(after).replace("\1", plain).strip() if after else ""
    if not scaled < 1e300 or before.count("") > _MOST_PLACES or len(decimals) > _MOST_PLACES:
        return _print_plain(value)
    exact = Decimal(repr(scaled)).quantize(
        Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, Context(prec=400)
    )
    whole, _, fraction = f"{exact:f}".partition(".")
    fraction = fraction[: least[1]] + fraction[least[1] :].rstrip("0")
    digits = whole.lstrip("0").rjust(least[0], "0")
    if value and not digits and not fraction:
        digits = _print_plain(abs(value))  # places that show nothing of it must not lose it
    printed = _place_digits(digits, before, grouped and digits.isdigit())
    point = f".{fraction}" if fraction else ""
    return f"{sign}{printed}{point}{''.join(after)}".replace("\1", "").strip()


def _read_literal(words: str) -> str:
    if words[0] == '"':
        return words.strip('"')
    return words[1:] if words[0] in "\\!" and len(words) > 1 else words


def _place_digits(digits: str, before: list[str], grouped: bool) -> str:
    """The digits from the right into the places, the first of which takes all that are left."""
    places = before.count("")
    if grouped or places <= 1:
        first = before.index("") if "" in before else len(before)
        shown = f"{int(digits or '0'):,}" if grouped else digits
        around = [words for words in before if words]
        literals = sum(bool(words) for words in before[:first])
        return "".join((*around[:literals], shown, *around[literals:]))
    out: list[str] = []
    for words in reversed(before):
        if words:
            out.append(words)
            continue
        places -= 1
        out.append(digits if places == 0 else digits[-1:])
        digits = digits[:-1]
    return "".join(reversed(out))


def _print_date(value: float, number_format: str, since_1904: bool, has_day: bool) -> str:
    epoch = datetime.datetime(1904, 1, 1) if since_1904 else datetime.datetime(1899, 12, 30)
    moment = epoch + datetime.timedelta(seconds=round(value * 86400))
    clock = moment.strftime("%H:%M")
    if not has_day:
        return clock
    lower = number_format.lower()
    parts = ("y" in lower, "m" in lower or "月" in lower, "d" in lower or "日" in lower)
    if "年" in number_format or "月" in number_format:
        named = ((moment.year, "年"), (moment.month, "月"), (moment.day, "日"))
        text = "".join(f"{n}{unit}" for (n, unit), is_in in zip(named, parts, strict=True) if is_in)
    else:
        text = moment.strftime("%Y-%m-%d") if parts[2] else moment.strftime("%Y-%m")
    return f"{text} {clock}" if "h" in lower else text
