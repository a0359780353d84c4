"""The rows of a table that a question asks for: all, those of a value, those beyond a figure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.choosing.holding import add_unit
from assistant.inquiry import Composition, Inquiry, cite_as
from assistant.listing.entry_filters import is_general
from assistant.listing.limits import Limit, read_bound
from assistant.listing.set_rows import MAX_SCANNED, SetRow, compose_rows, fold_once
from assistant.locate import fold_text
from assistant.reading.focus import Term, match_term
from assistant.reading.mentions import MentionKind
from assistant.reading.set_request import asks_for_all
from ingest.clean import fold
from ingest.model import ClauseKind, Span
from ingest.quantities import Quantity, find_quantities
from ingest.rows import Cell, read_row
from vectorstore.model import Passage, StoredDocument

MIN_ROWS = 2
HELD = 0.8  # match of a term from which a table or a row holds it
MIN_HELD = 0.5  # share of the asked terms that a table holds of which rows are chosen by a figure
BEFORE = 14  # characters before a figure in which its column is said
MIN_CAPTION = 4  # characters of a caption that a question says
_NAMES_TABLE = re.compile(r"(?:[一-龥]表|附表|表\d)(?![示现扬彰达明态])|计划表?里|表[格里中内上]")
_BRACKET = re.compile(r"[（(][^（）()]*[）)]")
_FIGURE = re.compile(r"[≥≤<>约]?\d")
_SERIAL = frozenset({"序号", "编号"})
_TOTAL = re.compile(r"[合小总共]\s?计")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the same columns."""

    document: StoredDocument
    rows: tuple[Passage, ...]
    cells: tuple[tuple[Cell, ...], ...]  # of each row; () where they cannot be told

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(dict.fromkeys(cell.name for row in self.cells for cell in row))

    @property
    def caption(self) -> str:
        """The title of its document, the headings above it and the names of its columns."""
        return " ".join((self.document.title, *self.rows[0].heading_path, *self.columns))


def compose_table_rows(inquiry: Inquiry) -> Composition | None:
    """The rows of the one table that is meant; None where the question asks for no rows.

    Beyond a figure: of the column that the question names, or the only one of figures. Else only
    where it names the table: all rows, or those that hold what no column or caption says.
    """
    text = inquiry.understanding.asking
    bound = read_bound(text)
    if not asks_for_all(text) or (bound is None and not _NAMES_TABLE.search(text)):
        return None
    found: list[tuple[float, Table, list[Passage], str]] = []
    for table in _find_tables(inquiry):
        chosen = None if bound is None else _choose_beyond(table, bound, inquiry)
        if chosen is not None:
            found.append((*chosen[:1], table, *chosen[1:]))
        elif bound is None and _is_named(table, inquiry):
            rows = _choose_by_words(table, inquiry)
            if rows:
                found.append((len(rows) / len(table.rows), table, rows, ""))
    best = [each for each in found if each[0] == max(share for share, *_ in found)]
    if len(best) != 1:
        return None
    _, table, rows, said = best[0]
    opening = inquiry.store.passage(rows[0].parent, inquiry.scope) if rows[0].parent else rows[0]
    whole = f"（全表 {len(table.rows)} 行）" if len(rows) < len(table.rows) else ""
    counted = f"{cite_as(table.document, opening)}{said}共 {len(rows)} 行{whole}，已全部列出。"
    spans = [SetRow(inquiry.hit(row), Span(0, len(row.text.rstrip()))) for row in rows]
    return compose_rows(inquiry, spans, counted)


def _find_tables(inquiry: Inquiry) -> Iterator[Table]:
    documents = inquiry.documents()
    if sum(document.clause_count for document in documents) > MAX_SCANNED:
        documents = inquiry.near()
    for document in documents:
        rows: dict[str | None, list[Passage]] = {}
        for passage in inquiry.passages(document.id):
            if passage.kind is ClauseKind.ROW:
                rows.setdefault(passage.parent, []).append(passage)
        for group in rows.values():
            if len(group) >= MIN_ROWS:
                yield Table(document, tuple(group), tuple(map(_read_cells, group)))


def _read_cells(row: Passage) -> tuple[Cell, ...]:
    named = "：" in row.text or not row.heading_path
    columns = () if named else tuple(row.heading_path[-1].split("、"))
    cells = read_row(fold(row.text), columns)
    return cells if named or len(cells) == len(columns) else ()


