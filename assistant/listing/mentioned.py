"""Every document and clause that says something; every clause that refers to another."""

import re
from dataclasses import replace

from assistant.choosing.holding import find_mask, holds_type
from assistant.compose import whole_sentence
from assistant.inquiry import Composition, Inquiry, Refusal
from assistant.listing.entry_filters import is_general
from assistant.listing.set_rows import (
    Scanned,
    SetRow,
    compose_rows,
    count_by_document,
    fold_once,
    own_sentences,
    scan,
    share_of_terms,
)
from assistant.locate import fold_text
from assistant.model import NoAnswerReason
from assistant.reading.focus import Term, match_term
from assistant.reading.mentions import MentionKind
from assistant.reading.set_request import SetAsked, drop_asides
from ingest.model import ClauseKind, DocumentId, Span
from vectorstore.model import Passage
from vectorstore.words import cut

SAID = 0.8  # share of what is asked that a sentence must hold to say it
MAX_WHOLE = 200  # characters up to which a clause is one place
MAX_NAME = 12  # characters up to which what is mentioned is told as it was said
SHORT = 2  # characters of a word that may stand across two others
HELD = 0.8  # of a term from which a sentence holds it
TELLING = 0.6  # of the heaviest term's weight from which a term tells what is meant
NEAR = 0.45  # to say something like it
# Said of anything: 班额的上限 is about 班额.
_OF_ANYTHING = re.compile(
    r"[上下]限|经费|费用|标准|比例|要求|规定|时间|期限|数额|金额|内容|情况|最[高低多少]"
)
_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{2,24})[”」』\"]")


def compose_mentions(inquiry: Inquiry, asked: SetAsked) -> Composition | Refusal | None:
    """The sentences that say it, one group for each document; what is only alike apart."""
    inquiry = _ask_everywhere(inquiry)
    looked = scan(inquiry)
    quoted = [fold_text(words) for words in _QUOTED.findall(asked.words)]
    terms = _terms(inquiry, asked.words)
    if not quoted and not terms:
        return None
    parts = _divide(asked.words, terms)
    said: list[SetRow] = []
    alike: list[SetRow] = []
    for _, passage in looked.passages:
        if passage.kind is ClauseKind.ANNEX_LIST_ITEM:
            continue
        for span in _speaking(passage):
            share = _share(passage.own_text[span.start : span.end], quoted, parts)
            if share >= NEAR:
                told = whole_sentence(passage.own_text, span) if quoted else span
                row = SetRow(inquiry.hit(passage), told)
                (said if share >= SAID else alike).append(row)
    said, alike = list(dict.fromkeys(said)), list(dict.fromkeys(alike))
    said = _of_type(said, inquiry) or said
    alike = _of_type(alike, inquiry) or alike
    if not said and quoted:
        return None
    rows = said or alike
    if not said and _is_sentence(asked.words):
        return None  # what only resembles a whole question is told by the closest clauses
    if not rows:
        unheld = not any(t.is_held for t in _telling(terms))
        return _refuse(inquiry, asked.words) if looked.is_whole and unheld else None
    words = quoted or [fold_text(t.words) for t in _own(terms)]
    literal = [row for row in said if _says_all(words, row, joined=len(parts) > 1)]
    text = _count(_name(asked.words, quoted, terms, inquiry), rows, literal) + _say_whole(looked)
    if len({row.hit.document.id for row in rows}) > 1:
        text += f"其中{count_by_document(rows)}。"
    return compose_rows(inquiry, rows, text)


def _ask_everywhere(inquiry: Inquiry) -> Inquiry:
    """The inquiry with every part of a compilation that is named among other places.

    One that is named only to say how to tell it (汇编要说清哪一篇) narrows nothing.
    """
    scope = inquiry.understanding.scope
    compiled = [m for m in scope.mentions if m.kind is MentionKind.COMPILATION]
    if not compiled or scope.document_ids is None:
        return inquiry
    wanted = drop_asides(inquiry.understanding.text)
    ids = {i for mention in compiled for i in mention.document_ids}
    named: frozenset[DocumentId] | None = scope.document_ids | ids
    if len(compiled) == len(scope.mentions) and not any(m.words in wanted for m in compiled):
        named = None
    scope = replace(scope, document_ids=named)
    return replace(inquiry, understanding=replace(inquiry.understanding, scope=scope))


def _is_sentence(words: str) -> bool:
    """Whether what is mentioned is told by a whole question, lay words and all."""
    return len(words.strip()) > MAX_NAME


def _name(words: str, quoted: list[str], terms: list[Term], inquiry: Inquiry) -> str:
    """What is mentioned, as the question says it; its terms where that is a whole sentence."""
    for mention in inquiry.understanding.scope.mentions:  # 沅岭办法里的服务期
        words = words.replace(mention.words, "")
    name = words.strip('的里中内 “”"「」')
    if quoted or not _is_sentence(name):
        return name
    return "、".join(t.words for t in terms)


def _of_type(rows: list[SetRow], inquiry: Inquiry) -> list[SetRow]:
    """The rows that hold the kind of figure that is asked for (各县的班主任津贴是多少)."""
    ask = inquiry.understanding.ask
    if not ask.asked:
        return rows
    return [row for row in rows if holds_type(row.text, ask) or find_mask(row.text, ask)]


