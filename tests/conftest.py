"""What tests stand on. Which fixture to use when:

* `samples`: the folder of the shipped sample documents (our own, fictional). Default choice for
  anything that needs a document.
* `shared`: the folder of real development documents beside the checkout; skips with a reason
  where it is not there. Mark such tests `@pytest.mark.shared`. Nothing is copied out of it.
* `sample_store`, `seed_store`: a store with every sample (or every real seed document) ingested,
  built once per session. Read from it only; a test that writes opens its own store in `tmp_path`.
* `assistant`: answers from `sample_store` without a language model.
* `terminal`: runs the command line in this process; its own empty data folder, no settings of
  the machine. For what a person sees and for exit codes.
* `served`: the address of a real server over the samples, in a process of its own.
* Browser tests: see `tests/browser.py`.

A pure function needs none of these: call it.
"""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from vectorstore.store import ClauseStore

ROOT = Path(__file__).resolve().parent.parent
FORMATS = (".txt", ".docx")


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = ROOT.parent / "shared"
    if not (folder / "corpus" / "seeds").is_dir():
        pytest.skip("needs the development documents in ../shared, which are not here")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    return ROOT / "ingest" / "samples"


@pytest.fixture(scope="session")
def sample_store(
    samples: Path, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[ClauseStore]":
    yield from _fill_store(samples, tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def seed_store(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[ClauseStore]":
    yield from _fill_store(shared / "corpus" / "seeds", tmp_path_factory.mktemp("seeds"))


def _fill_store(folder: Path, data_dir: Path) -> "Iterator[ClauseStore]":
    from ingest.load import find_files, load_file
    from vectorstore.embed import load_embedder
    from vectorstore.store import ClauseStore

    with ClauseStore.open(data_dir, load_embedder(None), writable=True) as store:
        for path in find_files([folder]):
            if path.suffix in FORMATS:
                store.replace(load_file(path))
        yield store


@pytest.fixture(scope="session")
def assistant(sample_store: "ClauseStore") -> "Assistant":
    from assistant.assistant import Assistant

    return Assistant(sample_store)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Terminal = Callable[..., Ended]


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    _forget_settings(monkeypatch)
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> Ended:
        from ui.cli import main

        try:
            code = main([str(word) for word in words])
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return run


def _forget_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("POLICY_")]:
        monkeypatch.delenv(name)


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("POLICY_")}
    environment["PYTHONPATH"] = str(ROOT)

    def start(*words: str, written: IO[str]) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "ui.cli", *words],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
            encoding="utf-8",
        )

    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as written:
        with start("ingest", "--samples", written=written) as ingest:
            ingest.communicate()
        assert ingest.returncode == 0, log.read_text("utf-8")
        with start("serve", "--port", str(find_free_port()), written=written) as server:
            assert server.stdout is not None
            found = re.search(r"http://\S+?(?=（|\s)", server.stdout.readline())
            assert found, log.read_text("utf-8")
            yield found[0]
            server.terminate()
