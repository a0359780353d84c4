"""Validity on another day, its ends, who explains a document, and what it replaces."""

import datetime
from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.reading.asked_days import find_period
from ingest.adoptions import find_issue_note
from ingest.load import parse_content
from ingest.model import PartialDate
from tests.replies import answer, refuse, say
from vectorstore.store import ClauseStore

OLD = """棠梨坪县公共自行车管理办法

棠梨坪县人民政府办公室文件

棠政办发〔2018〕6号

第一条　公共自行车每小时收费1元。

第二条　本办法自2018年7月1日起施行。
"""
NEW = """棠梨坪县公共自行车服务办法

（棠梨坪县城市管理局、棠梨坪县财政局2023年3月20日印发）

第一条　公共自行车两小时内免费。

第二条　本办法由县城市管理局会同县财政局负责解释。

第三条　本办法自2023年5月1日起施行，有效期至2026年4月30日。
《棠梨坪县公共自行车管理办法》（棠政办发〔2018〕6号）同时废止。
"""
SILENT = """棠梨坪县路灯节能方案

一、更换路灯2100盏。

二、本方案自印发之日起实施。
"""
DAY = datetime.date(2025, 6, 1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("record")
    with ClauseStore.open(folder / "data", writable=True) as store:
        for name, text in (("旧.txt", OLD), ("新.txt", NEW), ("灯.txt", SILENT)):
            store.replace(parse_content(text.encode(), name))
        yield Assistant(store)


PERIODS = (
    ("到2028年6月还有效吗", "2028年6月"),
    ("2023年的时候还能用吗", "2023年"),
    ("在2024年3月1日还执行吗", "2024年3月1日"),
    ("去年还能用吗", "2024年"),
    ("明年还管用吗", "2026年"),
    ("2025年的通知现在还有效吗", None),
    ("去年印发的办法还有效吗", None),
    ("2024年版的方案作废了吗", None),
    ("现在还有效吗", None),
)


@pytest.mark.parametrize(("text", "words"), PERIODS)
def test_the_time_asked_about_is_told_from_the_year_of_a_text(text: str, words: str | None) -> None:
    period = find_period(text, DAY)
    assert (None if period is None else period.words) == words


STATES = (
    ("《棠梨坪县公共自行车服务办法》到2027年还有效吗", "在2027年，已经失效。"),
    ("《棠梨坪县公共自行车服务办法》2022年的时候有效吗", "在2022年，尚未开始施行。"),
    ("《棠梨坪县公共自行车服务办法》去年还有效吗", "在2024年，在有效期内。"),
    (
        "《棠梨坪县公共自行车服务办法》明年还有效吗",
        "2026年1月1日在有效期内，2026年12月31日已经失效。",
    ),
)


@pytest.mark.parametrize(("text", "words"), STATES)
def test_the_state_is_told_for_the_time_asked_about_and_for_today(
    desk: Assistant, text: str, words: str
) -> None:
    said = say(answer(desk, text, day=DAY))
    assert words in said
    assert "截至2025年6月1日，仍在有效期内" in said


def test_the_end_of_validity_is_said_where_it_is_asked_for(desk: Assistant) -> None:
    said = say(answer(desk, "《棠梨坪县公共自行车服务办法》什么时候到期", day=DAY))
    assert "有效期到2026年4月30日。" in said


def test_the_state_of_another_document_is_no_answer(desk: Assistant) -> None:
    for title in ("棠梨坪县校车运营补贴办法", "《棠梨坪县校车运营补贴办法》"):
        refusal = refuse(desk, f"{title}现在还有效吗", day=DAY)
        assert "没有收录题为“校车运营补贴办法”的文件" in refusal.message


def test_who_explains_a_document_is_answered_from_its_own_sentence(desk: Assistant) -> None:
    said = say(answer(desk, "《棠梨坪县公共自行车服务办法》由谁负责解释"))
    assert "县城市管理局会同县财政局负责解释" in said
    refusal = refuse(desk, "《棠梨坪县路灯节能方案》的解释权归哪个部门")
    assert "没有写明由谁负责解释" in refusal.message


def test_what_a_document_replaced_is_answered_from_its_own_sentence(desk: Assistant) -> None:
    said = say(answer(desk, "《棠梨坪县公共自行车服务办法》取代了哪个文件"))
    assert "棠政办发〔2018〕6号）同时废止" in said


def test_the_line_of_issue_under_a_title_gives_bodies_and_day() -> None:
    (document,) = parse_content(NEW.encode(), "新.txt").documents
    assert document.metadata.issuing_body == "棠梨坪县城市管理局;棠梨坪县财政局"
    assert document.metadata.issue_date == PartialDate(2023, 3, 20)
    assert find_issue_note("（2023年修订）") is None
    assert find_issue_note("（经2023年3月20日会议通过，自2023年5月1日起施行）") is None


def test_a_number_in_the_line_of_issue_is_the_documents_own() -> None:
    text = NEW.replace("棠梨坪县城市管理局、棠梨坪县财政局", "棠城管〔2023〕4号　")
    (document,) = parse_content(text.encode(), "新.txt").documents
    assert document.metadata.document_number == "棠城管〔2023〕4号"
    assert document.metadata.issue_date == PartialDate(2023, 3, 20)
