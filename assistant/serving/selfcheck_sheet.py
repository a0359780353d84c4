"""A self-check as a table: one row per condition, the words as they stand in the clause."""

from collections.abc import Iterable

from assistant.applying.selfcheck import Assessment, BenefitResult
from assistant.inquiry import tidy
from assistant.model import Citation
from assistant.validity_names import name_validity

SHEET_TITLE = "待遇自查"
HEADER = (
    *("序号", "结果", "待遇", "金额", "条件", "是否符合", "理由"),
    *("文件", "文号", "效力", "条款", "条文", "问谁", "说明"),
)


def list_rows(assessment: Assessment) -> tuple[tuple[str, ...], ...]:
    """A row of texts per condition, in the order shown; the columns are `HEADER`."""
    return tuple(
        row
        for number, result in enumerate(assessment.results, start=1)
        for row in _write_result(number, result)
    )


def _write_result(number: int, result: BenefitResult) -> Iterable[tuple[str, ...]]:
    head = (str(number), result.group, result.name, result.amount or "")
    if not result.conditions:
        yield (*head, "", "", "条文没有另写条件", *_write_source(result.citation, result))
    for condition in result.conditions:
        decided = (condition.words, condition.verdict.value, condition.reason)
        yield (*head, *decided, *_write_source(condition.citation, result))


def _write_source(citation: Citation, result: BenefitResult) -> tuple[str, ...]:
    return (
        citation.title,
        citation.document_number or "",
        name_validity(citation.validity),
        citation.label,
        tidy(result.citation.quote),
        result.ask,
        result.note,
    )
