"""A question as typed, understood: repaired, completed, scoped and classified."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.library import Library
from assistant.locate import fold_text
from assistant.model import Question, Turn
from assistant.reading.aspects import split_aspects
from assistant.reading.changing import Swap, find_swap, put_into
from assistant.reading.conversation import (
    drop_courtesies,
    take_neighbour,
    take_party,
    take_pointed,
)
from assistant.reading.focus import Focus, read_focus
from assistant.reading.history import (
    NEW_TOPIC_WEIGHT,
    STANDING_WEIGHT,
    TELLING_WEIGHT,
    FollowUp,
    asks_where,
)
from assistant.reading.kinds import (
    OF_DOCUMENT,
    Ask,
    Asked,
    QuestionKind,
    asks_for_words,
    asks_to_compare,
    read_ask,
    split_questions,
)
from assistant.reading.leaning import (
    Leaning,
    Listener,
    ReadFocus,
    without_names,
    without_references,
)
from assistant.reading.mentions import MentionKind
from assistant.reading.pinyin import repair_pinyin
from assistant.reading.reference_words import STAGE, Run, find_run, say_references
from assistant.reading.roles import ask_for_holder
from assistant.reading.scope import Scope
from assistant.reading.spelling import (
    find_doubtful,
    repair_characters,
    repair_dialect,
    repair_names,
    repair_places,
    repair_words,
    simplify,
)
from assistant.reading.surroundings import split_orders, split_situation
from assistant.reading.telling import tell_completed, tell_kept
from assistant.reading.versions import drop_versions, find_pairs
from ingest.references import FoundReference, find_references
from vectorstore.thesaurus import Thesaurus
from vectorstore.words import count_word, cut, is_common_word

TITLE_FACTOR = 0.2  # of its weight that a word keeps which only repeats a document's title
CONTEXT_WEIGHT = 0.5  # of the earlier question's words, against 1 for the question's own


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the index knows: in how many passages each word and each character pair stands."""

    words: Mapping[str, int]
    pairs: Mapping[str, int]
    passage_count: int


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions that a text asks."""

    text: str
    focus: Focus
    ask: Ask


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question asks, of which documents, in which words."""

    text: str  # as read: repaired, but not completed
    search_text: str  # what is searched: completed, without the words that name documents
    context: str  # words of an earlier question that help to find, with little weight
    ask: Ask
    scope: Scope
    focus: Focus
    context_focus: Focus | None  # the terms of `context`, where the question names no own thing
    references: tuple[FoundReference, ...]
    parties: tuple[str, ...]  # departments and persons with duties that the question names
    readings: tuple[str, ...]  # what was read differently from what was typed, in Chinese
    own_words: tuple[str, ...]  # the terms of the question as typed, before it was completed
    parts: tuple[Part, ...] = ()  # the questions of a text that asks several
    follows_up: bool = False  # whether it was completed from the conversation
    proposed: tuple[str, ...] = ()  # words that a language model proposed to search with
    shown: str = ""  # folded; earlier answers of which nothing is wanted again (还有呢)
    run: Run | None = None  # neighbouring clauses that the question names (前三条)
    leans_on: str = ""  # folded; the last answer, where more is asked of what it showed
    is_empty: bool = False  # whether a follow-up names nothing that it asks of
    swap: Swap | None = None  # the word that a follow-up puts in the place of another
    is_bare: bool = False  # whether a follow-up only names another thing to ask the same of
    alone: "Understanding | None" = None  # as it reads without the conversation, where that is open

    @property
    def asking(self) -> str:
        """The question as it would be asked alone, where it was put into the one before."""
        put = self.follows_up and not self.context
        return self.search_text if put else self.text


def understand(
    question: Question, library: Library, vocabulary: Vocabulary, thesaurus: Thesaurus
) -> Understanding:
    """The question understood, against what is held."""

    def read(words: str) -> Focus:
        return read_focus(words, vocabulary.words, vocabulary.passage_count, thesaurus)

    asked = question
    listener = Listener(library, vocabulary.words, read)
    question, text, readings = _read_in_turn(question, listener, library, vocabulary)
    run = find_run(text)
    leaning = listener.lean(question, text)
    follow_up, scope = leaning.follow_up, leaning.scope
    said = ask_for_holder(without_names(follow_up.text, leaning.own_scope))
    body, context = split_situation(said)
    if follow_up.previous is not None:
        body, context = listener.complete_words(leaning, body, context)
        if not read(body).terms:
            body, context = context, ""
    body = _leave_out_versions(body, read) if _count_versions(text, scope, library) else body
    references = _complete_references(text, follow_up)
    ask = _turn_to_clauses(
        _read_ask(text, follow_up, scope, library, leaning.own_focus.things.total),
        text,
        references,
        run=run,
        alone=_lighten(leaning.own_focus.things, scope, library).total < STANDING_WEIGHT,
    )
    # when a document was issued is asked of the one that the question names, of no place's all
    kept = leaning.kept if ask.kind not in OF_DOCUMENT else None
    scope, alone = kept or scope, None
    if kept is not None or leaning.may_stand:
        alone = understand(replace(asked, history=()), library, vocabulary, thesaurus)
    readings = (*readings, *_tell_unheld(scope, ask))
    if follow_up.wants_more:
        ask = replace(ask, asked=frozenset(), unit=None)
    readings = (*readings, *_tell(follow_up, kept, scope, library, (body, context)))
    return Understanding(
        text=text,
        search_text=body,
        context=context,
        ask=ask,
        scope=scope,
        focus=_lighten(read(without_references(body)), scope, library),
        context_focus=read(context) if context and not leaning.names_thing else None,
        references=references,
        parties=find_parties(text, library),
        readings=readings,
        parts=_read_parts(body, read, compares=ask.kind is QuestionKind.COMPARE),
        own_words=tuple(term.words for term in leaning.own_focus.terms),
        follows_up=follow_up.previous is not None,
        shown=_fold_shown(question) if follow_up.wants_more else "",
        run=run,
        leans_on=_find_leaned(leaning, question.history),
        is_empty=leaning.is_empty,
        swap=find_swap(follow_up.text, simplify(follow_up.latest)),
        is_bare=follow_up.is_bare and bool(context),
        alone=alone,
    )


