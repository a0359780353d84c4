"""The one list that a question asks for: how its head is found, and whether it is of the kind.

A head is found by the heading or the words that open the list, by the noun that its items are
called by, by how many items the question counts, by what is excepted of it, by a clause's number,
or by its items where these are the closest clauses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.choosing.continuing import find_defining
from assistant.choosing.sentences import MIN_HEADING_NAMED
from assistant.inquiry import Composition, Inquiry, last_label
from assistant.listing.annexes import compose_annex, list_annexes
from assistant.listing.clause_lists import ClauseList, find_lists
from assistant.listing.meant_documents import find_documents, find_others
from assistant.listing.runs import compose_run, is_of_other_class
from assistant.listing.said_lists import SHORT, SaidList, compose_lists
from assistant.listing.set_rows import share_of_terms
from assistant.locate import character_pairs, fold_text, split_sentences
from assistant.reading.set_request import SetKind, read_sets
from assistant.retrieve import MAX_READ
from ingest.model import ClauseKind, LeadKind
from ingest.numerals import find_value
from ingest.references import ClauseRef, matches
from vectorstore.model import Passage, StoredDocument

MEANT = 0.8  # match of a reference from which a clause may be the one that is named
MAX_NEAR = 5  # sentences among which one may say what one of several questions asks
MIN_HEADING = 0.5  # share of the question's weight that a list's heading must hold
COUNTED = 0.15  # added to the share of a list that has as many items as are counted
MIN_WHOLE = 0.8  # share of the question's weight that a title holds of which all is asked for
MIN_TOLD = 0.5  # share of the question's other words that a list or its document must say
MIN_OF_NOUN = 0.6  # share of the items that must be of the kind that is asked for
MIN_EXCEPTED = 0.6  # share of what is excepted that an item or the opening must hold
MAX_INTRODUCTION = 80  # characters of a clause's own words that may introduce its items
MAX_NAME = 16  # characters up to which the beginning of an item is its name
MAX_DOCUMENTS = 6  # read for a list under a heading
CLOSEST = 3  # clauses of which two must be items of one list
_TOLD_KINDS = frozenset({"materials", "steps", "exclusions"})  # told by the words that open them
_ITEM_KINDS = (ClauseKind.CLAUSE, ClauseKind.ROW)
_ASKS_ITEMS = re.compile(
    r"第[一二三四五六七八九十百\d]+(?:部分|[章节条项])[^，。？?]{0,6}(?:哪几|哪些|几|多少)[条项款点件个](?!月|人|年|工作日)|"
    r"第[一二三四五六七八九十百\d]+(?:部分|[章节条项])[^。？?]{0,12}(?:题目|标题|条目|目录)"
)
_ASKS_GROUPS = re.compile(r"方面|部分|大类|板块|领域|大块")
_ASKS_WHOLE = re.compile(r"题目|标题|条目|目录|提纲")
_OF_WHOLE = re.compile(r"措施|条|任务|工作|部分|章|方面")
_COUNTED = re.compile(
    r"哪(?P<which>[一二三四五六七八九十两\d]+)(?:个|条|项|类|种|方面|大|步|组|点|改|化)"
    r"|(?P<said>[二三四五六七八九十两]|\d{1,2})(?:样|种|项|类|条|点|道)(?!人|年|月)"
    r"(?P<noun>[^，。？?]{2,14}?)(?:是|有|分别|都|叫|指|为)*(?:哪[些几]|什么|啥)"
)
_ASKS_NOUN = re.compile(
    r"哪(?:几[类种个项样]|些)(?:类|种)?(?P<noun>[\u4e00-\u9fff]{1,5}?)(?=[，。？?！!呢啊吗]|$)"
)
_ASKS_KINDS = re.compile(r"哪几[类种](?P<noun>[\u4e00-\u9fff]{1,3})(?=[，。？?！!]|$)")
_ANY_NOUN = re.compile(r".*(?:人|事|情况|情形|内容|问题|方面|单位|部门|地方|文件|东西|规定)")
_ASKS_REST = re.compile(r"(?:还|另|其[他它]|别的)[^。？?]{0,10}(?:哪[些几]|什么|啥|谁)")
_BESIDE = re.compile(
    r"除(?:了|开|去)?(?P<known>[^，,。？?]{1,24}?)(?:之外|以外|外)?[，,、]?[^。？?]{0,16}?(?:还|另|其[他它]|别的)"
)
_OPENS = r"(?:下列|以下|如下|分为|分成|包括|设立?|设置|设有)"


def compose_items(inquiry: Inquiry) -> Composition | None:
    """The list that a question for items asks for; None where no list answers: a sentence may."""
    text = inquiry.understanding.text
    if any(asked.kind is SetKind.ANNEXES for asked in read_sets(text)):
        return list_annexes(inquiry)
    whole = compose_annex(inquiry) or compose_run(inquiry)
    if whole is not None:
        return whole
    heads = (_find_by_heading, _find_by_noun, _find_by_closest)
    lists = (find(inquiry) for find in heads)
    of_kind = (each for each in lists if each is not None and _is_of_kind(each, inquiry))
    return _say(next(of_kind, None), inquiry)


def compose_referenced(inquiry: Inquiry) -> Composition | None:
    """The items under the clause that the question names by its number, or beside one it excepts.

    None where it asks more.
    """
    by_number = _ASKS_ITEMS.search(inquiry.understanding.text) is not None
    return _say(_find_by_number(inquiry) if by_number else _find_beside(inquiry), inquiry)


def compose_counted(inquiry: Inquiry) -> Composition | None:
    """The list of as many things as are said (五样费用是哪些), under a head that names them.

    It holds the closest clause.
    """
    counted = _COUNTED.search(inquiry.understanding.text)
    if counted is None or not counted["noun"] or not inquiry.candidates:
        return None
    closest, count = inquiry.candidates[0].hit.passage, _count_asked(counted[0])
    noun = character_pairs(counted["noun"])
    found = [
        each
        for _, each in _find_named_lists(inquiry)
        if closest in each.items and len(each.items) == count
        if len(noun & character_pairs(f"{each.opening.heading}{each.introduction}"))
        >= MIN_HEADING * len(noun)
    ]
    return _say(found[0], inquiry) if len(found) == 1 and _is_of_kind(found[0], inquiry) else None


def is_defined(inquiry: Inquiry) -> bool:
    """Whether a close sentence says what the thing is of which that is asked: then no list.

    What stands beside the thing (除了甲还有哪些) is a list still.
    """
    if _BESIDE.search(inquiry.understanding.text):
        return False
    near = inquiry.candidates[:MAX_NEAR]
    if find_defining(near, inquiry.understanding) is not None:
        return True
    return bool(near) and near[0].measures.defines > 0


def _say(found: ClauseList | None, inquiry: Inquiry) -> Composition | None:
    return None if found is None else compose_lists([SaidList(found, is_brief=True)], inquiry)


def _is_of_kind(found: ClauseList, inquiry: Inquiry) -> bool:
    """Whether a list is of the kind that is asked for, where the words tell one.

    Who is asked for is no list of what must be handed in.
    """
    asking = inquiry.understanding.asking
    if is_of_other_class(found.opening.own_text, inquiry.understanding.text):
        return False
    said = "\n".join((found.opening.own_text, *(item.own_text for item in found.items)))
    if not says_noun(said, asking):
        return False
    sets = read_sets(asking)
    says = [asked.entry.says for asked in sets if asked.entry and asked.entry.says]
    if says and not any(form.search(said) for form in says):
        return False  # who comes first is told by no list that says nothing of it
    kinds = [kind for asked in sets for kind in asked.lists]
    told = [kind for kind in kinds if kind.name in _TOLD_KINDS]
    if not told or len(told) < len(kinds):
        return True
    return any(found.fits(kind) > 0 for kind in told)


def says_noun(said: str, asking: str) -> bool:
    """Whether a list may be of what is asked for by a noun: a sign of it stands in its words.

    >>> says_noun("下列情形停发：（一）请假的", "设了哪几类奖")
    False
    """
    asked = _ASKS_KINDS.search(asking)
    return asked is None or any(sign in said for sign in asked["noun"])


def _find_named_lists(inquiry: Inquiry) -> Iterator[tuple[StoredDocument, ClauseList]]:
    """The lists with items of the documents that are named."""
    for document in find_documents(inquiry):
        for found in find_lists(inquiry.passages(document.id)):
            if found.items:
                yield document, found


def _choose_best(found: Sequence[tuple[float, ClauseList]]) -> ClauseList | None:
    """The one list of the highest value; None where several have it."""
    best = [each for value, each in found if value == max(value for value, _ in found)]
    return best[0] if len(best) == 1 else None


def _find_by_heading(inquiry: Inquiry) -> ClauseList | None:
    """The list whose heading or opening words hold most of the question, or a whole document's."""
    if inquiry.understanding.scope.document_ids is None:
        return None
    documents = [d for d in inquiry.documents() if d.parent_id is None or d.part]
    best: tuple[float, ClauseList] | None = None
    for document in documents[:MAX_DOCUMENTS]:
        passages = inquiry.passages(document.id)
        count = _count_asked(inquiry.understanding.text)
        found = _find_whole(document, passages, count, inquiry)
        for share, each in [(1.0, found)] if found else _measure_headings(passages, count, inquiry):
            if share >= MIN_HEADING and (best is None or share > best[0]):
                best = share, each
    return None if best is None else best[1]


