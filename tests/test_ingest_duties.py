from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.departments import departments_match, same_department
from ingest.duties import find_duties
from ingest.load import parse_content
from ingest.model import Clause, ClauseKind, Duty, Region, Span
from ingest.references import ClauseRef


def _clause(text: str, heading: str = "") -> Clause:
    span = Span(0, len(text))
    return Clause(
        ClauseRef(("一",)), ClauseKind.CLAUSE, heading, span, len(text), None, False, text
    )


def _parties(text: str) -> list[list[str]]:
    duties = find_duties((_clause(text),))
    return [[f"{party.role}={party.name}" for party in duty.parties] for duty in duties]


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            "1.建校。建成学校。（牵头领导：张明；牵头部门：人事股；配合部门：基教股、县教师发展中心）",
            [["leader=张明", "lead=人事股", "support=基教股", "support=县教师发展中心"]],
        ),
        (
            "优化布局。(责任部门:县教体局、县自然资源和规划\n\n 局、各乡镇政府)",
            [["responsible=县教体局", "responsible=县自然资源和规划局", "responsible=各乡镇政府"]],
        ),
        (
            "配齐教师。责任科室:▲组织⼈事科、教育研究院",
            [["lead=组织人事科", "responsible=教育研究院"]],
        ),
        ("由县教体局牵头，县财政局、县人社局密切配合。",
         [["lead=县教体局", "support=县财政局", "support=县人社局"]]),
        (
            "1.材料组。由县委办、财政局和各乡镇（街道办）组成，牵头单位为县委办，县委办主任任组长。",
            [["member=县委办", "member=财政局", "member=各乡镇（街道办）", "lead=县委办",
              "leader=县委办主任"]],
        ),
        ("县财政局：负责筹集资金。县公安局：负责校园安全。",
         [["responsible=县财政局"], ["responsible=县公安局"]]),
        (
            "市教育局要做好牵头工作;市发改局要纳入计划;市自然资源局、市住建局要保障用地。",
            [["responsible=市教育局"], ["responsible=市发改局"],
             ["responsible=市自然资源局", "responsible=市住建局"]],
        ),
        (
            "成立以县政府主要领导为组长、分管领导为副组长，教育、财政等部门为成员的领导小组。",
            [["leader=县政府主要领导", "leader=分管领导", "member=教育", "member=财政"]],
        ),
        ("组长:王建国副组长:李红、赵强成员:各科室负责人",
         [["leader=王建国", "leader=李红", "leader=赵强", "member=各科室负责人"]]),
        ("责任主体:中心校,责任人:****,具办人:校长。", [["responsible=中心校", "responsible=校长"]]),
        ("责任科室：▲ 基教科、人事科", [["lead=基教科", "responsible=人事科"]]),
        ("优化布局。〔责任部门：县教体局，各乡镇（街道）〕",
         [["responsible=县教体局", "responsible=各乡镇（街道）"]]),
        ("（县发改局牵头、县财政局参与）", [["lead=县发改局", "support=县财政局"]]),
        ("（县教体局牵头，县财政局、县人社局等按职责分工负责）",
         [["lead=县教体局", "responsible=县财政局", "responsible=县人社局"]]),
        ("（县委宣传部、县教体局分别负责）", [["responsible=县委宣传部", "responsible=县教体局"]]),
        ("办法由县民政局会同县残联制定。", [["lead=县民政局", "support=县残联"]]),
        ("由县卫健局负责，各乡镇卫生院具体组织实施。",
         [["responsible=县卫健局", "responsible=各乡镇卫生院"]]),
        ("各乡镇人民政府是控辍保学的责任主体。", [["responsible=各乡镇人民政府"]]),
        ("县委、县政府主要领导任组长，分管副县长任副组长。",
         [["leader=县委、县政府主要领导", "leader=分管副县长"]]),
        ("组长：李青（县长）\n副组长：赵平（副县长）\n　　　　周原（局长）\n",
         [["leader=李青（县长）", "leader=赵平（副县长）", "leader=周原（局长）"]]),
        ("落实编制。\n牵头单位：县委编办\n配合单位：县人社局、\n县教体局\n完成时限：长期",
         [["lead=县委编办", "support=县人社局", "support=县教体局"]]),
        ("责任领导：刘洋，责任科室：安全股，联系人：李娜，电话：0000",
         [["leader=刘洋", "responsible=安全股"]]),
        ("县教体局要统筹，县财政局要保障经费。",
         [["responsible=县教体局"], ["responsible=县财政局"]]),
        ("（县民政局、县财政局按职责分工负责，各乡镇人民政府、街道办事处组织实施）",
         [["responsible=县民政局", "responsible=县财政局", "responsible=各乡镇人民政府",
           "responsible=街道办事处"]]),
        ("（市发展改革委牵头，市财政局参加，各市州人民政府负责落实；2025年底前完成）",
         [["lead=市发展改革委", "support=市财政局", "responsible=各市州人民政府"]]),
        ("（责任单位：各县〔市、区〕人民政府，省财政厅）",
         [["responsible=各县〔市、区〕人民政府", "responsible=省财政厅"]]),
        ("（责任单位：县公安局、县交通局，县教体局牵头）",
         [["responsible=县公安局", "responsible=县交通局", "lead=县教体局"]]),
        ("由县委副书记、县长陆远平任组长，县委常委、副县长孟桥任副组长，县工信局主要负责同志为成员。",
         [["leader=县委副书记、县长陆远平", "leader=县委常委、副县长孟桥", "member=县工信局"]]),
        ("县财政局、县审计局分别负责资金监管和绩效审计，各学校负责日常管理。",
         [["responsible=县财政局", "responsible=县审计局"], ["responsible=各学校"]]),
        ("县发改局（牵头）、县财政局负责项目资金。", [["lead=县发改局", "responsible=县财政局"]]),
        ("县教体局会同县财政局每年开展绩效评价。", [["lead=县教体局", "support=县财政局"]]),
        ("本办法由县教体局会同县财政局负责解释。", []),
        ("本办法由县教体局负责解释。", []),
        ("双方按照规定协商解决，由家长负责接送。", []),
        ("组 长:\n\n副 组 长:\n\n成 员:\n", []),
        ("学校要建立健全制度。明确各组牵头单位和负责人。按照职责要求抓好落实。", []),
        ("压实各单位负责人的责任，形成单位负责的监管体制。", []),
    ],
)  # fmt: skip
def test_duties_in_every_form(text: str, parties: list[list[str]]) -> None:
    assert _parties(text) == parties


