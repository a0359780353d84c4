"""The items of the list that a question asks for, whatever words its heading uses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.choosing.sentences import MIN_HEADING_NAMED, Candidate
from assistant.compose import BY_MEANING, MIN_WORDED, gather
from assistant.composing.clause_lists import OPENED, ClauseList, find_lists
from assistant.composing.set_rows import find_called, share_of_terms
from assistant.inquiry import (
    Composition,
    Inquiry,
    cite_as,
    last_label,
    name_clause,
    quote_draft,
)
from assistant.locate import fold_text, locate, split_sentences
from assistant.model import Draft, Notice, NoticeKind
from assistant.reading.set_request import SetAsked
from assistant.retrieve import MAX_READ
from ingest.model import ClauseKind, DocumentId, Span
from vectorstore.model import Passage, StoredDocument

MIN_FIT = 0.5
HEADING_SAID = 0.5  # added to the fit of a list whose heading the question says
FIT_WEIGHT = 4.0  # what a sure kind of list counts for beside the score of its best sentence
SECTION_WEIGHT = 0.5  # what the best sentence beside the list counts for
RIVAL = 1.0  # how far behind another document's list may lie
RIVAL_SHARE = 0.8  # of the best list's coverage that it must hold
MIN_COVERAGE = 0.45  # of the question that a list must hold where no document is named
MIN_NEAR = 0.3  # the same as coverage or nearness of words where one is
MIN_NEAR_ALONE = 0.38  # nearness of words where no document is named and lay words cover nothing
MIN_NEAR_LAY = 0.15  # nearness of words where the closest list is told to be no more than that
MAIN = 0.4  # of the question's weight from which a term is what it is about
MIN_HELD = 0.9  # then the share that it must hold of the words that any document holds
MAX_DOCUMENTS = 10
MAX_ITEM = 320  # characters up to which an item is shown whole
MAX_CLAUSE = 900  # the same for a clause that holds its list in itself
MAX_ITEMS = 80
MAX_TABLE = 30  # rows of a table that are shown where each is asked for
MIN_ROW = 0.3  # of what is asked that the best row of a table holds where rows are chosen
ROWS_OF_BEST = 0.65


@dataclass(frozen=True, slots=True)
class _Ranked:
    document: StoredDocument
    found: ClauseList
    value: float
    coverage: float
    near: float
    left_out: int = 0  # rows of its table that are of something else


def compose_named_list(inquiry: Inquiry, asked: SetAsked) -> Composition | None:
    """The best list of the kinds asked for, and one as good of each other document."""
    called = find_called(inquiry)
    documents = [d for d in _documents(inquiry) if not called or d.id in called]
    scope = inquiry.understanding.scope
    named = scope.names_document or bool(called)
    held = [d for d in documents if not inquiry.validities[d.id].state.is_ended]
    ranked = _rank(inquiry, asked, documents if named else held)
    if not (ranked and _answers(ranked[0], inquiry)):
        ranked = _rank(inquiry, asked, documents)
    sure = bool(called) and bool(ranked) and _is_opened(ranked[0].found, asked)
    if not (ranked and (sure or _answers(ranked[0], inquiry))):
        return None
    best = _keep_rows(ranked[0], inquiry)
    chosen = [best]
    if not scope.names_document:
        for other in ranked[1:]:
            alike = other.coverage >= RIVAL_SHARE * best.coverage > 0
            if alike and other.value >= best.value - RIVAL and not _is_of(other, chosen):
                chosen.append(other)
    drafts: list[Draft] = []
    said: list[str] = []
    for each in chosen:
        made, counted = _draft_list(each, inquiry, grouped=len(chosen) > 1)
        drafts += made
        said.append(counted)
    return gather(drafts, inquiry, (Notice(NoticeKind.COMPLETENESS, "".join(said)),))


def compose_nearest_list(inquiry: Inquiry, asked: SetAsked, best: Candidate) -> Composition | None:
    """The list of the kind that holds the closest clause, else the nearest one, told to be so.

    None where no list is named as such. In a question of lay words that no clause says the kind
    of list tells more than its words.
    """
    ranked = _rank(inquiry, asked, _documents(inquiry))
    sure = [
        each for each in ranked if _is_opened(each.found, asked) and not _lacks_main(each, inquiry)
    ]
    for each in sure:
        if best.hit.passage in (each.found.opening, *each.found.items):
            drafts, said = _draft_list(each, inquiry, grouped=False)
            return gather(drafts, inquiry, (Notice(NoticeKind.COMPLETENESS, said),))
    if not sure or sure[0].near < MIN_NEAR_LAY or best.coverage >= MIN_WORDED:
        return None
    if _top(sure[0].document) != _top(best.hit.document):
        return None  # a list of a document that says nothing else of it
    drafts, said = _draft_list(sure[0], inquiry, grouped=False)
    notices = (Notice(NoticeKind.CAUTION, BY_MEANING), Notice(NoticeKind.COMPLETENESS, said))
    return gather(drafts, inquiry, notices)


def _top(document: StoredDocument) -> DocumentId:
    """The document itself, or the one that it is an annex of."""
    return document.parent_id or document.id


def _say_whole(ranked: _Ranked) -> str:
    """The words of a list with its document's title and the headings above it."""
    opening = ranked.found.opening
    items = (item.text for item in ranked.found.items)
    return " ".join((ranked.document.title, *opening.heading_path, opening.text, *items))


