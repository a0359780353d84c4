"""The sentences of the hits, measured against what the question asks."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.choosing.holding import add_unit, find_mask, holds_type
from assistant.choosing.meanings import says_meaning
from assistant.choosing.measures import Measures, weigh, weigh_order
from assistant.choosing.outcomes import asks_outcome, says_leave, says_outcome
from assistant.choosing.own_words import own_before_children
from assistant.locate import character_pairs, fold_text, split_sentences
from assistant.reading.focus import Focus, Term, match_term
from assistant.reading.kinds import Ask, Asked, asks_meaning
from ingest.model import ClauseKind, DocumentId, LeadKind, Span, Validity, ValidityState
from ingest.quantities import find_bounds, find_quantities, find_said
from ingest.rows import name_cells
from vectorstore.model import Hit, Passage
from vectorstore.words import cut

HEADING_SHARE = 0.75  # what a term counts for that stands only in a heading above
PASSAGE_SHARE = 0.45  # or only elsewhere in the clause
MIN_HEADING_NAMED = 3  # characters of a heading that names its clause when the question says it
STRANGE_WORD = 0.15  # for each word before a figure that the question does not say
HEAVIEST = 10.0  # what the weight of a missing term is measured in
MAX_SUBJECT = 16  # characters before a colon that name what a clause is about
# how far behind the best sentence one may lie that holds the figure, where the best holds none
MAX_TYPED_BEHIND = 1.2
MEASURED = 48  # sentences whose meaning is measured: the best by their words
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


def _is_year(figure: tuple[Decimal, str]) -> bool:
    return figure[1] == "年" and figure[0] >= 1900  # a date, not the asker's own years


OwnStretches = Callable[[Passage], tuple[Span, ...]]
FindOpening = Callable[[Passage], str]  # the words that open the list which a passage is in


@dataclass(frozen=True, slots=True)
class Wording:
    """The question's own characters and figures, and the terms of the question before."""

    folded: str
    pairs: frozenset[str]
    said: tuple[tuple[Decimal, str], ...]
    context: Focus | None
    asks_meaning: bool
    asks_outcome: bool

    def share_of_pairs(self, folded: str) -> float:
        """The share of the question's character pairs that a folded sentence holds."""
        return sum(pair in folded for pair in self.pairs) / len(self.pairs) if self.pairs else 0.0

    def share_of_said(self, text: str) -> float:
        """The share of the asker's figures that lie in the ranges of a sentence."""
        if not self.said:
            return 0.0
        bounds = find_bounds(text)
        held = [any(b.hold(value, unit) for b in bounds) for value, unit in self.said]
        return sum(held) / len(held)

    def share_of_context(self, folded: str) -> float:
        """The share of the weight of the question before."""
        if self.context is None or not self.context.total:
            return 0.0
        weight = sum(t.weight * match_term(t, folded) for t in self.context.terms)
        return weight / self.context.total


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with how well it answers."""

    hit: Hit
    span: Span  # in `hit.passage.text`
    text: str
    holds_type: bool  # whether it holds the kind of figure asked for; True if none is asked
    masked: str | None  # masked or garbled text in it, where a figure is asked for
    measures: Measures
    score: float  # what candidates are ranked by: `weigh(measures)`
    opening: str = ""  # the words that open the list which its clause is an item of

    @property
    def coverage(self) -> float:
        """Share of the question's weight held, headings and clause counted in part."""
        return self.measures.coverage

    @property
    def own_coverage(self) -> float:
        """The same, for the sentence's own words."""
        return self.measures.own_coverage

    @property
    def standing(self) -> float:
        """1 for a text in force; less for drafts and ended ones."""
        return self.measures.standing

    @property
    def dense(self) -> float | None:
        """Cosine of the sentence with the question; None if it was not measured."""
        return self.measures.cosine


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
    find_opening: FindOpening | None = None,
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
    said = tuple(figure for figure in find_said(wording) if not _is_year(figure))
    asked = Wording(
        fold_text(wording),
        character_pairs(wording),
        said,
        context,
        asks_meaning(wording) and not ask.wants_figure(),
        asks_outcome(wording),
    )
    for hit in hits:
        if hit.passage.kind is LeadKind.TITLE and len(hits) > 1:
            continue
        named = scoped or not years.isdisjoint(_YEAR.findall(hit.document.title))
        standing = 1.0 if named else STANDING[validities[hit.document.id].state]
        opening = find_opening(hit.passage) if find_opening else ""
        spans = _read_own(hit.passage, own)
        candidates.extend(_measure_passage(hit, spans, focus, ask, asked, standing, opening))
    return tuple(sorted(candidates, key=lambda c: (-c.score, c.hit.rank, c.span.start)))


