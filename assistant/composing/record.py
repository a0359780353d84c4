"""What a document says of its own standing: who explains it, what it replaces, when it starts."""

import datetime
import math
import re
from collections.abc import Iterator

from assistant.inquiry import Composition, Inquiry, Refusal, name_source, quote_draft
from assistant.locate import fold_text, split_sentences
from assistant.model import Draft, NoAnswerReason
from assistant.reading.asked_days import Period, find_period
from assistant.reading.kinds import QuestionKind
from assistant.reading.mentions import MentionKind
from assistant.reading.titles import find_other_title
from assistant.retrieve import MAX_READ
from ingest.model import LeadKind, PartialDate, Span, ValidityState
from vectorstore.model import Hit, StoredDocument

MAX_SENTENCES = 2  # of one document
_ASKS_EXPLAINER = re.compile(
    r"解释权|(?:谁|哪\S{0,8}|归\S{0,6}|什么(?:部门|单位|机构))(?:来|负责|进行)?解释"
    r"|解释(?:单位|部门|机关|机构|主体)"
)
_EXPLAINS = re.compile(
    r"(?:由|归)[^。；;]{2,80}解释|[^。；;，,]{2,40}负责(?:本\S{2,6}的?)?解释|解释权"
)
_ASKS_OLDER = re.compile(
    r"(?:取代|代替|替代|废止|废除|作废)(?:了|的)?(?:是)?(?:哪|什么|啥|原来|以前)"
    r"|(?:以前|之前|先前|此前|原来|原先|过去|旧|(?<![养敬尊高])老(?![教师年人龄百]))"
    r"(?:的|有的|那个|那份)?[^，。？?]{0,12}"
    r"(?:文件|办法|规定|标准|通知|政策|细则|方案|意见)[^，。？?]{0,6}"
    r"(?:还|是否|是不是|仍|继续|作废|废止|失效|不算|怎么办|怎么处理)"
    r"|不再执行|还执行不执行|(?:与|和|跟)本[^，。]{2,6}不一致"
)
_ENDS_OLDER = re.compile(
    r"同时废止|予以废止|自行废止|废止|停止执行|不再执行|不再适用|同时失效|以本[^。；，]{1,6}为准|取代|代替"
)
_STARTS = re.compile(r"(?:自|于|从)[^。；]{2,30}(?:起)?(?:施行|实施|执行|生效)")
_ASKS_START = re.compile(
    r"马上|立刻|立马|这就|能去?(?:领|办|申请|报)|开始|施行|生效|起(?:执行|效)|实行|从(?:哪|什么|啥|何)|自(?:哪|什么|何)"
)
_ASKS_END = re.compile(
    r"到期|有效期|失效|过期|截止|到(?:什么|啥|哪|何|几)|(?:几|多少)(?:个)?(?:年|月)|多久|多长|还有效|管到|用到"
    r"|引用|援引|届时|到(?:那|这)个?时"
)
STATES_THEN = {
    ValidityState.DRAFT: "尚未正式印发",
    ValidityState.IN_FORCE: "在有效期内",
    ValidityState.NOT_YET: "尚未开始施行",
    ValidityState.EXPIRED: "已经失效",
    ValidityState.PLAN_ENDED: "计划期已过",
    ValidityState.REPEALED: "已被废止",
    ValidityState.UNKNOWN: "文件没有写明有效期，也没有写明失效或废止",
}


def compose_explainer(
    documents: list[StoredDocument], inquiry: Inquiry
) -> Composition | Refusal | None:
    """Who explains the documents; None where that is not asked."""
    if not _ASKS_EXPLAINER.search(inquiry.understanding.text):
        return None
    return _compose_found(documents, _EXPLAINS, inquiry) or _refuse_unsaid(
        documents, "由谁负责解释"
    )


def compose_older(documents: list[StoredDocument], inquiry: Inquiry) -> Composition | None:
    """What the documents say of those before them; None where that is not asked or not said."""
    if not _ASKS_OLDER.search(inquiry.understanding.text):
        return None
    return _compose_found(documents, _ENDS_OLDER, inquiry)


_ASKS_AMENDED = re.compile(r"修[正订改]")
_ASKS_LAST = re.compile(r"最近|最后|最新|上(?:的)?一次")
_DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_AMENDED = re.compile(r"修正|修订|修改")


def compose_amended(documents: list[StoredDocument], inquiry: Inquiry) -> Composition | None:
    """When documents were amended, as the note under their titles says (题注); the last if asked.

    None where that is not asked or no note says it.
    """
    text = inquiry.understanding.text
    if not _ASKS_AMENDED.search(text):
        return None
    drafts: list[Draft] = []
    hits: list[Hit] = []
    for document in documents:
        told = sorted(_find_amendments(document, inquiry), key=lambda found: found[0])
        for _, hit, span in told[-1:] if _ASKS_LAST.search(text) else told:
            drafts.append(quote_draft(hit, span, name_source(hit)))
            hits.append(hit)
    return Composition(tuple(drafts), tuple(hits)) if drafts else None


