"""Every entry of a kind that a question asks for: chosen, narrowed, counted, each cited."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.composing.situations import compose_selfcheck
from assistant.duty_filter import Period, read_period
from assistant.inquiry import Composition, Inquiry
from assistant.listing.amounts import (
    RHYTHM_WORDS,
    find_largest,
    keep_rhythm,
    read_rhythm,
    say_sum,
)
from assistant.listing.entries import Entry, find_dated, find_entries
from assistant.listing.entry_filters import (
    divide_ended,
    find_figures,
    keep_near,
    keep_part,
    keep_payments,
    narrow,
    read_subject,
)
from assistant.listing.favours import compose_favours
from assistant.listing.limits import Limit, read_limit
from assistant.listing.named_lists import compose_named_list
from assistant.listing.set_rows import (
    MAX_SCANNED,
    SetRow,
    add_rows,
    compose_rows,
    count_by_document,
)
from assistant.reading.focus import Term
from assistant.reading.kinds import QuestionKind
from assistant.reading.set_request import EntryKind, ListKind, SetAsked, SetKind, asks_by_day
from ingest.model import ValidityState

MAX_OPEN = 60  # figures of a document up to which all are listed though nothing narrows them
_GOALS = re.compile(r"目标|指标|任务")
_WHOLE = re.compile(
    r"(?:所有|全部|各|几[个份]|每一?[份个]|手头|库里|收录)[^，。？?]{0,4}(?:文件|县|地|办法|政策|规定)"
)
_PAYING = frozenset({"grants", "money"})
_FAVOURING = frozenset({"grants", "priority"})
_SAYS_DAY = re.compile(r"20\d\d|[今明后去本]年")
_RANKED = re.compile(
    r"从[高大多]到[低小少]|由[高大多]到[低小少]|最[高多大]|排(?:个|一下)?(?:序|名)"
)
_RANKED_UP = re.compile(r"从[低小少]到[高大多]|由[低小少]到[高大多]|最[低少小]")
_SCHEDULE = re.compile(r"安排|流程|日程|步骤|进度|一路|每一?步|环节|阶段")
_DATED_LIST = ListKind(
    "times", re.compile(""), re.compile(r"时间|日程|日期|进度|期限"), re.compile(r"\d月")
)


def compose_entries(inquiry: Inquiry, asked: SetAsked) -> Composition | None:
    """The entries of the kind that meet what else is asked; None where they are no answer."""
    kind = asked.entry
    assert kind is not None  # of ENTRIES
    if kind.name == "grants":
        checked = compose_selfcheck(inquiry)
        if checked is not None:
            return checked  # somebody who says enough of himself is told what applies to him
    favours = compose_favours(inquiry) if kind.name in _FAVOURING else None
    if favours is not None:
        return favours
    due = _read_due(inquiry, kind)
    named = inquiry.understanding.scope.document_ids is not None
    if kind.name == "dates":
        if due is None and not named:
            return None
        by_day = due is not None and asks_by_day(inquiry.understanding.text)
        lists = SetAsked(SetKind.LIST, (_DATED_LIST,))
        listed = None if by_day else compose_named_list(inquiry, lists)
        if listed is not None and _are_dated(listed):
            return _add_other_days(listed, inquiry, due)
    counted = sum(d.clause_count for d in inquiry.documents())
    if kind.name == "targets" and counted > MAX_SCANNED:
        return None
    entries = find_entries(inquiry, asked, due)
    if kind.name == "grants":
        entries = keep_payments(entries, inquiry)
    entries = keep_part(entries, inquiry, kind)
    rhythm = read_rhythm(inquiry.understanding.text) if kind.name in _PAYING else None
    if rhythm is not None:
        entries = keep_rhythm(entries, rhythm)
    limit = read_limit(inquiry.understanding.text)
    subject = read_subject(inquiry, asked, limit)
    current, ended = divide_ended(entries, inquiry)
    if kind.name == "endings":
        current, ended = entries, []  # an older document stays ended by one that has ended too
    chosen = _choose(current, subject, inquiry, asked, due)
    past = _choose(ended, subject, inquiry, asked, due) if ended else _NOTHING
    if chosen.entries:
        chosen = replace(chosen, past=_list_titles(past.entries))
    elif not any(_is_replaced(entry, inquiry) for entry in past.entries):
        chosen = past  # nothing newer says it
    if rhythm is not None:
        chosen = replace(chosen, about=f"{chosen.about}、{rhythm.value}发放")
    if limit is not None:
        chosen = replace(chosen, entries=[e for e in chosen.entries if limit.holds(e.row.text)])
    elif due is None:
        chosen = _keep_meeting(chosen, inquiry)
    bounded = limit is not None or rhythm is not None
    if not chosen.entries or not _is_set(chosen, inquiry, kind, due, bounded=bounded):
        return None
    said = _say_count(chosen, kind, due, limit)
    said += (
        "，已全部列出。"
        if counted <= MAX_SCANNED
        else f"；只查了最接近的 {len(inquiry.hits)} 条，可能还有。"
    )
    return _compose(inquiry, chosen, kind, said)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The entries that are about what is asked, and how that was told."""

    entries: list[Entry]
    narrowed: bool
    about: str = ""  # in Chinese, behind what they say
    caution: str = ""
    past: tuple[str, ...] = ()  # documents whose entries do not hold today


