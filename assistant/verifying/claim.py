"""Parts of a sentence beside the parts of a clause that may carry them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.verifying.parts import APART, Held, Part
from assistant.verifying.restating import Tokens, read_words
from assistant.verifying.tiling import Tile, find_rest, tile

LONGEST_BEFORE = 24  # tokens of a part that has been said, which the next need not say again
_MOVING = frozenset("奖评任聘报补配建办派")
_PLACES = frozenset("省州市县区")
LIMITING = re.compile("以[上下内外]|超|不|禁|除|只|均|全部|所有|[低高多少]于|一律")
TURNED = frozenset("禁不可应")
ROLES = re.compile("牵头|配合|[主承协]办|负责|责任|组长|主任|成员")


@dataclass(frozen=True, slots=True)
class Claim:
    """Parts `start` to `end` of a sentence beside parts `first` to `last` of a clause's."""

    parts: tuple[Part, ...]
    start: int
    end: int
    group: int  # the part from which on the sentence of the clause is the same
    held: Held
    first: int
    last: int

    @property
    def said(self) -> Tokens:
        """The words of the sentence's parts."""
        return join(self.parts[self.start : self.end])

    @property
    def own(self) -> Tokens:
        """The words of the clause's parts."""
        return join(self.held.parts[self.first : self.last])

    @property
    def before(self) -> Tokens:
        """What the sentence has said of the same: its topic, conditions, and subjects."""
        opens = self.group > 0 and not self.parts[0].figures
        earlier = (
            part.tokens if part.may_condition else part.tokens[:LONGEST_BEFORE]
            for part in (*self.parts[:opens], *self.parts[self.group : self.start])
        )
        return tuple(token for tokens in earlier for token in (*tokens, APART))


def join(parts: Sequence[Part]) -> Tokens:
    """The words of all the parts, in order."""
    return tuple(token for part in parts for token in part.tokens)


def is_covered(tokens: Tokens, said: Tokens) -> bool:
    """Whether all the words are said, those aside that may be left out."""
    rest = find_rest(len(tokens), [(t.start, t.length) for t in tile(tokens, said, loose=False)])
    return all(read_words().held.fullmatch("".join(tokens[a:b])) for a, b in rest)


def drop_moved(left: str, other: Tokens, tiles: Sequence[Tile], *, there: bool = True) -> str:
    """The words left without a verb of one character (奖, 评) that the other has elsewhere."""
    taken = [(t.there if there else t.start, t.length) for t in tiles]
    free = {token for a, b in find_rest(len(other), taken) for token in other[a:b]}
    moved = next((c for c in left if c in _MOVING and c in free), None)
    return left if moved is None else left.replace(moved, "", 1)


def count_named(words: Tokens, names: Tokens) -> int:
    """How many tokens at the beginning are a name of the document."""
    return max((t.length for t in tile(words, names, loose=False) if t.start == 0), default=0)


def count_place(said: Tokens, names: Tokens) -> int:
    """How many tokens at the beginning are the place of the document."""
    named = count_named(said, names)
    return named if said[named - 1 : named] and said[named - 1] in _PLACES else 0
