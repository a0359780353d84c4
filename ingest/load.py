"""Files from the disk, read and split into documents with all that they say of themselves."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.archive import SEPARATOR, Member, is_archive, list_members
from ingest.benefits import find_benefits
from ingest.collector import PARSING
from ingest.duties import find_duties
from ingest.folders import survey_paths
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.metadata import read_metadata
from ingest.model import (
    DocumentId,
    DocumentMetadata,
    EmptyFileError,
    IngestError,
    ParsedFile,
    PolicyDocument,
)
from ingest.parts import DocumentSketch, split_text
from ingest.readers.registry import load_content, read_content
from ingest.readers.source import SourceText
from ingest.targets import find_targets


def load_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> ParsedFile:
    """The file at `path` with all its documents; raises IngestError, never returns none."""
    return parse_content(load_content(path, limits), path.name, limits)


def parse_files(
    content: bytes, file_name: str, limits: Limits = DEFAULT_LIMITS
) -> Iterator[ParsedFile | IngestError]:
    """What a file's bytes hold: one file, or each of a zip archive, or why it cannot be read.

    No error stops those that follow.
    """
    try:
        members: Iterable[Member | IngestError] = (Member(file_name, content),)
        if is_archive(content):
            name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
            members = list_members(content, name, limits)
        for member in members:
            yield _try_member(member, limits)
    except IngestError as error:
        yield error


def _try_member(member: Member | IngestError, limits: Limits) -> ParsedFile | IngestError:
    if isinstance(member, IngestError):
        return member
    try:
        return parse_content(member.content, member.name, limits)
    except IngestError as error:
        return error


def parse_content(content: bytes, file_name: str, limits: Limits = DEFAULT_LIMITS) -> ParsedFile:
    """The documents of a file held in memory, such as an upload.

    `file_name` is a label: only its last part is kept, and no file of that name is opened.
    """
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    source = read_content(content, name, limits)
    return parse_source(source, name, hashlib.sha256(content).hexdigest())


def parse_source(source: SourceText, name: str, content_hash: str) -> ParsedFile:
    """The documents of a text that a reader gave; raises EmptyFileError where there are none."""
    with PARSING:
        return _parse_source(source, name, content_hash)


def _parse_source(source: SourceText, name: str, content_hash: str) -> ParsedFile:
    split = split_text(source.text)
    if not split.documents:
        raise EmptyFileError(
            f"splitting {name!r}: no documents in {len(source.text)} characters",
            message_zh=f"《{name}》里没有找到政策正文，请检查原文件后重新导入。",
        )
    documents: list[PolicyDocument] = []
    seen: Counter[str | None] = Counter()
    for sketch in split.documents:
        seen[sketch.part] += 1
        parent = None if sketch.parent is None else documents[sketch.parent]
        key = make_document_id(name, sketch.part, seen[sketch.part])
        documents.append(_describe(source.text, name, key, sketch, parent))
    left_out = tuple(sorted({*split.left_out, *source.left_out}, key=lambda left: left.span))
    return ParsedFile(
        file_name=name,
        format=source.format,
        content_hash=content_hash,
        text=source.text,
        documents=tuple(documents),
        left_out=left_out,
        notes=source.notes,
        page_starts=source.page_starts,
        ocr_pages=source.ocr_pages,
        page_images=source.page_images,
        ocr_confidence=source.ocr_confidence,
    )


def make_document_id(file_name: str, part: str | None, occurrence: int = 1) -> DocumentId:
    """The id of a file's document: the same for every version of the file.

    `occurrence` counts from 1 the parts that a file gives the same name.

    >>> make_document_id("通知.txt", None) == make_document_id("通知.txt", "附件1")
    False
    """
    key = f"{file_name}\0{part or ''}"
    if occurrence > 1:
        key += f"\0{occurrence}"
    return DocumentId(hashlib.sha256(key.encode()).hexdigest()[:12])


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """All files of these paths that may be documents, in a fixed order; see `ingest.folders`.

    Raises the first of the survey's errors, such as UnreadableFileError for a missing path.
    """
    found = survey_paths(paths)
    for error in found.errors:
        raise error
    yield from found.files


def _describe(
    text: str, name: str, key: DocumentId, sketch: DocumentSketch, parent: PolicyDocument | None
) -> PolicyDocument:
    above: DocumentMetadata | None = None if parent is None else parent.metadata
    stem = Path(name.rsplit(SEPARATOR, 1)[-1]).stem
    return PolicyDocument(
        id=key,
        file_name=name,
        part=sketch.part,
        parent_id=None if parent is None else parent.id,
        text=text,
        span=sketch.span,
        metadata=read_metadata(text, sketch, above, stem),
        clauses=sketch.clauses,
        leads=sketch.leads,
        duties=find_duties(sketch.clauses),
        benefits=find_benefits(sketch.clauses),
        targets=find_targets(sketch.clauses),
    )
