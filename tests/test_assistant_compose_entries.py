"""Entries of a set: of a kind, about a subject, bounded, ordered, counted; grants among them."""

from collections.abc import Iterator
from datetime import date

import pytest

from assistant.assistant import Assistant
from assistant.duty_filter import goes_on
from assistant.listing.limits import read_limit
from assistant.model import Answer, NoticeKind, Question
from assistant.reading.set_request import read_sets
from ingest.load import find_files, load_file
from tests.accept import TOWN
from tests.invented import open_invented
from tests.replies import answer, cited, notice, say
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with open_invented(tmp_path_factory.mktemp("benefits")) as store:
        yield Assistant(store)


def test_what_teachers_get_is_listed_for_teachers(desk: Assistant) -> None:
    said = say(answer(desk, "教师可以享受哪些补贴"))
    assert "1450元" in said
    assert "1100元" in said
    assert "乘车" not in said


def test_what_pupils_get_is_listed_for_pupils(desk: Assistant) -> None:
    said = say(answer(desk, "学生可以享受哪些补助"))
    assert "95元" in said
    assert "取暖" not in said


def test_ended_texts_grant_nothing(desk: Assistant) -> None:
    reply = answer(desk, "学生可以享受哪些补助")
    assert "60元" not in say(reply)
    assert "huaixi_bus_2017.txt" not in {doc for doc, _ in cited(reply)}


def test_a_county_grants_only_what_its_own_documents_say(desk: Assistant) -> None:
    reply = answer(desk, "白垣县教师可以享受哪些补贴")
    assert {doc for doc, _ in cited(reply)} == {"baiyuan_care.txt"}


def test_a_condition_comes_with_its_items(desk: Assistant) -> None:
    said = say(answer(desk, "槐溪县教师可以享受哪些补贴"))
    assert "海拔1200米以上" in said
    assert "住在学校周转宿舍" in said


def test_a_class_teacher_is_given_what_is_for_class_teachers(assistant: Assistant) -> None:
    reply = answer(assistant, "我是松棠县的班主任，能领什么津贴")
    assert "班主任津贴标准提高到每月不低于500元" in say(reply)
    assert all(doc.startswith("yunlan_01") for doc, _ in cited(reply))


def test_the_places_are_counted_and_the_reader_is_told_to_check(desk: Assistant) -> None:
    told = notice(answer(desk, "教师可以享受哪些补贴"), NoticeKind.COMPLETENESS)
    assert "共" in told
    assert "请对照条件" in told


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("entries")
    with ClauseStore.open(folder, load_embedder(None), writable=True) as store:
        for path in find_files([TOWN]):
            store.replace(load_file(path))
        yield Assistant(store)


KINDS = (
    ("培训机构的红线都有哪些", "forbidden"),
    ("各文件对骗补的怎么处理", "consequences"),
    ("可以不参加轮岗的都有谁，列一下", "exceptions"),
    ("哪些人能优先", "priority"),
    ("对结果不服的，各文件怎么写", "remedies"),
    ("哪些东西免费", "free"),
    ("办法里的比例列全", "percentages"),
    ("班主任要做哪些事", "obligations"),
    ("通知里定了哪些上限", "caps"),
)


@pytest.mark.parametrize(("text", "name"), KINDS)
def test_a_kind_is_read_from_its_words_and_a_word_for_all(text: str, name: str) -> None:
    assert name in {asked.entry.name for asked in read_sets(text) if asked.entry is not None}


@pytest.mark.parametrize(
    "text", ["学费减免多少", "教师有偿补课会受什么处分", "优先级怎么定", "上限是多少"]
)
def test_words_for_a_kind_alone_ask_for_no_set(text: str) -> None:
    assert not any(asked.entry is not None for asked in read_sets(text))


def test_prohibitions_are_those_of_the_subject(town: Assistant) -> None:
    said = say(answer(town, "云梓校外培训不许干的事有哪些"))
    assert "不得在国家法定节假日" in said
    assert "严禁在职教师到校外培训机构兼职" in said
    assert "保健品" not in said


