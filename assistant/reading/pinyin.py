"""Chinese by its sound: what characters share a reading, and words that were typed in pinyin."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_HAN = re.compile(r"[\u4e00-\u9fff]")
HAN_ONLY = re.compile(r"[\u4e00-\u9fff]+")
# Pairs that people (and input methods) confuse; both sides are read as the second.
_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text with what was changed in it, as (typed, read) pairs."""

    text: str
    changes: tuple[tuple[str, str], ...]


@lru_cache(maxsize=20_000)
def pinyin_of(character: str) -> frozenset[str]:
    """The usual reading of a character, toneless, confusable sounds folded; empty if none."""
    from pypinyin import Style, pinyin

    if not _HAN.fullmatch(character):
        return frozenset()
    readings = pinyin(character, style=Style.NORMAL)[0]
    return frozenset(fold_sound(reading) for reading in readings)


def fold_sound(reading: str) -> str:
    """A syllable with confusable sounds folded.

    >>> fold_sound("zheng"), fold_sound("zen")
    ('zen', 'zen')
    """
    for typed, read in _CONFUSED:
        reading = reading.replace(typed, read)
    return reading


def sounds_like(one: str, other: str) -> bool:
    """Whether two characters share a reading."""
    return bool(pinyin_of(one) & pinyin_of(other))


@lru_cache(maxsize=20_000)
def find_readings(character: str) -> frozenset[str]:
    """All readings of a character, toneless, confusable sounds folded (卜: bo, bu)."""
    from pypinyin import Style, pinyin

    if not _HAN.fullmatch(character):
        return frozenset()
    readings = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    return frozenset(fold_sound(reading) for reading in readings)


def repair_pinyin(text: str, words: Mapping[str, int]) -> Repaired:
    """Words typed in pinyin (jingfei), read as the word of the documents that stands most often.

    Words that only ask are known without them; syllables may stand apart or run on, and a digit
    amid them is that of a word (退5进1) or a tone.

    >>> held = {"经费": 3, "教师": 9, "残疾人": 2, "退5进1": 1}
    >>> repair_pinyin("一年多少jingfei", held).text, repair_pinyin("can ji ren jingfei", held).text
    ('一年多少经费', '残疾人 经费')
    >>> repair_pinyin("tui5jin1 sha yisi", held).text
    '退5进1 啥 意思'
    """
    changes: list[tuple[str, str]] = []
    if _PINYIN.search(text) is None or all(run.lower() in words for run in _LATIN.findall(text)):
        return Repaired(text, ())
    by_sound = _sort_by_sound(words)
    for run in dict.fromkeys(_NUMBERED_RUN.findall(text)):
        meant = by_sound.get(run.lower()) or by_sound.get(re.sub(r"\d", "", run.lower()))
        if meant is not None:
            text = text.replace(run, meant)
            changes.append((run, meant))
    for run in dict.fromkeys(_SPACED_RUN.findall(text)):
        meant = _read_run(run.split(" "), by_sound, words)
        if meant != run:
            text = text.replace(run, meant)
            changes.append((run, meant))
    return Repaired(text, tuple(changes))


_LATIN = re.compile(r"[a-zA-Z]+")
_PINYIN = re.compile(r"[a-zA-Z]{4}|[a-zA-Z]{2,} [a-zA-Z]{2}|[a-zA-Z]{2,}\d[a-zA-Z]")
_SPACED_RUN = re.compile(r"(?<![a-zA-Z\d])[a-zA-Z]+(?: [a-zA-Z]+)*(?![a-zA-Z\d])")
_NUMBERED_RUN = re.compile(r"(?<![a-zA-Z\d])[a-zA-Z]{2,}\d[a-zA-Z][a-zA-Z\d]*")
_MIXED = re.compile(r"(?=.*\d)[\u4e00-\u9fff\d]{2,8}")
_ASKING = (
    *(
        "多少",
        "什么",
        "怎么",
        "哪些",
        "哪个",
        "哪里",
        "多久",
        "什么时候",
        "意思",
        "是什么",
        "有没有",
    ),
    *(
        "能不能",
        "是不是",
        "可以",
        "多少钱",
        "怎么办",
        "几个",
        "几年",
        "每年",
        "每月",
        "一个月",
        "一年",
    ),
    *("标准", "条件", "负责", "规定", "谁", "啥", "吗", "呢", "几", "钱", "年", "月", "县", "的"),
)
MAX_JOINED = 4  # syllables written apart that make one word


def _sort_by_sound(words: Mapping[str, int]) -> dict[str, str]:
    """The word of each spelling: that of the documents which stands most often, else an asking."""
    by_sound = {spell(word): word for word in _ASKING}
    for word in sorted(words, key=lambda w: (words[w], w)):
        if (2 <= len(word) <= MAX_JOINED and HAN_ONLY.fullmatch(word)) or _MIXED.fullmatch(word):
            by_sound[spell(word)] = word
    return by_sound


def _read_run(pieces: list[str], by_sound: Mapping[str, str], words: Mapping[str, int]) -> str:
    """Pieces of Latin letters as words, those that are none as they were typed."""
    read: list[str] = []
    start = 0
    while start < len(pieces):
        for end in range(min(len(pieces), start + MAX_JOINED), start, -1):
            joined = "".join(pieces[start:end]).lower()
            alone = len(pieces) == 1
            meant = None if joined in words else by_sound.get(joined)
            if meant is None and end == start + 1 and len(joined) > MAX_JOINED:
                meant = _split_sounds(joined, by_sound)
            if meant is not None and not (alone and len(joined) < MAX_JOINED):
                read.append(meant)
                start = end
                break
        else:
            read.append(pieces[start])
            start += 1
    return " ".join(read)


def _split_sounds(letters: str, by_sound: Mapping[str, str]) -> str | None:
    """Words of two characters and more run together in pinyin, as few as may be; else None."""
    best: list[list[str] | None] = [[], *[None] * len(letters)]
    for end in range(1, len(letters) + 1):
        for start in range(end):
            before = best[start]
            word = by_sound.get(letters[start:end]) if before is not None else None
            if before is None or word is None or len(word) < 2:
                continue
            current = best[end]
            if current is None or len(before) + 1 < len(current):
                best[end] = [*before, word]
    found = best[-1]
    return "".join(found) if found else None


@lru_cache(maxsize=100_000)
def spell(name: str) -> str:
    """The usual readings of the characters run together, toneless; what is none as it stands."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(name)).lower()
