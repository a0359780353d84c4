"""A real `ingest --watch` over real files, and real ingests that are killed."""

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.load import load_file
from ingest.model import DocumentId
from tests.conftest import ROOT, Terminal
from vectorstore.catalog import DATABASE_NAME
from vectorstore.dense import ChromaIndex
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore

PATIENCE_S = 60.0


def write_measure(path: Path, amount: int, articles: int = 3) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{path.stem}奖励办法\n"]
    lines += [
        f"第{n}条　对第{n}类教师每人每年奖励{amount + n}元，由县教育局负责发放。\n"
        for n in range(1, articles + 1)
    ]
    path.write_text("\n".join(lines), "utf-8")


def start(folder: Path, *words: str) -> "subprocess.Popen[str]":
    environment = {k: v for k, v in os.environ.items() if not k.startswith("POLICY_")}
    return subprocess.Popen(
        [sys.executable, "-m", "ui.cli", *words],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


class Followed:
    """A running `ingest --watch` and what it has said so far."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.said = ""

    def wait_for(self, words: str) -> None:
        """Read until a line holds the words; the end of the output is a failure."""
        assert self.process.stdout is not None
        while words not in self.said:
            line = self.process.stdout.readline()
            assert line, f"expected {words!r}, said {self.said!r}"
            self.said += line
        self.said = self.said.partition(words)[2]

    def stop(self, number: int) -> str:
        """How it ended when it was told to."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=PATIENCE_S)
        return self.said + rest


@contextmanager
def follow(tmp_path: Path) -> Iterator[Followed]:
    quick = ("--every", "0.1", "--settle", "0.2")
    with start(tmp_path, "ingest", "--watch", "文件", *quick) as process:
        try:
            yield Followed(process)
        finally:
            process.kill()


def list_held(tmp_path: Path) -> list[str]:
    with ClauseStore.open(tmp_path / "data") as store:
        return [document.file_name for document in store.documents()]


def test_a_followed_folder_is_kept_in_step_and_the_end_is_clean(tmp_path: Path) -> None:
    folder = tmp_path / "文件"
    write_measure(folder / "甲.txt", 300)
    write_measure(folder / "乙.txt", 500)
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 no archive")
    (folder / "程序.py").write_text("print()", "utf-8")
    with follow(tmp_path) as followed:
        followed.wait_for("没有导入：《坏.docx》")
        write_measure(folder / "子" / "丙.txt", 700)
        followed.wait_for("丙.txt（txt）")
        assert list_held(tmp_path) == ["丙.txt", "乙.txt", "甲.txt"]
        write_measure(folder / "甲.txt", 900)
        followed.wait_for("甲.txt（txt）")
        with ClauseStore.open(tmp_path / "data") as store:
            (document,) = (d for d in store.documents() if d.file_name == "甲.txt")
            assert "901元" in store.source_text(document.id)
            assert len(store.versions("甲.txt")) == 2
        (folder / "乙.txt").unlink()
        followed.wait_for("已移除：乙.txt")
        assert list_held(tmp_path) == ["丙.txt", "甲.txt"]
        ended = followed.stop(signal.SIGTERM)
        assert followed.process.returncode == 0
        assert ended.endswith("已停止。\n")
        assert "Traceback" not in ended


def test_changes_wait_while_another_process_writes(tmp_path: Path) -> None:
    write_measure(tmp_path / "文件" / "甲.txt", 300)
    with ClauseStore.open(tmp_path / "data", writable=True), follow(tmp_path) as followed:
        followed.wait_for("另一个进程正在写入")
        assert list_held(tmp_path) == []
        assert followed.stop(signal.SIGINT).endswith("已停止。\n")
    with follow(tmp_path) as followed:
        followed.wait_for("甲.txt（txt）")


def wait_for_more(data_dir: Path, held: int, process: "subprocess.Popen[str]") -> None:
    """Until more files are in than were held, or the process has ended."""
    deadline = time.monotonic() + PATIENCE_S
    with ClauseStore.open(data_dir) as store:
        while process.poll() is None and store.version() <= held:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def check_whole(data_dir: Path, folder: Path) -> set[str]:
    """The files held; each with every clause, every word of the index and every duty."""
    held: set[str] = set()
    with ClauseStore.open(data_dir) as store:
        for document in store.documents():
            parsed = load_file(folder / document.file_name)
            (wanted,) = parsed.documents
            assert document.id == wanted.id
            assert store.source_text(document.id) == parsed.text
            passages = store.passages(document.id)
            assert len(passages) == len(wanted.clauses) + len(wanted.leads)
            duties = store.duties(frozenset({DocumentId(document.id)}))
            assert len(duties) == len(wanted.duties)
            held.add(document.file_name)
        vocabulary = store.vocabulary()
    assert vocabulary.get("负责", 0) == 6 * len(held)
    return held


def read_units(data_dir: Path) -> tuple[set[int], set[int]]:
    """Units of the catalog, and those that Chroma holds."""
    connection = sqlite3.connect(data_dir / DATABASE_NAME)
    units = {row[0] for row in connection.execute("SELECT unit_row FROM vectors")}
    assert units == {row[0] for row in connection.execute("SELECT unit_row FROM units")}
    connection.close()
    embedder = load_embedder(None)
    assert embedder is not None  # ships with the product
    index = ChromaIndex(data_dir, embedder)
    found = set(index._ids())
    index.close()
    return units, found


def test_a_killed_ingest_loses_no_finished_file_and_leaves_none_half_in(tmp_path: Path) -> None:
    chance = random.Random(7)
    folder, data = tmp_path / "文件", tmp_path / "data"
    for number in range(60):
        write_measure(folder / f"办法{number:03}.txt", 10 * number, 6)
    finished: set[str] = set()
    for _ in range(2):
        with ClauseStore.open(data) as store:
            before = store.version()
        with start(tmp_path, "ingest", "文件") as process:
            wait_for_more(data, before, process)
            time.sleep(chance.uniform(0.0, 0.25))
            seen = set(list_held(tmp_path))
            process.send_signal(signal.SIGKILL)
            process.wait()
        held = check_whole(data, folder)
        assert finished | seen <= held
        finished = held
    with start(tmp_path, "ingest", "文件") as process:
        said, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, said
    counts = re.search(r"新导入 (\d+) 个文件，(\d+) 个没有变化", said)
    assert counts is not None
    assert int(counts[2]) >= len(finished)
    assert int(counts[1]) + int(counts[2]) == 60
    assert len(check_whole(data, folder)) == 60
    units, found = read_units(data)
    assert units == found


def test_a_lost_index_is_made_again_by_the_next_ingest(terminal: Terminal, tmp_path: Path) -> None:
    for number in range(3):
        write_measure(tmp_path / "文件" / f"办法{number}.txt", 10 * number, 12)
    assert terminal("ingest", "文件").code == 0
    shutil.rmtree(tmp_path / "data" / "chroma")
    assert "3 个没有变化" in terminal("ingest", "文件").out
    units, found = read_units(tmp_path / "data")
    assert units == found


def test_an_archive_in_a_followed_folder_comes_and_goes_with_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "文件"
    write_measure(tmp_path / "乙.txt", 300)
    write_measure(folder / "甲.txt", 300)
    with zipfile.ZipFile(folder / "归档.zip", "w") as archive:
        archive.write(tmp_path / "乙.txt", "目录/乙.txt")
    with follow(tmp_path) as followed:
        followed.wait_for("归档.zip›目录›乙.txt（txt）")
        (folder / "归档.zip").unlink()
        followed.wait_for("已移除：归档.zip›目录›乙.txt")
    assert list_held(tmp_path) == ["甲.txt"]


def test_history_shows_what_changed_and_remove_keeps_it(terminal: Terminal, tmp_path: Path) -> None:
    for amount in (300, 800):
        write_measure(tmp_path / "甲.txt", amount)
        assert terminal("ingest", "甲.txt").code == 0
    shown = terminal("history", "甲.txt")
    assert shown.code == 0
    assert "现行版本" in shown.out
    assert "修改" in shown.out
    assert "301元" in shown.out
    assert "801元" in shown.out
    versions = json.loads(terminal("history", "甲.txt", "--json").out)["versions"]
    assert [len(version["changes"]) for version in versions] == [0, 3]
    assert {change["kind"] for change in versions[1]["changes"]} == {"changed"}
    removed = terminal("remove", "甲.txt", "乙.txt")
    assert removed.code == 3
    assert "已移除：甲.txt" in removed.out
    assert "乙.txt" in removed.err
    assert terminal("remove", "甲.txt").code == 1
    assert "现在资料库里没有这个文件" in terminal("history", "甲.txt").out
    unknown = terminal("history", "丙.txt")
    assert (unknown.code, "丙.txt" in unknown.err) == (1, True)


def test_a_hidden_file_answers_nothing_until_it_is_shown_again(
    terminal: Terminal, tmp_path: Path
) -> None:
    write_measure(tmp_path / "甲.txt", 300)
    assert terminal("ingest", "甲.txt").code == 0
    assert "已停用：甲.txt" in terminal("hide", "甲.txt").out
    assert "甲.txt" not in terminal("documents").out
    assert "甲.txt" in terminal("documents", "--hidden").out
    assert "301元" not in terminal("search", "补助301元").out
    assert terminal("hide", "丙.txt").code == 1
    assert "已恢复：甲.txt" in terminal("show", "甲.txt").out
    assert "甲.txt" in terminal("documents").out
    assert "没有停用的文件" in terminal("documents", "--hidden").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ingest", "--watch", "没有"), "没有这个文件夹"),
        (("ingest", "--watch", ".", "--samples"), "同用"),
        (("ingest", "--watch", ".", "--every", "0"), "之间的秒数"),
        (("ingest", "--watch", ".", "--settle", "x"), "的值 'x' 不对"),
    ],
)
def test_a_wrong_watch_is_said(terminal: Terminal, words: tuple[str, ...], said: str) -> None:
    ended = terminal(*words)
    assert ended.code == 2
    assert said in ended.err
