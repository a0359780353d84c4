"""What the order of words tells, where two texts have the same words.

Of two figures which is whose; of two parties who does it to whom; of a negation what it denies.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from assistant.verifying.leaving import is_run
from assistant.verifying.restating import Tokens, is_figure, is_light, restate, unit_of
from assistant.verifying.stretches import Stretch
from assistant.verifying.tiling import Tile, tile

NEAR = 10  # characters on either side of a figure, up to the next, that say of what it is
_MARKERS = frozenset("由向自到经被比至")  # say what part the words behind them have
_TURNING = "禁不可"
_SWAPPED = "words have changed places around others"
_PAIR = 2  # characters behind a word that tell what it turns


def find_exchange(stated: Stretch, source: Stretch) -> str | None:
    """Words that stand in each other's places, where both have the same words, figures aside.

    高中在乡镇、初中在县城 is not 高中在县城、初中在乡镇, nor is 高中在乡镇 said by itself.
    """
    if stated.folded in source.folded:
        return None
    texts = source.text.split("、")
    members = [_read_characters(text) for text in texts]
    # 不得截留、挪用资金 denies the whole alike (资金不得截留、挪用); 甲、乙等学科 is one list.
    denied = "禁" in members[0] and restate(source.text).count("禁") == 1
    alike = denied or "等" in texts[-1]
    for words in stated.text.split("、") if len(members) > 1 and not alike else ():
        wanted = _read_characters(words) & frozenset[str]().union(*members)
        held = [text for text, own in zip(texts, members, strict=True) if wanted <= own]
        if not held and not any(_is_shared(wanted, one, members) for one in members):
            return f"{words!r} is said of different things there"
        if held and all(_find_swap_of(words, text) for text in held):
            return f"{words!r} is said in another order there"
    return None if is_run(stated.folded, source.folded) else _find_swap_of(stated.text, source.text)


def _find_swap_of(stated: str, source: str) -> str | None:
    said, own = restate(stated), restate(source)
    tiles = tile(said, own)
    if _is_swapped([t for t in tiles if not _claims_nothing(t, said)]):
        return _SWAPPED
    return _find_denied(said, own)


def _read_characters(words: str) -> frozenset[str]:
    return frozenset(token for token in restate(words) if not is_light((token,)))


def _is_shared(
    wanted: frozenset[str], whole: frozenset[str], members: Sequence[frozenset[str]]
) -> bool:
    """Whether it says a whole member with words of one other (语文教师 of 语文、数学教师)."""
    return whole <= wanted and any(wanted <= whole | other for other in members)


def find_order_fault(said: Tokens, own: Tokens, tiles: Sequence[Tile]) -> str | None:
    """Why the words of `said`, tiled with those of `own`, mean something else in their order."""
    denied = _find_denied(said, own)
    if denied is not None or all(a.there < b.there for a, b in pairwise(tiles)):
        return denied
    if any(_is_marked_otherwise(found, said, own) for found in tiles if _is_moved(found, tiles)):
        return "who does it to whom is said otherwise"
    if _is_swapped([t for t in tiles if not _claims_nothing(t, said)]):
        return _SWAPPED
    return _find_moved_figure(said, own)


def _claims_nothing(found: Tile, said: Tokens) -> bool:
    """Whether a tile is no more than a figure or light words."""
    return is_figure(said[found.start]) or is_light(said[found.start : found.start + found.length])


def _find_moved_figure(said: Tokens, own: Tokens) -> str | None:
    figures = [token for token in own if is_figure(token)]
    stated = [token for token in said if is_figure(token)]
    left = Counter(stated)
    if stated != [token for token in figures if left[token]]:
        return "the figures stand in another order"
    units = Counter(map(unit_of, figures))
    if max(units.values(), default=0) > 1 and not _stand_together(own):
        return "words around figures stand in another order"
    if len(figures) > 1:
        for number, token in enumerate(said):
            if is_figure(token) and not _near(said, number) & _near(own, own.index(token)):
                return f"the figure {token!r} is of something else"
    return None


def _stand_together(own: Tokens) -> bool:
    """Whether figures of one unit have nothing between them that says of what each is."""
    places = [n for n, token in enumerate(own) if is_figure(token)]
    return all(
        b - a <= 1 or unit_of(own[a]) != unit_of(own[b]) or is_light(own[a + 1 : b])
        for a, b in pairwise(places)
    )


def _near(tokens: Tokens, place: int) -> set[str]:
    """Pairs of characters near a figure, light ones aside, up to the next figure."""
    sides: list[list[str]] = []
    for step in (-1, 1):
        words: list[str] = []
        at = place + step
        while 0 <= at < len(tokens) and not is_figure(tokens[at]) and len(words) < NEAR:
            if not is_light((tokens[at],)):
                words.append(tokens[at])
            at += step
        sides.append(words[::step])
    return {one + other for side in sides for one, other in pairwise(side)}


def _is_moved(found: Tile, tiles: Sequence[Tile]) -> bool:
    return any((t.start < found.start) is not (t.there < found.there) for t in tiles if t != found)


def _is_marked_otherwise(found: Tile, said: Tokens, own: Tokens) -> bool:
    """Whether another word for a part (由, 向, 到) stands before it than in the clause."""
    if own[found.there] in _MARKERS or found.there == 0:  # 被取消 of 取消…
        return False
    here, there = said[found.start - 1 : found.start], own[found.there - 1 : found.there]
    stated = here[0] if found.start and here[0] in _MARKERS else ""
    held = there[0] if found.there and there[0] in _MARKERS else ""
    return stated != held


def _is_swapped(tiles: Sequence[Tile]) -> bool:
    """Whether two tiles stand the other way about with a third between them in both texts.

    甲监督乙 and 乙监督甲; a phrase that is only put first or last leaves the rest in order.
    """
    places = [found.there for found in tiles]
    return any(
        min(places[n + 1 :], default=place) < place < max(places[:n], default=place)
        for n, place in enumerate(places)
    )


def _find_denied(said: Tokens, own: Tokens) -> str | None:
    """A negation or a permission that stands before other words."""
    for word in _TURNING:
        held = _behind(own, word)
        # Where the clause ends with it (不予发放。) what is given may be said behind it.
        ends = tuple(words for words in held if len(words) < _PAIR)
        others = [
            words
            for words in _behind(said, word) - held
            if not (ends and words.startswith(ends)) or said[-1:] == own[-1:]
        ]
        if word in own and others:
            return f"{word!r} stands before other words"
    return None


def _behind(tokens: Tokens, word: str) -> set[str]:
    places = (n for n, token in enumerate(tokens) if token == word)
    following = (
        [t for t in tokens[place + 1 :] if len(t) == 1 and not is_light((t,))][:2]
        for place in places
    )
    return {"".join(pair) for pair in following}
