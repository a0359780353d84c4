"""Questions and follow-ups as the assistant reads them."""

import datetime
from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.model import Question, Turn
from assistant.reading.kinds import QuestionKind
from assistant.understand import Understanding
from tests.invented import open_invented
from vectorstore.model import PUBLIC

DAY = datetime.date(2025, 6, 1)
HEATING = Turn("槐溪县教师取暖补贴一年多少钱？", "每人每年1450元。")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with open_invented(tmp_path_factory.mktemp("understand")) as store:
        yield Assistant(store)


def name(desk: Assistant, understood: Understanding) -> set[str]:
    documents = desk.library(PUBLIC).by_id
    return {documents[i].file_name for i in understood.scope.document_ids or ()}


def test_another_place_keeps_the_topic(desk: Assistant) -> None:
    understood = desk.understand(Question("那白垣县呢？", DAY, (HEATING,)))
    assert name(desk, understood) == {"baiyuan_care.txt", "baiyuan_draft.txt"}
    assert "取暖补贴" in understood.search_text
    assert understood.ask.asked == desk.understand(Question(HEATING.user, DAY)).ask.asked


def test_a_pronoun_keeps_document_and_topic(desk: Assistant) -> None:
    turn = Turn(HEATING.user, "《槐溪县教师取暖补贴办法》第四条：每人每年1450元。")
    understood = desk.understand(Question("它什么时候发？", DAY, (turn,)))
    assert "huaixi_heating.txt" in name(desk, understood)
    assert "取暖补贴" in understood.context + understood.search_text


def test_a_new_topic_leaves_the_old_one_behind(desk: Assistant) -> None:
    text = "白垣县托管机构每名学生的活动面积要多大"
    alone = desk.understand(Question(text, DAY))
    after = desk.understand(Question(text, DAY, (HEATING,)))
    assert after == alone
    assert "取暖" not in after.search_text + after.context


def test_a_follow_up_says_how_it_was_read(desk: Assistant) -> None:
    understood = desk.understand(Question("那白垣县呢？", DAY, (HEATING,)))
    assert any("取暖补贴" in reading for reading in understood.readings)


def test_a_first_question_is_read_as_it_stands(desk: Assistant) -> None:
    understood = desk.understand(Question("托管机构可以补课吗", DAY))
    assert (understood.readings, understood.context) == ((), "")


def test_the_chosen_region_counts_where_the_question_names_none(desk: Assistant) -> None:
    chosen = desk.understand(Question("取暖的钱给多少", DAY, region="白垣县"))
    named = desk.understand(Question("槐溪县取暖的钱给多少", DAY, region="白垣县"))
    assert name(desk, chosen) == {"baiyuan_care.txt", "baiyuan_draft.txt"}
    assert all(file_name.startswith("huaixi") for file_name in name(desk, named))


def test_places_are_no_words_to_search_for(desk: Assistant) -> None:
    understood = desk.understand(Question("白垣县的体检费用由谁承担", DAY))
    assert "白垣" not in understood.search_text
    assert "体检费用" in understood.search_text


def test_clause_numbers_are_read_as_references(desk: Assistant) -> None:
    understood = desk.understand(Question("取暖补贴办法第三条第（二）项怎么说", DAY))
    assert [found.text for found in understood.references] == ["第三条第（二）项"]
    assert understood.ask.kind is QuestionKind.CLAUSE


def test_parties_with_duties_are_known_by_name(desk: Assistant) -> None:
    understood = desk.understand(Question("岳秋白和信息股牵头的任务有哪些", DAY))
    assert set(understood.parties) == {"岳秋白", "信息股"}
    assert understood.ask.kind is QuestionKind.DUTIES
    assert desk.understand(Question("丁一鸣牵头的任务有哪些", DAY)).parties == ()


def test_what_another_body_does_is_asked_in_the_same_document(desk: Assistant) -> None:
    told = Turn("槐溪县信息股负责哪些任务", "……")
    before = desk.understand(Question("槐溪县信息股负责哪些任务", DAY))
    understood = desk.understand(Question("县档案局要办哪些事项", DAY, (told,)))
    assert understood.scope.document_ids == before.scope.document_ids is not None


def test_who_is_supposed_to_hold_a_role_is_no_word_to_search_for(desk: Assistant) -> None:
    understood = desk.understand(Question("档案数字化的牵头领导是岳秋白吗", DAY))
    assert understood.ask.kind is QuestionKind.CONTENT
    assert "岳秋白" not in understood.search_text


def test_a_part_with_a_topic_asks_for_the_topic(desk: Assistant) -> None:
    assert desk.understand(Question("附件1，周转宿舍和食堂", DAY)).ask.kind is QuestionKind.CONTENT
    assert desk.understand(Question("附件1讲什么", DAY)).ask.kind is QuestionKind.CLAUSE


def test_what_askers_say_of_themselves_is_no_question(desk: Assistant) -> None:
    understood = desk.understand(Question("我在镇上教了三年书，取暖的钱什么时候能发下来", DAY))
    assert "教了三年书" not in understood.search_text
    assert "教了三年书" in understood.context


def test_the_same_question_is_understood_the_same(desk: Assistant) -> None:
    question = Question("那白垣县呢？", DAY, (HEATING,))
    assert desk.understand(question) == desk.understand(question)
