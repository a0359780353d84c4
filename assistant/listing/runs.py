"""Numbered items in the running text of a clause: rounds, and the members of a class."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.compose import gather
from assistant.inquiry import Composition, Inquiry, cite_as, name_source, quote_draft
from assistant.listing.meant_documents import find_documents, find_others
from assistant.listing.set_rows import share_of_terms
from assistant.locate import split_sentences
from assistant.model import Notice, NoticeKind
from ingest.model import ClauseKind, Span
from ingest.numerals import find_value
from vectorstore.model import Passage, StoredDocument

MIN_RUN = 2  # items that make a list
MIN_TOLD = 0.5  # share of the question's other words that a list or its document must say
MAX_RUN = 900  # characters of a list in a sentence that is quoted whole

_NUMERAL = r"[一二三四五六七八九十]|\d{1,2}"
_UNIT = "轮|步|批|阶段|档次?|梯队|环节|层次|顺序|顺位|关"
_MARKS = (
    re.compile(rf"第(?P<number>{_NUMERAL})(?P<unit>{_UNIT})"),
    re.compile(r"(?<![\d.])(?P<number>\d{1,2})[.．、)）](?!\d)"),
    re.compile(r"[（(](?P<number>[一二三四五六七八九十]{1,2}|\d{1,2})[）)]"),
    re.compile("(?P<number>[①-⑳])"),
)
_STOP = re.compile(r"[。！？\n]")
_ASKS_ROUNDS = re.compile(
    rf"(?:(?P<count>[两二三四五六七八九十]|\d)个?|(?:哪?几|哪些)个?)(?P<unit>{_UNIT})"
)
_ASKS_WHICH = re.compile(r"哪|几|分别|各是|什么|啥|包括|包含|列")
_CLASS = re.compile(
    r"(?<!第)(?P<name>[甲乙丙丁戊A-Ea-e一二三四五])(?P<unit>类|档|级|等|组)(?!别|似|型)"
)


@dataclass(frozen=True, slots=True)
class Run:
    """Numbered items in the running text of a clause, with the words that open them."""

    lead: str
    span: Span  # of the opening words and the items
    unit: str  # 轮 of 第一轮; "" where the numbers have none
    count: int


def find_runs(text: str) -> Iterator[Run]:
    """Every list whose numbers run on from 1 in a text.

    >>> [run.lead for run in find_runs("甲类3种：1.肺病 2.肝病 3.眼病。乙类2种：1.痛风 2.湿疹。")]
    ['甲类3种：', '乙类2种：']
    """
    for mark in _MARKS:
        run: list[re.Match[str]] = []
        for found in (*mark.finditer(text), None):
            number = (find_value(found["number"]) or 0) if found else 0
            follows = found is not None and bool(run) and number == len(run) + 1
            if follows and found is not None and _unit(found) == _unit(run[0]):
                run.append(found)
                continue
            if len(run) >= MIN_RUN:
                yield _make_run(text, run)
            run = [found] if found is not None and number == 1 else []


def _unit(mark: re.Match[str]) -> str:
    return mark.groupdict().get("unit") or ""


def _make_run(text: str, run: list[re.Match[str]]) -> Run:
    first = run[0].start()
    stops = [found.end() for found in _STOP.finditer(text, 0, first)]
    start = stops[-1] if stops else 0
    stop = _STOP.search(text, run[-1].end())
    end = stop.end() if stop else len(text.rstrip())
    start += len(text[start:first]) - len(text[start:first].lstrip())
    return Run(text[start:first].strip(), Span(start, end), _unit(run[0]), len(run))


def compose_run(inquiry: Inquiry) -> Composition | None:
    """The rounds or the members of a class that the question names, told in running text."""
    text = inquiry.understanding.text
    if not _ASKS_WHICH.search(text):
        return None
    rounds, named = _ASKS_ROUNDS.search(text), _CLASS.search(text)
    found: list[tuple[float, StoredDocument, Passage, Run]] = []
    for document, passage in _passages(inquiry):
        for run in find_runs(passage.own_text):
            if run.span.end - run.span.start > MAX_RUN or not _is_meant(run, rounds, named):
                continue
            terms = find_others(inquiry, document, (rounds or named or [""])[0])
            whole = " ".join((*passage.heading_path, passage.own_text))
            share = share_of_terms(terms, whole) if terms else 1.0
            if share >= MIN_TOLD:
                found.append((share, document, passage, run))
    best = [each for each in found if each[0] == max(share for share, *_ in found)]
    if len(best) != 1:
        return None
    _, document, passage, run = best[0]
    hit = inquiry.hit(passage)
    said = f"{cite_as(document, passage)}共 {run.count} 项，已全部列出。"
    notice = Notice(NoticeKind.COMPLETENESS, said)
    return gather([quote_draft(hit, run.span, name_source(hit))], inquiry, (notice,))


def _is_meant(run: Run, rounds: re.Match[str] | None, named: re.Match[str] | None) -> bool:
    """Whether a run has the unit that is asked for, or is opened by the class that is."""
    if rounds is not None:
        count = find_value(rounds["count"]) if rounds["count"] else None
        return run.unit == rounds["unit"] and count in (None, run.count)
    return named is not None and named[0] in run.lead and run.lead.endswith(("：", ":"))


def is_of_other_class(opening: str, text: str) -> bool:
    """Whether the words that open a list name a class beside the one that a question names.

    >>> is_of_other_class("乙类（门诊慢性病）10种：", "甲类都包括哪几种病")
    True
    """
    asked = {found[0] for found in _CLASS.finditer(text)}
    spans = split_sentences(opening)
    said = opening[spans[-1].start :] if spans else opening
    named = {found[0] for found in _CLASS.finditer(said)}
    units = {name[-1] for name in asked} & {name[-1] for name in named}
    return bool(units) and not asked & named


def _passages(inquiry: Inquiry) -> Iterator[tuple[StoredDocument, Passage]]:
    for document in find_documents(inquiry):
        for passage in inquiry.passages(document.id):
            if passage.kind is ClauseKind.CLAUSE:
                yield document, passage
