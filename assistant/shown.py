"""What an earlier answer showed, told again in the candidates of the next question."""

from dataclasses import replace

from assistant.locate import character_pairs, fold_text
from assistant.sentences import Candidate

SHOWN_END = 16  # characters at the end of a sentence by which it is known again
MIN_SHOWN = 0.4  # share of an answer's character pairs that a clause holds which it was made of
NEAR_BEST = 0.75  # of the share that the best clause holds
BESIDE_BONUS = 1.2  # for a sentence of such a clause, or of one beside it, above or below
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


def prefer_beside(candidates: tuple[Candidate, ...], answer: str) -> tuple[Candidate, ...]:
    """The candidates ranked anew: a follow-up is asked of the clauses that were just shown.

    `answer` is the last answer, folded; "" where nothing leans on it. It need not quote: its
    clause is known by the words that they share.
    """
    pairs = character_pairs(answer)
    if not pairs:
        return candidates
    passages = {c.hit.passage.id: c.hit.passage for c in candidates}
    shares = {
        passage.id: sum(pair in folded for pair in pairs) / len(pairs)
        for passage in passages.values()
        if (folded := fold_text(passage.text))
    }
    best = max(shares.values(), default=0.0)
    if best < MIN_SHOWN:
        return candidates
    shown = [passages[i] for i, share in shares.items() if share >= NEAR_BEST * best]
    ids = {p.id for p in shown} | {p.parent for p in shown if p.parent}
    documents = {p.document_id for p in shown}

    def add(candidate: Candidate) -> Candidate:
        passage = candidate.hit.passage
        if passage.document_id not in documents:
            return candidate
        beside = passage.id in ids or passage.parent in ids
        bonus = BESIDE_BONUS if beside else DOCUMENT_BONUS
        return replace(candidate, score=candidate.score + bonus)

    raised = [add(candidate) for candidate in candidates]
    return tuple(sorted(raised, key=lambda c: (-c.score, c.hit.rank, c.span.start)))
