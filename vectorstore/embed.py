"""Embedders: static models with numpy alone, any other through sentence-transformers.

The only importer of tokenizers and of sentence_transformers; nothing is ever downloaded.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from vectorstore.model import Embedder, StoreError, Vectors
from vectorstore.words import fold_radicals

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUILTIN = Path(__file__).parent / "static_model"
_BATCH = 1024
_FOLDED = b"radicals folded"  # tells the vectors from those made without
_DTYPES = {"F32": np.float32, "F16": np.float16, "F64": np.float64, "I8": np.int8}
_EDGE = 1 << 20  # bytes hashed at the start and the end of a weight file of a big model


class EmbedderError(StoreError):
    """A model is missing, damaged, or needs a package that is not installed."""


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
            raise EmbedderError(
                f"the model in {str(folder)!r} has {len(self._matrix)} rows for "
                f"{self._tokenizer.get_vocab_size()} tokens; expected a row for each",
                message_zh=f"向量模型 {folder.name} 不完整：词表与向量行数不符。",
            )
        digest = hashlib.sha256(weights.read_bytes() + tokenizer_file.read_bytes() + _FOLDED)
        self._name = f"static:{digest.hexdigest()[:16]}"

    @property
    def name(self) -> str:
        """Changes with the weights and with the tokenizer."""
        return self._name

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

    def match_words(self, question: str, texts: Sequence[str]) -> tuple[float, ...]:
        """How near the question's pieces come to the pieces of each text, -1 to 1.

        Each piece of the question takes its best cosine with a piece of the text; the mean of
        these, each weighted by the length of its vector, which is how telling the piece is. 0 where
        no piece is known. Unlike one vector a text, this does not blur what a text says beside.
        """
        encodings = self._tokenizer.encode_batch_fast(
            [fold_radicals(text) for text in (question, *texts)], add_special_tokens=False
        )
        asked, *given = (self._known(encoding.ids) for encoding in encodings)
        if not len(asked):
            return (0.0,) * len(texts)
        weights = self._lengths[asked] / self._lengths[asked].sum()
        rows = self._units[asked]
        return tuple(
            float((rows @ self._units[pieces].T).max(axis=1) @ weights) if len(pieces) else 0.0
            for pieces in given
        )

    def _known(self, ids: Sequence[int]) -> npt.NDArray[np.int64]:
        """Pieces with a vector, each once, in order."""
        pieces = np.fromiter(dict.fromkeys(ids), dtype=np.int64)
        return pieces[self._lengths[pieces] > 0]

    @cached_property
    def _lengths(self) -> Vectors:
        lengths: Vectors = np.linalg.norm(self._matrix, axis=1)
        return lengths

    @cached_property
    def _units(self) -> Vectors:
        return _normalise(self._matrix)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model from a folder or from the local model cache.

    `query_prompt` goes before questions; without it the model's own prompts are used.
    """

    def __init__(
        self, name_or_folder: str, query_prompt: str | None = None, device: str | None = None
    ) -> None:
        self._model = _load_sentence_transformer(name_or_folder, device)
        self._query_prompt = query_prompt
        folder = Path(name_or_folder)
        source = _fingerprint(folder) if folder.is_dir() else name_or_folder
        self._name = f"sentence-transformers:{source}"
        dimensions = self._model.get_embedding_dimension()
        if dimensions is None:
            dimensions = len(self._model.encode_document("一", show_progress_bar=False))
        self._dimensions = int(dimensions)

    @property
    def name(self) -> str:
        """The model's name; for a folder a fingerprint of its files."""
        return self._name

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def embed_passages(self, texts: list[str]) -> Vectors:
        """One row per text."""
        if not texts:
            return np.zeros((0, self._dimensions), dtype=np.float32)
        folded = [fold_radicals(text) for text in texts]
        found = self._model.encode_document(folded, convert_to_numpy=True, show_progress_bar=False)
        return _normalise(np.asarray(found, dtype=np.float32))

    def embed_query(self, text: str) -> Vectors:
        """The vector of the question with its prompt before it."""
        text = fold_radicals(text)
        if self._query_prompt is None:
            found = self._model.encode_query([text], show_progress_bar=False)
        else:
            found = self._model.encode([text], prompt=self._query_prompt, show_progress_bar=False)
        vector: Vectors = _normalise(np.asarray(found, dtype=np.float32))[0]
        return vector


def load_embedder(spec: str | None) -> Embedder | None:
    """The embedder that a setting names, None where there is to be none.

    None or "builtin": the shipped model, None where the package has none; "none": None; else a
    folder, or the name of a model in the local cache of sentence-transformers.
    """
    if spec == "none":
        return None
    if spec is None or spec == "builtin":
        return StaticEmbedder(BUILTIN) if (BUILTIN / "tokenizer.json").is_file() else None
    folder = Path(spec)
    if folder.is_dir() and _is_static(folder):
        return StaticEmbedder(folder)
    return SentenceTransformerEmbedder(spec)


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
    if not found or not (folder / "tokenizer.json").is_file():
        raise EmbedderError(
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
        raise EmbedderError(
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
        raise EmbedderError(
            f"found {len(matrices)} matrices in {str(path)!r}, expected one",
            message_zh=f"向量模型文件 {path.name} 的内容不符合要求。",
        )
    matrix = matrices[0]
    if matrix.dtype != np.int8:
        return np.ascontiguousarray(matrix, dtype=np.float32)
    scales = [array for name, array in arrays.items() if "scale" in name.lower()]
    if len(scales) != 1 or scales[0].size != len(matrix):
        raise EmbedderError(
            f"an int8 matrix in {str(path)!r} needs one array of {len(matrix)} scales",
            message_zh=f"向量模型文件 {path.name} 缺少缩放系数。",
        )
    scale = scales[0].reshape(-1, 1).astype(np.float32)
    return np.ascontiguousarray(matrix.astype(np.float32) * scale)


def _normalise(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit


def _load_sentence_transformer(name_or_folder: str, device: str | None) -> "SentenceTransformer":
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EmbedderError(
            f"the model {name_or_folder!r} needs sentence-transformers: install the extra 'neural'",
            message_zh="这个向量模型需要 sentence-transformers：请用 pip 安装附加组件 neural。",
        ) from error
    try:
        return SentenceTransformer(name_or_folder, device=device, local_files_only=True)
    except (OSError, ValueError) as error:
        raise EmbedderError(
            f"cannot load the model {name_or_folder!r}: {error}; expected a folder or a model "
            "in the local cache (nothing is downloaded)",
            message_zh=f"找不到或无法读取向量模型 {name_or_folder}。请给出模型所在的文件夹。",
        ) from error


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name.startswith((".", "README")):
            continue
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(_EDGE))
            if size > _EDGE:
                file.seek(max(_EDGE, size - _EDGE))
                digest.update(file.read())
    return digest.hexdigest()[:16]
