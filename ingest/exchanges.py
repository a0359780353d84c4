"""Questions with their answers (问：…答：…), as explanations of a policy put them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.clean import Line, ends_sentence, split_lines
from ingest.marks import LINE_START, Mark, find_marks
from ingest.structure import Draft, build_tree

_ASKS = re.compile(
    r"[【\[(]?\s*(?:问|提问|记者问?|主持人|市民|网友|群众|群众问|问题|Q)\s*[\d一二三四五六七八九十]{0,3}\s*[】\])]?\s*[:.、]?\s*"
)
_NUMBERED = re.compile(r"[【\[(]?\s*(?:问题?|提问|Q)\s*(?P<number>\d{1,3})\s*[】\])]?\s*[:.、]")
_ASKS_PLAINLY = re.compile(
    r"(?:问|提问|记者问?|问题|Q)\s*[\d一二三四五六七八九十]{0,3}\s*[】\])]?\s*[:.、]"
)
_ANSWERS = re.compile(
    r"[【\[(]?\s*(?:答|回答|答复|解答|回复|A)\s*\d{0,3}\s*[】\])]?\s*:\s*|【答】\s*"
    r"|[\u4e00-\u9fff]{2,14}(?:负责人|局长|主任|科长|股长|处长|同志|发言人|工作人员)\s*:"
)
# Where one line holds several: 问：…？答：…。问：…
_SPEAKS = re.compile(r"(?<=[?。!;])[ \t]*(?=(?:问|答)\s{0,2}\d{0,2}\s{0,2}:)")
_MOST_LINES = 4  # of a question
_LONGEST_QUESTION = 120
_LONGEST_HEADING = 40
_FILL = "▦"  # stands for an exchange's characters where the sections around it are sought


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer; `words` and `asked` bound the question without 问：."""

    start: int
    words: int
    asked: int
    answer: int
    end: int
    mark: Mark | None  # the question's own number
    number: int  # behind the word 问 as printed; 0 where there is none


def find_exchanges(lines: Sequence[Line]) -> tuple[Exchange, ...]:
    """The exchanges among the lines of a region, in order; () where there are not at least two."""
    heads = _find_heads(lines)
    if len(heads) < 2:
        return ()
    counts = [
        _end(lines, heads, number) - answered for number, (_, answered) in enumerate(heads[:-1])
    ]
    found: list[Exchange] = []
    for number, (asked, answered) in enumerate(heads):
        stop = _end(lines, heads, number)
        if number + 1 == len(heads) and len(heads) > 2 and set(counts) == {1}:
            # What follows the last of answers that have one paragraph each is none of it.
            following = lines[answered + 1].text if answered + 1 < stop else ""
            stop = stop if _find_mark(following) else answered + 1
        found.append(_make(lines, asked, answered, stop))
    return tuple(found)


