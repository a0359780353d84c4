"""Conditions of clauses against what teachers say of themselves; the clauses are invented."""

import pytest

from assistant.applying.condition_parts import Verdict
from assistant.applying.conditions import read_conditions, read_exclusions, read_item
from assistant.applying.profile import CONFIRM, Profile

MET, UNMET, OPEN = Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN


def posts(*named: str) -> frozenset[str]:
    return frozenset((*named, "teacher"))


def judge(text: str, profile: Profile, about: str = "教师待遇办法") -> Verdict:
    """The verdict on all conditions of a text together."""
    verdicts = {c.verdict for c in read_conditions(text, profile, about=about)}
    return next((v for v in (UNMET, OPEN) if v in verdicts), MET)


COUNTY = Profile(level="junior", place="county", posts=posts(), years=12)
TOWN = Profile(level="primary", place="township", posts=posts("class_teacher"), years=21)
VILLAGE = Profile(level="primary", place="village", posts=posts(), years=8, rural_years=8)
LEADER = Profile(place="county", posts=posts("class_teacher"), years=4, class_years=1)
STAYED = Profile(place="township", years=21, rural_years=20, rural_total=21)
EDITOR = Profile(facts=(("permanent", True),), years=15)
TEMPORARY = Profile(posts=posts("substitute"), facts=(("permanent", False),), years=6)

