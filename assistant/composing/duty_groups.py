"""Duties by who holds them, where all who stand in one role are asked about."""

import re

from assistant.composing.duty_rows import DutyRow
from ingest.model import DutyRole
from vectorstore.model import StoredDuty

_ROLES = (
    (DutyRole.LEADER, r"(?:牵头|分管|包抓|责任|带队|挂帅)?领导|牵头人"),
    (DutyRole.LEAD, r"牵头(?:单位|部门|科室|股室)"),
    (DutyRole.SUPPORT, r"配合(?:单位|部门|科室|股室)"),
    (DutyRole.RESPONSIBLE, r"责任(?:单位|部门|科室|股室)"),
)
_EACH = r"(?:各[个位]?|每一?[个位]?|几[个位]|按)的?"
_DO = r"[^，。？?]{0,6}?(?:管|负责|抓|承担|牵头|干|做|列|分|任务|工作|哪些|什么|啥)"


def read_grouping(text: str) -> DutyRole | None:
    """The role by whose holders duties are to be told apart; None where by none.

    >>> read_grouping("三年方案各牵头领导分别管哪些任务？").value
    'leader'
    """
    for role, names in _ROLES:
        if re.search(rf"{_EACH}(?:{names}){_DO}", text) and re.search(
            r"分别|各自|哪些|什么|啥|哪几|列|分组|归类|都", text
        ):
            return role
    return None


def group_duties(
    duties: tuple[StoredDuty, ...], role: DutyRole
) -> tuple[tuple[str, tuple[DutyRow, ...]], ...]:
    """The holders of the role as they first stand, each with its duties."""
    held = [(p.name, duty) for duty in duties for p in duty.parties if p.role is role]
    names = sorted({name for name, _ in held}, key=len)
    groups: dict[str, list[DutyRow]] = {}
    for name, duty in held:
        if role is DutyRole.LEADER:  # 县教育局局长甲乙丙 is 甲乙丙
            name = next(n for n in names if name.endswith(n))
        groups.setdefault(name, []).append(DutyRow(duty, role))
    return tuple((name, tuple(rows)) for name, rows in groups.items())
