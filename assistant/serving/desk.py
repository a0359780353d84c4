"""What officials ask of the catalog itself: lists of duties, whoever shows them."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from assistant.applying.coverage import list_places
from assistant.applying.profile import Profile
from assistant.applying.selfcheck import Assessment, assess
from assistant.assistant import Assistant
from assistant.duty_filter import DutyFilter
from assistant.inquiry import Composition
from assistant.library import Library
from assistant.locate import fold_text
from assistant.model import Question, QuestionError
from assistant.serving.duty_sheet import HEADER, SHEET_TITLE, list_rows
from assistant.serving.selfcheck_sheet import HEADER as CHECK_HEADER
from assistant.serving.selfcheck_sheet import SHEET_TITLE as CHECK_TITLE
from assistant.serving.selfcheck_sheet import list_rows as list_check_rows
from assistant.serving.spreadsheet import SheetFormat, write_sheet
from assistant.tasks.duties import compose_duties
from assistant.tasks.duty_rows import DutyRows, list_duties, select_duties
from ingest.model import DocumentId, Validity
from vectorstore.model import ReaderScope, UnknownDocumentError


@dataclass(frozen=True, slots=True)
class DutyList:
    """The duties that were asked for, with the validity of their documents."""

    rows: DutyRows
    validities: Mapping[DocumentId, Validity]

    def write(self, kind: SheetFormat) -> bytes:
        """The list as a file, every row of it."""
        return write_sheet(kind, SHEET_TITLE, HEADER, list_rows(self.rows, self.validities))


def read_duty_question(assistant: Assistant, question: Question) -> DutyFilter:
    """What duties a question asks for; raises QuestionError where it asks for something else."""
    composed = compose_duties(assistant.find(assistant.read(question)))
    if isinstance(composed, Composition) and composed.duties is not None:
        return composed.duties
    raise QuestionError(
        f"{question.text!r} asks for no duties that are held; expected 某某牵头的任务有哪些",
        message_zh="没有找到可以导出的任务。请写明部门或人员，如“基教股牵头的任务有哪些”。",
    )


def find_duties(
    assistant: Assistant, wanted: DutyFilter, scope: ReaderScope, as_of: datetime.date
) -> DutyList:
    """The duties that meet the filter and that the reader may see."""
    validities = assistant.library(scope).validities(as_of)
    held = list_duties(assistant.store, wanted, scope, validities)
    return DutyList(select_duties(held, wanted), validities)


def check_profile(
    assistant: Assistant, profile: Profile, scope: ReaderScope, as_of: datetime.date
) -> Assessment:
    """What a teacher may have of all that the documents grant which the reader may see."""
    passages = lru_cache(maxsize=None)(partial(assistant.store.passages, scope=scope))
    library = assistant.library(scope)
    regions = tuple(document.metadata.region for document in library.documents)
    benefits = assistant.store.benefits(None, scope)
    return assess(benefits, profile, library.validities(as_of), passages, regions)


def find_places(assistant: Assistant, scope: ReaderScope) -> tuple[str, ...]:
    """The places that documents are held of, counties first."""
    return list_places(d.metadata.region for d in assistant.library(scope).documents)


def write_check(assessment: Assessment, kind: SheetFormat) -> bytes:
    """A self-check as a file, a row for every condition."""
    return write_sheet(kind, CHECK_TITLE, CHECK_HEADER, list_check_rows(assessment))


def find_named_documents(library: Library, names: Iterable[str]) -> frozenset[DocumentId]:
    """Documents by id, file name or a part of the title, with their annexes.

    Raises UnknownDocumentError for a name that none of them has.
    """
    found: set[DocumentId] = set()
    for name in names:
        folded = fold_text(name)
        ids = [
            document.id
            for document in library.documents
            if name in (document.id, document.file_name) or folded in fold_text(document.title)
        ]
        if not ids or not folded:
            raise UnknownDocumentError(
                f"no document {name!r} is held; expected an id, a file name or part of a title",
                message_zh=f"资料库里没有文件“{name}”，请用 documents 命令查看文件名。",
            )
        found |= library.with_descendants(ids)
    return frozenset(found)
