"""Whether the evidence answers the question, and if not, why not."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.choosing.continuing import (
    find_defining,
    find_in_clause,
    find_opening,
    find_same,
    find_settling,
    is_of_another,
    is_told_already,
    lacks_reason,
    put_first,
)
from assistant.choosing.delegated import find_delegated
from assistant.choosing.elsewhere import find_other_place, is_said_elsewhere
from assistant.choosing.holding import holds_type, is_preliminary
from assistant.choosing.masked import find_masked
from assistant.choosing.objections import find_objection
from assistant.choosing.refuse import refuse_illegible, refuse_not_covered, refuse_region
from assistant.choosing.sentences import HEAVIEST, MAX_TYPED_BEHIND, Candidate
from assistant.choosing.support import is_plain, is_unsupported
from assistant.inquiry import Inquiry, Refusal
from assistant.locate import fold_text
from assistant.reading.focus import Focus, match_term
from assistant.reading.kinds import Asked, QuestionKind, asks_meaning
from assistant.retrieve import MAX_READ
from assistant.understand import Understanding
from vectorstore.model import SearchQuery, StoredDocument
from vectorstore.thesaurus import Thesaurus

# Scores are sums of fitted weights (ranking.toml): a difference d is a likelihood of e^d.
MIN_SCORE = 9.6  # below it nothing found is about the question; 98 % of answers lie above
MIN_SCOPED_SCORE = 7.5  # the same where the question names a place or document that is held
MAX_BEHIND = 2.5  # how far behind the best sentence another may lie that is still looked at
MIN_COVERAGE = 0.42  # share of the question's weight from which a sentence is about it all the same
NEAR_COVERAGE = 0.6  # from which a sentence is about the question whatever it lacks
NEAR_WORDS = 0.5  # nearness of the words from which it is so
FAR_COVERAGE = 0.05  # up to which a sentence shares nothing with the question,
FAR_WORDS = 0.42  # if its words are no nearer than this either
LACKING_SHARE = 0.65  # of the heaviest term's weight that is not held where the term is lacking
ENDED_STANDING = 0.8  # below it a text is expired or repealed
MAX_CURRENT_BEHIND = 3.0  # how far behind an ended text a current one may lie and go first
SAME_SHARE = 0.6  # of the ended text's coverage that a current one needs to speak of the same
HEAVY_SHARE = 0.7  # of the heaviest term's weight that makes a term one that must be held
SUBJECT_SHARE = 0.3  # of a question's weight that a term needs to be what it is about
QUOTED_DEPTH = 5  # clauses among which quoted words are looked for in other documents
HELD_AT_ALL = 0.4  # match of a term from which a text is taken to speak of it
MAX_AROUND = 120  # characters of a clause that is short enough to be of one subject


_GOES_ON = re.compile(r"其中|具体|标准(?:为|是)|分别|即|包括|（?[一二三四五六七八九1-9]")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The candidates that answer, best first, or the refusal."""

    answering: tuple[Candidate, ...]
    refusal: Refusal | None


def judge(inquiry: Inquiry, thesaurus: Thesaurus) -> Judgement:
    """The sentences that answer the question; a refusal where none does or too little speaks."""
    judgement = _judge(inquiry, thesaurus)
    if judgement.answering:
        delegated = find_delegated(inquiry, judgement.answering[0])
        if delegated is not None:
            return Judgement((), delegated)
    if judgement.answering and is_unsupported(inquiry, judgement.answering[0]):
        return Judgement((), refuse_not_covered(inquiry, judgement.answering, thesaurus))
    return judgement


