"""`python -m eval.foreign`: what becomes of everyday questions that no held document answers.

The questions are lay ones on other documents' clauses, so nearly every plain answer is a wrong
one. A few are answered all the same, where a held document says what the other one says.
"""

import argparse
import datetime
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.assistant import Assistant
from assistant.model import Answer, NoticeKind, Question, Reply
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore

REFUSED, CAUTIONED, PLAIN = "refused", "answered with a caution", "answered plainly"


def read_questions(lay: Path, count: int, seed: int) -> list[str]:
    """So many of the answerable lay questions, chosen by chance."""
    lines = (lay / "questions.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    wanted = [row["question"] for row in rows if row["answerable"]]
    return random.Random(seed).sample(wanted, count)


def sort_reply(reply: Reply) -> str:
    """Whether a reply refuses, cautions or answers plainly."""
    if not isinstance(reply, Answer):
        return REFUSED
    cautioned = any(notice.kind is NoticeKind.CAUTION for notice in reply.notices)
    return CAUTIONED if cautioned else PLAIN


def ask_all(
    assistant: Assistant, questions: Iterable[str], day: datetime.date
) -> Iterator[tuple[str, str]]:
    """Each question with what became of it."""
    for question in questions:
        yield question, sort_reply(assistant.answer(Question(question, as_of=day)))


def main() -> None:
    """Print the shares; with --show the questions that were answered plainly."""
    parser = argparse.ArgumentParser(prog="python -m eval.foreign", description=__doc__)
    parser.add_argument("--lay", type=Path, required=True, help="folder of the lay questions")
    parser.add_argument("--data-dir", type=Path, required=True, help="where documents are held")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    questions = read_questions(asked.lay, asked.count, asked.seed)
    day = datetime.date.today()
    with ClauseStore.open(asked.data_dir, load_embedder(None)) as store:
        found = list(ask_all(Assistant(store), questions, day))
    counts = Counter(outcome for _, outcome in found)
    for outcome in (REFUSED, CAUTIONED, PLAIN):
        share = counts[outcome] / len(found)
        sys.stdout.write(f"{outcome:<24} {counts[outcome]:5}  {share:.3f}\n")
    if asked.show:
        shown = (question for question, outcome in found if outcome == PLAIN)
        sys.stdout.write("".join(f"{question}\n" for question in shown))


if __name__ == "__main__":
    main()
