"""Clauses as people point at them: by spoken numbers, from the ends, in ranges, from the last."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.model import NoAnswerReason, Turn
from assistant.reading.neighbours import find_neighbour
from assistant.reading.reference_words import find_run, say_references
from ingest.load import parse_content
from tests.replies import answer, cited, refuse, say
from vectorstore.store import ClauseStore

RULES = """石楠坪县河道采砂管理办法

第一章　总则

第一条　为规范河道采砂，制定本办法。

第二条　县水务局负责河道采砂的监督管理。

第二章　许可

第三条　采砂应当取得许可证，许可证有效期一年。

第四条　申请许可的，提交下列材料：（一）申请书；（二）采砂方案；（三）堆放场地证明。

第六条　禁采期为每年4月1日至7月31日。

第三章　附则

第七条　本办法由县水务局负责解释。

第八条　本办法自2025年1月1日起施行。
"""
PLAN = """石楠坪县护河行动方案

一、目标任务

（一）清理河岸

1.清除沿岸垃圾点24处。

2.拆除违章棚屋11间。

（二）巡河制度

3.村级河长每周巡河两次。

二、保障措施

4.每个村安排巡河经费3000元。

附件1

巡河路线说明

一、东线。从石桥到水坝，全长7公里。

二、西线。从水坝到渡口，全长9公里。

附件2

巡河记录要求

一、记录时间。巡河当天填写。

二、保存期限。记录保存三年。
"""


STAGES = """石楠坪县河堤加固工作方案

一、工作目标

义务教育阶段学校门前的河堤先行加固。

二、实施步骤

（一）摸底阶段（2025年3月—2025年5月）。逐段查明堤身状况。

（二）加固阶段（2025年6月—2026年4月）。按先险后缓的次序施工。

（三）验收阶段（2026年5月—2026年8月）。县水务局组织验收。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("runs")
    with ClauseStore.open(folder / "data", writable=True) as store:
        store.replace(parse_content(RULES.encode(), "采砂.txt"))
        store.replace(parse_content(PLAN.encode(), "护河.txt"))
        store.replace(parse_content(STAGES.encode(), "河堤.txt"))
        yield Assistant(store)


SPOKEN = (
    ("方案里标着12的那条", "方案里第12条"),
    ("编号是7的那项", "第7项"),
    ("办法3条怎么规定", "办法第3条怎么规定"),
    ("汇编里的十七条是什么", "汇编里的第十七条是什么"),
    ("篇二 五", "篇二第五条"),
    ("附件2第三步", "附件2第三项"),
    ("办法第是一条", "办法第十一条"),
    ("篇巴 讲什么", "篇八 讲什么"),
    ("附件是什么", "附件是什么"),
    ("这篇吧", "这篇吧"),
    ("第二个附件讲什么", "附件二讲什么"),
    ("序号4", "第4行"),
    ("二十条措施讲什么", "二十条措施讲什么"),
    ("8条措施是什么", "8条措施是什么"),
    ("前3条是什么", "前3条是什么"),
)


@pytest.mark.parametrize(("text", "said"), SPOKEN)
def test_spoken_numbers_are_read_as_documents_write_them(text: str, said: str) -> None:
    assert say_references(text) == said


RUNS = (
    ("前三条", (1, 3, False)),
    ("最后一条", (-1, -1, False)),
    ("最后两条", (-2, -1, False)),
    ("倒数第二条", (-2, -2, False)),
    ("倒数两条", (-2, -1, False)),
    ("第五条到第八条", (5, 8, True)),
    ("第五至八条", (5, 8, True)),
    ("最后一次", None),
    ("前三名", None),
    ("第二个阶段", (2, 2, False)),
    ("最后那个阶段", (-1, -1, False)),
    ("前面那个阶段", None),
    ("目前三条线路", None),
    ("学期末一项考核", None),
    ("八到十条建议", None),
)


@pytest.mark.parametrize(("text", "wanted"), RUNS)
def test_runs_of_clauses_are_read(text: str, wanted: tuple[int, int, bool] | None) -> None:
    run = find_run(text)
    assert (None if run is None else (run.first, run.last, run.numbered)) == wanted


