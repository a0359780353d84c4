"""Refusals in words for people: what was looked at, the nearest clause, what is not in it."""

import re

from assistant.choosing.about import Lack
from assistant.choosing.elsewhere import find_elsewhere
from assistant.choosing.paragraphs import refuse_paragraph
from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry, Refusal, cite_as, last_label
from assistant.locate import fold_text, split_sentences
from assistant.model import NoAnswerReason
from assistant.reading.kinds import OF_DOCUMENT, Asked, QuestionKind, asks_for_duties
from ingest.model import ClauseKind, Span
from ingest.references import ClauseRef, matches
from vectorstore.model import Hit, SearchQuery
from vectorstore.thesaurus import Thesaurus

MAX_NEAREST = 120  # characters of the nearest sentence that a refusal shows
MAX_CUT_OFF = 12  # characters shown of where a text breaks off
LISTED_DEPTH = 8  # clauses among which a title is looked for in lists of annexes
MIN_NEAREST = 6.5  # score of a sentence that is near enough to be shown


def refuse_illegible(candidate: Candidate, masked: str | None = None) -> Refusal:
    """A refusal because the source is masked or unreadable at the asked place."""
    return refuse_masked(candidate.hit, candidate.span, masked or candidate.masked or "")


def refuse_masked(hit: Hit, span: Span, masked: str) -> Refusal:
    """The same of words that are no candidate."""
    return Refusal(
        NoAnswerReason.ILLEGIBLE,
        f"{cite_as(hit.document, hit.passage)}说到了这一项，但原文在这个位置是“{masked}”，"
        "已被隐去或无法辨认，因此无法确定具体内容。请查看原件或咨询发文单位。",
        ((hit, span),),
    )


def refuse_cut_off(candidate: Candidate) -> Refusal:
    """A refusal because the text of the clause breaks off before it says what is asked."""
    source = cite_as(candidate.hit.document, candidate.hit.passage)
    end = candidate.hit.passage.own_text.rstrip()[-MAX_CUT_OFF:]
    return Refusal(
        NoAnswerReason.ILLEGIBLE,
        f"{source}说到了这一项，但收录的原文在“{end}”处中断，没有写完，"
        "因此无法确定所问的内容。请查看原件或咨询发文单位。",
        ((candidate.hit, candidate.span),),
    )


def refuse_not_covered(
    inquiry: Inquiry, candidates: tuple[Candidate, ...], thesaurus: Thesaurus
) -> Refusal:
    """A refusal that names what was looked at, the nearest clause, and other documents."""
    documents = inquiry.documents()
    scope = inquiry.understanding.scope
    nearest = tuple((c.hit, c.span) for c in candidates[:2] if c.score >= MIN_NEAREST)
    if scope.document_ids is None:
        where = "现有文件"
    else:
        tops = [d for d in documents if d.parent_id not in scope.document_ids]
        where = "、".join(f"《{d.title}》" for d in tops[:3])
    message = f"{where}中没有规定所问的内容。"
    if nearest:
        best = candidates[0]
        source = cite_as(best.hit.document, best.hit.passage)
        message += f"最接近的是{source}：“{_shorten(best.text)}”{_say_lacking(best, inquiry)}"
        message += _say_delegated(best)
    message += _point_elsewhere(inquiry, thesaurus)
    return Refusal(NoAnswerReason.NOT_COVERED, message, nearest)


def refuse_lack(lack: Lack, inquiry: Inquiry, thesaurus: Thesaurus) -> Refusal:
    """A refusal where clauses on the subject lack what is asked: what they say, and what not."""
    nearest = lack.nearest
    quote = _shorten(nearest.text)
    source = cite_as(nearest.hit.document, nearest.hit.passage)
    message = f"文件中没有写明{lack.words}。"
    if lack.scope is None or nearest.text not in lack.scope[0].passage.text:
        message += f"最接近的是{source}：“{quote}”，其中没有这项内容，请不要套用。"
    places = [(nearest.hit, nearest.span)]
    if lack.scope is not None:
        hit, span = lack.scope
        said = _shorten(hit.passage.text[span.start : span.end])
        message += f"{cite_as(hit.document, hit.passage)}写明：“{said}”"
        places.append(lack.scope)
    message += _say_delegated(nearest) + _point_elsewhere(inquiry, thesaurus)
    return Refusal(NoAnswerReason.NOT_COVERED, message, tuple(places))


