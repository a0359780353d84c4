"""A real Chromium and a real server for the browser tests; import the fixtures by name.

* `browser`: headless Chromium, once per module; skips with a reason where there is none.
* `address`: the whole application over the sample documents and one hostile document, served on
  a free loopback port.
* `Visit`: an open page that records every request, console message and page error.
"""

import datetime
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
AS_OF = datetime.date(2026, 3, 1)
WIDE, NARROW = (1280, 850), (390, 800)
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
HOSTILE = """云岚州校园文明用语办法<script>document.title = "taken"</script>

第一条　为规范校园文明用语，制定本办法<img src=x onerror="document.title = 'taken'">。

第二条　文明用语示范班级颁发<b>流动红旗</b>一面，奖励金额为880元。${document.title = "taken"}

第三条　{{constructor.constructor("document.title = 'taken'")()}}由各学校负责解释。
"""


@dataclass
class Visit:
    """A page with what it asked for and what it complained about."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def outside(self) -> list[str]:
        """Requests to anything but the own origin."""
        return [
            url for url in self.requests if not url.startswith((self.address, "data:", "blob:"))
        ]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
    if found is None:
        pytest.skip("needs Chromium, which is not installed here")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    import uvicorn

    from assistant.settings import Settings
    from assistant.wiring import open_store
    from ingest.load import find_files, load_file
    from ui.server import build_application, open_socket

    folder = tmp_path_factory.mktemp("documents")
    for source in (ROOT / "ingest" / "samples").iterdir():
        if source.suffix in (".txt", ".docx"):
            shutil.copy(source, folder)
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    settings = Settings(data_dir=tmp_path_factory.mktemp("held"), as_of=AS_OF)
    with open_store(settings, writable=True) as store:
        for path in find_files([folder]):
            store.replace(load_file(path))
    listener = open_socket("127.0.0.1", 0)
    port = listener.getsockname()[1]
    with listener, open_store(settings) as store:
        config = uvicorn.Config(build_application(settings, store), log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
        server.should_exit = True
        thread.join(timeout=20)


def open_visit(browser: Browser, address: str, size: tuple[int, int], path: str = "") -> Visit:
    """A fresh page at `path`, in a context of its own; close `visit.page.context` afterwards."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    context.set_default_timeout(20_000)
    visit = Visit(context.new_page(), address)
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on(
        "console",
        lambda message: visit.complaints.append(message.text) if message.type == "error" else None,
    )
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.goto(address + path)
    return visit
