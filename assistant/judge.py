"""Whether the evidence answers the question, and if not, why not."""

import re
from dataclasses import dataclass

from assistant.focus import Focus, match_term
from assistant.holding import find_mask, holds_type
from assistant.inquiry import Inquiry, Refusal, cite_as
from assistant.kinds import OF_DOCUMENT, Ask, Asked, QuestionKind, asks_for_duties, find_attributes
from assistant.locate import fold_text
from assistant.model import NoAnswerReason
from assistant.retrieve import build_query
from assistant.sentences import Candidate, rank_sentences
from assistant.understand import Understanding
from ingest.model import ClauseKind, Span
from ingest.quantities import Quantity, find_quantities
from vectorstore.model import Passage
from vectorstore.thesaurus import Thesaurus

# Scores are sums of fitted weights (assistant/ranking.toml): a difference d is a likelihood of e^d.
MIN_SCORE = 9.0  # below it nothing found is about the question; 98 % of answers lie above
MIN_SCOPED_SCORE = 7.5  # the same where the question names a place or document that is held
MAX_BEHIND = 2.5  # how far behind the best sentence another may lie that is still looked at
MAX_TYPED_BEHIND = 1.2  # the same for one that holds the figure, where the best holds none
MIN_COVERAGE = 0.42  # share of the question's weight from which a sentence is about it all the same
ENDED_STANDING = 0.8  # below it a text is expired or repealed
MAX_CURRENT_BEHIND = 3.0  # how far behind an ended text a current one may lie and go first
HEAVY_SHARE = 0.7  # of the heaviest term's weight that makes a term one that must be held
MAX_AROUND = 120  # characters of a clause that is short enough to be of one subject
MAX_PERSON = 3  # characters of a person's name
MAX_NEAREST = 120  # characters of the nearest sentence that a refusal shows
_CLAIMED = frozenset({"元", "%", "人", "个", "所", "学时"})


