"""What answers a question that goes on from another, though its sentence has no such figure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.choosing.holding import holds_type
from assistant.choosing.meanings import says_meaning
from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry
from assistant.locate import fold_text
from assistant.reading.history import asks_why
from assistant.reading.kinds import asks_meaning
from assistant.understand import Understanding

OPENED_COVERAGE = 0.6  # of a listed item from which the words that open its list are looked at
SETTLING_COVERAGE = 0.9  # from which a sentence is on just what was named


def is_of_another(close: list[Candidate], understanding: Understanding) -> bool:
    """Whether the answer to a follow-up (博士呢) is that of the question before (硕士) again.

    The closest clause names the one and not the other, and no sentence near it does.
    """
    swap = understanding.swap
    if swap is None:
        return False
    official = [
        words
        for term in understanding.focus.terms
        if term.words == swap.said
        for words in (alternative for alternative, _ in term.alternatives)
    ]
    said = [fold_text(swap.said), *official]
    if any(words in fold_text(c.hit.passage.text) for c in close for words in said):
        return False
    best = fold_text(close[0].hit.passage.text)
    return fold_text(swap.held) in best and not any(
        words in _read_headed(close[0]) for words in said
    )


def is_told_already(best: Candidate, understanding: Understanding) -> bool:
    """Whether a follow-up is closest to the document that the last answer was made of.

    That it has ended was said with that answer; what is asked on is still asked of it.
    """
    title = fold_text(best.hit.document.title)
    return len(title) > 0 and title in understanding.leans_on


def find_in_clause(inquiry: Inquiry, best: Candidate) -> Candidate | None:
    """The closest sentence with the figure in the clause that a follow-up is asked of.

    Only where it names nothing itself (要干几年): then it asks of the clause that was shown.
    """
    understanding = inquiry.understanding
    if not understanding.is_empty or not understanding.leans_on:
        return None
    return next(
        (
            c
            for c in inquiry.candidates
            if c.hit.passage.id == best.hit.passage.id and c.holds_type and not c.masked
        ),
        None,
    )


def find_defining(close: Sequence[Candidate], understanding: Understanding) -> Candidate | None:
    """The closest sentence that says what a thing is, where one of several questions asks that.

    It lacks no figure: another of the questions asks for that.
    """
    asked = [fold_text(part.text) for part in understanding.parts if asks_meaning(part.text)]
    found = next((c for c in close for said in asked if says_meaning(c.text, said)), None)
    return found and replace(found, measures=replace(found.measures, type_lacking=0.0))


def put_first(
    defining: Candidate, typed: Sequence[Candidate], close: Sequence[Candidate]
) -> tuple[Candidate, ...]:
    """What a thing is, then the sentences with the figure that is asked for too, then the rest."""
    place = (defining.hit.passage.id, defining.span)
    others = [c for c in close if (c.hit.passage.id, c.span) != place]
    return (defining, *sorted(others, key=lambda c: c not in typed))


def find_same(inquiry: Inquiry, best: Candidate) -> Candidate | None:
    """The closest sentence with the figure in another clause on just what was shown.

    When a payment is due stands in a table of its own, under the payment's whole name.
    """
    if not inquiry.understanding.is_empty or best.own_coverage < SETTLING_COVERAGE:
        return None
    return next(
        (
            c
            for c in inquiry.candidates
            if c.holds_type and not c.masked and c.own_coverage >= SETTLING_COVERAGE
        ),
        None,
    )


def find_opening(inquiry: Inquiry, best: Candidate) -> Candidate | None:
    """What opens the list that the closest sentence stands in, where that holds the figure.

    How long is paid nothing for 受到处分的 is said above the list: 停发一年：（一）…
    """
    parent = best.hit.passage.parent
    if parent is None or best.own_coverage < OPENED_COVERAGE:
        return None
    return next(
        (
            c
            for c in inquiry.candidates
            if c.hit.passage.id == parent
            and c.text.rstrip().endswith(("：", ":"))
            and holds_type(c.text, inquiry.understanding.ask)
        ),
        None,
    )


_SETTLED = re.compile(
    r"同等?标准|同等(?:享受|对待)|(?:参照|按照?|比照)[^，。；]{0,20}执行|上浮|下浮|减半|加倍|全额|"
    r"不(?:再)?(?:适用|享受|发放?|予|列入|在[^，。；]{1,6}范围)|除外|停发|免收|免除|免费|一半"
)


def find_settling(close: list[Candidate], understanding: Understanding) -> Candidate | None:
    """The sentence on just what a follow-up names that tells the sum without a figure.

    With the same standard, none at all or half of it: 合同制教师与在编教师同标准.
    """
    if not understanding.follows_up:
        return None
    return next(
        (c for c in close if c.own_coverage >= SETTLING_COVERAGE and _SETTLED.search(c.text)), None
    )


_REASON = re.compile(r"为了|为[^，。；]{2,20}[，,]|因(?:此|为|而)|由于|鉴于|旨在|以便|目的")


def lacks_reason(close: list[Candidate], understanding: Understanding) -> bool:
    """Whether a follow-up only asks why, and nothing that is near says so."""
    asked = understanding.follows_up and asks_why(understanding.text)
    return asked and not any(_REASON.search(c.text) for c in close)


def _read_headed(candidate: Candidate) -> str:
    """A sentence with the headings above it, folded."""
    passage = candidate.hit.passage
    parts = (candidate.hit.document.title, *passage.heading_path, passage.heading)
    return fold_text(" ".join((*parts, candidate.text)))
