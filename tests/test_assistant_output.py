import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language_model.output import OutputReader, Written

ONE = {"text": "每月补助300元", "keys": ["K7Q3"], "quote": "每月补助300元"}
TWO = {"text": "任期“五年”{含}", "keys": ["M3P4"], "quote": '任期"五年"{含}'}
BOTH = (
    Written("每月补助300元", ("K7Q3",), ("每月补助300元",)),
    Written("任期“五年”{含}", ("M3P4",), ('任期"五年"{含}',)),
)
JSON = json.dumps({"statements": [ONE, TWO]}, ensure_ascii=False)


def read(text: str, size: int = 5) -> tuple[tuple[Written, ...], OutputReader]:
    reader = OutputReader()
    found: list[Written] = []
    for start in range(0, len(text), size):
        found += reader.feed(text[start : start + size])
    return tuple(found) + tuple(reader.finish()), reader


@pytest.mark.parametrize(
    "text",
    [
        JSON,
        f"```json\n{JSON}\n```",
        f"好的，结果如下：\n{JSON}\n以上。",
        f'<think>{{"text": "甲", "keys": ["K7Q3"]}}</think>{JSON}',
        json.dumps([ONE, TWO]),
        f"{json.dumps(ONE)}\n{json.dumps(TWO)}",
        json.dumps({"statements": [ONE, TWO]}, indent=2),
        JSON.replace("300元", "300元[K7Q3]", 1),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_statements_are_found_in_whatever_json_models_write(text: str, size: int) -> None:
    found, reader = read(text, size)
    assert found == BOTH
    assert not reader.unfinished
    assert reader.malformed == 0


def test_a_statement_comes_as_soon_as_its_object_closes() -> None:
    reader = OutputReader()
    end = JSON.index("}") + 1
    assert list(reader.feed(JSON[: end - 1])) == []
    assert list(reader.feed(JSON[end - 1 : end])) == [BOTH[0]]


def test_output_that_breaks_off_keeps_what_was_whole_and_says_so() -> None:
    found, reader = read(JSON[:-12])
    assert found == BOTH[:1]
    assert reader.unfinished


@pytest.mark.parametrize(
    "text",
    [
        '每月补助300元 [K7Q3]「每月补助300元」\n\n- 任期“五年”{含} 【M3P4】「任期"五年"{含}」',
        '1. 每月补助300元[K7Q3]“每月补助300元”\n2、任期“五年”{含}（M3P4）「任期"五年"{含}」',
    ],
)
def test_lines_with_keys_are_read_where_there_is_no_json(text: str) -> None:
    assert read(text)[0] == BOTH


def test_several_keys_stay_together() -> None:
    found, _ = read("甲乙丙丁 [K7Q3，M3P4]「甲乙」")
    assert found == (Written("甲乙丙丁", ("K7Q3", "M3P4"), ("甲乙",)),)


@pytest.mark.parametrize(
    "text", ["根据材料，每月补助300元。", "[K7Q3]「只有引文」", "（2024年）每月300元"]
)
def test_lines_without_a_key_or_words_are_counted_not_read(text: str) -> None:
    found, reader = read(text)
    assert found == ()
    assert reader.malformed == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"statements": [], "reason": "没有写"}', "没有写"),
        ('{"statements": []}', ""),
        ("无答案：没有写", "没有写"),
    ],
)
def test_a_refusal_is_told_from_an_unreadable_answer(text: str, reason: str) -> None:
    found, reader = read(text)
    assert found == ()
    assert reader.reason == reason


@pytest.mark.parametrize("text", ["", " \n ", "<think>想不出来", "<think>好</think>\n"])
def test_thoughts_alone_are_nothing(text: str) -> None:
    found, reader = read(text)
    assert found == ()
    assert reader.empty


def test_bare_quotation_marks_in_a_string_do_not_lose_the_statement() -> None:
    text = '{"statements": [{"text": "办"好"学校", "keys": ["K7Q3"], "quote": "办"好"学校"}]}'
    assert read(text)[0] == (Written('办"好"学校', ("K7Q3",), ('办"好"学校',)),)


@pytest.mark.parametrize(
    "text", ["{" * 20_000, '{"a":' * 20_000, "[" * 20_000, '{"text": ' * 5_000, "}" * 1000]
)
def test_nesting_without_end_is_survived(text: str) -> None:
    assert read(text, 500)[0] == ()


@given(st.text(alphabet='{}[]"\\:,text keysquo甲K7Q3<think>/「」\n'), st.integers(1, 20))
def test_no_output_raises_and_pieces_do_not_matter(text: str, size: int) -> None:
    assert read(text, size)[0] == read(text, 10_000)[0]
