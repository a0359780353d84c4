"""Answers in two steps: which class the asker's place or case is of, then what the class gets."""

import re
from collections.abc import Iterator

from assistant.choosing.sentences import Candidate
from assistant.compose import gather
from assistant.inquiry import Composition, Inquiry, name_source, quote_draft
from assistant.locate import fold_text
from assistant.reading.focus import Term, match_term
from assistant.reading.kinds import QuestionKind
from ingest.model import DocumentId, Span

MAX_BEHIND = 3.0  # how far behind the best sentence either step may lie
MIN_SHARE = 0.2  # of the question's weight that a term needs to tell the asker's case
HELD = 0.9  # match of a term from which a row is of it
_CLASS = r"(?:第?[一二三四五六]|[甲乙丙丁]|[A-FＡ-Ｆ])(?:类|档|级|等)"
# A row or an item that begins with a class: 三类  雪岭乡; 类别：三类；乡镇：雪岭乡; 1.甲类：距…
_PLACES = re.compile(
    rf"^\s*(?:\d{{1,2}}\s*[.．、]?\s*|[（(][^（）()]{{1,2}}[）)]\s*)?(?:[^：:；;。]{{1,6}}[：:])?({_CLASS})(?![^：:；;，,。]{{0,6}}\d)"
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
    least = inquiry.candidates[0].score - MAX_BEHIND
    near = [c for c in inquiry.candidates if c.score >= least]
    for placing, name in _find_placings(near, inquiry):
        figure = _find_figure(name, placing, near, inquiry)
        if figure is not None:
            return _compose(placing, figure, inquiry)
    return None


def _find_placings(near: list[Candidate], inquiry: Inquiry) -> Iterator[tuple[Candidate, str]]:
    """The sentences that put what the question names into a class, with the class."""
    focus = inquiry.understanding.focus
    telling = [t for t in focus.terms if t.is_held and t.weight >= MIN_SHARE * focus.total]
    for candidate in near:
        placed = _PLACES.match(candidate.text)
        if placed is None or candidate.holds_type:
            continue
        own = [t for t in telling if match_term(t, fold_text(candidate.text)) >= HELD]
        told = [c for c in near if c.holds_type and any(_holds(c, t) for t in own)]
        if own and not told:
            yield candidate, placed[1]


def _holds(candidate: Candidate, term: Term) -> bool:
    return match_term(term, fold_text(candidate.hit.passage.own_text)) >= HELD


def _find_figure(
    name: str, placing: Candidate, near: list[Candidate], inquiry: Inquiry
) -> Candidate | None:
    """The closest sentence of the same file that gives a figure for the class."""
    said = re.compile(rf"{re.escape(name)}[^。；;，,]{{0,16}}\d")
    family = _find_root(placing.hit.document.id, inquiry)
    return next(
        (
            c
            for c in near
            if c.holds_type
            and said.search(c.text)
            and _find_root(c.hit.document.id, inquiry) == family
        ),
        None,
    )


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
