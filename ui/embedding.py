"""A changed embedding model, as the terminal sees it: what is told while all is embedded anew.

Whoever opens the library for writing embeds first. A server embeds beside answering: until it is
done questions are answered with the old vectors.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.settings import Settings
from assistant.wiring import open_store
from vectorstore.model import StoreError
from vectorstore.store import ClauseStore, Progress

STEPS = 10  # lines that are told of the whole work
STOPPING_S = 30.0  # a server that ends waits so long for the batch in hand

Say = Callable[[str], None]


class _StoppedError(Exception):
    """The server ends; what is embedded is kept, and the next one goes on from there."""


def say_aside(words: str) -> None:
    """A line on stderr, beside what a command puts out."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def make_progress(say: Say = say_aside) -> Progress:
    """What tells how far embedding is: a line at the start, at every tenth, and at the end."""
    told = -1

    def tell(done: int, total: int) -> None:
        nonlocal told
        if told < 0:
            say(f"向量模型有变化，重新计算 {total} 条的向量；中断后下次接着算。")
            told = 0
        step = done * STEPS // total
        if step > told:
            told = step
            say(f"已计算 {done}/{total} 条（{100 * done // total}%）")

    return tell


@contextmanager
def open_for_reading(settings: Settings) -> Iterator[ClauseStore]:
    """The library; says where it is still searched with the vectors of another model."""
    with open_store(settings) as store:
        if store.count_unembedded():
            say_aside("向量模型有变化，这次仍用原来的向量查找；ingest 或 serve 会重新计算。")
        yield store


@contextmanager
def embedding_beside(store: ClauseStore, say: Say = say_aside) -> Iterator[None]:
    """Within the block a thread embeds what the store's embedder has no vectors of."""
    if not store.count_unembedded():
        yield
        return
    stop = threading.Event()
    told = make_progress(say)

    def tell(done: int, total: int) -> None:
        told(done, total)
        if stop.is_set() and done < total:
            raise _StoppedError

    def embed() -> None:
        try:
            store.open_beside(tell).close()
            say("新的向量已启用。")
        except _StoppedError:
            say("向量还没有算完，下次启动时接着算。")
        except StoreError as error:
            say(f"没有重新计算向量：{error.message_zh}")

    thread = threading.Thread(target=embed, name="embedding")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(STOPPING_S)
