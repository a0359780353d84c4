"""Which documents a question is about, read from how people name them."""

import datetime
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.library import Library
from assistant.model import Answer, Question
from assistant.reading.mentions import MentionKind
from assistant.reading.scope import Scope, find_scope
from ingest.load import parse_content
from vectorstore.model import PUBLIC
from vectorstore.store import ClauseStore


@pytest.fixture(scope="module")
def library(assistant: Assistant) -> Library:
    return assistant.library(PUBLIC)


@pytest.fixture(scope="module")
def words(sample_store: ClauseStore) -> Mapping[str, int]:
    return sample_store.vocabulary()


def name(scope: Scope, library: Library) -> set[str]:
    """The documents in scope by the number in their file name, and their part."""
    return {
        library.by_id[i].file_name[7:9] + (library.by_id[i].part or "")
        for i in scope.document_ids or ()
    }


SCOPES: tuple[tuple[str, set[str]], ...] = (
    ("松棠县的班主任", {"01", "08", "08附件"}),
    ("松棠的班主任", {"01", "08", "08附件"}),
    ("云岚州怎么补助寄宿生", {"04", "04附件1", "04附件2", "05", "06", "07"}),
    ("《松棠县推进教育高质量发展十条措施》说了什么", {"01"}),
    ("《十条措施》说了什么", {"01"}),
    ("《梨溪县振兴教育事业的十二条措施》说了什么", {"02"}),
    ("松办发〔2024〕18号说了什么", {"01"}),
    ("松办发[2024]18号说了什么", {"01"}),
    ("云岚财教(2019)7号说了什么", {"05"}),
    ("乡村教师岗位补助办法怎么申请", {"07"}),
    ("乡村教育振兴三年行动方案里的督导", {"03"}),
    ("澄岩县三年行动方案里的督导", {"03"}),
    ("附件1里哪些人可以暂不交流", {"04附件1"}),
    ("附件一里哪些人可以暂不交流", {"04附件1"}),
    ("云岚州行动方案附件2送教几次", {"04附件2"}),
    ("体检费用谁出", set()),
    ("今天吃什么", set()),
)


@pytest.mark.parametrize(("text", "expected"), SCOPES)
def test_documents_are_found_by_what_people_call_them(
    text: str, expected: set[str], library: Library, words: Mapping[str, int]
) -> None:
    scope = find_scope(text, library, words)
    assert name(scope, library) == expected
    assert (scope.document_ids is None) is (not expected)


@pytest.mark.parametrize("place", ["龙川县", "广州市", "雾屏县", "云南省", "北京市"])
def test_a_place_of_which_nothing_is_held_is_named(
    place: str, library: Library, words: Mapping[str, int]
) -> None:
    scope = find_scope(f"{place}给老师的奖励是多少", library, words)
    assert scope.unknown_region == place
    assert scope.document_ids is None


def test_a_held_place_is_never_called_unknown(library: Library, words: Mapping[str, int]) -> None:
    for place in library.regions:
        assert find_scope(f"{place}的奖励", library, words).unknown_region is None


def test_two_places_stand_side_by_side(library: Library, words: Mapping[str, int]) -> None:
    scope = find_scope("松棠县和梨溪县的教学质量奖", library, words)
    assert len(scope.groups) == 2
    assert scope.document_ids == scope.groups[0] | scope.groups[1]
    assert not scope.groups[0] & scope.groups[1]


def test_a_title_narrows_its_place(library: Library, words: Mapping[str, int]) -> None:
    scope = find_scope("松棠县《教育数字化建设实施方案》", library, words)
    assert len(scope.groups) == 1
    assert name(scope, library) == {"08", "08附件"}


def test_a_title_names_a_document_and_a_place_does_not(
    library: Library, words: Mapping[str, int]
) -> None:
    assert find_scope("《十条措施》", library, words).names_document
    assert not find_scope("松棠县的奖励", library, words).names_document


def test_an_annex_is_kept_by_number_though_its_text_is_not_held(
    library: Library, words: Mapping[str, int]
) -> None:
    scope = find_scope("附件3里的指标", library, words)
    assert scope.annex == "附件3"
    assert scope.document_ids is None
    assert find_scope("附件十二里的指标", library, words).annex == "附件12"


