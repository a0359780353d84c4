"""Which clauses are shown: the best one, and those beside it that add something or may be meant."""

from collections.abc import Iterable
from dataclasses import replace

from assistant.choosing.holding import holds_type
from assistant.choosing.precedence import put_meant_first
from assistant.choosing.sentences import Candidate
from assistant.choosing.support import measure_support
from assistant.inquiry import Inquiry
from assistant.locate import fold_text
from assistant.reading.focus import Focus, match_term
from assistant.reading.kinds import Ask, Asked, QuestionKind
from vectorstore.model import PassageId

MAX_PASSAGES = 3  # clauses that one content answer cites
MAX_SENTENCES = 3  # of one clause
MIN_GAIN = 0.16  # share of the question's weight that a further clause must add
RIVAL = 1.5  # how far behind the best clause another may be meant as well
FIGURE_RIVAL = 1.0  # the same where a figure is asked for: another's figure does more harm
THIRD = 1.0  # the same for a third clause: 5 of 26 answer; of those that a figure is asked of none
MAX_BESIDE = 1.0  # how far behind the best sentence of a clause another is shown with it
MAX_ADDING_BEHIND = 2.0  # the same for one that holds more of the question
# The same in support, which tells rivals better. Of 20 that lay further behind none held what the
# best one lacked, of 99 nearer ones 25 did. Fitted on the other sets, precision rises on each by
# up to 4 points and one answer in 780 is lost.
MAX_LESS_SUPPORTED = 2.5
# The same for one that holds less of the question and nothing more: of 22 none, of 14 nearer 2.
MAX_HOLDING_LESS = 1.0
SOME = 0.05  # share of the question's weight that is more or less


def choose_clauses(answering: tuple[Candidate, ...], inquiry: Inquiry) -> list[list[Candidate]]:
    """The best sentences of the best clause, then of those that add something or may be meant."""
    focus, ask = inquiry.understanding.focus, inquiry.understanding.ask
    linked = inquiry.understanding.follows_up
    by_passage: dict[PassageId, list[Candidate]] = {}
    for candidate in answering:
        by_passage.setdefault(candidate.hit.passage.id, []).append(candidate)
    groups = put_meant_first(list(by_passage.values()), inquiry.understanding.text)
    chosen = [sentences_of(groups[0], focus, ask, linked=linked)]
    held = _held(chosen[0], focus)
    allowed = MAX_PASSAGES if ask.kind is not QuestionKind.COMPARE else MAX_PASSAGES + 1
    single = len(inquiry.understanding.parts) < 2
    if (Asked.WHO in ask.asked and ask.roles) or (groups[0][0].measures.defines and single):
        allowed = 1  # roles of another clause would mislead; what a thing is needs no other
    for group in groups[1:8]:
        behind = groups[0][0].score - group[0].score
        third = len(chosen) > 1 and ask.kind is not QuestionKind.COMPARE
        if len(chosen) >= allowed or (third and (ask.asked or behind > THIRD)):
            break
        if ask.wants_figure() and not group[0].holds_type:
            continue
        new = _held(group, focus)
        gain, lost = _gain(new, held, focus), _gain(held, new, focus)
        adds = gain >= MIN_GAIN and behind <= MAX_ADDING_BEHIND
        rival = behind <= (FIGURE_RIVAL if ask.wants_figure() else RIVAL) or (
            ask.wants_figure() and _as_worded(group[0], groups[0][0])
        )
        holds_less = gain < SOME < lost
        if adds or (rival and _has_room(group[0], groups[0][0], holds_less, inquiry)):
            chosen.append(sentences_of(group, focus, ask, linked=linked))
            held = [max(a, b) for a, b in zip(held, new, strict=True)]
    return chosen


def _has_room(rival: Candidate, best: Candidate, holds_less: bool, inquiry: Inquiry) -> bool:
    """Whether all signs together leave room for the rival; True where meaning is not measured.

    An item of the best clause is no rival, and where several things are asked for none is.
    """
    understanding = inquiry.understanding
    asks_one = understanding.ask.kind is QuestionKind.CONTENT
    if not asks_one or rival.hit.passage.parent == best.hit.passage.id:
        return True
    own, others = measure_support(inquiry, best), measure_support(inquiry, rival)
    if own is None or others is None:
        return True
    far = MAX_HOLDING_LESS if holds_less and len(understanding.parts) < 2 else MAX_LESS_SUPPORTED
    return others > own - far


def _as_worded(candidate: Candidate, best: Candidate) -> bool:
    """Whether its neighbour says as much of the question, so that words cannot choose."""
    return (
        candidate.hit.passage.parent == best.hit.passage.parent
        and candidate.hit.document.id == best.hit.document.id
        and candidate.coverage >= best.coverage
        and candidate.own_coverage >= best.own_coverage > 0
    )


def sentences_of(
    group: list[Candidate], focus: Focus, ask: Ask, *, linked: bool = False
) -> list[Candidate]:
    """The best sentence of a clause and those that hold what it lacks, as they stand.

    What it lacks are terms of the question, or one of several kinds of thing that are asked for
    (多少钱、谁掏). What a follow-up asks for is often only what was asked before (`linked`): then
    a sentence needs words of it too.
    """
    best = group[0]
    chosen = [best]
    held = _held(chosen, focus)
    kinds = _kinds_held(best, ask)
    for candidate in group[1:]:
        if len(chosen) >= MAX_SENTENCES:
            break
        adds = _gain(_held([candidate], focus), held, focus) >= 0.08
        figure = bool(ask.asked) and candidate.holds_type and not best.holds_type
        further = not _kinds_held(candidate, ask) <= kinds and candidate.coverage > 0
        fits = (figure or further) and (not linked or candidate.own_coverage > 0)
        if adds or fits or candidate.score >= best.score - MAX_BESIDE:
            chosen.append(candidate)
            kinds |= _kinds_held(candidate, ask)
            held = [max(a, b) for a, b in zip(held, _held([candidate], focus), strict=True)]
    return sorted(chosen, key=lambda c: c.span.start)


def _kinds_held(candidate: Candidate, ask: Ask) -> frozenset[Asked]:
    """Of several kinds of thing that are asked for those that a sentence holds."""
    if len(ask.asked) < 2:
        return frozenset()
    return frozenset(
        kind
        for kind in ask.asked
        if holds_type(candidate.text, replace(ask, asked=frozenset({kind})))
    )


def _held(candidates: Iterable[Candidate], focus: Focus) -> list[float]:
    folded = [fold_text(c.text) for c in candidates]
    return [max(match_term(term, text) for text in folded) for term in focus.terms]


def _gain(new: list[float], held: list[float], focus: Focus) -> float:
    gained = sum(
        term.weight * max(0.0, n - h) for term, n, h in zip(focus.terms, new, held, strict=True)
    )
    return gained / (focus.total or 1.0)
