"""Documents that a question names: by part, title, programme, number or compilation."""

import re
from dataclasses import dataclass
from enum import IntEnum

from assistant.library import Library
from assistant.locate import fold_text
from assistant.reading.titles import find_quoted_title
from ingest.model import DocumentId
from ingest.numerals import find_value, format_numeral
from ingest.quantities import fold_width
from vectorstore.model import StoredDocument

_PART = re.compile(
    r"篇(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2}(?!\d))"
    r"|(?<!倒数)第(?P<place>[一二三四五六七八九十]{1,3}|\d{1,2})篇"
)
_PART_FROM_END = re.compile(
    r"(?:最后|末尾|最末|末)的?一?篇|倒数第([一二三四五六七八九十]{1,3}|\d{1,2})篇"
)
_ANNEX = re.compile(r"附([件表录图])\s*([一二三四五六七八九十]{1,2}|\d{1,2})")
_TITLE = re.compile(r"《([^《》]{2,60})》")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,8}[〔\[(（【]\s*(?:19|20)\d{2}\s*[〕\])）】]\s*(?:第\s*)?\d{1,4}\s*号?"
)
_SHORT_NUMBER = re.compile(
    r"(?:((?:19|20)\d{2})\s*年?的?\s*(?:第)?\s*)?(\d{1,4})\s*号(?:文|通知|文件|决定|意见|公告)"
)
_COMPILATION = re.compile(r"汇编|合集|文集|[九十\d]+篇")
_CHINESE_DIGITS = "零一二三四五六七八九十"


