"""What a question is about: its weighted terms, and how much of them a text holds."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from assistant.locate import fold_text
from vectorstore.thesaurus import Expansion, Thesaurus
from vectorstore.words import count_word, cut


@cache
def _question_weights() -> dict[str, float]:
    """What share of its weight a word keeps that people say and clauses seldom do."""
    text = resources.files("vectorstore").joinpath("question_words.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {word: float(weight) for word, weight in rows}


@cache
def _stop_words() -> frozenset[str]:
    text = resources.files("assistant.reading").joinpath("stop_words.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())


_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
_DENIAL = re.compile(r"[不没非未]")
_PARTIAL_MIN = 4  # characters from which a term may be matched in part
ABBREVIATION_SHARE = 0.6
MIN_PLAIN_WORD = 500  # times the general dictionary saw a word that abbreviates nothing
VERB_WEIGHT = 1.5  # of a verb of one character
OWN_UNKNOWN_FACTOR = 0.8  # weight of a word that no document holds, against the rarest held


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of the question, what may stand for it, and how much it weighs."""

    words: str
    weight: float
    is_held: bool = True  # whether any document holds the word
    is_foreign: bool = False  # whether its official words are known too and no document holds any
    alternatives: tuple[tuple[str, float], ...] = ()  # folded official words and their weight


@dataclass(frozen=True, slots=True)
class Focus:
    """The terms of a question."""

    terms: tuple[Term, ...]

    @property
    def things(self) -> "Focus":
        """The terms without verbs of one character: they say what is done, and of nothing."""
        return Focus(tuple(term for term in self.terms if len(term.words) > 1))

    @property
    def total(self) -> float:
        """The weight of all terms."""
        return sum(term.weight for term in self.terms)


def read_focus(
    text: str, vocabulary: Mapping[str, int], passage_count: int, thesaurus: Thesaurus
) -> Focus:
    """The terms of a question from which the words naming documents were taken out."""
    rarest = math.log(1 + max(passage_count, 1) / 1.5)
    expansions = thesaurus.find(text)
    terms: dict[str, Term] = {}
    covered: set[str] = set()
    for expansion in expansions:
        parts = [w for w in cut(expansion.words) if w not in _stop_words()]
        if not parts:
            continue
        covered.update(parts)
        known = [_weight(part, vocabulary, passage_count, rarest) for part in parts]
        alternatives = _fold_official(expansion, text)
        said = _DENIAL.sub("", text[max(0, expansion.start - 1) : expansion.start])
        words = expansion.words if said or expansion.start == 0 else f"不{expansion.words}"
        terms[words] = Term(
            words,
            max(known),
            expansion.words in vocabulary,
            not any(_is_held(official, vocabulary) for official, _ in expansion.official),
            alternatives,
        )
    for word in cut(text):
        if word in covered or word in terms or _is_filler(word) or not _carries(word):
            continue
        word = _with_negation(word, text)
        weight = _weight(word, vocabulary, passage_count, rarest)
        terms[word] = Term(word, weight, word in vocabulary)
    if terms:
        terms |= {verb.words: verb for verb in _read_verbs(text, terms)}
    return Focus(tuple(terms.values()))


def _read_verbs(text: str, terms: Mapping[str, Term]) -> list[Term]:
    """The verbs of one character that stand alone (多久审一次), by what clauses write for them."""
    said = "".join([*terms, *(words for t in terms.values() for words, _ in t.alternatives)])
    return [
        Term(word, VERB_WEIGHT, alternatives=tuple((fold_text(each), 1.0) for each in meant))
        for word in dict.fromkeys(cut(text))
        if (meant := _verbs().get(word)) and word not in said
    ]


@cache
def _verbs() -> dict[str, tuple[str, ...]]:
    text = resources.files("assistant.reading").joinpath("verbs.txt").read_text("utf-8")
    rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {verb: tuple(meant) for verb, *meant in rows}


def _is_held(words: str, vocabulary: Mapping[str, int]) -> bool:
    """Whether documents may hold the words: they hold each of them."""
    return words in vocabulary or all(word in vocabulary for word in cut(words))


def _is_filler(word: str) -> bool:
    """Whether a word only asks: a stop word, several run together (是从), or 几步."""
    stops = _stop_words()
    return word in stops or word[0] in "几哪咋" or all(c in stops for c in word)


def _fold_official(expansion: Expansion, text: str) -> tuple[tuple[str, float], ...]:
    """The official words, with 非 where the question denies the lay ones (不住校)."""
    denied = _DENIAL.fullmatch(text[max(0, expansion.start - 1) : expansion.start])
    sign = "非" if denied else ""
    return tuple((sign + fold_text(word), weight) for word, weight in expansion.official)


def _with_negation(word: str, text: str) -> str:
    """The word with the 非 before it: 非寄宿生 is another thing than 寄宿生."""
    return f"非{word}" if f"非{word}" in text else word


def _carries(word: str) -> bool:
    if re.fullmatch(r"[〔\[(]?\d{4}[〕\])]?年?", word):
        return True
    if _NUMERAL.fullmatch(word):
        return False  # the asker's own figures are measured as such: 九十二 lies in 90至99
    return len(word) > 1 and not (word.isdigit() and len(word) < 4)


def _weight(word: str, vocabulary: Mapping[str, int], passage_count: int, rarest: float) -> float:
    count = vocabulary.get(word, 0)
    share = _question_weights().get(word, 1.0)
    if count == 0:
        return OWN_UNKNOWN_FACTOR * rarest * share
    return math.log(1 + max(passage_count, 1) / (count + 0.5)) * share


def match_term(term: Term, folded: str) -> float:
    """How far a folded text holds a term, 0 to 1."""
    own = fold_text(term.words)
    if len(own) > 1 and own in folded:
        return 1.0 if _stands(own, folded) else 0.0
    best = _partial(own, folded) if len(own) >= _PARTIAL_MIN else 0.0
    if len(own) == 2 and not term.is_held and _may_abbreviate(own) and _abbreviates(own, folded):
        best = ABBREVIATION_SHARE
    for alternative, weight in term.alternatives:
        if alternative and alternative in folded and _stands(alternative, folded):
            best = max(best, min(1.0, weight + 0.25))
        elif len(alternative) >= _PARTIAL_MIN:
            best = max(best, weight * _partial(alternative, folded))
    return best


def _stands(words: str, folded: str) -> bool:
    """Whether the words stand somewhere without a 非 before them."""
    return folded.count(words) > folded.count(f"非{words}")


@lru_cache(maxsize=20_000)
def _may_abbreviate(word: str) -> bool:
    """Whether two characters may be an abbreviation (普高); plain words (比分) are none."""
    return count_word(word) < MIN_PLAIN_WORD


def _abbreviates(word: str, folded: str) -> bool:
    """Whether two characters stand in the text as the heads of two words: 普高, 普通高中."""
    return re.search(f"{re.escape(word[0])}.{re.escape(word[1])}", folded) is not None


def _partial(words: str, folded: str) -> float:
    """Share of the character pairs held; one of the two ends alone counts for half."""
    pairs = [words[i : i + 2] for i in range(len(words) - 1)]
    share = sum(pair in folded for pair in pairs) / len(pairs)
    if words[:2] in folded or words[-2:] in folded:
        share = max(share, 0.5)
    return share * 0.8 if share >= 0.5 else 0.0
