"""Every duty that a question asks for: counted, complete, by role, each row cited."""

import re
from collections.abc import Iterable
from dataclasses import replace

from assistant.compose import span_in_passage
from assistant.duty_filter import ROLE_NAMES, DutyFilter, names_deadline
from assistant.inquiry import Composition, Inquiry, Refusal, cite_as, name_clause
from assistant.listing.entries import find_acting, find_dated
from assistant.listing.set_rows import SetRow, add_rows, compose_rows
from assistant.model import Draft, NoAnswerReason, Notice, NoticeKind, Support
from assistant.reading.duty_request import DutyRequest, may_ask_for_duties, read_duty_request
from assistant.reading.kinds import QuestionKind
from assistant.tasks.duty_clauses import NamedClause, find_named_clauses
from assistant.tasks.duty_groups import group_duties, read_grouping
from assistant.tasks.duty_rows import DutyRow, DutyRows, is_party, list_duties, select_duties
from assistant.tasks.duty_sections import find_section, keep_section
from ingest.departments import list_spoken, read_department, shorten_departments
from ingest.model import DutyRole
from vectorstore.model import StoredDuty

MIN_GROUPS = 2  # who stand in a role, from which telling them apart says something
MAX_ROWS = 500  # shown in an answer; an export holds all
_LABELS = tuple(f"{name}：" for name in ROLE_NAMES.values())


def compose_duties(inquiry: Inquiry) -> Composition | Refusal | None:
    """The duties asked for; None where the question asks for no list of duties.

    Documents that are repealed or expired count only where nothing else is asked about.
    """
    grouped = _compose_groups(inquiry)
    if grouped is not None:
        return grouped
    if not may_ask_for_duties(inquiry.understanding):
        return None  # reading all duties takes time
    named = inquiry.understanding.scope
    everything = DutyFilter(document_ids=named.document_ids, current_only=not named.names_document)
    duties = list_duties(inquiry.store, everything, inquiry.scope, inquiry.validities)
    duties, part = keep_section(duties, inquiry.understanding.asking)
    request = read_duty_request(
        inquiry.understanding, duties, inquiry.library.parties, inquiry.as_of
    )
    if request is None:
        return None
    request = replace(request, wanted=replace(request.wanted, current_only=everything.current_only))
    found = select_duties(duties, request.wanted)
    acting = _find_acting(inquiry, found, request.wanted)
    asking = inquiry.understanding.asking
    acting = [r for r in acting if not part or find_section(r.hit.passage, asking)]
    if not found.rows and acting:
        whom = describe_filter(request.wanted)
        said = f"任务分工中没有列{whom}；条文中由其做的共 {len(acting)} 处。"
        return compose_rows(inquiry, acting, said)
    if not found.rows:
        beside = request.wanted.due is not None and not request.wanted.parties
        if beside and _BESIDE_TASKS.search(inquiry.understanding.text):
            return None  # what other sentences say is due is listed without tasks
        return _refuse(duties, request)
    shown = found.rows[:MAX_ROWS]
    counts = found.count_by_role()
    by_title = len(found.count_by_document()) > 1
    clauses = {row.duty.passage.id: find_named_clauses(row.duty, inquiry) for row in shown}
    drafts = tuple(
        _draft_row(number, row, counts, clauses[row.duty.passage.id], by_title=by_title)
        for number, row in enumerate(shown, start=1)
    )
    readings = (Notice(NoticeKind.READING, request.reading),) if request.reading else ()
    said = part + _say_count(found, request.wanted, len(shown)) + _say_clauses(clauses.values())
    notice = Notice(NoticeKind.COMPLETENESS, said)
    told = [c.passage for row in shown for c in clauses[row.duty.passage.id]]
    hits = tuple(inquiry.hit(p) for p in (*(row.duty.passage for row in shown), *told))
    composed = Composition(
        drafts, hits, (*readings, notice), duties=request.wanted, from_catalog=True
    )
    if acting:
        return add_rows(composed, inquiry, acting, "其他条文中由其做的", _DUTIES)
    return _add_dated(composed, inquiry, request.wanted)


