"""What stands close to an answer and is none is refused; what only sounds far is answered."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from tests.invented import open_invented
from tests.replies import answer, refuse, say

AWARDS = """楠溪县骨干教师培养和奖励办法
楠政发〔2025〕3号

第一条　本办法适用于公办学校在编在岗教师。外聘教师按照本办法第二十条执行。

第二条　建设县级名师工作室12个，主持人每月津贴600元，每个工作室成员不少于7人。

第三条　县级骨干教师每人每年发放1800元。县财政每年安排骨干教师经费90万元。

第四条　在乡村学校连续任教满20年的教师，给予一次性从教奖励1.5万元。

第五条　学校推行“三联动”，即备课联动、教研联动、评价联动。

第六条　承办单位为楠溪县教师之家，联系人沈■■，2025年9月投入使用。

第七条　白石区和青石区的教师到本县支教的，每人每月补助900元。

第八条　本办法自2025年4月1日起施行，有效期至xxxx年xx月xx日。

楠溪县人民政府
2025年3月3日
"""
DISTRICT = """禾川区幼儿园招生办法
禾政发〔2025〕5号

第一条　禾川区幼儿园电脑派位的报名时间为5月12日至5月16日。白石区户籍的儿童不参加派位。

第二条　派位结果于5月28日公布。

禾川区人民政府
2025年3月20日
"""
CARE = """樟坪县校内托管和教职工配备办法
樟政发〔2025〕6号

第一条　午间托管每名学生每月收费不超过90元，晚间托管每名学生每月收费不超过110元。

第二条　全县安排校园保安岗位84个，2025年8月底前到位。

第三条　教职工与学生的比例，初中按1:14核定，小学按1:18核定。

第四条　联合开办托管点的，每人最高借款16万元，合计不超过70万元。

第五条　幼儿园晚间照料收费标准另行制定。保安岗位乡镇分配表另行下达。

樟坪县人民政府
2025年3月22日
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    files = {"nanxi_awards.txt": AWARDS, "hechuan_nurseries.txt": DISTRICT, "care.txt": CARE}
    with open_invented(tmp_path_factory.mktemp("neighbours"), files) as store:
        yield Assistant(store)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("楠溪县骨干教师奖励办法管到哪年哪月失效？", "xxxx年xx月xx日"),
        ("楠溪县教师之家的联系人全名给我一下", "■■"),
        ("楠溪县名师工作室的普通成员每个月津贴多少？", "成员"),
        ("楠溪县的县级骨干教师是怎么评出来的？", "评选的条件或办法"),
        ("楠溪县的从教奖励什么时候到账？", "到账的时间"),
        ("楠溪县外聘教师能拿哪些奖励？", "第二十条"),
        ("楠溪县到禾川区的大巴几点发车？", "与政策文件无关"),
        ("樟坪县幼儿园晚间照料每月收费多少？", "另行制定"),
        ("樟坪县84个保安岗位里各乡镇分别分到多少个？", "另行下达"),
    ],
)
def test_what_the_clause_beside_it_does_not_say_is_refused_by_name(
    desk: Assistant, question: str, words: str
) -> None:
    assert words in refuse(desk, question).message


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("楠溪县名师工作室主持人每月津贴多少？", "600元"),
        ("楠溪县的“三联动”是哪三个联动？", "备课联动"),
        ("楠溪县山里头一口气教了二十年书，县里会表示多少？", "1.5万元"),
        ("楠溪县骨干教师经费的盘子有多大？", "90万元"),
        ("楠溪县教师之家什么时候投入使用？", "2025年9月"),
        ("禾川区幼儿园派位几号报名？", "5月12日"),
        ("樟坪县学生晚间托管每月收费多少？", "110元"),
        ("樟坪县安排了多少个校园保安岗位？", "84个"),
        ("樟坪县初中教职工和学生的比例按多少核？", "1:14"),
        ("樟坪县几个人联合开办托管点，每人最高借多少？", "16万元"),
        ("樟坪县几个人联合开办托管点的话每人最高借多少？", "16万元"),
    ],
)
def test_what_only_sounds_far_is_answered(desk: Assistant, question: str, words: str) -> None:
    assert words in say(answer(desk, question))


def test_a_district_that_another_ones_plan_only_mentions_is_not_held(desk: Assistant) -> None:
    refusal = refuse(desk, "白石区幼儿园派位结果几号公布？")
    assert "没有收录白石区的文件" in refusal.message
