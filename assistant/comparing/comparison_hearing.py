"""What each side of a comparison says of the thing asked, heard in all that it says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from assistant.choosing.actions import prefer_action
from assistant.choosing.nearness import match_question
from assistant.choosing.own_words import find_own_stretches
from assistant.choosing.sentences import (
    Candidate,
    add_closeness,
    put_in_place,
    rank_sentences,
)
from assistant.comparing.comparison_sentences import find_side
from assistant.inquiry import Inquiry
from assistant.listing.set_rows import share_of_terms
from assistant.locate import character_pairs, fold_text
from assistant.reading.focus import match_term
from assistant.reading.versions import names_versions
from ingest.model import ClauseKind, DocumentId, LeadKind, Span
from ingest.quantities import Quantity, find_quantities
from vectorstore.model import Passage, PassageId

MAX_HEARD = 2_000  # clauses of all sides up to which every one of them is heard
MAX_WEIGHED = 10  # sentences of a side that are laid beside those of the others
MAX_ANCHORS = 10  # sentences of all sides that the others are laid beside
# What a pair of sentences on the same thing counts for, in the unit of scores: fitted on the
# open questions, flat between half and twice these.
MEANING_WEIGHT = 3.0  # times the cosine of the two
WORDS_WEIGHT = 4.0  # times the share of character pairs that the two have in common
TYPE_WEIGHT = 1.0  # for the kind of figure asked for
FIGURE_WEIGHT = 2.0  # for a figure in the same unit of the same thing (公示不少于5个工作日)
NEAR_FIGURE = 6  # characters before a figure that say of what it is
MAX_LAID_BESIDE = 3  # best sentences of a side that those farther behind of others are laid by
LEAST_LIKE = 0.25  # share of character pairs in common from which one is weighed as well
MAX_LIKE = 6  # further sentences of a side that are most like what another says
MOST_SHARED = 0.5  # of the pairs: from there on two say the same
LEAST_PAIRS = 12  # character pairs below which a short sentence shares by chance
NEAR = 0.57  # cosine of what one side says with a sentence of another that says it too
BESIDE = 0.75  # of the best side's nearness to the question from which a side speaks of it too
AS_NEAR = 0.9  # the same for what it means
SILENT = 0.4  # share of what that side holds of the question that silent documents stay below
_ENDING = re.compile(
    r"废止|停止执行|失效|^[^，。]{0,16}本[\u4e00-\u9fff]{2,4}自[^，。]{4,14}起?[施执试]行"
)
_DIRECTION = re.compile(r"不少于|不低于|不超过|不高于|至少|最多|最高|不得[超低少高]于?|约|为|达到?")
_NO_RULE = re.compile(
    r"(?:起草|修订|编制)说明|范本|样[本表式]|申[请报]表|审批表|登记表|花名册|承诺书"
)
_UNHEARD = frozenset({LeadKind.TITLE, LeadKind.SIGNATURE, ClauseKind.ANNEX_LIST_ITEM})

Side = tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class _Together:
    """The sentences of each side that say the same thing, and what they count for together."""

    total: float
    chosen: tuple[int | None, ...]


def hear_sides(inquiry: Inquiry, groups: tuple[frozenset[DocumentId], ...]) -> Inquiry:
    """The inquiry with the sentences of each side ranked beside those of the others.

    Two texts word the same thing differently, and what one says of it finds it in the other: the
    sentences are chosen that are near the question and near each other. Of a side of which no
    sentence holds what the best side holds of the question, nor comes near it in meaning, the
    sentences are left out: it is silent.
    """
    documents = [d for d in inquiry.library.documents if any(d.id in group for group in groups)]
    if sum(d.clause_count for d in documents) > MAX_HEARD:
        sides = tuple(_of_side(inquiry.candidates, group) for group in groups)
    else:
        sides = tuple(_hear(inquiry, group) for group in groups)
    if any(_is_replaced(inquiry, group) for group in groups):
        sides = tuple(_leave_out_endings(side) for side in sides)
    weighed = weigh_together(inquiry, sides)
    candidates = sorted((c for side in weighed for c in side), key=lambda c: -c.score)
    return _leave_out_silent(replace(inquiry, candidates=tuple(candidates)), groups)


def _of_side(candidates: Side, group: frozenset[DocumentId]) -> Side:
    return tuple(c for c in candidates if c.hit.document.id in group)


def _leave_out_endings(side: Side) -> Side:
    """Without what is said of the end of the older text, where older and newer are compared."""
    return tuple(c for c in side if not _ENDING.search(c.text)) or side


def _is_replaced(inquiry: Inquiry, group: frozenset[DocumentId]) -> bool:
    documents = (inquiry.library.by_id[i] for i in group)
    return any(inquiry.library.find_successor(d) is not None for d in documents)


def _hear(inquiry: Inquiry, group: frozenset[DocumentId]) -> Side:
    """Every sentence of a side, best first; those that were found keep the rank of their hit."""
    understanding = inquiry.understanding
    found = {hit.passage.id: hit for hit in inquiry.hits}
    last = len(inquiry.hits) + 1
    by_document = {
        document_id: inquiry.passages(document_id)
        for document_id in sorted(group - _find_replaced(inquiry, group))
        if not _lays_down_nothing(inquiry, document_id)
    }
    passages = [p for of_one in by_document.values() for p in of_one if p.kind not in _UNHEARD]

    def find_own(passage: Passage) -> tuple[Span, ...]:
        return find_own_stretches(passage, by_document[passage.document_id])

    ranked = rank_sentences(
        tuple(found.get(p.id) or replace(inquiry.hit(p), rank=last) for p in passages),
        understanding.focus,
        understanding.ask,
        inquiry.validities,
        scoped=understanding.scope.names_document or names_versions(understanding.text),
        wording=understanding.search_text,
        context=understanding.context_focus,
        own=find_own,
    )
    meant = understanding.search_text
    match = partial(match_question, meant, inquiry.matcher) if inquiry.matcher else _measure_none
    ranked = add_closeness(ranked, partial(inquiry.store.compare, meant), match, _measure_none)
    return prefer_action(ranked, understanding)


def _find_replaced(inquiry: Inquiry, group: frozenset[DocumentId]) -> frozenset[DocumentId]:
    """The documents of a side in whose place another of that side stands: it speaks for them."""
    successors = inquiry.library.successors
    return inquiry.library.with_descendants(i for i in group if successors.get(i) in group)


def _lays_down_nothing(inquiry: Inquiry, document_id: DocumentId) -> bool:
    """Whether a document is a form to be filled in, or tells how a text came about.

    Not if the question names it so.
    """
    found = _NO_RULE.search(inquiry.library.by_id[document_id].title)
    return found is not None and found[0] not in inquiry.understanding.text


def _measure_none(texts: Sequence[str]) -> None:
    """Words are not compared without a model of them."""


def weigh_together(inquiry: Inquiry, sides: tuple[Side, ...]) -> tuple[Side, ...]:
    """The sides, the best sentences of each weighed by those chosen of the others too."""
    near = tuple(_take_near(inquiry, sides, index) for index in range(len(sides)))
    speaking = [index for index, side in enumerate(near) if side]
    if len(speaking) < 2:
        return sides
    anchors = max(1, MAX_ANCHORS // len(speaking))
    options = [
        _choose_beside(inquiry, near, index, place)
        for index in speaking
        for place in range(min(anchors, len(near[index])))
    ]
    together = max(options, key=lambda option: option.total)
    weighed: list[Side] = []
    for index, side in enumerate(sides):
        others = [
            near[other][place]
            for other, place in enumerate(together.chosen)
            if other != index and place is not None
        ]
        gains = [0.0] * len(near[index])
        for other in others:
            found = _measure_pairs(inquiry, other, near[index])
            gains = [gain + each / len(others) for gain, each in zip(gains, found, strict=True)]
        ordered = _put_in_order(near[index], _share_within_clause(near[index], gains))
        taken = {id(candidate) for candidate in near[index]}
        weighed.append((*ordered, *(c for c in side if id(c) not in taken)))
    return _lift_near(inquiry, tuple(weighed))


def _leave_typed(side: Side, inquiry: Inquiry) -> Side:
    """The sentences that hold the figure which is asked for, where any of the side does."""
    if not inquiry.understanding.ask.wants_figure():
        return side
    return tuple(c for c in side if c.holds_type) or side


def _take_near(inquiry: Inquiry, sides: tuple[Side, ...], index: int) -> Side:
    """The best sentences of a side, and those farther behind that say what the others' best do."""
    side = _leave_typed(sides[index], inquiry)
    firsts = [c for other in sides if other is not side for c in other[:MAX_LAID_BESIDE]]
    wanted = [_read_pairs(first.text) for first in firsts]

    def share(candidate: Candidate) -> float:
        own = _read_pairs(candidate.text)
        return max((_share_pairs(own, pairs) for pairs in wanted), default=0.0)

    alike = sorted(((share(c), -at) for at, c in enumerate(side[MAX_WEIGHED:])), reverse=True)
    further = [side[MAX_WEIGHED - at] for shared, at in alike[:MAX_LIKE] if shared >= LEAST_LIKE]
    return (*side[:MAX_WEIGHED], *further)


