"""The values that ingest makes: spans, references, clauses, documents, duties, benefits, targets.

Offsets are Python string indices into `PolicyDocument.text`, the text of the whole file as
the reader extracted it; ends are exclusive.
"""

import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from ingest.references import ClauseRef

DocumentId = NewType("DocumentId", str)


class IngestError(Exception):
    """Root of what can go wrong between a file and its documents.

    `message_zh` is what a person is shown: what was found and what to do about it.
    """

    def __init__(self, message: str, *, message_zh: str) -> None:
        super().__init__(message)
        self.message_zh = message_zh


class UnreadableFileError(IngestError):
    """The file exists but its text cannot be had (damaged, encrypted, unknown format)."""


class EmptyFileError(IngestError):
    """The file was read and holds no policy text."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters, `start <= end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"expected 0 <= start <= end, found {self.start!r}, {self.end!r}")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: "Span") -> bool:
        """Whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end


class ClauseKind(StrEnum):
    """What a numbered unit is."""

    PART = "part"  # 篇一 of a compilation
    ANNEX = "annex"  # 附件1 with its text
    CLAUSE = "clause"  # a numbered clause of any level
    ANNEX_LIST_ITEM = "annex_list_item"  # 1.… of an annex list (附件:1.…2.…)
    TABLE = "table"  # of plain text, whose first line names the columns: that is its heading
    ROW = "row"  # a table row, cited with its column names


class LeadKind(StrEnum):
    """What an unnumbered passage is. Leads are citable, but they are not clauses."""

    TITLE = "title"
    NOTICE = "notice"  # the covering notice: addressees, 现将…印发给你们
    PREAMBLE = "preamble"  # what stands before the first clause
    SIGNATURE = "signature"  # issuing body and date at the end of a notice (落款)
    TAIL = "tail"  # unnumbered text after the last clause (本方案自…起施行), copies (抄送)
    BODY = "body"  # paragraphs of a document without any numbering
    PAGE = "page"  # what a web page says around the document: left out of it, and never searched


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered unit and everything under it.

    `text == document.text[span.start:span.end]`. The clause's own words, before its first
    child, are `document.text[span.start:own_end]`; `own_end == span.end` in a leaf.
    """

    ref: ClauseRef
    kind: ClauseKind
    heading: str  # without number and closing punctuation; "" where the clause has none
    span: Span
    own_end: int
    parent: int | None  # index into `PolicyDocument.clauses`; always smaller than one's own
    inferred: bool  # the number is missing in the source and was concluded from its neighbours
    text: str
    columns: tuple[str, ...] = ()  # names of a row's cells, where a line above the row gives them


@dataclass(frozen=True, slots=True)
class Lead:
    """An unnumbered passage that can be cited."""

    kind: LeadKind
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch of the file that is in no clause and no lead, and why."""

    span: Span
    reason: str  # Chinese, shown in the ingest report: 网站导航, 页码, 空白


SITE_TEXT = "网站文字"  # the reason of what a web page puts around a document


class DocumentStatus(StrEnum):
    """What the text says of itself, whatever the day."""

    DRAFT = "draft"  # 送审稿, 征求意见稿
    ISSUED = "issued"
    REPEALED = "repealed"
    TEMPLATE = "template"  # placeholders (xx县, __市), sharing-site compilations
    UNKNOWN = "unknown"


