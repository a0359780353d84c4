"""Which reader takes a file, chosen by its first bytes and never by its name."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.limits import DEFAULT_LIMITS, MEBIBYTE, Limits
from ingest.model import EmptyFileError, IngestError, UnreadableFileError
from ingest.readers import (
    docx,
    html,
    mail,
    markdown,
    ocr,
    ofd,
    office,
    pdf,
    plain,
    table_text,
    xls,
    xlsx,
)
from ingest.readers.source import SourceText
from ingest.readers.torn_lines import mend_breaks

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "请另存为 docx 或 txt 后再导入"
_SAVE_AS_XLSX = "请另存为 xlsx 后再导入"
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_PAGE_MARK = re.compile(
    r"[=\-—_*#\s·.]*(?:(?:page|p|第)?\s*\d{1,5}\s*(?:页|/\s*\d{1,5}|of\s*\d{1,5})?"
    r"|共\s*\d{1,5}\s*页)?[=\-—_*#\s·.]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file; `read` is None where it is recognised but cannot be read yet."""

    name: str
    name_zh: str
    read: Callable[[bytes, str, Limits], SourceText] | None
    advice_zh: str = _SAVE_AS


_SIGNATURES: tuple[tuple[bytes, Format], ...] = (
    (b"%PDF-", Format("pdf", "PDF 文件", pdf.read)),
    (b"{\\rtf", Format("rtf", "RTF 文件", office.read_rtf)),
    (b"\x89PNG", Format("image", "图片", ocr.read_image)),
    (b"\xff\xd8\xff", Format("image", "图片", ocr.read_image)),
    (b"GIF8", Format("image", "图片", ocr.read_image)),
    (b"BM", Format("image", "图片", ocr.read_image)),
    (b"II*\0", Format("image", "图片", ocr.read_image)),
    (b"MM\0*", Format("image", "图片", ocr.read_image)),
    (b"Rar!", Format("rar", "RAR 压缩包", None, "请解压后导入其中的文件")),
    (b"7z\xbc\xaf", Format("7z", "7z 压缩包", None, "请解压后导入其中的文件")),
    (b"\x1f\x8b", Format("gz", "GZ 压缩包", None, "请解压后导入其中的文件")),
)
_ZIP_MEMBERS: tuple[tuple[str, Format], ...] = (
    ("word/document.xml", Format("docx", "Word 文档", docx.read)),
    ("xl/workbook.xml", Format("xlsx", "Excel 表格", xlsx.read)),
    ("ppt/presentation.xml", Format("pptx", "演示文稿", None)),
    ("OFD.xml", Format("ofd", "OFD 版式文件", ofd.read)),
)
_COMPOUND_STREAMS: tuple[tuple[str, Format], ...] = (
    ("EncryptedPackage", Format("encrypted", "加密的 Office 文件", None, "请去掉密码后再导入")),
    ("WordDocument", Format("doc", "旧版 Word 或 WPS 文档（doc）", office.read_doc)),
    ("Workbook", Format("xls", "旧版 Excel 表格（xls）", xls.read)),
    ("PowerPoint Document", Format("ppt", "旧版演示文稿（ppt）", None)),
)
_OPEN_DOCUMENTS: tuple[tuple[bytes, Format], ...] = (
    (b"opendocument.text", Format("odt", "OpenDocument 文本", office.read_odt)),
    (b"opendocument.spreadsheet", Format("ods", "OpenDocument 表格", None, _SAVE_AS_XLSX)),
    (b"opendocument.presentation", Format("odp", "OpenDocument 演示文稿", None)),
)
_HTML = Format("html", "网页（HTML）文件", html.read)
_MAIL = Format("mht", "单个文件的网页（MHT）", mail.read)
_XML = Format(
    "xml", "XML 文件（如 Word 2003 XML、标文通 UOF）", None, "请用原软件打开后另存为 docx"
)
_MARKDOWN = Format("md", "Markdown 文件", markdown.read)
_CSV = Format("csv", "文本表格（CSV）", table_text.read)
_PLAIN = Format("txt", "文本文件", plain.read)
_ZIP = Format("zip", "ZIP 压缩包", None, "请解压后导入其中的文件")
_COMPOUND = Format("ole", "旧版 Office 文件", None)


