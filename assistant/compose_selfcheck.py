"""我是乡镇小学班主任，能拿哪些补贴: answered benefit by benefit, condition by condition."""

from functools import lru_cache, partial

from assistant.compose import gather
from assistant.conditions import Verdict
from assistant.inquiry import Composition, Inquiry, cite_as, tidy
from assistant.kinds import QuestionKind
from assistant.model import Draft, Notice, NoticeKind, Support
from assistant.profile import Profile, read_profile
from assistant.scope import MentionKind
from assistant.selfcheck import Assessment, BenefitResult, assess

MAX_ASKED = 4  # things that one answer asks for
MIN_KNOWN = 2  # things said of oneself that make a question one for a self-check


def compose_selfcheck(inquiry: Inquiry) -> Composition | None:
    """The benefits against what the asker says of himself; None where he says too little."""
    understanding = inquiry.understanding
    if understanding.ask.kind is not QuestionKind.BENEFITS:
        return None
    places = [m.words for m in understanding.scope.mentions if m.kind is MentionKind.REGION]
    profile = read_profile(f"{understanding.context}{understanding.text}", next(iter(places), None))
    if profile.known < MIN_KNOWN:
        return None
    assessment = assess_inquiry(inquiry, profile)
    if not assessment.results:
        return None
    drafts = [
        _draft(number, result, inquiry) for number, result in enumerate(assessment.results, start=1)
    ]
    counts = {v: sum(r.verdict is v for r in assessment.results) for v in Verdict}
    told = "、".join(f"{verdict.value} {count} 项" for verdict, count in counts.items() if count)
    notices = (
        Notice(NoticeKind.COMPLETENESS, f"按您所说逐条对照：{told}。以主管部门的审核为准。"),
        *_ask_for_missing(assessment),
    )
    composed = gather(drafts, inquiry, notices)
    return Composition(composed.drafts, composed.hits, composed.notices, from_catalog=True)


def assess_inquiry(inquiry: Inquiry, profile: Profile) -> Assessment:
    """The assessment over the documents that the question is about."""
    ids = frozenset(d.id for d in inquiry.documents())
    passages = lru_cache(maxsize=None)(partial(inquiry.store.passages, scope=inquiry.scope))
    held = inquiry.store.benefits(ids, inquiry.scope)
    return assess(held, profile, inquiry.validities, passages)


def _draft(number: int, result: BenefitResult, inquiry: Inquiry) -> Draft:
    citation = result.citation
    passage = inquiry.store.passage(citation.passage_id, inquiry.scope)
    source = f"{number}. {cite_as(inquiry.library.by_id[citation.document_id], passage)}："
    said = "；".join(f"{c.words}——{c.verdict.value}（{c.reason}）" for c in result.conditions)
    ask = f"问：{result.ask}。" if result.ask and result.verdict is Verdict.UNKNOWN else ""
    tail = f"\n条件：{said}。{result.note}{ask}" if said or result.note else ""
    supports = [Support(citation.passage_id, citation.quote)]
    supports += [Support(c.citation.passage_id, c.citation.quote) for c in result.conditions]
    return Draft(
        f"{source}{tidy(citation.quote)}{tail}",
        tuple(dict.fromkeys(supports)),
        (source, tail),
        result.verdict.value,
    )


def _ask_for_missing(assessment: Assessment) -> tuple[Notice, ...]:
    if not assessment.missing:
        return ()
    asked = "".join(missing.question for missing in assessment.missing[:MAX_ASKED])
    return (Notice(NoticeKind.MISSING, f"为了判断得更准，请告诉我：{asked}"),)
