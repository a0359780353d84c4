import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ingest.load import load_file, parse_content
from ingest.report import make_report
from tests.browser import NARROW, WIDE, browser
from tests.conftest import Terminal
from ui.report_page import IntakeReport, count_warnings, render_report_page

__all__ = ["browser"]
HOSTILE = "<img src=x onerror=alert(1)>\"'&"
TEXT = (
    f"某县办法{HOSTILE}\n\n为提高质量，制定本办法。\n"
    f"一、{HOSTILE}奖励。给予优秀教师每人奖励×××元{HOSTILE}。（责任部门：县教育局{HOSTILE}）\n"
    "二、\n四、附则。自印发之日起施行。\n"
)


def make_intake() -> IntakeReport:
    report = make_report(parse_content(TEXT.encode(), f"{HOSTILE}.txt"))
    return IntakeReport((report,), 2, (f"《{HOSTILE}》读不了",), (), f"2026-03-01{HOSTILE}")


class Reader(HTMLParser):
    """Tags, attributes and words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_page_shows_what_files_say_and_runs_nothing_of_it() -> None:
    reader = Reader()
    page = render_report_page(make_intake())
    reader.feed(page)
    assert not reader.tags & {"img", "script", "link", "iframe", "form"}
    assert not any(name.startswith("on") or name == "src" for name in reader.attributes)
    assert HOSTILE in reader.words
    assert not re.search(r"https?:|@import|url\(", page)  # needs nothing but itself
    shown = (
        "没有导入 编号不连续 1 处 只有标题没有内容 1 处 无法辨认 1 处 职责 1 处 待遇 指标 县教育局"
    )
    for words in (*re.findall(r"\S+(?: \d 处)?", shown), "已归入 100.00%"):
        assert words in reader.words


def test_what_needs_a_look_is_counted() -> None:
    (report,) = make_intake().reports
    assert count_warnings(report) == 3


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_page_fits_its_window(browser: Browser, tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "r.html").write_text(render_report_page(make_intake()), "utf-8")
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto((tmp_path / "r.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    assert page.locator("td", has_text="3").last.is_visible()
    page.close()


def test_a_report_is_kept_as_a_page_or_as_json(
    terminal: Terminal, tmp_path: Path, samples: Path
) -> None:
    (tmp_path / "文件").mkdir()
    (tmp_path / "文件" / "工具.py").write_text("print()", "utf-8")
    (tmp_path / "文件" / "办法.txt").write_text(TEXT, "utf-8")
    assert terminal("ingest", "文件", "--report", "r.html").code == 0
    assert "程序代码" in (tmp_path / "r.html").read_text("utf-8")
    ended = terminal("ingest", "文件", "--again", "--json", "--report", "r.json")
    assert ended.code == 0
    printed = json.loads(ended.out)
    assert printed == json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert printed["passed_over"] == [{"file": "工具.py", "reason": "程序代码"}]
    (document,) = printed["files"][0]["documents"]
    assert document["illegible"][0]["clause"] == "一"
    assert terminal("ingest", "文件", "--again", "--report", "没有/r.html").code == 1


def test_a_folder_of_samples_is_taken_whole(terminal: Terminal, samples: Path) -> None:
    ended = terminal("ingest", samples, "--json")
    assert ended.code == 0
    written = json.loads(ended.out)
    assert len(written["files"]) == len(list(samples.glob("yunlan_*")))
    assert all(file["coverage"] == 1.0 for file in written["files"])
    assert {passed["file"] for passed in written["passed_over"]} == {"README.md", "__init__.py"}
    assert load_file(next(samples.glob("yunlan_07*"))).documents
