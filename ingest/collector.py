"""Python's search for unreachable cycles, held back while a text is parsed.

Parsing makes many objects that stay and no cycles. The collector goes over all of them again
and again: nothing of a short file's time, and a quarter of that of a file of 2 MB with an item
on every line, so that the cost per character grew with the length.
"""

import gc
import threading
from types import TracebackType


class CollectorPause:
    """While any thread is within it no cycles are looked for; others' wait for its end.

    >>> with CollectorPause():
    ...     gc.isenabled()
    False
    """

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._within = 0
        self._was_on = False

    def __enter__(self) -> None:
        with self._changing:
            if not self._within:
                self._was_on = gc.isenabled()
                gc.disable()
            self._within += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._changing:
            self._within -= 1
            if not self._within and self._was_on:
                gc.enable()


PARSING = CollectorPause()
