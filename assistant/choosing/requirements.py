"""What one clause must hold together, beside its subject, to answer a question.

A question names a subject (晚自习), and something about it: an attribute (税前还是税后) or for
whom, which stage of school, which level it is meant (代课老师, 高中, 县级). A clause about the
subject without them is a neighbour and no answer.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.choosing.about import HELD, Lack, find_about, leave_out, read_around, read_place
from assistant.choosing.lacking_cases import (
    find_lacking_case,
    find_lacking_measure,
    find_lacking_payment,
    find_lacking_year,
)
from assistant.choosing.sentences import Candidate
from assistant.inquiry import Inquiry
from assistant.locate import fold_text, split_sentences
from assistant.reading.focus import Focus, Term, match_term
from ingest.clean import fold
from ingest.model import ClauseKind, DocumentId, Span
from vectorstore.model import Hit

NEAREST_BEHIND = 0.5  # how far behind the best a sentence is about it whatever its words
LOOKED_AT = 24  # sentences among which one that holds all is looked for


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
    "换": "(?:换|更|任期|轮|交流|延续)",
    "开": "(?:开|召)",
    "房租": "租",
    "月租": "租",
    "租金": "租",
    "学费": "学费|学杂费|保教费",
    "停车位": "停车|车位",
    "优先": "优先|倾斜|照顾",
    "加分": "分",
    "降分": "分",
    "折成钱": "折",
    "折现": "折",
    "任命": "任命|聘|委派|选派|任免|担任",
    "聘任": "聘|任命",
    "维修": "修|维护|养护",
    "看管": "看管|看护|照管|照看|监护",
    "发布": "发布|公布|印发",
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


@cache
def read_requirements() -> tuple[tuple[Attribute, ...], tuple[Axis, ...]]:
    """The attributes and axes of `requirements.toml`, read once."""
    text = resources.files("assistant.choosing").joinpath("requirements.toml").read_text("utf-8")
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
    attributes, axes = read_requirements()
    for attribute in attributes:
        lack = _find_lacking_attribute(attribute, text, inquiry, candidates)
        if lack is not None:
            return lack
    for axis in axes:
        lack = _find_lacking_member(axis, text, inquiry, candidates)
        if lack is not None:
            return lack
    return (
        find_lacking_year(text, inquiry, candidates)
        or find_lacking_case(inquiry, candidates)
        or find_lacking_measure(text, inquiry, candidates)
        or find_lacking_payment(text, inquiry, candidates)
    )


def _find_lacking_attribute(
    attribute: Attribute, text: str, inquiry: Inquiry, candidates: Sequence[Candidate]
) -> Lack | None:
    """The attribute where it is asked for and no clause about the subject has it."""
    found = attribute.asks.search(text)
    if found is None:
        return None
    subject = leave_out(inquiry.understanding.focus, found[0])
    if inquiry.understanding.is_empty and inquiry.understanding.context_focus is not None:
        subject = inquiry.understanding.context_focus  # 几月份到账 is asked of what came before
    about = find_about(candidates, subject, NEAREST_BEHIND)
    needs = attribute.read_needs(found)
    if attribute.pair:
        sides = _read_sides(text, subject, candidates)
        about = tuple(c for c in about if _holds_sides(sides, c.hit.passage.text))
    if any(_says(needs, read_around(c, inquiry)) for c in about):
        return None
    for document in _find_whole(subject, candidates):
        if any(_says(needs, text) for text in _read_clauses(document, inquiry)):
            return None
    return Lack(attribute.name, about[0] if about else candidates[0])


_PAIR = re.compile(
    r"([^，。？?]{2,14}?)(?:和|跟|与|、|同|加上|还有)([^，。？?]{2,14}?)"
    r"(?:能|可|都|是不是|会不会|一起|同时|两)"
)
_GENERAL = re.compile(r"两项以上|多项|各项|同类|同一(?:人|户|教师|家庭|学生)|本办法规定的")


def _says(needs: re.Pattern[str], text: str) -> bool:
    """Whether a text has the attribute, as it is printed or in everyday characters (3⽉11⽇)."""
    return needs.search(text) is not None or needs.search(fold(text)) is not None


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
    for passage in inquiry.passages(document):
        if isinstance(passage.kind, ClauseKind):
            yield passage.own_text


def _find_lacking_member(
    axis: Axis, text: str, inquiry: Inquiry, candidates: Sequence[Candidate]
) -> Lack | None:
    """The members of an axis that are asked about, where clauses on the subject are of others."""
    asked = [(member, found) for member in axis.members if (found := member.said.search(text))]
    if not asked:
        return None
    focus = inquiry.understanding.focus
    for _, found in asked:
        focus = leave_out(focus, found[0])
    about = find_about(candidates, focus, 0.0)
    places = [read_place(c) for c in about]
    if axis.marked and _asks_what_is_got(text, inquiry):
        places = [
            p for p, c in zip(places, about, strict=True) if not _leaves_out(c, asked, inquiry)
        ]
    if any(
        member.held.search(place) or found[0] in place
        for member, found in asked
        for place in places
    ):
        return None
    names = f"{'、'.join(member.name for member, _ in asked)}的相应规定"
    if axis.marked:
        scope = _find_scope(about[0], [member for member, _ in asked], inquiry)
        if scope is not None and (_includes(scope) or inquiry.understanding.ask.is_yes_no):
            return None  # whom the document is for answers whether it is for them
        return Lack(names, about[0], scope)
    places = [read_place(c) for c in about]
    others = (member for member in axis.members if member not in [m for m, _ in asked])
    if any(member.said.search(places[0]) for member in others):
        return Lack(names, about[0])
    return None


_SCOPE = re.compile(r"适用|参照|按照|执行|享受|列入|纳入|申请|参加|规定|报告|研究")


_EXCLUDED = re.compile(r"不适用|不享受|不列入|不纳入|不参加|不得|另行|除外|按照[^，。；]{0,4}第")
_INCLUDED = re.compile(r"参照|比照|同等|同样|适用|一视同仁")


_ASKS_BENEFIT = re.compile(r"补助|补贴|津贴|奖|待遇|多少|哪些")
_ASKS_WHETHER = re.compile(r"适用|算不算|管不管|按(?:照)?(?:什么|哪|啥)|怎么(?:执行|算|管)")
_POINTS_ON = re.compile(r"按照?本[\u4e00-\u9fff]{2}(第[一二三四五六七八九十百\d]+条)")


def _asks_what_is_got(text: str, inquiry: Inquiry) -> bool:
    """Whether a question asks what somebody gets, so that who is left out has no answer."""
    if inquiry.understanding.ask.is_yes_no or _ASKS_WHETHER.search(text):
        return False
    return _ASKS_BENEFIT.search(text) is not None


def _leaves_out(
    candidate: Candidate, asked: Sequence[tuple[Member, re.Match[str]]], inquiry: Inquiry
) -> bool:
    """Whether a clause names them only to say that it does not hold for them.

    One that points on to another clause for them does so where that clause is not held.
    """
    passage = candidate.hit.passage
    named = [
        said
        for span in split_sentences(passage.own_text)
        if any(m.held.search(said := passage.own_text[span.start : span.end]) for m, _ in asked)
    ]
    if not named or not all(_SCOPE.search(said) and _EXCLUDED.search(said) for said in named):
        return False
    pointed = {article for said in named for article in _POINTS_ON.findall(said)}
    if not pointed:
        return True
    labels = {
        label.strip()
        for each in inquiry.passages(candidate.hit.document.id)
        for label in each.label.split("›")
    }
    return pointed.isdisjoint(labels)


def _includes(scope: tuple[Hit, Span]) -> bool:
    """Whether a sentence on whom a document is for has what it says hold for them too."""
    hit, span = scope
    said = hit.passage.text[span.start : span.end]
    return _INCLUDED.search(said) is not None and _EXCLUDED.search(said) is None


def _find_scope(
    nearest: Candidate, members: Sequence[Member], inquiry: Inquiry
) -> tuple[Hit, Span] | None:
    """Where the nearest sentence's document says whether it is for one of the members."""
    for passage in inquiry.passages(nearest.hit.document.id):
        for span in split_sentences(passage.own_text):
            said = passage.own_text[span.start : span.end]
            if _SCOPE.search(said) and any(member.held.search(said) for member in members):
                return inquiry.hit(passage), span
    return None
