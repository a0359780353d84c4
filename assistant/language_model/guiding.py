"""What a language model adds before anything is searched: the follow-up completed, search words.

Both only help to find. Which documents a question is about stays what our own reading says; a
completed question that brings in a number, place, document or department of which the
conversation does not speak, or that loses a word of the question, is not used. Where the model
fails, is slow or has nothing to say, answering goes on without it.
"""

import logging
import re
import time
from collections.abc import Callable
from dataclasses import replace

from assistant.choosing.judge import NEAR_COVERAGE, SUBJECT_SHARE
from assistant.inquiry import Inquiry
from assistant.library import Library
from assistant.locate import fold_text
from assistant.model import Question, QuestionError
from assistant.reading.focus import Focus, Term
from assistant.reading.kinds import QuestionKind
from assistant.reading.mentions import MentionKind
from assistant.reading.scope import Scope
from assistant.reading.spelling import simplify
from assistant.retrieve import PROPOSED_WEIGHT
from assistant.understand import Understanding, find_parties
from assistant.verifying.draft import Completer, DraftingError
from ingest.quantities import find_quantities
from ingest.references import find_references
from ingest.regions import find_regions

_GUIDED = frozenset({QuestionKind.CONTENT, QuestionKind.ALL, QuestionKind.COMPARE})
# Words that point back; a completed question puts what they mean in their place.
_POINTING = re.compile(
    r"(?:上面|前面|刚才|刚刚|上述|以上)?(?:这|那|该|其|它|他|她)?(?:个|项|条|份|些|笔|种|里|们)?|"
    r"还有|其[他它余]|另外|说的?|怎么样?|如何|哪[些个里]|什么|多少"
)
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
_TITLES = re.compile(r"《([^《》]+)》")
_logger = logging.getLogger(__name__)
Clock = Callable[[], float]


def complete_question(
    completer: Completer,
    question: Question,
    own: Understanding,
    library: Library,
    read: Callable[[Question], Understanding],
    clock: Clock = time.monotonic,
) -> tuple[Understanding, float]:
    """The follow-up as a model completed it, else as `own` reads it; and the seconds it took.

    `read` understands a question without a model.
    """
    started = clock()
    try:
        rewritten = completer.rewrite_follow_up(question.history, question.text)
        spent = clock() - started
        if rewritten is None:
            return own, spent
        completed = read(replace(question, text=rewritten, history=()))
    except (DraftingError, QuestionError) as error:
        _logger.info("the follow-up is completed without the model: %s", type(error).__name__)
        return own, clock() - started
    fault = find_rewrite_fault(rewritten, completed, question, own, library)
    if fault is not None:
        _logger.info("the model's completed question is not used: %s", fault)
        return own, spent
    scope = own.scope if completed.scope.document_ids is None else completed.scope
    reading = f"已由语言模型结合上文理解为：{rewritten}"
    return replace(completed, scope=scope, readings=(*completed.readings, reading)), spent


def find_rewrite_fault(
    rewritten: str,
    completed: Understanding,
    question: Question,
    own: Understanding,
    library: Library,
) -> str | None:
    """Why a completed question may not stand for what was asked; None if it may.

    The fault names a kind and no word: what people ask is not logged.
    """
    asked = simplify(question.text)
    said = "\n".join([asked, *(simplify(turn.user) for turn in question.history)])
    shown = "\n".join([said, *(turn.assistant for turn in question.history)])
    figures = _read_figures(rewritten)
    if figures - _read_figures(shown):
        return "a number that nobody said"
    if _read_figures(asked) - figures:
        return "a number of the question is lost"
    if any(rewritten[r.span.start : r.span.end] not in said for r in find_regions(rewritten)):
        return "a place that the asker did not say"
    if any(name in rewritten and name not in said for name in library.regions):
        return "a place that the asker did not say"
    if any(fold_text(title) not in fold_text(shown) for title in _TITLES.findall(rewritten)):
        return "a document that nobody named"
    if any(party not in shown for party in find_parties(rewritten, library)):
        return "a department or person that nobody named"
    if not _is_within(completed.scope, own.scope, said):
        return "other documents than those asked about"
    folded = fold_text(rewritten)
    if any(fold_text(word) not in folded for word in own.own_words if not _points_back(word)):
        return "a word of the question is lost"
    return None


def _read_figures(text: str) -> frozenset[object]:
    """Its figures, quantities and clause numbers, written whichever way."""
    quantities = {q.value for q in find_quantities(text)}
    references = {str(found.ref) for found in find_references(text)}
    return frozenset({*(float(f) for f in _FIGURES.findall(text)), *map(float, quantities)}) | (
        frozenset(references)
    )


def _is_within(completed: Scope, own: Scope, said: str) -> bool:
    """Whether a question is about no other documents than our own reading says."""
    if completed.unknown_region != own.unknown_region and completed.unknown_region is not None:
        return False
    if own.unknown_region is not None or own.unknown_document is not None:
        return completed.unknown_region == own.unknown_region
    if completed.document_ids is None:
        return True
    if own.document_ids is not None:
        return completed.document_ids <= own.document_ids
    return all(
        mention.kind is MentionKind.LOOSE_TITLE or mention.words in said
        for mention in completed.mentions
    )


def _points_back(word: str) -> bool:
    return _POINTING.fullmatch(word) is not None


def lacks_words(inquiry: Inquiry) -> bool:
    """Whether a question says in words that no document holds what it is mostly about.

    The thesaurus knows none of them either, and no sentence comes near the rest.
    """
    understanding = inquiry.understanding
    scope = understanding.scope
    if understanding.ask.kind not in _GUIDED or scope.unknown_region or scope.unknown_document:
        return False
    best = inquiry.candidates[0].coverage if inquiry.candidates else 0.0
    return best < NEAR_COVERAGE and any(
        _is_lacking(t, understanding.focus) for t in _terms(inquiry)
    )


def _terms(inquiry: Inquiry) -> tuple[Term, ...]:
    return inquiry.understanding.focus.terms


def _is_lacking(term: Term, focus: Focus) -> bool:
    weighs = term.weight >= SUBJECT_SHARE * focus.total
    return weighs and not term.is_held and not term.alternatives


def propose_words(
    completer: Completer, inquiry: Inquiry, clock: Clock = time.monotonic
) -> tuple[tuple[str, ...], float]:
    """Words to search with beside the question's own, and the seconds used so far.

    None names a place, department or number: those are the asker's to say.
    """
    started = clock()
    try:
        proposed = completer.propose_search_words(
            inquiry.understanding.text, spent_s=inquiry.spent_s
        )
    except DraftingError as error:
        _logger.info("searched without words of the model: %s", type(error).__name__)
        proposed = ()
    names = (*inquiry.library.regions, *inquiry.library.parties)
    words = tuple(
        word
        for word in proposed
        if not find_quantities(word)
        and not _FIGURES.search(word)
        and not find_regions(word)
        and not any(name in word for name in names)
    )
    return words, inquiry.spent_s + clock() - started


def widen(understanding: Understanding, words: tuple[str, ...]) -> Understanding:
    """The question with the words that stand for those that no document holds."""
    official = tuple((fold_text(word), PROPOSED_WEIGHT) for word in words)
    focus = understanding.focus
    terms = tuple(
        replace(term, alternatives=official) if _is_lacking(term, focus) else term
        for term in focus.terms
    )
    reading = f"另按语言模型建议的检索词查找：{'、'.join(words)}"
    return replace(
        understanding,
        focus=Focus(terms),
        proposed=words,
        readings=(*understanding.readings, reading),
    )
