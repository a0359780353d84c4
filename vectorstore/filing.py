"""Files into the catalog and out of it, inside the caller's transaction."""

import datetime
import json
import sqlite3
from dataclasses import dataclass

from ingest.model import ClauseKind, ParsedFile, PolicyDocument
from ingest.pages import Pages
from ingest.quantities import format_number
from vectorstore.lexical import LexicalWriter, UnitText, remove_units
from vectorstore.records import format_metadata, format_pages
from vectorstore.units import PassageDraft, Unit, collect_names, make_units, order_passages
from vectorstore.words import NameIndex


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A document with what will be searched of it, before it has a row."""

    document: PolicyDocument
    passages: tuple[PassageDraft, ...]
    units: tuple[Unit, ...]

    def dense_texts(self) -> list[str]:
        """What an embedder is given for each unit: title, headings above, text."""
        title = self.document.metadata.title
        return [
            make_dense_text(title, self.passages[unit.ordinal].heading_path, unit.text)
            for unit in self.units
        ]


def prepare_document(document: PolicyDocument) -> DocumentDraft:
    """The document's passages in reading order and their units."""
    passages = order_passages(document)
    return DocumentDraft(document, tuple(passages), tuple(make_units(passages)))


def make_dense_text(title: str, heading_path: tuple[str, ...], text: str) -> str:
    """The words by which a unit is embedded."""
    return " ".join((title, *heading_path, text))


def get_now() -> str:
    """The present moment, ISO 8601, UTC, whole seconds."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def find_file(connection: sqlite3.Connection, file_name: str) -> sqlite3.Row | None:
    """The file's row without its text, None where it is not held."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT file_row, content_hash, visibility FROM files WHERE file_name = ?", (file_name,)
    ).fetchone()
    return row


# A file's documents with their passages as JSON, for the row of `files` around it.
VERSION_DOCUMENTS = (
    "(SELECT json_group_array(json_object('id', document_id, 'part', part,"
    " 'parent_id', parent_id, 'title', title, 'visibility', visibility,"
    " 'start', span_start, 'end', span_end, 'metadata', json(metadata),"
    " 'passages', json((SELECT json_group_array("
    "json_array(label, is_lead, span_start, own_end)) FROM (SELECT * FROM passages"
    " WHERE passages.document_row = held.document_row ORDER BY ordinal)))))"
    " FROM (SELECT * FROM documents WHERE documents.file_row = files.file_row"
    " ORDER BY position) AS held)"
)


def keep_version(connection: sqlite3.Connection, file_row: int) -> None:
    """Put the file's text, metadata and passages, as held, into the history."""
    connection.execute(
        "INSERT INTO history"
        "(file_name, content_hash, ingested_at, replaced_at, text, documents)"
        f" SELECT file_name, content_hash, ingested_at, ?, text, {VERSION_DOCUMENTS}"
        " FROM files WHERE file_row = ?",
        (get_now(), file_row),
    )


def delete_file(connection: sqlite3.Connection, file_row: int) -> list[int]:
    """The unit rows that went with the file."""
    unit_rows = [
        int(row[0])
        for row in connection.execute(
            "SELECT unit_row FROM units JOIN documents USING (document_row) WHERE file_row = ?",
            (file_row,),
        )
    ]
    remove_units(connection, file_row)
    connection.execute("DELETE FROM files WHERE file_row = ?", (file_row,))
    return unit_rows


def insert_file(
    connection: sqlite3.Connection,
    parsed: ParsedFile,
    drafts: list[DocumentDraft],
    names: NameIndex,
    visibility: str,
) -> list[int]:
    """The rows of the new units, in the order of the drafts."""
    left_out = [(left.span.start, left.span.end, left.reason) for left in parsed.left_out]
    file_row = _insert(
        connection,
        "INSERT INTO files"
        "(file_name, format, content_hash, visibility, text, left_out, pages, ingested_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            parsed.file_name,
            parsed.format,
            parsed.content_hash,
            visibility,
            parsed.text,
            json.dumps(left_out, ensure_ascii=False),
            format_pages(Pages(parsed.page_starts, parsed.ocr_pages, parsed.ocr_confidence)),
            get_now(),
        ),
    )
    connection.executemany(
        "INSERT INTO page_images VALUES (?, ?, ?)",
        ((file_row, image.page, image.content) for image in parsed.page_images),
    )
    connection.executemany(
        "INSERT INTO names VALUES (?, ?)",
        [(file_row, name) for name in sorted(collect_names(parsed.documents))],
    )
    lexical = LexicalWriter(connection, names)
    unit_rows: list[int] = []
    for position, draft in enumerate(drafts):
        document_row = _insert_document(connection, draft.document, file_row, position, visibility)
        passage_rows = _insert_passages(connection, draft.passages, document_row)
        _insert_duties(connection, draft, document_row, passage_rows)
        _insert_benefits(connection, draft, document_row, passage_rows)
        _insert_targets(connection, draft, document_row, passage_rows)
        units = _insert_units(connection, draft, document_row, passage_rows)
        lexical.add(units)
        unit_rows.extend(unit.unit_row for unit in units)
    lexical.write()
    return unit_rows


