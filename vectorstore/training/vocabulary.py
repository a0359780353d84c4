"""The tokenizer: a Unigram model whose pieces are words with their log frequencies."""

import json
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "[UNK]"  # id 0; its vector is zero, so unknown characters add nothing to a text

LONGEST = 8  # characters of a piece
FEWEST = 3  # a character or word seen less often is no piece
_MARKS = r"[\p{P}\p{S}\p{Z}\p{C}]+"  # what is not a letter, a digit or a combining mark


def normalize(text: str) -> str:
    """The text as the tokenizer sees it: NFKC, lower case, marks turned into spaces.

    >>> normalize("⼉童（ＡＢ）60%")
    '儿童 ab 60 '
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(
        " " if unicodedata.category(letter)[0] in "PSZC" else letter for letter in folded
    )


def choose_pieces(
    words: Mapping[str, float], characters: Mapping[str, int], size: int
) -> dict[str, float]:
    """At most `size` pieces with their weights: characters seen 3 times, then frequent words.

    A character's weight is what words of that one character have, so that a character never
    beats the word it stands in.
    """
    pieces = {
        letter: max(words.get(letter, 0.0), 0.5)
        for letter, count in characters.items()
        if count >= FEWEST
    }
    ranked = sorted(
        (
            (weight, word)
            for word, weight in words.items()
            if 1 < len(word) <= LONGEST and word.isalnum() and weight >= FEWEST
        ),
        key=lambda entry: (-entry[0], entry[1]),
    )
    for weight, word in ranked[: max(0, size - len(pieces))]:
        pieces[word] = weight
    return pieces


def count_characters(texts: Iterable[str]) -> Counter[str]:
    """How often each character stands in the texts, marks and spaces left out."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(normalize(text))
    del found[" "]
    return found


def make_tokenizer(pieces: Mapping[str, float]) -> Tokenizer:
    """A tokenizer over the pieces, the most frequent first; id 0 is the unknown character."""
    total = sum(pieces.values())
    ranked = sorted(pieces.items(), key=lambda entry: (-entry[1], entry[0]))
    scored = [(UNKNOWN, -30.0)]
    scored += [(piece, round(math.log(weight / total), 3)) for piece, weight in ranked]
    tokenizer = Tokenizer(models.Unigram(scored, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(_MARKS), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer


def dump_tokenizer(tokenizer: Tokenizer) -> str:
    """The tokenizer as compact JSON (the pretty form is twice the size)."""
    return json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":"))
