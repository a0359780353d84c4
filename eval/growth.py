"""How the cost of reading a text grows with its length, for ordinary texts and for hostile ones.

`python -m eval.growth` prints for each kind of text the seconds per size and the ratio from
each size to the one ten times as large: 10 where reading is linear, at most 12 wanted. A kind
is a short pattern repeated, as no real document is: a rule that looks back over everything
that it has read shows there first. The largest text is of 20 MB, or of as much as is read
within `--seconds`, so that the whole takes about ten minutes on two cores.
"""

import argparse
import contextlib
import functools
import itertools
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ingest.load import parse_content
from ingest.model import IngestError

LARGEST = 20.0  # megabytes of UTF-8
PATIENCE = 40.0  # processor seconds for the largest text of a kind; slow kinds stop below 20 MB
WANTED = 12.0  # ratio of the costs of a text and of one ten times as long
_STEPS = (100, 10, 1)  # of the largest text
_TRIED = 0.1  # megabytes, by which it is told how much can be read
_REPEATS = 3  # of short runs, of which the fastest counts
_LONG_RUN = 1.0  # seconds
_AGAIN = 2  # times a ratio that is too high is measured again: a busy machine passes, a cost stays

_CLAUSE = "加强乡村教师队伍建设，落实生活补助，每人每月不少于300元，由县教育局牵头，县财政局配合。"
_NUMERALS = "一二三四五六七八九十"


def _count(form: Callable[[int], str]) -> Callable[[int], str]:
    """A text that counts on: the form of 1, of 2, … until it is as long as asked."""

    def write(length: int) -> str:
        pieces: list[str] = []
        written = 0
        for number in itertools.count(1):
            if written >= length:
                break
            pieces.append(form(number))
            written += len(pieces[-1])
        return "".join(pieces)

    return write


