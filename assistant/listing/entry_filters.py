"""What narrows the entries of a set: amounts, and whom or what they are about."""

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache

from assistant.inquiry import Inquiry
from assistant.listing.amounts import RHYTHM_WORDS
from assistant.listing.classes import find_classes, read_classes
from assistant.listing.entries import Entry
from assistant.listing.limits import FIXED, Limit
from assistant.listing.set_rows import find_called, share_of_terms
from assistant.locate import fold_text
from assistant.reading.focus import Term, match_term
from assistant.reading.set_request import (
    EntryKind,
    SetAsked,
    drop_left_out,
    read_excepted,
    read_left_out,
)
from ingest.model import ClauseKind, DocumentId
from ingest.quantities import Direction, find_quantities
from ingest.references import ClauseRef, PartialRef, Unit, matches
from vectorstore.model import Passage

MIN_SHARE = 0.3  # of what is asked about that the best entry must hold for the rest to be narrowed
SHARE_OF_BEST = 0.65
MIN_GROUPS = 2  # things named, from which each is narrowed by itself
MEANT = 0.8  # match of a reference from which it names a part
SHARE_OF_JOINED = 0.45  # where each of several things is meant
NAMED = 0.8  # match of a term in a title from which it only names the document
NEAR = 5  # closest sentences that tell the section of a subject said in other words
MIN_NEAR = 4  # of these that must stand in it
# What is asked for in any set; says nothing about what its entries are.
_GENERAL = re.compile(
    r"规定|文件|办法$|方案|通知|细则|条款|条文|列|汇总|整理|各地|各县|一遍|一处|一条|内容|要求|具体|"
    r"分别|统统|^[两二三四五六七八九十几]个$|手头|所有|全部|收录|有关|相关|涉及|逐条|^每|^一|人员|情形|字样|库里|提出$|凡有|份文件|捋|一并|^各|^全列|几种|几项|总共|一共|清单|最[高低多少大小]|[高低]到|到[高低]|低排|高排|加起来|合计|超过|以上|以下|低于|高于"
)
_SUBSIDY = re.compile(r"补助|补贴|资金|资助")  # said of any amount that is capped
_PARTED = re.compile(r"([\u4e00-\u9fff]{2,8}?)(?:类|方面|领域|板块|(?:[这那]一?)(?:块|部分)|部分)")
_MONEY_SAID = re.compile(r"金额|数额|多少钱|多少(?:万)?元")
_UNITS = re.compile(r"(?:多少|几)(人|名|个|所|块|间|套|项|场|次|篇|台)")
_SAME_UNIT = {"名": "人", "块": "个"}
_BOUNDS = {"caps": Direction.AT_MOST, "floors": Direction.AT_LEAST}
_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,14}?(?:办法|细则|方案|措施|意见|规定|通知|稿子?|[一二三四五六七八九十]+条)"
)
_CLASS = re.compile(r"^[A-Za-z]?类|^[A-Z]$")
_YEAR = re.compile(r"20\d\d")


def is_general(term: Term) -> bool:
    """Whether a term is said in any question for a set."""
    return _GENERAL.search(term.words) is not None or _YEAR.search(term.words) is not None


def find_figures(text: str) -> frozenset[tuple[Decimal, str]]:
    """The figures of a text with their units."""
    return frozenset((q.value, q.unit.removeprefix("周")) for q in find_quantities(text) if q.unit)


def read_subject(inquiry: Inquiry, asked: SetAsked, limit: Limit | None) -> list[Term]:
    """What is asked about, without words for the kind and those that only name the document."""
    kind = asked.entry
    assert kind is not None  # of ENTRIES
    understanding = inquiry.understanding
    named = understanding.scope.document_ids is not None
    titles = [d.title for d in inquiry.documents()] if named else []
    left_out = read_left_out(understanding.text)
    several = len(understanding.scope.groups) >= MIN_GROUPS
    return [
        term
        for term in understanding.focus.terms
        if not kind.about.search(term.words)
        and term.words != asked.who
        and not (limit is not None and term.words in limit.words)
        and not (limit is not None and limit.is_fixed and FIXED.search(term.words))
        and term.words not in left_out
        and not RHYTHM_WORDS.search(term.words)
        and not is_general(term)
        and not _CLASS.search(term.words)
        and not (titles and all(_names(term, title) for title in titles))
        and not (kind.name in _BOUNDS and _SUBSIDY.fullmatch(term.words))
        and not (several and _is_in_name(term, understanding.text, titles))
        and not any(term.words in mention.words for mention in understanding.scope.mentions)
    ]


