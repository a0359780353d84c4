"""What the extractors find in invented clauses may grow, and may not fall."""

import pytest

from ingest.model import ClauseKind
from tests.unseen import Tally, measure, read_clauses

# Right, found and expected as accepted on 2026-11-28.
ACCEPTED = {
    "clauses_open.txt": {
        "name": Tally(49, 49, 49),
        "amount": Tally(48, 49, 49),
        "benefit": Tally(46, 49, 49),
        "duty": Tally(8, 8, 8),
        "target": Tally(19, 19, 19),
    },
    "clauses_held.txt": {
        "name": Tally(36, 38, 40),
        "amount": Tally(34, 38, 40),
        "benefit": Tally(33, 38, 40),
        "duty": Tally(14, 14, 14),
        "target": Tally(19, 19, 19),
    },
    "clauses_fresh.txt": {
        "name": Tally(25, 25, 25),
        "amount": Tally(23, 25, 25),
        "benefit": Tally(22, 25, 25),
        "duty": Tally(7, 7, 7),
        "target": Tally(7, 7, 7),
    },
    "clauses_last.txt": {
        "name": Tally(17, 19, 20),
        "amount": Tally(17, 19, 20),
        "benefit": Tally(14, 19, 20),
        "duty": Tally(5, 5, 5),
    },
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_no_fewer_are_right_and_no_more_are_wrong_than_accepted(name: str) -> None:
    found = measure(list(read_clauses(name)))
    for kind, accepted in ACCEPTED[name].items():
        assert found[kind].expected == accepted.expected
        assert found[kind].right >= accepted.right, kind
        assert found[kind].found - found[kind].right <= accepted.found - accepted.right, kind


def test_clauses_that_grant_nothing_are_read_as_granting_nothing() -> None:
    clauses = [one for name in ACCEPTED for one in read_clauses(name) if not one.benefits]
    refusing = [one for one in clauses if one.clause.kind is ClauseKind.CLAUSE and not one.duties]
    assert len(refusing) > 15
    assert measure(refusing)["name"].found == 0
