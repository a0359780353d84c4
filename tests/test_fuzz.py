"""The fuzz targets for a moment, the same way every time; `python -m tests.fuzz` goes on longer."""

import io
import random
import zipfile

import pytest

from ingest.load import parse_content, parse_files
from ingest.model import ParsedFile, UnreadableFileError
from tests.fuzz_targets import ROOT, SIGNS, TARGETS, Target, mutilate, run_text
from tests.test_ingest_archive import pack

ROUNDS = 12


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_whatever_becomes_of_a_file_it_is_read_whole_or_refused(target: Target) -> None:
    chance = random.Random(target.name)
    for seed in target.seeds():
        target.run(seed)
        for _ in range(ROUNDS):
            target.run(mutilate(seed, chance))


def test_signs_in_any_order_are_accounted_for() -> None:
    chance = random.Random(7)
    for _ in range(150):
        text = "".join(chance.choices(SIGNS, k=chance.randint(1, 120)))
        run_text(text.encode("utf-8"))


def test_a_zip_archive_of_an_unknown_version_is_called_damaged() -> None:
    whole = pack(("通知.txt", "一、总则".encode()))
    place = whole.index(b"PK\x01\x02") + 6  # the version that is needed to unpack
    (found,) = parse_files(whole[:place] + b"\x80\x00" + whole[place + 2 :], "归档.zip")
    assert isinstance(found, UnreadableFileError)
    assert "损坏" in found.message_zh


def test_an_old_excel_file_with_sectors_of_one_byte_is_called_damaged() -> None:
    content = bytearray((ROOT / "tests" / "data" / "duties.xls").read_bytes())
    content[30] = 0  # the sectors' size as a power of two
    with pytest.raises(UnreadableFileError) as caught:
        parse_content(bytes(content), "表.xls")
    assert "已损坏" in caught.value.message_zh


def test_a_file_without_a_name_in_an_archive_is_read() -> None:
    whole = pack(("n", "云岭县办法\n一、总则。".encode()))
    nameless = io.BytesIO()
    with zipfile.ZipFile(nameless, "w") as made:
        info = zipfile.ZipInfo("n")
        info.filename = ""
        made.writestr(info, "云岭县办法\n一、总则。")
    assert isinstance(next(parse_files(whole, "归档.zip")), ParsedFile)
    (found,) = parse_files(nameless.getvalue(), "归档.zip")
    assert isinstance(found, ParsedFile)
    assert found.file_name == "归档.zip›无名文件"
