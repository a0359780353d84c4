"""A file's outline before its clauses: parts (篇一), annexes (附件1), annex lists, signatures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clean import Line, ends_sentence
from ingest.marks import Style, find_marks
from ingest.model import ClauseKind, Span
from ingest.numerals import find_value
from ingest.structure import Draft

_PART = re.compile(r"篇\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*(?:[:、]|$)")
_ANNEX = re.compile(
    r"附\s*(?:(?P<word>[件表录图])|(?=:)|(?=\d{1,2}\s*(?:$|:)))\s*(?P<number>\d{1,2}(?!\d)|[一二三四五六七八九十]{1,3})?(?P<stop>\s*[:.、])?\s*(?P<rest>.*)"
)
_INLINE_LIST = re.compile(r"(?<=[。;)!”])\s*附\s*件\s*:\s*1\s*[.、]")
_FEW = r"\s*[\d一二三四五六七八九十]{1,3}\s*"
_DATE = rf"(?:\d{{4}}|[二〇零○一三四五六七八九]{{4}})\s*年{_FEW}月{_FEW}日"
_ENDS_IN_DATE = re.compile(rf"{_DATE}$")
_ONLY_DATE = re.compile(_DATE)
_BODY_NAME = (
    r"[^。;:,、!?()《》“”\n]{2,40}?(?:局|政府|委员会|办公室|厅|部|委|中心|学校|院|会|公司|处|组)"
)
_ONLY_BODY = re.compile(_BODY_NAME)
_INLINE_SIGNATURE = re.compile(rf"(?:(?<=[。;)!”》])|^)\s*{_BODY_NAME}\s*{_DATE}\s*$")
_AFTER = re.compile(
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
_RUN_IN = re.compile(r"(?:[^。;:()]|\([^()]{1,20}\)){2,40}。(?!附\s?件)[^。]{8,}")
_LONGEST_ENTRY = 60  # characters of an entry in a list of annexes
_CITES = re.compile(r"(?:见|照|按|据|及|和|与|的|详|在|如|[,、《])$")
_TABLE = "▦"  # what stands for a table
_APPENDED = re.compile(r"(?:表|清单|名单|名录|目录|一览|流程图?|模板|范本|样式|须知|说明|台账)(?:\([^()]{1,20}\))?$")
_ITEM = re.compile(r"(\d{1,2})\s?[.、]")
_REFERRED = re.compile(r"[、,)和至的中所规及。;]")
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


@dataclass(frozen=True, slots=True)
class AnnexList:
    """附件:1.… 2.… with its items; `span` includes the word 附件."""

    span: Span
    items: tuple[Draft, ...]


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


def find_annexes(
    folded: str, lines: Sequence[Line]
) -> tuple[tuple[Head, ...], tuple[AnnexList, ...]]:
    """The annexes that begin within these lines, and the lists that name them."""
    heads: list[Head] = []
    lists: list[AnnexList] = []
    covered = -1
    named: dict[str, str] = {}  # labels of the annexes whose names a list gives
    for index, line in enumerate(lines):
        if line.start < covered:
            continue
        found = _ANNEX.match(line.text)
        if found is None:
            label = named.pop(_squeeze(line.text), None) if named else None
            if label is not None and all(head.label != label for head in heads):
                heads.append(Head(label, ClauseKind.ANNEX, line.start, line.start))
                continue
            inline = _INLINE_LIST.search(line.text)
            listed = inline and _read_list(folded, lines, index, line.start + inline.end() - 2)
            if inline and listed:
                start = line.start + inline.start()
                start += len(inline[0]) - len(inline[0].lstrip())
                lists.append(AnnexList(Span(start, listed[-1].end), tuple(listed)))
                heads += _find_inline_heads(folded, listed, line.end)
                covered = listed[-1].end
            continue
        below_list = index > 0 and lines[index - 1].end <= covered
        head = _read_head(lines, index, found, below_list=below_list)
        if head is not None:
            heads.append(head)
        elif found["number"] is None:
            listed = _read_list(folded, lines, index, line.start + found.start("rest"))
            if listed:
                lists.append(AnnexList(Span(line.start, listed[-1].end), tuple(listed)))
                covered = listed[-1].end
                named |= _name_appended(folded, listed)
                heads += _find_inline_heads(folded, listed, line.end)
    heads.sort(key=lambda head: head.start)
    return tuple(heads), tuple(lists)


def _read_head(
    lines: Sequence[Line], index: int, found: re.Match[str], *, below_list: bool
) -> Head | None:
    """The annex that begins with this line; None where it only names one.

    The last line of a list of annexes (`below_list`) is whole, however long.
    """
    line, rest = lines[index], found["rest"]
    after = lines[index + 1].text if index + 1 < len(lines) else ""
    number = found["number"]
    before = lines[index - 1].text if index and found["word"] and not below_list else ""
    if len(before) > 30 and not ends_sentence(before) and not _ENDS_IN_DATE.search(before):
        apart = line.start - lines[index - 1].end > 1 and not _CITES.search(before)
        if rest or not number or not apart:
            return None
    if number is None:
        # 附件: with a list or a name behind it names annexes; a bare 附件 heads a page, and so
        # does 附件 岗位表 with text below it.
        # Below the signature, and behind the word 附 alone, the name stands above its text.
        below = found["word"] is None or _ENDS_IN_DATE.search(before) is not None
        below = below or after.startswith(_TABLE)
        if (found["stop"] and not (below and rest)) or not after:
            return None
        if _ITEM.match(rest) or (_ITEM.match(after) and not (found["stop"] and rest)):
            return None
        if rest and (
            len(rest) > 40 or _REFERRED.match(rest) or "。" in rest or _ends_notice(after)
        ):
            return None
        return Head(_name(found), ClauseKind.ANNEX, line.start, line.start + found.start("rest"))
    if _REFERRED.match(rest) or (found["stop"] or "").strip() in (".", "、"):
        return None
    value = find_value(number)
    if (found["stop"] or "").strip() == ":" and _RUN_IN.match(rest):
        label = f"{_name(found)}{value}"  # 附件二：材料目录。1.申请表…: all of it in one line
        return Head(label, ClauseKind.ANNEX, line.start, line.start + found.start("rest"))
    following = _ANNEX.match(after)
    told = len(rest) > _LONGEST_ENTRY and ends_sentence(rest)  # all that the annex says
    listed = following is not None and following["number"] and rest
    if (listed and not told) or not (rest or after) or (rest and (not after or _ONLY_BODY.fullmatch(after))):
        return None
    if "。" in rest[:60] and len(rest) <= 60:
        return None
    if index and _ANNEX.match(lines[index - 1].text) and rest and not (told or ends_sentence(after)):
        previous = _ANNEX.match(lines[index - 1].text)
        if previous and previous["rest"] and previous["number"]:
            return None
    label = f"{_name(found)}{value}"
    return Head(label, ClauseKind.ANNEX, line.start, line.start + found.start("rest"))


def _name_appended(folded: str, items: Sequence[Draft]) -> dict[str, str]:
    """The labels of tables and lists by the names that a list of annexes gives them.

    A measure that a notice issues is named there too, and is no annex.
    """
    names = ((_squeeze(folded[item.text_start : item.end]), item.label) for item in items)
    return {name: f"附件{label}" for name, label in names if _APPENDED.search(name)}


def _name(found: re.Match[str]) -> str:
    return f"附{found['word'] or '件'}"


def _ends_notice(line: str) -> bool:
    """Whether what follows is a signature or closing line: what stands above it is a list."""
    return any(pattern.match(line) is not None for pattern in (_AFTER, _ANNEX)) or any(
        pattern.fullmatch(line) is not None for pattern in (_ONLY_BODY, _ONLY_DATE)
    )


def _read_list(folded: str, lines: Sequence[Line], index: int, start: int) -> list[Draft]:
    """The items 1, 2, … of an annex list that begins at `start` in line `index`."""
    end, expected = lines[index].end, 1
    if start < end:
        expected += _count(folded, start, end, expected)
    position = index + 1
    while position < len(lines):
        line = lines[position]
        number = _ITEM.match(line.text)
        if number is None or int(number[1]) != expected:
            after = lines[position + 1].text if position + 1 < len(lines) else ""
            following = _ITEM.match(after)
            torn = following is not None and int(following[1]) == expected and expected > 1
            torn = torn or (
                "。" not in line.text and _count(folded, line.start, line.end, expected) > 0
            )
            if not torn or len(line.text) > 40 or _ONLY_DATE.match(line.text):
                break
        elif len(line.text) > 120 or "。" in line.text[:-1]:
            break
        end = line.end
        expected += _count(folded, line.start, end, expected)
        position += 1
    return _make_items(folded, start, end)


def _count(folded: str, start: int, end: int, expected: int) -> int:
    return len(_pick_items(folded, start, end, expected))


def _pick_items(folded: str, start: int, end: int, expected: int) -> list[tuple[int, int, int]]:
    """Start, words' start and number of the items that follow one another from `expected`."""
    picked: list[tuple[int, int, int]] = []
    for mark in find_marks(folded, start, min(end, start + 4000)):
        if mark.style is not Style.DOT or mark.value != expected + len(picked):
            continue
        if picked and mark.start - picked[-1][1] > 150:
            break
        picked.append((mark.start, mark.end, mark.value))
    return picked