_GOES_ON = re.compile(r"其中|具体|标准(?:为|是)|分别|即|包括|（?[一二三四五六七八九1-9]")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The candidates that answer, best first, or the refusal."""

    answering: tuple[Candidate, ...]
    refusal: Refusal | None


def judge(inquiry: Inquiry, thesaurus: Thesaurus) -> Judgement:
    """The sentences that answer the question; a refusal where none does."""
    if not inquiry.candidates:
        return Judgement((), _not_covered(inquiry, (), thesaurus))
    ask = inquiry.understanding.ask
    scoped = inquiry.understanding.scope.document_ids is not None
    close = _find_close(inquiry.candidates, MIN_SCOPED_SCORE if scoped else MIN_SCORE)
    if not close:
        return Judgement((), _not_covered(inquiry, inquiry.candidates, thesaurus))
    close = _current_first(close, ask)
    premise = _find_wrong_premise(inquiry, close)
    if premise is not None:
        return Judgement((), premise)
    missing = _find_missing_attribute(inquiry, close)
    if missing is not None:
        return Judgement((), missing)
    if not ask.asked or ask.asked == {Asked.WHO}:
        return Judgement(tuple(close), None)
    typed = _find_typed(close, inquiry.understanding.focus)
    if typed and _is_masked_where_asked(typed[0], inquiry.understanding):
        return Judgement((), _illegible(typed[0]))
    if typed:
        return Judgement((*typed, *(c for c in close if c not in typed)), None)
    beside = _beside(inquiry, close[0])
    if beside is not None:
        return Judgement((close[0], beside, *close[1:]), None)
    masked = next((c for c in close if c.masked), None)
    if masked is not None:
        return Judgement((), _illegible(masked))
    if ask.asked <= {Asked.DATE, Asked.DURATION, Asked.COUNT} and ask.is_yes_no:
        return Judgement(tuple(close), None)
    return Judgement((), _not_covered(inquiry, tuple(close), thesaurus))


def _find_close(candidates: tuple[Candidate, ...], least: float) -> list[Candidate]:
    """The sentences that are about the question, as far as the best of them allows."""
    best = candidates[0]
    if best.score < least and best.coverage < MIN_COVERAGE:
        return []
    return [c for c in candidates if c.score >= best.score - MAX_BEHIND]


def _find_typed(close: list[Candidate], focus: Focus) -> list[Candidate]:
    """The sentences with the asked kind of figure that lie close enough behind the best one."""
    best = close[0]
    return [
        c
        for c in close
        if c.holds_type
        and (c is best or c.score >= best.score - MAX_TYPED_BEHIND)
        and (best.holds_type or _is_about(c, best, focus))
    ]


def _current_first(close: list[Candidate], ask: Ask) -> list[Candidate]:
    """Without ended texts where a current one speaks of the same; before it where none does.

    Where a figure is asked for, a current text without one does not speak of the same.
    """
    current = [c for c in close if c.standing >= ENDED_STANDING]
    ended = [c for c in close if c.standing < ENDED_STANDING]
    if not current or not ended:
        return close
    if ask.wants_figure() and not any(c.holds_type for c in current):
        return [*ended, *current]
    if current[0].score >= max(c.score for c in ended) - MAX_CURRENT_BEHIND:
        return current
    return [*ended, *current]


def _is_about(candidate: Candidate, best: Candidate, focus: Focus) -> bool:
    """Whether a sentence with the right figure is nearly as close as the closest one.

    It must hold what weighs most in the question, where the closest one does: 体检费用 is not
    answered by the figure of 取暖补贴.
    """
    if candidate is best:
        return True
    heaviest = max((term.weight for term in focus.terms), default=0.0)
    said, here = _said(best), _said(candidate)
    return all(
        match_term(term, here) >= 0.4
        for term in focus.terms
        if term.weight >= HEAVY_SHARE * heaviest and match_term(term, said) >= 0.6
    )


def _said(candidate: Candidate) -> str:
    """A sentence with the headings and the clause around it, folded."""
    passage = candidate.hit.passage
    parts = (candidate.hit.document.title, *passage.heading_path, passage.heading)
    around = passage.text if len(passage.text) <= MAX_AROUND else ""
    return fold_text(" ".join((*parts, candidate.text, around)))


def _beside(inquiry: Inquiry, best: Candidate) -> Candidate | None:
    """A sentence with the right figure right after the closest one, in the same clause."""
    following = [
        c
        for c in inquiry.candidates
        if c.hit.passage.id == best.hit.passage.id
        and best.span.end <= c.span.start <= best.span.end + 4
    ]
    found = following[0] if following else None
    if found is None or not found.holds_type:
        return None
    goes_on = _GOES_ON.match(found.text) is not None or best.text.endswith(("：", ":"))
    return found if goes_on or found.score >= best.score - MAX_TYPED_BEHIND else None


def _find_wrong_premise(inquiry: Inquiry, close: list[Candidate]) -> Refusal | None:
    """A figure that the question takes for granted, where the clause has another."""
    text = inquiry.understanding.text
    stated = [
        q
        for q in find_quantities(text)
        if not q.ordinal
        and (q.unit in _CLAIMED or (not q.unit and q.value >= 10_000))
        and q.value > 1
    ]
    best = close[0]
    for quantity in stated:
        unit = quantity.unit or "元"
        held = [q for q in find_quantities(best.text) if q.unit == unit]
        if not held or any(q.value == quantity.value for q in held):
            continue
        if any(
            q.value == quantity.value and q.unit == unit
            for c in close[:8]
            if c.score >= best.score - MAX_TYPED_BEHIND
            for q in find_quantities(c.hit.passage.text)
        ):
            continue
        if _is_condition(text, quantity):
            continue
        figure = text[quantity.start : quantity.end]
        source = cite_as(best.hit.document, best.hit.passage)
        return Refusal(
            NoAnswerReason.NOT_COVERED,
            f"问题里的“{figure}”与文件不符，文件中没有这个数。{source}的原文是：“{best.text}”"
            "其余所问的内容，文件中没有规定。",
            ((best.hit, best.span),),
        )
    return None


def _is_condition(text: str, quantity: Quantity) -> bool:
    """Whether the figure is the asker's own situation (我班30人), not a claim about the text."""
    before = text[max(0, quantity.start - 12) : quantity.start]
    after = text[quantity.end : quantity.end + 4]
    return re.search(r"我|咱|俺|家|一共|才|只有|了|第", before) is not None or after.startswith(
        ("来", "多", "以上", "以下")
    )


def _find_missing_attribute(inquiry: Inquiry, close: list[Candidate]) -> Refusal | None:
    """An attribute asked for by name (职务, 电话) that no close sentence gives."""
    people = [p for p in inquiry.understanding.parties if len(p) <= MAX_PERSON]
    for attribute in find_attributes(inquiry.understanding.text):
        given = [
            c
            for c in close[:10]
            if attribute.needs.search(_without_duties(c.text) if people else c.text)
            and all(person in c.text for person in people)
        ]
        if given:
            continue
        best = close[0]
        source = cite_as(best.hit.document, best.hit.passage)
        return Refusal(
            NoAnswerReason.NOT_COVERED,
            f"文件中没有写明{attribute.name}。最接近的是{source}，其中没有这项内容。",
            ((best.hit, best.span),),
        )
    return None


def _without_duties(text: str) -> str:
    """A sentence without （牵头领导：…）, whose words are roles in a task and no posts."""
    return re.sub(r"[（(](?:牵头|责任|配合)[^（）()]*[）)]", "", text)


def _is_masked_where_asked(candidate: Candidate, understanding: Understanding) -> bool:
    """Whether the part of the sentence that speaks of the asked thing has its figure masked.

    硕士8万元；博士xx万元 is illegible for 博士, whatever stands beside it.
    """
    if candidate.masked is None:
        return False
    parts = re.split("[；;。]", candidate.text)
    shares = [_share_in(part, understanding.focus) for part in parts]
    best = parts[shares.index(max(shares))]
    return find_mask(best, understanding.ask) is not None and not holds_type(
        best, understanding.ask
    )


def _share_in(text: str, focus: Focus) -> float:
    folded = fold_text(text)
    return sum(term.weight * match_term(term, folded) for term in focus.terms)


