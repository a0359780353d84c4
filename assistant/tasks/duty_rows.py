"""Duties chosen from the catalog by a filter, each with the role that it was chosen for."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.duty_filter import (
    DutyFilter,
    PartyAsked,
    goes_on,
    names_deadline,
    read_deadline,
)
from ingest.departments import same_department
from ingest.model import DocumentId, DutyRole, Region, Validity
from vectorstore.model import ReaderScope, StoredDuty, StoredParty
from vectorstore.store import ClauseStore

_ANSWERABLE = frozenset({DutyRole.LEAD, DutyRole.RESPONSIBLE, DutyRole.SUPPORT, DutyRole.MEMBER})


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty that was asked for, and as what the one who was asked about stands in it."""

    duty: StoredDuty
    role: DutyRole | None  # None where nobody was asked about


@dataclass(frozen=True, slots=True)
class DutyRows:
    """The chosen duties by role, then as they stand in the documents."""

    rows: tuple[DutyRow, ...]
    unread: int  # duties left out because their deadline names no day (长期坚持)

    def count_by_role(self) -> dict[DutyRole, int]:
        """How many rows each role has; roles without any are left out."""
        roles = [row.role for row in self.rows]
        return {role: roles.count(role) for role in ROLE_ORDER if role in roles}

    def count_by_document(self) -> dict[str, int]:
        """How many rows each document has, by title, in reading order."""
        titles = [row.duty.document.title for row in self.rows]
        return {title: titles.count(title) for title in dict.fromkeys(titles)}


ROLE_ORDER = (
    DutyRole.LEADER,
    DutyRole.LEAD,
    DutyRole.RESPONSIBLE,
    DutyRole.SUPPORT,
    DutyRole.MEMBER,
)


def list_duties(
    store: ClauseStore,
    wanted: DutyFilter,
    scope: ReaderScope,
    validities: Mapping[DocumentId, Validity],
) -> tuple[StoredDuty, ...]:
    """The duties of the documents that a filter means, whoever holds them."""
    duties = store.duties(wanted.document_ids, scope)
    if not wanted.current_only:
        return duties
    current = tuple(d for d in duties if not validities[d.document.id].state.is_ended)
    return current or duties


def select_duties(duties: Iterable[StoredDuty], wanted: DutyFilter) -> DutyRows:
    """The duties that meet the filter, each once, under the first role that counts.

    `duties` are already those of the documents asked about.
    """
    chosen: list[DutyRow] = []
    unread = 0
    for duty in duties:
        matched = _match_parties(duty, wanted)
        if matched is None or not _meets(duty, wanted):
            continue
        if wanted.due is not None:
            due = read_deadline(duty.deadline or "")
            if due is None:
                unread += names_deadline(duty.deadline)
                continue
            if not wanted.due.holds(due):
                continue
        chosen.append(DutyRow(duty, matched[0].role if matched else None))
    if wanted.parties:
        chosen.sort(key=lambda row: ROLE_ORDER.index(row.role) if row.role else 0)
    return DutyRows(tuple(chosen), unread)


def _match_parties(duty: StoredDuty, wanted: DutyFilter) -> tuple[StoredParty, ...] | None:
    """The parties that were asked about, most leading first; None where they do not match."""
    if not wanted.parties:
        return ()
    region = duty.document.metadata.region
    found = [_match(duty, asked, region) for asked in wanted.parties]
    if not any(found) or (wanted.together and not all(found)):
        return None
    matched = tuple(party for group in found for party in group)
    if wanted.alone and any(
        party.role in _ANSWERABLE and party not in matched for party in duty.parties
    ):
        return None
    if wanted.together:
        return found[0]
    return tuple(sorted(matched, key=lambda party: ROLE_ORDER.index(party.role)))


def _match(duty: StoredDuty, asked: PartyAsked, region: Region) -> tuple[StoredParty, ...]:
    roles = frozenset(asked.roles)
    if DutyRole.LEAD in roles:  # 某某牵头 is said of persons as of departments
        roles |= {DutyRole.LEADER}
    if DutyRole.SUPPORT in roles and has_unnamed_support(party.role for party in duty.parties):
        roles |= {DutyRole.RESPONSIBLE}
    if DutyRole.RESPONSIBLE in roles and not _says_leading(duty):
        roles |= {DutyRole.LEAD}  # 责任科室：▲甲科、乙科: the one that is marked answers too
    found = (
        party
        for party in duty.parties
        if (not roles or party.role in roles) and is_party(asked.name, party.name, region)
    )
    return tuple(sorted(found, key=lambda party: ROLE_ORDER.index(party.role)))


def _says_leading(duty: StoredDuty) -> bool:
    shift = duty.passage.span.start
    return "牵头" in duty.passage.text[duty.span.start - shift : duty.span.end - shift]


def has_unnamed_support(roles: Iterable[DutyRole]) -> bool:
    """Whether those answering beside a leading body support it: 牵头单位甲，责任单位乙."""
    held = set(roles)
    return {DutyRole.LEAD, DutyRole.RESPONSIBLE} <= held and DutyRole.SUPPORT not in held


@functools.lru_cache(maxsize=16_384)
def is_party(asked: str, written: str, region: Region) -> bool:
    """Whether a party of a duty, as written in a document of `region`, is the one asked for."""
    return asked == written or same_department(asked, written, region)


def _meets(duty: StoredDuty, wanted: DutyFilter) -> bool:
    held = {party.role for party in duty.parties}
    if any(role in held for role in wanted.missing):
        return False
    if wanted.rolling and goes_on(duty.deadline):
        return True
    named = names_deadline(duty.deadline)
    return not ((wanted.undated or wanted.rolling) and (named or not wanted.undated))
