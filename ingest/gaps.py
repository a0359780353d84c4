"""Missing numbers (缺号): headings whose number the source has lost, concluded from their place.

A short line of its own in the one place where exactly one number is missing takes that number
and is marked as inferred.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.clean import Line, ends_sentence, split_lines
from ingest.marks import DECIMALS, Style
from ingest.numerals import format_numeral
from ingest.structure import Draft

_LONGEST_HEADING = 30
_MEASURED = re.compile(
    r"\([万亿千百]?(?:元|%|人|个|名|户|亩|分|岁|天)[^()]{0,8}\)$"
)  # a column's name
_PAUSES = frozenset(",;:。!?、")


def infer_missing(folded: str, drafts: list[Draft], start: int, end: int) -> list[Draft]:
    """The trees with the headings added whose numbers are missing.

    `start` and `end` bound the region that the drafts stand in.
    """
    return _infer(folded, drafts, start, end, {})


def _infer(
    folded: str, drafts: list[Draft], start: int, end: int, last: dict[Style, int]
) -> list[Draft]:
    drafts = _infer_first(folded, drafts, start, last)
    drafts = _infer_between(folded, drafts, end)
    drafts = _infer_last(folded, drafts)
    for draft in drafts:
        if draft.style is not None:
            last[draft.style] = draft.value
        draft.children = _infer(folded, draft.children, draft.text_start, draft.end, last)
    return drafts


def _infer_first(
    folded: str, drafts: list[Draft], start: int, last: dict[Style, int]
) -> list[Draft]:
    """Where the first number is 2 and nothing before it was 1."""
    index = next((i for i, draft in enumerate(drafts) if draft.value == 2), None)
    if index is None:
        return drafts
    first = drafts[index]
    if first.style is None or last.get(first.style) == 1:
        return drafts
    if any(draft.style is first.style for draft in drafts[:index]):
        return drafts
    if len([draft for draft in drafts if draft.style is first.style]) < 2:
        return drafts
    line = _only_heading(folded, start, first.start, first)
    if line is None:
        return drafts
    made = _make(folded, line, first, 1, first.start)
    before = [draft for draft in drafts[:index] if draft.start < line.start]
    made.children = drafts[len(before) : index]
    if before:
        made.children = [*_take_after(before[-1], line.start), *made.children]
        _shorten(folded, before[-1], line.start)
    return [*before, made, *drafts[index:]]


def _infer_between(folded: str, drafts: list[Draft], end: int) -> list[Draft]:
    """Where exactly one number between two siblings is missing."""
    result: list[Draft] = []
    for index, draft in enumerate(drafts):
        result.append(draft)
        after = drafts[index + 1] if index + 1 < len(drafts) else None
        if after is None or after.style is not draft.style or after.value != draft.value + 2:
            continue
        line = _only_heading(folded, draft.start, min(after.start, end), draft)
        if line is None or draft.style is None:
            continue
        result.append(_split_off(folded, draft, line, after.start))
    return result


def _infer_last(folded: str, drafts: list[Draft]) -> list[Draft]:
    """Where the last heading's children go on behind one more heading of the same shape."""
    if len(drafts) < 2 or any(draft.style is not drafts[0].style for draft in drafts):
        return drafts
    if not all(_is_bare_heading(folded, draft) for draft in drafts):
        return drafts
    longest = max(draft.own_end() - draft.text_start for draft in drafts)
    found = list(drafts)
    while (made := _split_last(folded, found[-1], longest)) is not None:
        found.append(made)
    return found


def _split_last(folded: str, last: Draft, longest: int) -> Draft | None:
    for child, after in pairwise(last.children):
        lines = split_lines(folded, child.start, child.end)
        if len(lines) < 2 or not _is_heading(lines, len(lines) - 1):
            continue
        line = lines[-1]
        # Half as long again as the longest of its siblings is still the same shape.
        if len(line.text) > longest * 1.5 + 2 or folded[line.end : after.start].strip():
            continue
        return _split_off(folded, last, line, last.end)
    return None


def _is_bare_heading(folded: str, draft: Draft) -> bool:
    own = folded[draft.text_start : draft.own_end()].strip()
    return bool(draft.children) and 0 < len(own) <= _LONGEST_HEADING and "\n" not in own


def _only_heading(folded: str, start: int, end: int, sibling: Draft) -> Line | None:
    """The one line of the range that reads like a heading between two paragraphs."""
    lines = split_lines(folded, start, end)
    limit = max(16, 2 * (sibling.own_end() - sibling.text_start))
    found = [
        line
        for index, line in enumerate(lines)
        if index
        and len(line.text) <= limit
        # 1 总则 is a line of its own, and what has lost its 1.1 stands right below it.
        and _is_heading(lines, index, below=index == 1 and sibling.style in DECIMALS)
    ]
    return found[0] if len(found) == 1 else None


def _is_heading(lines: Sequence[Line], index: int, *, below: bool = False) -> bool:
    """Whether a line names what follows; `below`: the line above may be a heading too."""
    text = lines[index].text
    if not 2 <= len(text) <= _LONGEST_HEADING or text[-1] in _PAUSES or text[0] in "((—-·•*":
        return False
    if any(sign in text for sign in "。;:,") or not (
        "\u4e00" <= text[0] <= "\u9fff" or text[0] == "“"
    ):
        return False
    above = lines[index - 1].text
    complete = ends_sentence(above) or (below and len(above) <= _LONGEST_HEADING)
    if text[-1] in "日号页表" or not complete or _MEASURED.search(text):
        return False
    return index + 1 == len(lines) or len(lines[index + 1].text) > len(text)


def _split_off(folded: str, draft: Draft, line: Line, limit: int) -> Draft:
    """A new draft from `line` on; `draft` keeps what stands before it."""
    made = _make(folded, line, draft, draft.value + 1, limit)
    made.children = _take_after(draft, line.start)
    _shorten(folded, draft, line.start)
    return made


def _take_after(draft: Draft, position: int) -> list[Draft]:
    """The descendants that begin behind `position`, taken away from where they stood."""
    kept = [child for child in draft.children if child.start < position]
    taken = draft.children[len(kept) :]
    draft.children = kept
    return [*_take_after(kept[-1], position), *taken] if kept else taken


def _shorten(folded: str, draft: Draft, end: int) -> None:
    """Let the draft and all that reaches as far end before `end`."""
    stop = draft.start + len(folded[draft.start : end].rstrip())
    draft.end = min(draft.end, stop)
    if draft.children:
        _shorten(folded, draft.children[-1], end)


def _make(folded: str, line: Line, sibling: Draft, value: int, limit: int) -> Draft:
    end = line.start + len(folded[line.start : limit].rstrip())
    label = _format_label(sibling, value)
    return Draft(label, line.start, line.start, end, sibling.style, value, True)


def _format_label(sibling: Draft, value: int) -> str:
    style = sibling.style
    if style in DECIMALS:
        above, point, _ = sibling.label.rpartition(".")
        return f"{above}{point}{value}"
    if style is Style.BRACKET:
        return f"({format_numeral(value)})"
    if style is Style.ROUND:
        return f"({value})"
    if style is Style.HALF:
        return f"{value})"
    if style is Style.COMMA:
        return format_numeral(value)
    units = {Style.VOLUME: "编", Style.CHAPTER: "章", Style.SECTION: "节", Style.ARTICLE: "条"}
    if style in units:
        return f"第{format_numeral(value)}{units[style]}"
    return str(value)
