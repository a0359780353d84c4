"""Clauses as a language model is given them: fenced, under opaque keys, within a budget.

A model sees titles and clause texts, never the ids of documents or passages. Keys and fence are
drawn anew for every request, so that a text that knows them cannot have been written before.
"""

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.language_model.output import Written
from assistant.locate import locate, split_sentences
from assistant.model import Draft, Support
from vectorstore.model import Hit, PassageId

# No character that is easily taken for another (0 O, 1 I L, 2 Z, 5 S, 8 B).
_LETTERS = "ACDEFGHJKMNPQRTUVWXY"
_DIGITS = "34679"
MIN_CUT_CHARACTERS = 200  # a clause cut to less than this says too little to be worth sending


@dataclass(frozen=True, slots=True)
class Material:
    """What is sent, and what the keys in the answer stand for."""

    text: str
    fence: str
    passages: Mapping[str, Hit]  # by key
    left_out: tuple[PassageId, ...]  # did not fit, best first
    cut: tuple[PassageId, ...]  # only their beginning or their own words are sent


def lay_out(hits: Sequence[Hit], *, budget: int, source: random.Random | None = None) -> Material:
    """The material of a request, at most `budget` characters of clause text, best hits first.

    Whole clauses go first by rank. One that does not fit is sent with its own words alone,
    without the clauses under it; if it is the best of all, with as many sentences as fit.
    """
    drawn = source or secrets.SystemRandom()
    fence = "".join(drawn.choice(_LETTERS + _DIGITS) for _ in range(12))
    keys = _draw_keys(drawn, len(hits), "".join(hit.passage.text for hit in hits))
    blocks: list[str] = []
    passages: dict[str, Hit] = {}
    left_out: list[PassageId] = []
    cut: list[PassageId] = []
    remaining = budget
    for key, hit in zip(keys, hits, strict=True):
        words = _fit(hit, remaining, first=not passages)
        if not words:
            left_out.append(hit.passage.id)
            continue
        if len(words) < len(hit.passage.text.strip()):
            cut.append(hit.passage.id)
        remaining -= len(words)
        passages[key] = hit
        blocks.append(f"【{key}】{_place(hit)}\n{words}")
    return Material("\n\n".join(blocks), fence, passages, tuple(left_out), tuple(cut))


def make_draft(written: Written, material: Material) -> Draft:
    """The draft that the passages behind the keys are to carry; nothing is checked here.

    With several keys a quote goes to those whose passage holds it, else to the first.
    """
    hits = [material.passages.get(key) for key in dict.fromkeys(written.keys)]
    known = [hit.passage for hit in hits if hit is not None]
    if not known or len(known) < len(hits):
        return Draft(written.text, ())
    supports: list[Support] = []
    placed: set[str] = set()
    for passage in known:
        held = [quote for quote in written.quotes if locate(quote, passage.text) is not None]
        placed.update(held)
        if held or len(known) > 1:
            supports += [Support(passage.id, quote) for quote in held or [""]]
    nowhere = [quote for quote in written.quotes if quote not in placed]
    supports += [Support(known[0].id, quote) for quote in nowhere]
    return Draft(written.text, tuple(supports) or (Support(known[0].id, ""),))


def _draw_keys(source: random.Random, count: int, text: str) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    while len(keys) < count:
        key = "".join(source.choice(kind) for kind in (_LETTERS, _DIGITS, _LETTERS, _DIGITS))
        if key not in text:
            keys[key] = None
    return tuple(keys)


def _fit(hit: Hit, room: int, *, first: bool) -> str:
    passage = hit.passage
    whole, own = passage.text.strip(), passage.own_text.strip()
    if len(whole) <= room:
        return whole
    if len(own) <= room and len(own) > len(passage.heading) + 10:
        return own
    if not first or room < MIN_CUT_CHARACTERS:
        return ""
    fitting = [span.end for span in split_sentences(whole) if span.end <= room]
    return whole[: fitting[-1] if fitting else room]


def _place(hit: Hit) -> str:
    document, passage = hit.document, hit.passage
    number = f"（{document.metadata.document_number}）" if document.metadata.document_number else ""
    path = " › ".join((*passage.heading_path, passage.heading)).strip(" ›")
    place = f"《{document.title}》{number} {passage.label}"
    return " ".join(f"{place} {path}".split())