def _point_elsewhere(inquiry: Inquiry, thesaurus: Thesaurus) -> str:
    """The document outside the asked ones that does say it, by name; "" where none does."""
    other = find_elsewhere(inquiry, thesaurus)
    if other is None:
        return ""
    return f"《{other}》有相关规定，但不适用于所问的地区或文件，请不要照搬。"


def _shorten(text: str) -> str:
    return text if len(text) <= MAX_NEAREST else f"{text[:MAX_NEAREST]}……"


_DELEGATED = re.compile(
    r"(?:细则|办法|标准|方案|范围|名单|目录|程序|条件)[^。；]{0,12}由[^。；]{1,30}(?:制定|制订|规定|确定|公布)"
    r"|另行(?:制定|制订|规定|公布|通知|研究|确定)"
)


def _say_delegated(nearest: Candidate) -> str:
    """That the nearest clause leaves it to another text, in its own words; "" where it does not."""
    text = nearest.hit.passage.own_text
    for span in split_sentences(text):
        said = text[span.start : span.end]
        if _DELEGATED.search(said) and said not in nearest.text:
            return f"该条写明：“{_shorten(said)}”"
    return ""


_MISSING = (
    (Asked.MONEY, "写明具体数额"),
    (Asked.PERCENT, "写明具体比例"),
    (Asked.AREA, "写明具体面积"),
    (Asked.COUNT, "写明具体数量"),
    (Asked.DATE, "写明具体时间"),
    (Asked.DURATION, "写明具体期限"),
)


def _say_lacking(nearest: Candidate, inquiry: Inquiry) -> str:
    """What the nearest sentence lacks, in the words of the question's kind.

    A sentence that does hold such a figure is never said to lack it.
    """
    ask = inquiry.understanding.ask
    lacking = next((words for kind, words in _MISSING if kind in ask.asked), None)
    if lacking is None or nearest.holds_type:
        return "不能确认它说的就是所问的事，请不要套用。"
    return f"其中没有{lacking}。"


def refuse_early(inquiry: Inquiry) -> Refusal | None:
    """A refusal that needs no evidence: orders, small talk, places and annexes not held."""
    understanding = inquiry.understanding
    kind = understanding.ask.kind
    if kind is QuestionKind.INSTRUCTION:
        return Refusal(
            NoAnswerReason.INSTRUCTION,
            "这是对助手的指令，不是政策问题，不能照办。我只根据已收录的政策文件回答问题。",
        )
    if not inquiry.library.documents:
        return Refusal(NoAnswerReason.EMPTY_LIBRARY, "还没有收录任何文件，请先导入文件后再提问。")
    if kind is QuestionKind.OFF_TOPIC:
        return Refusal(
            NoAnswerReason.OUT_OF_SCOPE,
            "这个问题与政策文件无关，我只回答已收录的政策文件中的内容，比如补贴、奖励、任务分工和时限。",
        )
    if understanding.scope.unknown_region is not None:
        return refuse_region(inquiry, understanding.scope.unknown_region)
    return (
        _refuse_document(inquiry)
        or _refuse_party(inquiry)
        or _refuse_annex(inquiry)
        or _refuse_clause(inquiry)
    )


def refuse_region(inquiry: Inquiry, name: str) -> Refusal:
    """A refusal because no document of the place is held."""
    held = sorted({n for n in inquiry.library.regions if n.endswith(("县", "区", "市"))})
    known = f"已收录的地区有：{'、'.join(held[:8])}。" if held else ""
    return Refusal(
        NoAnswerReason.REGION_NOT_HELD,
        f"没有收录{name}的文件，因此无法回答；其他地区的规定不适用。{known}",
    )


def _refuse_document(inquiry: Inquiry) -> Refusal | None:
    """A question about a document itself, or by its number, which is not held."""
    asked = inquiry.understanding.scope.unknown_document
    kind = inquiry.understanding.ask.kind
    if asked is None or (asked.startswith("《") and kind not in OF_DOCUMENT):
        return None
    if any(fold_text(asked) in fold_text(hit.passage.text) for hit in inquiry.hits):
        return None  # its own text, or what others say of it
    return Refusal(
        NoAnswerReason.DOCUMENT_NOT_HELD,
        f"没有收录{asked}，因此无法回答；其他文件的规定不能代替它。",
    )


