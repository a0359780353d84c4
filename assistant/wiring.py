"""Builds store, drafter and assistant from settings; the doors call this and nothing else."""

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.assistant import Assistant
from assistant.settings import Settings
from ingest.limits import Limits
from vectorstore.embed import load_embedder
from vectorstore.model import Embedder
from vectorstore.rerank import WeighedReranker, load_reranker
from vectorstore.store import ClauseStore, Progress

if TYPE_CHECKING:
    from assistant.llm import ChatModelDrafter

SIGN_OF_LIFE_S = 30.0  # a server that is silent for longer is taken for dead


def open_store(
    settings: Settings, *, writable: bool = False, progress: Progress | None = None
) -> ClauseStore:
    """The store in the data folder; raises StoreError. Only one writable store may be open.

    `progress` is told of embedding everything anew where the embedder has changed.
    """
    return ClauseStore.open(
        settings.data_dir, build_embedder(settings), writable=writable, progress=progress
    )


def build_embedder(settings: Settings) -> Embedder | None:
    """The configured embedder, None where there is to be none; raises ModelError."""
    return load_embedder(settings.embedder or None, settings.embedder_instruction or None)


def make_limits(settings: Settings) -> Limits:
    """How much one file may cost that is ingested."""
    return Limits(
        file_bytes=settings.ingest_max_file_bytes,
        archive_files=settings.ingest_max_archive_files,
        unpacked_bytes=settings.ingest_max_unpacked_bytes,
        unpacked_ratio=settings.ingest_max_unpacked_ratio,
        part_bytes=settings.ingest_max_part_bytes,
        elements=settings.ingest_max_elements,
        characters=settings.ingest_max_characters,
        cells=settings.ingest_max_cells,
        page_image_bytes=settings.ingest_max_page_image_bytes,
        pages=settings.ingest_max_pages,
        scanned_pages=settings.ingest_max_scanned_pages,
        picture_pixels=settings.ingest_max_picture_pixels,
        office_seconds=settings.ingest_max_office_seconds,
    )


def build_drafter(settings: Settings) -> "ChatModelDrafter | None":
    """A drafter that asks the configured language model, None where none is configured."""
    if not settings.model_base_url:
        return None
    from assistant.llm import ChatModelDrafter, ModelSettings

    field = settings.model_max_tokens_field
    return ChatModelDrafter(
        ModelSettings(
            base_url=settings.model_base_url,
            model=settings.model_name,
            api_key=settings.model_api_key,
            timeout_s=settings.model_timeout_seconds,
            read_timeout_s=min(settings.model_timeout_seconds, SIGN_OF_LIFE_S),
            max_tokens=settings.model_max_tokens,
            max_tokens_field="" if field == "none" else field,
            retries=settings.model_retries,
        )
    )


def build_reranker(settings: Settings) -> WeighedReranker | None:
    """The configured reranker, None where none is configured; raises ModelError."""
    return load_reranker(settings.reranker or None)


def build_assistant(settings: Settings, store: ClauseStore) -> Assistant:
    """The assistant over this store, with the configured language model and reranker, if any.

    Raises ModelError where the reranker cannot be used.
    """
    model = build_drafter(settings)
    return Assistant(
        store,
        model,
        completer=model,
        reranker=build_reranker(settings),
        max_history_turns=settings.max_history_turns,
    )


def make_calendar(settings: Settings) -> Callable[[], datetime.date]:
    """What says for which day validity is judged: the day set, else today at each call."""
    fixed = settings.as_of
    return datetime.date.today if fixed is None else lambda: fixed
