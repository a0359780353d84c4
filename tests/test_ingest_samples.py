import re
import runpy
import zipfile
from pathlib import Path

import pytest

from ingest.load import load_file
from ingest.model import ClauseKind, ParsedFile

PARTS = ("word/document.xml", "word/numbering.xml")
TEXT_FILES = (
    "yunlan_01_songtang_ten_measures.txt",
    "yunlan_02_lixi_twelve_measures_draft.txt",
    "yunlan_03_chengyan_three_year_plan.txt",
    "yunlan_04_prefecture_action_plan.txt",
    "yunlan_05_boarder_aid_notice_2019.txt",
    "yunlan_06_boarder_aid_notice_2024.txt",
    "yunlan_07_rural_teacher_subsidy_method.txt",
)
WORD_FILE = "yunlan_08_songtang_digital_plan.docx"


def read_sample(samples: Path, name: str) -> str:
    return (samples / name).read_text(encoding="utf-8")


def read_part(path: Path, part: str) -> str:
    with zipfile.ZipFile(path) as packed:
        return packed.read(part).decode("utf-8")


def read_paragraphs(path: Path) -> list[str]:
    paragraphs = re.findall(r"<w:p[ >].*?</w:p>", read_part(path, PARTS[0]), flags=re.DOTALL)
    return ["".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", p)) for p in paragraphs]


def test_there_are_eight_samples_and_a_readme_that_calls_them_fictional(samples: Path) -> None:
    names = sorted(path.name for path in samples.glob("yunlan_*"))
    assert names == [*TEXT_FILES, WORD_FILE]
    readme = read_sample(samples, "README.md")
    assert "虚构" in readme
    assert all(name in readme for name in names)


@pytest.mark.parametrize("name", TEXT_FILES)
def test_text_samples_have_the_length_of_real_ones_and_plain_line_ends(
    samples: Path, name: str
) -> None:
    raw = (samples / name).read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert 1_500 <= len(raw.decode("utf-8")) <= 6_000


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (TEXT_FILES[0], "松办发〔2024〕18号"),
        (TEXT_FILES[0], "班主任津贴标准提高到每月不低于500元"),
        (TEXT_FILES[1], "（征求意见稿）"),
        (TEXT_FILES[1], "适当提高班主任津贴"),
        (TEXT_FILES[2], "《云岚州乡村教师岗位补助办法》“第三章 补助标准”"),
        (TEXT_FILES[2], "\n关爱特殊群体\n"),
        (TEXT_FILES[2], "（牵头领导：柏知秋；牵头部门：人事股）"),
        (TEXT_FILES[3], "本方案自2025年3月1日起施行，有效期五年。"),
        (TEXT_FILES[4], "一、补助对象和标准 （一）补助对象。"),
        (TEXT_FILES[5], "（云岚财教〔2019〕7号）同时废止。"),
        (TEXT_FILES[6], "符合本办法第六条规定情形"),
    ],
)
def test_each_trap_stands_in_its_sample(samples: Path, name: str, words: str) -> None:
    assert words in read_sample(samples, name)


def test_the_plans_numbers_run_on_across_its_sections(samples: Path) -> None:
    text = read_sample(samples, TEXT_FILES[2])
    assert re.findall(r"^(\d+)\.", text, flags=re.MULTILINE) == [str(n) for n in range(1, 15)]
    assert "（四）" not in text.split("二、主要任务")[1].split("三、实施步骤")[0]


def test_the_methods_articles_are_complete(samples: Path) -> None:
    text = read_sample(samples, TEXT_FILES[6])
    assert len(re.findall(r"^第[一二三四五六七八九十]+条　", text, flags=re.MULTILINE)) == 22
    assert len(re.findall(r"^第[一二三四五六]章　", text, flags=re.MULTILINE)) == 6


def test_the_annex_list_names_an_annex_whose_text_is_missing(samples: Path) -> None:
    text = read_sample(samples, TEXT_FILES[3])
    assert "3.云岚州义务教育优质均衡发展主要指标分解表" in text
    assert re.findall(r"^附件\d$", text, flags=re.MULTILINE) == ["附件1", "附件2"]


