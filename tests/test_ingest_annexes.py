"""Annexes in the forms that counties publish: run in, unnumbered, lettered, several in one"
" notice."""

import pytest

from ingest.model import LeadKind
from ingest.parts import DocumentSketch, split_text
from tests.parts_laws import check_laws

MEASURE = (
    "桐岭县加梯细则\n一、范围。适用于老旧住宅。\n二、补助。每台10万元。\n三、附则。"
    "自2025年1月1日起施行。\n"
)


def read_parts(text: str) -> list[tuple[str | None, str | None]]:
    return [(document.part, document.title) for document in check_laws(text).documents[1:]]


def list_clauses(document: DocumentSketch) -> list[str]:
    return [str(clause.ref) for clause in document.clauses]


def test_annexes_whose_text_runs_on_in_their_line_are_documents() -> None:
    text = (
        f"{MEASURE}附件一：申请材料目录。1.申请表；2.权属证明；3.设计图。\n"
        "附件二：出资系数（以三层为1.0）。二层0.6；三层1.0；四层1.3。\n"
        "附件三：年度计划（单位：台）。清溪镇：2025年4，2026年9；柳湾镇：2025年2，2026年6。\n"
    )
    assert read_parts(text) == [
        ("附件1", "申请材料目录"),
        ("附件2", "出资系数（以三层为1.0）"),
        ("附件3", "年度计划（单位：台）"),
    ]


def test_a_list_of_annexes_stays_a_list() -> None:
    text = f"{MEASURE}附件1：申请表\n附件2：流程图\n附件3：名单\n桐岭县住建局\n2024年12月1日\n"
    assert read_parts(text) == []


def test_the_imprint_belongs_to_no_annex() -> None:
    text = (
        f"{MEASURE}附件\n咨询电话\n县住建局：0990-1000001。\n抄送：县委办，县人大办。\n"
        "桐岭县住建局 2024年12月2日印发\n共印60份\n"
    )
    main, annex = check_laws(text).documents
    assert annex.clauses[-1].text.endswith("0990-1000001。")
    assert "".join(lead.text for lead in main.leads).endswith("共印60份")


def test_a_named_annex_with_a_colon_begins_where_its_table_follows() -> None:
    table = "事项 | 现行 | 拟调整\n津贴 | 300元 | 550元\n编制 | 22名 | 36名\n"
    assert read_parts(f"{MEASURE}附表：要点对照表（供参考）\n{table}") == [
        ("附表", "要点对照表（供参考）")
    ]


def test_annexes_with_letters_and_double_numbers_keep_them() -> None:
    text = (
        f"{MEASURE}附录A 材料清单\n1.身份证；\n2.合同。\n附录B 流程\n一、申请。\n"
        "二、审核。\n附件3-1\n委托书样式\n本人委托办理。\n"
    )
    assert read_parts(text) == [
        ("附录A", "材料清单"),
        ("附录B", "流程"),
        ("附件3-1", "委托书样式"),
    ]


def test_a_table_that_the_list_names_is_that_annex_where_it_stands_without_its_number() -> None:
    text = (
        f"{MEASURE}附件：1.补助标准表\n2.受理窗口一览\n\n补助标准表\n四层每台10万元。\n\n"
        "受理窗口一览\n政务大厅3号窗口。\n"
    )
    assert read_parts(text) == [("附件1", "补助标准表"), ("附件2", "受理窗口一览")]


def test_each_measure_that_a_notice_issues_is_a_document() -> None:
    text = (
        "桐岭县人民政府办公室关于印发两个办法的通知\n各乡镇人民政府：\n"
        "《桐岭县养老补贴办法》《桐岭县高龄津贴办法》已经县政府同意，现印发给你们，请遵照执行。\n"
        "桐岭县人民政府办公室\n2025年2月20日\n\n桐岭县养老补贴办法\n第一条 每床补贴8000元。\n"
        "第二条 每月结算。\n\n桐岭县高龄津贴办法\n第一条 满80周岁每人每月60元。\n"
        "第二条 按月发放。\n"
    )
    main, second = check_laws(text).documents
    assert (main.title, list_clauses(main)) == ("桐岭县养老补贴办法", ["第一条", "第二条"])
    assert second.title == "桐岭县高龄津贴办法"
    assert list_clauses(second)[1:] == ["附件 › 第一条", "附件 › 第二条"]


def test_a_bare_number_below_a_gap_heads_an_annex_though_the_line_above_is_open() -> None:
    open_line = "最美教师评选由县委宣传部负责，县教育局、县总工会、各乡镇配合，每年9月"
    assert [
        part
        for part, _ in read_parts(
            f"{MEASURE}附件1\n任务\n{open_line}\n\n附件2\n要点\n满分100分。\n"
        )
    ] == [
        "附件1",
        "附件2",
    ]


@pytest.mark.parametrize("words", ["见", "按照", "以及"])
def test_a_number_that_a_torn_sentence_cites_heads_nothing(words: str) -> None:
    text = (
        f"{MEASURE.rstrip()}各乡镇人民政府和县直有关部门应当认真组织实施，"
        f"具体分工{words}\n\n附件2\n所列内容。\n"
    )
    assert [document.part for document in split_text(text).documents] == [None]


def test_a_notice_signed_below_its_annex_keeps_its_signature() -> None:
    text = (
        "桐岭县医保局关于门诊报销的通知\n一、起付线100元。\n二、报销比例60%。\n附：政策问答\n"
        "1、异地怎么办？\n先备案，再结算。\n2、什么时候生效？\n2025年1月1日。\n桐岭县医保局\n"
        "2024年12月20日\n抄送：县卫健局\n"
    )
    main, annex = check_laws(text).documents
    assert annex.clauses[-1].text.endswith("2025年1月1日。")
    assert [lead.kind for lead in main.leads[-2:]] == [LeadKind.SIGNATURE, LeadKind.TAIL]
