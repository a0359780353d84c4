"""Chosen duties as a table: one row per duty, parties as written, the clause's own words."""

from collections.abc import Mapping

from assistant.duty_filter import ROLE_NAMES
from assistant.inquiry import tidy
from assistant.tasks.duty_rows import DutyRow, DutyRows
from assistant.validity_names import name_validity
from assistant.verify import name_document
from ingest.model import DocumentId, Validity

SHEET_TITLE = "任务分工"
HEADER = (
    *("序号", "文件", "文号", "效力", "条款", "任务", "所查角色"),
    *ROLE_NAMES.values(),
    *("时限", "原文"),
)


def list_rows(
    found: DutyRows, validities: Mapping[DocumentId, Validity]
) -> tuple[tuple[str, ...], ...]:
    """A row of texts per duty, in the order shown; the columns are `HEADER`."""
    return tuple(_write_row(n, row, validities) for n, row in enumerate(found.rows, start=1))


def _write_row(
    number: int, row: DutyRow, validities: Mapping[DocumentId, Validity]
) -> tuple[str, ...]:
    duty = row.duty
    document, passage = duty.document, duty.passage
    shift = passage.span.start
    words = passage.text[duty.span.start - shift : duty.span.end - shift]
    return (
        str(number),
        name_document(document),
        document.metadata.document_number or "",
        name_validity(validities[document.id]),
        passage.label,
        duty.task,
        ROLE_NAMES[row.role] if row.role else "",
        *("、".join(p.name for p in duty.parties if p.role is role) for role in ROLE_NAMES),
        duty.deadline or "",
        tidy(words),
    )
