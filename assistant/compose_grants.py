"""Everything that the documents grant to somebody: payments, rewards, priorities, relief."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from assistant.classes import find_classes, read_classes
from assistant.compose_benefits import find_figures
from assistant.compose_selfcheck import compose_selfcheck
from assistant.focus import Term
from assistant.inquiry import Composition, Inquiry
from assistant.locate import fold_text
from assistant.set_request import SetAsked
from assistant.set_rows import (
    SetRow,
    compose_rows,
    count_by_document,
    own_sentences,
    scan,
    share_of_terms,
)
from ingest.model import ClauseKind, DocumentId
from ingest.quantities import find_quantities
from vectorstore.model import Passage, PassageId

MIN_SHARE = 0.3  # of those asked about that the best row must name
MIN_ROWS = 5  # rows from which a set is one though the closest clause is not among them
SHARE_OF_BEST = 0.7
_GRANT = re.compile(
    r"补贴|津贴|补助|奖励|奖金|给予|慰问|免费|免租|免收|减免|减半|报销|安家费|生活费|加发|上浮|优先|倾斜|"
    r"表彰|表扬|荣誉|享受|体检|统筹安排|可以在|绿色通道|择校|公寓|同工同酬|不受\S{0,12}限制"
)
_MONEY = frozenset({"元"})
_ABOUT_GRANTS = re.compile(
    r"补贴|津贴|补助|奖励|待遇|激励|保障|关爱|关心|优惠|扶持|资助|标准|荣誉|福利"
)
# Sentences about how grants are paid for, checked and taken back grant nothing themselves.
_BESIDE = re.compile(
    r"所需(?:资金|经费)|资金来源|列入\S{0,4}预算|分担|追回|退回|退还|骗取|弄虚作假|虚报|停发|取消|是指|"
    r"不享受|不得|不适用|不纳入|审核|公示|复核|受理|申请|申报|按月发放|按季|按学期|于每\S{1,8}发放|解释|认定|制定本|坚持|公布|由\S{2,12}(?:承担|负担)|废止|不计入|程序|参照|组成|计发|监管|监督"
)
_GENERAL = re.compile(
    r"补贴|津贴|补助|奖励|奖金|待遇|福利|好处|优惠|优待|照顾|扶持|资助|减免|实惠|公家|财政|政府|一处|一条|列|工作|享受|政策|荣誉|表彰|表扬|统统|各地|文件|享有|一遍"
)


def compose_grants(inquiry: Inquiry, asked: SetAsked) -> Composition | None:
    """The sentences that grant something to those asked about, of documents that hold today."""
    del asked
    checked = compose_selfcheck(inquiry)
    if checked is not None:
        return checked  # somebody who says enough of himself is told what applies to him
    scope = inquiry.understanding.scope
    looked = scan(inquiry)
    named = [t for t in inquiry.understanding.focus.terms if not _GENERAL.search(t.words)]
    terms = [t for t in named if t.is_held or t.alternatives]
    if named and not terms:
        return None  # no document knows the only thing that is asked about
    payments = [t for t in inquiry.understanding.focus.terms if _NAMED.search(t.words)]
    purpose = lru_cache(maxsize=None)(lambda i: share_of_terms(terms, _say_purpose(inquiry, i)))
    classes = lru_cache(maxsize=None)(lambda i: _find_classes(inquiry, terms, i))
    for_teachers = scope.document_ids is not None and _asks_for_teachers(inquiry)
    openings = {passage.id: passage.own_text for _, passage in looked.passages}
    found: list[tuple[float, SetRow]] = []
    for document, passage in looked.passages:
        ended = inquiry.validities[document.id].state.is_ended
        if (ended and not scope.names_document) or not _may_grant(passage):
            continue
        above = _words_above(passage, openings)
        for span in own_sentences(passage):
            text = passage.own_text[span.start : span.end]
            meant = classes(document.id)
            if meant and meant.isdisjoint(read_classes(text)):
                continue
            if not _grants(text, passage, above):
                continue
            if payments and not any(share_of_terms([t], f"{above} {text}") > 0 for t in payments):
                continue
            share = max(share_of_terms(terms, f"{above} {text}"), purpose(document.id))
            if meant or (for_teachers and _TEACHERS.search(f"{document.title} {above} {text}")):
                share = 1.0
            found.append((share, SetRow(inquiry.hit(passage), span)))
    rows = _choose(found, terms, named=scope.document_ids is not None)
    figures = find_figures(inquiry.understanding.text)
    meeting = [row for row in rows if figures & find_figures(row.text)]
    if meeting:  # what is said in figures (任教满二十年) is a condition
        rows = meeting
    best = inquiry.candidates[:1]
    if not any(row.hit.passage.id == c.hit.passage.id for c in best for row in rows) and (
        len(rows) < MIN_ROWS
    ):
        return None
    where = "，已全部列出" if looked.is_whole else f"；只查了最接近的 {len(looked.passages)} 条"
    whom = "、".join(f"“{t.words}”" for t in terms)
    narrowed = f"、与{whom}有关" if whom else ""
    narrowed = "，且写有所说数字" if meeting else narrowed
    said = f"写有补贴、奖励或照顾{narrowed}的共 {len(rows)} 处{where}。"
    if len({row.hit.document.id for row in rows}) > 1:
        said += f"其中{count_by_document(rows)}。"
    return compose_rows(inquiry, rows, f"{said}是否适用，请对照条件并以发文单位解释为准。")


_TEACHERS = re.compile(r"教师|老师|教职工|班主任|校长|教书")
_ASKS_TEACHERS = re.compile(r"老师|教师|教书|任教|教课|当教员")
_ONE_KIND = re.compile(
    r"班主任|带班|校长|园长|教研员|特岗|支教|退休|特教|残疾|学生|孩子|娃|子女|博士|硕士|实习|临聘|代课|幼儿"
)


def _asks_for_teachers(inquiry: Inquiry) -> bool:
    """Whether teachers at large are asked about, no single kind of them."""
    text = inquiry.understanding.text
    return _ASKS_TEACHERS.search(text) is not None and _ONE_KIND.search(text) is None


_NAMED = re.compile(r"津贴|奖励|奖金|补贴|补助")


def _may_grant(passage: Passage) -> bool:
    return isinstance(passage.kind, ClauseKind) and passage.kind is not ClauseKind.ANNEX_LIST_ITEM


def _words_above(passage: Passage, openings: Mapping[PassageId, str]) -> str:
    """The headings above a passage and the words that open the list it is in."""
    opening = openings.get(passage.parent, "") if passage.parent is not None else ""
    return " ".join((*passage.heading_path, opening[-80:], passage.heading))


def _grants(text: str, passage: Passage, above: str) -> bool:
    opens = passage.has_children and text.rstrip().endswith(("：", ":"))
    heading = fold_text(passage.heading)
    if opens or (heading and fold_text(text).endswith(heading)):
        return False  # the items say it, or the sentences behind the heading
    if _BESIDE.search(text) and not any(q.unit in _MONEY for q in find_quantities(text)):
        return False
    if _GRANT.search(text):
        return True
    money = any(q.unit in _MONEY and not q.ordinal for q in find_quantities(text))
    return money and _ABOUT_GRANTS.search(above) is not None


def _say_purpose(inquiry: Inquiry, document_id: DocumentId) -> str:
    """The title and the first clause of a document: whom it is for as a whole."""
    document = inquiry.library.by_id[document_id]
    passages = inquiry.store.passages(document.id, inquiry.scope)
    clauses = (p for p in passages if isinstance(p.kind, ClauseKind) and not p.has_children)
    first = next(clauses, None)
    return f"{document.title} {first.own_text if first else ''}"


def _find_classes(inquiry: Inquiry, terms: list[Term], document_id: DocumentId) -> frozenset[str]:
    passages = inquiry.store.passages(document_id, inquiry.scope)
    return find_classes(terms, (p.own_text for p in passages))


def _choose(
    found: Iterable[tuple[float, SetRow]], terms: Sequence[Term], *, named: bool
) -> list[SetRow]:
    """The rows for those asked about; all rows of the named documents where nobody is."""
    rows = list(found)
    if not terms:
        return [row for _, row in rows] if named else []
    best = max((share for share, _ in rows), default=0.0)
    if best < MIN_SHARE:
        return []
    return [row for share, row in rows if share >= SHARE_OF_BEST * best]
