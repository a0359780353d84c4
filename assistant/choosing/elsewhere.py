"""Whether what is asked of one place stands in another place's documents and not in its own.

The right words in another county's document make a clause of the asked county look near that
only shares 每月 or 教师 with the question. Both sides are measured alike, on words and figures.
"""

from dataclasses import replace

from assistant.choosing.about import read_place
from assistant.choosing.holding import holds_type
from assistant.choosing.measures import weigh
from assistant.choosing.sentences import Candidate, rank_sentences
from assistant.inquiry import Inquiry
from assistant.reading.kinds import QuestionKind
from assistant.reading.mentions import MentionKind
from assistant.reading.named_places import is_no_name
from assistant.retrieve import build_query
from ingest.model import DocumentId, Region
from ingest.regions import RegionLevel, find_regions
from vectorstore.model import StoredDocument
from vectorstore.thesaurus import Thesaurus

MIN_ELSEWHERE = 0.6  # coverage of a sentence of another document that says what is asked
DEPTH = 5  # clauses of other documents that are looked at
MEASURED_HERE = 20  # sentences of the documents asked about that are measured without meaning
COVERED_HERE = 0.5  # coverage from which the documents asked about speak of it themselves
NEAR_HERE = 0.7  # nearness of the words from which they do too
MIN_RIVAL = 0.5  # coverage of another document's sentence that may say it instead,
MIN_AHEAD = 0.25  # how much more it must cover,
MIN_LIKELIER = 2.2  # and how much higher it must score: a likelihood of e^2.2


def find_elsewhere(inquiry: Inquiry, thesaurus: Thesaurus) -> str | None:
    """The title of a document outside the asked ones that does say it."""
    asked = inquiry.understanding.scope.document_ids
    others = frozenset(d.id for d in inquiry.library.documents if asked and d.id not in asked)
    for candidate in _rank(inquiry, thesaurus, others, ended_too=False)[:3]:
        holds = holds_type(candidate.text, inquiry.understanding.ask)
        if candidate.coverage >= MIN_ELSEWHERE and holds:
            return candidate.hit.document.title
    return None


def is_said_elsewhere(inquiry: Inquiry, thesaurus: Thesaurus) -> bool:
    """Whether documents of other places say it so much better that those asked about do not.

    A question that goes on from another holds too few words of its own to tell.
    """
    understanding = inquiry.understanding
    asked = understanding.scope.document_ids
    if not asked or understanding.follows_up or understanding.ask.kind is not QuestionKind.CONTENT:
        return False
    own = inquiry.candidates[:MEASURED_HERE]
    here = max((c.coverage for c in own[: MEASURED_HERE // 2]), default=0.0)
    near = max((c.measures.words or 0.0 for c in own[:1]), default=0.0)
    if here >= COVERED_HERE or near >= NEAR_HERE:
        return False
    places = {_name_place(d) for d in inquiry.library.documents if d.id in asked}
    others = frozenset(
        d.id
        for d in inquiry.library.documents
        if d.id not in asked and (_name_place(d) not in places or _name_place(d) == Region())
    )
    ranked = _rank(inquiry, thesaurus, others, ended_too=True)
    if not ranked:
        return False
    best = ranked[0]
    score = max((_weigh_words(c) for c in own), default=0.0)
    return (
        best.coverage >= max(MIN_RIVAL, here + MIN_AHEAD)
        and best.holds_type
        and _weigh_words(best) >= score + MIN_LIKELIER
    )


def find_other_place(inquiry: Inquiry, best: Candidate) -> str | None:
    """A county or district that the question names, where the clause is another one's own.

    越秀区's kindergartens are no matter of 天河区's plan, though a city's text speaks of both.
    """
    scope, text = inquiry.understanding.scope, inquiry.understanding.text
    named = any(mention.kind is MentionKind.REGION for mention in scope.mentions)
    if named or scope.names_document:
        return None
    own = best.hit.document.metadata.region.county
    if own is None:
        return None
    said = read_place(best)
    for region in find_regions(text):
        words = text[region.span.start : region.span.end]
        is_name = region.level is RegionLevel.COUNTY and not is_no_name(text, region.span)
        if is_name and not own.startswith(words) and words not in said:
            return words
    return None


def _rank(
    inquiry: Inquiry, thesaurus: Thesaurus, others: frozenset[DocumentId], *, ended_too: bool
) -> tuple[Candidate, ...]:
    """Their sentences, best first; `ended_too`: texts that ended count in full."""
    if not others:
        return ()
    understanding = inquiry.understanding
    query = build_query(understanding, thesaurus, others, inquiry.scope, DEPTH)
    return rank_sentences(
        inquiry.store.search(query),
        understanding.focus,
        understanding.ask,
        inquiry.validities,
        scoped=ended_too,
        wording=understanding.search_text,
    )


def _weigh_words(candidate: Candidate) -> float:
    """The score of a sentence without its meaning, which is not measured of other documents."""
    return weigh(replace(candidate.measures, cosine=None, words=None, spoken_of=None))


def _name_place(document: StoredDocument) -> Region:
    return document.metadata.region