MAX_FEW = 3  # entries of a kind that are shown though none says the subject
_FEW = frozenset({"exceptions", "priority"})
MAX_UNNARROWED = 8  # entries that are shown whole where their subject is said in no clause

_NOTHING = _Chosen([], narrowed=False)


def _is_replaced(entry: Entry, inquiry: Inquiry) -> bool:
    """Whether a newer document took the place of the one that an entry stands in."""
    return inquiry.validities[entry.row.hit.document.id].state is ValidityState.REPEALED


def _list_titles(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.row.hit.document.title for entry in entries))


def _choose(
    entries: list[Entry],
    subject: Sequence[Term],
    inquiry: Inquiry,
    asked: SetAsked,
    due: Period | None,
) -> _Chosen:
    """The entries about the subject; by nearness where no document says it in these words."""
    kind = asked.entry
    assert kind is not None  # of ENTRIES
    terms = [t for t in subject if t.is_held or t.alternatives]
    if kind.name == "endings" and inquiry.understanding.scope.document_ids is not None:
        return _Chosen(entries, narrowed=False)
    if subject and not terms and not kind.is_dated:
        named = inquiry.understanding.scope.document_ids is not None
        unsaid = "、".join(f"“{t.words}”" for t in subject)
        if named and len(entries) <= MAX_UNNARROWED:
            return _Chosen(entries, False, "", f"条文中没有{unsaid}的说法，请对照各条核对。")
        near, section = keep_near(entries, inquiry) if named else ([], "")
        caution = f"条文中没有{unsaid}的说法，以下取自意思最接近的部分（{section}），请核对。"
        return _Chosen(near, bool(near), "", caution)
    found, narrowed = narrow(entries, terms, inquiry, kind)
    if not narrowed and terms and kind.name in _FEW and len(found) <= MAX_FEW:
        unsaid = "、".join(f"“{t.words}”" for t in terms)
        return _Chosen(found, False, "", f"没有一处直接写到{unsaid}，请对照各条核对。")
    if not narrowed:
        found = _keep_open(found, inquiry, kind, due, terms)
    words = [t.words for t in terms] if narrowed else [asked.who] if asked.who else []
    about = f"、与{'、'.join(f'“{w}”' for w in words)}有关" if words else ""
    return _Chosen(found, narrowed, about)


def _keep_meeting(chosen: _Chosen, inquiry: Inquiry) -> _Chosen:
    """Those that hold the figures said, where some do: 任教满二十年 is a condition."""
    figures = find_figures(RHYTHM_WORDS.sub("", inquiry.understanding.text))
    meeting = [e for e in chosen.entries if figures & find_figures(e.row.text)]
    if not meeting:
        return chosen
    return replace(chosen, entries=meeting, about=f"{chosen.about}，且写有所说数字")


def _read_due(inquiry: Inquiry, kind: EntryKind) -> Period | None:
    text = inquiry.understanding.text
    if kind.name == "dates" or (kind.name == "targets" and _SAYS_DAY.search(text)):
        return read_period(text, inquiry.as_of)
    return None


def _add_other_days(listed: Composition, inquiry: Inquiry, due: Period | None) -> Composition:
    """A list of days with those that other clauses name, where no schedule alone is asked for."""
    shown = {hit.passage.id for hit in listed.hits}
    rows = [row for row in find_dated(inquiry, due) if row.hit.passage.id not in shown]
    if not rows or _SCHEDULE.search(inquiry.understanding.text):
        return listed
    return add_rows(listed, inquiry, rows, "其他条文中写有时间的", "时间安排")