Compare = Callable[[Sequence[str]], tuple[float, ...] | None]


def add_closeness(
    candidates: tuple[Candidate, ...],
    compare: Compare,
    match_words: Compare,
    share_spoken_of: Compare,
) -> tuple[Candidate, ...]:
    """The candidates, the best of them with their meaning measured, ranked anew.

    `compare` gives the cosine of the question with each text, `match_words` how near its words
    come to those of each text, `share_spoken_of` how many of them do; None without a model.
    """
    chosen, rest = candidates[:MEASURED], candidates[MEASURED:]
    texts = [put_in_place(c) for c in chosen]
    cosines, words, shares = compare(texts), match_words(texts), share_spoken_of(texts)
    unknown = (None,) * len(chosen)
    closer = []
    for c, cosine, near, share in zip(
        chosen, cosines or unknown, words or unknown, shares or unknown, strict=True
    ):
        measures = replace(c.measures, cosine=cosine, words=near, spoken_of=share)
        closer.append(replace(c, measures=measures, score=weigh(measures)))
    closer.sort(key=lambda c: (-c.score, c.hit.rank, c.span.start))
    return _keep_level((*closer, *rest))


def _keep_level(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The candidates in their order, the first with the score that it has without what orders.

    Scores are held against fixed numbers, which were found without it.
    """
    if not candidates:
        return ()
    more = weigh_order(candidates[0].measures)
    return tuple(replace(c, score=c.score - more) for c in candidates)


def put_in_place(candidate: Candidate) -> str:
    """A sentence with the headings above it, as passages are embedded."""
    passage = candidate.hit.passage
    above = (*passage.heading_path[-1:], candidate.opening, passage.heading)
    return " ".join((*filter(None, above), candidate.text))


def _read_own(passage: Passage, own: OwnStretches | None) -> tuple[Span, ...]:
    """The sentences of a passage's own words; a table row stays whole."""
    if passage.kind is ClauseKind.ROW:
        return (Span(0, len(passage.text)),)
    stretches = own(passage) if own and passage.has_children else own_before_children(passage)
    return tuple(
        Span(stretch.start + span.start, stretch.start + span.end)
        for stretch in stretches
        for span in split_units(passage.text[stretch.start : stretch.end])
    )


def _find_opposites(passage: Passage, focus: Focus, asked: Wording) -> list[bool]:
    """Per term, whether the clause is about its opposite: one headed 非寄宿生, of 寄宿生.

    Or about those just above it: 低保边缘家庭, of 低保.
    """
    beginning = re.split("[：:]", passage.own_text[:MAX_SUBJECT])[0]
    subject = fold_text(passage.heading) + fold_text(beginning)
    beside = _BESIDE not in asked.folded
    return [
        f"非{fold_text(term.words)}" in subject
        or (beside and any(f"{words}{_BESIDE}" in subject for words in _name_all(term)))
        for term in focus.terms
    ]


_BESIDE = "边缘"


def _name_all(term: Term) -> tuple[str, ...]:
    return (fold_text(term.words), *(official for official, _ in term.alternatives))


def _match_around(
    hit: Hit, spans: Iterable[Span], focus: Focus, opposite: Iterable[bool], opening: str
) -> list[float]:
    """How far each term is held by the headings and the rest of the clause, counted in part."""
    passage = hit.passage
    own = (passage.text[span.start : span.end] for span in spans)
    around = fold_text("\n".join((opening, *own)))
    headings = fold_text(" ".join((hit.document.title, *passage.heading_path, passage.heading)))
    return [
        0.0
        if denied
        else max(
            HEADING_SHARE * match_term(term, headings), PASSAGE_SHARE * match_term(term, around)
        )
        for term, denied in zip(focus.terms, opposite, strict=True)
    ]


def _measure_passage(
    hit: Hit,
    spans: tuple[Span, ...],
    focus: Focus,
    ask: Ask,
    asked: Wording,
    standing: float,
    opening: str,
) -> list[Candidate]:
    passage = hit.passage
    heading = fold_text(passage.heading)
    named = len(heading) >= MIN_HEADING_NAMED and heading in asked.folded
    opposite = _find_opposites(passage, focus, asked)
    elsewhere = _match_around(hit, spans, focus, opposite, opening)
    found = []
    for span in spans:
        text = passage.text[span.start : span.end]
        named_text = read_cells(hit, text)
        folded = fold_text(named_text)
        own = [
            0.0 if denied else match_term(term, folded)
            for term, denied in zip(focus.terms, opposite, strict=True)
        ]
        best = [max(pair) for pair in zip(own, elsewhere, strict=True)]
        heading_only = bool(passage.heading) and _is_heading(folded, passage.heading)
        # What introduces a list holds what the list holds.
        opens = text.endswith(("：", ":"))
        holds = holds_type(passage.text if opens else named_text, ask)
        if heading_only and ask.asked:  # a heading says nothing but the dates and figures in it
            holds = Asked.WHO not in ask.asked and holds_type(passage.heading, ask)
        measures = Measures(
            coverage=_share(best, focus),
            own_coverage=_share(own, focus),
            missing=_find_heaviest_missing(best, focus) / HEAVIEST,
            pairs=asked.share_of_pairs(folded),
            said=asked.share_of_said(text),
            context=asked.share_of_context(folded),
            heading_said=float(named),
            type_held=float(bool(ask.asked) and holds),
            type_lacking=float(bool(ask.asked) and not holds),
            strangeness=_strangeness(text, focus) if ask.asked and holds else 0.0,
            defines=float(asked.asks_meaning and says_meaning(text, asked.folded)),
            lead=float(isinstance(passage.kind, LeadKind)),
            heading_alone=float(heading_only),
            nearness=1 / hit.rank,
            lexical=hit.scores.lexical or 0.0,
            passage_cosine=hit.scores.dense or 0.0,
            standing=standing,
            allows=float(ask.is_yes_no and says_leave(text)),
            outcome=float(asked.asks_outcome and says_outcome(text)),
        )
        masked = find_mask(text, ask)
        found.append(Candidate(hit, span, text, holds, masked, measures, weigh(measures), opening))
    return found


def read_cells(hit: Hit, text: str) -> str:
    """A table's row with the names and the unit that stand above it; other text as it is."""
    passage = hit.passage
    if passage.kind is not ClauseKind.ROW:
        return text
    if "：" not in text and passage.heading_path:
        text = name_cells(text, passage.heading_path[-1].split("、"))
    return add_unit(text, "\n".join((hit.document.title, *passage.heading_path)))


def _share(held: Sequence[float], focus: Focus) -> float:
    """The share of the terms' weight, given how far each is held."""
    weight = sum(term.weight * share for term, share in zip(focus.terms, held, strict=True))
    return weight / (focus.total or 1.0)


def _find_heaviest_missing(held: Sequence[float], focus: Focus) -> float:
    lacking = (t.weight * (1 - share) for t, share in zip(focus.terms, held, strict=True))
    return max(lacking, default=0.0)


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
    return min(1.0, STRANGE_WORD * len(strange))


def _is_heading(folded: str, heading: str) -> bool:
    """Whether a sentence is its clause's heading, with or without the number."""
    wanted = fold_text(heading)
    return folded.endswith(wanted) and len(folded) <= len(wanted) + 6
