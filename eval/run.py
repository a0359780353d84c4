"""Runs a question set through the assistant and, beside it, through the baselines."""

import datetime
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from assistant.model import Question, QuestionError, Reply
from assistant.serving.wire import ReplyOut, write_reply
from eval.baselines import Skipped, build_baselines
from eval.cases import AnsweredQuestion, Case, CitedText, EvalError, load_cases
from eval.measures import Score, TypeRow, fold_quote, score_answers, summarise
from vectorstore.model import Embedder, Hit

ASSISTANT = "assistant"
FOUND_DEPTH = 20  # hits among which gold quotes are looked for
# A clause with everything under it holds a quote only where it is no longer than this: a whole
# chapter that holds it has not been found for it.
LONGEST_WHOLE = 1_500


class EmptyQuestionSetError(EvalError):
    """The file (or the split asked for) holds no question."""


class Answerer(Protocol):
    """What is measured: `assistant.assistant.Assistant`, or anything that answers like it."""

    def answer(self, question: Question) -> Reply:
        """The reply; raises on failure."""
        ...


class Searcher(Protocol):
    """What is measured on finding: `Assistant.search`."""

    def __call__(self, question: Question, limit: int) -> Sequence[Hit]:
        """Hits, best first."""
        ...


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One question with its answer and score.

    `ranks` gives for each gold quote the rank of the first clause found that holds it, 0 where
    none of the first 20 does; () where finding was not measured.
    """

    case: Case
    answer: AnsweredQuestion
    score: Score
    ranks: tuple[int, ...] = ()

    def found(self, depth: int) -> float | None:
        """The share of gold quotes in the first `depth` clauses; None where not measured."""
        if not self.ranks:
            return None
        return sum(0 < rank <= depth for rank in self.ranks) / len(self.ranks)


@dataclass(frozen=True, slots=True)
class SystemReport:
    """All answers of one system, with the means by type and over all (the last row)."""

    name: str
    rows: tuple[TypeRow, ...]
    results: tuple[CaseResult, ...]
    latencies_ms: tuple[float, ...] = ()  # of the answers in their order; () where not timed


@dataclass(frozen=True, slots=True)
class EvalReport:
    """A question set measured. The assistant stands first, the baselines after it."""

    questions: str  # the file's name
    split: str | None
    as_of: datetime.date
    systems: tuple[SystemReport, ...]
    skipped: tuple[Skipped, ...] = ()


def run_questions(
    questions_path: Path,
    assistant: Answerer,
    *,
    baselines: bool = True,
    texts: Mapping[str, str] | None = None,
    embedder: Embedder | None = None,
    tutorial_embedder: Embedder | None = None,
    as_of: datetime.date | None = None,
    split: str | None = None,
    strict: bool = False,
    progress: Callable[[int, int], None] | None = None,
    search: Searcher | None = None,
) -> EvalReport:
    """The measured question set; but for the clock the same over the same documents and day.

    `texts` (file name → whole text) and the embedders are for the baselines, see
    `eval.baselines.build_baselines`. `as_of` is today where it is None; a question that names
    its own day keeps it. `progress` is told how many of how many questions are answered. With
    `search` it is also measured how far down the gold quotes are found.
    """
    cases = load_cases(questions_path, split=split)
    if not cases:
        raise EmptyQuestionSetError(
            f"no question in {questions_path.name!r} (split {split!r})",
            message_zh=f"文件“{questions_path.name}”中没有可用的问题。",
        )
    day = as_of or datetime.date.today()
    answers: list[AnsweredQuestion] = []
    ranks: dict[str, tuple[int, ...]] = {}
    latencies: list[float] = []
    for number, case in enumerate(cases, start=1):
        started = time.perf_counter()
        answers.append(ask(case, assistant, as_of=day))
        latencies.append(1000 * (time.perf_counter() - started))
        if search is not None and case.answerable:
            ranks[case.id] = find_ranks(case, search, as_of=day)
        if progress is not None:
            progress(number, len(cases))
    own = make_system_report(ASSISTANT, cases, answers, strict=strict)
    results = tuple(replace(r, ranks=ranks.get(r.case.id, ())) for r in own.results)
    systems = [replace(own, results=results, latencies_ms=tuple(latencies))]
    skipped: tuple[Skipped, ...] = ()
    if baselines:
        others, skipped = build_baselines(texts or {}, embedder, tutorial_embedder)
        systems.extend(
            make_system_report(
                other.name, cases, [other.answer(case) for case in cases], strict=strict
            )
            for other in others
        )
    return EvalReport(questions_path.name, split, day, tuple(systems), skipped)


def ask(case: Case, assistant: Answerer, *, as_of: datetime.date) -> AnsweredQuestion:
    """The assistant's answer; a question that cannot be taken counts as refused."""
    try:
        question = Question(case.question, as_of=case.as_of or as_of, history=case.history)
    except QuestionError as error:
        return AnsweredQuestion(case.id, error.message_zh, refused=True, reason="bad_question")
    return make_answered(case.id, write_reply(assistant.answer(question)))


def find_ranks(case: Case, search: Searcher, *, as_of: datetime.date) -> tuple[int, ...]:
    """For each gold quote the rank of the first clause that holds it or an alternative, else 0."""
    question = Question(case.question, as_of=case.as_of or as_of, history=case.history)
    return rank_quotes(case, [read_texts(hit) for hit in search(question, FOUND_DEPTH)])


def rank_quotes(case: Case, found: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """For each gold quote the rank of the first that holds it; each found thing has texts."""
    held = [[fold_quote(text) for text in texts] for texts in found]
    ranks: list[int] = []
    for gold in case.gold:
        quotes = [fold_quote(variant.text) for variant in gold.variants]
        ranks.append(
            next(
                (
                    rank
                    for rank, texts in enumerate(held, start=1)
                    if any(quote in text for quote in quotes for text in texts)
                ),
                0,
            )
        )
    return tuple(ranks)


def read_texts(hit: Hit) -> tuple[str, ...]:
    """The texts of a hit in which a quote counts as found."""
    passage = hit.passage
    whole = (passage.text,) if len(passage.text) <= LONGEST_WHOLE else ()
    return (passage.own_text, *whole)


def make_answered(case_id: str, reply: ReplyOut) -> AnsweredQuestion:
    """A reply on the wire in the form of an answer file.

    A refusal's nearest clauses are kept as citations, as the answer file has them. To the text of
    a table's row its cells are added without the columns' names, which the row itself has not.
    """
    return AnsweredQuestion(
        id=case_id,
        answer=reply.answer,
        refused=reply.refused,
        reason=reply.reason,
        citations=tuple(
            CitedText(
                doc=c.doc,
                text="\n".join(filter(None, (c.text, " ".join(c.cells)))),
                title=c.title,
                label=c.label,
                quote=c.quote,
                start=c.start,
                end=c.end,
            )
            for c in reply.citations
        ),
        notices=tuple(notice.text for notice in reply.notices),
    )


def make_system_report(
    name: str, cases: Sequence[Case], answers: Sequence[AnsweredQuestion], *, strict: bool = False
) -> SystemReport:
    """The answers of one system scored; an answer that is missing counts as empty."""
    scores = score_answers(cases, answers, strict=strict)
    given = {answer.id: answer for answer in answers}
    results = tuple(
        CaseResult(case, given.get(case.id, AnsweredQuestion(case.id, "", False)), score)
        for case, score in zip(cases, scores, strict=True)
    )
    return SystemReport(name, summarise(cases, scores), results)
