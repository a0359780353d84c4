"""After the install nothing is downloaded: every address but loopback is refused."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Terminal

LOCAL = {"127.0.0.1", "::1", "localhost", "", None}


class OutsideError(AssertionError):
    """Something wanted to leave this machine."""


@pytest.fixture
def _shut(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect
    look_up = socket.getaddrinfo

    def connect_inside(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOCAL:
            raise OutsideError(f"connects to {address!r}")
        connect(self, address)

    def look_up_inside(host: Any, *given: Any, **named: Any) -> Any:
        if host not in LOCAL:
            raise OutsideError(f"looks up {host!r}")
        return look_up(host, *given, **named)

    monkeypatch.setattr(socket.socket, "connect", connect_inside)
    monkeypatch.setattr(socket.socket, "connect_ex", connect_inside)
    monkeypatch.setattr(socket, "getaddrinfo", look_up_inside)


@pytest.mark.usefixtures("_shut")
def test_the_guard_refuses_the_outside() -> None:
    with pytest.raises(OutsideError):
        socket.create_connection(("example.org", 80), timeout=1)
    with pytest.raises(OutsideError), socket.socket() as opened:
        opened.connect(("192.0.2.1", 80))


@pytest.mark.usefixtures("_shut")
def test_ingest_question_and_page_need_no_outside(terminal: Terminal, tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    from assistant.settings import load_settings
    from assistant.wiring import open_store
    from ui.server import build_application

    ingested = terminal("ingest", "--samples")
    assert ingested.code == 0, ingested.err
    asked = terminal("ask", "乡村教师岗位补助的基础补助每月多少钱？")
    assert asked.code == 0
    assert "350元" in asked.out
    settings = load_settings({"data_dir": tmp_path / "data"})
    with (
        open_store(settings) as store,
        TestClient(build_application(settings, store), base_url="http://127.0.0.1") as client,
    ):
        assert client.get("/").status_code == 200
        answer = client.post("/api/answer", json={"question": "寄宿生生活补助标准是多少？"})
        assert answer.json()["citations"]


def test_the_commands_run_in_an_empty_network() -> None:
    """The real processes, without any interface but loopback."""
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "--net", "true"], check=False).returncode:
        pytest.skip("needs unshare --net (Linux, root)")
    done = subprocess.run(
        [unshare, "--net", sys.executable, str(ROOT / "tests" / "smoke.py"), "--loopback"],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
