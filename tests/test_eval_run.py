import datetime
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.model import Answer, Citation, NoAnswer, NoAnswerReason, Question, Reply, Statement
from eval.baselines import OVERLAP_CHARACTERS, PIECE_CHARACTERS, WordBaseline, cut_pieces
from eval.cases import Case, load_cases
from eval.measures import TOTAL
from eval.page import make_question_page
from eval.report import compare_reports, format_comparison, format_report, write_report
from eval.run import ASSISTANT, EmptyQuestionSetError, EvalReport, ask, run_questions
from ingest.model import DocumentId, Span, Validity, ValidityState
from vectorstore.model import PassageId, Vectors

QUESTIONS = Path(__file__).resolve().parents[1] / "eval" / "sample_questions.jsonl"
DAY = datetime.date(2026, 11, 21)


class Refusing:
    """Refuses everything and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def answer(self, question: Question) -> Reply:
        self.asked.append(question)
        return NoAnswer(NoAnswerReason.NOT_COVERED, "资料中没有找到相关规定。")


class Reciting:
    """Knows the first question of each type by heart and refuses the others."""

    def __init__(self, cases: tuple[Case, ...]) -> None:
        self._known = {c.question: c for c in reversed(cases) if c.type == "fact_amount"}

    def answer(self, question: Question) -> Reply:
        case = self._known.get(question.text)
        if case is None:
            return NoAnswer(NoAnswerReason.NOT_COVERED, "资料中没有找到相关规定。")
        quote = case.gold[0].quote
        validity = Validity(ValidityState.UNKNOWN, question.as_of, "", "")
        citation = Citation(
            document_id=DocumentId(quote.doc),
            passage_id=PassageId(f"{quote.doc}:0"),
            file_name=f"{quote.doc}_x.txt",
            title="题",
            document_number=None,
            label=quote.locator,
            heading="",
            clause_text=quote.text,
            quote=quote.text,
            span=Span(0, len(quote.text)),
            validity=validity,
        )
        return Answer((Statement(quote.text, (citation,)),))


class CountingEmbedder:
    """Vectors of character counts: crude, real, the same every time."""

    name = "counts"
    source = ""
    dimensions = 64

    def embed_passages(self, texts: list[str]) -> Vectors:
        import numpy as np

        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for at, text in enumerate(texts):
            for character in text:
                rows[at, ord(character) % self.dimensions] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        vectors: Vectors = rows / np.maximum(lengths, 1)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed_passages([text])[0]
        return vector


@pytest.fixture(scope="module")
def texts(samples: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in samples.glob("yunlan_*.txt")}


@pytest.fixture(scope="module")
def report(texts: dict[str, str]) -> EvalReport:
    cases = load_cases(QUESTIONS)
    return run_questions(QUESTIONS, Reciting(cases), texts=texts, as_of=DAY)


def means(report: EvalReport, system: str) -> dict[str, float | None]:
    found = next(s for s in report.systems if s.name == system)
    assert found.rows[-1].type == TOTAL
    return dict(found.rows[-1].means)


def test_refusing_everything_is_right_only_where_refusal_is_due() -> None:
    report = run_questions(QUESTIONS, Refusing(), baselines=False, as_of=DAY)
    for result in report.systems[0].results:
        assert result.score.refusal == float(not result.case.answerable)


def test_history_and_the_day_reach_the_assistant() -> None:
    refusing = Refusing()
    cases = load_cases(QUESTIONS)
    run_questions(QUESTIONS, refusing, baselines=False, as_of=datetime.date(2025, 1, 1))
    for case, question in zip(cases, refusing.asked, strict=True):
        assert question.text == case.question
        assert question.history == case.history
        assert question.as_of == (case.as_of or datetime.date(2025, 1, 1))


def test_a_question_that_cannot_be_taken_counts_as_refused() -> None:
    case = Case("x", "out_of_scope", "长" * 10_000, answerable=False)
    answered = ask(case, Refusing(), as_of=DAY)
    assert answered.refused
    assert "10000" in answered.answer


def test_the_assistant_stands_first_and_the_baselines_after_it(report: EvalReport) -> None:
    assert [system.name for system in report.systems] == [ASSISTANT, WordBaseline.name]
    assert [skipped.name for skipped in report.skipped] == ["tutorial, all-MiniLM-L6-v2"]


def test_recited_answers_are_right_where_they_are_given(report: EvalReport) -> None:
    rows = {row.type: row.means for row in report.systems[0].rows}
    assert rows["fact_amount"]["citation_recall"] == 1
    assert rows["fact_amount"]["citation_precision"] == 1
    assert rows["compare"]["citation_recall"] == 0


def test_the_word_baseline_finds_more_than_half_and_refuses_nothing(report: EvalReport) -> None:
    total = means(report, WordBaseline.name)
    assert total["citation_recall"] is not None
    assert total["citation_recall"] > 0.5
    results = report.systems[1].results
    assert all(r.score.refusal == 1 for r in results if r.case.answerable)
    assert all(not r.answer.refused for r in results)


def test_an_embedding_baseline_is_measured_where_its_model_is_at_hand(
    texts: dict[str, str],
) -> None:
    report = run_questions(
        QUESTIONS, Refusing(), texts=texts, embedder=CountingEmbedder(), as_of=DAY, split="held"
    )
    assert [s.name for s in report.systems] == [ASSISTANT, WordBaseline.name, "tutorial, counts"]
    assert [s.name for s in report.skipped] == ["tutorial, all-MiniLM-L6-v2"]
    assert len(report.systems[0].results) >= 30


def test_without_texts_the_baselines_are_named_as_skipped() -> None:
    report = run_questions(QUESTIONS, Refusing(), as_of=DAY)
    assert len(report.systems) == 1
    assert len(report.skipped) == 2


def test_an_empty_split_is_refused_by_name() -> None:
    with pytest.raises(EmptyQuestionSetError, match="nowhere"):
        run_questions(QUESTIONS, Refusing(), split="nowhere")


def test_pieces_are_slices_of_their_file_and_not_longer_than_the_tutorials(
    texts: dict[str, str],
) -> None:
    pieces = cut_pieces(texts)
    assert len(pieces) > len(texts)
    for piece in pieces:
        assert len(piece.text) <= PIECE_CHARACTERS
        assert texts[piece.file_name].startswith(piece.text, piece.start)
    assert OVERLAP_CHARACTERS < PIECE_CHARACTERS


def test_the_table_has_a_line_per_type_and_per_system(report: EvalReport) -> None:
    table = format_report(report)
    lines = table.splitlines()
    for row in report.systems[0].rows[:-1]:
        assert sum(line.startswith(row.type) for line in lines) == 1
    for name in (ASSISTANT, WordBaseline.name, "未测 tutorial, all-MiniLM-L6-v2"):
        assert sum(line.startswith(name) for line in lines) == 1
    assert "s002" not in table
    assert "s011" in format_report(report, failures=True)


def test_the_same_run_writes_the_same_bytes(
    report: EvalReport, texts: dict[str, str], tmp_path: Path
) -> None:
    again = run_questions(QUESTIONS, Reciting(load_cases(QUESTIONS)), texts=texts, as_of=DAY)
    write_report(report, tmp_path / "a.json")
    write_report(again, tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_comparison_names_what_was_gained_and_lost(report: EvalReport, tmp_path: Path) -> None:
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    write_report(run_questions(QUESTIONS, Refusing(), baselines=False, as_of=DAY), before)
    write_report(report, after)
    forward = compare_reports(before, after)
    backward = compare_reports(after, before)
    assert forward.lost == ()
    assert {c.id for c in forward.gained} == {c.id for c in backward.lost}
    assert len({c.id for c in forward.gained}) == 9
    assert "变好" in format_comparison(forward)
    assert compare_reports(after, after).gained == ()


def test_the_tutorials_own_model_is_measured_where_it_is_at_hand(texts: dict[str, str]) -> None:
    report = run_questions(
        QUESTIONS, Refusing(), texts=texts, tutorial_embedder=CountingEmbedder(), as_of=DAY
    )
    names = [system.name for system in report.systems]
    assert names == [ASSISTANT, WordBaseline.name, "tutorial, all-MiniLM-L6-v2"]
    assert report.skipped == ()


def test_gold_quotes_are_looked_for_among_the_clauses_found(assistant: Assistant) -> None:
    report = run_questions(
        QUESTIONS, assistant, baselines=False, as_of=DAY, search=assistant.search
    )
    results = report.systems[0].results
    assert all(not r.ranks for r in results if not r.case.answerable)
    measured = [r for r in results if r.ranks]
    assert all(len(r.ranks) == len(r.case.gold) for r in measured)
    for result in measured:
        shares = [result.found(depth) or 0 for depth in (1, 5, 10, 20)]
        assert shares == sorted(shares)
    assert "依据" in format_report(report)
    page = make_question_page(report)
    assert page.count("<svg") == 4
    assert "<script" not in page
    assert "http" not in page