def _names(term: Term, title: str) -> bool:
    """Whether a term, or its official words, only says a title again."""
    return match_term(term, fold_text(title)) >= NAMED and not is_one_of_title(term, title)


def is_one_of_title(term: Term, title: str) -> bool:
    """Whether a title names what a term says among other things: 校车、食堂和课后服务管理的通知."""
    words = re.escape(term.words)
    return re.search(rf"[、和与及]{words}|{words}[、和与及]", title) is not None


def _is_in_name(term: Term, text: str, titles: Sequence[str]) -> bool:
    """Whether a term is said as part of the name of one of several documents (租房办法)."""
    named = any(_names(term, title) for title in titles)
    return named and any(term.words in name for name in _NAME.findall(text))


def keep_part(entries: Sequence[Entry], inquiry: Inquiry, kind: EntryKind) -> list[Entry]:
    """Those of the part that is said, where some stand in it and some do not.

    Of caps and floors those of money where money is asked for, of targets those with the units.

    第二部分: those of that number; 农业类的补助: those under a heading that says 农业.
    除投资奖励外: those under no heading that says it.
    """
    text = inquiry.understanding.text
    but = [fold_text(words) for words in read_excepted(text)]
    chosen = [e for e in entries if not any(words in _say_headings(e) for words in but)]
    side = _BOUNDS.get(kind.name)
    if side is not None and _MONEY_SAID.search(text):
        chosen = [e for e in chosen if _bounds_money(e.row.text, side)]
    units = {_SAME_UNIT.get(unit, unit) for unit in _UNITS.findall(text)}
    if kind.name == "targets" and units:
        counted = [e for e in chosen if any(u in units for _, u in find_figures(e.row.text))]
        chosen = counted or chosen
    named = (r.ref for r in inquiry.understanding.references if r.ref.steps)
    references = [ref for ref in named if ref.steps[-1].unit in PARTS]
    numbered = [e for e in chosen if any(_is_under(e.row.hit.passage, ref) for ref in references)]
    if numbered:
        return numbered
    for words in _PARTED.findall(text):
        for start in range(len(words) - 1):
            inside = [e for e in chosen if fold_text(words[start:]) in _say_headings(e)]
            if inside:
                return inside
    return chosen


PARTS = frozenset({Unit.DIVISION, Unit.CHAPTER, Unit.SECTION})


def _is_under(passage: Passage, ref: PartialRef) -> bool:
    """Whether a passage stands in the part of that number."""
    labels = passage.label.split("›")
    above = ("›".join(labels[:depth]) for depth in range(1, len(labels)))
    return any(matches(ref, ClauseRef.parse(label)) >= MEANT for label in above)


def _bounds_money(text: str, side: Direction) -> bool:
    return any(q.unit == "元" and q.direction is side for q in find_quantities(text))


def _say_headings(entry: Entry) -> str:
    """The headings above an entry, without the title of its document."""
    hit = entry.row.hit
    title = fold_text(hit.document.title)
    headings = (fold_text(heading) for heading in hit.passage.heading_path)
    return " ".join(heading for heading in headings if heading != title)


def narrow(
    entries: Sequence[Entry], terms: Sequence[Term], inquiry: Inquiry, kind: EntryKind
) -> tuple[list[Entry], bool]:
    """The entries that hold the subject as far as the best of the same documents does.

    Of several things that are named those that hold any. All where none does.
    """
    each = _keep_named(entries, terms, inquiry.understanding.text)
    if each:
        return each, True
    measure = _measure(inquiry, kind, terms)
    found = [(measure(entry), entry) for entry in entries]
    joined = _are_joined(terms, inquiry.understanding.text)
    lowest = SHARE_OF_JOINED if joined else SHARE_OF_BEST
    groups = inquiry.understanding.scope.groups
    if len(groups) < MIN_GROUPS:
        groups = (frozenset(entry.row.hit.document.id for entry in entries),)
    least: dict[DocumentId, float] = {}
    for group in groups:  # each of several documents that are named says it in its own words
        best = max((s for s, e in found if e.row.hit.document.id in group), default=0.0)
        if best >= MIN_SHARE:
            least |= dict.fromkeys(group, lowest * best)
    if not least:
        return list(entries), False
    kept = [e for share, e in found if share >= least.get(e.row.hit.document.id, 2.0)]
    named = inquiry.understanding.scope.document_ids is not None
    if named and kind.name == "grants" and not joined:
        kept = _keep_told_apart(kept, terms)
    return kept, True