def _share_pairs(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of their character pairs that two sentences have in common."""
    return len(one & other) / max(LEAST_PAIRS, min(len(one), len(other)))


def _share_within_clause(side: Side, gains: list[float]) -> list[float]:
    """The best gain of a clause for each of its sentences: in it the question alone decides."""
    best: dict[PassageId, float] = {}
    for candidate, gain in zip(side, gains, strict=True):
        clause = candidate.hit.passage.id
        best[clause] = max(best.get(clause, gain), gain)
    return [best[candidate.hit.passage.id] for candidate in side]


def _lift_near(inquiry: Inquiry, sides: tuple[Side, ...]) -> tuple[Side, ...]:
    """The sides, each as good as the best that says nearly the same: none of these is silent."""
    firsts = [side[0] for side in sides if side]
    texts = [put_in_place(first) for first in firsts]
    lifted: list[Side] = []
    for side in sides:
        cosines = inquiry.store.compare(put_in_place(side[0]), texts) if side else None
        near = [
            first.score
            for first, cosine in zip(firsts, cosines or (0.0,) * len(firsts), strict=True)
            if cosine >= NEAR
        ]
        lift = max(0.0, max(near, default=0.0) - side[0].score) if side else 0.0
        lifted.append(tuple(replace(c, score=c.score + lift) for c in side))
    return tuple(lifted)


def _put_in_order(side: Side, gains: list[float]) -> Side:
    """The sentences of a side by what they are worth with their gains.

    The first keeps its own score, so that sides are told silent by that alone; the others stand
    as far behind it as their worth does.
    """
    worth = [_own_worth(c) + gain for c, gain in zip(side, gains, strict=True)]
    ordered = sorted(zip(worth, side, strict=True), key=lambda pair: -pair[0])
    if not ordered:
        return ()
    best, first = ordered[0]
    return tuple(replace(c, score=first.score - (best - own)) for own, c in ordered)


def _choose_beside(inquiry: Inquiry, near: tuple[Side, ...], index: int, place: int) -> _Together:
    """Of each other side the sentence that goes best with one of this side."""
    anchor = near[index][place]
    total = _own_worth(anchor)
    chosen: list[int | None] = []
    for other, side in enumerate(near):
        if other == index or not side:
            chosen.append(place if other == index else None)
            continue
        gains = _measure_pairs(inquiry, anchor, side)
        worth = [_own_worth(c) + gain for c, gain in zip(side, gains, strict=True)]
        best = worth.index(max(worth))
        chosen.append(best)
        total += worth[best]
    return _Together(total, tuple(chosen))


def _own_worth(candidate: Candidate) -> float:
    return candidate.score + (TYPE_WEIGHT if candidate.holds_type else 0.0)


def _measure_pairs(inquiry: Inquiry, one: Candidate, others: Side) -> list[float]:
    """What each sentence counts for as saying the same as one."""
    cosines = inquiry.store.compare(put_in_place(one), [put_in_place(c) for c in others])
    own = _read_pairs(one.text)
    gains = []
    for index, other in enumerate(others):
        pairs = _read_pairs(other.text)
        meaning = cosines[index] if cosines is not None else 0.0
        shared = min(MOST_SHARED, _share_pairs(own, pairs))
        figure = FIGURE_WEIGHT * _share_figure(one.text, other.text)
        gains.append(MEANING_WEIGHT * meaning + WORDS_WEIGHT * shared + figure)
    return gains


@lru_cache(maxsize=4096)  # sentences of one comparison are laid beside each other many times
def _read_pairs(text: str) -> frozenset[str]:
    return character_pairs(text)


@lru_cache(maxsize=4096)
def _read_figures(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The unit of each figure of a text, with the pairs of characters right before it."""
    return tuple(
        (figure.unit, _name_subject(figure)) for figure in find_quantities(text) if figure.unit
    )


def _share_figure(one: str, other: str) -> bool:
    """Whether two sentences give the same figure: in one unit, and the same is said before it."""
    return any(
        unit == beside and subject & said
        for unit, subject in _read_figures(one)
        for beside, said in _read_figures(other)
    )


def _name_subject(figure: Quantity) -> frozenset[str]:
    said = _DIRECTION.sub("", fold_text(figure.subject))
    return character_pairs(said[-NEAR_FIGURE:])


def _leave_out_silent(inquiry: Inquiry, groups: tuple[frozenset[DocumentId], ...]) -> Inquiry:
    """Without the sentences of the sides that say only something else."""
    found = [find_side(group, inquiry) for group in groups]
    told = max((own[0] for own in found if own), key=lambda c: c.own_coverage, default=None)
    if told is None:
        return inquiry
    silent = [
        group
        for group, own in zip(groups, found, strict=True)
        if own and told.hit.document.id not in group and _is_beside(inquiry, group, own[0], told)
    ]
    kept = (c for c in inquiry.candidates if not any(c.hit.document.id in g for g in silent))
    return replace(inquiry, candidates=tuple(kept))


def _is_beside(
    inquiry: Inquiry, group: frozenset[DocumentId], own: Candidate, told: Candidate
) -> bool:
    """Whether a side was found to say only something else, and nothing in it says more."""
    terms = [
        t for t in inquiry.understanding.focus.terms if match_term(t, fold_text(told.text)) > 0
    ]
    near = (own.measures.words or 0.0) >= BESIDE * (told.measures.words or 0.0)
    near = near or (own.dense or 0.0) >= AS_NEAR * (told.dense or 1.0)
    if near or not terms:
        return False
    return all(
        share_of_terms(terms, f"{passage.heading} {passage.own_text}") < SILENT
        for document_id in group
        for passage in inquiry.passages(document_id)
        if not isinstance(passage.kind, LeadKind)
    )
