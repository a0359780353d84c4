"""The table of a comparison: a column per thing compared, a row per aspect, words as they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.choosing.sentences import Candidate
from assistant.inquiry import Composition, TableDraft, name_clause, quote_draft
from assistant.model import Draft, Support
from assistant.reading.kinds import Asked
from ingest.model import Span
from vectorstore.model import Hit

MIN_WORDS = 4  # characters of a phrase that says anything by itself
_PHRASE = re.compile(r"[^，,；;。！？!?\n]+")
# What two clauses can be laid side by side by, and how a phrase shows it.
ASPECTS = (
    ("金额", re.compile(r"\d[\d,.]*\s*[百千万亿]*元")),
    ("比例", re.compile(r"\d[\d.]*\s*%|百分之|[倍‰]")),
    ("人数和数量", re.compile(r"\d+\s*(?:名|人|所|个|次|节|项|套|间|张|课时|学时|台)")),
    ("时间", re.compile(r"20\d\d\s*年|\d+\s*(?:年|个月|日|天|届|学期)|[一二三四五六七八九十]+年")),
    ("对象和条件", re.compile(r"的(?:教师|学生|学校|个人|班主任|校长)?$|^对|^凡|^用于|符合")),
    ("由谁", re.compile(r"^由|牵头|负责|[局委办部股]$|县财政|县级财政|州级财政|市级财政")),
)  # fmt: skip
_ANSWERS = {Asked.MONEY: "金额", Asked.PERCENT: "比例", Asked.DATE: "时间", Asked.DURATION: "时间"}
_FIGURES = frozenset({"金额", "比例", "人数和数量", "时间"})


@dataclass(frozen=True, slots=True)
class Side:
    """One thing compared and the sentences that speak of what is asked; () where it is silent."""

    name: str
    sentences: tuple[Candidate, ...]


def draft_table(sides: list[Side], composed: Composition) -> TableDraft:
    """The clauses that were composed, a column per side, then a row per aspect that they show."""
    quotes = [tuple(_first_statements(side, composed)) for side in sides]
    rows: list[tuple[str, tuple[tuple[Draft, ...], ...]]] = [("条文", tuple(quotes))]
    for aspect, pattern in ASPECTS:
        cells = tuple(tuple(_find_phrases(side, composed, pattern)) for side in sides)
        speaking = sum(bool(cell) for cell in cells)
        if speaking >= (1 if aspect in _FIGURES else 2):
            rows.append((aspect, cells))
    return TableDraft(tuple(side.name for side in sides), tuple(rows))


def list_shown(side: Side, composed: Composition) -> Iterator[tuple[Hit, str]]:
    """The passages and quotes of the statements that speak for a side."""
    hits = {c.hit.passage.id: c.hit for c in side.sentences}
    for draft in composed.drafts:
        for support in draft.supports:
            hit = hits.get(support.passage_id)
            if hit is None or not support.quote:
                continue
            heading = hit.passage.heading
            if heading and heading in support.quote and len(support.quote) < 2 * len(heading):
                yield hit, hit.passage.own_text.rstrip()  # the heading found stands for its clause
            else:
                yield hit, support.quote


def _first_statements(side: Side, composed: Composition) -> Iterator[Draft]:
    for hit, quote in list_shown(side, composed):
        start = hit.passage.text.find(quote)
        if start >= 0:
            span = Span(start, start + len(quote))
            yield quote_draft(hit, span, f"{name_clause(hit.passage)}：")


def _find_phrases(side: Side, composed: Composition, pattern: re.Pattern[str]) -> Iterator[Draft]:
    for hit, quote in list_shown(side, composed):
        for found in _PHRASE.finditer(quote):
            words = found[0].strip()
            if len(words) >= MIN_WORDS and pattern.search(words):
                yield Draft(words, (Support(hit.passage.id, words),))


def find_aspect(asked: frozenset[Asked]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The aspects that answer what is asked for."""
    wanted = {_ANSWERS[kind] for kind in asked if kind in _ANSWERS}
    return tuple((name, pattern) for name, pattern in ASPECTS if name in wanted)
