"""Classes that a document sorts people into (D类：博士研究生), and sentences that are about one."""

import re
from collections.abc import Iterable

from assistant.listing.set_rows import share_of_terms
from assistant.reading.focus import Term

MIN_SHARE = 0.3  # of what is asked that a class's description must hold
_DESCRIBED = re.compile(r"(?:^|[^A-Za-z、至])([A-Z])类(?:人才)?[：:]([^；;。\n]*)")
_RANGE = re.compile(r"([A-Z])(?:类)?[至到—\-–－~～]([A-Z])类")
_ABOVE = re.compile(r"([A-Z])类(?:及)?以上")
_LISTED = re.compile(r"((?:[A-Z](?:类)?[、和及])*[A-Z])类")


def find_classes(terms: list[Term], texts: Iterable[str]) -> frozenset[str]:
    """The letters of the classes whose description holds what is asked; empty without any."""
    if not terms:
        return frozenset()
    return frozenset(
        letter
        for text in texts
        for letter, description in _DESCRIBED.findall(text)
        if share_of_terms(terms, description) >= MIN_SHARE
    )


def read_classes(text: str) -> frozenset[str]:
    """The letters of the classes that a sentence is about; A类以上 counts up to A.

    >>> sorted(read_classes("A至C类人才免租，E类人才付一半"))
    ['A', 'B', 'C', 'E']
    """
    letters: set[str] = set()
    for first, last in _RANGE.findall(text):
        letters.update(map(chr, range(ord(first), ord(last) + 1)))
    for last in _ABOVE.findall(text):
        letters.update(map(chr, range(ord("A"), ord(last) + 1)))
    for listed in _LISTED.findall(text):
        letters.update(re.findall(r"[A-Z]", listed))
    return frozenset(letters)
