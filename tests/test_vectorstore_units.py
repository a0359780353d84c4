"""What of a parsed document is found: rows, and words between and behind a clause's children."""

from pathlib import Path

import pytest

from ingest.load import parse_content
from ingest.model import ClauseKind
from tests.test_ingest_rows import DIVIDED
from vectorstore.model import SearchQuery
from vectorstore.store import ClauseStore
from vectorstore.units import make_units, order_passages


def test_rows_are_units_and_so_are_the_words_below_a_table() -> None:
    document = parse_content(DIVIDED.encode(), "方案.txt").documents[0]
    passages = order_passages(document)
    units = {(passages[unit.ordinal].label, unit.text) for unit in make_units(passages)}
    assert ("二", "各牵头单位要按月报送进展。") in units
    rows = [passage for passage in passages if passage.kind is ClauseKind.ROW]
    assert [(row.label, row.heading_path) for row in rows] == [
        ("二 › 表1 › 第1行", ("任务分工",)),
        ("二 › 表1 › 第2行", ("任务分工",)),
    ]
    assert all((row.label, row.text) in units for row in rows)


@pytest.mark.parametrize(
    ("question", "label"),
    [("每年招聘教师多少人", "二 › 表1 › 第1行"), ("二小补助标准", "附件1 › 表1 › 第2行")],
)
def test_a_row_is_found_by_what_it_says(tmp_path: Path, question: str, label: str) -> None:
    with ClauseStore.open(tmp_path / "data", writable=True) as store:
        store.replace(parse_content(DIVIDED.encode(), "方案.txt"))
        hits = store.search(SearchQuery(question, limit=3))
    assert label in [hit.passage.label for hit in hits]
