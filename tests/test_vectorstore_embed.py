import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import ClauseText, build_file
from tests.tiny_models import make_embedding_model
from vectorstore.embed import (
    BUILTIN,
    SentenceTransformerEmbedder,
    StaticEmbedder,
    load_embedder,
)
from vectorstore.model import Embedder, ModelError, SearchQuery
from vectorstore.store import ClauseStore

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LINE = "教师 学生 学校 补助 校车 安全 职称 评聘 每月 发放 乡村 任教 的 可 元"
WORDS = LINE.split()
TEXTS = [
    "乡村教师每月发放补助500元",
    "校车安全",
    "学生可任教的学校",
    "职称" * 2000,  # longer than the 512 tokens at which some loaders cut
    "ＡＢＣ",
]


def make_tokenizer() -> "Tokenizer":
    from tokenizers import Tokenizer, models, normalizers

    pieces = [("[UNK]", 0.0)] + [(word, -float(len(WORDS))) for word in WORDS]
    pieces += [(letter, -30.0) for letter in sorted({c for w in WORDS for c in w} - set(WORDS))]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0))
    tokenizer.normalizer = normalizers.NFKC()
    return tokenizer


@pytest.fixture(scope="module")
def static_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    folder = tmp_path_factory.mktemp("static")
    tokenizer = make_tokenizer()
    weights = np.random.default_rng(3).normal(size=(tokenizer.get_vocab_size(), 24))
    module = StaticEmbedding(tokenizer, embedding_weights=weights.astype(np.float32))
    SentenceTransformer(modules=[module], device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="module")