def _compose_groups(inquiry: Inquiry) -> Composition | None:
    """The duties of named documents by all who stand in a role; None where none is asked for."""
    roles = read_grouping(inquiry.understanding.asking)
    scope = inquiry.understanding.scope
    if not roles or scope.document_ids is None or scope.unknown_document:
        return None
    if inquiry.understanding.ask.kind in (QuestionKind.COMPARE, QuestionKind.CLAUSE):
        return None
    wanted = DutyFilter(document_ids=scope.document_ids, current_only=not scope.names_document)
    duties = list_duties(inquiry.store, wanted, inquiry.scope, inquiry.validities)
    duties, part = keep_section(duties, inquiry.understanding.asking)
    groups = group_duties(duties, roles)
    rows = [(name, row, len(held)) for name, held in groups for row in held]
    if len(groups) < MIN_GROUPS or len(rows) > MAX_ROWS:
        return None
    clauses = {row.duty.passage.id: find_named_clauses(row.duty, inquiry) for _, row, _ in rows}
    by_title = len({row.duty.document.id for _, row, _ in rows}) > 1
    drafts = []
    for number, (name, row, count) in enumerate(rows, start=1):
        named = clauses[row.duty.passage.id]
        made = _draft_row(number, row, dict.fromkeys(roles, count), named, by_title=by_title)
        drafts.append(replace(made, group=f"{name}（{count} 条）"))
    total = len({(row.duty.passage.id, row.duty.span) for _, row, _ in rows})
    listed = "、".join(f"{name} {len(held)} 条" for name, held in groups)
    by = "、".join(ROLE_NAMES[r] for r in roles if any(row.role is r for _, row, _ in rows))
    said = f"{part}写有{by}的任务共 {total} 条，按{by}分开列出：{listed}。"
    passages = dict.fromkeys(
        passage
        for _, row, _ in rows
        for passage in (row.duty.passage, *(c.passage for c in clauses[row.duty.passage.id]))
    )
    hits = tuple(inquiry.hit(passage) for passage in passages)
    notice = Notice(NoticeKind.COMPLETENESS, said)
    return Composition(tuple(drafts), hits, (notice,), from_catalog=True)


def _find_acting(inquiry: Inquiry, found: DutyRows, wanted: DutyFilter) -> list[SetRow]:
    """What other sentences say that the department does, where no role is asked for."""
    other = wanted.missing or wanted.undated or wanted.rolling or wanted.due or wanted.together
    if other or wanted.alone or any(party.roles for party in wanted.parties):
        return []
    names: set[str] = set()
    for party in wanted.parties:
        core, is_department = read_department(party.name)
        if not is_department:
            return []
        names |= {party.name, *list_spoken(core), *(f"{level}{core}" for level in _LEVELS)}
    for row in found.rows:
        region = row.duty.document.metadata.region
        names |= {
            shorten_departments(written.name)
            for written in row.duty.parties
            if any(is_party(party.name, written.name, region) for party in wanted.parties)
        }
    listed = {row.duty.passage.id for row in found.rows}
    return [row for row in find_acting(inquiry, names) if row.hit.passage.id not in listed]


_DUTIES = "任务分工"
_LEVELS = "县市区州省"
_BESIDE_TASKS = re.compile(
    r"指标|目标|数字(?!化)|日子|节点|事情|期限|截止|到期|(?:什么|哪些|有)事(?!项)"
)


def _add_dated(composed: Composition, inquiry: Inquiry, wanted: DutyFilter) -> Composition:
    """The answer with other sentences that name a day of the period, where more is asked for."""
    if wanted.due is None or wanted.parties or wanted.missing or wanted.undated:
        return composed
    if not _BESIDE_TASKS.search(inquiry.understanding.text):
        return composed
    listed = {hit.passage.id for hit in composed.hits}
    rows = [r for r in find_dated(inquiry, wanted.due) if r.hit.passage.id not in listed]
    if not rows:
        return composed
    return add_rows(composed, inquiry, rows, "其他条文中写有这一期间的", _DUTIES)


def _say_clauses(rows: Iterable[tuple[NamedClause, ...]]) -> str:
    """How many clauses tasks name that are told by numbers of clauses (第3条、第4条)."""
    named = {clause.passage.id for row in rows for clause in row}
    return f"其中按条款编号写的任务涉及 {len(named)} 个条款，标题列在各条后面。" if named else ""


