from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import DocumentId
from tests.builders import ClauseText, build_file
from vectorstore.history import ClauseChange, VersionClause, diff_clauses
from vectorstore.model import PUBLIC, ReaderScope
from vectorstore.store import ClauseStore

NAMES = ("奖励", "补助", "督导", "附则")


def make(*texts: str) -> tuple[VersionClause, ...]:
    """Articles numbered from 1, each with its number before its words."""
    return tuple(
        VersionClause(DocumentId("甲"), None, f"第{n}条", False, f"第{n}条 {text}")
        for n, text in enumerate(texts, start=1)
    )


def tell(changes: tuple[ClauseChange, ...]) -> list[tuple[str, str | None, str | None]]:
    return [
        (str(c.kind), c.before.label if c.before else None, c.after.label if c.after else None)
        for c in changes
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (make("甲。", "乙。"), make("甲。", "乙。"), []),
        (make("甲。", "乙 丙。"), make("甲。", "乙\r\n丙。"), []),
        (make("甲。", "乙300元。"), make("甲。", "乙800元。"), [("changed", "第2条", "第2条")]),
        (make("甲。"), make("甲。", "乙。"), [("added", None, "第2条")]),
        (make("甲。", "乙。"), make("甲。"), [("removed", "第2条", None)]),
        (
            make("甲。", "乙。", "丙。"),
            make("甲。", "新。", "乙。", "丙。"),
            [("added", None, "第2条"), ("moved", "第2条", "第3条"), ("moved", "第3条", "第4条")],
        ),
        (
            make("甲。", "乙。", "丙。"),
            make("甲。", "丙。"),
            [("removed", "第2条", None), ("moved", "第3条", "第2条")],
        ),
        (make("同。", "同。"), make("同。"), [("removed", "第2条", None)]),
        ((), make("甲。"), [("added", None, "第1条")]),
        (make("甲。"), (), [("removed", "第1条", None)]),
    ],
)
def test_a_diff_names_what_has_become_of_each_clause(
    old: tuple[VersionClause, ...],
    new: tuple[VersionClause, ...],
    expected: list[tuple[str, str | None, str | None]],
) -> None:
    assert tell(diff_clauses(old, new)) == expected


_LABELS = st.lists(st.tuples(st.sampled_from("一二三"), st.text("甲乙丙", max_size=2)), max_size=7)


@given(_LABELS, _LABELS)
def test_a_diff_leads_from_the_old_version_to_the_new_one(
    old: list[tuple[str, str]], new: list[tuple[str, str]]
) -> None:
    before, after = (
        tuple(VersionClause(DocumentId("甲"), None, label, False, text) for label, text in texts)
        for texts in (old, new)
    )
    changes = diff_clauses(before, after)
    result = Counter(before)
    result.subtract(Counter(c.before for c in changes if c.before))
    assert min(result.values(), default=0) >= 0
    result.update(Counter(c.after for c in changes if c.after))
    assert +result == Counter(after)
    assert diff_clauses(before, before) == ()


def test_each_version_keeps_its_clauses_and_the_last_is_the_one_held(tmp_path: Path) -> None:
    with ClauseStore.open(tmp_path, writable=True) as store:
        for amount in (300, 500, 800):
            below = (ClauseText("（一）", "", f"奖励{amount}元。"),)
            clauses = (ClauseText("一、", "奖励", "", below), ClauseText("二、", "附则", "照办。"))
            store.replace(build_file("甲.txt", "甲办法", clauses))
        versions = store.versions("甲.txt")
        assert [len(version.clauses) for version in versions] == [4, 4, 4]
        assert [version.replaced_at is None for version in versions] == [False, False, True]
        assert len({version.content_hash for version in versions}) == 3
        held = store.passages(DocumentId("甲"))
        assert [clause.text for clause in versions[-1].clauses] == [p.own_text for p in held]
        (change,) = diff_clauses(versions[0].clauses, versions[2].clauses)
        assert change.before is not None
        assert change.after is not None
        assert ("300元" in change.before.text, "800元" in change.after.text) == (True, True)
        assert change.after.label.endswith("（一）")
        assert store.remove("甲.txt")
        gone = store.versions("甲.txt")
        assert [version.replaced_at is None for version in gone] == [False] * 3
        assert gone[2].clauses == versions[2].clauses
        assert store.versions("乙.txt") == ()


def test_a_version_is_seen_only_by_those_who_may(tmp_path: Path) -> None:
    staff = ReaderScope(frozenset({"public", "internal"}))
    with ClauseStore.open(tmp_path, writable=True) as store:
        for word in ("旧", "新"):
            store.replace(build_file("甲.txt", "甲", (ClauseText("一、", "", word),)))
        store.set_visibility("甲.txt", "internal")
        assert store.versions("甲.txt", PUBLIC) == ()
        assert len(store.versions("甲.txt", staff)) == 2
        store.remove("甲.txt")
        assert store.versions("甲.txt", PUBLIC) == ()  # its last word was internal
        assert len(store.versions("甲.txt", staff)) == 2
