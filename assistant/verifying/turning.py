"""Small words that turn what a statement says, where its long ones are all there.

One character makes 当月 of 次月 and 均可 of 可; a name of two characters that the dictionary does
not know falls into single ones. So the single ones are looked at by themselves here, and so are
words that say of how many something is true, and those that say who does it to whom.
"""

import re
from collections import Counter

from assistant.locate import fold_text
from assistant.verifying.stretches import Stretch
from vectorstore.words import cut

# Characters that join words and claim nothing.
_HARMLESS = frozenset(
    "的了为是由在对和及与或等并其该本也将被从自到于把按给向以之而且则即就还又者这那此有会共个"
)
_LETTER = re.compile(r"[\u4e00-\u9fffa-z]")  # also the E of E类
_QUANTIFIER = re.compile(
    r"(?<![平人年月户生亩校])均(?![衡分匀价])|仅(?!供)|只(?![要今])|都(?![市会城])|全部|所有|任何|凡是?|一概|唯一|"
    r"无条件|一律|任一|分别|已经|必须?|一定|至多|绝对|永久|终身|随时|随意|自动"
)
_TIMING = re.compile(
    r"[当次本上下翌同去今明后前][年月日天周季]|[当本上下]学[年期]|下一学[年期]|按(?:月|季度?|学[年期]|年度?|次|日|周|天)"
)
_ORDINAL = re.compile(r"第[\d一二三四五六七八九十]+个?(?:[年月日天周季届次批名期]|学[年期])")
_DIRECTED = re.compile(r"[向给比被由对把](?=[\u4e00-\u9fff]{2})")
_REACH = 18  # characters behind 向 or 由 in which the clause must name the same

# Which side of a limit is meant, and what makes a duty less than one.
_LIMITS = {
    ">=": ("不得低于", "不得少于", "不低于", "不少于", "不小于", "至少", "最少", "以上"),
    "<=": (
        "不得超过",
        "不得高于",
        "不超过",
        "不高于",
        "不多于",
        "不大于",
        "至多",
        "最多",
        "以下",
        "以内",
    ),
    ">": ("超过", "高于", "多于", "大于"),
    "<": ("低于", "少于", "小于"),
}
_LIMIT_OF = {word: side for side, words in _LIMITS.items() for word in words}
_LIMIT = re.compile("|".join((*sorted(_LIMIT_OF, key=len, reverse=True), "最[低高]", r"20\d\d")))
_BINDING = re.compile("原则上|优先|一律|必须|应当")
WHOLE_SHARE = 0.75  # of a source's characters from which on nothing that binds may be left out


def find_turned(stated: Stretch, source: Stretch) -> str | None:
    """A small word of the stretch that the source does not have, or has elsewhere."""
    return (
        _find_quantifier(stated, source)
        or _find_timing(stated, source)
        or _find_unknown_character(stated, source)
        or _find_wrong_direction(stated, source)
        or _find_other_ordinal(stated, source)
    )


def _find_other_ordinal(stated: Stretch, source: Stretch) -> str | None:
    for found in _ORDINAL.finditer(stated.folded):
        if found[0] not in source.before + source.folded:
            return f"{found[0]!r} is not there"
    return None


def _find_quantifier(stated: Stretch, source: Stretch) -> str | None:
    whole = source.before + source.folded
    for found in _QUANTIFIER.finditer(stated.folded):
        if found[0] not in whole:
            return f"{found[0]!r} is not there"
    return None


def _find_timing(stated: Stretch, source: Stretch) -> str | None:
    for found in _TIMING.finditer(stated.folded):
        if found[0] not in source.folded:
            return f"{found[0]!r} is not there"
    return None


def _find_unknown_character(stated: Stretch, source: Stretch) -> str | None:
    """A character that is a word by itself and is not there, with one of its neighbours."""
    words = [fold_text(word) for word in cut(stated.text)]
    text = stated.folded
    position = 0
    for word in words:
        start = text.find(word, position) if word else -1
        if start < 0:
            continue
        position = start + len(word)
        if len(word) > 1 or word in _HARMLESS or not _LETTER.match(word):
            continue
        near = (text[max(0, start - 1) : start + 1], text[start : start + 2])
        # What a stretch begins with tells members of a list apart (B类, C类): never borrowed.
        beside = start > 0 and any(len(pair) == 2 and pair in source.before for pair in near)
        if word not in source.folded and not beside:
            return f"{word!r} is not there"
    return None


