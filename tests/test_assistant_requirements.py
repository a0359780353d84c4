"""What one clause must hold together: neighbours of an answer are refused, answers are not."""

import re
import tomllib
from collections.abc import Iterator
from importlib import resources

import pytest

from assistant.assistant import Assistant
from assistant.model import NoAnswerReason, NoticeKind
from tests.invented import open_invented
from tests.replies import answer, notice, refuse, say

GRANTS = """槐溪县教师津贴和竞赛奖励办法
槐政发〔2024〕8号

第一条　本办法适用于公办学校在编在岗教师，特岗教师参照执行。编外聘用教师按照第八条执行。
民办学校教师不适用本办法。

第二条　值夜津贴标准为：小学每晚35元，初中每晚50元，寒暑假不发。

第三条　教师参加教学竞赛获一等奖的，省级奖励4000元，市级奖励1500元。

第四条　教师周转房由学校安排，调离的应当在两个月内腾退。学校审核腾退申请的时间不超过6天。

第五条　教龄津贴每月80元，按照规定缴纳个人所得税。

第六条　从教纪念章每三年评选一次，具体评选办法由县教育体育局另行制定。

第七条　关怀金标准为：60至69周岁每月20元，70周岁以上每月40元。

第八条　编外聘用教师的教龄津贴每月50元。

第九条　2024年安排竞赛奖励资金30万元。每名导师每学期听课不少于12节。

第十条　教龄津贴可以与值夜津贴同时享受。

槐溪县人民政府
2024年4月2日
"""

BAIYUAN = """白垣县走教教师补助办法
白政发〔2024〕9号

第一条　走教教师每人每月补助260元，班主任每学期家访不少于2次。

第二条　走教补助由县财政局拨付。

白垣县人民政府
2024年5月6日
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    files = {"huaixi_grants.txt": GRANTS, "baiyuan_travel.txt": BAIYUAN}
    with open_invented(tmp_path_factory.mktemp("requirements"), files) as store:
        yield Assistant(store)


NEIGHBOURS = (
    ("槐溪县值夜津贴是税前还是税后", "是否缴税", "槐溪县教龄津贴要交个税吗", "个人所得税"),
    ("槐溪县值夜津贴能在网上申请吗", "网上", "槐溪县值夜津贴标准是多少", "50元"),
    ("槐溪县周转房住满了能续租吗", "续期", "槐溪县周转房多久腾退", "两个月"),
    (
        "槐溪县竞赛奖励和值夜津贴能一起拿吗",
        "同时享受",
        "槐溪县教龄津贴和值夜津贴能一起拿吗",
        "同时",
    ),
    ("槐溪县退休老师值夜津贴一晚多少钱", "退休", "槐溪县编外老师教龄津贴多少钱", "50元"),
    ("槐溪县民办学校老师教龄津贴多少", "民办", "槐溪县特岗老师在初中值夜一晚津贴多少", "50元"),
    ("槐溪县高中老师值夜津贴一晚多少钱", "高中", "槐溪县初中老师值夜津贴一晚多少钱", "50元"),
    ("槐溪县县级教学竞赛一等奖奖多少", "县级", "槐溪县市级教学竞赛一等奖奖多少", "1500元"),
    ("槐溪县2019年安排竞赛奖励资金多少", "2019年", "槐溪县2024年安排竞赛奖励资金多少", "30万"),
    ("槐溪县55岁的人关怀金每月多少钱", "55岁", "槐溪县71岁的人关怀金每月多少钱", "40元"),
    ("槐溪县2022年安排竞赛奖励资金多少", "2022年", "槐溪县2024年安排竞赛奖励资金多少", "30万"),
    ("槐溪县教学竞赛三等奖奖多少", "三等", "槐溪县教学竞赛省级一等奖奖多少", "4000元"),
    ("槐溪县周转房月租多少", "收费标准", "槐溪县周转房多长时间内腾退", "两个月"),
    ("槐溪县周转房有没有停车位", "设施", "槐溪县腾退申请几天审完", "6天"),
    ("槐溪县纪念章由谁评", "评选", "槐溪县从教纪念章多久评选一次", "三年"),
    ("槐溪县产假期间值夜津贴发不发", "产假", "槐溪县寒暑假值夜津贴发不发", "不发"),
    ("槐溪县教学竞赛几年评一次", "多久一次", "槐溪县从教纪念章几年评一次", "三年"),
)


@pytest.mark.parametrize(("neighbour", "lacking", "twin", "words"), NEIGHBOURS)
def test_a_neighbour_is_refused_by_name_and_its_twin_answered(
    desk: Assistant, neighbour: str, lacking: str, twin: str, words: str
) -> None:
    reply = refuse(desk, neighbour)
    assert reply.reason is NoAnswerReason.NOT_COVERED
    assert lacking in reply.message
    assert reply.nearest
    assert words in say(answer(desk, twin))


def test_a_refusal_says_whom_the_document_is_for(desk: Assistant) -> None:
    message = refuse(desk, "槐溪县民办学校老师教龄津贴多少").message
    assert "民办学校教师不适用本办法" in message
    assert "不适用" in say(answer(desk, "槐溪县民办学校老师适用这个办法吗"))


def test_a_refusal_says_what_the_clause_leaves_to_another_text(desk: Assistant) -> None:
    assert "另行制定" in refuse(desk, "槐溪县从教纪念章怎么打分").message


def test_what_only_another_county_says_is_refused_and_pointed_to(desk: Assistant) -> None:
    message = refuse(desk, "白垣县初中值夜津贴每晚多少钱").message
    assert "50元" not in message
    assert "260元" in say(answer(desk, "白垣县走教老师每月补助多少钱"))


def test_a_misremembered_figure_is_put_right_beside_the_answer(desk: Assistant) -> None:
    said = notice(answer(desk, "槐溪县导师每学期听课20节，听谁的课"), NoticeKind.READING)
    assert "20节" in said
    assert "听课不少于12节" in said


def test_whether_a_figure_is_right_is_answered_by_the_clause(desk: Assistant) -> None:
    assert "80元" in say(answer(desk, "槐溪县教龄津贴每月是不是100元"))


def test_a_figure_of_the_askers_own_case_is_not_put_right(desk: Assistant) -> None:
    said = notice(answer(desk, "槐溪县我调离三个月没腾退周转房怎么办"), NoticeKind.READING)
    assert "不符" not in said


def test_every_requirement_can_be_read() -> None:
    text = resources.files("assistant.choosing").joinpath("requirements.toml").read_text("utf-8")
    table = tomllib.loads(text)
    names = [row["name"] for row in table["attribute"]]
    assert len(names) == len(set(names))
    for row in table["attribute"]:
        groups = re.compile(row["asks"]).groupindex
        for place in re.findall(r"\{([a-z]\w*)\}", row["needs"]):
            assert place in groups, f"{row['name']}: {{{place}}} stands for no group"
        re.compile(row["needs"].replace("{", "").replace("}", ""))
    for axis in table["axis"]:
        for member in axis["member"]:
            re.compile(member["said"]), re.compile(member["held"])