def compose_rows_of_best(inquiry: Inquiry, best: Candidate) -> Composition | None:
    """All rows of the table that the closest sentence is a row of; None where it is none."""
    row = best.hit.passage
    if row.kind is not ClauseKind.ROW or row.parent is None:
        return None
    table = [
        p
        for p in inquiry.store.passages(row.document_id, inquiry.scope)
        if p.parent == row.parent and p.kind is ClauseKind.ROW
    ]
    opening = inquiry.store.passage(row.parent, inquiry.scope)
    if not 1 < len(table) <= MAX_TABLE:
        return None
    found = _Ranked(best.hit.document, ClauseList(opening, tuple(table)), 0.0, 0.0, 0.0)
    drafts, said = _draft_list(_keep_rows(found, inquiry), inquiry, grouped=False)
    return gather(drafts, inquiry, (Notice(NoticeKind.COMPLETENESS, said),))


def _is_opened(found: ClauseList, asked: SetAsked) -> bool:
    """Whether the words that open it say that it is a list of the kind.

    Enough in a document that is called by its year, whose name covers most of the question.
    """
    return bool(found.items) and any(found.fits(kind) >= OPENED for kind in asked.lists)


def _keep_rows(ranked: _Ranked, inquiry: Inquiry) -> _Ranked:
    """Of a table the rows that hold most of what is asked, where they tell themselves apart."""
    items = ranked.found.items
    if not items or any(item.kind is not ClauseKind.ROW for item in items):
        return ranked
    terms = inquiry.understanding.focus.terms
    shares = [share_of_terms(terms, item.text) for item in items]
    best = max(shares)
    kept = tuple(i for i, share in zip(items, shares, strict=True) if share >= ROWS_OF_BEST * best)
    if best < MIN_ROW or len(kept) < 2:
        return ranked
    return replace(ranked, found=replace(ranked.found, items=kept), left_out=len(items) - len(kept))


_OF_LISTS = re.compile(
    "(?:申请|申报|所需)?(?:材料|资料|条件|情形|手续|步骤|流程|程序|要求|清单|标准|内容)"
)


def _answers(best: _Ranked, inquiry: Inquiry) -> bool:
    """Whether the list is near enough to the question to be what it asks for.

    A clause without items is shown whole only where the closest sentence stands in it.
    """
    if not best.found.items and best.found.opening.id != inquiry.candidates[0].hit.passage.id:
        return False
    if _lacks_main(best, inquiry):
        return False
    if best.coverage >= MIN_COVERAGE:
        return True
    if inquiry.understanding.scope.document_ids is not None:
        return max(best.coverage, best.near) >= MIN_NEAR
    held = [t for t in inquiry.understanding.focus.terms if t.is_held or t.alternatives]
    opening = best.found.opening
    words = " ".join((best.document.title, *opening.heading_path, opening.text))
    return best.near >= MIN_NEAR_ALONE and share_of_terms(held, words) >= MIN_HELD


