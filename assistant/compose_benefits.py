"""What the documents grant: payments, rewards and priorities, for the kind of person who asks."""

import re
from decimal import Decimal

from assistant.compose import draft_children, gather
from assistant.inquiry import Composition, Inquiry, name_source, quote_draft
from assistant.locate import split_sentences
from assistant.model import Draft, Notice, NoticeKind
from ingest.model import Span
from ingest.quantities import find_quantities
from vectorstore.model import Hit, StoredBenefit

MAX_BENEFITS = 15
_GRANTS = re.compile(
    r"补贴|津贴|补助|奖励|奖金|奖|绩效|优先|倾斜|体检|周转|工作经费|慰问|表彰|表扬|减免|免费"
)
_TEACHERS = re.compile(r"教师|老师|班主任|校长|教研员|教职工|名师|支教|教育工作者")
_STUDENTS = re.compile(r"学生|儿童|少年|家庭|寄宿生|家长|监护人|幼儿|子女|残疾")
_ASKS_TEACHER = re.compile(r"教师|老师|班主任|校长|园长|教书|任教|教研员|支教|教龄|我们学校")
_ASKS_STUDENT = re.compile(r"学生|孩子|娃|家长|家庭|儿子|女儿|小孩|上学|读书|困难|残疾|住校|寄宿")
_SPECIFIC = {
    "班主任": re.compile(r"班主任"),
    "校长": re.compile(r"校长"),
    "乡": re.compile(r"乡|镇|农村|山区|教学点|边远"),
    "奖励": re.compile(r"奖"),
    "优先": re.compile(r"优先|倾斜"),
}


def compose_benefits(inquiry: Inquiry) -> Composition | None:
    """The sentences that grant something, those of current documents; None if there are none."""
    found = _find_grants(inquiry)
    if not found:
        return None
    said = find_figures(inquiry.understanding.text)
    meeting = [g for g in found if said & find_figures(_sentence(g))]
    if meeting:  # what is said in figures (任教满二十年) is a condition
        found = meeting
    shown = found[:MAX_BENEFITS]
    before: Hit | None = None
    drafts: list[Draft] = []
    for hit, span in shown:
        drafts.append(quote_draft(hit, span, name_source(hit, before)))
        if hit.passage.text[: span.end].endswith(("：", ":")):
            drafts += draft_children(hit, inquiry)
        before = hit
    rest = f"，以下为前 {len(shown)} 处" if len(shown) < len(found) else ""
    which = "写有所说数字" if meeting else "相关"
    notice = Notice(
        NoticeKind.COMPLETENESS,
        f"现行文件中{which}的补贴、奖励和照顾共 {len(found)} 处{rest}。"
        "是否适用，请对照条件并以发文单位解释为准。",
    )
    return gather(drafts, inquiry, (notice,))


def _find_grants(inquiry: Inquiry) -> list[tuple[Hit, Span]]:
    text = inquiry.understanding.text
    ids = frozenset(
        d.id
        for d in inquiry.documents()
        if inquiry.understanding.scope.names_document or not inquiry.validities[d.id].state.is_ended
    )
    wanted = [pattern for word, pattern in _SPECIFIC.items() if word in text]
    found: dict[tuple[str, int], tuple[Hit, Span]] = {}
    for benefit in inquiry.store.benefits(ids, inquiry.scope):
        hit = inquiry.hit(benefit.passage)
        span = _sentence_around(benefit)
        sentence = benefit.passage.text[span.start : span.end]
        above = " ".join((benefit.document.title, *benefit.passage.heading_path))
        if not _GRANTS.search(sentence) or not _is_for(text, sentence, above):
            continue
        if wanted and not any(p.search(f"{sentence} {above}") for p in wanted):
            continue
        if benefit.amount is None and not re.search(r"优先|倾斜|奖励|补助|津贴|补贴", sentence):
            continue
        found.setdefault((benefit.passage.id, span.start), (hit, span))
    return list(found.values())


def find_figures(text: str) -> frozenset[tuple[Decimal, str]]:
    """The figures of a text with their units."""
    return frozenset((q.value, q.unit) for q in find_quantities(text) if q.unit)


def _sentence(grant: tuple[Hit, Span]) -> str:
    hit, span = grant
    return hit.passage.text[span.start : span.end]


def _is_for(question: str, sentence: str, above: str) -> bool:
    """Whether a grant is for teachers or for pupils, as the question wants."""
    if _ASKS_TEACHER.search(question):
        return _TEACHERS.search(sentence) is not None or (
            _TEACHERS.search(above) is not None and not _STUDENTS.search(sentence)
        )
    if _ASKS_STUDENT.search(question):
        return _STUDENTS.search(sentence) is not None
    return True


def _sentence_around(benefit: StoredBenefit) -> Span:
    """The whole sentence that the benefit stands in, within its passage."""
    passage = benefit.passage
    start = benefit.span.start - passage.span.start
    for span in split_sentences(passage.text):
        if span.start <= start < span.end:
            return span
    return Span(start, benefit.span.end - passage.span.start)