def _measure_headings(
    passages: Sequence[Passage], count: int | None, inquiry: Inquiry
) -> Iterator[tuple[float, ClauseList]]:
    """The lists of clauses under a clause, and how much of the question their heads say."""
    groups = _ASKS_GROUPS.search(inquiry.understanding.text) is not None
    text = fold_text(inquiry.understanding.text)
    run_on: set[str] = set()
    for each in find_lists(passages):
        items = _keep_clauses(each.items)
        if each.opening.kind is not ClauseKind.CLAUSE or len(items) < 2:
            continue
        if items[0].parent != each.opening.id:  # numbers run on through several groups
            if groups or count not in (None, len(items)):
                continue
            run_on.add(each.opening.id)
        elif each.opening.id in run_on:
            continue
        said = f"{each.opening.heading} {_introduction(each.opening.own_text.rstrip())}"
        share = share_of_terms(inquiry.understanding.focus.terms, said)
        heading = fold_text(each.opening.heading)
        if count == len(items):
            share += COUNTED
        if len(heading) >= MIN_HEADING_NAMED and heading in text:
            share = max(share, 1.0)
        yield share, replace(each, items=items)


def _keep_clauses(items: Sequence[Passage]) -> tuple[Passage, ...]:
    """The items that are clauses; questions that are answered one by one are items of nothing."""
    return tuple(
        item
        for item in items
        if item.kind is ClauseKind.CLAUSE and not last_label(item).startswith("问")
    )


