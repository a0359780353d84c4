"""The rules of the house that no single module can keep: who may import whom, and when."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

# package → what of ours it may import
STAIRCASE = {
    "prompts": {"prompts"},
    "ingest": {"ingest"},
    "vectorstore": {"ingest", "vectorstore"},
    "assistant": {"prompts", "ingest", "vectorstore", "assistant"},
    "ui": {"prompts", "ingest", "vectorstore", "assistant", "ui"},
    "eval": {"prompts", "ingest", "vectorstore", "assistant", "eval"},
}
TERMINAL = ("ui/commands.py", "ui/evaluation.py")  # the one door that may call eval

# third parties that may stand in more than one module, and why
SPREAD = {
    "numpy": "arrays are values here, like tuples",
    "pypdfium2": "tells the words of a PDF page, and draws a scanned one, under one lock",
    "pydantic": "the wire's and the settings' values",
    "starlette": "FastAPI's own types",
}
HEAVY = (
    "torch",
    "sentence_transformers",
    "transformers",
    "gradio",
    "chromadb",
    "langchain_openai",
    "openai",
    "sklearn",
)


def list_modules() -> list[Path]:
    return [
        path.relative_to(ROOT)
        for package in STAIRCASE
        for path in sorted((ROOT / package).rglob("*.py"))
    ]


MODULES = list_modules()


def read_imports(path: Path, *, typing_only: bool) -> Iterator[str]:
    """Full names of imported modules; those under `if TYPE_CHECKING` only where asked for."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    skipped: set[ast.AST] = set()
    if not typing_only:
        for branch in ast.walk(tree):
            if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test):
                skipped.update(each for part in branch.body for each in ast.walk(part))
    for found in ast.walk(tree):
        if found in skipped:
            continue
        if isinstance(found, ast.Import):
            yield from (alias.name for alias in found.names)
        elif isinstance(found, ast.ImportFrom):
            assert found.level == 0, f"{path}: relative import"
            yield found.module or ""


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_only_go_down_the_staircase(path: Path) -> None:
    allowed = set(STAIRCASE[path.parts[0]])
    if path.as_posix() in TERMINAL:
        allowed.add("eval")
    ours = {name.split(".")[0] for name in read_imports(path, typing_only=True)} & set(STAIRCASE)
    assert ours <= allowed


def test_the_rooms_of_the_assistant_do_not_run_in_circles() -> None:
    """Rooms are its folders; the modules beside them tie them together."""
    rooms: dict[str, set[str]] = {}
    for path in MODULES:
        if path.parts[0] != "assistant" or len(path.parts) < 3:
            continue
        found = rooms.setdefault(path.parts[1], set())
        for name in read_imports(path, typing_only=True):
            parts = name.split(".")
            if parts[0] == "assistant" and len(parts) > 2 and parts[1] != path.parts[1]:
                found.add(parts[1])
    assert len(rooms) > 5
    while ready := {room for room, needed in rooms.items() if not needed & set(rooms)}:
        rooms = {room: needed for room, needed in rooms.items() if room not in ready}
    assert not rooms


def test_each_third_party_is_imported_in_one_module() -> None:
    places: dict[str, set[str]] = {}
    for path in MODULES:
        if path.parts[:2] == ("vectorstore", "training"):
            continue  # a recipe beside the product, run by hand
        for name in read_imports(path, typing_only=False):
            top = name.split(".")[0]
            if top not in STAIRCASE and top not in sys.stdlib_module_names:
                places.setdefault(top, set()).add(path.as_posix())
    crowded = {
        name: sorted(found)
        for name, found in places.items()
        if len(found) > 1 and name not in SPREAD
    }
    assert not crowded


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "__init__.py"], ids=str)
def test_a_package_holds_a_docstring_only(path: Path) -> None:
    body = ast.parse((ROOT / path).read_text("utf-8")).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
    assert isinstance(body[0].value, ast.Constant)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_modules_and_functions_stay_readable(path: Path) -> None:
    text = (ROOT / path).read_text("utf-8")
    assert text.count("\n") <= 400, "more than 400 lines"
    for found in ast.walk(ast.parse(text)):
        if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (found.end_lineno or found.lineno) - found.lineno + 1
            assert length <= 60, f"{found.name} has {length} lines"


WATCH = """
import importlib, sys

watched = []

def watch(event, given):
    if event == "open":
        path, mode, flags = str(given[0]), given[1] or "", given[2]
        code = path.endswith((".py", ".pyc", ".so", ".pth")) or "__pycache__" in path
        ours = path.startswith(sys.argv[1]) and ".venv" not in path
        if ours and not code:
            watched.append(f"opens {path}")
    elif event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen"):
        watched.append(f"{event} {given}")

sys.addaudithook(watch)
for name in sys.argv[3:]:
    importlib.import_module(name)
    for heavy in sys.argv[2].split(","):
        if heavy in sys.modules:
            watched.append(f"{name} imports {heavy}")
            del sys.modules[heavy]
print("\\n".join(watched))
"""


def test_importing_a_module_does_no_work() -> None:
    names = [
        ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        for path in MODULES
        if path.parts[:2] != ("vectorstore", "training")
    ]
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(ROOT), ",".join(HEAVY), *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


def test_every_package_and_every_file_beside_the_code_ships() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    packages, patterns = tools["packages"], tools["package-data"]
    missing = []
    for top in STAIRCASE:
        for path in sorted((ROOT / top).rglob("*")):
            folder = path.relative_to(ROOT).parent
            package = folder.as_posix().replace("/", ".")
            if path.is_dir() or "__pycache__" in path.parts:
                continue
            if package.startswith("vectorstore.training"):
                continue  # a recipe beside the product and its questions
            if path.suffix == ".py":
                shipped = package in packages
            else:
                shipped = any(
                    path.match(f"{name.replace('.', '/')}/{pattern}")
                    for name, given in patterns.items()
                    for pattern in given
                )
            if not shipped and path.suffix != ".md":
                missing.append(path.relative_to(ROOT).as_posix())
    assert not missing
