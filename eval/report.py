"""Reports as a table for the terminal, as JSON for keeping, and what changed between two."""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import QuestionSetError, format_answer
from eval.measures import MEASURES, TOTAL, TypeRow, mean
from eval.run import CaseResult, EvalReport, SystemReport

HEADINGS: Mapping[str, str] = {
    "citation_recall": "引用召回",
    "citation_precision": "引用精度",
    "fact": "事实",
    "refusal": "拒答",
    "lenient_refusal": "拒答(宽)",
    "list_recall": "列举",
}
FOUND_DEPTHS = (5, 10, 20)  # clauses among which gold quotes are counted
_FIRST_WIDTH = 30
_COUNT_WIDTH = 5
_WIDTH = 11


@dataclass(frozen=True, slots=True)
class Change:
    """One measure of one question that differs between two reports."""

    id: str
    question: str
    measure: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports of the assistant, question by question. Totals are of the whole reports."""

    before: Mapping[str, float | None]
    after: Mapping[str, float | None]
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    only_before: tuple[str, ...]  # ids
    only_after: tuple[str, ...]


def format_report(report: EvalReport, *, failures: bool = False) -> str:
    """The table by type of the first system, the other systems' totals, and what was left out.

    With `failures` each question that missed something follows, with what it missed.
    """
    first, *others = report.systems
    count = len(first.results)
    split = f"，{report.split}" if report.split else ""
    lines = [f"{report.questions}{split}：{count} 题，截至 {report.as_of}", _format_head()]
    lines.extend(_format_row(first.name if r.type == TOTAL else r.type, r) for r in first.rows)
    lines.extend(_format_row(other.name, _total(other)) for other in others)
    lines.extend(f"未测 {skipped.name}：{skipped.reason}" for skipped in report.skipped)
    lines.extend(_format_counts(first))
    lines.extend(_format_found(first))
    if failures:
        lines.extend(_format_failure(result) for result in first.results if result.score.missing)
    return "\n".join(lines)


def write_report(report: EvalReport, path: Path) -> None:
    """Writes the report as JSON, the same bytes for the same report."""
    text = json.dumps(encode_report(report), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def compare_reports(before: Path, after: Path) -> Comparison:
    """What the first system of `after` gained and lost against that of `before`."""
    old, new = _read_first_system(before), _read_first_system(after)
    changes = [
        Change(key, new["results"][key]["question"], measure, was, now)
        for key in old["results"]
        if key in new["results"]
        for measure in MEASURES
        if (was := old["results"][key]["scores"][measure]) is not None
        and (now := new["results"][key]["scores"][measure]) is not None
        and was != now
    ]
    return Comparison(
        before=old["total"],
        after=new["total"],
        gained=tuple(c for c in changes if c.after > c.before),
        lost=tuple(c for c in changes if c.after < c.before),
        only_before=tuple(key for key in old["results"] if key not in new["results"]),
        only_after=tuple(key for key in new["results"] if key not in old["results"]),
    )


def format_comparison(comparison: Comparison) -> str:
    """Both totals and the questions that changed, the lost ones first."""
    lines = [_format_head()]
    lines.append(_format_means("之前", "", comparison.before))
    lines.append(_format_means("之后", "", comparison.after))
    for title, changes in (("变差", comparison.lost), ("变好", comparison.gained)):
        lines.append(f"{title} {len(changes)} 处")
        lines.extend(_format_change(change) for change in changes)
    for title, ids in (("只在之前", comparison.only_before), ("只在之后", comparison.only_after)):
        if ids:
            lines.append(f"{title}：{'、'.join(ids)}")
    return "\n".join(lines)


def _pad(text: str, width: int, *, left: bool = False) -> str:
    shown = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    blanks = " " * max(0, width - shown)
    return text + blanks if left else blanks + text


def _format_head() -> str:
    headings = "".join(_pad(HEADINGS[measure], _WIDTH) for measure in MEASURES)
    return _pad("类型", _FIRST_WIDTH, left=True) + _pad("题数", _COUNT_WIDTH) + headings


def _format_row(name: str, row: TypeRow) -> str:
    return _format_means(name, str(row.count), row.means)


def _format_means(name: str, count: str, means: Mapping[str, float | None]) -> str:
    shares = "".join(_pad(_format_share(means[measure]), _WIDTH) for measure in MEASURES)
    return _pad(name, _FIRST_WIDTH, left=True) + _pad(count, _COUNT_WIDTH) + shares


def _format_share(share: float | None) -> str:
    return "-" if share is None else f"{share * 100:.1f}%"


def _format_counts(system: SystemReport) -> Iterable[str]:
    due = [r for r in system.results if not r.case.answerable]
    answerable = [r for r in system.results if r.case.answerable]
    answered = sum(r.score.refusal == 1 for r in answerable)
    handled = sum(r.score.refusal == 1 for r in due)
    leaks = sum(r.score.leaked for r in due)
    yield f"应答 {len(answerable)} 题，答 {answered} 题"
    yield f"应拒 {len(due)} 题，拒 {handled} 题，说了不该说的 {leaks} 题"
    known = sum(r.score.known_document for r in system.results)
    if known:
        right = sum(r.score.right_document for r in system.results)
        yield f"引用命中且文件正确：{right}/{known}"


def _format_found(system: SystemReport) -> Iterable[str]:
    for name, results in (("全部", system.results), *_by_type(system.results)):
        shares = {depth: mean(r.found(depth) for r in results) for depth in FOUND_DEPTHS}
        if any(share is not None for share in shares.values()):
            shown = "，".join(f"前 {k} 条 {_format_share(v)}" for k, v in shares.items())
            yield f"检索找到依据（{name}）：{shown}"


def _by_type(results: Iterable[CaseResult]) -> tuple[tuple[str, list[CaseResult]], ...]:
    types: dict[str, list[CaseResult]] = {}
    for result in results:
        types.setdefault(result.case.type, []).append(result)
    return tuple(types.items())


def _format_failure(result: CaseResult) -> str:
    case = result.case
    return f"{case.id} {case.type} {case.question} | {'; '.join(result.score.missing)}"


def _format_change(change: Change) -> str:
    shares = f"{_format_share(change.before)} → {_format_share(change.after)}"
    return f"  {change.id} {HEADINGS[change.measure]} {shares} {change.question}"


def _total(system: SystemReport) -> TypeRow:
    return system.rows[-1]


def encode_report(report: EvalReport) -> dict[str, Any]:
    """The report as JSON; without clock times."""
    return {
        "questions": report.questions,
        "split": report.split,
        "as_of": report.as_of.isoformat(),
        "systems": [_encode_system(system) for system in report.systems],
        "skipped": [{"name": s.name, "reason": s.reason} for s in report.skipped],
    }


def _encode_system(system: SystemReport) -> dict[str, Any]:
    return {
        "name": system.name,
        "rows": [{"type": r.type, "count": r.count, **r.means} for r in system.rows],
        "results": [
            {
                "id": r.case.id,
                "type": r.case.type,
                "question": r.case.question,
                "scores": {measure: r.score.value(measure) for measure in MEASURES},
                "leaked": r.score.leaked,
                "missing": list(r.score.missing),
                **({"ranks": list(r.ranks)} if r.ranks else {}),
                "answer": format_answer(r.answer),
            }
            for r in system.results
        ],
    }


def _read_first_system(path: Path) -> dict[str, Any]:
    try:
        system = read_json(path)["systems"][0]
        total = {measure: system["rows"][-1][measure] for measure in MEASURES}
        return {"total": total, "results": {r["id"]: r for r in system["results"]}}
    except (KeyError, IndexError, TypeError) as error:
        raise _bad_report(path, error) from error


def read_json(path: Path) -> dict[str, Any]:
    """The object of a report's file; raises QuestionSetError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _bad_report(path, error) from error
    if not isinstance(content, dict):
        raise _bad_report(path, TypeError(type(content).__name__))
    return content


def _bad_report(path: Path, error: Exception) -> QuestionSetError:
    return QuestionSetError(
        f"reading the report {path.name!r}: {type(error).__name__} {error}",
        message_zh=f"“{path.name}”不是评测报告，请用 eval 命令重新生成。",
    )
