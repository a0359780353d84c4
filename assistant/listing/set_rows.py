"""Rows of a set as draft statements: numbered, grouped by document, each with its quote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.compose import gather
from assistant.inquiry import Composition, Inquiry, name_clause, name_source, quote_draft
from assistant.locate import fold_text, split_sentences
from assistant.model import Draft, Notice, NoticeKind
from assistant.reading.focus import Term, match_term
from assistant.reading.versions import find_called_by_year
from ingest.model import ClauseKind, DocumentId, LeadKind, Span
from vectorstore.model import Hit, Passage, StoredDocument

MAX_ROWS = 500  # shown in an answer
MAX_SCANNED = 6_000  # clauses up to which every clause of the documents asked about is read


@dataclass(frozen=True, slots=True)
class SetRow:
    """A member of a set: words of a passage."""

    hit: Hit
    span: Span

    @property
    def text(self) -> str:
        """The words."""
        return self.hit.passage.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Scanned:
    """The passages looked at for a set, and whether these are all of the documents."""

    passages: tuple[tuple[StoredDocument, Passage], ...]
    is_whole: bool


def scan(inquiry: Inquiry) -> Scanned:
    """Every passage of the documents asked about; of a large library those that were found."""
    documents = inquiry.documents()
    if sum(d.clause_count for d in documents) > MAX_SCANNED:
        return Scanned(tuple((hit.document, hit.passage) for hit in inquiry.hits), False)
    found = (
        (document, passage)
        for document in documents
        for passage in inquiry.passages(document.id)
        if passage.kind is not LeadKind.TITLE and passage.kind is not LeadKind.SIGNATURE
    )
    return Scanned(tuple(found), True)


def find_called(inquiry: Inquiry) -> frozenset[DocumentId]:
    """The documents that the question calls by their year, without those read with them."""
    documents = inquiry.documents()
    if inquiry.understanding.scope.document_ids is None:
        return frozenset()
    tops = [d for d in documents if d.parent_id is None]
    called = find_called_by_year(inquiry.understanding.text, tops)
    return inquiry.library.with_descendants(called) if called else frozenset()


def own_sentences(passage: Passage) -> tuple[Span, ...]:
    """The sentences of a passage's own words, its bare number left out."""
    return tuple(
        span
        for span in split_sentences(passage.own_text)
        if len(fold_text(passage.own_text[span.start : span.end])) > 1
    )


def find_opening(row: SetRow, inquiry: Inquiry) -> SetRow | None:
    """The sentence that opens the list which a row is an item of; None where it is in none."""
    passage = row.hit.passage
    if passage.parent is None or passage.kind is not ClauseKind.CLAUSE:
        return None
    above = inquiry.store.passage(passage.parent, inquiry.scope)
    spans = split_sentences(above.own_text)
    if not spans or not above.own_text.rstrip().endswith(("：", ":")):
        return None
    return SetRow(inquiry.hit(above), spans[-1])


@lru_cache(maxsize=20_000)  # sentences; folding them is most of what reading all of them takes
def fold_once(text: str) -> str:
    """The folded text, kept for the next question."""
    return fold_text(text)


def share_of_terms(terms: Sequence[Term], text: str) -> float:
    """The share of the terms' weight that a text holds."""
    total = sum(term.weight for term in terms)
    folded = fold_once(text)
    return sum(t.weight * match_term(t, folded) for t in terms) / total if total else 0.0


def compose_rows(
    inquiry: Inquiry,
    rows: Sequence[SetRow],
    said: str,
    groups: Sequence[str] | None = None,
) -> Composition:
    """The rows with `said` as what is counted; without `groups` one group for each document."""
    shown = rows[:MAX_ROWS]
    titles = [row.hit.document.id for row in rows]
    several = len(set(titles)) > 1
    drafts: list[Draft] = []
    before: Hit | None = None
    for place, row in enumerate(shown):
        if groups is not None:
            group = groups[place]
        elif several:
            group = f"《{row.hit.document.title}》（{titles.count(row.hit.document.id)} 条）"
        else:
            group = ""
        made = quote_draft(row.hit, row.span, name_source(row.hit, before))
        drafts.append(Draft(made.text, made.supports, made.facts, group))
        before = row.hit
    if len(shown) < len(rows):
        said += f"这里列出前 {len(shown)} 条。"
    return gather(drafts, inquiry, (Notice(NoticeKind.COMPLETENESS, said),))


def add_rows(
    composed: Composition, inquiry: Inquiry, rows: Sequence[SetRow], title: str, main: str
) -> Composition:
    """The answer with further rows as a group of their own, the others under `main`."""
    said = f"此外，{title} {len(rows)} 处。"
    group = f"{title}（{len(rows)} 处）"
    rest = compose_rows(inquiry, rows, said, [group] * len(rows))
    main = f"{main}（{len(composed.drafts)} 条）"
    drafts = tuple(replace(d, group=d.group or main) for d in composed.drafts)
    return replace(
        composed,
        drafts=(*drafts, *rest.drafts),
        hits=(*composed.hits, *rest.hits),
        notices=(*composed.notices, *rest.notices),
    )


def count_by_document(rows: Iterable[SetRow]) -> str:
    """《甲》2 条，《乙》1 条: how many rows each document has."""
    titles = [row.hit.document.title for row in rows]
    return "，".join(f"《{t}》{titles.count(t)} 条" for t in dict.fromkeys(titles))


def name_place(hit: Hit) -> str:
    """《甲》第十条: a document and its clause."""
    return f"《{hit.document.title}》{name_clause(hit.passage)}"
