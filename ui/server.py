"""Serves page, widget and API in one process; the only importer of uvicorn.

One process per data folder: answers come from threads, not from further workers.
"""

import errno
import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.api import create_api
from assistant.settings import Settings
from assistant.wiring import build_assistant, make_calendar, open_store
from ui.embedding import embedding_beside
from ui.page import mount_page
from ui.widget.routes import mount_widget

if TYPE_CHECKING:
    from fastapi import FastAPI

    from vectorstore.store import ClauseStore

LOGGER = logging.getLogger(__name__)
BACKLOG = 128


class ServeError(Exception):
    """The address cannot be served on; `message_zh` says why and what to do."""

    def __init__(self, message: str, *, message_zh: str) -> None:
        super().__init__(message)
        self.message_zh = message_zh


def build_application(settings: Settings, store: "ClauseStore") -> "FastAPI":
    """API, widget and page on one application; the page takes every path that is left."""
    assistant = build_assistant(settings, store)
    today = make_calendar(settings)
    app = create_api(assistant, store, as_of=today, max_request_bytes=settings.max_request_bytes)
    mount_widget(app)
    return mount_page(app, assistant, store, as_of=today)


def serve(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until the process is told to stop; `announce` is given the address once it answers.

    Raises ServeError before anything is loaded where the address is taken.
    """
    import uvicorn

    class Server(uvicorn.Server):
        """Announces itself when it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            announce(address)

    listener = open_socket(settings.host, settings.port)
    address = format_address(settings.host, settings.port)
    with listener, open_store(settings) as store, embedding_beside(store):
        config = uvicorn.Config(
            build_application(settings, store),
            log_level=settings.log_level.lower(),
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        Server(config).run(sockets=[listener])


def open_socket(host: str, port: int) -> socket.socket:
    """A listening socket; raises ServeError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise ServeError(
            f"listening on {host!r} port {port}: {error}; choose another address",
            message_zh=_explain(error, host, port),
        ) from error


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"端口 {port} 已被占用。请先关闭占用它的程序，或用 --port 换一个端口，如 {port + 1}。"
        )
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {port}。请用 --port 换成 1024 以上的端口，如 8000。"
    why = error.strerror or error
    return f"地址“{host}”不能用于服务（{why}）。请用 --host 换成本机地址，如 127.0.0.1。"


def format_address(host: str, port: int) -> str:
    """The address to open in a browser on this machine.

    >>> format_address("0.0.0.0", 8000)
    'http://127.0.0.1:8000'
    """
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"
