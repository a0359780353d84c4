"""What a comparison asks_to_compare, and what the whole of each side says of it."""

import datetime
import re
from dataclasses import replace

from assistant.choosing.sentences import Candidate, rank_sentences
from assistant.compose import find_side
from assistant.composing.facts import draft_status, format_date
from assistant.composing.set_rows import MAX_SCANNED, share_of_terms
from assistant.inquiry import Composition, Inquiry
from assistant.locate import fold_text
from assistant.model import Draft, Notice, NoticeKind
from assistant.reading.focus import match_term
from assistant.reading.kinds import QuestionKind
from ingest.model import ClauseKind, DocumentId, LeadKind, PartialDate
from vectorstore.model import Hit, StoredDocument

BESIDE = 0.75  # of the best side's nearness to the question from which a side speaks of it too
SILENT = 0.4  # share of what that side holds of the question that silent documents stay below
NEAR = 0.57  # cosine of what one side says with a sentence of another that says it too
_EACH = re.compile(
    r"各(?:个|自)?(?:县|区|市|地|州)|(?:几|三|四|五|所有|不同)个?(?:县|区|地方|地区|市)|哪(?:个|些)(?:县|区|地方|市)"
)
_VERSIONS = re.compile(
    r"新(?![生聘入任])|旧|(?<![养敬尊高])老(?![人师年家龄])|原来|以前|过去|先前|修[订正改]|版|20\d\d年?的|[跟和与同]20\d\d"
)
_ENDS = re.compile(r"到期|失效|过期|有效期|结束|截止|终止")
_ENDING = re.compile(r"废止|停止执行|失效")


def find_sides(inquiry: Inquiry) -> tuple[frozenset[DocumentId], ...]:
    """What is named; each county held where all are meant; a document's older and newer version."""
    understanding = inquiry.understanding
    named = understanding.scope.groups
    if len(named) > 1 or understanding.ask.kind is not QuestionKind.COMPARE:
        return named
    if _VERSIONS.search(understanding.text):
        versions = _find_versions(inquiry)
        if versions:
            return versions
    if named or not _EACH.search(understanding.text):
        return named
    by_county: dict[str, set[DocumentId]] = {}
    for document in inquiry.library.documents:
        county = document.metadata.region.county
        if county and re.fullmatch(r"[\u4e00-\u9fff]{2,12}", county):
            by_county.setdefault(county, set()).add(document.id)
    return tuple(frozenset(ids) for ids in by_county.values())


def _find_versions(inquiry: Inquiry) -> tuple[frozenset[DocumentId], ...]:
    """The older and the newer of two documents, one of which takes the other's place.

    Of several pairs the one that the best hit is of.
    """
    library = inquiry.library
    tops = [d for d in inquiry.documents() if d.parent_id is None]
    titled: dict[str, list[StoredDocument]] = {}
    for document in tops:
        titled.setdefault(fold_text(document.title), []).append(document)
    pairs: list[tuple[StoredDocument, StoredDocument]] = []
    for older in tops:
        newer = library.find_successor(older)
        if newer is None:
            alike = titled[fold_text(older.title)]
            later = [d for d in alike if _first_day(d) > _first_day(older)]
            newer = min(later, key=_first_day, default=None)
        if newer is not None:
            pairs.append((older, newer))
    for candidate in inquiry.candidates:
        for pair in pairs:
            sides = tuple(library.with_descendants([d.id]) for d in pair)
            if any(candidate.hit.document.id in side for side in sides):
                return sides
    return ()


def _first_day(document: StoredDocument) -> datetime.date:
    metadata = document.metadata
    date = metadata.effective_from or metadata.issue_date or metadata.publish_date
    return date.first_day() if date is not None else datetime.date.min


def hear_whole(inquiry: Inquiry, groups: tuple[frozenset[DocumentId], ...]) -> Inquiry:
    """The inquiry with every sentence of each side heard.

    What the side that says most of the question says is sought in all sentences of the others.
    One that was found nothing of, though it speaks, gets them. A side of which no sentence at
    all holds what that one holds of the question, nor comes near it in meaning, loses its
    sentences: it is silent.
    """
    if sum(d.clause_count for d in inquiry.library.documents if _in(d, groups)) > MAX_SCANNED:
        return inquiry
    if any(_is_version(inquiry, group) for group in groups):
        kept = tuple(c for c in inquiry.candidates if not _ENDING.search(c.text))
        inquiry = replace(inquiry, candidates=kept or inquiry.candidates)
    found = [_spoken(inquiry, group) for group in groups]
    told = max((own[0] for own in found if own), key=lambda c: c.own_coverage, default=None)
    if told is None:
        return inquiry
    candidates = list(inquiry.candidates)
    for group, own in zip(groups, found, strict=True):
        if told.hit.document.id in group:
            continue
        if own:
            if _is_beside(inquiry, group, own[0], told):
                candidates = [c for c in candidates if c.hit.document.id not in group]
            continue
        near = _find_near(inquiry, group, told)
        raised = {(c.hit.passage.id, c.span.start) for c in near}
        candidates = [c for c in candidates if (c.hit.passage.id, c.span.start) not in raised]
        candidates += [replace(c, score=told.score) for c in near]
    candidates.sort(key=lambda c: -c.score)
    return replace(inquiry, candidates=tuple(candidates))


