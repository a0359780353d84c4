"""Models of sentence-transformers, loaded: the only importer of that package and its companions.

Nothing is ever downloaded: a model is a folder, or a name in the local cache of the machine. The
device is chosen by sentence-transformers: a GPU where there is one, else the processor.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from vectorstore.model import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer

_LOADING = (OSError, ValueError, RuntimeError, LookupError, TypeError, AttributeError)
_SCORING = ("ForSequenceClassification", "ForCausalLM")  # the latter by the logit of a "yes"
_EDGE = 1 << 20  # bytes hashed at the start and the end of a weight file of a big model
_SITE = "sentence-transformers"  # where names without an owner are looked for


Loaded = TypeVar("Loaded")


def load_sentence_transformer(name_or_folder: str, device: str | None) -> "SentenceTransformer":
    """The embedding model; raises ModelError."""

    def load() -> "SentenceTransformer":
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(name_or_folder, device=device, local_files_only=True)

    return _load(load, name_or_folder, "向量模型")


def load_cross_encoder(
    name_or_folder: str, device: str | None, max_length: int | None
) -> "CrossEncoder":
    """The model that scores pairs of texts; raises ModelError.

    `max_length` in tokens of a pair, where the model itself takes more. A model without a trained
    scoring head, as every embedding model is, is refused: it would be given a random one.
    """

    def load() -> "CrossEncoder":
        from sentence_transformers import CrossEncoder

        model: CrossEncoder = CrossEncoder(name_or_folder, device=device, local_files_only=True)
        return model

    model = _load(load, name_or_folder, "重排模型")
    config = getattr(model.model, "config", None)
    kinds: list[str] = getattr(config, "architectures", None) or []
    if not any(kind.endswith(_SCORING) for kind in kinds):
        raise ModelError(
            f"the model {name_or_folder!r} is {kinds!r}; expected one that scores pairs of texts, "
            "…ForSequenceClassification",
            message_zh=f"模型 {name_or_folder} 不是重排模型（没有打分层），请换成 CrossEncoder。",
        )
    if max_length is not None:
        model.max_seq_length = min(max_length, model.max_seq_length or max_length)
    return model


def find_fingerprint(name_or_folder: str) -> str:
    """What tells this model's files from any others; the bare name where they are not found."""
    folder = Path(name_or_folder)
    if not folder.is_dir():
        found = _find_cached(name_or_folder)
        if found is None:
            return name_or_folder
        folder = found
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


def _find_cached(name: str) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for full in (name, f"{_SITE}/{name}"):
        try:
            return Path(snapshot_download(full, local_files_only=True))
        except (HFValidationError, LocalEntryNotFoundError):
            continue
    return None


def _load(load: Callable[[], Loaded], name: str, kind_zh: str) -> Loaded:
    try:
        import sentence_transformers  # noqa: F401
        from safetensors import SafetensorError
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise ModelError(
            f"the model {name!r} needs sentence-transformers: install the extra 'neural'",
            message_zh=f"{kind_zh} {name} 需要 sentence-transformers：请安装附加组件 neural。",
        ) from error
    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return load()
    except (*_LOADING, SafetensorError) as error:
        raise ModelError(
            f"cannot load the model {name!r}: {error}; expected a folder or a model in the local "
            "cache (nothing is downloaded)",
            message_zh=f"找不到或无法读取{kind_zh} {name}。请给出模型所在的文件夹。",
        ) from error
