import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.structure import (
    GoldMetadata,
    Share,
    find_units,
    format_shares,
    load_gold_metadata,
    load_gold_structure,
    measure_metadata,
    measure_structure,
)
from ingest.model import (
    Clause,
    ClauseKind,
    DocumentId,
    DocumentMetadata,
    DocumentStatus,
    ParsedFile,
    PartialDate,
    PolicyDocument,
    Region,
    Span,
)
from ingest.references import ClauseRef

TEXT = "一、甲。\n（一）乙。\n（二）丙。\n二、丁。"


def make_clause(labels: tuple[str, ...], start: int, end: int, own_end: int) -> Clause:
    return Clause(
        ref=ClauseRef(labels),
        kind=ClauseKind.CLAUSE,
        heading="",
        span=Span(start, end),
        own_end=own_end,
        parent=None if len(labels) == 1 else 0,
        inferred=False,
        text=TEXT[start:end],
    )


CLAUSES = (
    make_clause(("一",), 0, 16, 4),
    make_clause(("一", "(一)"), 5, 10, 10),
    make_clause(("一", "(二)"), 11, 16, 16),
    make_clause(("二",), 17, 21, 21),
)
METADATA = DocumentMetadata(
    title="关于 甲的办法",
    document_number="云岚政发〔2025〕6号",
    issue_date=PartialDate(2025, 2, 18),
    status=DocumentStatus.ISSUED,
    region=Region(city="云岚州"),
    plan_from=PartialDate(2021, 12),
    plan_to=PartialDate(2024, 7),
)


def make_file(
    clauses: tuple[Clause, ...] = CLAUSES, metadata: DocumentMetadata = METADATA
) -> ParsedFile:
    whole = Span(0, len(TEXT))
    document = PolicyDocument(
        DocumentId("d"), "a_1.txt", None, None, TEXT, whole, metadata, clauses, ()
    )
    return ParsedFile("a_1.txt", "txt", "", TEXT, (document,), ())


def values(shares: tuple[Share, ...]) -> dict[str, int]:
    return {share.name: share.met for share in shares}


GOLD = find_units("a", make_file())


def test_the_parsers_own_units_are_all_right() -> None:
    report = measure_structure(GOLD, [make_file()])
    assert values(report.shares) == {
        **dict.fromkeys(("start", "path", "end", "own_end", "inferred"), 4),
        "whole leaf with path": 3,
    }
    assert report.extra == ()
    assert set(report.by_doc) == {"a"}


@pytest.mark.parametrize(
    ("changed", "lost"),
    [
        (replace(CLAUSES[2], ref=ClauseRef(("(二)",))), {"path", "whole leaf with path"}),
        (replace(CLAUSES[2], span=Span(11, 15)), {"end", "whole leaf with path"}),
        (replace(CLAUSES[2], own_end=15), {"own_end"}),
        (replace(CLAUSES[2], inferred=True), {"inferred"}),
    ],
)
def test_each_fault_costs_its_own_measure(changed: Clause, lost: set[str]) -> None:
    file = make_file((*CLAUSES[:2], changed, CLAUSES[3]))
    full = values(measure_structure(GOLD, [make_file()]).shares)
    found = values(measure_structure(GOLD, [file]).shares)
    assert {name for name in full if found[name] == full[name] - 1} == lost
    assert {name for name in full if found[name] == full[name]} == set(full) - lost


def test_a_clause_that_is_none_is_extra_and_a_missed_one_is_named() -> None:
    wrong = make_clause(("3",), 13, 16, 16)
    report = measure_structure(GOLD, [make_file((*CLAUSES[:2], wrong, CLAUSES[3]))])
    assert report.extra == ("a 3 @13",)
    assert report.shares[0].missed == ("a 一 › (二) @11",)


def test_a_file_that_was_not_given_counts_as_missed() -> None:
    report = measure_structure(GOLD, [])
    assert set(values(report.shares).values()) == {0}


@pytest.mark.parametrize(
    ("fields", "met", "of"),
    [
        ({"title": "关于甲的办法"}, 1, 1),
        ({"document_number": "云岚政发〔2025〕9号"}, 0, 1),
        ({"issue_date": "2025-02-18", "status": "issued"}, 2, 2),
        ({"city": "云岚州 (only by 抄送)", "county": None}, 2, 2),
        ({"county": "甲县 (only by 抄送)"}, 1, 1),
        ({"county": "甲县"}, 0, 1),
        ({"county": "(名称已删)"}, 0, 0),
        ({"plan_from": "2021-12", "plan_to": "2024-08"}, 1, 2),
    ],
)
def test_metadata_are_judged_field_by_field(
    fields: dict[str, str | None], met: int, of: int
) -> None:
    total = measure_metadata([GoldMetadata("a", None, fields)], [make_file()])[-1]
    assert (total.met, total.of) == (met, of)


def test_shares_are_printed_one_a_line_with_what_was_missed() -> None:
    shares = (Share("path", 1, 2, ("a 一 @0",)), Share("none", 0, 0))
    assert [line.split() for line in format_shares(shares).splitlines()] == [
        ["path", "1/2", "50.0%"],
        ["none", "0/0", "-"],
    ]
    assert "    a 一 @0" in format_shares(shares, missed=True)


@pytest.mark.shared
def test_the_shared_gold_marks_load_whole(shared: Path) -> None:
    units = load_gold_structure(shared / "eval" / "gold_structure.jsonl")
    assert len(units) == 392
    metadata = load_gold_metadata(shared / "eval" / "gold_metadata.jsonl")
    rows: list[dict[str, Any]] = [
        json.loads(line)
        for line in (shared / "eval" / "gold_metadata.jsonl").read_text("utf-8").splitlines()
    ]
    assert [(m.doc, m.part) for m in metadata] == [(r["doc"], r["part"]) for r in rows]
    longchuan = next(m.fields for m in metadata if m.doc == "004")
    assert (longchuan["plan_from"], longchuan["plan_to"]) == ("2021-12", "2024-07")
