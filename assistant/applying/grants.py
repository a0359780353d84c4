"""The single grants for teachers that documents hold: an item of a list or a tier stands alone."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assistant.applying.conditions import AMOUNT
from assistant.locate import split_sentences
from ingest.model import DocumentId, Span
from ingest.quantities import fold_width
from vectorstore.model import Hit, Passage, Scores, StoredBenefit, StoredDocument

Passages = Callable[[DocumentId], tuple[Passage, ...]]

_TEACHERS = re.compile(r"教师|老师|班主任|校长|园长|教研员|教职工|教育工作者|师范生")
_OTHERS = re.compile(
    r"学生|儿童|少年|寄宿生|家长|监护人|幼儿(?!园)|子女|生均|经费|工作室|困难生|每生|的县"
)
_OWN_NAME = re.compile(
    r"(?:补助|津贴|补贴|奖励|激励|待遇|优待)[^，。]{0,6}(?:办法|细则|方案|规定|措施)"
)
_SOFT = re.compile(
    r"优先|给予(?:适当)?奖励|表扬|表彰|慰问|免费|体检|子女|定向评价|加计|(?:提高|发放|享受)[^，。]{0,20}(?:津贴|补贴|补助)"
)
# What a government sets itself to do, without anything that one teacher could claim.
_GOAL = re.compile(
    r"加大|提高|建立|完善|健全|统筹|要将|鼓励|推动|改善|落实|实施|深化|倾斜|同等地位|展示|体系|强化"
)
# What is no benefit of one teacher at all, whatever the sentence says of teachers.
_NEVER = re.compile(
    r"平均工资|编制|财政资金|资金管理|经费投入|预算安排|评选活动|资助政策|免费政策|保障机制|推荐生|招生"
)
# An opening that only sorts what follows: 基础补助按照学校所在地的条件分为三类：
_SORTS = re.compile(r"分为?(?:成|为)?[一二两三四五六七八九十\d]+个?(?:类|档|级|等|部分|种|层)")
_TIER_OF_YEARS = re.compile(r"^\s*(?:年?满|任教满|从教满)\s*[\d一二三四五六七八九十]")
_FROM_YEARS = re.compile(r"年?满\s*[\d一二三四五六七八九十]")
_NAMED = re.compile(
    r"教师|班主任|校长|园长|教研员|小学|初中|高中|幼儿园|职称|博士|硕士|本科|名师|带头人"
)
_FURTHER = re.compile(r"^\s*(?:其中|由|从|并|超)|[另再]加|加发|增发|另外|另给")
_QUALIFY = re.compile(r"(?:符合|具备|满足)(?:下列|以下)(?:条件|情形)")
_EXCLUDE = re.compile(r"(?:下列|以下)情形之一的?，?(?:不|停|取消)")
_APPLIES = re.compile(
    r"(?:本(?:办法|细则|方案|措施|规定)适用于|所称[^，。；]{2,14}，?(?:是)?指)(?P<who>[^。；]+)"
)
_PART = re.compile(r"[^。；;\n]+")
_PIECE = re.compile(r"[^。；;，,\n]+")
_LIMIT = re.compile(r"除外|不适用|不享受|不得享受|不再享受|不纳入|不予|仅限|只限")
_LIKEWISE = re.compile(r"参照本?[^。]{0,10}执行|参照执行|按照本[^。]{2,4}第[^。]{1,8}条执行")


@dataclass(frozen=True, slots=True)
class Grant:
    """Words of a passage that grant one thing; `lead` are words above that hold for it too."""

    benefit: StoredBenefit
    hit: Hit
    span: Span
    lead: tuple[Hit, Span] | None = None
    listed: bool = False  # an item of a list

    @property
    def name(self) -> str:
        """What is granted."""
        return re.sub(r"^第[一二三四五六七八九十百]+条\s*", "", self.benefit.name)

    @property
    def words(self) -> str:
        """The words that grant it."""
        return self.hit.passage.text[self.span.start : self.span.end]

    @property
    def amount(self) -> str | None:
        """The first amount in the words."""
        found = AMOUNT.search(self.words)
        return re.sub(r"\s+", "", fold_width(found[0])) if found else None

    @property
    def is_vague(self) -> bool:
        """Whether the words set an aim without saying how much there is for whom."""
        if AMOUNT.search(self.words):
            return False
        return _GOAL.search(self.words) is not None or not _SOFT.search(self.words)

    @property
    def is_tier_of_years(self) -> bool:
        """Whether the words begin with years (满20年的)."""
        return _TIER_OF_YEARS.match(self.words) is not None

    @property
    def limits(self) -> tuple[Span, ...]:
        """What the rest of the passage excludes (编外教师除外)."""
        text = self.hit.passage.own_text
        found: list[Span] = []
        for part in _PIECE.finditer(text):
            start, end = part.span()
            if not _LIMIT.search(part[0]):
                continue
            if part[0].lstrip().startswith(("不", "停")):  # 已领取的，不再享受
                start = max(text.rfind(sign, 0, max(start - 1, 0)) for sign in "。；;，,\n") + 1
            if end <= self.span.start or start >= self.span.end:
                found.append(Span(start, end))
        return tuple(found)

    @property
    def about(self) -> str:
        """What stands above the words and tells what their years are of."""
        passage = self.hit.passage
        above = (self.hit.document.title, *passage.heading_path, passage.heading)
        led = ""
        if self.lead is not None:
            hit, span = self.lead
            led = hit.passage.text[span.start : span.end]
        return f"{' '.join(above)}。{led}"


@dataclass(frozen=True, slots=True)
class GeneralClause:
    """A clause on who may have anything at all of what a document grants."""

    hit: Hit
    span: Span
    kind: str  # item, exclusion, range
    items: tuple[str, ...] = ()  # of an exclusion


def list_grants(benefits: Iterable[StoredBenefit], passages: Passages) -> Iterator[Grant]:
    """The grants for teachers, each place once."""
    seen: set[tuple[str, int]] = set()
    for benefit in benefits:
        for grant in _divide(benefit, passages):
            key = (grant.hit.passage.id, grant.span.start)
            if key not in seen and _is_for_teachers(grant):
                seen.add(key)
                yield grant


def look_up(document: StoredDocument, passage: Passage) -> Hit:
    """A hit for a passage that was not searched for."""
    return Hit(passage, document, Scores(None, None, 0.0), 1)


def list_general(document: StoredDocument, passages: Passages) -> tuple[GeneralClause, ...]:
    """The clauses on who may have it at all, where the document is about one benefit."""
    if not _OWN_NAME.search(document.title):
        return ()
    held = passages(document.id)
    found: list[GeneralClause] = []
    for passage in held:
        own, hit = passage.own_text, look_up(document, passage)
        children = [child for child in held if child.parent == passage.id]
        applies = _APPLIES.search(own)
        if applies is not None and _TEACHERS.search(applies["who"]):
            found.append(GeneralClause(hit, Span(*applies.span("who")), "range"))
            found += [
                GeneralClause(hit, Span(*part.span()), "exclusion", (part[0],))
                for part in _PART.finditer(own)
                if "不适用" in part[0]
            ]
        if _QUALIFY.search(own):
            found += [
                GeneralClause(look_up(document, child), Span(0, len(child.text)), "item")
                for child in children
            ]
        elif (excluded := _EXCLUDE.search(own)) is not None:
            end = own.find("：", excluded.end())
            opening = Span(0, len(own.rstrip()) if end < 0 else end + 1)
            items = tuple(child.text for child in children) or (own[opening.end :].strip(),)
            found.append(GeneralClause(hit, opening, "exclusion", items))
    return tuple(found)


def takes_in_others(document: StoredDocument, passages: Passages) -> bool:
    """Whether a document is for people beside those whom it names (参照执行)."""
    return any(_LIKEWISE.search(passage.own_text) for passage in passages(document.id))


def _divide(benefit: StoredBenefit, passages: Passages) -> Iterator[Grant]:
    """The benefit, or each item of the list or of the tiers that it opens."""
    passage, document = benefit.passage, benefit.document
    start = benefit.span.start - passage.span.start
    span = Span(start, benefit.span.end - passage.span.start)
    for sentence in split_sentences(passage.text):
        if sentence.start <= start < sentence.end:
            span = sentence
            break
    hit = look_up(document, passage)
    children = [p for p in passages(passage.document_id) if p.parent == passage.id]
    if passage.own_text.rstrip().endswith(("：", ":")) and children:
        opening = Span(span.start, len(passage.own_text.rstrip()))
        above = None if _SORTS.search(passage.own_text, span.start) else (hit, opening)
        for child in children:
            stop = child.text.find("。")
            whole = Span(0, len(child.text) if stop < 0 else stop + 1)
            if AMOUNT.search(child.text):
                yield Grant(benefit, look_up(document, child), whole, above, True)
        return
    stop = passage.text.find("。", span.start)
    span = Span(span.start, len(passage.text) if stop < 0 else stop + 1)
    tiers = list(_find_tiers(passage.text, span))
    if len(tiers) < 2:
        parent = next((p for p in passages(passage.document_id) if p.id == passage.parent), None)
        yield Grant(benefit, hit, span, _find_lead(document, parent), parent is not None)
        return
    for tier, lead in tiers:
        yield Grant(benefit, hit, tier, None if lead is None else (hit, lead))


def _find_lead(document: StoredDocument, parent: Passage | None) -> tuple[Hit, Span] | None:
    """The opening of the list that a passage is an item of, where it says who is meant."""
    if parent is None or not parent.own_text.rstrip().endswith(("：", ":")):
        return None
    own = parent.own_text.rstrip()
    begin = max(own.rfind("。"), own.rfind("\n")) + 1
    if _SORTS.search(own, begin):
        return None
    return look_up(document, parent), Span(begin, len(own))


def _find_tiers(text: str, span: Span) -> Iterator[tuple[Span, Span | None]]:
    """Stretches of a sentence that each grant an amount, with the words that lead them in."""
    amounts = list(AMOUNT.finditer(text, span.start, span.end))
    if len(amounts) < 2:
        return
    colon = max(text.rfind(sign, span.start, amounts[0].start()) for sign in "：:")
    begin = span.start if colon < 0 else colon + 1
    tiers: list[tuple[Span, Span | None]] = []
    for part in re.compile(r"[^；;。]+").finditer(text, begin, span.end):
        inner = list(_find_pieces(text, Span(*part.span()), led=colon >= 0))
        if len(inner) > 1:
            before = None if inner[0].start == part.start() else Span(part.start(), inner[0].start)
            tiers += [(piece, before) for piece in inner]
        elif AMOUNT.search(part[0]):
            tiers.append((Span(*part.span()), None))
    for number, (tier, before) in enumerate(tiers):
        if colon >= 0:
            yield tier, Span(span.start, colon)
        elif number and _TIER_OF_YEARS.match(text[tier.start : tier.end]):
            years = _FROM_YEARS.search(text, span.start, tier.start)
            yield tier, Span(span.start, years.start()) if years else None
        else:
            yield tier, before


def _find_pieces(text: str, part: Span, *, led: bool) -> Iterator[Span]:
    """The parts between commas that each grant an amount to somebody.

    Without words that lead all of them in (`led`), each must name who is meant: 其中个人2000元
    and 校长另加100元 only belong to what stands before them.
    """
    for piece in re.compile(r"[^，,]+").finditer(text, part.start, part.end):
        paid = AMOUNT.search(piece[0])
        before = piece[0][: paid.start()] if paid else ""
        if not re.search(r"[\u4e00-\u9fff]", before):
            continue
        if led or (_NAMED.search(before) and not _FURTHER.search(before)):
            yield Span(*piece.span())


def _is_for_teachers(grant: Grant) -> bool:
    words = grant.words
    passage, title = grant.hit.passage, grant.hit.document.title
    if _NEVER.search(words) and not re.search(r"每[人名月]|一次性", words):
        return False
    if not AMOUNT.search(words) and _OWN_NAME.search(title):
        return False
    if grant.is_vague:
        return _TEACHERS.search(grant.benefit.recipients or "") is not None
    led = ""
    if grant.lead is not None:
        hit, span = grant.lead
        led = hit.passage.text[span.start : span.end]
    if _TEACHERS.search(words):
        return _OTHERS.search(words) is None or "教师" in words
    above = " ".join((title, *passage.heading_path, passage.heading, led))
    return _TEACHERS.search(above) is not None and not _OTHERS.search(words)