def test_a_duty_has_its_task_deadline_and_place() -> None:
    text = "3.新建小学。2025年9月底前建成。（责任部门：县教体局）"
    (duty,) = find_duties((_clause(text, "新建小学"),))
    assert (duty.task, duty.deadline) == ("新建小学", "2025年9月底前")
    assert text[duty.span.start : duty.span.end] == "（责任部门：县教体局）"
    assert text[duty.parties[0].span.start : duty.parties[0].span.end] == "县教体局"


@given(
    st.text(alphabet="牵头部门：:由县教育局、，。；()（）▲责任科室配合组长要负责\n", max_size=80)
)
def test_parties_stand_inside_their_clause(text: str) -> None:
    for duty in find_duties((_clause(text),)):
        assert duty.parties
        for party in duty.parties:
            assert party.span.end <= len(text)
            assert "".join(party.name.split())


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("县教体局", "教体局", True),
        ("会泽县教体局", "县教体局", True),
        ("县教育体育局", "县教体局", True),
        ("县人力资源社会保障局", "县人社局", True),
        ("县住房城乡建设局", "住建局", True),
        ("县发展改革委", "县发改委", True),
        ("县委编办", "编办", True),
        ("财务股", "县财政局", False),
        ("市教体局", "县教体局", False),
        ("会泽县教体局", "昭觉县教体局", False),
        ("县自然资源局", "县自然资源和规划局", False),
        ("教育局", "教育督导室", False),
        ("财政局", "税务局", False),
        ("教育科", "教育局", False),
        ("县卫健局", "县卫健委", False),
        ("城东小学", "小学", False),
        ("县政府办", "县委办", False),
        ("团市委", "团县委", False),
        ("县委办", "办公室", False),
        ("县委宣传部", "宣传部", True),
        ("县政府办", "县人民政府办公室", True),
        ("（县）教体局", "县教体局", True),
        ("市市场监管局", "市场监督管理局", True),
        ("团县委", "共青团槐溪县委员会", True),
        ("县医疗保障局", "县医保局", True),
        ("市监局", "县市场监督管理局", True),
        ("县城管局", "县城市管理综合执法局", True),
        ("县税务局", "国家税务总局槐溪县税务局", True),
        ("各乡镇（街道）", "各乡镇、街道", True),
        ("团县委", "共青团槐溪县委", True),
        ("槐溪县财政局", "白垣县财政局", False),
        ("县农业农村局", "县农业局", False),
    ],
)
def test_departments_are_joined_without_merging_others(a: str, b: str, same: bool) -> None:
    assert departments_match(a, b) is same
    assert departments_match(b, a) is same


@pytest.mark.parametrize(
    ("asked", "written", "same"),
    [
        ("教育局", "县教育体育局", True),
        ("县卫生局", "县卫生健康局", True),
        ("教育局", "县教研室", False),
        ("财政局", "县审计局", False),
    ],
)
def test_a_department_is_known_by_the_name_it_has_next_door(
    asked: str, written: str, *, same: bool
) -> None:
    assert same_department(asked, written, Region(county="会泽县")) is same


def _seed_duties(shared: Path, number: str) -> dict[str | None, list[tuple[str, Duty]]]:
    path = next((shared / "corpus/seeds").glob(f"{number}_*.txt"))
    parsed = parse_content(path.read_bytes(), path.name)
    return {
        document.part: [(str(document.clauses[d.clause].ref), d) for d in document.duties]
        for document in parsed.documents
    }


