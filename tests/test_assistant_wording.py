"""What clauses carry and what they do not, rule by rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verifying.wording import find_fault

# (rule, clause, statement that it carries, statement that it does not)
RULES = (
    (
        "a condition stays with what follows it",
        "学年中家庭发生重大变故的，可以随时申请，学校应当在10日内办结。",
        "学年中家庭发生重大变故的，可以随时申请。",
        "可以随时申请。",
    ),
    (
        "an exception before stays",
        "所需资金除第八条外，由县财政承担80%。",
        "所需资金除第八条外，由县财政承担80%。",
        "所需资金由县财政承担80%。",
    ),
    (
        "nothing is said of all or only of what the clause does not say so of",
        "食堂应当实行校长陪餐制。",
        "食堂应当实行校长陪餐制。",
        "食堂均应当实行校长陪餐制。",
    ),
    (
        "a time of one character stays",
        "转往州外的，从下一学期起停止发放。",
        "转往州外的，从下一学期起停止发放。",
        "转往州外的，从当学期起停止发放。",
    ),
    (
        "an ordinal stays",
        "病假超过1个月的，从第2个月起减半发放。",
        "病假超过1个月的，从第2个月起减半发放。",
        "病假超过1个月的，从第10个月起减半发放。",
    ),
    (
        "a name of single characters is a name",
        "由石泷县民政局负责。",
        "由石泷县民政局负责。",
        "由澄岩县民政局负责。",
    ),
    (
        "a row of a table is no part of the next",
        "油茶低改\t2亩\t350元/亩\n新植茶园\t1亩\t900元/亩",
        "油茶低改 2亩 350元/亩",
        "油茶低改 2亩 900元/亩",
    ),
    (
        "figures stand in their order",
        "小学、初中分别不超过45人、50人。",
        "小学、初中分别不超过45人、50人。",
        "小学、初中分别不超过50人、45人。",
    ),
    (
        "what is done to whom stays",
        "由监护人向学校提出申请。",
        "由监护人向学校提出申请。",
        "由学校向监护人提出申请。",
    ),
    (
        "the subject of a sentence may be said with any of its stretches",
        "县财政局负责资金拨付，收到文件后30日内分配到校。",
        "县财政局收到文件后30日内分配到校。",
        "乡财政局收到文件后30日内分配到校。",
    ),
    (
        "what a bracket explains may go",
        "三类地区（高寒山区、教学点），每人每月800元。",
        "三类地区每人每月800元。",
        "教学点每人每月500元。",
    ),
    (
        "what follows a colon may be said with what stands before it",
        "班主任津贴标准为：小学每月500元，初中每月650元。",
        "班主任津贴小学每月500元。",
        "班主任津贴初中每月500元。",
    ),
    (
        "a role in a bracket may be said in words",
        "落实轮岗制度。（牵头部门：人事股；配合部门：基教股）",
        "由人事股牵头。",
        "由基教股牵头。",
    ),
    (
        "a beginning goes on as it does in the clause",
        "寄宿生，小学每人资助1000元，初中每人资助1250元。",
        "小学每人资助1000元。",
        "小学，每人资助1250元。",
    ),
    (
        "nothing begins right after a word that turns it",
        "不在岗人员不予发放。",
        "不在岗人员不予发放。",
        "不在岗人员，予发放。",
    ),
    (
        "nothing begins right after a word that softens it",
        "机关原则上不得借调教师。",
        "机关原则上不得借调教师。",
        "不得借调教师。",
    ),
    (
        "a softening word stays where its words stay",
        "各级机关、事业单位原则上不得借调在编在岗教师。",
        "事业单位原则上不得借调在编在岗教师。",
        "机关不得借调教师。",
    ),
    (
        "a direction far from its figure stays",
        "教师工资不低于当地公务员平均工资水平。",
        "教师工资不低于当地公务员平均工资水平。",
        "教师工资低于当地公务员平均工资水平。",
    ),
    (
        "a direction before a masked figure stays",
        "每年培训不少于xx学时。",
        "每年培训不少于xx学时。",
        "每年培训少于xx学时。",
    ),
    (
        "a year of a range is not repeated",
        "2019—2022年新增学位3000个。",
        "2019—2022年新增学位3000个。",
        "2019—2019年新增学位3000个。",
    ),
    (
        "以上 stays behind its words",
        "副高级以上职称教师每年下乡支教。",
        "副高级以上职称教师每年下乡支教。",
        "副高级职称教师每年下乡支教。",
    ),
    (
        "a figure that says of whom it is stays",
        "600人以上的寄宿制学校配备1名校医。",
        "600人以上的寄宿制学校配备1名校医。",
        "寄宿制学校配备1名校医。",
    ),
    (
        "a figure is not cut off what it multiplies",
        "人均收入低于最低生活保障标准的1.5倍。",
        "人均收入低于最低生活保障标准的1.5倍。",
        "人均收入低于最低生活保障标准。",
    ),
    (
        "one sentence comes from one sentence",
        "甲镇教师，集中轮训。乙镇教师，每人每月500元。",
        "乙镇教师，每人每月500元。",
        "甲镇教师，每人每月500元。",
    ),
    (
        "members of a list stay apart",
        "补助标准：（一）甲镇教师，每人每月300元；（二）乙镇教师，每人每月500元。",
        "乙镇教师，每人每月500元。",
        "甲镇教师，每人每月500元。",
    ),
    (
        "a member may go with what opens its list",
        "有下列情形之一的，取消资格：（一）旷课的；（二）作弊的，记入档案。",
        "作弊的，取消资格。",
        "旷课的，记入档案。",
    ),
    (
        "a figure follows the subject before it",
        "甲校由市核定，乙校由县核定，每年不少于2次。",
        "乙校由县核定，每年不少于2次。",
        "甲校由市核定，每年不少于2次。",
    ),
    (
        "figures of a list do not change places",
        "培养名校长20名、名班主任60名。",
        "培养名校长20名、名班主任60名。",
        "培养名校长60名、名班主任20名。",
    ),
    (
        "an office is not taken from elsewhere",
        "办公室设在市教育局。经费由市财政局安排。",
        "办公室设在市教育局。",
        "办公室设在市财政局。",
    ),
    (
        "numbers of a range do not run together",
        "小学4、5年级每周2课时。",
        "小学4、5年级每周2课时。",
        "小学45年级每周2课时。",
    ),
    (
        "an amount keeps its subject where there are several",
        "中心校教师每人每月补助300元，村小教师每人每月补助500元。",
        "村小教师每人每月补助500元。",
        "每人每月补助500元。",
    ),
)


@pytest.mark.parametrize(("clause", "statement"), [(c, s) for _, c, s, _ in RULES])
def test_what_a_clause_says_is_carried(clause: str, statement: str) -> None:
    assert find_fault(statement, [clause], []) is None


@pytest.mark.parametrize(
    ("clause", "statement"), [(c, s) for _, c, _, s in RULES], ids=[rule for rule, *_ in RULES]
)
def test_rule_is_kept(clause: str, statement: str) -> None:
    assert find_fault(statement, [clause], []) is not None


def test_commas_between_whole_stretches_may_go() -> None:
    clause = "连续三年考核优秀的从业人员，给予一次性奖励2000元。"
    assert find_fault("对连续三年考核优秀的从业人员给予一次性奖励2000元。", [clause], []) is None


def test_a_sentence_may_be_said_under_its_heading_and_no_further() -> None:
    clause = "每名教师配一台电脑，城区学校除外，每校每年安排2万元。"
    assert find_fault("改善条件，每名教师配一台电脑。", [clause], ["改善条件"]) is None
    assert find_fault("改善条件，每校每年安排2万元。", [clause], ["改善条件"]) is not None


@given(st.text(alphabet="甲乙教师每人月年500元不低于以上，；。：（）\n一、", max_size=60))
def test_a_clause_carries_itself(clause: str) -> None:
    assert find_fault(clause, [clause], []) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_texts_are_judged(statement: str, clause: str) -> None:
    fault = find_fault(statement, [clause], [])
    assert fault is None or fault
