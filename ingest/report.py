"""What ingest made of a file: found, left out, missing, as values and as plain text."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from ingest.checks import find_empty_headings, find_gaps, find_repeated
from ingest.illegible import find_illegible
from ingest.model import (
    Benefit,
    Duty,
    DutyRole,
    ParsedFile,
    PolicyDocument,
    Span,
    Target,
    TargetDirection,
)
from ingest.references import ClauseRef

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
_SHOWN = 8  # places named in the terminal; the other forms name all
_AROUND = 8  # characters shown on each side of an illegible place
_LONGEST_TASK = 60
ROLES = {
    DutyRole.LEADER: "牵头领导",
    DutyRole.LEAD: "牵头",
    DutyRole.SUPPORT: "配合",
    DutyRole.RESPONSIBLE: "责任",
    DutyRole.MEMBER: "成员",
}
DIRECTIONS = {
    TargetDirection.AT_LEAST: "不少于 {}",
    TargetDirection.AT_MOST: "不超过 {}",
    TargetDirection.EXACTLY: "{}",
    TargetDirection.ABOUT: "约 {}",
    TargetDirection.INCREASING: "逐步提高或增加",
    TargetDirection.DECREASING: "逐步降低或减少",
}


@dataclass(frozen=True, slots=True)
class LeftOutGroup:
    """Left-out stretches with one reason."""

    reason: str
    count: int
    characters: int  # without blanks


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in a clause, in words for people."""

    ref: ClauseRef | None  # None: in no clause
    words: str


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """One document of a file."""

    title: str
    part: str | None
    clauses: int
    leads: int
    duties: int
    benefits: int
    inferred: tuple[ClauseRef, ...]
    gaps: tuple[str, ...]  # Chinese: 三 之后缺 四
    repeated: tuple[ClauseRef, ...]
    empty_headings: tuple[ClauseRef, ...] = ()
    illegible: tuple[Finding, ...] = ()
    duties_found: tuple[Finding, ...] = ()
    benefits_found: tuple[Finding, ...] = ()
    targets_found: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadReport:
    """A file: its documents, and where every character of it went."""

    file_name: str
    format: str
    documents: tuple[DocumentReport, ...]
    characters: int  # without blanks
    lost: tuple[Span, ...]  # stretches in no clause, lead or left-out span; should be none
    lost_characters: int
    left_out: tuple[LeftOutGroup, ...]
    notes: tuple[str, ...]
    in_clauses: int = 0  # characters without blanks, as in the next
    in_leads: int = 0
    pages: int = 0  # 0: the format has none
    read_by_ocr: bool = False
    ocr_confidence: float | None = None  # 0–1; None where the reader gives none

    @property
    def coverage(self) -> float:
        """The part of all non-blank characters that is accounted for, 1.0 when all are."""
        return 1.0 - self.lost_characters / self.characters if self.characters else 1.0

    @property
    def out(self) -> int:
        """Characters that were left out with a reason."""
        return sum(group.characters for group in self.left_out)


def make_report(parsed: ParsedFile) -> LoadReport:
    """The report of a file."""
    text = parsed.text
    tops = [c.span for d in parsed.documents for c in d.clauses if c.parent is None]
    leads = [lead.span for document in parsed.documents for lead in document.leads]
    lost = tuple(_find_uncovered(text, [*tops, *leads, *(left.span for left in parsed.left_out)]))
    counts: Counter[str] = Counter(left.reason for left in parsed.left_out)
    sizes: Counter[str] = Counter()
    for left in parsed.left_out:
        sizes[left.reason] += _count_characters(text[left.span.start : left.span.end])
    return LoadReport(
        file_name=parsed.file_name,
        format=parsed.format,
        documents=tuple(_report_document(document) for document in parsed.documents),
        characters=_count_characters(text),
        lost=lost,
        lost_characters=_count_in(text, lost),
        left_out=tuple(LeftOutGroup(reason, n, sizes[reason]) for reason, n in counts.items()),
        notes=parsed.notes,
        in_clauses=_count_in(text, tops),
        in_leads=_count_in(text, leads),
        pages=len(parsed.page_starts),
        read_by_ocr=parsed.read_by_ocr,
        ocr_confidence=parsed.ocr_confidence,
    )


