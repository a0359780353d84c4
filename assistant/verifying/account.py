"""Whether a sentence says what a clause says, in words and an order of its own.

Stricter than likeness: read as bags of words in one wording (see `restating`) the two must
be equal, light words aside. So nothing is added, and no condition, exception, limit or name is
left out. What order tells is looked at besides (`assistant.verifying.ordering`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.verifying.leaving import SOFTENING
from assistant.verifying.ordering import find_order_fault
from assistant.verifying.parts import APART, Held, Part, is_dependent, read_held, split_parts
from assistant.verifying.restating import (
    FIGURE,
    Tokens,
    is_figure,
    is_light,
    read_words,
    restate,
    unit_of,
)
from assistant.verifying.stretches import Source, Stretch
from assistant.verifying.tiling import Tile, find_rest, tile

MAX_PARTS = 9  # of a sentence; a longer one is compared as it stands elsewhere, or not at all
MAX_WINDOW = 4  # parts of a clause that one part of a statement may sum up
MAX_TOKENS = 200
LONGEST_SUBJECT = 14  # tokens
LONGEST_BEFORE = 24  # tokens of a part that has been said, which the next need not say again
HEADS = 4  # tokens that begin a sentence with two things (小学、初中) of which it speaks in turn
_SUBJECT = 4  # characters that are a subject
SHORT = 8  # tokens up to which a subject is said whole
_TURNING = frozenset("非副不禁除前半")  # before a word make another of it
_AGENT = re.compile(
    "由?[\u4e00-\u9fff]{0,12}(?:局|政府|财政|部门|委员会|办公室|小组|办事处|主管单位)应?"
)
# What one of several misdeeds is enough for.
_PENALTY = re.compile(
    "责令|追回|追缴|取消|停发|扣减|处分|通报|不予|退还|退回|约谈|撤销|解聘|吊销|追究"
)
_ANY_OF = re.compile("处于|属于|因|被")  # one cannot be in several at once, or need not
_REQUIRES = re.compile("[下列以上]{2}(?:条件|材料|要求|程序|资料|手续)")
_SHARED = re.compile("^[^每]*$|共|总|每[户校班个]")  # said of all together, or of no one
_LIMITING = re.compile("以[上下内外]|超|不|禁|除|只|均|全部|所有|[低高多少]于|一律")
_TURNED = frozenset("禁不可应")
_RESPECTIVELY = re.compile("(?<!可)分别")  # not what two may do each for himself
_MAY = re.compile("可(?=[给凭报免])")  # who is given something may have it
_BODY = re.compile("局|府|部|校|位|财政|教师|委|组|室|中心|园|院|人|者|由|村|镇|乡|县|市|区")
_HEAD = 10  # characters of a part in which it is said who does it
_PLACES = frozenset("省州市县区")
_MOVING = frozenset("奖评任聘报补配建办派")
_ADDRESSED = frozenset(
    {"教师", "的教师", "职工", "的职工", "教职工", "的教职工", "老年人", "的老年人"}
)
# From where, or by what, something is done; not of whom it is true, and without a figure.
_BY_WAY = re.compile("(?:从|通过)[^的#不禁只可具符]{4,40}|关于[^#不禁只可]{2,40}的")
_ROLES = re.compile("牵头|配合|负责|责任|组长|主任|成员")
MIN_SHARE = 0.5  # of a part's tokens that the clause must have before it is looked at closely


@dataclass(frozen=True, slots=True)
class _Claim:
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
        return _join(self.parts[self.start : self.end])

    @property
    def own(self) -> Tokens:
        return _join(self.held.parts[self.first : self.last])

    @property
    def before(self) -> Tokens:
        """What the sentence has said of the same: its topic, conditions, and subjects."""
        opens = self.group > 0 and not self.parts[0].figures
        earlier = (
            part.tokens if part.may_condition else part.tokens[:LONGEST_BEFORE]
            for part in (*self.parts[:opens], *self.parts[self.group : self.start])
        )
        return tuple(token for tokens in earlier for token in (*tokens, APART))


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
    words = set(_join(held.parts))
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
        held, earlier = helds[state.number], _join(parts[: state.start])
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
        return _is_covered(other.parts[-2].tokens, said)
    limits = [part for part in other.parts[:opening] if part.limits]
    return bool(limits) and all(_is_covered(part.tokens, said) for part in limits)


def _is_whole(held: Held) -> bool:
    """Whether a sentence can stand by itself, and is not the mere value of a label."""
    own = held.parts[held.opening :]
    return len(_join(own)) >= SHORT and not is_dependent(own[0])


class _State(NamedTuple):
    """How far a sentence is carried: since part `group` by sentence `number` of the clause."""

    start: int
    group: int
    number: int
    done: bool = False  # whether that sentence has come to its end
    used: int = 0  # a bit for each of its parts that has been said: none is said twice


def _find_carriers(
    parts: tuple[Part, ...], end: int, state: _State, held: Held
) -> Iterator[_State]:
    """What is reached when windows of the sentence carry the parts up to `end`."""
    said = _join(parts[state.start : end])
    figures = Counter(filter(is_figure, said))
    begins = state.start == state.group > 0
    words = {*held.above, *_join(held.parts)}
    if sum(token in words for token in said) < MIN_SHARE * len(said):
        return
    for first in range(len(held.parts)):
        if begins and first != held.opening and not _may_begin(held, first):
            continue
        for last in range(first + 1, min(first + MAX_WINDOW, len(held.parts)) + 1):
            bits = (1 << last) - (1 << first)
            if bits & state.used or first < held.opening < last:
                continue
            window = held.parts[first:last]
            if not window[0].is_role and _has_role_behind(state.used, first, held):
                continue
            if figures - Counter(f for part in window for f in part.figures):
                continue
            claim = _Claim(parts, state.start, end, state.group, held, first, last)
            if _find_fault(claim) is None:
                done = last == len(held.parts)
                yield _State(end, state.group, state.number, done, state.used | bits)


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


def _find_fault(claim: _Claim) -> str | None:
    """Why these parts of the clause do not say what the parts of the sentence say."""
    said, own = claim.said, claim.own
    tiles = tile(said, own)
    return (
        _find_lost_hedge(claim)
        or _find_empty_part(claim, tiles)
        or _find_added(claim, tiles)
        or _find_left_out(claim, tiles)
        or _find_turned_condition(claim)
        or _find_lost_before(claim)
        or find_order_fault(said, own, tiles)
    )


def _find_lost_hedge(claim: _Claim) -> str | None:
    """A word that softens (原则上, 优先) and is not said as often."""
    said = "".join(claim.said)
    held = Counter(SOFTENING.findall("".join(claim.own)))
    lost = next((word for word, count in held.items() if said.count(word) < count), None)
    return None if lost is None else f"{lost!r} was left out"


def _find_empty_part(claim: _Claim, tiles: Sequence[Tile]) -> str | None:
    """A part of the sentence of which these parts say nothing, unless it is only a topic."""
    begin = 0
    for part in claim.parts[claim.start : claim.end]:
        end = begin + len(part.tokens)
        if not any(t.start < end and t.start + t.length > begin for t in tiles):
            words = tile(part.tokens, claim.held.above, loose=False)
            rest = find_rest(len(part.tokens), [(t.start, t.length) for t in words])
            is_named = all(is_light(part.tokens[a:b]) for a, b in rest)
            has_role = _ROLES.search(part.text) is not None
            if begin or part.figures or has_role or not is_named:
                return f"{part.text!r} is not there"
        begin = end
    return None


def _find_added(claim: _Claim, tiles: Sequence[Tile]) -> str | None:
    """Words that neither these parts nor what stands above or before them has."""
    said, above = claim.said, claim.held.above
    lent = tuple(token for part in _lend(claim) for token in (*part.tokens, APART))
    conditions = [part.tokens for part in _last_limit(claim)]
    following = "".join(part.text for part in claim.held.parts[claim.first :])
    any_will_do = bool({"禁", "不"} & set(said)) or (
        claim.held.parts[claim.first].is_condition
        and bool(_PENALTY.search(following) or _ANY_OF.match("".join(claim.own)))
    )
    for start, end in find_rest(len(said), [(t.start, t.length) for t in tiles]):
        words = said[start:end]
        is_subject = start == 0 and end <= LONGEST_SUBJECT
        of_all = is_subject or words in conditions  # 初中班主任, after 担任班主任的
        around = (*above, *lent) if of_all else above
        if start == 0 or end == len(said):
            around = (*around, APART, *claim.held.topic)
        further = tile(words, around, loose=False)
        if any(is_figure(words[t.start + n]) for t in further for n in range(t.length)):
            return f"{''.join(words)!r} is said of something else"
        lent_words = ["".join(words[t.start : t.start + t.length]) for t in further]
        if any(_LIMITING.search(said) or not _TURNED.isdisjoint(said) for said in lent_words):
            return f"{''.join(words)!r} is said of something else"
        next_part = _join(claim.held.parts[claim.last : claim.last + 1])
        named = _count_named(words, claim.held.names) if start == 0 else 0
        if tile(words[named:], next_part, loose=False):
            return f"{''.join(words)!r} is said in what was left out"
        if words not in conditions and any(
            _ROLES.search("".join(words[t.start : t.start + t.length])) for t in further
        ):
            return f"the role in {''.join(words)!r} is another's"
        if any(around[t.there - 1] in _TURNING for t in further if t.there):
            return f"{''.join(words)!r} was cut off what turns it"
        for a, b in find_rest(len(words), [(t.start, t.length) for t in further]):
            left = "".join(words[a:b])
            if any_will_do:  # 不得借调、抽调 is 不得借调或抽调
                left = left.replace("或", "")
            if "应" not in claim.own:
                after = "".join(said[start + b : start + b + 1])
                left = _MAY.sub("", left + after).removesuffix(after)
            left = _drop_moved(left, claim.own, tiles)
            if left != "中" and not read_words().said.fullmatch(left):
                return f"{left!r} is not there"
    return None


def _drop_moved(left: str, other: Tokens, tiles: Sequence[Tile], *, there: bool = True) -> str:
    """The words left without a verb of one character (奖, 评) that the other has elsewhere."""
    taken = [(t.there if there else t.start, t.length) for t in tiles]
    free = {token for a, b in find_rest(len(other), taken) for token in other[a:b]}
    moved = next((c for c in left if c in _MOVING and c in free), None)
    return left if moved is None else left.replace(moved, "", 1)


def _count_named(words: Tokens, names: Tokens) -> int:
    """How many tokens at the beginning are a name of the document."""
    return max((t.length for t in tile(words, names, loose=False) if t.start == 0), default=0)


def _count_place(said: Tokens, names: Tokens) -> int:
    """How many tokens at the beginning are the place of the document."""
    named = _count_named(said, names)
    return named if said[named - 1 : named] and said[named - 1] in _PLACES else 0


def _lend(claim: _Claim) -> list[Part]:
    """Parts of the clause's sentence whose words may be said with these: what opens it.

    One with a figure lends only where it can be no other member of a list: next before, and with
    figures in other units. The last condition before them lends where it is said whole.
    """
    held, first, limits = claim.held, claim.first, _last_limit(claim)
    units = {unit_of(figure) for part in held.parts[first : claim.last] for figure in part.figures}
    return [
        part
        for order, part in enumerate(held.parts[held.opening : first], held.opening)
        if (not part.limits and not part.figures)
        or (part in limits and not part.figures and _is_covered(part.tokens, claim.said))
        or (order == first - 1 and units and units.isdisjoint(map(unit_of, part.figures)))
    ]


def _last_limit(claim: _Claim) -> list[Part]:
    """The condition that stands nearest before these parts, if there is one."""
    return [part for part in claim.held.parts[: claim.first] if part.limits][-1:]


def _find_left_out(claim: _Claim, tiles: Sequence[Tile]) -> str | None:
    """Words of these parts that the statement does not say, here or before."""
    said, own = claim.said, claim.own
    rest = find_rest(len(said), [(t.start, t.length) for t in tiles])
    # Words from above and words left out may be a name put in the place of another.
    place = _count_place(said, claim.held.names)
    added = [said[max(a, place) : b] for a, b in rest]
    is_own = all(is_light(words) or words == ("可",) for words in added)
    before = claim.before if is_own else ()
    for start, end in find_rest(len(own), [(t.there, t.length) for t in tiles]):
        words = own[start:end]
        further = tile(words, before, loose=False)
        if any(_LIMITING.search("".join(words[t.start : t.start + t.length])) for t in further):
            return f"{''.join(words)!r} was left out"
        for a, b in find_rest(len(words), [(t.start, t.length) for t in further]):
            left = "".join(words[a:b])
            if is_own and a + start == 0 and _is_agent(left, said, own):
                continue
            if is_own and _is_repeated(left, said, own):
                continue
            left = _drop_moved(left, said, tiles, there=False)
            if "您" in said and left in _ADDRESSED:
                continue
            if _BY_WAY.fullmatch(left) is not None or _said_before(left, a + start, claim):
                continue
            each = left in {"每人", "人每"} and not _SHARED.search("".join(said))
            if not each and not read_words().held.fullmatch(left):
                return f"{left!r} was left out"
    return None


def _said_before(left: str, place: int, claim: _Claim) -> bool:
    """Whether the subject that begins these parts begins one that the sentence said before."""
    claims = not _TURNED.isdisjoint(left) or FIGURE in left or _LIMITING.search(left) is not None
    return (
        place == 0
        and not claims
        and len(left) >= _SUBJECT
        and any("".join(part.tokens).startswith(left) for part in claim.parts[: claim.start])
    )


def _is_repeated(left: str, said: Tokens, own: Tokens) -> bool:
    """Whether a name is left out that the clause has once more, where it is said."""
    plain = left.removesuffix("于").removesuffix("在")
    text = "".join(own)
    claims = _LIMITING.search(plain) or FIGURE in plain or not _TURNED.isdisjoint(plain)
    return len(plain) > 1 and not claims and text.count(plain) > 1 and plain in "".join(said)


def _is_agent(left: str, said: Tokens, own: Tokens) -> bool:
    """Whether only who does it, a body of the government, is left off the beginning.

    Not where roles are told apart, and only where a figure tells what is done.
    """
    text = "".join(said) + "".join(own)
    named = _ROLES.search(text) is not None or not any(map(is_figure, own))
    return not named and _AGENT.fullmatch(left) is not None


def _find_turned_condition(claim: _Claim) -> str | None:
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


def _find_lost_before(claim: _Claim) -> str | None:
    """A condition, a subject or an exception beside these parts that is said nowhere."""
    held, first, last = claim.held, claim.first, claim.last
    earlier = (*claim.before, *claim.said)
    limit = next((p for p in reversed(held.parts[:first]) if p.limits), None)
    stands_for_it = (
        limit is not None
        and limit.opens_list
        and any(part.may_condition for part in claim.parts[: claim.end])
    )
    next_to = limit is not None and limit is held.parts[first - 1]
    binds = next_to or is_dependent(held.parts[first])
    if limit is not None and binds and not stands_for_it and not _is_covered(limit.tokens, earlier):
        return f"the condition {limit.text!r} was left out"
    before = held.parts[first - 1] if first not in {0, held.opening} else None
    if before is not None and before is not limit and is_dependent(held.parts[first]):
        covered = _is_covered(before.tokens, earlier)
        begun = len(before.tokens) > SHORT and bool(tile(before.tokens[:SHORT], earlier))
        if before.is_subject and not covered and not begun:
            return f"{before.text!r} before it was left out"
    if (
        before is not None
        and "应" in before.tokens[:2]
        and "应" in set(claim.said) - set(claim.own)
    ):
        return f"what should be done by {before.text!r} was left out"
    begins = held.parts[held.opening]
    if _RESPECTIVELY.search("".join(claim.own)) and not _is_covered(begins.tokens[:HEADS], earlier):
        return f"which of {begins.text!r} is meant was left out"
    is_conditional = any(part.may_condition for part in claim.parts[: claim.end])
    for part in held.parts[: held.opening] if first >= held.opening and is_conditional else ():
        requires = _REQUIRES.search(part.text) is not None and not part.limits
        if requires and not _is_covered(part.tokens, earlier):
            return f"{part.text!r} was left out"
    everything = _join(claim.parts)
    for part in held.parts[last:]:
        if part.is_exception and not _is_covered(part.tokens, everything):
            return f"the exception {part.text!r} was left out"
    return None


def _is_covered(tokens: Tokens, said: Tokens) -> bool:
    rest = find_rest(len(tokens), [(t.start, t.length) for t in tile(tokens, said, loose=False)])
    return all(read_words().held.fullmatch("".join(tokens[a:b])) for a, b in rest)


def _join(parts: Sequence[Part]) -> Tokens:
    return tuple(token for part in parts for token in part.tokens)
