"""What a sentence adds to the parts of a clause that carry it.

Its words must be theirs, or stand above or before them, or claim nothing.
"""

import re
from collections.abc import Sequence

from assistant.verifying.claim import (
    LIMITING,
    ROLES,
    TURNED,
    Claim,
    count_named,
    drop_moved,
    is_covered,
    join,
)
from assistant.verifying.parts import APART, Part
from assistant.verifying.restating import (
    Tokens,
    is_figure,
    is_light,
    read_words,
    restate,
    unit_of,
)
from assistant.verifying.tiling import Tile, find_rest, tile

LONGEST_SUBJECT = 14  # tokens
_TURNING = frozenset("非副不禁除前半")  # before a word make another of it
# What one of several misdeeds is enough for.
_PENALTY = re.compile(
    "责令|追回|追缴|取消|停发|扣减|处分|通报|不予|退还|退回|约谈|撤销|解聘|吊销|追究"
)
_ANY_OF = re.compile("处于|属于|因|被")  # one cannot be in several at once, or need not
_PERSON = re.compile(
    "人员|个人|教师|学生|儿童|老年人|职工|家庭|企业|单位|学校|机构|部门|家长|[^的]长"
)
_ADDRESSED = re.compile("[向由经报到在与][\u4e00-\u9fff]{0,4}?(?:学校|单位|机构|部门|企业)")
_GIVING = frozenset("给补奖发贴助领享付免")
_GIFTS = frozenset({"奖", "补助", "补贴"})
_MAY = re.compile("可(?=[给凭报免])")  # who is given something may have it


def find_added(claim: Claim, tiles: Sequence[Tile]) -> str | None:
    """Words that neither these parts nor what stands above or before them has."""
    said, above = claim.said, claim.held.above
    for member in _list_included(claim):
        if not is_covered(restate(member), claim.own):
            return f"{member!r} is no member of what is listed"
    lent = tuple(token for part in _lend(claim) for token in (*part.tokens, APART))
    conditions = [part.tokens for part in _last_limit(claim)]
    any_will_do = _is_any_enough(claim)
    if "给" in said and not any(is_figure(token) or token in _GIVING for token in claim.own):
        return "that it is given is not there"
    for start, end in find_rest(len(said), [(t.start, t.length) for t in tiles]):
        words = said[start:end]
        person = "".join(words)
        is_of_condition = said[:start][-1:] == ("的",) and _PERSON.fullmatch(person) is not None
        if is_of_condition and not _is_person(person, claim):
            return f"of {person!r} it is not said"
        is_subject = start == 0 and end <= LONGEST_SUBJECT
        of_all = is_subject or words in conditions  # 初中班主任, after 担任班主任的
        around = (*above, *lent) if of_all else above
        if _is_heading(words, claim):
            around = above
        elif start == 0 or end == len(said):
            around = (*around, APART, *claim.held.topic)
        further = tile(words, around, loose=False)
        if any(is_figure(words[t.start + n]) for t in further for n in range(t.length)):
            return f"{''.join(words)!r} is said of something else"
        lent_words = ["".join(words[t.start : t.start + t.length]) for t in further]
        above_it = {"".join(part.tokens) for part in claim.held.parts[: claim.held.opening]}
        own_words = [lent for lent in lent_words if lent not in above_it]
        if any(LIMITING.search(w) or not TURNED.isdisjoint(w) for w in own_words):
            return f"{''.join(words)!r} is said of something else"
        next_part = join(claim.held.parts[claim.last : claim.last + 1])
        named = count_named(words, claim.held.names) if start == 0 else 0
        if not _is_heading(words, claim) and tile(words[named:], next_part, loose=False):
            return f"{''.join(words)!r} is said in what was left out"
        if words not in conditions and any(
            ROLES.search("".join(words[t.start : t.start + t.length])) for t in further
        ):
            return f"the role in {''.join(words)!r} is another's"
        if any(around[t.there - 1] in _TURNING for t in further if t.there):
            return f"{''.join(words)!r} was cut off what turns it"
        for a, b in find_rest(len(words), [(t.start, t.length) for t in further]):
            left = "".join(words[a:b])
            if is_of_condition and left == person:
                continue
            if claim.held.parts[claim.first].is_condition:
                left = left.replace("已", "")  # 已入住的 is 入住的
            if _is_gift(left, claim):
                continue
            if any_will_do:  # 不得借调、抽调 is 不得借调或抽调
                left = left.replace("或", "")
            if "应" not in claim.own:
                after = "".join(said[start + b : start + b + 1])
                left = _MAY.sub("", left + after).removesuffix(after)
            left = drop_moved(left, claim.own, tiles)
            if left != "中" and not read_words().said.fullmatch(left):
                return f"{left!r} is not there"
    return None


def _is_any_enough(claim: Claim) -> bool:
    """Whether of several things each is enough, so that 、 is 或."""
    said, held = claim.said, claim.held
    denied = next((n for n, token in enumerate(said) if token in {"禁", "不"}), len(said))
    if denied < (said.index("或") if "或" in said else len(said)):
        return True
    following = "".join(part.text for part in held.parts[claim.first :])
    any_of = _PENALTY.search(following) or _ANY_OF.match("".join(claim.own))
    return held.parts[claim.first].is_condition and any_of is not None


def _is_heading(words: Tokens, claim: Claim) -> bool:
    """Whether they are the nearest heading, whole, and light words."""
    opened = claim.held.parts[: claim.held.opening]
    heading = "".join(opened[-1].tokens) if opened else ""
    text = _MAY.sub("", "".join(words))
    plain = heading and heading in text and text.replace(heading, "", 1)
    return isinstance(plain, str) and len(heading) > 2 and is_light((plain,))


def _is_gift(left: str, claim: Claim) -> bool:
    """Whether it says of an amount what its label says (毕业班奖：每人800元): 每人奖励800元."""
    labels = claim.held.parts[max(0, claim.first - 1) : claim.first]
    return left in _GIFTS and any(label.text.endswith(left) for label in labels)


def _is_person(named: str, claim: Claim) -> bool:
    """Whether a condition (…的) may be said of people that the document is about (…的教师).

    Not where the sentence of the clause names somebody else.
    """
    text = _ADDRESSED.sub("", "".join(part.text for part in claim.held.parts))
    if named in text:
        return True
    known = named in {"人员", "个人"} or named in "".join(claim.held.above)
    return known and _PERSON.search(text) is None


def _list_included(claim: Claim) -> tuple[str, ...]:
    """What these parts say is included (包括甲、乙): no word above the clause is a member."""
    texts = [part.text.partition("包括")[2] for part in claim.parts[claim.start : claim.end]]
    return tuple(member for text in filter(None, texts) for member in text.split("、"))


def _lend(claim: Claim) -> list[Part]:
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
        or (part in limits and not part.figures and is_covered(part.tokens, claim.said))
        or (order == first - 1 and units and units.isdisjoint(map(unit_of, part.figures)))
    ]


def _last_limit(claim: Claim) -> list[Part]:
    """The condition that stands nearest before these parts, if there is one."""
    return [part for part in claim.held.parts[: claim.first] if part.limits][-1:]
