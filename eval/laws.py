"""How the parser and the store fare on a large collection of laws, whose articles are known.

The collection is a tar archive of Markdown files, one law each. Every article stands on a line
of its own that begins with 第X条, which a plain look at the lines finds too.
"""

import random
import re
import resource
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.load import parse_content
from ingest.model import IngestError
from vectorstore.model import Embedder
from vectorstore.store import ClauseStore

_ARTICLE = re.compile(
    r"^[ \t\u3000*#]*(?P<label>第[一二三四五六七八九十百千零〇]{1,9}条"
    r"(?:之[一二三四五六七八九十]{1,3})?)(?=[\s\u3000【（(]|$)",
    re.MULTILINE,
)
_NUMBER = re.compile(r"第.{1,12}条(?:之.{1,3})?")
_SEED = 0  # of the order in which laws are filed, so that tenths are alike


@dataclass(frozen=True, slots=True)
class Law:
    """One file of the collection."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ArticleReport:
    """Articles that lines show against those that the parser found, and how fast it was."""

    files: int
    megabytes: float
    articles: int
    missed: tuple[str, ...]
    twice: tuple[str, ...]  # one line made two articles, or none of its own
    unread: tuple[str, ...]
    seconds: float  # of processor time

    @property
    def speed(self) -> float:
        """Megabytes of text per second and core."""
        return self.megabytes / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class IntakeCost:
    """What filing a collection took; tenths are of the documents in the order of filing."""

    files: int
    minutes: float  # on the clock
    processor_minutes: float  # all cores
    peak_megabytes: float  # resident, of this process so far
    milliseconds: tuple[float, ...]  # processor time per document, by tenth
    per_megabyte: tuple[float, ...]  # seconds of processor time per megabyte of text, by tenth

    @property
    def growth(self) -> float:
        """What a megabyte of the last tenth costs against one of the first."""
        first = self.per_megabyte[0]
        return self.per_megabyte[-1] / first if first else 0.0


def load_laws(archive: Path) -> tuple[Law, ...]:
    """The Markdown files of a tar archive; names are paths with ／, so that none is alike."""
    laws = []
    with tarfile.open(archive) as members:
        for member in members:
            path = PurePosixPath(member.name)
            held = members.extractfile(member) if member.isfile() else None
            if held is not None and path.suffix == ".md":
                laws.append(Law("／".join(path.parts), held.read()))
    return tuple(laws)


def find_articles(text: str) -> tuple[tuple[int, str], ...]:
    """Offset and label of each line that begins an article.

    >>> find_articles("第一章 总则\\n第一条 为……\\n按照第二条办理。\\n第十条之一　因……")
    ((7, '第一条'), (24, '第十条之一'))
    """
    return tuple((found.start("label"), found["label"]) for found in _ARTICLE.finditer(text))


def measure_articles(laws: Sequence[Law]) -> ArticleReport:
    """Every article a law's lines show must begin one clause of that number, and one only."""
    missed: list[str] = []
    twice: list[str] = []
    unread: list[str] = []
    articles, size, seconds = 0, 0, 0.0
    for law in laws:
        size += len(law.content)
        began = time.process_time()
        try:
            parsed = parse_content(law.content, law.name)
        except IngestError as error:
            unread.append(f"{law.name}: {error}")
            continue
        finally:
            seconds += time.process_time() - began
        found = Counter(
            (clause.span.start, clause.ref.labels[-1])
            for document in parsed.documents
            for clause in document.clauses
            if _NUMBER.fullmatch(clause.ref.labels[-1])
        )
        starts = Counter(start for start, _ in found)
        for start, label in find_articles(parsed.text):
            articles += 1
            if not found[start, label]:
                missed.append(f"{law.name} {label} @{start}")
        twice += [f"{law.name} @{start}" for start, count in starts.items() if count > 1]
    return ArticleReport(
        len(laws), size / 1e6, articles, tuple(missed), tuple(twice), tuple(unread), seconds
    )


def measure_intake(
    laws: Sequence[Law],
    data_dir: Path,
    embedder: Embedder | None,
    progress: Callable[[int], None] = lambda _: None,
) -> IntakeCost:
    """Parse and file all laws, as `policy-assistant ingest` does, into an empty store."""
    order = list(laws)
    random.Random(_SEED).shuffle(order)
    costs: list[tuple[float, int]] = []
    began, worked = time.monotonic(), time.process_time()
    with ClauseStore.open(data_dir, embedder, writable=True) as store, store.loading():
        for law in order:
            start = time.process_time()
            try:
                store.replace(parse_content(law.content, law.name))
            except IngestError:
                continue
            costs.append((time.process_time() - start, len(law.content)))
            progress(len(costs))
    tenths = [costs[at * len(costs) // 10 : (at + 1) * len(costs) // 10] for at in range(10)]
    return IntakeCost(
        files=len(costs),
        minutes=(time.monotonic() - began) / 60,
        processor_minutes=(time.process_time() - worked) / 60,
        peak_megabytes=measure_peak(),
        milliseconds=tuple(1000 * sum(c for c, _ in t) / max(1, len(t)) for t in tenths),
        per_megabyte=tuple(
            1e6 * sum(c for c, _ in t) / max(1, sum(size for _, size in t)) for t in tenths
        ),
    )


def measure_peak() -> float:
    """The most memory that this process has held resident, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)
