"""Cell values as a spreadsheet prints them: dates, percentages, numbers with leading zeros."""

import datetime
import re

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE = re.compile(r"[yd年日]|m{3,}|月", re.IGNORECASE)
_CLOCK = re.compile(r"[hs时秒]", re.IGNORECASE)
_DECIMALS = re.compile(r"0\.(0+)")
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
    """The number as its format shows it.

    >>> print_number(45371, "yyyy年m月d日"), print_number(0.125, "0.0%"), print_number(7, "0000")
    ('2024年3月20日', '12.5%', '0007')
    >>> print_number(0.1 + 0.2, "General"), print_number(12000.0, "#,##0.00")
    ('0.3', '12,000.00')
    """
    shown = _QUOTED.sub("", number_format.split(";")[0])
    is_date = _DATE.search(number_format if "年" in number_format else shown)
    if (is_date or _CLOCK.search(shown)) and 0 <= value < 2_958_466:
        printed = _print_date(value, number_format, since_1904, is_date is not None)
        return printed or f"{value:.15g}"
    found = _DECIMALS.search(shown)
    places = len(found[1]) if found else 0
    if "%" in shown:
        return f"{value * 100:.{places}f}%"
    if "E" in shown or "e" in shown or "#/" in shown or "?/" in shown:
        return f"{value:.15g}"
    if found or "," in shown:
        return f"{value:,.{places}f}" if "," in shown else f"{value:.{places}f}"
    digits = shown.strip()
    if digits and not digits.strip("0") and value == int(value):
        return str(int(value)).zfill(len(digits))
    if value == int(value) and abs(value) < 10**15:
        return str(int(value))
    return f"{value:.15g}"


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
