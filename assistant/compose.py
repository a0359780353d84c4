"""Draft statements made of the clauses' own words, without a language model."""

from collections.abc import Iterable
from dataclasses import replace

from assistant.choosing.doubt import find_doubt
from assistant.choosing.holding import holds_type
from assistant.choosing.judge import Judgement, is_of_others
from assistant.choosing.objections import find_correction
from assistant.choosing.precedence import put_meant_first
from assistant.choosing.sentences import MAX_TYPED_BEHIND, Candidate
from assistant.choosing.support import is_unsure
from assistant.composing.defined import draft_defined
from assistant.composing.difference import draft_column_difference
from assistant.composing.duty_rows import has_unnamed_support
from assistant.composing.item_rules import find_item_rule
from assistant.composing.list_asked import gather_list
from assistant.composing.question_parts import answer_parts
from assistant.duty_filter import ROLE_NAMES
from assistant.inquiry import Composition, Inquiry, name_clause, name_source, quote_draft
from assistant.locate import fold_text, is_page_break, split_sentences
from assistant.model import Draft, Notice, NoticeKind, Support
from assistant.reading.focus import Focus, match_term
from assistant.reading.kinds import Ask, Asked, QuestionKind
from assistant.reading.set_request import asks_for_each
from ingest.model import ClauseKind, DocumentId, DutyRole, Span
from vectorstore.model import Hit, PassageId, StoredDuty

MAX_WHOLE = 160  # characters up to which a clause is shown whole: it is one to three sentences
MAX_LIST = 480  # the same where the question asks for a list
MAX_PASSAGES = 3  # clauses that one content answer cites
MAX_SENTENCES = 3  # of one clause
MIN_WORDED = 0.3  # coverage below which an answer was found by meaning
BY_MEANING = "没有字面对应的规定，以下是意思最接近的条文，请核对是否适用于您的情况。"
UNSURE = "这是最接近的条文，不一定就是您所问的规定，请核对原文是否适用。"
RIVAL = 1.5  # how far behind the best clause another may be meant as well
FIGURE_RIVAL = 1.0  # the same where a figure is asked for: another's figure does more harm
THIRD = 1.0  # the same for a third clause: 5 of 26 answer; of those that a figure is asked of none
MAX_BESIDE = 1.0  # how far behind the best sentence of a clause another is shown with it
MAX_ADDING_BEHIND = 2.0  # the same for one that holds more of the question
MIN_COMPARED = 7.5  # score of a sentence that is about a side of a comparison
MAX_SIDE_BEHIND = 4.5  # how far behind the other side's best sentence one may lie and still speak
MAX_SIBLING_BEHIND = 0.5  # how far behind the chosen sentence a neighbouring clause's may be meant
MAX_SIBLINGS = 2
MIN_ASPECT = 0.2  # share of an aspect that its sentence holds in its own words
MIN_GAIN = 0.16  # share of the question's weight that a further clause must add
MAX_QUOTE = 320  # characters of one statement; longer sentences are shown from their match on
MAX_OPENING = 160  # characters of the words that open a list
_FULL_STOPS = frozenset("。！？!?")


def compose_content(inquiry: Inquiry, judgement: Judgement) -> Composition:
    """The closest sentences, clause by clause, each with what it adds."""
    chosen = gather_list(_choose(judgement.answering, inquiry), inquiry)
    chosen += answer_parts(chosen, inquiry)
    parents = {group[0].hit.passage.parent for group in chosen}
    chosen = [group for group in chosen if group[0].hit.passage.id not in parents]
    drafts: list[Draft] = []
    before: Hit | None = None
    opened: set[PassageId | None] = set()
    for group in chosen:
        opening = _draft_opening(group[0].hit, inquiry, before)
        if opening is not None and group[0].hit.passage.parent not in opened:
            opened.add(group[0].hit.passage.parent)
            drafts.append(opening[0])
            before = opening[1]
        drafts += _draft_group(group, inquiry, before)
        before = group[0].hit
        rule = find_item_rule(before, inquiry) if opening is not None else None
        if rule is not None:
            drafts.append(quote_draft(*rule, name_source(rule[0], before)))
            before = rule[0]
    drafts += (*draft_defined(chosen, inquiry), *draft_column_difference(inquiry, drafts))
    worded = chosen[0][0].coverage >= MIN_WORDED
    caution = find_doubt(inquiry, judgement.answering) if worded else BY_MEANING
    if caution is None and is_unsure(inquiry, judgement.answering[0]):
        caution = UNSURE
    correction = find_correction(inquiry, [group[0] for group in chosen])
    said = ((NoticeKind.READING, correction), (NoticeKind.CAUTION, caution))
    return gather(drafts, inquiry, tuple(Notice(kind, words) for kind, words in said if words))


