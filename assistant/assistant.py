"""Questions answered: understand, retrieve, compose or draft, verify."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from assistant.comparison import compose_table
from assistant.compose import compose_content
from assistant.compose_benefits import compose_benefits
from assistant.compose_duties import compose_duties
from assistant.compose_facts import compose_clause, compose_issued, compose_stage, compose_status
from assistant.compose_lists import compose_all, compose_items, quotes_terms
from assistant.compose_selfcheck import compose_selfcheck, continue_selfcheck
from assistant.draft import Drafter, DraftingError
from assistant.inquiry import Composition, Inquiry, Refusal
from assistant.judge import judge
from assistant.kinds import QuestionKind
from assistant.library import Library, read_library
from assistant.model import (
    Answer,
    Draft,
    DroppedDraft,
    Event,
    Evidence,
    NoAnswer,
    NoAnswerReason,
    Notice,
    NoticeKind,
    NoticeReady,
    Question,
    Reply,
    ReplyReady,
    Statement,
    StatementReady,
    TableReady,
)
from assistant.refuse import refuse_early
from assistant.retrieve import DEPTH, retrieve
from assistant.sentences import (
    OwnStretches,
    add_closeness,
    find_own_stretches,
    rank_sentences,
)
from assistant.table import verify_table
from assistant.understand import Understanding, Vocabulary, understand
from assistant.verify import cite, verify_draft
from ingest.model import Span, ValidityState
from vectorstore.embed import WordMatcher, load_word_matcher
from vectorstore.model import (
    Hit,
    Passage,
    ReaderScope,
    UnknownClauseError,
    UnknownDocumentError,
)
from vectorstore.rerank import WeighedReranker
from vectorstore.store import ClauseStore
from vectorstore.thesaurus import Thesaurus, load_thesaurus

ALL_DEPTH = 200  # hits that an answer which lists everything chooses from
MODEL_HITS = 12  # clauses that a model is shown beside those of the composed answer
MODEL_LABEL = "由AI生成，仅供参考"
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


class Assistant:
    """Answers questions over a store, with or without a language model.

    The same question over the same documents gives the same citations. `drafter` None: every
    answer is composed from the clauses' own words. `reranker` None: hits stand as they were found.
    """

    def __init__(
        self,
        store: ClauseStore,
        drafter: Drafter | None = None,
        thesaurus: Thesaurus | None = None,
        reranker: WeighedReranker | None = None,
        matcher: WordMatcher | None = None,
    ) -> None:
        self._store = store
        self._drafter = drafter
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
        library, vocabulary = self._snapshot(self._store.version(), question.scope)
        understanding = understand(question, library, vocabulary, self._thesaurus)
        return Understood(question, understanding, library, vocabulary)

    def find(self, understood: Understood) -> Inquiry:
        """The second step of `stream`: what is found, with all that answering looks at."""
        question, understanding = understood.question, understood.understanding
        library = understood.library
        listing = understanding.ask.kind in (QuestionKind.ALL, QuestionKind.ITEMS)
        depth = ALL_DEPTH if listing else DEPTH
        hits: tuple[Hit, ...] = ()
        if understanding.ask.kind not in (QuestionKind.INSTRUCTION, QuestionKind.OFF_TOPIC):
            hits = self._retrieve(understanding, question.scope, depth)
            hits = tuple(hit for hit in hits if hit.named) or hits
        validities = library.validities(question.as_of)
        candidates = rank_sentences(
            hits,
            understanding.focus,
            understanding.ask,
            validities,
            scoped=understanding.scope.names_document,
            wording=understanding.search_text,
            context=understanding.context_focus,
            own=self._own_stretches(question.scope),
        )
        meant = understanding.search_text
        if question.history:  # 孤儿呢 means little by itself; what an asker says of himself does
            meant = f"{meant} {understanding.context}".strip()
        candidates = add_closeness(
            candidates,
            partial(self._store.compare, meant),
            partial(self._matcher.match_words, meant) if self._matcher else _measure_none,
        )
        return Inquiry(
            understanding,
            hits,
            candidates,
            library,
            validities,
            self._store,
            question.scope,
            question.as_of,
            understood.vocabulary.pairs,
            question.history,
            question.region,
        )

    def _own_stretches(self, scope: ReaderScope) -> OwnStretches:
        """What a passage says itself, around the passages under it; reads each document once."""
        passages = lru_cache(maxsize=None)(partial(self._store.passages, scope=scope))

        def find(passage: Passage) -> tuple[Span, ...]:
            return find_own_stretches(passage, passages(passage.document_id))

        return find

    def reply(self, inquiry: Inquiry) -> Iterator[Event]:
        """The last step of `stream`."""
        readings = tuple(
            Notice(NoticeKind.READING, reading) for reading in inquiry.understanding.readings
        )
        for notice in readings:
            yield NoticeReady(notice)
        plan = self._plan(inquiry)
        if isinstance(plan, Refusal):
            yield ReplyReady(_refuse(plan, inquiry, readings))
            return
        by_code = plan.from_catalog or inquiry.understanding.ask.kind in _BY_CODE
        if self._drafter is None or by_code:
            yield from _show(plan, inquiry, readings)
            return
        yield from self._draft(plan, inquiry, readings)

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
        return self.read(question).understanding

    def _read_snapshot(self, version: int, scope: ReaderScope) -> tuple[Library, Vocabulary]:
        """Cached by the store's version, so that a change of documents is seen at once."""
        _logger.debug("reading the library at version %s", version)
        words = self._store.vocabulary()
        library = read_library(self._store, scope)
        count = sum(document.clause_count for document in library.documents)
        return library, Vocabulary(words, self._store.character_pairs(), max(1, count))

    def _plan(self, inquiry: Inquiry) -> Composition | Refusal:
        """What to say without a model: drafts, or why nothing can be said."""
        listed = continue_selfcheck(inquiry) or compose_duties(inquiry)
        if listed is not None:
            return listed
        refusal = refuse_early(inquiry)
        if refusal is not None:
            return refusal
        kind = inquiry.understanding.ask.kind
        composed: Composition | Refusal | None = None
        if kind is QuestionKind.CLAUSE:
            composed = compose_clause(inquiry)
        elif kind is QuestionKind.STATUS:
            composed = compose_status(inquiry)
        elif kind is QuestionKind.STAGE:
            composed = compose_stage(inquiry)
        elif kind is QuestionKind.ISSUED:
            composed = compose_issued(inquiry)
        elif kind is QuestionKind.ITEMS:
            composed = compose_items(inquiry)
        elif kind is QuestionKind.COMPARE:
            composed = compose_table(inquiry)
        elif kind is QuestionKind.BENEFITS:
            composed = compose_selfcheck(inquiry) or compose_benefits(inquiry)
        if composed is not None:
            return composed
        judgement = judge(inquiry, self._thesaurus)
        if judgement.refusal is not None:
            return judgement.refusal
        if kind is QuestionKind.ALL or (kind is QuestionKind.ITEMS and quotes_terms(inquiry)):
            listed = compose_all(inquiry, judgement.answering)
            if listed is not None:
                return listed
        return compose_content(inquiry, judgement)

    def _draft(
        self,
        plan: Composition,
        inquiry: Inquiry,
        readings: tuple[Notice, ...],
    ) -> Iterator[Event]:
        """The model's verified statements; the composed answer where too little is left."""
        assert self._drafter is not None
        hits = tuple(
            {hit.passage.id: hit for hit in (*plan.hits, *inquiry.hits[:MODEL_HITS])}.values()
        )
        statements: list[Statement] = []
        dropped: list[DroppedDraft] = []
        label = Notice(NoticeKind.MODEL_WRITTEN, MODEL_LABEL)
        evidence = Evidence(_completed(inquiry.understanding), hits, inquiry.as_of)
        failure: str | None = None
        try:
            for checked in _verify(self._drafter.draft(evidence), hits, inquiry):
                if isinstance(checked, DroppedDraft):
                    dropped.append(checked)
                    continue
                if not statements:
                    yield NoticeReady(label)
                statements.append(checked)
                yield StatementReady(checked)
        except DraftingError as error:
            _logger.warning("the model could not be used: %s", error)
            failure = error.message_zh
        if dropped:
            _logger.info("dropped %d of the model's statements", len(dropped))
        if failure is None and statements and len(statements) >= len(dropped):
            notices = (*readings, label, *plan.notices, *_validity_notices(statements))
            passages = {hit.passage.id: hit for hit in hits}
            table = verify_table(plan.table, passages, inquiry.validities, statements)
            if table is not None:
                yield TableReady(table)
            yield ReplyReady(Answer(tuple(statements), notices, True, tuple(dropped), table))
            return
        why = failure or "语言模型的回答没有通过条文核对，以下内容由条款原文直接整理。"
        fallback = Notice(NoticeKind.MODEL_FALLBACK, why)
        yield NoticeReady(fallback)
        yield from _show(plan, inquiry, (*readings, fallback), tuple(dropped))


