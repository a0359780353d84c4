"""What may not be left out of a clause when words are taken from it.

A word that turns, softens or adds (不得, 原则上, 另加), and a figure that says of whom the
words are true (600人以上的学校), may not go while what they stand before stays.
"""

import re
from itertools import pairwise

from assistant.locate import fold
from assistant.verifying.stretches import Stretch
from ingest.quantities import Quantity

SOFTENING = re.compile(
    r"原则上|优先|一般|可以|力争|争取|力求|逐步|适当|鼓励|支持|引导|探索|允许|视情|"
    r"另加|另增|新增|增加|减少|扣减|上浮|下浮|累计|合计|不足|未满|超出"
)
# Words after which none may be taken alone.
_TURNING_BEFORE = re.compile(
    r"(?:不得|不予|不能|不可|不再|不准|不许|严禁|禁止|停止|取消|不|未|无|非|原则上|优先|一般|可以|"
    r"力争|争取|力求|逐步|适当|鼓励|支持|引导|探索|允许|副|以上|以下|以内|"
    r"另加|另增|新增|增加|减少|扣减|上浮|下浮|累计|合计|不足|未满|超出|[^、的]{4}的)$"
)
# Words before which none may be taken alone.
_TURNING_AFTER = re.compile(
    r"的?(?:除外|以外|之外|以上|以下|以内|倍|%|不计|无效|为限|[\d.]+(?:倍|%)|"
    r"百分之|[一二三四五六七八九十]+(?:倍|分之)|[一二两三四五六七八九]成)"
)
_CONDITION = re.compile(r"[^、，,）)]{0,12}?的")
# What may be taken out of the midst of words: joints, brackets, members of a list.
_LOOSE = re.compile(
    r"(?:的|了|其中|以及|及|并|要|由|将|按照|按|、[^的]*|.*[、和]|[^，。；]*、[^，。；]*等|通过[^，。；]{2,24}|[（(][^）)]*[）)])",
    re.S,
)
_COMPLETE = re.compile(r"分为|包括|包含|组成|下列|分别|均|都|各")  # a list after it is whole
_OPPOSITES = frozenset("前后内外上下新老旧男女大小高低多少早晚增减正副公民")
CONNECTIVES = re.compile(
    r"^(?:其中|同时|并且|并|且|以及|及|和|或者|或|由|将|对|对于|按照|按|在|从|自|到|确保|实现|进一步|要|但|也)*$"
)
_HEAD = re.compile(r"的[\u4e00-\u9fff]{2,}$")  # what all before it only describes
_REACH = 2  # characters by which two texts say the same of the same


def find_cut_fault(stated: Stretch, source: Stretch) -> str | None:
    """Why words that stand verbatim in the source may not be taken out of it there."""
    fault = None
    if is_carried_on(stated, source):
        return find_left_out(stated, source, borrowed=False)
    start = source.folded.find(stated.folded)
    while start >= 0:
        end = start + len(stated.folded)
        before = _TURNING_BEFORE.search(source.folded, max(0, start - 5), start)
        after = _TURNING_AFTER.match(source.folded, end)
        if before is None and after is None and _may_begin(source, start):
            return find_left_out(stated, source, borrowed=False)
        fault = (before or after or [source.folded[:start]])[0]
        start = source.folded.find(stated.folded, start + 1)
    return f"{fault!r} beside it was left out: {source.text!r}" if fault else None


def is_carried_on(stated: Stretch, source: Stretch) -> bool:
    """Whether only the subject is left off, which the statement's sentence begins with."""
    if not source.folded.endswith(stated.folded) or not stated.before:
        return False
    head = source.folded[source.begin : -len(stated.folded)]
    turned = _TURNING_BEFORE.search(head) or SOFTENING.search(head)
    return len(head) > 1 and turned is None and stated.first.startswith(head)


