"""The paragraph (款) of an article that a question names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.model import NoAnswerReason
from ingest.load import parse_content
from ingest.model import Span
from ingest.paragraphs import find_paragraphs
from tests.replies import answer, refuse, say
from vectorstore.store import ClauseStore

MEASURE = """青岭县助学补助办法

第一条　为规范补助，制定本办法。

第二条　寄宿生每人每年补助500元。

走读生每人每年补助200元。

特殊困难学生可以增加，具体情形如下：

（一）孤儿；

（二）残疾学生。

有下列情形之一的，停发：

（一）退学；

（二）休学；

（三）转学。

第三条　由县教育局发放。
"""
FLAT = (
    "青岭县奖励办法\n\n第一条　奖励一等500元。二等300元。三等100元。\n\n第二条　由县教育局发放。\n"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("paragraphs")
    with ClauseStore.open(folder, writable=True) as store:
        store.replace(parse_content(MEASURE.encode(), "青岭县助学补助办法.txt"))
        store.replace(parse_content(FLAT.encode(), "青岭县奖励办法.txt"))
        yield Assistant(store)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("第二条第一款是什么", "第二条第一款：寄宿生每人每年补助500元。"),
        ("第二条第二款是什么", "第二条第二款：走读生每人每年补助200元。"),
        ("第二条第二款规定的补助标准是多少", "走读生每人每年补助200元。"),
        (
            "第二条第三款是什么",
            "第二条第三款：特殊困难学生可以增加，具体情形如下：（一）孤儿；（二）残疾学生。",
        ),
        (
            "第二条第四款是什么",
            "第二条第四款：有下列情形之一的，停发：（一）退学；（二）休学；（三）转学。",
        ),
        ("第二条第四款第（二）项是什么", "休学；"),
        ("第二条第三款第（二）项是什么", "残疾学生。"),
        ("第三条第一款是什么", "由县教育局发放。"),
    ],
)
def test_a_named_paragraph_is_quoted_alone(desk: Assistant, text: str, words: str) -> None:
    said = say(answer(desk, f"《青岭县助学补助办法》{text}"))
    assert said.endswith(words)
    assert said.count("元") == words.count("元")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("第二条第五款是什么", "第二条共四款，没有第五款"),
        ("第二条第五款规定的补助标准是多少", "第二条共四款，没有第五款"),
        ("第三条第二款写了什么", "第三条共一款，没有第二款"),
        ("第二条第三款第（三）项是什么", "第二条第三款中没有第（三）项"),
    ],
)
def test_a_paragraph_that_the_article_lacks_is_said_to_be_missing(
    desk: Assistant, text: str, words: str
) -> None:
    reply = refuse(desk, f"《青岭县助学补助办法》{text}")
    assert reply.reason is NoAnswerReason.NO_SUCH_CLAUSE
    assert words in say(reply)


def test_where_the_text_has_lost_its_paragraphs_none_is_said_to_be_missing(
    desk: Assistant,
) -> None:
    assert "三等100元" in say(answer(desk, "《青岭县奖励办法》第一条第二款是什么"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一条 甲。\n乙。\n\n　　丙。", ["第一条 甲。", "乙。", "丙。"]),
        ("第一条 适用范围\n甲。\n乙。", ["第一条 适用范围\n甲。", "乙。"]),
        ("第一条 各校应当加强\n管理。\n乙。", ["第一条 各校应当加强\n管理。", "乙。"]),
        ("第一条 包括：\n甲；\n乙。\n丙。", ["第一条 包括：\n甲；\n乙。", "丙。"]),
        ("", []),
    ],
)
def test_paragraphs_are_lines_that_end_a_sentence(text: str, expected: list[str]) -> None:
    assert [text[p.start : p.end] for p in find_paragraphs(text, ())] == expected


def test_items_belong_to_the_paragraph_above_them() -> None:
    text = "第一条 如下：\n（一）甲。\n（二）乙。\n丙。"
    items = [Span(text.index("（一）"), text.index("（二）") - 1)]
    items.append(Span(text.index("（二）"), text.index("丙") - 1))
    found = [text[p.start : p.end] for p in find_paragraphs(text, items)]
    assert found == [text[: text.index("丙") - 1], "丙。"]
