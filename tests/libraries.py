"""Small libraries of invented texts, filed as a bureau files its own."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.assistant import Assistant
from ingest.load import find_files, load_file
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore


@contextlib.contextmanager
def hold(folder: Path, documents: Mapping[str, str]) -> Iterator[Assistant]:
    """An assistant over documents, by file name, written into an empty folder."""
    for name, text in documents.items():
        (folder / name).write_text(text, encoding="utf-8")
    files = tuple(find_files([folder]))
    with ClauseStore.open(folder / "store", load_embedder(None), writable=True) as store:
        for path in files:
            store.replace(load_file(path))
        yield Assistant(store)
