"""The JSON form of the subsidy self-check."""

from typing import Literal

from pydantic import Field

from assistant.profile import Profile
from assistant.selfcheck import Assessment
from assistant.wire import CitationOut, write_citation
from assistant.wire_base import Wire

Level = Literal["kindergarten", "primary", "junior", "senior", "vocational"]
Place = Literal["county", "township", "village"]
Post = Literal["teacher", "class_teacher", "head", "researcher", "substitute", "special"]


class ProfileIn(Wire):
    """A teacher's situation; what is left out is unknown, never no."""

    region: str | None = Field(None, max_length=40)
    city: str | None = Field(None, max_length=40)
    level: Level | None = None
    place: Place | None = None
    posts: tuple[Post, ...] | None = None
    years: int | None = Field(None, ge=0, le=70)
    rural_years: int | None = Field(None, ge=0, le=70)
    facts: dict[str, bool] = Field(default_factory=dict)


class ConditionOut(Wire):
    """A condition with its verdict 符合, 不符合 or 无法判断; `citation` is a number."""

    words: str
    verdict: str
    reason: str
    citation: int


class BenefitOut(Wire):
    """A benefit; never a percentage."""

    name: str
    amount: str | None
    verdict: str
    conditions: tuple[ConditionOut, ...]
    citation: int
    ask: str = Field(description="who can decide; empty where the document names nobody")
    note: str = Field(description="why it is not sure that the document is for this region")


class MissingOut(Wire):
    """What should still be asked; `name` is a field or a fact of the profile."""

    name: str
    question: str
    benefits: int


class AssessmentOut(Wire):
    """The results, those met first."""

    results: tuple[BenefitOut, ...]
    missing: tuple[MissingOut, ...]
    citations: tuple[CitationOut, ...]


def read_profile_in(body: ProfileIn) -> Profile:
    """The profile that a client sends."""
    posts = None if body.posts is None else frozenset((*body.posts, "teacher"))
    return Profile(
        body.region or None,
        body.city or None,
        body.level,
        body.place,
        posts,
        body.years,
        body.rural_years,
        tuple(sorted(body.facts.items())),
    )


def write_assessment(assessment: Assessment) -> AssessmentOut:
    """An assessment as JSON, its citations numbered in order of first use."""
    used = [
        citation
        for result in assessment.results
        for citation in (result.citation, *(c.citation for c in result.conditions))
    ]
    citations = tuple(dict.fromkeys(used))
    return AssessmentOut(
        results=tuple(
            BenefitOut(
                name=result.name,
                amount=result.amount,
                verdict=result.verdict,
                conditions=tuple(
                    ConditionOut(
                        words=c.words,
                        verdict=c.verdict,
                        reason=c.reason,
                        citation=citations.index(c.citation) + 1,
                    )
                    for c in result.conditions
                ),
                citation=citations.index(result.citation) + 1,
                ask=result.ask,
                note=result.note,
            )
            for result in assessment.results
        ),
        missing=tuple(
            MissingOut(name=m.name, question=m.question, benefits=m.benefits)
            for m in assessment.missing
        ),
        citations=tuple(write_citation(c, n) for n, c in enumerate(citations, start=1)),
    )