def _lacks_main(ranked: _Ranked, inquiry: Inquiry) -> bool:
    """Whether a list says nothing of what the question is about: it is handed in for another thing.

    租房 is in 租赁住房.
    """
    focus = inquiry.understanding.focus
    main = [
        t
        for t in focus.terms
        if t.is_held and t.weight >= MAIN * focus.total and not _OF_LISTS.fullmatch(t.words)
    ]
    whole = _say_whole(ranked)
    return (
        bool(main)
        and share_of_terms(main, whole) == 0
        and not any(set(t.words) <= set(whole) for t in main)
    )


def _is_of(ranked: _Ranked, chosen: list[_Ranked]) -> bool:
    return any(ranked.document.id == other.document.id for other in chosen)


def _rank(inquiry: Inquiry, asked: SetAsked, documents: Iterable[StoredDocument]) -> list[_Ranked]:
    best: dict[str, Candidate] = {}
    sections: dict[str | None, float] = {}
    for candidate in inquiry.candidates:  # best first
        passage = candidate.hit.passage
        best.setdefault(passage.id, candidate)
        sections.setdefault(passage.parent, candidate.score)
    folded = fold_text(inquiry.understanding.text)
    ranked = []
    for document in documents:
        opened: set[str] = set()
        for found in find_lists(inquiry.store.passages(document.id, inquiry.scope)):
            fit = max(found.fits(kind) for kind in asked.lists)
            heading = fold_text(found.opening.heading)
            if fit and len(heading) >= MIN_HEADING_NAMED and heading in folded:
                fit += HEADING_SAID
            if found.items and fit >= OPENED:
                opened.add(found.opening.id)
            elif not found.items and found.opening.parent in opened:
                continue  # one item of a list of the kind
            if fit < MIN_FIT or (not found.items and len(found.opening.text) > MAX_CLAUSE):
                continue
            held = [best[p.id] for p in (found.opening, *found.items) if p.id in best]
            if not held:
                continue
            own = max(c.score for c in held)
            section = sections.get(found.opening.parent, own)
            ranked.append(
                _Ranked(
                    document,
                    found,
                    FIT_WEIGHT * fit + own + SECTION_WEIGHT * section,
                    max(c.coverage for c in held),
                    max(c.measures.words or 0.0 for c in held),
                )
            )
    return sorted(ranked, key=lambda each: -each.value)


def _documents(inquiry: Inquiry) -> list[StoredDocument]:
    """The documents asked about, those of the best hits first."""
    found = dict.fromkeys(c.hit.document.id for c in inquiry.candidates)
    return [inquiry.library.by_id[i] for i in found][:MAX_DOCUMENTS]


def _draft_list(ranked: _Ranked, inquiry: Inquiry, *, grouped: bool) -> tuple[list[Draft], str]:
    """The opening words, the items, and how many there are."""
    found, document = ranked.found, ranked.document
    opening = inquiry.hit(found.opening)
    place = cite_as(document, found.opening)
    group = f"{place}（{len(found.items)} 项）" if grouped and found.items else ""
    if not found.items:
        span = Span(0, len(found.opening.text.rstrip()))
        made = quote_draft(opening, span, f"{place}：")
        return [Draft(made.text, made.supports, made.facts, place if grouped else "")], (
            f"以下是{place}的全文。"
        )
    drafts = [quote_draft(opening, _introduction(found), f"{place}：")]
    for item in found.items[:MAX_ITEMS]:
        drafts.append(_draft_item(item, inquiry))
    shown = min(len(found.items), MAX_ITEMS)
    complete = "已全部列出" if shown == len(found.items) else f"这里列出前 {shown} 项"
    heading = f"“{found.opening.heading}”" if found.opening.heading else ""
    rest = f"（表中另有 {ranked.left_out} 行，不属所问）" if ranked.left_out else ""
    said = f"{place}{heading}共 {len(found.items)} 项{rest}，{complete}。"
    return [Draft(d.text, d.supports, d.facts, group) for d in drafts], said


