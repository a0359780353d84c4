"""The terminal's `ingest`: files in, a report per document, a reason for each that is not in."""

import argparse
import datetime
import hashlib
import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from assistant.settings import Settings
from assistant.wiring import make_limits, open_store
from ingest.archive import SEPARATOR, Member, is_archive, list_members
from ingest.folders import FoundFiles, survey_paths
from ingest.limits import Limits
from ingest.load import parse_content
from ingest.model import IngestError, ParsedFile, UnreadableFileError
from ingest.readers.registry import load_content
from ingest.report import Json, LoadReport, format_report, make_report, write_report
from ui.embedding import make_progress
from ui.exits import DONE, IN_PART, UsageError
from ui.report_page import IntakeReport, render_report_page
from vectorstore.model import StoreNotWritableError
from vectorstore.store import ClauseStore

LOGGER = logging.getLogger(__name__)
LONG_WORK = 3  # files; fewer are done before a progress bar could be read
SHOWN = 5  # files passed over that the terminal names; the report names all


def choose_files(paths: Iterable[str], *, samples: bool) -> FoundFiles:
    """The files to ingest, those passed over, and an error for each path that leads to none.

    A file is held under its name alone, so a second file of the same name in one run is an
    error: it would take the place of the first.
    """
    named = [Path(path) for path in paths]
    if samples:
        named.append(Path(str(files("ingest") / "samples")))
    found = survey_paths(named)
    chosen, errors = drop_same_names(found.files)
    passed_over = [passed for passed in found.passed_over if not _is_own(passed.path, samples)]
    return FoundFiles(chosen, tuple(passed_over), (*found.errors, *errors))


def drop_same_names(
    paths: Iterable[Path],
) -> tuple[tuple[Path, ...], tuple[IngestError, ...]]:
    """The first file of each name, and an error for each further one."""
    chosen: dict[str, Path] = {}
    errors: list[IngestError] = []
    for path in paths:
        earlier = chosen.setdefault(path.name, path)
        if earlier.resolve() != path.resolve():
            errors.append(_same_name(earlier, path))
    return tuple(chosen.values()), tuple(errors)


def _is_own(path: Path, samples: bool) -> bool:
    """Whether a passed-over file belongs to the package of samples, which nobody named."""
    return samples and path.parent == Path(str(files("ingest") / "samples"))


def _same_name(earlier: Path, later: Path) -> UnreadableFileError:
    return UnreadableFileError(
        f"{str(later)!r} has the name of {str(earlier)!r}; expected different names",
        message_zh=f"“{later}”与“{earlier}”同名，后一个没有导入；请改名后再导入。",
    )


def file_changed(
    paths: Iterable[Path], store: ClauseStore, limits: Limits, *, again: bool
) -> Iterator[LoadReport | IngestError | None]:
    """For each file, once it is kept, what it holds; else why it is not in; None: unchanged.

    The files of a zip archive count one by one, each under 归档.zip›目录›通知.docx. Whatever goes
    wrong with one file, the others are kept: a failure nobody foresaw is logged and becomes that
    file's error.
    """
    for path in paths:
        for member in _list_files(path, limits):
            if isinstance(member, Member):
                yield _file_one(member, store, limits, again=again)
            else:
                yield member


def _list_files(path: Path, limits: Limits) -> Iterator[Member | IngestError]:
    """The file itself, or those of an archive, or why they cannot be had."""
    try:
        content = load_content(path, limits)
        if is_archive(content):
            yield from list_members(content, path.name, limits)
        else:
            yield Member(path.name, content)
    except IngestError as error:
        yield error


def is_within(file_name: str, archive: Path) -> bool:
    """Whether a file is held as one of the archive's."""
    return file_name.startswith(f"{archive.name}{SEPARATOR}")