def _make_items(folded: str, start: int, end: int) -> list[Draft]:
    picked = _pick_items(folded, start, end, 1)
    if not picked:
        return []
    if len(picked) > 1:
        title = _squeeze(folded[picked[0][1] : picked[1][0]])
        inline = _find_inline(folded, "1", title, picked[0][1], end)
        if inline is not None:
            end = inline.start
            picked = [item for item in picked if item[0] < end]
    last = picked[-1][1]
    signature = _INLINE_SIGNATURE.search(folded[last:end])
    if signature is not None:
        end = last + signature.start()
    items = []
    for index, (at, words, value) in enumerate(picked):
        limit = picked[index + 1][0] if index + 1 < len(picked) else end
        stop = at + len(folded[at:limit].rstrip())
        items.append(
            Draft(
                str(value),
                at,
                words,
                stop,
                Style.DOT,
                value,
                kind=ClauseKind.ANNEX_LIST_ITEM,
                above="附件",
            )
        )
    return items


def _find_inline_heads(folded: str, items: Sequence[Draft], end: int) -> list[Head]:
    """Annexes that begin in the list's own line, known by the titles that the list gives."""
    heads: list[Head] = []
    position = items[-1].text_start
    for item in items:
        title = _squeeze(folded[item.text_start : item.end])
        head = _find_inline(folded, item.label, title, position, end)
        if head is None:
            break
        heads.append(head)
        position = head.text_start
    return heads