def test_the_word_sample_is_what_its_script_writes(samples: Path, tmp_path: Path) -> None:
    script = runpy.run_path(str(Path(__file__).with_name("sample_docx.py")))
    written = tmp_path / WORD_FILE
    script["write_digital_plan"](written)
    for part in PARTS:
        assert read_part(written, part) == read_part(samples / WORD_FILE, part)


def test_the_word_samples_numbers_are_automatic(samples: Path) -> None:
    paragraphs = read_paragraphs(samples / WORD_FILE)
    assert "工作目标" in paragraphs
    assert not any(re.match(r"[一二三四]、|（[一二三四]）|\d\.", line) for line in paragraphs)
    assert read_part(samples / WORD_FILE, PARTS[0]).count("<w:numPr>") == 18


@pytest.fixture(scope="module")
def parsed(samples: Path) -> dict[str, ParsedFile]:
    return {name: load_file(samples / name) for name in (*TEXT_FILES, WORD_FILE)}


def find_paths(file: ParsedFile) -> list[str]:
    return [str(clause.ref) for document in file.documents for clause in document.clauses]


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        (TEXT_FILES[0], list("一二三四五六七八九十")),
        (TEXT_FILES[1], [*"一二三四五六七八九十", "十一", "十二"]),
        (
            TEXT_FILES[2],
            [
                *("一", "二", "二 › （一）"),
                *(f"二 › （一） › {n}" for n in (1, 2, 3)),
                *("二 › （二）", *(f"二 › （二） › {n}" for n in (4, 5, 6, 7))),
                *("二 › （三）", *(f"二 › （三） › {n}" for n in (8, 9, 10, 11))),
                *("二 › （四）", *(f"二 › （四） › {n}" for n in (12, 13, 14))),
                *("三", *(f"三 › （{n}）" for n in "一二三")),
                *("四", *(f"四 › （{n}）" for n in "一二三")),
            ],
        ),
        (
            TEXT_FILES[4],
            [
                *("一", *(f"一 › （{n}）" for n in "一二三四")),
                *("二", *(f"二 › {n}" for n in (1, 2, 3, 4))),
                *("三", *(f"三 › （{n}）" for n in "一二三四"), "四"),
                *("五", *(f"五 › {n}" for n in (1, 2, 3, 4))),
                *("六", *(f"六 › （{n}）" for n in "一二三四"), "七"),
            ],
        ),
    ],
)
def test_the_samples_are_read_with_the_paths_that_a_person_sees(
    parsed: dict[str, ParsedFile], name: str, paths: list[str]
) -> None:
    assert find_paths(parsed[name]) == paths


def test_the_section_that_lost_its_number_is_marked_as_inferred(
    parsed: dict[str, ParsedFile],
) -> None:
    clauses = parsed[TEXT_FILES[2]].documents[0].clauses
    assert [str(c.ref) for c in clauses if c.inferred] == ["二 › （四）"]


def test_annexes_are_documents_and_the_annex_list_is_no_clause_text(
    parsed: dict[str, ParsedFile],
) -> None:
    file = parsed[TEXT_FILES[3]]
    assert [document.part for document in file.documents] == [None, "附件1", "附件2"]
    listed = [c for c in file.documents[0].clauses if c.kind is ClauseKind.ANNEX_LIST_ITEM]
    assert [str(clause.ref) for clause in listed] == ["附件 › 1", "附件 › 2", "附件 › 3"]
    assert "附件1 › 二 › （三）" in find_paths(file)


def test_automatic_numbers_of_the_word_sample_become_paths(
    parsed: dict[str, ParsedFile],
) -> None:
    paths = find_paths(parsed[WORD_FILE])
    assert {"二 › （三） › 2", "四 › （三）"} <= set(paths)
    assert "牵头单位：计划财务股" in parsed[WORD_FILE].text


@pytest.mark.parametrize("name", [*TEXT_FILES, WORD_FILE])
def test_no_character_of_a_sample_is_lost(parsed: dict[str, ParsedFile], name: str) -> None:
    file = parsed[name]
    kept = bytearray(len(file.text))
    for document in file.documents:
        for span in [c.span for c in document.clauses] + [lead.span for lead in document.leads]:
            kept[span.start : span.end] = b"\1" * len(span)
    for left in file.left_out:
        kept[left.span.start : left.span.end] = b"\1" * len(left.span)
    lost = "".join(c for c, seen in zip(file.text, kept, strict=True) if not seen)
    assert not lost.strip()
