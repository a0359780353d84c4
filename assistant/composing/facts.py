"""Answers from what a document says of itself, and the words of a clause that is named."""

import re

from assistant.compose import gather
from assistant.composing.record import (
    compose_amended,
    compose_cited,
    compose_explainer,
    compose_older,
    compose_start,
    say_dates,
    say_plan,
    say_then,
)
from assistant.inquiry import (
    Composition,
    Inquiry,
    Refusal,
    name_source,
    quote_draft,
)
from assistant.locate import fold_text, locate, split_sentences
from assistant.model import Draft, NoAnswerReason, Support
from assistant.reading.kinds import Asked
from assistant.reading.mentions import MentionKind
from ingest.model import ClauseKind, DocumentStatus, LeadKind, PartialDate, Span, ValidityState
from ingest.periods import says_end
from vectorstore.model import Hit, Passage, StoredDocument

MAX_WHOLE = 700  # characters up to which a clause is shown whole
MAX_DOCUMENTS = 3

_STATES = {
    ValidityState.DRAFT: "尚未正式印发，不能作为正式依据",
    ValidityState.IN_FORCE: "仍在有效期内，现行有效",
    ValidityState.NOT_YET: "尚未开始施行",
    ValidityState.EXPIRED: "已经失效",
    ValidityState.PLAN_ENDED: "计划期已过；文件没有写明失效或废止",
    ValidityState.REPEALED: "已被废止",
    ValidityState.UNKNOWN: "文件没有写明有效期，也没有写明失效或废止",
}


def compose_status(inquiry: Inquiry) -> Composition | None:
    """The state of each asked document on the day, with the words that show it."""
    documents = _top_documents(inquiry)
    told = (
        compose_amended(documents, inquiry)
        or compose_cited(documents, inquiry)
        or compose_older(documents, inquiry)
    )
    if told is not None:
        return told
    start = compose_start(documents, inquiry) or Composition((), ())
    drafts: list[Draft] = list(start.drafts)
    hits: list[Hit] = list(start.hits)
    for document in documents:
        made = _draft_mention(document, inquiry) or draft_status(document, inquiry)
        if made is not None:
            drafts.append(made[0])
            hits.extend(made[1])
    return Composition(tuple(drafts), tuple(hits)) if drafts else None


def _draft_mention(document: StoredDocument, inquiry: Inquiry) -> tuple[Draft, list[Hit]] | None:
    """What a held document says of one asked by a number that is not held itself."""
    own = fold_text(document.metadata.document_number or "")
    for mention in inquiry.understanding.scope.mentions:
        number = fold_text(mention.words)
        if mention.kind is not MentionKind.NUMBER or (own and own in number):
            continue
        if _names_follower(inquiry.understanding.text, mention.words):
            continue
        place = _find_sentence(document, number, inquiry)
        if place is None:
            continue
        hit, span = place
        quote = hit.passage.text[span.start : span.end]
        facts = (f"没有收录{mention.words}。", f"《{document.title}》写明：")
        text = f"{facts[0]}{facts[1]}“{quote}”"
        return Draft(text, (Support(hit.passage.id, quote),), facts), [hit]
    return None


def _names_follower(text: str, number: str) -> bool:
    """Whether a number only tells which other text is meant (12号文配套的那份方案)."""
    before, _, after = text.partition(number)
    if _ACCOMPANIES.match(after):
        return True
    return _ON_GROUND.search(before) is not None and _MADE.match(after) is not None


_ACCOMPANIES = re.compile(r"(?:文件?|通知)?的?配套")
_ON_GROUND = re.compile(r"(?:根据|依据|依照|按照|落实|贯彻|照着)$")
_MADE = re.compile(r"[^，。？?谁哪何几]{0,8}(?:制定|制订|出台|编制|起草)的")


def _find_sentence(
    document: StoredDocument, folded: str, inquiry: Inquiry
) -> tuple[Hit, Span] | None:
    """A sentence of the document that holds the folded words, of the smallest clause."""
    passages = inquiry.passages(document.id)
    for passage in sorted(passages, key=lambda p: len(p.text)):
        for span in split_sentences(passage.text):
            if folded in fold_text(passage.text[span.start : span.end]):
                return inquiry.hit(passage), span
    return None


