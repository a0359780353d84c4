"""Figures that are masked in the text (xx万元) where they are asked for."""

import re

from assistant.choosing.holding import find_mask, holds_type
from assistant.choosing.refuse import refuse_masked
from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry, Refusal
from assistant.locate import fold_text
from assistant.reading.focus import Focus, match_term
from assistant.reading.kinds import Asked
from assistant.understand import Understanding
from ingest.model import Span


def find_masked(
    typed: list[Candidate], close: list[Candidate], understanding: Understanding
) -> Candidate | None:
    """The sentence that speaks of the asked thing and has its figure masked, if one does.

    博士xx万元 is it for 博士, though 硕士8万元 stands beside it and holds a figure.
    """
    if not typed:
        return None
    if _is_masked_where_asked(typed[0], understanding):
        return typed[0]
    return next(
        (
            c
            for c in close
            if c.masked is not None
            and not c.holds_type
            and c.hit.passage.id == typed[0].hit.passage.id
            and c.own_coverage > typed[0].own_coverage
        ),
        None,
    )


_ASKS_END = re.compile(r"失效|有效期|到期|过期|作废|管到|用到|执行到|截止")
_MASKED_END = re.compile(
    r"(?:有效期|施行期|执行期|试行期|失效|施行|实施|执行)[^。；\d]{0,8}?([xX×*＊_■□○]{2,}\s*年?[^。；）)]{0,12})"
)


def find_masked_end(inquiry: Inquiry) -> Refusal | None:
    """The day until which a document is in force is asked for, and masked in it."""
    understanding = inquiry.understanding
    wants_day = bool(understanding.ask.asked & {Asked.DATE, Asked.DURATION})
    if not wants_day or understanding.scope.document_ids is None:
        return None
    if _ASKS_END.search(understanding.text) is None:
        return None
    for document in inquiry.near():
        for passage in inquiry.passages(document.id):
            found = _MASKED_END.search(passage.own_text)
            if found is not None:
                return refuse_masked(inquiry.hit(passage), Span(*found.span()), found[1])
    return None


def _is_masked_where_asked(candidate: Candidate, understanding: Understanding) -> bool:
    """Whether the part of the sentence that speaks of the asked thing has its figure masked.

    硕士8万元；博士xx万元 is illegible for 博士, whatever stands beside it.
    """
    if candidate.masked is None:
        return False
    parts = re.split("[；;。]", candidate.text)
    shares = [_share_in(part, understanding.focus) for part in parts]
    best = parts[shares.index(max(shares))]
    return find_mask(best, understanding.ask) is not None and not holds_type(
        best, understanding.ask
    )


def _share_in(text: str, focus: Focus) -> float:
    folded = fold_text(text)
    return sum(term.weight * match_term(term, folded) for term in focus.terms)
