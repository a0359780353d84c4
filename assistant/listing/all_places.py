"""Every sentence that says as much as the best one, document by document."""

import re

from assistant.choosing.sentences import Candidate
from assistant.compose import draft_children, gather
from assistant.inquiry import Composition, Inquiry, name_source, quote_draft
from assistant.locate import fold_text
from assistant.model import Notice, NoticeKind
from assistant.reading.focus import match_term
from ingest.model import LeadKind

MAX_ROWS = 60
HELD = 0.5  # match of a term from which a sentence holds it
ALL_BEHIND = 1.0  # how far behind the best score what says it in other words may lie
ALL_SHARE = 0.72  # of the best sentence's own coverage that counts as saying it too
_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{1,12})[”」』\"]")


def compose_all(inquiry: Inquiry, answering: tuple[Candidate, ...]) -> Composition | None:
    """Every sentence that says as much as the best one, document by document."""
    if not answering:
        return None
    quoted = [fold_text(q) for q in _QUOTED.findall(inquiry.understanding.text)]
    known = [q for q in quoted if any(q in fold_text(c.text) for c in answering)]
    pool = [c for c in answering if all(q in fold_text(c.text) for q in known)]
    if not pool:
        return None
    best = max(c.own_coverage for c in pool)
    nearest = max(c.score for c in pool)
    chosen = [
        c
        for c in pool
        if (
            c.own_coverage >= ALL_SHARE * best > 0
            or (known and best < 0.4)
            or c.score >= nearest - ALL_BEHIND
        )
        and (c.holds_type or c.masked is not None)
        and not isinstance(c.hit.passage.kind, LeadKind)
    ]
    chosen = _of_the_subject(chosen, inquiry)
    chosen += _rest_of_lists(chosen, inquiry)
    order = {d.id: n for n, d in enumerate(inquiry.library.documents)}
    chosen.sort(key=lambda c: (order[c.hit.document.id], c.hit.passage.ordinal, c.span.start))
    chosen = chosen[:MAX_ROWS]
    before = [None, *(c.hit for c in chosen)]
    drafts = tuple(
        quote_draft(c.hit, c.span, name_source(c.hit, previous))
        for c, previous in zip(chosen, before, strict=False)
    )
    if not drafts:
        return None
    listed = [
        child
        for c in chosen
        if c.text.endswith(("：", ":"))
        for child in draft_children(c.hit, inquiry)
    ]
    notice = Notice(NoticeKind.COMPLETENESS, f"共找到 {len(drafts)} 处。")
    return gather([*drafts, *listed], inquiry, (notice,))


def _of_the_subject(chosen: list[Candidate], inquiry: Inquiry) -> list[Candidate]:
    """Those that hold what weighs most in the question, where some do (班主任津贴, not any pay)."""
    terms = inquiry.understanding.focus.terms
    if not terms:
        return chosen
    heaviest = max(terms, key=lambda term: term.weight)
    held = [
        c
        for c in chosen
        if match_term(heaviest, fold_text(f"{c.hit.passage.heading} {c.text}")) >= HELD
    ]
    return held or chosen


def _rest_of_lists(chosen: list[Candidate], inquiry: Inquiry) -> list[Candidate]:
    """The other items of a list of which two were chosen, where they hold what is asked too."""
    parents = [c.hit.passage.parent for c in chosen if c.hit.passage.parent is not None]
    lists = {parent for parent in parents if parents.count(parent) > 1}
    shown = {c.hit.passage.id for c in chosen}
    rest = []
    for c in inquiry.candidates:
        passage = c.hit.passage
        if passage.parent in lists and passage.id not in shown and c.holds_type:
            shown.add(passage.id)
            rest.append(c)
    return rest


def quotes_terms(inquiry: Inquiry) -> bool:
    """Whether the question quotes a word that several of the found sentences use."""
    quoted = [fold_text(q) for q in _QUOTED.findall(inquiry.understanding.text)]
    return any(sum(q in fold_text(c.text) for c in inquiry.candidates) > 1 for q in quoted)