def _may_begin(source: Stretch, start: int) -> bool:
    """Whether nothing that counts stands before: a joint, or another member of a list."""
    head = source.folded[source.begin : start]
    if not head or head.endswith("由") or CONNECTIVES.match(head):
        return True
    origins = fold(source.text).origins
    between = source.text[origins[start - 1] + 1 : origins[start]]
    return between.strip() != "" and "分别" not in source.folded


def find_left_out(stated: Stretch, source: Stretch, *, borrowed: bool) -> str | None:
    """A softening word or a condition with a figure, left out while its words stayed.

    `borrowed` is whether the stretch takes words from those before the source, too.
    """
    whole = source.before + source.folded if borrowed else source.folded
    if "分别" in source.folded and "分别" not in stated.folded and stated.folded not in whole:
        return "which of them is meant was left out"
    for found in SOFTENING.finditer(whole):
        following = whole[found.end() : found.end() + _REACH]
        if following and following in stated.folded and found[0] not in stated.folded:
            return f"{found[0]!r} before {following!r} was left out"
    said = {(q.value, q.unit) for q in stated.quantities}
    for quantity in source.quantities:
        if quantity.ordinal or (quantity.value, quantity.unit) in said:
            continue
        following = _follow_condition(quantity, source)
        if following and following in stated.folded:
            figure = source.text[quantity.start : quantity.end]
            return f"the condition {figure!r} before {following!r} was left out"
    return None


def _follow_condition(quantity: Quantity, source: Stretch) -> str:
    """The words after the 的 that ends the condition in which the figure stands."""
    condition = _CONDITION.match(source.text, quantity.end)
    if condition is None:
        return ""
    return source.text[condition.end() : condition.end() + _REACH]


def find_lost_tail(
    borrowed: list[str], stated: Stretch, source: Stretch, words: tuple[str, ...]
) -> str | None:
    """What stands behind a word that was borrowed from the stretch before, and was left out.

    `words` are those of that stretch: 四类学校 may not stand for 四类学校连续任教的教师.
    """
    ends = [source.previous.rfind(word) + len(word) for word in borrowed if word in source.previous]
    if not ends:
        return None
    tail = source.previous[max(ends) :]
    if not _HEAD.search(tail):
        return None
    lost = [word for word in words if word in tail and word not in stated.folded]
    return f"{lost[0]!r} behind {borrowed[-1]!r} was left out" if lost else None


def find_taken_out(stated: Stretch, source: Stretch) -> str | None:
    """Words taken out of the midst of what otherwise stands there (在境外的外籍人员)."""
    pieces = _split_pieces(stated.folded, source.folded)
    if not pieces:
        return None
    origins = fold(source.text).origins
    for before, after in pairwise(pieces):
        words = source.text[origins[before[1] - 1] + 1 : origins[after[0]]]
        complete = _COMPLETE.search(source.folded, 0, before[1])
        if complete or not _LOOSE.fullmatch(words):
            return f"{words!r} was taken out"
    return None


def _split_pieces(said: str, held: str) -> list[tuple[int, int]]:
    """Where the pieces of `said` stand in `held`, in order; none where they do not."""
    pieces: list[tuple[int, int]] = []
    done = position = 0
    while done < len(said):
        length = 1
        start = held.find(said[done], position)
        if start < 0:
            return []
        while done + length < len(said):
            longer = held.find(said[done : done + length + 1], position)
            if longer < 0:
                break
            start, length = longer, length + 1
        pieces.append((start, start + length))
        done, position = done + length, start + length
    return pieces


def find_opposite(stated: Stretch, source: Stretch) -> str | None:
    """A character that turns what is meant (前, 后, 内) and is not there."""
    turned = _OPPOSITES.intersection(stated.folded).difference(source.before + source.folded)
    return f"{min(turned)!r} is not there" if turned else None


def is_run(said: str, held: str) -> bool:
    """Whether the characters stand there in this order."""
    rest = iter(held)
    return all(character in rest for character in said)