def _find_heads(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """The first line of each question and the line where its answer begins."""
    heads: list[tuple[int, int]] = []
    free = 0  # the first line that no exchange holds yet
    for index, line in enumerate(lines):
        if index >= free and _ANSWERS.match(line.text):
            asked = _find_question(lines, free, index)
            if asked is not None:
                heads.append((asked, index))
                free = index + 1
    return sorted([*heads, *_find_unworded(lines, {asked for asked, _ in heads})])


def _find_unworded(lines: Sequence[Line], answered: set[int]) -> Iterator[tuple[int, int]]:
    """Numbered questions between answered ones that a table or bare words answer (问7:…?)."""
    if len(answered) < 2:
        return
    for index in range(min(answered) + 1, max(answered) - 1):
        text = lines[index].text
        if index in answered or not text.endswith("?") or not _NUMBERED.match(text):
            continue
        if index + 1 not in answered and not _ANSWERS.match(lines[index + 1].text):
            yield index, index + 1


def _find_question(lines: Sequence[Line], free: int, answered: int) -> int | None:
    low = max(free, answered - _MOST_LINES)
    for index in range(answered - 1, low - 1, -1):
        mark = _find_mark(lines[index].text)
        if _ASKS_PLAINLY.match(lines[index].text, mark.end if mark else 0):
            return index
    if answered - 1 < free:
        return None
    text = lines[answered - 1].text
    asks = text.endswith("?") or _find_mark(text) is not None
    return answered - 1 if asks and len(text) <= _LONGEST_QUESTION else None


def _find_mark(text: str) -> Mark | None:
    marks = find_marks(text, 0, min(len(text), 14))
    begins = bool(marks) and marks[0].start == 0 and marks[0].score >= LINE_START - 0.5
    return marks[0] if begins else None


def _end(lines: Sequence[Line], heads: Sequence[tuple[int, int]], number: int) -> int:
    """The index of the line behind an answer: the next question's, or a heading's above it."""
    if number + 1 == len(heads):
        return len(lines)
    answered, stop = heads[number][1], heads[number + 1][0]
    while stop - 1 > answered and _is_heading(lines[stop - 1], lines[stop - 2]):
        stop -= 1
    return stop


def _is_heading(line: Line, above: Line) -> bool:
    text = line.text
    if len(text) > _LONGEST_HEADING or text[-1] in "。;?!:,、" or _FILL in text:
        return False
    return _find_mark(text) is not None or (len(text) <= 16 and ends_sentence(above.text))


def _make(lines: Sequence[Line], asked: int, answered: int, stop: int) -> Exchange:
    line = lines[asked]
    mark = _find_mark(line.text)
    begin = mark.end if mark else 0
    asks = _ASKS.match(line.text, begin) if _ASKS_PLAINLY.match(line.text, begin) else None
    words = line.start + (asks.end() if asks else begin)
    numbered = _NUMBERED.match(line.text, begin)
    return Exchange(
        line.start,
        words,
        lines[answered - 1].end,
        lines[answered].start,
        lines[stop - 1].end,
        mark,
        int(numbered["number"]) if numbered else 0,
    )


def mask_exchanges(folded: str, exchanges: Sequence[Exchange]) -> str:
    """`folded` with each exchange as one closed line that holds no number, the same length."""
    pieces: list[str] = []
    position = 0
    for exchange in exchanges:
        filled = _FILL * (exchange.end - exchange.start - 1)
        pieces += (folded[position : exchange.start], filled, "。")
        position = exchange.end
    return "".join((*pieces, folded[position:]))


def place_exchanges(
    folded: str, drafts: Sequence[Draft], exchanges: Sequence[Exchange], counted: int
) -> list[Draft]:
    """The trees with the exchanges, each under the lowest clause that it stands in.

    One without a number of its own is labelled 问1, 问2 …, on from the `counted` before; numbers
    behind the word 问 are kept where all have one and they rise.
    """
    made: list[Draft] = []
    printed = [exchange.number for exchange in exchanges]
    kept = all(printed) and all(before < after for before, after in pairwise(printed))
    for exchange in exchanges:
        value = exchange.number if kept else counted + len(made) + 1
        label, style = f"问{value}", None
        if exchange.mark is not None:
            label, style, value = exchange.mark.label, exchange.mark.style, exchange.mark.value
        made.append(
            Draft(
                label,
                exchange.start,
                exchange.words,
                exchange.end,
                style,
                value,
                heading_end=exchange.asked,
                children=build_tree(folded, exchange.answer, exchange.end),
            )
        )
    return _place(drafts, made)


def _place(drafts: Sequence[Draft], made: Sequence[Draft]) -> list[Draft]:
    left = list(made)
    for draft in drafts:
        inner = [one for one in left if draft.start <= one.start < draft.end]
        if inner:
            draft.children = _place(draft.children, inner)
            left = [one for one in left if not draft.start <= one.start < draft.end]
    return sorted([*drafts, *left], key=lambda draft: draft.start)


def list_lines(folded: str, start: int, end: int) -> tuple[Line, ...]:
    """The lines of a region that may hold exchanges; () where it says neither 答： nor A：."""
    region = folded[start:end]
    if not re.search(r"(?:答|复|A|问)\s*\d{0,3}\s*[】\])]?\s*:|【答】", region):
        return ()
    return tuple(
        piece for line in split_lines(folded, start, end) for piece in _split_speakers(line)
    )


def _split_speakers(line: Line) -> list[Line]:
    """The line, cut where another speaks."""
    cuts = [found.end() for found in _SPEAKS.finditer(line.text)]
    bounds = [0, *cuts, len(line.text)]
    pieces = [line.text[begin:end] for begin, end in pairwise(bounds)]
    return [
        Line(line.start + begin, line.start + begin + len(text.rstrip()), text.rstrip())
        for begin, text in zip(bounds, pieces, strict=False)
    ]