def _find_inline(folded: str, number: str, title: str, start: int, end: int) -> Head | None:
    if len(title) < 6:
        return None
    for found in re.compile(rf"附\s?件\s?{number}\s?:?\s?").finditer(folded, start, end):
        if folded[found.end() : found.end() + 6] == title[:6]:
            return Head(f"附件{number}", ClauseKind.ANNEX, found.start(), found.end())
    return None


def _squeeze(title: str) -> str:
    return title.strip(" .、:\n\t")


def find_signatures(lines: Sequence[Line]) -> tuple[Span, ...]:
    """The blocks of issuing bodies and date at the end of a notice or document (落款)."""
    spans: list[Span] = []
    for index, line in enumerate(lines):
        if not _ONLY_DATE.fullmatch(line.text):
            low = max(0, len(line.text) - 70)
            inline = _INLINE_SIGNATURE.search(line.text[low:])
            if inline is not None and (low == 0 or inline.start()):
                start = low + inline.start()
                start += len(inline[0]) - len(inline[0].lstrip())
                spans.append(Span(line.start + start, line.end))
            continue
        first = index
        while first and index - first < 6 and _ONLY_BODY.fullmatch(lines[first - 1].text):
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
        if len(text) <= 120 and (_AFTER.match(text) or _FORMULA.fullmatch(text)):
            spans.append(Span(line.start, line.end))
            closing = True
        elif closing and _NAMED_ANNEX.fullmatch(text):
            spans.append(Span(line.start, line.end))
        else:
            signed = _ONLY_DATE.fullmatch(text) or _ONLY_BODY.fullmatch(text)
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
