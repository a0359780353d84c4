"""What one clause must hold together, beside its subject, to answer a question.

A question names a subject (晚自习), and something about it: an attribute (税前还是税后) or for
whom, which stage of school, which level it is meant (代课老师, 高中, 县级). A clause about the
subject without them is a neighbour and no answer.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.focus import Focus, Term, match_term
from assistant.inquiry import Inquiry
from assistant.locate import fold_text, split_sentences
from assistant.sentences import Candidate
from ingest.model import ClauseKind, DocumentId, Span
from ingest.quantities import find_bounds, find_said
from vectorstore.model import Hit

NEAREST_BEHIND = 0.5  # how far behind the best a sentence is about it whatever its words
LOOKED_AT = 24  # sentences among which one that holds all is looked for
ABOUT_SHARE = 0.6  # of the best share of the subject that a clause must hold to be about it
LEAST_SHARE = 0.25  # share of the subject below which words cannot tell what a clause is about
HELD = 0.4  # match of a term from which a text speaks of it
MAX_OWN = 900  # characters of a clause with others under it that is read whole


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that is asked for of a subject, and what a clause that gives it holds."""

    name: str
    asks: re.Pattern[str]
    needs: str  # a pattern; {act} and {named} in it stand for such groups of `asks`
    pair: bool  # whether the clause must speak of both things that the question names

    def read_needs(self, found: re.Match[str]) -> re.Pattern[str]:
        """The pattern that a clause must hold, for the words that the question has."""
        needs = self.needs
        for name, words in found.groupdict().items():
            needs = needs.replace(
                f"{{{name}}}", _OTHERWISE_CALLED.get(words or "", re.escape(words or ""))
            )
        return re.compile(needs)


# What a question and a clause call differently.
_OTHERWISE_CALLED = {
    "评": "(?:评|认定|表彰|遴选)",
    "查": "(?:查|检)",
    "核": "(?:核|认定|审)",
    "换": "(?:换|更|任期|轮)",
    "开": "(?:开|召)",
    "房租": "租",
    "月租": "租",
    "租金": "租",
    "学费": "学费|学杂费|保教费",
    "停车位": "停车|车位",
    "栋": "[栋幢]",
    "幢": "[栋幢]",
}


@dataclass(frozen=True, slots=True)
class Member:
    """One of the things that an axis tells apart: how people say it, and how clauses do."""

    name: str
    said: re.Pattern[str]
    held: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Axis:
    """Things that clauses tell apart; `marked`: what is not said of them is for others."""

    name: str
    marked: bool
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Lack:
    """What no clause about the subject holds, in Chinese, and the nearest sentence."""

    words: str
    nearest: Candidate
    scope: tuple[Hit, Span] | None = None  # where the document says for whom it is


@cache
def _read_requirements() -> tuple[tuple[Attribute, ...], tuple[Axis, ...]]:
    text = resources.files("assistant").joinpath("requirements.toml").read_text("utf-8")
    table = tomllib.loads(text)
    attributes = tuple(
        Attribute(row["name"], re.compile(row["asks"]), row["needs"], row.get("pair", False))
        for row in table["attribute"]
    )
    axes = tuple(
        Axis(
            row["name"],
            row.get("marked", False),
            tuple(
                Member(each["name"], re.compile(each["said"]), re.compile(each["held"]))
                for each in row["member"]
            ),
        )
        for row in table["axis"]
    )
    return attributes, axes


def find_lack(inquiry: Inquiry) -> Lack | None:
    """What the question requires and no clause about its subject holds; None where one does."""
    candidates = inquiry.candidates[:LOOKED_AT]
    if not candidates:
        return None
    text = inquiry.understanding.search_text
    attributes, axes = _read_requirements()
    for attribute in attributes:
        lack = _find_lacking_attribute(attribute, text, inquiry, candidates)
        if lack is not None:
            return lack
    for axis in axes:
        lack = _find_lacking_member(axis, text, inquiry, candidates)
        if lack is not None:
            return lack
    return _find_lacking_year(text, inquiry, candidates) or _find_lacking_case(inquiry, candidates)


def _find_lacking_attribute(
    attribute: Attribute, text: str, inquiry: Inquiry, candidates: Sequence[Candidate]
) -> Lack | None:
    """The attribute where it is asked for and no clause about the subject has it."""
    found = attribute.asks.search(text)
    if found is None:
        return None
    subject = _leave_out(inquiry.understanding.focus, found[0])
    about = _find_about(candidates, subject, NEAREST_BEHIND)
    needs = attribute.read_needs(found)
    if attribute.pair:
        sides = _read_sides(text, subject, candidates)
        about = tuple(c for c in about if _holds_sides(sides, c.hit.passage.text))
    if any(needs.search(_read_around(c, inquiry)) for c in about):
        return None
    for document in _find_whole(subject, candidates):
        if any(needs.search(text) for text in _read_clauses(document, inquiry)):
            return None
    return Lack(attribute.name, about[0] if about else candidates[0])


