"""Sentences measured against what a question asks."""

import datetime
import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.choosing.holding import holds_type
from assistant.choosing.nearness import share_spoken_of
from assistant.choosing.sentences import (
    STANDING,
    Candidate,
    add_closeness,
    put_in_place,
    rank_sentences,
    split_units,
)
from assistant.reading.focus import Focus, Term
from assistant.reading.kinds import Ask, read_ask
from ingest.model import DocumentId, Validity, ValidityState
from tests.clauses import make_document, make_hits
from vectorstore.fuse import Values
from vectorstore.model import Hit

DAY = datetime.date(2025, 6, 1)
NEW, OLD = make_document(1, "采暖办法"), make_document(2, "旧采暖办法")
FOCUS = Focus((Term("取暖补贴", 3.0), Term("标准", 1.0)))


def ask(text: str) -> Ask:
    return read_ask(text, has_reference=False, names_party=False, group_count=0)


def states(**given: ValidityState) -> dict[DocumentId, Validity]:
    default = {"new": ValidityState.IN_FORCE, "old": ValidityState.REPEALED} | given
    documents = {"new": NEW, "old": OLD}
    return {documents[n].id: Validity(s, DAY, "", "") for n, s in default.items()}


def rank(hits: tuple[Hit, ...], text: str, *, scoped: bool = False) -> tuple[Candidate, ...]:
    return rank_sentences(hits, FOCUS, ask(text), states(), scoped=scoped)


AMOUNT = "取暖补贴的标准为每人每年1450元。"


def test_candidates_stand_where_their_span_says() -> None:
    for found in rank(make_hits(NEW, [AMOUNT + "按年发放。", "另行通知。"]), "多少钱"):
        passage = found.hit.passage
        assert passage.text[found.span.start : found.span.end] == found.text


def test_the_sentence_with_the_words_and_the_figure_goes_first() -> None:
    hits = make_hits(NEW, ["取暖补贴由县财政承担。", "体检每人600元。", AMOUNT])
    best = rank(hits, "取暖补贴多少钱")[0]
    assert best.text == AMOUNT
    assert best.holds_type
    assert best.own_coverage == 1.0


def test_a_current_text_goes_before_a_repealed_one_that_says_the_same() -> None:
    old, new = make_hits(OLD, [AMOUNT]), make_hits(NEW, [AMOUNT])
    assert rank((*old, *new), "多少钱")[0].hit.document == NEW


def test_age_counts_for_nothing_where_the_document_is_named() -> None:
    (found,) = rank(make_hits(OLD, [AMOUNT]), "多少钱", scoped=True)
    assert found.standing == 1.0


def test_texts_stand_by_how_far_they_hold() -> None:
    order = [
        ValidityState.IN_FORCE,
        ValidityState.DRAFT,
        ValidityState.EXPIRED,
        ValidityState.REPEALED,
    ]
    assert sorted(order, key=lambda state: -STANDING[state]) == order
    assert set(STANDING) == set(ValidityState)


TYPES = (
    ("补多少钱", "每人每年1450元", True),
    ("补多少钱", "每年3次", False),
    ("补多少钱", "第1450号", False),
    ("占百分之几", "不低于97%", True),
    ("占百分之几", "百分之九十七", True),
    ("占百分之几", "97人", False),
    ("招几名", "招聘90人", True),
    ("招几名", "招聘90名", True),
    ("招几名", "投入90元", False),
    ("任期多久", "每届4年", True),
    ("任期多久", "按期考核", False),
    ("哪天发", "于10月20日前", True),
    ("由谁负责", "由县财政局拨付", True),
    ("由谁负责", "按年发放", False),
    ("面积要多大", "不少于2.5平方米", True),
    ("怎么发", "按年发放", True),
)


@pytest.mark.parametrize(("question", "text", "holds"), TYPES)
def test_a_sentence_holds_the_kind_of_figure_asked(question: str, text: str, holds: bool) -> None:
    assert holds_type(text, ask(question)) is holds


def test_a_masked_figure_is_seen_where_a_figure_is_asked() -> None:
    (found,) = rank(make_hits(NEW, ["取暖补贴的标准为每人每年xx元。"]), "多少钱")
    assert found.masked == "xx"
    assert not found.holds_type
    (unasked,) = rank(make_hits(NEW, ["取暖补贴的标准为每人每年xx元。"]), "怎么发")
    assert unasked.masked is None


