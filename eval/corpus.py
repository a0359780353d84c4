"""A benchmark folder in BEIR's form, and its corpus as policy documents.

`corpus.jsonl` has `_id`, `text`, and where there are any `title` and `metadata` with `path` (or
`section`: the headings above); `queries.jsonl` has `_id` and `text`; `qrels.tsv` (also under
`qrels/`) has query, entry and relevance, with or without a heading line. Each may end in `.gz`.
"""

import gzip
import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from eval.cases import QuestionSetError
from ingest.model import (
    Clause,
    ClauseKind,
    DocumentId,
    DocumentMetadata,
    ParsedFile,
    PolicyDocument,
    Span,
)
from ingest.references import ClauseRef

BATCH = 2_000  # entries held in memory at once; a title's clauses beyond it begin a new document

_CHINESE = "〇零一二三四五六七八九十百千两"
_NUMBERED = re.compile(rf"(?<=\S)\s*(第[{_CHINESE}\d]+[条段款项](?:之[{_CHINESE}\d]+)?)$")
_JOINTS = re.compile(r"\s*(?:›|>|»|/|\||\n)\s*")
_NUMBERS_ONLY = re.compile(rf"[第附件篇章节条款项段编之(){_CHINESE}\d、.．,，;；\s（）①-⑳-]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a corpus."""

    id: str
    title: str
    path: tuple[str, ...]  # headings above, outermost first
    label: str  # its number as the corpus gives it; "": none
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question with the entries that answer it and how well (above 0)."""

    id: str
    text: str
    gold: Mapping[str, int]
    type: str = ""  # as its metadata say (type, else register); "": of no type


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """Entries as a parsed file: the clause at `places[(document, ordinal)]` is that entry."""

    parsed: ParsedFile
    places: Mapping[tuple[DocumentId, int], str]


def load_queries(folder: Path) -> tuple[Query, ...]:
    """The queries that have a relevant entry, in the order of the file."""
    golds = _read_qrels(_find(folder, "qrels.tsv", "qrels/test.tsv", "qrels/dev.tsv"))
    texts = _read_rows(_find(folder, "queries.jsonl"), ("_id", "text"))
    queries = tuple(
        Query(str(row["_id"]), _clean(row["text"]), golds[str(row["_id"])], _read_type(row))
        for row in texts
        if str(row["_id"]) in golds and _clean(row["text"])
    )
    if not queries:
        raise _bad(folder, "no query of queries.jsonl has a relevant entry in the qrels")
    return queries


def _read_type(row: Mapping[str, Any]) -> str:
    metadata = row.get("metadata")
    held = metadata if isinstance(metadata, Mapping) else {}
    return _clean(held.get("type") or held.get("register"))


def read_entries(folder: Path) -> Iterator[Entry]:
    """The corpus entry by entry; an entry without text is left out.

    A number at the end of a title (某法第三条) is the entry's label, not part of its document.
    """
    for row in _read_rows(_find(folder, "corpus.jsonl"), ("_id", "text")):
        text = _clean(row["text"])
        if not text:
            continue
        title = " ".join(_clean(row.get("title")).split())
        numbered = _NUMBERED.search(title)
        label = ""
        if numbered is not None:
            title, label = title[: numbered.start()], numbered[1]
        metadata = row.get("metadata")
        headings, own = _read_path(metadata if isinstance(metadata, Mapping) else {})
        yield Entry(str(row["_id"]), title, headings, label or own, text)


def read_files(folder: Path) -> Iterator[CorpusFile]:
    """The corpus as files of some thousand clauses, in which one title is one document."""
    batch: list[Entry] = []
    for number, entry in enumerate(read_entries(folder)):
        if number and number % BATCH == 0:
            yield make_file(batch, number // BATCH)
            batch = []
        batch.append(entry)
    if batch:
        yield make_file(batch, 0)


def make_file(entries: list[Entry], number: int) -> CorpusFile:
    """One file: its documents by title, in order of first appearance."""
    titled: dict[str, list[Entry]] = {}
    for entry in entries:
        titled.setdefault(entry.title, []).append(entry)
    writer = _Writer(f"corpus-{number:05d}.txt")
    for title, group in titled.items():
        writer.write(title, group)
    return writer.close()


class _Writer:
    """Documents one behind the other in one text."""

    def __init__(self, file_name: str) -> None:
        self._name = file_name
        self._parts: list[str] = []
        self._length = 0
        self._drafts: list[tuple[str, Span, list[Clause]]] = []
        self._places: dict[tuple[DocumentId, int], str] = {}

    def write(self, title: str, entries: list[Entry]) -> None:
        start = self._length
        clauses: list[Clause] = []
        counts: dict[tuple[str, ...], int] = {}
        above: tuple[str, ...] = ()
        parents: list[int] = []
        for number, entry in enumerate(entries, start=1):
            if entry.path != above:
                shared = _count_shared(above, entry.path)
                parents = parents[:shared]
                for heading in entry.path[shared:]:
                    parent = parents[-1] if parents else None
                    parents.append(len(clauses))
                    clauses.append(self._clause((heading,), counts, heading, heading, parent))
                above = entry.path
            parent = parents[-1] if parents else None
            self._places[self._document_id(), len(clauses)] = entry.id
            label = entry.label or str(number)
            clauses.append(self._clause((label,), counts, "", entry.text, parent))
        self._drafts.append((title, Span(start, self._length), clauses))

    def _document_id(self) -> DocumentId:
        return DocumentId(f"{self._name.removesuffix('.txt')}-{len(self._drafts):05d}")

    def _clause(
        self,
        labels: tuple[str, ...],
        counts: dict[tuple[str, ...], int],
        heading: str,
        text: str,
        parent: int | None,
    ) -> Clause:
        counts[labels] = counts.get(labels, 0) + 1
        start = self._length
        self._parts.append(text + "\n")
        self._length += len(text) + 1
        end = start + len(text)
        ref = ClauseRef(labels, counts[labels])
        return Clause(ref, ClauseKind.CLAUSE, heading, Span(start, end), end, parent, False, text)

    def close(self) -> CorpusFile:
        text = "".join(self._parts)
        main = DocumentId(f"{self._name.removesuffix('.txt')}-00000")
        documents = tuple(
            PolicyDocument(
                id=DocumentId(f"{main[:-5]}{position:05d}"),
                file_name=self._name,
                part=None,
                parent_id=None,
                text=text,
                span=span,
                metadata=DocumentMetadata(title=title),
                clauses=tuple(clauses),
                leads=(),
            )
            for position, (title, span, clauses) in enumerate(self._drafts)
        )
        digest = hashlib.sha256(text.encode()).hexdigest()
        parsed = ParsedFile(self._name, "jsonl", digest, text, documents, ())
        return CorpusFile(parsed, self._places)


def _clean(value: object) -> str:
    """The text without blanks at its ends, and without half characters, which nothing can store.

    >>> _clean(None), _clean(7), _clean(" 甲\\ud800 ")
    ('', '7', '甲?')
    """
    text = "" if value is None else str(value)
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def _count_shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _read_path(metadata: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    """Headings above, and the entry's own number where the path ends with one.

    >>> _read_path({"path": "第一章 总则 › 第三条"}), _read_path({"path": "三、（一）7"})
    ((('第一章 总则',), '第三条'), ((), '三、（一）7'))
    """
    given = metadata.get("path") or metadata.get("section") or ""
    parts = (
        [str(p) for p in given] if isinstance(given, list | tuple) else _JOINTS.split(str(given))
    )
    steps = [" ".join(_clean(part).split()) for part in parts if part.strip()]
    label = _clean(metadata.get("article"))
    if steps and _NUMBERS_ONLY.fullmatch(steps[-1]):
        label = steps.pop()
    return tuple(steps), label


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    golds: dict[str, dict[str, int]] = {}
    with _open(path) as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.rstrip("\r\n").split("\t")
            if not line.strip() or (number == 1 and not _is_number(cells[-1])):
                continue
            if len(cells) == 4:  # TREC's own form has a second column of no meaning
                del cells[1]
            if len(cells) != 3 or not _is_number(cells[2]):
                raise _bad(path, f"line {number}: expected query, entry and relevance: {line!r}")
            relevance = math.ceil(float(cells[2]))
            if relevance > 0:
                golds.setdefault(cells[0], {})[cells[1]] = relevance
    return golds


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?", cell.strip()) is not None


def _read_rows(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    with _open(path) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise _bad(path, f"line {number}: {error}") from error
            if not isinstance(row, dict) or not all(name in row for name in needed):
                raise _bad(path, f"line {number}: expected an object with {', '.join(needed)}")
            yield row


def _open(path: Path) -> IO[str]:
    try:
        if path.suffix == ".gz":
            return gzip.open(path, "rt", encoding="utf-8-sig")
        return path.open(encoding="utf-8-sig")
    except OSError as error:
        raise _bad(path, f"cannot be read ({error})") from error


def _find(folder: Path, *names: str) -> Path:
    wanted = [folder / f"{name}{packed}" for name in names for packed in ("", ".gz")]
    found = next((path for path in wanted if path.is_file()), None)
    if found is None:
        raise QuestionSetError(
            f"no {names[0]!r} in {str(folder)!r}; expected a folder in BEIR's form: "
            "corpus.jsonl, queries.jsonl, qrels.tsv, each also as .gz",
            message_zh=f"文件夹“{folder}”里没有 {names[0]}；"
            "应有 corpus.jsonl、queries.jsonl、qrels.tsv（也可以是 .gz）。",
        )
    return found


def _bad(path: Path, found: str) -> QuestionSetError:
    return QuestionSetError(
        f"reading {path.name!r}: {found}", message_zh=f"“{path.name}”格式不对：{found}"
    )