def _terms(inquiry: Inquiry, bound: Limit | None) -> list[Term]:
    """What is asked about, without the figure and what is said in any question for a set."""
    words = bound.words if bound is not None else ""
    return [
        term
        for term in inquiry.understanding.focus.terms
        if term.words not in words
        and not any(term.words in mention.words for mention in inquiry.understanding.scope.mentions)
        and (not is_general(term) or term.words.isdigit())
    ]


def _choose_beyond(
    table: Table, bound: Limit, inquiry: Inquiry
) -> tuple[float, list[Passage], str] | None:
    """The rows whose figure lies on the side that is said, and how near the table is."""
    column = _find_column(table, bound, inquiry.understanding.asking)
    if column is None:
        return None
    kept = [
        row
        for row, cells in zip(table.rows, table.cells, strict=True)
        if any(bound.admits(q.value) for q in _read_figures(table, cells, column, bound))
        and not any(_TOTAL.match(cell.value) for cell in cells)
    ]
    terms = [t for t in _terms(inquiry, bound) if t.is_held or t.alternatives]
    said = fold_once(" ".join((table.caption, *(row.text for row in table.rows))))
    total = sum(term.weight for term in terms)
    share = sum(t.weight for t in terms if match_term(t, said) >= HELD) / total if total else 1.0
    name = _BRACKET.sub("", column)
    if not kept or share < MIN_HELD:
        return None
    return share, kept, f"中“{name}”{bound.words}的"


def _find_column(table: Table, bound: Limit, text: str) -> str | None:
    """The column of figures that a question names right before its figure; None for no one such.

    The only one where the question names a table: an income of which it speaks is no column.
    """
    columns = [
        name
        for name in table.columns
        if sum(bool(_read_figures(table, cells, name, bound)) for cells in table.cells)
        >= MIN_HELD * len(table.rows)
    ]
    at = text.find(bound.words)
    said = fold_text(text[max(0, at - BEFORE) : at])
    shares = {name: _measure_said(name, said) for name in columns}
    best = [name for name in columns if shares[name] == max(shares.values()) > 0]
    if len(best) == 1:
        return best[0]
    return columns[0] if len(columns) == 1 and _NAMES_TABLE.search(text) else None


def _read_figures(
    table: Table, cells: Sequence[Cell], column: str, bound: Limit
) -> tuple[Quantity, ...]:
    """The figure that a cell of the column begins with; () where it is of another unit."""
    above = " ".join(table.rows[0].heading_path)
    for cell in cells:
        if cell.name == column and cell.name not in _SERIAL and re.match(_FIGURE, cell.value):
            said = add_unit(f"{cell.name}：{cell.value}", above).split("：")[-1]
            return tuple(q for q in find_quantities(said)[:1] if bound.unit in ("", q.unit))
    return ()


def _measure_said(column: str, text: str) -> float:
    """How much of a column's name a text says, as pairs of characters that stand together."""
    name = fold_text(_BRACKET.sub("", column))
    pairs = [name[at : at + 2] for at in range(len(name) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def _is_named(table: Table, inquiry: Inquiry) -> bool:
    """Whether a question names a table: by its caption, its annex, or as the one of a document."""
    text = inquiry.understanding.text
    caption = fold_text(table.document.title)
    folded = fold_text(text)
    if len(caption) >= MIN_CAPTION and caption in folded:
        return True
    return any(
        mention.kind is MentionKind.ANNEX and table.document.id in mention.document_ids
        for mention in inquiry.understanding.scope.mentions
    ) or any(
        _measure_said(heading, folded) >= MIN_HELD
        for heading in (table.document.title, *table.rows[0].heading_path)
    )


def _choose_by_words(table: Table, inquiry: Inquiry) -> list[Passage]:
    """All rows where caption and columns say all that is asked, else those that say the rest."""
    caption = fold_once(table.caption)
    rest = [
        t
        for t in _terms(inquiry, None)
        if (t.is_held or t.alternatives) and match_term(t, caption) < HELD
    ]
    return [row for row in table.rows if _holds(row, rest)]


def _holds(row: Passage, terms: Sequence[Term]) -> bool:
    folded = fold_once(row.text)
    return all(match_term(term, folded) >= HELD for term in terms)