def transformer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("bert")
    letters = sorted({letter for word in WORDS for letter in word})
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    BertTokenizer(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    saved = tmp_path_factory.mktemp("transformer")
    module = Transformer(str(folder))
    modules = [module, Pooling(16)]
    SentenceTransformer(modules=modules, prompts={"query": "问："}, device="cpu").save(str(saved))
    return saved


def test_both_loaders_give_the_same_vectors(static_folder: Path) -> None:
    light = StaticEmbedder(static_folder)
    heavy = SentenceTransformerEmbedder(str(static_folder), device="cpu")
    ours, theirs = light.embed_passages(TEXTS), heavy.embed_passages(TEXTS)
    assert ours.shape == theirs.shape == (len(TEXTS), 24)
    assert ours.dtype == theirs.dtype == np.float32
    assert (ours * theirs).sum(axis=1).min() > 0.9999
    for text, row in zip(TEXTS, ours, strict=True):
        assert np.allclose(light.embed_query(text), row, atol=1e-6)
        assert np.allclose(heavy.embed_query(text), row, atol=1e-5)


def test_int8_rows_with_scales_give_nearly_the_same(static_folder: Path, tmp_path: Path) -> None:
    light = StaticEmbedder(static_folder)
    rows = light._matrix
    scales = np.abs(rows).max(axis=1) / 127
    small = np.round(rows / scales[:, None]).astype(np.int8)
    arrays = {"embeddings": small, "scales": scales.astype(np.float32)}
    for name in ("npz", "safetensors"):
        (tmp_path / name).mkdir()
        shutil.copy(static_folder / "tokenizer.json", tmp_path / name)
    np.savez(tmp_path / "npz" / "model.npz", **arrays)
    from safetensors.numpy import save_file

    save_file(arrays, tmp_path / "safetensors" / "model.safetensors")
    ours = light.embed_passages(TEXTS)
    for name in ("npz", "safetensors"):
        loaded = load_embedder(str(tmp_path / name))
        assert isinstance(loaded, StaticEmbedder)
        assert (ours * loaded.embed_passages(TEXTS)).sum(axis=1).min() > 0.999


def test_radicals_that_extraction_puts_for_characters_mean_the_same() -> None:
    embedder = StaticEmbedder(BUILTIN)
    whole, radicals = embedder.embed_passages(["教师长期见习", "教师⻓期⻅习"])
    assert np.array_equal(whole, radicals)
    assert np.array_equal(embedder.embed_query("⻓期⻅习"), embedder.embed_query("长期见习"))


def test_no_texts_and_empty_texts_have_their_rows(static_folder: Path) -> None:
    light = StaticEmbedder(static_folder)
    assert light.embed_passages([]).shape == (0, 24)
    found = light.embed_passages(["", "校车", ""])
    assert not found[0].any()
    assert not found[2].any()
    assert np.linalg.norm(found[1]) == pytest.approx(1.0, abs=1e-5)
    assert not light.embed_query("").any()


def test_a_name_changes_with_the_weights(static_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(static_folder, folder)
    first = StaticEmbedder(folder).name, SentenceTransformerEmbedder(str(folder)).name
    assert first[0] == StaticEmbedder(static_folder).name
    assert first[1] == SentenceTransformerEmbedder(str(static_folder)).name
    content = bytearray((folder / "model.safetensors").read_bytes())
    content[-1] ^= 1
    (folder / "model.safetensors").write_bytes(content)
    assert StaticEmbedder(folder).name != first[0]
    assert SentenceTransformerEmbedder(str(folder)).name != first[1]


def test_a_question_gets_the_prompt_of_its_model(transformer_folder: Path) -> None:
    own = load_embedder(str(transformer_folder))
    assert isinstance(own, SentenceTransformerEmbedder)
    given = SentenceTransformerEmbedder(str(transformer_folder), instruction="学校")
    passage = own.embed_passages(["教师补助"])[0]
    assert own.dimensions == 16
    assert not np.allclose(own.embed_query("教师补助"), passage, atol=1e-4)
    prompted = own.embed_passages(["学校教师补助"])[0]
    assert np.allclose(given.embed_query("教师补助"), prompted, atol=1e-4)


BGE = "为这个句子生成表示以用于检索相关文章："
ASK = "Instruct: Given a question, retrieve clauses\nQuery:"


@pytest.mark.parametrize(
    ("name", "own", "given", "wanted"),
    [
        ("bge-small-zh-v1.5", None, None, BGE),
        ("bge-small-zh-v1.5", {"query": ASK}, None, ASK),
        ("bge-small-zh-v1.5", {"query": ASK}, "问：", "问："),
        ("bge-small-zh-v1.5", None, "", ""),
        ("bge-m3", None, None, ""),
        ("multilingual-e5-small", None, None, "query: "),
        ("Qwen3-Embedding-0.6B", {"query": ASK, "document": ""}, None, ASK),
        ("renamed", None, None, ""),
    ],
)
def test_questions_get_what_is_asked_for_else_what_the_model_says_else_its_familys_way(
    tmp_path: Path, name: str, own: dict[str, str] | None, given: str | None, wanted: str
) -> None:
    folder = make_embedding_model(tmp_path / name, own)
    embedder = load_embedder(str(folder), given)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert embedder.query_prompt == wanted
    plain = SentenceTransformerEmbedder(str(folder), "")
    assert embedder.name == plain.name  # what goes before questions changes no passage
    asked = plain.embed_query(f"{wanted}教师补助")
    assert np.allclose(embedder.embed_query("教师补助"), asked, atol=1e-5)
    before = "passage: " if "e5" in name else ""
    passage = plain._model.encode([f"{before}教师补助"], prompt="", show_progress_bar=False)[0]
    found = embedder.embed_passages(["教师补助"])[0]
    assert np.allclose(found, passage / np.linalg.norm(passage), atol=1e-5)
    assert np.linalg.norm(found) == pytest.approx(1.0, abs=1e-5)


def test_a_renamed_folder_is_known_by_what_its_files_call_it(tmp_path: Path) -> None:
    folder = make_embedding_model(tmp_path / "model")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config["_name_or_path"] = "BAAI/bge-base-zh-v1.5"
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert SentenceTransformerEmbedder(str(folder)).query_prompt == BGE


def test_threads_may_use_one_model_at_once(transformer_folder: Path) -> None:
    embedder = SentenceTransformerEmbedder(str(transformer_folder))
    texts = ["教师" * n for n in range(1, 40)]
    alone = embedder.embed_passages(texts)
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(embedder.embed_query, texts))
    own = [embedder.embed_query(text) for text in texts]
    assert np.allclose(asked, own, atol=1e-5)
    assert np.allclose(embedder.embed_passages(texts), alone, atol=1e-5)


def test_a_real_transformer_serves_the_store(transformer_folder: Path, tmp_path: Path) -> None:
    embedder: Embedder | None = load_embedder(str(transformer_folder))
    assert embedder is not None
    with ClauseStore.open(tmp_path, embedder, writable=True) as store:
        store.replace(build_file("a.txt", "甲", (ClauseText("一", "补助", "教师每月补助。"),)))
        assert store.search(SearchQuery("教师补助"))[0].scores.dense is not None


def test_settings_name_embedders(static_folder: Path) -> None:
    assert load_embedder("none") is None
    assert isinstance(load_embedder(str(static_folder)), StaticEmbedder)
    shipped = load_embedder(None)
    assert (shipped is not None) == (BUILTIN / "tokenizer.json").is_file()


@pytest.mark.parametrize("kind", ["missing", "empty", "no weights", "damaged", "too few rows"])
def test_a_model_that_cannot_be_used_is_said_so(
    static_folder: Path, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "model"
    if kind == "empty":
        folder.mkdir()
    elif kind != "missing":
        folder.mkdir()
        shutil.copy(static_folder / "tokenizer.json", folder)
    if kind == "damaged":
        (folder / "model.safetensors").write_bytes(b"\x09" + bytes(7) + b"{not json")
    elif kind == "too few rows":
        np.savez(folder / "model.npz", embeddings=np.ones((2, 4), dtype=np.float32))
    with pytest.raises(ModelError) as raised:
        load_embedder(str(folder))
    assert "模型" in raised.value.message_zh
    json.dumps(raised.value.message_zh)
