"""The table of a comparison, verified cell by cell like any statement."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from assistant.inquiry import TableDraft
from assistant.model import (
    Citation,
    ComparisonTable,
    Draft,
    DroppedDraft,
    Statement,
    TableCell,
    TableRow,
)
from assistant.verify import verify_draft
from ingest.model import DocumentId, Validity
from vectorstore.model import Hit, PassageId

SILENT = "未提及"  # no clause of the side's documents speaks of it
NOT_HERE = "所引条文未写"  # the clause shown does not, whatever others of the document say


def verify_table(
    draft: TableDraft | None,
    passages: Mapping[PassageId, Hit],
    validities: Mapping[DocumentId, Validity],
    statements: Iterable[Statement],
) -> ComparisonTable | None:
    """The table with verified cells; None where nothing is left to compare.

    The first row is what each side says at all: where it is silent no clause speaks of it. A row
    of which a cell fails is left out whole: 未提及 in its place would be untrue. A cell
    takes over the citation of a statement that quotes its words already.
    """
    if draft is None:
        return None
    shown = [citation for statement in statements for citation in statement.citations]
    rows: list[TableRow] = []
    speaking = [bool(cell) for cell in draft.rows[0][1]] if draft.rows else []
    for aspect, cells in draft.rows:
        checked = [_verify_cell(cell, passages, validities, shown) for cell in cells]
        kept = tuple(cell for cell in checked if cell is not None)
        if len(kept) == len(checked) and any(cell.citations for cell in kept):
            named = (
                replace(cell, text=NOT_HERE) if spoken and not cell.citations else cell
                for cell, spoken in zip(kept, speaking, strict=True)
            )
            rows.append(TableRow(aspect, tuple(named)))
    return ComparisonTable(draft.columns, tuple(rows)) if rows else None


def _verify_cell(
    drafts: tuple[Draft, ...],
    passages: Mapping[PassageId, Hit],
    validities: Mapping[DocumentId, Validity],
    shown: list[Citation],
) -> TableCell | None:
    if not drafts:
        return TableCell(SILENT)
    texts: list[str] = []
    citations: list[Citation] = []
    for draft in drafts:
        checked = verify_draft(draft, passages, validities)
        if isinstance(checked, DroppedDraft):
            return None
        texts.append(checked.text)
        citations += [_find_shown(citation, shown) for citation in checked.citations]
    return TableCell("\n".join(texts), tuple(dict.fromkeys(citations)))


def _find_shown(citation: Citation, shown: list[Citation]) -> Citation:
    for other in shown:
        if other.passage_id == citation.passage_id and other.span.contains(citation.span):
            return other
    return citation
