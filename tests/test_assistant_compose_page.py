"""What the web page around a document says: cited as such, found nowhere else."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.composing.page_data import OF_PAGE
from ingest.load import parse_content
from tests.replies import answer, cited, refuse, say
from vectorstore.model import PUBLIC, SearchQuery, UnknownClauseError
from vectorstore.store import ClauseStore

PAGE = """索引号：QF0021/2024-00077　　发布机构：青枫坪县水利局
发布日期：2024-05-08 10:35　浏览次数：812
【字体：大 中 小】 打印本页 关闭窗口

青枫坪县水利局关于加强水库巡查的通知
青水发〔2024〕11号

各乡镇人民政府：
现将有关事项通知如下：
一、水库每日巡查一次，汛期每日两次。
二、巡查经费来源为县级财政资金，每座水库每年2万元。

青枫坪县水利局
2024年5月6日
责任编辑：水利局办公室
上一篇：关于抗旱的通知
"""
BARE = """青枫坪县渔业管理办法

第一条　禁渔期为每年3月至6月。

第二条　渔业资源费来源于捕捞收入。

第三条　捕捞配额的摇号结果于每年5月10日在县政府网站公布。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("page")
    with ClauseStore.open(folder / "data", writable=True) as store:
        store.replace(parse_content(PAGE.encode(), "巡查.txt"))
        store.replace(parse_content(BARE.encode(), "渔业.txt"))
        yield Assistant(store)


ASKED = (
    ("水库巡查的通知索引号是多少", "索引号：QF0021/2024-00077"),
    ("水库巡查的通知几点钟发到网上的", "发布日期：2024-05-08 10:35"),
    ("水库巡查的通知在网上被浏览了多少次", "浏览次数：812"),
    ("水库巡查的通知是哪个网站发的", "发布机构：青枫坪县水利局"),
)


@pytest.mark.parametrize(("text", "words"), ASKED)
def test_what_only_the_page_says_is_cited_as_of_the_page(
    desk: Assistant, text: str, words: str
) -> None:
    reply = answer(desk, text)
    assert say(reply).endswith(f"（网页信息）：{words}")
    assert cited(reply) == [("巡查.txt", "网页信息")]
    assert OF_PAGE in [notice.text for notice in reply.notices]
    (citation,) = reply.statements[0].citations
    source = desk.store.source_text(citation.document_id)
    assert source[citation.span.start : citation.span.end] == citation.quote


def test_what_no_page_says_is_refused(desk: Assistant) -> None:
    assert "没有写明索引号" in refuse(desk, "《青枫坪县渔业管理办法》的索引号是多少").message


@pytest.mark.parametrize(
    "text",
    [
        "水库巡查的经费来源是哪里",
        "渔业资源费的来源是什么",
        "《青枫坪县渔业管理办法》里摇号结果在网上公布是几月几日",
    ],
)
def test_what_the_text_itself_speaks_of_is_no_question_for_the_page(
    desk: Assistant, text: str
) -> None:
    assert "网页信息" not in say(answer(desk, text))


def test_the_page_is_never_searched_and_its_passages_are_found_by_id(desk: Assistant) -> None:
    store = desk.store
    found = store.search(SearchQuery("索引号 QF0021 浏览次数 打印本页"))
    assert all(hit.passage.label != "网页信息" for hit in found)
    document = next(d for d in store.documents() if d.file_name == "巡查.txt")
    held = store.passages(document.id)
    around = store.page_passages(document.id)
    assert around
    assert [p.ordinal for p in around] == list(range(len(held), len(held) + len(around)))
    assert all(store.passage(passage.id, PUBLIC) == passage for passage in around)
    with pytest.raises(UnknownClauseError):
        store.passage(type(around[0].id)(f"{document.id}:{len(held) + len(around)}"))
