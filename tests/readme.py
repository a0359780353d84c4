"""The parts of both READMEs that the product writes: the example's answer, the settings table.

`make readme` (python -m tests.readme) writes them anew; tests/test_readme.py compares.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from assistant.settings import format_table

ROOT = Path(__file__).resolve().parent.parent
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
PROGRAM = ".venv/bin/policy-assistant"
_ANSWER = re.compile(r"(?<=```text\n).*?(?=```)", re.DOTALL)
_TABLE = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- /settings -->)", re.DOTALL)


def list_commands(text: str) -> tuple[str, ...]:
    """Commands of console blocks (`$ …`) and of table cells, without their comments."""
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("$ ")]
    cells = re.findall(rf"\| `({re.escape(PROGRAM)}[^`]*)` \|", text)
    return (*(line[2:].split("  #")[0].split("   #")[0].strip() for line in lines), *cells)


def find_question(text: str) -> list[str]:
    """The words of the first `ask`, after the program's name."""
    first = next(line for line in list_commands(text) if line.startswith(f"{PROGRAM} ask "))
    return shlex.split(first)[1:]


def ask(words: list[str]) -> str:
    """What the product answers over the samples, in a folder of its own."""
    program = [sys.executable, "-m", "ui.cli"]
    with tempfile.TemporaryDirectory() as folder:
        held = ["--data-dir", folder]
        for given in (["ingest", "--samples"], words):
            done = subprocess.run(
                [*program, *given, *held], cwd=ROOT, check=True, capture_output=True, text=True
            )
    return done.stdout.strip() + "\n"


def fill(text: str, answer: str, table: str) -> str:
    """The text with its answer and its table in place of those it had."""
    return _TABLE.sub(lambda _: table, _ANSWER.sub(lambda _: answer, text, count=1))


def main() -> None:
    """Write both files anew."""
    answer = ask(find_question(ENGLISH.read_text("utf-8")))
    for path, table in ((ENGLISH, format_table("en")), (CHINESE, format_table("zh"))):
        path.write_text(fill(path.read_text("utf-8"), answer, table), "utf-8")


if __name__ == "__main__":
    main()
