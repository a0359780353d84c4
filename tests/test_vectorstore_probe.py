from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.builders import ClauseText, LetterEmbedder, build_file
from vectorstore.embed import load_embedder
from vectorstore.fuse import LEAST_DENSE, weigh_dense
from vectorstore.model import Embedder, SearchQuery, Vectors
from vectorstore.probe import measure_scale, read_probe
from vectorstore.store import ClauseStore

LEVEL = 0.6


class Raised:
    """The shipped model with a part that all its vectors share: all cosines lie in .6 to 1."""

    name = "raised"
    source = ""

    def __init__(self) -> None:
        self._inner = load_shipped()
        self.dimensions = self._inner.dimensions + 1

    def embed_passages(self, texts: list[str]) -> Vectors:
        vectors = np.sqrt(1 - LEVEL) * self._inner.embed_passages(texts)
        shared = np.full((len(texts), 1), np.sqrt(LEVEL))
        return np.concatenate([vectors, shared], axis=1).astype(np.float32)

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed_passages([text])[0]
        return vector


def load_shipped() -> Embedder:
    shipped = load_embedder(None)
    assert shipped is not None
    return shipped


def test_the_probe_has_three_pairs_to_a_subject_and_no_text_twice() -> None:
    pairs = read_probe()
    assert set(Counter(pair.subject for pair in pairs).values()) == {3}
    texts = [text for pair in pairs for text in (pair.question, pair.clause)]
    assert len(set(texts)) == len(texts) == 48


def test_the_shipped_model_is_read_as_it_is() -> None:
    scale = measure_scale(load_shipped())
    assert scale.skill == 1
    values = np.linspace(-0.5, 1.0, 16)
    assert np.abs(scale.apply(values) - values).max() < 0.03


def test_a_model_whose_cosines_all_lie_high_is_read_like_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.search.weigh_late", lambda best: 0.0)  # it has no table
    clauses = (
        ClauseText("第一条", "", "校车驾驶人应当每年接受安全培训。"),
        ClauseText("第二条", "", "乡村教师每月发放生活补助五百元。"),
        ClauseText("第三条", "", "学校食堂应当公开招标。"),
        ClauseText("第四条", "", "寄宿学生的床位由学校统一安排。"),
    )
    found = []
    for name, embedder in (("plain", load_shipped()), ("raised", Raised())):
        with ClauseStore.open(tmp_path / name, embedder, writable=True) as store:
            store.replace(build_file("甲.txt", "甲县办法", clauses))
            hits = store.search(SearchQuery("老师下乡教书一个月能多拿多少钱"))
            compared = store.compare("老师能多拿多少钱", ["乡村教师生活补助", "食堂招标"])
        found.append((hits, compared))
    (plain, asked), (raised, asked_raised) = found
    assert [h.passage.id for h in raised] == [h.passage.id for h in plain]
    for one, other in zip(plain, raised, strict=True):
        assert one.scores.dense is not None
        assert other.scores.dense == pytest.approx(one.scores.dense, abs=0.01)
        assert other.scores.fused == pytest.approx(one.scores.fused, abs=0.02)
    assert asked_raised == pytest.approx(asked, abs=0.01)


def test_a_model_that_tells_nothing_apart_has_the_least_share(tmp_path: Path) -> None:
    class Lengths(LetterEmbedder):
        """Knows how long a text is."""

        def embed_passages(self, texts: list[str]) -> Vectors:
            rows = np.array([[1.0, len(text) / 100] for text in texts], dtype=np.float32)
            vectors: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
            return vectors

    knows_nothing = Lengths(dimensions=2)
    scale = measure_scale(knows_nothing)
    assert scale.skill < 0.2
    best = float(scale.apply(np.array([1.0]))[0])
    assert weigh_dense(best) == LEAST_DENSE
