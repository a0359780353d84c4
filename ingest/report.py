"""What ingest made of a file: found, left out, missing, as values and as plain text."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from ingest.model import Clause, ClauseKind, ParsedFile, PolicyDocument, Span
from ingest.numerals import find_value
from ingest.references import ClauseRef

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
_NUMBER = re.compile(
    r"^(?P<before>[^\d一二三四五六七八九十百①-⑳]*)(?P<number>[\d一二三四五六七八九十百]+|[①-⑳])(?P<after>.*)$"
)


@dataclass(frozen=True, slots=True)
class LeftOutGroup:
    """Left-out stretches with one reason."""

    reason: str
    count: int
    characters: int  # without blanks


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

    @property
    def coverage(self) -> float:
        """The part of all non-blank characters that is accounted for, 1.0 when all are."""
        return 1.0 - self.lost_characters / self.characters if self.characters else 1.0


def make_report(parsed: ParsedFile) -> LoadReport:
    """The report of a file."""
    text = parsed.text
    spans = [left.span for left in parsed.left_out]
    for document in parsed.documents:
        spans.extend(clause.span for clause in document.clauses if clause.parent is None)
        spans.extend(lead.span for lead in document.leads)
    lost = tuple(_find_uncovered(text, spans))
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
        lost_characters=sum(_count_characters(text[span.start : span.end]) for span in lost),
        left_out=tuple(LeftOutGroup(reason, n, sizes[reason]) for reason, n in counts.items()),
        notes=parsed.notes,
    )


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
    repeated = tuple(clause.ref for clause in clauses if clause.ref.occurrence > 1)
    return DocumentReport(
        title=document.metadata.title,
        part=document.part,
        clauses=len(clauses),
        leads=len(document.leads),
        duties=len(document.duties),
        benefits=len(document.benefits),
        inferred=tuple(clause.ref for clause in clauses if clause.inferred),
        gaps=tuple(_find_gaps(clauses)),
        repeated=repeated,
    )


def _find_gaps(clauses: tuple[Clause, ...]) -> Iterable[str]:
    """Jumps in the numbers of siblings, or of one style running on across its parents."""
    last: dict[tuple[str, str], tuple[int, int | None, ClauseRef]] = {}
    for clause in clauses:
        if clause.kind in (ClauseKind.ROW, ClauseKind.PART, ClauseKind.ANNEX):
            continue
        label = clause.ref.labels[-1]
        found = _NUMBER.match(label)
        value = None if found is None else find_value(found["number"])
        if found is None or value is None:
            continue
        shape = "1" if found["number"].isdigit() else "一"
        style = (found["before"] + shape, found["after"])
        before = last.get(style)
        starts_anew = value == 1 and (before is None or before[1] != clause.parent)
        expected = 1 if before is None else before[0] + 1
        same_parent = before is not None and before[1] == clause.parent
        if value > expected and not starts_anew and (same_parent or before is None):
            after = "开头" if before is None else f"{before[2]} 之后"
            yield f"{after}缺 {value - expected} 个编号（下一个是 {clause.ref}）"
        last[style] = (value, clause.parent, clause.ref)


def format_report(report: LoadReport) -> str:
    """The report as plain text for people."""
    lines = [f"{report.file_name}（{report.format}）：{len(report.documents)} 份文件"]
    for document in report.documents:
        part = "" if document.part is None else f"〔{document.part}〕"
        lines.append(
            f"  {part}{document.title or '（无标题）'}：条款 {document.clauses}，"
            f"职责 {document.duties}，待遇 {document.benefits}"
        )
        if document.inferred:
            lines.append(f"    推断的编号：{'，'.join(map(str, document.inferred))}")
        if document.repeated:
            lines.append(f"    重复的编号：{'，'.join(map(str, document.repeated))}")
        lines.extend(f"    编号不连续：{gap}" for gap in document.gaps)
    lines.append(f"  全文 {report.characters} 字，已归入 {report.coverage:.2%}")
    for group in report.left_out:
        lines.append(f"  未收入：{group.reason} {group.count} 处，{group.characters} 字")
    for span in report.lost:
        lines.append(f"  未能归入：第 {span.start}—{span.end} 字")
    lines.extend(f"  说明：{note}" for note in report.notes)
    return "\n".join(lines)


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
            "inferred": [str(ref) for ref in document.inferred],
            "gaps": list(document.gaps),
            "repeated": [str(ref) for ref in document.repeated],
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
        "lost": [[span.start, span.end] for span in report.lost],
        "left_out": left_out,
        "notes": list(report.notes),
    }
