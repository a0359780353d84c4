"""Long stories and everyday words: several questions of one text, the asker's own case."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.choosing.holding import holds_type
from assistant.model import Question
from assistant.reading.kinds import Asked, QuestionKind, read_ask, split_questions
from ingest.load import parse_content
from tests.replies import DAY, answer, cited, say
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore

CARE = """竹溪坪县老年人关爱办法

第一条　本办法所称老年人，是指年满六十周岁的本县户籍人员。

第二条　高龄津贴标准：（一）80至89周岁，每人每月70元；（二）90至99周岁，每人每月160元。

第三条　护理补贴标准：（一）中度失能每人每月310元；（二）重度失能每人每月430元。

第四条　老年大学报名费一次不超过240元。

第五条　老年大学退费申请应当在6个工作日内办结。

第六条　老年食堂每季度检查一次，检查费用由县民政局承担。检查结果张榜公布满七日后归档保存。

第七条　有下列情形之一的，停发津贴半年：
（一）提供虚假材料的；
（二）转借老年卡的。
其中第（一）项情形，两年内不得再次申请。

第八条　本办法自2025年4月1日起施行，有效期五年。

竹溪坪县民政局
2025年3月6日
"""
OLD = """荷溪坪县教师慰问细则

第一条　教师家庭因火灾、洪涝等灾害造成损失的，由县教育工会补助2600元。

第二条　本细则自2019年3月1日起施行，有效期五年。
"""
NEW = """荷溪坪县课后服务通知

第一条　课后服务费每课时2元，减免所需经费由县财政补助，每学期结算一次。

第二条　本通知自2025年3月1日起施行，有效期五年。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("colloquial")
    texts = {"a.txt": CARE, "b.txt": OLD, "c.txt": NEW}
    with ClauseStore.open(folder / "data", load_embedder(None), writable=True) as store:
        for name, text in texts.items():
            store.replace(parse_content(text.encode(), name))
        yield Assistant(store)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一回收多少，要退钱几天退", ("一回收多少", "要退钱几天退")),
        ("家里两个娃，老二能便宜吗", ("家里两个娃，老二能便宜吗",)),
        ("给多少？封顶呢？", ("给多少", "封顶呢")),
        ("我在乡下教书，每月补多少", ("我在乡下教书，每月补多少",)),
        ("谁牵头？公租房？", ("谁牵头，公租房",)),
        ("没有问题的话", ("没有问题的话",)),
    ],
)
def test_questions_are_told_apart_where_each_asks(text: str, expected: tuple[str, ...]) -> None:
    assert split_questions(text) == expected


def test_each_of_two_questions_is_answered(desk: Assistant) -> None:
    said = say(answer(desk, "竹溪坪老年大学报名一回最多收多少？要退费的话几天办好"))
    assert "240元" in said
    assert "6个工作日" in said


def test_a_question_more_of_what_is_shown_adds_no_clause(desk: Assistant) -> None:
    reply = answer(desk, "竹溪坪老年食堂多久查一次，谁掏钱")
    assert "每季度" in say(reply)
    assert "县民政局" in say(reply)
    assert len(cited(reply)) == 1


def test_the_asker_s_age_chooses_the_item_of_another_list(desk: Assistant) -> None:
    reply = answer(desk, "我奶今年九十三了，竹溪坪每月给老人多少津贴")
    amounts = [s.text for s in reply.statements if "元" in s.text]
    assert "160元" in amounts[0]


def test_what_is_said_of_one_item_is_shown_with_it(desk: Assistant) -> None:
    said = say(answer(desk, "竹溪坪拿假材料骗津贴，被查到会怎样"))
    assert "停发津贴半年" in said
    assert "两年内不得再次申请" in said


def test_a_sentence_with_its_own_date_stands_alone(desk: Assistant) -> None:
    reply = answer(desk, "竹溪坪县老年人关爱办法现在还有效吗")
    assert "2025年4月1日" in say(reply)
    assert len(cited(reply)) == 1


def test_the_day_of_issue_is_told_where_it_is_asked(desk: Assistant) -> None:
    said = say(answer(desk, "竹溪坪县老年人关爱办法是哪天印发的，现在有效吗"))
    assert "2025年3月6日" in said


def test_an_ended_text_answers_where_the_current_one_speaks_of_something_else(
    desk: Assistant,
) -> None:
    said = say(answer(desk, "荷溪坪那边，我家房子被大水冲了，公家能帮衬多少？"))
    assert "2600元" in said


def test_how_often_is_no_duration() -> None:
    ask = read_ask("多久来一趟", has_reference=False, names_party=False, group_count=0)
    assert ask.asked == {Asked.FREQUENCY}
    assert holds_type("每周不少于1次", ask)
    assert not holds_type("服务期不少于6年", ask)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("养老券是个什么东西，能取现不", QuestionKind.CONTENT),
        ("要带什么东西去办", QuestionKind.ITEMS),
        ("离休的以前不给，现在变了没", QuestionKind.COMPARE),
    ],
)
def test_the_kind_is_read_from_everyday_words(text: str, kind: QuestionKind) -> None:
    assert read_ask(text, has_reference=False, names_party=False, group_count=0).kind is kind


def test_numerals_of_the_asker_are_no_words_of_the_question(desk: Assistant) -> None:
    focus = desk.understand(Question("我奶今年九十二了，给多少津贴", DAY)).focus
    assert not any(term.words in ("十二", "九十", "九十二") for term in focus.terms)
