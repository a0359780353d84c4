import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ingest.model import DocumentId, ParsedFile
from tests.builders import ClauseText, LetterEmbedder, build_file
from tests.tiny_models import make_static_model
from vectorstore.catalog import DATABASE_NAME
from vectorstore.dense import FOLDER_NAME, ChromaIndex
from vectorstore.embed import load_embedder
from vectorstore.model import SearchQuery, Vectors
from vectorstore.store import ClauseStore
from vectorstore.vectors import VectorKeeper

ROOT = Path(__file__).resolve().parent.parent
SUBJECTS = ["校车接送", "食堂供餐", "教师补助", "体育设施", "图书采购", "宿舍管理"]


def make_version(version: int, clauses: int) -> ParsedFile:
    return build_file(
        "甲.txt",
        f"第{version}版",
        tuple(
            ClauseText(f"第{n}条", "", f"{SUBJECTS[n % 6]}之{n}。") for n in range(1, clauses + 1)
        ),
    )


def read_units(data: Path) -> set[int]:
    connection = sqlite3.connect(data / DATABASE_NAME)
    rows = {row[0] for row in connection.execute("SELECT unit_row FROM units")}
    connection.close()
    return rows


def read_chroma(data: Path, embedder: LetterEmbedder) -> set[int]:
    index = ChromaIndex(data, embedder)
    held = set(index._ids())
    index.close()
    return held


def test_the_writer_and_a_reader_rank_alike(tmp_path: Path) -> None:
    embedder = LetterEmbedder()
    with ClauseStore.open(tmp_path, embedder, writable=True) as store:
        store.replace(make_version(1, 6))
        hits = store.search(SearchQuery("接送校车之一"))
        assert hits[0].passage.text == "第6条校车接送之6。"
        assert hits[0].scores.dense is not None
        with ClauseStore.open(tmp_path, embedder) as reader:
            assert [h.passage.id for h in reader.search(SearchQuery("接送校车之一"))] == [
                h.passage.id for h in hits
            ]
    assert read_chroma(tmp_path, embedder) == read_units(tmp_path)


def test_readers_never_touch_chroma(tmp_path: Path) -> None:
    embedder = LetterEmbedder()
    with ClauseStore.open(tmp_path, embedder, writable=True) as store:
        store.replace(make_version(1, 6))
    shutil.rmtree(tmp_path / FOLDER_NAME)
    with ClauseStore.open(tmp_path, embedder) as reader:
        assert reader.search(SearchQuery("校车"))[0].scores.dense is not None
    assert not (tmp_path / FOLDER_NAME).exists()


def test_a_filter_applies_to_vectors_before_anything_is_cut_off(tmp_path: Path) -> None:
    embedder = LetterEmbedder()
    many = tuple(ClauseText(f"第{n}条", "", "接送校车接送校车。") for n in range(1, 1101))
    few = (ClauseText("第1条", "", "图书采购与校舍。"),)
    with ClauseStore.open(tmp_path, embedder, writable=True) as store:
        store.replace(build_file("多.txt", "多", many))
        store.replace(build_file("少.txt", "少", few))
        only = frozenset({DocumentId("少")})
        hits = store.search(SearchQuery("接送校车", document_ids=only))
        assert "第1条" in {hit.passage.label for hit in hits}
        assert {hit.document.id for hit in hits} == {"少"}
        assert all(hit.scores.dense is not None for hit in hits)


def test_a_changed_embedder_embeds_again_and_says_how_far_it_is(tmp_path: Path) -> None:
    old, new = LetterEmbedder(0), LetterEmbedder(1, dimensions=16)
    with ClauseStore.open(tmp_path, old, writable=True) as store:
        store.replace(make_version(1, 600))
    with ClauseStore.open(tmp_path, new) as reader:
        assert reader.search(SearchQuery("校车"))[0].scores.dense is None
    told: list[tuple[int, int]] = []

    def break_off(done: int, total: int) -> None:
        told.append((done, total))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ClauseStore.open(tmp_path, new, writable=True, progress=break_off)
    with ClauseStore.open(tmp_path, old) as reader:  # the old vectors serve until then
        assert reader.search(SearchQuery("校车"))[0].scores.dense is not None
    with ClauseStore.open(
        tmp_path, new, writable=True, progress=lambda *so_far: told.append(so_far)
    ) as store:
        assert store.search(SearchQuery("校车"))[0].scores.dense is not None
    assert told == [(512, 601), (89, 89)]
    assert read_chroma(tmp_path, new) == read_units(tmp_path)
    before = new.embedded
    ClauseStore.open(tmp_path, new, writable=True).close()
    assert new.embedded == before  # nothing is embedded twice


