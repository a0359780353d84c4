"""When a law was amended, as the note under its title says; what its page says of its day."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from ingest.load import parse_content
from tests.replies import answer, say
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore

LAW = """枫桥市湿地保护条例

（2009年3月6日枫桥市人民代表大会常务委员会通过　2014年8月1日枫桥市人民代表大会\
常务委员会《关于修改〈枫桥市湿地保护条例〉的决定》第一次修正　2021年11月26日枫桥市\
人民代表大会常务委员会修订）

第一章　总则

第一条　为了保护湿地，制定本条例。

第二条　湿地由市林业主管部门管理。

第三条　本条例自2009年5月1日起施行。
"""
PLAN = """枫桥市湿地修复三年行动计划（2021—2023年）

一、总体要求。三年修复湿地六处。

二、工作安排。由市林业主管部门负责。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("amended")
    with ClauseStore.open(folder / "data", load_embedder(None), writable=True) as store:
        store.replace(parse_content(LAW.encode(), "湿地.txt"))
        store.replace(parse_content(PLAN.encode(), "修复.txt"))
        yield Assistant(store)


def test_the_last_amendment_alone_answers_when_it_was_last_amended(desk: Assistant) -> None:
    said = say(answer(desk, "枫桥市湿地保护条例最近一次是什么时候修订的"))
    assert "2021年11月26日" in said
    assert "2014年" not in said


def test_every_amendment_answers_how_often_it_was_amended(desk: Assistant) -> None:
    said = say(answer(desk, "枫桥市湿地保护条例修正过几次"))
    assert "2014年8月1日" in said
    assert "2021年11月26日" in said


def test_a_plan_whose_years_are_over_is_told_to_be_over(desk: Assistant) -> None:
    said = say(answer(desk, "《枫桥市湿地修复三年行动计划》现在还算数吗"))
    assert "计划期" in said
    assert "已过" in said