MIN_NAMED = 0.5  # of a thing that is named which the best entry for it must hold
_NAMES = re.compile(
    r"[（(](?P<aside>[^（）()，。；？?]{2,14}(?:[、和及][^（）()、，。；？?]{2,14})+)[）)]"
    r"|(?P<row>(?:[^（）()、，。；：？?]{2,10}、){2,}[^（）()、，。；：？?的]{2,10})"
)


def _keep_named(entries: Sequence[Entry], terms: Sequence[Term], text: str) -> list[Entry]:
    """The entries for each of several things that a question names in a row (甲、乙、丙各多少).

    Its own words first, then those of its terms. [] where fewer than two of them are held.
    """
    found = _NAMES.search(text)
    if found is None:
        return []
    kept: dict[int, Entry] = {}
    held = 0
    for name in re.split(r"[、和及]", found["aside"] or found["row"]):
        own = [t for t in terms if t.words in name]
        said = [fold_text(entry.row.text) for entry in entries]
        shares = [1.0 if fold_text(name) in words else 0.0 for words in said]
        if own and not any(shares):
            shares = [share_of_terms(own, entry.row.text) for entry in entries]
        best = max(shares, default=0.0)
        held += best >= MIN_NAMED
        if best >= MIN_NAMED:
            kept |= {at: entries[at] for at, s in enumerate(shares) if s >= SHARE_OF_BEST * best}
    return [kept[at] for at in sorted(kept)] if held >= MIN_GROUPS else []


def _keep_told_apart(entries: list[Entry], terms: Sequence[Term]) -> list[Entry]:
    """Those that hold what the titles of their documents do not say, where some hold it all.

    人才子女的优待 in a measure for 人才 are those for 子女.
    """
    titles = {fold_text(entry.row.hit.document.title) for entry in entries}
    further = [
        t
        for t in terms
        if not _SORT.search(t.words) and not any(match_term(t, title) >= NAMED for title in titles)
    ]
    if not further or len(further) == len(terms):
        return entries
    told = [e for e in entries if share_of_terms(further, e.said) >= TOLD]
    return told or entries


# Words for a sort of those whom a title is for: what is granted to all is granted to them too.
_SORT = re.compile(r"乡村|农村|乡镇|村里|基层|偏远|山区|城区|在编|公办|民办|年轻|青年|新|老")
TOLD = 0.9  # share of what titles do not say that an entry must hold to be about it


def _measure(inquiry: Inquiry, kind: EntryKind, terms: Sequence[Term]) -> Callable[[Entry], float]:
    """How far an entry is about what is asked: by its words, or those of its document."""
    grants = kind.name == "grants"
    named = inquiry.understanding.scope.document_ids is not None
    for_teachers = grants and named and _asks_for_teachers(inquiry.understanding.text)

    @cache
    def find_meant(document_id: DocumentId) -> frozenset[str]:
        texts = [p.own_text for p in inquiry.passages(document_id)]
        said = read_classes(inquiry.understanding.text)
        if said and any(said & read_classes(text) for text in texts):
            return said
        return find_classes(list(terms), texts)

    @cache
    def measure_purpose(document_id: DocumentId) -> float:
        return share_of_terms(terms, _say_purpose(inquiry, document_id)) if grants else 0.0

    def measure(entry: Entry) -> float:
        document = entry.row.hit.document
        meant = find_meant(document.id)
        if meant:
            return 0.0 if meant.isdisjoint(read_classes(entry.row.text)) else 1.0
        if for_teachers and _TEACHERS.search(f"{document.title} {entry.said}"):
            return 1.0
        title = "" if any(is_one_of_title(t, document.title) for t in terms) else document.title
        said = f"{title} {entry.said}"
        if joined:
            singles = max(share_of_terms([term], said) for term in terms)
            return max(singles, share_of_terms(terms, said))
        return max(share_of_terms(terms, said), measure_purpose(document.id))

    joined = _are_joined(terms, inquiry.understanding.text)
    return measure


# 校长老师这两摊: each of them is meant.
_BOTH = re.compile(r"[这那][两几三](?:摊|块|样|类|头|方面|项|拨)")


