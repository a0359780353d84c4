"""Answers made of the clauses' own words."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.model import NoticeKind
from tests.invented import open_invented
from tests.replies import answer, cited, notice, say


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with open_invented(tmp_path_factory.mktemp("compose")) as store:
        yield Assistant(store)


def test_an_answer_names_its_document_and_clause(desk: Assistant) -> None:
    reply = answer(desk, "采暖期从什么时候到什么时候")
    assert reply.statements[0].text.startswith("《槐溪县教师取暖补贴办法》第二章第五条：")


def test_a_list_comes_with_all_its_items(desk: Assistant) -> None:
    reply = answer(desk, "哪些教师可以领取取暖补贴？")
    for words in ("海拔1200米以上", "没有集中供暖", "住在学校周转宿舍"):
        assert words in say(reply)


def test_a_clause_that_rests_on_another_stays_whole(desk: Assistant) -> None:
    reply = answer(desk, "槐溪县教师取暖补贴办法第四条怎么规定的")
    assert "符合第三条两项以上情形的，只领取一份。" in say(reply)


def test_figures_of_two_counties_are_told_apart_by_name(assistant: Assistant) -> None:
    reply = answer(assistant, "松棠县和梨溪县的名师工作室工作经费分别是多少")
    one, other = (s for s in reply.statements if "名师工作室" in s.text)
    assert "松棠县" in one.text
    assert "6万元" in one.text
    assert "4万元" not in one.text
    assert "梨溪县" in other.text
    assert "4万元" in other.text


def test_a_side_that_is_silent_is_named(desk: Assistant) -> None:
    reply = answer(desk, "槐溪县和白垣县的学生乘车补助分别是多少钱")
    assert "白垣县" in notice(reply, NoticeKind.COMPLETENESS)
    assert "未提及" in notice(reply, NoticeKind.COMPLETENESS)
    assert all(doc.startswith("huaixi") for doc, _ in cited(reply))


def test_who_does_it_is_told_with_the_roles(desk: Assistant) -> None:
    reply = answer(desk, "改造校园网络由谁牵头")
    assert "牵头领导：岳秋白" in say(reply)
    assert "信息股" in say(reply)


def test_a_role_that_a_duty_leaves_open_is_said_so(assistant: Assistant) -> None:
    reply = answer(assistant, "澄岩县校长教师轮岗由谁牵头，配合部门是谁")
    assert "柏知秋" in say(reply)
    assert "未列配合部门" in say(reply)


@pytest.mark.parametrize(
    "text",
    ["采暖期从什么时候到什么时候", "住周转宿舍要交租金吗", "改造校园网络由谁牵头"],
)
def test_an_answer_is_short(desk: Assistant, text: str) -> None:
    assert 1 <= len(answer(desk, text).statements) <= 4
