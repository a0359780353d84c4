"""Where a document says that just what is asked is left to another text or to be agreed upon."""

import re
from collections.abc import Iterator

from assistant.choosing.about import HELD, read_place
from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry, Refusal, cite_as
from assistant.locate import fold_text, split_sentences
from assistant.model import NoAnswerReason
from assistant.reading.focus import Term, match_term
from ingest.model import Span
from vectorstore.model import Hit
from vectorstore.words import cut

MIN_NAMED = 0.5  # share of the characters named as left open that the question must say
SHORTEST_NAME = 4  # characters of what is left open; shorter ones (具体时间) are of their clause
SHORTEST_WORD = 2  # characters of a word of it that is compared
MIN_TOLD = 2  # such words that the question must say

_LEFT = re.compile(
    r"([\u4e00-\u9fff]{2,20}?)(?:的?(?:具体)?(?:标准|办法|时间|金额|数额|名单|细则|方案))?"
    r"(?:由[\u4e00-\u9fff、]{2,24})?"
    r"(?:另行(?:制定|制订|规定|公布|下达|确定|发布|印发|明确|核定|研究)|面议"
    r"|按(?:照)?(?:上级|国家|省|市)(?:有关|相关)?规定执行)"
)
# 各乡镇分别分到多少, 乡镇分配表: a division among them.
_DIVIDED = re.compile(
    r"(?:各|每个)([\u4e00-\u9fff]{1,4}?)(?:分别|各自|各|都)?(?:分|摊|领)(?:到|得|配|了|多少|几)"
)
_DIVISION = "[^，。；]{0,3}(?:分配|分解|分摊)"


def find_delegated(inquiry: Inquiry, best: Candidate) -> Refusal | None:
    """A refusal in the document's own words, where it leaves the figure that is asked for open.

    The nearest sentence must not name what is left open: one that does has its own figure.
    """
    understanding = inquiry.understanding
    if not understanding.ask.asked or understanding.ask.is_yes_no or understanding.follows_up:
        return None
    for hit, span, named in _read_left(inquiry, best):
        if _is_asked(named, hit.passage.text[span.start : span.end], inquiry, best):
            source = cite_as(hit.document, hit.passage)
            said = hit.passage.text[span.start : span.end]
            return Refusal(
                NoAnswerReason.NOT_COVERED,
                f"文件没有规定所问的具体内容。{source}写明：“{said}”其他条文的数字请不要套用。",
                ((hit, span),),
            )
    return None


def _read_left(inquiry: Inquiry, best: Candidate) -> Iterator[tuple[Hit, Span, str]]:
    """What the nearest sentence's document and its annexes leave open, with its words."""
    own = best.hit.document
    family = {own.id, own.parent_id} - {None}
    for document in inquiry.documents():
        if document.id not in family and document.parent_id not in family:
            continue
        for passage in inquiry.passages(document.id):
            if passage.has_children and passage.own_text != passage.text:
                continue
            for span in split_sentences(passage.text):
                for found in _LEFT.finditer(passage.text[span.start : span.end]):
                    yield inquiry.hit(passage), span, found[1]


def _is_asked(named: str, said: str, inquiry: Inquiry, best: Candidate) -> bool:
    """Whether the words left open are those that the question asks about."""
    question = inquiry.understanding.search_text
    divided = _DIVIDED.search(question)
    if divided is not None and re.search(f"{re.escape(divided[1])}{_DIVISION}", said):
        return True
    if len(named) < SHORTEST_NAME:
        return False
    words = [word for word in cut(named) if len(word) >= SHORTEST_WORD]
    told = [word for word in words if word in question]
    if len(told) < MIN_TOLD or len("".join(told)) < MIN_NAMED * len("".join(words)):
        return False
    place = fold_text(read_place(best))
    if said not in best.text and best.text not in said:
        place = place.replace(fold_text(said), "")  # what is left open beside it is not its own
    return any(_is_lacking(term, told, place) for term in inquiry.understanding.focus.terms)


def _is_lacking(term: Term, told: list[str], place: str) -> bool:
    """Whether a word that the question and what is left open share is not in the nearest clause."""
    shared = [word for word in told if word in term.words and fold_text(word) not in place]
    return len(shared) > 0 and match_term(term, place) < HELD
