"""Comparisons: of documents, of parts of one, of clauses, and of what words call."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from assistant.choosing.sentences import Candidate
from assistant.comparing.comparison_hearing import hear_sides
from assistant.comparing.comparison_parts import compose_clauses, compose_outlines, compose_words
from assistant.comparing.comparison_sentences import compose_comparison, find_side
from assistant.comparing.comparison_sides import compose_ends, find_sides
from assistant.comparing.comparison_table import Side, draft_table, list_shown
from assistant.comparing.difference import draft_difference
from assistant.inquiry import Composition, Inquiry
from assistant.model import Notice, NoticeKind
from ingest.model import DocumentId, Span
from vectorstore.model import PassageId

MAX_COLUMNS = 8
MAX_ASPECTS = 3  # that each side is heard for by itself


def compose_table(inquiry: Inquiry) -> Composition | None:
    """The best clause of each thing compared, with a table; None if only one was named."""
    groups = find_sides(inquiry)
    clauses = compose_clauses(inquiry, groups)
    if clauses is not None:
        return clauses
    if len(groups) < 2:
        return compose_words(inquiry)
    ends = compose_ends(inquiry, groups)
    if ends is not None:
        return ends
    outlines = compose_outlines(inquiry, groups)
    if outlines is not None:
        return outlines
    aspects = [hear_sides(aspect, groups) for aspect in _split_aspects(inquiry)]
    inquiry = hear_sides(inquiry, groups)
    composed = compose_comparison(inquiry, groups, aspects)
    if composed is None:
        return None
    cited = {draft_support.passage_id for d in composed.drafts for draft_support in d.supports}
    sides = [
        Side(_name_column(group, inquiry), _find_cited(group, inquiry, composed, cited))
        for group in groups[:MAX_COLUMNS]
    ]
    notices = composed.notices
    if len(groups) > MAX_COLUMNS:
        told = f"共 {len(groups)} 个对象，表中列出前 {MAX_COLUMNS} 个。"
        notices = (*notices, Notice(NoticeKind.COMPLETENESS, told))
    apart = draft_difference(inquiry, [tuple(list_shown(side, composed)) for side in sides])
    return Composition(
        (*composed.drafts, *apart), composed.hits, notices, table=draft_table(sides, composed)
    )


def _split_aspects(inquiry: Inquiry) -> Iterator[Inquiry]:
    """The inquiry for each of several aspects; what else is asked helps to find it."""
    understanding = inquiry.understanding
    for part in understanding.parts[:MAX_ASPECTS]:
        ask = replace(
            part.ask if part.ask.asked else understanding.ask, kind=understanding.ask.kind
        )
        read = replace(
            understanding,
            search_text=part.text,
            focus=part.focus,
            context_focus=understanding.focus,
            ask=ask,
        )
        yield replace(inquiry, understanding=read)


def _find_cited(
    group: frozenset[DocumentId],
    inquiry: Inquiry,
    composed: Composition,
    cited: Collection[PassageId],
) -> tuple[Candidate, ...]:
    """The sentences of a side that are cited, with the tiers of a list beside the one found."""
    found = tuple(c for c in find_side(group, inquiry) if c.hit.passage.id in cited)
    known = {c.hit.passage.id for c in found}
    beside = [
        replace(found[0], hit=hit, span=Span(0, len(hit.passage.text)), text=hit.passage.text)
        for hit in composed.hits
        if found
        and hit.passage.parent == found[0].hit.passage.parent is not None
        and hit.passage.id not in known
    ]
    if not beside:
        return found
    return tuple(sorted((*found, *beside), key=lambda c: c.hit.passage.ordinal))


def _name_column(group: frozenset[DocumentId], inquiry: Inquiry) -> str:
    documents = [d for d in inquiry.library.documents if d.id in group]
    counties = {d.metadata.region.county or d.metadata.region.city for d in documents}
    tops = [d for d in documents if d.parent_id not in group]
    if len(tops) == 1:
        return f"{tops[0].part or ''}《{tops[0].title}》"
    (place, *others) = sorted(filter(None, counties)) or ("",)
    return place if place and not others else "、".join(f"《{d.title}》" for d in tops[:2])
