"""The duty that a row of a responsibility table (责任分工表) assigns, by its columns."""

import re

from ingest.clean import fold
from ingest.departments import ENDINGS
from ingest.duty_names import split_names
from ingest.lines import join_lines
from ingest.model import Clause, Duty, DutyParty, DutyRole, Span
from ingest.rows import Cell, read_row

_ROLES = (
    (DutyRole.LEADER, re.compile(r"领导|组长|召集人|(?:第一|主要|直接)责任人")),
    (DutyRole.SUPPORT, re.compile(r"配合|协办|协同|协助|参与|参加")),
    (DutyRole.LEAD, re.compile(r"牵头|主办|主责|主要责任")),
    (DutyRole.MEMBER, re.compile(r"成员")),
    (DutyRole.RESPONSIBLE, re.compile(
        r"责任|负责(?:人|单位|部门|科室|股室)|(?:完成|落实|实施|承办|执行|主管|建设|项目)(?:单位|部门|主体|科室|股室)"
        r"|具办人|^(?:部门|科室|股室)(?:名称)?$")),
)  # fmt: skip
_DEADLINE = re.compile(r"时限|期限|年限|时间|日期|截止|办结|进度|时序")
_AS_ABOVE = re.compile(r"同[上左前]")  # names nobody by itself
_LONGEST_NAME = 24  # characters of a task's name beside its content
_TASK = re.compile(r"任务|事项|内容|措施|举措|工作|项目|职责")
_NO_TASK = re.compile(r"要求|目标|标准|成果|依据|责任|类别|序号|编号|经费|资金|金额")
# One body per line of the cell: the reader has put the lines together with a blank.
_NEXT_BODY = re.compile(
    r"(?<=[\u4e00-\u9fff]{2}[局委办部科股室处厅院校会府站所队园司心镇])\s+"
    rf"(?=(?:[\u4e00-\u9fff()]{{2,18}}{ENDINGS}|各[\u4e00-\u9fff]{{1,4}})(?:[\s、,;]|$))"
)


def find_row_duty(clause: Clause, index: int) -> Duty | None:
    """The row's duty; None where no column names who answers for it.

    The task is the value of the last column before the parties that names one (任务, 事项,
    内容, 措施 …); the column before it names the task or the group that it belongs to.
    """
    folded = fold(clause.text)
    cells = read_row(folded, clause.columns)
    if all(cell.value == cell.name for cell in cells):
        return None  # the columns' names once more, on the table's next page
    parties: list[DutyParty] = []
    assigning: list[Cell] = []
    for cell in cells:
        role = _find_role(cell.name)
        if role is None or _AS_ABOVE.fullmatch(cell.value):
            continue
        divided = _NEXT_BODY.sub(lambda blank: "、" * len(blank[0]), cell.value)
        names = folded[: cell.span.start] + divided
        span = Span(cell.span.start, cell.span.start + len(divided))
        found = split_names(clause.text, names, span, role, clause.span.start)
        if found:
            parties.extend(found)
            assigning.append(cell)
    if not parties:
        return None
    timed = [cell for cell in cells if _is_deadline(cell.name) and cell.value]
    deadline = _read(clause, timed[0]) if timed else None
    tasks = [cell for cell in cells if _is_task(cell.name) and cell.value]
    earlier = [cell for cell in tasks if cell.start < assigning[0].start]
    chosen = (earlier or tasks)[-1:]
    task = _read(clause, chosen[0]) if chosen else clause.heading
    if len(earlier) > 1 and len(earlier[-2].value) <= _LONGEST_NAME:  # 任务 before 主要内容
        task = f"{_read(clause, earlier[-2])}：{task}"
    shift = clause.span.start
    span = Span(assigning[0].start + shift, assigning[-1].span.end + shift)
    return Duty(index, task or clause.heading, tuple(parties), deadline, span)


def _find_role(name: str) -> DutyRole | None:
    if _is_deadline(name) or re.search(r"电话|联系方式|内容|事项|清单|任务", name):
        return None
    return next((role for role, pattern in _ROLES if pattern.search(name)), None)


def _is_deadline(name: str) -> bool:
    return _DEADLINE.search(name) is not None


def _is_task(name: str) -> bool:
    named = _TASK.search(name) is not None and _NO_TASK.search(name) is None
    return named and not _is_deadline(name) and _find_role(name) is None


def _read(clause: Clause, cell: Cell) -> str:
    return join_lines(clause.text[cell.span.start : cell.span.end])