def _find_amendments(
    document: StoredDocument, inquiry: Inquiry
) -> Iterator[tuple[tuple[int, ...], Hit, Span]]:
    """Each day in the lead of a document with the words up to the next day that say 修正."""
    for passage in inquiry.passages(document.id):
        if not isinstance(passage.kind, LeadKind):
            continue
        own = passage.own_text
        days = list(_DAY.finditer(own))
        ends = [day.start() for day in days[1:]] + [len(own)] * bool(days)
        for day, end in zip(days, ends, strict=True):
            words = own[day.start() : end].rstrip("　 \n根据）)")
            if _AMENDED.search(words):
                date = tuple(int(number) for number in day.groups())
                yield date, inquiry.hit(passage), Span(day.start(), day.start() + len(words))


_CITED = re.compile(r"《([^《》]{6,60})》")
_OF_PLACE = re.compile(r"^[\u4e00-\u9fff]{1,8}?[省市县区州盟旗镇乡](?=[\u4e00-\u9fff]{4})")
LEAST_CITED = 6  # characters of a cited title that a question says in a row,
CITED_SHARE = 0.6  # and the share of the title, its place left out, that they are


def compose_cited(documents: list[StoredDocument], inquiry: Inquiry) -> Composition | None:
    """What documents say of the end of another that is not held, where the question names that.

    None where what the question says stands in the title of a document that is held.
    """
    question = fold_text(inquiry.understanding.text)
    scope = inquiry.understanding.scope
    near = {i for mention in scope.mentions for i in mention.document_ids}
    named = {document.id for document in documents}
    if len(near) <= MAX_READ:  # 办法 in its title chose among them, though none is held
        others = (d for d in inquiry.library.documents if d.id in near and d.id not in named)
        documents = [*documents, *others]
    held = [fold_text(document.title) for document in inquiry.library.documents]
    drafts: list[Draft] = []
    hits: list[Hit] = []
    for document in documents:
        for hit, span in _find_sentences(document, _ENDS_OLDER, inquiry):
            said = hit.passage.own_text[span.start : span.end]
            for title in _CITED.findall(said):
                words = _share_words(fold_text(_OF_PLACE.sub("", title)), question)
                if not words or any(words in other for other in held):
                    continue
                lead_in = f"没有收录《{title}》。{name_source(hit)}"
                drafts.append(quote_draft(hit, span, lead_in))
                hits.append(hit)
                break
    return Composition(tuple(drafts), tuple(hits)) if drafts else None


def compose_unheld(inquiry: Inquiry) -> Composition | Refusal | None:
    """The same where the question says a title that is not held and asks whether it still holds.

    Without 《》 it is told by its place before it: what stands of it anywhere, as in a list of
    texts that were reviewed; else that it is not held. The state of another text is no answer.
    """
    understanding = inquiry.understanding
    scope = understanding.scope
    if understanding.ask.kind is not QuestionKind.STATUS:
        return None
    places = [m.words for m in scope.mentions if m.kind is MentionKind.REGION]
    names = [d.title for d in inquiry.library.documents]
    names += [d.metadata.notice_title or "" for d in inquiry.library.documents]
    title = find_other_title(understanding.text, places, names)
    if scope.unknown_document is not None or title is not None:
        told = compose_cited(list(inquiry.near()), inquiry)
        if told is not None:
            return told
    if title is None or scope.names_document:
        return None
    return _quote_named(title, inquiry) or Refusal(
        NoAnswerReason.NOT_COVERED,
        f"没有收录题为“{title}”的文件，无法说明它现在是否有效；同地区其他文件的效力不适用于它。",
    )


def _quote_named(title: str, inquiry: Inquiry) -> Composition | None:
    """The shortest passages that name a text which is not held, each with its source."""
    wanted = fold_text(title)
    near = {i for mention in inquiry.understanding.scope.mentions for i in mention.document_ids}
    said = [
        passage
        for document_id in sorted(near)[:MAX_READ]
        for passage in inquiry.passages(document_id)
        if not isinstance(passage.kind, LeadKind) and wanted in fold_text(passage.own_text)
    ]
    drafts: list[Draft] = []
    hits: list[Hit] = []
    for passage in sorted(said, key=lambda p: len(p.own_text))[:MAX_SENTENCES]:
        hit = inquiry.hit(passage)
        spans = split_sentences(passage.own_text)
        span = next(s for s in spans if wanted in fold_text(passage.own_text[s.start : s.end]))
        drafts.append(quote_draft(hit, span, f"没有收录“{title}”。{name_source(hit)}"))
        hits.append(hit)
    return Composition(tuple(drafts), tuple(hits)) if drafts else None


