"""What the rows of a table of documents say of other documents."""

from ingest.relations import find_relations


def test_each_row_of_a_table_of_documents_speaks_of_its_own_only() -> None:
    rows = (
        "序号：1；名称：甲县校服办法；文号：甲教〔2018〕1号；结论：继续有效\n"
        "序号：2；名称：甲县书包办法；文号：甲教〔2018〕2号；结论：废止；备注：2024年起由《乙办法》替代\n"
        "序号：3；名称：甲县课桌办法；文号：甲教〔2018〕3号；结论：拟修订\n"
        "序号：4；名称：甲县门卫办法；文号：甲教〔2018〕4号；结论：失效\n"
    )
    found = find_relations("甲县文件清理目录", rows)
    named = ("甲县书包办法", "甲教〔2018〕2号", "甲县门卫办法", "甲教〔2018〕4号")
    assert found.repeals == named
    assert found.replaces == ()


def test_a_row_that_keeps_a_text_does_not_end_it_for_the_row_below_that_is_void() -> None:
    rows = (
        "序号 文件名称 文号 清理结论 备注\n1 甲县校服办法 甲教〔2018〕1号 继续有效\n"
        "2 甲县书包办法 甲教〔2018〕2号 废止 自2024年1月1日起由《乙办法》（甲教〔2023〕9号）替代\n"
    )
    assert find_relations("清理目录", rows).repeals == ("甲县书包办法", "甲教〔2018〕2号")
