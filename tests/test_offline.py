"""After the install nothing is downloaded: every address but loopback is refused."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SMOKE = [sys.executable, str(ROOT / "tests" / "smoke.py")]

# Every Python process started with this beside it refuses to leave the machine.
GUARD = """
import socket

LOCAL = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "", None}
connect, look_up = socket.socket.connect, socket.getaddrinfo

def connect_inside(self, address):
    if self.family != socket.AF_UNIX and address[0] not in LOCAL:
        raise SystemExit(f"connects to {address!r}")
    return connect(self, address)

def look_up_inside(host, *given, **named):
    if host not in LOCAL:
        raise SystemExit(f"looks up {host!r}")
    return look_up(host, *given, **named)

socket.socket.connect = socket.socket.connect_ex = connect_inside
socket.getaddrinfo = look_up_inside
"""


@pytest.fixture
def guarded(tmp_path: Path) -> dict[str, str]:
    """An environment in which Python refuses every address but loopback."""
    (tmp_path / "sitecustomize.py").write_text(GUARD, "utf-8")
    return os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('example.org', 80), timeout=1)",
        "socket.socket().connect(('192.0.2.1', 80))",
        "urllib.request.urlopen('http://example.org', timeout=1)",
    ],
)
def test_the_guard_refuses_the_outside(guarded: dict[str, str], attempt: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import socket, urllib.request; {attempt}"],
        env=guarded,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "looks up" in done.stderr or "connects to" in done.stderr


def test_ingest_question_and_page_stay_on_this_machine(guarded: dict[str, str]) -> None:
    done = subprocess.run(SMOKE, env=guarded, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_ingest_question_and_page_run_in_an_empty_network(tmp_path: Path) -> None:
    """The real processes, without any interface but loopback and without a home."""
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "--net", "true"], check=False).returncode:
        pytest.skip("needs unshare --net (Linux, root)")
    done = subprocess.run(
        [unshare, "--net", *SMOKE, "--loopback"],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
