"""Everything that composing an answer looks at, gathered once per question."""

import datetime
import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.choosing.sentences import Candidate
from assistant.duty_filter import DutyFilter
from assistant.library import Library
from assistant.model import Draft, NoAnswerReason, Notice, Support, Turn
from assistant.retrieve import MAX_READ
from assistant.understand import Understanding
from ingest.model import ClauseKind, DocumentId, LeadKind, Span, Validity
from ingest.rows import name_cells
from vectorstore.embed import WordMatcher
from vectorstore.model import Hit, Passage, ReaderScope, Scores, StoredDocument
from vectorstore.store import ClauseStore

HEADING_LINE = 15  # characters below which a line is taken for a heading when lines are joined


# The passages of a document that the reader may see, each read once a question.
ReadPassages = Callable[[DocumentId], tuple[Passage, ...]]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question understood, with what was found for it."""

    understanding: Understanding
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    library: Library
    validities: Mapping[DocumentId, Validity]
    store: ClauseStore
    passages: ReadPassages
    scope: ReaderScope
    as_of: datetime.date
    pairs: Mapping[str, int]  # character pairs that the documents hold
    history: tuple[Turn, ...] = ()
    region: str | None = None  # chosen beside the question
    spent_s: float = 0.0  # seconds that a language model already used for this question
    matcher: WordMatcher | None = None  # how near words come to those of each text, by meaning
    wider: "Inquiry | None" = None  # what words that a model proposed find, for it to draft from

    def documents(self) -> tuple[StoredDocument, ...]:
        """The documents that the question is about; all where it names none."""
        ids = self.understanding.scope.document_ids
        return tuple(d for d in self.library.documents if ids is None or d.id in ids)

    def near(self) -> tuple[StoredDocument, ...]:
        """The documents that the question is about, to be read whole; of many those found for it.

        What these lack the others may hold: only where `reads_all` nothing found means none there.
        """
        documents = self.documents()
        if len(documents) <= MAX_READ:
            return documents
        found = dict.fromkeys(hit.document.id for hit in self.hits)
        return tuple(self.library.by_id[i] for i in found)[:MAX_READ]

    @property
    def reads_all(self) -> bool:
        """Whether the documents that the question is about are so few that all can be read."""
        return len(self.documents()) <= MAX_READ

    def hit(self, passage: Passage) -> Hit:
        """A hit for a passage that was looked up, not searched for."""
        document = self.library.by_id[passage.document_id]
        return Hit(passage, document, Scores(None, None, 0.0), 1)


@dataclass(frozen=True, slots=True)
class TableDraft:
    """A comparison before verification: a cell is a draft per quote, () where it is silent."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Draft, ...], ...]], ...]  # aspect, a cell per column


@dataclass(frozen=True, slots=True)
class Composition:
    """Draft statements, the passages they rest on, and what is said beside them."""

    drafts: tuple[Draft, ...]
    hits: tuple[Hit, ...]
    notices: tuple[Notice, ...] = ()
    from_catalog: bool = False  # complete as it is: a language model could only harm
    duties: DutyFilter | None = None
    table: TableDraft | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is answered; `nearest` are places (hit and span in its passage) to show."""

    reason: NoAnswerReason
    message: str
    nearest: tuple[tuple[Hit, Span], ...] = ()


def cite_as(document: StoredDocument, passage: Passage) -> str:
    """How a statement names its source: 《title》第八条.

    The label of a lead (通知, 引言) and the number of a clause are facts of the document.
    """
    name = f"《{document.title}》"
    if document.part is not None and not document.part.startswith("附"):
        name = f"{document.part}{name}"
    return f"{name}{name_clause(passage)}"


def last_label(passage: Passage) -> str:
    """The last part of a clause's path: （二） of 附件1 › （二）."""
    return passage.label.split("›")[-1].strip()


