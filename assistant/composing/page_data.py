"""What the web page around a document says: 索引号, 来源, 发布时间. It is never a rule."""

import re
from dataclasses import dataclass, replace

from assistant.inquiry import Composition, Inquiry, Refusal, name_source, quote_draft
from assistant.model import Draft, NoAnswerReason, Notice, NoticeKind
from ingest.model import ClauseKind, LeadKind, Span
from vectorstore.model import Hit, Passage, StoredDocument

MAX_DOCUMENTS = 3
MAX_VALUE = 80  # characters of what stands behind a label
OF_PAGE = "以上出自文件所在网页的信息，不是文件正文，不能作为办事依据。"


@dataclass(frozen=True, slots=True)
class Field:
    """Something that pages say: how it is asked for, how a page labels it.

    `only_there`: a text itself never says it, so that where the page lacks it nothing answers.
    """

    name: str
    asks: re.Pattern[str]
    label: re.Pattern[str]
    only_there: bool


def _field(name: str, asks: str, label: str, *, only_there: bool = False) -> Field:
    return Field(name, re.compile(asks), re.compile(label), only_there)


_COLON = r"\s{0,3}[:：]"
_OF_TEXT = (
    r"(?:网页|网上|网站|信息|文章|稿件|消息|本文|原文|文件|通知|公告|报道|解读|方案|办法|意见)"
)
_WHEN = r"(?:什么时[候间]|啥时候|何时|几[号点月日时]\S{0,4}|哪[天年月日]\S{0,2}|哪一[天年])"
FIELDS = (
    _field(
        "索引号",
        r"索\s?引\s?号",
        rf"索\s*引\s*号{_COLON}|(?<![\d/])[\dA-Z]{{6,}}/\d{{4}}-\d{{3,}}",
        only_there=True,
    ),
    _field("统一编号", r"统一编号|信息编号", rf"(?:统一|信息)编号{_COLON}"),
    _field(
        "浏览次数",
        r"(?:浏览|点击|阅读)(?:次数|(?:量|数)(?:是|有)?(?:多少|几))|"
        r"(?:看|点|浏览|点击|阅读)(?:过|了)?(?:多少|几)次|多少人(?:看|浏览|点)过",
        rf"(?:浏览|点击|阅读|访问)\s*(?:量|次数|数)?{_COLON}",
        only_there=True,
    ),
    _field(
        "责任编辑",
        r"责任编辑|责编|编辑是|谁编辑",
        rf"(?:责任)?编\s*辑{_COLON}|责\s*编{_COLON}",
        only_there=True,
    ),
    _field(
        "作者",
        r"哪(?:个|位)记者|记者是|作者是|通讯员是|谁写的?(?:报道|稿|解读)",
        r"记者\s|作\s*者[:：]|通讯员\s",
    ),
    _field(
        "公开方式",
        r"公开方式|公开属性|(?:主动|依申请)公开(?:吗|还是|的吗)",
        rf"公开(?:方式|属性|形式){_COLON}",
    ),
    _field(
        "主题词",
        r"主题词|主题分类",
        rf"主\s*题\s*(?:词|分\s*类)?{_COLON}|信息分类{_COLON}",
    ),
    _field("网站标识码", r"网站标识码|网站备案号|ICP备", rf"网站标识码{_COLON}|ICP\s?备"),
    _field(
        "来源",
        rf"{_OF_TEXT}(?:的|里|上|上的)?(?:信息|文章|稿件)?来源|来源(?:网站|媒体)|(?:哪|什么)(?:个|家)?网站?(?:发|登|挂|公布|转|上)|转载自|"
        r"(?:是)?(?:从)?哪(?:里|儿)?来的|什么来路|(?:登|刊|发|转载|转|挂)在(?:了)?(?:什么|哪)\S{0,3}(?:网|报|刊|平台|号)",
        rf"来\s*源{_COLON}|发\s*[布文]\s*机\s*[构关]{_COLON}",
    ),
    _field("发布机构", r"发布机构", rf"发\s*[布文]\s*机\s*[构关]{_COLON}"),
    _field(
        "发布时间",
        rf"{_WHEN}[^，。？?]{{0,10}}(?:挂|上|发|放|传|贴|公布|发布|登)[^，。？?]{{0,3}}网|挂网|"
        r"上网(?:时间|日期|公布|发布)|网(?:上|页|站)\S{0,4}(?:发布|公布)|发布(?:时间|日期)|"
        rf"{_WHEN}\S{{0,3}}(?:发布|登|刊)的|{_WHEN}[^，。？?]{{0,16}}挂(?:出|到|上|在)|"
        rf"挂(?:出来|到网上|上去)[^，。？?]{{0,6}}{_WHEN}",
        r"(?:发\s*布|发\s*表|公\s*开|更\s*新|挂\s*网|上\s*网|公\s*布)\s*(?:时\s*间|日\s*期)\s{0,3}[:：]|"
        r"(?:发\s*[布表]|刊|登)\s*于\s{0,3}[:：]|(?<![\u4e00-\u9fff])时\s*间\s{0,3}[:：]|20\d\d-\d{1,2}-\d{1,2}\s+\d{1,2}:\d{2}",
    ),
)  # fmt: skip
# Fields asked for in words that are said of much else: 录取结果什么时候在网上公布.
LOOSE = frozenset({"来源", "发布机构", "发布时间"})
_OF_PAGE = re.compile(
    r"网|挂|出来|政府|官方|正式|来源|发[布表到在]|公[布开告]|转载|时[间候]|日期|那天|盖章|印发|单位|机构|媒体|报[纸道]|信息|文章|文件"
)
MAX_ELSE = 3.0  # weight of other terms up to which the page itself is asked about
_LABEL = re.compile(r"[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,6}\s{0,3}[:：]")
_NEXT = re.compile(r"(?<=[\s\d])[\u4e00-\u9fff]{2,6}\s{0,2}[:：]")
_GAP = re.compile(r"[ \u3000\xa0]{2,}|\s(?=【)|\n")
_EMPTY = re.compile(r"[-—–\s]*次?")


