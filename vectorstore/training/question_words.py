"""How much each word of a question tells about the clause that answers it.

`python -m vectorstore.training.question_words LAY_FOLDER OUTPUT` counts, over the lay questions,
how often a word of a question (or an official word for it) stands in the clause it was written
for. Words that people say and clauses do not (老师, 咋办, 听说) get little weight, so that they
neither find nor refuse anything.
"""

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from vectorstore.thesaurus import load_thesaurus
from vectorstore.words import cut, normalise

MIN_COUNT = 12  # questions that a word must stand in before its share is believed
FULL_SHARE = 0.3  # share of clauses from which a word has its full weight
LEAST_WEIGHT = 0.1


def read_clauses(folder: Path) -> dict[str, str]:
    """Clause id → normalised title and text."""
    found: dict[str, str] = {}
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    policy = (folder / "policy_clauses.jsonl").read_text("utf-8").splitlines()
    for row in (*rows, *(json.loads(line) for line in policy)):
        found[row["_id"]] = normalise(f"{row.get('title', '')} {row['text']}")
    return found


def count_words(folder: Path) -> Iterator[tuple[str, int, float]]:
    """Each word with the questions that hold it and the share of their clauses that do too."""
    clauses = read_clauses(folder)
    thesaurus = load_thesaurus()
    asked: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if not row["answerable"]:
            continue
        official: dict[str, list[str]] = defaultdict(list)
        for expansion in thesaurus.find(row["question"]):
            for word in cut(expansion.words):
                official[word] += [found for found, _ in expansion.official]
        clause = clauses[row["clause"]]
        for word in set(cut(row["question"])):
            asked[word] += 1
            held[word] += any(found in clause for found in (word, *official[word]))
    for word, count in sorted(asked.items()):
        yield word, count, held[word] / count


def main() -> None:
    """Write one line per word that weighs less than its full weight."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lay", type=Path, help="folder of questions.jsonl and the clauses")
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    lines = [
        f"{word}\t{max(LEAST_WEIGHT, share / FULL_SHARE):.2f}"
        for word, count, share in count_words(arguments.lay)
        if count >= MIN_COUNT and share < FULL_SHARE
    ]
    arguments.output.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
