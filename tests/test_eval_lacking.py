"""What clauses must hold, measured on the lay questions."""

from pathlib import Path

from eval.lacking import Asked, find_required, read_asked, tally

LAY = Path(__file__).parent.parent / "vectorstore" / "training" / "lay"
MAX_LOST = 0.005  # of the answerable questions that a requirement may refuse wrongly
MIN_CAUGHT = 5  # near misses refused for each answerable question that is


def test_a_requirement_is_asked_of_the_clause_that_a_question_was_written_for() -> None:
    clause = "聘请校外辅导员的，每次课酬150元，由县财政承担。"
    assert dict(find_required(Asked("课酬由谁出", clause, answerable=True))) == {"由谁出钱": True}
    (row,) = tally([Asked("校外辅导员的任期几年", clause, answerable=False)])
    assert (row.rightly_lacking, row.wrongly_lacking) == (1, 0)


def test_requirements_refuse_near_misses_and_hardly_an_answer() -> None:
    questions = tuple(read_asked(LAY))
    rows = tally(questions)
    lost = sum(row.wrongly_lacking for row in rows)
    caught = sum(row.rightly_lacking for row in rows)
    assert lost <= MAX_LOST * sum(asked.answerable for asked in questions)
    assert caught >= MIN_CAUGHT * lost
