"""One text as documents: notices, measures, annexes, compilations, site text."""

import pytest

from ingest.model import ClauseKind, LeadKind
from ingest.parts import split_text
from tests.parts_laws import ANNEXED, COMPILATION, MEASURE, NOTICE, check_laws


def test_a_notice_and_the_measure_it_issues_are_one_document() -> None:
    (sketch,) = check_laws(NOTICE + MEASURE).documents
    assert sketch.title == "松棠县振兴教育十条措施"
    assert sketch.notice_title == "松棠县人民政府办公室关于印发《松棠县振兴教育十条措施》的通知"
    assert [clause.ref.labels for clause in sketch.clauses] == [("一",), ("二",), ("三",)]
    assert [lead.kind for lead in sketch.leads] == [
        LeadKind.TITLE,
        LeadKind.NOTICE,
        LeadKind.NOTICE,
        LeadKind.SIGNATURE,
        LeadKind.TITLE,
        LeadKind.PREAMBLE,
    ]


def test_a_bare_annex_page_after_a_notice_is_the_measure_itself() -> None:
    (sketch,) = check_laws(NOTICE + "附件\n" + MEASURE).documents
    assert sketch.title == "松棠县振兴教育十条措施"
    assert [clause.ref.labels for clause in sketch.clauses] == [("一",), ("二",), ("三",)]


def test_a_notice_with_clauses_of_its_own_keeps_its_title() -> None:
    text = (
        "关于做好秋季招生工作的通知\n各学校：\n现就有关事项通知如下：\n一、时间。8月20日。\n"
        "二、要求。免试入学。\n梨溪县教育局\n2024年7月1日\n"
    )
    (sketch,) = check_laws(text).documents
    assert (sketch.title, sketch.notice_title) == ("关于做好秋季招生工作的通知", None)
    assert sketch.clauses[-1].text == "二、要求。免试入学。"
    assert sketch.leads[-1].kind is LeadKind.SIGNATURE


def test_annexes_are_documents_of_their_own() -> None:
    main, first, _ = check_laws(ANNEXED).documents
    assert main.title == "梨溪县强师行动方案"
    assert [(clause.kind, clause.ref.labels) for clause in main.clauses] == [
        (ClauseKind.CLAUSE, ("一",)),
        (ClauseKind.CLAUSE, ("二",)),
        (ClauseKind.ANNEX_LIST_ITEM, ("附件", "1")),
        (ClauseKind.ANNEX_LIST_ITEM, ("附件", "2")),
    ]
    assert (first.part, first.parent, first.title) == ("附件1", 0, "梨溪县校长轮岗办法")
    assert [clause.ref.labels for clause in first.clauses] == [
        ("附件1",),
        ("附件1", "一"),
        ("附件1", "二"),
    ]
    assert first.clauses[0].kind is ClauseKind.ANNEX
    assert main.clauses[1].text == "二、工作措施。分步实施。"


def test_a_flattened_table_is_one_unit() -> None:
    *_, table = check_laws(ANNEXED).documents
    assert (table.part, table.title) == ("附件2", "梨溪县强师任务分解表")
    assert len(table.clauses) == 1


def test_an_annex_named_a_table_may_have_sections() -> None:
    text = ANNEXED.replace("任务 部门 时限\n1.招聘 人事股 6月", "一、招聘\n人事股负责。\n二、培训")
    *_, table = check_laws(text).documents
    assert [clause.ref.labels for clause in table.clauses[1:3]] == [
        ("附件2", "一"),
        ("附件2", "二"),
    ]


def test_annexes_are_found_without_line_breaks() -> None:
    text = (
        "梨溪县强师行动方案为加强教师队伍建设,制定本方案。一、工作目标。三年达标。二、工作措施。分步实施。"
        "附件:1.梨溪县校长轮岗办法2.梨溪县教师培训办法附件1梨溪县校长轮岗办法为规范轮岗,制定本办法。"
        "一、对象。任满两届的校长。二、待遇。每月补贴300元。"
    )
    main, annex = check_laws(text).documents
    assert main.title == "梨溪县强师行动方案"
    assert [clause.text for clause in main.clauses[2:]] == [
        "1.梨溪县校长轮岗办法",
        "2.梨溪县教师培训办法",
    ]
    assert (annex.title, len(annex.clauses)) == ("梨溪县校长轮岗办法", 3)


def test_a_compilation_is_cut_into_its_parts() -> None:
    main, *parts = check_laws(COMPILATION).documents
    assert (main.title, main.clauses) == ("教育方案3篇", ())
    assert [(part.part, part.title) for part in parts] == [
        ("篇一", "澄岩县读书行动方案"),
        ("篇二", "澄岩县体育行动方案"),
        ("篇三", "澄岩县美育行动方案"),
    ]
    assert [clause.ref.labels for clause in parts[1].clauses] == [
        ("篇二",),
        ("篇二", "一"),
        ("篇二", "附件", "1"),
    ]


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        (
            "当前位置：首页 > 政务公开 > 文件\n"
            "来源：教育局 发布时间：2024-06-13 09:10 浏览次数：52\n",
            "",
        ),
        (
            "",
            "【打印本页】【关闭窗口】\n上一篇：关于开展食堂检查的通知\n下一篇：招生简章\n"
            "版权所有：某某网 ICP备12345678号\n",
        ),
        ("无障碍浏览\n", "分享到：\n相关阅读\n主办：某某县人民政府\n技术支持：某某公司\n"),
        ("网站首页\n登录 注册\n", "扫一扫在手机打开当前页\n"),
    ],
)
def test_site_text_is_left_out_and_nothing_else(head: str, tail: str) -> None:
    result = check_laws(head + MEASURE + tail)
    (sketch,) = result.documents
    left = "\n".join((head + MEASURE + tail)[p.span.start : p.span.end] for p in result.left_out)
    assert left.split() == (head + tail).split()
    assert {part.reason for part in result.left_out} == {"网站文字"}
    assert sketch.title == "松棠县振兴教育十条措施"
    assert sketch.clauses[-1].text == "三、建强队伍。每年招聘100人。"