def test_the_opposite_of_the_subject_is_no_match() -> None:
    focus = Focus((Term("寄宿生", 3.0),))
    hits = make_hits(NEW, ["非寄宿生：每年650元。", "寄宿生：每年1300元。"])
    ranked = rank_sentences(hits, focus, ask("多少钱"), states(), scoped=True)
    assert ranked[0].text == "寄宿生：每年1300元。"
    assert {found.text: found.own_coverage for found in ranked}["非寄宿生：每年650元。"] == 0


def test_meaning_reorders_what_words_leave_open() -> None:
    hits = make_hits(NEW, ["甲方另行通知。", "冬天烧炭的花费按人头给。"])
    ranked = rank(hits, "怎么发")

    def compare(texts: object) -> tuple[float, ...]:
        assert isinstance(texts, list)
        return tuple(0.8 if "烧炭" in text else 0.0 for text in texts)

    closer = add_closeness(ranked, compare, lambda texts: None, lambda texts: None)
    assert closer[0].text == "冬天烧炭的花费按人头给。"
    assert closer[0].dense == 0.8


def test_without_an_embedder_nothing_moves() -> None:
    ranked = rank(make_hits(NEW, [AMOUNT, "按年发放。"]), "多少钱")
    unmeasured = add_closeness(ranked, *[lambda texts: None] * 3)
    assert unmeasured == ranked


def test_what_only_orders_leaves_the_best_sentence_its_score() -> None:
    hits = make_hits(NEW, ["取暖补贴按年发放。", "取暖补贴在离职后不再发放。"])
    plain, asking = rank(hits, "取暖补贴怎么发"), rank(hits, "离职了取暖补贴还发吗")
    assert asking[0].text == "取暖补贴在离职后不再发放。"
    levelled = add_closeness(asking, *[lambda texts: None] * 3)
    assert [c.text for c in levelled] == [c.text for c in asking]
    scores = {c.text: c.score for c in plain}
    assert levelled[0].score == pytest.approx(scores[levelled[0].text])


def test_an_item_is_read_with_the_words_that_open_its_list() -> None:
    hits = make_hits(NEW, ["工龄满五年。", "户口在本县。"])
    opened = rank_sentences(
        hits,
        FOCUS,
        ask("怎么发"),
        states(),
        scoped=True,
        find_opening=lambda passage: "领取取暖补贴应当：" if "工龄" in passage.text else "",
    )
    assert [c.text for c in opened] == ["工龄满五年。", "户口在本县。"]
    assert opened[0].coverage > opened[1].coverage
    assert put_in_place(opened[0]).endswith("领取取暖补贴应当： 工龄满五年。")


def test_a_table_row_is_one_unit() -> None:
    text = "序号：1；任务：改造网络；牵头：信息股"
    assert [text[span.start : span.end] for span in split_units(text)] == [text]


TEXT = st.text(alphabet="取暖补贴标准：；。\n1甲乙丙", max_size=60)


@given(TEXT)
def test_units_are_in_order_and_lose_no_words(text: str) -> None:
    spans = split_units(text)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
    kept = "".join(text[span.start : span.end] for span in spans)
    assert kept.replace("\n", "") == "".join(text.split()).replace("\n", "")


@given(st.lists(TEXT.filter(str.strip), min_size=1, max_size=4))
def test_ranking_is_stable_and_keeps_shares_in_bounds(texts: list[str]) -> None:
    hits = make_hits(NEW, texts)
    ranked = rank(hits, "多少钱")
    assert ranked == rank(hits, "多少钱")
    for found in ranked:
        assert 0 <= found.own_coverage <= found.coverage <= 1 + 1e-9
    assert [found.score for found in ranked] == sorted((f.score for f in ranked), reverse=True)


@pytest.mark.parametrize(
    ("wording", "first"),
    [("低保多少钱", "低保家庭每月900元。"), ("低保边缘多少钱", "低保边缘家庭每月500元。")],
)
def test_those_just_above_are_another_case(wording: str, first: str) -> None:
    focus = Focus((Term("低保", 3.0),) + ((Term("边缘", 3.0),) if "边缘" in wording else ()))
    hits = make_hits(NEW, ["低保边缘家庭每月500元。", "低保家庭每月900元。"])
    ranked = rank_sentences(hits, focus, ask(wording), states(), scoped=True, wording=wording)
    assert ranked[0].text == first


def test_the_share_of_words_spoken_of_counts_each_once() -> None:
    focus = Focus((Term("取暖补贴", 9.0), Term("断", 1.0)))

    class Near:
        def match_words(self, asked: Sequence[str], texts: Sequence[str]) -> Values:
            return np.array([[0.9 if word == "断" else 0.0, 0.0] for word in asked])

    assert share_spoken_of(focus, ["取暖补贴停发。", "按年发放。"], Near()) == (1.0, 0.0)
