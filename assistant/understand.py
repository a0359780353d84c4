"""A question as typed, understood: repaired, completed, scoped and classified."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.focus import Focus, read_focus
from assistant.history import FollowUp, find_pointed, put_into, read_follow_up
from assistant.kinds import OF_DOCUMENT, Ask, Asked, QuestionKind, read_ask, split_questions
from assistant.library import Library
from assistant.locate import fold_text
from assistant.mentions import MentionKind
from assistant.model import Question, Turn
from assistant.scope import Scope, find_scope
from assistant.spelling import (
    find_doubtful,
    repair_characters,
    repair_names,
    repair_pinyin,
    simplify,
)
from ingest.references import FoundReference, find_references
from vectorstore.thesaurus import Thesaurus
from vectorstore.words import count_word, cut, is_common_word

TITLE_FACTOR = 0.2  # of its weight that a word keeps which only repeats a document's title
NEW_TOPIC_WEIGHT = 9.0  # from which even 那…吗 asks its own question
STANDING_WEIGHT = 6.0  # weight of terms from which a short question has a topic of its own
TELLING_WEIGHT = 3.0  # of a term that two questions on one thing share
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
    context_focus: Focus | None  # the terms of `context`
    references: tuple[FoundReference, ...]
    parties: tuple[str, ...]  # departments and persons with duties that the question names
    readings: tuple[str, ...]  # what was read differently from what was typed, in Chinese
    own_words: tuple[str, ...]  # the terms of the question as typed, before it was completed
    parts: tuple[Part, ...] = ()  # the questions of a text that asks several
    follows_up: bool = False  # whether it was completed from the conversation
    proposed: tuple[str, ...] = ()  # words that a language model proposed to search with
    shown: str = ""  # folded; earlier answers of which nothing is wanted again (还有呢)


def understand(
    question: Question, library: Library, vocabulary: Vocabulary, thesaurus: Thesaurus
) -> Understanding:
    """The question understood, against what is held."""
    question = _take_pointed(question)
    asked, orders = _split_orders(question.text.strip())
    text, readings = _repair(asked, library, vocabulary)
    if orders:
        readings = (*readings, "问题中夹带的指令不予执行，只回答政策问题")
    own_scope = find_scope(text, library, vocabulary.words)
    follow_up = read_follow_up(
        text,
        question.history,
        names_scope=own_scope.document_ids is not None or own_scope.unknown_region is not None,
    )
    own_body = _without_references(_without_names(follow_up.text, own_scope))
    own_focus = _read_focus(own_body, vocabulary, thesaurus)
    own_weight = own_focus.total
    if (
        not follow_up.is_linked
        and own_weight >= STANDING_WEIGHT
        and not _goes_on(own_focus, follow_up, vocabulary, thesaurus)
    ):
        follow_up = FollowUp(text, None, False)  # short, but with a topic of its own
    scope = _complete_scope(own_scope, follow_up, question, library, vocabulary)
    body, context = _split_situation(_without_names(follow_up.text, own_scope))
    if follow_up.previous is not None:
        body, context = _complete_words(follow_up, body, context, library, vocabulary)
        if not _read_focus(body, vocabulary, thesaurus).terms:
            body, context = context, ""
    ask = _read_ask(text, follow_up, scope, library, own_weight)
    unheld = scope.unknown_document or ""
    if unheld.startswith("《") and ask.kind not in OF_DOCUMENT:
        readings = (*readings, f"没有收录{unheld}，以下出自其他文件")
    if follow_up.wants_more:
        ask = replace(ask, asked=frozenset(), unit=None)
    if follow_up.previous is not None:
        named = [] if own_scope.document_ids is not None else _names_of(scope, library)
        about = "、".join(named) if named else "上一个问题"
        readings = (*readings, f"已结合{about}理解：{_completed(body, context)}")
    return Understanding(
        text=text,
        search_text=body,
        context=context,
        ask=ask,
        scope=scope,
        focus=_lighten(
            _read_focus(_without_references(body), vocabulary, thesaurus), scope, library
        ),
        context_focus=_read_focus(context, vocabulary, thesaurus) if context else None,
        references=_complete_references(text, follow_up),
        parties=find_parties(text, library),
        readings=readings,
        parts=_read_parts(body, vocabulary, thesaurus),
        own_words=tuple(term.words for term in own_focus.terms),
        follows_up=follow_up.previous is not None,
        shown=fold_text("\n".join(turn.assistant for turn in question.history))
        if follow_up.wants_more
        else "",
    )


def _read_parts(body: str, vocabulary: Vocabulary, thesaurus: Thesaurus) -> tuple[Part, ...]:
    """Each of several questions by itself; () where the text asks one."""
    asked = split_questions(body)
    if len(asked) < 2:
        return ()
    return tuple(
        Part(
            part,
            _read_focus(_without_references(part), vocabulary, thesaurus),
            read_ask(part, has_reference=False, names_party=False, group_count=0),
        )
        for part in asked
    )


def _take_pointed(question: Question) -> Question:
    """The question on a statement of the answer that it points at (上面第二条), if it does.

    That statement takes the place of the conversation.
    """
    pointed = find_pointed(question.text, question.history)
    if pointed is None:
        return question
    line, rest = pointed
    return replace(question, text=rest or "内容", history=(Turn(line, line),))


def _complete_words(
    follow_up: FollowUp, body: str, context: str, library: Library, vocabulary: Vocabulary
) -> tuple[str, str]:
    """What a follow-up asks for, and the words of the earlier question that help to find it.

    There are none where it could be put into that question itself.
    """
    previous = simplify(follow_up.previous or "")
    before = _without_names(previous, find_scope(previous, library, vocabulary.words))
    completed = put_into(follow_up.text, previous)
    if completed is not None:
        names = find_scope(completed, library, vocabulary.words)
        return _without_names(completed, names), ""
    completed = put_into(body, before)
    if completed is not None:
        return completed, ""
    return body, f"{before} {context}".strip()


def _goes_on(own: Focus, follow_up: FollowUp, vocabulary: Vocabulary, thesaurus: Thesaurus) -> bool:
    """Whether a short question repeats a telling word of the one before (材料不齐怎么办)."""
    if follow_up.previous is None:
        return False
    before = _read_focus(simplify(follow_up.previous), vocabulary, thesaurus)
    earlier = {term.words for term in before.terms}
    return any(term.words in earlier and term.weight >= TELLING_WEIGHT for term in own.terms)


def _repair(text: str, library: Library, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]]:
    simplified = simplify(text)
    doubtful = find_doubtful(simplified, is_common_word, cut)
    named = repair_names(simplified, library.names, doubtful)
    typed = repair_pinyin(named.text, vocabulary.words)
    repaired = repair_characters(typed.text, vocabulary.words, vocabulary.pairs, count_word, cut)
    read = _name_number(repaired.text)
    if not any((named.changes, typed.changes, repaired.changes, read != repaired.text)):
        return read, ()
    return read, (f"已按“{read}”理解",)


_NUMERAL = r"([一二三四五六七八九十百]{1,4}|\d{1,3})"
_MARKED = re.compile(
    rf"(?:标着|标了|标的是|编号(?:是|为)?|序号(?:是|为)?)\s*[“\"]?{_NUMERAL}[”\"]?\s*号?的?(?:那一?)?([条项款])"
)
_BARE = re.compile(rf"^((?:篇|附件)\s*[一二三四五六七八九十\d]+)\s+{_NUMERAL}$")


def _name_number(text: str) -> str:
    """The text with a clause named by its number as texts name it.

    >>> _name_number("方案里标着15的那条说什么"), _name_number("篇三 十七")
    ('方案里第15条说什么', '篇三第十七条')
    """
    return _BARE.sub(r"\1第\2条", _MARKED.sub(r"第\1\2", text))


def _complete_scope(
    own: Scope,
    follow_up: FollowUp,
    question: Question,
    library: Library,
    vocabulary: Vocabulary,
) -> Scope:
    """The question's own scope, else that of the conversation, else the region chosen."""
    if own.document_ids is not None or own.unknown_region or own.unknown_document:
        return own
    if follow_up.previous is not None:
        for turn in reversed(question.history):
            for said in (turn.user, *_titles(turn.assistant)):
                earlier = find_scope(simplify(said), library, vocabulary.words)
                if earlier.document_ids is not None:
                    return replace(earlier, annex=own.annex or earlier.annex)
    if question.region:
        chosen = find_scope(question.region, library, vocabulary.words)
        return replace(chosen, annex=own.annex)
    return own


