"""`python -m vectorstore.training`: trains, measures and saves the shipped model."""

import argparse
import json
import logging
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vectorstore.late import PieceTable, save_table
from vectorstore.training import recipe
from vectorstore.training.fit import Schedule
from vectorstore.training.late import LateSchedule
from vectorstore.training.measure import Benchmark, make_benchmark, measure
from vectorstore.training.recipe import Indexes, Sources
from vectorstore.training.save import save_model
from vectorstore.training.sources import SOURCES

log = logging.getLogger("vectorstore.training")

HELD_OUT = {
    "fifths held out": recipe.split_fifths,
    "no questions on law but the lay ones": recipe.split_law,
    "no lay questions, no invented clauses": recipe.split_lay,
    "no invented clauses nor questions on them": recipe.split_policy,
}
THESAURUS = Path(__file__).parent.parent / "thesaurus.yaml"


def law_benchmark(given: Sources, indexes: Indexes) -> Benchmark:
    """The held-out fifth of STARD's training questions over all articles."""
    held = [question for question in given.stard if recipe.is_fifth("s" + question.id)]
    places = {clause.id: place for place, clause in enumerate(given.articles)}
    golds = [tuple(places[article] for article in question.articles) for question in held]
    asked = [question.text for question in held]
    return make_benchmark(asked, given.articles, golds, indexes.articles)


def lay_benchmark(given: Sources, indexes: Indexes) -> tuple[Benchmark, dict[str, list[int]]]:
    """Answerable lay questions on the held-out fifth of clauses, over all; parts of them."""
    held = [q for q in given.lay if q.answerable and recipe.is_fifth(q.clause_id)]
    places = {clause.id: place for place, clause in enumerate(given.clauses)}
    golds = [(places[question.clause_id],) for question in held]
    asked = [question.text for question in held]
    policy = {clause.id for clause in given.policy}
    parts = {
        "lay questions, all": list(range(len(held))),
        "lay questions, register lay": [n for n, q in enumerate(held) if q.register == "lay"],
        "lay questions, invented policy": [n for n, q in enumerate(held) if q.clause_id in policy],
    }
    return make_benchmark(asked, given.clauses, golds, indexes.clauses), parts


def measure_held_out(given: Sources, indexes: Indexes) -> dict[str, Any]:
    """Figures of models trained without what they are asked."""
    law = law_benchmark(given, indexes)
    lay, parts = lay_benchmark(given, indexes)
    figures: dict[str, Any] = {
        "questions": {"STARD": len(law.questions)} | {n: len(rows) for n, rows in parts.items()}
    }
    for name, split in HELD_OUT.items():
        shown = split(given)
        tokenizer, vectors = recipe.train(given, shown, indexes)
        table = PieceTable(recipe.train_late(given, shown, indexes, tokenizer, vectors))
        figures[name] = {"STARD": measure(law, tokenizer, vectors, table)} | {
            part: measure(lay, tokenizer, vectors, table, rows) for part, rows in parts.items()
        }
        log.info("%s: %s", name, figures[name])
    return figures


def main() -> None:
    """Train on everything, after measuring the same recipe with parts held out."""
    parser = argparse.ArgumentParser(prog="python -m vectorstore.training", description=__doc__)
    parser.add_argument("--laws", type=Path, required=True, help="laws.tar.xz")
    parser.add_argument("--stard", type=Path, required=True, help="folder of STARD in BEIR form")
    parser.add_argument("--pairs", type=Path, required=True, help="question_passage_pairs.jsonl.gz")
    parser.add_argument(
        "--lay", type=Path, nargs="+", required=True, help="folders of lay questions"
    )
    parser.add_argument("--thesaurus", type=Path, default=THESAURUS)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--skip-measuring", action="store_true", help="keep figures.json as it is")
    parser.add_argument(
        "--without-fifths",
        action="store_true",
        help="a model for fitting and measuring: trained without the held-out fifths",
    )
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    began = time.monotonic()
    read = recipe.read_sources(given.laws, given.stard, given.pairs, given.lay, given.thesaurus)
    indexes = recipe.make_indexes(read)
    log.info("read and indexed after %.0f s", time.monotonic() - began)
    given.output.mkdir(parents=True, exist_ok=True)
    split = recipe.split_fifths if given.without_fifths else recipe.split_nothing
    shown = split(read)
    tokenizer, vectors = recipe.train(read, shown, indexes)
    save_model(given.output, tokenizer, vectors)
    log.info("the vectors are trained after %d s", time.monotonic() - began)
    save_table(given.output, recipe.train_late(read, shown, indexes, tokenizer, vectors))
    seconds = round(time.monotonic() - began)
    log.info("saved the model trained on everything after %d s", seconds)
    if given.skip_measuring or given.without_fifths:
        return
    figures = {
        "note": "held_out: the same recipe trained without the named parts; the model in this "
        "folder is trained on everything",
        "pieces": len(vectors),
        "dimensions": vectors.shape[1],
        "seconds_to_train": seconds,
        "schedule": asdict(Schedule()),
        "late_schedule": asdict(LateSchedule()),
        "seed": recipe.SEED,
        "sources": [asdict(source) for source in SOURCES],
        "held_out": measure_held_out(read, indexes),
    }
    text = json.dumps(figures, ensure_ascii=False, indent=2) + "\n"
    (given.output / "figures.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
