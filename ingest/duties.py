"""Who answers for what: the duties that clauses assign, in the forms documents use.

Labelled lists (牵头部门：…；配合部门：…), with or without brackets; running words (由X牵头，Y配合,
牵头单位为X，X任组长); and divisions of work (X局：负责…; X局要…；Y局要…).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.clean import fold
from ingest.deadlines import find_deadline
from ingest.departments import ENDINGS, departments_match
from ingest.duty_names import split_names
from ingest.duty_rows import find_row_duty
from ingest.model import Clause, ClauseKind, Duty, DutyParty, DutyRole, Span

__all__ = ["departments_match", "find_duties"]

_UNITS = r"(?:责任)?(?:部门|单位|科室|股室|处室|科\(?股?\)?室|机构)"
_LABEL = re.compile(
    rf"(?P<leader>(?:牵头|分管|责任|挂钩|包保|联系)\s?(?:县|市|区|局)?领导|第一责任人|(?:常务)?副?\s{{0,4}}组\s{{0,4}}长|总?召集人)\s{{0,3}}:"
    rf"|(?P<lead>(?:牵头|主办|主责|主要责任){_UNITS}|牵头)\s{{0,3}}:"
    rf"|(?P<support>(?:配合|协办|协同|协助|参与|参加){_UNITS}|配合)\s{{0,3}}:"
    rf"|(?P<responsible>责任{_UNITS}|责任主体|责任人|具办人|责任|实施(?:单位|主体)|落实(?:单位|部门)|承办(?:单位|部门))\s{{0,3}}:"
    r"|(?P<member>成\s{0,4}员(?:单位)?)\s{0,3}:"
)
_STOP = re.compile(r"[;。)!?〕】]|,(?=[^、]{0,12}:)|\n\s{0,3}\n(?=\s{0,3}[\u4e00-\u9fff]{2,6}:)")
_PARTIES = rf"[\u4e00-\u9fff_xX()、]{{1,120}}?{ENDINGS}"
_LEADING = re.compile(
    rf"(?:由(?P<by>[^,;。:!?()]{{2,60}}?)|(?<![^,;。:!?\n)])(?P<plain>(?:{_PARTIES}|[\u4e00-\u9fff()]{{0,16}}领导)))(?:统一|共同|负责)?牵头"
    r"(?!单位|部门|科室|股室|领导|人|的)(?:负责|成立|组织|制定|落实)?"
)
_SUPPORTING = re.compile(
    r"(?<=[,;、。])\s?(?P<names>[^,;。:]{2,60}?)(?:密切|积极|协同|协助|共同)?(?:配合|协助|参与)(?=[,;。]|$)"
)
_LEAD_IS = re.compile(r"牵头(?:单位|部门|科室|股室)为(?P<names>[^,;。]{2,40})")
_CHAIR = re.compile(
    r"(?<=[,;。、以由])(?P<names>[^,;。以由]{2,40}?)(?:担任|任|为)(?:双|第一|常务)?(?P<vice>副?)组长"
)
_MEMBERS = re.compile(
    r"(?:由(?P<made>(?:(?!牵头)[^;。:]){4,300}?)(?:等部门|等单位)?组成(?=[,;。]|$)|(?<=[,;。])(?P<named>[^,;。]{2,200}?)(?:为成员|任成员))"
)
_DIVISION = re.compile(
    rf"(?<![^;。\n])\s{{0,4}}(?P<names>{_PARTIES})(?P<colon>:\s?(?:负责)?|(?:要|应|须|负责|主要负责)(?![求人的]))"
    r"(?P<task>[^;。]{2,600})[;。]?"
)


def find_duties(clauses: tuple[Clause, ...]) -> tuple[Duty, ...]:
    """The duties in reading order; each clause is searched without its children.

    A table row is read by its columns and has one duty.
    A label without a name after it (责任人： left blank) is no duty.
    """
    duties: list[Duty] = []
    for index, clause in enumerate(clauses):
        row_duty = find_row_duty(clause, index) if clause.kind is ClauseKind.ROW else None
        if row_duty is not None:
            duties.append(row_duty)
            continue
        own = clause.text[: clause.own_end - clause.span.start]
        passage = _Passage(index, clause, own, fold(own), _find_deadline(own))
        taken = bytearray(len(own))
        for finder in (_find_labelled, _find_running, _find_divided):
            for duty in finder(passage):
                start, end = duty.span.start - clause.span.start, duty.span.end - clause.span.start
                if taken.find(1, start, end) < 0:
                    taken[start:end] = b"\1" * (end - start)
                    duties.append(duty)
    return tuple(sorted(duties, key=lambda duty: (duty.span, duty.clause)))


@dataclass(frozen=True, slots=True)
class _Passage:
    """A clause's own words, with what is worked out once for all its duties."""

    index: int
    clause: Clause
    own: str
    folded: str
    deadline: str | None


