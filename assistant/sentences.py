"""The sentences of the hits, measured against what the question asks."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.focus import Focus, match_term
from assistant.holding import find_mask, holds_type
from assistant.kinds import Ask
from assistant.library import character_pairs
from assistant.locate import fold_text, split_sentences
from ingest.model import DocumentId, LeadKind, Span, Validity, ValidityState
from ingest.quantities import find_quantities
from vectorstore.model import Hit, Passage
from vectorstore.words import cut

HEADING_SHARE = 0.75  # what a term counts for that stands only in a heading above
PASSAGE_SHARE = 0.45  # or only elsewhere in the clause
TYPE_BONUS = 0.12  # for holding the kind of figure that is asked for
LEAD_SHARE = 0.85  # of a notice's or preamble's words beside those of a clause
HEADING_PENALTY = 0.3
HEADING_NAMED = 0.35  # for a clause whose heading the question says
MIN_HEADING_NAMED = 3  # characters of such a heading
STRANGE_WORD = 0.03  # off for each word before a figure that the question does not say
MAX_STRANGE = 0.2
MAX_SUBJECT = 16  # characters before a colon that name what a clause is about
PAIRS_SHARE = 0.35  # for all of the question's character pairs
FIGURES_SHARE = 0.25  # for all of the figures in the question (每5年, 2025年)
COMPARED_PASSAGES = 8  # whose sentences are compared with the question by meaning
DENSE_SHARE = 0.5  # for a cosine of 1, where the words are shared
DENSE_SHARE_UNWORDED = 1.0  # and this much more where none is
WORDED = 0.4  # coverage from which the words speak for themselves
CONTEXT_SHARE = 0.45  # for all of the terms of the question before
# What a text of each state counts for beside one in force, where the question names none.
STANDING = {
    ValidityState.IN_FORCE: 1.0,
    ValidityState.UNKNOWN: 0.98,
    ValidityState.NOT_YET: 0.92,
    ValidityState.PLAN_ENDED: 0.93,
    ValidityState.DRAFT: 0.9,
    ValidityState.EXPIRED: 0.75,
    ValidityState.REPEALED: 0.6,
}


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")
OwnStretches = Callable[[Passage], tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Wording:
    """The question's own characters, and the terms of the question before."""

    folded: str
    pairs: frozenset[str]
    figures: frozenset[tuple[Decimal, str]]
    context: Focus | None

    def share_of(self, text: str, folded: str) -> float:
        """What a sentence earns by sharing pairs and figures with the question and context."""
        earned = 0.0
        if self.figures:
            held = {(q.value, q.unit) for q in find_quantities(text)}
            earned += FIGURES_SHARE * len(self.figures & held) / len(self.figures)
        if self.pairs:
            earned += PAIRS_SHARE * sum(pair in folded for pair in self.pairs) / len(self.pairs)
        if self.context is not None and self.context.total:
            weight = sum(t.weight * match_term(t, folded) for t in self.context.terms)
            earned += CONTEXT_SHARE * weight / self.context.total
        return earned


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with how well it answers. Shares are 0 to 1."""

    hit: Hit
    span: Span  # in `hit.passage.text`
    text: str
    coverage: float  # share of the question's weight held, headings and clause counted in part
    own_coverage: float  # the same, for the sentence's own words
    holds_type: bool  # whether it holds the kind of figure asked for; True if none is asked
    dense: float | None  # cosine of the sentence with the question; None if it was not measured
    masked: str | None  # masked or garbled text in it, where a figure is asked for
    standing: float  # 1 for a text in force; less for drafts and ended ones
    score: float  # what candidates are ranked by


def rank_sentences(
    hits: tuple[Hit, ...],
    focus: Focus,
    ask: Ask,
    validities: Mapping[DocumentId, Validity],
    *,
    scoped: bool,
    wording: str = "",
    context: Focus | None = None,
    own: OwnStretches | None = None,
) -> tuple[Candidate, ...]:
    """All sentences of the hits' own words, best first; equal ones in reading order.

    `wording` is the question as searched: pairs of characters that it shares with a sentence,
    and headings that it says, decide between near equals. `context` holds the terms of the
    question before, which count for order alone. `own` gives the stretches of a passage that
    are its own words; without it those before its first child. A text that ended counts in full
    where it is named (`scoped`), or where the question says the year in its title.
    """
    candidates: list[Candidate] = []
    years = frozenset(_YEAR.findall(wording))
    figures = frozenset((q.value, q.unit) for q in find_quantities(wording) if q.unit)
    asked = Wording(fold_text(wording), character_pairs(wording), figures, context)
    for hit in hits:
        if hit.passage.kind is LeadKind.TITLE and len(hits) > 1:
            continue
        named = scoped or not years.isdisjoint(_YEAR.findall(hit.document.title))
        standing = 1.0 if named else STANDING[validities[hit.document.id].state]
        candidates.extend(
            _measure_passage(hit, _read_own(hit.passage, own), focus, ask, asked, standing)
        )
    return tuple(sorted(candidates, key=lambda c: (-c.score, c.hit.rank, c.span.start)))


def add_closeness(
    candidates: tuple[Candidate, ...],
    compare: Callable[[Sequence[str]], tuple[float, ...] | None],
) -> tuple[Candidate, ...]:
    """The candidates of the best passages with their cosines, ranked anew.

    `compare` gives the cosine of the question with each text, or None without an embedder.
    """
    passages = list(dict.fromkeys(c.hit.passage.id for c in candidates))
    by_rank = dict.fromkeys(c.hit.passage.id for c in sorted(candidates, key=lambda c: c.hit.rank))
    measured = {*passages[:COMPARED_PASSAGES], *list(by_rank)[:COMPARED_PASSAGES]}
    chosen = [c for c in candidates if c.hit.passage.id in measured]
    cosines = compare([_in_place(c) for c in chosen])
    if cosines is None:
        return candidates
    closer = [
        replace(
            c,
            dense=cosine,
            score=c.score + c.standing * _dense_share(c.coverage) * max(0.0, cosine),
        )
        for c, cosine in zip(chosen, cosines, strict=True)
    ]
    rest = [c for c in candidates if c.hit.passage.id not in measured]
    return tuple(sorted((*closer, *rest), key=lambda c: (-c.score, c.hit.rank, c.span.start)))


def _dense_share(coverage: float) -> float:
    """What a cosine of 1 counts for: the more, the fewer words are shared."""
    return DENSE_SHARE + (1 - min(1.0, coverage / WORDED)) * DENSE_SHARE_UNWORDED


def _in_place(candidate: Candidate) -> str:
    """A sentence with the headings above it, as passages are embedded."""
    passage = candidate.hit.passage
    return " ".join((*passage.heading_path[-1:], passage.heading, candidate.text))


def own_before_children(passage: Passage) -> tuple[Span, ...]:
    """The words of a passage before its first child."""
    return (Span(0, len(passage.own_text)),)


def find_own_stretches(passage: Passage, others: Iterable[Passage]) -> tuple[Span, ...]:
    """What of a passage's text is in none of the passages under it, in order.

    A paragraph behind a list belongs to the clause that the list is in.
    """
    start = passage.span.start
    stretches: list[Span] = []
    end = 0
    for child in others:
        if child.parent != passage.id:
            continue
        if child.span.start - start > end:
            stretches.append(Span(end, child.span.start - start))
        end = max(end, child.span.end - start)
    if end < len(passage.text):
        stretches.append(Span(end, len(passage.text)))
    return tuple(stretches)


def _read_own(passage: Passage, own: OwnStretches | None) -> tuple[Span, ...]:
    """The sentences of a passage's own words."""
    stretches = own(passage) if own and passage.has_children else own_before_children(passage)
    return tuple(
        Span(stretch.start + span.start, stretch.start + span.end)
        for stretch in stretches
        for span in split_units(passage.text[stretch.start : stretch.end])
    )


