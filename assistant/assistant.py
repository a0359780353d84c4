"""Questions answered: understand, retrieve, compose or draft, verify."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from assistant.choosing.actions import prefer_action
from assistant.choosing.judge import judge
from assistant.choosing.masked import find_masked_end
from assistant.choosing.nearness import match_question, share_spoken_of
from assistant.choosing.own_words import find_own_stretches, read_opening, read_relatives
from assistant.choosing.paragraphs import keep_named
from assistant.choosing.refuse import refuse_early, refuse_lack
from assistant.choosing.requirements import find_lack
from assistant.choosing.sentences import (
    add_closeness,
    rank_sentences,
)
from assistant.choosing.shown import leave_out_shown, prefer_beside, prefer_named
from assistant.comparing.alike import compose_alike
from assistant.comparing.comparison import compose_table
from assistant.compose import compose_content
from assistant.composing.clauses import compose_clause
from assistant.composing.consultation import compose_consultation
from assistant.composing.facts import compose_issued, compose_stage, compose_status
from assistant.composing.page_data import compose_page
from assistant.composing.record import compose_unheld
from assistant.composing.situations import compose_selfcheck, continue_selfcheck
from assistant.composing.steps import compose_class
from assistant.inquiry import Composition, Inquiry, Refusal
from assistant.language_model.drafting import Failed, draft
from assistant.language_model.guiding import complete_question, lacks_words, propose_words, widen
from assistant.library import Library, read_library
from assistant.listing.all_places import compose_all, quotes_terms
from assistant.listing.counted_words import compose_counted_words
from assistant.listing.lists import compose_items, compose_referenced, is_defined
from assistant.listing.sets import compose_nearest, compose_set
from assistant.model import (
    Event,
    NoAnswerReason,
    Notice,
    NoticeKind,
    NoticeReady,
    Question,
    Reply,
    ReplyReady,
)
from assistant.reading.conversation import shorten_history
from assistant.reading.kinds import QuestionKind
from assistant.reading.set_request import read_sets
from assistant.retrieve import DEPTH, retrieve
from assistant.tasks.duties import compose_duties
from assistant.understand import Understanding, Vocabulary, understand
from assistant.verifying.draft import Completer, Drafter
from assistant.verifying.showing import show, show_refusal
from vectorstore.embed import WordMatcher, load_word_matcher
from vectorstore.model import (
    Hit,
    ReaderScope,
    UnknownClauseError,
    UnknownDocumentError,
)
from vectorstore.rerank import WeighedReranker
from vectorstore.store import ClauseStore
from vectorstore.thesaurus import Thesaurus, load_thesaurus

ALL_DEPTH = 200  # hits that an answer which lists everything chooses from
MODEL_HITS = 12  # clauses that a model is shown beside those of the composed answer
MUCH_LESS = 0.3  # of a question's weight that is held amid its conversation, against elsewhere
_logger = logging.getLogger(__name__)

# Kinds that are answered from what the catalog knows; a language model could only harm.
_BY_CODE = frozenset(
    {
        QuestionKind.CLAUSE,
        QuestionKind.ITEMS,
        QuestionKind.DUTIES,
        QuestionKind.STATUS,
        QuestionKind.ISSUED,
        QuestionKind.BENEFITS,
        QuestionKind.STAGE,
    }
)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question with how it was read, against what was held at that moment."""

    question: Question
    understanding: Understanding
    library: Library
    vocabulary: Vocabulary
    spent_s: float = 0.0  # seconds that a language model already used


