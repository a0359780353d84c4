"""The routes that serve the widget's script and its demo page."""

from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from fastapi import FastAPI

_SERVED = {
    "demo": ("demo.html", "text/html; charset=utf-8"),
    "policy-assistant.js": ("policy-assistant.js", "text/javascript; charset=utf-8"),
    "mark.svg": ("mark.svg", "image/svg+xml"),
}


def mount_widget(app: "FastAPI") -> None:
    """Add /widget/demo and /widget/policy-assistant.js; call it before the page is mounted."""
    for name, (file_name, media_type) in _SERVED.items():
        app.add_api_route(
            f"/widget/{name}",
            _make_handler(file_name, media_type),
            methods=["GET"],
            include_in_schema=False,
        )


def _make_handler(file_name: str, media_type: str) -> Callable[[], Response]:
    content = (files("ui.widget") / file_name).read_bytes()

    def serve() -> Response:
        return Response(content, media_type=media_type, headers={"Cache-Control": "no-cache"})

    return serve
