import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import NARROW, ROOT, WIDE, Visit, address, browser, open_visit

__all__ = ["address", "browser"]  # fixtures, found by name

pytestmark = pytest.mark.browser

ASKED = "松棠县学前教育生均公用经费标准提高到多少？"
OPEN = "打开教育政策问答"


@pytest.fixture(params=[WIDE, NARROW], ids=["1280", "390"])
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    opened = open_visit(browser, address, request.param, "widget/demo")
    yield opened
    opened.page.context.close()


def ask(page: Page, question: str) -> None:
    replies = page.locator(".reply").count()
    page.get_by_label("问题", exact=True).fill(question)
    page.get_by_label("问题", exact=True).press("Enter")
    expect(page.locator(".reply")).to_have_count(replies + 1)
    expect(page.locator(".working")).to_have_count(0)


def check(visit: Visit) -> None:
    assert visit.outside() == []
    assert visit.complaints == []
    assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_ask_open_a_clause_follow_up_and_close_by_keyboard(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.get_by_role("button", name=OPEN).press("Enter")
    dialog = page.get_by_role("dialog", name="教育政策问答")
    expect(dialog).to_be_visible()
    expect(page.get_by_label("问题", exact=True)).to_be_focused()
    ask(page, ASKED)
    expect(page.locator(".reply").first).to_contain_text("700元")
    marker = page.locator(".marker").first
    expect(marker).to_have_attribute("aria-expanded", "false")
    marker.press("Enter")
    expect(marker).to_have_attribute("aria-expanded", "true")
    clause = page.locator(".clause:visible")
    expect(clause.locator("mark")).not_to_be_empty()
    expect(clause.locator(".badge")).to_be_visible()
    page.screenshot(path=tmp_path / "widget.png")
    ask(page, "那校舍维修专项资金每年安排多少？")
    expect(page.locator(".reply").nth(1)).to_contain_text("600万元")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name=OPEN)).to_be_focused()
    check(visit)


def test_refusals_and_errors_are_told_apart(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name=OPEN).click()
    ask(page, "海口市公交车票价是多少？")
    expect(page.locator(".failure")).to_have_count(0)
    expect(page.locator(".reply").first).not_to_be_empty()
    ask(page, "问" * 2001)
    expect(page.locator(".failure")).to_contain_text("问题太长")
    check(visit)


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (503, '{"error": {"code": "library_locked", "message": "资料库正在更新。"}}', "正在更新"),
        (500, "<h1>Internal Server Error</h1>", "服务器返回错误 500"),
        (200, "{}", "服务器返回错误 200"),
        (None, "", "连接不上问答服务"),
    ],
)
def test_every_failure_is_said_in_chinese(
    browser: Browser, address: str, status: int | None, body: str, message: str
) -> None:
    visit = open_visit(browser, address, NARROW, "widget/demo")
    page = visit.page

    def answer(route: Route) -> None:
        if status is None:
            route.abort()
        else:
            route.fulfill(status=status, body=body)

    page.route("**/api/answer", answer)
    page.get_by_role("button", name=OPEN).click()
    ask(page, ASKED)
    expect(page.locator(".failure")).to_contain_text(message)
    expect(page.get_by_label("问题", exact=True)).to_have_value(ASKED)
    expect(page.get_by_role("button", name="提问")).to_be_enabled()
    page.context.close()


def test_what_documents_say_is_only_text(visit: Visit) -> None:
    page = visit.page
    title = page.title()
    page.get_by_role("button", name=OPEN).click()
    ask(page, "<img src=x onerror=\"document.title='taken'\">")
    ask(page, "文明用语示范班级奖励金额是多少")
    expect(page.locator(".reply").nth(1)).to_contain_text("880元")
    page.locator(".reply").nth(1).locator(".marker").first.click()
    expect(page.locator(".clause:visible").first).to_contain_text("<b>流动红旗</b>")
    assert page.title() == title
    assert page.locator("policy-assistant img").count() == 0
    check(visit)


def test_comparisons_and_groups_are_shown_simply(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name=OPEN).click()
    ask(page, "比较松棠县和梨溪县的班主任津贴")
    amounts = page.locator(".table h3", has_text="金额").locator("xpath=following-sibling::dl[1]")
    expect(amounts.locator("dd")).to_have_count(2)
    expect(amounts.locator("dd.silent")).to_have_text("所引条文未写")
    amounts.locator(".marker").first.click()
    expect(page.locator(".clause:visible mark")).to_contain_text("500元")
    check(visit)


def test_a_list_of_duties_has_its_groups_and_is_saved(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name=OPEN).click()
    ask(page, "安全股的任务有哪些")
    expect(page.locator(".reply h3.group")).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 CSV").click()
    assert download.value.suggested_filename == "任务分工.csv"
    check(visit)


def test_a_self_check_goes_on_over_follow_ups(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name=OPEN).click()
    ask(page, "我在松棠县乡镇小学教了21年书，当班主任")
    first = page.locator(".reply").first
    expect(first.locator("h3.group").first).to_have_text("符合")
    expect(first.locator(".notice").last).to_contain_text("哪个市（州）")
    ask(page, "云岚州")
    expect(page.locator(".reply").nth(1)).to_contain_text("适用于松棠县")
    check(visit)


def test_the_script_keeps_to_old_browsers_and_to_text() -> None:
    script = (ROOT / "ui" / "widget" / "policy-assistant.js").read_text(encoding="utf-8")
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", script, flags=re.S)
    for newer in ("?.", "??", "||=", "replaceAll", ".at(", "import(", "innerHTML", "eval("):
        assert newer not in code
    for newer_style in (":focus-visible", "gap:", "inset:", ":is(", "aspect-ratio"):
        assert newer_style not in code
