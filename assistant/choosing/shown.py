"""What an earlier answer showed, told again in the candidates of the next question."""

from dataclasses import replace

from assistant.choosing.measures import weigh
from assistant.choosing.sentences import Candidate
from assistant.locate import character_pairs, fold_text
from assistant.understand import Understanding

SHOWN_END = 16  # characters at the end of a sentence by which it is known again
MIN_QUOTED = 8  # characters of such an end that prove something
MIN_SHOWN = 0.4  # share of an answer's character pairs that a clause holds which it was made of
NEAR_BEST = 0.75  # of the share that the best clause holds
BESIDE_BONUS = 1.2  # for a sentence of such a clause, or of one beside it, above or below
EMPTY_FACTOR = 2.0  # of both, for a question that names nothing
WELL_NAMED = 0.6  # coverage of the sentence that holds what is named
NOT_NAMED = 0.4  # share of it below which a sentence does not hold it
SWAPPED_BONUS = 1.5  # for a sentence with the word that a follow-up puts in the place of another
DOCUMENT_BONUS = 0.5  # for another of the same document


def leave_out_shown(candidates: tuple[Candidate, ...], shown: str) -> tuple[Candidate, ...]:
    """The candidates that an earlier answer did not show; `shown` is that answer, folded.

    Those beside what was shown, in the same clause or under the same one, where there are any.
    Ends are looked for: at their beginnings an answer leaves the numbers of clauses off.
    """
    if not shown:
        return candidates
    known = [fold_text(c.text)[-SHOWN_END:] in shown for c in candidates]
    passages = [c.hit.passage for c, is_known in zip(candidates, known, strict=True) if is_known]
    places = {passage.id for passage in passages} | {passage.parent for passage in passages}
    new = tuple(c for c, is_known in zip(candidates, known, strict=True) if not is_known)
    near = (c for c in new if {c.hit.passage.id, c.hit.passage.parent or ""} & places)
    return tuple(near) or new


def prefer_named(
    candidates: tuple[Candidate, ...], understanding: Understanding
) -> tuple[Candidate, ...]:
    """The candidates ranked anew: where 那弄虚作假的呢 is asked, those that speak of it go first.

    A sentence without what is named earns nothing by the words of the question before. Where one
    word takes the place of another (民办 of 公办), those that name it go first.
    """
    if understanding.swap is not None:
        said = fold_text(understanding.swap.said)
        raised = [
            replace(c, score=c.score + SWAPPED_BONUS) if said in fold_text(c.text) else c
            for c in candidates
        ]
        candidates = tuple(sorted(raised, key=lambda c: (-c.score, c.hit.rank, c.span.start)))
    best = max((c.coverage for c in candidates), default=0.0)
    if not understanding.is_bare or best < WELL_NAMED:
        return candidates
    ranked = [_forget_context(c) if c.coverage < NOT_NAMED * best else c for c in candidates]
    return tuple(sorted(ranked, key=lambda c: (-c.score, c.hit.rank, c.span.start)))


def _forget_context(candidate: Candidate) -> Candidate:
    measures = replace(candidate.measures, context=0.0)
    lost = weigh(candidate.measures) - weigh(measures)
    return replace(candidate, measures=measures, score=candidate.score - lost)


def _is_quoted(candidate: Candidate, answer: str) -> bool:
    end = fold_text(candidate.text)[-SHOWN_END:]
    return len(end) >= MIN_QUOTED and end in answer


def prefer_beside(
    candidates: tuple[Candidate, ...], understanding: Understanding
) -> tuple[Candidate, ...]:
    """The candidates ranked anew: a follow-up is asked of the clauses that were just shown.

    The last answer need not quote: its clauses are known by the words that they share. One that
    names nothing (发多久) is asked of them and hardly of others.
    """
    factor = EMPTY_FACTOR if understanding.is_empty else 1.0
    pairs = character_pairs(understanding.leans_on)
    if not pairs:
        return candidates
    passages = {c.hit.passage.id: c.hit.passage for c in candidates}
    shares = {
        passage.id: sum(pair in folded for pair in pairs) / len(pairs)
        for passage in passages.values()
        if (folded := fold_text(passage.text))
    }
    least = max(MIN_SHOWN, NEAR_BEST * max(shares.values(), default=0.0))
    quoted = {c.hit.passage.id for c in candidates if _is_quoted(c, understanding.leans_on)}
    shown = [passages[i] for i, share in shares.items() if share >= least or i in quoted]
    ids = {p.id for p in shown} | {p.parent for p in shown if p.parent}
    documents = {p.document_id for p in shown}

    def add(candidate: Candidate) -> Candidate:
        passage = candidate.hit.passage
        if passage.document_id not in documents:
            return candidate
        beside = passage.id in ids or passage.parent in ids
        bonus = BESIDE_BONUS if beside else DOCUMENT_BONUS
        return replace(candidate, score=candidate.score + factor * bonus)

    raised = [add(candidate) for candidate in candidates]
    return tuple(sorted(raised, key=lambda c: (-c.score, c.hit.rank, c.span.start)))
