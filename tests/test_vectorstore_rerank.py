import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.model import Question
from tests.builders import ClauseText, build_file
from tests.conftest import Terminal
from tests.replies import DAY
from tests.tiny_models import make_cross_encoder, make_embedding_model
from ui.commands import write_hit
from vectorstore.embed import load_embedder
from vectorstore.fuse import Values
from vectorstore.model import Hit, ModelError, SearchQuery
from vectorstore.rerank import (
    DEPTH,
    MOST_RERANKED,
    CrossEncoderReranker,
    WeighedReranker,
    load_reranker,
    rerank,
    weigh_reranker,
)
from vectorstore.store import ClauseStore

ASKED = "教师补贴标准是多少？"
CLAUSES = (
    ClauseText("第一条", "", "教师补贴标准由学校负责审核。"),
    ClauseText("第二条", "", "教师补贴标准的申请条件由学校负责。"),
    ClauseText("第三条", "", "每人每年1450元，每月发放。"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_cross_encoder(tmp_path_factory.mktemp("models") / "amounts")


@pytest.fixture(scope="module")
def reranker(folder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(str(folder), device="cpu")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClauseStore]:
    data = tmp_path_factory.mktemp("data")
    with ClauseStore.open(data, load_embedder(None), writable=True) as opened:
        opened.replace(build_file("甲县.txt", "甲县教师补贴办法", CLAUSES))
        yield opened


def find(store: ClauseStore, limit: int = 10) -> tuple[Hit, ...]:
    return store.search(SearchQuery(ASKED, limit=limit))


def test_a_trained_model_puts_first_what_the_search_put_last(
    store: ClauseStore, reranker: CrossEncoderReranker
) -> None:
    found = find(store)
    assert found[0].passage.label != "第三条"
    read = rerank(ASKED, found, WeighedReranker(reranker, 0.8))
    assert read[0].passage.label == "第三条"
    assert [hit.rank for hit in read] == list(range(1, len(found) + 1))
    assert {replace(h.scores, reranked=None) for h in read} == {h.scores for h in found}
    sums = [hit.scores.reranked for hit in read]
    assert None not in sums
    assert sums == sorted(sums, key=lambda value: -(value or 0.0))


def test_without_a_share_everything_stands_as_found(
    store: ClauseStore, reranker: CrossEncoderReranker
) -> None:
    found = find(store)
    assert rerank(ASKED, found, WeighedReranker(reranker, 0.0)) == found
    assert rerank(ASKED, found[:1], WeighedReranker(reranker, 0.8)) == found[:1]


def test_only_the_best_are_read_and_the_others_follow(store: ClauseStore) -> None:
    class Backwards:
        """Likes best what comes last."""

        name = "backwards"
        asked = 0

        def score(self, question: str, texts: Sequence[str]) -> Values:
            self.asked += len(texts)
            return np.arange(len(texts), dtype=np.float64)

    found = tuple(replace(find(store)[0], rank=rank) for rank in range(1, DEPTH + 6))
    backwards = Backwards()
    read = rerank(ASKED, found, WeighedReranker(backwards, 1.0))
    assert backwards.asked == DEPTH
    assert [hit.rank for hit in read] == list(range(1, DEPTH + 6))
    assert [hit.scores.reranked is None for hit in read] == [False] * DEPTH + [True] * 5


def test_two_labels_score_as_one(tmp_path: Path) -> None:
    two = CrossEncoderReranker(str(make_cross_encoder(tmp_path / "two", labels=2)), device="cpu")
    with_amount, without = two.score(ASKED, ["补贴标准是每月500元。", "教师补贴由学校负责审核。"])
    assert with_amount > without
    assert two.score(ASKED, []).shape == (0,)


def test_the_share_is_what_the_model_finds_of_the_probe(folder: Path) -> None:
    class Cosines:
        """The shipped embedder, as if it were a reranker: it reads everyday questions."""

        name = "cosines"

        def score(self, question: str, texts: Sequence[str]) -> Values:
            embedder = load_embedder(None)
            assert embedder is not None
            vectors = embedder.embed_passages(list(texts))
            return (vectors @ embedder.embed_query(question)).astype(np.float64)

    able = weigh_reranker(Cosines()).share
    unable = load_reranker(str(folder))  # knows amounts and nothing else
    assert unable is not None
    assert 0 <= unable.share < 0.2 < 0.5 < able <= MOST_RERANKED
    assert load_reranker(None) is None


@pytest.mark.parametrize("kind", ["missing", "empty", "embedding model", "many labels", "damaged"])
def test_a_model_that_cannot_rerank_is_said_so(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "model"
    if kind == "empty":
        folder.mkdir()
    elif kind == "embedding model":
        make_embedding_model(folder)
    elif kind != "missing":
        make_cross_encoder(folder, labels=5 if kind == "many labels" else 1, steps=0)
    if kind == "damaged":
        (folder / "model.safetensors").write_bytes(b"\x09" + bytes(7) + b"{not json")
    with pytest.raises(ModelError) as raised:
        load_reranker(str(folder))
    assert "重排模型" in raised.value.message_zh
    assert str(folder) in raised.value.message_zh


def test_searching_and_answering_use_the_reranker(
    store: ClauseStore, reranker: CrossEncoderReranker
) -> None:
    plain = Assistant(store)
    read = Assistant(store, reranker=WeighedReranker(reranker, 0.8))
    question = Question(ASKED, DAY)
    assert plain.search(question, 1)[0].passage.label != "第三条"
    assert read.search(question, 1)[0].passage.label == "第三条"
    assert read.find(read.read(question)).hits[0].passage.label == "第三条"
    assert read.search(question, 2) == read.search(question, 10)[:2]


def test_the_rerankers_score_is_written_where_there_is_one(
    store: ClauseStore, reranker: CrossEncoderReranker
) -> None:
    found = find(store)
    read = rerank(ASKED, found, WeighedReranker(reranker, 0.8))[0]
    assert write_hit(read)["scores"]["reranked"] == read.scores.reranked
    assert "reranked" not in write_hit(found[0])["scores"]


def test_a_reranker_that_guesses_is_named_and_not_used(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    weighed = load_reranker(str(folder))  # knows amounts and nothing else
    assert weighed is not None
    assert weighed.share == 0
    assert "no better than guessing" in caplog.text


def test_the_terminal_uses_the_reranker_set_and_says_what_is_wrong(
    terminal: Terminal, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "甲县教师补贴办法.txt").write_text(
        "甲县教师补贴办法\n\n第一条　教师补贴标准由学校审核。\n\n第二条　每人每年1450元。\n",
        encoding="utf-8",
    )
    assert terminal("ingest", "甲县教师补贴办法.txt").code == 0
    config = tmp_path / "policy-assistant.toml"
    config.write_text(f"reranker = {json.dumps(str(folder))}\n", encoding="utf-8")
    done = terminal("search", ASKED, "--json")
    assert done.code == 0, done.err
    assert "reranked" not in json.loads(done.out)["hits"][0]["scores"]  # it reads no questions
    config.write_text('reranker = "nowhere/at-all"\n', encoding="utf-8")
    failed = terminal("search", ASKED)
    assert failed.code == 1
    assert "找不到或无法读取重排模型 nowhere/at-all" in failed.err
