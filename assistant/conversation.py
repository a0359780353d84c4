"""What a question takes from the conversation before it: a line pointed at, a clause, documents."""

import re
from collections.abc import Mapping
from dataclasses import replace

from assistant.history import FollowUp, find_pointed
from assistant.library import Library
from assistant.mentions import MentionKind
from assistant.model import Question, Turn
from assistant.reference_words import find_neighbour
from assistant.scope import Scope, find_scope
from assistant.spelling import simplify

MAX_TURN_CHARACTERS = 20_000  # of an earlier question or answer that are looked at


def shorten_history(question: Question, most: int) -> Question:
    """The question with the last turns of its conversation, each cut where it is very long."""
    kept = question.history[-most:] if most else ()
    turns = tuple(
        Turn(turn.user[:MAX_TURN_CHARACTERS], turn.assistant[:MAX_TURN_CHARACTERS]) for turn in kept
    )
    return question if turns == question.history else replace(question, history=turns)


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


def complete_scope(
    own: Scope,
    follow_up: FollowUp,
    question: Question,
    library: Library,
    known_words: Mapping[str, int],
) -> Scope:
    """The question's own scope, else that of the conversation, else the region chosen."""
    annexes = bool(own.mentions) and all(m.kind is MentionKind.ANNEX for m in own.mentions)
    named = own.document_ids is not None and not annexes
    if named or own.unknown_region or own.unknown_document:
        return own
    if follow_up.previous is not None or annexes:
        for turn in reversed(question.history):
            for said in (turn.user, *_titles(turn.assistant)):
                earlier = find_scope(simplify(said), library, known_words)
                if earlier.document_ids is not None:
                    if annexes:
                        return _narrow_to_annexes(own, earlier, library)
                    return replace(earlier, annex=own.annex or earlier.annex)
    if question.region:
        chosen = find_scope(question.region, library, known_words)
        if annexes:
            return _narrow_to_annexes(own, chosen, library)
        return replace(chosen, annex=own.annex)
    return own


def _narrow_to_annexes(own: Scope, earlier: Scope, library: Library) -> Scope:
    """Annexes that are named by number alone, of the files that the conversation is about."""
    ids = earlier.document_ids or frozenset()
    files = {library.by_id[i].file_name for i in ids}
    inside = frozenset(d.id for d in library.documents if d.file_name in files)
    groups = tuple(group & inside for group in own.groups if group & inside)
    if not groups:
        return replace(earlier, annex=own.annex)
    return replace(own, document_ids=frozenset().union(*groups), groups=groups)


def _titles(answer: str) -> tuple[str, ...]:
    return tuple(f"《{title}》" for title in re.findall(r"《([^《》]{4,60})》", answer))