PAIRS = (
    # years: whole, in the country, without a break, as a class teacher, of age, of something else
    ("教龄满20年的教师，每人奖励2000元", TOWN, MET),
    ("教龄满20年的教师，每人奖励2000元", COUNTY, UNMET),
    ("从教30年以上的教师，一次性奖励3000元", TOWN, UNMET),
    ("在乡镇以下学校连续任教满二十年的教师，奖励5000元", TOWN, OPEN),
    ("在乡镇以下学校连续任教满二十年的教师，奖励5000元", STAYED, MET),
    ("在乡村学校累计任教满21年的教师，奖励5000元", STAYED, MET),
    ("在乡村学校累计任教满25年的教师，奖励5000元", STAYED, UNMET),
    ("在乡村学校累计任教满20年的教师，奖励5000元", Profile(place="county", rural_total=22), MET),
    ("在乡村学校累计任教满10年的教师，奖励5000元", VILLAGE, UNMET),
    ("在乡村学校连续任教满5年不满10年的教师，每月100元", VILLAGE, MET),
    ("在乡村学校连续任教满5年不满8年的教师，每月100元", VILLAGE, UNMET),
    ("担任班主任满6年的教师，每年加发600元", TOWN, OPEN),
    ("担任班主任满6年的教师，每年加发600元", Profile(class_years=5), UNMET),
    ("担任班主任满6年的教师，每年加发600元", Profile(class_years=6), MET),
    ("在四类学校任教满3年的教师，每月800元", TOWN, OPEN),
    ("到岗服务满5年的教师，发放安家补助3万元", TOWN, OPEN),
    ("年满45周岁的教师，每年免费体检一次", Profile(years=46), OPEN),
    ("年满45周岁的教师，每年免费体检一次", Profile(age=45), MET),
    ("年龄不超过35周岁的教师，补助1万元", Profile(age=36), UNMET),
    ("年龄不超过35周岁的教师，补助1万元", Profile(age=35), MET),
    ("任教满3年的班主任，每月100元", LEADER, MET),
    ("任教不满3年的新教师，每月补助200元", TOWN, OPEN),
    ("满20年的乡村教师，每月300元", Profile(place="township", years=25), OPEN),
    ("具有3年以上班主任经历的教师，优先评聘", Profile(years=10), OPEN),
    ("取得教师资格满5年的教师，每月补助200元", TOWN, OPEN),
    # place
    ("在村小、教学点任教的教师，每月500元", VILLAGE, MET),
    ("在村小、教学点任教的教师，每月500元", TOWN, UNMET),
    ("对在乡村学校任教的教师，每月300元", TOWN, MET),
    ("在乡镇学校任教的教师，每月300元", VILLAGE, OPEN),
    ("在乡镇政府驻地学校任教的教师，每月300元", VILLAGE, UNMET),
    ("不在县城学校任教的教师，每月100元", COUNTY, OPEN),
    ("除县城学校外的教师，每月100元", COUNTY, OPEN),
    ("由城区学校交流到乡村学校的教师，每月发放600元", COUNTY, OPEN),
    ("由城区学校交流到乡村学校的教师，每月发放600元", Profile(facts=(("exchanged", True),)), MET),
    ("对夫妻分居两地、其中一方在乡镇学校任教的，优先安排调动", COUNTY, OPEN),
    ("对长期在农村任教的教师，奖励1000元", COUNTY, OPEN),
    ("农村户籍的教师，每月100元", COUNTY, OPEN),
    ("到乡村学校支教的教师，每月600元", COUNTY, OPEN),
    ("对口支援乡村学校的教师，每月600元", COUNTY, OPEN),
    ("家住乡镇的教师，每月交通补助100元", COUNTY, OPEN),
    ("乡村学校的音乐教师，每月100元", COUNTY, UNMET),
    # posts, employment
    ("班主任每月津贴500元", TOWN, MET),
    ("班主任每月津贴500元", COUNTY, UNMET),
    ("班主任或者乡村教师，每月补助50元", LEADER, OPEN),
    ("班主任、校长每月补助50元", Profile(posts=posts("head")), MET),
    ("不担任班主任的教师，每月补助50元", TOWN, OPEN),
    ("副校长每月补助50元", Profile(posts=posts("head")), OPEN),
    ("在编教师每人每月200元", TEMPORARY, UNMET),
    ("在编教师每人每月200元", EDITOR, MET),
    ("在编教师每人每月200元", TOWN, OPEN),
    ("非在编教师每人每月200元", EDITOR, OPEN),
    ("退休教师每人每年慰问金500元", Profile(status="serving"), UNMET),
    ("对在职教师和退休教师免费开放", Profile(status="retired"), MET),
    ("其中班主任每月500元", COUNTY, UNMET),
    ("经校长推荐的教师，奖励500元", COUNTY, OPEN),
    ("与在编教师同工同酬的临聘教师，每月补助300元", TEMPORARY, OPEN),
    ("每人每月300元，仅发给在编教师", EDITOR, OPEN),
    # level
    ("义务教育学校教师每月200元", Profile(level="senior"), UNMET),
    ("义务教育学校教师每月200元", Profile(level="junior"), MET),
    ("中小学教师每月200元", Profile(level="vocational"), OPEN),
    ("小学每月500元", Profile(level="junior"), UNMET),
    ("幼儿园教师每月200元", Profile(level="primary"), UNMET),
    ("高中以上学历的教师，每月50元", Profile(level="primary"), OPEN),
    ("小学附设幼儿班的教师，每月50元", Profile(level="kindergarten"), OPEN),
    ("高中阶段教师每月200元", Profile(level="vocational"), OPEN),
    # titles, degrees, appraisal, honours
    ("具有高级职称的教师，每月300元", Profile(title="middle"), UNMET),
    ("具有中级以上职称的教师，每月300元", Profile(title="associate"), MET),
    ("申报高级职称的教师，优先推荐", Profile(title="associate"), OPEN),
    ("正高级教师3万元", Profile(title="associate"), UNMET),
    ("具有硕士以上学位的教师，补助2万元", Profile(degree="doctor"), MET),
    ("具有硕士学位的教师，补助2万元", Profile(degree="doctor"), OPEN),
    ("在职取得硕士学位的教师，补助2万元", Profile(degree="master"), OPEN),
    ("在职取得硕士学位的教师，补助2万元", Profile(degree="bachelor"), UNMET),
    ("引进的全日制硕士研究生，安家费8万元", Profile(degree="master"), OPEN),
    ("年度考核均为合格以上的教师，奖励500元", Profile(facts=(("appraised", True),)), MET),
    ("上一年度考核优秀的教师，奖励500元", Profile(facts=(("appraised", True),)), OPEN),
    ("获得市级以上优秀教师称号的教师，奖励3000元", TOWN, OPEN),
    # money that no one teacher can claim
    ("县财政每年安排500万元设立教学质量奖", TOWN, OPEN),
    ("县政府每年表扬优秀教师80名", TOWN, OPEN),
)  # fmt: skip


