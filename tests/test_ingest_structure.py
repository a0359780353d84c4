"""Clause trees of invented texts: every numbering style, and what only looks like a number."""

from collections.abc import Callable

import pytest

from ingest.model import Clause
from ingest.parts import split_text


def clauses(text: str) -> list[Clause]:
    return [clause for sketch in split_text(text).documents for clause in sketch.clauses]


def paths(text: str) -> list[str]:
    return ["/".join(clause.ref.labels) for clause in clauses(text)]


def body(text: str, path: str) -> str:
    return next(c.text for c in clauses(text) if "/".join(c.ref.labels) == path)


STATUTE = """松棠县校车管理办法
第一章　总则
第一条　为了保障学生安全，制定本办法。
第二条　本办法所称校车，是指接送学生的客车。按照第一条规定执行。
第二章　职责
第一节　县级部门
第三条　教育局履行下列职责：
（一）制定方案；
（二）组织检查：
1.每月一次；
2.每季通报。
第二节　学校
第四条　学校应当配备随车照管人员。依照第三条第一款第（二）项的规定接受检查。
第三章　附则
第五条　本办法自2024年3月1日起施行。
"""

PLAN = """梨溪县强师计划
为加强教师队伍建设，制定本计划。
一、总体要求
坚持以师为本。
二、主要任务
（一）补充教师
1.公开招聘。每年招聘100人。
2.定向培养。每年培养50人。
（二）培训教师
3.全员培训。每5年一轮。
（1）集中培训。不少于10天。
（2）网络研修。不少于60学时。
4.骨干培训。每年200人。
三、保障措施
5.加强领导。成立专班：①定期会商；②按月通报。
6.强化考核。纳入年度考核。
"""


def test_a_statute_has_chapters_sections_articles_items_and_subitems() -> None:
    assert paths(STATUTE) == [
        "第一章",
        "第一章/第一条",
        "第一章/第二条",
        "第二章",
        "第二章/第一节",
        "第二章/第一节/第三条",
        "第二章/第一节/第三条/(一)",
        "第二章/第一节/第三条/(二)",
        "第二章/第一节/第三条/(二)/1",
        "第二章/第一节/第三条/(二)/2",
        "第二章/第二节",
        "第二章/第二节/第四条",
        "第三章",
        "第三章/第五条",
    ]


def test_numbers_that_run_on_and_numbers_that_start_anew_stand_side_by_side() -> None:
    assert paths(PLAN) == [
        "一",
        "二",
        "二/(一)",
        "二/(一)/1",
        "二/(一)/2",
        "二/(二)",
        "二/(二)/3",
        "二/(二)/3/(1)",
        "二/(二)/3/(2)",
        "二/(二)/4",
        "三",
        "三/5",
        "三/5/①",
        "三/5/②",
        "三/6",
    ]


def test_the_same_text_without_line_breaks_has_the_same_clauses() -> None:
    flat = PLAN.replace("\n", "")
    assert paths(flat) == paths(PLAN)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("（", "(").replace("）", ")"),
        lambda text: text.replace("1.", "１．").replace("2.", "２．"),
        lambda text: text.replace("1.", "1 .").replace("2.", "2 ."),
        lambda text: text.replace(".", "、"),
        lambda text: text.replace("）补", "）、补").replace("）培", "）、培"),
        lambda text: text.replace("一、", "⼀、").replace("二、", "⼆、"),
        lambda text: text.replace("二、主", "二,主"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\n\n　　"),
        lambda text: text.replace("(1)", "⑴").replace("(2)", "⑵"),
    ],
)
def test_forms_and_slips_change_no_path(change: Callable[[str], str]) -> None:
    assert paths(change(PLAN)) == paths(PLAN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一条 目的。为了办好教育。\n第二条 原则。坚持公平。", ["第一条", "第二条"]),
        ("第一条 甲。\n第二条 乙。\n第二条之一 丙。\n第二条之二 丁。\n第三条 戊。",
         ["第一条", "第二条", "第二条之一", "第二条之二", "第三条"]),
        ("第一编 总则\n第一章 一般规定\n第一条 甲。\n第二编 分则\n第二章 其他\n第二条 乙。",
         ["第一编", "第一编/第一章", "第一编/第一章/第一条", "第二编", "第二编/第二章",
          "第二编/第二章/第二条"]),
        ("第一部分 目标\n一、甲目标。\n二、乙目标。\n第二部分 措施\n一、丙措施。\n二、丁措施。",
         ["第一部分", "第一部分/一", "第一部分/二", "第二部分", "第二部分/一", "第二部分/二"]),
        ("1.提高认识。各校要重视。\n2.加强宣传。各校要宣传。", ["1", "2"]),
        ("（一）提高认识。各校要重视。\n（二）加强宣传。各校要宣传。", ["(一)", "(二)"]),
        ("一、总则\n第一条 甲事。\n第二条 乙事。\n二、分则\n第三条 丙事。",
         ["一", "一/第一条", "一/第二条", "二", "二/第三条"]),
        ("1.任务\n（一）甲事。\n（二）乙事。\n2.要求\n（一）丙事。\n（二）丁事。",
         ["1", "1/(一)", "1/(二)", "2", "2/(一)", "2/(二)"]),
        ("一、对象\n1)在编教师；\n2)特岗教师。\n二、标准\n每月300元。",
         ["一", "一/1)", "一/2)", "二"]),
    ],
)  # fmt: skip
def test_styles_nest_in_any_order(text: str, expected: list[str]) -> None:
    assert paths(text) == expected


