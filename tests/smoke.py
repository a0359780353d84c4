"""One run of the real commands: ingest, ask, serve, a question over HTTP; with their peak memory.

Standard library only: it also runs beside the slim install (`--slim`, see .ci/run) and in an
empty network namespace (`--loopback` brings its loopback up first, see test_offline.py).
"""

import contextlib
import fcntl
import importlib.util
import json
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

QUESTION = "家庭经济困难的小学寄宿生一年补助多少钱？"
FACT = "1300元"
LIMIT_MB = 700
COMMAND = [sys.executable, "-m", "ui.cli"]


def check_slim() -> None:
    for name in ("torch", "sentence_transformers"):
        assert importlib.util.find_spec(name) is None, f"{name} is installed"
    entry = Path(sys.executable).parent / "policy-assistant"
    subprocess.run([entry, "--help"], check=True, capture_output=True)


def raise_loopback() -> None:
    """Like `ip link set lo up`, which not every machine has."""
    request = struct.pack("16sH14x", b"lo", 1 | 64)  # IFF_UP | IFF_RUNNING
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, request)  # SIOCSIFFLAGS


def run(folder: Path, *words: str) -> str:
    """The command's output; fails with what it said on stderr."""
    with subprocess.Popen(
        [*COMMAND, *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as started:
        out, err = started.communicate(timeout=180)
        assert started.returncode == 0, f"{words[0]} ended with {started.returncode}: {err}"
    return out


def serve(folder: Path) -> int:
    """Peak memory of the server in MB after page, documents and a question."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = str(found.getsockname()[1])
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", port],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            address = re.search(r"http://[\d.:]+", line)
            assert address, line
            for path in ("/", "/readyz", "/docs", "/api/documents", "/widget/demo"):
                with urllib.request.urlopen(address[0] + path, timeout=60) as page:
                    assert page.status == 200, path
            body = json.dumps({"question": QUESTION}).encode()
            asked = urllib.request.Request(
                address[0] + "/api/answer", body, {"Content-Type": "application/json"}
            )
            with urllib.request.urlopen(asked, timeout=60) as reply:
                answer = json.loads(reply.read())
            assert FACT in answer["answer"], answer
            assert answer["citations"], answer
            return read_peak(server.pid)
        finally:
            server.terminate()


def read_peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found, status
    return int(found[1]) // 1024


def read_children_peak() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def main() -> None:
    """Raises AssertionError at the first thing that is not so."""
    slim = "--slim" in sys.argv
    if slim:
        check_slim()
    if "--loopback" in sys.argv:
        raise_loopback()
        with contextlib.suppress(OSError), socket.create_connection(("1.1.1.1", 53), timeout=2):
            raise AssertionError("there is a network here")
    for name in [name for name in os.environ if name.startswith("POLICY_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), "ingest", "--samples")
        peaks = {"ingest": read_children_peak()}
        shown = run(Path(folder), "ask", QUESTION)
        assert FACT in shown, shown
        peaks["ask"] = read_children_peak()
        peaks["serve"] = serve(Path(folder))
    print("peak memory in MB:", ", ".join(f"{name} {peak}" for name, peak in peaks.items()))
    if slim:
        assert max(peaks.values()) < LIMIT_MB, f"more than {LIMIT_MB} MB"


if __name__ == "__main__":
    main()