class MentionKind(IntEnum):
    """How surely a mention names a document; greater is surer."""

    LOOSE_TITLE = 1
    COMPILATION = 2
    LEVEL = 3  # 州里, 省里
    REGION = 4
    NUMBER = 5
    PROGRAMME = 6
    TITLE = 7
    ANNEX = 8  # narrows what else is named; means nothing by itself
    PART = 9


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a question and the documents that they can mean."""

    kind: MentionKind
    words: str
    document_ids: frozenset[DocumentId]


def find_mentions(text: str, library: Library) -> list[Mention]:
    """What a question names of held documents, places and loosely said titles left out."""
    mentions = [
        *_find_parts(text, library),
        *_find_titles(text, library),
        *_find_programmes(text, library),
        *(_find_numbers(text, library) or _find_short_numbers(text, library)),
    ]
    if not any(m.kind is MentionKind.PART for m in mentions):
        mentions += _find_compilations(text, library)
    return mentions or _find_held(text, library)


# 某某他们那个三年计划: what stands between those who are named and the text that they work on.
_HELD = re.compile(
    r"(?:他们|她们|几位|几个|等?人|俩|两个|两位|搞|弄|抓|管|带|做|参与|有份)*的?[这那][份个项]"
    r"[^，。？?]{0,8}?(?:方案|计划|办法|措施|规划|意见|通知|细则|文件)"
)


def _find_held(text: str, library: Library) -> list[Mention]:
    """A document told by those who have duties in it (某某、某某他们那个三年计划)."""
    names = [name for name in library.parties if len(name) > 1 and name in text]
    for name in names:
        said = _HELD.match(text, text.index(name) + len(name))
        if said is None:
            continue
        ids = frozenset.intersection(*(library.held_by[other] for other in names))
        words = text[min(map(text.index, names)) : said.end()]
        return [Mention(MentionKind.LEVEL, words, library.with_descendants(ids))] if ids else []
    return []


def find_annex(text: str) -> str | None:
    """附件4 where a question names an annex."""
    annex = _ANNEX.search(text)
    return f"附{annex[1]}{_arabic(annex[2])}" if annex else None


def find_unheld(text: str) -> str | None:
    """The title or number in a question that names no held document."""
    found = _TITLE.search(text) or _NUMBER.search(text)
    return found[0] if found else None


def _arabic(numeral: str) -> str:
    if numeral.isdigit():
        return str(int(numeral))
    if numeral.startswith("十"):
        return str(10 + (_CHINESE_DIGITS.index(numeral[1]) if len(numeral) > 1 else 0))
    return str(_CHINESE_DIGITS.index(numeral[0]))


def _find_parts(text: str, library: Library) -> list[Mention]:
    found = []
    for match in _PART.finditer(text):
        numeral = match["number"] or match["place"]
        part = f"篇{format_numeral(int(numeral)) if numeral.isdigit() else numeral}"
        ids = library.with_descendants(d.id for d in library.documents if d.part == part)
        found.append(Mention(MentionKind.PART, match[0], ids))
    found += _find_parts_from_end(text, library)
    for match in _ANNEX.finditer(text):
        part = f"附{match[1]}{_arabic(match[2])}"
        ids = library.with_descendants(d.id for d in library.documents if d.part == part)
        if ids:
            found.append(Mention(MentionKind.ANNEX, match[0], ids))
    return [mention for mention in found if mention.document_ids]


def _find_parts_from_end(text: str, library: Library) -> list[Mention]:
    """最后一篇, 倒数第二篇 of each compilation that is held."""
    match = _PART_FROM_END.search(text)
    if match is None:
        return []
    place = (find_value(match[1]) if match[1] else 1) or 1
    by_owner: dict[DocumentId | None, list[tuple[int, DocumentId]]] = {}
    for document in library.documents:
        if document.part is not None and document.part.startswith("篇"):
            number = find_value(document.part.removeprefix("篇"))
            by_owner.setdefault(document.parent_id, []).append((number or 0, document.id))
    meant = [sorted(parts)[-place][1] for parts in by_owner.values() if place <= len(parts)]
    return [Mention(MentionKind.PART, match[0], library.with_descendants(meant))]


def _find_titles(text: str, library: Library) -> list[Mention]:
    found = []
    for quoted in _TITLE.findall(text):
        ids = find_quoted_title(quoted, library, at_least=0.72)
        if ids:
            found.append(Mention(MentionKind.TITLE, f"《{quoted}》", ids))
    return found


def _find_programmes(text: str, library: Library) -> list[Mention]:
    """Programme names that stand in quotation marks in a title: 市“新强师工程”实施方案."""
    found = []
    folded = fold_text(text)
    for name in library.programmes:
        short = name.removesuffix("工程").removesuffix("计划").removesuffix("行动")
        said = next((n for n in (name, short) if len(n) >= 3 and fold_text(n) in folded), None)
        if said is None:
            continue
        named = [d for d in library.documents if fold_text(name) in fold_text(d.title)]
        ids = (_find_text(document) for document in named)
        found.append(Mention(MentionKind.PROGRAMME, said, library.with_descendants(ids)))
    return found


_IS_TEXT = re.compile(r"方案|办法|细则|计划|规划|措施|意见|规定|制度|要点")


def _find_text(document: StoredDocument) -> DocumentId:
    """The document that speaks of a programme in a title: its plan, or what a form belongs to.

    An annexed plan (“新强师工程”实施方案) stands by itself; a form or a table of marks does not.
    """
    if document.parent_id is None or _IS_TEXT.search(document.title):
        return document.id
    return document.parent_id


def _find_numbers(text: str, library: Library) -> list[Mention]:
    found = []
    for match in _NUMBER.finditer(text):
        wanted = re.search(r"[^\d]{1,4}\d{4}\d{1,4}$", fold_text(match[0]).removesuffix("号"))
        key = wanted[0] if wanted else fold_text(match[0])
        own = [d.id for d in library.documents if _ends_with(d.metadata.document_number, key)]
        citing = [
            d.id
            for d in library.documents
            if any(_ends_with(number, key) for number in d.metadata.cited_numbers)
        ]
        ids = library.with_descendants(own or citing)
        if ids:
            found.append(Mention(MentionKind.NUMBER, match[0], ids))
    return found


def _find_short_numbers(text: str, library: Library) -> list[Mention]:
    """2019年7号文, 21号文: the year and the serial of a document's own number."""
    found = []
    for match in _SHORT_NUMBER.finditer(text):
        year, serial = match[1] or "", match[2]
        ids = [
            d.id
            for d in library.documents
            if (number := d.metadata.document_number)
            and re.search(rf"{year or '[0-9]{4}'}\D{{0,3}}第?{serial}号", fold_width(number))
        ]
        if ids:
            found.append(Mention(MentionKind.NUMBER, match[0], library.with_descendants(ids)))
    return found


def _ends_with(number: str | None, key: str) -> bool:
    return number is not None and fold_text(number).removesuffix("号").endswith(key)


def _find_compilations(text: str, library: Library) -> list[Mention]:
    match = _COMPILATION.search(text)
    owners = {d.parent_id for d in library.documents if d.part and d.part.startswith("篇")}
    ids = library.with_descendants(i for i in owners if i is not None)
    if match is None or not ids:
        return []
    return [Mention(MentionKind.COMPILATION, match[0], ids)]