def _file_one(
    file: Member, store: ClauseStore, limits: Limits, *, again: bool
) -> LoadReport | IngestError | None:
    try:
        parsed = _read_changed(file, store, limits, again=again)
        if parsed is None:
            return None
        store.replace(parsed)
        return make_report(parsed)
    except IngestError as error:
        return error
    except StoreNotWritableError:
        raise  # the disk's failure, not the file's
    except Exception as error:  # a door: files of any kind come in here
        LOGGER.exception("unexpected failure in %r", file.name)
        said = getattr(error, "message_zh", "程序处理它时出错，请把文件转给管理员。")
        return UnreadableFileError(
            f"filing {file.name!r}: {error!r}", message_zh=f"《{file.name}》没有导入：{said}"
        )


def _read_changed(
    file: Member, store: ClauseStore, limits: Limits, *, again: bool
) -> ParsedFile | None:
    hashed = hashlib.sha256(file.content).hexdigest()
    if not again and store.content_hash(file.name) == hashed:
        return None
    return parse_content(file.content, file.name, limits)


def run_ingest(arguments: argparse.Namespace, settings: Settings) -> int:
    """Keep what can be read, print the report, name what is not in and why."""
    if not arguments.paths and not arguments.samples:
        raise UsageError(
            "no path and no --samples",
            message_zh="请给出要导入的文件或文件夹，或用 --samples 导入示例文件。",
        )
    found = choose_files(arguments.paths, samples=arguments.samples)
    failures = list(found.errors)
    reports: list[LoadReport] = []
    unchanged = 0
    limits = make_limits(settings)
    with (
        open_store(settings, writable=True, progress=make_progress()) as store,
        store.loading(),
        _show_progress(len(found.files)) as advance,
    ):
        for path in found.files:
            for outcome in file_changed((path,), store, limits, again=arguments.again):
                if isinstance(outcome, LoadReport):
                    reports.append(outcome)
                elif isinstance(outcome, IngestError):
                    failures.append(outcome)
                else:
                    unchanged += 1
            advance()
    now = datetime.datetime.now().astimezone()
    intake = IntakeReport(
        tuple(reports),
        unchanged,
        tuple(failure.message_zh for failure in failures),
        found.passed_over,
        f"{now:%Y-%m-%d %H:%M}",
    )
    _print_intake(intake, as_json=arguments.json)
    if arguments.report:
        keep_report(Path(arguments.report), intake)
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


def _print_intake(intake: IntakeReport, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(write_intake(intake), ensure_ascii=False, indent=2))
    else:
        for report in intake.reports:
            print(format_report(report))
        if intake.passed_over:
            named = [f"{passed.path.name}（{passed.reason}）" for passed in intake.passed_over]
            more = f" 等 {len(named)} 个文件" if len(named) > SHOWN else ""
            print(f"略过：{'，'.join(named[:SHOWN])}{more}，不是政策文件。")
        print(
            f"新导入 {len(intake.reports)} 个文件，{intake.unchanged} 个没有变化，"
            f"{len(intake.failures)} 个没有导入。"
        )
    for failure in intake.failures:
        print(f"没有导入：{failure}", file=sys.stderr)


def write_intake(intake: IntakeReport) -> dict[str, Json]:
    """The run as JSON."""
    return {
        "files": [write_report(report) for report in intake.reports],
        "unchanged": intake.unchanged,
        "failures": list(intake.failures),
        "passed_over": [
            {"file": passed.path.name, "reason": passed.reason} for passed in intake.passed_over
        ],
        "made_at": intake.made_at,
    }


def keep_report(path: Path, intake: IntakeReport) -> None:
    """Write the run's report: a page where the name ends in .html, else JSON."""
    if path.suffix.lower() in (".html", ".htm"):
        text = render_report_page(intake)
    else:
        text = json.dumps(write_intake(intake), ensure_ascii=False, indent=1) + "\n"
    try:
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise UnreadableFileError(
            f"writing the report to {str(path)!r}: {error}",
            message_zh=f"文件已导入，但报告“{path}”写不了（{error.strerror}）。",
        ) from error
