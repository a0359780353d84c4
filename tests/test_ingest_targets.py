import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load import parse_content
from ingest.model import ClauseKind
from ingest.report import name_target
from ingest.structure_json import write_structure
from ingest.targets import find_targets
from tests.extraction import make_clause

PLAN = """槐溪县学前教育行动方案

一、扩大资源。到2026年，新建公办幼儿园8所，普惠率达到90%以上。
二、保障经费。县财政每年安排专项资金不少于300万元，生均经费逐年提高。
"""


def _read(text: str) -> list[str]:
    return [name_target(target) for target in find_targets((make_clause(text),))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2026年，普惠率达到90%以上。", ["普惠率：不少于 90%（时限：到2026年）"]),
        ("控制在5%以内。", []),
        ("差错率控制在5%以内。", ["差错率：不超过 5%"]),
        ("借用期限一般不超过6个月。", ["借用期限一般：不超过 6个月"]),
        ("新建停车场3处，其中智慧停车场1处。", ["新建停车场：3处", "智慧停车场：1处"]),
        ("培训教师约200人次。", ["培训教师：约 200人次"]),
        ("每年培训２００人次以上。", ["每年培训：不少于 ２００人次"]),
        ("投资1.2亿元。", ["投资：1.2亿元"]),
        ("覆盖率由70%提高到85%。", ["覆盖率：不少于 85%"]),
        ("用3年时间，打造5至8个示范村。", ["示范村：5至8个（时限：用3年时间）"]),
        ("师幼比不低于1∶7，持证教师占比不低于三分之二。",
         ["师幼比：不少于 1∶7", "持证教师占比：不少于 三分之二"]),
        ("生师比分别不高于19∶1、13∶1。", ["生师比：不超过 19∶1", "生师比：不超过 13∶1"]),
        ("大专以上学历占比达到九成以上。", ["大专以上学历占比：不少于 九成"]),
        ("全县乡镇新建便民服务站点2个，到2026年新建站房8处；培训教师30名。",
         ["全县乡镇新建便民服务站点：2个", "新建站房：8处（时限：到2026年）", "培训教师：30名"]),
        ("教育支出只增不减。", ["教育支出：逐步提高或增加"]),
        ("单位能耗逐年下降。", ["单位能耗：逐步降低或减少"]),
        ("教师收入不低于全县公务员平均收入水平。",
         ["教师收入：不少于 全县公务员平均收入水平"]),
        ("生均面积分别达到4平方米、6平方米。",
         ["生均面积：不少于 4平方米", "生均面积：不少于 6平方米"]),
    ],
)  # fmt: skip
def test_numbers_that_a_clause_sets(text: str, expected: list[str]) -> None:
    assert _read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "本办法自2024年3月1日起施行，有效期5年。",
        "对服务满5年的教师予以表扬。",
        "依据第三条第2款办理。",
        "整合50人以下的村小。",
        "支持城东小学等12所学校开展试点。",
        "一(1)班为试点班。",
        "落实“三个一”要求，办好十件实事。",
        "年满60周岁的老人可以申请。",
        "在3个工作日内办结。",
        "班级一周内出现3例以上病例的，立即上报。",
        "违反规定的，处500元以上2000元以下罚款。",
        "全面提高教育质量，不断增强能力。",
    ],
)
def test_numbers_that_describe_date_or_count_are_no_targets(text: str) -> None:
    assert _read(text) == []


def test_a_target_has_its_value_and_place() -> None:
    text = "县财政每年安排不少于300万元。"
    (target,) = find_targets((make_clause(text),))
    assert (target.value, target.unit) == (Decimal(3_000_000), "元")
    assert text[target.span.start : target.span.end] == "不少于300万元"


def test_targets_are_told_in_the_structure() -> None:
    written = json.dumps(write_structure(parse_content(PLAN.encode(), "plan.txt")))
    first, *_, last = json.loads(written)["documents"][0]["targets"]
    assert (first["clause"], first["figure"], first["value"]) == ("一", "8所", "8")
    assert (first["date"], first["direction"]) == ("到2026年", "exactly")
    assert (last["subject"], last["direction"], last["value"]) == ("生均经费", "increasing", None)


@given(
    st.text(
        alphabet="到2026年达到不少于80%以上、，。；万元所名每逐年提高经费其中由“”()\n", max_size=80
    )
)
def test_target_spans_are_inside_their_clause(text: str) -> None:
    for target in find_targets((make_clause(text),)):
        assert 0 <= target.span.start < target.span.end <= len(text)
        assert target.subject


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("序号：1；指标：托位数（个）；2023年基期：2.8；2026年目标值：4.5；牵头单位：县卫健局",
         ["托位数：4.5（时限：2026年）"]),
        ("指标：幼儿园生师比；2025年目标：不高于13∶1；2027年目标：不高于12∶1",
         ["幼儿园生师比：不超过 13∶1（时限：2025年）",
          "幼儿园生师比：不超过 12∶1（时限：2027年）"]),
    ],
)  # fmt: skip
def test_a_row_of_indicators_has_a_target_for_each_column_of_goals(
    row: str, expected: list[str]
) -> None:
    clause = replace(make_clause(row), kind=ClauseKind.ROW)
    targets = find_targets((clause,))
    assert [name_target(target) for target in targets] == expected
    assert all(target.figure in row[target.span.start : target.span.end] for target in targets)