_PAIR = re.compile(
    r"([^，。？?]{2,14}?)(?:和|跟|与|、|同|加上|还有)([^，。？?]{2,14}?)"
    r"(?:能|可|都|是不是|会不会|一起|同时|两)"
)
_GENERAL = re.compile(r"两项以上|多项|各项|同类|同一(?:人|户|教师|家庭|学生)|本办法规定的")


def _read_sides(
    text: str, subject: Focus, candidates: Sequence[Candidate]
) -> tuple[tuple[Term, ...], ...]:
    """The terms of each of two things joined in a question, as far as clauses name it at all."""
    named = _PAIR.search(text)
    if named is None:
        return ()
    sides = (tuple(t for t in subject.terms if t.words in side) for side in named.groups())
    folded = [fold_text(read_place(c)) for c in candidates]
    return tuple(side for side in sides if any(_speaks_of(side, place) for place in folded))


def _speaks_of(side: tuple[Term, ...], folded: str) -> bool:
    return any(match_term(term, folded) >= HELD for term in side)


def _holds_sides(sides: tuple[tuple[Term, ...], ...], place: str) -> bool:
    """Whether a clause speaks of each of the things, or of all such things."""
    folded = fold_text(place)
    return _GENERAL.search(place) is not None or all(_speaks_of(side, folded) for side in sides)


def _find_whole(subject: Focus, candidates: Sequence[Candidate]) -> frozenset[DocumentId]:
    """The documents that are about the subject as a whole: 租房, 住房租赁补贴实施细则.

    Any clause of such a document speaks of it without naming it.
    """
    held = [term for term in subject.terms if term.is_held]
    if not held:
        return frozenset()
    heaviest = fold_text(max(held, key=lambda term: term.weight).words)
    return frozenset(
        c.hit.document.id
        for c in candidates
        if set(heaviest) <= set(fold_text(c.hit.document.title))
    )


def _read_clauses(document: DocumentId, inquiry: Inquiry) -> Iterator[str]:
    for passage in inquiry.store.passages(document, inquiry.scope):
        if isinstance(passage.kind, ClauseKind):
            yield passage.own_text


def _find_lacking_year(text: str, inquiry: Inquiry, candidates: Sequence[Candidate]) -> Lack | None:
    """A year whose figure is asked for, where clauses and their documents are of other years."""
    asked = {int(found[1]) for found in _YEAR_ASKED.finditer(text)}
    if len(asked) != 1 or not inquiry.understanding.ask.asked:
        return None
    (year,) = asked
    about = _find_about(candidates, _leave_out(inquiry.understanding.focus, f"{year}年"))
    named = [_find_years(read_place(c)) for c in about]
    if any(first <= year <= last for years in named for first, last in years):
        return None
    document = about[0].hit.document.metadata
    plan = (document.plan_from, document.plan_to)
    if plan[0] and plan[1] and plan[0].year <= year <= plan[1].year:
        return None
    start = document.effective_from or document.issue_date
    if named[0] or (start is not None and year < start.year):
        return Lack(f"{year}年的情况", about[0])
    return None


_YEAR_ASKED = re.compile(
    r"(?<![到至从自截第\d〔\[(（我])((?:19|20)\d\d)年"
    r"(?!(?:的|那个|那份|版|新)?(?:办法|细则|方案|文件|措施|通知|规定|意见|政策|条例|标准)|出生|毕业|入职"
    r"|参加|调|买|落户|退休|以前|之前|前|以后|之后|后|开始|起|到|至|[-—–~～]|\d{1,2}月)"
)
_YEARS = re.compile(
    r"((?:19|20)\d\d)年?(?:\d{1,2}月)?\s*(?:[-—–~～至到]+\s*((?:19|20)\d\d)|年|学年度)"
)


def _find_years(text: str) -> tuple[tuple[int, int], ...]:
    """The years and spans of years that a text names: 2025—2027, 2026年."""
    found = ((int(each[1]), int(each[2] or each[1])) for each in _YEARS.finditer(text))
    return tuple(found)


def _find_lacking_case(inquiry: Inquiry, candidates: Sequence[Candidate]) -> Lack | None:
    """The asker's age or distance, where an amount is asked for and every range leaves it out."""
    understanding = inquiry.understanding
    if not understanding.ask.wants_figure() or understanding.ask.is_yes_no:
        return None
    for value, unit in find_said(understanding.search_text):
        measure = "岁" if unit == "周岁" else unit
        if measure not in _RANGED:
            continue
        about = _find_about(candidates, understanding.focus)
        ranges = [[b for b in find_bounds(read_place(c)) if b.unit == measure] for c in about]
        told = [c for c, bounds in zip(about, ranges, strict=True) if bounds]
        if told and not any(b.hold(value, unit) for bounds in ranges for b in bounds):
            return Lack(f"{value}{unit}的情形", told[0])
    return None