def _judge(inquiry: Inquiry, thesaurus: Thesaurus) -> Judgement:
    if not inquiry.candidates:
        return Judgement((), refuse_not_covered(inquiry, (), thesaurus))
    ask = inquiry.understanding.ask
    scoped = inquiry.understanding.scope.document_ids is not None
    close = _find_close(inquiry, MIN_SCOPED_SCORE if scoped else MIN_SCORE)
    if not close:
        return Judgement((), refuse_not_covered(inquiry, inquiry.candidates, thesaurus))
    if not is_told_already(close[0], inquiry.understanding):
        close = _current_first(close, inquiry)
    objection = find_objection(inquiry, close)
    if objection is not None:
        return Judgement((), objection)
    if (other := find_other_place(inquiry, close[0])) is not None:
        return Judgement((), refuse_region(inquiry, other))
    if is_of_another(close, inquiry.understanding) or lacks_reason(close, inquiry.understanding):
        return Judgement((), refuse_not_covered(inquiry, tuple(close), thesaurus))
    if scoped and _quotes_others(inquiry):
        return Judgement((), refuse_not_covered(inquiry, tuple(close), thesaurus))
    plain = is_plain(inquiry, close[0])
    if scoped and ask.asked and not plain and is_of_others(inquiry, inquiry.documents(), close[0]):
        return Judgement((), refuse_not_covered(inquiry, tuple(close), thesaurus))
    if is_said_elsewhere(inquiry, thesaurus):
        return Judgement((), refuse_not_covered(inquiry, tuple(close), thesaurus))
    if not ask.asked or ask.asked == {Asked.WHO}:
        return Judgement(tuple(close), None)
    defining = find_defining(close, inquiry.understanding)
    if defining is None and _has_figure_of_other(close, inquiry):
        return Judgement((), refuse_not_covered(inquiry, tuple(close), thesaurus))
    typed = _find_typed(close, inquiry.understanding)
    unread = find_masked(typed, close, inquiry.understanding)
    if unread is not None:
        return Judgement((), refuse_illegible(unread))
    if defining is not None:
        return Judgement(put_first(defining, typed, close), None)
    if typed:
        personal = _asks_for_pay(inquiry.understanding.text)
        others = (c for c in close if c not in typed and not (personal and _is_budget(c)))
        return Judgement((*typed, *others), None)
    beside = _beside(inquiry, close[0])
    if beside is not None:
        return Judgement((close[0], beside, *close[1:]), None)
    around = find_in_clause(inquiry, close[0]) or find_opening(inquiry, close[0])
    around = around or find_same(inquiry, close[0])
    if around is not None:
        return Judgement((around, *close), None)
    masked = next((c for c in close if c.masked), None)
    if masked is not None:
        return Judgement((), refuse_illegible(masked))
    settling = find_settling(close, inquiry.understanding)
    if settling is not None:
        return Judgement((settling, *close), None)
    if ask.asked <= {Asked.DATE, Asked.DURATION, Asked.COUNT} and ask.is_yes_no:
        return Judgement(tuple(close), None)
    if is_preliminary(close[0].text) and not asks_meaning(inquiry.understanding.text):
        telling = tuple(c for c in inquiry.candidates if not is_preliminary(c.text))
        return _judge(replace(inquiry, candidates=telling), thesaurus)
    return Judgement((), refuse_not_covered(inquiry, tuple(close), thesaurus))


def _has_figure_of_other(close: list[Candidate], inquiry: Inquiry) -> bool:
    ask = inquiry.understanding.ask
    asks_one = ask.wants_figure() and ask.kind is not QuestionKind.ALL
    return asks_one and _is_far(close[0], inquiry) and not _has_own_case(close)


def _is_far(best: Candidate, inquiry: Inquiry) -> bool:
    """Whether the sentence lacks what the question is about: then its figure is of another thing.

    A figure of something else does harm, so nearness in general is not enough: every weighty term
    whose official words are known must be held here, and the heaviest one that any document holds
    unless all signs together speak for the sentence. Other words that no document holds are the
    asker's way of speaking and prove nothing, unless the sentence shares nothing else with the
    question. A sentence whose ranges hold the asker's own figures (98岁 in 90至99周岁) is near.
    """
    focus = inquiry.understanding.focus
    if names_other_payment(best, inquiry):
        return True
    words = best.measures.words or 0.0
    if best.measures.said or best.coverage >= NEAR_COVERAGE or words >= NEAR_WORDS:
        return False
    if best.coverage <= FAR_COVERAGE and words <= FAR_WORDS:
        return not is_plain(inquiry, best)
    weighty = [term for term in focus.terms if term.weight >= SUBJECT_SHARE * focus.total]
    said = _said(best)
    if any(term.is_foreign and match_term(term, said) < HELD_AT_ALL for term in weighty):
        return True
    heaviest = max(weighty, key=lambda term: term.weight, default=None)
    if heaviest is None or not heaviest.is_held:
        return False
    lacks = best.measures.missing * HEAVIEST >= LACKING_SHARE * heaviest.weight
    return lacks and not is_plain(inquiry, best)