def _leave_out_versions(body: str, read: ReadFocus) -> str:
    """The body without the words that only tell two texts apart, if it says anything else."""
    plain = drop_versions(body)
    return plain if read(plain).terms else body


def _tell_unheld(scope: Scope, ask: Ask) -> tuple[str, ...]:
    unheld = scope.unknown_document or ""
    if unheld.startswith("《") and ask.kind not in OF_DOCUMENT:
        return (f"没有收录{unheld}，以下出自其他文件",)
    return ()


def _tell(
    follow_up: FollowUp, kept: Scope | None, scope: Scope, library: Library, read: tuple[str, str]
) -> tuple[str, ...]:
    """What the question took from its conversation, in Chinese; () where it stands alone."""
    if follow_up.previous is not None:
        return (tell_completed(scope, library, *read),)
    return (tell_kept(scope, library),) if kept is not None else ()


def _read_in_turn(
    question: Question, listener: Listener, library: Library, vocabulary: Vocabulary
) -> tuple[Question, str, tuple[str, ...]]:
    """The question with what takes the place of its conversation, its words, how it was read."""
    question, counted = take_neighbour(take_pointed(drop_courtesies(question)))
    question, named = take_party(question)
    text, repaired = _read_words(question.text.strip(), library, vocabulary)
    readings = (*counted, *named, *repaired)
    compared = listener.compare(text, question.history)
    if compared is None:
        return question, text, readings
    return replace(question, history=()), compared, (*readings, f"已结合上文理解：{compared}")


def _read_words(
    typed: str, library: Library, vocabulary: Vocabulary
) -> tuple[str, tuple[str, ...]]:
    """The question without orders, repaired, its references as documents write them."""
    asked, orders = split_orders(typed)
    text, readings = _repair(asked, library, vocabulary)
    if orders:
        readings = (*readings, "问题中夹带的指令不予执行，只回答政策问题")
    return say_references(text), readings


def _turn_to_clauses(
    ask: Ask, text: str, references: tuple[FoundReference, ...], *, run: Run | None, alone: bool
) -> Ask:
    """What is asked, where clauses are named by number: their words, or how they differ.

    `alone`: the question says nothing else that weighs.
    """
    of_stages = run is not None and run.unit == STAGE
    if of_stages or (run is not None and (alone or asks_for_words(text))):
        ask = replace(ask, kind=_AS_CLAUSE.get(ask.kind, ask.kind))
    numbered = [found for found in references if not PART_ONLY.fullmatch(found.text)]
    ends = bool(numbered) and text.rstrip("？?。！! 呢吧啊").endswith(numbered[-1].text)
    if (alone or ends) and numbered and ask.kind is QuestionKind.CONTENT and not ask.asked:
        ask = replace(ask, kind=QuestionKind.CLAUSE)
    if ask.kind in _WITH_REFERENCES and len(references) > 1 and asks_to_compare(text):
        ask = replace(ask, kind=QuestionKind.COMPARE)
    return ask


def _read_parts(body: str, read: ReadFocus, *, compares: bool) -> tuple[Part, ...]:
    """Each of several questions by itself; () where the text asks one.

    Of things that are compared each aspect is one (年度经费和主持人津贴).
    """
    asked = split_aspects(body) if compares else split_questions(body)
    parts = [
        Part(
            part,
            read(without_references(part)),
            read_ask(part, has_reference=False, names_party=False, group_count=0),
        )
        for part in asked
    ]
    if compares:
        parts = [part for part in parts if part.focus.total >= TELLING_WEIGHT]
    return tuple(parts) if len(parts) > 1 else ()


def _fold_shown(question: Question) -> str:
    return fold_text("\n".join(turn.assistant for turn in question.history))


def _find_leaned(leaning: Leaning, history: tuple[Turn, ...]) -> str:
    """The last answer, where a follow-up stays with the documents that it was made of."""
    if leaning.follow_up.previous is None or leaning.own_scope.document_ids is not None:
        return ""
    return fold_text(history[-1].assistant)


