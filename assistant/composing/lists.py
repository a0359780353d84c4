"""Answers that list: items under a heading, every place that says something."""

import re

from assistant.choosing.sentences import MIN_HEADING_NAMED, Candidate
from assistant.compose import draft_children, gather
from assistant.composing.clause_lists import ClauseList, run_on
from assistant.composing.named_lists import list_annexes
from assistant.composing.told_lists import (
    compose_told_run,
    find_beside,
    find_told_items,
    is_of_other_class,
    says_noun,
)
from assistant.inquiry import Composition, Inquiry, cite_as, last_label, name_source, quote_draft
from assistant.locate import fold_text, locate, split_sentences
from assistant.model import Draft, Notice, NoticeKind
from assistant.reading.focus import match_term
from assistant.reading.mentions import MentionKind
from assistant.reading.set_request import SetKind, read_sets
from assistant.retrieve import MAX_READ
from ingest.model import ClauseKind, LeadKind, Span
from ingest.quantities import find_quantities
from ingest.references import ClauseRef, matches
from vectorstore.model import Hit, Passage, StoredDocument

MAX_ROWS = 60
MEANT = 0.8  # match of a reference from which a clause may be the one that is named
MAX_ANNEX = 500  # characters up to which a table that is named is shown whole
MIN_HEADING = 0.5  # share of the question's weight that a list's heading must hold
SHORT = 6  # characters below which a last sentence opens nothing by itself (答：)
MAX_INTRODUCTION = 80  # characters of a clause's own words that may introduce its items
_TOLD_KINDS = frozenset({"materials", "steps", "exclusions"})  # told by the words that open them
SIBLING_DEPTH = 3  # closest clauses of which two must be items of one list
HELD = 0.5  # match of a term from which a sentence holds it
ALL_BEHIND = 1.0  # how far behind the best score what says it in other words may lie
ALL_SHARE = 0.72  # of the best sentence's own coverage that counts as saying it too
_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{1,12})[”」』\"]")
_ASKS_ITEMS = re.compile(
    r"第[一二三四五六七八九十百\d]+(?:部分|[章节条项])[^，。？?]{0,6}(?:哪几|哪些|几|多少)[条项款点件个](?!月|人|年|工作日)|"
    r"第[一二三四五六七八九十百\d]+(?:部分|[章节条项])[^。？?]{0,12}(?:题目|标题|条目|目录)"
)
_ASKS_GROUPS = re.compile(r"方面|部分|大类|板块|领域|大块")
_TABLE = re.compile(r"[表单]$")


def compose_items(inquiry: Inquiry) -> Composition | None:
    """The items under the heading that the question names, or the measures of a document.

    None where no list of numbered items answers; a sentence may still.
    """
    understanding = inquiry.understanding
    text = understanding.text
    if any(asked.kind is SetKind.ANNEXES for asked in read_sets(text)):
        return list_annexes(inquiry)
    whole = _compose_annex(inquiry) or compose_told_run(inquiry)
    if whole is not None:
        return whole
    count = _asked_count(text)
    documents = [d for d in inquiry.documents() if d.parent_id is None or d.part]
    best: tuple[float, list[Passage]] | None = None
    if understanding.scope.document_ids is not None:
        for document in documents[:6]:
            found = _best_parent(document, inquiry, count)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    if best is None or not _is_of_kind(best[1], inquiry):
        told = find_told_items(inquiry)
        if told is not None:
            return _list_items(told, inquiry)
    best = best or _siblings_found(inquiry) or _items_of_best(inquiry)
    if best is None or not _is_of_kind(best[1], inquiry):
        return None
    return _list_items(best[1], inquiry)


def compose_referenced(inquiry: Inquiry) -> Composition | None:
    """The items under the clause that the question names by its number, or beside one it excepts.

    None where it asks more.
    """
    text = inquiry.understanding.text
    found = _items_of_reference(inquiry) if _ASKS_ITEMS.search(text) else find_beside(inquiry)
    return None if found is None else _list_items(found, inquiry)


def _list_items(every: list[Passage], inquiry: Inquiry) -> Composition:
    items = every[:MAX_ROWS]
    hits = [inquiry.hit(item) for item in items]
    before = [None, *hits]
    drafts = [_draft_item(hit, b) for hit, b in zip(hits, before, strict=False)]
    opening = _draft_opening(items, inquiry)
    if opening is not None:
        drafts.insert(0, opening)
    return gather(drafts, inquiry, (_say_complete(every, inquiry),))