def _count_in(text: str, spans: Iterable[Span]) -> int:
    return sum(_count_characters(text[span.start : span.end]) for span in spans)


def _count_characters(text: str) -> int:
    return sum(map(len, text.split()))


def _find_uncovered(text: str, spans: Iterable[Span]) -> Iterable[Span]:
    position = 0
    for span in [*sorted(spans), Span(len(text), len(text))]:
        gap = text[position : span.start]
        if gap.strip():
            start = position + len(gap) - len(gap.lstrip())
            yield Span(start, start + len(gap.strip()))
        position = max(position, span.end)


def _report_document(document: PolicyDocument) -> DocumentReport:
    clauses = document.clauses
    return DocumentReport(
        title=document.metadata.title,
        part=document.part,
        clauses=len(clauses),
        leads=len(document.leads),
        duties=len(document.duties),
        benefits=len(document.benefits),
        inferred=tuple(clause.ref for clause in clauses if clause.inferred),
        gaps=tuple(find_gaps(clauses)),
        repeated=tuple(find_repeated(clauses)),
        empty_headings=tuple(find_empty_headings(clauses)),
        illegible=tuple(_name_illegible(document)),
        duties_found=tuple(
            Finding(clauses[duty.clause].ref, name_duty(duty)) for duty in document.duties
        ),
        benefits_found=tuple(
            Finding(clauses[benefit.clause].ref, name_benefit(benefit))
            for benefit in document.benefits
        ),
        targets_found=tuple(
            Finding(clauses[target.clause].ref, name_target(target)) for target in document.targets
        ),
    )


def _name_illegible(document: PolicyDocument) -> Iterable[Finding]:
    """Each place with the words around it; only what is in a clause or a lead."""
    clauses = document.clauses
    starts = [clause.span.start for clause in clauses]
    spans = [c.span for c in clauses if c.parent is None] + [lead.span for lead in document.leads]
    for span in sorted(spans):
        text = document.text[span.start : span.end]
        for place in find_illegible(text):
            start, end = span.start + place.span.start, span.start + place.span.end
            at: int | None = bisect_right(starts, start) - 1
            while at is not None and at >= 0 and clauses[at].span.end < end:
                at = clauses[at].parent
            ref = clauses[at].ref if at is not None and at >= 0 else None
            around = document.text[max(span.start, start - _AROUND) : min(span.end, end + _AROUND)]
            yield Finding(ref, f"{place.reason}：{' '.join(around.split())}")


def name_duty(duty: Duty) -> str:
    """The duty in one line: 落实编制（牵头：县委编办；配合：县教育局；时限：2025年底）."""
    names: dict[DutyRole, list[str]] = {}
    for party in duty.parties:
        names.setdefault(party.role, []).append(party.name)
    parts = [f"{ROLES[role]}：{'、'.join(held)}" for role, held in names.items()]
    if duty.deadline:
        parts.append(f"时限：{duty.deadline}")
    task = " ".join(duty.task.split())
    task = task if len(task) <= _LONGEST_TASK else task[:_LONGEST_TASK] + "……"
    return f"{task}（{'；'.join(parts)}）"


def name_benefit(benefit: Benefit) -> str:
    """The benefit in one line: 生活补助（对象：乡村教师；金额：每月500元）."""
    parts = [
        f"{name}：{' '.join(words.split())}"
        for name, words in (("对象", benefit.recipients), ("条件", benefit.condition))
        if words
    ]
    parts.append(f"金额：{benefit.amount or '没有写明'}")
    if benefit.granted_by:
        parts.append(f"发放：{' '.join(benefit.granted_by.split())}")
    return f"{benefit.name}（{'；'.join(parts)}）"


def name_target(target: Target) -> str:
    """The target in one line: 学前三年毛入园率：不少于 93%（时限：到2025年）."""
    when = f"（时限：{target.date}）" if target.date else ""
    return f"{target.subject}：{DIRECTIONS[target.direction].format(target.figure)}{when}"


