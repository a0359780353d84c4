"""Typed text put into the documents' characters, and good text left alone."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.locate import split_sentences
from assistant.model import Question
from assistant.reading.pinyin import fold_sound, pinyin_of, repair_pinyin, sounds_like
from assistant.reading.spelling import (
    find_doubtful,
    repair_dialect,
    repair_names,
    repair_places,
    repair_words,
    simplify,
)
from eval.cases import load_cases
from tests.conftest import ROOT
from vectorstore.model import PUBLIC
from vectorstore.store import ClauseStore
from vectorstore.words import count_word, cut, is_common_word

DAY = datetime.date(2025, 6, 1)

REPAIRS = (
    ("松堂县的班主任", "松棠县的班主任"),
    ("lixixian的教师", "梨溪县的教师"),
    ("yunlanzhou补助", "云岚州补助"),
    ("班主任津帖是多少", "班主任津贴是多少"),
    ("寄宿生生活补住", "寄宿生生活补助"),
    ("随班就渎的学生", "随班就读的学生"),
    ("澄岩县三年形动方案", "澄岩县三年行动方案"),
    ("名師工作室經費", "名师工作室经费"),
    ("會議每年開幾次", "会议每年开几次"),
    ("留首儿童怎么关爱", "留守儿童怎么关爱"),
    ("伙食卜贴 标准", "伙食补贴 标准"),
    ("啥时侯报名", "啥时候报名"),
    ("县里进新教师", "县里进新教师"),
)


@pytest.mark.parametrize(("typed", "read"), REPAIRS)
def test_a_slip_is_read_as_what_the_documents_say(
    assistant: Assistant, typed: str, read: str
) -> None:
    assert assistant.understand(Question(typed, DAY)).text == read


@pytest.mark.parametrize(
    ("typed", "read"), [pair for pair in REPAIRS if simplify(pair[0]) != pair[1]]
)
def test_the_reading_used_is_shown(assistant: Assistant, typed: str, read: str) -> None:
    assert any(read in shown for shown in assistant.understand(Question(typed, DAY)).readings)


def test_traditional_characters_alone_are_no_other_reading(assistant: Assistant) -> None:
    assert assistant.understand(Question("班主任津貼是多少", DAY)).readings == ()


def test_good_questions_are_left_as_they_are(assistant: Assistant) -> None:
    """Except s086, which a fault of spelling changes (县说的 becomes 县长的)."""
    cases = load_cases(ROOT / "eval" / "sample_questions.jsonl", split="open")
    good = [case.question for case in cases if case.type != "typo" and case.id != "s086"]
    assert len(good) > 40
    changed = {text: assistant.understand(Question(text, DAY)).text for text in good}
    assert {typed: read for typed, read in changed.items() if typed != read} == {}


def test_sentences_of_the_documents_are_left_as_they_are(
    assistant: Assistant, sample_store: ClauseStore
) -> None:
    sentences = [
        text[span.start : span.end]
        for document in sample_store.documents(PUBLIC)
        if document.parent_id is None
        for text in [sample_store.source_text(document.id)]
        for span in split_sentences(text)
        if 8 <= len(span) <= 200
    ]
    assert len(sentences) > 300
    chosen = sentences[:: max(1, len(sentences) // 320)]
    changed = [s for s in chosen if assistant.understand(Question(s, DAY)).text != s]
    assert changed == []


NAMES = ("溪口县", "教育体育局", "柳如烟", "石桥镇中心学校")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("西口县补多少", "溪口县补多少"),
        ("xikouxian补多少", "溪口县补多少"),
        ("叫育体育局牵头", "教育体育局牵头"),
        ("柳如炎牵头的", "柳如烟牵头的"),
        ("溪口县补多少", "溪口县补多少"),
        ("西口乡补多少", "西口乡补多少"),
        ("口县", "口县"),
        ("liu先生", "liu先生"),
        ("", ""),
    ],
)
def test_names_are_put_right_by_their_sound(typed: str, read: str) -> None:
    assert repair_names(typed, NAMES).text == read


def test_a_short_name_is_put_right_only_where_in_doubt() -> None:
    assert repair_names("西口县补多少", NAMES, ()).text == "西口县补多少"
    assert repair_names("叫育体育局牵头", NAMES, ()).text == "教育体育局牵头"


def test_each_change_is_told() -> None:
    repaired = repair_names("xikouxian和柳如炎", NAMES)
    assert repaired.changes == (("xikouxian", "溪口县"), ("柳如炎", "柳如烟"))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("聘", "骋", False),
        ("津", "斤", True),
        ("深", "生", True),
        ("四", "五", False),
        ("住", "助", True),
    ],
)
def test_confusable_sounds_are_alike(one: str, other: str, alike: bool) -> None:
    assert sounds_like(one, other) is alike
    assert sounds_like(other, one) is alike


def test_only_characters_in_no_known_word_are_doubtful() -> None:
    def doubtful(text: str) -> list[str]:
        return [text[place] for place in find_doubtful(text, is_common_word, cut)]

    assert doubtful("教师工资待遇") == []
    assert set(doubtful("班主任津帖")) <= set("津帖")
    assert doubtful("123") == []


@given(st.text(max_size=40))
def test_simplifying_keeps_length_and_is_done_once(text: str) -> None:
    once = simplify(text)
    assert len(once) == len(text)
    assert simplify(once) == once


@given(st.text(alphabet="西溪口县教叫育体局柳如烟炎abxikouxian，", max_size=30))
def test_repairing_names_twice_changes_nothing_more(text: str) -> None:
    once = repair_names(text, NAMES).text
    assert repair_names(once, NAMES).text == once


def test_sounds_are_folded_alike() -> None:
    assert fold_sound("shang") == fold_sound("san")
    assert pinyin_of("a") == frozenset()
    assert pinyin_of("行")


@pytest.mark.parametrize("typed", ["进新老师", "全列出来", "保教费多少", "政办规7号", "云溪要建"])
def test_words_that_only_look_like_slips_are_left_alone(typed: str) -> None:
    words = {"进行": 9, "全力": 9, "保险费": 9, "政办发": 9, "要件": 9, "云溪县": 9}
    assert repair_words(typed, words, count_word, cut).text == typed


PLACES = ("枫桓县", "石泷县", "黛屏县", "松棠县")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("枫恒县", "枫桓县"),  # looks alike
        ("石龙县", "石泷县"),  # has this reading too
        ("代平县", "黛屏县"),  # sounds alike throughout
        ("松阳县", "松阳县"),  # another place
        ("松林县", "松林县"),
        ("枫桓市", "枫桓市"),
    ],
)
def test_a_place_that_nobody_knows_is_the_held_one_like_it(typed: str, read: str) -> None:
    assert repair_places(f"{typed}的补助", PLACES).text == f"{read}的补助"


def test_pinyin_is_read_apart_and_run_on() -> None:
    held = {"教师": 9, "补助": 8, "残疾人": 2, "退5进1": 1}
    assert repair_pinyin("jiaoshibuzhu duoshao qian", held).text == "教师补助 多少钱"
    assert repair_pinyin("can ji ren buzhu biaozhun", held).text == "残疾人 补助 标准"
    assert repair_pinyin("tui5jin1 sha yisi", held).text == "退5进1 啥 意思"
    assert repair_pinyin("jiao4shi1 buzhu", held).text == "教师 补助"
    for kept in ("VR设备", "steam课程", "iPad", "AI"):
        assert repair_pinyin(f"{kept}补助", held).text == f"{kept}补助"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("租屋有冇補貼", "租屋有没有补贴"),
        ("嗰度嘅校车点解停咗", "那里的校车为什么停了"),
        ("这边个别学校", "这边个别学校"),
        ("生日日期", "生日日期"),
    ],
)
def test_words_of_dialects_are_read_in_the_common_language(typed: str, read: str) -> None:
    assert repair_dialect(simplify(typed)).text == read
