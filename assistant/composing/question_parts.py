"""For each of several questions of one text the sentence that answers it, where none does yet."""

import re
from collections.abc import Sequence

from assistant.choosing.holding import holds_type
from assistant.choosing.meanings import says_meaning
from assistant.choosing.sentences import Candidate, put_in_place
from assistant.inquiry import Inquiry
from assistant.locate import character_pairs, fold_text
from assistant.reading.focus import match_term
from assistant.reading.kinds import asks_meaning
from assistant.understand import Part
from ingest.model import LeadKind

MAX_BEHIND = 10.0  # how far behind the best sentence one may lie that answers a part
MIN_HELD = 0.4  # share of a part that its answer holds in words
MAX_SHOWN = 0.9  # of that share, what is shown already, below which the part is open
MIN_NEAR = 0.45  # nearness in meaning of a part's answer,
MIN_NEARER = 0.12  # and how much nearer it is than all that is shown
MIN_BESIDE = 0.05  # the same for a sentence of a clause that is shown
LEAST_WEIGHT = 3.0  # of the terms of a part that is about something by itself
WORDS_SHARE = 0.5  # what words count for beside meaning


def answer_parts(chosen: list[list[Candidate]], inquiry: Inquiry) -> list[list[Candidate]]:
    """The further sentences, each a group of its own, of documents that are shown already."""
    shown = [candidate for group in chosen for candidate in group]
    least = inquiry.candidates[0].score - MAX_BEHIND
    documents = {candidate.hit.document.id for candidate in shown}
    near = [
        candidate
        for candidate in inquiry.candidates
        if candidate.score >= least
        and candidate.hit.document.id in documents
        and not isinstance(candidate.hit.passage.kind, LeadKind)
    ]
    added: list[list[Candidate]] = []
    for said in _read_cases(inquiry.understanding.text):
        found = _find_case(said, near, shown)
        if found is not None:
            added.append([found])
            shown.append(found)
    parts = inquiry.understanding.parts
    for part in parts:
        open_to = [c for c in shown if not _is_of_other(c, part, parts)]
        found = (
            _find_definition(part, near, shown)
            or _find_by_words(part, near, shown, open_to)
            or _find_by_meaning(part, near, shown, inquiry)
        )
        if found is not None:
            added.append([found])
            shown.append(found)
    return added


_PIECE = re.compile(r"[，,。；;？?！!\s]+")
_ASKED_BEHIND = re.compile(
    r"(?:[还又]?(?:会|该|要|能|可以)?(?:怎么|咋|怎样|如何|咋个)(?:样|办|处理|算|弄|着|整)?|算不算数?|行不行|"
    r"可不可以|能不能[^，。]{0,4}|有(?:什么|啥)后果)[呢吗啊]?$"
)
_SPOKEN_NOT = re.compile(r"没有?(?=[\u4e00-\u9fff]{2})")
MIN_CASE_PAIRS = 3  # pairs of characters of a case that can be known again
MIN_CASE = 0.6  # share of them that a sentence of it holds,
MAX_CASE_SHOWN = 0.5  # and up to which what is shown does not speak of it


def _read_cases(text: str) -> tuple[frozenset[str], ...]:
    """The pairs of characters of each case of which it is asked what comes of it.

    >>> [sorted(case) for case in _read_cases("那张券，当月没用完会怎样，能换现金吗")]
    [['当月', '月未', '未用', '用完']]
    """
    pieces = [piece for piece in _PIECE.split(text) if piece]
    if len(pieces) < 2:
        return ()
    cases = (
        character_pairs(_SPOKEN_NOT.sub("未", asked[0]))
        for asked in (_ASKED_BEHIND.split(piece, maxsplit=1) for piece in pieces)
        if len(asked) > 1
    )
    return tuple(frozenset(pairs) for pairs in cases if len(pairs) >= MIN_CASE_PAIRS)


def _find_case(
    pairs: frozenset[str], near: Sequence[Candidate], shown: Sequence[Candidate]
) -> Candidate | None:
    """The sentence that tells of a case nearly as it is said, where none that is shown does."""

    def share(candidate: Candidate) -> float:
        folded = fold_text(candidate.text)
        return sum(pair in folded for pair in pairs) / len(pairs)

    best = max(near, key=share, default=None)
    if best is None or share(best) < MIN_CASE or max(map(share, shown)) > MAX_CASE_SHOWN:
        return None
    return best


def _find_definition(
    part: Part, near: Sequence[Candidate], shown: Sequence[Candidate]
) -> Candidate | None:
    """The best sentence that says what the thing is whose meaning a part asks, if none shown is."""
    if not asks_meaning(part.text):
        return None
    said = fold_text(part.text)
    saying = (c for c in (*shown, *near) if says_meaning(c.text, said))
    best = next(saying, None)
    return best if best not in shown else None


def _is_of_other(candidate: Candidate, part: Part, parts: Sequence[Part]) -> bool:
    """Whether a sentence speaks more of another part that asks for the same kind of thing."""
    own = _share_held(candidate, part)
    return any(
        other.ask.asked & part.ask.asked and _share_held(candidate, other) > own
        for other in parts
        if other is not part
    )


def _find_by_words(
    part: Part,
    near: Sequence[Candidate],
    shown: Sequence[Candidate],
    open_to: Sequence[Candidate],
) -> Candidate | None:
    """The sentence that holds clearly more of a part than those shown that may answer it.

    One shown for another part needs only be held to less.
    """
    light = part.focus.total < LEAST_WEIGHT and bool(part.ask.asked)
    if light and any(holds_type(candidate.text, part.ask) for candidate in shown):
        return None  # 谁搭手 asks one thing more of what is shown
    fitting = [(_share_held(c, part), c) for c in near if holds_type(c.text, part.ask)]
    share, best = max(fitting, key=lambda pair: pair[0], default=(0.0, None))
    held = max((_share_held(candidate, part) for candidate in open_to), default=0.0)
    told = max(_share_held(candidate, part) for candidate in shown)
    return best if share >= MIN_HELD and held <= MAX_SHOWN * share and told < share else None


def _find_by_meaning(
    part: Part, near: Sequence[Candidate], shown: Sequence[Candidate], inquiry: Inquiry
) -> Candidate | None:
    """The sentence nearest in meaning that holds the asked kind of thing, if clearly nearer."""
    fitting = [c for c in near if holds_type(c.text, part.ask) and c not in shown]
    if not fitting:
        return None
    both = [*fitting, *shown]
    cosines = inquiry.store.compare(part.text, [put_in_place(c) for c in both])
    if cosines is None:
        return None
    values = [
        cosine + WORDS_SHARE * _share_held(candidate, part)
        for cosine, candidate in zip(cosines, both, strict=True)
    ]
    held = max(value for value, candidate in zip(values[len(fitting) :], shown, strict=True))
    value, at = max((value, -at) for at, value in enumerate(values[: len(fitting)]))
    best = fitting[-at]
    clauses = {candidate.hit.passage.id for candidate in shown}
    wanted = MIN_BESIDE if best.hit.passage.id in clauses else MIN_NEARER
    return best if value >= MIN_NEAR and value >= held + wanted else None


def _share_held(candidate: Candidate, part: Part) -> float:
    """How much of a part a sentence's own words hold, in terms and in pairs of characters."""
    folded = fold_text(candidate.text)
    focus = part.focus
    weight = sum(term.weight * match_term(term, folded) for term in focus.terms)
    pairs = character_pairs(part.text)
    said = sum(pair in folded for pair in pairs) / (len(pairs) or 1)
    return (weight / (focus.total or 1.0) + said) / 2
