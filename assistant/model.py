"""What is asked and what is answered.

A failure is an exception, never a `NoAnswer`. A `Citation` can only be made by
`assistant.verify`, which found its words in the stored text.
"""

import datetime
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.duty_filter import DutyFilter
from ingest.model import DocumentId, Span, Validity
from vectorstore.model import PUBLIC, Hit, PassageId, ReaderScope

MAX_QUESTION_CHARACTERS = 2_000


class QuestionError(Exception):
    """A question that cannot be taken (empty, too long); `message_zh` says what to do."""

    def __init__(self, message: str, *, message_zh: str) -> None:
        super().__init__(message)
        self.message_zh = message_zh


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question with the answer that was shown."""

    user: str
    assistant: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a person put it. Construction raises QuestionError on a bad one."""

    text: str
    as_of: datetime.date
    history: tuple[Turn, ...] = ()
    region: str | None = None  # chosen by the person beside the question; words in it go first
    scope: ReaderScope = field(default=PUBLIC)

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise QuestionError("the question is empty", message_zh="请输入问题。")
        if any("\ud800" <= character <= "\udfff" for character in self.text):
            raise QuestionError(
                f"the question is not text in Unicode: {self.text!r}",
                message_zh="问题里有无法识别的字符，请检查终端或文件的编码（应为 UTF-8）后再问。",
            )
        if len(self.text) > MAX_QUESTION_CHARACTERS:
            raise QuestionError(
                f"the question has {len(self.text)} characters, at most {MAX_QUESTION_CHARACTERS}",
                message_zh=(
                    f"问题太长（{len(self.text)} 字），"
                    f"请缩短到 {MAX_QUESTION_CHARACTERS} 字以内再问；"
                    "可以分成几个问题。"
                ),
            )


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote from a stored clause.

    `quote == text of the file[span.start:span.end]`; `clause_text` is the whole clause.
    """

    document_id: DocumentId
    passage_id: PassageId
    file_name: str
    title: str
    document_number: str | None
    label: str  # clause path as people read it: 附件1 › 二 › （二） › 2
    heading: str
    clause_text: str
    quote: str
    span: Span
    validity: Validity
    page: int | None = None  # from 1, where the quote begins; None in a format without pages
    read_by_ocr: bool = False  # recognised from a picture: to be compared with the original
    cells: tuple[str, ...] = ()  # of a table's row, as the file has them: the names left out


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer with the citations that carry it."""

    text: str
    citations: tuple[Citation, ...]
    group: str = ""  # heading that it stands under in a list that is divided (牵头部门（4 条）)

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError(f"a statement needs a citation: {self.text!r}")


@dataclass(frozen=True, slots=True)
class TableCell:
    """Words of one document on one aspect; without citations it is silent (未提及)."""

    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One aspect, with a cell for each column."""

    aspect: str
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """What documents say of the same thing, side by side; nothing is blended."""

    columns: tuple[str, ...]  # the documents' names
    rows: tuple[TableRow, ...]


class NoticeKind(StrEnum):
    """What a notice is about."""

    VALIDITY = "validity"  # a cited text is a draft, expired, repealed, …
    READING = "reading"  # the question was read as something else (typo, follow-up, region)
    CAUTION = "caution"  # the clauses shown may not say what is asked
    MODEL_WRITTEN = "model_written"  # 由AI生成，仅供参考
    MODEL_FALLBACK = "model_fallback"  # the model failed or could not be trusted
    COMPLETENESS = "completeness"  # 共 N 条，已全部列出
    MISSING = "missing"  # what the asker should still say, and whom to ask


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence shown beside an answer; it states no content of a clause."""

    kind: NoticeKind
    text: str


class NoAnswerReason(StrEnum):
    """Why there is no answer."""

    NOT_COVERED = "not_covered"  # no held clause says it
    REGION_NOT_HELD = "region_not_held"  # no document of the asked place is held
    DOCUMENT_NOT_HELD = "document_not_held"  # the document asked about is not held
    NO_SUCH_CLAUSE = "no_such_clause"  # 第十三条 of a document with twelve
    ILLEGIBLE = "illegible"  # the source is unreadable or masked (xx) at the asked place
    OUT_OF_SCOPE = "out_of_scope"  # not a question about policy documents
    INSTRUCTION = "instruction"  # an instruction to the assistant, not a question
    EMPTY_LIBRARY = "empty_library"  # nothing was ingested yet


@dataclass(frozen=True, slots=True)
class DroppedDraft:
    """A drafted statement that was not shown, and why; kept for `eval`."""

    text: str
    reason: str
    shown_instead: str = ""  # the clause's own sentences, where it quoted them rightly


@dataclass(frozen=True, slots=True)
class Answer:
    """Verified statements, in the order shown."""

    statements: tuple[Statement, ...]
    notices: tuple[Notice, ...] = ()
    written_by_model: bool = False
    dropped: tuple[DroppedDraft, ...] = ()
    table: ComparisonTable | None = None
    duties: DutyFilter | None = None  # what a list of duties was made of, for its export


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why nothing is answered, in words for a person, with the nearest clauses."""

    reason: NoAnswerReason
    message: str
    nearest: tuple[Citation, ...] = ()
    notices: tuple[Notice, ...] = ()
    dropped: tuple[DroppedDraft, ...] = ()


Reply = Answer | NoAnswer


@dataclass(frozen=True, slots=True)
class StatementReady:
    """Streaming: a verified statement of the answer being made."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class NoticeReady:
    """Streaming: a notice of the answer being made."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class TableReady:
    """Streaming: the verified table of a comparison, after its statements."""

    table: ComparisonTable


@dataclass(frozen=True, slots=True)
class ReplyReady:
    """Streaming: the last event; the whole reply, which is what counts.

    A reply may hold fewer statements than were streamed before (never others): where too few
    of a model's statements survive, the composed answer takes their place.
    """

    reply: Reply


Event = StatementReady | NoticeReady | TableReady | ReplyReady


@dataclass(frozen=True, slots=True)
class Support:
    """The words in a passage that a drafted statement rests on."""

    passage_id: PassageId
    quote: str  # verbatim from the passage; "" where the drafter could not say


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before verification.

    `facts` are strings that the code itself knows to be so (a document's title, a count, a
    validity sentence); a language model cannot give any.
    """

    text: str
    supports: tuple[Support, ...]
    facts: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passages a drafter may use, best first, with the question as understood."""

    question: str
    hits: tuple[Hit, ...]
    as_of: datetime.date
    spent_s: float = 0.0  # seconds that a model already used for this question
