"""What is granted to somebody like the asker."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.model import NoticeKind
from tests.invented import open_invented
from tests.replies import answer, cited, notice, say


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
