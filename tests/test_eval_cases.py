import json
import re
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from eval.cases import (
    AnsweredQuestion,
    Case,
    CitedText,
    QuestionSetError,
    format_answer,
    load_cases,
    parse_answer,
)
from eval.measures import fold_quote

QUESTIONS = Path(__file__).resolve().parents[1] / "eval" / "sample_questions.jsonl"
TYPES = {
    *("fact_amount", "fact_date", "fact_who", "fact_what", "list", "aggregate", "compare"),
    *("multi_turn", "colloquial", "typo", "status", "jurisdiction_trap", "unanswerable"),
    *("out_of_scope", "numbering", "definition"),
}
CASES = load_cases(QUESTIONS)


def read_text(path: Path) -> str:
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as packed:
        xml = packed.read("word/document.xml").decode("utf-8")
    return "\n".join(
        "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", paragraph))
        for paragraph in re.findall(r"<w:p[ >].*?</w:p>", xml, flags=re.DOTALL)
    )


@pytest.fixture(scope="module")
def texts(samples: Path) -> dict[str, str]:
    return {path.name: read_text(path) for path in sorted(samples.glob("yunlan_*"))}


def test_the_sample_questions_cover_every_type_and_both_splits() -> None:
    assert len(CASES) >= 60
    assert {case.type for case in CASES} == TYPES
    splits = Counter(case.split for case in CASES)
    assert splits["held"] >= 30
    assert set(splits) == {"open", "held"}
    assert {c.type for c in CASES if c.split == "held"} == TYPES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_gold_quote_is_verbatim_in_its_one_document(
    case: Case, texts: dict[str, str]
) -> None:
    quotes = [variant for gold in case.gold for variant in gold.variants]
    for quote in (*quotes, *case.tolerated):
        names = [name for name in texts if name.startswith(quote.doc)]
        assert len(names) == 1, quote.doc
        assert quote.text in texts[names[0]], quote.text
    assert bool(case.gold) or not case.answerable


@pytest.mark.parametrize("case", [c for c in CASES if c.answerable], ids=lambda case: case.id)
def test_what_an_answer_must_not_say_is_not_what_it_must_say(case: Case) -> None:
    wanted = {fold_quote(words) for group in case.must_include for words in group}
    assert not wanted & {fold_quote(words) for words in case.must_not_include}


COLLOQUIAL = [c for c in CASES if c.type == "colloquial"]


@pytest.mark.parametrize("case", COLLOQUIAL, ids=lambda case: case.id)
def test_colloquial_questions_share_no_long_run_with_their_clause(case: Case) -> None:
    question = unicodedata.normalize("NFKC", case.question)
    runs = {question[at : at + 5] for at in range(len(question) - 4)}
    assert not any(run in gold.quote.text for gold in case.gold for run in runs)


def test_one_split_can_be_loaded_alone() -> None:
    held = load_cases(QUESTIONS, split="held")
    assert held
    assert all(case.split == "held" for case in held)


def test_answers_survive_writing_and_reading(tmp_path: Path) -> None:
    answer = AnsweredQuestion(
        id="s1",
        answer="每月500元[1]",
        refused=False,
        citations=(CitedText("a.txt", "全文", "题", "六", "引文", 3, 5),),
        notices=("由AI生成，仅供参考",),
    )
    path = tmp_path / "answers.jsonl"
    lines = [json.dumps(format_answer(AnsweredQuestion("s1", "", True)))]
    lines.append(json.dumps(format_answer(answer), ensure_ascii=False))
    path.write_text("\n".join(lines), encoding="utf-8")
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    assert [parse_answer(row) for row in rows][-1] == answer


def test_notices_may_be_words_or_objects() -> None:
    row = {"id": "a", "notices": ["甲", {"kind": "validity", "text": "乙"}], "citations": ["丙"]}
    answer = parse_answer(row)
    assert answer.notices == ("甲", "乙")
    assert answer.citations == (CitedText("", "丙"),)


@pytest.mark.parametrize(
    ("line", "named"),
    [("{", "line 2"), ('{"id": 1}', "'type'"), ("[]", "line 2"), (None, "stands twice")],
)
def test_a_bad_question_file_is_named_with_its_line(
    tmp_path: Path, line: str | None, named: str
) -> None:
    first = QUESTIONS.read_text(encoding="utf-8").splitlines()[0]
    path = tmp_path / "questions.jsonl"
    path.write_text(f"{first}\n{first if line is None else line}\n", encoding="utf-8")
    with pytest.raises(QuestionSetError, match=named) as caught:
        load_cases(path)
    assert "questions.jsonl" in caught.value.message_zh


def test_a_missing_question_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match=r"none\.jsonl"):
        load_cases(tmp_path / "none.jsonl")
