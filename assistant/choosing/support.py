"""How well a clause is supported as an answer: by the question's words and by its meaning.

The score ranks sentences of one question, and a common word (免费, 资格) lifts it as much as the
thing asked about. Held against a fixed number it needs what it leaves out: how near the clause
comes in meaning, and what share of the question's words it speaks of at all, each counted once,
so that one rare word does not stand for the rest.
"""

from collections.abc import Iterable

from assistant.choosing.about import read_place
from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry
from assistant.locate import fold_text
from assistant.reading.focus import match_term

# Fitted on questions that nothing held answers against rightly answered ones (evidence.md).
MEANING = 8.0  # points of score for a cosine of 1 of the passage with the question
SPOKEN_OF = 5.0  # points for a clause that speaks of every word of the question
FAR, NEAR = 0.3, 0.6  # cosine up to which a word is not spoken of, from which it is in full
LEAST = 13.6  # below it a clause is not about the question: 15.3 cost 3 % of right answers there
LEAST_SCOPED = 10.3  # the same where a place or document that is held is named
FIGURE_MORE = 1.0  # where a figure is asked for: another thing's does more harm
SURE = 19.3  # below it the answer carries a caution
SURE_SCOPED = 15.9


def is_unsupported(inquiry: Inquiry, best: Candidate) -> bool:
    """Whether the clause is too far from the question to be shown as an answer."""
    more = FIGURE_MORE if inquiry.understanding.ask.wants_figure() else 0.0
    return _lies_below(inquiry, best, LEAST + more, LEAST_SCOPED + more)


def is_unsure(inquiry: Inquiry, best: Candidate) -> bool:
    """Whether it is so far that the answer must be checked."""
    return _lies_below(inquiry, best, SURE, SURE_SCOPED)


def _lies_below(inquiry: Inquiry, best: Candidate, unscoped: float, scoped: float) -> bool:
    """What goes on from another question has too few words of its own to tell.

    Nor can it be told of clauses named by number, or where meaning is not measured.
    """
    understanding = inquiry.understanding
    if understanding.follows_up or understanding.references:
        return False
    support = measure_support(inquiry, best)
    least = unscoped if understanding.scope.document_ids is None else scoped
    return support is not None and support < least


def measure_support(inquiry: Inquiry, candidate: Candidate) -> float | None:
    """The score with what meaning and words add; None where meaning is not measured."""
    if candidate.dense is None or inquiry.match_words is None:
        return None
    meaning = MEANING * candidate.measures.passage_cosine
    return candidate.score + meaning + SPOKEN_OF * _share_spoken_of(inquiry, candidate)


def _share_spoken_of(inquiry: Inquiry, candidate: Candidate) -> float:
    """The share of the question's words that the clause and its headings hold or come near."""
    assert inquiry.match_words is not None
    place = read_place(candidate)
    folded = fold_text(place)
    shares = [
        max(match_term(term, folded), _rise(inquiry.match_words(term.words, (place,))))
        for term in inquiry.understanding.focus.terms
    ]
    return sum(shares) / len(shares) if shares else 1.0


def _rise(nearness: Iterable[float]) -> float:
    (cosine,) = nearness
    return min(1.0, max(0.0, (cosine - FAR) / (NEAR - FAR)))