NAMED = (
    ("《石楠坪县河堤加固工作方案》前两个阶段各从几月到几月", ["二 › （一）", "二 › （二）"]),
    ("《石楠坪县河堤加固工作方案》最后一个阶段到什么时候", ["二 › （三）"]),
    ("《石楠坪县河堤加固工作方案》第二部分最后两项是什么", ["二 › （二）", "二 › （三）"]),
    ("《石楠坪县河道采砂管理办法》前两条讲什么", ["第一章 › 第一条", "第一章 › 第二条"]),
    ("《石楠坪县河道采砂管理办法》最后一条", ["第三章 › 第八条"]),
    ("《石楠坪县河道采砂管理办法》倒数第二条是什么", ["第三章 › 第七条"]),
    (
        "《石楠坪县河道采砂管理办法》第三条到第六条",
        ["第二章 › 第三条", "第二章 › 第四条", "第二章 › 第六条"],
    ),
    ("《石楠坪县河道采砂管理办法》第二章最后一条写了什么", ["第二章 › 第六条"]),
    ("《石楠坪县护河行动方案》标着3的那条讲什么", ["一 › （二） › 3"]),
    ("采砂办法前一条是什么", ["第一章 › 第一条"]),
    ("《石楠坪县护河行动方案》巡河制度第3项讲什么", ["一 › （二） › 3"]),
    ("《石楠坪县河堤加固工作方案》实施步骤部分第（二）项", ["二 › （二）"]),
    ("《石楠坪县河堤加固工作方案》中间那个阶段从几月到几月", ["二 › （二）"]),
    ("《石楠坪县河堤加固工作方案》最末一大块的（二）讲什么", ["二 › （二）"]),
    ("《石楠坪县河道采砂管理办法》最后一章的第一条写了什么", ["第三章 › 第七条"]),
)


@pytest.mark.parametrize(("text", "labels"), NAMED)
def test_a_run_is_counted_in_its_document(desk: Assistant, text: str, labels: list[str]) -> None:
    assert [label for _, label in cited(answer(desk, text))] == labels


def test_what_a_run_asks_for_beyond_the_document_is_said(desk: Assistant) -> None:
    reply = answer(desk, "《石楠坪县河道采砂管理办法》前二十条讲什么")
    assert len(cited(reply)) == 7
    assert any("共有7条，没有问到的" in notice.text for notice in reply.notices)
    refusal = refuse(desk, "《石楠坪县河道采砂管理办法》第二十条到第三十条讲什么")
    assert refusal.reason is NoAnswerReason.NO_SUCH_CLAUSE
    assert "共有7条" in refusal.message


def test_where_no_document_is_named_the_question_is_asked_back(desk: Assistant) -> None:
    refusal = refuse(desk, "最后一条写了什么")
    assert "请写出文件名再问" in refusal.message
    assert "《石楠坪县河道采砂管理办法》" in refusal.message


def test_a_number_left_out_is_told_with_its_neighbours(desk: Assistant) -> None:
    refusal = refuse(desk, "《石楠坪县河道采砂管理办法》第五条写了什么")
    assert refusal.reason is NoAnswerReason.NO_SUCH_CLAUSE
    assert "第四条之后是" in refusal.message
    assert [c.label for c in refusal.nearest] == ["第二章 › 第四条", "第二章 › 第六条"]


def test_all_of_a_chapter_is_shown_whole(desk: Assistant) -> None:
    said = say(answer(desk, "《石楠坪县河道采砂管理办法》第二章全部内容"))
    for words in ("许可证有效期一年", "堆放场地证明", "7月31日"):
        assert words in said


def test_the_next_clause_is_counted_on_through_the_conversation(desk: Assistant) -> None:
    first = Turn("《石楠坪县河道采砂管理办法》第二条写了什么", "……")
    reply = answer(desk, "下一条呢", first)
    assert [label for _, label in cited(reply)] == ["第二章 › 第三条"]
    again = answer(desk, "再下一条", first, Turn("下一条呢", "……"))
    assert {label for _, label in cited(again)} >= {"第二章 › 第四条"}
    assert find_neighbour("上一条呢", (Turn("《某办法》第一条", "……"),)) is None
    assert find_neighbour("下一条路怎么走", (first,)) is None


MOVES = (
    ("往前数一条说的啥", "《某办法》第四条写了什么", "……", "《某办法》第三条写了什么"),
    ("再往后翻两条", "《某办法》第二章第四条", "……", "《某办法》第六条"),
    ("下一章呢", "《某办法》第二章第四条讲什么", "……", "《某办法》第三章讲什么"),
    ("紧接着那条谁负责", "《某方案》三（二）讲什么", "……", "《某方案》三（三）谁负责"),
    ("前面那个阶段呢", "实施阶段多久", "《某方案》四（二）：半年。[1]", "《某方案》四（一）讲什么"),
    ("上一条呢", "津贴多少", "每月五百元（第八条）。", "第七条讲什么"),
    ("下一条路怎么走", "《某办法》第二条", "……", None),
    ("前面那个阶段呢", "《某办法》第二条", "……", None),
    ("上一条呢", "《某办法》第一条", "……", None),
)


@pytest.mark.parametrize(("text", "asked", "told", "wanted"), MOVES)
def test_a_neighbour_is_counted_from_what_was_asked_or_shown(
    text: str, asked: str, told: str, wanted: str | None
) -> None:
    found = find_neighbour(text, (Turn(asked, told),))
    assert (found and found[0]) == wanted


def test_one_number_in_several_parts_is_shown_with_their_names(desk: Assistant) -> None:
    reply = answer(desk, "《石楠坪县护河行动方案》附件2第二条是什么")
    assert "保存三年" in say(reply)
    both = answer(desk, "巡河路线说明和巡河记录要求的第二条是什么")
    assert {"附件1 › 二", "附件2 › 二"} == {label for _, label in cited(both)}