@pytest.mark.shared
@pytest.mark.parametrize(
    ("number", "part", "count"),
    [("000", None, 0), ("004", None, 12), ("003", "篇五", 15), ("003", "篇四", 11)],
)
def test_labelled_duties_of_the_seeds_are_complete(
    shared: Path, number: str, part: str | None, count: int
) -> None:
    # Counted by hand: every （牵头领导：…）, (责任部门:…), 责任科室:… and organisation list.
    assert len(_seed_duties(shared, number)[part]) == count


@pytest.mark.shared
def test_seed_duties_word_for_word(shared: Path) -> None:
    found = dict(_seed_duties(shared, "004")[None])
    parties = [(str(p.role), p.name) for p in found["三 › （一） › 1"].parties]
    assert parties == [
        ("leader", "刁国强"), ("lead", "人事股"), ("support", "基教股"),
        ("support", "县教师发展中心"),
    ]  # fmt: skip
    nine = _seed_duties(shared, "003")["篇九"]
    names = [party.name for ref, duty in nine if ref.endswith("（四）") for party in duty.parties]
    assert names[:4] == ["县委办", "政府办", "县经发局", "县审计局"]
    assert names[-2:] == ["县行政审批局", "住建局"]


@pytest.mark.parametrize(
    "deadline",
    ["到2025年", "到2025年秋季学期", "到2026年6月底", "到2026年上半年", "到2027年一季度末"],
)
def test_a_deadline_is_taken_whole(deadline: str) -> None:
    text = f"测试县行动方案\n一、双师课堂。{deadline}覆盖全部教学点。（牵头部门：基教股）\n"
    duties = parse_content(text.encode(), "plan.txt").documents[0].duties
    assert [duty.deadline for duty in duties] == [deadline]


def test_several_groups_in_a_clause_have_their_own_task_and_deadline() -> None:
    text = (
        "2025年底前落实编制。（责任单位：县委编办；完成时限：2025年10月底前）\n"
        "2026年6月底前改善食堂。（责任单位：县住建局）\n"
    )
    first, second = find_duties((_clause(text),))
    assert (first.task, first.deadline) == ("2025年底前落实编制", "2025年10月底前")
    assert (second.task, second.deadline) == ("2026年6月底前改善食堂", "2026年6月底前")


def test_a_duty_without_words_of_its_own_has_the_task_of_the_clause_above() -> None:
    text = (
        "槐溪县方案\n一、建设智慧校园\n（一）（牵头单位：县教体局）\n（二）（责任单位：电教馆）\n"
    )
    duties = parse_content(text.encode(), "plan.txt").documents[0].duties
    assert {duty.task for duty in duties} == {"建设智慧校园"}


LISTED = """岚溪县阅读推广方案

一、责任单位
（一）县文旅局：书屋选址；书目采购。
（二）县公安局（治安大队）：场所检查。
（三）东岭冷链园：总投资3000万元。
二、交通补助
按里程发放补助：
类别\t里程\t每月
一类\t10公里\t200元
二类\t30公里\t450元
三类\t50公里\t600元
（责任单位：县财政局、县教育局）
"""


def test_clauses_that_each_begin_with_a_body_give_it_their_whole_text() -> None:
    (document,) = parse_content(LISTED.encode(), "岚溪县.txt").documents
    found = {party.name: duty.task for duty in document.duties for party in duty.parties}
    assert found["县文旅局"] == "书屋选址；书目采购"
    assert found["县公安局（治安大队）"] == "场所检查"


def test_words_behind_a_table_name_who_answers_for_its_clause() -> None:
    (document,) = parse_content(LISTED.encode(), "岚溪县.txt").documents
    found = [duty for duty in document.duties if "县财政局" in {p.name for p in duty.parties}]
    assert [document.clauses[duty.clause].heading for duty in found] == ["交通补助"]
    duty = found[0]
    assert document.text[duty.span.start : duty.span.end].startswith("（责任单位")


def test_a_place_with_a_colon_has_no_task_where_no_office_stands_beside_it() -> None:
    places = "（一）东岭冷链园：总投资3000万元。\n（二）南溪仓储中心：总投资200万元。\n"
    clauses = f"岚溪县项目方案\n\n一、项目\n{places}"
    (document,) = parse_content(clauses.encode(), "岚溪县.txt").documents
    assert document.duties == ()


def test_who_is_made_head_of_a_group_leads() -> None:
    text = (
        "成立协调小组，组长由县委常委、宣传部部长乔书远担任，副组长由副县长穆清川担任，"
        "办公室主任由县教育局局长闻达理兼任。"
    )
    names = ("县委常委、宣传部部长乔书远", "副县长穆清川", "县教育局局长闻达理")
    assert _parties(text) == [[f"leader={name}" for name in names]]
