"""The things that a text counts by a word which they share: 五个“化”, 四个“坚持”, 三个“一批”."""

import re

from assistant.choosing.sentences import Candidate
from assistant.compose import gather
from assistant.inquiry import Composition, Inquiry, name_source, quote_draft
from assistant.locate import fold_text, split_sentences
from assistant.reading.kinds import QuestionKind
from ingest.model import LeadKind, Span
from ingest.numerals import find_value
from vectorstore.model import Hit

MAX_COUNTED = 9  # things that are called by their number
MAX_SENTENCE = 320  # characters of a sentence that is shown for them
_COUNTED = re.compile(
    r"(?P<number>[一二两三四五六七八九]|\d)个?[“「『\"‘](?P<word>[\u4e00-\u9fff]{1,4})[”」』\"’]"
)
_KINDS = frozenset({QuestionKind.CONTENT, QuestionKind.ITEMS, QuestionKind.ALL})


def compose_counted_words(inquiry: Inquiry) -> Composition | None:
    """The one sentence of the documents asked about that holds the word as often as is said.

    None where the question counts no word, or no sentence or more than one clause does so.
    """
    understanding = inquiry.understanding
    found = _COUNTED.search(understanding.text)
    if found is None or understanding.ask.kind not in _KINDS:
        return None
    number = find_value(found["number"].replace("两", "二")) or 0
    if not 1 < number <= MAX_COUNTED or understanding.scope.document_ids is None:
        return None
    places = _find_places(inquiry, fold_text(found["word"]), number)
    clauses = {hit.passage.id for hit, _ in places}
    if len(clauses) > 1:
        places = _keep_ranked(places, inquiry.candidates)
    if len({hit.passage.id for hit, _ in places}) != 1:
        return None
    hit, span = places[0]
    return gather([quote_draft(hit, span, name_source(hit))], inquiry)


def _find_places(inquiry: Inquiry, word: str, number: int) -> list[tuple[Hit, Span]]:
    """The sentences that hold the word so often, each of the smallest clause that it stands in."""
    found: list[tuple[Hit, Span]] = []
    for document in inquiry.near():
        for passage in inquiry.passages(document.id):
            if isinstance(passage.kind, LeadKind) and passage.kind is LeadKind.TITLE:
                continue
            for span in split_sentences(passage.own_text):
                said = fold_text(passage.own_text[span.start : span.end])
                if said.count(word) == number and len(said) <= MAX_SENTENCE:
                    found.append((inquiry.hit(passage), span))
    return found


def _keep_ranked(
    places: list[tuple[Hit, Span]], candidates: tuple[Candidate, ...]
) -> list[tuple[Hit, Span]]:
    """Of several places the one whose clause was found first for the question."""
    ranks = {c.hit.passage.id: place for place, c in reversed(list(enumerate(candidates)))}
    known = [place for place in places if place[0].passage.id in ranks]
    known.sort(key=lambda place: ranks[place[0].passage.id])
    return known[:1]