def _introduction(found: ClauseList) -> Span:
    own = found.opening.own_text
    spans = split_sentences(own)
    if not spans:
        return Span(0, len(own.rstrip()))
    last = spans[-1]
    return Span(0 if last.end <= MAX_ITEM else last.start, last.end)


def _draft_item(item: Passage, inquiry: Inquiry) -> Draft:
    hit = inquiry.hit(item)
    span = Span(0, len(item.text.rstrip()))
    if len(item.text) > MAX_ITEM or item.has_children:
        named = locate(item.heading, item.text) if item.heading else None
        span = named or split_sentences(item.text)[0]
    return quote_draft(hit, span, f"{name_clause(item)}：")


_YEAR = re.compile(r"20\d\d(?=年)")


def find_meant_by_title(inquiry: Inquiry) -> list[StoredDocument]:
    """Of the documents asked about those of the year that is said, whose title says most of it."""
    documents = inquiry.documents()
    tops = [d for d in documents if d.parent_id is None]
    years = _YEAR.findall(inquiry.understanding.text)
    of_year = [d for d in tops if any(year in _dated_name(d) for year in years)] or tops
    terms = inquiry.understanding.focus.terms
    shares = {d.id: share_of_terms(terms, d.title) for d in of_year}
    best = max(shares.values(), default=0.0)
    chosen = [i for i, share in shares.items() if share >= best] if best else list(shares)
    meant = inquiry.library.with_descendants(chosen)
    return [d for d in documents if d.id in meant or (d.parent_id is not None and not tops)]


def _dated_name(document: StoredDocument) -> str:
    metadata = document.metadata
    return f"{document.title} {metadata.document_number} {metadata.issue_date}"


def compose_annexes(inquiry: Inquiry, asked: SetAsked) -> Composition | None:
    """The annexes of the documents asked about; None where none is named."""
    del asked
    return None if inquiry.understanding.scope.document_ids is None else list_annexes(inquiry)


def list_annexes(inquiry: Inquiry) -> Composition | None:
    """The annexes that the documents list, and those that are held without being listed.

    None where the question may mean any of very many documents.
    """
    rows: list[tuple[str, Passage]] = []
    documents = find_meant_by_title(inquiry)
    if len(documents) > MAX_READ:
        return None
    for document in documents:
        for passage in inquiry.store.passages(document.id, inquiry.scope):
            if passage.kind is ClauseKind.ANNEX_LIST_ITEM:
                rows.append((f"附件{last_label(passage)}", passage))
    for document in documents:
        for passage in inquiry.store.passages(document.id, inquiry.scope):
            part = document.part or passage.label
            if passage.kind is ClauseKind.ANNEX and not any(
                name == part and inquiry.hit(p).document.file_name == document.file_name
                for name, p in rows
            ):
                rows.append((part, passage))
    if not rows:
        return None
    several = len({inquiry.hit(p).document.file_name for _, p in rows}) > 1
    drafts = []
    for name, passage in rows:
        hit = inquiry.hit(passage)
        listed = passage.kind is ClauseKind.ANNEX_LIST_ITEM
        span = None if listed else locate(passage.heading, passage.text)
        span = span or Span(0, len(passage.text.rstrip()))
        made = quote_draft(hit, span, f"{name}：")
        top = inquiry.library.by_id.get(hit.document.parent_id or hit.document.id, hit.document)
        drafts.append(
            Draft(made.text, made.supports, made.facts, f"《{top.title}》" if several else "")
        )
    notice = Notice(NoticeKind.COMPLETENESS, f"共 {len(rows)} 个附件，已全部列出。")
    return gather(drafts, inquiry, (notice,))
