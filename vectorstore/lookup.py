"""Reads from the catalog: documents, passages, duties, benefits, targets, each within a scope."""

import json
import sqlite3
from collections.abc import Collection
from decimal import Decimal

from ingest.model import SITE_TEXT, DocumentId, DutyRole, Span, TargetDirection
from vectorstore.model import (
    Passage,
    ReaderScope,
    StoredBenefit,
    StoredDocument,
    StoredDuty,
    StoredParty,
    StoredTarget,
    UnknownClauseError,
    UnknownDocumentError,
    UnknownPageError,
)
from vectorstore.records import (
    DOCUMENT_COLUMNS,
    PASSAGE_COLUMNS,
    make_page_passage,
    read_document,
    read_passage,
    split_passage_id,
)

_ALLOWED = "documents.visibility IN (SELECT value FROM json_each(?))"
_PASSAGES = f"SELECT {PASSAGE_COLUMNS} FROM passages JOIN documents USING (document_row)"


def find_document_rows(
    connection: sqlite3.Connection,
    document_ids: frozenset[DocumentId] | None,
    scope: ReaderScope,
) -> frozenset[int] | None:
    """Rows of the documents that may be searched; None: all that are held."""
    allowed = _to_json(scope.visibilities)
    sql = f"SELECT document_row FROM documents WHERE {_ALLOWED}"
    if document_ids is not None:
        found = connection.execute(
            f"{sql} AND document_id IN (SELECT value FROM json_each(?))",
            (allowed, _to_json(document_ids)),
        )
    else:
        hidden = connection.execute(
            f"SELECT 1 FROM documents WHERE NOT {_ALLOWED} LIMIT 1", (allowed,)
        ).fetchone()
        if hidden is None:
            return None
        found = connection.execute(sql, (allowed,))
    return frozenset(row[0] for row in found.fetchall())


def list_documents(
    connection: sqlite3.Connection, scope: ReaderScope
) -> tuple[StoredDocument, ...]:
    """All documents in scope, by file name and position in the file."""
    rows = connection.execute(
        f"SELECT {DOCUMENT_COLUMNS} WHERE {_ALLOWED} ORDER BY file_name, position",
        (_to_json(scope.visibilities),),
    )
    return tuple(read_document(row) for row in rows)


def get_document(
    connection: sqlite3.Connection, document_id: DocumentId, scope: ReaderScope
) -> StoredDocument:
    """The document; raises UnknownDocumentError."""
    row = connection.execute(
        f"SELECT {DOCUMENT_COLUMNS} WHERE document_id = ? AND {_ALLOWED}",
        (document_id, _to_json(scope.visibilities)),
    ).fetchone()
    if row is None:
        raise UnknownDocumentError(
            f"no document {document_id!r} is held; expected an id from the list of documents",
            message_zh=f"资料库里没有编号为“{document_id}”的文件。",
        )
    return read_document(row)


def get_source_text(
    connection: sqlite3.Connection, document_id: DocumentId, scope: ReaderScope
) -> str:
    """The text of the document's file; raises UnknownDocumentError."""
    get_document(connection, document_id, scope)
    row = connection.execute(
        "SELECT files.text FROM files JOIN documents USING (file_row) WHERE document_id = ?",
        (document_id,),
    ).fetchone()
    return str(row[0])


def get_page_image(
    connection: sqlite3.Connection, document_id: DocumentId, page: int, scope: ReaderScope
) -> bytes:
    """The page as JPEG; raises UnknownDocumentError or UnknownPageError."""
    document = get_document(connection, document_id, scope)
    row = connection.execute(
        "SELECT content FROM page_images JOIN documents USING (file_row)"
        " WHERE document_id = ? AND page = ?",
        (document_id, page),
    ).fetchone()
    if row is None:
        raise UnknownPageError(
            f"document {document_id!r} has no picture of page {page}",
            message_zh=f"《{document.title}》没有保存第 {page} 页的图片（只保存扫描页）。",
        )
    return bytes(row[0])


