"""Until when and how a draft takes comments, as the notice before it says."""

import itertools
import re
from collections.abc import Sequence

from assistant.compose import gather
from assistant.inquiry import Composition, Inquiry, name_source, quote_draft
from assistant.locate import split_sentences
from ingest.model import ClauseKind, LeadKind, Span, ValidityState
from vectorstore.model import Passage

MAX_SHOWN = 320  # characters of the ways that are listed behind the sentence
_OPINION = (
    r"(?:提|反映|反馈|发表|递|交|寄|征求|征集|收)(?:的|了|点|些|个|修改|公众|群众)*"
    r"(?:意见|建议)(?!稿|书)"
)
_ASKS = re.compile(rf"{_OPINION}|意见(?:反馈|征集|征求|截止|往哪|[寄发交]到?(?:哪|给))")
_ASKS_WHEN = re.compile(
    r"截止|截至|结束|期限|来得及|过期|到(?:什么|哪|几|啥|何)|几[号日月天]|什么时候|啥时候|何时|哪一?[天日]"
)
_ASKS_HOW = re.compile(
    r"(?:怎么|咋|如何)(?:提|反映|反馈|交|寄)|往哪|[向给找](?:谁|哪)|哪(?:里|儿)|途径|渠道|邮箱|电话|地址"
)
_TAKES = re.compile(r"反馈|提出|提交|报送|发送|寄")
_DATE = re.compile(r"\d{1,2}月\d{1,2}日|之日起|\d+\s*(?:日|天|个工作日)内")
_WAY = re.compile(r"邮箱|邮件|邮寄|信函|来信|电话|传真|网站|地址|途径|方式")
_LISTS = re.compile(r"[：:]$")
_OPENS_LIST = re.compile(r"(?:途径|方式|渠道)[^。；]{0,6}[：:]|[：:]\s*$")
MAX_WAY = 12  # characters at the head of an item that name a way


def compose_consultation(inquiry: Inquiry) -> Composition | None:
    """The notice's words on comments; None where no draft is asked about or nothing is said."""
    text = inquiry.understanding.text
    when, how = _ASKS_WHEN.search(text), _ASKS_HOW.search(text)
    if inquiry.understanding.scope.document_ids is None or not _ASKS.search(text):
        return None
    wanted = [pattern for asked, pattern in ((when, _DATE), (how, _WAY)) if asked]
    drafts = []
    for document in inquiry.documents():
        if inquiry.validities[document.id].state is not ValidityState.DRAFT or not wanted:
            continue
        passages = inquiry.passages(document.id)
        for index, passage in enumerate(passages):
            ways = _list_ways(passages[index + 1 :]) if how else ()
            span = _find_sentence(passage, [*wanted, _LISTS] if ways else wanted)
            if span is None:
                continue
            hit = inquiry.hit(passage)
            drafts.append(quote_draft(hit, span, name_source(hit)))
            if span.end == len(passage.text.rstrip()):
                drafts += [
                    quote_draft(inquiry.hit(way), Span(0, len(way.text.rstrip())), "途径：")
                    for way in ways
                ]
    return gather(drafts, inquiry) if drafts else None


def _list_ways(following: Sequence[Passage]) -> tuple[Passage, ...]:
    """The items right behind a notice that are ways to answer it: 1. 电子邮箱：…"""
    return tuple(
        itertools.takewhile(
            lambda p: isinstance(p.kind, ClauseKind) and _WAY.search(p.text[:MAX_WAY]), following
        )
    )


def _find_sentence(passage: Passage, wanted: list[re.Pattern[str]]) -> Span | None:
    """The sentence of a lead that takes comments and holds what is asked, with its list."""
    if not isinstance(passage.kind, LeadKind) or passage.kind is LeadKind.TITLE:
        return None
    for span in split_sentences(passage.text):
        said = passage.text[span.start : span.end]
        if not _TAKES.search(said):
            continue
        if _OPENS_LIST.search(said):
            end = passage.text.find("\n", span.end)
            listed = Span(span.start, len(passage.text.rstrip()) if end < 0 else end)
            span = listed if listed.end - listed.start <= MAX_SHOWN else span
            said = passage.text[span.start : span.end]
        if any(pattern.search(said) for pattern in wanted):
            return span
    return None