@pytest.mark.parametrize(
    "inside",
    [
        "按照第三条的规定执行",
        "依照本办法第二条、第三条办理",
        "一、总则所称教师包括职员",
        "按《补贴方案》“四、发放标准”发放",
        "做到标准统一、教师编制统一、经费统一",
        "建设时间为2021年12月-2022年2月",
        "新增1.5万个学位，提高3.5%",
        "教室在一(1)班旁边",
        "推进“1+4”工程",
        "根据松政发(2021)55号文件",
        "评为(一)级学校",
        "一、二年级每周两节，三、四年级每周三节",
        "共有1、2、3号三栋教学楼",
        "一是加强领导；二是落实经费；三是强化考核",
        "其中：第一，人员到位；第二，经费到位",
        "具体见附件1和附件2",
        "建立“绿色通道二市、县(区)优化流程",
        "执行本条第（一）项、第（二）项",
        "每学期第一节课讲安全",
        "PM2.5与O3(臭氧)协同控制",
    ],
)
def test_what_only_looks_like_a_number_begins_no_clause(inside: str) -> None:
    text = f"一、加强保障。各校{inside}，确保落实。\n二、强化考核。{inside}。各校执行。\n"
    assert paths(text) == ["一", "二"]


def test_a_clause_torn_by_a_page_break_stays_whole() -> None:
    text = "一、加强领导。县政府成立领\n\n- 3 -\n\n导小组，统筹推进。\n二、强化考核。按年考核。"
    assert paths(text) == ["一", "二"]
    assert body(text, "一").endswith("统筹推进。")


def test_the_paragraph_behind_a_list_belongs_to_the_clause_above() -> None:
    text = (
        "一、成立工作组。\n1.材料组。由教育局牵头。\n2.财务组。由财政局牵头。\n"
        "3.督查组。由督查室牵头。\n各乡镇也要成立相应机构。\n二、强化考核。按年考核。"
    )
    assert body(text, "一/3") == "3.督查组。由督查室牵头。"
    assert body(text, "一").endswith("各乡镇也要成立相应机构。")


def test_the_paragraph_before_a_second_list_of_an_article_is_the_articles() -> None:
    text = "第一条 增加：\n（一）甲；\n（二）乙。\n停发：\n（一）丙；\n（二）丁。\n第二条 略。"
    assert [c.text for c in clauses(text)][1:5] == [
        "（一）甲；",
        "（二）乙。",
        "（一）丙；",
        "（二）丁。",
    ]


@pytest.mark.parametrize("joint", ["\n", ""])
def test_the_closing_sentence_is_in_no_clause(joint: str) -> None:
    text = f"一、加强领导。成立专班。\n二、强化考核。按年考核。{joint}"
    text += "本方案自2024年3月1日起施行，有效期5年。"
    assert body(text, "二") == "二、强化考核。按年考核。"


def test_what_refers_to_the_paragraph_above_follows_the_list() -> None:
    text = (
        "第一条 标准：\n（一）甲类300元；\n（二）乙类500元。\n前款所称甲类，是指驻地。\n第二条 略。"
    )
    assert body(text, "第一条/(二)") == "（二）乙类500元。"
    assert body(text, "第一条").endswith("驻地。")


def test_the_closing_sentence_of_a_clause_of_its_own_stays() -> None:
    text = "一、加强领导。成立专班。\n二、附则。本方案自2024年3月1日起施行。"
    assert body(text, "二").endswith("施行。")


def test_repeated_numbers_are_told_apart_by_occurrence() -> None:
    text = "一、甲事。办好。\n二、乙事。办好。\n二、丙事。办好。\n三、丁事。办好。"
    assert [str(clause.ref) for clause in clauses(text)] == ["一", "二", "二〔第2处〕", "三"]


