"""Which benefits a teacher may have: per benefit each condition with its clause, never a guess."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.applying.condition_parts import Condition, Verdict
from assistant.applying.conditions import IS_VAGUE, read_conditions, read_exclusions, read_item
from assistant.applying.coverage import Coverage, find_coverage, is_name
from assistant.applying.grants import (
    GeneralClause,
    Grant,
    Passages,
    list_general,
    list_grants,
    takes_in_others,
)
from assistant.applying.profile import CONFIRM, Field, Profile, list_fields, read_table
from assistant.inquiry import tidy
from assistant.locate import split_sentences
from assistant.model import Citation, Draft, Statement, Support
from assistant.verify import name_document, verify_draft
from ingest.model import DocumentId, Region, Span, Validity
from vectorstore.model import Hit, StoredBenefit, StoredDocument

_EXPLAIN = re.compile(r"由(?P<who>[^，。；]{2,60}?)(?:负责)?解释")
_OFFICE = re.compile(r"[局委办厅部处科股]$|部门|政府|财政|学校|单位|基金|中心|[县市州省]$")


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """A condition's words with its verdict and the clause that sets it."""

    words: str
    verdict: Verdict
    reason: str
    citation: Citation
    asks: str | None = None  # field or fact of the profile that decides it
    question: str | None = None


@dataclass(frozen=True, slots=True)
class BenefitResult:
    """A benefit with what is decided of it, its clause and whom to ask."""

    name: str
    amount: str | None
    verdict: Verdict
    conditions: tuple[ConditionResult, ...]
    citation: Citation
    ask: str  # who explains or issued the document, and who pays; "" where it names nobody
    note: str  # of which level the document is, or why it is not sure that it is for this region
    place: Coverage

    @property
    def group(self) -> str:
        """The heading that it stands under: undecided only for want of an answer is 还差什么."""
        if self.verdict is not Verdict.UNKNOWN:
            return self.verdict.value
        undecided = [c for c in self.conditions if c.verdict is Verdict.UNKNOWN]
        asked = all(condition.question for condition in undecided)
        sure = self.place.covers or bool(self.place.question)
        return "还差什么" if asked and sure else self.verdict.value


GROUPS = (Verdict.MET.value, "还差什么", Verdict.UNMET.value, Verdict.UNKNOWN.value)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that conditions of the benefits depend on, and whether it has been said."""

    name: str
    question: str
    benefits: int  # undecided results that wait for it; 0: it is said or decides nothing more
    field: Field | None = None  # None: a question to be answered by yes or no
    short: str = ""
    weight: float = 0.0  # of each such result, by how much else it waits for


@dataclass(frozen=True, slots=True)
class Assessment:
    """The results by group, and everything that they depend on, what matters most first."""

    results: tuple[BenefitResult, ...]
    depends_on: tuple[Missing, ...]
    ended: tuple[str, ...] = ()  # titles for this region that are no longer in force

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What should still be asked, what matters most first."""
        return tuple(sorted((m for m in self.depends_on if m.benefits), key=_urgency))

    def of_known_places(self) -> "Assessment":
        """Without the documents that do not say what place they are for."""
        results = tuple(result for result in self.results if result.place.names_place)
        return Assessment(results, _list_needed(results, ()), self.ended)


