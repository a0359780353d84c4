"""A question as typed, put into the characters that the documents use.

Traditional characters become simplified ones; pinyin and homophones of names that the library
holds become those names; a character that stands in no known word becomes the homophone (or,
failing that, the only character) which makes known words with its neighbours.
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.reading.pinyin import (
    HAN_ONLY,
    Repaired,
    find_readings,
    pinyin_of,
    sounds_like,
    spell,
)
from ingest.regions import find_region, find_regions

_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_LATIN_RUN = re.compile(r"[a-zA-Z]{4,}")
_MAX_NAME = 14
MAX_SINGLE = 60_000  # times the general dictionary saw a character alone that is no half word
MAX_RARE = 300  # times the general dictionary saw a character that may be a slip of the eye
_SURE_NAME = 5  # characters from which a name is put right even inside known words
_MAX_WORD = 4
_MAX_ODD = 1_000  # the same for one that may be meant by any of its readings
_ALONE = frozenset("全搞都每各很太最再又该敢肯想会")
_SLIPS = (("时侯", "时候"), ("多小钱", "多少钱"))  # which the general dictionary takes for words
_PLACE_ENDS = frozenset("省市县区州旗镇乡村")
_FUNCTION = frozenset(
    "的了是在和与及或有不没那这哪谁几又也都就才只还把被给让向往从到对为以于之其我你他她它们吗呢吧啊呀么干去来做"
)


@cache
def _converter() -> Callable[[str], str]:
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


def simplify(text: str) -> str:
    """The text in simplified characters, length unchanged or the text itself.

    >>> simplify("鄉鎮教學")
    '乡镇教学'
    """
    if not _HAN.search(text):
        return text
    simplified = _converter()(text)
    return simplified if len(simplified) == len(text) else text


def repair_names(
    text: str, names: Iterable[str], doubtful: Container[int] | None = None
) -> Repaired:
    """Names written in pinyin or with homophones, put right.

    A homophone needs three characters, of which at least half are right. In names of fewer than
    five characters only `doubtful` places (None: all) are put right: 会泽乡下 is not 会泽县下.

    >>> repair_names("maoxian有什么", ["茂县"]).text
    '茂县有什么'
    >>> repair_names("会则县每年", ["会泽县"]).changes
    (('会则县', '会泽县'),)
    """
    held = [name for name in names if 2 <= len(name) <= _MAX_NAME]
    changes: list[tuple[str, str]] = []
    if _LATIN_RUN.search(text):
        by_pinyin = {spell(name): name for name in held}
        for run in _LATIN_RUN.findall(text):
            name = by_pinyin.get(run.lower())
            if name is not None:
                text = text.replace(run, name)
                changes.append((run, name))
    lengths = sorted({len(name) for name in held if len(name) >= 3}, reverse=True)
    by_sound: dict[tuple[str, ...], list[str]] = {}
    for name in held:
        by_sound.setdefault(_first_sounds(name), []).append(name)
    exact = set(held)
    for length in lengths:
        for start in range(len(text) - length + 1):
            window = text[start : start + length]
            if window in exact or not _HAN_RUN.fullmatch(window):
                continue
            name = _same_sound(window, by_sound.get(_first_sounds(window), ()))
            wrong = [i for i in range(length) if name is not None and window[i] != name[i]]
            allowed = doubtful is None or length >= _SURE_NAME
            allowed = allowed or all(start + i in (doubtful or ()) for i in wrong)
            if name is not None and allowed:
                text = text[:start] + name + text[start + length :]
                changes.append((window, name))
    return Repaired(text, tuple(changes))


def repair_places(text: str, places: Iterable[str]) -> Repaired:
    """Places that nobody knows, read as the one held place that sounds or looks like them.

    A place of the gazetteer stays: it is another place. At most one character may only look alike.

    >>> repair_places("枫恒县的办法", ["枫桓县", "枫林县"]).text
    '枫桓县的办法'
    >>> repair_places("松阳县的办法", ["松棠县"]).changes
    ()
    """
    held = frozenset(places)
    changes: list[tuple[str, str]] = []
    for region in reversed(find_regions(text)):
        typed = text[region.span.start : region.span.end]
        if len(typed) < SHORTEST_PLACE or typed in held or find_region(typed) is not None:
            continue
        meant = [name for name in held if _is_taken_for(typed, name)]
        if len(meant) == 1:
            text = text[: region.span.start] + meant[0] + text[region.span.end :]
            changes.append((typed, meant[0]))
    return Repaired(text, tuple(changes))


SHORTEST_PLACE = 3  # characters of a place's name that is put right by sound or sight


def _is_taken_for(typed: str, name: str) -> bool:
    if len(typed) != len(name) or typed[-1] != name[-1]:
        return False
    unlike = [(a, b) for a, b in zip(typed, name, strict=True) if a != b]
    unheard = [(a, b) for a, b in unlike if not find_readings(a) & find_readings(b)]
    return not unheard or (
        len(unlike) == 1
        and any(a in group and b in group for a, b in unheard for group in _alike())
    )


@cache
def _alike() -> tuple[frozenset[str], ...]:
    """Groups of characters that look alike."""
    text = resources.files("assistant.reading").joinpath("alike.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(frozenset(group) for group in " ".join(lines).split())


def _first_sounds(text: str) -> tuple[str, ...]:
    return tuple(min(pinyin_of(character), default="") for character in text)


def _same_sound(window: str, names: Iterable[str]) -> str | None:
    for name in names:
        same = sum(a == b for a, b in zip(window, name, strict=True))
        if same * 2 >= len(name) and same >= 2:
            return name
    return None


def repair_words(
    text: str,
    words: Mapping[str, int],
    count: Callable[[str], int],
    cut: Callable[[str], list[str]],
) -> Repaired:
    """Words that nobody knows, read as the word of the documents that sounds like them.

    Half of the characters must be right, and none may be one that often stands alone: 进新 is
    no word, and not 进行. `count` tells how common a word of the language is.

    >>> common = {"补贴": 90, "教师": 90}.get
    >>> repair_words("卜贴 进新", {"补贴": 9, "进行": 4}, lambda word: common(word, 0), str.split)
    Repaired(text='补贴 进新', changes=(('卜贴', '补贴'),))
    """
    changes: list[tuple[str, str]] = []
    for slip, meant in _SLIPS:
        if slip in text:
            text = text.replace(slip, meant)
            changes.append((slip, meant))
    for piece in dict.fromkeys(cut(text)):
        if not 2 <= len(piece) <= _MAX_WORD or not HAN_ONLY.fullmatch(piece):
            continue
        if piece in words or count(piece) or piece[-1] in _PLACE_ENDS:
            continue
        if any(each in _ALONE or count(each) > MAX_SINGLE for each in piece):
            continue
        sounds = [find_readings(c) if count(c) <= _MAX_ODD else pinyin_of(c) for c in piece]
        alike = [word for word in words if count(word) and _is_slip(piece, sounds, word)]
        if alike:
            word = max(alike, key=lambda word: (words[word], word))
            text = text.replace(piece, word)
            changes.append((piece, word))
    return Repaired(text, tuple(changes))


def _is_slip(piece: str, sounds: Sequence[frozenset[str]], word: str) -> bool:
    """Whether a word sounds like a piece and shares half of its characters."""
    if len(word) != len(piece):
        return False
    wrong = [i for i in range(len(piece)) if word[i] != piece[i]]
    few = len(wrong) * 2 <= len(piece)
    return few and all(pinyin_of(word[i]) & sounds[i] for i in wrong)


def repair_characters(
    text: str,
    words: Mapping[str, int],
    pairs: Mapping[str, int],
    count: Callable[[str], int],
    cut: Callable[[str], list[str]],
) -> Repaired:
    """Single characters put right so that a word of the documents comes out.

    `words` and `pairs` count the words and the pairs of neighbouring characters in the
    documents; `count` tells how common a word of the language is: words are left as they are,
    and so are characters that stand alone more often than in words. The new
    character sounds like the typed one; only for a rare character that no document holds may it
    be another, where just one fits both neighbours.
    """
    doubtful = find_doubtful(text, lambda word: count(word) > 0, cut)
    characters = list(text)
    changes: list[tuple[str, str]] = []
    for index in doubtful:
        typed = characters[index]
        around = Around(*(_at(characters, index + step) for step in (-2, -1, 1, 2)))
        known = pairs.get(around.before + typed) or pairs.get(typed + around.after)
        if typed in _FUNCTION or known or count(typed) > MAX_SINGLE:
            continue
        rare = count(typed) <= MAX_RARE
        sides = (
            index - 1 in doubtful and (rare or count(around.before) <= MAX_SINGLE),
            index + 1 in doubtful and (rare or count(around.after) <= MAX_SINGLE),
        )
        strange = rare and not any(typed in pair for pair in pairs)
        best = _best_character(typed, around, sides, words, pairs, strange)
        if best is not None:
            characters[index] = best
            changes.append(
                (around.before + typed + around.after, around.before + best + around.after)
            )
    return Repaired("".join(characters), tuple(changes))


@dataclass(frozen=True, slots=True)
class Around:
    """The two characters before and the two after a place; "" beyond the ends."""

    earlier: str
    before: str
    after: str
    later: str


def _at(characters: list[str], index: int) -> str:
    return characters[index] if 0 <= index < len(characters) else ""


def find_doubtful(
    text: str, is_known: Callable[[str], bool], cut: Callable[[str], list[str]]
) -> tuple[int, ...]:
    """Places of characters in no known word: unknown words, and single characters in a row."""
    pieces: list[tuple[int, str]] = []
    start = 0
    for word in cut(text):
        place = text.find(word, start)
        if place >= 0:
            pieces.append((place, word))
            start = place + len(word)
    positions: set[int] = set()
    for index, (place, word) in enumerate(pieces):
        if not HAN_ONLY.fullmatch(word):
            continue
        if len(word) > 1:
            if not is_known(word):
                positions.update(range(place, place + len(word)))
            continue
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        preceding = pieces[index - 1] if index else None
        if following is not None and len(following[1]) == 1 and is_known(word + following[1]):
            continue
        if preceding is not None and len(preceding[1]) == 1 and is_known(preceding[1] + word):
            continue
        touches = (following and following[0] == place + 1 and len(following[1]) == 1) or (
            preceding and preceding[0] == place - 1 and len(preceding[1]) == 1
        )
        if touches:
            positions.add(place)
    return tuple(sorted(positions))


def _best_character(
    typed: str,
    around: Around,
    sides: tuple[bool, bool],
    words: Mapping[str, int],
    pairs: Mapping[str, int],
    is_strange: bool,
) -> str | None:
    """The character that makes a word of the documents with a neighbour, and fits beyond it.

    `sides` tells which neighbours are in doubt themselves; only those can be half of the word.
    """
    found: dict[str, int] = {}
    for word in words:
        if len(word) != 2:
            continue
        if sides[0] and word[0] == around.before:
            beyond = pairs.get(around.earlier + around.before, 0)
            beyond += pairs.get(word[1] + around.after, 0)
            found[word[1]] = max(found.get(word[1], 0), beyond)
        if sides[1] and word[1] == around.after:
            beyond = pairs.get(around.before + word[0], 0)
            beyond += pairs.get(around.after + around.later, 0)
            found[word[0]] = max(found.get(word[0], 0), beyond)
    fitting = {c: count for c, count in found.items() if count and c != typed}
    alike = [c for c in sorted(fitting) if sounds_like(c, typed)]
    if alike:
        return max(alike, key=lambda c: fitting[c])
    both = [c for c in fitting if pairs.get(around.before + c) and pairs.get(c + around.after)]
    return both[0] if len(both) == 1 and is_strange else None


def repair_dialect(text: str) -> Repaired:
    """Words of dialects as the common language has them, so that they are told from slips.

    >>> repair_dialect("可唔可以喺屋企食饭").text
    '可不可以在家里吃饭'
    """
    changes: list[tuple[str, str]] = []
    for said, meant in _dialect():
        for found in dict.fromkeys(match[0] for match in said.finditer(text)):
            changes.append((found, meant))
        text = said.sub(meant, text)
    return Repaired(text, tuple(changes))


@cache
def _dialect() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = resources.files("assistant.reading").joinpath("dialect.txt").read_text("utf-8")
    rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((re.compile(said), meant) for said, meant in rows)
