"""A caution where no clause that is shown is likely to hold what is asked.

No more than a caution: what is refused by the score would cost as many good answers as it saves
bad ones, whatever the threshold (see evidence.md).
"""

from collections.abc import Iterable

from assistant.evidence import AskedQuestion, EvidenceScore, ReadClause, load_evidence_model
from assistant.inquiry import Inquiry
from assistant.kinds import QuestionKind
from assistant.sentences import Candidate

# Below it lie 11 of 36 wrongly answered questions and 18 of 375 rightly answered ones.
LIKELY = 0.8
LOOKED_AT = 5  # clauses


def find_doubt(inquiry: Inquiry, answering: Iterable[Candidate]) -> str | None:
    """A sentence that tells to check the source; None where a clause is likely to answer."""
    understanding = inquiry.understanding
    if understanding.ask.kind is not QuestionKind.CONTENT:
        return None
    asked = AskedQuestion(understanding.search_text, understanding.focus)
    clauses = list({c.hit.passage.id: c for c in answering}.values())[:LOOKED_AT]
    scores: list[EvidenceScore] = []
    for candidate in clauses:
        scores.append(_assess(asked, candidate))
        if scores[-1].probability >= LIKELY:
            return None
    if not scores:
        return None
    lacking = "、".join(scores[0].lacking) or "所问的内容"
    return f"条文可能没有直接写明{lacking}，以下是最接近的规定，请核对原文。"


def _assess(asked: AskedQuestion, candidate: Candidate) -> EvidenceScore:
    passage = candidate.hit.passage
    headings = (candidate.hit.document.title, *passage.heading_path, passage.heading)
    clause = ReadClause(passage.text, " ".join(headings))
    return load_evidence_model().assess(asked, clause)