@pytest.mark.parametrize(("text", "profile", "expected"), PAIRS)
def test_a_condition_is_decided_only_by_what_is_said(
    text: str, profile: Profile, expected: Verdict
) -> None:
    assert judge(text, profile) is expected


@pytest.mark.parametrize("text", sorted({text for text, _, _ in PAIRS}))
def test_nothing_is_decided_for_who_says_nothing(text: str) -> None:
    found = read_conditions(text, Profile(), about="教师待遇办法")
    assert found
    assert {condition.verdict for condition in found} == {OPEN}


@pytest.mark.parametrize("text", sorted({text for text, _, _ in PAIRS}))
def test_conditions_are_words_of_the_clause(text: str) -> None:
    for condition in read_conditions(text, TOWN):
        words = text[condition.span.start : condition.span.end]
        assert words
        assert words == words.strip()
        assert "元" not in words or condition.question is None


def test_what_no_rule_reads_is_asked_in_its_own_words() -> None:
    (found,) = read_conditions("距家30公里以上的教师，每月补助200元", TOWN)
    assert found.question == "您是否符合“距家30公里以上的教师”？"
    assert found.asks is not None
    assert found.asks.startswith(CONFIRM)
    for said, verdict in ((True, MET), (False, UNMET)):
        profile = Profile(facts=((found.asks, said),))
        assert judge("距家30公里以上的教师，每月补助200元", profile) is verdict


def test_an_answer_to_one_condition_decides_no_other() -> None:
    (asked,) = read_conditions("距家30公里以上的教师，每月补助200元", TOWN)
    profile = Profile(facts=((asked.asks or "", True),))
    assert judge("距家50公里以上的教师，每月补助200元", profile) is OPEN


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ((), OPEN),
        ((("appraised_lately", True),), MET),
        ((("appraised", True),), MET),
        ((("appraised_lately", False),), OPEN),
    ],
)
def test_an_exception_keeps_an_unmet_item_open(
    facts: tuple[tuple[str, bool], ...], verdict: Verdict
) -> None:
    item = "（二）上一年度考核结果为合格以上，新入职教师除外；"
    assert read_item(item, Profile(facts=facts)).verdict is verdict


@pytest.mark.parametrize("number", ["①", "（一）", "1."])
def test_the_number_of_an_item_is_no_part_of_its_condition(number: str) -> None:
    words = read_item(f"{number}取得普通话证书", TOWN).span
    assert words.start == len(number)


def test_an_item_that_says_more_than_a_rule_reads_stays_open() -> None:
    item = "（一）与学校签订聘用合同，且实际在乡村学校岗位工作；"
    assert read_item(item, TOWN).verdict is OPEN


def test_exclusions_are_one_question_with_all_their_items() -> None:
    items = ("（一）连续离岗超过3个月的；", "（二）受到记过以上处分的。")
    asked = read_exclusions("有下列情形之一的，不享受补助：", items, TOWN)
    assert asked.verdict is OPEN
    assert asked.question is not None
    assert all(word in asked.question for word in ("离岗", "处分"))
    for said, verdict in ((True, UNMET), (False, MET)):
        profile = Profile(facts=((asked.asks or "", said),))
        assert read_exclusions("有下列情形之一的，不享受补助：", items, profile).verdict is verdict
