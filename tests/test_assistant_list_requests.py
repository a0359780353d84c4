"""Lists in the words of people: what is left out, of which part, by whom, in which document."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.listing.amounts import Rhythm, read_rhythm
from assistant.model import Answer, NoticeKind, Question
from assistant.reading.set_request import SetKind, drop_left_out, read_sets
from ingest.load import find_files, load_file
from tests.accept import BUREAUS, COUNTY, TOWN
from tests.replies import notice, refuse, say
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore

LATER = date(2026, 11, 28)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Assistant]]:
    """An assistant over the documents of a folder of test data, each ingested once."""
    stores: dict[Path, ClauseStore] = {}

    def open_folder(documents: Path) -> Assistant:
        if documents not in stores:
            folder = tmp_path_factory.mktemp(documents.name)
            store = ClauseStore.open(folder, load_embedder(None), writable=True)
            for path in find_files([documents]):
                store.replace(load_file(path))
            stores[documents] = store
        return Assistant(stores[documents])

    yield open_folder
    for store in stores.values():
        store.close()


def ask(assistant: Assistant, text: str) -> Answer:
    reply = assistant.answer(Question(text, LATER))
    assert isinstance(reply, Answer), reply
    assert not reply.dropped, reply.dropped
    return reply


LEFT_OUT = (
    ("教研室配合的有哪几项（牵头的不算）？", "教研室配合的有哪几项？"),
    ("一次性的奖（不是按月的）有哪些", "一次性的奖有哪些"),
    ("列一份打下手的清单，自己牵头的甭写，麻烦全列", "列一份打下手的清单，麻烦全列"),
    ("数字被抹掉的也算", "数字被抹掉的也算"),
)


@pytest.mark.parametrize(("text", "rest"), LEFT_OUT)
def test_what_is_not_asked_for_is_left_out(text: str, rest: str) -> None:
    assert drop_left_out(text) == rest


def test_a_persons_things_are_his_and_of_nobody_beside_him(
    held: Callable[[Path], Assistant],
) -> None:
    found = ask(held(TOWN), "佘庭川手上管几件事？沅岭那份方案里都给我数出来")
    assert "共 4 条，已全部列出" in notice(found, NoticeKind.COMPLETENESS)
    assert all("牵头领导：佘庭川" in statement.text for statement in found.statements)


def test_the_role_that_is_not_asked_for_is_not_listed(held: Callable[[Path], Assistant]) -> None:
    found = ask(held(TOWN), "沅岭方案里计财股配合的任务有哪些（牵头的不算）？")
    assert found.statements
    for statement in found.statements:
        supporting = statement.text.partition("配合部门：")[2]
        assert "计财股" in supporting


def test_deadlines_of_a_year_are_read_in_paragraphs_and_tables_alike(
    held: Callable[[Path], Assistant],
) -> None:
    found = ask(
        held(BUREAUS),
        "砚北区这个分工方案，完成时限明确写在2026年某一天的任务（不算每年都做的）有哪几项？",
    )
    said = say(found)
    assert "共 5 条，已全部列出" in notice(found, NoticeKind.COMPLETENESS)
    assert "就业困难人员托底（二（二）5）" in said  # of a paragraph
    assert "整治拖欠工资" in said  # of the table
    assert "每年10月31日前" not in said


def test_tasks_of_a_part_are_told_apart_by_who_has_them(held: Callable[[Path], Assistant]) -> None:
    found = ask(held(TOWN), "沅岭三年行动方案中，“关爱”那部分各部门分别负责什么")
    counted = notice(found, NoticeKind.COMPLETENESS)
    assert "“关爱" in counted
    assert "任务共 3 条" in counted
    assert {s.group for s in found.statements} == {"基础教育股（2 条）", "安全股（1 条）"}


RHYTHMS = (
    ("一次性的奖励有哪些", Rhythm.ONCE),
    ("能拿的奖（不是按月的）有哪些", Rhythm.ONCE),
    ("按月发的补助有哪些", Rhythm.MONTHLY),
    ("有哪些补助", None),
)


@pytest.mark.parametrize(("text", "rhythm"), RHYTHMS)
def test_how_often_is_paid_is_read(text: str, rhythm: Rhythm | None) -> None:
    assert read_rhythm(text) is rhythm


def test_amounts_given_once_are_no_monthly_ones(held: Callable[[Path], Assistant]) -> None:
    once = say(ask(held(TOWN), "沅岭老师能拿的一次性的奖（不是按月的）都有哪些，分别多少？"))
    assert "正高级教师3万元" in once
    assert "满30年2.5万元" in once
    assert "每月" not in once
    monthly = say(ask(held(TOWN), "沅岭老师按月发的补助都有哪些？"))
    assert "1180元" in monthly
    assert "满30年2.5万元" not in monthly


def test_no_total_is_made_of_amounts_that_are_not_alike(held: Callable[[Path], Assistant]) -> None:
    found = ask(held(COUNTY), "青榆县教师能领的一次性奖励加起来一共多少钱")
    assert "文件没有写合计" in notice(found, NoticeKind.COMPLETENESS)
    assert "没有相加" in notice(found, NoticeKind.COMPLETENESS)


def test_caps_are_of_money_and_of_the_part_that_is_said(held: Callable[[Path], Assistant]) -> None:
    found = ask(
        held(BUREAUS),
        "苇塘县农业类的补助里，哪些条写了单个主体的封顶金额？封顶各是多少？",
    )
    said = say(found)
    assert all(cap in said for cap in ("60万元", "12万元", "80万元", "25万元"))
    assert "研发费用" not in said  # of the other part
    assert "5%。" not in said  # a cap, not of money


def test_old_texts_are_told_that_several_documents_ended(held: Callable[[Path], Assistant]) -> None:
    said = say(ask(held(BUREAUS), "云峤县这几份文件一共让哪些老文件失效了？"))
    assert "云峤教发〔2019〕31号" in said
    assert "云峤教〔2016〕18号" in said
    assert "云峤人社发〔2022〕44号" in said


def test_each_of_several_documents_is_searched_by_its_short_name(
    held: Callable[[Path], Assistant],
) -> None:
    found = ask(
        held(BUREAUS),
        "云峤县教师办法和青年人才租房办法里，留着“另行制定”的事项有哪些、由谁定？",
    )
    assert "共 2 份文件、3 处，已全部列出" in notice(found, NoticeKind.COMPLETENESS)
    years = ask(
        held(BUREAUS),
        "弄虚作假骗补贴的，云峤租房办法、澜溪租房稿子、苇塘二十条分别几年内不让再申请？汇总一下",
    )
    assert len(years.statements) == 3
    assert "不得推荐" not in say(years)  # of a document that is not named


def test_the_nearest_list_of_the_kind_is_told_to_be_no_more(
    held: Callable[[Path], Assistant],
) -> None:
    found = ask(held(TOWN), "沅岭教够年头要领那笔钱，得备齐些啥东西？")
    assert "社会保障卡复印件" in say(found)
    assert "没有字面对应的规定" in notice(found, NoticeKind.CAUTION)


def test_items_come_with_the_words_that_open_them(held: Callable[[Path], Assistant]) -> None:
    found = ask(held(COUNTY), "澜阳市哪些学生直接认定为特别困难？")
    assert found.statements[0].text.endswith("下列学生直接认定为特别困难：")
    assert len(found.statements) == 5


def test_the_clauses_of_a_chapter_are_listed_by_its_number(
    held: Callable[[Path], Assistant],
) -> None:
    found = ask(held(COUNTY), "澜阳市资助办法第三章都有哪几条")
    assert [c.label for s in found.statements for c in s.citations] == [
        f"第三章 › 第{numeral}条" for numeral in ("八", "九", "十", "十一", "十二")
    ]


def test_what_no_document_says_is_not_found_where_its_saying_is_asked_for(
    held: Callable[[Path], Assistant],
) -> None:
    refuse(held(TOWN), "校长要住校陪读，这句话哪几篇写过", day=LATER)


ANNEXES = (
    ("方案一共有几个附件，分别叫什么？", True),
    ("附件都有哪些", True),
    ("按附件1能在哪几样上沾光？", False),
    ("附件1第二部分有哪些措施", False),
)


@pytest.mark.parametrize(("text", "asked"), ANNEXES)
def test_annexes_are_asked_for_only_where_they_are_what_is_counted(
    text: str, *, asked: bool
) -> None:
    assert any(found.kind is SetKind.ANNEXES for found in read_sets(text)) is asked


NOTICE = """{place}人民政府办公室关于做好寄宿制学校管理工作的通知