def gather(drafts: list[Draft], inquiry: Inquiry, notices: tuple[Notice, ...] = ()) -> Composition:
    """Drafts with the passages that they rest on."""
    ids = dict.fromkeys(support.passage_id for draft in drafts for support in draft.supports)
    hits = tuple(inquiry.hit(inquiry.store.passage(i, inquiry.scope)) for i in ids)
    return Composition(tuple(drafts), hits, notices)


def _choose(answering: tuple[Candidate, ...], inquiry: Inquiry) -> list[list[Candidate]]:
    """The best sentences of the best clause, then of those that add something or may be meant."""
    focus, ask = inquiry.understanding.focus, inquiry.understanding.ask
    linked = inquiry.understanding.follows_up
    by_passage: dict[PassageId, list[Candidate]] = {}
    for candidate in answering:
        by_passage.setdefault(candidate.hit.passage.id, []).append(candidate)
    groups = put_meant_first(list(by_passage.values()), inquiry.understanding.text)
    chosen = [sentences_of(groups[0], focus, ask, linked=linked)]
    held = _held(chosen[0], focus)
    allowed = MAX_PASSAGES if ask.kind is not QuestionKind.COMPARE else MAX_PASSAGES + 1
    if Asked.WHO in ask.asked and ask.roles:
        allowed = 1  # roles of another clause beside these would mislead
    for group in groups[1:8]:
        behind = groups[0][0].score - group[0].score
        third = len(chosen) > 1 and ask.kind is not QuestionKind.COMPARE
        if len(chosen) >= allowed or (third and (ask.asked or behind > THIRD)):
            break
        if ask.wants_figure() and not group[0].holds_type:
            continue
        adds = _gain(_held(group, focus), held, focus) >= MIN_GAIN and behind <= MAX_ADDING_BEHIND
        rival = behind <= (FIGURE_RIVAL if ask.wants_figure() else RIVAL) or (
            ask.wants_figure() and _as_worded(group[0], groups[0][0])
        )
        wanted = adds or rival
        if wanted:
            chosen.append(sentences_of(group, focus, ask, linked=linked))
            held = [max(a, b) for a, b in zip(held, _held(group, focus), strict=True)]
    return chosen


def _as_worded(candidate: Candidate, best: Candidate) -> bool:
    """Whether its neighbour says as much of the question, so that words cannot choose."""
    return (
        candidate.hit.passage.parent == best.hit.passage.parent
        and candidate.hit.document.id == best.hit.document.id
        and candidate.coverage >= best.coverage
        and candidate.own_coverage >= best.own_coverage > 0
    )


