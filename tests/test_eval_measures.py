import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import AnsweredQuestion, Case, CitedText, GoldQuote, Quote, load_cases, parse_answer
from eval.measures import (
    MEASURES,
    find_doc,
    find_docs,
    fold_fact,
    fold_quote,
    overlaps,
    says,
    score_answer,
    score_answers,
    summarise,
)

COLUMNS = dict(
    zip(MEASURES, ("cite_rec", "cite_prec", "fact", "refusal", "refusal*", "list_rec"), strict=True)
)
WORDS = "教师补助每月500元不低于15％（一）3,000人0.5～1个、没有 未规定 茂县 —-2024年"


def load_scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "score_answers", shared / "eval" / "score_answers.py"
    )
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    return load_scorer(shared)


def pick_words(dice: random.Random, words: list[str]) -> list[str]:
    return dice.sample(words, k=min(len(words), dice.randint(0, 3)))


def random_citation(dice: random.Random, quotes: list[dict[str, Any]]) -> dict[str, str]:
    quote = dice.choice(quotes)
    text = quote["quote"]
    match dice.randint(0, 4):
        case 0:
            text = "前文。" + text + "后文，" + dice.choice(quotes)["quote"]
        case 1:
            text = text[: max(1, len(text) * dice.randint(30, 70) // 100)]
        case 2:
            text = text[len(text) // 2 :] + "其他" * dice.randint(0, 20)
        case 3:
            text = dice.choice(["", "，。", "教师", text.replace("0", "1")])
    doc = dice.choice([quote["doc"], "000", "004", ""])
    return {"doc": f"{doc}_cf9a.txt" if doc else "", "text": text, "label": quote["locator"]}


def random_answer(
    dice: random.Random, row: dict[str, Any], quotes: list[dict[str, Any]]
) -> dict[str, Any]:
    said = [dice.choice(g) if isinstance(g, list) else g for g in row["must_include"]]
    said += [k for g in row["gold"] if g.get("key") for k in g["key"][:1]]
    pieces = said if dice.random() < 0.4 else pick_words(dice, said)
    pieces += pick_words(dice, row["must_not_include"]) if dice.random() < 0.4 else []
    pieces += pick_words(dice, row.get("unless_mentions", []))
    pieces += pick_words(dice, ["文件没有规定", "未找到", "99", "３，０００人", " "])
    pieces += [g["quote"] for g in row["gold"] if dice.random() < 0.2]
    dice.shuffle(pieces)
    own = [
        *row["gold"],
        *row.get("related", []),
        *[a for g in row["gold"] for a in g.get("alts", [])],
    ]
    source = own if own and dice.random() < 0.7 else quotes
    return {
        "id": row["id"],
        "answer": dice.choice(["", "，", "。", "1"]).join(pieces),
        "refused": dice.random() < 0.3,
        "citations": [random_citation(dice, source) for _ in range(dice.randint(0, 4))],
    }


@pytest.mark.shared
@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_scores_equal_the_reference_scorer_on_random_answers(
    shared: Path, scorer: ModuleType, seed: int, strict: bool
) -> None:
    path = shared / "eval" / "questions.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    quotes = [gold for row in rows for gold in row["gold"]]
    dice = random.Random(seed)
    answers = [random_answer(dice, row, quotes) for row in rows if dice.random() < 0.95]
    expected = scorer.score(rows, answers, strict)
    cases = load_cases(path)
    scores = score_answers(cases, [parse_answer(a) for a in answers], strict=strict)
    for (row, columns, extra), score in zip(expected, scores, strict=True):
        found = {column: score.value(measure) for measure, column in COLUMNS.items()}
        assert found == pytest.approx(columns), row["id"]
        assert score.leaked == extra["leak"], row["id"]
        assert score.right_document == extra["doc_ok"], row["id"]
        assert score.known_document == extra["doc_known"], row["id"]
    table = scorer.table(expected)
    for (kind, count, means), line in zip(table, summarise(cases, scores), strict=True):
        assert (line.type, line.count) == (kind, count)
        assert {COLUMNS[m]: v for m, v in line.means.items()} == pytest.approx(means)


@pytest.mark.shared
def test_perfect_answers_score_one_in_every_measure(shared: Path, scorer: ModuleType) -> None:
    path = shared / "eval" / "questions.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    cases = load_cases(path)
    scores = score_answers(cases, [parse_answer(a) for a in scorer.perfect(rows)])
    assert {v for s in scores for m in MEASURES if (v := s.value(m)) is not None} == {1.0}


@pytest.mark.shared
@given(text=st.text(alphabet=st.sampled_from(WORDS), max_size=60), data=st.data())
def test_folding_and_matching_equal_the_reference_scorer(text: str, data: st.DataObject) -> None:
    shared = Path(__file__).resolve().parents[2] / "shared"
    if not shared.is_dir():
        pytest.skip("needs ../shared")
    scorer = load_scorer(shared)
    other = data.draw(st.text(alphabet=st.sampled_from(WORDS), max_size=20))
    assert fold_quote(text) == scorer.norm_cite(text)
    assert fold_fact(text) == scorer.norm_fact(text)
    assert says(fold_fact(text), other) == scorer.has(other, scorer.norm_fact(text))
    cited, quote = fold_quote(text), fold_quote(other)
    assert overlaps(cited, quote) == scorer.overlaps(cited, quote)


QUOTE = Quote("yunlan_01", "六", "班主任津贴标准提高到每月不低于500元")


def make_case(**changes: Any) -> Case:
    values: dict[str, Any] = {
        "id": "s1",
        "type": "fact_amount",
        "question": "班主任津贴多少",
        "answerable": True,
        "gold": (GoldQuote(QUOTE),),
        "must_include": (("500元",),),
        "must_not_include": ("5000元",),
    }
    return Case(**(values | changes))


def make_answer(text: str, *, refused: bool = False, cited: str = QUOTE.text) -> AnsweredQuestion:
    citations = (CitedText(doc="yunlan_01_songtang.txt", text=cited),) if cited else ()
    return AnsweredQuestion("s1", text, refused, citations=citations)


@pytest.mark.parametrize(
    ("answer", "recall", "precision", "fact", "refusal"),
    [
        (make_answer("每月不低于500元。"), 1, 1, 1, 1),
        (make_answer("每月5000元，也说500元。"), 1, 1, 0, 1),
        (make_answer("每月2500元"), 1, 1, 0, 1),
        (make_answer("每月500元", cited=""), 0, 0, 1, 1),
        (make_answer("每月500元", cited="班主任津贴标准提高到每月"), 0, 1, 1, 1),
        (make_answer("没有规定500元", refused=True), 1, 1, 1, 0),
        (make_answer("", cited=""), 0, 0, 0, 0),
        (None, 0, 0, 0, 0),
    ],
)
def test_answerable_questions_are_scored_by_citation_fact_and_answering(
    answer: AnsweredQuestion | None, recall: float, precision: float, fact: float, refusal: float
) -> None:
    score = score_answer(make_case(), answer)
    assert score.citation_recall == recall
    assert score.citation_precision == precision
    assert score.fact == fact
    assert score.refusal == score.lenient_refusal == refusal
    assert score.list_recall is None


@pytest.mark.parametrize(
    ("changes", "text", "refused", "strictly", "leniently", "leaked"),
    [
        ({}, "资料中没有", True, 1, 1, False),
        ({}, "资料中没有", False, 0, 0, False),
        ({"accept_denial": True}, "资料中没有", False, 0, 1, False),
        ({"accept_denial": True}, "没有，是5000元", False, 0, 0, True),
        ({"trap": True}, "梨溪没有写", False, 1, 1, False),
        ({"trap": True}, "5000元", False, 0, 0, True),
        ({"trap": True, "unless_mentions": ("松棠",)}, "没写；松棠是5000元", False, 1, 1, False),
        ({"trap": True, "unless_mentions": ("松棠",)}, "松棠是5000元", False, 0, 0, True),
        ({"trap": True}, "", False, 0, 0, False),
    ],
)
def test_questions_without_an_answer_are_scored_by_refusal(
    changes: dict[str, Any],
    text: str,
    refused: bool,
    strictly: float,
    leniently: float,
    leaked: bool,
) -> None:
    case = make_case(answerable=False, gold=(), must_include=(), **changes)
    score = score_answer(case, make_answer(text, refused=refused))
    assert (score.refusal, score.lenient_refusal, score.leaked) == (strictly, leniently, leaked)
    assert score.citation_recall is None
    assert score.fact is None


def test_an_aggregate_counts_keys_else_quotes() -> None:
    gold = (GoldQuote(QUOTE), GoldQuote(Quote("yunlan_01", "七", "周转宿舍260套"), keys=("260",)))
    case = make_case(type="aggregate", gold=gold)
    assert score_answer(case, make_answer("周转宿舍260套")).list_recall == 0.5
    assert score_answer(case, make_answer(QUOTE.text + "；260套")).list_recall == 1


def test_strict_scoring_drops_a_citation_under_another_document() -> None:
    answer = AnsweredQuestion("s1", "500元", False, citations=(CitedText("b_2.txt", QUOTE.text),))
    case = make_case()
    assert score_answer(case, answer, docs={"yunlan_01", "b"}).citation_recall == 1
    assert score_answer(case, answer, docs={"yunlan_01", "b"}, strict=True).citation_recall == 0
    assert score_answer(case, answer, docs={"yunlan_01"}, strict=True).citation_recall == 1


@pytest.mark.parametrize(
    ("name", "doc"),
    [
        ("yunlan_01_songtang.txt", "yunlan_01"),
        ("folder/yunlan_010.txt", "yunlan_010"),
        ("other.txt", None),
        ("", None),
    ],
)
def test_a_document_is_known_by_the_beginning_of_its_file_name(name: str, doc: str | None) -> None:
    assert find_doc(name, {"yunlan_01", "yunlan_010"}) == doc


def test_the_documents_of_a_set_are_those_it_quotes() -> None:
    case = make_case(tolerated=(Quote("yunlan_02", "七", "适当提高班主任津贴"),))
    assert find_docs([case]) == {"yunlan_01", "yunlan_02"}
