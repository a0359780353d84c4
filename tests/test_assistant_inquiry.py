"""How statements name their source and hold a clause's words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.inquiry import cite_as, name_clause, name_source, quote_draft, tidy
from ingest.model import LeadKind, Span
from tests.clauses import make_document, make_hit
from vectorstore.model import Hit

METHOD = make_document(1, "取暖补贴办法")
OTHER = make_document(2, "体检办法")


def hit(label: str, text: str = "取暖补贴按年发放。", *, ordinal: int = 0) -> Hit:
    return make_hit(METHOD, ordinal, text, label=label, heading="", rank=1)


NAMES = (
    ("第四条", "第四条"),
    ("第二章 › 第四条", "第二章第四条"),
    ("第二章 › 第三条 › （二）", "第二章第三条（二）"),
    ("六", "第六条"),
    ("（三）", "第三条"),
    ("二 › （一）", "二（一）"),
    ("二 › （一） › 3", "二（一）3"),
    ("附件1 › 二 › （二）", "附件1、二（二）"),
    ("篇二 › 第四条", "第四条"),
)


@pytest.mark.parametrize(("label", "name"), NAMES)
def test_clauses_go_by_the_names_that_people_use(label: str, name: str) -> None:
    assert name_clause(hit(label).passage) == name


def test_a_source_is_its_title_and_clause() -> None:
    found = hit("第四条")
    assert cite_as(found.document, found.passage) == "《取暖补贴办法》第四条"


def test_only_what_is_new_since_the_statement_before_is_said() -> None:
    first, second = hit("第四条"), hit("第五条", ordinal=1)
    elsewhere = make_hit(OTHER, 0, "体检每年一次。", label="第四条", heading="", rank=1)
    assert name_source(first) == "《取暖补贴办法》第四条："
    assert name_source(second, first) == "第五条："
    assert name_source(first, first) == "同一条还写明："
    assert name_source(elsewhere, first) == "《体检办法》第四条："


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("第四条　补贴按年发放。", "补贴按年发放。"),
        ("四、补贴按年发放。", "补贴按年发放。"),
        ("（四）补贴按年发放。", "补贴按年发放。"),
        ("4.补贴按年发放。", "补贴按年发放。"),
        ("2.5平方米以上的宿舍。", "2.5平方米以上的宿舍。"),
        ("补贴按年发放。", "补贴按年发放。"),
    ],
)
def test_a_quote_leaves_off_the_number_that_the_source_has_said(text: str, kept: str) -> None:
    draft = quote_draft(hit("第四条", text), Span(0, len(text)), "第四条：")
    assert draft.text == f"第四条：{kept}"
    assert [support.quote for support in draft.supports] == [kept]


def test_leads_are_named_by_what_they_are() -> None:
    passage = hit("通知").passage
    assert name_clause(replace(passage, kind=LeadKind.NOTICE)) == "（通知）"
    assert name_clause(replace(passage, kind=LeadKind.TITLE, label="标题")) == ""


@given(st.text(alphabet="取暖补贴。；：\n 　", max_size=50))
def test_tidying_loses_no_words_and_leaves_one_line(text: str) -> None:
    tidied = tidy(text)
    assert "\n" not in tidied
    assert "".join(tidied.split()) == "".join(text.split())
