"""The lists that a document holds: the words that open them and their items."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.locate import split_sentences
from assistant.reading.set_request import ListKind
from ingest.model import ClauseKind, LeadKind
from ingest.numerals import find_value
from vectorstore.model import Passage

MIN_ITEMS = 2
MAX_OPENING = 120  # characters before the first item that may say what the items are
OPENED = 1.0  # the words that open the list say what it is
BESIDE = 0.7  # the first sentence of a clause that holds its list in itself does
ABOVE = 0.5  # only the heading above does
BY_ITEMS = 0.4  # what most items are shows it, beside the words that open them
MIN_HELD = 2  # words of items that a clause holds which is a list without numbers
_ITEM_KINDS = (ClauseKind.CLAUSE, ClauseKind.ROW)


@dataclass(frozen=True, slots=True)
class ClauseList:
    """Items under the words that open them; no items: the clause holds its list in itself."""

    opening: Passage
    items: tuple[Passage, ...]

    @property
    def introduction(self) -> str:
        """The last of the opening's own words, which say what the items are."""
        own = self.opening.own_text.strip()
        if not self.items:
            spans = split_sentences(own)
            return own[spans[0].start : spans[min(1, len(spans) - 1)].end] if spans else own
        spans = split_sentences(own)
        last = own[spans[-1].start :] if spans else own
        return last[-MAX_OPENING:]

    def fits(self, kind: ListKind) -> float:
        """How surely it is a list of the kind, 0 to 1.5."""
        opening = self.opening
        if opening.heading and kind.opens.search(opening.heading):
            fit = OPENED
        elif not self.items:
            fit = BESIDE if _holds_items(opening.text, kind) else 0.0
        elif kind.opens.search(self.introduction):
            fit = OPENED
        elif any(kind.opens.search(heading) for heading in opening.heading_path[-1:]):
            fit = ABOVE
        else:
            fit = 0.0
        if kind.items is not None and self.items:
            shown = sum(kind.items.search(item.own_text) is not None for item in self.items)
            fit += BY_ITEMS if 2 * shown >= len(self.items) else 0.0
        return fit


def _holds_items(text: str, kind: ListKind) -> bool:
    """Whether a clause without numbered items opens a list of the kind and holds its items."""
    if kind.items is None or not kind.opens.search(text):
        return False
    return len(kind.items.findall(text)) >= MIN_HELD


def find_lists(passages: Sequence[Passage]) -> Iterator[ClauseList]:
    """Every list of a document in reading order, with the clauses that may hold one themselves."""
    children: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.parent is not None and passage.kind in _ITEM_KINDS:
            children.setdefault(passage.parent, []).append(passage)
    numbered = {opening.id: run_on(children.get(opening.id, ()), children) for opening in passages}
    befores: tuple[Passage | None, ...] = (None, *passages)
    for before, passage in zip(befores, passages, strict=False):
        items = children.get(passage.id, [])
        if numbered[passage.id]:
            yield ClauseList(passage, numbered[passage.id])
        if len(items) >= MIN_ITEMS:
            yield ClauseList(passage, tuple(items))
        elif passage.kind in (ClauseKind.CLAUSE, ClauseKind.ANNEX):
            if before is not None and before.kind is LeadKind.TAIL and passage.parent is None:
                yield from _run_after(before, passages)
            yield ClauseList(passage, ())


def run_on(
    groups: Sequence[Passage], children: Mapping[str, Sequence[Passage]]
) -> tuple[Passage, ...]:
    """The items of several groups whose numbers run on (1–3 under （一）, 4–7 under （二））."""
    items = tuple(item for group in groups for item in children.get(group.id, ()))
    if sum(bool(children.get(group.id)) for group in groups) < MIN_ITEMS:
        return ()
    numbers = [last_number(item) for item in items]
    return items if numbers == list(range(1, len(items) + 1)) else ()


def last_number(passage: Passage) -> int | None:
    """The number that a clause itself has; None where it has none."""
    return find_value(re.sub(r"[^\d一二三四五六七八九十]", "", passage.label.split("›")[-1]))


def _run_after(lead: Passage, passages: Sequence[Passage]) -> Iterator[ClauseList]:
    """The clauses right behind a tail: the items of an annex without a part of its own."""
    following = itertools.takewhile(
        lambda p: p.kind in _ITEM_KINDS, (p for p in passages if p.ordinal > lead.ordinal)
    )
    items = tuple(p for p in following if p.parent is None)
    if len(items) >= MIN_ITEMS:
        yield ClauseList(lead, items)