def sentences_of(
    group: list[Candidate], focus: Focus, ask: Ask, *, linked: bool = False
) -> list[Candidate]:
    """The best sentence of a clause and those that hold what it lacks, as they stand.

    What it lacks are terms of the question, or one of several kinds of thing that are asked for
    (多少钱、谁掏). What a follow-up asks for is often only what was asked before (`linked`): then
    a sentence needs words of it too.
    """
    best = group[0]
    chosen = [best]
    held = _held(chosen, focus)
    kinds = _kinds_held(best, ask)
    for candidate in group[1:]:
        if len(chosen) >= MAX_SENTENCES:
            break
        adds = _gain(_held([candidate], focus), held, focus) >= 0.08
        figure = bool(ask.asked) and candidate.holds_type and not best.holds_type
        further = not _kinds_held(candidate, ask) <= kinds and candidate.coverage > 0
        fits = (figure or further) and (not linked or candidate.own_coverage > 0)
        if adds or fits or candidate.score >= best.score - MAX_BESIDE:
            chosen.append(candidate)
            kinds |= _kinds_held(candidate, ask)
            held = [max(a, b) for a, b in zip(held, _held([candidate], focus), strict=True)]
    return sorted(chosen, key=lambda c: c.span.start)


def _kinds_held(candidate: Candidate, ask: Ask) -> frozenset[Asked]:
    """Of several kinds of thing that are asked for those that a sentence holds."""
    if len(ask.asked) < 2:
        return frozenset()
    return frozenset(
        kind
        for kind in ask.asked
        if holds_type(candidate.text, replace(ask, asked=frozenset({kind})))
    )


def _held(candidates: Iterable[Candidate], focus: Focus) -> list[float]:
    folded = [fold_text(c.text) for c in candidates]
    return [max(match_term(term, text) for text in folded) for term in focus.terms]


def _gain(new: list[float], held: list[float], focus: Focus) -> float:
    gained = sum(
        term.weight * max(0.0, n - h) for term, n, h in zip(focus.terms, new, held, strict=True)
    )
    return gained / (focus.total or 1.0)


def _draft_opening(hit: Hit, inquiry: Inquiry, before: Hit | None) -> tuple[Draft, Hit] | None:
    """The words that open the list which the clause is an item of: without them it says little."""
    if hit.passage.parent is None or hit.passage.kind is not ClauseKind.CLAUSE:
        return None
    parent = inquiry.store.passage(hit.passage.parent, inquiry.scope)
    own = parent.own_text.rstrip()
    if not own.endswith(("：", ":")):
        return None
    span = split_sentences(own)[-1]
    if span.end - span.start > MAX_OPENING:
        return None
    above = inquiry.hit(parent)
    return quote_draft(above, span, name_source(above, before)), above


def _draft_group(
    group: list[Candidate], inquiry: Inquiry, before: Hit | None = None
) -> list[Draft]:
    """One statement per sentence; neighbours are joined; a duty is added where asked for."""
    hit = group[0].hit
    drafts: list[Draft] = []
    for span in _show(group, inquiry):
        drafts.append(quote_draft(hit, span, name_source(hit, before)))
        if hit.passage.text[span.start : span.end].endswith(("：", ":")):
            drafts += draft_children(hit, inquiry)
        before = hit
    if Asked.WHO in inquiry.understanding.ask.asked:
        drafts += _draft_duties(hit, inquiry, drafts)
    return drafts


def draft_children(hit: Hit, inquiry: Inquiry) -> list[Draft]:
    """The items under a clause whose own words end in a colon, one statement each."""
    if not hit.passage.has_children:
        return []
    return [
        quote_draft(
            inquiry.hit(child),
            Span(0, len(child.text)),
            f"{name_clause(child)}：",
            (child.heading,),
        )
        for child in inquiry.store.passages(hit.document.id, inquiry.scope)
        if child.parent == hit.passage.id
    ]


def _show(group: list[Candidate], inquiry: Inquiry) -> list[Span]:
    """A short clause whole; of a longer one, and of a side of a comparison, what was chosen."""
    passage = group[0].hit.passage
    kind = inquiry.understanding.ask.kind
    listing = kind in (QuestionKind.ITEMS, QuestionKind.ALL)
    listing = listing or asks_for_each(inquiry.understanding.asking)
    whole = len(passage.text) <= (MAX_LIST if listing else MAX_WHOLE)
    whole = whole and kind is not QuestionKind.COMPARE  # sides speak of the same and no more
    closed = not passage.has_children or (listing and passage.kind is ClauseKind.ANNEX)
    if whole and closed and isinstance(passage.kind, ClauseKind):
        return [Span(0, len(passage.text.rstrip()))]
    return _join(group)