def _introduction(own: str) -> str:
    """The words that introduce items: of a long clause that ends in a colon its last sentences."""
    if len(own) <= MAX_INTRODUCTION or not own.endswith(("：", ":")):
        return own[:MAX_INTRODUCTION]
    spans = split_sentences(own)[-2:]
    said = own[spans[-1].start :]
    return said if len(said) >= SHORT else own[spans[0].start :]


def _find_whole(
    document: StoredDocument, passages: Sequence[Passage], count: int | None, inquiry: Inquiry
) -> ClauseList | None:
    """The outermost clauses of a document, where the question speaks of it as a whole."""
    focus, text = inquiry.understanding.focus, inquiry.understanding.text
    if focus.terms and not _ASKS_WHOLE.search(text):
        title = fold_text(document.title)
        held = sum(t.weight for t in focus.terms if fold_text(t.words) in title)
        if not _OF_WHOLE.search(text) or held < MIN_WHOLE * focus.total:
            return None
    outer = (ClauseKind.PART, ClauseKind.ANNEX)
    root = next((p for p in passages if p.kind in outer and p.has_children), None)
    inside = [p for p in passages if p.parent == (root.id if root is not None else None)]
    items = _keep_clauses(inside)
    head = root or next((p for p in passages if p.kind is LeadKind.TITLE), None)
    if head is None or len(items) < 2 or count not in (None, len(items)):
        return None
    return ClauseList(head, items)


def _count_asked(text: str) -> int | None:
    """How many things a question counts: 哪三个方面, 五样费用是哪些."""
    found = _COUNTED.search(text)
    number = (found["which"] or found["said"]) if found is not None else None
    return find_value(number.replace("两", "二")) if number else None


