import json
import socket
import urllib.error
import urllib.request

import pytest

from tests.conftest import Terminal
from ui.server import ServeError, format_address, open_socket


def fetch(url: str, body: object = None) -> tuple[int, bytes]:
    content = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url, content, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=60) as reply:
        return reply.status, reply.read()


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/readyz", "/docs", "/openapi.json", "/api/documents", "/widget/demo"]
)
def test_everything_is_served_by_one_process(served: str, path: str) -> None:
    assert fetch(served + path)[0] == 200


def test_a_question_over_http_is_answered_with_citations(served: str) -> None:
    question = {"question": "家庭经济困难的小学寄宿生一年补助多少钱？"}
    reply = json.loads(fetch(served + "/api/answer", question)[1])
    assert "1300元" in reply["answer"]
    assert reply["citations"]


def test_an_unknown_api_path_is_not_taken_by_the_page(served: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        fetch(served + "/api/nothing")
    with caught.value as reply:
        assert json.loads(reply.read())["error"]["code"] == "not_found"


def test_a_taken_port_is_said_before_anything_is_loaded(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = terminal("serve", "--port", str(port))
    assert ended.code == 1
    assert f"端口 {port} 已被占用" in ended.err


def test_a_foreign_address_is_refused() -> None:
    with pytest.raises(ServeError) as caught:
        open_socket("203.0.113.7", 8000)
    assert "不能用于服务" in caught.value.message_zh


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("::1", "http://[::1]:80"),
        ("::", "http://[::1]:80"),
        ("10.0.0.2", "http://10.0.0.2:80"),
    ],
)
def test_the_address_shown_can_be_opened(host: str, address: str) -> None:
    assert format_address(host, 80) == address
