"""Duties by who holds them, where all who stand in one role are asked about."""

import re

from assistant.tasks.duty_rows import DutyRow
from ingest.model import DutyRole
from vectorstore.model import StoredDuty

_ROLES = (
    (DutyRole.LEADER, r"(?:牵头|分管|包抓|责任|带队|挂帅)?领导|牵头人"),
    (DutyRole.LEAD, r"牵头(?:单位|部门|科室|股室)"),
    (DutyRole.SUPPORT, r"配合(?:单位|部门|科室|股室)"),
    (DutyRole.RESPONSIBLE, r"责任(?:单位|部门|科室|股室)"),
)
_ANY = r"(?:成员|有关|相关)?(?:单位|部门|科室|股室)"
_ACTS = (("牵头", DutyRole.LEAD), ("配合", DutyRole.SUPPORT))
_EACH = r"(?:各[个位]?|每一?[个位]?|几[个位]|按)的?"
_DO = r"[^，。？?]{0,6}?(?:管|负责|抓|承担|牵头|干|做|领|列|分|任务|工作|哪些|什么|啥)"


_MOST = re.compile(
    r"(?:谁|哪[个位](?:领导|人)?)(?:管|牵头|负责|承担|分管|抓)[^，。？?]{0,6}(?:事|任务|工作|活)?[^，。？?]{0,2}最[多少]"
)
_ALL = re.compile(r"分别|各自|哪些|什么|啥|哪几|列|分组|归类|都")


def read_grouping(text: str) -> tuple[DutyRole, ...]:
    """The roles by whose holders duties are to be told apart; () where by none.

    >>> [role.value for role in read_grouping("三年方案各牵头领导分别管哪些任务？")]
    ['leader']
    >>> [role.value for role in read_grouping("方案里各部门分别领了什么任务？")]
    ['lead', 'responsible']
    """
    if _MOST.search(text):
        return (DutyRole.LEADER,)
    if _ALL.search(text) is None:
        return ()
    for role, names in _ROLES:
        if re.search(rf"{_EACH}(?:{names}){_DO}", text):
            return (role,)
    found = re.search(rf"{_EACH}{_ANY}{_DO}", text)
    if found is None or re.search(r"分别|各自", text) is None:
        return ()
    acting = tuple(role for word, role in _ACTS if word in found[0])
    return acting or (DutyRole.LEAD, DutyRole.RESPONSIBLE)


def group_duties(
    duties: tuple[StoredDuty, ...], roles: tuple[DutyRole, ...]
) -> tuple[tuple[str, tuple[DutyRow, ...]], ...]:
    """The holders of the roles as they first stand, each with its duties."""
    held = [(p.name, p.role, duty) for duty in duties for p in duty.parties if p.role in roles]
    names = sorted({name for name, _, _ in held}, key=len)
    groups: dict[str, list[DutyRow]] = {}
    for name, role, duty in held:
        if role is DutyRole.LEADER and not name.endswith("长"):  # 县教育局局长甲乙丙 is 甲乙丙
            name = next(n for n in names if name.endswith(n))
        groups.setdefault(name, []).append(DutyRow(duty, role))
    return tuple((name, tuple(rows)) for name, rows in groups.items())