def format_report(report: LoadReport) -> str:
    """The report as plain text for people."""
    lines = [f"{report.file_name}（{report.format}）：{len(report.documents)} 份文件"]
    for document in report.documents:
        part = "" if document.part is None else f"〔{document.part}〕"
        lines.append(
            f"  {part}{document.title or '（无标题）'}：条款 {document.clauses}，"
            f"职责 {document.duties}，待遇 {document.benefits}，指标 {len(document.targets_found)}"
        )
        if document.inferred:
            lines.append(f"    推断的编号：{'，'.join(map(str, document.inferred))}")
        if document.repeated:
            lines.append(f"    重复的编号：{'，'.join(map(str, document.repeated))}")
        lines.extend(f"    编号不连续：{gap}" for gap in document.gaps)
        if document.empty_headings:
            lines.append(f"    只有标题没有内容：{'，'.join(map(str, document.empty_headings))}")
        lines.extend(_format_illegible(document.illegible))
    lines.append(
        f"  全文 {report.characters} 字，已归入 {report.coverage:.2%}"
        f"（条款 {report.in_clauses}，其他段落 {report.in_leads}，未收入 {report.out}）"
    )
    if report.read_by_ocr:
        lines.append(f"  {name_ocr(report)}")
    for group in report.left_out:
        lines.append(f"  未收入：{group.reason} {group.count} 处，{group.characters} 字")
    for span in report.lost:
        lines.append(f"  未能归入：第 {span.start}—{span.end} 字")
    lines.extend(f"  说明：{note}" for note in report.notes)
    return "\n".join(lines)


def _format_illegible(places: tuple[Finding, ...]) -> Iterable[str]:
    for place in places[:_SHOWN]:
        where = "" if place.ref is None else f"{place.ref} "
        yield f"    无法辨认：{where}{place.words}"
    if len(places) > _SHOWN:
        yield f"    无法辨认：还有 {len(places) - _SHOWN} 处"


def name_ocr(report: LoadReport) -> str:
    """How sure the recognition of a scan is, in Chinese."""
    if report.ocr_confidence is None:
        return "扫描件，文字由 OCR 识别，请与原件核对"
    return f"扫描件，文字由 OCR 识别，平均置信度 {report.ocr_confidence:.1%}，请与原件核对"


def write_report(report: LoadReport) -> dict[str, Json]:
    """The report as JSON."""
    documents: list[Json] = [
        {
            "title": document.title,
            "part": document.part,
            "clauses": document.clauses,
            "leads": document.leads,
            "duties": document.duties,
            "benefits": document.benefits,
            "targets": len(document.targets_found),
            "inferred": [str(ref) for ref in document.inferred],
            "gaps": list(document.gaps),
            "repeated": [str(ref) for ref in document.repeated],
            "empty_headings": [str(ref) for ref in document.empty_headings],
            "illegible": _write_findings(document.illegible),
            "duties_found": _write_findings(document.duties_found),
            "benefits_found": _write_findings(document.benefits_found),
            "targets_found": _write_findings(document.targets_found),
        }
        for document in report.documents
    ]
    left_out: list[Json] = [
        {"reason": group.reason, "count": group.count, "characters": group.characters}
        for group in report.left_out
    ]
    return {
        "file": report.file_name,
        "format": report.format,
        "documents": documents,
        "characters": report.characters,
        "coverage": report.coverage,
        "in_clauses": report.in_clauses,
        "in_leads": report.in_leads,
        "lost": [[span.start, span.end] for span in report.lost],
        "left_out": left_out,
        "notes": list(report.notes),
        "pages": report.pages,
        "read_by_ocr": report.read_by_ocr,
        "ocr_confidence": report.ocr_confidence,
    }


def _write_findings(findings: tuple[Finding, ...]) -> list[Json]:
    return [
        {"clause": None if found.ref is None else str(found.ref), "words": found.words}
        for found in findings
    ]
