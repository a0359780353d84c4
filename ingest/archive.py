"""The files of a zip archive, each under a name that says where it came from."""

import contextlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.model import EmptyFileError, UnreadableFileError
from ingest.readers.registry import find_format
from ingest.readers.safe_xml import read_member

_UNSUSPECTED_BYTES = 4 * 2**20  # below, any ratio is harmless
SEPARATOR = "›"  # a name within an archive is a label, and holds no sign of a path
_ARCHIVES = frozenset({"zip", "rar", "7z", "gz"})
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive."""

    name: str  # 归档.zip›一季度›通知.docx
    content: bytes


def is_archive(content: bytes) -> bool:
    """Whether the file is a zip archive of other files, and no document kept as one."""
    return content.startswith(b"PK\x03\x04") and find_format(content).name == "zip"


def list_members(
    content: bytes, name: str, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Member | UnreadableFileError]:
    """Each file of the archive, or why it cannot be had; folders and systems' own files apart.

    Raises UnreadableFileError where the archive as a whole is damaged or past the limits, and
    EmptyFileError where it holds no files.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [info for info in archive.infolist() if _is_wanted(info)]
            if len(members) > limits.archive_files:
                raise _refuse(
                    name,
                    f"{len(members)} files, expected at most {limits.archive_files}",
                    f"里有 {len(members)} 个文件，一次最多 {limits.archive_files} 个，请拆分",
                )
            if not members:
                raise EmptyFileError(
                    f"reading {name!r}: an archive without files",
                    message_zh=f"《{name}》是空的压缩包，请检查原文件后重新导入。",
                )
            yield from _read_members(archive, members, name, limits)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _refuse(name, f"{error!r}; expected a whole zip archive",
                      "是压缩包，但已损坏，请检查文件是否下载完整") from error  # fmt: skip


def _read_members(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str, limits: Limits
) -> Iterator[Member | UnreadableFileError]:
    left = limits.unpacked_bytes
    used: dict[str, int] = {}
    for info in members:
        label = SEPARATOR.join([name, *_split_name(info)])
        used[label] = used.get(label, 0) + 1
        if used[label] > 1:
            label = f"{label}({used[label]})"
        if info.flag_bits & _ENCRYPTED:
            yield _refuse(label, "a member with a password",
                          "在有密码的压缩包里，请输入密码解压")  # fmt: skip
            continue
        try:
            packed = max(info.compress_size, 1)
            allowed = max(_UNSUSPECTED_BYTES, limits.unpacked_ratio * packed)
            # Members are read by entry, not by name: two may have the same.
            content = read_member(archive, info, min(limits.file_bytes, left, allowed), label)
        except UnreadableFileError as error:
            yield error
            continue
        except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError) as error:
            yield _refuse(label, repr(error), "在压缩包里已损坏，请重新打包")
            continue
        left -= len(content)
        if find_format(content).name in _ARCHIVES:
            yield _refuse(label, "an archive within an archive",
                          "是压缩包里的压缩包，请先解压")  # fmt: skip
            continue
        yield Member(label, content)


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    parts = info.filename.replace("\\", "/").split("/")
    is_own = parts[0] == "__MACOSX" or parts[-1].startswith((".", "~$"))
    is_folder = info.filename.endswith("/")  # `is_dir` fails on an empty name
    return not (is_folder or is_own or parts[-1].lower() in ("thumbs.db", "desktop.ini"))


def _split_name(info: zipfile.ZipInfo) -> list[str]:
    """The parts of the name in the archive, without anything that could lead elsewhere."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        # Chinese Windows packs names in GBK and says nothing of it; zipfile reads cp437.
        packed = name.encode("cp437", "replace")
        with contextlib.suppress(UnicodeDecodeError):
            name = packed.decode("gb18030")
        with contextlib.suppress(UnicodeDecodeError):
            # Some GBK names (通知) are valid UTF-8 too, but then of no Chinese.
            utf8 = packed.decode("utf-8")
            name = utf8 if any(char > "\u2e80" for char in utf8) else name
    parts = name.replace("\\", "/").replace(SEPARATOR, "/").split("/")
    shown = ("".join(char for char in part if char.isprintable()).strip() for part in parts)
    kept = [part[-120:] for part in shown if part.strip(". ") and not part.endswith(":")]
    return kept or ["无名文件"]


def _refuse(name: str, found: str, found_zh: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"reading {name!r}: {found}", message_zh=f"《{name}》{found_zh}后再导入。"
    )