def _are_joined(terms: Sequence[Term], text: str) -> bool:
    """Whether all terms stand in one row of things of which each is meant: 支教、交流的教师."""
    if _BOTH.search(text):
        return True
    places = sorted((text.find(term.words), len(term.words)) for term in terms)
    if len(places) < 2 or places[0][0] < 0:
        return False
    between = (
        text[start + length : following]
        for (start, length), (following, _) in itertools.pairwise(places)
    )
    return all(re.fullmatch(r"[、和及或与跟]", gap) for gap in between)


_TEACHERS = re.compile(r"教师|老师|教职工|班主任|校长|教书")
_ASKS_TEACHERS = re.compile(r"老师|教师|教书|任教|教课|当教员")
_ONE_KIND = re.compile(
    r"班主任|带班|校长|园长|教研员|特岗|支教|退休|特教|残疾|学生|孩子|娃|子女|博士|硕士|实习|临聘|代课|幼儿"
)


def _asks_for_teachers(text: str) -> bool:
    """Whether teachers at large are asked about, no single kind of them."""
    return _ASKS_TEACHERS.search(text) is not None and _ONE_KIND.search(text) is None


def _say_purpose(inquiry: Inquiry, document_id: DocumentId) -> str:
    """The title and the first clause of a document: whom it is for as a whole."""
    document = inquiry.library.by_id[document_id]
    passages = inquiry.passages(document.id)
    clauses = (p for p in passages if isinstance(p.kind, ClauseKind) and not p.has_children)
    first = next(clauses, None)
    return f"{document.title} {first.own_text if first else ''}"


_REWARD = re.compile(r"奖(?![状牌章学])")
_OTHER_PAYMENT = re.compile(r"补|贴|待遇|福利|好处|优惠|优待|照顾|钱|扶持|减免|实惠|奖励")
_PAYMENT = re.compile(r"津贴|奖励|奖金|补贴|补助")


def keep_payments(entries: Iterable[Entry], inquiry: Inquiry) -> list[Entry]:
    """Those of the one payment that the question names; all where it names none, or several."""
    text = drop_left_out(inquiry.understanding.text)
    if _REWARD.search(text) and not _OTHER_PAYMENT.search(text):
        entries = list(entries)
        return [entry for entry in entries if "奖" in entry.said] or entries
    terms = [t for t in inquiry.understanding.focus.terms if _PAYMENT.search(t.words)]
    if len(terms) > 1 and all(_PAYMENT.fullmatch(t.words) for t in terms):
        return list(entries)
    return [
        entry
        for entry in entries
        if not terms or any(share_of_terms([t], _say_payment(entry)) > 0 for t in terms)
    ]


def _say_payment(entry: Entry) -> str:
    """An entry with the title of its document, where that is a measure on one payment alone."""
    title = entry.row.hit.document.title
    return f"{title} {entry.said}" if len(_PAYMENT.findall(title)) == 1 else entry.said


def divide_ended(entries: Sequence[Entry], inquiry: Inquiry) -> tuple[list[Entry], list[Entry]]:
    """Those of documents that hold today, and the others; all hold where one is named."""
    if inquiry.understanding.scope.names_document:
        return list(entries), []
    called = find_called(inquiry)
    if any(entry.row.hit.document.id in called for entry in entries):
        return [entry for entry in entries if entry.row.hit.document.id in called], []
    past = [inquiry.validities[e.row.hit.document.id].state.is_ended for e in entries]
    held = [entry for entry, is_past in zip(entries, past, strict=True) if not is_past]
    return held, [entry for entry, is_past in zip(entries, past, strict=True) if is_past]


def keep_near(entries: Sequence[Entry], inquiry: Inquiry) -> tuple[list[Entry], str]:
    """The entries of the section that the closest clauses stand in, and what it is called.

    For a subject that no document says in these words; none where the clauses lie apart.
    """
    closest = [(c.hit.document.id, _name_section(c.hit.passage)) for c in inquiry.candidates[:NEAR]]
    if not closest:
        return [], ""
    section = max(closest, key=closest.count)
    if closest.count(section) < MIN_NEAR or not section[1]:
        return [], ""
    near = [
        e for e in entries if (e.row.hit.document.id, _name_section(e.row.hit.passage)) == section
    ]
    return near, section[1]


def _name_section(passage: Passage) -> str:
    """The first part of a clause's path; "" where it has no other."""
    first, _, rest = passage.label.partition("›")
    return first.strip() if rest or passage.has_children else ""
