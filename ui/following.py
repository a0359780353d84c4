"""`ingest --watch`: keeps the library in step with a folder until it is told to stop.

The folder is looked at every few seconds: no service of the operating system is needed, and
network drives work. The store is open only while something is filed, so that other commands get
their turn; while another process writes, the changes wait.
"""

import argparse
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from assistant.settings import Settings
from assistant.wiring import make_limits, open_store
from ingest.follow import FolderChange, FolderFollower
from ingest.model import IngestError
from ingest.report import LoadReport, format_report
from ui.embedding import make_progress
from ui.exits import DONE, UsageError
from ui.intake import drop_same_names, file_changed, is_within
from vectorstore.model import StoreError
from vectorstore.store import ClauseStore

LOGGER = logging.getLogger(__name__)


def follow_folder(arguments: argparse.Namespace, settings: Settings) -> int:
    """File what is new or changed, take out what is gone; ends with SIGINT or SIGTERM."""
    folder = Path(arguments.watch)
    if arguments.paths or arguments.samples or arguments.report or arguments.json:
        raise UsageError(
            "--watch beside paths, --samples, --report or --json",
            message_zh="--watch 只跟一个文件夹，不能和文件、--samples、--report、--json 同用。",
        )
    if not folder.is_dir():
        raise UsageError(
            f"{str(folder)!r} is no folder", message_zh=f"没有这个文件夹：{folder}，请检查路径。"
        )
    every, settle = _check_seconds(arguments)
    with _stopping() as stop:
        _say(f"正在跟踪文件夹 {folder}（按 Ctrl+C 停止）")
        following = _Following(settings, FolderFollower(folder, settle), stop.is_set)
        while not stop.is_set():
            following.step()
            stop.wait(every)
    _say("已停止。")
    return DONE


def _check_seconds(arguments: argparse.Namespace) -> tuple[float, float]:
    for given in (arguments.every, arguments.settle):
        if not 0.05 <= given <= 86_400:
            raise UsageError(
                f"{given} seconds", message_zh="--every 和 --settle 应为 0.05 到 86400 之间的秒数。"
            )
    return arguments.every, arguments.settle


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that the first SIGINT or SIGTERM sets; a second one ends the process at once."""
    stop = threading.Event()
    wanted = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in wanted}

    def tell(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in wanted:
        signal.signal(number, tell)
    try:
        yield stop
    finally:
        for number in wanted:
            signal.signal(number, before[number])


class _Following:
    """Files the changes of one folder; changes that could not be filed yet are kept."""

    def __init__(
        self, settings: Settings, follower: FolderFollower, stopped: Callable[[], bool]
    ) -> None:
        self._settings = settings
        self._follower = follower
        self._stopped = stopped
        self._said: set[str] = set()

    def step(self) -> None:
        """One look at the folder, and what follows from it."""
        change = self._follower.look(time.monotonic())
        self._say_errors([error.message_zh for error in change.errors])
        if change.vanished:
            _say(
                f"文件夹里的 {len(change.vanished)} 个文件一下子都不见了，可能是网络盘断开了；"
                "资料库没有改动。确实要移除的，请用 remove 命令。"
            )
        if not change.changed and not change.gone:
            return
        try:
            self._file(change)
        except StoreError as error:
            LOGGER.debug("waiting: %s", error)
            self._say_errors([f"{error.message_zh}稍后再试。"])
            for path in (*change.changed, *change.gone):
                self._follower.put_back(path)
        else:
            self._said &= set(_texts(change.errors))  # the rest may be said again

    def _file(self, change: FolderChange) -> None:
        opened = open_store(self._settings, writable=True, progress=make_progress(_say))
        with opened as store, store.loading():
            for path in change.gone:
                self._remove(store, path)
            chosen, errors = drop_same_names(self._with_namesakes(change.changed))
            self._say_errors(_texts(errors))
            limits = make_limits(self._settings)
            waiting = [path for path in chosen if path in change.changed]
            for at, path in enumerate(waiting):
                for outcome in file_changed((path,), store, limits, again=False):
                    if isinstance(outcome, LoadReport):
                        _say(format_report(outcome))
                    elif isinstance(outcome, IngestError):
                        self._say_errors([f"没有导入：{outcome.message_zh}"], again=True)
                if self._stopped():
                    for later in waiting[at + 1 :]:
                        self._follower.put_back(later)
                    return

    def _remove(self, store: ClauseStore, path: Path) -> None:
        namesakes = [known for known in self._follower.held() if known.name == path.name]
        if namesakes:
            self._follower.put_back(namesakes[0])
            return
        inner = {held.file_name for held in store.documents() if is_within(held.file_name, path)}
        for name in (path.name, *sorted(inner)):
            if store.remove(name):
                _say(f"已移除：{name}（文件夹里没有了）")

    def _with_namesakes(self, changed: Sequence[Path]) -> list[Path]:
        """The changed files among all, in the folder's order, which says who has the name."""
        return sorted({*changed, *self._follower.held()})

    def _say_errors(self, messages: Sequence[str], *, again: bool = False) -> None:
        """Say each once, until things have changed."""
        for words in messages:
            if again or words not in self._said:
                self._said.add(words)
                print(words, file=sys.stderr, flush=True)


def _texts(errors: Sequence[IngestError]) -> list[str]:
    return [error.message_zh for error in errors]


def _say(words: str) -> None:
    print(words, flush=True)
