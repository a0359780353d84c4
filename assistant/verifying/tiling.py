"""Which words of one text are words of another, whatever their order.

Greedy string tiling (Wise 1993): the longest run of tokens that both have and that is not yet
taken is taken, and so on; what is left on either side is what the other does not say.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SINGLES = frozenset("禁不可或")  # one character, and yet a word


@dataclass(frozen=True, slots=True)
class Tile:
    """A run of `length` tokens that stands at `start` here and at `there` in the other text."""

    start: int
    there: int
    length: int


@functools.lru_cache(maxsize=1 << 12)
def tile(said: Sequence[str], held: Sequence[str], *, loose: bool = True) -> tuple[Tile, ...]:
    """The tiles in the order of `said`; single tokens only where they are figures or words.

    What turns a sentence (不得, 可以) is no tile by itself unless `loose`.

    >>> [(t.start, t.there, t.length) for t in tile("乙村甲镇", "甲镇和乙村")]
    [(0, 3, 2), (2, 0, 2)]
    """
    free_said, free_held = [True] * len(said), [True] * len(held)
    places: dict[str, list[int]] = {}
    for place, token in enumerate(held):
        places.setdefault(token, []).append(place)
    tiles: list[Tile] = []
    while True:
        best = _find_longest(said, places, free_said, free_held)
        if best is None or best.length < 2:
            break
        tiles.append(best)
        _take(best, free_said, free_held)
    for start, token in enumerate(said):
        if not free_said[start] or not (len(token) > 1 or (loose and token in SINGLES)):
            continue
        there = next((place for place in places.get(token, ()) if free_held[place]), None)
        if there is not None:
            tiles.append(Tile(start, there, 1))
            _take(tiles[-1], free_said, free_held)
    return tuple(sorted(tiles, key=lambda found: found.start))


def _find_longest(
    said: Sequence[str],
    places: Mapping[str, Sequence[int]],
    free_said: list[bool],
    free_held: list[bool],
) -> Tile | None:
    best: Tile | None = None
    ending: dict[int, int] = {}  # how long the run is that ends at a place of the held text
    for n, token in enumerate(said):
        previous, ending = ending, {}
        if not free_said[n]:
            continue
        for m in places.get(token, ()):
            if free_held[m]:
                ending[m] = length = previous.get(m - 1, 0) + 1
                if best is None or length > best.length:
                    best = Tile(n - length + 1, m - length + 1, length)
    return best


def _take(taken: Tile, free_said: list[bool], free_held: list[bool]) -> None:
    for offset in range(taken.length):
        free_said[taken.start + offset] = free_held[taken.there + offset] = False


def find_rest(length: int, taken: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The stretches (start, end) of a text of so many tokens that no (start, length) takes.

    >>> find_rest(6, [(1, 2)])
    ((0, 1), (3, 6))
    """
    free = [True] * length
    for start, size in taken:
        free[start : start + size] = [False] * size
    rest: list[tuple[int, int]] = []
    for place, is_free in enumerate(free):
        if not is_free:
            continue
        if rest and rest[-1][1] == place:
            rest[-1] = (rest[-1][0], place + 1)
        else:
            rest.append((place, place + 1))
    return tuple(rest)
