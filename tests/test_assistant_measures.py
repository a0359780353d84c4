"""What ranks sentences: fitted weights, ranges, the nearness of words, lines that a page broke."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.choosing.measures import Measures, read_weights, weigh
from assistant.locate import split_sentences
from eval.weights import NAMES, Ranked, find_ranks, fit, write_weights
from ingest.quantities import find_bounds, find_said
from tests.replies import answer, refuse, say
from vectorstore.embed import load_word_matcher

ZERO: dict[str, float] = {field.name: 0.0 for field in fields(Measures)}
SHARE = st.floats(0, 1)


@given(SHARE, st.sampled_from(["coverage", "own_coverage", "cosine", "words", "type_held"]))
def test_more_of_what_answers_never_ranks_lower(more: float, name: str) -> None:
    assert weigh(Measures(**ZERO | {name: more})) >= weigh(Measures(**ZERO))


def test_what_was_not_measured_counts_for_nothing() -> None:
    assert weigh(replace(Measures(**ZERO), cosine=None, words=None)) == weigh(Measures(**ZERO))
    assert set(read_weights()) == set(NAMES)


def test_fitting_finds_the_measure_that_tells_the_right_sentence(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    telling = NAMES.index("said")
    questions = []
    for _ in range(60):
        measures = random.random((5, len(NAMES)))
        right = np.zeros(5)
        right[measures[:, telling].argmax()] = 1.0
        questions.append(Ranked(measures, right, ("a", "b", "c", "d", "e"), 1.0))
    weights = fit(questions)
    assert int(np.abs(weights).argmax()) == telling
    ranks = find_ranks(questions, weights)
    assert sum(rank == 1 for rank in ranks) > 50
    write_weights(tmp_path / "ranking.toml", weights)
    assert f"said = {weights[telling]:.3f}" in (tmp_path / "ranking.toml").read_text("utf-8")


HELD = (
    ("我阿婆今年九十八", "90至99周岁，每人每月150元", True),
    ("我阿婆今年九十八", "80至89周岁，每人每月60元", False),
    ("带了二十五户", "21户以上的奖励5万元", True),
    ("带了二十五户", "带动脱贫户10—20户的奖励3万元", False),
    ("教了21年", "连续任教满20年的", True),
    ("教了12年", "连续任教满20年的", False),
    ("村里就28人", "学生不足30人的教学点", True),
    ("村里有45人", "学生不足30人的教学点", False),
    ("投了700万元", "投资额500万元（含）—1000万元", True),
    ("投了1200万元", "投资额500万元（含）—1000万元", False),
)


@pytest.mark.parametrize(("asked", "clause", "holds"), HELD)
def test_an_askers_figure_lies_in_the_range_of_his_case(
    asked: str, clause: str, holds: bool
) -> None:
    said = find_said(asked)
    assert said
    bounds = find_bounds(clause)
    assert any(bound.hold(value, unit) for value, unit in said for bound in bounds) is holds


SENTENCES = (
    ("具有本县户籍并且长期居住、年满80\n周岁的老年人，享受津贴。\n另行通知。", 2),
    ("三年计划总投入2.37亿元，其中县级配套\n1.17亿元。", 1),
    ("二、加强乡村教师队伍建设的主要政策措施\n各地要落实乡村教师的生活补助。", 2),
    ("第一条　为了做好教师补助的发放工作，特作以下规定\n第二条　每月发放。", 2),
    ("一、短标题\n每月发放。", 2),
    ("手扶式插秧机\t6行及以上\t中央补贴\t6800\n乘坐式插秧机\t6行及以上\t中央补贴\t21500", 2),
)


@pytest.mark.parametrize(("text", "count"), SENTENCES)
def test_a_line_that_only_the_page_broke_goes_on(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count


def test_words_come_near_words_of_the_same_meaning() -> None:
    matcher = load_word_matcher()
    assert matcher is not None
    ((near, far),) = matcher.match_words(["老师工资"], ["教师的工资待遇", "校舍的维修资金"])
    assert near > far
    assert matcher.match_words(["教师"], ["教师"])[0, 0] == pytest.approx(1.0, abs=1e-5)
    assert matcher.match_words([""], ["教师"]).tolist() == [[0.0]]
    assert matcher.match_words(["教师"], [""]).tolist() == [[0.0]]


# Figures of things that no sample document speaks of, beside figures of other things.
NOT_HELD = (
    "松棠县给博士的安家费是多少",
    "松棠县教师的住房公积金比例是多少",
    "高中学费一学期多少钱",
    "教师评上正高级奖多少钱",
    "午餐一顿多少钱",
    "教龄津贴每月多少",
    "退休教师死了丧葬费多少",
    "教师的取暖费一年多少",
)


@pytest.mark.parametrize("question", NOT_HELD)
def test_a_figure_of_another_thing_is_no_answer(assistant: Assistant, question: str) -> None:
    assert refuse(assistant, question).message


def test_a_refusal_never_says_that_a_clause_lacks_what_it_holds(assistant: Assistant) -> None:
    message = refuse(assistant, "教师评上正高级奖多少钱").message
    assert "元" in message
    assert "其中没有写明具体数额" not in message


@pytest.mark.parametrize("question", ["松棠县班主任津贴每月多少", "乡村教师岗位补助一个月多少钱"])
def test_a_payment_is_found_by_its_own_name(assistant: Assistant, question: str) -> None:
    assert "元" in say(answer(assistant, question))


def test_everyday_words_find_the_amount(assistant: Assistant) -> None:
    assert "5000元" in say(answer(assistant, "乡下教书匠干满二十年，奖金能拿几多"))
