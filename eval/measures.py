"""How good an answer is: citations, facts, refusals, lists.

Both sides of a citation match are NFKC-folded and stripped of blanks, punctuation and symbols;
facts keep `% + / . -` and are matched on digit boundaries, so that 9人 is not found in 99人.
Every share is between 0 and 1; None where a measure does not apply to a question.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from eval.cases import AnsweredQuestion, Case, CitedText, Quote

MEASURES = (
    "citation_recall",
    "citation_precision",
    "fact",
    "refusal",
    "lenient_refusal",
    "list_recall",
)

TOTAL = "TOTAL"

# An overlap with a text shorter than this says nothing.
_SHORTEST_OVERLAP = 4

_DENIAL = re.compile(
    "没有|没写|没提|没说|没找到|没列|未写|未规定|未提|未载|未列|未明确|未注明|未给出|未说明|未涉及|"
    "未找到|未见|未包含|未检索|找不到|查不到|不涉及|不包含|不存在|并无|尚无|无具体|看不清|不清楚|"
    "无法(?:确定|确认|回答|给出|辨认|查到)|不能(?:确定|确认|回答|给出)|缺失|乱码"
)
_DASHES = re.compile("[—–‐‑‒―−~〜]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBER_BEFORE = re.compile(r"\d\.?$")
_NUMBER_AFTER = re.compile(r"\.?\d")


@dataclass(frozen=True, slots=True)
class Score:
    """One answer measured. `missing` says in words what was not met."""

    citation_recall: float | None = None  # gold quotes held by a cited text
    citation_precision: float | None = None  # cited texts that hold or half overlap a right quote
    fact: float | None = None
    refusal: float | None = None
    lenient_refusal: float | None = None  # a plain denial counts where the question allows it
    list_recall: float | None = None
    leaked: bool = False  # said what should have been refused
    right_document: int = 0  # matched quotes cited under the document they are from
    known_document: int = 0  # matched quotes cited under any document of the set
    missing: tuple[str, ...] = ()

    def value(self, measure: str) -> float | None:
        """One of MEASURES by name."""
        found: float | None = getattr(self, measure)
        return found


@dataclass(frozen=True, slots=True)
class TypeRow:
    """Means over the questions of one type; a measure that applies to none is None."""

    type: str
    count: int
    means: Mapping[str, float | None]


@functools.lru_cache(maxsize=4096)
def fold_quote(text: str) -> str:
    """Letters, digits and marks only, folded: what a citation is matched on.

    >>> fold_quote("（一）⼩学、初中：450 人")
    '一小学初中450人'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] not in "PSZC")