def compose_page(inquiry: Inquiry) -> Composition | Refusal | None:
    """What the pages of the documents asked about say of what is asked; None where nothing is.

    A refusal where only a page could say it and none does.
    """
    text = inquiry.understanding.text
    plain = _asks_nothing_else(inquiry)
    asked = [f for f in FIELDS if f.asks.search(text) and (plain or f.name not in LOOSE)]
    ids = inquiry.understanding.scope.document_ids
    if not asked or ids is None:
        return None
    documents = [d for d in inquiry.documents() if d.parent_id not in ids][:MAX_DOCUMENTS]
    drafts: list[Draft] = []
    hits: list[Hit] = []
    from_page = False
    missing: list[str] = []
    for document in documents:
        for field in asked:
            found = _find_value(document, field, inquiry)
            if found is None:
                missing.append(f"《{document.title}》没有写明{field.name}。")
                continue
            hit, span = found
            if not any(_says(draft, hit, span) for draft in drafts):
                drafts.append(_say_day(quote_draft(hit, span, name_source(hit)), text))
                hits.append(hit)
            from_page = from_page or hit.passage.kind is LeadKind.PAGE
    if not drafts:
        return _refuse(asked, missing)
    notices = (Notice(NoticeKind.READING, OF_PAGE),) if from_page else ()
    return Composition(tuple(drafts), tuple(hits), notices, from_catalog=True)


_ISO_DAY = re.compile(r"(20\d\d)-(\d{1,2})-(\d{1,2})")


_ASKS_DAY = re.compile(r"几月|几[号日]|哪[天年月日]|哪一[天年]")


def _say_day(draft: Draft, question: str) -> Draft:
    """The draft with a day that the page writes in figures said as people say it, if asked."""
    found = _ISO_DAY.search(draft.supports[0].quote)
    if found is None or not _ASKS_DAY.search(question):
        return draft
    said = "（即{}年{}月{}日）".format(*(int(number) for number in found.groups()))
    return replace(draft, text=f"{draft.text}{said}", facts=(*draft.facts, said))


def _asks_nothing_else(inquiry: Inquiry) -> bool:
    terms = inquiry.understanding.focus.terms
    return sum(t.weight for t in terms if not _OF_PAGE.search(t.words)) <= MAX_ELSE


def _says(draft: Draft, hit: Hit, span: Span) -> bool:
    quote = hit.passage.text[span.start : span.end]
    return any(s.passage_id == hit.passage.id and quote in s.quote for s in draft.supports)


def _refuse(asked: list[Field], missing: list[str]) -> Refusal | None:
    if not missing or not all(field.only_there for field in asked):
        return None
    return Refusal(
        NoAnswerReason.NOT_COVERED, f"{''.join(missing)}文件正文和收录的网页信息里都没有。"
    )


def _find_value(
    document: StoredDocument, field: Field, inquiry: Inquiry
) -> tuple[Hit, Span] | None:
    """The label with what stands behind it, on the page or in the unnumbered text around."""
    page = inquiry.store.page_passages(document.id, inquiry.scope)
    same = [d for d in inquiry.library.documents if d.file_name == document.file_name]
    around = [
        passage
        for each in same
        for passage in inquiry.passages(each.id)
        if isinstance(passage.kind, LeadKind) or passage.kind is ClauseKind.ANNEX
    ]
    for passage in (*page, *around):
        for found in field.label.finditer(passage.own_text):
            span = _read_value(passage, found)
            if span is not None:
                return inquiry.hit(passage), span
    return None


def _read_value(passage: Passage, label: re.Match[str]) -> Span | None:
    """From the label to the end of its value, which may stand on the next line; None if empty."""
    text = passage.text
    if not label[0].endswith((":", "：")):
        return Span(label.start(), _end_of(text, label.start()))
    start = label.end()
    while start < len(text) and text[start] in " \t\u3000\xa0\n":
        start += 1
    between = text[label.end() : start]
    end = _end_of(text, start)
    value = text[start:end]
    if _EMPTY.fullmatch(value) or ("\n" in between and _LABEL.match(value)):
        return None
    return Span(label.start(), end)


def _end_of(text: str, start: int) -> int:
    """Where a value ends: before a gap, a line's end or the next label."""
    ends = [min(len(text), start + MAX_VALUE)]
    ends += [found.start() for found in [_GAP.search(text, start)] if found is not None]
    ends += [found.start() for found in [_NEXT.search(text, start + 1)] if found is not None]
    end = min(ends)
    return start + len(text[start:end].rstrip())
