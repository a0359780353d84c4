"""Draft statements made of the clauses' own words, without a language model."""

from assistant.choosing.beside import choose_clauses
from assistant.choosing.doubt import find_doubt
from assistant.choosing.judge import Judgement
from assistant.choosing.objections import find_correction
from assistant.choosing.sentences import Candidate
from assistant.choosing.support import is_unsure
from assistant.comparing.difference import draft_column_difference
from assistant.composing.defined import draft_defined
from assistant.composing.question_parts import answer_parts
from assistant.duty_filter import ROLE_NAMES
from assistant.inquiry import Composition, Inquiry, name_clause, name_source, quote_draft
from assistant.listing.item_rules import find_item_rule
from assistant.listing.list_asked import gather_list
from assistant.locate import fold_text, is_page_break, split_sentences
from assistant.model import Draft, Notice, NoticeKind, Support
from assistant.reading.kinds import Asked, QuestionKind
from assistant.reading.set_request import asks_for_each
from assistant.tasks.duty_rows import has_unnamed_support
from ingest.model import ClauseKind, DutyRole, Span
from vectorstore.model import Hit, PassageId, StoredDuty

MAX_WHOLE = 160  # characters up to which a clause is shown whole: it is one to three sentences
MAX_LIST = 480  # the same where the question asks for a list
MIN_WORDED = 0.3  # coverage below which an answer was found by meaning
BY_MEANING = "没有字面对应的规定，以下是意思最接近的条文，请核对是否适用于您的情况。"
UNSURE = "这是最接近的条文，不一定就是您所问的规定，请核对原文是否适用。"
MAX_QUOTE = 320  # characters of one statement; longer sentences are shown from their match on
MAX_OPENING = 160  # characters of the words that open a list
_FULL_STOPS = frozenset("。！？!?")


def compose_content(inquiry: Inquiry, judgement: Judgement) -> Composition:
    """The closest sentences, clause by clause, each with what it adds."""
    chosen = gather_list(choose_clauses(judgement.answering, inquiry), inquiry)
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
        for child in inquiry.passages(hit.document.id)
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