def _illegible(candidate: Candidate) -> Refusal:
    source = cite_as(candidate.hit.document, candidate.hit.passage)
    return Refusal(
        NoAnswerReason.ILLEGIBLE,
        f"{source}说到了这一项，但原文在数字的位置是“{candidate.masked}”，"
        "已被隐去或无法辨认，因此无法确定具体数值。请查看原件或咨询发文单位。",
        ((candidate.hit, candidate.span),),
    )


def _not_covered(
    inquiry: Inquiry, candidates: tuple[Candidate, ...], thesaurus: Thesaurus
) -> Refusal:
    """A refusal that names what was looked at, the nearest clause, and other documents."""
    documents = inquiry.documents()
    scope = inquiry.understanding.scope
    nearest = tuple((c.hit, c.span) for c in candidates[:2] if c.score >= MIN_SCORE - MAX_BEHIND)
    if scope.document_ids is None:
        where = "现有文件"
    else:
        tops = [d for d in documents if d.parent_id not in scope.document_ids]
        where = "、".join(f"《{d.title}》" for d in tops[:3])
    message = f"{where}中没有规定所问的内容。"
    if nearest:
        best = candidates[0]
        source = cite_as(best.hit.document, best.hit.passage)
        quote = best.text if len(best.text) <= MAX_NEAREST else f"{best.text[:MAX_NEAREST]}……"
        message += f"最接近的是{source}：“{quote}”其中没有{_name_missing(inquiry)}。"
    other = _find_elsewhere(inquiry, thesaurus)
    if other is not None:
        message += f"《{other}》有相关规定，但不适用于所问的地区或文件，请不要照搬。"
    return Refusal(NoAnswerReason.NOT_COVERED, message, nearest)


_MISSING = (
    (Asked.MONEY, "写明具体数额"),
    (Asked.PERCENT, "写明具体比例"),
    (Asked.AREA, "写明具体面积"),
    (Asked.COUNT, "写明具体数量"),
    (Asked.DATE, "写明具体时间"),
    (Asked.DURATION, "写明具体期限"),
)


def _name_missing(inquiry: Inquiry) -> str:
    """What the nearest sentence lacks, in the words of the question's kind."""
    asked = inquiry.understanding.ask.asked
    return next((words for kind, words in _MISSING if kind in asked), "所问的这一项")


def _find_elsewhere(inquiry: Inquiry, thesaurus: Thesaurus) -> str | None:
    """The title of a document outside the asked ones that does say it."""
    understanding = inquiry.understanding
    asked_ids = understanding.scope.document_ids
    if asked_ids is None:
        return None
    others = frozenset(d.id for d in inquiry.library.documents if d.id not in asked_ids)
    if not others:
        return None
    query = build_query(understanding, thesaurus, others, inquiry.scope, 5)
    hits = inquiry.store.search(query)
    ranked = rank_sentences(
        hits, understanding.focus, understanding.ask, inquiry.validities, scoped=False
    )
    for candidate in ranked[:3]:
        if candidate.coverage >= 0.6 and holds_type(candidate.text, understanding.ask):
            return candidate.hit.document.title
    return None


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
        held = sorted({n for n in inquiry.library.regions if n.endswith(("县", "区", "市"))})
        known = f"已收录的地区有：{'、'.join(held[:8])}。" if held else ""
        return Refusal(
            NoAnswerReason.REGION_NOT_HELD,
            f"没有收录{understanding.scope.unknown_region}的文件，因此无法回答；其他地区的规定不适用。{known}",
        )
    return _refuse_document(inquiry) or _refuse_party(inquiry) or _refuse_annex(inquiry)


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
    if re.search(r"[哪谁几]|什么|多少", name) or all(
        name[i : i + 2] in pairs for i in range(len(name) - 1)
    ):
        return None
    return Refusal(
        NoAnswerReason.NOT_COVERED,
        f"现有文件的任务分工中没有出现“{name}”，查不到由其牵头或负责的任务。",
    )


def _refuse_annex(inquiry: Inquiry) -> Refusal | None:
    """An annex that is listed by name while its text is not held."""
    annex = inquiry.understanding.scope.annex
    if annex is None or any(d.part == annex for d in inquiry.documents()):
        return None
    for document in inquiry.documents():
        passages = inquiry.store.passages(document.id, inquiry.scope)
        if any(p.kind is ClauseKind.ANNEX and _last_label(p) == annex for p in passages):
            return None
        for passage in passages:
            if passage.kind is not ClauseKind.ANNEX_LIST_ITEM:
                continue
            if _last_label(passage) == annex.removeprefix("附件"):
                hit = inquiry.hit(passage)
                return Refusal(
                    NoAnswerReason.NOT_COVERED,
                    f"《{document.title}》只列出了{annex}的名称（{passage.heading}），"
                    f"{annex}的正文没有收录，因此查不到其中的规定。",
                    ((hit, _whole(passage.text)),),
                )
    return None


def _last_label(passage: Passage) -> str:
    return passage.label.split("›")[-1].strip()


def _whole(text: str) -> Span:
    return Span(0, len(text))