def _find_by_noun(inquiry: Inquiry) -> ClauseList | None:
    """The one list of what is asked for by its noun (设了哪几类奖): its items or opening say it."""
    asking = inquiry.understanding.asking
    asked = _ASKS_NOUN.search(asking)
    if asked is None or _ANY_NOUN.fullmatch(asked["noun"]) or read_sets(asking):
        return None
    noun = asked["noun"]
    found: list[tuple[float, ClauseList]] = []
    for document, each in _find_named_lists(inquiry):
        items = tuple(item for item in each.items if item.kind is ClauseKind.CLAUSE)
        if not items or is_of_other_class(each.introduction, asking):
            continue
        of_noun = sum(_name(item).endswith(noun) for item in items) / len(items)
        opens = re.search(f"{_OPENS}[^，。；]{{0,8}}{noun}", each.introduction) is not None
        if of_noun < MIN_OF_NOUN and not opens:
            continue
        terms = find_others(inquiry, document, noun)
        words = (*each.opening.heading_path, each.opening.text, *(i.own_text for i in items))
        share = share_of_terms(terms, " ".join(words)) if terms else 1.0
        if share >= MIN_TOLD:
            found.append((share + of_noun + opens, replace(each, items=items)))
    return _choose_best(found)


def _name(item: Passage) -> str:
    """What an item is called: its heading, or its first words."""
    own = re.split(
        r"[，。；：:;,（(]", re.sub(r"^\W*[\d一二三四五六七八九十]+\W+", "", item.own_text)
    )
    return (item.heading or own[0]).strip()[:MAX_NAME]


def _find_beside(inquiry: Inquiry) -> ClauseList | None:
    """The one list that holds what is excepted (除了甲还有哪些), whole: what is left is shown."""
    asked = _BESIDE.search(inquiry.understanding.text)
    if asked is None or not _ASKS_REST.search(inquiry.understanding.text[asked.start() :]):
        return None
    if any(of.entry is not None for of in read_sets(inquiry.understanding.asking)):
        return None  # told wherever they stand, not in one list
    terms = inquiry.understanding.focus.terms
    known = [term for term in terms if term.words in asked["known"]]
    if not known:
        return None
    found: list[tuple[float, ClauseList]] = []
    for document, each in _find_named_lists(inquiry):
        others = [t for t in find_others(inquiry, document, asked["known"]) if t not in known]
        words = (each.opening.own_text, *(item.own_text for item in each.items))
        held = max(share_of_terms(known, part) for part in words)
        above = " ".join((*each.opening.heading_path, *words))
        share = share_of_terms(others, above) if others else 1.0
        if held >= MIN_EXCEPTED and share >= MIN_TOLD:
            found.append((held + share, each))
    return _choose_best(found)


def _find_by_number(inquiry: Inquiry) -> ClauseList | None:
    """The items under the one clause that the question names by its number (第六部分有哪几项)."""
    references = inquiry.understanding.references
    documents = inquiry.documents()
    if len(references) != 1 or len(documents) > MAX_READ:
        return None
    found: list[tuple[float, ClauseList]] = []
    for document in documents:
        for passage in inquiry.passages(document.id):
            if passage.kind is ClauseKind.CLAUSE and passage.has_children:
                sure = matches(references[0].ref, ClauseRef.parse(passage.label))
                each = _find_under(passage, inquiry) if sure >= MEANT else None
                if each is not None and each.items[0].kind is ClauseKind.CLAUSE:
                    found.append((sure, each))
    return _choose_best(found)


def _find_by_closest(inquiry: Inquiry) -> ClauseList | None:
    """The list of which several of the closest clauses are items, or that the closest opens."""
    if not inquiry.candidates:
        return None
    first = list({c.hit.passage.id: c.hit.passage for c in inquiry.candidates}.values())[:CLOSEST]
    best = first[0]
    heard = any(c.coverage >= MIN_HEADING for c in inquiry.candidates)
    together = heard and sum(p.parent == best.parent for p in first) > 1
    of = best if best.has_children and not together else None
    if of is None and best.parent is not None:
        of = inquiry.store.passage(best.parent, inquiry.scope)
    if of is None or not of.own_text.rstrip().endswith(("：", ":")):
        return None
    return _find_under(of, inquiry)


def _find_under(opening: Passage, inquiry: Inquiry) -> ClauseList | None:
    """The clauses and rows right under a clause as its list; None where there is but one."""
    passages = inquiry.passages(opening.document_id)
    items = tuple(p for p in passages if p.parent == opening.id and p.kind in _ITEM_KINDS)
    return ClauseList(opening, items) if len(items) > 1 else None
