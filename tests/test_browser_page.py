import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import NARROW, WIDE, Visit, address, browser, open_visit

__all__ = ["address", "browser"]  # fixtures, found by name

pytestmark = pytest.mark.browser

ASKED = "松棠县学前教育生均公用经费标准提高到多少？"
FOLLOW_UP = "那校舍维修专项资金每年安排多少？"
ABOUT_DRAFT = "梨溪县村小并入中心小学后住校的学生补助多少交通费？"
REFUSED = "海口市公交车票价是多少？"
HOSTILE_ASKED = "文明用语示范班级奖励金额是多少"
NOT_ASKED_OF = "<img src=x onerror=\"document.title='taken'\">${document.title='taken'}{{1}}"

CONTRAST = """
(selector) => {
  const light = (text) => {
    const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$/.test(colour) && colour !== "transparent") return colour;
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.querySelectorAll(selector)].filter((one) => one.offsetParent)
    .map((one) => {
      const pair = [light(getComputedStyle(one).color), light(ground(one))].sort((a, b) => b - a);
      return [one.className || one.tagName, (pair[0] + 0.05) / (pair[1] + 0.05)];
    });
}
"""


@pytest.fixture(params=[WIDE, NARROW], ids=["1280", "390"])
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    opened = open_visit(browser, address, request.param)
    expect(opened.page.locator(".samples button").first).to_be_visible()
    yield opened
    opened.page.context.close()


def ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    expect(page.locator("#live .asked")).to_contain_text(question[:40])
    expect(page.locator("#live .working")).to_have_count(0)
    expect(page.locator("#live .reply")).to_be_visible()


def check(visit: Visit) -> None:
    """What must hold whatever was done: nothing from outside, no complaint, nothing cut off."""
    assert visit.outside() == []
    assert visit.complaints == []
    assert visit.page.title().startswith("教策通")
    assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_ask_read_open_a_citation_and_follow_up(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.screenshot(path=tmp_path / "empty.png")
    ask(page, ASKED)
    expect(page.locator("#live .statement").first).to_contain_text("700元")
    page.screenshot(path=tmp_path / "answer.png")

    marker = page.locator("#live .marker").first
    marker.focus()
    page.keyboard.press("Enter")
    reader = page.get_by_role("dialog", name="文件原文")
    expect(reader.locator("mark")).to_be_in_viewport()
    expect(reader.locator(".path")).not_to_be_empty()
    expect(reader.locator(".badge")).to_be_visible()
    expect(reader.locator("h2")).to_be_focused()
    quote = page.locator("#live .source-quote").first.text_content() or ""
    assert quote
    assert reader.locator("mark").text_content() == quote
    assert quote in (reader.locator(".clause").text_content() or "")
    page.screenshot(path=tmp_path / "citation.png")
    page.keyboard.press("Escape")
    expect(reader).to_be_hidden()
    expect(marker).to_be_focused()

    ask(page, FOLLOW_UP)
    expect(page.locator("#past .exchange")).to_have_count(1)
    expect(page.locator("#live .statement").first).to_contain_text("600万元")
    check(visit)


def test_a_draft_is_announced_before_the_answer(visit: Visit) -> None:
    page = visit.page
    ask(page, ABOUT_DRAFT)
    notice = page.locator("#live .notice-validity").first
    expect(notice).to_be_visible()
    notice_box = notice.bounding_box()
    statement_box = page.locator("#live .statement").first.bounding_box()
    assert notice_box is not None
    assert statement_box is not None
    assert notice_box["y"] < statement_box["y"]
    expect(page.locator("#live .source .badge").first).to_have_text(re.compile("稿"))
    check(visit)


def test_a_refusal_is_calm_and_an_error_is_no_refusal(visit: Visit) -> None:
    page = visit.page
    ask(page, REFUSED)
    expect(page.locator("#live .refusal")).to_be_visible()
    expect(page.locator("#live .failure")).to_have_count(0)
    ask(page, "问" * 2001)
    expect(page.locator("#live .failure")).to_contain_text("问题太长")
    expect(page.locator("#live .refusal")).to_have_count(0)
    expect(page.locator("#question textarea")).to_have_value("问" * 2001)
    page.locator("#question textarea").fill("")
    page.locator("button#send").click()
    expect(page.locator("#live .failure")).to_contain_text("请输入问题。")
    check(visit)


def test_nothing_from_documents_or_questions_runs(visit: Visit) -> None:
    page = visit.page
    ask(page, NOT_ASKED_OF)
    expect(page.locator("#live .asked")).to_contain_text(NOT_ASKED_OF)
    ask(page, HOSTILE_ASKED)
    expect(page.locator("#live .reply")).to_contain_text("880元")
    page.locator("#live .source").first.click()
    expect(page.locator("#reader .clause")).to_contain_text("<b>流动红旗</b>")
    page.locator("#reader .close").click()
    page.get_by_role("button", name="已收录文件").click()
    expect(page.locator("#reader .documents")).to_contain_text("校园文明用语办法")
    check(visit)


def test_a_clause_that_is_gone_says_so(visit: Visit) -> None:
    page = visit.page
    ask(page, ASKED)
    marker = page.locator("#live .marker").first
    marker.evaluate("one => { one.dataset.document = 'no-such-document'; }")
    marker.click()
    expect(page.locator("#reader .failure")).to_contain_text(re.compile("文件"))
    visit.complaints = [line for line in visit.complaints if "404" not in line]  # it is one
    check(visit)


def test_documents_open_and_can_be_read_on(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="已收录文件").click()
    rows = page.locator("#reader .documents li")
    expect(rows.first).to_be_visible()
    expect(rows.first.locator(".badge")).to_be_visible()
    rows.first.locator("button").click()
    text = page.locator("#reader .running-text.later")
    expect(text).not_to_be_empty()
    later = page.locator("#reader [data-act=later]")
    if later.is_visible():
        before = len(text.text_content() or "")
        later.click()
        page.wait_for_function(
            "length => document.querySelector('#reader .later').textContent.length > length",
            arg=before,
        )
    check(visit)


def test_a_sample_question_is_asked_and_a_new_talk_begins_empty(visit: Visit) -> None:
    page = visit.page
    page.locator(".samples button").first.click()
    expect(page.locator("#live .copy")).to_be_visible()
    expect(page.locator(".samples")).to_have_count(0)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".exchange")).to_have_count(0)
    expect(page.locator(".samples button").first).to_be_visible()
    check(visit)


