"""A sibling of what is asked (another figure of the same thing) is refused; other words answer."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.choosing.holding import holds_type
from assistant.choosing.lacking_cases import find_measured
from assistant.model import NoAnswerReason
from assistant.reading.kinds import Ask, Asked, QuestionKind
from tests.invented import open_invented
from tests.replies import answer, refuse, say

SERVICES = """榆泉县公共服务和扶持办法
榆政发〔2024〕12号

第一条　公益性停车场每个车位补助建设单位800元。

第二条　加强榆泉文化传播公司的管理，经营所得用于图书馆购书。

第三条　学校聘请校外辅导员的，每学期授课不少于4次，每次课酬150元。

第四条　审核失责的，扣减该单位当年考核奖的15%。

第五条　优秀教研成果，县级奖励2000元、市级奖励4000元；国家级教研成果由县政府另行研究。

第六条　技术改造项目按照投资额奖励：3000万元（含）—6000万元的，奖励比例为1%；
6000万元（含）—1亿元的，奖励比例为1.5%。

第七条　举办青少年科技比赛，一等奖奖励500元。

第八条　图书馆采购实行周调度、月通报，每天闭馆不晚于21时30分。

第九条　水管维修申请在15个工作日内办结。

第十条　学校不得要求学生购买平板电脑。

榆泉县人民政府
2024年4月2日
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with open_invented(tmp_path_factory.mktemp("siblings"), {"yuquan.txt": SERVICES}) as store:
        yield Assistant(store)


SIBLINGS = (
    ("榆泉县公益性停车场一个车位最高收多少", "价格", "榆泉县公益性停车场一个车位补多少钱", "800元"),
    ("榆泉文化传播公司总经理是哪位", "由谁担任", "榆泉文化传播公司经营所得用来干什么", "购书"),
    ("榆泉县校外辅导员的任期是几年", "任期", "榆泉县校外辅导员每学期授课几次", "4次"),
    ("榆泉县青少年科技比赛要交多少报名费", "报名费", "榆泉县青少年科技比赛一等奖奖多少", "500元"),
    ("榆泉县校外辅导员的课酬由谁出", "由谁出钱", "榆泉县校外辅导员一次课酬多少钱", "150元"),
    ("榆泉县校外辅导员要不要教师资格证", "证书", "榆泉县审核失责的扣多少", "15%"),
    ("榆泉县国家级教研成果奖多少钱", "另行研究", "榆泉县市级教研成果奖多少钱", "4000元"),
)


@pytest.mark.parametrize(("sibling", "lacking", "twin", "words"), SIBLINGS)
def test_a_sibling_is_refused_by_name_and_what_is_written_is_told(
    desk: Assistant, sibling: str, lacking: str, twin: str, words: str
) -> None:
    reply = refuse(desk, sibling)
    assert reply.reason is NoAnswerReason.NOT_COVERED
    assert lacking in reply.message
    assert words in say(answer(desk, twin))


OTHER_WORDS = (
    ("榆泉县审核失责要扣当年考核奖的多少", "15%"),  # a share says how much
    ("榆泉县4000万元的技术改造项目套哪个奖励比例", "1%"),  # the asker's figure within a range
    ("榆泉县图书馆采购多久调度一次", "周调度"),
    ("榆泉县图书馆几点闭馆", "21时30分"),
    ("榆泉县水管维修申请什么时候办结", "15个工作日"),  # a time limit says when
    ("榆泉县学校让买三千块的平板电脑，行不行", "不得"),  # what was demanded is no claim
)


@pytest.mark.parametrize(("question", "words"), OTHER_WORDS)
def test_what_a_clause_says_in_other_words_is_no_reason_to_refuse(
    desk: Assistant, question: str, words: str
) -> None:
    assert words in say(answer(desk, question))


@pytest.mark.parametrize(
    ("kind", "text", "is_held"),
    [
        (Asked.MONEY, "涨幅不超过10%", True),
        (Asked.MONEY, "报酬不低于同级在编教师的70%", True),
        (Asked.MONEY, "公用经费用于教师培训的比例不低于5%", True),
        (Asked.MONEY, "入学率达到98%", False),
        (Asked.MONEY, "表彰的一线教师比例不低于85%", False),
        (Asked.PERCENT, "由担保基金按八成代偿", True),
        (Asked.PERCENT, "每50名寄宿生配备1名生活教师", True),
        (Asked.DATE, "变动的一周内报备", True),
        (Asked.DATE, "每次不超过5天", False),
        (Asked.FREQUENCY, "登记卡两年一换", True),
    ],
)
def test_a_kind_of_figure_is_known_in_all_its_words(kind: Asked, text: str, is_held: bool) -> None:
    ask = Ask(QuestionKind.CONTENT, frozenset({kind}), None, (), False)
    assert holds_type(text, ask) is is_held


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("公示期要几天", ("公示期",)),
        ("攻读期间的学费可以报销多少", ("学费",)),
        ("这学期补多少", ()),
        ("班主任津贴多少", ()),
    ],
)
def test_what_is_measured_is_named_right_beside_how_much(
    question: str, named: tuple[str, ...]
) -> None:
    assert find_measured(question) == named


def test_a_level_said_beside_a_place_that_is_held_is_what_is_asked_about(desk: Assistant) -> None:
    assert "500元" in say(answer(desk, "榆泉县的娃在省里办的青少年科技比赛拿一等奖奖多少"))