class Assistant:
    """Answers questions over a store, with or without a language model.

    The same question over the same documents gives the same citations. `drafter` None: every
    answer is composed from the clauses' own words. `completer` None: follow-ups are completed by
    rules alone. `reranker` None: hits stand as they were found. Of a conversation the last
    `max_history_turns` questions are looked at.
    """

    def __init__(
        self,
        store: ClauseStore,
        drafter: Drafter | None = None,
        thesaurus: Thesaurus | None = None,
        reranker: WeighedReranker | None = None,
        matcher: WordMatcher | None = None,
        completer: Completer | None = None,
        max_history_turns: int = 20,
    ) -> None:
        self._store = store
        self._max_history_turns = max_history_turns
        self._drafter = drafter
        self._completer = completer
        self._thesaurus = thesaurus if thesaurus is not None else load_thesaurus()
        self._reranker = reranker
        self._matcher = matcher if matcher is not None else load_word_matcher()
        self._snapshot = lru_cache(maxsize=8)(self._read_snapshot)

    @property
    def store(self) -> ClauseStore:
        """The store that answers come from."""
        return self._store

    def answer(self, question: Question) -> Reply:
        """The whole reply."""
        reply: Reply | None = None
        for event in self.stream(question):
            if isinstance(event, ReplyReady):
                reply = event.reply
        assert reply is not None  # stream ends with ReplyReady
        return reply

    def stream(self, question: Question) -> Iterator[Event]:
        """Notices and verified statements as they are ready; the reply last.

        Where documents are replaced under a question it is asked once more of the new ones.
        """
        version = self._store.version()
        try:
            yield from self.reply(self.find(self.read(question)))
        except (UnknownDocumentError, UnknownClauseError, KeyError):
            if self._store.version() == version:
                raise
            _logger.info("the library changed while a question was answered; asking again")
            yield from self.reply(self.find(self.read(question)))

    def read(self, question: Question) -> Understood:
        """The first step of `stream`: the question as understood, with what is held now."""
        question = shorten_history(question, self._max_history_turns)
        library, vocabulary = self._snapshot(self._store.version(), question.scope)
        read = partial(
            understand, library=library, vocabulary=vocabulary, thesaurus=self._thesaurus
        )
        understanding, spent_s = read(question), 0.0
        if self._completer is not None and understanding.follows_up:
            understanding, spent_s = complete_question(
                self._completer, question, understanding, library, read
            )
        return Understood(question, understanding, library, vocabulary, spent_s)

    def find(self, understood: Understood) -> Inquiry:
        """The second step of `stream`: what is found, with all that answering looks at."""
        inquiry = self._settle(understood)
        if self._completer is None or not lacks_words(inquiry):
            return inquiry
        words, spent_s = propose_words(self._completer, inquiry)
        if not words:
            return replace(inquiry, spent_s=spent_s)
        widened = replace(
            understood, understanding=widen(inquiry.understanding, words), spent_s=spent_s
        )
        return replace(inquiry, spent_s=spent_s, wider=self._find(widened))

    def _settle(self, understood: Understood) -> Inquiry:
        """What is found for the question amid its conversation, or alone where it fits better.

        A short question with a thing of its own may go on or begin anew (能买哪些服务): where the
        documents talked about hold far less of it than others do, it begins anew.
        """
        amid, alone = self._find(understood), understood.understanding.alone
        if alone is None:
            return amid
        by_itself = self._find(replace(understood, understanding=alone))
        if _cover(amid) + MUCH_LESS < _cover(by_itself):
            return by_itself
        if amid.understanding.follows_up or not isinstance(self._plan(amid), Refusal):
            return amid
        return amid if isinstance(self._plan(by_itself), Refusal) else by_itself

    def _find(self, understood: Understood) -> Inquiry:
        question, understanding = understood.question, understood.understanding
        library = understood.library
        listing = understanding.ask.kind in (QuestionKind.ALL, QuestionKind.ITEMS)
        listing = listing or bool(read_sets(understanding.asking))
        depth = ALL_DEPTH if listing else DEPTH
        hits: tuple[Hit, ...] = ()
        if understanding.ask.kind not in (QuestionKind.INSTRUCTION, QuestionKind.OFF_TOPIC):
            hits = self._retrieve(understanding, question.scope, depth)
            hits = tuple(hit for hit in hits if hit.named) or hits
        validities = library.validities(question.as_of)
        relatives = read_relatives(hits, self._store, question.scope)
        candidates = rank_sentences(
            hits,
            understanding.focus,
            understanding.ask,
            validities,
            scoped=understanding.scope.names_document,
            wording=understanding.search_text,
            context=understanding.context_focus,
            own=lambda passage: find_own_stretches(passage, relatives[passage.document_id]),
            find_opening=lambda passage: read_opening(passage, relatives[passage.document_id]),
        )
        read_passages = lru_cache(maxsize=None)(partial(self._store.passages, scope=question.scope))
        candidates = keep_named(candidates, understanding.references, read_passages)
        meant = understanding.search_text
        if question.history and understanding.context_focus is not None:
            # 孤儿呢 means little by itself; what an asker says of himself does
            meant = f"{meant} {understanding.context}".strip()
        candidates = add_closeness(
            candidates,
            partial(self._store.compare, meant),
            partial(match_question, meant, self._matcher) if self._matcher else _measure_none,
            partial(share_spoken_of, understanding.focus, matcher=self._matcher)
            if self._matcher and not listing
            else _measure_none,
        )
        candidates = prefer_action(candidates, understanding)
        candidates = prefer_beside(prefer_named(candidates, understanding), understanding)
        return Inquiry(
            understanding,
            hits,
            leave_out_shown(candidates, understanding.shown),
            library,
            validities,
            self._store,
            read_passages,
            question.scope,
            question.as_of,
            understood.vocabulary.pairs,
            question.history,
            question.region,
            understood.spent_s,
            self._matcher,
        )

    def reply(self, inquiry: Inquiry) -> Iterator[Event]:
        """The last step of `stream`."""
        readings = tuple(
            Notice(NoticeKind.READING, reading) for reading in inquiry.understanding.readings
        )
        for notice in readings:
            yield NoticeReady(notice)
        plan = self._plan(inquiry)
        if isinstance(plan, Refusal):
            yield from self._refuse(plan, inquiry, readings)
            return
        by_code = plan.from_catalog or inquiry.understanding.ask.kind in _BY_CODE
        if self._drafter is None or by_code:
            yield from show(plan, inquiry, readings)
            return
        wider = inquiry.wider.hits[:MODEL_HITS] if inquiry.wider else ()
        hits = _unite(plan.hits, inquiry.hits[:MODEL_HITS], wider)

        def compose(failed: Failed) -> Iterator[Event]:
            fallback = Notice(NoticeKind.MODEL_FALLBACK, failed.why)
            yield NoticeReady(fallback)
            yield from show(plan, inquiry, (*readings, fallback), failed.dropped)

        yield from draft(self._drafter, plan, inquiry, hits, readings, compose)

    def _refuse(
        self, refusal: Refusal, inquiry: Inquiry, readings: tuple[Notice, ...]
    ) -> Iterator[Event]:
        """The refusal, unless words that a model proposed find what it can answer from.

        Then only its own verified statements are shown: what is composed from such words would
        rest on the model's word alone.
        """
        wider = inquiry.wider
        plan = self._plan(wider) if wider and refusal.reason is NoAnswerReason.NOT_COVERED else None
        if self._drafter is None or wider is None or not isinstance(plan, Composition):
            yield from show_refusal(refusal, inquiry, readings)
            return
        hits = _unite(plan.hits, wider.hits[:MODEL_HITS])
        added = Notice(NoticeKind.READING, wider.understanding.readings[-1])

        def refuse(failed: Failed) -> Iterator[Event]:
            yield from show_refusal(refusal, inquiry, readings, failed.dropped)

        yield from draft(self._drafter, plan, wider, hits, (*readings, added), refuse)

    def search(self, question: Question, limit: int = 10) -> tuple[Hit, ...]:
        """Exactly the retrieval that `answer` uses.

        Where the question names clauses by number, answering looks at those alone; here what else
        was found follows them.
        """
        understanding = self.understand(question)
        return self._retrieve(understanding, question.scope, limit)

    def _retrieve(
        self, understanding: Understanding, scope: ReaderScope, limit: int
    ) -> tuple[Hit, ...]:
        return retrieve(understanding, self._store, self._thesaurus, scope, limit, self._reranker)

    def library(self, scope: ReaderScope) -> Library:
        """The documents that a reader may see."""
        return self._snapshot(self._store.version(), scope)[0]

    def understand(self, question: Question) -> Understanding:
        """The question as understood, for showing and for tests."""
        question = shorten_history(question, self._max_history_turns)
        library, vocabulary = self._snapshot(self._store.version(), question.scope)
        return understand(question, library, vocabulary, self._thesaurus)

    def _read_snapshot(self, version: int, scope: ReaderScope) -> tuple[Library, Vocabulary]:
        """Cached by the store's version, so that a change of documents is seen at once."""
        _logger.debug("reading the library at version %s", version)
        words = self._store.vocabulary()
        library = read_library(self._store, scope)
        count = sum(document.clause_count for document in library.documents)
        return library, Vocabulary(words, self._store.character_pairs(), max(1, count))

    def _plan(self, inquiry: Inquiry) -> Composition | Refusal:
        """What to say without a model: drafts, or why nothing can be said."""
        listed = continue_selfcheck(inquiry) or compose_duties(inquiry) or compose_unheld(inquiry)
        if listed is not None:
            return listed
        refusal = refuse_early(inquiry)
        if refusal is not None:
            return refusal
        kind = inquiry.understanding.ask.kind
        composed: Composition | Refusal | None = compose_page(inquiry)
        composed = composed or compose_consultation(inquiry) or compose_counted_words(inquiry)
        if composed is not None:
            return composed
        if kind in (QuestionKind.CONTENT, QuestionKind.ITEMS, QuestionKind.BENEFITS):
            lack = find_lack(inquiry)
            if lack is not None and (kind is not QuestionKind.BENEFITS or lack.scope is not None):
                return refuse_lack(lack, inquiry, self._thesaurus)
        if kind in (QuestionKind.CONTENT, QuestionKind.ITEMS):
            composed = compose_class(inquiry)
        if kind is QuestionKind.BENEFITS:
            composed = compose_selfcheck(inquiry)
        composed = composed or compose_referenced(inquiry)
        composed = composed or compose_alike(inquiry, self._thesaurus) or compose_set(inquiry)
        if composed is not None:
            return composed
        if kind is QuestionKind.CLAUSE:
            composed = compose_clause(inquiry)
        elif kind is QuestionKind.STATUS:
            composed = find_masked_end(inquiry) or compose_status(inquiry)
        elif kind is QuestionKind.STAGE:
            composed = compose_stage(inquiry)
        elif kind is QuestionKind.ISSUED:
            composed = compose_issued(inquiry)
        elif kind is QuestionKind.ITEMS and not is_defined(inquiry):
            composed = compose_items(inquiry)
        elif kind is QuestionKind.COMPARE:
            composed = compose_table(inquiry)
        if composed is not None:
            return composed
        judgement = judge(inquiry, self._thesaurus)
        if judgement.refusal is not None:
            return judgement.refusal
        items = kind is QuestionKind.ITEMS and not is_defined(inquiry)
        if kind is QuestionKind.ALL or (items and quotes_terms(inquiry)):
            listed = compose_all(inquiry, judgement.answering)
            if listed is not None:
                return listed
        nearest = compose_nearest(inquiry, judgement.answering)
        return nearest or compose_content(inquiry, judgement)


def _cover(inquiry: Inquiry) -> float:
    """How much of the question's own words the best sentence holds."""
    return max((c.coverage for c in inquiry.candidates), default=0.0)


def _unite(*found: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """All hits in order, each passage once."""
    return tuple({hit.passage.id: hit for hits in found for hit in hits}.values())


def _measure_none(texts: Sequence[str]) -> None:
    """Words are not compared where the package ships no model."""