def _are_dated(composed: Composition) -> bool:
    """Whether the items of a list name days."""
    items = composed.drafts[1:]
    return bool(items) and 2 * sum("月" in draft.text for draft in items) > len(items)


def _keep_open(
    entries: list[Entry],
    inquiry: Inquiry,
    kind: EntryKind,
    due: Period | None,
    terms: Sequence[object],
) -> list[Entry]:
    """What is listed though the subject narrows nothing: all of named documents, or of all."""
    named = inquiry.understanding.scope.document_ids is not None
    if kind.name in ("dates", "endings"):
        return entries
    if kind.name == "targets":
        if not named and (due is None or not _WHOLE.search(inquiry.understanding.text)):
            return []
        if due is None and sum(entry.figures for entry in entries) > MAX_OPEN:
            return [entry for entry in entries if _GOALS.search(entry.above)]
        return entries
    if terms:
        return []
    if kind.name == "obligations":
        return entries
    whole = kind.name != "grants" and _WHOLE.search(inquiry.understanding.text)
    return entries if named or whole else []


def _is_set(
    chosen: _Chosen, inquiry: Inquiry, kind: EntryKind, due: Period | None, *, bounded: bool
) -> bool:
    """Whether the closest clause is among the entries, or these are many enough without it."""
    if kind.name == "dates" or (kind.name == "targets" and not (chosen.narrowed and due is None)):
        return True
    if bounded or (chosen.caution and len(chosen.entries) > 1):
        return True
    if chosen.narrowed and inquiry.understanding.ask.kind is QuestionKind.BENEFITS:
        return True
    best = inquiry.candidates[:1]
    if any(e.row.hit.passage.id == c.hit.passage.id for c in best for e in chosen.entries):
        return True
    return kind.name != "targets" and len(chosen.entries) >= kind.least


def _say_count(chosen: _Chosen, kind: EntryKind, due: Period | None, limit: Limit | None) -> str:
    start = f"{due.start} 至 " if due is not None and due.start else ""
    when = f"时间在 {start}{due.end}{'' if start else ' 以前'}、" if due and due.end else ""
    bound = ""
    if limit is not None:
        side = "不低于" if limit.is_least else "不高于"
        form = "（不含封顶数和须达到的数）" if limit.is_fixed else ""
        bound = f"、数额{side} {limit.value.normalize():f} {limit.unit}{form}"
    figures = sum(entry.figures for entry in chosen.entries)
    numbers = f"、{figures} 个数" if kind.name == "targets" else ""
    said = f"{when}写有{kind.label}{chosen.about}{bound}的共 {len(chosen.entries)} 处{numbers}"
    return f"{chosen.caution}{said}"


def _compose(inquiry: Inquiry, chosen: _Chosen, kind: EntryKind, said: str) -> Composition:
    text, entries = inquiry.understanding.text, chosen.entries
    up = _RANKED_UP.search(text) is not None
    amounts = [entry for entry in entries if find_largest(entry) is not None]
    if (up or _RANKED.search(text)) and amounts:
        if len(amounts) < len(entries):
            said += f"其中 {len(amounts)} 处写有数额。"
        entries = amounts
        entries = sorted(entries, key=lambda e: find_largest(e) or Decimal(0), reverse=not up)
        said += f"按条文中的数额从{'低到高' if up else '高到低'}排列，计发的口径可能不同，请核对。"
        return compose_rows(inquiry, [e.row for e in entries], said, [""] * len(entries))
    if len({entry.row.hit.document.id for entry in entries}) > 1:
        said += f"其中{count_by_document([entry.row for entry in entries])}。"
    if chosen.past:
        said += f"已失效或废止的{'、'.join(f'《{title}》' for title in chosen.past)}没有计入。"
    said += say_sum(entries, text)
    if kind.name == "grants":
        said += "是否适用，请对照条件并以发文单位解释为准。"
    return compose_rows(inquiry, _with_openings(entries), said)


def _with_openings(chosen: list[Entry]) -> list[SetRow]:
    """The rows, before the items of a list the words that open it."""
    rows: list[SetRow] = []
    for entry in chosen:
        if entry.opening is not None and entry.opening not in rows:
            rows.append(entry.opening)
        rows.append(entry.row)
    return rows