def _repeat(pattern: str) -> Callable[[int], str]:
    return lambda length: pattern * (length // len(pattern) + 1)


# What a text of so many characters looks like, by kind.
KINDS: Mapping[str, Callable[[int], str]] = {
    "a plan": _count(
        lambda n: f"{_NUMERALS[n % 10]}、任务\n（一）{_CLAUSE}\n1.{_CLAUSE}\n2.{_CLAUSE}\n"
    ),
    "a statute": _count(lambda n: f"第{n % 9999}条 {_CLAUSE}\n（一）{_CLAUSE}\n（二）{_CLAUSE}\n"),
    "digits": _repeat("1234567890"),
    "numbers in one line": _count(lambda n: f"{n}."),
    "numbers on lines": _count(lambda n: f"{n % 100}.甲\n"),
    "only 一、": _repeat("一、"),
    "only 一、 on lines": _repeat("一、\n"),
    "only （一）": _repeat("（一）"),
    "only （一） on lines": _repeat("（一）甲乙。\n"),
    "only 第一条": _repeat("第一条 "),
    "第一条 on lines": _repeat("第一条 甲乙。\n"),
    "numerals": _repeat(_NUMERALS),
    "brackets opened": _repeat("（"),
    "brackets closed": _repeat("）"),
    "quotes opened": _repeat("《关于"),
    "titles quoted": _repeat("《关于印发办法的通知》"),
    "square brackets": _repeat("教〔2024〕"),
    "one line": _repeat("加强乡村教师队伍建设"),
    "one line of clauses": _repeat(_CLAUSE),
    "one clause": lambda length: "一、加强" + "落实补助，" * (length // 5),
    "short lines": _repeat("甲\n"),
    "short lines with colons": _repeat("甲：乙\n"),
    "rows": _count(lambda n: f"序号：{n}；任务：{_CLAUSE[:12]}；责任单位：县教育局\n"),
    "cells": _repeat("任务：甲；"),
    "rows of plain text": _count(lambda n: f"第{n % 99}条 | 县教育局 | 县财政局\n"),
    "cells set apart by blanks": _repeat("甲乙  丙丁  戊己\n"),
    "bars and blanks": _repeat("|  |   "),
    "announcements": _repeat(
        "关于征求《办法》意见的公告\n甲。\n松棠县教育局\n2024年3月5日\n办法\n"
    ),
    "blank lines": _repeat("\n \n"),
    "blanks": _repeat(" "),
    "blanks in a line": lambda length: "一、甲" + " " * length + "乙",
    "dates": _repeat("2024年3月5日"),
    "dates on lines": _repeat("2024年3月5日\n"),
    "bodies on lines": _repeat("松棠县教育局\n"),
    "signatures": _repeat("松棠县教育局\n2024年3月5日\n"),
    "annexes": _count(lambda n: f"附件{n % 99}\n甲表\n"),
    "annex lists": _repeat("附件：1.甲表\n2.乙表\n"),
    "parts": _count(lambda n: f"篇{n % 99}：甲\n一、乙。\n"),
    "contents": _repeat("第一章 总则……………1\n"),
    "dots": _repeat("……"),
    "full stops": _repeat("。"),
    "who leads": _repeat("由县教育局牵头，县财政局配合，"),
    "labels": _repeat("牵头部门：县教育局；"),
    "amounts": _repeat("每人每月300元"),
    "rewards": _repeat("对教师给予奖励"),
    "begin and end": _repeat("自2024年3月1日起施行"),
    "document numbers": _repeat("松教发〔2024〕8号"),
    "places": _repeat("松棠县教育局梨溪县"),
    "markdown": _repeat("# **甲** `乙` [丙](丁)\n"),
    "stars": _repeat("**"),
    "links opened": _repeat("[甲]("),
    "tags": _repeat("<p>甲"),
    "tags opened": _repeat("<"),
    "table rules": _repeat("|甲|乙|\n|-|-|\n"),
    "torn lines": _repeat("加强乡村教师队伍建设落实生活补助政策完善激励机制\n"),
    "deep numbers": _repeat("一、（一）1.（1）①"),
    "decimals": _count(
        lambda n: f"{(n - 1) // 70 % 99 + 1}.{(n - 1) // 7 % 10 + 1}.{(n - 1) % 7 + 1} {_CLAUSE}\n"
    ),
    "decimals that do not count": _count(lambda n: f"{n % 97 + 1}.{n % 13 + 1}甲\n"),
    "missing numbers": _count(lambda n: f"（{_NUMERALS[n % 10]}）甲\n乙丙丁\n"),
}

_MARKDOWN = frozenset({"markdown", "stars", "links opened", "tags", "tags opened"})


@dataclass(frozen=True, slots=True)
class Growth:
    """What one kind of text costs: processor seconds by size, sizes in megabytes ascending."""

    kind: str
    sizes: tuple[float, ...]
    seconds: tuple[float, ...]

    @property
    def last_ratio(self) -> float:
        """A short text's cost is mostly what every text costs, so only this one is judged."""
        return find_ratios(self.seconds)[-1]


def measure_seconds(text: str, name: str) -> float:
    """Processor seconds that the text takes to be read as a file of that name."""
    content = text.encode()
    fastest = float("inf")
    for _ in range(_REPEATS):
        began = time.process_time()
        with contextlib.suppress(IngestError):  # nothing but blanks: read all the same
            parse_content(content, name)
        fastest = min(fastest, time.process_time() - began)
        if fastest > _LONG_RUN:
            break
    return fastest


def measure_growth(kind: str, largest: float = LARGEST, patience: float = PATIENCE) -> Growth:
    """The costs of a kind's texts up to `largest` megabytes, or as far as patience reaches."""
    write = KINDS[kind]
    name = "a.md" if kind in _MARKDOWN else "a.txt"
    width = len(write(1000).encode()) / len(write(1000))

    def measure(size: float) -> float:
        return measure_seconds(write(int(size * 1e6 / width)), name)

    tried = min(_TRIED, largest)
    largest = min(largest, tried * max(1.0, patience / measure(tried)))
    sizes = tuple(largest / step for step in _STEPS)
    seconds = [measure(size) for size in sizes]
    for _ in range(_AGAIN):
        if find_ratios(seconds)[-1] <= WANTED:
            break
        for at in (-2, -1):  # in turn, so that both meet the same machine
            seconds[at] = min(seconds[at], measure(sizes[at]))
    return Growth(kind, sizes, tuple(seconds))


def find_ratios(seconds: Sequence[float]) -> tuple[float, ...]:
    """From each cost to the next.

    >>> find_ratios((0.5, 5.0, 60.0))
    (10.0, 12.0)
    """
    return tuple(after / before for before, after in itertools.pairwise(seconds))


def main(argv: Sequence[str] | None = None) -> int:
    """0 where no kind's cost grows faster than wanted, else 1."""
    parser = argparse.ArgumentParser(prog="python -m eval.growth")
    parser.add_argument("--megabytes", type=float, default=LARGEST, help="of the largest text")
    parser.add_argument(
        "--seconds", type=float, default=PATIENCE, help="that the largest text may take"
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--kind", action="append", help="only these, by words of their names")
    arguments = parser.parse_args(argv)
    kinds = [kind for kind in KINDS if not arguments.kind or any(w in kind for w in arguments.kind)]
    measure = functools.partial(
        measure_growth, largest=arguments.megabytes, patience=arguments.seconds
    )
    worst = 0.0
    # Each kind in a process of its own: what one has left in memory costs the next nothing.
    started = multiprocessing.get_context("spawn")
    with started.Pool(min(arguments.processes, len(kinds)), maxtasksperchild=1) as pool:
        for growth in pool.imap(measure, kinds):
            _say(_format(growth))
            worst = max(worst, growth.last_ratio)
    _say(f"\nworst last ratio {worst:.1f}, at most {WANTED:g} wanted")
    return 0 if worst <= WANTED else 1


def _format(growth: Growth) -> str:
    pairs = zip(growth.sizes, growth.seconds, strict=True)
    costs = "".join(f"{size:>9.3g} MB {seconds:>7.3f} s" for size, seconds in pairs)
    ratios = " ".join(f"{ratio:.1f}" for ratio in find_ratios(growth.seconds))
    return f"{growth.kind:<24}{costs}   × {ratios}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
