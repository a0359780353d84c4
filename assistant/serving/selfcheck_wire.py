"""The JSON form of the subsidy self-check."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from assistant.applying.profile import CHOICES, NUMBERS, Profile, read_situation
from assistant.applying.selfcheck import Assessment, BenefitResult, Missing
from assistant.model import Citation
from assistant.serving.wire import CitationOut, write_citation
from assistant.serving.wire_base import Wire
from assistant.validity_names import name_validity

MOST_FACTS = 200
Level = Literal["kindergarten", "primary", "junior", "senior", "vocational", "special"]
Place = Literal["county", "township", "village"]
Post = Literal["teacher", "class_teacher", "head", "researcher", "substitute", "special"]
Title = Literal["none", "junior", "middle", "associate", "full"]
Degree = Literal["below", "college", "bachelor", "master", "doctor"]
FactName = Annotated[str, StringConstraints(max_length=200)]


class ProfileIn(Wire):
    """A teacher's situation; what is left out is unknown, never no."""

    region: str | None = Field(None, max_length=40)
    city: str | None = Field(None, max_length=40)
    level: Level | None = None
    place: Place | None = None
    posts: tuple[Post, ...] | None = Field(None, max_length=6)
    years: int | None = Field(None, ge=0, le=70)
    rural_years: int | None = Field(None, ge=0, le=70)
    rural_total: int | None = Field(None, ge=0, le=70)
    class_years: int | None = Field(None, ge=0, le=70)
    age: int | None = Field(None, ge=14, le=120)
    title: Title | None = None
    degree: Degree | None = None
    status: Literal["serving", "retired"] | None = None
    school: Literal["public", "private"] | None = None
    facts: dict[FactName, bool] = Field(
        default_factory=dict,
        max_length=MOST_FACTS,
        description="answers by yes or no to the questions of `depends_on`, by their name",
    )
    situation: str | None = Field(
        None, max_length=500, description="the same in words: 在编，历年考核合格，夫妻分居"
    )


class ConditionOut(Wire):
    """A condition with its verdict 符合, 不符合 or 无法判断; `citation` is a number."""

    words: str
    verdict: str
    reason: str
    citation: int
    asks: str | None = Field(None, description="what of `depends_on` decides it")


class BenefitOut(Wire):
    """A benefit; never a percentage."""

    name: str
    amount: str | None
    verdict: str
    conditions: tuple[ConditionOut, ...]
    citation: int
    ask: str = Field(description="who can decide; empty where the document names nobody")
    note: str = Field(
        description="of which level the document is, or why it is not sure that it is for here"
    )
    group: str = Field(description="符合, 还差什么 (answers are missing), 不符合 or 无法判断")
    validity: str = Field(description="of the document, in Chinese: 现行, 送审稿 …")


class CheckCitationOut(CitationOut):
    """A citation with the passage that it stands in."""

    passage_id: str


class OptionOut(Wire):
    """A value that can be chosen, with its Chinese name."""

    value: str
    name: str


class MissingOut(Wire):
    """Something that benefits depend on; `name` is a field or a fact of the profile."""

    name: str
    question: str
    benefits: int = Field(description="undecided benefits that wait for it")
    kind: str = Field(description="choice, number, text or yes_no")
    short: str = Field(description="a label for a form; empty: use the question")
    options: tuple[OptionOut, ...] = ()


class PlacesOut(Wire):
    """The places that documents are held of."""

    places: tuple[str, ...]


class AssessmentOut(Wire):
    """The results by group; what is left open stands in `missing`, what matters most first."""

    results: tuple[BenefitOut, ...]
    missing: tuple[MissingOut, ...]
    depends_on: tuple[MissingOut, ...] = Field(description="all that can be said and matters here")
    ended: tuple[str, ...] = Field(description="titles no longer in force, not looked at")
    citations: tuple[CheckCitationOut, ...]


def read_profile_in(body: ProfileIn) -> Profile:
    """The profile that a client sends."""
    posts = None if body.posts is None else frozenset((*body.posts, "teacher"))
    values = {name: getattr(body, name) for name in (*NUMBERS, *CHOICES) if name != "posts"}
    profile = Profile(
        region=body.region or None,
        city=body.city or None,
        posts=posts,
        facts=tuple(sorted(body.facts.items())),
        **values,
    )
    return read_situation(body.situation).joined(profile) if body.situation else profile


def write_assessment(assessment: Assessment) -> AssessmentOut:
    """An assessment as JSON, its citations numbered in order of first use."""
    used = [
        citation
        for result in assessment.results
        for citation in (result.citation, *(c.citation for c in result.conditions))
    ]
    citations = tuple(dict.fromkeys(used))
    numbers = {citation: number for number, citation in enumerate(citations, start=1)}
    return AssessmentOut(
        results=tuple(_write_benefit(result, numbers) for result in assessment.results),
        missing=tuple(_write_missing(missing) for missing in assessment.missing),
        depends_on=tuple(_write_missing(missing) for missing in assessment.depends_on),
        ended=assessment.ended,
        citations=tuple(
            CheckCitationOut(**write_citation(c, number).model_dump(), passage_id=c.passage_id)
            for c, number in numbers.items()
        ),
    )


def _write_benefit(result: BenefitResult, numbers: Mapping[Citation, int]) -> BenefitOut:
    return BenefitOut(
        name=result.name,
        amount=result.amount,
        verdict=result.verdict,
        conditions=tuple(
            ConditionOut(
                words=c.words,
                verdict=c.verdict,
                reason=c.reason,
                citation=numbers[c.citation],
                asks=c.asks if c.question else None,
            )
            for c in result.conditions
        ),
        citation=numbers[result.citation],
        ask=result.ask,
        note=result.note,
        group=result.group,
        validity=name_validity(result.citation.validity),
    )


def _write_missing(missing: Missing) -> MissingOut:
    field = missing.field
    kind = "yes_no"
    if field is not None:
        kind = "choice" if field.options else "text" if field.name == "city" else "number"
    return MissingOut(
        name=missing.name,
        question=missing.question,
        benefits=missing.benefits,
        kind=kind,
        short=field.short if field else missing.short,
        options=tuple(OptionOut(value=v, name=n) for v, n in (field.options if field else ())),
    )