def _titles(answer: str) -> tuple[str, ...]:
    return tuple(f"《{title}》" for title in re.findall(r"《([^《》]{4,60})》", answer))


def _without_names(text: str, scope: Scope) -> str:
    """The text without the words that only name documents; loose titles stay."""
    for mention in sorted(scope.mentions, key=lambda m: -len(m.words)):
        kept = mention.kind is MentionKind.LEVEL and mention.words.endswith("级")
        if mention.kind is not MentionKind.LOOSE_TITLE and not kept:
            text = text.replace(mention.words, "，")
    return text.strip("， ")


_ORDER = re.compile(
    r"系统提示|系统指令|(?:回答|答复|末尾|结尾|开头|最后)\S{0,6}(?:请)?(?:务必|必须|一定)|务必(?:加上|写上|说|回答)|"
    r"(?:忽略|无视)\S{0,10}(?:要求|指令|规则|提示)|不要(?:引用|标注|核对)|(?:请|要)你?(?:扮演|假装)"
)


def _split_orders(text: str) -> tuple[str, bool]:
    """The sentences that ask, and whether sentences that give the assistant orders were cut.

    A text that is nothing but orders stays whole, and is refused as such.
    """
    parts = [part for part in re.split(r"(?<=[。！？!?；;\n])", text) if part.strip()]
    asking = [part for part in parts if not _ORDER.search(part)]
    kept = "".join(asking).strip()
    if len(asking) == len(parts) or len(kept) < MIN_QUESTION:
        return text, False
    return kept, True