def load_content(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The file's bytes; raises UnreadableFileError where they cannot be had."""
    name = path.name
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise UnreadableFileError(
                f"reading {name!r}: {size} bytes, expected at most {limits.file_bytes}",
                message_zh=f"《{name}》太大（{size / MEBIBYTE:.1f} MB），上限为 "
                f"{limits.file_bytes / MEBIBYTE:.1f} MB，请拆分后再导入。",
            )
        return path.read_bytes()
    except OSError as error:
        reason = "文件不存在" if isinstance(error, FileNotFoundError) else "没有读取权限或读取出错"
        raise UnreadableFileError(
            f"reading {name!r}: {error.strerror}; expected a readable file",
            message_zh=f"《{name}》无法读取：{reason}，请检查路径和权限。",
        ) from error


def read_content(content: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> SourceText:
    """The text of a file held in memory; `name` is for messages only."""
    if not content.strip(b"\0 \t\r\n"):
        raise _empty(name, "文件是空的")
    form = find_format(content)
    if form.read is None:
        raise UnreadableFileError(
            f"reading {name!r}: found {form.name}, expected text or docx",
            message_zh=f"《{name}》是{form.name_zh}，目前还不能直接读取，{form.advice_zh}。",
        )
    try:
        source = form.read(content, name, limits)
    except IngestError:
        raise
    except (KeyError, ValueError, zipfile.BadZipFile, EOFError, OSError, RuntimeError) as error:
        raise UnreadableFileError(
            f"reading {name!r} as {form.name}: {error!r}; expected a whole, unencrypted file",
            message_zh=f"《{name}》是{form.name_zh}，但已损坏或加密，请用原软件打开后重新另存。",
        ) from error
    source = mend_breaks(_drop_zero_width(source))
    if len(source.text) > limits.characters:
        raise UnreadableFileError(
            f"reading {name!r}: {len(source.text)} characters, expected at most "
            f"{limits.characters}",
            message_zh=f"《{name}》有 {len(source.text)} 字，上限为 {limits.characters} 字，"
            "请拆分后再导入。",
        )
    if not _holds_words(source.text):
        raise _empty(name, "没有读到任何正文文字（可能是扫描图片，或提取时只留下了页码）")
    return source


def find_format(content: bytes) -> Format:
    """The kind of file that these bytes are; text where nothing else fits.

    >>> find_format("一、总则".encode()).name
    'txt'
    """
    for signature, form in _SIGNATURES:
        if content.startswith(signature) and not (signature == b"BM" and b"\0" not in content[:32]):
            return form
    if content.startswith(b"PK\x03\x04"):
        return _find_zip_format(content)
    if content.startswith(_COMPOUND_FILE):
        for stream, form in _COMPOUND_STREAMS:
            if stream.encode("utf-16-le") in content:
                return form
        return _COMPOUND
    if html.looks_like_page(content):
        return _HTML
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return _XML
    if mail.looks_like_mail(content):
        return _MAIL
    if markdown.looks_like_markdown(content):
        return _MARKDOWN
    return _CSV if table_text.looks_like_table(content) else _PLAIN


def _find_zip_format(content: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = frozenset(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        if b"word/document.xml" in content:
            return Format("docx", "Word 文档", None, "但已损坏，请用 Word 打开修复后重新另存")
        return Format("zip", "损坏的压缩文件", None, "请检查文件是否下载完整")
    for member, form in _ZIP_MEMBERS:
        if member in names:
            return form
    if "content.xml" in names:
        # The file's kind stands in its first member, which is never packed.
        for kind, form in _OPEN_DOCUMENTS:
            if kind in content[:128]:
                return form
        return Format("odf", "OpenDocument 文件", None)
    return _ZIP


def _drop_zero_width(source: SourceText) -> SourceText:
    """The text without characters that have no width: 第\u200b一条 is a clause to every reader.

    Texts with pages come from readers that leave them out themselves.
    """
    count = len(_ZERO_WIDTH.findall(source.text))
    if not count or source.page_starts or source.left_out:
        return source
    note = f"零宽字符 {count} 个未收入（看不见，不影响文字）"
    return replace(source, text=_ZERO_WIDTH.sub("", source.text), notes=(*source.notes, note))


def _holds_words(text: str) -> bool:
    for line in map(str.strip, text.splitlines()):
        # A page mark is short; the limit also keeps the pattern's cost constant.
        is_mark = len(line) <= 60 and _PAGE_MARK.fullmatch(line) is not None
        if not is_mark and any(map(str.isalnum, line)):
            return True
    return False


def _empty(name: str, reason: str) -> EmptyFileError:
    return EmptyFileError(
        f"reading {name!r}: no words found; expected policy text",
        message_zh=f"《{name}》{reason}，请检查原文件后重新导入。",
    )
