"""Everyday words and the official words for them.

The data stand in `thesaurus.yaml`: groups of entries, each with lay and official words. It holds
general vocabulary of education and public services, never a phrase of one document.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

STRONG_WEIGHT = 0.6  # of an official word for a lay one, against 1 for the question's own words
WEAK_WEIGHT = 0.3  # entries marked weak, and official words for other official words
MIN_CHARACTERS = 2


class ThesaurusError(ValueError):
    """The data file is not of the expected form."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words found in a text with what official texts say instead."""

    start: int
    end: int
    words: str
    official: tuple[tuple[str, float], ...]  # word and weight, strongest first


class Thesaurus:
    """Finds expansions in a text, longest words first."""

    def __init__(self, official_by_words: Mapping[str, Mapping[str, float]]) -> None:
        self._official = {words: dict(found) for words, found in official_by_words.items()}
        self._longest = max((len(words) for words in self._official), default=0)

    def __len__(self) -> int:
        return len(self._official)

    def find(self, text: str) -> tuple[Expansion, ...]:
        """Expansions for every place of the text, the longest entry at each place.

        >>> thesaurus = Thesaurus({"两口子分开住": {"夫妻分居": 0.6}})
        >>> [e.official for e in thesaurus.find("我们两口子分开住")]
        [(('夫妻分居', 0.6),)]
        """
        found: list[Expansion] = []
        position = 0
        while position < len(text):
            for length in range(min(self._longest, len(text) - position), MIN_CHARACTERS - 1, -1):
                words = text[position : position + length]
                official = self._official.get(words)
                if official is not None:
                    ordered = tuple(sorted(official.items(), key=lambda pair: -pair[1]))
                    found.append(Expansion(position, position + length, words, ordered))
                    position += length - 1
                    break
            position += 1
        return tuple(found)


def build_thesaurus(groups: Iterable[Any]) -> Thesaurus:
    """A thesaurus from the `groups` of the data file; raises ThesaurusError on a wrong form."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for group in groups:
        try:
            entries = [
                (tuple(entry["lay"]), tuple(entry["official"]), bool(entry.get("weak", False)))
                for entry in group["entries"]
            ]
        except (KeyError, TypeError, AttributeError) as error:
            raise ThesaurusError(f"expected entries with lay and official: {group!r}") from error
        for lay, official, weak in entries:
            weight = WEAK_WEIGHT if weak else STRONG_WEIGHT
            for words in lay:
                _add(found[words], official, words, weight)
            for words in official:
                _add(found[words], official, words, WEAK_WEIGHT)
    return Thesaurus(found)


def _add(target: dict[str, float], official: tuple[str, ...], own: str, weight: float) -> None:
    for word in official:
        if word != own:
            target[word] = max(weight, target.get(word, 0.0))


@cache
def load_thesaurus() -> Thesaurus:
    """The shipped thesaurus, read once."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = resources.files("vectorstore").joinpath("thesaurus.yaml").read_text("utf-8")
    content = yaml.load(text, Loader=loader)
    if not isinstance(content, dict) or "groups" not in content:
        raise ThesaurusError("expected a mapping with groups")
    return build_thesaurus(content["groups"])