一、寄宿制学校每晚安排{count}名生活教师在宿舍楼轮流值守，不得由学生代替。
二、{other}
"""


def test_a_sentence_that_documents_copied_is_told_of_each(tmp_path: Path) -> None:
    places = (
        ("杨柳坪县", "两", "食堂每周公布一次菜单。"),
        ("石门渡县", "三", "操场在周末向村民开放。"),
        ("白鹭湾县", "两", "校车每学期检修一次。"),
    )
    for place, count, other in places:
        text = NOTICE.format(place=place, count=count, other=other)
        (tmp_path / f"{place}.txt").write_text(text, encoding="utf-8")
    files = tuple(find_files([tmp_path]))
    with ClauseStore.open(tmp_path / "store", load_embedder(None), writable=True) as store:
        for path in files:
            store.replace(load_file(path))
        found = ask(Assistant(store), "宿舍楼晚上要有生活教师值守，这个要求哪几份文件写过？")
    assert "共 3 份文件、3 处，已全部列出" in notice(found, NoticeKind.COMPLETENESS)
    assert "菜单" not in say(found)


def test_every_row_is_told_where_each_is_asked_for(held: Callable[[Path], Assistant]) -> None:
    found = ask(held(BUREAUS), "禾阳市高龄津贴各年龄段分别多少")
    assert sum("年龄段：" in statement.text for statement in found.statements) == 4
    charges = say(ask(held(COUNTY), "砚溪县课后服务各项收费标准各是多少"))
    assert charges.count("计价单位：") == 5


def test_who_comes_first_is_told_by_no_list_that_says_nothing_of_it(
    held: Callable[[Path], Assistant],
) -> None:
    found = ask(held(BUREAUS), "云峤县哪些人优先享受租房补贴")
    assert "已全部列出" not in notice(found, NoticeKind.COMPLETENESS)


def test_a_list_of_another_matter_is_not_shown_for_its_kind(
    held: Callable[[Path], Assistant],
) -> None:
    retired = ask(held(TOWN), "沅岭老师办退休要交哪些材料")
    assert "已全部列出" not in notice(retired, NoticeKind.COMPLETENESS)
    leaving = ask(held(COUNTY), "青榆老师离职要办哪些手续")
    assert "已全部列出" not in notice(leaving, NoticeKind.COMPLETENESS)


def test_what_is_for_children_is_told_without_what_is_for_their_parents(
    held: Callable[[Path], Assistant],
) -> None:
    said = say(ask(held(TOWN), "青禾人才子女上学有哪些优待"))
    assert "D类人才子女在居住地所在学区内统筹安排" in said
    assert "人才公寓" not in said