def _top_documents(inquiry: Inquiry) -> list[StoredDocument]:
    ids = inquiry.understanding.scope.document_ids
    if ids is None:
        return []
    tops = [d for d in inquiry.documents() if d.parent_id not in ids]
    return tops[:MAX_DOCUMENTS]


def draft_status(document: StoredDocument, inquiry: Inquiry) -> tuple[Draft, list[Hit]] | None:
    """The state of a document on the day, with the words that show it."""
    validity = inquiry.validities[document.id]
    ended = _draft_repealed(document, inquiry)
    if ended is not None:
        return ended
    evidence = validity.evidence or _issue_evidence(document)
    place = _find_words(document, evidence, inquiry) or _find_issue(document, inquiry)
    if validity.state is ValidityState.UNKNOWN and document.metadata.effective_from is None:
        place = _find_plan(document, inquiry) or place
    if place is None:
        return None
    hit, span = place
    day = f"{validity.as_of.year}年{validity.as_of.month}月{validity.as_of.day}日"
    quote = hit.passage.text[span.start : span.end]
    state = _STATES[validity.state]
    if validity.state is ValidityState.UNKNOWN:
        state = say_plan(document, validity.as_of) + state
    if validity.state is ValidityState.UNKNOWN and says_end(validity.evidence):
        state = "文件写明了有效期，但算不出截止日期"
    if document.metadata.status is DocumentStatus.TEMPLATE:
        state = f"{validity.note.removesuffix('。')}；{state}"
    if validity.state is ValidityState.IN_FORCE and document.metadata.effective_to is None:
        state = "现行有效；文件没有写明有效期"
    note = validity.note if validity.state is ValidityState.REPEALED else ""
    asked = say_then(document, inquiry), say_dates(document, inquiry)
    dated = _DATED.search(quote) and not _ASKS_ISSUE.search(inquiry.understanding.text)
    issued = "写明：" if dated else _issued_clause(document)
    facts = (f"《{document.title}》", f"截至{day}，{state}。", note, issued, *asked)
    text = f"《{document.title}》{issued}“{quote}”{''.join(asked)}截至{day}，{state}。{note}"
    supports, hits = [Support(hit.passage.id, quote)], [hit]
    when = None if dated or not document.metadata.issue_date else _find_issue(document, inquiry)
    if when is not None:
        date_quote = when[0].passage.text[when[1].start : when[1].end]
        supports.append(Support(when[0].passage.id, date_quote))
        hits.append(when[0])
    return Draft(text, tuple(supports), tuple(f for f in facts if f)), hits


def _draft_repealed(document: StoredDocument, inquiry: Inquiry) -> tuple[Draft, list[Hit]] | None:
    """That a document was repealed, by the words that repeal it; None where none are held."""
    validity = inquiry.validities[document.id]
    ending = _find_repeal(document, inquiry)
    newer = inquiry.library.find_successor(document)
    if validity.state is not ValidityState.REPEALED or ending is None or newer is None:
        return None
    hit, span = ending
    quote = hit.passage.text[span.start : span.end]
    start = newer.metadata.effective_from
    listed = document.id in inquiry.library.listed  # 目录…自…起施行 would be the notice's day
    day = validity.as_of
    facts = [
        f"《{document.title}》截至{day.year}年{day.month}月{day.day}日已被废止。{validity.note}",
        f"《{newer.title}》自{format_date(start)}起施行。" if start and not listed else "",
        say_then(document, inquiry),
        name_source(hit),
    ]
    text = f"{''.join(facts)}“{quote}”"
    return Draft(text, (Support(hit.passage.id, quote),), tuple(f for f in facts if f)), [hit]


