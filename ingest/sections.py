"""A file's outline before its clauses: parts (篇一), signatures, imprints, tables of contents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clean import Line, ends_sentence
from ingest.model import ClauseKind, Span
from ingest.numerals import find_value

_PART = re.compile(r"篇\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*(?:[:、]|$)")
_FEW = r"\s*[\d一二三四五六七八九十]{1,3}\s*"
_DATE = rf"(?:\d{{4}}|[二〇零○一三四五六七八九]{{4}})\s*年{_FEW}月{_FEW}日"
ENDS_IN_DATE = re.compile(rf"{_DATE}$")
ONLY_DATE = re.compile(_DATE)
_BODY_NAME = (
    r"[^。;:,、!?()《》“”\n]{2,40}?(?:局|政府|委员会|办公室|厅|部|委|中心|学校|院|会|公司|处|组)"
)
ONLY_BODY = re.compile(_BODY_NAME)
INLINE_SIGNATURE = re.compile(rf"(?:(?<=[。;)!”》])|^)\s*{_BODY_NAME}\s*{_DATE}\s*$")
AFTER = re.compile(
    r"(?:\(?此件|\(?联系人|抄\s*[送报]|主题词|印发单位|\(?公开(?:方式|属性)|(?:出席|列席|请假|缺席|记录)(?:人员?|单位)?\s*:)"
)
# The lines of a document's imprint (版记, GB/T 9704—2012, 7.4), which no annex holds.
_IMPRINT = re.compile(
    r"抄\s*[送报]\s*:|主题词|印发单位|\(?公开(?:方式|属性)|\(?此件|\(?共?\s*印\s*\d+\s*份\)?$"
    rf"|[^。;]{{2,50}}?\s*{_DATE}\s*印发(?:\s*共?印\s*\d+\s*份)?$"
)
_NAMED_ANNEX = re.compile(r"附\s*件\s*[\d一二三四五六七八九十]{0,3}\s*:\s*[^。;]{2,60}")
_FORMULA = re.compile(
    r"特此(?:通知|公告|通告|函[告达复]|批复|报告|说明|证明|公示)[。.!]?|此[复令致][。.!]?"
)
_LEADER = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|_{6,}|\t)\s*[-—]?\s*\d{1,4}\s*[-—]?$")
# What extraction makes of an entry's dots and page where it puts them on lines of their own.
_DOTS = re.compile(r"[.…·_\s]{4,}")
_PAGE = re.compile(r"[-—–\s]*\d{1,4}[-—–\s]*")
_NUMBER_AT_END = re.compile(r"[.…·\s_-]*\d{0,4}[\s_-]*$")


@dataclass(frozen=True, slots=True)
class Head:
    """Where a part or an annex begins: its label and where its words begin."""

    label: str
    kind: ClauseKind
    start: int
    text_start: int


def find_parts(lines: Sequence[Line]) -> tuple[Head, ...]:
    """The beginnings of a compilation's parts: lines with 篇一, 篇二 … in sequence."""
    heads: list[Head] = []
    expected = 1
    for line in lines:
        found = _PART.match(line.text)
        if found is None or find_value(found[1]) != expected:
            continue
        label = f"篇{found[1]}"
        heads.append(Head(label, ClauseKind.PART, line.start, line.start + found.end()))
        expected += 1
    return tuple(heads)


def find_signatures(lines: Sequence[Line]) -> tuple[Span, ...]:
    """The blocks of issuing bodies and date at the end of a notice or document (落款)."""
    spans: list[Span] = []
    for index, line in enumerate(lines):
        if not ONLY_DATE.fullmatch(line.text):
            low = max(0, len(line.text) - 70)
            inline = INLINE_SIGNATURE.search(line.text[low:])
            if inline is not None and (low == 0 or inline.start()):
                start = low + inline.start()
                start += len(inline[0]) - len(inline[0].lstrip())
                spans.append(Span(line.start + start, line.end))
            continue
        first = index
        while first and index - first < 6 and ONLY_BODY.fullmatch(lines[first - 1].text):
            first -= 1
        if first == index and (not index or not ends_sentence(lines[index - 1].text)):
            continue
        if first == 0:
            continue  # a title page: body and date above the title
        spans.append(Span(lines[first].start, line.end))
    return tuple(spans)


def find_closing_lines(lines: Sequence[Line]) -> tuple[Span, ...]:
    """Lines that stand outside any clause wherever they are: 抄送, 此件公开发布, 特此通知.

    So do the names of annexes (附件：岗位表) directly above such a line, a signature or the end.
    """
    spans: list[Span] = []
    closing = True  # whether the line below is such a line, or there is none
    for line in reversed(lines):
        text = line.text
        if len(text) <= 120 and (AFTER.match(text) or _FORMULA.fullmatch(text)):
            spans.append(Span(line.start, line.end))
            closing = True
        elif closing and _NAMED_ANNEX.fullmatch(text):
            spans.append(Span(line.start, line.end))
        else:
            signed = ONLY_DATE.fullmatch(text) or ONLY_BODY.fullmatch(text)
            closing = signed is not None
    return tuple(reversed(spans))


def find_imprint(lines: Sequence[Line]) -> int:
    """Where the imprint (抄送, 印发) at the end of the lines begins; their end without one."""
    start = lines[-1].end if lines else 0
    for line in reversed(lines):
        if not _IMPRINT.match(line.text):
            break
        start = line.start
    return start


def find_contents(lines: Sequence[Line]) -> tuple[Span, ...]:
    """The tables of contents (目录) among the lines."""
    spans: list[Span] = []
    index = 0
    while index < len(lines):
        stop = index + 1
        torn = lines[index].text == "目" and index + 1 < len(lines)
        if torn and lines[index + 1].text in ("录", "次"):
            stop = _end_of_contents(lines, index + 2)
            stop = index if stop == index + 2 else stop
        elif re.fullmatch(r"目\s*[录次]", lines[index].text):
            stop = _end_of_contents(lines, index + 1)
        elif _LEADER.search(lines[index].text):
            while stop < len(lines) and _LEADER.search(lines[stop].text):
                stop += 1
            if stop - index < 3:
                stop = index + 1
        if stop - index >= 3:
            spans.append(Span(lines[index].start, lines[stop - 1].end))
        index = max(stop, index + 1)
    return tuple(spans)


def _end_of_contents(lines: Sequence[Line], first: int) -> int:
    """The index behind the entries that follow the word 目录; `first` where there are none."""
    entry = ""
    for index in range(first, min(len(lines), first + 400)):
        text = lines[index].text
        words = _NUMBER_AT_END.sub("", text)
        if entry and words == entry and not _LEADER.search(text):
            return index
        entry = entry or words
        if len(text) > 80 or "。" in text:
            paged = [at for at in range(first, index) if _is_paged(lines, at)]
            return paged[-1] + 1 if len(paged) >= 2 else first
    return first


def _is_paged(lines: Sequence[Line], index: int) -> bool:
    """Whether an entry of a table of contents ends with this line."""
    text = lines[index].text
    if _LEADER.search(text):
        return True
    return index > 0 and bool(_PAGE.fullmatch(text) and _DOTS.search(lines[index - 1].text[-4:]))
