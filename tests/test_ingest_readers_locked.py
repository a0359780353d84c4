"""Files with a password, written by the software that people use.

`data/locked` holds one sentence of a made-up policy: docx, xlsx, doc, xls and odt saved by
LibreOffice 7.4 with a password, `locked.zip` by Info-ZIP and `aes.zip` by pyzipper (AES).
"""

from pathlib import Path

import pytest

from ingest.load import parse_files
from ingest.model import UnreadableFileError
from ingest.readers import office

LOCKED = Path(__file__).parent / "data" / "locked"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("locked.docx", "加密的 Office 文件"),
        ("locked.xlsx", "加密的 Office 文件"),
        ("locked.doc", "加密的旧版 Word 或 WPS 文档"),
        ("locked.xls", "加密的 Excel 表格"),
        ("locked.odt", "加密的OpenDocument 文本"),
    ],
)
def test_a_locked_document_says_what_it_is_and_what_to_do(
    name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # People are not sent to install LibreOffice for what it could not open either.
    monkeypatch.setattr(office, "find_program", lambda: None)
    (found,) = parse_files((LOCKED / name).read_bytes(), name)
    assert isinstance(found, UnreadableFileError)
    assert kind in found.message_zh
    assert "去掉密码" in found.message_zh


@pytest.mark.parametrize("name", ["locked.zip", "aes.zip"])
def test_a_locked_archive_says_so_for_each_of_its_files(name: str) -> None:
    (found,) = parse_files((LOCKED / name).read_bytes(), name)
    assert isinstance(found, UnreadableFileError)
    assert found.message_zh == f"《{name}›办法.txt》在有密码的压缩包里，请输入密码解压后再导入。"


def test_bytes_that_are_no_more_than_a_compound_file_say_what_to_do() -> None:
    content = (LOCKED / "locked.xls").read_bytes()[:512]
    (found,) = parse_files(content, "文件.wps")
    assert isinstance(found, UnreadableFileError)
    assert "请另存为" in found.message_zh
