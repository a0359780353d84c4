"""What takes the place of a conversation: a line pointed at, a clause counted on to."""

from dataclasses import replace

from assistant.model import Question, Turn
from assistant.reading.history import find_pointed, is_closing
from assistant.reading.reference_words import find_neighbour

MAX_TURN_CHARACTERS = 20_000  # of an earlier question or answer that are looked at


def shorten_history(question: Question, most: int) -> Question:
    """The question with the last turns of its conversation, each cut where it is very long."""
    kept = question.history[-most:] if most else ()
    turns = tuple(
        Turn(turn.user[:MAX_TURN_CHARACTERS], turn.assistant[:MAX_TURN_CHARACTERS]) for turn in kept
    )
    return question if turns == question.history else replace(question, history=turns)


def drop_courtesies(question: Question) -> Question:
    """The question without the turns of its conversation that only thank or take leave."""
    kept = tuple(turn for turn in question.history if not is_closing(turn.user))
    return question if len(kept) == len(question.history) else replace(question, history=kept)


def take_neighbour(question: Question) -> tuple[Question, tuple[str, ...]]:
    """The question on the clause that is counted on to (下一条呢), and how it was read."""
    counted = find_neighbour(question.text, question.history)
    if counted is None:
        return question, ()
    text, history = counted
    return replace(question, text=text, history=history), (f"已按“{text}”理解",)


def take_pointed(question: Question) -> Question:
    """The question on a statement of the answer that it points at (上面第二条), if it does.

    That statement takes the place of the conversation.
    """
    pointed = find_pointed(question.text, question.history)
    if pointed is None:
        return question
    line, rest = pointed
    return replace(question, text=rest or "内容", history=(Turn(line, line),))
