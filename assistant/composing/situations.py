"""我是乡镇小学班主任，能拿哪些补贴: answered benefit by benefit, condition by condition."""

from assistant.applying.condition_parts import Verdict
from assistant.applying.profile import Profile, describe, read_profile
from assistant.applying.selfcheck import GROUPS, Assessment, BenefitResult, Missing, assess
from assistant.applying.situation import (
    ASKING,
    REGION_QUESTION,
    find_asked,
    find_place,
    is_answer,
    is_statement,
    pair_answers,
    read_answer,
)
from assistant.compose import gather
from assistant.inquiry import Composition, Inquiry, cite_as, tidy
from assistant.model import Draft, Notice, NoticeKind, Support
from assistant.reading.kinds import QuestionKind
from assistant.reading.mentions import MentionKind
from assistant.validity_names import name_validity
from ingest.model import ValidityState

MAX_SHOWN = 30  # results of one answer; the panel beside the chat shows all
MIN_KNOWN = 2  # things said of oneself that make a question one for a self-check
LONGEST_ASKED = 60  # characters: one short question


def compose_selfcheck(inquiry: Inquiry) -> Composition | None:
    """The benefits against what the asker says of himself; None where he says too little."""
    if inquiry.understanding.ask.kind is not QuestionKind.BENEFITS:
        return None
    return _compose(inquiry)


def continue_selfcheck(inquiry: Inquiry) -> Composition | None:
    """The same where a text asks nothing: it answers what was asked, or says what the asker is."""
    text = inquiry.understanding.text
    asked = find_asked(inquiry.history[-1].assistant) if inquiry.history else None
    answers = asked is not None and is_answer(asked, text)
    states = is_statement(text) and not inquiry.understanding.scope.unknown_region
    return _compose(inquiry) if answers or states else None


def _compose(inquiry: Inquiry) -> Composition | None:
    profile = _read_said(inquiry)
    if profile.known < MIN_KNOWN:
        return None
    assessment = assess_inquiry(inquiry, profile)
    names = {missing.question: missing.name for missing in assessment.depends_on}
    names[REGION_QUESTION] = "region"
    answered = pair_answers(inquiry.history, inquiry.understanding.text)
    for one in answered:
        if one.question in names:
            profile = profile.joined(read_answer(names[one.question], one.text))
    if answered:
        assessment = assess_inquiry(inquiry, profile)
    if not assessment.results:
        return None
    shown = assessment.results[:MAX_SHOWN]
    drafts = [_draft(number, result, inquiry) for number, result in enumerate(shown, start=1)]
    rest = f"以下为前 {MAX_SHOWN} 项。" if len(shown) < len(assessment.results) else ""
    counts = {group: sum(r.group == group for r in assessment.results) for group in GROUPS}
    told = "、".join(f"{group} {count} 项" for group, count in counts.items() if count)
    notices = (
        Notice(
            NoticeKind.COMPLETENESS,
            f"按您所说（{describe(profile)}）逐条对照：{told}。{rest}以主管部门的审核为准。",
        ),
        *_tell_ended(assessment),
        *_ask_for_missing(assessment, profile, {one.question for one in answered}),
    )
    composed = gather(drafts, inquiry, notices)
    return Composition(composed.drafts, composed.hits, composed.notices, from_catalog=True)


def _read_said(inquiry: Inquiry) -> Profile:
    """What is said in the conversation; the place named last, else the one chosen."""
    profile = Profile(region=inquiry.region)
    answers = {one.text for one in pair_answers(inquiry.history, inquiry.understanding.text)}
    for said in (*(turn.user for turn in inquiry.history), inquiry.understanding.text):
        place = None if said in answers else _find_place(inquiry, said)
        profile = profile.joined(read_profile(said, place))
    return profile


def _find_place(inquiry: Inquiry, text: str) -> str | None:
    """A place that documents are held of, by the longest of its names that a text has; else any."""
    named = [name for name in inquiry.library.regions if name in text]
    return max(named, key=len, default=None) or find_place(text)


def assess_inquiry(inquiry: Inquiry, profile: Profile) -> Assessment:
    """The assessment over what the documents grant that can be for the asker's place.

    Where he names a place, a document that names none counts only if he names the document.
    """
    scope = inquiry.understanding.scope
    asked = "\n".join((*(turn.user for turn in inquiry.history), inquiry.understanding.text))
    sure = [mention for mention in scope.mentions if mention.kind > MentionKind.REGION]
    named = scope.names_document and any(mention.words in asked for mention in sure)
    ids = scope.document_ids if named else None  # titles of an earlier answer name nothing
    passages = inquiry.passages
    held = inquiry.store.benefits(ids, inquiry.scope)
    regions = tuple(document.metadata.region for document in inquiry.library.documents)
    found = assess(held, profile, inquiry.validities, passages, regions)
    if ids is not None or profile.region is None:
        return found
    return found.of_known_places()


def _draft(number: int, result: BenefitResult, inquiry: Inquiry) -> Draft:
    citation = result.citation
    passage = inquiry.store.passage(citation.passage_id, inquiry.scope)
    state = citation.validity.state
    label = "" if state is ValidityState.IN_FORCE else f"（{name_validity(citation.validity)}）"
    name = cite_as(inquiry.library.by_id[citation.document_id], passage)
    source = f"{number}. {name}{label}："
    said = "；".join(f"{c.words}——{c.verdict.value}（{c.reason}）" for c in result.conditions)
    ask = f"问：{result.ask}。" if result.ask and result.verdict is not Verdict.UNMET else ""
    told = [f"条件：{said}。" if said else "", f"{result.note}。" if result.note else "", ask]
    tail = "\n" + "".join(told) if any(told) else ""
    supports = [Support(citation.passage_id, citation.quote)]
    supports += [Support(c.citation.passage_id, c.citation.quote) for c in result.conditions]
    return Draft(
        f"{source}{tidy(citation.quote)}{tail}",
        tuple(dict.fromkeys(supports)),
        tuple(filter(None, (source, tail))),
        result.group,
    )


def _tell_ended(assessment: Assessment) -> tuple[Notice, ...]:
    if not assessment.ended:
        return ()
    named = "、".join(f"《{title}》" for title in assessment.ended[:3])
    told = f"已失效或废止、没有对照的文件 {len(assessment.ended)} 份：{named}。"
    return (Notice(NoticeKind.COMPLETENESS, told),)


def _ask_for_missing(
    assessment: Assessment, profile: Profile, answered: set[str]
) -> tuple[Notice, ...]:
    """One short question for what matters most, none that was put before."""
    questions = [] if profile.region else [REGION_QUESTION]
    questions += [missing.question for missing in assessment.missing if _is_short(missing)]
    fresh = [question for question in questions if question not in answered]
    return (Notice(NoticeKind.MISSING, f"{ASKING}{fresh[0]}"),) if fresh else ()


def _is_short(missing: Missing) -> bool:
    return len(missing.question) <= LONGEST_ASKED
