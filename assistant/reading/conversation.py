"""What takes the place of a conversation: a line or party pointed at, a clause counted on to."""

import re
from dataclasses import replace

from assistant.model import Question, Turn
from assistant.reading.history import find_pointed, is_closing
from assistant.reading.neighbours import find_neighbour

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


_HE = re.compile(
    r"^(?:那么?)?(?:(?P<person>[他她]|(?:这|那|该)(?:个|位)领导)|(?:这|那|该)(?:个|家)?(?:部门|单位|科室|股室|局|站))"
    r"(?:还|都|另外)*(?:要|在)?(?P<does>牵头|分管|负责|配合|管|抓)"
    r"(?:了|着)?(?:别的|其[他它]的?|哪些|什么|啥|哪几).{0,6}$"
)
_LEADER = re.compile(r"领导[：:]\s*(?P<name>[\u4e00-\u9fff]{2,4})")
_OFFICE = re.compile(r"(?:牵头|责任)(?:部门|单位|科室)[：:]\s*(?P<name>[^；;，,。）)、\s]{2,16})")
_DOES = {"管": "负责", "抓": "负责"}


def take_party(question: Question) -> tuple[Question, tuple[str, ...]]:
    """The question on what else the leader or office of the last answer does (他还牵头别的吗).

    It is asked by name, and how it was read is told.
    """
    found = _HE.match(question.text.strip()) if question.history else None
    if found is None:
        return question, ()
    told = (_LEADER if found["person"] else _OFFICE).search(question.history[-1].assistant)
    if told is None:
        return question, ()
    text = f"{told['name']}{_DOES.get(found['does'], found['does'])}哪些任务"
    return replace(question, text=text), (f"已按“{text}”理解",)


def take_pointed(question: Question) -> Question:
    """The question on a statement of the answer that it points at (上面第二条), if it does.

    That statement takes the place of the conversation.
    """
    pointed = find_pointed(question.text, question.history)
    if pointed is None:
        return question
    line, rest = pointed
    return replace(question, text=rest or "内容", history=(Turn(line, line),))