def test_mentions_are_words_of_the_question(library: Library, words: Mapping[str, int]) -> None:
    text = "按《十条措施》和云岚财教〔2019〕7号，梨溪县附件1怎么说"
    scope = find_scope(text, library, words)
    kinds = {mention.kind for mention in scope.mentions}
    assert {MentionKind.TITLE, MentionKind.NUMBER, MentionKind.REGION} <= kinds
    assert all(said in text for said in scope.words)


def test_an_empty_library_puts_nothing_in_scope(words: Mapping[str, int]) -> None:
    empty = Library((), {}, {}, {}, (), (), {}, (), {}, {}, {}, {})
    scope = find_scope("《十条措施》附件1", empty, {})
    assert scope.document_ids is None
    assert scope.groups == ()


def test_a_document_called_by_its_year_is_the_one_of_that_year(tmp_path: Path) -> None:
    old = "云岫县教师补助办法（试行）\n云岫教发〔2019〕3号\n第一条 每月补助200元。\n"
    new = "云岫县教师奖励办法\n云岫教发〔2025〕8号\n第一条 每年奖励300元。\n"
    with ClauseStore.open(tmp_path, writable=True) as store:
        for name, text in (("old.txt", old), ("new.txt", new)):
            store.replace(parse_content(text.encode(), name))
        assistant = Assistant(store)
        for asked, titles in {
            "云岫县2019年那个办法补多少": {"云岫县教师补助办法（试行）"},
            "云岫县2025年的办法奖多少": {"云岫县教师奖励办法"},
            "云岫县2030年的办法奖多少": {"云岫县教师补助办法（试行）", "云岫县教师奖励办法"},
        }.items():
            scope = assistant.understand(Question(asked, as_of=datetime.date(2026, 11, 28))).scope
            library = assistant.library(PUBLIC)
            assert {library.by_id[i].title for i in scope.document_ids or ()} == titles


def test_an_explanation_stands_behind_the_policy_that_it_explains(tmp_path: Path) -> None:
    policy = "云岫县高龄津贴办法\n云岫民发〔2025〕3号\n第一条 每月补助200元。\n第二条 按月发。\n"
    told = "《云岫县高龄津贴办法》政策解读\n问：给多少？\n答：每月200元。\n问：谁发？\n答：财政。\n"
    with ClauseStore.open(tmp_path, writable=True) as store:
        for name, text in (("办法.txt", policy), ("解读.txt", told)):
            store.replace(parse_content(text.encode(), name))
        assistant = Assistant(store)
        library = assistant.library(PUBLIC)
        for asked, wants_it in {
            "云岫县给多少": False,
            "政策解读里说云岫县给多少": True,
        }.items():
            scope = assistant.understand(Question(asked, as_of=datetime.date(2026, 11, 28))).scope
            found = {library.by_id[i].title for i in scope.document_ids or ()}
            assert any("解读" in title for title in found) is wants_it


def test_a_row_is_told_with_the_names_of_its_columns(tmp_path: Path) -> None:
    text = (
        "云岫县农机补贴方案\n第一条 补贴额：\n序号 机具名称 中央补贴(元) 县级累加(元)\n"
        "1 手扶式插秧机 6800 1200\n2 植保无人机 9300 700\n3 微耕机 650 150\n第二条 先买后补。\n"
    )
    with ClauseStore.open(tmp_path, writable=True) as store:
        store.replace(parse_content(text.encode(), "方案.txt"))
        asked = Question("云岫县植保无人机中央补贴多少元", as_of=datetime.date(2026, 11, 28))
        reply = Assistant(store).answer(asked)
    assert isinstance(reply, Answer)
    said = "\n".join(statement.text for statement in reply.statements)
    assert "机具名称：植保无人机；中央补贴(元)：9300；县级累加(元)：700" in said
    assert "6800" not in said


def test_a_document_is_told_by_those_who_have_duties_in_it(
    library: Library, words: Mapping[str, int]
) -> None:
    scope = find_scope("柏知秋、陆见川他们那个三年计划分几个阶段", library, words)
    assert {library.by_id[i].title for i in scope.document_ids or ()} == {
        "澄岩县乡村教育振兴三年行动方案（2024—2026年）"
    }
    assert find_scope("柏知秋牵头哪些任务", library, words).document_ids is None


def test_a_table_with_a_title_is_called_by_what_it_is(
    library: Library, words: Mapping[str, int]
) -> None:
    scope = find_scope("松棠县数字化分工表第6项的时限是什么", library, words)
    assert {library.by_id[i].title for i in scope.document_ids or ()} == {
        "松棠县教育数字化建设任务责任分工表"
    }
