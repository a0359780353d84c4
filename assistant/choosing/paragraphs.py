"""The paragraph (款) of an article that a reference names: 第八条第二款, 第八条第二款第（三）项.

A paragraph has no number in print, so no clause of its own: it is counted in its article.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry, Refusal, cite_as
from assistant.model import NoAnswerReason
from ingest.model import ClauseKind, DocumentId, LeadKind, Span
from ingest.numerals import format_numeral
from ingest.paragraphs import find_paragraphs
from ingest.references import ClauseRef, FoundReference, PartialRef, Unit, matches
from vectorstore.model import Passage, PassageId


@dataclass(frozen=True, slots=True)
class NamedParagraph:
    """A paragraph that is named; `span` is in the article's text, None where it has none such."""

    article: Passage
    number: int
    count: int  # paragraphs of the article
    span: Span | None
    sure: bool  # the text keeps its paragraphs apart, so that one not found is not there

    @property
    def words(self) -> str:
        """第二款"""
        return f"第{format_numeral(self.number)}款"

    def holds(self, passage: Passage) -> bool:
        """Whether the passage is the article itself, or an item of this paragraph."""
        if self.span is None:
            return False
        return passage.id == self.article.id or self.reaches(passage, 0)

    def reaches(self, passage: Passage, offset: int) -> bool:
        """Whether this place of the passage lies in the paragraph."""
        at = passage.span.start + offset - self.article.span.start
        return self.span is not None and self.span.start <= at < self.span.end


def find_named_paragraph(
    ref: PartialRef, passage: Passage, passages: Sequence[Passage]
) -> NamedParagraph | None:
    """The paragraph that `ref` names in the article at or above `passage`; None: it names none.

    `passages` are those of the passage's document.
    """
    at = next((n for n, step in enumerate(ref.steps) if step.unit is Unit.PARAGRAPH), 0)
    if not at:
        return None
    above = PartialRef(ref.steps[:at])
    by_id = {other.id: other for other in passages}
    article, best = None, 0.0
    step: Passage | None = passage
    while step is not None:
        score = matches(above, ClauseRef.parse(step.label))
        if score > best:
            article, best = step, score
        step = None if step.parent is None else by_id.get(step.parent)
    if article is None or (article.id == passage.id and at + 1 < len(ref.steps)):
        return None
    number = ref.steps[at].value
    children: dict[PassageId, list[Passage]] = {}
    for other in passages:
        if other.parent is not None:
            children.setdefault(other.parent, []).append(other)
    paragraphs = _list_paragraphs(article, children)
    found = paragraphs[number - 1] if number <= len(paragraphs) else None
    sure = len(paragraphs) > 1 or article.text.count("。") < number
    sure = sure or any(
        len(_list_paragraphs(other, children)) > 1
        for other in passages
        if other.kind is ClauseKind.CLAUSE
    )
    return NamedParagraph(article, number, len(paragraphs), found, sure)


def keep_named(
    candidates: tuple[Candidate, ...],
    references: Sequence[FoundReference],
    read_passages: Callable[[DocumentId], Sequence[Passage]],
) -> tuple[Candidate, ...]:
    """Of sentences in an article whose paragraph the question names those of the paragraph."""
    kept: list[Candidate] = []
    for candidate in candidates:
        passage = candidate.hit.passage
        named = [
            found
            for reference in references
            if candidate.hit.named and any(s.unit is Unit.PARAGRAPH for s in reference.ref.steps)
            for found in [
                find_named_paragraph(reference.ref, passage, read_passages(passage.document_id))
            ]
            if found is not None and found.span is not None
        ]
        if not named or any(each.reaches(passage, candidate.span.start) for each in named):
            kept.append(candidate)
    return tuple(kept)


def refuse_paragraph(inquiry: Inquiry, references: Sequence[FoundReference]) -> Refusal | None:
    """A refusal where each article that is named lacks the paragraph, or that the item."""
    if not any(s.unit is Unit.PARAGRAPH for r in references for s in r.ref.steps):
        return None
    found: list[tuple[float, Passage, FoundReference]] = []
    for document in inquiry.near():
        for passage in inquiry.passages(document.id):
            if not isinstance(passage.kind, LeadKind):
                label = ClauseRef.parse(passage.label)
                found += [(matches(r.ref, label), passage, r) for r in references]
    best = max((score for score, *_ in found), default=0.0)
    lacking: list[tuple[NamedParagraph, FoundReference]] = []
    for score, passage, reference in found:
        if not score or score < best:
            continue
        passages = inquiry.passages(passage.document_id)
        named = find_named_paragraph(reference.ref, passage, passages)
        if named is None or named.holds(passage) or not named.sure:
            return None
        lacking.append((named, reference))
    return _refuse_lacking(inquiry, *lacking[0]) if lacking else None


def _refuse_lacking(inquiry: Inquiry, named: NamedParagraph, reference: FoundReference) -> Refusal:
    article = named.article
    hit = inquiry.hit(article)
    source = cite_as(hit.document, article)
    if named.span is None:
        count = format_numeral(named.count)
        message = f"{source}共{count}款，没有{named.words}。"
        whole = Span(0, len(article.text))
        return Refusal(NoAnswerReason.NO_SUCH_CLAUSE, message, ((hit, whole),))
    words = reference.text.partition("款")[2].strip()
    message = f"{source}{named.words}中没有{words}。"
    return Refusal(NoAnswerReason.NO_SUCH_CLAUSE, message, ((hit, named.span),))


def _list_paragraphs(
    article: Passage, children: Mapping[PassageId, Sequence[Passage]]
) -> tuple[Span, ...]:
    start = article.span.start
    below = [
        Span(child.span.start - start, child.span.end - start)
        for child in children.get(article.id, ())
    ]
    return find_paragraphs(article.text, below)