def _find_repeal(document: StoredDocument, inquiry: Inquiry) -> tuple[Hit, Span] | None:
    """The sentence of a held document that repeals or replaces this one."""
    successor = inquiry.library.find_successor(document)
    if successor is None:
        return None
    names = [fold_text(n) for n in (document.metadata.document_number, document.title) if n]
    for passage in inquiry.passages(successor.id):
        for span in split_sentences(passage.own_text):
            sentence = passage.own_text[span.start : span.end]
            if any(n in fold_text(sentence) for n in names) and _REPEALS.search(sentence):
                return inquiry.hit(passage), span
    return None


# A sentence that says by itself from when or until when a text holds.
_DATED = re.compile(r"\d{4}\s*年.{1,12}日[^。；;]{0,12}(?:[施执]行|实施|[生失]效|废?止)")
_ASKS_ISSUE = re.compile(r"印|发[布文的]|下发|出台|公布|颁")
_REPEALS = re.compile(r"废止|失效|取代|停止执行|不再执行|代替")


def _issue_evidence(document: StoredDocument) -> str:
    metadata = document.metadata
    return metadata.effective_evidence or metadata.plan_evidence or metadata.status_evidence or ""


def _issued_clause(document: StoredDocument) -> str:
    date = document.metadata.issue_date
    return f"于{format_date(date)}印发：" if date is not None else "写明："


def format_date(date: PartialDate) -> str:
    """A date as Chinese texts write it.

    >>> format_date(PartialDate(2024, 7))
    '2024年7月'
    """
    text = f"{date.year}年"
    if date.month:
        text += f"{date.month}月"
    if date.day:
        text += f"{date.day}日"
    return text


def _find_words(document: StoredDocument, words: str, inquiry: Inquiry) -> tuple[Hit, Span] | None:
    """The smallest passage of the document that holds the words."""
    if not words:
        return None
    best: tuple[int, Hit, Span] | None = None
    for passage in inquiry.passages(document.id):
        span = locate(words, passage.text)
        if span is not None and (best is None or len(passage.text) < best[0]):
            best = (len(passage.text), inquiry.hit(passage), span)
    return (best[1], best[2]) if best else None


def _find_issue(document: StoredDocument, inquiry: Inquiry) -> tuple[Hit, Span] | None:
    """Where the date of issue stands, else the title."""
    date = document.metadata.issue_date
    passages = inquiry.passages(document.id)
    if date is not None:
        for words in (format_date(date), str(date)):
            found = _find_words(document, words, inquiry)
            if found is not None:
                return found
    for passage in passages:
        if passage.kind is LeadKind.TITLE:
            return inquiry.hit(passage), Span(0, len(passage.text))
    for passage in passages[:1]:  # a part of a compilation is called so in its first line
        return inquiry.hit(passage), Span(0, len(passage.text.partition("\n")[0]))
    return None


def _find_plan(document: StoredDocument, inquiry: Inquiry) -> tuple[Hit, Span] | None:
    """The line that says the years of a plan, which may be read badly: ( 2022 —5 2025 年)."""
    start, end = document.metadata.plan_from, document.metadata.plan_to
    if start is None or end is None:
        return None
    years = re.compile(rf"[^\n]*{start.year}\s*年?[^\n]{{1,8}}{end.year}[^\n]*")
    for passage in inquiry.passages(document.id):
        found = years.search(passage.own_text)
        if found is not None:
            return inquiry.hit(passage), Span(*found.span())
    return None


_ISSUE_ASKED = (
    ("印发单位", re.compile(r"谁|哪(?:个|些|几)?(?:家|个)?(?:部门|单位|机关)|发文(?:单位|机关)")),
    ("印发日期", re.compile(r"几[号日月]|哪[天年月日一]|何时|什么时候|啥时候|日期|时间")),
    ("发文字号", re.compile(r"文号|字号|几号文")),
    ("上网日期", re.compile(r"网|公布|公开")),
)


