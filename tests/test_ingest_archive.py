import io
import zipfile

import pytest

from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.load import parse_files
from ingest.model import EmptyFileError, IngestError, ParsedFile, UnreadableFileError

TEXT = "云岭县教育提升办法\n一、强化领导。压实责任。\n二、增加投入。每校补助5万元。\n".encode()


def pack(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return stream.getvalue()


def parse(
    content: bytes, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[ParsedFile], list[IngestError]]:
    found = list(parse_files(content, "归档.zip", limits))
    read = [one for one in found if isinstance(one, ParsedFile)]
    return read, [one for one in found if isinstance(one, IngestError)]


def test_each_file_is_read_under_its_own_name_and_failures_stop_nothing() -> None:
    read, failed = parse(
        pack(("一季度/通知.txt", TEXT), ("空.txt", b" "), ("__MACOSX/通知.txt", b"x"),
             ("办法.html", b"<html><body><p>" + TEXT + b"</p></body></html>"), ("目录/", b""))
    )  # fmt: skip
    assert [one.file_name for one in read] == ["归档.zip›一季度›通知.txt", "归档.zip›办法.html"]
    assert [one.format for one in read] == ["txt", "html"]
    assert len(failed) == 1
    assert isinstance(failed[0], EmptyFileError)
    assert "空.txt" in failed[0].message_zh


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd", "归档.zip›etc›passwd"),
        ("/etc/passwd", "归档.zip›etc›passwd"),
        ("C:\\windows\\a.txt", "归档.zip›windows›a.txt"),
        ("a/./b/\u202e.txt", "归档.zip›a›b›.txt"),
    ],
)
def test_a_name_is_a_label_and_never_a_path(name: str, label: str) -> None:
    (read,), failed = parse(pack((name, TEXT)))
    assert (read.file_name, failed) == (label, [])


def test_names_in_gbk_are_read() -> None:
    raw = "通知.txt".encode("gbk")
    content = pack(("x" * len(raw), TEXT)).replace(b"x" * len(raw), raw)
    (read,), _ = parse(content)
    assert read.file_name == "归档.zip›通知.txt"


def test_two_files_of_one_name_are_kept_apart() -> None:
    read, _ = parse(pack(("a/通知.txt", TEXT), ("a\\通知.txt", TEXT)))
    assert len({one.file_name for one in read}) == 2


def test_an_archive_within_an_archive_is_refused() -> None:
    read, (failed,) = parse(pack(("内.zip", pack(("通知.txt", TEXT))), ("通知.txt", TEXT)))
    assert len(read) == 1
    assert "压缩包里的压缩包" in failed.message_zh


def test_what_unpacks_to_too_much_is_refused() -> None:
    bomb = pack(("通知.txt", TEXT), ("炸弹.txt", b"\0" * (16 * 2**20)))
    read, (failed,) = parse(bomb)
    assert len(read) == 1
    assert "解压后过大" in failed.message_zh
    two = pack(("一.txt", TEXT), ("二.txt", TEXT))
    assert len(parse(two, Limits(unpacked_bytes=100))[1]) == 2
    assert len(parse(two, Limits(unpacked_bytes=150))[1]) == 1
    assert len(parse(two, Limits(file_bytes=100))[1]) == 2
    read, (failed,) = parse(two, Limits(archive_files=1))
    assert read == []
    assert "一次最多 1 个" in failed.message_zh


def test_a_damaged_archive_says_so() -> None:
    content = pack(("通知.txt", TEXT * 50))
    for damaged in (content[: len(content) // 2], content[:60] + b"\xff" * 40 + content[100:]):
        read, (failed,) = parse(damaged)
        assert read == []
        assert isinstance(failed, UnreadableFileError)


def test_an_empty_archive_is_empty() -> None:
    (failed,) = parse(pack(("目录/", b"")))[1]
    assert isinstance(failed, EmptyFileError)
