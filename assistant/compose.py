"""Draft statements made of the clauses' own words, without a language model."""

from collections.abc import Iterable
from dataclasses import replace

from assistant.choosing.doubt import find_doubt
from assistant.choosing.holding import holds_type
from assistant.choosing.judge import Judgement
from assistant.choosing.objections import find_correction
from assistant.choosing.precedence import put_meant_first
from assistant.choosing.sentences import Candidate
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
from ingest.model import ClauseKind, DutyRole, Span
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
        drafts += draft_group(group, inquiry, before)
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


def draft_group(group: list[Candidate], inquiry: Inquiry, before: Hit | None = None) -> list[Draft]:
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