def test_a_skipped_number_does_not_end_the_sequence() -> None:
    text = "一、甲事。办好。\n二、乙事。办好。\n四、丁事。办好。"
    assert paths(text) == ["一", "二", "四"]


@pytest.mark.parametrize(
    ("text", "inferred"),
    [
        ("梨溪县计划\n为办好教育，制定本计划。\n指导思想\n坚持以师为本，办好人民满意的教育事业。\n"
         "二、工作目标\n到2026年全面达标。\n三、工作要求\n各校抓好落实。", "一"),
        ("一、指导思想\n坚持以师为本，办好人民满意的教育。\n工作目标\n到2026年全县学校全面达标。\n"
         "三、工作要求\n各校抓好落实。", "二"),
        ("一、工作措施\n（一）补齐条件\n1.改善宿舍。新建宿舍。\n2.升级设备。购置设备。\n"
         "（二）建强队伍\n3.补充教师。招聘教师。\n4.培训教师。全员培训。\n"
         "提升质量\n5.强化教研。每周教研。\n6.完善监测。每年监测。\n二、工作要求\n抓好落实。",
         "一/(三)"),
    ],
)  # fmt: skip
def test_a_missing_number_is_inferred_and_marked(text: str, inferred: str) -> None:
    found = ["/".join(clause.ref.labels) for clause in clauses(text) if clause.inferred]
    assert found == [inferred]


def test_children_behind_an_inferred_heading_stand_under_it() -> None:
    text = (
        "（一）补齐条件\n1.改善宿舍。新建宿舍。\n2.升级设备。购置设备。\n"
        "（二）建强队伍\n3.补充教师。招聘教师。\n4.培训教师。全员培训。\n提升质量\n5.强化教研。每周教研。"
    )
    assert paths(text)[-2:] == ["(三)", "(三)/5"]


def test_a_short_line_is_no_heading_where_no_number_is_missing() -> None:
    text = (
        "一、指导思想\n坚持以师为本。\n主要考虑\n教育优先发展是长期方针。\n二、工作目标\n全面达标。"
    )
    assert not any(clause.inferred for clause in clauses(text))


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("一、加强领导。成立专班，统筹推进。\n二、略。", "加强领导"),
        ("一、加强领导\n成立专班，统筹推进。\n二、略。", "加强领导"),
        ("一、加强组织领导，落实工作责任。成立专班。\n二、略。", "加强组织领导，落实工作责任"),
        ("一、成立专班，统筹推进全县教育工作。\n二、略。", ""),
        ("一、总体要求聚焦教师队伍，力争三年达标。任务繁重。\n二、略。", "总体要求"),
        ("第一条（目的）为了办好教育，制定本办法。\n第二条 略。", "目的"),
        ("第一条 为了办好教育，制定本办法。\n第二条 略。", ""),
        ("第一条 加强师德建设。完善考核办法。\n第二条 略。", "加强师德建设"),
        ("第一章 总则\n第一条 甲事。", "总则"),
        ("第一条 适用范围\n本办法适用于全县教师。\n第二条 略。", "适用范围"),
        ("第一条 教育局负责督导。财政局负责拨款。\n第二条 略。", ""),
        (
            "（一）实施阶段（2022年3月—2023年7月）。落实任务。\n（二）略。",
            "实施阶段（2022年3月—2023年7月）",
        ),
    ],
)
def test_headings(text: str, heading: str) -> None:
    assert clauses(text)[0].heading == heading


def test_articles_amid_sections_stand_below_the_section_that_they_begin_in() -> None:
    text = (
        "松棠县帮扶办法\n一、对象\n全县居民。\n二、救助\n第一条 分三类。\n第二条 按年申请。\n"
        "三、监督\n（一）每季检查。\n（二）公开结果。\n四、附则\n本办法自印发之日起施行。\n"
    )
    assert paths(text) == [
        *("一", "二", "二/第一条", "二/第二条"),
        *("三", "三/(一)", "三/(二)", "四"),
    ]


def test_steps_in_a_line_are_clauses_and_words_about_a_step_are_none() -> None:
    text = (
        "松棠县办事指南\n一、办理\n第1步 申请。带身份证。第2步 审核。五日办结。第3步：领取。\n"
        "二、说明\n第一步是申请，第二步要审核。\n三、其他\n本指南试行。\n"
    )
    assert paths(text) == ["一", *(f"一/第{n}步" for n in (1, 2, 3)), "二", "三"]