def _is_of_kind(items: list[Passage], inquiry: Inquiry) -> bool:
    """Whether items are a list of the kind that is asked for, where the words tell one.

    Who is asked for is no list of what must be handed in.
    """
    if is_of_other_class(_say_opening(items, inquiry), inquiry.understanding.text):
        return False
    if not says_noun(_say_list(items, inquiry), inquiry.understanding.asking):
        return False
    sets = read_sets(inquiry.understanding.asking)
    says = [asked.entry.says for asked in sets if asked.entry and asked.entry.says]
    if says and not any(form.search(_say_list(items, inquiry)) for form in says):
        return False  # who comes first is told by no list that says nothing of it
    kinds = [kind for asked in sets for kind in asked.lists]
    told = [kind for kind in kinds if kind.name in _TOLD_KINDS]
    if not told or len(told) < len(kinds) or items[0].parent is None:
        return True
    opening = inquiry.store.passage(items[0].parent, inquiry.scope)
    found = ClauseList(opening, tuple(items))
    return any(found.fits(kind) > 0 for kind in told)


def _say_list(items: list[Passage], inquiry: Inquiry) -> str:
    """The words that open a list and those of its items."""
    return "\n".join((_say_opening(items, inquiry), *(item.own_text for item in items)))


def _say_opening(items: list[Passage], inquiry: Inquiry) -> str:
    parent = items[0].parent
    return inquiry.store.passage(parent, inquiry.scope).own_text if parent is not None else ""


def _draft_opening(items: list[Passage], inquiry: Inquiry) -> Draft | None:
    """The last sentence of the words that open the list, which says what its items are."""
    parents = {item.parent for item in items}
    parent = items[0].parent
    if parent is None or len(parents) > 1:
        return None
    opening = inquiry.hit(inquiry.store.passage(parent, inquiry.scope))
    own = opening.passage.own_text.rstrip()
    if not own.endswith(("：", ":")):
        return None
    span = split_sentences(own)[-1]
    if len(own[span.start :]) < SHORT:
        return None
    return quote_draft(opening, span, name_source(opening))


def _compose_annex(inquiry: Inquiry) -> Composition | None:
    """A short table or form that the question calls by its title, whole; None for others."""
    named = [
        inquiry.library.by_id[i]
        for mention in inquiry.understanding.scope.mentions
        if mention.kind in (MentionKind.LOOSE_TITLE, MentionKind.TITLE)
        for i in mention.document_ids
    ]
    if len(named) != 1 or named[0].parent_id is None or not _TABLE.search(named[0].title):
        return None
    passages = inquiry.store.passages(named[0].id, inquiry.scope)
    first = passages[0] if passages else None
    if first is None or first.kind is not ClauseKind.ANNEX or len(first.text) > MAX_ANNEX:
        return None
    hit = inquiry.hit(first)
    draft = quote_draft(hit, Span(0, len(first.text.rstrip())), name_source(hit, None))
    notice = Notice(NoticeKind.COMPLETENESS, f"以下是《{named[0].title}》的全文。")
    return gather([draft], inquiry, (notice,))


def _say_complete(items: list[Passage], inquiry: Inquiry) -> Notice:
    """How many items the list has, and whether all are shown."""
    first = items[0]
    document = inquiry.library.by_id[first.document_id]
    above = first.parent and inquiry.store.passage(first.parent, inquiry.scope)
    place = cite_as(document, above) if above else f"《{document.title}》"
    shown = min(len(items), MAX_ROWS)
    complete = "已全部列出" if shown == len(items) else f"这里列出前 {shown} 项"
    return Notice(NoticeKind.COMPLETENESS, f"{place}共 {len(items)} 项，{complete}。")


def _siblings_found(inquiry: Inquiry) -> tuple[float, list[Passage]] | None:
    """The items of one list, where several of the closest sentences are its items."""
    first = list({c.hit.passage.id: c.hit for c in inquiry.candidates}.values())[:SIBLING_DEPTH]
    closest = [c for c in inquiry.candidates if c.coverage >= MIN_HEADING]
    if not closest or not first or first[0].passage.parent is None:
        return None
    parent = first[0].passage.parent
    if sum(hit.passage.parent == parent for hit in first) < 2:
        return None
    items = [
        p
        for p in inquiry.store.passages(first[0].document.id, inquiry.scope)
        if p.parent == parent and p.kind in (ClauseKind.CLAUSE, ClauseKind.ROW)
    ]
    introduced = inquiry.store.passage(parent, inquiry.scope).own_text.rstrip()
    return (1.0, items) if len(items) > 1 and introduced.endswith(("：", ":")) else None


