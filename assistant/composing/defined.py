"""What those get whom a definition takes in: the asker's case told by a term he does not know."""

import re

from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry, name_source, quote_draft
from assistant.locate import split_sentences
from assistant.model import Draft
from assistant.reading.kinds import asks_meaning
from ingest.model import ClauseKind
from ingest.quantities import find_quantities

MAX_SHOWN = 2  # sentences on the defined term
_DEFINES = re.compile(
    r"^\s*(?:第[^\s]{1,6}条\s*|[（(][^（）()]{1,3}[）)]\s*|\d{1,2}[.．、]\s*)?"
    r"(?:本[\u4e00-\u9fff]{2,4}所称的?)?[“\"]?([\u4e00-\u9fff]{3,10})[”\"]?[，,]?\s*(?:是指|系指)"
)
_ASKS_PAY = re.compile(
    r"[拿领补](?!充|习|考)|钱|津贴|奖|工资|待遇|发(?:不发|多少|吗)|给(?:不给|多少|吗)"
)


def draft_defined(chosen: list[list[Candidate]], inquiry: Inquiry) -> list[Draft]:
    """The sentences with money for the term that the closest sentence defines; [] for others.

    离县城六十公里的教学点能不能多拿点 is answered by whom 边远教学点 means, and what those get.
    """
    best, text = chosen[0][0], inquiry.understanding.text
    defined = _DEFINES.match(best.text)
    if defined is None or defined[1] in text or asks_meaning(text) or not _ASKS_PAY.search(text):
        return []
    shown = {group[0].hit.passage.id for group in chosen}
    drafts: list[Draft] = []
    for passage in inquiry.passages(best.hit.document.id):
        if not isinstance(passage.kind, ClauseKind) or passage.id in shown:
            continue
        hit = inquiry.hit(passage)
        for span in split_sentences(passage.own_text):
            said = passage.own_text[span.start : span.end]
            if defined[1] in said and any(q.unit == "元" for q in find_quantities(said)):
                drafts.append(quote_draft(hit, span, name_source(hit, best.hit)))
    return drafts[:MAX_SHOWN]