_PARTY = re.compile(
    r"(?:^|[，,、的里中和])([\u4e00-\u9fff]{2,4}?)(?:同志|局长|主任|股长)?(?:牵头|负责|配合|分管|主抓)"
)


def _refuse_party(inquiry: Inquiry) -> Refusal | None:
    """A person or department whose tasks are asked for and whom no document names."""
    understanding = inquiry.understanding
    found = _PARTY.search(understanding.search_text)
    if understanding.parties or found is None or not asks_for_duties(understanding.text):
        return None
    name = found[1]
    pairs = inquiry.pairs
    if re.search(r"[哪谁几它他她这那]|什么|多少", name) or all(
        name[i : i + 2] in pairs for i in range(len(name) - 1)
    ):
        return None
    return Refusal(
        NoAnswerReason.NOT_COVERED,
        f"现有文件的任务分工中没有出现“{name}”，查不到由其牵头或负责的任务。",
    )


def _refuse_clause(inquiry: Inquiry) -> Refusal | None:
    """A clause named by number that the one document asked about does not have.

    A question for the clause itself is told more (`compose_clause`).
    """
    scope = inquiry.understanding.scope
    ids = scope.document_ids or frozenset()
    tops = [d for d in inquiry.documents() if d.parent_id not in ids]
    named = [r for r in inquiry.understanding.references if _NUMBERED.search(r.text)]
    asks_itself = inquiry.understanding.ask.kind is QuestionKind.CLAUSE
    if scope.unknown_document or len(tops) != 1 or not named or asks_itself:
        return None
    labels = [
        ClauseRef.parse(passage.label)
        for document in inquiry.documents()
        for passage in inquiry.passages(document.id)
        if isinstance(passage.kind, ClauseKind)
    ]
    if not labels:
        return None
    if any(matches(r.ref, label) for r in named for label in labels):
        return refuse_paragraph(inquiry, named)
    words = re.sub(r"\s", "", named[-1].text)
    return Refusal(NoAnswerReason.NO_SUCH_CLAUSE, f"《{tops[0].title}》中没有{words}。")


_NUMBERED = re.compile(r"第[一二三四五六七八九十百零\d.]+[条项]")


def _refuse_annex(inquiry: Inquiry) -> Refusal | None:
    """An annex that is listed by name while its text is not held."""
    listed = _find_listed(inquiry)
    if listed is not None:
        return listed
    annex = inquiry.understanding.scope.annex
    if annex is None or any(d.part == annex for d in inquiry.documents()):
        return None
    for document in inquiry.near():
        passages = inquiry.passages(document.id)
        if any(p.kind is ClauseKind.ANNEX and last_label(p) == annex for p in passages):
            return None
        for passage in passages:
            if passage.kind is not ClauseKind.ANNEX_LIST_ITEM:
                continue
            if last_label(passage) == annex.removeprefix("附件"):
                hit = inquiry.hit(passage)
                return Refusal(
                    NoAnswerReason.NOT_COVERED,
                    f"《{document.title}》只列出了{annex}的名称（{passage.heading}），"
                    f"{annex}的正文没有收录，因此查不到其中的规定。",
                    ((hit, _whole(passage.text)),),
                )
    return None


def _find_listed(inquiry: Inquiry) -> Refusal | None:
    """A title that is not held and stands in a list of annexes of a document that is."""
    title = inquiry.understanding.scope.unknown_document or ""
    if not title.startswith("《"):
        return None
    query = SearchQuery(title.strip("《》"), limit=LISTED_DEPTH, scope=inquiry.scope)
    for found in inquiry.store.search(query):
        passage = found.passage
        if passage.kind is not ClauseKind.ANNEX_LIST_ITEM:
            continue
        if fold_text(title) not in fold_text(f"《{passage.heading}》{passage.text}"):
            continue
        return Refusal(
            NoAnswerReason.DOCUMENT_NOT_HELD,
            f"《{found.document.title}》只列出了附件{title}的名称，它的正文没有收录，"
            "因此查不到其中的规定；其他文件的规定不能代替它。",
            ((inquiry.hit(passage), _whole(passage.text)),),
        )
    return None


def _whole(text: str) -> Span:
    return Span(0, len(text))
