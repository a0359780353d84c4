"""Chinese and Arabic numerals as integers, and back.

Numbers from 1 to 9999 are enough: the longest law, the Civil Code, has 1260 articles.
"""

import re

_DIGITS = {"〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_DIGITS |= {"五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NAMES = "零一二三四五六七八九"
_DIGIT = "[一二两三四五六七八九]"
_CHINESE = re.compile(
    rf"(?:(?P<hundreds>{_DIGIT})百)?"
    rf"(?:(?P<zero>[零〇○])|(?P<tens>{_DIGIT})?(?P<ten>十))?"
    rf"(?P<ones>{_DIGIT})?"
)
# First code point of a run, first value, length: ① ㉑ ㊱ ⑴ ⒈ ㈠ ㊀
_CIRCLED = (
    ("①", 1, 20),
    ("㉑", 21, 15),
    ("㊱", 36, 15),
    ("⑴", 1, 20),
    ("⒈", 1, 20),
    ("㈠", 1, 10),
    ("㊀", 1, 10),
    ("❶", 1, 10),
)
_SINGLE = {
    chr(ord(first) + step): value + step
    for first, value, length in _CIRCLED
    for step in range(length)
}


def read_single(character: str) -> int | None:
    """The value of a character that is a whole number by itself: ①, ㉑, ⑴, ⒈, ㈠.

    >>> read_single("⑫"), read_single("十")
    (12, None)
    """
    return _SINGLE.get(character)


def parse_numeral(text: str) -> int:
    """The integer that a numeral writes; raises ValueError on anything else.

    Takes Chinese (十二, 一百〇三, 两), Arabic (half or full width) and single characters (⑫).

    >>> parse_numeral("二十一"), parse_numeral("１２"), parse_numeral("①")
    (21, 12, 1)
    """
    found = find_value(text)
    if found is None:
        raise ValueError(f"expected a numeral from 1 to 9999 or digits, found {text!r}")
    return found


def find_value(text: str) -> int | None:
    """The integer that `text` writes as a whole, None where it is no well-formed numeral."""
    if len(text) == 1 and text in _SINGLE:
        return _SINGLE[text]
    if text.isdecimal() and len(text) <= 9:
        return int(text)
    before, thousand, rest = text.partition("千")
    if not thousand:
        return _find_below_thousand(text)
    if len(before) != 1 or not _DIGITS.get(before):
        return None
    if not rest:
        return 1000 * _DIGITS[before]
    # 一千零一, 一千零一十, 一千一百: a zero stands just where the hundreds are missing
    below = _find_below_thousand(rest[1:] if rest[0] in "零〇○" else rest)
    if below is None or (rest[0] in "零〇○") != (below < 100) or rest[1:2] in ("零", "〇", "○"):
        return None
    return 1000 * _DIGITS[before] + below


def _find_below_thousand(text: str) -> int | None:
    parts = _CHINESE.fullmatch(text)
    if parts is None or not text:
        return None
    hundreds, ones = parts["hundreds"], parts["ones"]
    if parts["zero"] and not (hundreds and ones):
        return None
    if hundreds and ones and not parts["zero"] and not parts["ten"]:
        return None  # 一百三 is spoken language for 130
    value = 100 * _DIGITS[hundreds] if hundreds else 0
    if parts["ten"]:
        value += 10 * (_DIGITS[parts["tens"]] if parts["tens"] else 1)
    return value + (_DIGITS[ones] if ones else 0)


def format_numeral(number: int) -> str:
    """The usual Chinese numeral for 1 to 9999.

    >>> format_numeral(12), format_numeral(110), format_numeral(203), format_numeral(1060)
    ('十二', '一百一十', '二百零三', '一千零六十')
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"expected a number from 1 to 9999, found {number!r}")
    thousands, below = divmod(number, 1000)
    hundreds, rest = divmod(below, 100)
    tens, ones = divmod(rest, 10)
    written = f"{_NAMES[thousands]}千" if thousands else ""
    if hundreds:
        written += f"{_NAMES[hundreds]}百"
    elif thousands and rest:
        written += "零"
    if tens:
        written += "十" if tens == 1 and not written else f"{_NAMES[tens]}十"
    elif hundreds and ones:
        written += "零"
    return written + (_NAMES[ones] if ones else "")