def _items_of_reference(inquiry: Inquiry) -> list[Passage] | None:
    """The items under the one clause that the question names by its number (第六部分有哪几项)."""
    references = inquiry.understanding.references
    documents = inquiry.documents()
    if len(references) != 1 or len(documents) > MAX_READ:
        return None
    found: list[tuple[float, list[Passage]]] = []
    for document in documents:
        passages = inquiry.store.passages(document.id, inquiry.scope)
        for passage in passages:
            if passage.kind is ClauseKind.CLAUSE and passage.has_children:
                sure = matches(references[0].ref, ClauseRef.parse(passage.label))
                items = [p for p in passages if p.parent == passage.id]
                if sure >= MEANT and len(items) > 1 and items[0].kind is ClauseKind.CLAUSE:
                    found.append((sure, items))
    best = [items for sure, items in found if sure == max(each for each, _ in found)]
    return best[0] if len(best) == 1 else None


def _items_of_best(inquiry: Inquiry) -> tuple[float, list[Passage]] | None:
    """The items of the list that the closest sentence opens or is one of."""
    if not inquiry.candidates:
        return None
    best = inquiry.candidates[0].hit.passage
    opening = best if best.has_children else None
    if opening is None and best.parent is not None:
        opening = inquiry.store.passage(best.parent, inquiry.scope)
    if opening is None or not opening.own_text.rstrip().endswith(("：", ":")):
        return None
    items = [
        p
        for p in inquiry.store.passages(opening.document_id, inquiry.scope)
        if p.parent == opening.id and p.kind in (ClauseKind.CLAUSE, ClauseKind.ROW)
    ]
    return (1.0, items) if len(items) > 1 else None


def _asked_count(text: str) -> int | None:
    found = re.search(
        r"哪([一二三四五六七八九十两\d]+)(?:个|条|项|类|种|方面|大|步|组|点|改|化)", text
    )
    if found is None:
        return None
    quantities = find_quantities(f"{found[1]}个")
    return int(quantities[0].value) if quantities else None


def _best_parent(
    document: StoredDocument, inquiry: Inquiry, count: int | None
) -> tuple[float, list[Passage]] | None:
    """The clause whose heading the question names with the items under it."""
    passages = inquiry.store.passages(document.id, inquiry.scope)
    focus = inquiry.understanding.focus
    children: dict[str | None, list[Passage]] = {}
    for passage in passages:
        # Questions that an explanation answers one by one are no items of anything.
        if passage.kind is ClauseKind.CLAUSE and not last_label(passage).startswith("问"):
            parent = passage.parent
            children.setdefault(parent, []).append(passage)
    grouped = {parent: items for parent, items in children.items() if parent is not None}
    best: tuple[float, list[Passage]] | None = None
    roots = [
        p for p in passages if p.kind in (ClauseKind.PART, ClauseKind.ANNEX) and p.has_children
    ]
    root_id = roots[0].id if roots else None
    for passage in passages:
        items = children.get(passage.id, [])
        if not _ASKS_GROUPS.search(inquiry.understanding.text):
            numbered = run_on(items, grouped)
            items = list(numbered) if numbered and count in (None, len(numbered)) else items
        if passage.kind is not ClauseKind.CLAUSE or len(items) < 2:
            continue
        folded = fold_text(f"{passage.heading} {_introduction(passage.own_text.rstrip())}")
        share = sum(t.weight * match_term(t, folded) for t in focus.terms) / (focus.total or 1)
        if count is not None and len(items) == count:
            share += 0.15
        heading = fold_text(passage.heading)
        if len(heading) >= MIN_HEADING_NAMED and heading in fold_text(inquiry.understanding.text):
            share = max(share, 1.0)
        if share >= MIN_HEADING and (best is None or share > best[0]):
            best = (share, items)
    whole = children.get(root_id, [])
    wants_whole = not focus.terms or _names_whole(inquiry, document)
    if len(whole) >= 2 and wants_whole and (count is None or count == len(whole)):
        return (1.0, whole)
    return best