def _find_deadline(words: str) -> str | None:
    found = find_deadline(fold(words))
    return None if found is None else words[found[0] : found[1]]


def _find_labelled(passage: _Passage) -> Iterator[Duty]:
    own, folded, shift = passage.own, passage.folded, passage.clause.span.start
    group: list[DutyParty] = []
    start = end = 0
    labels = list(_LABEL.finditer(folded))
    for position, label in enumerate(labels):
        limit = labels[position + 1].start() if position + 1 < len(labels) else len(folded)
        stop = _STOP.search(folded, label.end(), limit)
        names_end = limit if stop is None else stop.start()
        role = DutyRole(str(label.lastgroup))
        parties = split_names(own, folded, Span(label.end(), names_end), role, shift)
        if group and folded[end : label.start()].strip(" \n;,()、"):
            yield _make(passage, group, start, end)
            group = []
        if parties or group:
            if not group:
                opened = label.start() > 0 and folded[label.start() - 1] in "(〔【"
                start = label.start() - opened
            closed = names_end < len(folded) and folded[names_end] in ")〕】"
            end = names_end + closed if closed else _trim(own, names_end)
            group.extend(parties)
    if group:
        yield _make(passage, group, start, end)


def _find_running(passage: _Passage) -> Iterator[Duty]:
    """One duty per sentence that says who leads, supports, chairs or belongs."""
    own, folded, shift = passage.own, passage.folded, passage.clause.span.start
    position = 0
    for sentence in re.split(r"(?<=[。!?])", folded):
        group: list[tuple[Span, DutyRole]] = []
        for found in _LEADING.finditer(sentence):
            group.append((Span(*found.span("by" if found["by"] else "plain")), DutyRole.LEAD))
            supporting = _SUPPORTING.search(sentence, found.end())
            if supporting is not None:
                group.append((Span(*supporting.span("names")), DutyRole.SUPPORT))
        group += [(Span(*f.span("names")), DutyRole.LEAD) for f in _LEAD_IS.finditer(sentence)]
        group += [(Span(*f.span("names")), DutyRole.LEADER) for f in _CHAIR.finditer(sentence)]
        if group:
            for found in _MEMBERS.finditer(sentence):
                named = found.span("made" if found["made"] else "named")
                group.append((Span(*named), DutyRole.MEMBER))
        parties: list[DutyParty] = []
        for span, role in sorted(group):
            start, end = span.start + position, span.end + position
            parties.extend(split_names(own, folded, Span(start, end), role, shift))
        if parties:
            first = min(span.start for span, _ in group) + position
            stop = max(span.end for span, _ in group) + position
            end = next((i for i in range(stop, len(folded)) if folded[i] in ",;。!?"), len(folded))
            yield _make(passage, parties, first, _trim(own, end))
        position += len(sentence)


def _find_divided(passage: _Passage) -> Iterator[Duty]:
    """X局：负责…; a bare 要 counts only where a clause gives several bodies their tasks so."""
    own, folded, shift = passage.own, passage.folded, passage.clause.span.start
    found = list(_DIVISION.finditer(folded))
    wants = sum(1 for match in found if match["colon"] in ("要", "应", "须"))
    colons = sum(1 for match in found if match["colon"].startswith(":"))
    for match in found:
        if match["colon"] in ("要", "应", "须") and wants < 2:
            continue
        if match["colon"].strip() == ":" and colons < 2:
            continue  # a single colon introduces anything
        names = split_names(own, folded, Span(*match.span("names")), DutyRole.RESPONSIBLE, shift)
        if names:
            start, end = match.span()
            start += len(match[0]) - len(match[0].lstrip())
            task = " ".join(own[match.start("task") : match.end("task")].split())
            yield _make(passage, names, start, _trim(own, end), task)


def _trim(own: str, end: int) -> int:
    while end and own[end - 1].isspace():
        end -= 1
    return end


def _make(
    passage: _Passage, parties: Sequence[DutyParty], start: int, end: int, task: str = ""
) -> Duty:
    shift = passage.clause.span.start
    deadline = _find_deadline(task) if task else passage.deadline
    if not task:
        first = re.split(r"[。;!?\n]", passage.own[:400], maxsplit=1)[0].strip()
        task = passage.clause.heading or first
    return Duty(passage.index, task, tuple(parties), deadline, Span(start + shift, end + shift))
