"""Lists that a question tells by what their items are: rounds, the kinds of a class, awards."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.choosing.continuing import find_defining
from assistant.compose import gather
from assistant.composing.clause_lists import find_lists
from assistant.composing.named_lists import find_meant_by_title
from assistant.composing.set_rows import share_of_terms
from assistant.inquiry import Composition, Inquiry, cite_as, name_source, quote_draft
from assistant.locate import fold_text, split_sentences
from assistant.model import Notice, NoticeKind
from assistant.reading.focus import Term
from assistant.reading.set_request import read_sets
from assistant.retrieve import MAX_READ
from ingest.model import ClauseKind, Span
from ingest.numerals import find_value
from vectorstore.model import Passage, StoredDocument

MIN_RUN = 2  # items that make a list
MIN_TOLD = 0.5  # share of the question's other words that a list or its document must say
MIN_OF_NOUN = 0.6  # share of the items that must be of the kind that is asked for
MIN_EXCEPTED = 0.6  # share of what is excepted that an item or the opening must hold
MAX_NAME = 16  # characters up to which the beginning of an item is its name
MAX_NEAR = 5  # sentences among which one may say what one of several questions asks
MAX_RUN = 900  # characters of a list in a sentence that is quoted whole

_NUMERAL = r"[一二三四五六七八九十]|\d{1,2}"
_UNIT = "轮|步|批|阶段|档次?|梯队|环节|层次|顺序|顺位|关"
_MARKS = (
    re.compile(rf"第(?P<number>{_NUMERAL})(?P<unit>{_UNIT})"),
    re.compile(r"(?<![\d.])(?P<number>\d{1,2})[.．、)）](?!\d)"),
    re.compile(r"[（(](?P<number>[一二三四五六七八九十]{1,2}|\d{1,2})[）)]"),
    re.compile("(?P<number>[①-⑳])"),
)
_STOP = re.compile(r"[。！？\n]")
_ASKS_ROUNDS = re.compile(
    rf"(?:(?P<count>[两二三四五六七八九十]|\d)个?|(?:哪?几|哪些)个?)(?P<unit>{_UNIT})"
)
_ASKS_REST = re.compile(r"(?:还|另|其[他它]|别的)[^。？?]{0,10}(?:哪[些几]|什么|啥|谁)")
_ASKS_WHICH = re.compile(r"哪|几|分别|各是|什么|啥|包括|包含|列")
_CLASS = re.compile(
    r"(?<!第)(?P<name>[甲乙丙丁戊A-Ea-e一二三四五])(?P<unit>类|档|级|等|组)(?!别|似|型)"
)
_ASKS_NOUN = re.compile(
    r"哪(?:几[类种个项样]|些)(?:类|种)?(?P<noun>[\u4e00-\u9fff]{1,5}?)(?=[，。？?！!呢啊吗]|$)"
)
_ASKS_KINDS = re.compile(r"哪几[类种](?P<noun>[\u4e00-\u9fff]{1,3})(?=[，。？?！!]|$)")
_ANY_NOUN = re.compile(r".*(?:人|事|情况|情形|内容|问题|方面|单位|部门|地方|文件|东西|规定)")
_BESIDE = re.compile(
    r"除(?:了|开|去)?(?P<known>[^，,。？?]{1,24}?)(?:之外|以外|外)?[，,、]?[^。？?]{0,16}?(?:还|另|其[他它]|别的)"
)
_OPENS = r"(?:下列|以下|如下|分为|分成|包括|设立?|设置|设有)"


@dataclass(frozen=True, slots=True)
class Run:
    """Numbered items in the running text of a clause, with the words that open them."""

    lead: str
    span: Span  # of the opening words and the items
    unit: str  # 轮 of 第一轮; "" where the numbers have none
    count: int


def find_runs(text: str) -> Iterator[Run]:
    """Every list whose numbers run on from 1 in a text.

    >>> [run.lead for run in find_runs("甲类3种：1.肺病 2.肝病 3.眼病。乙类2种：1.痛风 2.湿疹。")]
    ['甲类3种：', '乙类2种：']
    """
    for mark in _MARKS:
        run: list[re.Match[str]] = []
        for found in (*mark.finditer(text), None):
            number = (find_value(found["number"]) or 0) if found else 0
            follows = found is not None and bool(run) and number == len(run) + 1
            if follows and found is not None and _unit(found) == _unit(run[0]):
                run.append(found)
                continue
            if len(run) >= MIN_RUN:
                yield _make_run(text, run)
            run = [found] if found is not None and number == 1 else []


def _unit(mark: re.Match[str]) -> str:
    return mark.groupdict().get("unit") or ""


def _make_run(text: str, run: list[re.Match[str]]) -> Run:
    first = run[0].start()
    stops = [found.end() for found in _STOP.finditer(text, 0, first)]
    start = stops[-1] if stops else 0
    stop = _STOP.search(text, run[-1].end())
    end = stop.end() if stop else len(text.rstrip())
    start += len(text[start:first]) - len(text[start:first].lstrip())
    return Run(text[start:first].strip(), Span(start, end), _unit(run[0]), len(run))


def compose_told_run(inquiry: Inquiry) -> Composition | None:
    """The rounds or the members of a class that the question names, told in running text."""
    text = inquiry.understanding.text
    if not _ASKS_WHICH.search(text):
        return None
    rounds, named = _ASKS_ROUNDS.search(text), _CLASS.search(text)
    found: list[tuple[float, StoredDocument, Passage, Run]] = []
    for document, passage in _passages(inquiry):
        for run in find_runs(passage.own_text):
            if run.span.end - run.span.start > MAX_RUN or not _is_meant(run, rounds, named):
                continue
            terms = _others(inquiry, document, (rounds or named or [""])[0])
            whole = " ".join((*passage.heading_path, passage.own_text))
            share = share_of_terms(terms, whole) if terms else 1.0
            if share >= MIN_TOLD:
                found.append((share, document, passage, run))
    best = [each for each in found if each[0] == max(share for share, *_ in found)]
    if len(best) != 1:
        return None
    _, document, passage, run = best[0]
    hit = inquiry.hit(passage)
    said = f"{cite_as(document, passage)}共 {run.count} 项，已全部列出。"
    notice = Notice(NoticeKind.COMPLETENESS, said)
    return gather([quote_draft(hit, run.span, name_source(hit))], inquiry, (notice,))


def _is_meant(run: Run, rounds: re.Match[str] | None, named: re.Match[str] | None) -> bool:
    """Whether a run has the unit that is asked for, or is opened by the class that is."""
    if rounds is not None:
        count = find_value(rounds["count"]) if rounds["count"] else None
        return run.unit == rounds["unit"] and count in (None, run.count)
    return named is not None and named[0] in run.lead and run.lead.endswith(("：", ":"))


def is_of_other_class(opening: str, text: str) -> bool:
    """Whether the words that open a list name a class beside the one that a question names.

    >>> is_of_other_class("乙类（门诊慢性病）10种：", "甲类都包括哪几种病")
    True
    """
    asked = {found[0] for found in _CLASS.finditer(text)}
    spans = split_sentences(opening)
    said = opening[spans[-1].start :] if spans else opening
    named = {found[0] for found in _CLASS.finditer(said)}
    units = {name[-1] for name in asked} & {name[-1] for name in named}
    return bool(units) and not asked & named


def find_told_items(inquiry: Inquiry) -> list[Passage] | None:
    """The one list of what is asked for by its noun (设了哪几类奖): its items or opening say it."""
    asking = inquiry.understanding.asking
    asked = _ASKS_NOUN.search(asking)
    if asked is None or _ANY_NOUN.fullmatch(asked["noun"]) or read_sets(asking):
        return None
    noun = asked["noun"]
    found: list[tuple[float, list[Passage]]] = []
    for document in find_documents(inquiry):
        terms = _others(inquiry, document, noun)
        for each in find_lists(inquiry.store.passages(document.id, inquiry.scope)):
            items = [item for item in each.items if item.kind is ClauseKind.CLAUSE]
            if not items or is_of_other_class(each.introduction, asking):
                continue
            of_noun = sum(_name(item).endswith(noun) for item in items) / len(items)
            opens = re.search(f"{_OPENS}[^，。；]{{0,8}}{noun}", each.introduction) is not None
            if of_noun < MIN_OF_NOUN and not opens:
                continue
            words = (*each.opening.heading_path, each.opening.text, *(i.own_text for i in items))
            share = share_of_terms(terms, " ".join(words)) if terms else 1.0
            if share >= MIN_TOLD:
                found.append((share + of_noun + opens, items))
    best = [items for value, items in found if value == max(value for value, _ in found)]
    return best[0] if len(best) == 1 else None


def find_beside(inquiry: Inquiry) -> list[Passage] | None:
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
    found: list[tuple[float, list[Passage]]] = []
    for document in find_documents(inquiry):
        others = [t for t in _others(inquiry, document, asked["known"]) if t not in known]
        for each in find_lists(inquiry.store.passages(document.id, inquiry.scope)):
            items = list(each.items)
            words = (each.opening.own_text, *(item.own_text for item in items))
            held = max(share_of_terms(known, part) for part in words)
            above = " ".join((*each.opening.heading_path, *words))
            share = share_of_terms(others, above) if others else 1.0
            if items and held >= MIN_EXCEPTED and share >= MIN_TOLD:
                found.append((held + share, items))
    best = [items for value, items in found if value == max(value for value, _ in found)]
    return best[0] if len(best) == 1 else None


def says_noun(said: str, asking: str) -> bool:
    """Whether a list may be of what is asked for by a noun: a sign of it stands in its words.

    >>> says_noun("下列情形停发：（一）请假的", "设了哪几类奖")
    False
    """
    asked = _ASKS_KINDS.search(asking)
    return asked is None or any(sign in said for sign in asked["noun"])


def _name(item: Passage) -> str:
    """What an item is called: its heading, or its first words."""
    own = re.split(
        r"[，。；：:;,（(]", re.sub(r"^\W*[\d一二三四五六七八九十]+\W+", "", item.own_text)
    )
    return (item.heading or own[0]).strip()[:MAX_NAME]


def _others(inquiry: Inquiry, document: StoredDocument, words: str) -> list[Term]:
    """The question's terms beside what is asked for and what the document is called."""
    metadata = document.metadata
    called = fold_text(f"{document.title} {metadata.document_number} {metadata.issue_date}")
    return [
        term
        for term in inquiry.understanding.focus.terms
        if term.words not in words
        and words not in term.words
        and fold_text(term.words) not in called
    ]


def find_documents(inquiry: Inquiry) -> list[StoredDocument]:
    """The documents that are named, without those that have ended where others have not."""
    if inquiry.understanding.scope.document_ids is None:
        return []
    documents = find_meant_by_title(inquiry)
    valid = [d for d in documents if not inquiry.validities[d.id].state.is_ended]
    documents = valid or documents
    return documents if len(documents) <= MAX_READ else []


def _passages(inquiry: Inquiry) -> Iterator[tuple[StoredDocument, Passage]]:
    for document in find_documents(inquiry):
        for passage in inquiry.store.passages(document.id, inquiry.scope):
            if passage.kind is ClauseKind.CLAUSE:
                yield document, passage


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
