"""Which of the sentences found are about what a question names, and what their clauses say."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry
from assistant.locate import fold_text
from assistant.reading.focus import Focus, match_term
from ingest.model import Span
from vectorstore.model import Hit

ABOUT_SHARE = 0.6  # of the best share of the subject that a clause must hold to be about it
LEAST_SHARE = 0.25  # share of the subject below which words cannot tell what a clause is about
SURE_SHARE = 0.8  # share of the subject from which it is surely held,
SOME_SHARE = 0.5  # and share of the best below which a clause is of another thing
HELD = 0.4  # match of a term from which a text speaks of it
MAX_OWN = 900  # characters of a clause with others under it that is read whole


@dataclass(frozen=True, slots=True)
class Lack:
    """What no clause about the subject holds, in Chinese, and the nearest sentence."""

    words: str
    nearest: Candidate
    scope: tuple[Hit, Span] | None = None  # where the document says for whom it is


def leave_out(focus: Focus, words: str) -> Focus:
    """The terms that the words neither hold nor stand in."""
    folded = fold_text(words)
    kept = (
        term
        for term in focus.terms
        if fold_text(term.words) not in folded and folded not in fold_text(term.words)
    )
    return Focus(tuple(kept))


def find_about(
    candidates: Sequence[Candidate], subject: Focus, behind: float = -1.0
) -> tuple[Candidate, ...]:
    """The sentences whose clause holds nearly as much of the subject as any, best first.

    Those too that score within `behind` of the best, if they hold any of a subject that is held.
    All of them where hardly a word of the subject is held: then words cannot tell.
    """
    folded = [fold_text(read_place(c)) for c in candidates]
    shares = [_share(subject, text) for text in folded]
    best = max(shares)
    if best < LEAST_SHARE:
        return tuple(candidates)
    least = candidates[0].score - behind
    return tuple(
        c
        for c, share in zip(candidates, shares, strict=True)
        if share >= ABOUT_SHARE * best
        or (c.score >= least and (best < SURE_SHARE or share >= SOME_SHARE * best))
    )


def _share(subject: Focus, folded: str) -> float:
    held = sum(term.weight * match_term(term, folded) for term in subject.terms)
    return held / (subject.total or 1.0)


def read_place(candidate: Candidate) -> str:
    """The clause that a sentence stands in, with the headings above it and its document's title."""
    passage = candidate.hit.passage
    whole = len(passage.text) <= MAX_OWN or not passage.has_children
    own = passage.text if whole else f"{passage.own_text}\n{candidate.text}"
    return "\n".join(
        _distinct((candidate.hit.document.title, *passage.heading_path, passage.heading, own))
    )


def read_around(candidate: Candidate, inquiry: Inquiry) -> str:
    """The same with the list that the clause is an item of, where that is short."""
    parent = candidate.hit.passage.parent
    if parent is None or _CHAPTER.search(candidate.hit.passage.label) is None:
        return read_place(candidate)
    above = inquiry.store.passage(parent, inquiry.scope)
    around = above.text if len(above.text) <= MAX_OWN else ""
    return f"{read_place(candidate)}\n{around}"


# The label of an item in an article or a numbered section; one right under a chapter is no item.
_CHAPTER = re.compile(r"(?:条|[一二三四五六七八九十\d]) › |^[一二三四五六七八九十]+ › ")


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
