"""Figures that are masked in the text (xx万元) where they are asked for."""

import re

from assistant.choosing.holding import find_mask, holds_type
from assistant.choosing.sentences import Candidate
from assistant.locate import fold_text
from assistant.reading.focus import Focus, match_term
from assistant.understand import Understanding


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
