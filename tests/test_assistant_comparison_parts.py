"""Comparisons within one document: of clauses, of annexes, of things of a kind."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.model import Answer
from ingest.load import parse_content
from tests.replies import answer, cited, say
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore

RULES = """枫岭坪县果树保险办法

第一条　本办法适用于苹果、柑橘种植户。

第二条　投保标准为：小户每亩保费12元，大户每亩保费20元。

第三条　柑橘受冻的，每亩赔付900元，农户应当在受灾后5日内报告。

第四条　苹果受雹灾的，每亩赔付1400元，由保险公司在10日内勘查。

第五条　保费补贴按照下列档次发放：

（一）一类乡镇，补贴保费的80%；

（二）二类乡镇，补贴保费的65%；

（三）三类乡镇，补贴保费的50%。

附件1

勘查流程

一、报案。农户电话报案。

二、定损。两名勘查员到场。

附件2

理赔材料清单

一、身份证明。户主身份证复印件。

二、受灾照片。不少于4张。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("beside")
    with ClauseStore.open(folder / "data", load_embedder(None), writable=True) as store:
        store.replace(parse_content(RULES.encode(), "果树.txt"))
        yield Assistant(store)


def rows(reply: Answer) -> dict[str, tuple[str, ...]]:
    assert reply.table is not None
    return {row.aspect: tuple(cell.text for cell in row.cells) for row in reply.table.rows}


def test_clauses_named_by_number_stand_side_by_side(desk: Assistant) -> None:
    reply = answer(desk, "《枫岭坪县果树保险办法》第三条和第四条有什么区别")
    assert reply.table is not None
    assert reply.table.columns == ("第三条", "第四条")
    assert "900元" in rows(reply)["条文"][0]
    assert "1400元" in rows(reply)["条文"][1]
    assert [label for _, label in cited(reply)] == ["第三条", "第四条"]


def test_two_annexes_of_one_document_are_laid_side_by_side(desk: Assistant) -> None:
    reply = answer(desk, "果树保险办法的附件1和附件2有什么不一样")
    assert reply.table is not None
    assert reply.table.columns == ("附件1《勘查流程》", "附件2《理赔材料清单》")
    assert rows(reply)["名称"] == ("勘查流程", "理赔材料清单")
    assert "报案" in rows(reply)["各部分"][0]
    assert "受灾照片" in rows(reply)["各部分"][1]


def test_things_of_a_kind_in_one_sentence_are_told_apart(desk: Assistant) -> None:
    said = say(answer(desk, "果树保险里一类乡镇和三类乡镇的保费补贴差多少"))
    assert "80%" in said
    assert "50%" in said
    assert "65%" not in said


def test_a_thing_that_the_document_does_not_tell_apart_gives_no_table(desk: Assistant) -> None:
    reply = answer(desk, "果树保险里城区和农村的勘查期限有什么不同")
    assert reply.table is None or "未提及" in str(rows(reply))
