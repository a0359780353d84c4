"""How many of the question's words a text speaks of, in these words or in near ones."""

from collections.abc import Callable, Sequence

from assistant.locate import fold_text
from assistant.reading.focus import Focus, match_term

FAR, NEAR = 0.3, 0.6  # cosine up to which a word is not spoken of, from which it is in full

MatchWords = Callable[[str, Sequence[str]], tuple[float, ...]]


def share_spoken_of(
    focus: Focus, texts: Sequence[str], match_words: MatchWords
) -> tuple[float, ...]:
    """For each text the share of the terms, each counted once: a rare one stands for no other."""
    folded = [fold_text(text) for text in texts]
    totals = [0.0] * len(texts)
    for term in focus.terms:
        near = match_words(term.words, texts)
        for at, (cosine, text) in enumerate(zip(near, folded, strict=True)):
            rise = min(1.0, max(0.0, (cosine - FAR) / (NEAR - FAR)))
            totals[at] += max(match_term(term, text), rise)
    return tuple(total / (len(focus.terms) or 1) for total in totals)