def _insert_document(
    connection: sqlite3.Connection,
    document: PolicyDocument,
    file_row: int,
    position: int,
    visibility: str,
) -> int:
    tabular = (ClauseKind.ROW, ClauseKind.TABLE)
    counted = sum(clause.kind not in tabular for clause in document.clauses)
    return _insert(
        connection,
        "INSERT INTO documents(document_id, file_row, position, part, parent_id, title,"
        " visibility, metadata, clause_count, character_count, span_start, span_end)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document.id,
            file_row,
            position,
            document.part,
            document.parent_id,
            document.metadata.title,
            visibility,
            format_metadata(document.metadata),
            counted,
            len(document.span),
            document.span.start,
            document.span.end,
        ),
    )


def _insert_passages(
    connection: sqlite3.Connection, passages: tuple[PassageDraft, ...], document_row: int
) -> list[int]:
    return [
        _insert(
            connection,
            "INSERT INTO passages(document_row, ordinal, is_lead, label, kind, heading,"
            " heading_path, span_start, span_end, own_end, text, parent, has_children, inferred)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document_row,
                passage.ordinal,
                passage.clause is None,
                passage.label,
                passage.kind.value,
                passage.heading,
                json.dumps(passage.heading_path, ensure_ascii=False),
                passage.span.start,
                passage.span.end,
                passage.own_end,
                passage.text,
                passage.parent,
                passage.has_children,
                passage.inferred,
            ),
        )
        for passage in passages
    ]


def _insert_duties(
    connection: sqlite3.Connection,
    draft: DocumentDraft,
    document_row: int,
    passage_rows: list[int],
) -> None:
    rows = _clause_rows(draft, passage_rows)
    for duty in draft.document.duties:
        duty_row = _insert(
            connection,
            "INSERT INTO duties(document_row, passage_row, task, deadline, span_start, span_end)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                document_row,
                rows[duty.clause],
                duty.task,
                duty.deadline,
                duty.span.start,
                duty.span.end,
            ),
        )
        connection.executemany(
            "INSERT INTO parties VALUES (?, ?, ?, ?, ?, ?)",
            [
                (duty_row, at, party.role.value, party.name, party.span.start, party.span.end)
                for at, party in enumerate(duty.parties)
            ],
        )


def _insert_benefits(
    connection: sqlite3.Connection,
    draft: DocumentDraft,
    document_row: int,
    passage_rows: list[int],
) -> None:
    rows = _clause_rows(draft, passage_rows)
    connection.executemany(
        "INSERT INTO benefits(document_row, passage_row, name, recipients, condition, amount,"
        " granted_by, span_start, span_end) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                document_row,
                rows[benefit.clause],
                benefit.name,
                benefit.recipients,
                benefit.condition,
                benefit.amount,
                benefit.granted_by,
                benefit.span.start,
                benefit.span.end,
            )
            for benefit in draft.document.benefits
        ],
    )


def _insert_targets(
    connection: sqlite3.Connection,
    draft: DocumentDraft,
    document_row: int,
    passage_rows: list[int],
) -> None:
    rows = _clause_rows(draft, passage_rows)
    connection.executemany(
        "INSERT INTO targets(document_row, passage_row, figure, value, upper, unit, direction,"
        " subject, date, span_start, span_end) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                document_row,
                rows[target.clause],
                target.figure,
                format_number(target.value),
                format_number(target.upper),
                target.unit,
                target.direction.value,
                target.subject,
                target.date,
                target.span.start,
                target.span.end,
            )
            for target in draft.document.targets
        ],
    )


def _insert_units(
    connection: sqlite3.Connection,
    draft: DocumentDraft,
    document_row: int,
    passage_rows: list[int],
) -> list[UnitText]:
    title = draft.document.metadata.title
    units: list[UnitText] = []
    for unit in draft.units:
        passage = draft.passages[unit.ordinal]
        passage_row = passage_rows[unit.ordinal]
        unit_row = _insert(
            connection,
            "INSERT INTO units(passage_row, document_row, is_group, text) VALUES (?, ?, ?, ?)",
            (passage_row, document_row, unit.is_group, unit.text),
        )
        path = " ".join((*passage.heading_path, passage.label.replace("›", " ")))
        units.append(
            UnitText(unit_row, passage_row, document_row, title, path, unit.text, unit.is_group)
        )
    return units


def _clause_rows(draft: DocumentDraft, passage_rows: list[int]) -> dict[int, int]:
    return {
        passage.clause: row
        for passage, row in zip(draft.passages, passage_rows, strict=True)
        if passage.clause is not None
    }


def _insert(connection: sqlite3.Connection, sql: str, values: tuple[str | int | None, ...]) -> int:
    row = connection.execute(sql, values).lastrowid
    assert row is not None  # an INSERT has just been run
    return row
