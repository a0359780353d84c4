"""Whether a sentence says what a clause says, in words and an order of its own.

Stricter than likeness: read as bags of words in one wording (see `restating`) the two must
be equal, light words aside. So nothing is added, and no condition, exception, limit or name is
left out. What order tells is looked at besides (`assistant.verifying.ordering`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.verifying.adding import find_added
from assistant.verifying.claim import ROLES, Claim, is_covered, join
from assistant.verifying.omitting import SHORT, find_left_out, find_lost_before, find_lost_hedge
from assistant.verifying.ordering import find_order_fault
from assistant.verifying.parts import Held, Part, is_dependent, read_held, split_parts
from assistant.verifying.restating import (
    Tokens,
    is_figure,
    is_light,
    restate,
)
from assistant.verifying.stretches import Source, Stretch
from assistant.verifying.tiling import Tile, find_rest, tile

MAX_PARTS = 9  # of a sentence; a longer one is compared as it stands elsewhere, or not at all
MAX_WINDOW = 4  # parts of a clause that one part of a statement may sum up
MAX_TOKENS = 200
# A part that begins so says of whom, when or how the next is true.
_LEADS_ON = re.compile("[每经由对为按凡因在从自到以除向如若当根据]|根据|通过|其中")
SHORTEST = 3  # characters beside a figure of a sentence that can stand by itself
_BODY = re.compile("局|府|部|校|位|财政|教师|委|组|室|中心|园|院|人|者|由|村|镇|乡|县|市|区")
_HEAD = 10  # characters of a part in which it is said who does it
MIN_SHARE = 0.5  # of a part's tokens that the clause must have before it is looked at closely


def gives_account(sentence: tuple[Stretch, ...], source: Source, about: str) -> bool:
    """Whether sentences of the clause, read in any order, say all and only this.

    `about` are names that may be said beside it: title and place of the document.
    """
    parts = split_parts("，".join(stretch.text for stretch in sentence), source)
    if not parts or len(parts) > MAX_PARTS or sum(len(p.tokens) for p in parts) > MAX_TOKENS:
        return False
    helds = [held for held in read_held(source, restate(about)) if _may_carry(parts, held)]
    return _is_carried(parts, helds)


def _may_carry(parts: tuple[Part, ...], held: Held) -> bool:
    words = {*join(held.parts), *held.topic}
    return any(sum(t in words for t in p.tokens) > MIN_SHARE * len(p.tokens) for p in parts)


def _is_carried(parts: tuple[Part, ...], helds: Sequence[Held]) -> bool:
    """Whether the parts, in consecutive groups, are each carried.

    A group of parts is carried by one sentence of the clause, to its end; the next may begin where
    a sentence or a member of a list begins there too, with a subject of its own.
    """
    states = {_State(0, 0, number) for number in range(len(helds))}
    seen: set[_State] = set()
    while states:
        state = states.pop()
        if state.start == len(parts):
            return True
        if state in seen:
            continue
        seen.add(state)
        held, earlier = helds[state.number], join(parts[: state.start])
        followers = [
            number
            for number, other in enumerate(helds)
            if state.done and (_is_whole(held) or _is_of_same_list(held, other, earlier))
        ]
        for end in range(state.start + 1, len(parts) + 1):
            states.update(_find_carriers(parts, end, state, held))
            for number in followers:
                begun = _State(state.start, state.start, number)
                if _is_whole(helds[number]) or _is_of_same_list(held, helds[number], earlier):
                    states.update(_find_carriers(parts, end, begun, helds[number]))
    return False


def _is_of_same_list(held: Held, other: Held, said: Tokens) -> bool:
    """Whether both are members of a list that the same words open.

    Those are said, so that nothing that stands under one label is put under another; of members
    that have parts of their own, the conditions that open the list.
    """
    opening = other.opening
    opens = [part.text for part in other.parts[:opening]]
    if held.opening not in {0, opening} or [p.text for p in held.parts[:opening]] != opens:
        return False
    if opening and opening + 1 == len(other.parts) == len(held.parts):
        return is_covered(other.parts[-2].tokens, said)
    limits = [part for part in other.parts[:opening] if part.limits]
    return bool(limits) and all(is_covered(part.tokens, said) for part in limits)


def _is_whole(held: Held) -> bool:
    """Whether a sentence can stand by itself, and is not the mere value of a label."""
    own = held.parts[held.opening :]
    words = [token for token in own[0].tokens if not is_figure(token)]
    figured = bool(own[0].figures) and len(words) >= SHORTEST
    return (len(join(own)) >= SHORT or figured) and not is_dependent(own[0])


class _State(NamedTuple):
    """How far a sentence is carried: since part `group` by sentence `number` of the clause."""

    start: int
    group: int
    number: int
    done: bool = False  # whether what it has said may be all of it
    used: int = 0  # a bit for each of its parts that has been said: none is said twice


def _find_carriers(
    parts: tuple[Part, ...], end: int, state: _State, held: Held
) -> Iterator[_State]:
    """What is reached when windows of the sentence carry the parts up to `end`."""
    said = join(parts[state.start : end])
    figures = Counter(filter(is_figure, said))
    begins = state.start == state.group > 0
    words = {*held.above, *join(held.parts)}
    if sum(token in words for token in said) < MIN_SHARE * len(said):
        return
    for first in range(len(held.parts)):
        if begins and first != held.opening and not _may_begin(held, first):
            continue
        for last in range(first + 1, min(first + MAX_WINDOW, len(held.parts)) + 1):
            bits = (1 << last) - (1 << first)
            if bits & state.used or first < held.opening < last:
                continue
            member, size = state.used >> held.opening, len(held.parts) - held.opening
            if last <= held.opening and member and (member + 1) >> size == 0:
                continue  # what opens the list, behind a part of one of its members
            window = held.parts[first:last]
            if not window[0].is_role and _has_role_behind(state.used, first, held):
                continue
            if figures - Counter(f for part in window for f in part.figures):
                continue
            claim = Claim(parts, state.start, end, state.group, held, first, last)
            if _find_fault(claim) is None:
                done = last == len(held.parts) or _may_end(held.parts[last - 1])
                yield _State(end, state.group, state.number, done, state.used | bits)


def _may_end(part: Part) -> bool:
    """Whether what was said so far stands by itself: no condition, and no mere subject."""
    mere = part.limits or part.opens_list or part.is_subject
    return not mere and _LEADS_ON.match(part.text) is None


def _has_role_behind(used: int, first: int, held: Held) -> bool:
    """Whether it was said already whose the task is: it is said after the task."""
    return any(part.is_role for n, part in enumerate(held.parts) if n > first and used >> n & 1)


def _may_begin(held: Held, first: int) -> bool:
    """Whether the part begins anew like the parts before it: measures, whoever takes them."""
    before = held.parts[held.opening : first]
    return (
        held.parts[first].is_measure
        and not any(part.limits or part.is_exception for part in before)
        and bool(before)
        and _BODY.search("".join(before[0].tokens)[:_HEAD]) is None
    )


def _find_fault(claim: Claim) -> str | None:
    """Why these parts of the clause do not say what the parts of the sentence say."""
    said, own = claim.said, claim.own
    tiles = tile(said, own)
    return (
        find_lost_hedge(claim)
        or _find_empty_part(claim, tiles)
        or find_added(claim, tiles)
        or find_left_out(claim, tiles)
        or _find_turned_condition(claim)
        or find_lost_before(claim)
        or find_order_fault(said, own, tiles)
    )


def _find_empty_part(claim: Claim, tiles: Sequence[Tile]) -> str | None:
    """A part of the sentence of which these parts say nothing, unless it is only a topic."""
    begin = 0
    for part in claim.parts[claim.start : claim.end]:
        end = begin + len(part.tokens)
        if not any(t.start < end and t.start + t.length > begin for t in tiles):
            words = tile(part.tokens, claim.held.above, loose=False)
            rest = find_rest(len(part.tokens), [(t.start, t.length) for t in words])
            is_named = all(is_light(part.tokens[a:b]) for a, b in rest)
            has_role = ROLES.search(part.text) is not None
            if begin or part.figures or has_role or not is_named:
                return f"{part.text!r} is not there"
        begin = end
    return None


def _find_turned_condition(claim: Claim) -> str | None:
    """A condition said as what follows from it, or the other way about."""
    of_condition = claim.held.parts[claim.last - 1].is_condition
    said_condition = claim.parts[claim.end - 1].may_condition
    if of_condition and not said_condition:
        return "a condition is said as a rule"
    describes = claim.held.parts[claim.last - 1].limits  # 满10年的教师 is 教师满10年的
    if not of_condition and not describes and claim.parts[claim.end - 1].is_condition:
        return "a rule is said as a condition"
    if of_condition and claim.end == len(claim.parts):
        return "what follows from the condition was left out"
    return None
