"""Questions with their answers: each pair one clause, headed by its question."""

import pytest

from ingest.parts import split_text
from tests.parts_laws import check_laws

EXPLAINED = """《桃坪县高龄津贴办法》政策解读
一、领取对象
问：哪些人可以领？
答：年满80周岁的老年人。

问：从哪个月开始算？
答：从当月起计发。1.提前30日可以申请。2.补发不超过6个月。
二、资金
问：钱从哪里来？
答：由县财政承担。
"""


def list_clauses(text: str) -> list[tuple[str, str]]:
    check_laws(text)
    return [(str(c.ref), c.heading) for c in split_text(text).documents[0].clauses]


def test_each_question_with_its_answer_is_a_clause_of_its_section() -> None:
    assert list_clauses(EXPLAINED) == [
        ("一", "领取对象"),
        ("一 › 问1", "哪些人可以领？"),
        ("一 › 问2", "从哪个月开始算？"),
        ("一 › 问2 › 1", ""),
        ("一 › 问2 › 2", ""),
        ("二", "资金"),
        ("二 › 问3", "钱从哪里来？"),
    ]
    asked = split_text(EXPLAINED).documents[0].clauses[1]
    assert asked.text == "问：哪些人可以领？\n答：年满80周岁的老年人。"
    assert split_text(EXPLAINED).documents[0].title == "《桃坪县高龄津贴办法》政策解读"


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "问：能领吗？答：能。问：领多少？答：每月60元。",
            [("问1", "能领吗？"), ("问2", "领多少？")],
        ),
        (
            "一、什么是统筹？\n答：按比例报销。\n二、报多少？\n答：百分之六十。",
            [("一", "什么是统筹？"), ("二", "报多少？")],
        ),
        (
            "Q1：哪些家庭可以申请？\nA1：脱贫家庭。\nQ2：补助多少？\nA2：每年3000元。",
            [("问1", "哪些家庭可以申请？"), ("问2", "补助多少？")],
        ),
        (
            "记者问：何时执行？\n县教育局负责人：9月1日。\n记者问：提高了吗？\n县教育局负责人：是的。",
            [("问1", "何时执行？"), ("问2", "提高了吗？")],
        ),
    ],
)
def test_questions_are_told_by_who_speaks_or_by_the_answer_below(
    text: str, clauses: list[tuple[str, str]]
) -> None:
    assert list_clauses(text) == clauses


def test_what_follows_the_last_short_answer_is_none_of_it() -> None:
    text = "问：甲？\n答：是。\n问：乙？\n答：不是。\n问：丙？\n答：可以。\n据悉，细则另行公布。\n"
    document = split_text(text).documents[0]
    assert [clause.text for clause in document.clauses][-1] == "问：丙？\n答：可以。"
    assert [lead.text for lead in document.leads] == ["据悉，细则另行公布。"]


@pytest.mark.parametrize(
    "text", ["问：甲？\n答：是。", "各单位的答复：\n一、同意。\n二、请复核。", "A：优秀\nB：合格\n"]
)
def test_one_pair_or_none_makes_no_exchange(text: str) -> None:
    assert not any("问" in ref for ref, _ in list_clauses(text))


def test_printed_numbers_are_kept_and_a_question_that_a_table_answers_is_one() -> None:
    text = (
        "桃坪县助学问答\n问2：谁能申请？\n答：困难家庭学生。\n问3：分几档？\n"
        "档次：一档；金额：900元\n档次：二档；金额：500元\n问5：何时发？\n答：每年3月。\n"
    )
    found = list_clauses(text)
    assert [ref for ref, _ in found if "行" not in ref and "表" not in ref] == ["问2", "问3", "问5"]
    assert ("问3", "分几档？") in found
    assert [ref for ref, _ in found if "行" in ref] == [f"问3 › 表1 › 第{n}行" for n in (1, 2)]
