from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import NARROW, WIDE, Visit, address, browser, open_visit
from tests.test_browser_page import ask, check

__all__ = ["address", "browser"]  # fixtures, found by name

pytestmark = pytest.mark.browser


@pytest.fixture(params=[WIDE, NARROW], ids=["1280", "390"])
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    opened = open_visit(browser, address, request.param)
    expect(opened.page.locator(".samples button").first).to_be_visible()
    yield opened
    opened.page.context.close()


def test_a_list_of_duties_is_divided_by_role_and_exported(visit: Visit) -> None:
    ask(visit.page, "安全股的任务有哪些")
    expect(visit.page.locator("#live .group")).to_have_count(2)
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="导出 Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    check(visit)


def test_a_comparison_is_a_table_that_fits(visit: Visit) -> None:
    ask(visit.page, "比较松棠县和梨溪县的班主任津贴")
    expect(visit.page.locator("#live .comparison td.silent")).to_have_count(1)
    check(visit)