def _find_opposites(passage: Passage, focus: Focus) -> list[bool]:
    """Per term, whether the clause is about its opposite: one headed 非寄宿生, of 寄宿生."""
    beginning = re.split("[：:]", passage.own_text[:MAX_SUBJECT])[0]
    subject = fold_text(passage.heading) + fold_text(beginning)
    return [f"非{fold_text(term.words)}" in subject for term in focus.terms]


def _measure_passage(
    hit: Hit, spans: tuple[Span, ...], focus: Focus, ask: Ask, asked: Wording, standing: float
) -> list[Candidate]:
    passage = hit.passage
    folded_passage = fold_text("\n".join(passage.text[s.start : s.end] for s in spans))
    folded_headings = fold_text(
        " ".join((hit.document.title, *passage.heading_path, passage.heading))
    )
    heading = fold_text(passage.heading)
    named = len(heading) >= MIN_HEADING_NAMED and heading in asked.folded
    opposite = _find_opposites(passage, focus)
    elsewhere = [
        0.0
        if denied
        else max(
            HEADING_SHARE * match_term(term, folded_headings),
            PASSAGE_SHARE * match_term(term, folded_passage),
        )
        for term, denied in zip(focus.terms, opposite, strict=True)
    ]
    found = []
    for span in spans:
        text = passage.text[span.start : span.end]
        folded = fold_text(text)
        own = [
            0.0 if denied else match_term(term, folded)
            for term, denied in zip(focus.terms, opposite, strict=True)
        ]
        total = focus.total or 1.0
        own_coverage = sum(t.weight * m for t, m in zip(focus.terms, own, strict=True)) / total
        coverage = (
            sum(t.weight * max(m, e) for t, m, e in zip(focus.terms, own, elsewhere, strict=True))
            / total
        )
        # What introduces a list holds what the list holds.
        holds = holds_type(passage.text if text.endswith(("：", ":")) else text, ask)
        heading_only = bool(passage.heading) and _is_heading(folded, passage.heading)
        score = coverage + 0.25 * own_coverage + _closeness(hit)
        score += asked.share_of(text, folded) + (HEADING_NAMED if named else 0.0)
        score *= LEAD_SHARE if isinstance(passage.kind, LeadKind) else 1.0
        if ask.asked and holds:
            score += TYPE_BONUS - _strangeness(text, focus)
        if heading_only:  # it names the clause and says nothing
            score, holds = score - HEADING_PENALTY, holds and not ask.asked
        found.append(
            Candidate(
                hit=hit,
                span=span,
                text=text,
                coverage=coverage,
                own_coverage=own_coverage,
                holds_type=holds,
                dense=None,
                masked=find_mask(text, ask),
                standing=standing,
                score=standing * score,
            )
        )
    return found


