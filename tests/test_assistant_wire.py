"""Questions and replies as JSON."""

import datetime
import json
from dataclasses import replace

import pytest
from pydantic import ValidationError

from assistant.model import (
    Answer,
    Citation,
    NoAnswer,
    NoAnswerReason,
    Notice,
    NoticeKind,
    QuestionError,
    Statement,
    Turn,
)
from assistant.serving.wire import (
    QuestionIn,
    number_citations,
    read_question,
    write_reply,
    write_statement,
)
from assistant.verify import cite
from eval.run import make_answered
from ingest.model import ClauseKind, DocumentId, Span, Validity, ValidityState
from tests.clauses import make_document, make_hits
from vectorstore.model import PassageId

DAY = datetime.date(2025, 6, 1)


def make_citation(number: int) -> Citation:
    return Citation(
        document_id=DocumentId("one"),
        passage_id=PassageId(f"one:{number}"),
        file_name="one.txt",
        title="取暖补贴办法",
        document_number=None,
        label=f"第{number}条",
        heading="",
        clause_text=f"第{number}条　每人每年1450元。",
        quote="每人每年1450元",
        span=Span(100 * number + 4, 100 * number + 13),
        validity=Validity(ValidityState.IN_FORCE, DAY, "", ""),
    )


ONE, TWO, THREE = (make_citation(number) for number in (1, 2, 3))


def test_citations_are_numbered_in_order_of_first_use() -> None:
    reply = Answer((Statement("甲。", (TWO, ONE)), Statement("乙。", (ONE, THREE))))
    assert number_citations(reply) == (TWO, ONE, THREE)
    written = write_reply(reply)
    assert [c.number for c in written.citations] == [1, 2, 3]
    assert [c.label for c in written.citations] == ["第2条", "第1条", "第3条"]
    assert [s.citations for s in written.statements] == [(1, 2), (2, 3)]


def test_each_statement_carries_its_markers() -> None:
    written = write_reply(Answer((Statement("甲。", (ONE,)), Statement("乙。", (TWO, ONE)))))
    assert written.answer == "甲。[1]\n乙。[1][2]"
    assert not written.refused
    assert written.reason is None


def test_a_citation_used_twice_in_one_statement_is_marked_once() -> None:
    assert write_statement(Statement("甲。", (ONE, ONE)), (ONE,)).citations == (1,)


def test_what_must_be_known_first_stands_first() -> None:
    notices = (
        Notice(NoticeKind.MODEL_WRITTEN, "由AI生成，仅供参考"),
        Notice(NoticeKind.COMPLETENESS, "共 1 条。"),
        Notice(NoticeKind.VALIDITY, "《取暖补贴办法》已废止。"),
        Notice(NoticeKind.READING, "已按别的字理解"),
    )
    written = write_reply(Answer((Statement("甲。", (ONE,)),), notices, written_by_model=True))
    assert written.answer.splitlines() == [
        "注意：《取暖补贴办法》已废止。",
        "共 1 条。",
        "甲。[1]",
        "由AI生成，仅供参考",
    ]
    assert [n.kind for n in written.notices] == [n.kind for n in notices]
    assert written.written_by_model


@pytest.mark.parametrize("reason", NoAnswerReason)
def test_a_refusal_says_why_and_shows_the_nearest(reason: NoAnswerReason) -> None:
    written = write_reply(NoAnswer(reason, "没有规定。", nearest=(ONE, TWO, ONE)))
    assert written.refused
    assert written.reason == reason
    assert written.answer == "没有规定。"
    assert written.statements == ()
    assert [c.number for c in written.citations] == [1, 2]


def test_a_reply_survives_json() -> None:
    written = write_reply(Answer((Statement("甲。", (ONE,)),)))
    told = json.loads(written.model_dump_json())
    assert type(written).model_validate(told) == written
    assert (told["citations"][0]["start"], told["citations"][0]["end"]) == (104, 113)
    assert told["citations"][0]["quote"] == ONE.quote


def test_the_answer_file_holds_the_cells_of_a_row_without_the_names_of_its_columns() -> None:
    row = "序号：3；任务：修桥；牵头单位：县交通局"
    hit = make_hits(make_document(1, "分工表"), [row])[0]
    hit = replace(hit, passage=replace(hit.passage, kind=ClauseKind.ROW))
    cited = cite(hit, Span(0, len(row)), ONE.validity)
    assert cited.cells == ("3", "修桥", "县交通局")
    reply = write_reply(Answer((Statement("修桥由县交通局牵头。", (cited,)),)))
    assert make_answered("q1", reply).citations[0].text == f"{row}\n3 修桥 县交通局"
    assert (
        make_answered("q2", write_reply(Answer((Statement("甲", (ONE,)),)))).citations[0].text
        == ONE.clause_text
    )


def test_equal_quotes_of_different_places_stay_two() -> None:
    elsewhere = replace(ONE, span=Span(500, 509))
    assert number_citations(Answer((Statement("甲。", (ONE, elsewhere)),))) == (ONE, elsewhere)


def test_a_question_is_read_with_its_conversation() -> None:
    asked = QuestionIn.model_validate(
        {"question": "那呢", "history": [{"user": "甲", "assistant": "乙"}], "region": ""}
    )
    question = read_question(asked, DAY)
    assert question.text == "那呢"
    assert question.history == (Turn("甲", "乙"),)
    assert (question.as_of, question.region) == (DAY, None)


def test_a_named_day_goes_before_today() -> None:
    asked = QuestionIn.model_validate({"question": "甲", "as_of": "2020-02-03"})
    assert read_question(asked, DAY).as_of == datetime.date(2020, 2, 3)


@pytest.mark.parametrize("text", ["", "  \n", "长" * 2001])
def test_a_bad_question_is_told_in_chinese(text: str) -> None:
    with pytest.raises(QuestionError) as caught:
        read_question(QuestionIn(question=text), DAY)
    assert "问题" in caught.value.message_zh


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError):
        QuestionIn.model_validate({"question": "甲", "temperature": 1})
