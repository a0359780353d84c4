"""The table of a comparison: a column per thing named, a row per aspect, words as they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.comparison_sides import compose_ends, find_sides, hear_whole
from assistant.compose import compose_comparison, find_side
from assistant.inquiry import Composition, Inquiry, TableDraft, name_clause, quote_draft
from assistant.model import Draft, Notice, NoticeKind, Support
from assistant.sentences import Candidate
from ingest.model import DocumentId, Span
from vectorstore.model import Hit

MAX_COLUMNS = 8
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
_FIGURES = frozenset({"金额", "比例", "人数和数量", "时间"})


@dataclass(frozen=True, slots=True)
class _Side:
    """One thing compared and the sentences that speak of what is asked; () where it is silent."""

    name: str
    sentences: tuple[Candidate, ...]


def compose_table(inquiry: Inquiry) -> Composition | None:
    """The best clause of each thing compared, with a table; None if only one was named."""
    groups = find_sides(inquiry)
    if len(groups) < 2:
        return None
    ends = compose_ends(inquiry, groups)
    if ends is not None:
        return ends
    inquiry = hear_whole(inquiry, groups)
    composed = compose_comparison(inquiry, groups)
    if composed is None:
        return None
    cited = {draft_support.passage_id for d in composed.drafts for draft_support in d.supports}
    sides = [
        _Side(
            _name_column(group, inquiry),
            tuple(c for c in find_side(group, inquiry) if c.hit.passage.id in cited),
        )
        for group in groups[:MAX_COLUMNS]
    ]
    notices = composed.notices
    if len(groups) > MAX_COLUMNS:
        told = f"共 {len(groups)} 个对象，表中列出前 {MAX_COLUMNS} 个。"
        notices = (*notices, Notice(NoticeKind.COMPLETENESS, told))
    return Composition(composed.drafts, composed.hits, notices, table=_draft_table(sides, composed))


def _name_column(group: frozenset[DocumentId], inquiry: Inquiry) -> str:
    documents = [d for d in inquiry.library.documents if d.id in group]
    counties = {d.metadata.region.county or d.metadata.region.city for d in documents}
    tops = [d for d in documents if d.parent_id not in group]
    if len(tops) == 1:
        return f"《{tops[0].title}》"
    (place, *others) = sorted(filter(None, counties)) or ("",)
    return place if place and not others else "、".join(f"《{d.title}》" for d in tops[:2])


def _draft_table(sides: list[_Side], composed: Composition) -> TableDraft:
    quotes = [tuple(_first_statements(side, composed)) for side in sides]
    rows: list[tuple[str, tuple[tuple[Draft, ...], ...]]] = [("条文", tuple(quotes))]
    for aspect, pattern in ASPECTS:
        cells = tuple(tuple(_find_phrases(side, composed, pattern)) for side in sides)
        speaking = sum(bool(cell) for cell in cells)
        if speaking >= (1 if aspect in _FIGURES else 2):
            rows.append((aspect, cells))
    return TableDraft(tuple(side.name for side in sides), tuple(rows))


def _shown(side: _Side, composed: Composition) -> Iterator[tuple[Hit, str]]:
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


def _first_statements(side: _Side, composed: Composition) -> Iterator[Draft]:
    for hit, quote in _shown(side, composed):
        start = hit.passage.text.find(quote)
        if start >= 0:
            span = Span(start, start + len(quote))
            yield quote_draft(hit, span, f"{name_clause(hit.passage)}：")


def _find_phrases(side: _Side, composed: Composition, pattern: re.Pattern[str]) -> Iterator[Draft]:
    for hit, quote in _shown(side, composed):
        for found in _PHRASE.finditer(quote):
            words = found[0].strip()
            if len(words) >= MIN_WORDS and pattern.search(words):
                yield Draft(words, (Support(hit.passage.id, words),))