def list_passages(
    connection: sqlite3.Connection, document_id: DocumentId, scope: ReaderScope
) -> tuple[Passage, ...]:
    """The document's passages in reading order; raises UnknownDocumentError."""
    get_document(connection, document_id, scope)
    rows = connection.execute(f"{_PASSAGES} WHERE document_id = ? ORDER BY ordinal", (document_id,))
    return tuple(read_passage(row) for row in rows)


def list_relatives(
    connection: sqlite3.Connection, passages: Collection[Passage], scope: ReaderScope
) -> tuple[Passage, ...]:
    """The parents and children of passages, in reading order of each document."""
    parents = [split_passage_id(p.parent) for p in passages if p.parent is not None]
    openers = [(p.document_id, p.ordinal) for p in passages if p.has_children]
    rows = connection.execute(
        f"""{_PASSAGES} WHERE {_ALLOWED} AND passage_row IN (
            SELECT passage_row FROM json_each(?) AS named
            JOIN documents ON document_id = named.value ->> 0
            JOIN passages USING (document_row) WHERE passages.ordinal = named.value ->> 1
            UNION
            SELECT passage_row FROM json_each(?) AS named
            JOIN documents ON document_id = named.value ->> 0
            JOIN passages USING (document_row) WHERE passages.parent = named.value ->> 1
        ) ORDER BY document_row, passages.ordinal""",
        (_to_json(scope.visibilities), json.dumps(parents), json.dumps(openers)),
    )
    return tuple(read_passage(row) for row in rows)


def get_passage(
    connection: sqlite3.Connection, document_id: DocumentId, ordinal: int, scope: ReaderScope
) -> Passage:
    """The passage; raises UnknownDocumentError or UnknownClauseError."""
    document = get_document(connection, document_id, scope)
    row = connection.execute(
        f"{_PASSAGES} WHERE document_id = ? AND ordinal = ?", (document_id, ordinal)
    ).fetchone()
    if row is None:
        for passage in list_page_passages(connection, document_id, scope):
            if passage.ordinal == ordinal:
                return passage
        raise UnknownClauseError(
            f"document {document_id!r} has no passage {ordinal}",
            message_zh=f"《{document.title}》里没有第 {ordinal} 段。",
        )
    return read_passage(row)


def list_page_passages(
    connection: sqlite3.Connection, document_id: DocumentId, scope: ReaderScope
) -> tuple[Passage, ...]:
    """What a web page says around the file's documents; ordinals go on behind the passages'.

    Raises UnknownDocumentError.
    """
    get_document(connection, document_id, scope)
    row = connection.execute(
        "SELECT files.text, files.left_out, (SELECT count(*) FROM passages WHERE"
        " passages.document_row = documents.document_row) AS held"
        " FROM files JOIN documents USING (file_row) WHERE document_id = ?",
        (document_id,),
    ).fetchone()
    around = (part for part in json.loads(row["left_out"]) if part[2] == SITE_TEXT)
    return tuple(
        make_page_passage(document_id, ordinal, Span(start, end), row["text"])
        for ordinal, (start, end, _) in enumerate(around, start=row["held"])
    )


def get_clause(
    connection: sqlite3.Connection, document_id: DocumentId, label: str, scope: ReaderScope
) -> Passage:
    """The clause with this printed reference; raises as `get_passage` does."""
    document = get_document(connection, document_id, scope)
    row = connection.execute(
        f"{_PASSAGES} WHERE document_id = ? AND label = ? AND is_lead = 0 ORDER BY ordinal LIMIT 1",
        (document_id, label),
    ).fetchone()
    if row is None:
        raise UnknownClauseError(
            f"document {document_id!r} has no clause {label!r}; expected one of its references",
            message_zh=f"《{document.title}》里没有条款“{label}”。",
        )
    return read_passage(row)


def read_passages(
    connection: sqlite3.Connection, passage_rows: Collection[int]
) -> dict[int, Passage]:
    """Passages by row."""
    rows = connection.execute(
        f"{_PASSAGES} WHERE passage_row IN (SELECT value FROM json_each(?))",
        (_to_json(passage_rows),),
    )
    return {row["passage_row"]: read_passage(row) for row in rows}


