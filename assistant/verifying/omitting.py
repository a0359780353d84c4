"""What a sentence leaves out of the parts of a clause that carry it, and around them.

No limit, condition, exception or subject may be left out; what is said of the same before it may,
and by what way or body something is done.
"""

import re
from collections import Counter
from collections.abc import Sequence

from assistant.verifying.claim import (
    LIMITING,
    ROLES,
    TURNED,
    Claim,
    count_place,
    drop_moved,
    is_covered,
    join,
)
from assistant.verifying.leaving import SOFTENING
from assistant.verifying.parts import is_dependent
from assistant.verifying.restating import FIGURE, Tokens, is_figure, is_light, read_words
from assistant.verifying.tiling import Tile, find_rest, tile

HEADS = 4  # tokens that begin a sentence with two things (小学、初中) of which it speaks in turn
_SUBJECT = 4  # characters that are a subject
SHORT = 8  # tokens up to which a subject is said whole
_AGENT = re.compile(
    "由?[\u4e00-\u9fff]{0,12}(?:局|政府|财政|部门|委员会|办公室|小组|办事处|主管单位)应?"
)
_REQUIRES = re.compile("[下列以上]{2}(?:条件|材料|要求|程序|资料|手续)")
_SHARED = re.compile("^[^每]*$|共|总|每[户校班个]")  # said of all together, or of no one
_RESPECTIVELY = re.compile("(?<!可)分别")  # not what two may do each for himself
_ADDRESSED = frozenset(
    {"教师", "的教师", "职工", "的职工", "教职工", "的教职工", "老年人", "的老年人"}
)
# From where, or by what, something is done; not of whom it is true, and without a figure.
_BY_WAY = re.compile("(?:从|通过)[^的#不禁只可具符]{4,40}|关于[^#不禁只可]{2,40}的")


def find_left_out(claim: Claim, tiles: Sequence[Tile]) -> str | None:
    """Words of these parts that the statement does not say, here or before."""
    said, own = claim.said, claim.own
    rest = find_rest(len(said), [(t.start, t.length) for t in tiles])
    # Words from above and words left out may be a name put in the place of another.
    place = count_place(said, claim.held.names)
    added = [said[max(a, place) : b] for a, b in rest]
    is_own = all(is_light(words) or words == ("可",) for words in added)
    before = claim.before if is_own else ()
    for start, end in find_rest(len(own), [(t.there, t.length) for t in tiles]):
        words = own[start:end]
        further = tile(words, before, loose=False)
        if any(LIMITING.search("".join(words[t.start : t.start + t.length])) for t in further):
            return f"{''.join(words)!r} was left out"
        for a, b in find_rest(len(words), [(t.start, t.length) for t in further]):
            left = "".join(words[a:b])
            if is_own and a + start == 0 and _is_agent(left, said, own):
                continue
            if is_own and _is_repeated(left, said, own):
                continue
            left = drop_moved(left, said, tiles, there=False)
            if "您" in said and left in _ADDRESSED:
                continue
            if _BY_WAY.fullmatch(left) is not None or _said_before(left, a + start, claim):
                continue
            each = left in {"每人", "人每"} and not _SHARED.search("".join(said))
            if not each and not read_words().held.fullmatch(left):
                return f"{left!r} was left out"
    return None


def find_lost_before(claim: Claim) -> str | None:
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
    if limit is not None and binds and not stands_for_it and not is_covered(limit.tokens, earlier):
        return f"the condition {limit.text!r} was left out"
    before = held.parts[first - 1] if first not in {0, held.opening} else None
    if before is not None and before is not limit and is_dependent(held.parts[first]):
        covered = is_covered(before.tokens, earlier)
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
    if _RESPECTIVELY.search("".join(claim.own)) and not is_covered(begins.tokens[:HEADS], earlier):
        return f"which of {begins.text!r} is meant was left out"
    is_conditional = any(part.may_condition for part in claim.parts[: claim.end])
    for part in held.parts[: held.opening] if first >= held.opening and is_conditional else ():
        requires = _REQUIRES.search(part.text) is not None and not part.limits
        if requires and not is_covered(part.tokens, earlier):
            return f"{part.text!r} was left out"
    everything = join(claim.parts)
    excepted = (part for part in held.parts[:first] if part.text.startswith("除"))
    for part in (*excepted, *held.parts[last:]):
        if part.is_exception and not is_covered(part.tokens, everything):
            return f"the exception {part.text!r} was left out"
    return None


def find_lost_hedge(claim: Claim) -> str | None:
    """A word that softens (原则上, 优先) and is not said as often."""
    said = "".join(claim.said)
    held = Counter(SOFTENING.findall("".join(claim.own)))
    lost = next((word for word, count in held.items() if said.count(word) < count), None)
    return None if lost is None else f"{lost!r} was left out"


def _said_before(left: str, place: int, claim: Claim) -> bool:
    """Whether the subject that begins these parts begins one that the sentence said before."""
    claims = not TURNED.isdisjoint(left) or FIGURE in left or LIMITING.search(left) is not None
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
    claims = LIMITING.search(plain) or FIGURE in plain or not TURNED.isdisjoint(plain)
    return len(plain) > 1 and not claims and text.count(plain) > 1 and plain in "".join(said)


def _is_agent(left: str, said: Tokens, own: Tokens) -> bool:
    """Whether only who does it, a body of the government, is left off the beginning.

    Not where roles are told apart, and only where a figure tells what is done.
    """
    text = "".join(said) + "".join(own)
    named = ROLES.search(text) is not None or not any(map(is_figure, own))
    return not named and _AGENT.fullmatch(left) is not None
