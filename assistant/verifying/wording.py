"""The words of a statement against those of its clauses.

Each stretch of a statement between commas must be carried by one stretch of a clause: all its
words, figures and units, its negations, obligations and limits. A stretch may borrow plain words
from the same sentence before it, and one from elsewhere in the clause, but never a name, a
figure or a role: so nothing can be moved from one subject to another. The stretches of one
sentence must come from one sentence of a clause, put together as they are there.
"""

import functools
import re
from collections import Counter
from itertools import zip_longest

from assistant.locate import fold_text
from assistant.verifying.account import gives_account
from assistant.verifying.defining import defines_too_little
from assistant.verifying.figures import find_figure_fault, is_cut_figure, leaves_off_share
from assistant.verifying.joining import DEPENDENT, carried_whole, find_fault_in_parts
from assistant.verifying.leaving import (
    find_cut_fault,
    find_left_out,
    find_lost_tail,
    find_opposite,
    find_taken_out,
    is_run,
)
from assistant.verifying.ordering import find_exchange
from assistant.verifying.restating import is_courtesy
from assistant.verifying.stretches import (
    Source,
    Stretch,
    is_question,
    read_source,
    split_stretches,
)
from assistant.verifying.turning import (
    find_limit_fault,
    find_turned,
    is_put_beside,
    is_put_in,
    is_subject_of,
)
from vectorstore.words import cut, is_common_word

_NEGATION = re.compile(
    r"不得|不能|不可|不予|不再|不准|不许|严禁|禁止|停止|取消|除外|(?<![并])未|无|非(?!常)|不"
)
# 不 and its like inside these deny nothing.
_HARMLESS = re.compile(
    r"不(?:少于|低于|超过|高于|多于|大于|小于|断|仅|同|限于|足)|无(?:论|障碍|线|偿)|未(?:来|成年)|"
    r"非(?:学科|义务|营利|教学|寄宿|师范|编)"
)
_OBLIGATIONS = ("必须", "应当", "可以", "原则上", "优先", "一律", "鼓励", "不得", "严禁", "禁止")
_ROLES = ("牵头", "配合", "主办", "承办", "协办", "负责", "组长", "责任", "成员", "解释")
_ROLE = re.compile(
    r"(?:第一|常务)?副?(?:组长|(?<!班)主任|召集人|总指挥|指挥长|秘书长|主席|会长|局长|县长|市长|书记)|"
    r"牵头|配合|[主承协]办|负责|责任|成员|解释"
)
_ORGANISATION = re.compile(r"(?:局|股|科|处|室|厅|委|部|办|中心|政府|公司|集团|委员会)$")
# Words that join a quote to what it is said of; they claim nothing.
_ITSELF = re.compile(r"[本该](办法|方案|措施|规定|通知|细则|意见|规划|计划|条例)")
_JOINING = frozenset(
    re.findall(
        r"\w+",
        "规定 明确 提出 要求 根据 按照 依据 其中 以及 同时 包括 分别 属于 作为 由于 因此 上述 该项 "
        "本项 此项 这项 还有 另外 具体 文件 为 是",
    )
)


LONGEST_CLAUSE = 300  # characters; from anywhere in a longer one no word is borrowed
_ENOUGH = re.compile("即可|就可|只要|就行|就够")
_LIGHT_VERB = re.compile("安排|发放|给予|实行|进行|开展|达到|担任|任")  # 为 says as much
_LINKING = re.compile(r"^[为由](?=[省市州县区])")  # 组长为市长 is cut 为市 and 长


