"""Replies in the shape that tests ask about: what was said, and what it was cited from."""

import datetime

from assistant.assistant import Assistant
from assistant.model import Answer, NoAnswer, NoticeKind, Question, Reply, Turn

DAY = datetime.date(2025, 6, 1)


def answer(assistant: Assistant, text: str, *history: Turn, day: datetime.date = DAY) -> Answer:
    """The answer; a refusal fails the test with its words."""
    reply = assistant.answer(Question(text, day, history))
    assert isinstance(reply, Answer), f"{text} was refused: {reply.message}"
    assert not reply.dropped, f"{text}: {reply.dropped}"
    return reply


def refuse(assistant: Assistant, text: str, *history: Turn, day: datetime.date = DAY) -> NoAnswer:
    """The refusal; an answer fails the test with its words."""
    reply = assistant.answer(Question(text, day, history))
    assert isinstance(reply, NoAnswer), f"{text} was answered: {say(reply)}"
    return reply


def say(reply: Reply) -> str:
    if isinstance(reply, NoAnswer):
        return reply.message
    return "\n".join(statement.text for statement in reply.statements)


def cited(reply: Answer) -> list[tuple[str, str]]:
    """File name and label of each citation, in order, once."""
    found = [(c.file_name, c.label) for s in reply.statements for c in s.citations]
    return list(dict.fromkeys(found))


def notice(reply: Reply, kind: NoticeKind) -> str:
    return "\n".join(found.text for found in reply.notices if found.kind is kind)
