"""Comparisons within documents: of clauses named by number, of what words call, of outlines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.choosing.beside import RIVAL, sentences_of
from assistant.choosing.sentences import Candidate, rank_sentences
from assistant.comparing.comparison_table import Side, draft_table, find_aspect
from assistant.compose import gather
from assistant.inquiry import (
    Composition,
    Inquiry,
    TableDraft,
    cite_as,
    last_label,
    name_clause,
    name_source,
    quote_draft,
)
from assistant.locate import fold_text, locate, split_sentences
from assistant.model import Draft
from assistant.reading.changing import SERIES
from assistant.understand import PART_ONLY
from ingest.model import ClauseKind, DocumentId, LeadKind, Span
from ingest.references import ClauseRef, FoundReference, matches
from vectorstore.model import Hit, Passage

NOTHING_ELSE = 3.0  # weight of terms up to which a comparison asks of the things as a whole
MAX_SHOWN = 320  # characters of a clause that is laid beside another whole
MAX_HEADINGS = 12  # of an outline
MAX_RIVALS = 2  # sentences each of which tells all the things apart
MAX_BEHIND = 4.5  # how far behind the best sentence the one on another thing may lie
_PHRASE = re.compile(r"[^，,；;。！？!?\n]+")


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause that is compared, and what it is called."""

    name: str
    passage: Passage


def compose_clauses(
    inquiry: Inquiry, groups: tuple[frozenset[DocumentId], ...]
) -> Composition | None:
    """Clauses named by number, side by side; None where not two are named.

    A short one stands whole, of a longer one what it says of the thing asked.
    """
    clauses = list(_find_clauses(inquiry, groups))
    if len({clause.passage.id for clause in clauses}) < 2:
        return None
    sides: list[Side] = []
    drafts: list[Draft] = []
    before: Hit | None = None
    for clause in clauses:
        sentences = _rank_under(clause.passage, inquiry)
        if not sentences:
            return None
        sides.append(Side(clause.name, sentences))
        for hit, span in _show(clause.passage, sentences, inquiry):
            drafts.append(quote_draft(hit, span, name_source(hit, before)))
            before = hit
    composed = gather(drafts, inquiry)
    return replace(composed, table=draft_table(sides, composed))


def _find_clauses(inquiry: Inquiry, groups: tuple[frozenset[DocumentId], ...]) -> Iterator[_Clause]:
    """Each number in the document that is named, or one number in each of several documents."""
    numbered = [r for r in inquiry.understanding.references if not PART_ONLY.fullmatch(r.text)]
    distinct = list({str(r.ref): r for r in numbered}.values())
    if len(groups) < 2:
        scoped = [(frozenset(d.id for d in inquiry.near()), r) for r in distinct]
        scoped = scoped if groups else []
    elif len(distinct) == 1:
        scoped = [(group, distinct[0]) for group in groups]
    elif len(distinct) == len(groups):
        scoped = list(zip(groups, distinct, strict=True))
    else:
        scoped = []
    for ids, reference in scoped:
        passage = _find_best(ids, reference, inquiry)
        if passage is not None:
            title = f"《{inquiry.library.by_id[passage.document_id].title}》"
            yield _Clause(f"{title if len(groups) > 1 else ''}{name_clause(passage)}", passage)


def _find_best(
    ids: frozenset[DocumentId], reference: FoundReference, inquiry: Inquiry
) -> Passage | None:
    best: tuple[float, Passage | None] = (0.0, None)
    for document_id in sorted(ids):
        for passage in inquiry.passages(document_id):
            if not isinstance(passage.kind, ClauseKind):
                continue
            score = matches(reference.ref, ClauseRef.parse(passage.label))
            if score > best[0]:
                best = (score, passage)
    return best[1]


def _rank_under(passage: Passage, inquiry: Inquiry) -> tuple[Candidate, ...]:
    """The sentences of a clause and of all under it, best first."""
    understanding = inquiry.understanding
    under = [
        other
        for other in inquiry.passages(passage.document_id)
        if isinstance(other.kind, ClauseKind) and passage.span.contains(other.span)
    ]
    return rank_sentences(
        tuple(inquiry.hit(other) for other in under),
        understanding.focus,
        understanding.ask,
        inquiry.validities,
        scoped=True,
        wording=understanding.search_text,
    )