def find_fault(
    statement: str, passages: list[str], headings: list[str], about: str = ""
) -> str | None:
    """Why the clauses do not carry the statement; None if they do.

    `about` are the names of the one document that they are of, empty where there are several.
    """
    enough = _ENOUGH.search(statement)
    if enough is not None and not any(enough[0] in passage for passage in passages):
        return f"that it is enough ({enough[0]!r}) is not there"
    above = tuple(dict.fromkeys(filter(None, headings)))
    sources = [read_source(passage, above) for passage in passages]
    near = (passage for passage in passages if len(passage) <= LONGEST_CLAUSE)
    everywhere = fold_text("\n".join((*near, *headings)))
    sentences = split_stretches(statement)
    said = ["".join(stretch.text for stretch in sentence) for sentence in sentences]
    claiming = [
        sentence
        for sentence, words, following in zip_longest(sentences, said, said[1:])
        if not is_courtesy(words) and not _asks_as_there(words, following, passages)
    ]
    before: tuple[Stretch, ...] = ()
    for sentence in claiming or sentences:
        fault = _find_sentence_fault(sentence, sources, everywhere)
        text = "，".join(stretch.text for stretch in sentence)
        if any(defines_too_little(text, passage) for passage in passages):
            return "not all of what defines it is said"
        if any(leaves_off_share(text, passage) for passage in passages):
            return "the share that it is of was left out"
        # One that leaves out what the sentence before it said is looked at together with it.
        told = (sentence, (*before, *sentence)) if before else (sentence,)
        if fault is not None and not any(gives_account(t, s, about) for t in told for s in sources):
            return fault
        before = sentence
    return None


def _asks_as_there(words: str, following: str | None, passages: list[str]) -> bool:
    """Whether it is a question that stands in a clause with the same answer behind it."""
    if following is None or not is_question(words):
        return False
    return any(fold_text(words + following) in fold_text(passage) for passage in passages)


def _find_sentence_fault(
    sentence: tuple[Stretch, ...], sources: list[Source], everywhere: str
) -> str | None:
    if any(carried_whole(sentence, source) for source in sources):
        return None
    carriers: list[list[frozenset[int]]] = [[] for _ in sources]
    for stretch in sentence:
        faults: list[tuple[int, str]] = []
        numbers = _find_carriers(stretch, sources, everywhere, faults, verbatim=True)
        if not any(numbers):
            numbers = _find_carriers(stretch, sources, everywhere, faults, verbatim=False)
        if not any(numbers):
            return min(faults, key=lambda fault: fault[0])[1] if faults else "no words are cited"
        for carried, found in zip(carriers, numbers, strict=True):
            carried.append(found)
    joined = [
        find_fault_in_parts(sentence, source, carried)
        for source, carried in zip(sources, carriers, strict=True)
    ]
    return joined[0] if all(joined) else None


def _find_carriers(
    stated: Stretch,
    sources: list[Source],
    everywhere: str,
    faults: list[tuple[int, str]],
    *,
    verbatim: bool,
) -> list[frozenset[int]]:
    """For each source the numbers of the stretches that carry this one; adds to `faults`.

    Those that hold it verbatim are asked for first: where there are any, no other counts.
    """
    carriers: list[frozenset[int]] = []
    for source in sources:
        numbers: set[int] = set()
        for number, held in enumerate(source.stretches):
            if held.asked or verbatim is not (stated.folded in held.folded):
                continue
            fault = _find_stretch_fault(stated, held, everywhere)
            if fault is None:
                numbers.add(number)
            else:
                faults.append(fault)
        carriers.append(frozenset(numbers))
    return carriers


