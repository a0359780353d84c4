"""Text files as they come: without a mark, wrongly declared, damaged, in two encodings."""

import random

import pytest

from ingest.load import parse_content
from ingest.model import UnreadableFileError
from ingest.readers.registry import read_content
from ingest.report import make_report

TEXT = (
    "云岭县乡村教师补助办法\n第一条　为稳定乡村教师队伍，根据国家和省有关规定，制定本办法。\n"
    "第二条　补助标准为每人每月500元。\n第三条　本办法自2026年1月1日起施行。\n"
)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [TEXT, "云岭县教育局负责解释。"])
def test_utf_16_without_a_mark_is_known(text: str, encoding: str) -> None:
    assert read_content(text.encode(encoding), "a.txt").text == text


def test_characters_of_four_bytes_are_read() -> None:
    text = TEXT + "第四条　䶮村小学由㙦𠮷镇管理。\n"
    assert read_content(text.encode("gb18030"), "a.txt").text == text
    assert read_content(("charset=gb2312\n" + text).encode("gb18030"), "a.txt").text.endswith(text)


def test_a_file_with_broken_bytes_is_kept_and_the_places_are_told() -> None:
    content = bytearray(TEXT.encode())
    for word in ("国家", "每人"):
        content[content.index(word.encode()) + 1] = 0xFF
    parsed = parse_content(bytes(content), "a.txt")
    assert "第二条" in parsed.text
    assert "鍥" not in parsed.text
    assert "有 6 处字节损坏，读不出原字，以“\ufffd”标出" in parsed.notes
    (document,) = make_report(parsed).documents
    assert len(document.illegible) == 2


@pytest.mark.parametrize("cut", [1, 2, 4, 5])
def test_a_file_cut_within_a_character_is_kept(cut: int) -> None:
    source = read_content(TEXT.strip().encode()[:-cut], "a.txt")
    assert source.text.startswith(TEXT[:-8])
    assert source.text.endswith("\ufffd")


@pytest.mark.parametrize("chance", range(4))
def test_lines_in_two_encodings_are_each_read_in_theirs(chance: int) -> None:
    choose = random.Random(chance)
    lines = TEXT.splitlines(keepends=True)
    codes = ["utf-8", "gb18030", *choose.choices(["utf-8", "gb18030"], k=len(lines) - 2)]
    content = b"".join(line.encode(code) for line, code in zip(lines, codes, strict=True))
    source = read_content(content, "a.txt")
    assert source.text == TEXT
    assert source.notes == ("文件里混有两种编码（UTF-8 和 GB18030），已逐行分别识别",)


def test_damage_in_gb18030_costs_its_line_at_most() -> None:
    content = bytearray(TEXT.encode("gb18030"))
    content[content.index("国家".encode("gb18030")) + 1] = 0xFF
    lines = read_content(bytes(content), "a.txt").text.splitlines()
    assert [lines[0], *lines[2:]] == [TEXT.splitlines()[0], *TEXT.splitlines()[2:]]
    assert "\ufffd" in lines[1]


def test_noise_is_no_text() -> None:
    noise = random.Random(3).randbytes(4000).replace(b"\0", b"\x01")
    with pytest.raises(UnreadableFileError, match="no known encoding"):
        read_content(b"~" + noise, "a.txt")


def test_characters_without_width_tear_no_number_apart() -> None:
    parsed = parse_content(TEXT.replace("第二条", "第\u200b二\ufeff条").encode(), "a.txt")
    assert parsed.text == TEXT
    assert "零宽字符 2 个未收入（看不见，不影响文字）" in parsed.notes
    assert len(parsed.documents[0].clauses) == 3


def test_traditional_chinese_in_big5_is_known_without_a_declaration() -> None:
    text = "雲嶺縣鄉村教師補助辦法\n第一條　為穩定鄉村教師隊伍，根據有關規定，制定本辦法。\n"
    assert read_content(text.encode("big5"), "a.txt").text == text
