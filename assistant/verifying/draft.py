"""What turns evidence into draft statements, with or without a language model."""

from collections.abc import Iterator
from typing import Protocol

from assistant.model import Draft, Evidence, Turn


class DraftingError(Exception):
    """A language model could not be asked, or what it said could not be used.

    `message_zh` is one sentence for the person, who then sees the composed answer.
    """

    def __init__(self, message: str, *, message_zh: str) -> None:
        super().__init__(message)
        self.message_zh = message_zh


class Drafter(Protocol):
    """Drafts statements from the evidence alone; verification comes after, elsewhere."""

    def draft(self, evidence: Evidence) -> Iterator[Draft]:
        """Yield drafts as they are ready; raises DraftingError, perhaps after some."""
        ...


class Completer(Protocol):
    """Helps to find; what it says is searched with only after `guiding` checked it.

    `spent_s` are seconds that were already used for the same question.
    """

    def rewrite_follow_up(
        self, history: tuple[Turn, ...], text: str, *, spent_s: float = 0.0
    ) -> str | None:
        """The follow-up as a question of its own, None if it is one; raises DraftingError."""
        ...

    def propose_search_words(self, question: str, *, spent_s: float = 0.0) -> tuple[str, ...]:
        """Official words for everyday ones, maybe none; raises DraftingError."""
        ...
