"""The terminal's `eval`: question sets, benchmark folders, and what changed between two runs."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.settings import Settings
from assistant.wiring import (
    build_assistant,
    build_embedder,
    build_reranker,
    make_calendar,
    open_store,
)
from ui.exits import DONE, UsageError
from vectorstore.embed import load_embedder

_REFRESH_S = 0.2


def run_questions(arguments: argparse.Namespace, settings: Settings) -> int:
    """Measure the assistant and the baselines on a file of questions."""
    from eval import run
    from eval.baselines import find_tutorial_model
    from eval.page import write_question_page
    from eval.report import encode_report, format_report, write_report

    _check_targets(arguments)
    tutorial = find_tutorial_model() if arguments.baselines else None
    with open_store(settings) as store, _Bar() as bar:
        assistant = build_assistant(settings, store)
        texts = {each.file_name: store.source_text(each.id) for each in store.documents()}
        report = run.run_questions(
            Path(arguments.questions),
            assistant,
            baselines=arguments.baselines,
            texts=texts,
            embedder=build_embedder(settings),
            tutorial_embedder=None if tutorial is None else load_embedder(str(tutorial)),
            as_of=make_calendar(settings)(),
            split=arguments.split,
            progress=lambda done, total: bar.show("回答", done, total),
            search=assistant.search,
        )
    if arguments.json:
        print(json.dumps(encode_report(report), ensure_ascii=False, indent=1))
    else:
        print(format_report(report, failures=arguments.failures))
    if arguments.output:
        write_report(report, Path(arguments.output))
    if arguments.report:
        write_question_page(report, Path(arguments.report))
    return DONE


def run_retrieval(arguments: argparse.Namespace, settings: Settings) -> int:
    """Measure how well clauses are found in a benchmark folder."""
    from eval import retrieval
    from eval.page import write_retrieval_page
    from eval.retrieval_report import format_retrieval, write_means, write_retrieval

    _check_targets(arguments)
    with _Bar() as bar:
        report = retrieval.run_retrieval(
            Path(arguments.folder),
            build_embedder(settings),
            bar.show,
            whole=arguments.whole,
            reranker=build_reranker(settings),
        )
    if arguments.json:
        print(json.dumps(write_means(report), indent=1))
    else:
        print(format_retrieval(report))
    if arguments.output:
        write_retrieval(report, Path(arguments.output))
    if arguments.report:
        write_retrieval_page(report, Path(arguments.report))
    return DONE


def run_compare(arguments: argparse.Namespace, _settings: Settings) -> int:
    """Print what was gained and lost between two runs."""
    from eval.changes import format_changes

    print(format_changes(Path(arguments.before), Path(arguments.after)))
    return DONE


def _check_targets(arguments: argparse.Namespace) -> None:
    """Raises UsageError before minutes are spent on a report that cannot be written."""
    for name in filter(None, (arguments.output, arguments.report)):
        if not Path(name).resolve().parent.is_dir():
            raise UsageError(
                f"no folder for {name!r}", message_zh=f"“{name}”所在的文件夹不存在，请先建好。"
            )


class _Bar:
    """One line on a terminal that counts; silent where stderr is no terminal."""

    def __init__(self) -> None:
        self._shown = 0.0
        self._used = False

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_error: object) -> None:
        if self._used:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def show(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if not sys.stderr.isatty() or (now - self._shown < _REFRESH_S and done != total):
            return
        self._shown, self._used = now, True
        if total:
            full = 30 * done // total
            shown = f"[{'#' * full}{'.' * (30 - full)}] {done}/{total}"
        else:
            shown = f"{done}"
        print(f"\r\x1b[K{what} {shown}", end="", file=sys.stderr, flush=True)


MEASUREMENTS: Mapping[str, Callable[[argparse.Namespace, Settings], int]] = {
    "questions": run_questions,
    "retrieval": run_retrieval,
    "compare": run_compare,
}
