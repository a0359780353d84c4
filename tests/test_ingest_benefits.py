from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.benefits import find_benefits
from ingest.model import Clause, ClauseKind, Span
from ingest.references import ClauseRef


def _clause(text: str, heading: str = "") -> Clause:
    span = Span(0, len(text))
    return Clause(
        ClauseRef(("一",)), ClauseKind.CLAUSE, heading, span, len(text), None, False, text
    )


@pytest.mark.parametrize(
    ("text", "name", "recipients", "amount"),
    [
        ("对课堂改革走在前面的学校和教师给予奖励。", "奖励", "课堂改革走在前面的学校和教师", None),
        ("对创建成功的名校长工作室发放一次性工作经费。",
         "一次性工作经费", "创建成功的名校长工作室", None),
        ("每个工作室每年预算2万元工作经费。", "工作经费", "每个工作室", "每年预算2万元"),
        ("在村小任教的教师每人每月发放生活补助500元。", "生活补助", "在村小任教的教师", "500元"),
        ("对山区走读制学校按在籍生年生均 260 元标准增加公用经费补助政策。", "公用经费补助政策",
         "山区走读制学校", "年生均 260 元"),
        ("培训资源重点向乡镇学校倾斜。", "倾斜", "乡镇学校", None),
        ("加大骨干教师、患病教师、离岗教师慰问力度。",
         "慰问", "骨干教师、患病教师、离岗教师", None),
    ],
)  # fmt: skip
def test_benefits(text: str, name: str, recipients: str | None, amount: str | None) -> None:
    (benefit,) = find_benefits((_clause(text),))
    assert (benefit.name, benefit.recipients) == (name, recipients)
    assert (amount is None) == (benefit.amount is None)
    assert (amount or "") in (benefit.amount or "")
    assert text[benefit.span.start : benefit.span.end] == text


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("八、建立激励奖励机制。", "建立激励奖励机制"),
        ("不得将竞赛成绩、奖励证书作为入学的依据。", ""),
        ("考核结果作为绩效分配的依据。", ""),
        ("坚持教育优先发展。", ""),
        ("加大有偿家教整治力度。", ""),
        ("以优秀师资助推教育发展。", ""),
    ],
)
def test_speaking_of_rewards_is_no_benefit(text: str, heading: str) -> None:
    assert find_benefits((_clause(text, heading),)) == ()


def test_a_condition_is_kept_as_written() -> None:
    (benefit,) = find_benefits((_clause("对在乡村任教满十年的教师给予一次性奖励3000元。"),))
    assert benefit.condition == "在乡村任教满十年"
    assert "3000元" in (benefit.amount or "")


@given(st.text(alphabet="对教师学校的给予奖励补助每年5万元，。；、优先倾斜\n", max_size=80))
def test_benefit_spans_are_inside_their_clause(text: str) -> None:
    for benefit in find_benefits((_clause(text),)):
        assert 0 <= benefit.span.start < benefit.span.end <= len(text)
        assert benefit.amount is None or "元" in benefit.amount


@pytest.mark.parametrize(
    ("text", "granted_by"),
    [
        ("县财政对乡村教师每人每月发放津贴300元。", "县财政"),
        ("取暖补贴由县民政局发放给低收入家庭。", "县民政局"),
        ("对困难学生给予资助，所需资金由县慈善会承担。", "县慈善会"),
        ("成立教育基金，用于奖励优秀教师，资助贫困学生。", "教育基金"),
        ("对优秀教师给予奖励。", None),
    ],
)
def test_who_grants_it(text: str, granted_by: str | None) -> None:
    benefits = find_benefits((_clause(text),))
    assert benefits
    assert {benefit.granted_by for benefit in benefits} == {granted_by}


def test_a_sentence_may_grant_several_things_to_several_people() -> None:
    text = "低保家庭每户每年补助600元，残疾人每人每月发放护理补贴110元；免收孤儿学费。"
    found = [(b.name, b.recipients, b.amount) for b in find_benefits((_clause(text),))]
    assert found == [
        ("补助", "低保家庭", "每户每年补助600元"),
        ("护理补贴", "残疾人", "每人每月发放护理补贴110元"),
        ("免收孤儿学费", "孤儿", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "学校不得以任何名义发放补助。",
        "规范住房租赁补贴发放，加强资金管理。",
        "建立教师奖励制度，完善奖助学金管理办法。",
        "停止发放住房租赁补贴，不给予租金减免。",
        "补贴标准按照人均面积、家庭人口等因素确定。",
        "过去的补贴标准为每人每月200元，现已不再执行。",
        "本条所列奖励与上级奖励不重复享受。",
        "各乡镇应于每月10日前上报享受高龄津贴人员名单。",
    ],
)
def test_refusing_or_arranging_grants_nothing(text: str) -> None:
    assert find_benefits((_clause(text),)) == ()


def test_the_words_of_a_benefit_have_their_places() -> None:
    text = "一、对在乡村任教满十年的\n教师给予一次性奖励3000元，所需经费由县财政列支。"
    (benefit,) = find_benefits((_clause(text),))
    fields = (
        (benefit.recipients, benefit.recipients_span),
        (benefit.condition, benefit.condition_span),
        (benefit.granted_by, benefit.granted_by_span),
    )
    for words, span in fields:
        assert span is not None
        assert "".join(text[span.start : span.end].split()) == words


@pytest.mark.parametrize(
    ("row", "benefits"),
    [
        ("类别：高龄津贴；补贴对象：80岁以上老人；补贴标准：50元/人·月；资金来源：县财政",
         [("高龄津贴", "80岁以上老人", "50元/人·月", "县财政")]),
        ("奖励项目：创建示范平台课程；奖励条件：通过验收；奖励标准（万元）：10",
         [("创建示范平台课程奖励", None, "10万元", None)]),
        ("人才类别：E类人才；住房补贴：15万元；生活补贴：1000元/月",
         [("住房补贴", "E类人才", "15万元", None), ("生活补贴", "E类人才", "1000元/月", None)]),
        ("项目名称：教学楼；建设单位：县教体局；投资（万元）：3200", []),
    ],
)  # fmt: skip
def test_a_row_of_standards_grants_by_its_columns(
    row: str, benefits: list[tuple[str, str | None, str, str | None]]
) -> None:
    found = find_benefits((replace(_clause(row), kind=ClauseKind.ROW),))
    assert [(b.name, b.recipients, b.amount, b.granted_by) for b in found] == benefits


def test_a_grant_behind_a_semicolon_has_its_own_condition_and_amount() -> None:
    text = "毕业生可申请创业补贴1万元；带动3人以上就业的，每带动1人再补2000元；最高不超过2万元。"
    first, second = find_benefits((_clause(text),))
    assert (first.name, first.recipients, first.amount) == ("创业补贴", "毕业生", "1万元")
    assert second.condition == "带动3人以上就业"
    assert second.amount == "每带动1人再补2000元；最高不超过2万元"