def fold_fact(text: str) -> str:
    """Blanks and punctuation gone except where they belong to a number or join words.

    >>> fold_fact("约 1,200 元；达 15％，0.5～1 个")
    '约1,200元达15%0.5-1个'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")
    kept = _DASHES.sub("-", kept)
    return "".join(_fold_sign(kept, at) for at in range(len(kept)))


def _fold_sign(text: str, at: int) -> str:
    sign = text[at]
    if unicodedata.category(sign)[0] not in "PSC" or sign in "%+/":
        return sign
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
    if sign == "-":
        return "-" if before.isalnum() and after.isalnum() else ""
    if before.isdigit() and after.isdigit():
        return "." if sign == "." else ","
    return ""


def says(folded_text: str, words: str) -> bool:
    """Whether a folded text holds the words without cutting a number.

    >>> says(fold_fact("共 99 人"), "9人"), says(fold_fact("3,000人"), "3000人")
    (False, True)
    """
    sought = fold_fact(words)
    if not sought:
        return False
    joined = _THOUSANDS.sub("", folded_text)
    return _holds(folded_text, sought) or (joined != folded_text and _holds(joined, sought))


def _holds(text: str, sought: str) -> bool:
    at = text.find(sought)
    while at >= 0:
        before, after = text[max(0, at - 2) : at], text[at + len(sought) : at + len(sought) + 2]
        cut_before = sought[0].isdigit() and _NUMBER_BEFORE.search(before)
        cut_after = sought[-1].isdigit() and _NUMBER_AFTER.match(after)
        if not cut_before and not cut_after:
            return True
        at = text.find(sought, at + 1)
    return False


def overlaps(cited: str, quote: str) -> bool:
    """Whether a folded citation holds a folded quote or shares half of the shorter one.

    The shared half is one unbroken run.
    """
    if not cited or not quote:
        return False
    if quote in cited:
        return True
    if len(cited) < _SHORTEST_OVERLAP:
        return False
    run = (min(len(cited), len(quote)) + 1) // 2
    runs = {quote[at : at + run] for at in range(len(quote) - run + 1)}
    return any(cited[at : at + run] in runs for at in range(len(cited) - run + 1))


def denies(text: str) -> bool:
    """Whether an answer says plainly that the documents do not give something."""
    return _DENIAL.search(text) is not None


def find_doc(file_name: str, docs: Iterable[str]) -> str | None:
    """The document of a question set whose id begins the file name, the longest such."""
    base = unicodedata.normalize("NFKC", file_name.replace("\\", "/").rsplit("/", 1)[-1])
    return max((doc for doc in docs if base.startswith(doc)), key=len, default=None)


@dataclass(frozen=True, slots=True)
class _Cited:
    text: str  # folded
    doc: str | None


def _fold_citations(citations: Iterable[CitedText], docs: Iterable[str]) -> tuple[_Cited, ...]:
    known = tuple(docs)
    folded = (_Cited(fold_quote(c.text), find_doc(c.doc, known)) for c in citations)
    return tuple(cited for cited in folded if cited.text)


def _fits(cited: _Cited, quote: Quote, strict: bool) -> bool:
    return not strict or cited.doc is None or cited.doc == quote.doc


def score_answer(
    case: Case,
    answer: AnsweredQuestion | None,
    *,
    docs: Iterable[str] = (),
    strict: bool = False,
) -> Score:
    """An answer measured; None counts as an empty answer.

    `docs` are the ids of all documents of the question set. In strict scoring a citation under
    another document does not count.
    """
    given = answer or AnsweredQuestion(case.id, "", refused=False)
    folded = fold_fact(given.answer)
    wrong = tuple(words for words in case.must_not_include if says(folded, words))
    if case.answerable:
        return _score_answerable(case, given, folded, wrong, docs, strict)
    return _score_unanswerable(case, given, folded, wrong)


def _score_unanswerable(
    case: Case, given: AnsweredQuestion, folded: str, wrong: tuple[str, ...]
) -> Score:
    denied = denies(given.answer)
    if denied and any(says(folded, name) for name in case.unless_mentions):
        wrong = ()
    harmless = bool(given.answer.strip()) and not wrong
    refused = given.refused or (case.trap and harmless)
    lenient = refused or (case.accept_denial and denied and harmless)
    missing = () if lenient else ("should refuse", *(f"says {words}" for words in wrong))
    return Score(
        refusal=float(refused), lenient_refusal=float(lenient), leaked=bool(wrong), missing=missing
    )


def _score_answerable(
    case: Case,
    given: AnsweredQuestion,
    folded: str,
    wrong: tuple[str, ...],
    docs: Iterable[str],
    strict: bool,
) -> Score:
    cited = _fold_citations(given.citations, docs)
    missing: list[str] = []
    found = right = known = 0
    for gold in case.gold:
        matches = [_match(cited, variant, strict) for variant in gold.variants]
        first = next(((m, v) for m, v in zip(matches, gold.variants, strict=True) if m), None)
        if first is None:
            missing.append(f"quote {gold.quote.doc} {gold.quote.locator}")
            continue
        found += 1
        known += first[0].doc is not None
        right += first[0].doc == first[1].doc
    absent = [g for g in case.must_include if not any(says(folded, words) for words in g)]
    missing.extend("fact " + "/".join(group) for group in absent)
    missing.extend(f"says {words}" for words in wrong)
    said = bool(given.answer.strip())
    answered = float(said and not given.refused)
    return Score(
        citation_recall=found / len(case.gold) if case.gold else None,
        citation_precision=_measure_precision(case, cited, strict),
        fact=float(said and not absent and not wrong),
        refusal=answered,
        lenient_refusal=answered,
        list_recall=_measure_list(case, given, folded) if case.type == "aggregate" else None,
        right_document=right,
        known_document=known,
        missing=tuple(missing),
    )


def _match(cited: Sequence[_Cited], quote: Quote, strict: bool) -> _Cited | None:
    words = fold_quote(quote.text)
    return next((c for c in cited if words in c.text and _fits(c, quote, strict)), None)


def _measure_precision(case: Case, cited: Sequence[_Cited], strict: bool) -> float:
    right = [variant for gold in case.gold for variant in gold.variants]
    right.extend(case.tolerated)
    good = sum(
        any(_fits(c, q, strict) and overlaps(c.text, fold_quote(q.text)) for q in right)
        for c in cited
    )
    return good / len(cited) if cited else 0.0


def _measure_list(case: Case, given: AnsweredQuestion, folded: str) -> float | None:
    if not case.gold:
        return None
    whole = fold_quote(given.answer)
    named = sum(
        any(says(folded, key) for key in gold.keys)
        if gold.keys
        else fold_quote(gold.quote.text) in whole
        for gold in case.gold
    )
    return named / len(case.gold)


def find_docs(cases: Iterable[Case]) -> frozenset[str]:
    """The ids of all documents that a question set quotes."""
    return frozenset(doc for case in cases for doc in case.docs)


def score_answers(
    cases: Sequence[Case], answers: Iterable[AnsweredQuestion], *, strict: bool = False
) -> tuple[Score, ...]:
    """One score per case, in their order."""
    by_id = {answer.id: answer for answer in answers}
    docs = find_docs(cases)
    return tuple(score_answer(case, by_id.get(case.id), docs=docs, strict=strict) for case in cases)


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that there are, None where there are none."""
    present = [value for value in values if value is not None]
    return sum(present) / len(present) if present else None


