"""The paragraph (款) of an article that a reference names: 第八条第二款, 第八条第二款第（三）项.

A paragraph has no number in print, so no clause of its own: it is counted in its article.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.inquiry import Inquiry, Refusal, cite_as
from assistant.model import NoAnswerReason
from ingest.model import ClauseKind, LeadKind, Span
from ingest.numerals import format_numeral
from ingest.paragraphs import find_paragraphs
from ingest.references import ClauseRef, FoundReference, PartialRef, Unit, matches
from vectorstore.model import Passage


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
        at = passage.span.start - self.article.span.start
        return passage.id == self.article.id or self.span.start <= at < self.span.end


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
    article: Passage | None = passage
    if at + 1 < len(ref.steps):  # an item of the paragraph is named
        article = None if passage.parent is None else by_id.get(passage.parent)
    while article is not None and not matches(above, ClauseRef.parse(article.label)):
        article = None if article.parent is None else by_id.get(article.parent)
    if article is None:
        return None
    number = ref.steps[at].value
    paragraphs = _list_paragraphs(article, passages)
    found = paragraphs[number - 1] if number <= len(paragraphs) else None
    sure = len(paragraphs) > 1 or article.text.count("。") < number
    sure = sure or any(
        len(_list_paragraphs(other, passages)) > 1
        for other in passages
        if other.kind is ClauseKind.CLAUSE and other.id != article.id
    )
    return NamedParagraph(article, number, len(paragraphs), found, sure)


def refuse_paragraph(inquiry: Inquiry, references: Sequence[FoundReference]) -> Refusal | None:
    """A refusal where each article that is named lacks the paragraph, or that the item."""
    found: list[tuple[float, NamedParagraph | None, Passage, FoundReference]] = []
    for document in inquiry.documents():
        passages = inquiry.store.passages(document.id, inquiry.scope)
        for passage in passages:
            if isinstance(passage.kind, LeadKind):
                continue
            for reference in references:
                score = matches(reference.ref, ClauseRef.parse(passage.label))
                named = find_named_paragraph(reference.ref, passage, passages) if score else None
                found.append((score, named, passage, reference))
    best = max((score for score, *_ in found), default=0.0)
    lacking: list[tuple[NamedParagraph, FoundReference]] = []
    for score, named, passage, reference in found:
        if not score or score < best:
            continue
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


def _list_paragraphs(article: Passage, passages: Sequence[Passage]) -> tuple[Span, ...]:
    start = article.span.start
    children = [
        Span(other.span.start - start, other.span.end - start)
        for other in passages
        if other.parent == article.id
    ]
    return find_paragraphs(article.text, children)