@pytest.mark.parametrize(
    "line",
    [
        "第三条 侵犯学生合法权益的，依法处理。",
        "三、推进无障碍设施建设\n加装坡道和扶手。",
        "三、报名方式。登录平台注册后下载表格。",
        "三、举报电话：000-0000000",
        "三、严禁转载、泄露学生信息，违者举报。",
    ],
)
def test_policy_that_speaks_like_a_site_stays(line: str) -> None:
    mark = "第{}条 " if line.startswith("第") else "{}、"
    text = f"办法\n{mark.format('一')}甲事。办好。\n{mark.format('二')}乙事。办好。\n{line}\n"
    result = check_laws(text)
    assert result.left_out == ()
    assert result.documents[0].clauses[-1].text == line


def test_a_table_of_contents_holds_no_clauses() -> None:
    text = (
        "梨溪县校车管理办法\n目录\n第一章 总则……………1\n第二章 职责……………3\n第三章 附则……………5\n"
        "第一章 总则\n第一条 甲事。\n第二章 职责\n第二条 乙事。\n第三章 附则\n第三条 丙事。\n"
    )
    result = check_laws(text)
    assert len(result.documents[0].clauses) == 6
    assert [part.reason for part in result.left_out] == ["目录"]


def test_page_numbers_between_paragraphs_are_left_out() -> None:
    result = check_laws(
        "松棠县教育办法\n- 1 -\n为办好教育，制定本办法。\n一、甲事。办好。\n二、乙事。办好。"
    )
    assert [part.reason for part in result.left_out] == ["页码"]


def test_a_text_without_numbers_is_body() -> None:
    (sketch,) = check_laws("关于放假的说明\n学校定于七月一日放假。\n请各位家长知悉。").documents
    assert sketch.clauses == ()
    assert LeadKind.BODY in {lead.kind for lead in sketch.leads}


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\ufeff", "一", "、", "附件", "篇一：", "目录", "1.", "（一）"]
)
def test_the_smallest_texts_are_split(text: str) -> None:
    check_laws(text)


def test_copies_and_signature_stand_in_no_clause() -> None:
    text = MEASURE + "松棠县教育局\n2024年6月12日\n抄送：县委办公室。\n"
    (sketch,) = check_laws(text).documents
    assert sketch.clauses[-1].text == "三、建强队伍。每年招聘100人。"
    assert [lead.kind for lead in sketch.leads[-2:]] == [LeadKind.SIGNATURE, LeadKind.TAIL]


@pytest.mark.parametrize("times", [2_000])
def test_a_long_text_is_split(times: int) -> None:
    text = MEASURE + "一、甲事。按照第三条办理（一）。\n附件：1.甲表\n2024年3月5日\n" * times
    check_laws(text)


def test_markdown_signs_are_left_out_with_their_reason() -> None:
    text = (
        "# 松棠县读书办法\n\n<!-- 完 -->\n\n## 第一章　总则\n\n第一条 人人读书。\n\n"
        "## 第二章　附则\n\n第二条 略。\n"
    )
    result = check_laws(text)
    (sketch,) = result.documents
    assert sketch.title == "松棠县读书办法"
    assert [c.text for c in sketch.clauses][1::2] == ["第一条 人人读书。", "第二条 略。"]
    assert {part.reason for part in result.left_out} == {"标记符号"}
    assert len(result.left_out) == 4


def test_a_file_that_begins_with_its_only_annex_is_one_document_with_a_title() -> None:
    text = (
        "附件4\n松棠县\n访学项目实施细则\n为开拓视野，制定本细则。\n第一条 机构。专班。\n"
        "第二条 对象。学生。\n"
    )
    (sketch,) = check_laws(text).documents
    assert (sketch.part, sketch.title) == (None, "松棠县访学项目实施细则")
    assert [str(clause.ref) for clause in sketch.clauses] == ["第一条", "第二条"]


CONSULTATION = """关于公开征求《云岫县租房补贴办法（征求意见稿）》意见的公告
我局起草了《云岫县租房补贴办法（征求意见稿）》。请通过以下途径反馈：1.邮箱；2.信函；3.电话。
云岫县住房和城乡建设局
2026年9月14日

云岫县租房补贴办法
（征求意见稿）

第一条 为解决住房困难，制定本办法。
第二条 每月补贴350元。

附件 《云岫县租房补贴办法（征求意见稿）》起草说明
一、背景
试点三年。
二、主要内容
共两条。
"""


def test_an_announcement_that_gives_the_draft_below_is_a_covering_notice() -> None:
    check_laws(CONSULTATION)
    first, second = split_text(CONSULTATION).documents
    assert first.title == "云岫县租房补贴办法"
    assert first.notice_title == "关于公开征求《云岫县租房补贴办法（征求意见稿）》意见的公告"
    assert [str(clause.ref) for clause in first.clauses] == ["第一条", "第二条"]
    assert [str(clause.ref) for clause in second.clauses] == ["附件", "附件 › 一", "附件 › 二"]


def test_a_year_behind_the_word_is_no_annex_number() -> None:
    text = "办法\n第一条 拨付资金。\n附件 2025年度资金拨付时间表\n第一批二月拨付，第二批三月。\n"
    check_laws(text)
    assert [document.part for document in split_text(text).documents] == [None, "附件"]