def _join(group: list[Candidate]) -> list[Span]:
    """The spans to show: parts between semicolons in their whole sentence, neighbours joined."""
    text = group[0].hit.passage.text
    spans: list[Span] = []
    for candidate in group:
        whole = whole_sentence(text, candidate.span)
        if spans and whole.start - spans[-1].end <= 2:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, whole.end))
        else:
            spans.append(whole)
    return spans


def whole_sentence(text: str, span: Span) -> Span:
    """The sentence around a part of it that ends in ； or ：, if it is not too long to show."""
    start, end = span.start, span.end
    while start > 0 and not _ends_sentence(text, start - 1):
        start -= 1
    while end < len(text) and not _ends_sentence(text, end - 1):
        end += 1
    while start < span.start and text[start].isspace():
        start += 1
    while end > span.end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end - start <= MAX_QUOTE else span


def _ends_sentence(text: str, position: int) -> bool:
    if text[position] == "\n":
        return not is_page_break(text, position)
    return text[position] in _FULL_STOPS


def _draft_duties(hit: Hit, inquiry: Inquiry, drafts: list[Draft]) -> list[Draft]:
    """The duty of the clause, and which of the asked roles it leaves open."""
    duties = [
        duty
        for duty in inquiry.store.duties(frozenset({hit.document.id}), inquiry.scope)
        if duty.passage.id == hit.passage.id
    ]
    found: list[Draft] = []
    source = name_source(hit, hit).removesuffix("：")
    for duty in duties:
        span = span_in_passage(duty)
        quote = hit.passage.text[span.start : span.end]
        missing = _missing_roles(duty, inquiry.understanding.ask.roles)
        said = any(fold_text(quote) in fold_text(draft.text) for draft in drafts)
        if said and not missing:
            continue
        note = "".join(f"该条未列{name}。" for name in missing)
        text = f"{source}：{quote}{note}" if not said else note
        facts = (f"{source}：", *(f"该条未列{name}。" for name in missing))
        found.append(Draft(text, (Support(hit.passage.id, quote),), facts))
    return found


def span_in_passage(duty: StoredDuty) -> Span:
    """Where the duty's words stand in its passage's text."""
    offset = duty.passage.span.start
    return Span(duty.span.start - offset, duty.span.end - offset)


def _missing_roles(duty: StoredDuty, asked: tuple[DutyRole, ...]) -> list[str]:
    held = {party.role for party in duty.parties}
    if not held & {DutyRole.LEADER, DutyRole.LEAD} or has_unnamed_support(held):
        return []
    return [ROLE_NAMES[role] for role in asked if role is DutyRole.SUPPORT and role not in held]


def compose_comparison(
    inquiry: Inquiry, groups: tuple[frozenset[DocumentId], ...], aspects: Iterable[Inquiry] = ()
) -> Composition | None:
    """The best clause of each thing compared, told apart by name; None if none says anything.

    Things on which nothing was found are named in a notice. `aspects`: the inquiry as heard for
    each of several aspects that are asked of every side.
    """
    drafts: list[Draft] = []
    silent: list[str] = []
    focus, ask = inquiry.understanding.focus, inquiry.understanding.ask
    for group in groups:
        own = find_side(group, inquiry)
        typed = [c for c in own if c.holds_type]
        if not ask.wants_figure():  # a day or a period far behind is of something else
            typed = [c for c in typed if c.score >= own[0].score - MAX_TYPED_BEHIND]
        best = typed or ([] if ask.wants_figure() else list(own))
        if not best:
            silent.append(_name_group(group, inquiry))
            continue
        tiers = _find_tiers(best, inquiry) if ask.wants_figure() else None
        if tiers is not None:
            opening = Span(0, len(tiers.passage.own_text.rstrip()))
            drafts.append(quote_draft(tiers, opening, name_source(tiers)))
            drafts += draft_children(tiers, inquiry)
            continue
        same = [c for c in own if c.hit.passage.id == best[0].hit.passage.id]
        same.sort(key=lambda c: c is not best[0])
        chosen = sentences_of(same, focus, ask)
        further = _find_aspects(group, aspects, chosen)
        drafts.extend(_draft_group(chosen, inquiry))
        for beside in (*([rival] for rival in _find_siblings(best)), *further):
            drafts.extend(_draft_group(beside, inquiry, best[0].hit))
    notices = tuple(Notice(NoticeKind.COMPLETENESS, f"{name}未提及这一内容。") for name in silent)
    if not drafts:
        return None
    return gather(drafts, inquiry, notices)


