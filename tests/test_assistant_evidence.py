"""The shipped evidence score: answered questions above near misses, explained, repeatable."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from assistant.choosing.asks import SORTS, find_sorts, hold_sorts
from assistant.choosing.evidence import (
    FEATURES,
    AskedQuestion,
    EvidenceError,
    EvidenceScore,
    ReadClause,
    load_evidence_model,
    measure_pair,
    read_evidence_model,
)
from assistant.reading.focus import read_focus
from vectorstore.thesaurus import load_thesaurus

SHIPPED = Path(__file__).parent.parent / "assistant" / "choosing" / "evidence.json"
NIGHT = "住校学生的宿舍每晚查铺两次，值夜教师每晚补助40元，由学校按月发放。"
BUS = "校车驾驶员应当年满二十五周岁，校车每半年检验一次，未经许可不得改装。"
MEAL = "学校食堂每周公示菜谱，学生伙食费每餐不超过8元，结余退还学生。"
HOUSE = "在县城没有住房的乡村教师可以申请公共租赁住房，由县住房城乡建设局受理。"
LEAVE = "教师连续任教满二十年的，可以申请三个月的学习假，学习假期间工资照发。"
CLUB = "学校每学期举办两次家长开放日，家长可以进课堂听课。"

# (clause, a question that it answers, one around it that it does not)
PAIRS = (
    (NIGHT, "老师值夜一晚补助多少钱？", "不去值夜的老师会被处分吗？"),
    (NIGHT, "宿舍一晚上查几次铺？", "宿舍管理员几岁退休？"),
    (NIGHT, "值夜教师的补助由谁发放？", "值夜教师的投诉电话是多少？"),
    (NIGHT, "值夜补助每晚几块钱？", "值夜摔伤了谁赔偿？"),
    (NIGHT, "值夜补助是按月发吗？", "值夜补助去年实际发了吗？"),
    (BUS, "开校车的要多大年纪？", "开校车的一个月多少钱工资？"),
    (BUS, "校车多久检验一次？", "校车坐一次多少钱？"),
    (BUS, "校车能不能改装？", "改装校车会被罚多少钱？"),
    (BUS, "校车驾驶员年龄要求几岁？", "校车驾驶员要交哪些材料？"),
    (BUS, "校车没许可能改装吗？", "校车改装要赔多少钱？"),
    (MEAL, "食堂一餐伙食费最多多少钱？", "食堂吃坏肚子赔多少？"),
    (MEAL, "伙食费剩下的钱退吗？", "食堂投诉电话是多少？"),
    (MEAL, "食堂多久公示一次菜谱？", "食堂乱收费罚多少钱？"),
    (MEAL, "学生伙食费每餐多少元？", "学生伙食费收多了校长会被处分吗？"),
    (MEAL, "食堂菜谱要公示吗？", "食堂的厨师是谁？叫什么名字？"),
    (HOUSE, "乡村教师申请公租房找哪个部门？", "乡村教师公租房一个月多少钱？"),
    (HOUSE, "县城没房的乡村教师可以申请公租房吗？", "申请公租房多少天能批下来？"),
    (HOUSE, "公共租赁住房归谁受理？", "公共租赁住房有几套？"),
    (HOUSE, "老师在县城没房能申请公租房吗？", "老师骗了公租房会罚多少？"),
    (HOUSE, "教师公租房由什么部门受理？", "教师公租房能住几年？"),
    (LEAVE, "教师任教多少年能申请学习假？", "学习假期间老师被辞退赔多少钱？"),
    (LEAVE, "学习假有几个月？", "学习假要交哪些材料？"),
    (LEAVE, "学习假期间工资发不发？", "学习假期间工资少了去哪投诉？"),
    (LEAVE, "教满二十年能休学习假吗？", "学习假超期不回来会被处分吗？"),
    (LEAVE, "教师学习假多长时间？", "教师学习假的培训费一人多少钱？"),
    (CLUB, "家长开放日一学期几次？", "家长开放日要交多少钱？"),
    (CLUB, "家长能不能进课堂听课？", "家长闹事会被拘留吗？"),
    (CLUB, "学校每学期办几次家长开放日？", "不办家长开放日的学校罚多少？"),
    (CLUB, "家长可以听课吗？", "家长听课要带什么证件材料？"),
    (CLUB, "家长开放日多久一次？", "家长开放日车停在哪儿？"),
)


def weigh(question: str, text: str) -> EvidenceScore:
    focus = read_focus(question, {}, 1000, load_thesaurus())
    clause = ReadClause(text, "松棠县学校管理办法")
    return load_evidence_model().assess(AskedQuestion(question, focus), clause)


def test_answered_questions_score_above_ones_around_the_clause() -> None:
    wrong = [
        missed
        for clause, answered, missed in PAIRS
        if weigh(answered, clause).probability <= weigh(missed, clause).probability
    ]
    assert len(wrong) <= 3, wrong


def test_the_clause_counts_beside_the_wording() -> None:
    question = "食堂多久公示一次菜谱，一餐多少钱？"
    held = weigh(question, MEAL)
    bare = weigh(question, "学校应当加强食堂管理，具体办法由县教育局另行制定。")
    assert held.probability > bare.probability
    assert dict(held.reasons)["wording"] == dict(bare.reasons)["wording"]


def test_reasons_add_up_to_the_probability() -> None:
    found = weigh("校车改装要赔多少钱？", BUS)
    total = sum(added for _, added in found.reasons)
    assert 1 / (1 + math.exp(-total)) == pytest.approx(found.probability)
    sizes = [abs(added) for _, added in found.reasons]
    assert sizes == sorted(sizes, reverse=True)


def test_what_is_asked_for_and_not_there_is_named() -> None:
    assert "赔偿或补偿" in weigh("校车改装要赔多少钱？", BUS).lacking
    assert weigh("老师值夜一晚补助多少钱？", NIGHT).lacking == ()


@pytest.mark.parametrize("question", ["", "？", "吗", "钱" * 300])
@pytest.mark.parametrize("text", ["", "。", "（一）"])
def test_odd_texts_have_a_probability(question: str, text: str) -> None:
    assert 0 <= weigh(question, text).probability <= 1


def test_a_pair_has_every_feature_and_the_same_each_time() -> None:
    focus = read_focus("学习假有几个月？", {}, 1000, load_thesaurus())
    asked, clause = AskedQuestion("学习假有几个月？", focus), ReadClause(LEAVE)
    row = measure_pair(asked, clause)
    assert row.shape == (len(FEATURES),)
    assert np.isfinite(row).all()
    assert (row == measure_pair(asked, clause)).all()


def test_shipped_weights_are_small_and_their_figures_are_those_of_the_target() -> None:
    figures = json.loads(SHIPPED.read_text("utf-8"))["figures"]
    bins = figures["reliability"]
    total = sum(count for _, _, count in bins)
    error = sum(abs(said - true) * count for said, true, count in bins) / total
    assert SHIPPED.stat().st_size < 100_000
    assert total == figures["answered"] + figures["near_misses"]
    assert figures["expected_calibration_error"] == pytest.approx(error, abs=1e-3)
    assert figures["areas"]["wording and pair"] >= 0.9


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"features": ["a"], "weights": [1], "intercept": 0, "runs": {}}'],
)
def test_damaged_weights_are_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "evidence.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"evidence\.json"):
        read_evidence_model(path)
    with pytest.raises(EvidenceError, match="missing"):
        read_evidence_model(tmp_path / "missing.json")


def test_the_shipped_weights_are_read_once() -> None:
    assert load_evidence_model() is load_evidence_model()


@pytest.mark.parametrize(
    ("question", "text", "sort"),
    [
        ("要罚多少钱？", "处一千元罚款。", "fine"),
        ("几天能批？", "十日内批准。", "days"),
        ("去哪个窗口办？在哪儿？", "向社区服务中心申请。", "where"),
    ],
)
def test_a_sort_is_asked_for_and_held(question: str, text: str, sort: str) -> None:
    at = [s.name for s in SORTS].index(sort)
    assert find_sorts(question)[at]
    assert hold_sorts(text)[at]
    assert not hold_sorts("依法办理。")[at]
