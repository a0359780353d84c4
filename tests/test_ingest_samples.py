import re
import runpy
import zipfile
from pathlib import Path

import pytest

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