def _show(
    passage: Passage, sentences: tuple[Candidate, ...], inquiry: Inquiry
) -> list[tuple[Hit, Span]]:
    if len(passage.text) <= MAX_SHOWN:
        return [(inquiry.hit(passage), Span(0, len(passage.text.rstrip())))]
    best = sentences[0]
    if best.own_coverage <= 0:
        return list(_list_headings(passage, inquiry)) or [(best.hit, best.span)]
    same = [c for c in sentences if c.hit.passage.id == best.hit.passage.id]
    focus, ask = inquiry.understanding.focus, inquiry.understanding.ask
    return [(c.hit, c.span) for c in sentences_of(same, focus, ask)]


def _list_headings(passage: Passage, inquiry: Inquiry) -> Iterator[tuple[Hit, Span]]:
    """The headings of what stands right under a passage."""
    for other in inquiry.passages(passage.document_id):
        if other.parent == passage.id and other.heading:
            span = locate(other.heading, other.text)
            if span is not None:
                yield inquiry.hit(other), span


def compose_outlines(
    inquiry: Inquiry, groups: tuple[frozenset[DocumentId], ...]
) -> Composition | None:
    """What each of several documents or parts is about: title and headings, side by side.

    None where something else is asked of them than how they differ.
    """
    if inquiry.understanding.focus.total > NOTHING_ELSE or inquiry.understanding.ask.asked:
        return None
    drafts: list[Draft] = []
    columns: list[str] = []
    titles: list[tuple[Draft, ...]] = []
    outlines: list[tuple[Draft, ...]] = []
    for group in groups:
        tops = [d for d in inquiry.library.documents if d.id in group and d.parent_id not in group]
        if len(tops) != 1:
            return None
        passages = inquiry.passages(tops[0].id)
        head = next((p for p in passages if p.heading or p.kind is LeadKind.TITLE), None)
        if head is None:
            return None
        span = locate(head.heading, head.text) if head.heading else None
        hit = inquiry.hit(head)
        title = quote_draft(hit, span or Span(0, len(head.own_text.rstrip())), "")
        source = cite_as(tops[0], head)
        headings = tuple(_outline(passages, inquiry))
        columns.append(f"{tops[0].part or ''}《{tops[0].title}》")
        titles.append((title,))
        outlines.append(headings)
        drafts.append(_join(source, headings) if headings else _say_source(title, source))
    composed = gather([*drafts, *(draft for cell in titles for draft in cell)], inquiry)
    composed = replace(composed, drafts=tuple(drafts))
    rows = (("名称", tuple(titles)), ("各部分", tuple(outlines)))
    return replace(composed, table=TableDraft(tuple(columns), rows), from_catalog=True)


def _say_source(draft: Draft, source: str) -> Draft:
    """The draft with its source said before it."""
    lead = f"{source}："
    return Draft(f"{lead}{draft.text}", draft.supports, (lead,))


def _outline(passages: Sequence[Passage], inquiry: Inquiry) -> Iterator[Draft]:
    """A draft for each heading of the highest level; the first words of a clause that has none."""
    clauses = [p for p in passages if p.kind in (ClauseKind.CLAUSE, ClauseKind.ROW)]
    depth = min((p.label.count("›") for p in clauses), default=0)
    for passage in [p for p in clauses if p.label.count("›") == depth][:MAX_HEADINGS]:
        span = locate(passage.heading, passage.text) if passage.heading else None
        span = span or next(iter(split_sentences(passage.own_text)), None)
        if span is not None:
            yield quote_draft(inquiry.hit(passage), span, f"{last_label(passage)} ")


def _join(source: str, headings: tuple[Draft, ...]) -> Draft:
    lead = f"{source}分为："
    supports = tuple(support for draft in headings for support in draft.supports)
    text = lead + "；".join(draft.text.rstrip("；。") for draft in headings)
    return Draft(text, supports, (lead, *(fact for draft in headings for fact in draft.facts)))