def _measure_none(texts: Sequence[str]) -> None:
    """Words are not compared where the package ships no model."""


def _completed(understanding: Understanding) -> str:
    if not understanding.context:
        return understanding.text
    return f"{understanding.text}（承接上一个问题：{understanding.context}）"


def _verify(
    drafts: Iterator[Draft], hits: tuple[Hit, ...], inquiry: Inquiry
) -> Iterator[Statement | DroppedDraft]:
    passages = {hit.passage.id: hit for hit in hits}
    for draft in drafts:
        plain = replace(draft, facts=())  # a model knows no facts but the clauses
        yield verify_draft(plain, passages, inquiry.validities)


def _show(
    plan: Composition,
    inquiry: Inquiry,
    notices: tuple[Notice, ...],
    dropped: tuple[DroppedDraft, ...] = (),
) -> Iterator[Event]:
    """The composed answer, verified like any other."""
    passages = {hit.passage.id: hit for hit in plan.hits}
    statements: list[Statement] = []
    lost = list(dropped)
    for draft in plan.drafts:
        checked = verify_draft(draft, passages, inquiry.validities)
        if isinstance(checked, DroppedDraft):
            _logger.warning("a composed statement was dropped: %s", checked.reason)
            lost.append(checked)
            continue
        statements.append(checked)
    if not statements:
        reply: Reply = NoAnswer(
            NoAnswerReason.NOT_COVERED,
            "找到了相近的条文，但没有能够核对无误的回答。",
            notices=notices,
            dropped=tuple(lost),
        )
        yield ReplyReady(reply)
        return
    all_notices = (*notices, *plan.notices, *_validity_notices(statements))
    for notice in all_notices[len(notices) :]:
        yield NoticeReady(notice)
    for statement in statements:
        yield StatementReady(statement)
    table = verify_table(plan.table, passages, inquiry.validities, statements)
    if table is not None:
        yield TableReady(table)
    yield ReplyReady(Answer(tuple(statements), all_notices, False, tuple(lost), table, plan.duties))


def _validity_notices(statements: list[Statement]) -> tuple[Notice, ...]:
    """One notice for each cited document that is not plainly in force."""
    texts: dict[str, None] = {}
    for statement in statements:
        for citation in statement.citations:
            validity = citation.validity
            if validity.note and validity.state is not ValidityState.IN_FORCE:
                texts[f"《{citation.title}》：{validity.note}"] = None
    return tuple(Notice(NoticeKind.VALIDITY, text) for text in texts)


def _refuse(refusal: Refusal, inquiry: Inquiry, notices: tuple[Notice, ...]) -> NoAnswer:
    nearest = tuple(
        cite(hit, span, inquiry.validities[hit.document.id]) for hit, span in refusal.nearest
    )
    return NoAnswer(refusal.reason, refusal.message, nearest, notices)
