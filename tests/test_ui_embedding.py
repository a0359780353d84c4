"""A change of the embedding model as a person at the terminal sees it."""

import json
import threading
from pathlib import Path

import pytest

from tests.builders import ClauseText, LetterEmbedder, build_file
from tests.conftest import Terminal
from tests.tiny_models import make_static_model
from ui.embedding import embedding_beside, make_progress
from vectorstore.model import SearchQuery, Vectors
from vectorstore.store import ClauseStore

CLAUSES = tuple(ClauseText(f"第{n}条", "", f"校车接送之{n}。") for n in range(1, 1_201))
NEW = "新的向量已启用。"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with ClauseStore.open(folder, LetterEmbedder(0), writable=True) as store:
        store.replace(build_file("甲.txt", "甲办法", CLAUSES))
    return folder


class Said:
    """Lines as they are said, and a way to wait for the last one."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.ended = threading.Event()

    def __call__(self, words: str) -> None:
        self.lines.append(words)
        if "已计算" not in words and "重新计算 " not in words:
            self.ended.set()


@pytest.fixture
def said() -> Said:
    return Said()


def test_progress_is_told_at_the_start_at_every_tenth_and_at_the_end() -> None:
    lines: list[str] = []
    tell = make_progress(lines.append)
    for done in range(1, 101):
        tell(done, 100)
    assert lines[0] == "向量模型有变化，重新计算 100 条的向量；中断后下次接着算。"
    assert lines[1:] == [f"已计算 {n}/100 条（{n}%）" for n in range(10, 101, 10)]


def test_a_server_embeds_beside_answering(data: Path, said: Said) -> None:
    new = LetterEmbedder(1)
    with ClauseStore.open(data, new) as store, embedding_beside(store, said):
        assert said.ended.wait(60)
        assert said.lines[-1] == NEW
        assert store.count_unembedded() == 0
        assert store.search(SearchQuery("校车"))[0].scores.dense is not None
    lines = list(said.lines)
    with ClauseStore.open(data, new) as store, embedding_beside(store, said):
        pass
    assert said.lines == lines  # nothing is left to say


def test_a_server_that_ends_leaves_the_rest_to_the_next(data: Path, said: Said) -> None:
    class Waiting(LetterEmbedder):
        asked = threading.Event()
        ended = threading.Event()

        def embed_passages(self, texts: list[str]) -> Vectors:
            self.asked.set()
            assert self.ended.wait(60)
            return super().embed_passages(texts)

    waiting = Waiting(1)
    with ClauseStore.open(data, waiting) as store:
        with embedding_beside(store, said):
            assert waiting.asked.wait(60)
            threading.Timer(0.5, waiting.ended.set).start()
        assert said.lines[-1] == "向量还没有算完，下次启动时接着算。"
        assert 0 < store.count_unembedded() < 1_201
    with ClauseStore.open(data, LetterEmbedder(1)) as store, embedding_beside(store, said):
        said.ended.clear()
        assert said.ended.wait(60)
        assert said.lines[-1] == NEW


def test_where_another_process_writes_it_is_said_and_answering_goes_on(
    data: Path, said: Said
) -> None:
    with (
        ClauseStore.open(data, LetterEmbedder(0), writable=True),
        ClauseStore.open(data, LetterEmbedder(1)) as store,
        embedding_beside(store, said),
    ):
        assert said.ended.wait(60)
        assert said.lines[-1].startswith("没有重新计算向量：另一个进程正在写入")
        assert store.search(SearchQuery("校车"))


def test_the_terminal_says_that_the_model_has_changed_and_how_far_it_is(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "办法.txt").write_text(
        "甲县校车办法\n\n第一条　校车应当每年检验。\n\n第二条　校车驾驶人应当培训。\n", "utf-8"
    )
    assert terminal("ingest", "办法.txt").code == 0
    model = make_static_model(tmp_path / "model", "校车驾驶人检验培训", seed=1)
    config = tmp_path / "policy-assistant.toml"
    config.write_text(f"embedder = {json.dumps(str(model))}\n", encoding="utf-8")
    before = terminal("search", "校车检验", "--json")
    assert "这次仍用原来的向量查找" in before.err
    dense = [hit["scores"]["dense"] for hit in json.loads(before.out)["hits"]]
    assert None not in dense
    done = terminal("ingest", "办法.txt")
    assert "向量模型有变化，重新计算" in done.err
    assert "（100%）" in done.err
    after = terminal("search", "校车检验", "--json")
    assert after.err == ""
    assert [hit["scores"]["dense"] for hit in json.loads(after.out)["hits"]] != dense
