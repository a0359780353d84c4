"""The model as a folder that sentence-transformers, model2vec and our own loader read."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from vectorstore.training.fit import Floats
from vectorstore.training.vocabulary import dump_tokenizer

_MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": "sentence_transformers.sentence_transformer.modules.static_embedding"
        ".StaticEmbedding",
    },
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.base.modules.normalize.Normalize",
    },
]
_SETTINGS = {
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def save_model(folder: Path, tokenizer: Tokenizer, vectors: Floats) -> None:
    """Write the model: vectors in half precision, read back in single.

    Weights of 1 in single precision stand beside the vectors: with them sentence-transformers
    (6.2) computes in single precision. A lone half-precision matrix would be computed with in
    half, where a text without a known character becomes NaN.
    """
    (folder / "1_Normalize").mkdir(parents=True, exist_ok=True)
    arrays: dict[str, npt.NDArray[Any]] = {
        "embeddings": vectors.astype(np.float16),
        "weights": np.ones(len(vectors), dtype=np.float32),
    }
    save_file(arrays, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)
    (folder / "tokenizer.json").write_text(dump_tokenizer(tokenizer), encoding="utf-8")
    _write_json(folder / "modules.json", _MODULES)
    _write_json(folder / "config_sentence_transformers.json", _SETTINGS)
    _write_json(folder / "1_Normalize" / "config.json", {})


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
