"""Everyday words and official ones: how they are found, and the form of the shipped data."""

import itertools
import re
from collections import Counter
from importlib import resources
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from vectorstore.model import PUBLIC
from vectorstore.thesaurus import (
    STRONG_WEIGHT,
    WEAK_WEIGHT,
    Thesaurus,
    ThesaurusError,
    build_thesaurus,
    load_thesaurus,
)

MAX_LAY = 20  # characters: an entry is a word or a turn of phrase, never a question
MAX_OFFICIAL = 30


@pytest.fixture(scope="module")
def content() -> Any:
    text = resources.files("vectorstore").joinpath("thesaurus.yaml").read_text("utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@pytest.fixture(scope="module")
def entries(content: Any) -> list[dict[str, Any]]:
    return [entry for group in content["groups"] for entry in group["entries"]]


def test_entries_hold_lay_and_official_words_and_nothing_else(
    entries: list[dict[str, Any]],
) -> None:
    for entry in entries:
        assert {"lay", "official"} <= set(entry) <= {"lay", "official", "weak", "note"}, entry
        assert entry["lay"], entry
        assert entry["official"], entry
        assert isinstance(entry.get("weak", False), bool), entry
        for words in (*entry["lay"], *entry["official"]):
            assert isinstance(words, str), entry
            assert words == words.strip(), entry
            assert words, entry


def test_entries_are_words_and_no_questions(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        assert all(len(words) <= MAX_LAY for words in entry["lay"]), entry
        assert all(len(words) <= MAX_OFFICIAL for words in entry["official"]), entry
        assert not any(re.search(r"[？?。！!；;\n]", words) for words in entry["lay"]), entry


def test_no_entry_holds_a_document_number_or_title(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        for words in (*entry["lay"], *entry["official"]):
            assert not re.search(r"[《》〔〕]|第[一二三四五六七八九十百\d]+条", words), entry


PROVINCES = [
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
]


def test_no_entry_names_a_place(entries: list[dict[str, Any]], assistant: Assistant) -> None:
    held = [name for name in assistant.library(PUBLIC).regions if len(name) > 2]
    for entry in entries:
        for words in (*entry["lay"], *entry["official"]):
            assert not any(place in words for place in (*PROVINCES, *held)), entry


def test_subjects_stand_once(content: Any) -> None:
    counts = Counter(group["subject"] for group in content["groups"])
    assert [subject for subject, count in counts.items() if count > 1] == []


def test_the_shipped_data_load() -> None:
    thesaurus = load_thesaurus()
    assert thesaurus is load_thesaurus()
    assert len(thesaurus) > 1000


@pytest.mark.parametrize(
    ("lay", "official"),
    [
        ("两口子分居", "夫妻两地分居"),
        ("学校撤并", "布局调整"),
        ("烤火费", "取暖补贴"),
        ("绩效", "绩效工资"),
        ("涨工资", "工资调整"),
    ],
)
def test_everyday_words_lead_to_official_ones(lay: str, official: str) -> None:
    found = load_thesaurus().find(f"请问{lay}怎么办")
    words = [word for expansion in found for word, _ in expansion.official]
    assert any(official in word or word in official for word in words), words


SMALL = build_thesaurus(
    [
        {"entries": [{"lay": ["住校", "住校生"], "official": ["寄宿", "寄宿生"]}]},
        {"entries": [{"lay": ["住校"], "official": ["学生宿舍", "寄宿"], "weak": True}]},
    ]
)


def test_the_longest_entry_is_taken_at_each_place() -> None:
    (found,) = SMALL.find("我家住校生")
    assert (found.words, found.start, found.end) == ("住校生", 2, 5)


def test_every_place_is_found() -> None:
    assert [e.start for e in SMALL.find("住校和住校")] == [0, 3]


def test_the_strongest_weight_counts_and_goes_first() -> None:
    (found,) = SMALL.find("住校")
    assert dict(found.official) == {
        "寄宿": STRONG_WEIGHT,
        "寄宿生": STRONG_WEIGHT,
        "学生宿舍": WEAK_WEIGHT,
    }
    weights = [weight for _, weight in found.official]
    assert weights == sorted(weights, reverse=True)


def test_official_words_lead_weakly_to_each_other_and_never_to_themselves() -> None:
    (found,) = SMALL.find("寄宿生")
    assert dict(found.official) == {"寄宿": WEAK_WEIGHT}


@given(st.text(alphabet="住校生寄宿学舍和，a", max_size=30))
def test_expansions_are_in_order_and_stand_in_the_text(text: str) -> None:
    found = SMALL.find(text)
    for expansion in found:
        assert text[expansion.start : expansion.end] == expansion.words
        assert all(0 < weight < 1 for _, weight in expansion.official)
    for one, other in itertools.pairwise(found):
        assert one.end <= other.start


def test_an_empty_thesaurus_finds_nothing() -> None:
    assert Thesaurus({}).find("住校") == ()
    assert len(Thesaurus({})) == 0


@pytest.mark.parametrize(
    "groups",
    [[{}], [{"entries": [{"lay": ["甲乙"]}]}], [{"entries": ["甲乙"]}], [None], [{"entries": 3}]],
)
def test_data_of_another_form_are_an_error(groups: list[Any]) -> None:
    with pytest.raises(ThesaurusError):
        build_thesaurus(groups)
