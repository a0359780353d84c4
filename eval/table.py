"""`python -m eval.table`: clauses found by words, by meaning, by both and as tutorials do it.

Four sets. A fifth of STARD's questions and the lay questions on a fifth of the clauses are searched
with vectors that were trained without them; the development questions and our own questions with
those that ship. A piece that a tutorial cuts counts for the clause that it was cut from, or for a
quote that it holds whole.
"""

import argparse
import datetime
import gzip
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.model import Question
from eval.baselines import Baseline, build_baselines, find_tutorial_model
from eval.cases import Case, load_cases
from eval.corpus import Query, load_queries, read_entries
from eval.page import write_retrieval_page
from eval.ranking import DEPTH, MEASURES, Interval, bootstrap, check_installed, measure_rankings
from eval.retrieval import EVERYTHING, SYSTEMS, order_hits, run_retrieval
from eval.retrieval_report import format_interval
from eval.run import rank_quotes, read_texts
from ingest.load import find_files, load_file
from vectorstore.embed import BUILTIN, StaticEmbedder, load_embedder
from vectorstore.model import Embedder
from vectorstore.store import ClauseStore

COLUMNS = ("Recall@5", "Recall@10", "Recall@100", "MRR@10")
EVAL = Path(__file__).parent
SAMPLES = EVAL.parent / "ingest" / "samples"

Values = Mapping[str, tuple[float, ...]]  # by question, in the order of COLUMNS


@dataclass(frozen=True, slots=True)
class FoundSet:
    """A set of questions: what each system found of each."""

    name: str
    entries: int
    systems: Mapping[str, Values]

    def summarise(self, system: str) -> tuple[Interval, ...]:
        """Mean and interval of each of COLUMNS."""
        return tuple(map(bootstrap, zip(*self.systems[system].values(), strict=True)))

    def compare(self, system: str, other: str, column: str) -> Interval:
        """The mean difference, question by question."""
        at, there = COLUMNS.index(column), self.systems[other]
        return bootstrap([row[at] - there[key][at] for key, row in self.systems[system].items()])


def write_folder(
    target: Path, corpora: Sequence[Path], rows: Iterable[tuple[str, str, str, Sequence[str]]]
) -> Path:
    """A benchmark folder: the corpora as one, and (id, text, type, relevant entries) as queries."""
    target.mkdir(parents=True, exist_ok=True)
    with (target / "corpus.jsonl").open("w", encoding="utf-8") as written:
        for corpus in corpora:
            opener: Any = gzip.open if corpus.suffix == ".gz" else open
            with opener(corpus, "rt", encoding="utf-8") as lines:
                written.writelines(lines)
    queries, judged = [], ["query-id\tcorpus-id\tscore"]
    for key, text, kind, golds in rows:
        row = {"_id": key, "text": text, "metadata": {"type": kind}}
        queries.append(json.dumps(row, ensure_ascii=False))
        judged.extend(f"{key}\t{gold}\t1" for gold in golds)
    (target / "queries.jsonl").write_text("\n".join(queries) + "\n", encoding="utf-8")
    (target / "qrels.tsv").write_text("\n".join(judged) + "\n", encoding="utf-8")
    return target


def write_stard(source: Path, target: Path) -> Path:
    """The questions of STARD that training holds out, over all articles."""
    from vectorstore.training.recipe import is_fifth
    from vectorstore.training.sources import read_stard_questions

    held = (q for q in read_stard_questions(source) if is_fifth("s" + q.id))
    rows = ((q.id, q.text, "law", q.articles) for q in held)
    return write_folder(target, (source / "corpus.jsonl.gz",), rows)


def write_lay(source: Path, target: Path) -> Path:
    """The answerable lay questions on the clauses that training holds out, over all clauses."""
    from vectorstore.training.recipe import is_fifth
    from vectorstore.training.sources import read_lay_questions

    asked = enumerate(read_lay_questions(source / "questions.jsonl"))
    rows = (
        (f"q{number}", q.text, q.register, (q.clause_id,))
        for number, q in asked
        if q.answerable and is_fifth(q.clause_id)
    )
    return write_folder(target, (source / "corpus.jsonl.gz", source / "policy_clauses.jsonl"), rows)


def measure_folder(
    name: str, folder: Path, embedder: Embedder, tutorial: Embedder | None, page: Path | None
) -> FoundSet:
    """A benchmark folder as the chat searches it, and as tutorials do."""
    report = run_retrieval(folder, embedder)
    if page is not None:
        write_retrieval_page(report, page)
    places = [MEASURES.index(column) for column in COLUMNS]
    systems: dict[str, Values] = {
        system.name: {key: tuple(row[at] for at in places) for key, row in system.values.items()}
        for system in report.systems
    }
    queries = load_queries(folder)
    texts = {entry.id: entry.text for entry in read_entries(folder)}
    for baseline in build_baselines(texts, None, tutorial)[0]:
        found = measure_rankings(queries, dict(_rank_entries(baseline, queries)))
        systems[baseline.name] = {
            key: tuple(row[at] for at in places) for key, row in found.items()
        }
    return FoundSet(name, report.entries, systems)


def _rank_entries(
    baseline: Baseline, queries: Sequence[Query]
) -> Iterator[tuple[str, Sequence[str]]]:
    for query in queries:
        pieces = baseline.rank(query.text, 2 * DEPTH)
        yield query.id, list(dict.fromkeys(piece.file_name for piece in pieces))[:DEPTH]


