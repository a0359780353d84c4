"""Decimal numbering: what is read as clauses, and what only looks like a number."""

from collections.abc import Callable

import pytest

from ingest.parts import split_text

STANDARD = """松棠县中小学校舍建设技术规范
1 总则
1.1 编制目的
规范校舍建设。
1.2 适用范围
适用于全县各级各类学校。
1.2.1 新建学校。
1.2.2 改建学校。
2 术语和定义
下列术语适用于本规范。
3 建设要求
3.1 用地
生均用地不低于20平方米。
（一）小学；
（二）初中。
3.2 校舍
（一）教室；
（二）宿舍。
1.每间4人。
2.每人3平方米。
4 附则
本规范由县教育局解释。
"""
PATHS = [
    "1",
    "1/1.1",
    "1/1.2",
    "1/1.2/1.2.1",
    "1/1.2/1.2.2",
    "2",
    "3",
    "3/3.1",
    "3/3.1/(一)",
    "3/3.1/(二)",
    "3/3.2",
    "3/3.2/(一)",
    "3/3.2/(二)",
    "3/3.2/(二)/1",
    "3/3.2/(二)/2",
    "4",
]


def paths(text: str) -> list[str]:
    """Paths of all clauses, inferred ones with a star."""
    return [
        "*" * clause.inferred + "/".join(clause.ref.labels)
        for sketch in split_text(text).documents
        for clause in sketch.clauses
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace("1.1 ", "1．1　").replace("1.2.1 ", "1．2．1"),
        lambda text: text.replace("1.2 适", "1.2、适").replace("3.1 ", "3.1、"),
        lambda text: text.replace("3.1 ", "3.1. ").replace("3.2 ", "3.2. "),
        lambda text: text.replace("1.1 编", "1.1编").replace("3.2 校", "3.2校"),
        lambda text: text.replace("1 总", "１　总").replace("3 建", "３　建"),
        lambda text: text.replace("\n", "\n\n　　"),
        lambda text: text.replace("\n", "\r\n"),
    ],
)
def test_decimals_are_clauses_with_all_numbers_above_them(change: Callable[[str], str]) -> None:
    assert paths(change(STANDARD)) == PATHS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、总则\n1.1 目的。为了甲。\n1.2 原则。坚持乙。\n二、措施\n2.1 甲事。办好。\n"
         "2.2 乙事。办好。\n2.2.1 丙。办。\n三、附则\n略。",
         ["一", "一/1.1", "一/1.2", "二", "二/2.1", "二/2.2", "二/2.2/2.2.1", "三"]),
        ("第一章 总则\n1.1 为了甲，制定本规程。\n1.2 本规程适用于乙。\n第二章 管理\n"
         "2.1 学校应当丁：\n（1）戊；\n（2）己。\n2.2 略。",
         ["第一章", "第一章/1.1", "第一章/1.2", "第二章", "第二章/2.1", "第二章/2.1/(1)",
          "第二章/2.1/(2)", "第二章/2.2"]),
        ("一、任务\n（一）校舍\n1.建设。新建。\n1.1 选址。略。\n1.2 设计。略。\n2.维修。按年。\n"
         "（二）队伍\n3.补充。招聘。\n3.1 公招。略。\n3.2 定向。略。\n二、保障\n4.经费。落实。",
         ["一", "一/(一)", "一/(一)/1", "一/(一)/1/1.1", "一/(一)/1/1.2", "一/(一)/2",
          "一/(二)", "一/(二)/3", "一/(二)/3/3.1", "一/(二)/3/3.2", "二", "二/4"]),
        ("1. 总则\n1.1. 目的\n甲。\n2. 目标\n2.1. 总体\n2.1.1. 近期。丁。\n2.1.2. 远期。戊。\n"
         "2.1.2.1. 一步。己。\n2.1.2.2. 二步。庚。",
         ["1", "1/1.1", "2", "2/2.1", "2/2.1/2.1.1", "2/2.1/2.1.2", "2/2.1/2.1.2/2.1.2.1",
          "2/2.1/2.1.2/2.1.2.2"]),
        ("通知\n请执行。\n松棠县教育局\n2024年3月5日\n\n附件1\n营养餐规范\n1 范围\n甲。\n2 要求\n"
         "2.1 原料\n新鲜。\n2.2 加工\n熟透。\n附件2\n验收规范\n1 范围\n乙。\n2 验收\n2.1 方法\n"
         "抽样。\n2.2 判定\n合格。",
         ["附件1", "附件1/1", "附件1/2", "附件1/2/2.1", "附件1/2/2.2",
          "附件2", "附件2/1", "附件2/2", "附件2/2/2.1", "附件2/2/2.2"]),
    ],
)  # fmt: skip
def test_decimals_stand_below_other_numbers(text: str, expected: list[str]) -> None:
    assert paths(text) == expected