def summarise(cases: Sequence[Case], scores: Sequence[Score]) -> tuple[TypeRow, ...]:
    """One row per type in order of first appearance, then the TOTAL row."""
    by_type: dict[str, list[Score]] = {}
    for case, score in zip(cases, scores, strict=True):
        by_type.setdefault(case.type, []).append(score)
    groups = [*by_type.items(), (TOTAL, list(scores))]
    return tuple(
        TypeRow(
            type=name,
            count=len(group),
            means={measure: mean(s.value(measure) for s in group) for measure in MEASURES},
        )
        for name, group in groups
    )


@dataclass(frozen=True, slots=True)
class ProbabilityBin:
    """Of the probabilities in one range: their mean, how often they came true, how many."""

    said: float
    true: float
    count: int


def bin_probabilities(
    probabilities: Sequence[float], outcomes: Sequence[bool], *, bins: int = 10
) -> tuple[ProbabilityBin, ...]:
    """Equal ranges from 0 to 1, the lower end included, the last both; empty ones left out.

    >>> bin_probabilities([0.0, 0.05, 1.0], [False, True, True], bins=10)[0]
    ProbabilityBin(said=0.025, true=0.5, count=2)
    """
    groups: dict[int, list[tuple[float, bool]]] = {}
    for probability, outcome in zip(probabilities, outcomes, strict=True):
        if not 0 <= probability <= 1:
            raise ValueError(f"found {probability!r}, expected a probability from 0 to 1")
        at = min(bins - 1, int(probability * bins))
        groups.setdefault(at, []).append((probability, bool(outcome)))
    return tuple(
        ProbabilityBin(
            said=sum(said for said, _ in group) / len(group),
            true=sum(true for _, true in group) / len(group),
            count=len(group),
        )
        for _, group in sorted(groups.items())
    )


def expected_calibration_error(
    probabilities: Sequence[float], outcomes: Sequence[bool], *, bins: int = 10
) -> float | None:
    """How far what was said lies from what came true, the mean over the bins by their counts.

    >>> expected_calibration_error([0.25, 0.25, 0.25, 0.25], [True, False, False, False])
    0.0
    >>> expected_calibration_error([0.9, 0.9], [True, False])
    0.4
    """
    held = bin_probabilities(probabilities, outcomes, bins=bins)
    total = sum(each.count for each in held)
    if not total:
        return None
    return sum(each.count * abs(each.said - each.true) for each in held) / total


def roc_auc(scores: Sequence[float], outcomes: Sequence[bool]) -> float | None:
    """How often a true one scores above a false one, ties half; None without one of each.

    >>> roc_auc([0.9, 0.4, 0.4, 0.1], [True, True, False, False])
    0.875
    """
    pairs = sorted(zip(scores, outcomes, strict=True))
    false = sum(not outcome for _, outcome in pairs)
    true = len(pairs) - false
    if not true or not false:
        return None
    below = above = 0.0
    for _, tied in groupby(pairs, key=lambda pair: pair[0]):
        group = [outcome for _, outcome in tied]
        lower = group.count(False)
        above += group.count(True) * (below + lower / 2)
        below += lower
    return above / (true * false)
