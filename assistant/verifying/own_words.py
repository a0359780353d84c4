"""What a statement stands on, in the words of the clause itself.

A model's statement that is dropped for its wording may cite its clause rightly. Its reader then
loses nothing: the sentences that were quoted are said instead, with what opens them.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from assistant.locate import LABEL_WORDS, character_pairs, locate, split_sentences
from assistant.model import Draft
from assistant.verifying.stretches import is_question
from ingest.model import Span
from vectorstore.model import Hit, PassageId

LONGEST = 240  # characters; more is a clause and no statement
MIN_SHARE = 0.4  # of the statement's character pairs that the sentences have
MOST = 3  # sentences taken from a long quote
MIN_NEW = 0.15  # of the statement's character pairs that each of them must add
_ENDS = "。！？!?；;：:，、”）)"
_LABEL = re.compile(LABEL_WORDS)
_OPENS = re.compile(rf".*?[：:](?=\s*$|{LABEL_WORDS})")
_RESTS = re.compile(
    "其|该|此|上述|前述|前款|前项|但|另|并|同时|每[人年月次学]|不|未|可|应|须|否则|逾期"
)


def say_in_own_words(draft: Draft, passages: Mapping[PassageId, Hit]) -> Draft | None:
    """The sentences of the clauses that the draft quotes; None where it quotes none rightly.

    Sentences that have little in common with what was said are no stand-in for it.
    """
    said: dict[str, None] = {}
    wanted = character_pairs(draft.text)
    for support in draft.supports:
        hit = passages.get(support.passage_id)
        span = (
            locate(support.quote, hit.passage.text) if hit is not None and support.quote else None
        )
        if hit is None or span is None:
            return None
        said[_quote_sentences(hit.passage.text, span, wanted)] = None
    text = "".join(said)
    shared = len(wanted & character_pairs(text))
    if not text or len(text) > LONGEST or shared < MIN_SHARE * len(wanted):
        return None
    return replace(draft, text=text)


def _quote_sentences(text: str, quote: Span, wanted: frozenset[str]) -> str:
    """The whole sentences in which the quote stands, and those that they cannot do without.

    Of a quote that is longer than a statement may be those alone that have the words wanted.
    """
    spans = split_sentences(text)
    within = [n for n, s in enumerate(spans) if s.start < quote.end and quote.start < s.end]
    if not within:
        return ""
    sentences = [text[span.start : span.end].replace("\n", "").strip() for span in spans]
    whole = _complete(sentences, within)
    if len(whole) <= LONGEST:
        return whole
    return "".join(_complete(sentences, [n]) for n in _choose(sentences, within, wanted))


def _choose(sentences: list[str], within: list[int], wanted: frozenset[str]) -> list[int]:
    """Sentences that have what is wanted, those with the most first taken, in their order."""
    missing, chosen = set(wanted), list[int]()
    while len(chosen) < MOST:
        best = max(within, key=lambda n: len(missing & character_pairs(sentences[n])))
        found = missing & character_pairs(sentences[best])
        if len(found) < MIN_NEW * len(wanted):
            break
        missing -= found
        chosen.append(best)
    return sorted(chosen)


def _complete(sentences: list[str], within: list[int]) -> str:
    """The sentences with the one that the first rests on, or what opens their list."""
    while within and is_question(sentences[within[-1]]):
        within = within[:-1]  # what is asked last is not answered there
    if not within:
        return ""
    first = within[0]
    if _RESTS.match(sentences[first]) and first:
        first -= 1
    opening = _find_opening(sentences[:first]) if _LABEL.match(sentences[first]) else ""
    said = (s if s[-1] in _ENDS else f"{s}\n" for s in sentences[first : within[-1] + 1])
    return opening + "".join(said).strip()


def _find_opening(before: list[str]) -> str:
    """What opens the list that goes on behind these sentences, up to its colon."""
    found = (_OPENS.match(sentence) for sentence in reversed(before))
    return next((opening[0] for opening in found if opening is not None), "")
