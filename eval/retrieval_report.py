"""A retrieval run as a table, as JSON, and what changed between two."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import QuestionSetError
from eval.ranking import MEASURES, Interval, bootstrap
from eval.retrieval import RetrievalReport

KIND = "retrieval"  # how the JSON of a retrieval run is known from that of a question run
SHOWN = 20  # questions that a comparison lists each way
_AT = MEASURES.index("Recall@10")
_WIDTH = 22


@dataclass(frozen=True, slots=True)
class SystemChange:
    """One system before and after, over the queries of both runs."""

    name: str
    before: Mapping[str, float]
    differences: Mapping[str, Interval]  # after less before, query by query
    lost: tuple[tuple[str, float, float], ...]  # query id, Recall@10 before and after
    gained: tuple[tuple[str, float, float], ...]


def write_means(report: RetrievalReport) -> dict[str, dict[str, float]]:
    """The measures by system, and nothing else: what `--json` prints."""
    return {
        system.name: {measure: round(system.means[measure].mean, 4) for measure in MEASURES}
        for system in report.systems
    }


def format_retrieval(report: RetrievalReport) -> str:
    """A line per measure with each system's mean and its 95 % interval."""
    names = [system.name for system in report.systems]
    lines = [
        f"{report.name}：{len(report.questions)} 题，{report.entries} 条"
        + ("，不按题中提到的文件缩小范围" if report.whole else ""),
        f"{'':<12}" + "".join(f"{name:>{_WIDTH}}" for name in names),
    ]
    for measure in MEASURES:
        shown = (format_interval(system.means[measure]) for system in report.systems)
        lines.append(f"{measure:<12}" + "".join(f"{value:>{_WIDTH}}" for value in shown))
    lines.append("方括号内为 95% 区间（对题目重抽样）")
    if report.missing:
        lines.append(f"有 {report.missing} 个应找到的条目不在语料里，按没有找到计")
    if report.misled:
        lines.append(format_misled(report))
    lines.append(f"建索引 {report.build_s:.0f} 秒；{format_latency(report.latencies_ms)}")
    return "\n".join(lines)


def format_misled(report: RetrievalReport) -> str:
    """How many questions were asked of the wrong documents."""
    count = len(report.misled)
    return f"有 {count} 题被当作只问某份文件，而答案不在其中（--whole 不缩小范围）"


def format_latency(latencies_ms: tuple[float, ...]) -> str:
    """Median and 95th percentile in words."""
    ordered = sorted(latencies_ms)
    if not ordered:
        return "没有计时"
    half, most = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.95))
    return f"每题中位 {half:.0f} 毫秒，95% 在 {most:.0f} 毫秒内"


def write_retrieval(report: RetrievalReport, path: Path) -> None:
    """Writes means, intervals and each query's values; no clock times, so runs can be compared."""
    content = {
        "kind": KIND,
        "name": report.name,
        "entries": report.entries,
        "missing": report.missing,
        "misled": list(report.misled),
        "whole": report.whole,
        "measures": list(MEASURES),
        "questions": dict(report.questions),
        "systems": {
            system.name: {
                "means": {m: round(system.means[m].mean, 6) for m in MEASURES},
                "intervals": {
                    m: [round(system.means[m].low, 6), round(system.means[m].high, 6)]
                    for m in MEASURES
                },
                "values": {key: [round(v, 6) for v in row] for key, row in system.values.items()},
            }
            for system in report.systems
        },
    }
    path.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")


def compare_retrieval(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What each system gained and lost between two runs, as written by `write_retrieval`."""
    try:
        questions = {**before["questions"], **after["questions"]}
        both = [name for name in after["systems"] if name in before["systems"]]
        changes = [
            _compare(name, before["systems"][name]["values"], after["systems"][name]["values"])
            for name in both
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise QuestionSetError(
            f"comparing retrieval reports: {type(error).__name__} {error}",
            message_zh="检索评测报告不完整，或两份报告没有共同的题目，请重新生成。",
        ) from error
    lines = [f"{before['name']} → {after['name']}（方括号：变化的 95% 区间；* 超出偶然）"]
    for change in changes:
        lines.append(change.name)
        for measure in MEASURES:
            found = change.differences[measure]
            mark = " *" if found.low > 0 or found.high < 0 else ""
            was = change.before[measure]
            lines.append(
                f"  {measure:<12}{was:.3f} → {was + found.mean:.3f}  {found.mean:+.3f}"
                f" [{found.low:+.3f}, {found.high:+.3f}]{mark}"
            )
    for change in changes[-1:]:
        for title, rows in (("变差", change.lost), ("变好", change.gained)):
            lines.append(f"{change.name} Recall@10 {title} {len(rows)} 题")
            lines.extend(
                f"  {key} {was:.2f} → {now:.2f} {questions[key]}" for key, was, now in rows[:SHOWN]
            )
            if len(rows) > SHOWN:
                lines.append(f"  …… 还有 {len(rows) - SHOWN} 题")
    return "\n".join(lines)


def _compare(
    name: str, before: Mapping[str, list[float]], after: Mapping[str, list[float]]
) -> SystemChange:
    keys = [key for key in before if key in after]
    if not keys:
        raise ValueError("no query in common")
    old = {m: sum(before[key][at] for key in keys) / len(keys) for at, m in enumerate(MEASURES)}
    differences = {
        m: bootstrap([after[key][at] - before[key][at] for key in keys])
        for at, m in enumerate(MEASURES)
    }
    moved = [(key, before[key][_AT], after[key][_AT]) for key in keys]
    return SystemChange(
        name,
        old,
        differences,
        lost=tuple(row for row in moved if row[2] < row[1]),
        gained=tuple(row for row in moved if row[2] > row[1]),
    )


def format_interval(found: Interval) -> str:
    """Mean and interval."""
    return f"{found.mean:.3f} [{found.low:.3f}, {found.high:.3f}]"
