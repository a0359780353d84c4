"""A caution beside an answer whose clauses seldom hold what is asked."""

import datetime

import pytest

from assistant.assistant import Assistant
from assistant.choosing.doubt import find_doubt
from assistant.model import Question

DAY = datetime.date(2026, 3, 1)


def ask(assistant: Assistant, text: str) -> str | None:
    inquiry = assistant.find(assistant.read(Question(text, as_of=DAY)))
    return find_doubt(inquiry, inquiry.candidates)


def test_an_answer_that_says_what_is_asked_has_no_caution(assistant: Assistant) -> None:
    assert ask(assistant, "松棠县班主任津贴每月不低于多少元？") is None


@pytest.mark.parametrize(
    "question",
    ["班主任津贴少发了去哪投诉，电话多少？", "班主任打人要坐牢几年、赔多少钱？"],
)
def test_what_clauses_do_not_hold_is_doubted(assistant: Assistant, question: str) -> None:
    caution = ask(assistant, question)
    assert caution is not None
    assert caution.startswith("条文可能没有直接写明")


def test_without_clauses_there_is_nothing_to_doubt(assistant: Assistant) -> None:
    inquiry = assistant.find(assistant.read(Question("班主任津贴", as_of=DAY)))
    assert find_doubt(inquiry, ()) is None
