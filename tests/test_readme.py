import shlex
import subprocess
from pathlib import Path

import pytest

from assistant.settings import format_table
from tests.conftest import ROOT, Terminal
from tests.readme import CHINESE, ENGLISH, PROGRAM, ask, fill, find_question, list_commands
from ui.cli import build_parser

FILES = [ENGLISH, CHINESE]
COMMANDS = sorted({line for path in FILES for line in list_commands(path.read_text("utf-8"))})
LONG = ("serve", "eval")  # served and measured in tests of their own; here only read


def test_both_show_the_answer_that_the_product_gives() -> None:
    answer = ask(find_question(ENGLISH.read_text("utf-8")))
    assert find_question(CHINESE.read_text("utf-8")) == find_question(ENGLISH.read_text("utf-8"))
    for path, table in ((ENGLISH, format_table("en")), (CHINESE, format_table("zh"))):
        text = path.read_text("utf-8")
        assert text == fill(text, answer, table), f"{path.name}: run `make readme`"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_answer_and_both_commands_stand_before_line_30(path: Path) -> None:
    head = "\n".join(path.read_text("utf-8").splitlines()[:29])
    for wanted in ("```text", "[1]", "make run", "make test"):
        assert wanted in head


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("make ")])
def test_make_commands_are_targets(command: str) -> None:
    done = subprocess.run(
        [*shlex.split(command), "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_command_of_the_program_runs(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "ingest").symlink_to(ROOT / "ingest")
    (tmp_path / "eval").symlink_to(ROOT / "eval")
    assert terminal("ingest", "--samples").code == 0
    for command in COMMANDS:
        words = shlex.split(command)
        if words[0] != PROGRAM:
            assert words[0] == "make", command
        elif words[1] in LONG:
            build_parser().parse_args(words[1:])
        else:
            ended = terminal(*words[1:])
            assert ended.code == 0, f"{command}: {ended.err}"
            assert ended.out or "answer" in words


def test_the_makefile_runs_what_the_readme_says() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", "run"], cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    for wanted in ("venv", "constraints.txt", "ingest", "--samples", "serve", "127.0.0.1", "8000"):
        assert wanted in done.stdout
