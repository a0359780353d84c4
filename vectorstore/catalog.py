"""The SQLite database: its tables, its connections and its one write transaction at a time.

Write-ahead logging lets readers of any process see the last commit while one process writes.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vectorstore.model import StoreError, StoreNotWritableError

DATABASE_NAME = "catalog.sqlite3"
SCHEMA_VERSION = 3
SCHEMA = f"""
CREATE TABLE state(
    key TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO state VALUES ('version', 0), ('dense_pending', 0), ('indexed', 0);
CREATE TABLE files(
    file_row INTEGER PRIMARY KEY,
    file_name TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    visibility TEXT NOT NULL DEFAULT 'public',
    text TEXT NOT NULL,
    left_out TEXT NOT NULL,
    pages TEXT NOT NULL,
    ingested_at TEXT NOT NULL
);
CREATE TABLE page_images(
    file_row INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    page INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY(file_row, page)
);
CREATE TABLE documents(
    document_row INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id TEXT NOT NULL UNIQUE,
    file_row INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    position INTEGER NOT NULL,
    part TEXT,
    parent_id TEXT,
    title TEXT NOT NULL,
    visibility TEXT NOT NULL,
    metadata TEXT NOT NULL,
    clause_count INTEGER NOT NULL,
    character_count INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL
);
CREATE INDEX documents_by_file ON documents(file_row, position);
CREATE INDEX documents_by_visibility ON documents(visibility);
CREATE TABLE passages(
    passage_row INTEGER PRIMARY KEY AUTOINCREMENT,
    document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    is_lead INTEGER NOT NULL,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    heading TEXT NOT NULL,
    heading_path TEXT NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    own_end INTEGER NOT NULL,
    text TEXT NOT NULL,
    parent INTEGER,
    has_children INTEGER NOT NULL,
    inferred INTEGER NOT NULL,
    UNIQUE(document_row, ordinal)
);
CREATE INDEX passages_by_label ON passages(document_row, label);
CREATE TABLE duties(
    duty_row INTEGER PRIMARY KEY,
    document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    passage_row INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    task TEXT NOT NULL,
    deadline TEXT,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL
);
CREATE INDEX duties_by_document ON duties(document_row);
CREATE INDEX duties_by_passage ON duties(passage_row);
CREATE TABLE parties(
    duty_row INTEGER NOT NULL REFERENCES duties ON DELETE CASCADE,
    position INTEGER NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    PRIMARY KEY(duty_row, position)
) WITHOUT ROWID;
CREATE TABLE benefits(
    benefit_row INTEGER PRIMARY KEY,
    document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    passage_row INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    name TEXT NOT NULL,
    recipients TEXT,
    condition TEXT,
    amount TEXT,
    granted_by TEXT,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL
);
CREATE INDEX benefits_by_document ON benefits(document_row);
CREATE INDEX benefits_by_passage ON benefits(passage_row);
CREATE TABLE targets(
    target_row INTEGER PRIMARY KEY,
    document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    passage_row INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    figure TEXT NOT NULL,
    value TEXT,
    upper TEXT,
    unit TEXT NOT NULL,
    direction TEXT NOT NULL,
    subject TEXT NOT NULL,
    date TEXT,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL
);
CREATE INDEX targets_by_document ON targets(document_row);
CREATE INDEX targets_by_passage ON targets(passage_row);
CREATE TABLE names(
    file_row INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY(file_row, name)
) WITHOUT ROWID;
CREATE TABLE units(
    unit_row INTEGER PRIMARY KEY AUTOINCREMENT,
    passage_row INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    is_group INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX units_by_document ON units(document_row);
CREATE INDEX units_by_passage ON units(passage_row);
CREATE TABLE segments(
    segment_row INTEGER PRIMARY KEY AUTOINCREMENT,
    size INTEGER NOT NULL,
    units BLOB NOT NULL,
    pieces TEXT NOT NULL,
    removed BLOB NOT NULL
);
CREATE TABLE words(
    piece_row INTEGER PRIMARY KEY,
    content BLOB NOT NULL
);
CREATE TABLE grams(
    piece_row INTEGER PRIMARY KEY,
    content BLOB NOT NULL
);
CREATE TABLE embedders(
    embedder_row INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    dimensions INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    source TEXT NOT NULL DEFAULT ''
);
CREATE TABLE vectors(
    embedder_row INTEGER NOT NULL REFERENCES embedders ON DELETE CASCADE,
    unit_row INTEGER NOT NULL REFERENCES units ON DELETE CASCADE,
    vector BLOB NOT NULL,
    pieces BLOB NOT NULL DEFAULT x'',
    PRIMARY KEY(embedder_row, unit_row)
) WITHOUT ROWID;
CREATE INDEX vectors_by_unit ON vectors(unit_row);
CREATE TABLE history(
    version_row INTEGER PRIMARY KEY,
    file_name TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    ingested_at TEXT NOT NULL,
    replaced_at TEXT NOT NULL,
    text TEXT NOT NULL,
    documents TEXT NOT NULL
);
CREATE INDEX history_by_file ON history(file_name, version_row);
PRAGMA user_version = {SCHEMA_VERSION};
"""


# Columns that a database of an earlier release lacks: table, column, what it is.
_ADDED = (
    ("embedders", "source", "TEXT NOT NULL DEFAULT ''"),
    ("vectors", "pieces", "BLOB NOT NULL DEFAULT x''"),
)


class StoreSchemaError(StoreError):
    """The database was made by another version of this program."""


class Catalog:
    """Connections to the database, one per thread, and the write transaction."""

    def __init__(self, data_dir: Path, *, writable: bool) -> None:
        self._path = data_dir / DATABASE_NAME
        self._writable = writable
        self._local = threading.local()
        self._connections: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._opening = threading.Lock()
        self._writing = threading.RLock()
        self._closed = False
        if writable:
            self._prepare()
        try:
            self._connection()
        except StoreError:
            self.close()
            raise

    def close(self) -> None:
        """Close every thread's connection."""
        with self._opening:
            self._closed = True
            for _, connection in self._connections:
                connection.close()
            self._connections.clear()

    @property
    def data_dir(self) -> Path:
        """The folder of the database."""
        return self._path.parent

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one commit for as long as the block runs."""
        connection = self._connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")

    @contextmanager
    def writing(self, *, counted: bool = True) -> Iterator[sqlite3.Connection]:
        """A transaction: committed at the end of the block, undone by any exception.

        Unless `counted` is false it makes a new version, which readers' caches follow.
        """
        if not self._writable:
            raise StoreNotWritableError(
                f"the store in {str(self._path.parent)!r} was opened for reading; open it with "
                "writable=True",
                message_zh="资料库是以只读方式打开的，不能写入。",
            )
        with self._writing:
            connection = self._connection()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                if counted:
                    change_state(connection, "version", 1)
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.OperationalError):
                    raise self._not_writable(error) from error
                raise

    def _connection(self) -> sqlite3.Connection:
        if self._closed:
            raise StoreError(
                f"the store in {str(self._path.parent)!r} is closed", message_zh="资料库已经关闭。"
            )
        held: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if held is not None and (self._local.on_disk or not self._path.exists()):
            return held
        with self._opening:
            self._close_unused()
            connection = self._connect()
        self._local.connection = connection
        self._local.on_disk = bool(connection.execute("PRAGMA database_list").fetchone()[2])
        return connection

    def _close_unused(self) -> None:
        """Close the connections of threads that have ended, and this thread's earlier one."""
        kept = []
        for thread, connection in self._connections:
            if thread.is_alive() and thread is not threading.current_thread():
                kept.append((thread, connection))
            else:
                connection.close()
        self._connections = kept

    def _connect(self) -> sqlite3.Connection:
        connection = _open(str(self._path)) if self._writable else self._open_for_reading()
        if connection is None:
            connection = _open(":memory:")
            self._connections.append((threading.current_thread(), connection))
            connection.executescript(SCHEMA)
            return connection
        self._connections.append((threading.current_thread(), connection))
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -4000")  # KiB, of each thread
        self._check_version(connection)
        return connection

    def _open_for_reading(self) -> sqlite3.Connection | None:
        """None where there is no database yet, or one that its writer is just making."""
        if not self._path.exists():
            return None
        uri = self._path.absolute().as_uri()
        connection = _open(f"{uri}?mode=ro", uri=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            # A folder that this user may not write has no place for the shared memory of the
            # log; without a log there is no writer, and the file cannot change below us.
            if self._path.with_name(DATABASE_NAME + "-wal").exists():
                raise
            connection = _open(f"{uri}?mode=ro&immutable=1", uri=True)
        if not _has_tables(connection):
            connection.close()
            return None
        return connection

    def _check_version(self, connection: sqlite3.Connection) -> None:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found != SCHEMA_VERSION:
            raise StoreSchemaError(
                f"the database {str(self._path)!r} has schema version {found!r}, expected "
                f"{SCHEMA_VERSION}: ingest the documents into a new data folder",
                message_zh=f"数据目录里的资料库是另一个版本（{found}，需要 {SCHEMA_VERSION}）。"
                "请换一个空目录重新导入文件。",
            )

    def _prepare(self) -> None:
        try:
            connection = _open(str(self._path))
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                if version == 0 and not _has_tables(connection):
                    connection.executescript(f"BEGIN;{SCHEMA}COMMIT;")
                elif version == SCHEMA_VERSION:
                    _add_columns(connection)
            finally:
                connection.close()
        except sqlite3.OperationalError as error:
            raise self._not_writable(error) from error

    def _not_writable(self, error: sqlite3.OperationalError) -> StoreNotWritableError:
        return StoreNotWritableError(
            f"cannot write the database {str(self._path)!r}: {error}",
            message_zh=f"资料库 {self._path} 无法写入（{error}）。请检查磁盘空间和目录权限。",
        )


def get_state(connection: sqlite3.Connection, key: str) -> int:
    """A number of the store's state: version, dense_pending, indexed."""
    row = connection.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
    return int(row[0])


def change_state(connection: sqlite3.Connection, key: str, by: int) -> None:
    """Add to a number of the store's state."""
    connection.execute("UPDATE state SET value = value + ? WHERE key = ?", (by, key))


def set_state(connection: sqlite3.Connection, key: str, value: int) -> None:
    """Set a number of the store's state."""
    connection.execute("UPDATE state SET value = ? WHERE key = ?", (value, key))


def _add_columns(connection: sqlite3.Connection) -> None:
    for table, name, kind in _ADDED:
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        if all(column["name"] != name for column in columns):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")


def _has_tables(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _open(where: str, *, uri: bool = False) -> sqlite3.Connection:
    # check_same_thread: close() closes the connections of other threads
    connection = sqlite3.connect(
        where, uri=uri, isolation_level=None, check_same_thread=False, timeout=30.0
    )
    connection.row_factory = sqlite3.Row
    return connection
