"""Which benefits a teacher may have: per benefit each condition with its clause, never a guess."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.conditions import Condition, Verdict, read_conditions, read_general
from assistant.inquiry import tidy
from assistant.locate import split_sentences
from assistant.model import Citation, Draft, Statement, Support
from assistant.profile import Profile
from assistant.verify import verify_draft
from ingest.model import DocumentId, Region, Span, Validity, ValidityState
from ingest.regions import load_gazetteer, shorten_name
from vectorstore.model import Hit, Passage, Scores, StoredBenefit

MAX_QUESTIONS = 8
_TEACHERS = re.compile(r"教师|老师|班主任|校长|园长|教研员|教职工|教育工作者")
_OTHERS = re.compile(r"学生|儿童|少年|寄宿生|家长|监护人|幼儿(?!园)|子女|生均|经费")
_AMOUNT = re.compile(r"[^，。；：]{0,12}\d[\d,.]*\s*[百千万亿]*元(?:/[\u4e00-\u9fff]+)?")
_ABOUT = re.compile(r"(?:补助|津贴|补贴|奖励)(?:发放)?(?:办法|细则|方案|规定)")
_QUALIFY = re.compile(r"(?:符合|具备|满足)(?:下列|以下)(?:条件|情形)")
_EXCLUDE = re.compile(r"(?:下列|以下)情形之一的?，?(?:不|停)")
_EXPLAIN = re.compile(r"由(?P<who>[^，。；]{2,60}?)负责解释")
_SOFT = re.compile(
    r"优先|表扬|表彰|慰问|免费|体检|(?:提高|发放|享受)[^，。]{0,20}(?:津贴|补贴|补助)"
)
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
    note: str  # why it is not sure that the document is for the asker's region; "" where it is


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
    """Words of a passage that grant one thing."""

    name: str
    hit: Hit
    span: Span
    listed: bool = False  # an item of a list


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
        if find_region(profile, benefit.document.metadata.region) is Verdict.UNMET:
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
    name = re.sub(r"^第[一二三四五六七八九十百]+条\s*", "", benefit.name)
    children = [p for p in passages(passage.document_id) if p.parent == passage.id]
    if passage.own_text.rstrip().endswith(("：", ":")) and children:
        for child in children:
            if _AMOUNT.search(child.text):
                yield _Grant(name, _hit(benefit, child), Span(0, len(child.text)), True)
        return
    stop = passage.text.find("。", span.start)
    until = len(passage.text) if stop < 0 else stop
    found = re.compile(r"[^；。：]+").finditer(passage.text, span.start, until)
    tiers = [tier for tier in found if _AMOUNT.search(tier[0])]
    if len(tiers) > 1 and all("满" in tier[0] for tier in tiers):
        for tier in tiers:
            yield _Grant(name, hit, Span(*tier.span()))
        return
    yield _Grant(name, hit, span)


def _is_for_teachers(grant: _Grant) -> bool:
    words = grant.hit.passage.text[grant.span.start : grant.span.end]
    above = " ".join((grant.hit.document.title, *grant.hit.passage.heading_path))
    heading = grant.hit.passage.heading
    if not _AMOUNT.search(words) and (
        _ABOUT.search(grant.hit.document.title) or not _SOFT.search(words)
    ):
        return False
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
    lies = find_region(profile, document.metadata.region)
    sources = [
        (grant.hit, grant.span, False),
        *((hit, span, True) for hit, span in _find_general(grant, passages)),
    ]
    results: list[ConditionResult] = []
    wanted: list[tuple[str, str]] = []
    for hit, span, is_general in sources:
        words = hit.passage.text[span.start : span.end]
        read = (
            _read_general(words, profile)
            if is_general
            else read_conditions(words, profile, about_rural=rural, listed=grant.listed)
        )
        for condition in read:
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
    verdicts = {lies, *(result.verdict for result in results)}
    verdict = next((v for v in (Verdict.UNMET, Verdict.UNKNOWN) if v in verdicts), Verdict.MET)
    amount = _AMOUNT.search(grant.hit.passage.text, grant.span.start, grant.span.end)
    result = BenefitResult(
        name=grant.name,
        amount=tidy(amount[0]) if amount else None,
        verdict=verdict,
        conditions=tuple(results),
        citation=whole,
        ask=_whom_to_ask(grant, passages),
        note="" if lies is Verdict.MET else _say_region(profile, document.metadata.region),
    )
    return result, list(dict.fromkeys(wanted))


def _read_general(words: str, profile: Profile) -> tuple[Condition, ...]:
    if _EXCLUDE.search(words):
        whole = Span(0, len(words.rstrip()))
        return (Condition(whole, Verdict.UNKNOWN, "请对照该条所列情形"),)
    return (read_general(words, profile),)


def find_region(profile: Profile, region: Region) -> Verdict:
    """Whether a document's region takes in the asker's; 无法判断 where nothing says so."""
    if profile.region is None or not (region.county or region.city or region.province):
        return Verdict.UNKNOWN
    own = shorten_name(profile.region)
    if region.county:
        counties = [shorten_name(name) for name in region.county.split(";")]
        return Verdict.MET if own in counties else Verdict.UNMET
    known = [k for k in load_gazetteer() if shorten_name(k.name) == own]
    within = {profile.city or "", *(k.city or "" for k in known), *(k.province for k in known)}
    if own in (shorten_name(region.city or ""), shorten_name(region.province or "")):
        return Verdict.MET
    wider = region.city or region.province
    if any(name and shorten_name(name) == shorten_name(wider or "") for name in within):
        return Verdict.MET
    return Verdict.UNMET if profile.city or known else Verdict.UNKNOWN


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


def _say_region(profile: Profile, region: Region) -> str:
    place = region.county or region.city or region.province
    if place is None:
        return "文件没有写明适用地区，是否适用请向发文单位核实"
    if profile.region is None:
        return f"文件适用于{place}，您没有说明所在地区"
    return f"文件适用于{place}，现有资料不能确定{profile.region}是否属于{place}"


def _whom_to_ask(grant: _Grant, passages: Passages) -> str:
    for passage in passages(grant.hit.document.id):
        found = _EXPLAIN.search(passage.own_text)
        if found is not None:
            return found["who"]
    return (grant.hit.document.metadata.issuing_body or "").replace(";", "、")
