"""What is held: names, places, and each document's state on a day."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.library import Library, read_library
from assistant.locate import character_pairs
from ingest.model import ValidityState
from tests.invented import FILES, file_text, open_invented
from vectorstore.model import PUBLIC, ReaderScope, StoredDocument

DAY = datetime.date(2025, 6, 1)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with open_invented(tmp_path_factory.mktemp("library")) as store:
        yield read_library(store, PUBLIC)


def find(library: Library, file_name: str) -> StoredDocument:
    return next(d for d in library.documents if d.file_name == file_name)


STATES = (
    ("huaixi_heating.txt", datetime.date(2023, 10, 20), ValidityState.NOT_YET),
    ("huaixi_heating.txt", DAY, ValidityState.IN_FORCE),
    ("huaixi_heating.txt", datetime.date(2028, 10, 31), ValidityState.IN_FORCE),
    ("huaixi_heating.txt", datetime.date(2028, 11, 1), ValidityState.EXPIRED),
    ("huaixi_bus_2017.txt", datetime.date(2022, 8, 31), ValidityState.UNKNOWN),
    ("huaixi_bus_2017.txt", datetime.date(2022, 9, 1), ValidityState.REPEALED),
    ("huaixi_bus_2022.txt", DAY, ValidityState.IN_FORCE),
    ("baiyuan_draft.txt", DAY, ValidityState.DRAFT),
)


@pytest.mark.parametrize(("file_name", "day", "state"), STATES)
def test_a_document_has_its_state_of_the_day(
    library: Library, file_name: str, day: datetime.date, state: ValidityState
) -> None:
    validity = library.validities(day)[find(library, file_name).id]
    if state is ValidityState.UNKNOWN:  # nothing in it says that it ended
        assert validity.state in (ValidityState.UNKNOWN, ValidityState.IN_FORCE)
    else:
        assert validity.state is state
    assert validity.as_of == day


def test_a_repealed_document_names_what_repealed_it(library: Library) -> None:
    older, newer = find(library, "huaixi_bus_2017.txt"), find(library, "huaixi_bus_2022.txt")
    assert library.find_successor(older) == newer
    assert library.find_successor(newer) is None
    note = library.validities(DAY)[older.id].note
    assert newer.title in note
    assert "槐教发〔2022〕14号" in note


def test_a_draft_repeals_nothing(tmp_path: Path) -> None:
    text = FILES["huaixi_bus_2022.txt"].replace("实施细则\n", "实施细则（征求意见稿）\n", 1)
    with open_invented(tmp_path, {"old.txt": FILES["huaixi_bus_2017.txt"]}) as store:
        file_text(store, "draft.txt", text)
        library = read_library(store, PUBLIC)
        state = library.validities(DAY)[find(library, "old.txt").id].state
    assert state is not ValidityState.REPEALED


def test_places_go_by_full_and_short_names(library: Library) -> None:
    assert library.regions["槐溪县"] == library.regions["槐溪"]
    assert {library.by_id[i].file_name for i in library.regions["白垣"]} == {
        "baiyuan_care.txt",
        "baiyuan_draft.txt",
    }


def test_parties_are_those_that_hold_duties_longest_first(library: Library) -> None:
    assert {"岳秋白", "穆青枫", "信息股", "后勤股", "财务股", "师训股"} <= set(library.parties)
    lengths = [len(name) for name in library.parties]
    assert lengths == sorted(lengths, reverse=True)


def test_a_reader_sees_only_what_is_open_to_him(tmp_path: Path) -> None:
    with open_invented(tmp_path, {"a.txt": FILES["huaixi_plan.txt"]}) as store:
        store.set_visibility("a.txt", "internal")
        closed = read_library(store, PUBLIC)
        opened = read_library(store, ReaderScope(frozenset({"internal"})))
    assert (closed.documents, closed.parties, closed.names) == ((), (), ())
    assert closed.regions == {}
    assert len(opened.documents) == 1


def test_descendants_come_with_their_documents(library: Library) -> None:
    ids = frozenset(d.id for d in library.documents)
    assert library.with_descendants(ids) == ids
    assert library.with_descendants(()) == frozenset()


def test_pairs_ignore_blanks_and_punctuation() -> None:
    assert character_pairs("取暖 补贴") == character_pairs("《取暖补贴》")
    assert character_pairs("取") == frozenset()


LISTING = """槐溪县教育局关于公布文件清理结果的通知
槐教发〔2024〕9号
各学校：
现公布清理结果，见附件。
槐溪县教育局
2024年5月6日
附件1
槐溪县教育局规范性文件清理目录
序号 文件名称 文号 清理结论 备注
1 槐溪县校服管理办法 槐教发〔2015〕2号 继续有效
2 槐溪县公交卡办法 槐教发〔2017〕8号 废止 自2024年6月起由《学生出行办法》（槐教发〔2024〕8号）替代
3 槐溪县图书角办法 槐教发〔2018〕5号 拟修订 修订前继续执行
"""


def test_a_table_of_void_texts_is_named_with_what_its_row_says_of_the_replacement(
    tmp_path: Path,
) -> None:
    older = "槐溪县{}\n槐教发〔{}〕{}号\n第一条 为便利学生，制定本办法。\n第二条 本办法试行。\n"
    files = {
        "uniform.txt": older.format("校服管理办法", 2015, 2),
        "card.txt": older.format("公交卡办法", 2017, 8),
        "travel.txt": older.format("学生出行办法", 2024, 8),
        "list.txt": LISTING,
    }
    with open_invented(tmp_path, files) as store:
        library = read_library(store, PUBLIC)
    states = {d.file_name: v for d in library.documents if (v := library.validities(DAY)[d.id])}
    assert [name for name, v in states.items() if v.state is ValidityState.REPEALED] == ["card.txt"]
    assert states["card.txt"].note == (
        "本文件已被《槐溪县教育局规范性文件清理目录》（槐教发〔2024〕9号附件1）列为废止，"
        "自2024年6月起由《学生出行办法》（槐教发〔2024〕8号）替代，不再适用。"
    )
