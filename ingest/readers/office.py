"""Files that LibreOffice turns into docx first: doc, wps, rtf, odt.

Our own reader takes the docx, so that automatic numbers and tables survive.
"""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

from ingest.limits import Limits
from ingest.model import UnreadableFileError
from ingest.readers import docx
from ingest.readers.safe_xml import read_member
from ingest.readers.source import SourceText

MAX_OUTPUT_BYTES = 256 * 2**20
# Where installers put it without adding it to the search path.
_USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
# Nothing in the file runs, and nothing that it links to is fetched.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
# The ending, what people call it, and LibreOffice's filter: without one it would read a damaged
# document as plain text and call that success.
_KINDS = {
    "doc": ("旧版 Word 或 WPS 文档（doc）", "MS Word 97"),
    "rtf": ("RTF 文档", "Rich Text Format"),
    "odt": ("OpenDocument 文本（odt）", "writer8"),
}
_WORD_STREAM, _LOCKED, _SECTOR = b"\xec\xa5", 0x01, 512
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = (
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Common/Save/Document", "EditProperty", "false"),
)


def find_program() -> str | None:
    """Where LibreOffice is; None where it is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    return next((place for place in _USUAL_PLACES if Path(place).is_file()), None)


def read_doc(content: bytes, name: str, limits: Limits) -> SourceText:
    """The text of a Word 97 or WPS document."""
    if _is_locked_doc(content):
        raise _locked(name, "doc")
    return _read(content, name, "doc", limits)


def read_rtf(content: bytes, name: str, limits: Limits) -> SourceText:
    """The text of an RTF document."""
    return _read(content, name, "rtf", limits)


def read_odt(content: bytes, name: str, limits: Limits) -> SourceText:
    """The text of an OpenDocument text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, contextlib.suppress(KeyError):
        manifest = read_member(archive, "META-INF/manifest.xml", limits.part_bytes, name)
        if b"encryption-data" in manifest:
            raise _locked(name, "odt")
    return _read(content, name, "odt", limits)


def _is_locked_doc(content: bytes) -> bool:
    """Whether a stream of the file begins as a Word document with a password does.

    [MS-DOC] 2.5.2: the sign of such a stream, and a bit in the flags of its first block.
    """
    place = content.find(_WORD_STREAM)
    while place >= 0:
        if place % _SECTOR == 0 and len(content) > place + 12:
            return bool(content[place + 11] & _LOCKED)
        place = content.find(_WORD_STREAM, place + 1)
    return False


def _locked(name: str, form: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"reading {name!r}: a {form} document with a password; expected an open one",
        message_zh=f"《{name}》是加密的{_KINDS[form][0]}，请用原软件打开、去掉密码后再导入。",
    )


def _read(content: bytes, name: str, form: str, limits: Limits) -> SourceText:
    made = convert(content, name, form, limits.office_seconds)
    return replace(docx.read(made, name, limits), format=form)


def convert(content: bytes, name: str, form: str, seconds: float) -> bytes:
    """The document as docx; raises UnreadableFileError where LibreOffice is missing or fails.

    `form` is doc, rtf or odt; `name` is for messages only. The program is stopped after
    `seconds`.
    """
    name_zh, import_filter = _KINDS[form]
    program = find_program()
    if program is None:
        raise UnreadableFileError(
            f"reading {name!r}: a {form} document; expected LibreOffice (soffice) to be installed",
            message_zh=f"《{name}》是{name_zh}，需要 LibreOffice 才能读取："
            "请安装 LibreOffice，或另存为 docx/PDF 后再导入。",
        )
    with tempfile.TemporaryDirectory(prefix="office-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        source = place / f"source.{form}"
        source.write_bytes(content)
        _write_profile(place / "profile")
        reason = _run(program, source, place, import_filter, seconds)
        made = place / "made" / "source.docx"
        size = made.stat().st_size if made.is_file() else 0
        if not 0 < size <= MAX_OUTPUT_BYTES:
            raise UnreadableFileError(
                f"reading {name!r}: LibreOffice made {size} bytes of docx ({reason!r}); "
                f"expected a whole, unencrypted {form} document",
                message_zh=f"《{name}》是{name_zh}，LibreOffice 打不开它（可能已损坏或加密），"
                "请用原软件打开、去掉密码后另存为 docx。",
            )
        return made.read_bytes()


def _write_profile(profile: Path) -> None:
    user = profile / "user"
    user.mkdir(parents=True)
    items = "\n".join(
        f'<item oor:path="{path}"><prop oor:name="{key}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, key, value in _SETTINGS
    )
    written = _PROFILE.format(items=items)
    (user / "registrymodifications.xcu").write_text(written, encoding="utf-8")


def _run(program: str, source: Path, place: Path, import_filter: str, seconds: float) -> str:
    """What LibreOffice said; it is stopped with all that it started when its time is over."""
    words = [
        program,
        f"-env:UserInstallation={(place / 'profile').as_uri()}",
        "--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
        f"--infilter={import_filter}",
        "--convert-to", "docx:MS Word 2007 XML",
        "--outdir", str(place / "made"),
        str(source),
    ]  # fmt: skip
    kept = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
    environment = {key: os.environ[key] for key in kept if key in os.environ}
    environment |= {"HOME": str(place), "TMPDIR": str(place), "LC_ALL": "C.UTF-8"}
    log = place / "said.txt"
    with log.open("wb") as said:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            cwd=place,
            env=environment,
            start_new_session=True,
        )
        with process:
            _limit_output(process)
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                return f"no end after {seconds:g} seconds"
            finally:
                _stop(process)
    return log.read_text("utf-8", "replace")[-300:].strip()


def _limit_output(process: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(ProcessLookupError):
            limits = (MAX_OUTPUT_BYTES, MAX_OUTPUT_BYTES)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limits)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the program and its helpers; they share a session of their own."""
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
