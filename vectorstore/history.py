"""The versions of a file, and what differs between two of them clause by clause."""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.model import DocumentId
from vectorstore.filing import VERSION_DOCUMENTS, find_file
from vectorstore.model import ReaderScope

_BLANKS = re.compile(r"\s+")
_MARK = re.compile(
    r"\s*[第（(]?\s*(?:\d{1,4}|[一二三四五六七八九十百千零〇]{1,8}|[①-⑳])\s*[编章节条款项目]?"
    r"(?:之[一二三四五六七八九十]{1,3})?\s*[）)]?[、.．,，:：\s]*"
)


@dataclass(frozen=True, slots=True)
class VersionClause:
    """A clause or lead of a version, with its own words: those before its first child."""

    document_id: DocumentId
    part: str | None  # 附件1; None in the file's main document
    label: str
    is_lead: bool
    text: str


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A file as it was held, or is."""

    file_name: str
    content_hash: str  # SHA-256 of the file's bytes, hex
    ingested_at: str  # ISO 8601, UTC
    replaced_at: str | None  # None: held now
    titles: tuple[str, ...]  # of its documents, the main one first
    text: str
    clauses: tuple[VersionClause, ...]  # leads too, in reading order


class ChangeKind(StrEnum):
    """What has become of a clause."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"  # other words under the same path
    MOVED = "moved"  # the same words under another path


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause that differs; the side on which it is not there is None."""

    kind: ChangeKind
    before: VersionClause | None
    after: VersionClause | None


def list_versions(
    connection: sqlite3.Connection, file_name: str, scope: ReaderScope
) -> tuple[StoredVersion, ...]:
    """The file's versions, the oldest first, the one held now last; () where none may be seen.

    A version may be seen where its own visibility and that of the last one allow it.
    """
    held = find_file(connection, file_name)
    rows = connection.execute(
        "SELECT file_name, content_hash, ingested_at, replaced_at, text, documents"
        " FROM history WHERE file_name = ? ORDER BY version_row",
        (file_name,),
    ).fetchall()
    if held is not None:
        rows += connection.execute(
            "SELECT file_name, content_hash, ingested_at, NULL AS replaced_at, text,"
            f" {VERSION_DOCUMENTS} AS documents FROM files WHERE file_row = ?",
            (held["file_row"],),
        ).fetchall()
    documents = [json.loads(row["documents"]) for row in rows]
    seen = [{each["visibility"] for each in listed} <= scope.visibilities for listed in documents]
    if not all(seen[-1:]):
        return ()
    return tuple(
        _read_version(row, listed)
        for row, listed, allowed in zip(rows, documents, seen, strict=True)
        if allowed
    )


def diff_clauses(
    old: Sequence[VersionClause], new: Sequence[VersionClause]
) -> tuple[ClauseChange, ...]:
    """What differs, in the new version's order; blanks and line ends do not count.

    A clause is first looked for under its path, then by its words under any other: where one
    is put in, those that come after it are moved, not changed.
    """
    before, after = _number(old), _number(new)
    pairs = {key: key for key in after if key in before and _fold(before[key]) == _fold(after[key])}
    rest = [key for key in before if key not in pairs]
    by_words: defaultdict[str, list[_Key]] = defaultdict(list)
    for key in reversed(rest):
        by_words[_words(before[key])].append(key)
    for key in after:
        words = _words(after[key])
        if key not in pairs and words and by_words.get(words):
            pairs[key] = by_words[words].pop()
    used = set(pairs.values())
    for key in after:
        if key not in pairs and key in before and key not in used:
            pairs[key] = key
    return tuple(_list_changes(before, after, pairs))


_Key = tuple[str, str, bool, int]  # part, label, is_lead, which of several


def _number(clauses: Sequence[VersionClause]) -> dict[_Key, VersionClause]:
    seen: Counter[tuple[str, str, bool]] = Counter()
    numbered: dict[_Key, VersionClause] = {}
    for clause in clauses:
        path = (clause.part or "", clause.label, clause.is_lead)
        seen[path] += 1
        numbered[*path, seen[path]] = clause
    return numbered


def _list_changes(
    before: dict[_Key, VersionClause], after: dict[_Key, VersionClause], pairs: dict[_Key, _Key]
) -> list[ClauseChange]:
    """Removed clauses stand behind the one that they followed."""
    places = {old: at for at, key in enumerate(after) if (old := pairs.get(key)) is not None}
    found: list[tuple[tuple[int, int], ClauseChange]] = []
    for at, (key, clause) in enumerate(after.items()):
        if key not in pairs:
            found.append(((at, 0), ClauseChange(ChangeKind.ADDED, None, clause)))
            continue
        was = before[pairs[key]]
        if pairs[key] != key:
            found.append(((at, 0), ClauseChange(ChangeKind.MOVED, was, clause)))
        elif _fold(was) != _fold(clause):
            found.append(((at, 0), ClauseChange(ChangeKind.CHANGED, was, clause)))
    last = -1
    for order, (key, clause) in enumerate(before.items(), start=1):
        if key in places:
            last = places[key]
        else:
            found.append(((last, order), ClauseChange(ChangeKind.REMOVED, clause, None)))
    return [change for _, change in sorted(found, key=lambda pair: pair[0])]


def _fold(clause: VersionClause) -> str:
    return _BLANKS.sub("", clause.text)


def _words(clause: VersionClause) -> str:
    """The clause's words without its number."""
    found = None if clause.is_lead else _MARK.match(clause.text)
    return _BLANKS.sub("", clause.text[0 if found is None else found.end() :])


def _read_version(row: sqlite3.Row, documents: list[dict[str, object]]) -> StoredVersion:
    text: str = row["text"]
    clauses: list[VersionClause] = []
    titles: list[str] = []
    for document in documents:
        titles.append(str(document["title"]))
        key, part, passages = (
            DocumentId(str(document["id"])),
            document["part"],
            document["passages"],
        )
        assert isinstance(passages, list)  # as VERSION_DOCUMENTS writes it
        clauses.extend(
            VersionClause(
                key, None if part is None else str(part), label, bool(is_lead), text[start:end]
            )
            for label, is_lead, start, end in passages
        )
    return StoredVersion(
        row["file_name"],
        row["content_hash"],
        row["ingested_at"],
        row["replaced_at"],
        tuple(titles),
        text,
        tuple(clauses),
    )
