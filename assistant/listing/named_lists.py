"""The items of the list that a question asks for, whatever words its heading uses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.choosing.sentences import MIN_HEADING_NAMED, Candidate
from assistant.compose import BY_MEANING, MIN_WORDED
from assistant.inquiry import Composition, Inquiry
from assistant.listing.clause_lists import OPENED, ClauseList, find_lists
from assistant.listing.said_lists import SaidList, compose_lists
from assistant.listing.set_rows import find_called, share_of_terms
from assistant.locate import fold_text
from assistant.model import Notice, NoticeKind
from assistant.reading.set_request import SetAsked
from ingest.model import ClauseKind, DocumentId
from vectorstore.model import StoredDocument

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
MAX_CLAUSE = 900  # characters of a clause that holds its list in itself
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
    return compose_lists([SaidList(each.found, each.left_out) for each in chosen], inquiry)


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
            return compose_lists([SaidList(each.found)], inquiry)
    if not sure or sure[0].near < MIN_NEAR_LAY or best.coverage >= MIN_WORDED:
        return None
    if _top(sure[0].document) != _top(best.hit.document):
        return None  # a list of a document that says nothing else of it
    composed = compose_lists([SaidList(sure[0].found)], inquiry)
    caution = Notice(NoticeKind.CAUTION, BY_MEANING)
    return replace(composed, notices=(caution, *composed.notices))


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
        for p in inquiry.passages(row.document_id)
        if p.parent == row.parent and p.kind is ClauseKind.ROW
    ]
    opening = inquiry.store.passage(row.parent, inquiry.scope)
    if not 1 < len(table) <= MAX_TABLE:
        return None
    found = _Ranked(best.hit.document, ClauseList(opening, tuple(table)), 0.0, 0.0, 0.0)
    kept = _keep_rows(found, inquiry)
    return compose_lists([SaidList(kept.found, kept.left_out)], inquiry)


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


_WHICH = r"(?:哪些|哪类|哪种|哪几[种类个样]|什么样?的?)"


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
    focus, asking = inquiry.understanding.focus, inquiry.understanding.asking
    main = [
        t
        for t in focus.terms
        if t.is_held and t.weight >= MAIN * focus.total and not _OF_LISTS.fullmatch(t.words)
        if not re.search(rf"{_WHICH}{re.escape(t.words)}", asking)  # its items are that
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
        for found in find_lists(inquiry.passages(document.id)):
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