def measure_documents(
    name: str,
    files: Sequence[Path],
    cases: Sequence[Case],
    embedder: Embedder,
    tutorial: Embedder | None,
) -> FoundSet:
    """Where the gold quotes of a question set stand among what is found."""
    asked = [case for case in cases if case.answerable and case.gold]
    systems: dict[str, dict[str, tuple[float, ...]]] = {name: {} for name in SYSTEMS}
    with tempfile.TemporaryDirectory(prefix="eval-") as place:
        with ClauseStore.open(Path(place), embedder, writable=True) as store:
            for path in files:
                store.replace(load_file(path))
        with ClauseStore.open(Path(place), embedder) as store:
            assistant = Assistant(store)
            texts = {each.file_name: store.source_text(each.id) for each in store.documents()}
            entries = sum(len(store.passages(each.id)) for each in store.documents())
            for case in asked:
                hits = assistant.search(_ask(case), EVERYTHING)
                for system, found in systems.items():
                    held = [read_texts(hit) for hit in order_hits(system, hits)[:DEPTH]]
                    found[case.id] = measure_ranks(rank_quotes(case, held))
    for baseline in build_baselines(texts, None, tutorial)[0]:
        systems[baseline.name] = {
            case.id: measure_ranks(
                rank_quotes(case, [(p.text,) for p in baseline.rank(case.question, DEPTH)])
            )
            for case in asked
        }
    return FoundSet(name, entries, systems)


def _ask(case: Case) -> Question:
    day = case.as_of or datetime.date.today()
    return Question(case.question, as_of=day, history=case.history)


def measure_ranks(ranks: Sequence[int]) -> tuple[float, ...]:
    """COLUMNS of one question from the rank of each thing sought, 0 for one that is not found.

    >>> measure_ranks((2, 0))
    (0.5, 0.5, 0.5, 0.5)
    """
    first = min((rank for rank in ranks if rank), default=0)
    recalls = (sum(0 < rank <= depth for rank in ranks) / len(ranks) for depth in (5, 10, 100))
    return (*recalls, 1 / first if 0 < first <= 10 else 0.0)


def format_table(sets: Sequence[FoundSet]) -> str:
    """Markdown: a row for each system of each set, and what fused gains on lexical."""
    lines = [
        f"| set | system | {' | '.join(COLUMNS)} |",
        f"| --- | --- |{' --- |' * len(COLUMNS)}",
    ]
    for each in sets:
        for at, system in enumerate(each.systems):
            count = len(each.systems[system])
            about = f"{each.name}: {count} questions, {each.entries} entries" if not at else ""
            cells = " | ".join(map(format_interval, each.summarise(system)))
            lines.append(f"| {about} | {system} | {cells} |")
    lines.append("")
    for each in sets:
        gains = (
            f"{column} {format_interval(each.compare('fused', 'lexical', column))}"
            for column in COLUMNS
        )
        lines.append(f"{each.name}, fused less lexical: {', '.join(gains)}")
    return "\n".join(lines)


def measure_sets(given: argparse.Namespace) -> Iterator[FoundSet]:
    """Those of the four sets whose files are named."""
    held = StaticEmbedder(given.vectors) if given.vectors else None
    shipped = StaticEmbedder(BUILTIN)
    model = find_tutorial_model() if given.tutorial else None
    tutorial = None if model is None else load_embedder(str(model))
    with tempfile.TemporaryDirectory(prefix="eval-") as place:
        for name, source, write in (
            ("STARD, held-out fifth", given.stard, write_stard),
            ("lay questions, held-out fifth", given.lay, write_lay),
        ):
            if source is not None and held is not None:
                folder = write(source, Path(place) / source.name)
                page = given.pages and given.pages / f"{source.name}.html"
                yield measure_folder(name, folder, held, tutorial, page)
    if given.documents is not None:
        files = [path for path in find_files([given.documents]) if path.suffix in (".txt", ".docx")]
        cases = load_cases(given.questions)
        yield measure_documents("development questions", files, cases, shipped, tutorial)
    own = [
        case
        for name in ("sample_questions.jsonl", "further_questions.jsonl")
        for case in load_cases(EVAL / name)
    ]
    files = list(find_files([SAMPLES]))
    yield measure_documents("own questions on the samples", files, own, shipped, tutorial)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m eval.table", description=__doc__)
    parser.add_argument("--stard", type=Path, help="folder of STARD in BEIR form")
    parser.add_argument("--lay", type=Path, help="folder of the lay questions")
    parser.add_argument("--vectors", type=Path, help="the model trained with --without-fifths")
    parser.add_argument("--documents", type=Path, help="folder of the development documents")
    parser.add_argument("--questions", type=Path, help="questions on these")
    parser.add_argument("--tutorial", action="store_true", help="also with the tutorials' model")
    parser.add_argument("--pages", type=Path, help="folder for the pages of the first two sets")
    parser.add_argument("--output", type=Path, help="the table as a Markdown file")
    given = parser.parse_args()
    if (given.stard or given.lay) and given.vectors is None:
        parser.error("--stard and --lay need --vectors: those that ship have seen the questions")
    check_installed()
    table = format_table(list(measure_sets(given)))
    sys.stdout.write(f"{table}\n")
    if given.output is not None:
        given.output.write_text(table + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