def _introduction(own: str) -> str:
    """The words that introduce items: of a long clause that ends in a colon its last sentences."""
    if len(own) <= MAX_INTRODUCTION or not own.endswith(("：", ":")):
        return own[:MAX_INTRODUCTION]
    spans = split_sentences(own)[-2:]
    said = own[spans[-1].start :]
    return said if len(said) >= SHORT else own[spans[0].start :]


def _names_whole(inquiry: Inquiry, document: StoredDocument) -> bool:
    """Whether the question speaks of the measures of the document as a whole."""
    folded = fold_text(document.title)
    focus = inquiry.understanding.focus
    held = sum(t.weight for t in focus.terms if fold_text(t.words) in folded)
    text = inquiry.understanding.text
    if re.search(r"题目|标题|条目|目录|提纲", text):
        return True
    asks = re.search(r"(?:措施|条|任务|工作|部分|章|方面)", text)
    return asks is not None and held >= 0.8 * focus.total


def _draft_item(hit: Hit, before: Hit | None) -> Draft:
    passage = hit.passage
    span = locate(passage.heading, passage.text) if passage.heading else None
    if span is None:
        span = split_sentences(passage.text)[0]
    return quote_draft(hit, span, name_source(hit, before))


def compose_all(inquiry: Inquiry, answering: tuple[Candidate, ...]) -> Composition | None:
    """Every sentence that says as much as the best one, document by document."""
    if not answering:
        return None
    quoted = [fold_text(q) for q in _QUOTED.findall(inquiry.understanding.text)]
    known = [q for q in quoted if any(q in fold_text(c.text) for c in answering)]
    pool = [c for c in answering if all(q in fold_text(c.text) for q in known)]
    if not pool:
        return None
    best = max(c.own_coverage for c in pool)
    nearest = max(c.score for c in pool)
    chosen = [
        c
        for c in pool
        if (
            c.own_coverage >= ALL_SHARE * best > 0
            or (known and best < 0.4)
            or c.score >= nearest - ALL_BEHIND
        )
        and (c.holds_type or c.masked is not None)
        and not isinstance(c.hit.passage.kind, LeadKind)
    ]
    chosen = _of_the_subject(chosen, inquiry)
    chosen += _rest_of_lists(chosen, inquiry)
    order = {d.id: n for n, d in enumerate(inquiry.library.documents)}
    chosen.sort(key=lambda c: (order[c.hit.document.id], c.hit.passage.ordinal, c.span.start))
    chosen = chosen[:MAX_ROWS]
    before = [None, *(c.hit for c in chosen)]
    drafts = tuple(
        quote_draft(c.hit, c.span, name_source(c.hit, previous))
        for c, previous in zip(chosen, before, strict=False)
    )
    if not drafts:
        return None
    listed = [
        child
        for c in chosen
        if c.text.endswith(("：", ":"))
        for child in draft_children(c.hit, inquiry)
    ]
    notice = Notice(NoticeKind.COMPLETENESS, f"共找到 {len(drafts)} 处。")
    return gather([*drafts, *listed], inquiry, (notice,))


def _of_the_subject(chosen: list[Candidate], inquiry: Inquiry) -> list[Candidate]:
    """Those that hold what weighs most in the question, where some do (班主任津贴, not any pay)."""
    terms = inquiry.understanding.focus.terms
    if not terms:
        return chosen
    heaviest = max(terms, key=lambda term: term.weight)
    held = [
        c
        for c in chosen
        if match_term(heaviest, fold_text(f"{c.hit.passage.heading} {c.text}")) >= HELD
    ]
    return held or chosen


def _rest_of_lists(chosen: list[Candidate], inquiry: Inquiry) -> list[Candidate]:
    """The other items of a list of which two were chosen, where they hold what is asked too."""
    parents = [c.hit.passage.parent for c in chosen if c.hit.passage.parent is not None]
    lists = {parent for parent in parents if parents.count(parent) > 1}
    shown = {c.hit.passage.id for c in chosen}
    rest = []
    for c in inquiry.candidates:
        passage = c.hit.passage
        if passage.parent in lists and passage.id not in shown and c.holds_type:
            shown.add(passage.id)
            rest.append(c)
    return rest


def quotes_terms(inquiry: Inquiry) -> bool:
    """Whether the question quotes a word that several of the found sentences use."""
    quoted = [fold_text(q) for q in _QUOTED.findall(inquiry.understanding.text)]
    return any(sum(q in fold_text(c.text) for c in inquiry.candidates) > 1 for q in quoted)
