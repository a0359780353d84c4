"""Which benefits a teacher may have: per benefit each condition with its clause, never a guess."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.conditions import Condition, Verdict, read_conditions
from assistant.inquiry import tidy
from assistant.locate import split_sentences
from assistant.model import Citation, Draft, Statement, Support
from assistant.profile import Profile
from assistant.verify import verify_draft
from ingest.model import DocumentId, Span, Validity, ValidityState
from vectorstore.model import Hit, Passage, Scores, StoredBenefit

MAX_QUESTIONS = 8
_TEACHERS = re.compile(r"教师|老师|班主任|校长|园长|教研员|教职工|教育工作者")
_OTHERS = re.compile(r"学生|儿童|少年|寄宿生|家长|监护人|幼儿(?!园)|子女|生均|经费")
_AMOUNT = re.compile(r"[^，。；：]{0,12}\d[\d,.]*\s*[百千万亿]*元(?:/[\u4e00-\u9fff]+)?")
_ABOUT = re.compile(r"(?:补助|津贴|补贴|奖励)(?:发放)?(?:办法|细则|方案|规定)")
_QUALIFY = re.compile(r"(?:符合|具备|满足)(?:下列|以下)(?:条件|情形)")
_EXCLUDE = re.compile(r"(?:下列|以下)情形之一的?，?(?:不|停)")
_EXPLAIN = re.compile(r"由(?P<who>[^，。；]{2,60}?)负责解释")
_ENDED = frozenset({ValidityState.REPEALED, ValidityState.EXPIRED})

Passages = Callable[[DocumentId], tuple[Passage, ...]]


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """A condition's words with its verdict and the clause that sets it."""

    words: str
    verdict: Verdict
    reason: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class BenefitResult:
    """A benefit with what is decided of it, its clause and whom to ask."""

    name: str
    amount: str | None
    verdict: Verdict
    conditions: tuple[ConditionResult, ...]
    citation: Citation
    ask: str  # who can decide: explains, or issued, the document; "" where it names nobody


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to ask because a condition of a held benefit depends on it."""

    name: str
    question: str
    benefits: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """The results, those met first, and what should still be asked, what matters most first."""

    results: tuple[BenefitResult, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class _Grant:
    """Words of a passage that grant one thing, and the words above that condition it too."""

    name: str
    hit: Hit
    span: Span
    above: tuple[tuple[Hit, Span], ...] = ()


def assess(
    benefits: Iterable[StoredBenefit],
    profile: Profile,
    validities: Mapping[DocumentId, Validity],
    passages: Passages,
) -> Assessment:
    """What a profile meets of the benefits; `passages` gives those of a document."""
    results: list[BenefitResult] = []
    asked: Counter[tuple[str, str]] = Counter()
    seen: set[tuple[str, int]] = set()
    for benefit in benefits:
        if validities[benefit.document.id].state in _ENDED:
            continue
        for grant in _divide(benefit, passages):
            key = (grant.hit.passage.id, grant.span.start)
            if key in seen or not _is_for_teachers(grant):
                continue
            seen.add(key)
            result, wanted = _assess_grant(grant, profile, validities, passages)
            if result is None:
                continue
            results.append(result)
            if result.verdict is Verdict.UNKNOWN:
                asked.update(wanted)
    order = (Verdict.MET, Verdict.UNKNOWN, Verdict.UNMET)
    results.sort(key=lambda result: order.index(result.verdict))
    missing = [Missing(name, text, n) for (name, text), n in asked.most_common(MAX_QUESTIONS)]
    return Assessment(tuple(results), tuple(missing))


def _hit(benefit: StoredBenefit, passage: Passage) -> Hit:
    return Hit(passage, benefit.document, Scores(None, None, 0.0), 1)


def _divide(benefit: StoredBenefit, passages: Passages) -> Iterator[_Grant]:
    """The benefit, or each item of the list or of the tiers that it opens."""
    passage = benefit.passage
    start = benefit.span.start - passage.span.start
    span = Span(start, benefit.span.end - passage.span.start)
    for sentence in split_sentences(passage.text):
        if sentence.start <= start < sentence.end:
            span = sentence
            break
    hit = _hit(benefit, passage)
    children = [p for p in passages(passage.document_id) if p.parent == passage.id]
    if passage.own_text.rstrip().endswith(("：", ":")) and children:
        opening = Span(0, len(passage.own_text))
        for child in children:
            if _AMOUNT.search(child.text):
                yield _Grant(
                    benefit.name, _hit(benefit, child), Span(0, len(child.text)), ((hit, opening),)
                )
        return
    words = passage.text[span.start : span.end]
    tiers = [m for m in re.finditer(r"[^；。：]+", words) if _AMOUNT.search(m[0])]
    if len(tiers) > 1 and all("满" in tier[0] for tier in tiers):
        for tier in tiers:
            yield _Grant(
                benefit.name, hit, Span(span.start + tier.start(), span.start + tier.end())
            )
        return
    yield _Grant(benefit.name, hit, span)


def _is_for_teachers(grant: _Grant) -> bool:
    words = grant.hit.passage.text[grant.span.start : grant.span.end]
    above = " ".join((grant.hit.document.title, *grant.hit.passage.heading_path))
    heading = grant.hit.passage.heading
    if _TEACHERS.search(words):
        return not (_OTHERS.search(words) and "费" in words and "教师" not in words)
    return _TEACHERS.search(f"{above}{heading}") is not None and not _OTHERS.search(words)


def _assess_grant(
    grant: _Grant,
    profile: Profile,
    validities: Mapping[DocumentId, Validity],
    passages: Passages,
) -> tuple[BenefitResult | None, list[tuple[str, str]]]:
    document = grant.hit.document
    rural = "乡村" in document.title or "农村" in document.title
    sources = [*grant.above, (grant.hit, grant.span), *_find_general(grant, passages)]
    results: list[ConditionResult] = []
    wanted: list[tuple[str, str]] = []
    for hit, span in sources:
        words = hit.passage.text[span.start : span.end]
        for condition in _read(words, profile, rural):
            place = Span(condition.span.start + span.start, condition.span.end + span.start)
            cited = _cite(hit, place, span, validities)
            if cited is None:
                return None, []  # a condition that cannot be shown leaves nothing to say
            text = tidy(hit.passage.text[place.start : place.end])
            results.append(ConditionResult(text, condition.verdict, condition.reason, cited))
            if condition.asks and condition.question and condition.verdict is Verdict.UNKNOWN:
                wanted.append((condition.asks, condition.question))
    whole = _cite(grant.hit, grant.span, grant.span, validities)
    if whole is None:
        return None, []
    verdicts = {result.verdict for result in results}
    verdict = next((v for v in (Verdict.UNMET, Verdict.UNKNOWN) if v in verdicts), Verdict.MET)
    amount = _AMOUNT.search(grant.hit.passage.text, grant.span.start, grant.span.end)
    result = BenefitResult(
        name=grant.name,
        amount=tidy(amount[0]) if amount else None,
        verdict=verdict,
        conditions=tuple(results),
        citation=whole,
        ask=_whom_to_ask(grant, passages),
    )
    return result, list(dict.fromkeys(wanted))


def _read(words: str, profile: Profile, rural: bool) -> tuple[Condition, ...]:
    if _EXCLUDE.search(words):
        whole = Span(0, len(words.rstrip()))
        return (Condition(whole, Verdict.UNKNOWN, "请对照该条所列情形"),)
    return read_conditions(words, profile, about_rural=rural)


def _find_general(grant: _Grant, passages: Passages) -> Iterator[tuple[Hit, Span]]:
    """The clauses on who may have it at all, where the document is about one benefit."""
    document = grant.hit.document
    if not _ABOUT.search(document.title):
        return
    held = passages(document.id)
    for passage in held:
        if passage.id == grant.hit.passage.id:
            continue
        if _QUALIFY.search(passage.own_text):
            for child in held:
                if child.parent == passage.id:
                    yield Hit(child, document, Scores(None, None, 0.0), 1), Span(0, len(child.text))
        elif passage.has_children and _EXCLUDE.search(passage.own_text):
            opening = Span(0, len(passage.own_text.rstrip()))
            yield Hit(passage, document, Scores(None, None, 0.0), 1), opening


def _cite(
    hit: Hit, span: Span, around: Span, validities: Mapping[DocumentId, Validity]
) -> Citation | None:
    """A citation of the words, or of the sentence around them where they are too few."""
    for chosen in (span, around):
        words = hit.passage.text[chosen.start : chosen.end]
        draft = Draft(words, (Support(hit.passage.id, words),))
        checked = verify_draft(draft, {hit.passage.id: hit}, validities)
        if isinstance(checked, Statement):
            return checked.citations[0]
    return None


def _whom_to_ask(grant: _Grant, passages: Passages) -> str:
    for passage in passages(grant.hit.document.id):
        found = _EXPLAIN.search(passage.own_text)
        if found is not None:
            return found["who"]
    return (grant.hit.document.metadata.issuing_body or "").replace(";", "、")