def assess(
    benefits: Iterable[StoredBenefit],
    profile: Profile,
    validities: Mapping[DocumentId, Validity],
    passages: Passages,
    regions: Iterable[Region] = (),
) -> Assessment:
    """What a profile meets of the benefits; `passages` gives those of a document.

    `regions`: those of all documents held, which may say what a county lies in.
    """
    listed = tuple(benefits)
    held = (*regions, *dict.fromkeys(b.document.metadata.region for b in listed))
    places = {b.document.id: find_coverage(profile, b.document.metadata, held) for b in listed}
    here = [benefit for benefit in listed if places[benefit.document.id].covers is not False]
    ended = {
        name_document(b.document): None
        for b in here
        if validities[b.document.id].state.is_ended and places[b.document.id].covers
    }
    current = [b for b in here if not validities[b.document.id].state.is_ended]
    by_id = {benefit.document.id: benefit.document for benefit in current}
    general = {i: list_general(document, passages) for i, document in by_id.items()}
    results = [
        result
        for grant in list_grants(current, passages)
        if (places[grant.hit.document.id].names_place or not grant.is_vague)
        and (
            result := _assess_grant(
                grant,
                profile,
                places[grant.hit.document.id],
                validities,
                passages,
                general[grant.hit.document.id],
            )
        )
    ]
    results.sort(key=lambda result: (GROUPS.index(result.group), result.place.covers is None))
    cities = {r.city for r in held if r.city and not r.county and is_name(r.city)}
    return Assessment(tuple(results), _list_needed(results, cities), tuple(ended))


def _assess_grant(
    grant: Grant,
    profile: Profile,
    place: Coverage,
    validities: Mapping[DocumentId, Validity],
    passages: Passages,
    general: tuple[GeneralClause, ...],
) -> BenefitResult | None:
    document = grant.hit.document
    results: list[ConditionResult] = []
    for hit, around, condition in (
        *_read_grant(grant, profile),
        *_read_general(general, grant, profile, passages),
    ):
        cited = _cite(hit, condition.span, around, validities)
        if cited is None:
            return None  # a condition that cannot be shown leaves nothing to say
        text = tidy(hit.passage.text[condition.span.start : condition.span.end])
        results.append(
            ConditionResult(
                text, condition.verdict, condition.reason, cited, condition.asks, condition.question
            )
        )
    whole = _cite(grant.hit, grant.span, grant.span, validities)
    if whole is None:
        return None
    verdicts = {result.verdict for result in results}
    if not place.covers:
        verdicts.add(Verdict.UNKNOWN)
    verdict = next((v for v in (Verdict.UNMET, Verdict.UNKNOWN) if v in verdicts), Verdict.MET)
    return BenefitResult(
        name=grant.name,
        amount=grant.amount,
        verdict=verdict,
        conditions=tuple(dict.fromkeys(results)),
        citation=whole,
        ask=_name_offices(grant.benefit, document, passages),
        note=place.note,
        place=place,
    )


def _read_grant(grant: Grant, profile: Profile) -> Iterator[tuple[Hit, Span, Condition]]:
    """The conditions of the words that lead the grant in, and of its own."""
    if grant.is_vague:
        end = grant.span.start + len(grant.words.rstrip("。；; \n"))
        whole = Span(grant.span.start, end)
        yield grant.hit, grant.span, Condition(whole, Verdict.UNKNOWN, IS_VAGUE)
        return
    if grant.lead is not None:
        hit, span = grant.lead
        about = grant.about.partition("。")[0]
        for condition in _read(hit, span, profile, about):
            is_place = condition.asks == "place" and condition.verdict is not Verdict.MET
            if not (grant.is_tier_of_years and is_place):  # where he taught, not where he is
                yield hit, span, condition
    for condition in _read(grant.hit, grant.span, profile, grant.about, listed=grant.listed):
        yield grant.hit, grant.span, condition
    for span in grant.limits:
        words = grant.hit.passage.text[span.start : span.end]
        limit = _moved(read_exclusions(words, (words,), profile), span.start)
        yield grant.hit, span, limit


def _read(
    hit: Hit, span: Span, profile: Profile, about: str, *, listed: bool = False
) -> Iterator[Condition]:
    words = hit.passage.text[span.start : span.end]
    for condition in read_conditions(words, profile, about=about, listed=listed):
        yield _moved(condition, span.start)


