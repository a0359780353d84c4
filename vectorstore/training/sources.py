"""The texts and questions that the model is trained on, as read from their files."""

import gzip
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class TrainingError(Exception):
    """Root of what can go wrong while the model is trained."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where training texts come from, and on which terms."""

    name: str
    use: str
    licence: str


SOURCES = (
    Source(
        "LawRefBook/Laws",
        "law articles: vocabulary, word vectors, weak pairs",
        "texts of laws are outside copyright (Copyright Law of the PRC, art. 5)",
    ),
    Source("oneal2000/STARD, training part", "lay questions and their law articles", "MIT"),
    Source("oneal2000/LeCoQA", "answers to the STARD training questions", "MIT"),
    Source("AndrewZhe/lawyer-llama", "legal questions and retrieved articles", "Apache-2.0"),
    Source("open-compass/LawBench, task 3-8", "legal consultations", "Apache-2.0"),
    Source("Clarence-Kong/QABasedOnPolicyKnowledgeGraph", "names of service matters", "MIT"),
    Source(
        "lay questions and invented policy clauses",
        "lay questions, clauses and near misses; vocabulary",
        "written for this project, Apache-2.0",
    ),
    Source("thesaurus", "lay words and official words", "written for this project, Apache-2.0"),
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause or article as the model is shown it."""

    id: str
    title: str
    heading: str
    text: str

    @property
    def full(self) -> str:
        """Title, heading and text: how a passage is embedded."""
        return f"{self.title} {self.heading} {self.text}"


@dataclass(frozen=True, slots=True)
class LayQuestion:
    """A question written for one clause, or near it."""

    clause_id: str
    text: str
    register: str
    answerable: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A question (or something like one) and a passage that answers it."""

    question: str
    passage: str
    kind: str


@dataclass(frozen=True, slots=True)
class StardQuestion:
    """A lay question with the ids of the law articles that answer it."""

    id: str
    text: str
    articles: tuple[str, ...]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def read_clauses(path: Path) -> tuple[Clause, ...]:
    """Clauses of a JSON-lines file in BEIR form (`_id`, `title`, `text`, `metadata`)."""
    return tuple(
        Clause(
            str(row["_id"]),
            row["metadata"].get("law") or row["title"],
            row["metadata"].get("section", ""),
            row["text"],
        )
        for row in _lines(path)
    )


def read_lay_questions(path: Path) -> tuple[LayQuestion, ...]:
    """Lay questions, answerable ones and near misses, in the order of the file."""
    return tuple(
        LayQuestion(row["clause"], row["question"], row["register"], row["answerable"])
        for row in _lines(path)
    )


def read_stard_questions(folder: Path) -> tuple[StardQuestion, ...]:
    """STARD's questions with their gold articles, in the order of the file."""
    golds: dict[str, list[str]] = {}
    rows = (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for row in rows:
        question_id, article_id, _ = row.split("\t")
        golds.setdefault(question_id, []).append(article_id)
    return tuple(
        StardQuestion(row["_id"], row["text"], tuple(golds[row["_id"]]))
        for row in _lines(folder / "queries.jsonl")
    )


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """Question and passage pairs, without STARD's own (read with their articles instead)."""
    return tuple(
        Pair(row["question"], row["passage"], row["kind"])
        for row in _lines(path)
        if row["kind"] != "stard"
    )


_ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百千]{1,9}条[\s　]")
_HEADING = re.compile(r"#+[\s　]+")


def parse_law(name: str, markdown: str) -> tuple[Clause, ...]:
    """Articles of one law in Markdown, with the chapter they stand in.

    >>> parse_law("甲法", "# 甲法\\n\\n## 第一章 总则\\n\\n第一条 为了甲。\\n\\n（一）乙；\\n")
    (Clause(id='甲法:1', title='甲法', heading='第一章 总则', text='为了甲。\\n（一）乙；'),)
    """
    found: list[tuple[str, list[str]]] = []
    heading, current = "", None
    for line in markdown.partition("<!-- INFO END -->")[2].splitlines() or markdown.splitlines():
        line = line.strip()
        if not line or line.startswith("<!--"):
            continue
        if match := _HEADING.match(line):
            heading, current = line[match.end() :].strip(), None
        elif match := _ARTICLE.match(line):
            current = [line[match.end() :].strip()]
            found.append((heading, current))
        elif current is not None:
            current.append(line)
    return tuple(
        Clause(f"{name}:{number}", name, heading, "\n".join(lines))
        for number, (heading, lines) in enumerate(found, start=1)
    )


_DATED = re.compile(r"\((\d{4}-\d{2}-\d{2})\)$")


def read_laws(path: Path) -> tuple[Clause, ...]:
    """Articles of every law in the archive, the newest dated version of each."""
    newest: dict[str, tuple[str, str]] = {}
    with tarfile.open(path) as archive:
        for member in archive:
            if not member.isfile() or not member.name.endswith(".md"):
                continue
            stream = archive.extractfile(member)
            assert stream is not None
            stem = Path(member.name).stem
            dated = _DATED.search(stem)
            name = _DATED.sub("", stem)
            date = dated.group(1) if dated else ""
            if name not in newest or newest[name][0] < date:
                newest[name] = (date, stream.read().decode("utf-8"))
    if not newest:
        raise TrainingError(f"no law found in {str(path)!r}: expected Markdown files in a tar")
    return tuple(clause for name in sorted(newest) for clause in parse_law(name, newest[name][1]))
