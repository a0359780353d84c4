"""The weighted terms of a question, and how much of them a text holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.locate import fold_text
from assistant.reading.focus import Focus, Term, match_term, read_focus
from vectorstore.thesaurus import Thesaurus, build_thesaurus

VOCABULARY = {"取暖": 3, "补贴": 60, "教师": 90, "寄宿生": 5, "周转": 2, "宿舍": 4}
EMPTY = Thesaurus({})
LAY = build_thesaurus(
    [
        {"entries": [{"lay": ["烤火费"], "official": ["取暖补贴", "冬季取暖费"]}]},
        {"entries": [{"lay": ["住校"], "official": ["寄宿"]}]},
    ]
)


def read(text: str, thesaurus: Thesaurus = EMPTY) -> dict[str, Term]:
    return {term.words: term for term in read_focus(text, VOCABULARY, 100, thesaurus).terms}


def test_rare_words_weigh_more_than_common_ones() -> None:
    terms = read("教师取暖补贴")
    assert terms["取暖"].weight > terms["补贴"].weight > terms["教师"].weight > 0


def test_words_that_no_document_holds_are_known_as_such() -> None:
    terms = read("教师取暖无人机")
    assert terms["取暖"].is_held
    assert not terms["无人机"].is_held


def test_words_of_asking_are_no_terms() -> None:
    assert set(read("请问取暖补贴的是什么呢")) == {"取暖", "补贴"}


def test_an_everyday_word_carries_the_official_ones() -> None:
    (term,) = read("烤火费", LAY).values()
    assert [words for words, _ in term.alternatives] == ["取暖补贴", "冬季取暖费"]
    assert 0 < match_term(term, fold_text("取暖补贴于每年10月发放")) <= 1
    assert match_term(term, fold_text("按学期发放交通费")) == 0


def test_a_denied_everyday_word_stands_for_the_denied_official_one() -> None:
    (denied,) = read("不住校", LAY).values()
    assert [words for words, _ in denied.alternatives] == ["非寄宿"]
    assert match_term(denied, fold_text("非寄宿生的标准")) > 0
    assert match_term(denied, fold_text("寄宿生的标准")) == 0


MATCHES = (
    ("寄宿生", "寄宿生每年1300元", 1.0),
    ("寄宿生", "非寄宿生每年650元", 0.0),
    ("寄宿生", "非寄宿生按寄宿生的一半执行", 1.0),
    ("周转宿舍", "宿舍不收租金", 0.0),
    ("周转宿舍", "教师周转宿舍", 1.0),
    ("取暖", "", 0.0),
)


@pytest.mark.parametrize(("words", "text", "share"), MATCHES)
def test_a_term_is_held_where_it_stands_undenied(words: str, text: str, share: float) -> None:
    found = match_term(Term(words, 1.0), fold_text(text))
    if words == "周转宿舍" and share == 0.0:
        assert 0 < found < 1  # one of its two words
    else:
        assert found == share


def test_an_unheld_pair_may_abbreviate_two_words() -> None:
    text = fold_text("普通高中学校")
    assert 0 < match_term(Term("普高", 1.0, is_held=False), text) < 1
    assert match_term(Term("普高", 1.0, is_held=True), text) == 0


WORDS = st.text(alphabet="取暖补贴教师寄宿生周转舍非不住校", max_size=20)


@given(words=st.text(alphabet="取暖补贴教师寄宿生", min_size=2, max_size=8), text=WORDS)
def test_a_share_is_never_outside_its_bounds(words: str, text: str) -> None:
    term = Term(words, 1.0, alternatives=(("周转宿舍", 0.6),))
    assert 0.0 <= match_term(term, fold_text(text)) <= 1.0


@given(text=WORDS)
def test_weights_add_up(text: str) -> None:
    focus = read_focus(text, VOCABULARY, 100, LAY)
    assert focus.total == pytest.approx(sum(term.weight for term in focus.terms))
    assert all(term.weight >= 0 for term in focus.terms)
    assert focus == read_focus(text, VOCABULARY, 100, LAY)


def test_a_verb_of_one_character_stands_for_what_clauses_write() -> None:
    terms = read_focus("教师取暖补贴多久审一次", VOCABULARY, 100, EMPTY).terms
    (verb,) = (term for term in terms if term.words == "审")
    assert match_term(verb, fold_text("每年10月复审")) == 1
    assert match_term(verb, fold_text("审美教育")) == 0
    assert not read_focus("多久审一次", VOCABULARY, 100, EMPTY).terms  # it names no thing by itself


def test_no_terms_weigh_nothing() -> None:
    assert Focus(()).total == 0