def find_scores(data: Path, folder: Path) -> list[float | None]:
    """Dense scores as a reader opened with this model sees them."""
    with ClauseStore.open(data, load_embedder(str(folder))) as reader:
        return [hit.scores.dense for hit in reader.search(SearchQuery("校车接送", limit=5))]


def test_readers_are_served_through_a_change_of_model_whichever_they_were_opened_with(
    tmp_path: Path,
) -> None:
    letters = "".join(SUBJECTS)
    old, new = (make_static_model(tmp_path / f"model-{n}", letters, seed=n) for n in (1, 2))
    data = tmp_path / "data"
    with ClauseStore.open(data, load_embedder(str(old)), writable=True) as store:
        store.replace(make_version(1, 600))
    before = find_scores(data, old)
    assert None not in before

    def break_off(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with ClauseStore.open(data, load_embedder(str(old))) as reader:
        assert reader.count_unembedded() == 0
        with pytest.raises(KeyboardInterrupt):
            ClauseStore.open(data, load_embedder(str(new)), writable=True, progress=break_off)
        assert find_scores(data, new) == before  # not done: the old vectors with the old model
        with ClauseStore.open(data, load_embedder(str(new))) as waiting:
            assert waiting.count_unembedded() == 89
        ClauseStore.open(data, load_embedder(str(new)), writable=True).close()
        after = find_scores(data, new)
        assert None not in after
        assert after != before
        hits = reader.search(SearchQuery("校车接送", limit=5))  # opened with the old one long ago
        assert [hit.scores.dense for hit in hits] == after
        assert find_scores(data, old) == after
    shutil.rmtree(new)
    assert find_scores(data, old) == [None] * 5  # its model is gone: words alone are left


def test_a_model_that_has_become_another_is_not_taken_for_the_old_one(tmp_path: Path) -> None:
    letters = "".join(SUBJECTS)
    kept = make_static_model(tmp_path / "kept", letters, seed=1)
    other = make_static_model(tmp_path / "other", letters, seed=2)
    data = tmp_path / "data"
    with ClauseStore.open(data, load_embedder(str(kept)), writable=True) as store:
        store.replace(make_version(1, 6))
    shutil.copy(other / "model.npz", kept / "model.npz")
    assert set(find_scores(data, other)) == {None}


def test_a_database_of_the_first_release_is_written_on(tmp_path: Path) -> None:
    embedder = LetterEmbedder()
    with ClauseStore.open(tmp_path, embedder, writable=True) as store:
        store.replace(make_version(1, 6))
    connection = sqlite3.connect(tmp_path / DATABASE_NAME)
    connection.execute("ALTER TABLE embedders DROP COLUMN source")
    connection.close()
    with ClauseStore.open(tmp_path, embedder) as reader:
        assert reader.search(SearchQuery("校车"))[0].scores.dense is not None
    with ClauseStore.open(tmp_path, embedder, writable=True) as store:
        assert store.search(SearchQuery("校车"))[0].scores.dense is not None


CHANGER = """
import sys, time
from pathlib import Path
from tests.builders import LetterEmbedder
from vectorstore.store import ClauseStore

class Slow(LetterEmbedder):
    def embed_passages(self, texts):
        time.sleep(0.2)
        return super().embed_passages(texts)

def tell(done, total):
    print(done, total, flush=True)

ClauseStore.open(Path(sys.argv[1]), Slow(1), writable=True, progress=tell).close()
print("done", flush=True)
"""


def test_a_change_of_model_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    old, new = LetterEmbedder(0), LetterEmbedder(1)
    with ClauseStore.open(tmp_path, old, writable=True) as store:
        store.replace(make_version(1, 2_600))
        before = store.search(SearchQuery("校车接送"))
    left = 2_601
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-c", CHANGER, str(tmp_path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        assert process.stdout is not None
        told = process.stdout.readline().split()
        os.kill(process.pid, signal.SIGKILL)
        told = (process.stdout.read().splitlines() or [" ".join(told)])[-1].split()
        process.wait()
        process.stdout.close()
        assert int(told[1]) <= left  # nothing that was embedded is embedded again
        left = int(told[1]) - int(told[0])
        with ClauseStore.open(tmp_path, old) as reader:
            assert reader.search(SearchQuery("校车接送")) == before
    with ClauseStore.open(tmp_path, new) as reader:
        assert 0 < reader.count_unembedded() <= left < 2_601
    ClauseStore.open(tmp_path, new, writable=True).close()
    assert new.embedded <= left
    assert read_chroma(tmp_path, new) == read_units(tmp_path)
    with ClauseStore.open(tmp_path, new) as reader:
        assert reader.count_unembedded() == 0
        assert reader.search(SearchQuery("校车接送"))[0].scores.dense is not None


def test_documents_filed_without_an_embedder_are_embedded_later(tmp_path: Path) -> None:
    embedder = LetterEmbedder()
    with ClauseStore.open(tmp_path, embedder, writable=True) as store:
        store.replace(make_version(1, 3))
    with ClauseStore.open(tmp_path, writable=True) as store:
        store.replace(make_version(2, 9))
    with ClauseStore.open(tmp_path, embedder, writable=True) as store:
        assert store.search(SearchQuery("食堂"))[0].scores.dense is not None
    assert read_chroma(tmp_path, embedder) == read_units(tmp_path)


@pytest.mark.parametrize("damage", ["lost", "orphans", "unpublished"])
def test_chroma_is_repaired_from_the_catalog(
    tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = LetterEmbedder()
    with ClauseStore.open(tmp_path, embedder, writable=True) as store:
        store.replace(make_version(1, 6))
        if damage == "unpublished":
            # stands for a crash between the catalog's commit and Chroma
            monkeypatch.setattr(VectorKeeper, "publish", lambda *_: None)
            store.replace(make_version(2, 6))
    if damage == "lost":
        shutil.rmtree(tmp_path / FOLDER_NAME)
    elif damage == "orphans":
        index = ChromaIndex(tmp_path, embedder)
        index.add([900], np.ones((1, 32), dtype=np.float32))
        index.close()
    embedded = embedder.embedded
    ClauseStore.open(tmp_path, embedder, writable=True).close()
    assert read_chroma(tmp_path, embedder) == read_units(tmp_path)
    assert embedder.embedded == embedded


@pytest.fixture
def small_graphs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores of some hundred units are large: Chroma is asked, in graphs of 64 units each."""
    monkeypatch.setattr("vectorstore.dense._GRAPH", 64)
    monkeypatch.setattr("vectorstore.dense._EXACT", 20)
    monkeypatch.setattr("vectorstore.dense.DEPTH", 30)
    monkeypatch.setattr("vectorstore.vectors.MOST_COMPARED", 100)


def make_many(name: str, first: int, clauses: int) -> ParsedFile:
    """Clauses that all differ, each in letters of its own."""
    letters = [chr(0x4E00 + 7 * n) for n in range(first, first + clauses + 2)]
    texts = ["".join(letters[n : n + 3]) + "。" for n in range(clauses)]
    return build_file(
        f"{name}.txt", name, tuple(ClauseText(f"第{n}条", "", t) for n, t in enumerate(texts, 1))
    )


@pytest.mark.usefixtures("small_graphs")
def test_a_large_store_is_asked_graph_by_graph_and_finds_what_comparing_finds(
    tmp_path: Path,
) -> None:
    embedder = LetterEmbedder(dimensions=64)
    question = "".join(chr(0x4E00 + 7 * n) for n in (100, 101, 102))
    with ClauseStore.open(tmp_path, embedder, writable=True) as store:
        for number in range(5):
            store.replace(make_many(f"文{number}", 60 * number, 60))
        store.replace(make_many("文1", 60, 50))
        assert store.remove("文4.txt")
        index = ChromaIndex(tmp_path, embedder)
        assert len(index._graphs) == 6
        index.close()
        hits = store.search(SearchQuery(question, limit=10))
        only = frozenset({DocumentId("文0"), DocumentId("文3")})
        some = store.search(SearchQuery(question, document_ids=only, limit=10))
        with ClauseStore.open(tmp_path, embedder) as reader:  # compares exactly
            compared = reader.search(SearchQuery(question, limit=10))
        assert hits[0].passage.text == compared[0].passage.text == f"第41条{question}。"
        assert hits[0].scores.dense == pytest.approx(compared[0].scores.dense, abs=1e-3)
        assert {hit.document.id for hit in some} <= only
        assert any(hit.scores.dense is not None for hit in some)
    assert read_chroma(tmp_path, embedder) == read_units(tmp_path)


@pytest.mark.usefixtures("small_graphs")
def test_a_graph_that_was_emptied_is_dropped_when_the_store_is_next_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.dense._GRAPH", 4)
    embedder = LetterEmbedder()
    with ClauseStore.open(tmp_path, embedder, writable=True) as store:
        store.replace(make_version(1, 12))
        store.replace(make_version(2, 3))  # its units stand in graphs behind those of the first
    with ClauseStore.open(tmp_path, embedder, writable=True) as store:
        assert store.search(SearchQuery("校车"))[0].scores.dense is not None
    index = ChromaIndex(tmp_path, embedder)
    assert all(graph.count() for graph in index._graphs.values())
    assert index.count() == len(read_units(tmp_path)) == 4
    index.close()


def test_chroma_of_an_earlier_release_is_made_anew(tmp_path: Path) -> None:
    embedder = LetterEmbedder()
    with ClauseStore.open(tmp_path, embedder, writable=True) as store:
        store.replace(make_version(1, 200))
    index = ChromaIndex(tmp_path, embedder)
    names = {collection.name for collection in index._client.list_collections()}
    index._client.create_collection("units-0123456789abcdef")
    for name in names:
        index._client.delete_collection(name)
    index.close()
    ClauseStore.open(tmp_path, embedder, writable=True).close()
    assert read_chroma(tmp_path, embedder) == read_units(tmp_path)
    index = ChromaIndex(tmp_path, embedder)
    assert {collection.name for collection in index._client.list_collections()} == names
    index.close()


def test_a_text_without_any_vector_is_no_trouble(tmp_path: Path) -> None:
    class NoVectors(LetterEmbedder):
        def embed_passages(self, texts: list[str]) -> Vectors:
            return super().embed_passages([""] * len(texts))

    with ClauseStore.open(tmp_path, NoVectors(), writable=True) as store:
        store.replace(make_version(1, 3))
        assert store.search(SearchQuery("食堂"))[0].scores.dense is None
    ClauseStore.open(tmp_path, NoVectors(), writable=True).close()


WRITER = """
import sys
from pathlib import Path
from tests.builders import LetterEmbedder
from tests.test_vectorstore_dense import make_version
from vectorstore.store import ClauseStore
with ClauseStore.open(Path(sys.argv[1]), LetterEmbedder(), writable=True) as store:
    print("open", flush=True)
    version = 0
    while True:
        version += 1
        store.replace(make_version(version, 20 + 30 * (version % 2)))
        print(version, flush=True)
"""


def test_a_killed_writer_leaves_nothing_half_in_and_loses_nothing_finished(
    tmp_path: Path,
) -> None:
    chance = random.Random(4)
    embedder = LetterEmbedder()
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.4))
        os.kill(process.pid, signal.SIGKILL)
        finished = [int(line) for line in process.stdout.read().split()]
        process.wait()
        process.stdout.close()
        with ClauseStore.open(tmp_path, embedder, writable=True) as store:
            version = int(store.document(DocumentId("甲")).title[1:-1])
            assert version >= max(finished, default=1)
            wanted = make_version(version, 20 + 30 * (version % 2))
            passages = store.passages(DocumentId("甲"))
            assert store.source_text(DocumentId("甲")) == wanted.text
            assert [p.text for p in passages[1:]] == [c.text for c in wanted.documents[0].clauses]
            assert len(store.search(SearchQuery("校车接送", limit=100))) > 2
            assert store.vocabulary()["校车"] == sum("校车" in p.text for p in passages)
        assert read_chroma(tmp_path, embedder) == read_units(tmp_path)
