"""A change may not lose more than noise; what it lost is said. `make accept` accepts anew."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.assistant import Assistant
from assistant.model import NoAnswer, NoAnswerReason, Question, Reply
from eval.regression import (
    MEASURED,
    accept,
    find_losses,
    format_losses,
    load_accepted,
    measure_noise,
    write_accepted,
)
from eval.run import EvalReport, run_questions
from tests.accept import SETS, measure, measure_anew

if TYPE_CHECKING:
    from vectorstore.store import ClauseStore


@pytest.fixture(scope="module")
def report(assistant: Assistant) -> EvalReport:
    return measure("sample_questions", assistant, load_accepted()["sample_questions"].as_of)


class Refusing:
    """Refuses every second question that it should answer."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._count = 0

    def answer(self, question: Question) -> Reply:
        self._count += 1
        if self._count % 2:
            return NoAnswer(NoAnswerReason.NOT_COVERED, "资料中没有找到相关规定。")
        return self._assistant.answer(question)


def test_the_sample_questions_lose_nothing(report: EvalReport) -> None:
    losses = find_losses(load_accepted()["sample_questions"], report)
    assert not losses, "\n" + format_losses("sample_questions", losses)


def test_the_further_questions_lose_nothing(assistant: Assistant) -> None:
    accepted = load_accepted()["further_questions"]
    losses = find_losses(accepted, measure("further_questions", assistant, accepted.as_of))
    assert not losses, "\n" + format_losses("further_questions", losses)


@pytest.mark.parametrize(
    "name",
    [
        "list_questions",
        "town_questions",
        "county_questions",
        "bureau_questions",
        "school_questions",
        "subject_questions",
        "teacher_questions",
        "service_questions",
        "rural_questions",
    ],
)
def test_questions_on_invented_documents_lose_nothing(name: str, tmp_path: Path) -> None:
    accepted = load_accepted()[name]
    losses = find_losses(accepted, measure_anew(name, tmp_path, accepted.as_of))
    assert not losses, "\n" + format_losses(name, losses)


@pytest.mark.shared
def test_the_list_questions_on_shared_documents_lose_nothing(shared: Path, tmp_path: Path) -> None:
    accepted = load_accepted()["shared_list_questions"]
    found = measure_anew("shared_list_questions", tmp_path, accepted.as_of)
    losses = find_losses(accepted, found)
    assert not losses, "\n" + format_losses(str(shared), losses)


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    [
        "development",
        "seed_questions",
        "seed_second_questions",
        "seed_third_questions",
        "seed_fourth_questions",
        "seed_fifth_questions",
    ],
)
def test_the_questions_on_the_seeds_lose_nothing(name: str, seed_store: "ClauseStore") -> None:
    accepted = load_accepted()[name]
    losses = find_losses(accepted, measure(name, Assistant(seed_store), accepted.as_of))
    assert not losses, "\n" + format_losses(name, losses)


def test_a_worse_assistant_is_caught_and_what_it_lost_is_named(
    report: EvalReport, assistant: Assistant
) -> None:
    questions, _ = SETS["sample_questions"]
    worse = run_questions(questions, Refusing(assistant), baselines=False, as_of=report.as_of)
    losses = {loss.measure: loss for loss in find_losses(accept(report), worse)}
    assert {"citation_recall", "fact", "refusal"} <= set(losses)
    said = format_losses("set", tuple(losses.values()))
    assert "1.00 → 0.00" in said
    assert all(loss.after < loss.before - loss.noise for loss in losses.values())


def test_the_accepted_state_loses_nothing_against_itself(report: EvalReport) -> None:
    assert find_losses(accept(report), report) == ()


@pytest.mark.parametrize(
    ("lost", "gained", "is_noise"), [(1, 0, True), (2, 0, True), (3, 0, False), (4, 3, True)]
)
def test_noise_is_what_a_few_questions_more_or_less_can_do(
    lost: int, gained: int, is_noise: bool
) -> None:
    differences = [-1.0] * lost + [1.0] * gained + [0.0] * (90 - lost - gained)
    assert ((lost - gained) / 90 <= measure_noise(differences)) == is_noise


def test_accepted_figures_survive_writing(report: EvalReport, tmp_path: Path) -> None:
    path = tmp_path / "accepted.json"
    write_accepted({"set": accept(report)}, path)
    assert load_accepted(path) == {"set": accept(report)}
    assert path.read_text("utf-8").count("\n") == len(report.systems[0].results) + 5


def test_the_repository_holds_figures_for_every_set() -> None:
    accepted = load_accepted()
    assert set(accepted) == set(SETS)
    for each in accepted.values():
        assert all(len(row) == len(MEASURED) for row in each.rows.values())
