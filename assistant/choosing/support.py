"""How well a clause is supported as an answer: by the question's words and by its meaning.

The score ranks sentences of one question, and a common word (免费, 资格) lifts it as much as the
thing asked about. Held against a fixed number it needs what it leaves out: how near the clause
comes in meaning, what share of the question's words it speaks of at all, each counted once, so that
one rare word does not stand for the rest, whether it is likely to hold what is asked of the
thing, and whether the sentence has the kind of figure or date that is asked for.
"""

import math
import re

from assistant.choosing.about import read_place
from assistant.choosing.doubt import assess_hit
from assistant.choosing.nearness import share_spoken_of
from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry
from assistant.locate import fold_text
from ingest.references import FoundReference, Unit

# Fitted on questions that nothing held answers against rightly answered ones (evidence.md).
MEANING = 8.0  # points of score for a cosine of 1 of the passage with the question
SPOKEN_OF = 5.0  # points for a clause that speaks of every word of the question
EVIDENCE = 1.0  # points for each unit of the log-odds that it holds what is asked
LACKING = 12.0  # points off for a sentence without the kind of figure that is asked for
SMALLEST = 1e-9  # of a probability whose log-odds are taken
LEAST = 17.0  # below it a clause is not about the question
SCOPED_LESS = 4.0  # where a place or document that is held is named
FIGURE_MORE = 1.2  # where a figure is asked for: another thing's does more harm
SURE = 24.0  # below it the answer carries a caution
LOOKED_AT = 12  # sentences among which quoted words are looked for
PLAIN = 23.5  # from it a clause answers, whatever words of the question it lacks


def is_unsupported(inquiry: Inquiry, best: Candidate) -> bool:
    """Whether the clause is too far from the question to be shown as an answer."""
    support = _measure_told(inquiry, best)
    return support is not None and support < LEAST and not _finds_quoted(inquiry)


def is_unsure(inquiry: Inquiry, best: Candidate) -> bool:
    """Whether it is so far that the answer must be checked."""
    support = _measure_told(inquiry, best)
    return support is not None and support < SURE


def is_plain(inquiry: Inquiry, best: Candidate) -> bool:
    """Whether all signs together leave no doubt, so that none of them alone refuses."""
    support = _measure_told(inquiry, best)
    return support is not None and support >= PLAIN


def _measure_told(inquiry: Inquiry, best: Candidate) -> float | None:
    """The support with what a named place or a figure asked for changes; None where it is untold.

    What goes on from another question has too few words of its own to tell. Nor can it be told
    of clauses named by number, or where meaning is not measured.
    """
    understanding = inquiry.understanding
    if understanding.follows_up or any(_names_clause(r) for r in understanding.references):
        return None
    support = measure_support(inquiry, best)
    if support is None:
        return None
    scoped = 0.0 if understanding.scope.document_ids is None else SCOPED_LESS
    return support + scoped - (FIGURE_MORE if understanding.ask.wants_figure() else 0.0)


def _names_clause(reference: FoundReference) -> bool:
    """Whether a number is a clause's (第八条) and not only a document's (篇六, 附件2)."""
    return any(step.unit not in (Unit.PART, Unit.ANNEX) for step in reference.ref.steps)


_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{2,12})[”」』\"]")


def _finds_quoted(inquiry: Inquiry) -> bool:
    """Whether a sentence found has words that the question quotes: “三同时” is a thing's name."""
    quoted = [fold_text(words) for words in _QUOTED.findall(inquiry.understanding.text)]
    near = [fold_text(candidate.text) for candidate in inquiry.candidates[:LOOKED_AT]]
    return any(words in text for words in quoted for text in near)


def measure_support(inquiry: Inquiry, candidate: Candidate) -> float | None:
    """The score with what meaning and words add; None where meaning is not measured."""
    if candidate.dense is None or inquiry.matcher is None:
        return None
    understanding = inquiry.understanding
    likely = assess_hit(understanding, candidate.hit).probability
    lacking = 0.0 if understanding.ask.is_yes_no else candidate.measures.type_lacking
    return (
        candidate.score
        + MEANING * candidate.measures.passage_cosine
        + SPOKEN_OF * _share_spoken_of(inquiry, candidate)
        + EVIDENCE * math.log(max(likely, SMALLEST) / max(1 - likely, SMALLEST))
        - LACKING * lacking
    )


def _share_spoken_of(inquiry: Inquiry, candidate: Candidate) -> float:
    """The share of the question's words that the clause and its headings hold or come near."""
    assert inquiry.matcher is not None
    focus = inquiry.understanding.focus
    if not focus.terms:
        return 1.0
    (share,) = share_spoken_of(focus, (read_place(candidate),), inquiry.matcher)
    return share