def test_items_come_with_the_words_that_make_them_entries(town: Assistant) -> None:
    reply = answer(town, "考核不合格有什么后果，所有文件都列出来")
    places = [s.text for s in reply.statements]
    item = next(n for n, text in enumerate(places) if "师德考核不合格" in text)
    assert any("取消当年各项激励待遇" in text for text in places[:item])
    assert "考核不合格的停发次年待遇" in say(reply)


def test_amounts_bound_what_is_listed(town: Assistant) -> None:
    said = say(answer(town, "沅岭激励办法里超过一万元的奖励有哪些"))
    assert "正高级教师3万元" in said
    assert "每人每月７６０元" not in said
    assert "每超1人每月加发10元" not in said


LIMITS = (
    ("超过一万的奖励", "元", 10_000, True),
    ("500元以下的补贴", "元", 500, False),
    ("不低于90%的指标", "%", 90, True),
)


@pytest.mark.parametrize(("text", "unit", "value", "is_least"), LIMITS)
def test_a_limit_is_read_with_its_side(text: str, unit: str, value: int, is_least: bool) -> None:
    limit = read_limit(text)
    assert limit is not None
    assert (limit.unit, int(limit.value), limit.is_least) == (unit, value, is_least)


@pytest.mark.parametrize("text", ["任教满二十年的老师", "2026年以前要办完的", "三年以上的合同"])
def test_years_are_no_amount(text: str) -> None:
    assert read_limit(text) is None


def test_entries_are_ordered_by_amount_where_asked(town: Assistant) -> None:
    reply = answer(town, "石泷的补贴从高到低列出来")
    told = notice(reply, NoticeKind.COMPLETENESS)
    assert "从高到低" in told
    assert "请核对" in told


def test_what_all_places_say_of_a_thing_is_gathered(town: Assistant) -> None:
    reply = answer(town, "各县的班主任津贴分别是多少")
    assert {doc[:3] for doc, _ in cited(reply)} == {"n01", "n03"}


def test_ended_documents_are_named_and_not_counted(town: Assistant) -> None:
    later = Question("云梓的老人家有哪些补贴，列出来", date(2026, 11, 28))
    reply = town.answer(later)
    assert isinstance(reply, Answer)
    assert "每人每月30元" not in say(reply)
    assert "没有计入" in notice(reply, NoticeKind.COMPLETENESS)


def test_a_subject_said_in_no_document_is_chosen_by_nearness_and_that_is_told(
    town: Assistant,
) -> None:
    told = notice(answer(town, "石泷买哪些机器有补贴"), NoticeKind.COMPLETENESS)
    assert "条文中没有“机器”的说法" in told
    assert "请核对" in told


def test_numbered_items_that_run_on_across_groups_are_one_list(town: Assistant) -> None:
    reply = answer(town, "沅岭三年方案主要任务总共多少条，都叫什么")
    assert "共 13 项，已全部列出" in notice(reply, NoticeKind.COMPLETENESS)


def test_tasks_of_two_departments_together_are_those_of_both(town: Assistant) -> None:
    reply = answer(town, "县民政局和妇联一起参与的任务有哪些")
    assert len(reply.statements) == 1
    assert "健全留守儿童关爱机制" in say(reply)


def test_what_a_department_does_elsewhere_stands_beside_its_duties(town: Assistant) -> None:
    reply = answer(town, "民政局在云梓养老的办法里要负责些什么")
    groups = {s.group for s in reply.statements}
    assert any("其他条文中由其做的" in group for group in groups)
    assert "每月与公安户籍信息比对" in say(reply)


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [("长期坚持", True), ("持续推进", True), ("2026年8月底", False), (None, False)],
)
def test_a_deadline_that_never_ends_goes_on(deadline: str | None, *, expected: bool) -> None:
    assert goes_on(deadline) is expected