def compose_words(inquiry: Inquiry) -> Composition | None:
    """What one document says of two things of a kind (小学和初中, 城区和乡镇学校), side by side.

    None where the question does not name two, or the document does not tell them apart.
    """
    words = _find_words(inquiry.understanding.text)
    found = _find_speaking(words, inquiry) if len(words) > 1 else ()
    if not found:
        return None
    cells = [
        tuple(draft for candidate in own for draft in _phrases(word, words, candidate))
        for word, own in zip(words, found, strict=True)
    ]
    if not all(cells) or len({cell[0].text for cell in cells}) < len(cells):
        return None
    drafts: list[Draft] = []
    before: Hit | None = None
    for candidate in {(c.hit.passage.id, c.span): c for own in found for c in own}.values():
        span = _whole(candidate)
        drafts.append(quote_draft(candidate.hit, span, name_source(candidate.hit, before)))
        before = candidate.hit
    composed = gather(drafts, inquiry)
    rows = [("条文", tuple(cells))]
    rows += [
        (aspect, tuple(tuple(d for d in cell if pattern.search(d.text)) for cell in cells))
        for aspect, pattern in find_aspect(inquiry.understanding.ask.asked)
    ]
    return replace(composed, table=TableDraft(tuple(words), tuple(rows)))


def _find_words(text: str) -> tuple[str, ...]:
    """Two or more different words of one series in the order said."""
    for series in SERIES:
        said = tuple(dict.fromkeys(found[0] for found in series.finditer(text)))
        if len(said) > 1:
            return said
    return ()


def _find_speaking(words: tuple[str, ...], inquiry: Inquiry) -> tuple[tuple[Candidate, ...], ...]:
    """For each word the sentences that say it; () where they do not speak of all.

    Sentences that say all of the words go first; else neighbours, as the items of one list are.
    """
    if not inquiry.candidates:
        return ()
    least = inquiry.candidates[0].score - MAX_BEHIND
    close = [c for c in inquiry.candidates if c.score >= least]
    typed = [c for c in close if c.holds_type]
    # 差多少 may ask of a share where it sounds like money.
    return _tell_apart(words, typed) or _tell_apart(words, [c for c in close if _holds_digit(c)])


def _holds_digit(candidate: Candidate) -> bool:
    return re.search(r"\d", candidate.text) is not None


def _tell_apart(words: tuple[str, ...], near: list[Candidate]) -> tuple[tuple[Candidate, ...], ...]:
    """For each word the sentences among these, best first, that say it."""
    saying = [
        [c for c in near if word in fold_text(f"{c.hit.passage.heading} {c.text}")]
        for word in words
    ]
    every = [c for c in saying[0] if all(c in own for own in saying)]
    if every:
        rivals = tuple(c for c in every if c.score >= every[0].score - RIVAL)[:MAX_RIVALS]
        return tuple(rivals for _ in words)
    for first in saying[0]:
        passage = first.hit.passage
        beside = [
            [c for c in own if c.hit.passage.parent == passage.parent and _is_beside(c, first)]
            for own in saying[1:]
        ]
        if passage.parent is not None and all(beside):
            return ((first,), *((own[0],) for own in beside))
    alone = [
        [c for c in own if c.hit.document.id == saying[0][0].hit.document.id]
        for own in saying
        if saying[0]
    ]
    return tuple((own[0],) for own in alone) if alone and all(alone) else ()


def _is_beside(candidate: Candidate, other: Candidate) -> bool:
    one, two = candidate.hit, other.hit
    return one.document.id == two.document.id and one.passage.id != two.passage.id


def _phrases(word: str, words: tuple[str, ...], candidate: Candidate) -> Iterator[Draft]:
    """The sentence, or where it speaks of others too the parts of it that say this word alone."""
    hit = candidate.hit
    others = [other for other in words if other != word and other not in word]
    if not any(other in candidate.text for other in others):
        yield quote_draft(hit, candidate.span, f"{name_clause(hit.passage)}：")
        return
    for part in _PHRASE.finditer(candidate.text):
        if word in part[0] and not any(other in part[0] for other in others):
            start = candidate.span.start + part.start()
            yield quote_draft(hit, Span(start, start + len(part[0])), "")


def _whole(candidate: Candidate) -> Span:
    passage = candidate.hit.passage
    short = len(passage.text) <= MAX_SHOWN and not passage.has_children
    return Span(0, len(passage.text.rstrip())) if short else candidate.span
