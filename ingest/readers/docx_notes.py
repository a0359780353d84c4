"""What a Word document holds beside its text, told in the report: footnotes, headers, comments."""

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from ingest.readers.docx_numbers import W
from ingest.readers.safe_xml import Parts

_PARTS = (
    ("页眉页脚", re.compile(r"word/(?:header|footer)\d*\.xml")),
    ("脚注尾注", re.compile(r"word/(?:footnotes|endnotes)\.xml")),
    ("批注", re.compile(r"word/comments\.xml")),
)
_DIAGRAM = re.compile(r"word/(?:diagrams/data|charts/chart)\d*\.xml")
_DRAWN_TEXT = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}t",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}v",
)
_SHOWN = 40  # characters of each stretch that the report repeats
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_MOST_SHOWN = 3


def list_notes(parts: Parts) -> Iterator[str]:
    """Chinese: one note per kind of words that stay out of the text, with how they begin."""
    members = parts.archive.namelist()
    for kind, pattern in _PARTS:
        stretches: list[str] = []
        for member in filter(pattern.fullmatch, members):
            stretches += _list_stretches(parts.parse(member))
        if stretches:
            yield _tell(kind, list(dict.fromkeys(stretches)))
    drawn = 0
    for member in filter(_DIAGRAM.fullmatch, members):
        root = parts.parse(member)
        drawn += sum(len(e.text or "") for tag in _DRAWN_TEXT for e in root.iter(tag))
    if drawn:
        yield f"图示、图表中的文字 {drawn} 字未收入"
    embedded = sum(member.startswith("word/embeddings/") for member in members)
    if embedded:
        yield f"嵌入的文件 {embedded} 个未收入，请单独导入"
    pictures = sum(member.startswith("word/media/") for member in members)
    if pictures:
        yield f"图片 {pictures} 张未做文字识别"


def _list_stretches(root: Element) -> Iterator[str]:
    """The words of each note or comment; of a header or footer as one."""
    parts = [child for child in root if child.tag in _NOTES] or [root]
    for part in parts:
        if part.get(f"{W}type") in _SEPARATORS:
            continue
        words = " ".join("".join(t.text or "" for t in part.iter(f"{W}t")).split())
        if any(char.isalpha() for char in words):
            yield words


_NOTES = frozenset({f"{W}footnote", f"{W}endnote", f"{W}comment"})


def _tell(kind: str, stretches: Sequence[str]) -> str:
    count = sum(len(words) for words in stretches)
    cut = [w if len(w) <= _SHOWN else f"{w[:_SHOWN]}…" for w in stretches[:_MOST_SHOWN]]
    shown = "、".join(f"“{words}”" for words in cut)
    more = f"等 {len(stretches)} 处" if len(stretches) > _MOST_SHOWN else ""
    return f"{kind} {count} 字未收入：{shown}{more}"