def _is_beside(
    inquiry: Inquiry, group: frozenset[DocumentId], own: Candidate, told: Candidate
) -> bool:
    """Whether a side was found to say only something else, and nothing in it says more."""
    terms = [
        t for t in inquiry.understanding.focus.terms if match_term(t, fold_text(told.text)) > 0
    ]
    near = (own.measures.words or 0.0) >= BESIDE * (told.measures.words or 0.0)
    if near or not terms:
        return False
    return all(
        share_of_terms(terms, f"{passage.heading} {passage.own_text}") < SILENT
        for document_id in group
        for passage in inquiry.store.passages(document_id, inquiry.scope)
        if not isinstance(passage.kind, LeadKind)
    )


def _in(document: StoredDocument, groups: tuple[frozenset[DocumentId], ...]) -> bool:
    return any(document.id in group for group in groups)


def _spoken(inquiry: Inquiry, group: frozenset[DocumentId]) -> tuple[Candidate, ...]:
    """The sentences that were found for a side, those with the asked kind of figure if any."""
    own = find_side(group, inquiry)
    typed = tuple(c for c in own if c.holds_type)
    return typed or (() if inquiry.understanding.ask.wants_figure() else own)


def _read_with_items(candidate: Candidate) -> str:
    """A sentence; one that opens a list with the items."""
    text = candidate.text
    return candidate.hit.passage.text if text.endswith(("：", ":")) else text


def _find_near(
    inquiry: Inquiry, group: frozenset[DocumentId], told: Candidate
) -> tuple[Candidate, ...]:
    """The sentences of a side that say nearly the same, best first, those of one clause."""
    passages = [
        passage
        for document_id in sorted(group)
        for passage in inquiry.store.passages(document_id, inquiry.scope)
        if not isinstance(passage.kind, LeadKind) and passage.kind is not ClauseKind.ANNEX_LIST_ITEM
    ]
    understanding = inquiry.understanding
    ranked = rank_sentences(
        tuple(inquiry.hit(passage) for passage in passages),
        understanding.focus,
        understanding.ask,
        inquiry.validities,
        scoped=True,
    )
    cosines = _compare_both(inquiry, told, ranked)
    wants = understanding.ask.wants_figure()
    near = sorted(
        (
            (cosine, candidate)
            for cosine, candidate in zip(cosines, ranked, strict=True)
            if cosine >= NEAR and (candidate.holds_type or not wants)
        ),
        key=lambda pair: -pair[0],
    )
    if not near:
        return ()
    first = near[0][1].hit.passage.id
    return tuple(c for _, c in near if c.hit.passage.id == first)


def _compare_both(inquiry: Inquiry, told: Candidate, ranked: tuple[Candidate, ...]) -> list[float]:
    """How near each sentence comes to what was told: by itself or under its heading."""
    model = _read_with_items(told)
    plain = inquiry.store.compare(model, [c.text for c in ranked]) if ranked else None
    headed = (
        inquiry.store.compare(
            f"{told.hit.passage.heading} {model}",
            [f"{c.hit.passage.heading} {c.text}" for c in ranked],
        )
        if ranked
        else None
    )
    if plain is None or headed is None:
        return [0.0] * len(ranked)
    return [max(pair) for pair in zip(plain, headed, strict=True)]


def _is_version(inquiry: Inquiry, group: frozenset[DocumentId]) -> bool:
    documents = [inquiry.library.by_id[i] for i in group]
    return any(inquiry.library.find_successor(d) is not None for d in documents)


def compose_ends(inquiry: Inquiry, groups: tuple[frozenset[DocumentId], ...]) -> Composition | None:
    """Until when each side's document holds, the earliest first; None if that is not asked."""
    if not _ENDS.search(inquiry.understanding.text):
        return None
    dated: list[tuple[PartialDate | None, StoredDocument]] = []
    for group in groups:
        tops = [d for d in inquiry.library.documents if d.id in group and d.parent_id not in group]
        dated += [(d.metadata.effective_to or d.metadata.plan_to, d) for d in tops]
    dated.sort(key=lambda pair: pair[0].last_day() if pair[0] else datetime.date.max)
    drafts: list[Draft] = []
    hits: list[Hit] = []
    said: list[str] = []
    for end, document in dated:
        made = draft_status(document, inquiry)
        until = f"到{format_date(end)}为止。" if end else "没有写明期限，或期限算不出。"
        said.append(f"《{document.title}》{until}")
        if made is None:
            continue
        draft, used = made
        drafts.append(replace(draft, text=f"{draft.text}{until}", facts=(*draft.facts, until)))
        hits += used
    known = [pair for pair in dated if pair[0] is not None]
    if not drafts or not known:
        return None
    notice = Notice(NoticeKind.COMPLETENESS, f"由早到晚：{''.join(said)}")
    return Composition(tuple(drafts), tuple(hits), (notice,))