def _draft_row(
    number: int,
    row: DutyRow,
    counts: dict[DutyRole, int],
    clauses: tuple[NamedClause, ...],
    *,
    by_title: bool,
) -> Draft:
    duty = row.duty
    source = cite_as(duty.document, duty.passage) if by_title else name_clause(duty.passage)
    span = span_in_passage(duty)
    quote = duty.passage.text[span.start : span.end]
    roles = "；".join(
        f"{name}：{'、'.join(p.name for p in duty.parties if p.role is role)}"
        for role, name in ROLE_NAMES.items()
        if any(p.role is role for p in duty.parties)
    )
    deadline = f"；时限：{duty.deadline}" if names_deadline(duty.deadline) else ""
    lead_in = f"{number}. {duty.task}（{source}）"
    group = f"{ROLE_NAMES[row.role]}（{counts[row.role]} 条）" if row.role else ""
    headings = [(f"{name_clause(c.passage)}：", c.title) for c in clauses]
    listed = "；".join(f"{place}{heading}" for place, heading in headings)
    return Draft(
        f"{lead_in}：{roles}{deadline}{f'（{listed}）' if listed else ''}",
        (Support(duty.passage.id, quote), *(Support(c.passage.id, c.title) for c in clauses)),
        (lead_in, duty.task, source, "时限：", *_LABELS, *(place for place, _ in headings)),
        group if len(counts) > 1 else "",
    )


def _say_count(found: DutyRows, wanted: DutyFilter, shown: int) -> str:
    """共 N 条，已全部列出, by role and by document where there are several."""
    total = len(found.rows)
    titles = found.count_by_document()
    where = f"《{next(iter(titles))}》中，" if len(titles) == 1 else ""
    complete = "已全部列出" if shown == total else f"这里列出前 {shown} 条，导出的表格有全部"
    said = f"{where}{describe_filter(wanted)}：共 {total} 条，{complete}。"
    roles = found.count_by_role()
    if len(roles) > 1:
        said += f"其中{'、'.join(f'{ROLE_NAMES[r]} {n} 条' for r, n in roles.items())}。"
    if len(titles) > 1:
        said += (
            f"出自 {len(titles)} 份文件：{'，'.join(f'《{t}》{n} 条' for t, n in titles.items())}。"
        )
    if found.unread:
        said += f"另有 {found.unread} 条的时限不是某一天（如长期、每年），没有计入。"
    return said


def describe_filter(wanted: DutyFilter) -> str:
    """What was asked for, in a few words: 基教股牵头, 没有写配合部门的任务."""
    said: list[str] = []
    names = [
        party.name + "、".join(_VERBS[role] for role in party.roles) for party in wanted.parties
    ]
    if names:
        said.append(("且" if wanted.together else "、").join(names))
    if wanted.alone:
        said.append("单独负责")
    if wanted.missing:
        said.append(f"没有写{'、'.join(ROLE_NAMES[role] for role in wanted.missing)}")
    if wanted.rolling:
        said.append("长期进行")
    if wanted.undated:
        said.append("没有写时限")
    if wanted.due is not None:
        first, last = wanted.due.start, wanted.due.end
        said.append(f"时限在 {f'{first} 至 ' if first else ''}{last}{'' if first else ' 以前'}")
    return "，".join(said) or "写有任务分工的"


_VERBS = {
    DutyRole.LEADER: "为牵头领导",
    DutyRole.LEAD: "牵头",
    DutyRole.RESPONSIBLE: "为责任部门",
    DutyRole.SUPPORT: "配合",
    DutyRole.MEMBER: "为成员单位",
}


def _refuse(duties: tuple[StoredDuty, ...], request: DutyRequest) -> Refusal | None:
    """That the one asked about is not in this role, and in which it is."""
    wanted = request.wanted
    anyhow = replace(
        wanted, parties=tuple(replace(p, roles=()) for p in wanted.parties), alone=False,
        missing=(), undated=False, due=None, rolling=False,
    )  # fmt: skip
    other = select_duties(duties, anyhow) if wanted.parties else DutyRows((), 0)
    said = f"现有文件的任务分工中，没有“{describe_filter(wanted)}”的任务。"
    if other.rows:
        names = "、".join(party.name for party in wanted.parties)
        counts = "、".join(f"{ROLE_NAMES[r]} {n} 条" for r, n in other.count_by_role().items())
        said += f"其中写有{names}的：{counts}。"
    return Refusal(NoAnswerReason.NOT_COVERED, said)