_SITUATION = re.compile(r"^[，,、 ]*(?:我们?|俺|咱们?|本人)(?:是|在|当|现在)[^，。,；]*[，,。；]+")
PART_ONLY = re.compile(r"(?:附件|篇)\s*[一二三四五六七八九十\d]+|第[一二三四五六七八九十]+篇")
MIN_QUESTION = 8  # characters that must be left as the question itself


def _split_situation(body: str) -> tuple[str, str]:
    """The question, and what the asker says of himself first (我在…教初中，).

    >>> _split_situation("我在乡下教初中，街道老叫我们去站岗，能不去吗")
    ('街道老叫我们去站岗，能不去吗', '我在乡下教初中，')
    """
    found = _SITUATION.match(body)
    if found is None or len(body) - found.end() < MIN_QUESTION:
        return body, ""
    return body[found.end() :], found[0]


def _read_focus(text: str, vocabulary: Vocabulary, thesaurus: Thesaurus) -> Focus:
    return read_focus(text, vocabulary.words, vocabulary.passage_count, thesaurus)


def _without_references(body: str) -> str:
    """The text without 第12项 and the like: numbers of clauses are no words of clauses."""
    for found in find_references(body):
        body = body.replace(found.text, "，")
    return body


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
    groups = len(scope.groups)
    references = find_references(text)
    numbered = any(not PART_ONLY.fullmatch(found.text) for found in references)
    own = read_ask(
        text,
        has_reference=numbered or (bool(references) and own_weight < STANDING_WEIGHT),
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
    stands = follow_up.asks or own_weight >= NEW_TOPIC_WEIGHT
    if follow_up.previous is None or asks_anew or stands:
        return own
    previous = read_ask(
        simplify(follow_up.previous),
        has_reference=False,
        names_party=False,
        group_count=groups,
    )
    if previous.kind in (QuestionKind.CLAUSE, QuestionKind.INSTRUCTION, QuestionKind.OFF_TOPIC):
        return own
    if _NAMES_MONEY.search(text):
        return replace(previous, asked=frozenset({Asked.MONEY}), unit=None)
    return previous


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


def _names_of(scope: Scope, library: Library) -> list[str]:
    if scope.document_ids is None:
        return []
    tops = [
        d
        for d in library.documents
        if d.id in scope.document_ids and d.parent_id not in scope.document_ids
    ]
    return [f"《{d.title}》" for d in tops[:2]]


def _completed(body: str, context: str) -> str:
    return f"{body}（承接：{context}）" if context else body


def find_parties(text: str, library: Library) -> tuple[str, ...]:
    """Departments and persons with duties that a text names, the longest at each place."""
    found: list[str] = []
    rest = text
    for name in library.parties:
        if len(name) >= 2 and name in rest:
            found.append(name)
            rest = rest.replace(name, "\n")
    return tuple(found)
