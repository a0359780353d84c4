"""A clause's heading: the words after its number that name what it is about."""

import re

from ingest.marks import Style
from ingest.structure import Draft

_LONGEST_LINE = 70  # a heading on a line of its own
_LONGEST_SENTENCE = 42  # a heading in front of a paragraph
_LONGEST_ARTICLE = 16
_EDGES = " \t\r\n、.,:;。!?：，\u3000\u00a0"
_BRACKETED = re.compile(r"\s*[【\[(]([^【】\[\]()\n]{2,25})[】\])]")
# A line that begins so goes on from the one above: a figure on a line of its own.
_TORN = re.compile(r"\s*(?:\d[\d.,~%-]*\s*\n|[,.%、;)])")
_SENTENCE = re.compile(r"[。;!?]")
_BLANK = re.compile(r"(?<=[\u4e00-\u9fff)”])[ \t\u3000\u00a0]+(?=[\u4e00-\u9fff“—])")
_RULES = re.compile(
    r"应当|应|负责|是指|适用|不得|可以|必须|为了|为|根据|按照|依据|凡|本办法|本规定|本条例|本措施"
)
# Words that lead up to items: 有下列情形之一的, 学校应当.
_INTRODUCES = re.compile(rf"{_RULES.pattern}|下列|如下|以下|之一|包括|[的者]$")
# Headings that plans share; they name a section also where no mark ends them.
_COMMON = re.compile(
    r"(?:总体要求|指导思想|总体思路|工作思路|总体目标|工作目标|主要目标|行动目标|发展目标|基本原则|工作原则|主要任务"
    r"|重点任务|工作任务|重点工作|工作重点|主要措施|工作措施|具体措施|主要举措|推进措施|保障措施|组织保障|工作保障"
    r"|组织领导|组织实施|实施步骤|工作步骤|方法步骤|时间安排|进度安排|工作要求|有关要求|职责分工|任务分工|工作机制"
    r"|监督检查|考核奖惩|基本情况|总则|附则)(?![的和与、])"
)


def find_heading(text: str, folded: str, draft: Draft) -> str:
    """The heading as the source writes it, "" where the clause has none."""
    start, end = draft.text_start, draft.own_end()
    start += len(folded[start:end]) - len(folded[start:end].lstrip(_EDGES))
    words = folded[start:end].rstrip()
    if not words:
        return ""
    length = _measure(words, draft)
    heading = re.sub(r"\s*\n\s*", "", text[start : start + length]).strip(_EDGES)
    enclosed = heading[:1] in ("(", "（", "【", "[") and draft.style is not None
    return heading[1:-1] if enclosed and heading[-1:] in (")", "）", "】", "]") else heading


def _measure(words: str, draft: Draft) -> int:
    """How many characters of `words` are heading."""
    newline = words.find("\n")
    line = words if newline < 0 else words[:newline].rstrip()
    bracketed = _BRACKETED.match(line)
    if bracketed and draft.style in (Style.ARTICLE, Style.CHAPTER):
        return bracketed.end()
    whole = newline < 0 and not draft.children
    body = line.rstrip("。;:")
    if draft.style is Style.ARTICLE:
        introduces = line.endswith(":") or _INTRODUCES.search(line) is not None
        goes_on = newline >= 0 or (bool(draft.children) and not introduces)
        closed = len(body) <= _LONGEST_ARTICLE and line.endswith("。") and not _RULES.search(body)
        if closed and newline < 0 and draft.children and not _SENTENCE.search(body):
            return len(body)
        return _measure_article(line, goes_on)
    alone = not _SENTENCE.search(body) and not whole and len(body) <= _LONGEST_LINE
    torn = newline >= 0 and not draft.children and _TORN.match(words, newline) is not None
    if torn and not _SENTENCE.search(line):
        return 0
    if alone and (line[-1] in "。:" or len(line) <= 45 or newline < 0):
        blank = _BLANK.search(body)
        long = len(body) > 25 or "," in body
        if blank and 4 <= blank.start() <= 25 and long and "," not in body[: blank.start()]:
            return blank.start()
        return len(body)
    return _measure_first(line, whole)


def _measure_article(line: str, goes_on: bool) -> int:
    stop = _SENTENCE.search(line)
    blank = _BLANK.search(line)
    end = blank.start() if blank and blank.start() <= _LONGEST_ARTICLE else None
    if end is None and stop is not None and stop.end() < len(line):
        end = stop.start()
    if end is None and len(line) <= _LONGEST_ARTICLE and goes_on and stop is None:
        return len(line.rstrip(":"))
    if end is None or end > _LONGEST_ARTICLE or _RULES.search(line, 0, end) or "," in line[:end]:
        return 0
    return end


def _measure_first(line: str, whole: bool) -> int:
    common = _COMMON.match(line)
    if common:
        return common.end()
    blank = _BLANK.search(line)
    stop = _SENTENCE.search(line)
    first = stop.start() if stop else len(line)
    if blank and 4 <= blank.start() <= 30 and blank.start() < first:
        before = line[: blank.start()]
        if not any(sign in before for sign in ",、:"):
            return blank.start()
    if whole and (stop is None or stop.end() >= len(line)):
        return 0
    comma = line.find(",")
    if first <= _LONGEST_SENTENCE and line.count(",", 0, first) <= 1 and line[first - 1] != ":":
        return first
    if 3 <= comma <= 7 and stop is not None and "。" in line[comma:]:
        return comma
    return 0