def name_clause(passage: Passage) -> str:
    """What people call the clause, without the part of the file it stands in."""
    if isinstance(passage.kind, LeadKind):
        return "" if passage.kind is LeadKind.TITLE else f"（{passage.label}）"
    labels = [part.strip() for part in passage.label.split("›")]
    # 1.1.1 says 1 and 1.1 too
    last = labels[-1]
    shown = [n for n in labels if not n.startswith("篇") and not last.startswith(f"{n}.")]
    if not shown:
        return ""
    if len(shown) == 1 and not shown[0].startswith(("第", "附", "问")):
        return f"第{shown[0].strip('（）')}条"
    text = shown[0]
    for before, label in itertools.pairwise(shown):
        joint = "、" if not label.startswith(("（", "第")) and not before.endswith("）") else ""
        joint = "、" if before[-1].isdigit() and not label.startswith("（") else joint
        text += f"{joint}{label}"
    return text


def name_source(hit: Hit, before: Hit | None = None) -> str:
    """What a statement begins with: the document and clause, or what is new since `before`."""
    if before is None or before.document.id != hit.document.id:
        return f"{cite_as(hit.document, hit.passage)}："
    if before.passage.id == hit.passage.id:
        return "同一条还写明："
    return f"{name_clause(hit.passage) or '标题'}："


_NUMBER = re.compile(
    r"^(?:第[一二三四五六七八九十百零\d]+[章节条款项][\s　、]*|"
    r"[一二三四五六七八九十]+\s*[、，,.．]\s*|"
    r"[（(][一二三四五六七八九十\d]+[）)][、\s]*|\d{1,3}\s*[.．、]\s*(?!\d)|[①-⑳]\s*)"
)


_DECIMAL = re.compile(r"^(\d{1,2}(?:[.．]\d{1,2}){1,4})[.．、\s]*")


def _find_number(hit: Hit, quote: str) -> re.Match[str] | None:
    """The clause's own number at the head of its words; a decimal only where it is the label."""
    decimal = _DECIMAL.match(quote)
    if decimal is None:
        return _NUMBER.match(quote)
    label = hit.passage.label.split("›")[-1].strip()
    return decimal if decimal[1].replace("．", ".") == label else None


def quote_draft(hit: Hit, span: Span, lead_in: str, facts: tuple[str, ...] = ()) -> Draft:
    """A statement that is a lead-in and the words of the passage, verbatim.

    The clause's own number is left off: the lead-in has said it.
    """
    quote = hit.passage.text[span.start : span.end]
    row = hit.passage.kind is ClauseKind.ROW
    numbered = _find_number(hit, quote) if span.start == 0 and not row else None
    if row and "：" not in quote and hit.passage.heading_path:
        columns = hit.passage.heading_path[-1].split("、")
        named = name_cells(quote, columns)
        if named != quote:
            names = tuple(f"{column}：" for column in columns)
            return Draft(
                f"{lead_in}{named}", (Support(hit.passage.id, quote),), (lead_in, *names, *facts)
            )
        lead_in += f"（各栏：{hit.passage.heading_path[-1]}）"
    if numbered is not None and isinstance(hit.passage.kind, ClauseKind):
        quote = quote[numbered.end() :] or quote
    return Draft(f"{lead_in}{tidy(quote)}", (Support(hit.passage.id, quote),), (lead_in, *facts))


def tidy(quote: str) -> str:
    """A quote in one line: breaks that the page made are taken out.

    A short line, such as a heading, keeps a blank behind it.

    >>> tidy("指导思想\\n\\n 全面贯彻党的教育方针")
    '指导思想 全面贯彻党的教育方针'
    """
    lines = [line.strip() for line in quote.splitlines() if line.strip()]
    joined = ""
    for line in lines:
        short = joined and len(joined.rsplit(" ", 1)[-1]) < HEADING_LINE
        joined += f" {line}" if short and joined[-1] not in "。；：，、" else line
    return joined
