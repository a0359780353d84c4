"""How many of the question's words a text speaks of, in these words or in near ones."""

from collections.abc import Sequence

import numpy as np

from assistant.locate import fold_text
from assistant.reading.focus import Focus, match_term
from vectorstore.embed import WordMatcher

FAR, NEAR = 0.3, 0.6  # cosine up to which a word is not spoken of, from which it is in full


def share_spoken_of(focus: Focus, texts: Sequence[str], matcher: WordMatcher) -> tuple[float, ...]:
    """For each text the share of the terms, each counted once: a rare one stands for no other."""
    if not focus.terms:
        return (0.0,) * len(texts)
    near = matcher.match_words([term.words for term in focus.terms], texts)
    rises = np.clip((near - FAR) / (NEAR - FAR), 0.0, 1.0)
    folded = [fold_text(text) for text in texts]
    held = [[match_term(term, text) for text in folded] for term in focus.terms]
    return tuple(np.maximum(held, rises).mean(axis=0).tolist())


def match_question(question: str, matcher: WordMatcher, texts: Sequence[str]) -> tuple[float, ...]:
    """How near the words of a question come to those of each text, -1 to 1."""
    return tuple(matcher.match_words((question,), texts)[0].tolist())