_ROW = re.compile(r"(?m)^[^\n；。，（(]{2,8}：[^\n；]*(?:；[^\n；]{2,8}：[^\n；]*)+")


def split_units(text: str) -> tuple[Span, ...]:
    """The sentences of a text; a table row (列名：值；列名：值) stays whole."""
    spans: list[Span] = []
    start = 0
    for row in _ROW.finditer(text):
        before = split_sentences(text[start : row.start()])
        spans.extend(Span(start + s.start, start + s.end) for s in before)
        spans.append(Span(row.start(), row.end()))
        start = row.end()
    spans.extend(Span(start + s.start, start + s.end) for s in split_sentences(text[start:]))
    return tuple(spans)


def _strangeness(text: str, focus: Focus) -> float:
    """How much more a sentence says before its figure than the question asks.

    低保标准 asks for the figure of 最低生活保障标准, not of 最低生活保障边缘家庭认定标准.
    """
    figures = [q for q in find_quantities(text) if not q.ordinal and q.unit]
    if not figures:
        return 0.0
    subject = fold_text(text[: figures[0].start])
    for term in focus.terms:
        for words in (fold_text(term.words), *(official for official, _ in term.alternatives)):
            subject = subject.replace(words, " ") if len(words) > 1 else subject
    strange = [word for word in cut(subject) if len(word) > 1]
    return min(MAX_STRANGE, STRANGE_WORD * len(strange))


def _is_heading(folded: str, heading: str) -> bool:
    """Whether a sentence is its clause's heading, with or without the number."""
    wanted = fold_text(heading)
    return folded.endswith(wanted) and len(folded) <= len(wanted) + 6


def _closeness(hit: Hit) -> float:
    """A little for the passage's rank, and for its meaning where it was measured."""
    dense = hit.scores.dense
    return 0.1 / hit.rank + (0.3 * max(0.0, dense) if dense is not None else 0.0)
