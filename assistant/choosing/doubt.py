"""A caution where no clause that is shown is likely to hold what is asked.

No more than a caution: what is refused by the score would cost as many good answers as it saves
bad ones, whatever the threshold (see evidence.md).
"""

from collections.abc import Iterable
from functools import lru_cache

from assistant.choosing.evidence import (
    AskedQuestion,
    EvidenceScore,
    ReadClause,
    load_evidence_model,
)
from assistant.choosing.sentences import Candidate, read_cells
from assistant.inquiry import Inquiry
from assistant.reading.focus import Focus
from assistant.reading.kinds import QuestionKind
from assistant.understand import Understanding
from vectorstore.model import Hit

# Below it lie 11 of 36 wrongly answered questions and 18 of 375 rightly answered ones.
LIKELY = 0.8
LOOKED_AT = 5  # clauses


def find_doubt(inquiry: Inquiry, answering: Iterable[Candidate]) -> str | None:
    """A sentence that tells to check the source; None where a clause is likely to answer."""
    if inquiry.understanding.ask.kind is not QuestionKind.CONTENT:
        return None
    hits = {candidate.hit.passage.id: candidate.hit for candidate in answering}
    scores: list[EvidenceScore] = []
    for hit in list(hits.values())[:LOOKED_AT]:
        scores.append(assess_hit(inquiry.understanding, hit))
        if scores[-1].probability >= LIKELY:
            return None
    if not scores:
        return None
    lacking = "、".join(scores[0].lacking) or "所问的内容"
    return f"条文可能没有直接写明{lacking}，以下是最接近的规定，请核对原文。"


def assess_hit(understanding: Understanding, hit: Hit) -> EvidenceScore:
    """How probable it is that the clause found answers the question, if it is about it."""
    headings = (hit.document.title, *hit.passage.heading_path, hit.passage.heading)
    text = read_cells(hit, hit.passage.text)
    return _assess(understanding.search_text, understanding.focus, text, " ".join(headings))


@lru_cache(maxsize=64)  # of one question the same few clauses are assessed again and again
def _assess(question: str, focus: Focus, clause: str, headings: str) -> EvidenceScore:
    asked, read = AskedQuestion(question, focus), ReadClause(clause, headings)
    return load_evidence_model().assess(asked, read)