def _share_words(title: str, question: str) -> str:
    """The longest row of a title's characters that a question says; "" where it is too short."""
    least = max(LEAST_CITED, math.ceil(CITED_SHARE * len(title)))
    for length in range(len(title), least - 1, -1):
        for start in range(len(title) - length + 1):
            if title[start : start + length] in question:
                return title[start : start + length]
    return ""


def compose_start(documents: list[StoredDocument], inquiry: Inquiry) -> Composition | None:
    """From when drafts and texts without a date that is sure say that they hold."""
    if not _ASKS_START.search(inquiry.understanding.text):
        return None
    unsure = [d for d in documents if d.metadata.effective_from is None or _is_draft(d, inquiry)]
    return _compose_found(unsure, _STARTS, inquiry)


def _is_draft(document: StoredDocument, inquiry: Inquiry) -> bool:
    return inquiry.validities[document.id].state is ValidityState.DRAFT


def _compose_found(
    documents: list[StoredDocument], pattern: re.Pattern[str], inquiry: Inquiry
) -> Composition | None:
    """The sentences of the documents that the pattern fits, each under its document's name."""
    drafts: list[Draft] = []
    hits: list[Hit] = []
    before: Hit | None = None
    for document in documents:
        for hit, span in list(_find_sentences(document, pattern, inquiry))[:MAX_SENTENCES]:
            drafts.append(quote_draft(hit, span, name_source(hit, before)))
            hits.append(hit)
            before = hit
    return Composition(tuple(drafts), tuple(hits)) if drafts else None


def _find_sentences(
    document: StoredDocument, pattern: re.Pattern[str], inquiry: Inquiry
) -> Iterator[tuple[Hit, Span]]:
    """The fitting sentences, the last clauses first: a text speaks of itself at its end."""
    for passage in reversed(inquiry.passages(document.id)):
        if passage.kind is LeadKind.TITLE:
            continue
        own = passage.own_text
        for span in split_sentences(own):
            if pattern.search(own[span.start : span.end]):
                yield inquiry.hit(passage), span


def _refuse_unsaid(documents: list[StoredDocument], what: str) -> Refusal | None:
    if not documents:
        return None
    names = "、".join(f"《{document.title}》" for document in documents)
    return Refusal(NoAnswerReason.NOT_COVERED, f"{names}没有写明{what}。")


def say_then(document: StoredDocument, inquiry: Inquiry) -> str:
    """The state of a document at the time that the question asks about; "" where it names none."""
    period = find_period(inquiry.understanding.text, inquiry.as_of)
    if period is None or period.first <= inquiry.as_of == period.last:
        return ""
    first, last = (_say_state(document, day, inquiry) for day in (period.first, period.last))
    return f"在{period.words}，{last}。" if first == last else _say_change(period, first, last)


def _say_state(document: StoredDocument, day: datetime.date, inquiry: Inquiry) -> str:
    state = inquiry.library.validities(day)[document.id].state
    plan = say_plan(document, day).removesuffix("；")
    return plan if state is ValidityState.UNKNOWN and plan else STATES_THEN[state]


def say_plan(document: StoredDocument, day: datetime.date) -> str:
    """How a day lies to the years of a plan whose text says no more of its end; else ""."""
    start, end = document.metadata.plan_from, document.metadata.plan_to
    if start is None or end is None or document.metadata.effective_to is not None:
        return ""
    if day > end.last_day():
        return f"计划期（到{_format(end)}）已过；"
    return "在计划期内；" if day >= start.first_day() else ""


def _say_change(period: Period, first: str, last: str) -> str:
    ends = (f"{day.year}年{day.month}月{day.day}日" for day in (period.first, period.last))
    return "，".join(f"{end}{state}" for end, state in zip(ends, (first, last), strict=True)) + "。"


def say_dates(document: StoredDocument, inquiry: Inquiry) -> str:
    """From when and until when a document holds, as far as the question asks and it is known."""
    text, metadata = inquiry.understanding.text, document.metadata
    if _is_draft(document, inquiry):
        return ""  # its dates are proposals
    said = ""
    if metadata.effective_from is not None and _ASKS_START.search(text):
        said += f"自{_format(metadata.effective_from)}起施行。"
    if _ASKS_END.search(text):
        if metadata.effective_to is not None:
            said += f"有效期到{_format(metadata.effective_to)}。"
        elif metadata.plan_to is not None:
            said += f"计划期到{_format(metadata.plan_to)}。"
    return said


def _format(date: PartialDate) -> str:
    text = f"{date.year}年"
    if date.month:
        text += f"{date.month}月"
    return f"{text}{date.day}日" if date.day else text