def _has_own_case(close: list[Candidate]) -> bool:
    """Whether an item under the closest sentence, or beside it, is of the asker's own figures."""
    best = close[0].hit.passage
    return any(
        c.measures.said > 0 and c.holds_type and c.hit.passage.parent in {best.id, best.parent}
        for c in close
        if c.hit.passage.parent is not None
    )


_PAYMENT = re.compile(
    r"([\u4e00-\u9fff]{2,4}?)(?:津贴|补贴|补助金?|奖励?金?|慰问金|工资|(?<=积)金|学费|费用?)$"
)


def names_other_payment(best: Candidate, inquiry: Inquiry) -> bool:
    """Whether the question names a payment (教龄津贴) and the clause is of another (班主任津贴).

    What stands before 津贴, 补贴 or 费 must be said in the clause, its headings or the words that
    open its list, in these words or in official ones.
    """
    focus, parent = inquiry.understanding.focus, best.hit.passage.parent
    opening = inquiry.store.passage(parent, inquiry.scope).own_text if parent is not None else ""
    said = fold_text(
        " ".join(
            (
                best.hit.document.title,
                *best.hit.passage.heading_path,
                best.hit.passage.heading,
                opening,
                best.hit.passage.text,
            )
        )
    )
    for term in focus.terms:
        named = _PAYMENT.fullmatch(term.words)
        if named is None or term.weight < SUBJECT_SHARE * focus.total:
            continue
        official = any(words in said for words, _ in term.alternatives)
        if not official and fold_text(named[1]) not in said:
            return True
    return False


def _find_close(inquiry: Inquiry, least: float) -> list[Candidate]:
    """The sentences that are about the question, as far as the best of them allows."""
    best = inquiry.candidates[0]
    if best.score < least and best.coverage < MIN_COVERAGE and not is_plain(inquiry, best):
        return []
    return [c for c in inquiry.candidates if c.score >= best.score - MAX_BEHIND]


def _find_typed(close: list[Candidate], understanding: Understanding) -> list[Candidate]:
    """The sentences with the asked kind of figure that lie close enough behind the best one.

    Where a text asks several questions, the kind that one of them asks for is enough.
    """
    best, focus = close[0], understanding.focus
    personal = _asks_for_pay(understanding.text)
    return [
        c
        for c in close
        if _holds_asked(c, understanding)
        and not (personal and _is_budget(c))
        and (c is best or c.score >= best.score - MAX_TYPED_BEHIND)
        and (_holds_asked(best, understanding) or _is_about(c, best, focus))
    ]


def _holds_asked(candidate: Candidate, understanding: Understanding) -> bool:
    if candidate.holds_type:
        return True
    text = candidate.text
    if _PERSONAL.search(understanding.text):
        text = _WITHIN.sub("", text)  # 3年内培养百人 is no period for which a payment is made
    return any(part.ask.asked and holds_type(text, part.ask) for part in understanding.parts)


_WITHIN = re.compile(
    r"(?:\d{1,2}|[一二两三四五])(?:\s*[-—–~至到]\s*\d{1,2})?\s*年(?:内|左右|时间|之内)"
)


_PERSONAL = re.compile(r"津贴|补贴|补助|工资|奖金|慰问金|安家费")
_PAID = re.compile(r"津贴|补贴|补助|工资|奖|慰问|安家|资助|给予|发放|发给|每人|劳务|报酬|待遇")
_BUDGET = re.compile(r"工作经费|专项资金|经费|预算|投入|测算")


_ASKS_BUDGET = re.compile(r"财政|测算|预算|盘子|总共|一共|资金")


def _asks_for_pay(text: str) -> bool:
    """Whether what persons are paid is asked for, not what it costs an office in all."""
    return _PERSONAL.search(text) is not None and _ASKS_BUDGET.search(text) is None


