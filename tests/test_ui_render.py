import datetime
import html
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import (
    Answer,
    Citation,
    NoAnswer,
    NoAnswerReason,
    Notice,
    NoticeKind,
    Statement,
)
from assistant.validity_names import name_validity
from ingest.model import DocumentId, DocumentMetadata, Region, Span, Validity, ValidityState
from ui.marking import escape
from ui.render import (
    MODEL_LABEL,
    format_reply,
    name_region,
    render_badge,
    render_documents,
    render_error,
    render_exchange,
    render_passage,
    render_progress,
    render_reply,
    render_running,
)
from vectorstore.model import PassageId, StoredDocument

DAY = datetime.date(2026, 3, 1)
IN_FORCE = Validity(ValidityState.IN_FORCE, DAY, "", "")
DRAFT = Validity(ValidityState.DRAFT, DAY, "（送审稿）", "本文件为送审稿，尚未印发。")
TEXT = "第一条　村小教师每月补助300元。\n第二条　校长不重复享受。"
HOSTILE = "<script>alert(1)</script>${alert(2)}{{alert 3}}"


def cite(start: int, end: int, *, label: str = "第一条", validity: Validity = IN_FORCE) -> Citation:
    return Citation(
        document_id=DocumentId("method.txt"),
        passage_id=PassageId("method.txt:0"),
        file_name="method.txt",
        title="云岚州乡村教师岗位补助办法",
        document_number="云岚教人〔2023〕11号",
        label=label,
        heading="",
        clause_text=TEXT,
        quote=TEXT[start:end],
        span=Span(start, end),
        validity=validity,
    )


FIRST, SECOND = cite(4, 17), cite(22, 30, label="第二条")
ANSWER = Answer(
    (Statement("村小教师每月补助300元。", (FIRST,)), Statement("校长除外。", (SECOND,)))
)
HOSTILE_PLACE = replace(FIRST, title=HOSTILE, label=HOSTILE, quote=HOSTILE)


def test_plain_answer_numbers_citations_and_names_their_place() -> None:
    assert format_reply(ANSWER) == (
        "村小教师每月补助300元。[1]\n"
        "校长除外。[2]\n"
        "\n"
        "条文出处：\n"
        "[1] 《云岚州乡村教师岗位补助办法》（云岚教人〔2023〕11号） 第一条\n"
        f"    “{FIRST.quote}”\n"
        "[2] 《云岚州乡村教师岗位补助办法》（云岚教人〔2023〕11号） 第二条\n"
        f"    “{SECOND.quote}”"
    )


def test_plain_answer_says_the_validity_of_what_is_not_in_force() -> None:
    reply = Answer((Statement("每月300元。", (cite(4, 17, validity=DRAFT),)),))
    assert format_reply(reply).endswith("    效力：送审稿：本文件为送审稿，尚未印发。")


def test_validity_notice_stands_before_and_completeness_after_the_answer() -> None:
    notices = (
        Notice(NoticeKind.COMPLETENESS, "共 2 条，已全部列出。"),
        Notice(NoticeKind.READING, "已理解为：村小教师的补助"),
        Notice(NoticeKind.VALIDITY, "仅送审稿作了规定。"),
    )
    reply = replace(ANSWER, notices=notices)
    for shown in (format_reply(reply), render_reply(reply)):
        places = [
            shown.index(words)
            for words in ("仅送审稿作了规定", "已理解为", "村小教师每月", "校长除外", "已全部列出")
        ]
        assert places == sorted(places)


@pytest.mark.parametrize("by_model", [True, False])
def test_model_label_shows_once_exactly_where_a_model_wrote(by_model: bool) -> None:
    notices = (Notice(NoticeKind.MODEL_WRITTEN, MODEL_LABEL),) if by_model else ()
    reply = replace(ANSWER, written_by_model=by_model, notices=notices)
    assert format_reply(reply).count(MODEL_LABEL) == int(by_model)
    visible, copied = render_reply(reply).split('<pre class="copy-text"')
    assert visible.count(MODEL_LABEL) == int(by_model)
    assert copied.count(MODEL_LABEL) == int(by_model)


def test_refusal_shows_its_words_and_the_nearest_clauses_as_no_answer() -> None:
    reply = NoAnswer(NoAnswerReason.NOT_COVERED, "文件没有写到这一点。", nearest=(FIRST,))
    for shown in (format_reply(reply), render_reply(reply)):
        assert shown.index("文件没有写到这一点。") < shown.index("最接近的条文（不构成回答）")
        assert "第一条" in shown
    assert "failure" not in render_reply(reply)


def test_the_page_copies_what_the_terminal_prints() -> None:
    copied = render_reply(ANSWER).split('<pre class="copy-text" hidden>')[1].split("</pre>")[0]
    assert html.unescape(copied) == format_reply(ANSWER)