def _find_aspects(
    group: frozenset[DocumentId], aspects: Iterable[Inquiry], chosen: list[Candidate]
) -> list[list[Candidate]]:
    """The sentences of a side on the aspects of which nothing is shown, a group each."""
    shown = {(c.hit.passage.id, c.span) for c in chosen}
    found: list[list[Candidate]] = []
    for aspect in aspects:
        own = [c for c in find_side(group, aspect) if c.holds_type]
        near = [c for c in own if c.score >= own[0].score - MAX_SIBLING_BEHIND]
        best = max(near, key=lambda c: c.own_coverage, default=None)
        if best is None or best.own_coverage < MIN_ASPECT:
            continue
        if (best.hit.passage.id, best.span) not in shown:
            shown.add((best.hit.passage.id, best.span))
            found.append([best])
    return found


def _find_siblings(best: list[Candidate]) -> list[Candidate]:
    """The sentences of the clause's neighbours that may as well be meant: 寄宿生, 非寄宿生."""
    first = best[0].hit.passage
    near = (c for c in best if c.score >= best[0].score - MAX_SIBLING_BEHIND)
    rivals = {
        c.hit.passage.id: c
        for c in near
        if c.hit.passage.parent == first.parent is not None and c.hit.passage.id != first.id
    }
    return list(rivals.values())[:MAX_SIBLINGS]


def _find_tiers(best: list[Candidate], inquiry: Inquiry) -> Hit | None:
    """The clause that opens a list of tiers, where the question tells none of them from the others.

    Compared with a tier of another age or class a single one misleads.
    """
    passage = best[0].hit.passage
    if passage.parent is None or best[0].measures.said:
        return None
    above = inquiry.store.passage(passage.parent, inquiry.scope)
    if not above.own_text.rstrip().endswith(("：", ":")) or len(above.text) > MAX_QUOTE:
        return None
    tiers = [
        fold_text(each.text)
        for each in inquiry.store.passages(best[0].hit.document.id, inquiry.scope)
        if each.parent == above.id and each.id != passage.id
    ]
    own = fold_text(passage.text)
    told = any(
        fold_text(term.words) in own and not any(fold_text(term.words) in tier for tier in tiers)
        for term in inquiry.understanding.focus.terms
    )
    if told or not all(holds_type(tier, inquiry.understanding.ask) for tier in tiers or [""]):
        return None
    return inquiry.hit(above)


def find_side(group: frozenset[DocumentId], inquiry: Inquiry) -> tuple[Candidate, ...]:
    """The sentences that speak for one side of a comparison, best first; () where it is silent."""
    own = tuple(
        c for c in inquiry.candidates if c.hit.document.id in group and c.score >= MIN_COMPARED
    )
    if not own or own[0].score < inquiry.candidates[0].score - MAX_SIDE_BEHIND:
        return ()
    if own[0].score >= inquiry.candidates[0].score - RIVAL:
        return own  # as near as any sentence of all sides
    documents = [d for d in inquiry.library.documents if d.id in group]
    return () if is_of_others(inquiry, documents, own[0]) else own


def _name_group(group: frozenset[DocumentId], inquiry: Inquiry) -> str:
    tops = [d for d in inquiry.library.documents if d.id in group and d.parent_id not in group]
    return "、".join(f"《{d.title}》" for d in tops[:2])
