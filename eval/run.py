"""Runs a question set through the assistant and, beside it, through the baselines."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.model import Question, QuestionError, Reply
from assistant.wire import ReplyOut, write_reply
from eval.baselines import Skipped, build_baselines
from eval.cases import AnsweredQuestion, Case, CitedText, EvalError, load_cases
from eval.measures import Score, TypeRow, score_answers, summarise
from vectorstore.model import Embedder

ASSISTANT = "assistant"


class EmptyQuestionSetError(EvalError):
    """The file (or the split asked for) holds no question."""


class Answerer(Protocol):
    """What is measured: `assistant.assistant.Assistant`, or anything that answers like it."""

    def answer(self, question: Question) -> Reply:
        """The reply; raises on failure."""
        ...


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One question with its answer and score."""

    case: Case
    answer: AnsweredQuestion
    score: Score


@dataclass(frozen=True, slots=True)
class SystemReport:
    """All answers of one system, with the means by type and over all (the last row)."""

    name: str
    rows: tuple[TypeRow, ...]
    results: tuple[CaseResult, ...]


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
    as_of: datetime.date | None = None,
    split: str | None = None,
    strict: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> EvalReport:
    """The measured question set; the same over the same documents and day.

    `texts` (file name → whole text) and `embedder` are for the baselines, see
    `eval.baselines.build_baselines`. `as_of` is today where it is None; a question that names
    its own day keeps it. `progress` is told how many of how many questions are answered.
    """
    cases = load_cases(questions_path, split=split)
    if not cases:
        raise EmptyQuestionSetError(
            f"no question in {questions_path.name!r} (split {split!r})",
            message_zh=f"文件“{questions_path.name}”中没有可用的问题。",
        )
    day = as_of or datetime.date.today()
    answers = []
    for number, case in enumerate(cases, start=1):
        answers.append(ask(case, assistant, as_of=day))
        if progress is not None:
            progress(number, len(cases))
    systems = [make_system_report(ASSISTANT, cases, answers, strict=strict)]
    skipped: tuple[Skipped, ...] = ()
    if baselines:
        others, skipped = build_baselines(texts or {}, embedder)
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


def make_answered(case_id: str, reply: ReplyOut) -> AnsweredQuestion:
    """A reply on the wire in the form of an answer file.

    A refusal's nearest clauses are kept as citations, as the answer file has them.
    """
    return AnsweredQuestion(
        id=case_id,
        answer=reply.answer,
        refused=reply.refused,
        reason=reply.reason,
        citations=tuple(
            CitedText(
                doc=c.doc,
                text=c.text,
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