def test_a_citation_used_twice_has_one_number_and_one_source() -> None:
    reply = Answer((Statement("甲。", (FIRST,)), Statement("乙。", (SECOND, FIRST))))
    assert format_reply(reply).startswith("甲。[1]\n乙。[1][2]\n")
    assert render_reply(reply).count('class="source"') == 2


@pytest.mark.parametrize(("count", "folded"), [(1, 0), (6, 0), (7, 2), (40, 35)])
def test_a_long_list_of_sources_is_folded_and_complete(count: int, folded: int) -> None:
    citations = tuple(cite(0, 3, label=f"第{n}条") for n in range(count))
    shown = render_reply(Answer(tuple(Statement("有。", (each,)) for each in citations)))
    assert shown.count('class="source"') == count
    assert (f"其余 {folded} 处出处" in shown) == bool(folded)


def test_every_marker_names_its_place_for_screen_readers() -> None:
    place = "《云岚州乡村教师岗位补助办法》（云岚教人〔2023〕11号） 第二条"
    assert f'aria-label="查看出处 2：{place}"' in render_reply(ANSWER)


@given(st.text())
def test_escaped_text_reads_back_and_holds_no_sign_of_html_or_of_templates(text: str) -> None:
    escaped = escape(text)
    assert html.unescape(escaped) == text
    assert not set(escaped) & set("<>\"'{}$`\\")


@pytest.mark.parametrize(
    "shown",
    [
        render_exchange(HOSTILE, ""),
        render_error(HOSTILE),
        render_reply(NoAnswer(NoAnswerReason.NOT_COVERED, HOSTILE)),
        render_reply(
            Answer(
                (Statement(HOSTILE, (HOSTILE_PLACE,)),),
                (Notice(NoticeKind.READING, HOSTILE),),
            )
        ),
        render_progress((Statement(HOSTILE, (FIRST,)),), (Notice(NoticeKind.READING, HOSTILE),)),
        render_passage(HOSTILE, Span(0, 20), Span(2, 10), Span(0, len(HOSTILE)), HOSTILE),
        render_running(HOSTILE, Span(0, len(HOSTILE)), HOSTILE),
        render_badge(replace(DRAFT, note=HOSTILE)),
    ],
)
def test_nothing_from_documents_or_people_becomes_markup(shown: str) -> None:
    assert "<script" not in shown
    assert "${" not in shown
    assert "{{" not in shown


@given(st.text(min_size=1), st.lists(st.integers(0, 60), min_size=6, max_size=6))
def test_reader_shows_the_text_unchanged(text: str, numbers: list[int]) -> None:
    a, b, c, d, e, f = sorted(min(number, len(text)) for number in numbers)
    shown = render_passage(text, Span(b, e), Span(c, d), Span(a, f), "id")
    inner = shown.split('<div class="running-text earlier">')[1].split("<button")[0]
    for tag in (
        '<div class="running-text clause" role="group" aria-label="所引条款全文">',
        '<div class="running-text later">',
        '<mark tabindex="-1">',
        "</mark>",
        "</div>",
    ):
        inner = inner.replace(tag, "")
    assert inner == escape(text[a:f])
    marked = shown.split('<mark tabindex="-1">')[1].split("</mark>")[0]
    assert marked == escape(text[c:d])


@pytest.mark.parametrize(
    ("state", "evidence", "name"),
    [
        (ValidityState.DRAFT, "（送审稿）", "送审稿"),
        (ValidityState.DRAFT, "（征求意见稿）", "征求意见稿"),
        (ValidityState.IN_FORCE, "", "现行"),
        (ValidityState.EXPIRED, "有效期5年", "已失效"),
        (ValidityState.REPEALED, "", "已废止"),
    ],
)
def test_badge_names(state: ValidityState, evidence: str, name: str) -> None:
    assert name_validity(Validity(state, DAY, evidence, "")) == name


def test_every_validity_has_a_name() -> None:
    assert all(name_validity(Validity(state, DAY, "", "")) for state in ValidityState)


def test_region_is_the_narrowest_place() -> None:
    assert name_region(Region("云省", "云岚州", "松棠县")) == "松棠县"
    assert name_region(Region("云省")) == "云省"
    assert name_region(Region()) is None


def test_document_list_says_when_it_is_cut_and_when_it_is_empty() -> None:
    held = StoredDocument(
        DocumentId("a"), "a.txt", None, None, DocumentMetadata("《甲办法》"), 12, 900, "2026-01-01"
    )
    assert "共 40 份，列出前 1 份" in render_documents([(held, DRAFT)], 40)
    assert "列出前" not in render_documents([(held, DRAFT)], 1)
    assert "还没有收录文件" in render_documents([], 0)