def read_documents_of(
    connection: sqlite3.Connection, document_ids: Collection[DocumentId]
) -> dict[DocumentId, StoredDocument]:
    """Documents by id."""
    rows = connection.execute(
        f"SELECT {DOCUMENT_COLUMNS} WHERE document_id IN (SELECT value FROM json_each(?))",
        (_to_json(document_ids),),
    )
    return {document.id: document for document in map(read_document, rows)}


def list_duties(
    connection: sqlite3.Connection,
    document_ids: frozenset[DocumentId] | None,
    scope: ReaderScope,
) -> tuple[StoredDuty, ...]:
    """Duties in scope by document and position."""
    rows = _list_rows(connection, "duties", document_ids, scope)
    passages = read_passages(connection, {row["passage_row"] for row in rows})
    documents = read_documents_of(connection, {p.document_id for p in passages.values()})
    parties: dict[int, list[StoredParty]] = {}
    for duty_row, role, name in connection.execute(
        "SELECT duty_row, role, name FROM parties"
        " WHERE duty_row IN (SELECT value FROM json_each(?)) ORDER BY duty_row, position",
        (_to_json([row["duty_row"] for row in rows]),),
    ):
        parties.setdefault(duty_row, []).append(StoredParty(DutyRole(role), name))
    return tuple(
        StoredDuty(
            passage=(passage := passages[row["passage_row"]]),
            document=documents[passage.document_id],
            task=row["task"],
            parties=tuple(parties.get(row["duty_row"], ())),
            deadline=row["deadline"],
            span=Span(row["span_start"], row["span_end"]),
        )
        for row in rows
    )


def list_benefits(
    connection: sqlite3.Connection,
    document_ids: frozenset[DocumentId] | None,
    scope: ReaderScope,
) -> tuple[StoredBenefit, ...]:
    """Benefits in scope by document and position."""
    rows = _list_rows(connection, "benefits", document_ids, scope)
    passages = read_passages(connection, {row["passage_row"] for row in rows})
    documents = read_documents_of(connection, {p.document_id for p in passages.values()})
    return tuple(
        StoredBenefit(
            passage=(passage := passages[row["passage_row"]]),
            document=documents[passage.document_id],
            name=row["name"],
            recipients=row["recipients"],
            condition=row["condition"],
            amount=row["amount"],
            granted_by=row["granted_by"],
            span=Span(row["span_start"], row["span_end"]),
        )
        for row in rows
    )


def list_targets(
    connection: sqlite3.Connection,
    document_ids: frozenset[DocumentId] | None,
    scope: ReaderScope,
) -> tuple[StoredTarget, ...]:
    """Targets in scope by document and position."""
    rows = _list_rows(connection, "targets", document_ids, scope)
    passages = read_passages(connection, {row["passage_row"] for row in rows})
    documents = read_documents_of(connection, {p.document_id for p in passages.values()})
    return tuple(
        StoredTarget(
            passage=(passage := passages[row["passage_row"]]),
            document=documents[passage.document_id],
            figure=row["figure"],
            value=None if row["value"] is None else Decimal(row["value"]),
            upper=None if row["upper"] is None else Decimal(row["upper"]),
            unit=row["unit"],
            direction=TargetDirection(row["direction"]),
            subject=row["subject"],
            date=row["date"],
            span=Span(row["span_start"], row["span_end"]),
        )
        for row in rows
    )


def _list_rows(
    connection: sqlite3.Connection,
    table: str,
    document_ids: frozenset[DocumentId] | None,
    scope: ReaderScope,
) -> list[sqlite3.Row]:
    sql = f"SELECT {table}.* FROM {table} JOIN documents USING (document_row)"
    arguments: list[str] = []
    document_rows = find_document_rows(connection, document_ids, scope)
    if document_rows is not None:
        sql += " WHERE document_row IN (SELECT value FROM json_each(?))"
        arguments.append(_to_json(document_rows))
    sql += f" ORDER BY file_row, position, {table}.span_start, {table}.rowid"
    return connection.execute(sql, arguments).fetchall()


def _to_json(values: Collection[str] | Collection[int]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