def _read_general(
    clauses: tuple[GeneralClause, ...], grant: Grant, profile: Profile, passages: Passages
) -> Iterator[tuple[Hit, Span, Condition]]:
    document = grant.hit.document
    for clause in clauses:
        hit, span = clause.hit, clause.span
        if hit.passage.id == grant.hit.passage.id:
            continue
        words = hit.passage.text[span.start : span.end]
        if clause.kind == "exclusion":
            found = [read_exclusions(words, clause.items, profile)]
        elif clause.kind == "item":
            found = [read_item(words, profile, document.title)]
        else:
            found = list(read_conditions(words, profile, about=document.title, listed=True))
            if takes_in_others(document, passages):
                found = [_soften(condition) for condition in found]
        for condition in found:
            yield hit, span, _moved(condition, span.start)


def _soften(condition: Condition) -> Condition:
    if condition.verdict is not Verdict.UNMET:
        return condition
    reason = f"{condition.reason}；文件另有参照执行的人员，请核实"
    return replace(condition, verdict=Verdict.UNKNOWN, reason=reason, question=None)


def _moved(condition: Condition, by: int) -> Condition:
    return replace(condition, span=Span(condition.span.start + by, condition.span.end + by))


def _cite(
    hit: Hit, span: Span, around: Span, validities: Mapping[DocumentId, Validity]
) -> Citation | None:
    """A citation of the words, or of those around them where they are too few or cut short."""
    sentences = split_sentences(hit.passage.text)
    whole = [one for one in sentences if one.start <= around.start < one.end]
    for chosen in (span, around, *whole):
        words = hit.passage.text[chosen.start : chosen.end]
        draft = Draft(words, (Support(hit.passage.id, words),))
        checked = verify_draft(draft, {hit.passage.id: hit}, validities)
        if isinstance(checked, Statement):
            return checked.citations[0]
    return None


def _name_offices(benefit: StoredBenefit, document: StoredDocument, passages: Passages) -> str:
    """Who explains the document, else who issued it; and who pays, where the clause says so."""
    named: list[str] = []
    for passage in passages(document.id):
        found = _EXPLAIN.search(passage.own_text)
        if found is not None:
            named.append(f"{found['who']}（负责解释）")
            break
    else:
        issuer = (document.metadata.issuing_body or "").replace(";", "、")
        if issuer:
            named.append(f"{issuer}（发文单位）")
    payer = benefit.granted_by or ""
    if payer and _OFFICE.search(payer):
        named.append(f"{payer}（承担或发放）")
    return "、".join(named)


def _list_needed(results: Iterable[BenefitResult], cities: Iterable[str]) -> tuple[Missing, ...]:
    """Everything that conditions depend on: the fields in their order, then facts."""
    questions: dict[str, str] = {}
    waiting: Counter[str] = Counter()
    weights: dict[str, float] = {}
    for result in results:
        named = {c.asks: c for c in result.conditions if c.asks and c.question}
        undecided = {n for n, c in named.items() if c.verdict is Verdict.UNKNOWN}
        questions.update((n, c.question or "") for n, c in named.items() if n not in questions)
        if result.place.question:
            questions.setdefault("city", result.place.question)
            undecided.add("city")
        if result.verdict is Verdict.UNKNOWN:
            waiting.update(undecided)
            for name in undecided:
                weights[name] = weights.get(name, 0.0) + 1 / len(undecided)
    fields = dict(list_fields())
    named_cities = tuple((city, city) for city in sorted(set(cities)))
    fields["city"] = replace(fields["city"], options=(*named_cities, ("其他", "其他市（州）")))
    order = [*(n for n in fields if n in questions), *(n for n in questions if n not in fields)]
    shorts = {row["name"]: row["short"] for row in read_table()["fact"]}
    return tuple(
        Missing(n, questions[n], waiting[n], fields.get(n), shorts.get(n, ""), weights.get(n, 0.0))
        for n in order
    )


def _urgency(missing: Missing) -> tuple[bool, float]:
    """Fields and known facts before conditions in a clause's own words; most decisive first."""
    return (missing.name.startswith(CONFIRM), -missing.weight)
