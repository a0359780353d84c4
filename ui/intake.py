"""The terminal's `ingest`: files in, a report per document, a reason for each that is not in."""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from assistant.settings import Settings
from assistant.wiring import open_store
from ingest.load import find_files, parse_content
from ingest.model import IngestError, ParsedFile, UnreadableFileError
from ingest.readers.registry import load_content
from ingest.report import LoadReport, format_report, make_report, write_report
from ui.exits import DONE, IN_PART, UsageError
from vectorstore.store import ClauseStore

LONG_WORK = 3  # files; fewer are done before a progress bar could be read
SAMPLES = (".txt", ".docx")


def choose_files(
    paths: Iterable[str], *, samples: bool
) -> tuple[tuple[Path, ...], tuple[IngestError, ...]]:
    """The files to ingest, and an error for each path that leads to none.

    A file is held under its name alone, so a second file of the same name in one run is an
    error: it would take the place of the first.
    """
    chosen: dict[str, Path] = {}
    errors: list[IngestError] = []
    named = [Path(path) for path in paths]
    if samples:
        folder = Path(str(files("ingest") / "samples"))
        named.extend(path for path in sorted(folder.iterdir()) if path.suffix in SAMPLES)
    for path in named:
        try:
            for found in find_files([path]):
                earlier = chosen.setdefault(found.name, found)
                if earlier.resolve() != found.resolve():
                    errors.append(_same_name(earlier, found))
        except IngestError as error:
            errors.append(error)
    return tuple(chosen.values()), tuple(errors)


def _same_name(earlier: Path, later: Path) -> UnreadableFileError:
    return UnreadableFileError(
        f"{str(later)!r} has the name of {str(earlier)!r}; expected different names",
        message_zh=f"“{later}”与“{earlier}”同名，后一个没有导入；请改名后再导入。",
    )


def read_changed(
    paths: Iterable[Path], store: ClauseStore, *, again: bool
) -> Iterator[ParsedFile | IngestError | None]:
    """For each path what it holds, why it cannot be read, or None where it is held unchanged."""
    for path in paths:
        try:
            content = load_content(path)
            held = store.content_hash(path.name)
            if not again and held == hashlib.sha256(content).hexdigest():
                yield None
            else:
                yield parse_content(content, path.name)
        except IngestError as error:
            yield error


def run_ingest(arguments: argparse.Namespace, settings: Settings) -> int:
    """Keep what can be read, print the report, name what is not in and why."""
    if not arguments.paths and not arguments.samples:
        raise UsageError(
            "no path and no --samples",
            message_zh="请给出要导入的文件或文件夹，或用 --samples 导入示例文件。",
        )
    paths, errors = choose_files(arguments.paths, samples=arguments.samples)
    failures = list(errors)
    reports: list[LoadReport] = []
    with open_store(settings, writable=True) as store, _show_progress(len(paths)) as advance:
        for outcome in read_changed(paths, store, again=arguments.again):
            if isinstance(outcome, ParsedFile):
                store.replace(outcome)
                reports.append(make_report(outcome))
            elif isinstance(outcome, IngestError):
                failures.append(outcome)
            advance()
    unchanged = len(paths) - len(reports) - (len(failures) - len(errors))
    for report in reports:
        print(format_report(report))
    print(f"新导入 {len(reports)} 个文件，{unchanged} 个没有变化，{len(failures)} 个没有导入。")
    for failure in failures:
        print(f"没有导入：{failure.message_zh}", file=sys.stderr)
    if arguments.report:
        _keep_report(Path(arguments.report), reports, unchanged, failures)
    return IN_PART if failures else DONE


@contextmanager
def _show_progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr for long work, nothing where stderr is no terminal."""
    if total <= LONG_WORK:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("正在导入"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda: progress.advance(task)


def _keep_report(
    path: Path, reports: list[LoadReport], unchanged: int, failures: list[IngestError]
) -> None:
    kept = {
        "files": [write_report(report) for report in reports],
        "unchanged": unchanged,
        "failures": [failure.message_zh for failure in failures],
    }
    try:
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UnreadableFileError(
            f"writing the report to {str(path)!r}: {error}",
            message_zh=f"文件已导入，但报告“{path}”写不了（{error.strerror}）。",
        ) from error
