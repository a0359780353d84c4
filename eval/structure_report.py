"""Prints what ingest must show: structure, metadata, coverage, the laws, a splitter beside it.

`python -m eval.structure_report --shared ../shared` takes some minutes with the laws;
`--no-laws` leaves them out, `--no-intake` parses them without filing them.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from eval.laws import ArticleReport, IntakeCost, load_laws, measure_articles, measure_intake
from eval.measures import find_doc
from eval.splitting import measure_splittings
from eval.structure import (
    format_shares,
    load_gold_metadata,
    load_gold_structure,
    measure_metadata,
    measure_structure,
)
from ingest.folders import survey_paths
from ingest.load import load_file
from ingest.model import IngestError, ParsedFile
from ingest.report import make_report
from vectorstore.embed import load_embedder

NAMED = 10  # misses printed without --missed


def main(argv: Sequence[str] | None = None) -> int:
    """0; the figures are for people, no limit ends the run."""
    arguments = _read_arguments(argv)
    shared = Path(arguments.shared)
    seeds = [load_file(path) for path in survey_paths([shared / "corpus" / "seeds"]).files]
    _report_structure(shared, seeds, missed=arguments.missed)
    if not arguments.no_formats:
        _report_formats(shared / "corpus" / "formats")
    if not arguments.no_laws:
        _report_laws(shared / "data" / "laws.tar.xz", file_them=not arguments.no_intake)
    return 0


def _read_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.structure_report")
    parser.add_argument("--shared", default="../shared", help="folder of gold marks and documents")
    parser.add_argument("--missed", action="store_true", help="name everything that was missed")
    parser.add_argument("--no-formats", action="store_true", help="leave the other formats out")
    parser.add_argument("--no-laws", action="store_true", help="leave the laws out")
    parser.add_argument("--no-intake", action="store_true", help="parse the laws, file none")
    return parser.parse_args(argv)


def _report_structure(shared: Path, seeds: Sequence[ParsedFile], *, missed: bool) -> None:
    gold = load_gold_structure(shared / "eval" / "gold_structure.jsonl")
    measured = measure_structure(gold, seeds)
    _say("1. structure of the seeds, against marks made by hand")
    _say(format_shares(measured.shares, missed=missed))
    _say(f"{'clauses too many':<22}{len(measured.extra):>5}")
    _name(measured.extra, all_of_them=missed)
    _say("\n1. metadata of the seeds")
    marked = load_gold_metadata(shared / "eval" / "gold_metadata.jsonl")
    _say(format_shares(measure_metadata(marked, seeds), missed=missed))
    docs = {unit.doc for unit in gold}
    texts = {doc: p.text for p in seeds if (doc := find_doc(p.file_name, docs)) is not None}
    _say("\n5. leaf clauses whole with their full path, a splitter by length beside ours")
    ours = measured.shares[-1]
    for share in (*measure_splittings(gold, texts), ours):
        name = "ours" if share is ours else share.name
        _say(f"{name:<42}{share.met:>5}/{share.of:<5}{(share.value or 0.0) * 100:6.1f}%")
    _say("\n3. characters of the seeds")
    for parsed in seeds:
        _say(_format_coverage(parsed))


def _report_formats(folder: Path) -> None:
    _say("\n2. and 3. files of other formats")
    for path in survey_paths([folder]).files:
        began = time.process_time()
        try:
            line = _format_coverage(load_file(path))
        except IngestError as error:
            line = f"{path.name}: {error.message_zh}"
        _say(f"{line} ({time.process_time() - began:.1f} s)")


def _format_coverage(parsed: ParsedFile) -> str:
    report = make_report(parsed)
    clauses = sum(document.clauses for document in report.documents)
    return (
        f"{report.file_name}: {report.format}, {len(report.documents)} documents, "
        f"{clauses} clauses, {report.characters} characters, {report.lost_characters} lost"
    )


def _report_laws(archive: Path, *, file_them: bool) -> None:
    _say("\n4. the laws")
    laws = load_laws(archive)
    articles = measure_articles(laws)
    _say(_format_articles(articles))
    _name(articles.missed)
    _name(articles.twice)
    _name(articles.unread)
    if file_them:
        with tempfile.TemporaryDirectory() as folder:
            cost = measure_intake(laws, Path(folder), load_embedder(None))
        _say(_format_cost(cost))


def _format_articles(report: ArticleReport) -> str:
    return (
        f"{report.files} files, {report.megabytes:.1f} MB, {report.articles} articles: "
        f"{len(report.missed)} missed, {len(report.twice)} twice, {len(report.unread)} unread\n"
        f"parsed in {report.seconds:.1f} s of one core: {report.speed:.2f} MB/s"
    )


def _format_cost(cost: IntakeCost) -> str:
    tenths = " ".join(f"{each:.0f}" for each in cost.milliseconds)
    sizes = " ".join(f"{each:.2f}" for each in cost.per_megabyte)
    return (
        f"filed {cost.files} with index in {cost.minutes:.1f} minutes "
        f"({cost.processor_minutes:.1f} of processor time), peak {cost.peak_megabytes:.0f} MB\n"
        f"ms of processor time per document by tenth: {tenths}\n"
        f"s of processor time per MB by tenth: {sizes}; the last {cost.growth:.2f} × the first"
    )


def _name(lines: Iterable[str], *, all_of_them: bool = False) -> None:
    for at, line in enumerate(lines):
        if at == NAMED and not all_of_them:
            _say("    …")
            return
        _say(f"    {line}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
