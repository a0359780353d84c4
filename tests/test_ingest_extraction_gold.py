from collections import defaultdict
from pathlib import Path

import pytest

from ingest.benefits import find_benefits
from ingest.duties import find_duties
from ingest.targets import find_targets
from tests.extraction import (
    Place,
    count_benefits,
    count_duties,
    count_targets,
    make_clause,
    read_expected,
    read_gold,
    sample_documents,
)

INVENTED = read_gold("gold_extraction_invented.jsonl")


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["duty", "target", "benefit"])
def test_the_sampled_clauses_of_real_documents_are_read_exactly(shared: Path, kind: str) -> None:
    gold: dict[Place, list[dict[str, object]]] = defaultdict(list)
    for entry in read_gold("gold_extraction.jsonl"):
        if entry["kind"] == kind:
            part = None if entry["part"] is None else str(entry["part"])
            gold[str(entry["file"]), part, str(entry["clause"])].append(entry)
    seen: set[Place] = set()
    wrong = {}
    for _, document, chosen in sample_documents(shared):
        for index, place in chosen.items():
            seen.add(place)
            found = {
                "duty": count_duties(duty for duty in document.duties if duty.clause == index),
                "target": count_targets(t for t in document.targets if t.clause == index),
                "benefit": count_benefits(b for b in document.benefits if b.clause == index),
            }[kind]
            expected = read_expected(kind, gold[place])
            if found != expected:
                wrong[place] = (expected - found, found - expected)
    assert set(gold) <= seen
    assert not wrong


@pytest.mark.parametrize("entry", INVENTED, ids=[str(e["text"])[:20] for e in INVENTED])
def test_invented_clauses_are_read_exactly(entry: dict[str, object]) -> None:
    clauses = (make_clause(str(entry["text"]), str(entry["heading"])),)
    found = {
        "target": count_targets(find_targets(clauses)),
        "duty": count_duties(find_duties(clauses)),
        "benefit": count_benefits(find_benefits(clauses)),
    }
    names = {"target": "targets", "duty": "duties", "benefit": "benefits"}
    for kind, name in names.items():
        entries = entry[name]
        assert isinstance(entries, list)
        assert found[kind] == read_expected(kind, entries)
