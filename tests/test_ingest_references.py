"""References as values, and as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.references import ClauseRef, PartialRef, find_references, matches

LABELS = st.sampled_from(
    ["篇二", "附件1", "第一章", "第十二条", "四", "(二)", "17", "3.2.1", "(1)", "①"]
)


@given(st.lists(LABELS, min_size=1, max_size=6), st.integers(1, 40))
def test_a_printed_reference_reads_back(labels: list[str], occurrence: int) -> None:
    ref = ClauseRef(tuple(labels), occurrence)
    assert ClauseRef.parse(str(ref)) == ref


def read(text: str) -> list[str]:
    return [
        " ".join(f"{step.unit.value}{step.value}" for step in found.ref.steps)
        for found in find_references(text)
    ]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("第八条讲什么", ["article8"]),
        ("根据第十二条第二款第（三）项，应当补助", ["article12 paragraph2 bracket3"]),
        ("第 17 条", ["article17"]),
        ("三（二）5写了什么", ["comma3 bracket2 number5"]),
        ("附件1第二部分(二)3", ["annex1 division2 bracket2 number3"]),
        ("行动方案附件1 二(二)2 是什么", ["annex1 comma2 bracket2 number2"]),
        ("附件一的第三条", ["annex1 article3"]),
        ("附件1 › 二 › （二） › 2", ["annex1 comma2 bracket2 number2"]),
        ("第四条措施", ["article4"]),
        ("十条措施的第四条", ["article4"]),
        ("工作措施里的第6项", ["item6"]),
        ("工作措施里的第６项", ["item6"]),
        ("第三部分（二）的第4点", ["division3 bracket2 item4"]),
        ("篇五第三部分", ["part5 division3"]),
        ("第二章第三节第九条", ["chapter2 section3 article9"]),
        ("篇八和篇九各是多少", ["part8", "part9"]),
        ("第三条、第五条和第七条", ["article3", "article5", "article7"]),
        ("第五条、第三条", ["article5", "article3"]),
        ("（二）说了什么", ["bracket2"]),
        ("规范第3.2条讲什么", ["decimal2"]),
        ("按照3.2.1的要求", ["decimal1"]),
        ("3．2．1条（二）", ["decimal1 bracket2"]),
        ("附件1的3.2节", ["annex1 decimal2"]),
        ("征求意见稿4.3写的什么", ["decimal3"]),
        ("2.1里怎么规定的", ["decimal1"]),
    ],
)
def test_references_are_found(text: str, steps: list[str]) -> None:
    assert read(text) == steps


@pytest.mark.parametrize(
    "text",
    [
        "松棠县十二条措施有哪些",
        "12条说了什么",
        "“1+4”示范工程",
        "比例是3.5%",
        "新增1.5万个学位",
        "面积3.2平方米",
        "2024.1.5开学",
        "1.2.3版软件",
        "提高3.5个百分点",
        "1.2节课",
        "2024年3月5日",
        "教室在一(1)班旁边",
        "初二（3）班",
        "一、二年级怎么收费",
        "第三方评估怎么做",
        "每周第一节课",
        "第一条件是什么",
        "奖5万元",
        "",
    ],
)
def test_other_numbers_are_no_references(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "main_text"), [("正文第17条", True), ("正文的第17条", True), ("附件1第17条", False)]
)
def test_the_main_text_is_told_from_annexes(text: str, main_text: bool) -> None:
    assert find_references(text)[0].ref.main_text is main_text


@given(st.text(alphabet="第一二十条款项附件篇（）()12 、.①的里正文级班", max_size=60))
def test_found_references_stand_in_the_text(text: str) -> None:
    position = 0
    for found in find_references(text):
        assert position <= found.start < found.end <= len(text)
        assert found.text == text[found.start : found.end]
        assert found.ref.steps
        position = found.end


@given(st.text(max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    assert all(found.text in text for found in find_references(text))


def partial(text: str) -> PartialRef:
    return find_references(text)[0].ref


def best(text: str, paths: list[str]) -> str | None:
    scored = [
        (matches(partial(text), ClauseRef.parse(path)), -index) for index, path in enumerate(paths)
    ]
    score, index = max(scored)
    return paths[-index] if score else None


PLAN = ["一", "二", "二›(一)", "二›(一)›3", "二›(二)", "二›(二)›6", "二›(四)›17", "三", "三›18"]
ANNEXED = [*PLAN, "附件›1", "附件›4", "附件1", "附件1›二", "附件1›二›(二)", "附件1›二›(二)›2"]
STANDARD = ["2", "2›2.2", "3", "3›3.1", "3›3.2", "3›3.2›3.2.1", "3›3.2›3.2.1›(二)"]
STATUTE = [
    "第一章",
    "第一章›第三条",
    "第二章",
    "第二章›第四条",
    "第二章›第四条›(三)",
    "第二章›第十二条",
]


@pytest.mark.parametrize(
    ("text", "paths", "expected"),
    [
        ("第四条", ["一", "二", "三", "四", "五"], "四"),
        ("第四条", STATUTE, "第二章›第四条"),
        ("第二章", STATUTE, "第二章"),
        ("第四条第（三）项", STATUTE, "第二章›第四条›(三)"),
        ("第四条第一款第（三）项", STATUTE, "第二章›第四条›(三)"),
        ("第十二条第二款", STATUTE, "第二章›第十二条"),
        ("第十三条", ["一", "二", "十一", "十二"], None),
        ("第6项", PLAN, "二›(二)›6"),
        ("正文第17条", ANNEXED, "二›(四)›17"),
        ("附件1 二(二)2", ANNEXED, "附件1›二›(二)›2"),
        ("附件1第二部分(二)2", ANNEXED, "附件1›二›(二)›2"),
        ("附件1", ANNEXED, "附件1"),
        ("附件4", ANNEXED, "附件›4"),
        ("附件5", ANNEXED, None),
        ("第三部分", PLAN, "三"),
        ("二（二）6", PLAN, "二›(二)›6"),
        ("（二）", ANNEXED, "二›(二)"),
        ("第3.2条", STANDARD, "3›3.2"),
        ("3.2.1", STANDARD, "3›3.2›3.2.1"),
        ("3.2.1条第（二）项", STANDARD, "3›3.2›3.2.1›(二)"),
        ("第4.2条", STANDARD, None),
    ],
)
def test_the_clause_meant_fits_best(text: str, paths: list[str], expected: str | None) -> None:
    assert best(text, paths) == expected


@given(st.lists(LABELS, min_size=1, max_size=5))
def test_scores_lie_between_none_and_one(labels: list[str]) -> None:
    for text in (
        "第四条",
        "附件1 二(二)2",
        "第十二条第二款第（三）项",
        "正文第17条",
        "篇二第三部分",
    ):
        assert 0 <= matches(partial(text), ClauseRef(tuple(labels))) <= 1


@pytest.mark.parametrize("path", ["附件1›四", "附件1›二›(二)›4"])
def test_the_main_text_excludes_annexes(path: str) -> None:
    assert matches(partial("正文第四条"), ClauseRef.parse(path)) == 0


@pytest.mark.parametrize(
    ("words", "path", "score"),
    [
        ("第二条之一", "第二条之一", 1.0),
        ("第二条之一", "第二条", 0.0),
        ("第二条", "第二条之一", 0.0),
        ("第二条之二", "第二条之一", 0.0),
        ("第一百二十条之一", "第二章›第一百二十条之一", 1.0),
        ("第二条之一第（三）项", "第二条之一›(三)", 1.0),
        ("第三条之一般规定", "第三条", 1.0),
    ],
)
def test_an_inserted_article_is_another_than_the_one_before_it(
    words: str, path: str, score: float
) -> None:
    assert matches(find_references(words)[0].ref, ClauseRef.parse(path)) == score
