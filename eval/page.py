"""A measurement as one web page that needs nothing else: tables, plots, what was missed."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from eval.measures import MEASURES, TOTAL, mean
from eval.plots import Bar, draw_bars, draw_histogram, draw_lines, plot_reliability
from eval.ranking import MEASURES as RANKING_MEASURES
from eval.ranking import RECALLS, bootstrap
from eval.report import HEADINGS
from eval.retrieval import RetrievalReport
from eval.retrieval_report import format_interval, format_latency, format_misled
from eval.run import FOUND_DEPTH, CaseResult, EvalReport, SystemReport

PLOTTED = ("citation_recall", "citation_precision", "fact", "refusal")
WORST = 50  # questions listed that found nothing

_STYLE = """
body{font:15px/1.6 "Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;color:#222;
max-width:860px;margin:24px auto;padding:0 16px}
h1{font-size:22px;margin:0 0 4px}h2{font-size:17px;margin:28px 0 8px}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{border-bottom:1px solid #ddd;padding:3px 8px;text-align:right;vertical-align:top}
th:first-child,td:first-child{text-align:left}.words td,.words th{text-align:left}
tr.total{font-weight:bold}figure{margin:20px 0}figcaption{font-weight:bold}
svg{width:100%;height:auto;font-size:12px}svg .small{font-size:10px;fill:#555}
.key span{margin-right:16px;font-size:13px}
.key i{display:inline-block;width:11px;height:11px;margin-right:5px}
.quiet{color:#666;font-size:13px}
"""


def write_question_page(report: EvalReport, path: Path) -> None:
    """Writes the page of a question run."""
    path.write_text(make_question_page(report), encoding="utf-8")


def write_retrieval_page(report: RetrievalReport, path: Path) -> None:
    """Writes the page of a retrieval run."""
    path.write_text(make_retrieval_page(report), encoding="utf-8")


def make_question_page(report: EvalReport) -> str:
    """By type, against the baselines, how far down quotes are found, time, what was missed."""
    first, *others = report.systems
    split = f"（{report.split}）" if report.split else ""
    about = f"{len(first.results)} 题，截至 {report.as_of}；{format_latency(first.latencies_ms)}"
    rows = [(first.name if r.type == TOTAL else r.type, r) for r in first.rows]
    rows.extend((other.name, other.rows[-1]) for other in others)
    table = _table(
        ("类型", "题数", *(HEADINGS[m] for m in MEASURES)),
        [
            ("total" if row.type == TOTAL else "", (
                name, str(row.count), *(_percent(row.means[m]) for m in MEASURES)
            ))
            for name, row in rows
        ],
    )  # fmt: skip
    shown = [HEADINGS[measure] for measure in PLOTTED]
    by_type: dict[str, list[Bar]] = {
        row.type: [(row.means[m], None) for m in PLOTTED] for row in first.rows[:-1]
    }
    totals: dict[str, list[Bar]] = {
        HEADINGS[m]: [(system.rows[-1].means[m], None) for system in report.systems]
        for m in PLOTTED
    }
    body = [
        table,
        *(
            f'<p class="quiet">未测 {escape(s.name)}：{escape(s.reason)}</p>'
            for s in report.skipped
        ),
        draw_bars(totals, [s.name for s in report.systems], title="与对照方案比较（全部题目）"),
        draw_bars(by_type, shown, title="按题目类型"),
        _draw_found(first),
        draw_histogram(first.latencies_ms, title="回答用时", unit="毫秒"),
        _list_missed(r for r in first.results if r.score.missing),
    ]
    return make_page(f"问答评测：{report.questions}{split}", about, body)


def make_retrieval_page(report: RetrievalReport) -> str:
    """All measures with intervals, recall over depth, time, the queries that found nothing."""
    about = (
        f"{len(report.questions)} 题，{report.entries} 条；建索引 {report.build_s:.0f} 秒；"
        f"{format_latency(report.latencies_ms)}"
    )
    names = [system.name for system in report.systems]
    table = _table(
        ("", *names),
        [
            ("", (m, *(format_interval(s.means[m]) for s in report.systems)))
            for m in RANKING_MEASURES
        ],
    )
    bars: dict[str, list[Bar]] = {
        m: [(s.means[m].mean, (s.means[m].low, s.means[m].high)) for s in report.systems]
        for m in RANKING_MEASURES
    }
    depths = {measure: float(measure.partition("@")[2]) for measure in RECALLS}
    lines = {
        system.name: [(depth, system.means[m].mean) for m, depth in depths.items()]
        for system in report.systems
    }
    at = RANKING_MEASURES.index(RECALLS[-1])
    nowhere = [key for key, values in report.systems[-1].values.items() if values[at] == 0]
    body = [
        table,
        '<p class="quiet">方括号与横线：95% 区间（对题目重抽样）</p>',
        f'<p class="quiet">{format_misled(report)}</p>' if report.misled else "",
        draw_bars(bars, names, title="各项指标"),
        _draw_types(report),
        draw_lines(lines, title="召回随条数", across="前几条"),
        plot_reliability(
            [said for said, _ in report.chances],
            [true for _, true in report.chances],
            title="第一条的依据评分，与它正是所求的比例",
        ),
        draw_histogram(report.latencies_ms, title="检索用时", unit="毫秒"),
        f"<h2>{names[-1]} 前 100 条里一条也没有的题目：{len(nowhere)}</h2>",
        _words_table(("题号", "题目"), [(k, report.questions[k]) for k in nowhere[:WORST]]),
    ]
    return make_page(f"检索评测：{report.name}", about, body)


def _draw_types(report: RetrievalReport) -> str:
    """Recall among the first ten by type of question; "" where no question has one."""
    at = RANKING_MEASURES.index("Recall@10")
    groups: dict[str, list[str]] = {}
    for key, kind in report.types.items():
        groups.setdefault(kind, []).append(key)
    if set(groups) <= {""}:
        return ""
    bars: dict[str, list[Bar]] = {}
    for kind, keys in sorted(groups.items()):
        found = [bootstrap([system.values[k][at] for k in keys]) for system in report.systems]
        bars[f"{kind or '未分类'}（{len(keys)}）"] = [(f.mean, (f.low, f.high)) for f in found]
    names = [system.name for system in report.systems]
    return draw_bars(bars, names, title="按题目类型：前 10 条召回")


def _draw_found(system: SystemReport) -> str:
    measured = [result for result in system.results if result.ranks]
    if not measured:
        return ""
    groups: dict[str, list[CaseResult]] = {"全部": measured}
    for result in measured:
        if result.case.type == "colloquial":
            groups.setdefault("口语题", []).append(result)
    lines = {
        name: [
            (float(depth), mean(r.found(depth) for r in results) or 0.0)
            for depth in (1, 2, 3, 5, 10, 15, FOUND_DEPTH)
        ]
        for name, results in groups.items()
    }
    return draw_lines(lines, title="依据在前几条里", across="前几条")


def _list_missed(results: Iterable[CaseResult]) -> str:
    rows = [(r.case.id, r.case.type, r.case.question, "；".join(r.score.missing)) for r in results]
    head = f"<h2>没有答好的题目：{len(rows)}</h2>"
    return head + _words_table(("题号", "类型", "题目", "缺什么"), rows)


def _table(head: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]], kind: str = "") -> str:
    cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "".join(
        f'<tr class="{mark}">' + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for mark, row in rows
    )
    return f'<table class="{kind}"><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>'


def _words_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _table(head, [("", row) for row in rows], "words") if rows else ""


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f}%"


def make_page(title: str, about: str, body: Sequence[str]) -> str:
    """A page by itself: nothing is loaded from elsewhere."""
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f'<h1>{escape(title)}</h1><p class="quiet">{escape(about)}</p>'
        + "\n".join(body)
        + "</body></html>\n"
    )
