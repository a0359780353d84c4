"""Embedders: static models with numpy alone, any other through sentence-transformers.

The only importer of tokenizers; nothing is ever downloaded.
"""

import hashlib
import json
import re
import threading
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from vectorstore.fuse import Values
from vectorstore.late import FILE_NAME, Pieces, PieceTable, load_table, pack, unpack
from vectorstore.model import Embedder, ModelError, Vectors
from vectorstore.neural import find_fingerprint, load_sentence_transformer
from vectorstore.words import fold_radicals

BUILTIN = Path(__file__).parent / "static_model"
SHIPPED = "builtin"  # the word for it in settings
_BATCH = 1024
_BATCH_HELD = 128  # texts for which a thread holds a big model before others get their turn
_FOLDED = b"radicals folded"  # tells the vectors from those made without
_PACKED = b"pieces packed"  # likewise
_DTYPES = {"F32": np.float32, "F16": np.float16, "F64": np.float64, "I8": np.int8}

# What goes before questions and before passages, by name of the family, for models whose files do
# not say it (their cards do). Of two that match the first counts.
_PROMPTS = (
    (r"bge-(?:small|base|large)-zh", "为这个句子生成表示以用于检索相关文章：", ""),
    (
        r"bge-(?:small|base|large)-en",
        "Represent this sentence for searching relevant passages: ",
        "",
    ),
    (r"e5-(?:small|base|large)(?!.*instruct)", "query: ", "passage: "),
)


@runtime_checkable  # LangChain draws what its steps give
class WordMatcher(Protocol):
    """Tells how near the words of a question come to the words of texts."""

    def match_words(self, asked: Sequence[str], texts: Sequence[str]) -> Values:
        """Numbers from -1 to 1 of shape (asked, texts)."""
        ...


