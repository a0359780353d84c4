"""Late interaction: the best found are read once more, piece by piece."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from tests.builders import ClauseText, LetterEmbedder, build_file
from tests.tiny_models import make_static_model
from vectorstore.catalog import DATABASE_NAME
from vectorstore.embed import StaticEmbedder, load_embedder
from vectorstore.fuse import keep_best, make_scored
from vectorstore.late import (
    DEPTH,
    FILE_NAME,
    PieceTable,
    add_late,
    choose_first,
    load_table,
    save_table,
    weigh_late,
)
from vectorstore.model import Embedder, Hit, ModelError, SearchQuery
from vectorstore.store import ClauseStore

LETTERS = "校车接送食堂供餐教师补助体育设施"
ASKED = "校车接送"


def find_alike(letters: str) -> PieceTable:
    """A table in which every letter is like itself alone."""
    return PieceTable(np.eye(len(letters), dtype=np.float32))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One model without and with a table: in it 餐 means what 车 does, and little else counts."""
    made = []
    for name in ("plain", "late"):
        folder = make_static_model(tmp_path_factory.mktemp("models") / name, LETTERS, seed=3)
        made.append(folder)
    letters = ["[UNK]", *sorted(set(LETTERS))]
    matrix = np.eye(len(letters), dtype=np.float32) * 0.05
    matrix[0] = 0
    for letter in "车餐":
        matrix[letters.index(letter)] = 0
        matrix[letters.index(letter), letters.index("车")] = 5.0
    save_table(made[1], matrix)
    return made[0], made[1]


def make_store(folder: Path, embedder: Embedder) -> ClauseStore:
    store = ClauseStore.open(folder, embedder, writable=True)
    texts = ("校车接送教师。", "食堂供餐校送。", "体育设施。", "教师补助。", "接送体育校。")
    clauses = tuple(ClauseText(f"第{n}条", "", text) for n, text in enumerate(texts, start=1))
    store.replace(build_file("甲.txt", "通知", clauses))
    return store


def load(folder: Path) -> StaticEmbedder:
    embedder = load_embedder(str(folder))
    assert isinstance(embedder, StaticEmbedder)
    return embedder


def find_place(hits: tuple[Hit, ...], words: str) -> int:
    return next(hit.rank for hit in hits if words in hit.passage.text)


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random vectors know no subject: let every question count as near."""
    monkeypatch.setattr("vectorstore.search.weigh_late", lambda best: 3.0)


def test_a_long_vector_weighs_more_and_the_nearest_piece_counts() -> None:
    table = PieceTable(np.array([[0, 0], [1, 0], [0, 3], [1, 1]], np.float32))
    one, two = table.match([np.array([1, 2])], [np.array([1, 3]), np.array([3, 2])])[0]
    assert one == pytest.approx((1.0 + 3 * np.sqrt(0.5)) / 4)
    assert two == pytest.approx((np.sqrt(0.5) + 3 * 1.0) / 4)


def test_pieces_are_known_once_and_in_order() -> None:
    table = PieceTable(np.array([[0, 0], [1, 0], [0, 3]], np.float32))
    assert table.find_known([2, 0, 1, 2]).tolist() == [2, 1]
    assert table.match([table.find_known([0])], [np.array([1])]).tolist() == [[0.0]]


def test_a_table_is_read_back_nearly_the_same(tmp_path: Path) -> None:
    rows = np.random.default_rng(0).normal(size=(40, 16)).astype(np.float32)
    rows[0] = 0
    save_table(tmp_path, rows)
    table = load_table(tmp_path, 40)
    assert table is not None
    asked, given = np.array([3, 5, 7]), [np.array([1, 2, 9]), np.array([7])]
    before = PieceTable(rows).match([asked], given)
    assert table.match([asked], given) == pytest.approx(before, abs=0.02)
    assert load_table(tmp_path / "elsewhere", 40) is None
    with pytest.raises(ModelError):
        load_table(tmp_path, 41)


def test_what_is_not_read_again_stays_behind_and_in_its_order() -> None:
    fused = make_scored((row, 10.0 - row / 100) for row in range(2 * DEPTH))
    first = choose_first(fused)
    late = make_scored((row, float(row)) for row in first.rows.tolist())
    ranked = keep_best(add_late(fused, first, late, 5.0), 2 * DEPTH).rows.tolist()
    assert ranked[:DEPTH] == list(range(DEPTH))[::-1]
    assert ranked[DEPTH:] == list(range(DEPTH, 2 * DEPTH))


def test_without_weight_or_with_one_passage_nothing_changes() -> None:
    fused = make_scored([(1, 2.0), (2, 1.0), (3, 0.5)])
    late = make_scored([(1, 0.1), (2, 0.9)])
    first = choose_first(fused)
    assert keep_best(add_late(fused, first, late, 0.0), 3).rows.tolist() == [1, 2, 3]
    assert add_late(fused, first, make_scored([(2, 1.0)]), 9.0) is fused


def test_it_weighs_nothing_far_from_what_the_model_knows_and_more_the_nearer() -> None:
    weights = [weigh_late(cosine) for cosine in (0.0, 0.2, 0.3, 0.4, 0.6, 0.9)]
    assert weights == sorted(weights)
    assert weights[0] == 0.0
    assert weights[-1] == weights[-2] > weights[2] > 0


@pytest.mark.usefixtures("near")
def test_a_table_lifts_what_its_pieces_bring_near(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    plain, late = map(load, folders)
    with make_store(tmp_path / "a", plain) as store:
        before = store.search(SearchQuery(ASKED))
    with make_store(tmp_path / "b", late) as store:
        after = store.search(SearchQuery(ASKED))
        fused = [hit.scores.fused for hit in after]
        assert fused == sorted(fused, reverse=True)
        with ClauseStore.open(tmp_path / "b", late) as reader:
            assert reader.search(SearchQuery(ASKED)) == after
    assert find_place(before, "接送体育") < find_place(before, "食堂")
    assert find_place(after, "食堂") < find_place(after, "接送体育")
    assert {h.passage.id for h in before} == {h.passage.id for h in after}


@pytest.mark.usefixtures("near")
def test_a_replaced_file_and_a_filter_are_read_at_once(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    with make_store(tmp_path, load(folders[1])) as store:
        store.search(SearchQuery(ASKED))
        other = build_file("乙.txt", "办法", (ClauseText("第一条", "", "食堂供餐送。"),))
        store.replace(other)
        store.replace(build_file("甲.txt", "通知", (ClauseText("第一条", "", "接送体育校。"),)))
        hits = store.search(SearchQuery(ASKED))
        assert find_place(hits, "食堂") < find_place(hits, "接送体育")
        held = frozenset(hit.document.id for hit in hits if "食堂" in hit.passage.text)
        narrowed = store.search(SearchQuery(ASKED, document_ids=held))
        assert {hit.document.id for hit in narrowed} == held


def test_another_model_has_no_pieces_and_is_searched_as_ever(tmp_path: Path) -> None:
    with make_store(tmp_path, LetterEmbedder()) as store:
        assert store.search(SearchQuery(ASKED))[0].passage.text == "第1条校车接送教师。"
    with sqlite3.connect(tmp_path / DATABASE_NAME) as connection:
        assert connection.execute("SELECT DISTINCT pieces FROM vectors").fetchall() == [(b"",)]
    connection.close()


def test_a_table_makes_a_model_another_one(folders: tuple[Path, Path]) -> None:
    plain, late = map(load, folders)
    assert plain.name != late.name
    assert (plain.has_late, late.has_late) == (False, True)
    texts = ["校车接送", "食堂"]
    assert np.array_equal(plain.embed_passages(texts), late.embed_passages(texts))
    assert plain.pack_pieces(texts) == [b"", b""]
    assert (folders[1] / FILE_NAME).is_file()


@pytest.mark.usefixtures("near")
def test_a_store_of_an_earlier_release_gets_its_pieces_when_opened_for_writing(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    plain, late = map(load, folders)
    make_store(tmp_path, plain).close()
    connection = sqlite3.connect(tmp_path / DATABASE_NAME)
    connection.execute("ALTER TABLE vectors DROP COLUMN pieces")
    connection.close()
    with ClauseStore.open(tmp_path, plain) as reader:
        assert reader.search(SearchQuery(ASKED))
    with ClauseStore.open(tmp_path, late, writable=True) as store:
        hits = store.search(SearchQuery(ASKED))
        assert find_place(hits, "食堂") < find_place(hits, "接送体育")