def _find_stretch_fault(
    stated: Stretch, source: Stretch, everywhere: str
) -> tuple[int, str] | None:
    """How badly and why this source does not carry the stretch."""
    if stated.folded in source.folded and not is_cut_figure(stated, source):
        cut_fault = find_cut_fault(stated, source)
        return None if cut_fault is None else (0, cut_fault)
    if is_subject_of(stated, source):
        return None
    itself = _ITSELF.search(stated.folded)
    if itself is not None and f"本{itself[1]}" not in source.before + source.folded:
        return 1, f"{itself[0]!r} is not what is spoken of: {source.text!r}"
    is_far = itself is not None and f"本{itself[1]}" not in source.folded
    if is_far and _has_other_subject(stated, source, frozenset(), left=True):
        return 1, f"what is said of something else: {source.text!r}"
    words = _words(stated.text)
    own = [word for word in words if not _holds(source.folded, word, stated.folded)]
    if 2 * len(own) > len(words) + 1:
        return len(own), f"{'、'.join(own)} are not in the words cited: {source.text!r}"
    borrowed = [word for word in own if word in source.before and not _is_bound(word)]
    left = [word for word in own if word not in borrowed]
    if borrowed and DEPENDENT.match(source.folded):
        far = [
            word
            for word in borrowed
            if word not in source.previous and not _is_near(word, stated, source)
        ]
        if far:
            return len(own), f"{far[0]!r} is not what this is said of: {source.text!r}"
    torn = next((word for word in borrowed if _is_torn(word, stated, source)), None)
    if torn is not None:
        return len(own), f"{torn!r} is said only of some: {source.text!r}"
    foreign = [word for word in left if word not in everywhere or _is_bound(word)]
    if foreign:
        return len(own), f"{foreign[0]!r} is not in the words cited: {source.text!r}"
    if len(left) > 1:
        return len(own), f"{'、'.join(left)} are not in the words cited: {source.text!r}"
    if own and _has_other_subject(stated, source, frozenset(own), left=bool(left)):
        return len(own), f"what is said of something else: {source.text!r}"
    if any(stated.folded.endswith(f"的{word}") for word in own) and source.folded.endswith("的"):
        return len(own), f"{own[-1]!r} is not whom this is said of: {source.text!r}"
    put = [w for w in left if is_put_in(w, stated.folded, source.folded)]
    put += [word for word in own if is_put_beside(word, stated, source)]
    if put:
        return len(own), f"{put[0]!r} was put into the words cited: {source.text!r}"
    if left and _ROLE.search(stated.folded):
        return len(own), f"{left[0]!r} is not in the words cited: {source.text!r}"
    if left and _words(stated.text)[0] in left:
        return len(own), f"{left[0]!r} is not what this is said of: {source.text!r}"
    fault = _find_turn(stated, source, borrowed, whole=not own)
    return None if fault is None else (len(own), f"{fault}: {source.text!r}")


def _find_turn(stated: Stretch, source: Stretch, borrowed: list[str], *, whole: bool) -> str | None:
    """What turns the words, where all are there; `whole` if all are the source's own."""
    return (
        find_figure_fault(stated, source)
        or _find_role_fault(stated, source)
        or _find_negation_fault(stated, source, borrowed=bool(borrowed))
        or _find_obligation_fault(stated.folded, source)
        or find_limit_fault(stated, source)
        or find_left_out(stated, source, borrowed=bool(borrowed))
        or find_taken_out(stated, source)
        or (_find_lost_inside(stated, source) if whole else None)
        or find_opposite(stated, source)
        or find_turned(stated, source)
        or find_exchange(stated, source)
        or find_lost_tail(borrowed, stated, source, _words(source.previous))
    )


def _is_near(word: str, stated: Stretch, source: Stretch) -> bool:
    """Whether it stands before a word of the previous stretch (名师 before 工作室) in both."""
    return any(
        f"{word}{other}" in stated.folded and f"{word}{other}" in source.before
        for other in _words(stated.text)
        if other in source.previous
    )


@functools.lru_cache(maxsize=1 << 13)
def _words(text: str) -> tuple[str, ...]:
    """Folded words of more than one character that claim something."""
    plain = _ITSELF.sub("", text)
    words = (fold_text(_unlink(word)) for word in cut(plain) if word not in _JOINING)
    return tuple(word for word in words if len(word) > 1 and not word[0].isdigit())


def _unlink(word: str) -> str:
    """The word without a 为 or 由 that was cut with its beginning (为计 of 为计财股)."""
    if word[0] in "为由" and not is_common_word(word):
        return word[1:]
    return _LINKING.sub("", word)


def _holds(folded: str, word: str, stated: str) -> bool:
    """Whether a text has the word as often as the statement that takes it from there."""
    return word in folded and folded.count(word) >= stated.count(word)


