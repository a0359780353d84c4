"""What is too far from the question is refused, what is rather far is cautioned."""

import datetime
from dataclasses import replace

import pytest

from assistant.assistant import Assistant
from assistant.choosing.support import is_unsupported, is_unsure, measure_support
from assistant.inquiry import Inquiry
from assistant.model import Answer, NoAnswer, NoticeKind, Question

DAY = datetime.date(2026, 11, 28)
FAR = ("公司注销要登报吗？", "车间安全卫生归哪儿查？", "渔船出海要带什么证？")
NEAR = (
    "松棠县班主任津贴每月多少钱？",
    "学生食堂能不能让校外的人承包？",
    "乡村教师的岗位补助分几类地区发放？",
)


def find(assistant: Assistant, text: str) -> Inquiry:
    return assistant.find(assistant.read(Question(text, as_of=DAY)))


@pytest.mark.parametrize("text", FAR)
def test_a_clause_that_shares_common_words_alone_is_no_answer(
    assistant: Assistant, text: str
) -> None:
    inquiry = find(assistant, text)
    assert is_unsupported(inquiry, inquiry.candidates[0])
    assert isinstance(assistant.answer(Question(text, as_of=DAY)), NoAnswer)


@pytest.mark.parametrize("text", NEAR)
def test_what_the_words_and_the_meaning_support_is_answered(
    assistant: Assistant, text: str
) -> None:
    inquiry = find(assistant, text)
    assert not is_unsure(inquiry, inquiry.candidates[0])
    assert isinstance(assistant.answer(Question(text, as_of=DAY)), Answer)


def test_what_is_rather_far_is_answered_with_a_caution(assistant: Assistant) -> None:
    text = "家里有人当兵，政府每年给家里多少钱？"
    inquiry = find(assistant, text)
    best = inquiry.candidates[0]
    assert is_unsure(inquiry, best)
    assert not is_unsupported(inquiry, best)
    reply = assistant.answer(Question(text, as_of=DAY))
    assert isinstance(reply, Answer)
    assert any(notice.kind is NoticeKind.CAUTION for notice in reply.notices)


def test_a_word_that_the_clause_does_not_speak_of_lowers_the_support(assistant: Assistant) -> None:
    inquiry = find(assistant, "班主任津贴多少钱？")
    further = find(assistant, "班主任津贴、股东名册多少钱？")
    best = inquiry.candidates[0]
    whole, part = measure_support(inquiry, best), measure_support(further, best)
    assert whole is not None
    assert part is not None
    assert part < whole


def test_where_meaning_is_not_measured_nothing_is_refused_for_it(assistant: Assistant) -> None:
    inquiry = find(assistant, FAR[0])
    blind = replace(inquiry, matcher=None)
    assert measure_support(blind, inquiry.candidates[0]) is None
    assert not is_unsupported(blind, inquiry.candidates[0])


def test_what_goes_on_from_another_question_is_not_refused_for_its_few_words(
    assistant: Assistant,
) -> None:
    inquiry = find(assistant, FAR[0])
    understanding = replace(inquiry.understanding, follows_up=True)
    assert not is_unsupported(replace(inquiry, understanding=understanding), inquiry.candidates[0])
