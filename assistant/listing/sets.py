"""Answers that are sets: counted, complete, one group for each document."""

import re
from collections.abc import Callable, Sequence

from assistant.choosing.sentences import Candidate
from assistant.inquiry import Composition, Inquiry, Refusal
from assistant.listing.annexes import compose_annexes
from assistant.listing.entry_filters import PARTS
from assistant.listing.entry_lists import compose_entries
from assistant.listing.lists import compose_counted
from assistant.listing.mentioned import compose_citing, compose_mentions
from assistant.listing.named_lists import (
    compose_named_list,
    compose_nearest_list,
    compose_rows_of_best,
)
from assistant.listing.states import compose_states
from assistant.listing.table_rows import compose_table_rows
from assistant.reading.kinds import Asked, QuestionKind, asks_to_compare
from assistant.reading.set_request import (
    SetAsked,
    SetKind,
    asks_for_all,
    asks_for_each,
    find_entry_kind,
    read_sets,
)
from assistant.reading.versions import names_versions

# Questions of these kinds ask for one thing, whatever words stand in them.
_SINGLE = frozenset({QuestionKind.CLAUSE, QuestionKind.COMPARE, QuestionKind.STAGE})

_COMPOSERS: dict[SetKind, Callable[[Inquiry, SetAsked], Composition | Refusal | None]] = {
    SetKind.STATES: compose_states,
    SetKind.ANNEXES: compose_annexes,
    SetKind.CITING: compose_citing,
    SetKind.MENTIONS: compose_mentions,
    SetKind.LIST: compose_named_list,
    SetKind.ENTRIES: compose_entries,
}


_RESPONSIBLE = re.compile(
    r"谁(?:的(?:事|活|责任|任务)|来?(?:负责|管|牵头|办|抓|落实|经办))|归(?:谁|哪)"
)


def compose_set(inquiry: Inquiry) -> Composition | Refusal | None:
    """The whole set that a question asks for; None where it asks for none, or none is held."""
    text = inquiry.understanding.asking
    kind = inquiry.understanding.ask.kind
    if kind not in _SINGLE:
        told = compose_table_rows(inquiry) or compose_counted(inquiry)
        if told is not None:
            return told
    sets = read_sets(text)
    if kind is QuestionKind.BENEFITS and not any(map(_is_of_grants, sets)):
        sets = (*sets, SetAsked(SetKind.ENTRIES, entry=find_entry_kind("grants")))
    for asked in sets:
        if not (_may_answer(asked, kind, text) or _is_of_part(asked, inquiry)):
            continue
        if _is_of_grants(asked) and _RESPONSIBLE.search(text) and not asks_for_all(text):
            continue  # who has a task done, though it is one of payments
        composed = _COMPOSERS[asked.kind](inquiry, asked)
        if composed is not None and not _leaves_out_closest(composed, asked, inquiry):
            return composed
    wanted = inquiry.understanding.ask.asked
    if names_versions(text):
        return None  # 新旧标准各多少 asks for two figures of one thing
    if Asked.MONEY in wanted and Asked.WHO not in wanted and asks_for_each(text):
        money = SetAsked(SetKind.ENTRIES, entry=find_entry_kind("money"))
        return None if kind in _SINGLE else compose_entries(inquiry, money)
    return None


CLOSEST = 0.8  # share of the question that a sentence holds which a set would hold, too


def _leaves_out_closest(composed: Composition | Refusal, asked: SetAsked, inquiry: Inquiry) -> bool:
    """Whether a clause that says nearly all that is asked is no member: another set is meant."""
    if asked.kind is not SetKind.ENTRIES or not inquiry.candidates:
        return False
    if asks_for_all(inquiry.understanding.asking):
        return False
    best = inquiry.candidates[0]
    if isinstance(composed, Refusal) or best.own_coverage < CLOSEST:
        return False
    shown = {hit.passage.id for hit in composed.hits}
    return shown.isdisjoint((best.hit.passage.id, best.hit.passage.parent))


def compose_nearest(inquiry: Inquiry, answering: Sequence[Candidate]) -> Composition | None:
    """The rows of a table of which each is asked for; the nearest list of the kind asked for.

    The latter where it holds the closest clause, or where that is so by meaning alone.
    """
    scope = inquiry.understanding.scope
    each = asks_for_each(inquiry.understanding.asking)
    if each and answering and inquiry.understanding.ask.kind not in _SINGLE:
        rows = compose_rows_of_best(inquiry, answering[0])
        if rows is not None:
            return rows
    if scope.document_ids is None or not answering:
        return None
    if inquiry.understanding.ask.kind in _SINGLE or inquiry.understanding.ask.wants_figure():
        return None
    for asked in read_sets(inquiry.understanding.asking):
        if asked.kind is SetKind.LIST:
            return compose_nearest_list(inquiry, asked, answering[0])
    return None


def _is_of_grants(asked: SetAsked) -> bool:
    return asked.entry is not None and asked.entry.name == "grants"


def _is_of_part(asked: SetAsked, inquiry: Inquiry) -> bool:
    """Whether entries of a numbered part are asked for, not what it says: 第二部分的金额都列出."""
    if inquiry.understanding.ask.kind is not QuestionKind.CLAUSE or asked.entry is None:
        return False
    units = {r.ref.steps[-1].unit for r in inquiry.understanding.references if r.ref.steps}
    return len(units) > 0 and units <= PARTS and asks_for_all(inquiry.understanding.asking)


def _may_answer(asked: SetAsked, kind: QuestionKind, text: str) -> bool:
    """Whether a set may answer a question of this kind.

    One that names several places asks for a difference only where its words say so; days and
    figures of several places are told side by side.
    """
    if kind not in _SINGLE:
        return True
    if asked.kind is SetKind.MENTIONS:
        return kind is not QuestionKind.COMPARE or not asks_to_compare(text)
    if kind is not QuestionKind.COMPARE or asks_to_compare(text) or asked.entry is None:
        return False
    return not asked.entry.is_dated and _OF_SEVERAL.search(text) is not None


# What asks for more than one thing of each place; 各是多少 asks for the same one of each.
_OF_SEVERAL = re.compile(
    r"哪些|哪几|哪类|什么|有啥|所有|全部|列|汇总|整理|清单|几(?:[种样项条类档]|个(?![月半]|工作日|小时|学期|百分点))"
)
