"""What a document says of itself, and clauses that are named by number."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.composing.facts import format_date
from assistant.model import NoAnswerReason
from ingest.load import parse_content
from ingest.model import LeadKind, PartialDate
from tests.invented import open_invented
from tests.replies import answer, cited, refuse, say
from vectorstore.model import PUBLIC
from vectorstore.store import ClauseStore


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with open_invented(tmp_path_factory.mktemp("facts")) as store:
        yield Assistant(store)


STATES = (
    ("《槐溪县教师取暖补贴办法》现在还有效吗", datetime.date(2025, 6, 1), "现行有效"),
    ("《槐溪县教师取暖补贴办法》现在还有效吗", datetime.date(2023, 10, 15), "尚未开始施行"),
    ("《槐溪县教师取暖补贴办法》现在还有效吗", datetime.date(2029, 6, 1), "失效"),
    ("槐教发〔2017〕9号现在还能用吗", datetime.date(2025, 6, 1), "已被废止"),
    ("《白垣县校外托管机构管理办法》正式印发了吗", datetime.date(2025, 6, 1), "尚未正式印发"),
)


@pytest.mark.parametrize(("text", "day", "state"), STATES)
def test_the_state_of_a_document_is_told_for_the_day(
    desk: Assistant, text: str, day: datetime.date, state: str
) -> None:
    said = say(answer(desk, text, day=day))
    assert state in said
    assert f"截至{day.year}年{day.month}月{day.day}日" in said


def test_an_end_that_cannot_be_told_is_neither_in_force_nor_unsaid(tmp_path: Path) -> None:
    text = (
        "青岭县助学补助办法\n\n第一条　寄宿生每人每年补助500元。\n\n第二条　由县教育局发放。\n\n"
        "第三条　本办法自印发之日起施行，有效期3年。\n"
    )
    with ClauseStore.open(tmp_path / "data", writable=True) as store:
        store.replace(parse_content(text.encode(), "青岭县助学补助办法.txt"))
        said = say(answer(Assistant(store), "《青岭县助学补助办法》现在还有效吗"))
    assert "算不出截止日期" in said
    assert "有效期3年" in said
    assert "现行有效" not in said


def test_that_a_text_was_repealed_is_told_by_the_words_that_repeal_it(desk: Assistant) -> None:
    reply = answer(desk, "槐教发〔2017〕9号现在还能用吗")
    assert {doc for doc, _ in cited(reply)} == {"huaixi_bus_2022.txt"}
    (citation,) = reply.statements[0].citations
    assert "同时废止" in citation.quote
    assert "已被废止" in say(reply)


def test_when_by_whom_and_under_which_number(desk: Assistant) -> None:
    said = say(answer(desk, "《槐溪县学生乘车补助实施细则》是哪天印发的"))
    assert "槐溪县教育体育局" in said
    assert "2022年8月15日" in said
    assert "槐教发〔2022〕14号" in said


@pytest.mark.parametrize(
    ("date", "written"),
    [
        (PartialDate(2024), "2024年"),
        (PartialDate(2024, 7), "2024年7月"),
        (PartialDate(2024, 7, 5), "2024年7月5日"),
    ],
)
def test_a_date_is_as_precise_as_the_text(date: PartialDate, written: str) -> None:
    assert format_date(date) == written


CLAUSES = (
    ("槐溪县教师取暖补贴办法第四条怎么规定的", "第二章 › 第四条", "1450元"),
    ("槐溪县教师取暖补贴办法第三条第（二）项怎么说", "第二章 › 第三条 › （二）", "没有集中供暖"),
    ("《白垣县乡村教师关怀措施》第二条说了什么", "二", "健康体检"),
    ("槐溪县智慧校园建设行动计划二（一）讲什么", "二 › （一）", "780万元"),
)


@pytest.mark.parametrize(("text", "label", "words"), CLAUSES)
def test_a_clause_named_by_number_is_given(
    desk: Assistant, text: str, label: str, words: str
) -> None:
    reply = answer(desk, text)
    assert [found for _, found in cited(reply)] == [label]
    assert words in say(reply)


def test_every_article_of_a_method_is_found_by_its_number(assistant: Assistant) -> None:
    store = assistant.store
    (method,) = (d for d in store.documents(PUBLIC) if d.file_name.startswith("yunlan_07"))
    articles = [
        passage
        for passage in store.passages(method.id, PUBLIC)
        if not isinstance(passage.kind, LeadKind) and passage.label.split(" › ")[-1].endswith("条")
    ]
    assert len(articles) == 22
    for passage in articles:
        number = passage.label.split(" › ")[-1]
        reply = answer(assistant, f"《云岚州乡村教师岗位补助办法》{number}怎么规定")
        assert cited(reply) == [(method.file_name, passage.label)]


def test_a_number_beyond_the_last_is_refused_with_the_last(assistant: Assistant) -> None:
    reply = refuse(assistant, "《松棠县推进教育高质量发展十条措施》第十二条说了什么")
    assert reply.reason is NoAnswerReason.NO_SUCH_CLAUSE
    assert "全文共十条" in reply.message
    assert [c.label for c in reply.nearest] == ["十"]


def test_an_annex_without_its_text_is_refused(assistant: Assistant) -> None:
    reply = refuse(assistant, "云岚州行动方案附件3里的指标是多少")
    assert reply.reason is NoAnswerReason.NOT_COVERED
    assert "主要指标分解表" in reply.message
