"""Places in a text that may begin a clause: a number in one of the official styles.

A mark is only a candidate. Whether it begins a clause is decided by the sequence it stands
in (`ingest.structure`); here it gets a score from what stands left and right of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from ingest.clean import TERMINAL
from ingest.numerals import find_value, read_single


class Style(IntEnum):
    """Numbering styles from the highest level to the lowest (GB/T 9704—2012 and statutes)."""

    VOLUME = 1  # 第一编, 第一篇
    SECTION_PART = 2  # 第一部分
    CHAPTER = 3  # 第一章
    SECTION = 4  # 第一节
    ARTICLE = 5  # 第一条
    COMMA = 6  # 一、
    DECIMAL_1 = 7  # 1 总则 above 1.1
    DECIMAL_2 = 8  # 1.1
    DECIMAL_3 = 9  # 1.1.1
    DECIMAL_4 = 10
    DECIMAL_5 = 11
    BRACKET = 12  # （一）
    DOT = 13  # 1.
    ROUND = 14  # （1）
    HALF = 15  # 1）
    CIRCLE = 16  # ①
    STEP = 17  # 第1步
    PARAGRAPH = 18  # 第一款
    POINT = 19  # 第（一）项, 第一项
    SUBPOINT = 20  # 第一目


_UNITS = {
    "编": Style.VOLUME,
    "篇": Style.VOLUME,
    "部分": Style.SECTION_PART,
    "章": Style.CHAPTER,
    "节": Style.SECTION,
    "条": Style.ARTICLE,
    "步": Style.STEP,
    "款": Style.PARAGRAPH,
    "项": Style.POINT,
    "目": Style.SUBPOINT,
}
DECIMALS = (
    Style.DECIMAL_1,
    Style.DECIMAL_2,
    Style.DECIMAL_3,
    Style.DECIMAL_4,
    Style.DECIMAL_5,
)
_CHINESE = "[一二三四五六七八九十百〇零两]"
_LONG = "[一二三四五六七八九十百千〇零两]"  # 第一千二百六十条; 五千、六千元 is an amount
_MARK = re.compile(
    rf"第[ ]?(?P<unit_value>{_LONG}{{1,7}}|\d{{1,4}})[ ]?"
    r"(?P<unit>编|篇|部分|章|节|条|步|款|项|目)(?P<inserted>之[一二三四五六七八九十]{1,2})?"
    rf"|\([ \n]?(?P<bracket>{_CHINESE}{{1,5}})[ \n]?\)"
    r"|\([ \n]?(?P<round>\d{1,2})[ \n]?\)"
    rf"|(?P<comma>{_CHINESE}{{1,5}})(?P<comma_stop>[ ]?[、,.．:])"
    r"|(?<![\d.])(?P<dot>\d{1,3})(?P<dot_stop>[ ]?[.、]|[ ]?,(?!\d)"
    r"|(?:(?<=\n\d)|(?<=\n\d\d))\n[.、])"
    r"|(?<![\d.])(?P<half>\d{1,2})\)"
    r"|(?P<single>[①-⑳㉑-㉟㊱-㊿❶-❿⑴-⒇⒈-⒛㈠-㈩㊀-㊉])"
)

LINE_START = 4.0
SENTENCE_START = 3.0
TORN_LINE = 2.4
AFTER_HEADING = 2.5

_BULLETS = " \t•·●◆■★☆*#\u3000\u00a0\u200b\ufeff"
# 第三条规定 and the like, also where a torn line begins with it.
_REFERS = re.compile(
    r"\s*(?:规定|所称|所列|所指|要求的|的|之|第[一二三四五六七八九十\d(]|、|和第|至|或者第|及第|以及|中所|精神)"
)
# （一）班, （二）级, （三）项, （一）、（二）: not a clause's number.
_COUNTS = re.compile(
    r"\s*(?:班(?![子主级])|级(?![别联])|项(?!目)|款(?!项)|条(?!件|例|块)|号(?!召)|[至和或及到]第?\(|"
    r"[、,，]?第?\([一二三四五六七八九十\d]|[)）;；。.]|目(?!标|前|的|录))"
)
# A short heading with the first mark of a lower level behind it: 政府保障程度1 .
_HEADS = re.compile(r"[^。;:!?,、\n]{2,30}?(?:1 ?[.、]|\(一\)|\(1\))(?!\d)")
_STOPS = re.compile(r"[ ]*[、,.．:：]?\s*")
_NAMES_STEP = re.compile(r"[ \t]{0,3}[:、.](?=\S)|[ \t]{1,4}[\u4e00-\u9fff]")
_LEADER = re.compile(r"[^。;]{1,60}?(?:\.{6,}|…{3,}|·{6,}|_{8,})")
_FILE = re.compile(r"(?:docx?|pdf|wps|xlsx?|pptx?|txt|rar|zip|jpe?g|png|ofd)\b", re.IGNORECASE)
# 校车管理办法第一章: a title runs straight into the first number.
_TITLED = re.compile(r"(?:办法|细则|规定|条例|方案|意见|制度|章程|规则|规程)第一[编章条]")
# 2.18周岁以上, 1.17:30前: what an item may begin with that reads like a decimal.
_FIGURE = re.compile(r"\d{1,4}(?:[:.%/-]\d{1,4})*[%]?[\u4e00-\u9fff]")
_WITH_FIGURE = 0.2  # joins a sequence of better numbers, makes none of its own
_YEAR = re.compile(r"\d{4}\s*[年—-]|20\d\d")


@dataclass(frozen=True, slots=True)
class Mark:
    """A candidate: `start` to `end` is the number with its closing punctuation."""

    style: Style
    value: int
    label: str  # canonical: (一), 1, 第三条
    start: int
    end: int
    score: float
    line_start: bool
    slip: bool  # read from a doubtful form such as `一,`


def find_marks(folded: str, start: int, end: int) -> tuple[Mark, ...]:
    """The candidates of a range in reading order, without those that cannot be numbers."""
    return tuple(_score_marks(folded, start, end))


def _score_marks(folded: str, start: int, end: int) -> Iterator[Mark]:
    previous: tuple[Style, int] | None = None  # last candidate that was worth something, its end
    for found in _MARK.finditer(folded, start, end):
        read = _read(found)
        if read is None:
            continue
        style, value, label, slip = read
        stop = found.end()
        line_start, left = _score_left(folded, found.start(), start, style)
        if style in (Style.BRACKET, Style.ROUND, Style.HALF, Style.CIRCLE, Style.STEP):
            stop = _STOPS.match(folded, stop, min(end, stop + 6)).end()  # type: ignore[union-attr]
        if left < AFTER_HEADING and previous and _follows_heading(folded, previous, style, found):
            left = AFTER_HEADING
        if left <= -5 or (slip and left < (LINE_START if style is Style.DOT else AFTER_HEADING)):
            continue
        right = _score_right(folded, found, style, end, left)
        if left < 2 and style in (Style.COMMA, Style.BRACKET) and _HEADS.match(folded, stop, end):
            right += 1.0
        if right <= -5:
            continue
        if _LEADER.match(folded, stop, min(end, stop + 90)):
            continue  # an entry of a table of contents
        if left + right > -1.2 and not slip:
            previous = style, stop
        yield Mark(
            style, value, label, found.start(), min(stop, end), left + right, line_start, slip
        )


def _read(found: re.Match[str]) -> tuple[Style, int, str, bool] | None:
    group = found.lastgroup
    if group in ("unit", "inserted"):  # 第一百二十条之一 is an article of its own
        value = find_value(found["unit_value"])
        style = _UNITS[found["unit"]]
        label = f"第{found['unit_value']}{found['unit']}{found['inserted'] or ''}"
    elif group == "bracket":
        value, style, label = find_value(found["bracket"]), Style.BRACKET, f"({found['bracket']})"
    elif group == "round":
        number = found["round"]
        value, style, label = int(number), Style.ROUND, f"({int(number)})"
    elif group == "comma_stop":
        value, style, label = find_value(found["comma"]), Style.COMMA, found["comma"]
    elif group == "dot_stop":
        number = found["dot"]
        value, style, label = int(number), Style.DOT, str(int(number))
    elif group == "half":
        number = found["half"]
        value, style, label = int(number), Style.HALF, f"{int(number)})"
    else:
        character = found["single"]
        value = read_single(character)
        style, label = _read_single_style(character, value or 0)
    if not value:
        return None
    slip = (group == "comma_stop" and found["comma_stop"].strip() != "、") or (
        group == "dot_stop" and found["dot_stop"].strip() == ","
    )
    return style, value, label, slip


def _read_single_style(character: str, value: int) -> tuple[Style, str]:
    if "⑴" <= character <= "⒇":
        return Style.ROUND, f"({value})"
    if "⒈" <= character <= "⒛":
        return Style.DOT, str(value)
    if "㈠" <= character <= "㈩":
        return Style.BRACKET, f"({'一二三四五六七八九十'[value - 1]})"
    return Style.CIRCLE, character


def _follows_heading(
    folded: str, previous: tuple[Style, int], style: Style, found: re.Match[str]
) -> bool:
    """Whether nothing but a short heading stands between the last mark and this one."""
    above, mark_end = previous
    position = found.start()
    if not 2 <= position - mark_end <= 60 or folded[position - 1] in ",、":
        return False
    if above > style or (above == style and style is not Style.DOT):
        return False
    between = folded[mark_end:position]
    return not any(sign in between for sign in "。;!?:") and between.count("、") <= 4


def _score_left(folded: str, position: int, start: int, style: Style) -> tuple[bool, float]:
    """Whether the mark begins its line, and what its left side is worth."""
    index = position - 1
    low = max(start, position - 40)
    while index >= low and folded[index] in _BULLETS:
        index -= 1
    if index < start or folded[index] in "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
        return True, TORN_LINE if _is_torn(folded, index, start) else LINE_START
    before = folded[index]
    if before in "。!?":
        return False, SENTENCE_START
    if before in ";:":
        return False, 2.5
    if before in "“‘《〈([〔{/+×-—~第":
        return False, -9.0
    if style <= Style.ARTICLE or style >= Style.STEP:
        titled = position >= start + 2 and _TITLED.match(folded, position - 2) is not None
        return False, 1.0 if index < position - 1 or before in TERMINAL or titled else -9.0
    if index < position - 1:
        return False, 2.0 if before not in ",、" else 0.5
    if before in TERMINAL:
        return False, 1.0
    marked = style in (Style.BRACKET, Style.ROUND, Style.CIRCLE)
    if before in ",、":
        return False, (1.0 if before == "," else 0.5) if marked else -1.0
    return False, 0.3 if marked or style is Style.DOT else -1.0


def _is_torn(folded: str, newline: int, start: int) -> bool:
    """Whether the line before ends in mid-sentence."""
    index = newline
    low = max(start, newline - 200)
    while index >= low and folded[index].isspace():
        index -= 1
    if index < low or folded[index] in TERMINAL or folded[index] in ":…":
        return False
    begin = max(folded.rfind("\n", low, index), low)
    return index - begin >= 20 and _MARK.match(folded[begin:index].strip()[:12]) is None


def _begins_paragraph(folded: str, position: int) -> bool:
    """Whether the line before is complete, or too short to be torn."""
    stop = len(folded[max(0, position - 40) : position].rstrip()) + max(0, position - 40)
    if folded[stop - 1 : stop] in TERMINAL or folded[stop - 1 : stop] == ":":
        return True
    return stop - folded.rfind("\n", 0, stop) < 20


def _score_right(folded: str, found: re.Match[str], style: Style, end: int, left: float) -> float:
    position = found.end()
    after = folded[position : min(end, position + 16)]
    text = after.lstrip(" \t\u00a0")
    if style is Style.DOT and found["dot"]:
        return _score_after_dot(folded, found, after, left)
    if style is Style.HALF:
        return 0.0 if text and not text[0].isdigit() and left >= 2 else -9.0
    if style <= Style.ARTICLE or style >= Style.STEP:
        return _score_after_unit(after, style, left)
    if style is Style.COMMA:
        if text[:1] in ("、", ",", "。", ")", "”", ";"):
            return -9.0
        if found["comma_stop"].strip() == "." and text[:1].isdigit():
            return -9.0
        return -0.5 if not text.strip() and left < LINE_START else 0.0
    if _COUNTS.match(after) and not (left >= SENTENCE_START and after[:1] in "班级"):
        return -9.0
    return -0.5 if not text.strip() and left < LINE_START else 0.0


def _score_after_dot(folded: str, found: re.Match[str], after: str, left: float) -> float:
    text = after.lstrip(" \t\u00a0")
    if text[:1].isdigit() and _YEAR.match(text) is None:
        if left < LINE_START:
            return -9.0
        if after[:1].isspace():
            return 0.0
        begins = _FIGURE.match(text) is not None and _begins_paragraph(folded, found.start())
        return _WITH_FIGURE - left if begins else -9.0
    if text[:1] in ("、", ".", ",", "。", ")", "%", "/", "；", ";", "-"):
        return -9.0
    if _FILE.match(text):
        return -9.0
    if int(found["dot"]) > 200:
        return -9.0
    if not text.strip():
        return -1.0
    listed = found["dot_stop"].strip() == "、"
    if listed and left < 2:
        return -1.5
    return 0.2 if text[0] > "\u2e80" or text[0] in "“《_(*" else 0.0


def _score_after_unit(after: str, style: Style, left: float) -> float:
    if style is Style.STEP:
        # 第一步是, 第一步要: a sentence about a step, no number.
        return 0.0 if left >= 2 and _NAMES_STEP.match(after) else -9.0
    if style >= Style.PARAGRAPH:
        # 第一款 is nearly always a reference; as a number it stands alone at a line's start.
        return -9.0 if left < LINE_START or not after[:1].isspace() else -1.0
    if style is Style.SECTION and after[:1] == "课":
        return -9.0
    if _REFERS.match(after) and not after[:1].isspace():
        return -9.0
    if style is Style.SECTION_PART and left < AFTER_HEADING:
        return -9.0
    return 0.0