def _repair(text: str, library: Library, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]]:
    common = repair_dialect(simplify(text))
    doubtful = find_doubtful(common.text, is_common_word, cut)
    named = repair_names(common.text, library.names, doubtful)
    placed = repair_places(named.text, library.regions)
    typed = repair_pinyin(placed.text, vocabulary.words)
    worded = repair_words(typed.text, vocabulary.words, count_word, cut)
    repaired = repair_characters(worded.text, vocabulary.words, vocabulary.pairs, count_word, cut)
    steps = (common, named, placed, typed, worded, repaired)
    if not any(step.changes for step in steps):
        return repaired.text, ()
    return repaired.text, (f"已按“{repaired.text}”理解",)


PART_ONLY = re.compile(r"(?:附件|篇)\s*[一二三四五六七八九十\d]+|第[一二三四五六七八九十]+篇")

# Kinds that a question for a run of clauses comes to where its words say nothing else.
_AS_CLAUSE = dict.fromkeys(
    (QuestionKind.CONTENT, QuestionKind.ITEMS, QuestionKind.ALL), QuestionKind.CLAUSE
)
_WITH_REFERENCES = frozenset({*_AS_CLAUSE, QuestionKind.CLAUSE, QuestionKind.BENEFITS})


def _lighten(focus: Focus, scope: Scope, library: Library) -> Focus:
    """Terms of the titles of the documents asked about weigh little: they are named already."""
    if scope.document_ids is None:
        return focus
    titles = [fold_text(library.by_id[i].title) for i in scope.document_ids]
    loose = "\n".join(m.words for m in scope.mentions if m.kind is MentionKind.LOOSE_TITLE)
    return Focus(
        tuple(
            replace(term, weight=TITLE_FACTOR * term.weight)
            if term.words in loose or all(fold_text(term.words) in title for title in titles)
            else term
            for term in focus.terms
        )
    )


def _read_ask(
    text: str, follow_up: FollowUp, scope: Scope, library: Library, own_weight: float
) -> Ask:
    """The question's own ask, completed by the one it follows up where it asks nothing new."""
    groups = max(len(scope.groups), _count_versions(text, scope, library))
    references = find_references(text)
    numbered = any(not PART_ONLY.fullmatch(found.text) for found in references)
    own = read_ask(
        text,
        has_reference=numbered or (bool(references) and own_weight < TELLING_WEIGHT),
        names_party=bool(find_parties(text, library)),
        group_count=groups,
    )
    asks_anew = (own.asked and not follow_up.is_bare) or (
        own.roles
        or own.kind
        not in (
            QuestionKind.CONTENT,
            QuestionKind.COMPARE,
        )
    )
    if asks_where(text):
        asks_anew = False
    stands = (follow_up.asks and not asks_where(text)) or own_weight >= NEW_TOPIC_WEIGHT
    if follow_up.previous is None or asks_anew or stands:
        return own
    previous = read_ask(
        simplify(follow_up.latest),
        has_reference=False,
        names_party=False,
        group_count=groups,
    )
    if previous.kind in (QuestionKind.CLAUSE, QuestionKind.INSTRUCTION, QuestionKind.OFF_TOPIC):
        return own
    if previous.kind in OF_DOCUMENT and own_weight >= TELLING_WEIGHT:
        return own  # 由谁解释 was asked of a document, 那教学质量奖呢 is of a thing
    put = put_into(follow_up.text, simplify(follow_up.latest)) is not None
    if _NAMES_MONEY.search(text) and not put:
        return replace(previous, asked=frozenset({Asked.MONEY}), unit=None)
    return previous


def _count_versions(text: str, scope: Scope, library: Library) -> int:
    """Two where the question lays an older text beside the newer one, and both are held."""
    ids = scope.document_ids
    documents = library.documents if ids is None else [library.by_id[i] for i in ids]
    return 2 if find_pairs(text, documents, library) else 0


# A follow-up that names a payment asks for a sum, whatever was asked before (多少课时？津贴呢).
_NAMES_MONEY = re.compile(r"(?:经费|补[贴助]|津贴|奖金|工资|安家费)(?:呢|的呢)?[？?]?$")


def _complete_references(text: str, follow_up: FollowUp) -> tuple[FoundReference, ...]:
    """第三项呢 after a question on 附件1二（二）: the last step changes, those above stay."""
    own = find_references(text)
    if not own or follow_up.previous is None or len(own[0].ref.steps) > 1:
        return own
    earlier = find_references(simplify(follow_up.previous))
    if not earlier or len(earlier[-1].ref.steps) < 2:
        return own
    above = earlier[-1].ref
    steps = (*above.steps[:-1], *own[0].ref.steps)
    completed = replace(own[0], ref=replace(above, steps=steps))
    return (completed, *own[1:])


def find_parties(text: str, library: Library) -> tuple[str, ...]:
    """Departments and persons with duties that a text names, the longest at each place."""
    found: list[str] = []
    rest = text
    for name in library.parties:
        if len(name) >= 2 and name in rest:
            found.append(name)
            rest = rest.replace(name, "\n")
    return tuple(found)
