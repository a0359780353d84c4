"""How fast a store of many clauses is filed and searched: `python -m eval.speed --clauses 100000`.

Clauses are made by mixing the sentences of the sample documents, or are the lines of a file.
Times are of the processor, on one core where the system lets a process choose; the wall's are
beside them. Nothing here is a test: figures depend on the machine.
"""

import argparse
import hashlib
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from ingest.model import (
    Clause,
    ClauseKind,
    DocumentId,
    DocumentMetadata,
    ParsedFile,
    PolicyDocument,
    Span,
)
from ingest.references import ClauseRef
from vectorstore import search as search_module
from vectorstore.embed import BUILTIN, StaticEmbedder
from vectorstore.model import SearchQuery, WeightedText
from vectorstore.store import ClauseStore
from vectorstore.thesaurus import load_thesaurus

FILE_SIZE = 50  # clauses per file
CLAUSE_SIZE = 90  # characters at which a mixed clause is full
WARMED_BY = 10  # questions before the clock starts
LIMIT = 30
ENDINGS = ("怎么办", "有什么规定", "是多少", "谁来负责", "需要什么条件")
_SENTENCE = re.compile(r"[^。；！？\n]{6,60}[。；！？]")


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of one question."""

    whole: float
    wall: float
    raw: float  # of the two searches alone


def main() -> None:
    """Build a store, then ask it in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m eval.speed", description=__doc__)
    parser.add_argument("--clauses", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--texts", type=Path, help="one clause per line, instead of mixed ones")
    parser.add_argument("--data", type=Path, help="a folder to keep the store in and use again")
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if arguments.ask:
        ask_store(arguments.data, make_questions(arguments.questions, arguments.texts))
        return
    with tempfile.TemporaryDirectory() as folder:
        data_dir: Path = arguments.data or Path(folder)
        if not (data_dir / "catalog.sqlite3").exists():
            build_store(data_dir, arguments.clauses, arguments.texts)
        command = [sys.executable, "-m", "eval.speed", "--ask", "--data", str(data_dir)]
        command += ["--questions", str(arguments.questions)]
        command += ["--texts", str(arguments.texts)] if arguments.texts else []
        subprocess.run(command, check=True)


def say(line: str) -> None:
    """A line of figures on the terminal, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def build_store(data_dir: Path, clauses: int, texts: Path | None) -> None:
    """File the clauses and print the rates."""
    embedder = StaticEmbedder(BUILTIN)
    source = make_clauses(texts)
    batch = [next(source) for _ in range(5_000)]
    start = time.process_time()
    embedder.embed_passages(batch)
    say(f"encode: {len(batch) / (time.process_time() - start):,.0f} clauses/s")
    with ClauseStore.open(data_dir, embedder, writable=True) as store:
        wall, start = time.perf_counter(), time.process_time()
        with store.loading():
            for number in range(-(-clauses // FILE_SIZE)):
                store.replace(make_file(number, [next(source) for _ in range(FILE_SIZE)]))
        taken, wall = time.process_time() - start, time.perf_counter() - wall
    say(f"build: {clauses / taken:,.0f} clauses/s (wall {clauses / wall:,.0f})")


def ask_store(data_dir: Path, questions: Sequence[str]) -> None:
    """Ask as a reader and as the writer, and print percentiles and memory."""
    embedder, thesaurus = StaticEmbedder(BUILTIN), load_thesaurus()
    for writable in (False, True):
        with ClauseStore.open(data_dir, embedder, writable=writable) as store:
            half = frozenset(document.id for document in store.documents()[::2])
            for name, ids in (("all documents", None), ("half of them", half)):
                spent = [0.0]
                taken: list[Taken] = []
                with _Clock(store, spent):
                    for text in questions:
                        spent[0] = 0.0
                        wall, start = time.perf_counter(), time.thread_time()
                        expansions = tuple(
                            WeightedText(word, weight)
                            for found in thesaurus.find(text)
                            for word, weight in found.official
                        )
                        store.search(SearchQuery(text, expansions, ids, LIMIT))
                        whole = time.thread_time() - start
                        taken.append(Taken(whole, time.perf_counter() - wall, spent[0]))
                kind = "writer" if writable else "reader"
                say(f"{kind}, {name}: {summarise(taken[WARMED_BY:])}")
        say(f"resident memory: {read_memory()}")


def summarise(taken: Sequence[Taken]) -> str:
    """Percentiles in milliseconds and the ratio to the raw searches, in a line."""
    parts = []
    for name, seconds in (
        ("one question", [t.whole for t in taken]),
        ("wall", [t.wall for t in taken]),
        ("two raw searches", [t.raw for t in taken]),
    ):
        middle, high = np.percentile(seconds, (50, 95)) * 1000
        parts.append(f"{name} p50 {middle:.1f} ms p95 {high:.1f} ms")
    ratio = float(np.median([t.whole / t.raw for t in taken]))
    return "; ".join((*parts, f"ratio {ratio:.2f}"))


def make_questions(count: int, texts: Path | None) -> list[str]:
    """Questions from runs of words of clauses, the first few to warm up."""
    chance = random.Random(7)
    questions = []
    for clause in make_clauses(texts):
        start = chance.randrange(max(1, len(clause) - 16))
        words = clause[start : start + chance.randint(6, 16)]
        questions.append(words + chance.choice(ENDINGS))
        if len(questions) == count + WARMED_BY:
            break
    return questions


def make_clauses(texts: Path | None) -> Iterator[str]:
    """Clauses without end: lines of the file again and again, or sentences mixed anew."""
    chance = random.Random(5)
    if texts is not None:
        lines = [line for line in texts.read_text("utf-8").splitlines() if line.strip()]
        while True:
            yield from lines
    samples = resources.files("ingest.samples")
    files = sorted(p.name for p in samples.iterdir() if p.name.endswith(".txt"))
    written = "\n".join(samples.joinpath(name).read_text("utf-8") for name in files)
    sentences = _SENTENCE.findall(written)
    while True:
        clause = ""
        while len(clause) < CLAUSE_SIZE:
            clause += chance.choice(sentences)
        yield clause.replace("\n", "")


def make_file(number: int, clauses: Sequence[str]) -> ParsedFile:
    """One document with these clauses as articles."""
    title = f"第{number}号实施办法"
    text = title
    made: list[Clause] = []
    for at, words in enumerate(clauses, start=1):
        start = len(text) + 1
        text += f"\n第{at}条 {words}"
        span = Span(start, len(text))
        ref = ClauseRef((f"第{at}条",))
        made.append(Clause(ref, ClauseKind.CLAUSE, "", span, span.end, None, False, text[start:]))
    document = PolicyDocument(
        id=DocumentId(f"speed-{number}"),
        file_name=f"speed-{number}.txt",
        part=None,
        parent_id=None,
        text=text,
        span=Span(0, len(text)),
        metadata=DocumentMetadata(title=title),
        clauses=tuple(made),
        leads=(),
        duties=(),
        benefits=(),
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    return ParsedFile(document.file_name, "txt", digest, text, (document,), ())


def read_memory() -> str:
    """What the process holds in memory now and held at most, as the system says."""
    status = Path("/proc/self/status")
    if not status.exists():
        return "unknown"
    found = re.findall(r"Vm(RSS|HWM):\s+([0-9]+) kB", status.read_text("utf-8"))
    return ", ".join(f"{name} {int(size) / 1024:,.0f} MB" for name, size in found)


class _Clock:
    """Adds up the seconds of the two raw searches while the block runs."""

    def __init__(self, store: ClauseStore, spent: list[float]) -> None:
        self._owners: list[tuple[Any, str]] = [(search_module, "search_lexical")]
        if store._keeper is not None:
            self._owners.append((store._keeper, "search"))
        self._spent = spent
        self._kept = [getattr(owner, name) for owner, name in self._owners]

    def __enter__(self) -> None:
        for (owner, name), function in zip(self._owners, self._kept, strict=True):
            setattr(owner, name, self._time(function))

    def __exit__(self, *raised: object) -> None:
        for (owner, name), function in zip(self._owners, self._kept, strict=True):
            setattr(owner, name, function)

    def _time(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            start = time.thread_time()
            try:
                return function(*arguments, **named)
            finally:
                self._spent[0] += time.thread_time() - start

        return timed


if __name__ == "__main__":
    main()