class StaticEmbedder:
    """Mean of token vectors, then length 1: numpy and tokenizers, no torch.

    The folder holds `tokenizer.json` and one weight file (`model.safetensors` or `*.npz`) with
    one matrix of a row per token: float, or int8 with one scale per row in a second array.
    """

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        weights = _find_weights(folder)
        arrays = _read_arrays(weights)
        self._matrix = _find_matrix(arrays, weights)
        tokenizer_file = folder / "tokenizer.json"
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        if self._tokenizer.get_vocab_size() > len(self._matrix):
            raise ModelError(
                f"the model in {str(folder)!r} has {len(self._matrix)} rows for "
                f"{self._tokenizer.get_vocab_size()} tokens; expected a row for each",
                message_zh=f"向量模型 {folder.name} 不完整：词表与向量行数不符。",
            )
        self._late = load_table(folder, len(self._matrix))
        kept = b"" if self._late is None else _PACKED
        digest = hashlib.sha256(weights.read_bytes() + tokenizer_file.read_bytes() + _FOLDED + kept)
        self._name = f"static:{digest.hexdigest()[:16]}"
        self._source = SHIPPED if folder == BUILTIN else str(folder.resolve())

    @property
    def name(self) -> str:
        """Changes with the weights and with the tokenizer."""
        return self._name

    @property
    def source(self) -> str:
        """The folder, or the word for the model that ships."""
        return self._source

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._matrix.shape[1])

    def embed_passages(self, texts: list[str]) -> Vectors:
        """One row per text; all zero where no token is known."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [fold_radicals(text) for text in texts[start : start + _BATCH]]
            encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            # one text after the other: the rows of a whole batch do not fit into the cache
            for at, encoding in enumerate(encodings, start=start):
                if encoding.ids:
                    rows = self._matrix.take(encoding.ids, axis=0)
                    np.add.reduce(rows, axis=0, out=vectors[at])
        return _normalise(vectors)

    def embed_query(self, text: str) -> Vectors:
        """The same as for a passage."""
        vector: Vectors = self.embed_passages([text])[0]
        return vector

    def match_words(self, asked: Sequence[str], texts: Sequence[str]) -> Values:
        """How near the pieces of what is asked come to those of each text: shape (asked, texts).

        As `PieceTable.match` compares them, by the vectors that texts are embedded with.
        """
        pieces = self._find_pieces(self._words, (*asked, *texts))
        return self._words.match(pieces[: len(asked)], pieces[len(asked) :])

    @property
    def has_late(self) -> bool:
        """Whether the folder has a table for late interaction."""
        return self._late is not None

    def pack_pieces(self, texts: Sequence[str]) -> list[bytes]:
        """The pieces of each text, for `match_packed`; nothing where the folder has no table."""
        if self._late is None:
            return [b""] * len(texts)
        return [pack(pieces) for pieces in self._find_pieces(self._late, texts)]

    def match_packed(self, question: str, packed: Sequence[bytes]) -> Values:
        """How near the question's pieces come to those of each packed text, by the late table."""
        if self._late is None:
            return np.zeros(len(packed))
        asked = self._find_pieces(self._late, [question])
        scores: Values = self._late.match(asked, [unpack(pieces) for pieces in packed])[0]
        return scores

    def _find_pieces(self, table: PieceTable, texts: Sequence[str]) -> list[Pieces]:
        encodings = self._tokenizer.encode_batch_fast(
            [fold_radicals(text) for text in texts], add_special_tokens=False
        )
        return [table.find_known(encoding.ids) for encoding in encodings]

    @cached_property
    def _words(self) -> PieceTable:
        return PieceTable(self._matrix)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model from a folder or from the local model cache.

    `instruction` goes before questions; None: what the model's own files say, else what is known
    of its family (BGE, E5).
    """

    def __init__(
        self, name_or_folder: str, instruction: str | None = None, device: str | None = None
    ) -> None:
        self._model = load_sentence_transformer(name_or_folder, device)
        self._using = threading.Lock()  # their tokenizers fail where two threads use one
        own = self._model.prompts
        query, passage = _find_prompts(name_or_folder)
        self._query_prompt = instruction if instruction is not None else own.get("query") or query
        self._passage_prompt = next(
            (own[kind] for kind in ("document", "passage", "corpus") if own.get(kind)), passage
        )
        self._name = f"sentence-transformers:{find_fingerprint(name_or_folder)}"
        folder = Path(name_or_folder)
        self._source = str(folder.resolve()) if folder.is_dir() else name_or_folder
        dimensions = self._model.get_embedding_dimension()
        if dimensions is None:
            dimensions = len(self._model.encode_document("一", show_progress_bar=False))
        self._dimensions = int(dimensions)

    @property
    def name(self) -> str:
        """A fingerprint of the model's files; the instruction before questions changes nothing."""
        return self._name

    @property
    def source(self) -> str:
        """The folder, or the name in the local cache."""
        return self._source

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    @property
    def query_prompt(self) -> str:
        """What goes before questions."""
        return self._query_prompt

    def embed_passages(self, texts: list[str]) -> Vectors:
        """One row per text."""
        if not texts:
            return np.zeros((0, self._dimensions), dtype=np.float32)
        found: list[Vectors] = []
        for start in range(0, len(texts), _BATCH_HELD):
            folded = [fold_radicals(text) for text in texts[start : start + _BATCH_HELD]]
            with self._using:
                vectors = self._model.encode_document(
                    folded,
                    prompt=self._passage_prompt,
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
            found.append(np.asarray(vectors, dtype=np.float32))
        return _normalise(np.concatenate(found))

    def embed_query(self, text: str) -> Vectors:
        """The vector of the question with its prompt before it."""
        folded = [fold_radicals(text)]
        with self._using:
            found = self._model.encode_query(
                folded, prompt=self._query_prompt, show_progress_bar=False
            )
        vector: Vectors = _normalise(np.asarray(found, dtype=np.float32))[0]
        return vector


def _find_prompts(name_or_folder: str) -> tuple[str, str]:
    """What goes before questions and before passages, by the name of the model's family.

    >>> _find_prompts("BAAI/bge-small-zh-v1.5")[0], _find_prompts("BAAI/bge-m3")
    ('为这个句子生成表示以用于检索相关文章：', ('', ''))
    """
    names = [name_or_folder]
    folder = Path(name_or_folder)
    if folder.is_dir():
        names = [folder.resolve().name]
        config = folder / "config.json"
        if config.is_file():  # a renamed folder may still say what it was saved from
            names.append(str(json.loads(config.read_text("utf-8")).get("_name_or_path", "")))
    for pattern, query, passage in _PROMPTS:
        if any(re.search(pattern, name.lower()) for name in names):
            return query, passage
    return "", ""


def load_embedder(spec: str | None, instruction: str | None = None) -> Embedder | None:
    """The embedder that a setting names, None where there is to be none.

    None or "builtin": the shipped model, None where the package has none; "none": None; else a
    folder, or the name of a model in the local cache of sentence-transformers. `instruction` as
    in SentenceTransformerEmbedder; a static model takes none.
    """
    if spec == "none":
        return None
    if spec is None or spec == SHIPPED:
        return StaticEmbedder(BUILTIN) if (BUILTIN / "tokenizer.json").is_file() else None
    folder = Path(spec)
    if folder.is_dir() and _is_static(folder):
        return StaticEmbedder(folder)
    return SentenceTransformerEmbedder(spec, instruction)


@cache
def load_word_matcher() -> StaticEmbedder | None:
    """The shipped model as a matcher of words, loaded once; None where the package has none."""
    return StaticEmbedder(BUILTIN) if (BUILTIN / "tokenizer.json").is_file() else None


def _is_static(folder: Path) -> bool:
    modules = folder / "modules.json"
    if modules.is_file():
        kinds = [str(module["type"]) for module in json.loads(modules.read_text("utf-8"))]
        return any(kind.endswith("StaticEmbedding") for kind in kinds)
    return (folder / "tokenizer.json").is_file() and not (folder / "config.json").is_file()


def _find_weights(folder: Path) -> Path:
    found = [*sorted(folder.glob("*.safetensors")), *sorted(folder.glob("*.npz"))]
    found = [path for path in found if path.name != FILE_NAME]
    if not found or not (folder / "tokenizer.json").is_file():
        raise ModelError(
            f"no static model in {str(folder)!r}; expected tokenizer.json and one "
            "*.safetensors or *.npz file",
            message_zh=f"目录 {folder} 里没有可用的向量模型。",
        )
    return found[0]


def _read_arrays(path: Path) -> dict[str, npt.NDArray[Any]]:
    try:
        if path.suffix == ".npz":
            with np.load(path, allow_pickle=False) as archive:
                return {name: archive[name] for name in archive.files}
        return dict(_read_safetensors(path.read_bytes()))
    except (ValueError, KeyError, OSError) as error:
        raise ModelError(
            f"cannot read the weights {str(path)!r}: {error}",
            message_zh=f"向量模型文件 {path.name} 已损坏或格式不支持。",
        ) from error


def _read_safetensors(content: bytes) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    """Eight bytes of length, a JSON header, then the arrays: no package needed for that."""
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        array = np.frombuffer(content[start:end], dtype=_DTYPES[entry["dtype"]])
        yield name, array.reshape(entry["shape"])


def _find_matrix(arrays: dict[str, npt.NDArray[Any]], path: Path) -> Vectors:
    matrices = [array for array in arrays.values() if array.ndim == 2 and array.shape[1] > 1]
    if len(matrices) != 1:
        raise ModelError(
            f"found {len(matrices)} matrices in {str(path)!r}, expected one",
            message_zh=f"向量模型文件 {path.name} 的内容不符合要求。",
        )
    matrix = matrices[0]
    if matrix.dtype != np.int8:
        return np.ascontiguousarray(matrix, dtype=np.float32)
    scales = [array for name, array in arrays.items() if "scale" in name.lower()]
    if len(scales) != 1 or scales[0].size != len(matrix):
        raise ModelError(
            f"an int8 matrix in {str(path)!r} needs one array of {len(matrix)} scales",
            message_zh=f"向量模型文件 {path.name} 缺少缩放系数。",
        )
    scale = scales[0].reshape(-1, 1).astype(np.float32)
    return np.ascontiguousarray(matrix.astype(np.float32) * scale)


def _normalise(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit
