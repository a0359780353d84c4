"""An answer as a table: one row a statement with the clause it cites, then what is said beside."""

from assistant.model import Answer, Reply
from assistant.serving.spreadsheet import SheetFormat, write_sheet
from assistant.validity_names import name_validity

SHEET_TITLE = "回答"
HEADER = ("序号", "分组", "内容", "文件", "文号", "效力", "条款", "原文")


def list_statements(reply: Reply) -> tuple[tuple[str, ...], ...]:
    """A row of texts for each citation of each statement, in the order shown; then the notices.

    The columns are `HEADER`. A reply without an answer has its message as its one row.
    """
    if not isinstance(reply, Answer):
        return (("", "没有回答", reply.message, "", "", "", "", ""),)
    rows: list[tuple[str, ...]] = []
    for number, statement in enumerate(reply.statements, start=1):
        for citation in statement.citations:
            rows.append(
                (
                    str(number),
                    statement.group,
                    statement.text,
                    citation.title,
                    citation.document_number or "",
                    name_validity(citation.validity),
                    citation.label,
                    citation.quote,
                )
            )
    rows += [("", "说明", notice.text, "", "", "", "", "") for notice in reply.notices]
    return tuple(rows)


def write_answer(reply: Reply, kind: SheetFormat) -> bytes:
    """The table as a file."""
    return write_sheet(kind, SHEET_TITLE, HEADER, list_statements(reply))
