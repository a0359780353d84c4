"""What was found in clauses and what a gold file expects, as values that compare.

`data/gold_extraction.jsonl` was written by hand from the development documents, by reading the
text before the extractor was run. The sample: every clause of three whole seeds (000, 001, 004)
and of the list of standards (h13); of the others every n-th clause in reading order, as `STEP`
says. A clause of the sample without an entry holds nothing. Five entries were changed after the
first comparison, where reading again showed the entry to be against the file's own conventions.

`data/gold_extraction_invented.jsonl` holds invented clauses of the same kinds and difficulty:
education, housing, low incomes, farming, talent. All names are fictional.

Conventions: a target's subject is the noun behind its figure where there is one, else the words
before it without date, aim and direction; a benefit's condition is what a phrase of its own
states, else what stands before 的 in the recipients.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from ingest.load import parse_content
from ingest.model import Benefit, Clause, ClauseKind, Duty, PolicyDocument, Span, Target
from ingest.references import ClauseRef

Found: TypeAlias = Counter[tuple[object, ...]]
DATA = Path(__file__).parent / "data"
STEP = {
    "000": 1, "001": 1, "004": 1, "002": 5, "003": 9, "h03": 6, "h08": 8, "h13": 1, "t02": 5,
    "t10": 3, "d03": 4, "m02": 9, "p05": 7,
}  # fmt: skip
Place: TypeAlias = tuple[str, str | None, str]


def make_clause(text: str, heading: str = "") -> Clause:
    span = Span(0, len(text))
    return Clause(
        ClauseRef(("一",)), ClauseKind.CLAUSE, heading, span, len(text), None, False, text
    )


def plain(words: str | None) -> str | None:
    return None if words is None else "".join(words.split())


def count_targets(targets: Iterable[Target]) -> Found:
    return Counter(
        (plain(t.figure), t.value, t.upper, t.unit, str(t.direction), plain(t.subject),
         plain(t.date))
        for t in targets
    )  # fmt: skip


def count_duties(duties: Iterable[Duty]) -> Found:
    return Counter(
        (" ".join(f"{party.role}={plain(party.name)}" for party in duty.parties),
         plain(duty.deadline))
        for duty in duties
    )  # fmt: skip


def count_benefits(benefits: Iterable[Benefit]) -> Found:
    return Counter(
        tuple(map(plain, (b.name, b.recipients, b.condition, b.amount, b.granted_by)))
        for b in benefits
    )


def read_expected(kind: str, entries: Sequence[dict[str, object]]) -> Found:
    found: Found = Counter()
    for entry in entries:
        if kind == "target":
            sums = (entry["value"], entry["upper"])
            value, upper = (None if each is None else Decimal(str(each)) for each in sums)
            words = (entry["unit"], entry["direction"], _text(entry, "subject"))
            found[_text(entry, "figure"), value, upper, *words, _text(entry, "date")] += 1
        elif kind == "duty":
            parties = entry["parties"]
            assert isinstance(parties, list)
            found[" ".join(map(str, parties)), _text(entry, "deadline")] += 1
        else:
            names = ("name", "recipients", "condition", "amount", "granted_by")
            found[tuple(_text(entry, name) for name in names)] += 1
    return found


def _text(entry: dict[str, object], name: str) -> str | None:
    value = entry[name]
    return None if value is None else plain(str(value))


def read_gold(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def sample_documents(shared: Path) -> Iterator[tuple[str, PolicyDocument, dict[int, Place]]]:
    """Each document of the sample, and which of its clauses are in it."""
    for folder in ("seeds", "formats"):
        for path in sorted((shared / "corpus" / folder).iterdir()):
            step = STEP.get(path.name[:3])
            if step is None:
                continue
            counted = 0
            for document in parse_content(path.read_bytes(), path.name).documents:
                chosen: dict[int, Place] = {}
                for index, clause in enumerate(document.clauses):
                    if clause.kind in (ClauseKind.PART, ClauseKind.ANNEX):
                        continue
                    counted += 1
                    if counted % step == 0:
                        chosen[index] = (path.name[:3], document.part, str(clause.ref))
                yield path.name[:3], document, chosen