def _is_institutional(text: str) -> bool:
    """Whether a sentence has money of an office (每个工作室5万元工作经费) and none of persons."""
    return _BUDGET.search(text) is not None and _PAID.search(text) is None


def _is_budget(candidate: Candidate) -> bool:
    """The same with the heading of its clause: what stands under 资金测算 is nobody's pay."""
    return _is_institutional(f"{candidate.hit.passage.heading} {candidate.text}")


def _current_first(close: list[Candidate], inquiry: Inquiry) -> list[Candidate]:
    """Without ended texts where a current one speaks of the same; before it where none does.

    Where a figure is asked for, a current text without one does not speak of the same.
    """
    current = [c for c in close if c.standing >= ENDED_STANDING]
    ended = [c for c in close if c.standing < ENDED_STANDING]
    if not current or not ended:
        return close
    wants_figure = inquiry.understanding.ask.wants_figure()
    if wants_figure and not any(c.holds_type for c in current):
        return [*ended, *current]
    best = max(ended, key=lambda c: c.score)
    successor = inquiry.library.find_successor(best.hit.document)
    follows = successor is not None and any(c.hit.document.id == successor.id for c in current)
    same = follows or current[0].coverage >= SAME_SHARE * best.coverage
    if same and current[0].score >= best.score - MAX_CURRENT_BEHIND:
        return current
    return [*ended, *current]


_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{2,12})[”」』\"]")


def _quotes_others(inquiry: Inquiry) -> bool:
    """Whether quoted words (“最美教师”) stand in other documents and in none asked about.

    Words that no document holds may be a slip or the asker's own: they prove nothing.
    """
    for quoted in _QUOTED.findall(inquiry.understanding.text):
        words = fold_text(quoted)
        if not words or any(
            words in text for text in _read_own(inquiry, quoted, inquiry.documents())
        ):
            continue
        found = inquiry.store.search(SearchQuery(quoted, limit=QUOTED_DEPTH, scope=inquiry.scope))
        if any(words in fold_text(hit.passage.text) for hit in found):
            return True
    return False


def _read_own(inquiry: Inquiry, words: str, documents: tuple[StoredDocument, ...]) -> Iterator[str]:
    """The folded titles and texts of documents; of very many the clauses found of the words."""
    for document in documents:
        yield fold_text(document.title)
    if len(documents) <= MAX_READ:
        for document in documents:
            yield from map(fold_text, _read_tops(inquiry, document))
        return
    ids = frozenset(document.id for document in documents)
    query = SearchQuery(words, document_ids=ids, limit=QUOTED_DEPTH, scope=inquiry.scope)
    yield from (fold_text(hit.passage.text) for hit in inquiry.store.search(query))


def is_of_others(inquiry: Inquiry, documents: Iterable[StoredDocument], best: Candidate) -> bool:
    """Whether the thing asked about stands in other documents and in none of `documents`.

    The bus allowance of one county is no answer where another county's document, which is asked
    about, has only a heating allowance. What counts is the heaviest term that any document holds.
    """
    held = [term for term in inquiry.understanding.focus.terms if term.is_held]
    if inquiry.understanding.is_empty:
        return False  # 最长借多久 names no thing
    if not held or best.coverage >= MIN_COVERAGE:
        return False
    heaviest = max(held, key=lambda term: term.weight)
    if heaviest.weight < SUBJECT_SHARE * inquiry.understanding.focus.total:
        return False
    return not any(
        match_term(heaviest, text) >= HELD_AT_ALL
        for text in _read_own(inquiry, heaviest.words, tuple(documents))
    )


def _read_tops(inquiry: Inquiry, document: StoredDocument) -> Iterator[str]:
    """The text of a document, each word once."""
    for passage in inquiry.passages(document.id):
        if passage.parent is None:
            yield passage.text


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
    if _asks_for_pay(inquiry.understanding.text) and _is_institutional(found.text):
        return None
    goes_on = _GOES_ON.match(found.text) is not None or best.text.endswith(("：", ":"))
    return found if goes_on or found.score >= best.score - MAX_TYPED_BEHIND else None
