import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import NARROW, WIDE, Visit, address, browser, open_visit
from tests.test_browser_page import check

__all__ = ["address", "browser"]  # fixtures, found by name

pytestmark = pytest.mark.browser


@pytest.fixture(params=[WIDE, NARROW], ids=["1280", "390"])
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    opened = open_visit(browser, address, request.param)
    expect(opened.page.locator(".samples button").first).to_be_visible()
    yield opened
    opened.page.context.close()


def open_panel(page: Page, region: str = "松棠县") -> None:
    page.get_by_role("button", name="待遇自查").press("Enter")
    expect(page.get_by_role("dialog", name="待遇自查")).to_be_visible()
    page.locator("#selfcheck").get_by_label("地区", exact=True).select_option(region)
    expect(page.locator(".check-card").first).to_be_visible()


def test_only_what_matters_for_the_place_is_asked(visit: Visit) -> None:
    page = visit.page
    open_panel(page)
    expect(page.get_by_label("学校所在地")).to_be_visible()
    expect(page.get_by_label("最高学历学位")).to_have_count(0)
    page.locator("#check-region").select_option("澄岩县")
    expect(page.get_by_label("乡村任教连续（年）")).to_have_count(0)
    check(visit)


def test_a_teacher_says_what_he_is_and_sees_what_he_meets(visit: Visit) -> None:
    page = visit.page
    open_panel(page)
    page.get_by_label("学校所在地").select_option("township")
    page.get_by_label("班主任", exact=True).check()
    page.get_by_label("乡村任教连续（年）").fill("21")
    page.get_by_role("group", name="您历年的年度考核是否都在合格以上？").get_by_label(
        "是", exact=True
    ).check()
    met = page.locator(".check-card", has_text="5000元").first
    expect(met.locator("li.met")).to_have_count(3)
    expect(page.get_by_role("heading", name=re.compile("^符合（"))).to_be_visible()
    expect(met.locator(".badge")).to_have_text("现行")
    expect(met.locator(".check-ask")).to_contain_text("负责解释")
    check(visit)


def test_a_condition_in_the_clauses_own_words_is_answered_beside_it(visit: Visit) -> None:
    page = visit.page
    open_panel(page)
    card = page.locator(".check-card", has_text="主讲教师按每节80元")
    card.get_by_role("button", name="您是否符合“主讲教师”？否").press("Enter")
    answered = card.locator("li.unmet")
    expect(answered).to_contain_text("您说不符合")
    assert page.evaluate("document.querySelector('#selfcheck').contains(document.activeElement)")
    check(visit)


def test_a_clause_opens_and_escape_closes_one_thing_at_a_time(visit: Visit) -> None:
    page = visit.page
    open_panel(page)
    page.locator(".check-cite").first.press("Enter")
    expect(page.locator("#reader mark")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(page.locator("#selfcheck")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#selfcheck")).to_be_hidden()
    expect(page.get_by_role("button", name="待遇自查")).to_be_focused()
    check(visit)


def test_the_check_is_exported_and_cleared(visit: Visit) -> None:
    page = visit.page
    open_panel(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 Excel").click()
    assert download.value.suggested_filename == "待遇自查.xlsx"
    page.get_by_role("button", name="清空重填").click()
    expect(page.locator("#check-region")).to_be_focused()
    check(visit)


def test_in_print_only_the_check_is_left(visit: Visit) -> None:
    page = visit.page
    open_panel(page)
    page.emulate_media(media="print")
    expect(page.locator(".check-card").first).to_be_visible()
    expect(page.locator("#selfcheck form")).to_be_hidden()
    expect(page.locator("#composer")).to_be_hidden()
    page.emulate_media(media="screen")


def test_two_visitors_share_nothing(browser: Browser, address: str) -> None:
    first, second = (open_visit(browser, address, WIDE) for _ in range(2))
    for visit in (first, second):
        expect(visit.page.locator(".samples button").first).to_be_visible()
        open_panel(visit.page)
    first.page.get_by_label("学校所在地").select_option("village")
    expect(first.page.locator("#selfcheck")).to_contain_text("您说是村小或教学点")
    second.page.reload()
    expect(second.page.locator(".samples button").first).to_be_visible()
    open_panel(second.page)
    expect(second.page.get_by_label("学校所在地")).to_have_value("")
    for visit in (first, second):
        check(visit)
        visit.page.context.close()
