"""The annexes of a file (附件1, 附表, 附：…) and the lists that name them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.clean import Line, ends_sentence
from ingest.marks import Style, find_marks
from ingest.model import ClauseKind, Span
from ingest.numerals import find_value
from ingest.sections import AFTER, ENDS_IN_DATE, INLINE_SIGNATURE, ONLY_BODY, ONLY_DATE, Head
from ingest.structure import Draft

_ANNEX = re.compile(
    r"附\s*(?:(?P<word>[件表录图])|(?=:)|(?=\d{1,2}\s*(?:$|:)))\s*(?P<number>\d{1,2}(?:[-—]\d{1,2})?(?!\d)|[一二三四五六七八九十]{1,3}|[A-K](?![A-Za-z]))?(?P<stop>\s*[:.、])?\s*(?P<rest>.*)"
)
_INLINE_LIST = re.compile(r"(?<=[。;)!”])\s*附\s*件\s*:\s*1\s*[.、]")
_RUN_IN = re.compile(r"(?:[^。;:()]|\([^()]{1,20}\)){2,40}。(?!附\s?件)[^。]{8,}")
_LONGEST_ENTRY = 60  # characters of an entry in a list of annexes
_CITES = re.compile(r"(?:见|照|按|据|及|和|与|的|详|在|如|[,、《])$")
_TABLE = "▦"  # what stands for a table
_APPENDED = re.compile(
    r"(?:表|清单|名单|名录|目录|一览|流程图?|模板|范本|样式|须知|说明|台账)(?:\([^()]{1,20}\))?$"
)
_TITLED = re.compile(r"《([^《》]{4,60})》")
_BEGINS = re.compile(r"第[一1][章条编]|一、|\(一\)|为|根据|按照|依据|\([^()]{2,20}\)$")
_ITEM = re.compile(r"(\d{1,2})\s?[.、]")
_REFERRED = re.compile(r"[、,)和至的中所规及。;]")


@dataclass(frozen=True, slots=True)
class AnnexList:
    """附件:1.… 2.… with its items; `span` includes the word 附件."""

    span: Span
    items: tuple[Draft, ...]


def find_annexes(
    folded: str, lines: Sequence[Line]
) -> tuple[tuple[Head, ...], tuple[AnnexList, ...]]:
    """The annexes that begin within these lines, and the lists that name them."""
    heads: list[Head] = []
    lists: list[AnnexList] = []
    covered = -1
    headed: set[str] = set()
    named: dict[str, str] = {}  # labels of the annexes whose names a list gives
    for index, line in enumerate(lines):
        if line.start < covered:
            continue
        found = _ANNEX.match(line.text)
        if found is None:
            label = named.pop(_squeeze(line.text), None) if named else None
            if label is not None and label not in headed:
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
            headed.add(head.label)
        elif found["number"] is None:
            listed = _read_list(folded, lines, index, line.start + found.start("rest"))
            if listed:
                lists.append(AnnexList(Span(line.start, listed[-1].end), tuple(listed)))
                covered = listed[-1].end
                named |= _name_appended(folded, listed)
                heads += _find_inline_heads(folded, listed, line.end)
    heads += _find_further_issued(lines, heads)
    heads.sort(key=lambda head: head.start)
    return tuple(heads), tuple(lists)


def _find_further_issued(lines: Sequence[Line], heads: Sequence[Head]) -> list[Head]:
    """The second and further of the measures that one notice issues, below their own titles.

    The notice names each as 《…》 and is signed; the first is what the file is about.
    """
    signed = next((i for i, line in enumerate(lines) if ONLY_DATE.fullmatch(line.text)), 0)
    named = {name for line in lines[:signed] for name in _TITLED.findall(line.text)}
    if len(named) < 2:
        return []
    limit = heads[0].start if heads else lines[-1].end
    found = [
        Head("附件", ClauseKind.ANNEX, line.start, line.start)
        for line, after in pairwise(lines[signed + 1 :])
        if line.text in named and line.start < limit and _BEGINS.match(after.text)
    ]
    return found[1:]


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
    torn = len(before) > 30 and not ends_sentence(before) and not _ANNEX.match(before)
    if torn and not ENDS_IN_DATE.search(before):
        apart = line.start - lines[index - 1].end > 1 and not _CITES.search(before)
        if rest or not number or not apart:
            return None
    if number is None:
        return _read_unnumbered(line, found, before, after)
    if _REFERRED.match(rest) or (found["stop"] or "").strip() in (".", "、"):
        return None
    value = find_value(number) or number.replace("—", "-")  # 附件3-1, 附录A
    head = Head(
        f"{_name(found)}{value}", ClauseKind.ANNEX, line.start, line.start + found.start("rest")
    )
    if (found["stop"] or "").strip() == ":" and _RUN_IN.match(rest):
        return head  # 附件二：材料目录。1.申请表…: all of it in one line
    above = _ANNEX.match(lines[index - 1].text) if index else None
    return None if _is_entry(rest, above, after) else head


def _is_entry(rest: str, above: re.Match[str] | None, after: str) -> bool:
    """Whether a line 附件1 with these words behind it is an entry of a list of annexes."""
    following = _ANNEX.match(after)
    told = len(rest) > _LONGEST_ENTRY and ends_sentence(rest)  # all that the annex says
    if following is not None and following["number"] and rest and not told:
        return _RUN_IN.match(following["rest"]) is None
    if not rest:
        return not after
    if not after or ONLY_BODY.fullmatch(after) or ("。" in rest and len(rest) <= _LONGEST_ENTRY):
        return True
    beside = above is not None and above["rest"] and above["number"]
    return bool(beside) and not told and not ends_sentence(after)


def _read_unnumbered(line: Line, found: re.Match[str], before: str, after: str) -> Head | None:
    """The annex that begins with 附件, 附表 or 附 alone.

    附件: with a list or a name behind it names annexes; a bare 附件 heads a page, and so does
    附件 岗位表 with text below it. Below the signature, above a table, and behind the word 附
    alone, the name stands above its text.
    """
    rest = found["rest"]
    below = found["word"] is None or ENDS_IN_DATE.search(before) is not None
    below = below or after.startswith(_TABLE)
    if (found["stop"] and not (below and rest)) or not after:
        return None
    if _ITEM.match(rest) or (_ITEM.match(after) and not (found["stop"] and rest)):
        return None
    if rest and (len(rest) > 40 or _REFERRED.match(rest) or "。" in rest or _ends_notice(after)):
        return None
    return Head(_name(found), ClauseKind.ANNEX, line.start, line.start + found.start("rest"))


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
    return any(pattern.match(line) is not None for pattern in (AFTER, _ANNEX)) or any(
        pattern.fullmatch(line) is not None for pattern in (ONLY_BODY, ONLY_DATE)
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
            if not torn or len(line.text) > 40 or ONLY_DATE.match(line.text):
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
    signature = INLINE_SIGNATURE.search(folded[last:end])
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