def compose_issued(inquiry: Inquiry) -> Composition | Refusal | None:
    """When, by whom and under which number the asked documents were issued.

    What is asked for and not written is said to be so; a refusal where nothing asked is written,
    but for a draft, which has no such things yet.
    """
    if _is_asked_of_thing(inquiry):
        return None
    explained = compose_explainer(_top_documents(inquiry), inquiry)
    if explained is not None:
        return explained
    text = inquiry.understanding.text
    asked = {name for name, pattern in _ISSUE_ASKED if pattern.search(text)}
    drafts: list[Draft] = []
    hits: list[Hit] = []
    lacking: list[str] = []
    for document in _top_documents(inquiry):
        mentioned = _draft_mention(document, inquiry)
        if mentioned is not None:
            drafts.append(mentioned[0])
            hits += mentioned[1]
            continue
        given = _issue_facts(document, "上网日期" in asked)
        missing = [name for name, fact in given.items() if not fact and name in asked]
        draft = document.metadata.status is DocumentStatus.DRAFT
        place = _find_issue(document, inquiry)
        if place is None or not (draft or any(given.values())):
            lacking.append(f"《{document.title}》没有写明{'、'.join(missing or given)}。")
            continue
        hit, span = place
        said = f"《{document.title}》{''.join(given.values())}。" if any(given.values()) else ""
        said += f"《{document.title}》没有写明{'、'.join(missing)}。" if missing else ""
        quote = hit.passage.text[span.start : span.end]
        shown = f"原文标题：“{quote}”" if draft else ""
        drafts.append(Draft(f"{said}{shown}", (Support(hit.passage.id, quote),), (said, shown)))
        hits.append(hit)
    if not drafts and lacking:
        return Refusal(NoAnswerReason.NOT_COVERED, "".join(lacking))
    return Composition(tuple(drafts), tuple(hits)) if drafts else None


SAID_OF_THING = 0.95  # share of a question of several words that a sentence holds


def _is_asked_of_thing(inquiry: Inquiry) -> bool:
    """Whether a sentence says who makes what is asked about: a plan in the document."""
    understanding = inquiry.understanding
    if Asked.WHO not in understanding.ask.asked or len(understanding.focus.terms) < 3:
        return False
    best = next(iter(inquiry.candidates), None)
    return best is not None and best.holds_type and best.own_coverage >= SAID_OF_THING


def _issue_facts(document: StoredDocument, published: bool) -> dict[str, str]:
    """What the document says of its issue, by name; "" where it does not say."""
    metadata = document.metadata
    body = metadata.issuing_body.replace(";", "、") if metadata.issuing_body else ""
    number = metadata.document_number
    facts = {
        "印发单位": f"由{body}" if body else "",
        "印发日期": f"于{format_date(metadata.issue_date)}印发" if metadata.issue_date else "",
        "发文字号": f"，文号{number}" if number else "",
    }
    if published:
        date = metadata.publish_date
        facts["上网日期"] = f"，{format_date(date)}在网站上公布" if date else ""
    return facts


_STAGE = re.compile(
    r"(\d{4})年(\d{1,2})月(?:\d{1,2}日)?\s*[-—–－~～至到]+\s*(?:(\d{4})年)?(\d{1,2})月"
)


def compose_stage(inquiry: Inquiry) -> Composition | None:
    """The stage of a plan that the day falls into; None where no stage with dates is found."""
    stages: list[tuple[Passage, Span, int, int]] = []
    for document in _top_documents(inquiry):
        for passage in inquiry.passages(document.id):
            found = _STAGE.search(passage.own_text[:80])
            if passage.kind is ClauseKind.CLAUSE and found and "阶段" in passage.own_text[:80]:
                start = int(found[1]) * 12 + int(found[2])
                end = int(found[3] or found[1]) * 12 + int(found[4])
                first = split_sentences(passage.own_text)[0]
                stages.append((passage, first, start, end))
    if not stages:
        return None
    now = inquiry.as_of.year * 12 + inquiry.as_of.month
    current = [s for s in stages if s[2] <= now <= s[3]]
    passage, span, start, _ = current[0] if current else stages[-1]
    day = f"{inquiry.as_of.year}年{inquiry.as_of.month}月{inquiry.as_of.day}日"
    if current:
        fact = f"{day}处于这一阶段："
    else:
        fact = f"{day}尚未到这一阶段：" if now < start else f"{day}已超过最后一个阶段："
    hit = inquiry.hit(passage)
    return gather([quote_draft(hit, span, fact)], inquiry)