_RANGED = frozenset({"岁", "公里"})


def _find_lacking_member(
    axis: Axis, text: str, inquiry: Inquiry, candidates: Sequence[Candidate]
) -> Lack | None:
    """The members of an axis that are asked about, where clauses on the subject are of others."""
    asked = [(member, found) for member in axis.members if (found := member.said.search(text))]
    if not asked:
        return None
    focus = inquiry.understanding.focus
    for _, found in asked:
        focus = _leave_out(focus, found[0])
    about = _find_about(candidates, focus, 0.0)
    places = [read_place(c) for c in about]
    if any(member.held.search(place) for member, _ in asked for place in places):
        return None
    names = f"{'、'.join(member.name for member, _ in asked)}的相应规定"
    if axis.marked:
        scope = _find_scope(about[0], [member for member, _ in asked], inquiry)
        if scope is not None and (_includes(scope) or inquiry.understanding.ask.is_yes_no):
            return None  # whom the document is for answers whether it is for them
        return Lack(names, about[0], scope)
    others = (member for member in axis.members if member not in [m for m, _ in asked])
    if any(member.said.search(places[0]) for member in others):
        return Lack(names, about[0])
    return None


_SCOPE = re.compile(r"适用|参照|按照|执行|享受|列入|纳入|申请|参加|规定")


_EXCLUDED = re.compile(r"不适用|不享受|不列入|不纳入|不参加|不得|另行|除外|按照[^，。；]{0,4}第")
_INCLUDED = re.compile(r"参照|比照|同等|同样|适用|一视同仁")


def _includes(scope: tuple[Hit, Span]) -> bool:
    """Whether a sentence on whom a document is for has what it says hold for them too."""
    hit, span = scope
    said = hit.passage.text[span.start : span.end]
    return _INCLUDED.search(said) is not None and _EXCLUDED.search(said) is None


def _find_scope(
    nearest: Candidate, members: Sequence[Member], inquiry: Inquiry
) -> tuple[Hit, Span] | None:
    """Where the nearest sentence's document says whether it is for one of the members."""
    for passage in inquiry.store.passages(nearest.hit.document.id, inquiry.scope):
        for span in split_sentences(passage.own_text):
            said = passage.own_text[span.start : span.end]
            if _SCOPE.search(said) and any(member.held.search(said) for member in members):
                return inquiry.hit(passage), span
    return None


def _leave_out(focus: Focus, words: str) -> Focus:
    """The terms that the words neither hold nor stand in."""
    folded = fold_text(words)
    kept = (
        term
        for term in focus.terms
        if fold_text(term.words) not in folded and folded not in fold_text(term.words)
    )
    return Focus(tuple(kept))


def _find_about(
    candidates: Sequence[Candidate], subject: Focus, behind: float = -1.0
) -> tuple[Candidate, ...]:
    """The sentences whose clause holds nearly as much of the subject as any, best first.

    Those too that score within `behind` of the best. All of them where hardly a word of the
    subject is held: then words cannot tell.
    """
    folded = [fold_text(read_place(c)) for c in candidates]
    shares = [_share(subject, text) for text in folded]
    best = max(shares)
    if best < LEAST_SHARE:
        return tuple(candidates)
    least = candidates[0].score - behind
    return tuple(
        c
        for c, share in zip(candidates, shares, strict=True)
        if share >= ABOUT_SHARE * best or c.score >= least
    )


def _share(subject: Focus, folded: str) -> float:
    held = sum(term.weight * match_term(term, folded) for term in subject.terms)
    return held / (subject.total or 1.0)


def read_place(candidate: Candidate) -> str:
    """The clause that a sentence stands in, with the headings above it and its document's title."""
    passage = candidate.hit.passage
    whole = len(passage.text) <= MAX_OWN or not passage.has_children
    own = passage.text if whole else f"{passage.own_text}\n{candidate.text}"
    return "\n".join(
        _distinct((candidate.hit.document.title, *passage.heading_path, passage.heading, own))
    )


def _read_around(candidate: Candidate, inquiry: Inquiry) -> str:
    """The same with the list that the clause is an item of, where that is short."""
    parent = candidate.hit.passage.parent
    if parent is None or _CHAPTER.search(candidate.hit.passage.label) is None:
        return read_place(candidate)
    above = inquiry.store.passage(parent, inquiry.scope)
    around = above.text if len(above.text) <= MAX_OWN else ""
    return f"{read_place(candidate)}\n{around}"


# The label of an item in an article or a numbered section; one right under a chapter is no item.
_CHAPTER = re.compile(r"(?:条|[一二三四五六七八九十\d]) › |^[一二三四五六七八九十]+ › ")


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
