"""Files below folders: which ones may be documents, and why the others are passed over.

The rule, for files found in a folder; a file that is named outright is always taken:

* hidden files (.…), Office's lock files (~$…), links and what operating systems leave behind
  (Thumbs.db, desktop.ini) are passed over without a word, and so are folders of tools
  (__pycache__, node_modules);
* program code, programs, sound, film, fonts and half-loaded downloads, told by their endings,
  and the README, LICENSE, CHANGELOG … of a software folder, told by their names, are passed
  over and named with the reason: they are plainly no policy documents, so that is no failure;
* everything else is taken, and its content decides what it is: an unknown kind of file is named
  as one that could not be read.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.model import IngestError, UnreadableFileError

_LEFT_BEHIND = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx"})
_TOOL_FOLDERS = frozenset({"__pycache__", "node_modules", "$recycle.bin"})
_ENDINGS = {
    "程序代码": ".py .pyi .ipynb .js .mjs .ts .jsx .tsx .vue .css .scss .java .kt .c .h .cc .cpp"
    " .hpp .cs .go .rs .rb .php .pl .sh .bash .bat .cmd .ps1 .sql .lua .swift .toml .ini .cfg",
    "程序": ".exe .msi .dll .so .dylib .pyc .pyo .o .a .class .jar .war .apk .deb .rpm .whl .iso",
    "音频或视频": ".mp3 .wav .flac .m4a .ogg .wma .mp4 .avi .mov .mkv .wmv .flv .webm",
    "字体": ".ttf .otf .ttc .woff .woff2",
    "没有下载完的文件": ".part .partial .crdownload .download .tmp .temp",
    "数据库": ".sqlite .sqlite3 .db .mdb .accdb .dbf",
}
_REASONS = {ending: reason for reason, endings in _ENDINGS.items() for ending in endings.split()}
_SOFTWARE_NAME = re.compile(
    r"(?:README|LICEN[CS]E|NOTICE|CHANGELOG|CONTRIBUTING|AUTHORS|INSTALL|Makefile|Dockerfile)"
    r"(?:[.\-_][\w-]{1,12})?(?:\.(?:md|rst|txt))?"
)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file that is plainly no policy document."""

    path: Path
    reason: str  # Chinese: 程序代码


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The files to read, in a fixed order, those passed over, and what could not be looked at."""

    files: tuple[Path, ...]
    passed_over: tuple[PassedOver, ...]
    errors: tuple[IngestError, ...]


def survey_paths(paths: Iterable[Path]) -> FoundFiles:
    """All files of these paths, folders searched to the bottom."""
    files: list[Path] = []
    passed_over: list[PassedOver] = []
    errors: list[IngestError] = []
    for path in paths:
        if not path.is_dir():
            if path.exists():
                files.append(path)
            else:
                errors.append(_missing(path))
            continue
        for found in _walk(path):
            if isinstance(found, IngestError):
                errors.append(found)
            elif (reason := find_reason(found.name)) is None:
                files.append(found)
            else:
                passed_over.append(PassedOver(found, reason))
    return FoundFiles(tuple(files), tuple(passed_over), tuple(errors))


def find_reason(name: str) -> str | None:
    """Why a file of this name is passed over, None where its content must decide.

    >>> find_reason("model.py"), find_reason("README.zh-CN.md"), find_reason("通知.md")
    ('程序代码', '软件说明', None)
    """
    if _SOFTWARE_NAME.fullmatch(name):
        return "软件说明"
    return _REASONS.get(Path(name).suffix.lower())


def _walk(folder: Path) -> Iterator[Path | IngestError]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield UnreadableFileError(
            f"listing the folder {str(folder)!r}: {error.strerror}; expected a readable folder",
            message_zh=f"文件夹“{folder}”打不开（{error.strerror}），请检查权限。",
        )
        return
    for entry in entries:
        name = entry.name.lower()
        if name.startswith((".", "~$")) or name in _LEFT_BEHIND or entry.is_symlink():
            continue
        if entry.is_dir():
            if name not in _TOOL_FOLDERS:
                yield from _walk(entry)
        elif entry.is_file():
            yield entry


def _missing(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        f"finding files: {str(path)!r} does not exist; expected a file or a folder",
        message_zh=f"找不到文件或文件夹：{path}，请检查路径。",
    )
