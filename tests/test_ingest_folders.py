from pathlib import Path

import pytest

from ingest.folders import find_reason, survey_paths
from ingest.follow import FolderFollower


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("通知.txt", None),
        ("通知.md", None),
        ("通知.docx", None),
        ("没有后缀", None),
        ("某某局.2024", None),
        ("扫描.PNG", None),
        ("资料.zip", None),
        ("未知.xyz", None),  # its content decides, and names it
        ("readme办法.md", None),
        ("README说明.docx", None),
        ("README.md", "软件说明"),
        ("README.zh-CN.md", "软件说明"),
        ("LICENSE", "软件说明"),
        ("Makefile", "软件说明"),
        ("__init__.py", "程序代码"),
        ("A.PY", "程序代码"),
        ("安装.exe", "程序"),
        ("会议录音.mp3", "音频或视频"),
        ("方正小标宋.ttf", "字体"),
        ("办法.docx.crdownload", "没有下载完的文件"),
    ],
)
def test_only_what_is_plainly_no_document_is_passed_over(name: str, reason: str | None) -> None:
    assert find_reason(name) == reason


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n一、总则。", "utf-8")


def test_a_folder_gives_documents_in_order_and_names_what_it_passes_over(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a.txt", "子/c.docx", ".git/d.txt", "~$a.docx", "Thumbs.db", "x.py")
    write(tmp_path, "node_modules/e.txt", "__pycache__/f.txt", "README.md")
    found = survey_paths([tmp_path, tmp_path / "x.py", tmp_path / "没有"])
    names = [path.relative_to(tmp_path).as_posix() for path in found.files]
    assert names == ["a.txt", "b.txt", "子/c.docx", "x.py"]  # what is named outright is taken
    assert [passed.path.name for passed in found.passed_over] == ["README.md", "x.py"]
    (error,) = found.errors
    assert "没有" in error.message_zh


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_a_change_is_told_once_and_only_when_it_has_settled(tmp_path: Path) -> None:
    follower = FolderFollower(tmp_path, settle_s=2.0)
    write(tmp_path, "甲.txt", "乙.txt")
    assert follower.look(0.0).changed == ()
    (tmp_path / "乙.txt").write_text("还在复制", "utf-8")
    assert names(follower.look(1.9).changed) == []
    assert names(follower.look(2.0).changed) == ["甲.txt"]
    assert names(follower.look(3.9).changed) == ["乙.txt"]
    assert names(follower.look(9.0).changed) == []
    (tmp_path / "甲.txt").write_text("改过了", "utf-8")
    assert names(follower.look(10.0).changed) == []
    assert names(follower.look(12.0).changed) == ["甲.txt"]
    (tmp_path / "甲.txt").unlink()
    assert names(follower.look(13.0).gone) == []
    assert names(follower.look(15.0).gone) == ["甲.txt"]
    assert names(follower.look(18.0).gone) == []
    assert names(follower.held()) == ["乙.txt"]


def test_a_file_that_is_away_for_a_moment_is_not_gone(tmp_path: Path) -> None:
    follower = FolderFollower(tmp_path, settle_s=2.0)
    write(tmp_path, "甲.txt", "乙.txt")
    follower.look(0.0)
    follower.look(2.0)
    (tmp_path / "甲.txt").rename(tmp_path / ".甲")
    assert follower.look(3.0).gone == ()
    (tmp_path / ".甲").rename(tmp_path / "甲.txt")
    change = follower.look(6.0)
    assert (change.changed, change.gone) == ((), ())


def test_files_that_are_gone_all_at_once_are_no_decision_to_remove_them(tmp_path: Path) -> None:
    folder = tmp_path / "盘"
    write(folder, "甲.txt", "乙.txt")
    follower = FolderFollower(folder, settle_s=1.0)
    follower.look(0.0)
    follower.look(1.0)
    folder.rename(tmp_path / "断开")
    lost = follower.look(2.0)
    assert lost.errors
    assert (lost.gone, lost.vanished) == ((), ())
    folder.mkdir()  # an empty mount point
    follower.look(3.0)
    assert names(follower.look(4.0).vanished) == ["乙.txt", "甲.txt"]
    assert follower.look(5.0).vanished == ()
    folder.rmdir()
    (tmp_path / "断开").rename(folder)
    assert follower.look(6.0).changed == ()
    assert follower.look(7.0) == follower.look(8.0)


def test_what_could_not_be_filed_is_told_again(tmp_path: Path) -> None:
    follower = FolderFollower(tmp_path, settle_s=0.0)
    write(tmp_path, "甲.txt", "乙.txt")
    first, second = follower.look(0.0).changed
    follower.put_back(first)
    assert follower.look(1.0).changed == (first,)
    second.unlink()
    first.unlink()
    write(tmp_path, "丙.txt")
    gone = follower.look(2.0).gone
    assert set(gone) == {first, second}
    follower.put_back(second)
    assert follower.look(3.0).gone == (second,)