def _refuse(inquiry: Inquiry, words: str) -> Refusal:
    """That no clause of the documents asked about says it, with what comes nearest in meaning."""
    count = sum(d.parent_id is None for d in inquiry.documents())
    name = words.strip('的 “”"「」')
    nearest = tuple((c.hit, c.span) for c in inquiry.candidates[:2])
    said = f"查了 {count} 份文件的全部条款，没有一处写有“{name}”或它的同义说法。"
    return Refusal(NoAnswerReason.NOT_COVERED, said, nearest)


def _own(terms: list[Term]) -> list[Term]:
    """The terms without those said of anything: what words must hold to be told as said."""
    return [t for t in terms if not _OF_ANYTHING.fullmatch(t.words)] or _telling(terms)


def _says_all(words: list[str], row: SetRow, *, joined: bool) -> bool:
    """Whether a row says the words themselves, not what is said for them elsewhere."""
    folded = fold_text(row.text)
    return (any if joined else all)(word in folded for word in words)


def _count(name: str, rows: list[SetRow], literal: list[SetRow]) -> str:
    """How many rows say it, and how many of them in other words."""
    documents = len({row.hit.document.id for row in rows})
    counted = f"{documents} 份文件、{len(rows)} 处"
    if not literal:
        return f"没有文件写有“{name}”原话；用同义或相近说法的共 {counted}，请核对是否就是所问的"
    others = len(rows) - len(literal)
    beside = f"（其中 {others} 处用的是同义说法，请核对）" if others else ""
    return f"写有“{name}”的共 {counted}{beside}"


def _speaking(passage: Passage) -> tuple[Span, ...]:
    """The sentences of a passage; one that is short, whole, so that its heading says what of."""
    own = passage.own_text.rstrip()
    if len(own) <= MAX_WHOLE:
        return (Span(0, len(own)),) if own else ()
    return own_sentences(passage)


def _say_whole(looked: Scanned) -> str:
    if looked.is_whole:
        return "，已全部列出。"
    return f"；只查了最接近的 {len(looked.passages)} 条，可能还有。"


def _terms(inquiry: Inquiry, words: str) -> list[Term]:
    """The question's terms that stand in what is said to be mentioned."""
    terms = [t for t in inquiry.understanding.focus.terms if t.words in words]
    told = [t for t in terms if not is_general(t)] or terms
    if not _is_sentence(words):
        return told
    return [t for t in told if t.is_held or t.alternatives] or told  # a sentence has lay words


def _divide(words: str, terms: list[Term]) -> list[list[Term]]:
    """The terms of each of several things that are joined (甲和乙的规定); one of them is enough."""
    pieces = re.split(r"[和及、或与]者?", words)
    telling = _telling(terms) if terms else []
    parts = [[t for t in telling if t.words in piece] for piece in pieces]
    return [part for part in parts if part] or [terms]


def _share(text: str, quoted: list[str], parts: list[list[Term]]) -> float:
    """How far a sentence says it: a quote whole, or the terms that tell most of one part."""
    folded = fold_once(text)
    if quoted:
        return 1.0 if all(words in folded for words in quoted) else 0.0
    return max(_share_of_part(text, folded, terms) for terms in parts)


def _share_of_part(text: str, folded: str, terms: list[Term]) -> float:
    standing = [t for t in terms if not _is_across(t.words, text)]
    if all(t in standing and match_term(t, folded) >= HELD for t in _telling(terms)):
        return 1.0
    return share_of_terms(standing, text) if len(standing) == len(terms) else 0.0


def _telling(terms: list[Term]) -> list[Term]:
    """The terms that tell what is meant, without those that weigh little beside them."""
    named = [t for t in terms if not _OF_ANYTHING.fullmatch(t.words)] or terms
    heaviest = max(term.weight for term in named)
    return [t for t in named if t.weight >= TELLING * heaviest]


def _is_across(words: str, text: str) -> bool:
    """Whether two characters stand in a text only across two words (校服 in 学校服务)."""
    if len(words) != SHORT or words not in text:
        return False
    starts, position = set(), 0
    for token in cut(text):
        position = max(text.find(token, position), position)
        starts.add(position)
        position += len(token)
    return not any(found.start() in starts for found in re.finditer(re.escape(words), text))


_REFERENCE = re.compile(
    r"第[一二三四五六七八九十百零\d]+条|前款|前条|附件\s*[一二三四五六七八九十\d]"
)
_OWN_NUMBER = re.compile(r"^\s*第[一二三四五六七八九十百零\d]+[条章节款]")
_OTHER_TITLE = re.compile(r"《[^《》]+》\s*(?:第[一二三四五六七八九十百零\d]+[条款项])*")


def compose_citing(inquiry: Inquiry, asked: SetAsked) -> Composition | None:
    """The sentences of the documents asked about that refer to another clause of theirs."""
    del asked
    if inquiry.understanding.scope.document_ids is None:
        return None
    looked = scan(inquiry)
    rows = [
        SetRow(inquiry.hit(passage), span)
        for _, passage in looked.passages
        if isinstance(passage.kind, ClauseKind) and passage.kind is not ClauseKind.ANNEX_LIST_ITEM
        for span in own_sentences(passage)
        if _refers(passage, span)
    ]
    if not rows:
        return None
    clauses = len({row.hit.passage.id for row in rows})
    text = f"引用其他条款的共 {clauses} 条、{len(rows)} 处{_say_whole(looked)}"
    return compose_rows(inquiry, rows, text)


def _refers(passage: Passage, span: Span) -> bool:
    sentence = passage.own_text[span.start : span.end]
    words = _OTHER_TITLE.sub("", _OWN_NUMBER.sub("", sentence))
    return _REFERENCE.search(words) is not None
