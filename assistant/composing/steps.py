"""Answers in two steps: which class the asker's place or case is of, then what the class gets."""

import re
from collections.abc import Iterator

from assistant.choosing.about import read_place
from assistant.choosing.judge import names_other_payment
from assistant.choosing.sentences import Candidate
from assistant.compose import gather
from assistant.inquiry import Composition, Inquiry, name_source, quote_draft
from assistant.locate import fold_text
from assistant.reading.focus import Term, match_term
from assistant.reading.kinds import QuestionKind
from ingest.model import DocumentId, Span

MAX_BEHIND = 3.0  # how far behind the closest figure the class's own may lie
MAX_TOLD_BEHIND = 5.0  # how far behind the best a figure may lie that is told of the case itself
MIN_SHARE = 0.2  # of the question's weight that a term needs to tell the asker's case
HELD = 0.9  # match of a term from which a row is of it
ABOUT = 0.4  # the same from which a clause speaks of it
_CLASS = r"(?:(?:第?[一二三四五六]|[甲乙丙丁]|[A-FＡ-Ｆ])(?:类|档|级|等)|[轻中重]度)"
# A row or an item that begins with a class: 三类  雪岭乡; 类别：三类；乡镇：雪岭乡; 1.甲类：距…
_PLACES = re.compile(
    rf"^\s*(?:\d{{1,2}}\s*[.．、]?\s*|[（(][^（）()]{{1,2}}[）)]\s*)?(?:[^：:；;。]{{1,6}}[：:])?({_CLASS})"
)


def compose_class(inquiry: Inquiry) -> Composition | None:
    """The row that puts the asker's case into a class, and the sentence with the class's figure.

    None where the figure is told of the case itself, or where the question names the class.
    """
    understanding = inquiry.understanding
    if understanding.ask.kind is not QuestionKind.CONTENT or not understanding.ask.wants_figure():
        return None
    if not inquiry.candidates or re.search(_CLASS, understanding.text):
        return None
    for placing, name in _find_placings(inquiry):
        figure = _find_figure(name, placing, inquiry)
        if figure is not None and _is_of_subject(figure, placing, inquiry):
            return _compose(placing, figure, inquiry)
    return None


def _find_placings(inquiry: Inquiry) -> Iterator[tuple[Candidate, str]]:
    """The sentences that put what the question names into a class, with the class."""
    focus = inquiry.understanding.focus
    telling = [t for t in focus.terms if t.weight >= MIN_SHARE * focus.total]
    least = inquiry.candidates[0].score - MAX_TOLD_BEHIND
    near = [c for c in inquiry.candidates if c.holds_type and c.score >= least]
    for candidate in inquiry.candidates:
        placed = _PLACES.match(candidate.text)
        if placed is None or candidate.holds_type:
            continue
        own = [t for t in telling if match_term(t, fold_text(candidate.text)) >= HELD]
        own = [t for t in own if not any(_holds(c, t) for c in near)]
        if own:
            yield candidate, placed[1]


def _holds(candidate: Candidate, term: Term) -> bool:
    return match_term(term, fold_text(candidate.hit.passage.own_text)) >= HELD


def _find_figure(name: str, placing: Candidate, inquiry: Inquiry) -> Candidate | None:
    """The sentence with a figure for the class, of the clause that is the closest with figures.

    The figure of another clause of the same file is of another payment.
    """
    said = re.compile(rf"{re.escape(name)}[^。；;，,]{{0,16}}\d")
    family = _find_root(placing.hit.document.id, inquiry)
    figures = [c for c in inquiry.candidates if c.holds_type]
    if not figures or _find_root(figures[0].hit.document.id, inquiry) != family:
        return None
    return next(
        (
            c
            for c in figures
            if said.search(c.text)
            and c.score >= figures[0].score - MAX_BEHIND
            and _is_beside(c, figures[0])
        ),
        None,
    )


def _is_of_subject(figure: Candidate, placing: Candidate, inquiry: Inquiry) -> bool:
    """Whether the figure's clause holds all that the question is about beside the case itself."""
    focus, place = inquiry.understanding.focus, fold_text(read_place(figure))
    row = fold_text(placing.text)
    return not names_other_payment(figure, inquiry) and all(
        match_term(term, place) >= ABOUT
        for term in focus.terms
        if term.weight >= MIN_SHARE * focus.total and match_term(term, row) < HELD
    )


def _is_beside(candidate: Candidate, best: Candidate) -> bool:
    """Whether it stands in the same clause, or in an item of the same list."""
    own, other = candidate.hit.passage, best.hit.passage
    return own.id == other.id or (own.parent is not None and own.parent == other.parent)


def _find_root(document_id: DocumentId, inquiry: Inquiry) -> DocumentId:
    document = inquiry.library.by_id[document_id]
    while document.parent_id is not None and document.parent_id in inquiry.library.by_id:
        document = inquiry.library.by_id[document.parent_id]
    return document.id


def _compose(placing: Candidate, figure: Candidate, inquiry: Inquiry) -> Composition:
    """Both, the figure with what its paragraph says before it: of whom it is."""
    text = figure.hit.passage.text
    start = text.rfind("\n", 0, figure.span.start) + 1
    first = quote_draft(placing.hit, placing.span, name_source(placing.hit))
    second = quote_draft(
        figure.hit, Span(start, figure.span.end), name_source(figure.hit, placing.hit)
    )
    return gather([first, second], inquiry)