class SourceKind(StrEnum):
    """Where the text comes from; only an official text may be cited as a basis."""

    OFFICIAL = "official"
    NEWS = "news"
    COMPILATION = "compilation"  # a private collection or a copy from a sharing site
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as precise as the text gives it: a year, a month or a day.

    >>> str(PartialDate(2024, 7))
    '2024-07'
    >>> PartialDate.parse("2024-07").last_day()
    datetime.date(2024, 7, 31)
    """

    year: int
    month: int = 0  # 0 where the text names only the year
    day: int = 0  # 0 where the text names only the month

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError(f"a day needs a month, found {self.year}-{self.month}-{self.day}")
        datetime.date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read what `str` prints; raises ValueError on anything else."""
        found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text)
        if found is None:
            raise ValueError(f"expected YYYY[-MM[-DD]], found {text!r}")
        return cls(*(int(part) for part in found.groups() if part))

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
        if self.day:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)

    def first_day(self) -> datetime.date:
        """The earliest day that it can mean."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> datetime.date:
        """The latest day that it can mean."""
        if self.day:
            return datetime.date(self.year, self.month, self.day)
        if self.month == 12 or not self.month:
            return datetime.date(self.year, 12, 31)
        return datetime.date(self.year, self.month + 1, 1) - datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Region:
    """Province, city (or prefecture) and county (or district), as far as the text says."""

    province: str | None = None
    city: str | None = None
    county: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentMetadata:
    """What a document says about itself. None and () mean that it does not say."""

    title: str
    notice_title: str | None = None  # of the covering notice, where the title is the measure's
    issuing_body: str | None = None  # several joined by ";"
    document_number: str | None = None  # its own 文号; cited ones are in `cited_numbers`
    cited_numbers: tuple[str, ...] = ()
    issue_date: PartialDate | None = None
    publish_date: PartialDate | None = None
    effective_from: PartialDate | None = None
    effective_to: PartialDate | None = None
    effective_evidence: str | None = None  # the sentence that gives the two dates above
    plan_from: PartialDate | None = None  # 三年行动方案 and stages: a plan period is no validity
    plan_to: PartialDate | None = None
    plan_evidence: str | None = None
    status: DocumentStatus = DocumentStatus.UNKNOWN
    status_evidence: str | None = None
    source_kind: SourceKind = SourceKind.UNKNOWN
    region: Region = field(default_factory=Region)
    amends: tuple[str, ...] = ()  # titles or numbers of other documents
    repeals: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    based_on: tuple[str, ...] = ()


class DutyRole(StrEnum):
    """What somebody does in a duty."""

    LEADER = "leader"  # 牵头领导, 组长: a person or an office holder
    LEAD = "lead"  # 牵头部门, 牵头单位, ▲
    SUPPORT = "support"  # 配合部门, 配合科室
    RESPONSIBLE = "responsible"  # 责任部门, 责任科室, X局：负责…
    MEMBER = "member"  # 成员单位


@dataclass(frozen=True, slots=True)
class DutyParty:
    """A department or person with its role, as written, and where that stands."""

    role: DutyRole
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Duty:
    """A task and who answers for it."""

    clause: int  # index into `PolicyDocument.clauses`
    task: str  # the clause's heading, else its first sentence
    parties: tuple[DutyParty, ...]
    deadline: str | None  # as written
    span: Span  # the words that assign the duty: （牵头领导：…；配合部门：…）


@dataclass(frozen=True, slots=True)
class Benefit:
    """A payment, reward, allowance or priority that a clause grants."""

    clause: int  # index into `PolicyDocument.clauses`
    name: str  # what is granted
    recipients: str | None  # to whom, as written
    condition: str | None  # as written
    amount: str | None  # as written, with unit and direction; None: no amount stated
    span: Span  # the sentence
    granted_by: str | None = None  # who pays or grants it, as written
    # Where these words stand in the clause; None where they are not said or were put together.
    recipients_span: Span | None = None
    condition_span: Span | None = None
    granted_by_span: Span | None = None


class TargetDirection(StrEnum):
    """On which side of its figure a target is met."""

    AT_LEAST = "at_least"  # 不少于, 以上, 达到
    AT_MOST = "at_most"  # 不超过, 以内
    EXACTLY = "exactly"
    ABOUT = "about"  # 约, 左右
    INCREASING = "increasing"  # 逐年提高, 只增不减: without a figure
    DECREASING = "decreasing"  # 逐年降低


@dataclass(frozen=True, slots=True)
class Target:
    """A number that a clause sets, an amount, or which way something is to go."""

    clause: int  # index into `PolicyDocument.clauses`
    figure: str  # as written, with unit; 全县平均水平 where it is another's; "" where none is named
    value: Decimal | None  # in single units (700万元 is 7000000); None without a number
    upper: Decimal | None  # the end of a range (1—2所), else None
    unit: str  # synonyms folded (名 = 人); "" where none is named
    direction: TargetDirection
    subject: str  # what is counted, as written
    date: str | None  # by when, as written
    span: Span  # the figure with the words of its direction


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """One measure, plan or notice as issued; a file may hold several.

    Clauses are in reading order, parents before children. `text` is the whole file's text and
    is shared by all documents of the file; `span` is the part of it that this document takes.
    """

    id: DocumentId
    file_name: str  # base name, never a path
    part: str | None  # 篇二, 附件1; None for the document that the file is about
    parent_id: DocumentId | None  # the document that this one is a part or an annex of
    text: str
    span: Span
    metadata: DocumentMetadata
    clauses: tuple[Clause, ...]
    leads: tuple[Lead, ...]
    duties: tuple[Duty, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page that was recognised from a picture, as it is shown beside a citation."""

    page: int  # from 1
    content: bytes = field(repr=False)  # JPEG


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file with all its documents, the one it is about first.

    Every character of `text` is in a clause or a lead of some document, or in `left_out`.
    """

    file_name: str
    format: str  # txt, docx, …
    content_hash: str  # SHA-256 of the file's bytes, hex
    text: str
    documents: tuple[PolicyDocument, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...] = ()  # Chinese: what never came into `text` (hidden words, footers)
    page_starts: tuple[int, ...] = ()  # offset of each page's first character; () without pages
    ocr_pages: tuple[int, ...] = ()  # numbers of pages recognised from pictures: citations say so
    page_images: tuple[PageImage, ...] = ()  # of these pages, as far as the limits allow
    ocr_confidence: float | None = None  # mean over all characters, 0–1; None without OCR

    @property
    def read_by_ocr(self) -> bool:
        """Whether any of it was recognised from pictures."""
        return bool(self.ocr_pages)


class ValidityState(StrEnum):
    """Whether a document holds on a given day."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    PLAN_ENDED = "plan_ended"  # the plan's period is over; nothing says that it is void
    REPEALED = "repealed"
    UNKNOWN = "unknown"

    @property
    def is_ended(self) -> bool:
        """Whether nothing of it holds any more; a plan whose period is over may still hold."""
        return self in (ValidityState.REPEALED, ValidityState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Validity:
    """A document's state on the day `as_of`, and the words that show it."""

    state: ValidityState
    as_of: datetime.date
    evidence: str  # verbatim from the document, or "" where nothing is said
    note: str  # one Chinese sentence for people; "" where nothing needs saying