def test_what_follows_a_decimal_up_to_the_next_number_is_its_own() -> None:
    (main,) = split_text(STANDARD).documents
    clause = next(c for c in main.clauses if c.ref.labels[-1] == "3.1")
    assert clause.text == "3.1 用地\n生均用地不低于20平方米。\n（一）小学；\n（二）初中。"
    assert clause.heading == "用地"
    sections = "1 总则\n1.1 甲\n子。\n1.2 乙\n丑。\n1.3 丙\n寅。\n各学校应当执行。\n"
    (main,) = split_text(sections).documents
    assert main.clauses[-1].text == "1.3 丙\n寅。\n各学校应当执行。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (STANDARD.replace("3 建设要求", "建设要求"), ["*3" if p == "3" else p for p in PATHS]),
        ("1 总则\n1.1 机构\n设立指挥部。\n工作机构\n办公室设在县教育局之内。\n1.3 专家\n设立组。",
         ["1", "1/1.1", "*1/1.2", "1/1.3"]),
        ("1 总则\n编制目的\n为了提高处置能力。\n1.2 范围\n学校。\n1.3 原则\n以人为本。",
         ["1", "*1/1.1", "1/1.2", "1/1.3"]),
        ("1 总则\n1.1 甲\n子。\n1.2 乙\n丑。\n1.4 丁\n寅。", ["1", "1/1.1", "1/1.2", "1/1.4"]),
    ],
)  # fmt: skip
def test_a_lost_decimal_is_inferred_where_a_heading_stands_in_its_place(
    text: str, expected: list[str]
) -> None:
    assert paths(text) == expected


@pytest.mark.parametrize(
    "inside",
    [
        "投入\n1.5万元，生均\n1.6万元，共\n1.7万元。",
        "面积：\n3.1平方米\n3.2平方米\n3.3 平方米。",
        "价格 1.1 元\n1.2 元\n1.3 元一份。",
        "身高\n1.1米\n1.2米\n1.3米以下免票。",
        "分别为\n1.1倍\n1.2倍\n1.3倍。",
        "容量\n1.1 km\n1.2 km\n1.3 km。",
        "比例：\n1.1%\n1.2%\n1.3%。",
        "放假：\n2024.1.5开学\n2024.1.6上课。",
        "放假：\n1.1 元旦。\n5.1 劳动节。\n10.1 国庆节。",
        "时间：\n8.30 报名\n9.1 开学\n9.2 上课。",
        "版本：\n1.1 版\n1.2 版\n1.3版。",
        "软件\n1.1.1 版本\n2.0.1 版本。",
        "人员：\n1.1名校长\n2.1名教师\n3.1名校医。",
        "按照\n1.1 条规定\n1.2 条规定办理。",
        "执行\n1.1和1.2的规定；\n1.3、1.4的规定。",
        "见\n2.1 节所述\n2.2 节所述。",
        "数据：\n1.1 2.2 3.3\n1.2 2.3 3.4。",
        "得分表：\n1.1 张三 35\n1.2 李四 36\n1.3 王五 37\n",
        "得分：\n1.1\t校舍\t5\n1.2\t设备\t6\n",
        "于\n3.15消费者日举行活动。",
    ],
)
def test_what_only_looks_like_a_decimal_number_begins_no_clause(inside: str) -> None:
    text = f"一、加强保障。各校{inside}\n二、强化考核。各校执行。\n"
    assert paths(text) == ["一", "二"]


def test_a_table_of_contents_in_decimals_is_left_out() -> None:
    entries = "目录\n1 总则……1\n1.1 编制目的……1\n1.2 适用范围……2\n3 建设要求……3\n"
    title, body = STANDARD.split("\n", 1)
    assert paths(f"{title}\n{entries}{body}") == PATHS


def list_refs(text: str) -> list[str]:
    return [str(c.ref) for document in split_text(text).documents for c in document.clauses]


def test_decimals_count_on_below_the_section_that_has_their_first_number() -> None:
    text = (
        "松棠县加梯意见\n一、哪些楼可以装\n三层以上的住宅。\n二、怎么商量\n2.1 同意比例。"
        "三分之二。\n"
        "2.2 公示。十天。\n三、装完怎么管\n3.1 所有权归业主。3.2 日常费用由业主分摊；"
        "3.3 年检由县财政承担。\n"
    )
    assert list_refs(text) == [
        *("一", "二", "二 › 2.1", "二 › 2.2", "三", "三 › 3.1", "三 › 3.2", "三 › 3.3")
    ]


def test_decimals_below_a_section_of_another_number_are_none() -> None:
    text = "松棠县意见\n一、目标\n3.1 万人受益。\n3.2 万户受益。\n二、措施\n落实到人。\n"
    assert list_refs(text) == ["一", "二"]


def test_a_decimal_within_a_line_only_goes_on_with_an_outline() -> None:
    text = (
        "松棠县细则\n1 认定\n1.1 条件。园舍达标。\n1.2 有下列情形的，取消资格：1.2.1 擅自涨价；"
        "1.2.2 挪用资金；1.2.3 年检不合格。\n1.3 15年免费教育。免除学费，比例为：1.5比3。\n"
    )
    assert list_refs(text) == [
        *("1", "1 › 1.1", "1 › 1.2", "1 › 1.2 › 1.2.1", "1 › 1.2 › 1.2.2", "1 › 1.2 › 1.2.3"),
        "1 › 1.3",
    ]
