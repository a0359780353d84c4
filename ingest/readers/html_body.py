"""Which lines of a web page are the document, and which the page around it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.html_lines import PageLine

_PROSE = re.compile(r"[。；，、：;,:]")
_NUMBERED = re.compile(
    r"[(（]?[一二三四五六七八九十]{1,3}[)）、]|第[一二三四五六七八九十百\d]{1,5}[条章]|\d{1,2}[.、．]"
)
# Letters for the size of print, and lines that only part others.
_TOOLS = re.compile(r"[\W_]*(?:(?:字[体号][:：]?)?A?[+-]?[大中小][\s|/+-]*){2,4}|[\W_]+")
_SHORTEST_PROSE = 12
_MAIN_SHARE = 0.8  # of all running text: the element that holds it holds the document
# What may stand around the text and still be told of it: title, date, number, index.
_MOST_LINES_AROUND = 24
_MOST_CHARACTERS_AROUND = 600
_SHORTEST_DOUBLE = 150
_FEWEST_LINKS = 6  # of a menu


@dataclass(frozen=True, slots=True)
class PageBody:
    """The document's lines, and how many characters were left out for which reason."""

    lines: tuple[str, ...]
    left_out: tuple[tuple[str, int], ...]


def choose_body(lines: Sequence[PageLine], title: str) -> PageBody:
    """The document of a page; `title` is put before it where the page shows it elsewhere."""
    lost: Counter[str] = Counter()
    shown = _drop_hidden(lines, lost)
    shown = _drop_doubles(shown, lost)
    shown = _drop_furniture(shown, lost)
    core, main = _find_main(shown, is_bare=not lost["网页导航和页面文字"])
    kept = [
        line
        for line in shown
        if line.path[: len(main)] == main and not (line.is_link and line.path[: len(core)] != core)
    ]
    lost["网页导航和页面文字"] += sum(len(line.text) for line in shown) - sum(
        len(line.text) for line in kept
    )
    texts = [line.text for line in kept]
    if _is_missing(title, texts):
        texts.insert(0, title)
    return PageBody(tuple(texts), tuple((reason, n) for reason, n in lost.items() if n))


def count_prose(lines: Sequence[PageLine]) -> int:
    """Characters of running text in the lines."""
    return sum(_weigh(line) for line in lines)


def _weigh(line: PageLine) -> int:
    if line.is_link:
        return 0
    is_prose = len(line.text) >= _SHORTEST_PROSE and _PROSE.search(line.text)
    return len(line.text) if is_prose or _NUMBERED.match(line.text) else 0


def _drop_hidden(lines: Sequence[PageLine], lost: Counter[str]) -> list[PageLine]:
    shown = [line for line in lines if not line.hidden]
    hidden = [line for line in lines if line.hidden]
    # A script shows the text of some pages: where nearly all is hidden, nothing is.
    if count_prose(hidden) > 5 * count_prose(shown):
        return [replace(line, hidden=False) for line in lines]
    lost["隐藏文字"] += sum(len(line.text) for line in hidden)
    return shown


def _drop_furniture(lines: Sequence[PageLine], lost: Counter[str]) -> list[PageLine]:
    tools = [len(line.text) <= 40 and _TOOLS.fullmatch(line.text) is not None for line in lines]
    named = [line.furniture for line in lines]
    marked = [line for line in lines if line.furniture]
    if count_prose(marked) * 2 > count_prose(lines):
        named = [False] * len(lines)  # the page's maker gave the text such a name
    reasons = list(zip(tools, named, _find_menus(lines), strict=True))
    dropped = [line for line, why in zip(lines, reasons, strict=True) if any(why)]
    kept = [line for line, why in zip(lines, reasons, strict=True) if not any(why)]
    lost["网页导航和页面文字"] += sum(len(line.text) for line in dropped)
    return kept


def _find_menus(lines: Sequence[PageLine]) -> list[bool]:
    """Per line whether it is many links, or one of many lines of links."""
    menus = [line.is_link and line.links >= _FEWEST_LINKS for line in lines]
    first = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and lines[index].is_link and "件" not in lines[index].text[:3]:
            continue
        if index - first >= _FEWEST_LINKS:
            menus[first:index] = [True] * (index - first)
        first = index + 1
    return menus


def _drop_doubles(lines: Sequence[PageLine], lost: Counter[str]) -> list[PageLine]:
    """Without the second print of the same text: for reading aloud, for printing, for phones."""
    keys = ["".join(line.text.split()) for line in lines]
    # A policy says some things twice; a page says all of it twice.
    least = max(_SHORTEST_DOUBLE, count_prose(lines) // 4)
    dropped: set[int] = set()
    whole = "".join(keys)
    position = 0
    for index, key in enumerate(keys):
        # Few lines are that long, so that this stays linear.
        if len(key) >= least:
            before, after = whole[:position], whole[position + len(key) :]
            if (key in after or key in before) and key not in {keys[i] for i in dropped}:
                dropped.add(index)
        position += len(key)
    first: dict[str, int] = {}
    run: list[int] = []
    for index, key in enumerate([*keys, ""]):
        earlier = first.setdefault(key, index)
        goes_on = bool(run) and earlier == first[keys[run[-1]]] + 1
        if earlier < index and key and (goes_on or not run):
            run.append(index)
            continue
        _end_run(run, keys, dropped, least)
        run = [index] if earlier < index and key else []
    lost["重复的正文"] += sum(len(lines[index].text) for index in dropped)
    return [line for index, line in enumerate(lines) if index not in dropped]


def _end_run(run: Sequence[int], keys: Sequence[str], dropped: set[int], least: int) -> None:
    is_long = sum(len(keys[index]) for index in run) >= least
    if is_long and not dropped.intersection(run):
        dropped.update(run)


def _find_main(lines: Sequence[PageLine], is_bare: bool) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The paths of the smallest element that holds the document, and of it with its heading.

    `is_bare` says that the page has no menus: a word processor may have written it.
    """
    ids: dict[int, tuple[int, ...]] = {}
    totals: dict[int, list[int]] = {}
    for line in lines:
        weight, size = _weigh(line), len(line.text)
        for depth, element in enumerate(line.path, start=1):
            sums = totals.setdefault(element, [0, 0, 0])
            sums[0] += weight
            sums[1] += size
            sums[2] += 1
            if element not in ids:
                ids[element] = line.path[:depth]
    total = count_prose(lines)
    holding = [e for e, sums in totals.items() if total and sums[0] >= _MAIN_SHARE * total]
    main = max((ids[element] for element in holding), key=len, default=())
    if not main:
        return main, main
    own = totals[main[-1]]
    best = main
    for depth in range(len(main) - 1, 0, -1):
        around = totals[main[depth - 1]]
        if (around[2] - own[2] > _MOST_LINES_AROUND
                or around[1] - own[1] > _MOST_CHARACTERS_AROUND):  # fmt: skip
            break
        best = main[:depth]
    else:
        outside = [line for line in lines if line.path[:1] != main[:1]]
        few = len(outside) <= _MOST_LINES_AROUND
        short = sum(len(line.text) for line in outside) <= _MOST_CHARACTERS_AROUND
        if is_bare and few and short and not any(line.links for line in outside):
            best = ()
    return main, best


def _is_missing(title: str, texts: Sequence[str]) -> bool:
    key = "".join(title.split())
    beginning = "".join("".join(texts)[: 4000 + len(title)].split())
    return len(key) >= 6 and key not in beginning