def test_copy_takes_the_answer_with_its_citations(browser: Browser, address: str) -> None:
    visit = open_visit(browser, address, WIDE)
    page = visit.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, ASKED)
    page.locator("#live .copy").click()
    expect(page.locator("#live .copy")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "700元" in copied
    assert "[1] 《" in copied
    page.context.close()


def test_a_region_can_be_chosen(visit: Visit) -> None:
    page = visit.page
    page.get_by_label("地区").click()
    page.get_by_role("option", name="松棠县", exact=True).click()
    ask(page, "学前教育生均公用经费标准提高到多少？")
    expect(page.locator("#live .statement").first).to_contain_text("700元")
    check(visit)


def test_a_lost_connection_is_said_in_chinese(visit: Visit) -> None:
    page = visit.page
    page.context.set_offline(True)
    page.locator("#question textarea").fill(ASKED)
    page.locator("button#send").click()
    expect(page.locator(".toast-message-text").first).to_contain_text(re.compile("连接|没有完成"))
    expect(page.locator("#live .refusal")).to_have_count(0)


def test_enter_that_ends_a_pinyin_composition_does_not_send(visit: Visit) -> None:
    page = visit.page
    box = page.locator("#question textarea")
    box.fill("xuexiao")
    box.evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    page.wait_for_timeout(400)
    expect(page.locator(".exchange")).to_have_count(0)


def test_text_stands_out_from_its_ground(visit: Visit) -> None:
    page = visit.page
    ask(page, ABOUT_DRAFT)
    page.locator("#live .marker").first.click()
    expect(page.locator("#reader mark")).to_be_visible()
    found = page.evaluate(
        CONTRAST,
        "#header p, #header button, #talk p, #talk button, #talk span, .asked, .badge, #reader p,"
        " #reader h2, #reader button, #reader div.running-text, mark, #composer button,"
        " #composer span, #composer input",
    )
    assert len(found) > 15
    assert [pair for pair in found if pair[1] < 4.5] == []