def _is_bound(word: str) -> bool:
    """Whether a word may not be borrowed: a name, a role, or what a figure counts."""
    if any(role in word for role in _ROLES) or word.startswith("每"):
        return True
    if not is_common_word(word):
        return True
    return _ORGANISATION.search(word) is not None


def _has_other_subject(
    stated: Stretch, source: Stretch, own: frozenset[str], *, left: bool
) -> bool:
    """Whether words of the stretch's own stand in the place of words of the source.

    Beside one from elsewhere in the clause (`left`) all words of the source must stay; beside
    those of the same sentence all that come before words which both say.
    """
    words = _words(source.text)
    common = [index for index, word in enumerate(words) if word in stated.folded]
    if not common:
        return True
    lost = [
        index
        for index, word in enumerate(words)
        if stated.folded.count(word) < source.folded.count(word)
    ]
    if left or not own.isdisjoint(_words(stated.text)[-1:]):
        return bool(lost)
    return any(index < common[-1] for index in lost)


def _is_torn(word: str, stated: Stretch, source: Stretch) -> bool:
    """Whether a borrowed word stands there only after a modifier (…的教师) that is left out."""
    heads = [source.before[: m.start()] for m in re.finditer(re.escape(word), source.before)]
    return all(head.endswith("的") and head[-4:-1] not in stated.folded for head in heads)


def _find_lost_inside(stated: Stretch, source: Stretch) -> str | None:
    """A word between words that stayed, left out of a stretch whose order is changed."""
    if is_run(stated.folded, source.folded):
        return None
    words = [word for word in _words(source.text) if not _LIGHT_VERB.match(word)]
    kept = [word in stated.folded for word in words]
    if True not in kept:
        return None
    first, last = kept.index(True), len(kept) - kept[::-1].index(True)
    if source.folded.startswith("对"):
        first = 0  # what describes somebody (对提前完成任务的乡镇) is said whole
    lost = [
        word for word, stays in zip(words[first:last], kept[first:last], strict=True) if not stays
    ]
    return f"{lost[0]!r} was taken out" if lost else None


def _find_negation_fault(stated: Stretch, source: Stretch, *, borrowed: bool) -> str | None:
    """A negation that stands before the same words on one side only."""
    whole = source.before + source.folded if borrowed else source.folded
    said, held = _negated(stated.folded), _negated(whole)
    for words in said:
        if not any(words == other for other in held):
            return f"the negation before {words!r} is not there"
    for words in held:
        if words and words in stated.folded and words not in said:
            return f"the negation before {words!r} was left out"
    return None


def _negated(folded: str) -> frozenset[str]:
    """The two characters after each negation."""
    plain = _HARMLESS.sub(lambda m: "＿" * len(m[0]), folded)
    return frozenset(plain[m.end() : m.end() + 2] for m in _NEGATION.finditer(plain))


def _find_obligation_fault(stated: str, source: Stretch) -> str | None:
    for word in _OBLIGATIONS:
        if word in stated and word not in source.folded:
            return f"{word!r} is not there"
    return None


def _find_role_fault(stated: Stretch, source: Stretch) -> str | None:
    """A role that one name of a list has and another is said to have."""
    roles = Counter(_ROLE.findall(stated.folded))
    if not roles:
        return None
    if roles - Counter(_ROLE.findall(source.folded)):
        return f"{next(iter(roles))!r} is not said so"
    holders = _split_holders(source.text)
    if len(holders) == 1:
        return None
    names = [word for word in _words(stated.text) if not _ROLE.search(word)]
    for holder in holders:
        held = Counter(_ROLE.findall(holder))
        if not roles - held and all(name in holder for name in names):
            return None
    return f"{next(iter(roles))!r} belongs to another"


def _split_holders(text: str) -> list[str]:
    """A list of names and roles (甲任组长、乙任副组长) role by role; the whole of any other."""
    parts = text.split("、")
    if sum(1 for part in parts if _ROLE.search(part)) < 2:
        return [fold_text(text)]
    holders = [""]
    for part in parts:
        holders[-1] += fold_text(part)
        if _ROLE.search(part):
            holders.append("")
    return [holder for holder in holders if holder]
