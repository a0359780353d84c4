"""The ingest report as one HTML page that needs nothing else: for keeping, mailing, printing.

Whatever comes from a document, a file name or an error is escaped.
"""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files

from ingest.folders import PassedOver
from ingest.report import DocumentReport, Finding, LeftOutGroup, LoadReport, name_ocr


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What one run of `ingest` did."""

    reports: tuple[LoadReport, ...]  # of the files that are in now and were not before
    unchanged: int
    failures: tuple[str, ...]  # Chinese: which file is not in, why, what to do
    passed_over: tuple[PassedOver, ...]
    made_at: str  # for people


def render_report_page(intake: IntakeReport) -> str:
    """The whole page."""
    style = (files("ui") / "report.css").read_text("utf-8")
    body = "".join(
        [
            _render_sums(intake),
            _render_plain_list("没有导入", intake.failures, "list bad"),
            _render_passed_over(intake.passed_over),
            _render_overview(intake.reports),
            *(_render_file(report, at) for at, report in enumerate(intake.reports)),
        ]
    )
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>导入报告</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"<header><div><h1>导入报告</h1><p>教策通　{html.escape(intake.made_at)}</p></div></header>"
        f"\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def count_warnings(report: LoadReport) -> int:
    """How many things of the file somebody should look at."""
    found = len(report.lost)
    for document in report.documents:
        found += len(document.gaps) + len(document.repeated) + len(document.inferred)
        found += len(document.empty_headings) + len(document.illegible)
    return found


def _render_sums(intake: IntakeReport) -> str:
    sums = (
        ("新导入", len(intake.reports), False),
        ("没有变化", intake.unchanged, False),
        ("没有导入", len(intake.failures), bool(intake.failures)),
        ("需要核对", sum(map(count_warnings, intake.reports)), False),
    )
    shown = "".join(
        f'<li class="{"bad" if bad else "sum"}"><b>{count}</b>{name}</li>'
        for name, count, bad in sums
    )
    return f'<ul class="sums">{shown}</ul>\n'


def _render_plain_list(title: str, lines: Sequence[str], style: str) -> str:
    if not lines:
        return ""
    shown = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    return f'<h2>{title}</h2>\n<ul class="{style}">{shown}</ul>\n'


def _render_passed_over(passed_over: Sequence[PassedOver]) -> str:
    lines = [f"{passed.path.name}：{passed.reason}" for passed in passed_over]
    return _render_plain_list("略过（不是政策文件）", lines, "list")


def _render_overview(reports: Sequence[LoadReport]) -> str:
    if not reports:
        return ""
    rows = "".join(
        f'<tr><td><a href="#f{at}">{html.escape(report.file_name)}</a></td>'
        f"<td>{len(report.documents)}</td><td>{sum(d.clauses for d in report.documents)}</td>"
        f"<td>{sum(d.duties for d in report.documents)}</td>"
        f"<td>{sum(d.benefits for d in report.documents)}</td>"
        f"<td>{sum(len(d.targets_found) for d in report.documents)}</td>"
        f"<td>{report.coverage:.2%}</td><td>{count_warnings(report)}</td></tr>"
        for at, report in enumerate(reports)
    )
    heads = "".join(
        f'<th scope="col">{name}</th>'
        for name in ("文件", "份数", "条款", "职责", "待遇", "指标", "已归入", "需核对")
    )
    return (
        f'<h2>各文件</h2>\n<div class="wide"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>\n"
    )


def _render_file(report: LoadReport, at: int) -> str:
    about = [f"{report.format} 格式", f"{report.characters} 字"]
    if report.pages:
        about.append(f"{report.pages} 页")
    lines = [f"<p>{html.escape('，'.join(about))}</p>"]
    if report.read_by_ocr:
        lines.append(f"<p>{html.escape(name_ocr(report))}</p>")
    lines += [f"<p>{html.escape(note)}</p>" for note in report.notes]
    lost = [f"第 {span.start}—{span.end} 字" for span in report.lost]
    left_out = [f"<li>{_name_group(group)}</li>" for group in report.left_out]
    return (
        f'<section class="file" id="f{at}"><h3>{html.escape(report.file_name)}</h3>'
        f"{''.join(lines)}{_render_coverage(report)}"
        f"{_render_lines('未能归入', lost, warn=True)}"
        f"{_render_details(f'未收入的文字 {report.out} 字', left_out, warn=False)}"
        f"{''.join(map(_render_document, report.documents))}</section>\n"
    )


def _render_coverage(report: LoadReport) -> str:
    parts = (
        ("clauses", "条款", report.in_clauses),
        ("leads", "其他段落", report.in_leads),
        ("out", "未收入", report.out),
        ("lost", "未能归入", report.lost_characters),
    )
    shown = [part for part in parts if part[2]]
    bar = "".join(f'<i class="{style}" style="flex:{count}"></i>' for style, _, count in shown)
    key = "".join(
        f'<li><i class="{style}"></i>{name} {count} 字</li>' for style, name, count in shown
    )
    return (
        f'<div class="bar" role="img" aria-label="已归入 {report.coverage:.2%}">{bar}</div>'
        f'<ul class="key"><li>已归入 {report.coverage:.2%}</li>{key}</ul>'
    )


def _render_document(document: DocumentReport) -> str:
    part = "" if document.part is None else f"〔{document.part}〕"
    title = html.escape(part + (document.title or "（无标题）"))
    counts = (
        f"条款 {document.clauses}，职责 {document.duties}，待遇 {document.benefits}，"
        f"指标 {len(document.targets_found)}"
    )
    warnings = [
        _render_lines("推断的编号", map(str, document.inferred), warn=True),
        _render_lines("重复的编号", map(str, document.repeated), warn=True),
        _render_lines("编号不连续", document.gaps, warn=True),
        _render_lines("只有标题没有内容", map(str, document.empty_headings), warn=True),
        _render_findings("无法辨认", document.illegible, warn=True),
    ]
    fine = "" if any(warnings) else '<p class="fine">没有需要核对的地方。</p>'
    return (
        f'<div class="document"><h4>{title}</h4><p>{counts}</p>{fine}{"".join(warnings)}'
        f"{_render_findings('职责', document.duties_found)}"
        f"{_render_findings('待遇', document.benefits_found)}"
        f"{_render_findings('指标', document.targets_found)}</div>"
    )


def _render_lines(name: str, lines: Iterable[str], *, warn: bool = False) -> str:
    entries = [f"<li>{html.escape(line)}</li>" for line in lines]
    return _render_details(f"{name} {len(entries)} 处", entries, warn=warn)


def _name_group(group: LeftOutGroup) -> str:
    return f"{html.escape(group.reason)}：{group.count} 处，{group.characters} 字"


def _render_findings(name: str, findings: Sequence[Finding], *, warn: bool = False) -> str:
    entries = [
        f"<li>{html.escape(found.words)}"
        f"{'' if found.ref is None else f'<span>{html.escape(str(found.ref))}</span>'}</li>"
        for found in findings
    ]
    return _render_details(f"{name} {len(entries)} 处", entries, warn=warn)


def _render_details(head: str, entries: Sequence[str], *, warn: bool) -> str:
    if not entries:
        return ""
    style = ' class="warn"' if warn else ""
    return f"<details><summary{style}>{head}</summary><ul>{''.join(entries)}</ul></details>"