def _find_wrong_direction(stated: Stretch, source: Stretch) -> str | None:
    """Whom something is done to (向学校) or by (由学校), where the clause names another there."""
    whole = source.before + source.folded
    for found in _DIRECTED.finditer(stated.folded):
        if found[0] not in (source.folded if found[0] in "对把" else whole):
            continue
        named = stated.folded[found.end() : found.end() + 2]
        reaches = (whole[m.end() : m.end() + _REACH] for m in re.finditer(found[0], whole))
        if not any(named in reach for reach in reaches):
            return f"{found[0] + named!r} is not there"
    return None


def find_limit_fault(stated: Stretch, source: Stretch) -> str | None:
    """A limit, a year or a binding word that the two do not share."""
    said, held = _limits(stated.folded), _limits(source.folded)
    added = [token for token in said - held if token not in _limits(source.before)]
    if added:
        return f"{added[0]!r} is not there"
    if len(stated.folded) < WHOLE_SHARE * len(source.folded):
        return None
    bound = Counter(_BINDING.findall(source.folded)) - Counter(_BINDING.findall(stated.folded))
    lost = [*(held - said), *bound]
    return f"{lost[0]!r} was left out" if lost else None


def _limits(folded: str) -> Counter[str]:
    return Counter(_LIMIT_OF.get(token, token) for token in _LIMIT.findall(folded))


_VERB = re.compile(
    r"负责|会同|牵头|应|可以|不得|必须|须|要|将|按|依|实行|实施|推行|建立|设立|组织|开展|承担|安排|遵循|坚持|报|"
    r"向|经|每|在|自|对|为|申请|提出|参照"
)
_BEGINS_WITHOUT_SUBJECT = re.compile(
    r"[满不未收报按向经对将每自并且应可须确建审提发给拨组开落实由到在其\d]|"
    "(?:牵头|配合|责任)[部单领]"
)
_INTRODUCED = re.compile(r"(?:设立|建立|组建|成立|实施|推行|实行|推进|开展|建设)")
_NO_SUBJECT = re.compile(rf"(?:{_QUANTIFIER.pattern})|[不未无非]")
MAX_SUBJECT = 16  # characters


def is_subject_of(stated: Stretch, source: Stretch) -> bool:
    """Whether the stretch is a whole one of the clause with the subject of its sentence before it.

    县财政局负责拨付，收到文件后30日内分配 carries 县财政局收到文件后30日内分配. What a heading ends
    with may be the subject of a sentence under it that has none.
    """
    own = source.folded[source.begin :]
    subject = stated.folded.removesuffix(own).removesuffix("的")
    if not own or len(subject) == len(stated.folded) or not 1 < len(subject) <= MAX_SUBJECT:
        return False
    if _BEGINS_WITHOUT_SUBJECT.match(own) is None or _NO_SUBJECT.search(subject):
        return False
    headings = source.before if source.first == own else source.before.partition(source.first)[0]
    if headings.endswith(subject) and _BEGINS_WITHOUT_SUBJECT.match(source.first):
        return True
    if source.first == own:  # what opens the list that it is a member of
        opening = source.before.partition(subject)[2]
        return bool(opening) and _VERB.match(opening) is not None
    introduced = _INTRODUCED.match(source.first)
    if introduced is not None and source.first[introduced.end() :].startswith(subject):
        return True
    goes_on = source.first[len(subject) :]
    return source.first.startswith(subject) and _VERB.match(goes_on) is not None


def is_put_in(word: str, stated: str, source: str) -> bool:
    """Whether it stands within words that the source has without it (执业助理医师)."""
    before, _, after = stated.partition(word)
    return bool(before and after) and before[-2:] + after[:2] in source


def is_put_beside(word: str, stated: Stretch, source: Stretch) -> bool:
    """Whether it is one more of whom the words are said (借款人及配偶, where there is one)."""
    if source.previous.endswith(word):  # the list goes on behind a comma
        return False
    joined = re.finditer(f"[及和与或]{word}|{word}(?:以?及|[和与或])", stated.folded)
    return any(found[0] not in source.before + source.folded for found in joined)
