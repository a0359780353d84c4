"""Markdown files: the words without the marks, tables as rows, comments left out."""

import re
from collections.abc import Iterator, Sequence

from ingest.limits import Limits
from ingest.readers.html_lines import read_page
from ingest.readers.html_tables import TableCell, lay_out_table
from ingest.readers.plain import decode
from ingest.readers.source import SourceText

_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t　]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)$")
_BULLET = re.compile(r"([ \t]*)[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_QUOTE = re.compile(r"(?:[ \t]{0,3}>[ \t]?)+")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*$")
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?:[\w-]+[ \t]*:|#)")
_LINK = re.compile(r"(!?)\[([^\[\]\n]{0,500})\]\([^()\s]{0,2000}(?:\s+\"[^\"\n]{0,200}\")?\)")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]{1,2000})>")
# Exactly two or three stars: masked numbers (138****1234) have more.
_STRONG = re.compile(r"(?<![*\\])\*{2,3}(?=[^\s*])([^*\n]{1,2000})(?<=[^\s*])\*{2,3}(?!\*)")
_SLANTED = re.compile(
    r"(?<![0-9A-Za-z*\\])\*(?=[^\s*])([^*\n]{1,500})(?<=[^\s*])\*(?![0-9A-Za-z*])"
)
_STRUCK = re.compile(r"~~([^~\n]{1,1000})~~")
_CODE = re.compile(r"`([^`\n]{1,1000})`")
_TAG = re.compile(
    r"</?(?:p|div|span|font|b|i|u|strong|em|center|sup|sub|a|br|hr)(?:\s[^<>\n]{0,500})?/?>"
)
_HTML_TABLE = re.compile(r"<table\b(?:(?!<table\b).){0,200000}?</table>", re.I | re.S)
_BREAK = re.compile(r"<br\s{0,3}/?>")
_MARKS = re.compile(r"[\[<*~`\\]")  # none of the patterns above or below matches without one
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_SIGN = re.compile(
    r"^(?: {0,3}#{1,6}[ \t]+\S|\|.+\|[ \t]*$|<!--|[-*+] \S|```|\S.*\*\*\S)", re.MULTILINE
)


def looks_like_markdown(content: bytes) -> bool:
    """Whether text in these bytes has Markdown's headings, or several of its other marks.

    >>> looks_like_markdown("# 办法\\n\\n第一条 …".encode())
    True
    >>> looks_like_markdown("一、总则\\n#1".encode())
    False
    """
    text, _ = _drop_front_matter(content[: 64 * 1024].decode("utf-8", "ignore"))
    signs = _SIGN.findall(text)
    headings = sum(sign.lstrip().startswith("#") for sign in signs)
    return headings >= 2 or (headings == 1 and text.lstrip("\ufeff\r\n ").startswith("#"))


def read(content: bytes, name: str, _limits: Limits) -> SourceText:
    """The document's lines as a reader of the printed page sees them."""
    decoded = decode(content, name)
    text = decoded.text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    notes = list(decoded.notes)
    text, front = _drop_front_matter(text)
    if front:
        notes.append(f"文件头（front matter）{front} 字未收入")
    text, hidden = _drop_comments(text)
    if hidden:
        notes.append(f"注释 {hidden} 字未收入")
    lines = list(_read_lines(_write_tables(text).split("\n")))
    while lines and not lines[-1]:
        lines.pop()
    return SourceText("\n".join(lines).lstrip("\n") + "\n", "md", notes=tuple(notes))


def _drop_front_matter(text: str) -> tuple[str, int]:
    if not _FRONT_MATTER.match(text):
        return text, 0
    end = text.find("\n---", 3)
    if end < 0:
        return text, 0
    stop = text.find("\n", end + 1)
    return ("" if stop < 0 else text[stop + 1 :]), end


def _write_tables(text: str) -> str:
    """The text with tables in HTML, as converters of PDF files write them, as their rows."""
    return _HTML_TABLE.sub(lambda found: "\n" + _list_rows(found[0]) + "\n", text)


def _list_rows(table: str) -> str:
    lines = read_page(table).lines
    # Words that look like marks must stay words.
    return "\n".join(re.sub(r"([\\`*_#~|<>])", r"\\\1", line.text) for line in lines)


def _drop_comments(text: str) -> tuple[str, int]:
    pieces = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces.append(text[position:start])
        position = end + 3
    shown = "".join([*pieces, text[position:]])
    return shown, len(text) - len(shown)


def _read_lines(lines: Sequence[str]) -> Iterator[str]:
    index = 0
    is_code = False
    while index < len(lines):
        line = lines[index]
        if _FENCE.match(line):
            is_code = not is_code
        elif is_code:
            yield line.rstrip()
        elif "|" in line and index + 1 < len(lines) and _is_table_rule(lines[index + 1]):
            end = index + 2
            while end < len(lines) and "|" in lines[end] and lines[end].strip():
                end += 1
            yield from _read_table([line, *lines[index + 2 : end]])
            index = end
            continue
        elif not _RULE.match(line):
            yield from _read_line(line)
        index += 1


def _is_table_rule(line: str) -> bool:
    return "-" in line and len(line) < 5000 and _TABLE_RULE.match(line) is not None


def _read_line(line: str) -> Iterator[str]:
    found = _HEADING.match(line)
    words = found[1] if found else _QUOTE.sub("", line, count=1) if ">" in line[:4] else line
    words = _BULLET.sub("", words, count=1) if _BULLET.match(words) else words
    for part in _BREAK.split(words) if "<" in words else (words,):
        yield _strip_marks(part).strip(" \t")


def _strip_marks(words: str) -> str:
    if _MARKS.search(words) is None:
        return words
    words = _LINK.sub(r"\2", words)
    words = _AUTOLINK.sub(r"\1", words)
    for mark in (_STRONG, _SLANTED, _STRUCK, _CODE):
        words = mark.sub(r"\1", words)
    return _ESCAPED.sub(r"\1", _TAG.sub("", words))


def _read_table(lines: Sequence[str]) -> list[str]:
    rows = []
    for number, line in enumerate(lines):
        cells = line.strip().removeprefix("|").removesuffix("|").replace("\\|", "\0").split("|")
        rows.append(
            [
                TableCell(
                    tuple(part for part in [_strip_marks(cell.replace("\0", "|")).strip()] if part),
                    is_header=number == 0,
                )
                for cell in cells
            ]
        )
    return lay_out_table(rows)
