"""Where else the same is said: every document that holds the words of the closest sentence.

Documents copy from one another. Whoever asks in which of them something is said, in his own words,
is shown the closest sentence and those of others that say nearly the same.
"""

import re

from assistant.choosing.judge import judge
from assistant.choosing.refuse import refuse_not_covered
from assistant.choosing.sentences import Candidate
from assistant.compose import whole_sentence
from assistant.inquiry import Composition, Inquiry, Refusal
from assistant.listing.set_rows import (
    SetRow,
    compose_rows,
    count_by_document,
    own_sentences,
    scan,
)
from assistant.locate import character_pairs, fold_text
from assistant.reading.focus import match_term
from ingest.model import ClauseKind
from vectorstore.thesaurus import Thesaurus

ALIKE = 0.5  # share of the closest words' pairs of characters that others must hold
MIN_PAIRS = 6  # pairs of characters that words need to be told apart by
MIN_DOCUMENTS = 2  # that must say it; else the closest sentence alone answers
MIN_COVERAGE = 0.1  # of the question that the closest words must hold
LEAST_ALONE = 0.4  # the same for words that stand in one document only
_SAME = re.compile(
    r"(?:[这那](?:句|个|种|条)?(?:话|说法|意思|要求|规定|表述)|同样的(?:话|要求|规定)|一样的(?:话|说法))"
)
_WHERE = re.compile(r"(?:哪|几)(?:些|几)?(?:[篇份个处条部])?|出处|分别在|都在")
_PHRASES = re.compile(r"[^，,；;。：:！!？?\n]+")
_FIGURE = re.compile(r"[\dxX×_＿]+")


def compose_alike(inquiry: Inquiry, thesaurus: Thesaurus) -> Composition | Refusal | None:
    """The closest words with all that are like them; None where that is not asked for.

    Refused where the closest words say too little of what is looked for.
    """
    text = inquiry.understanding.text
    if not inquiry.candidates or not (_SAME.search(text) and _WHERE.search(text)):
        return None
    answering = judge(inquiry, thesaurus).answering
    wanted = _find_words(answering[0], inquiry) if answering else frozenset()
    looked = scan(inquiry)
    if not wanted or not looked.is_whole:
        return None
    rows: list[SetRow] = []
    for _, passage in looked.passages:
        if not isinstance(passage.kind, ClauseKind):
            continue
        for span in own_sentences(passage):
            said = passage.own_text[span.start : span.end]
            if _is_alike(wanted, said):
                whole = whole_sentence(passage.own_text, span)
                rows.append(SetRow(inquiry.hit(passage), whole))
    rows = list(dict.fromkeys(rows))
    documents = len({row.hit.document.id for row in rows})
    if documents < MIN_DOCUMENTS:
        if answering[0].coverage < LEAST_ALONE:
            return refuse_not_covered(inquiry, answering, thesaurus)
        return None
    counted = f"写有这一说法或相近说法的共 {documents} 份文件、{len(rows)} 处，已全部列出，"
    said = f"{counted}请核对是否就是所问的。其中{count_by_document(rows)}。"
    return compose_rows(inquiry, rows, said)


def _find_words(candidate: Candidate, inquiry: Inquiry) -> frozenset[str]:
    """The pairs of characters of the phrase of a sentence that holds most of the question."""
    terms = inquiry.understanding.focus.terms
    phrases = [found[0] for found in _PHRASES.finditer(candidate.text)]
    shares = [sum(t.weight * match_term(t, fold_text(p)) for t in terms) for p in phrases]
    best = max(shares, default=0.0)
    if best < MIN_COVERAGE * (inquiry.understanding.focus.total or 1.0):
        return frozenset()
    pairs = _pairs(phrases[shares.index(best)])
    return pairs if len(pairs) >= MIN_PAIRS else frozenset()


def _pairs(text: str) -> frozenset[str]:
    """The pairs of a text without its figures, which documents fill in differently."""
    return character_pairs(_FIGURE.sub("", fold_text(text)))


def _is_alike(pairs: frozenset[str], text: str) -> bool:
    return any(
        len(pairs & _pairs(found[0])) >= ALIKE * len(pairs) for found in _PHRASES.finditer(text)
    )
