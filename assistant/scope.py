"""Which documents a question is about.

Mentions are places, parts (篇二, 附件1), titles in 《》, programme names in “”, document numbers,
and titles said loosely. Mentions of one document narrow each other; mentions of different
documents stand side by side, as a comparison needs them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from assistant.library import Library
from assistant.locate import fold_text
from assistant.titles import find_loose_title, find_quoted_title
from ingest.model import DocumentId, DocumentStatus, Region, Span
from ingest.quantities import fold_width
from ingest.regions import find_region, find_regions
from vectorstore.model import StoredDocument
from vectorstore.words import count_word, is_common_word

_PART = re.compile(r"篇[一二三四五六七八九十]{1,3}|第[一二三四五六七八九十]{1,3}篇")
_ANNEX = re.compile(r"附件\s*([一二三四五六七八九十]{1,2}|\d{1,2})")
_TITLE = re.compile(r"《([^《》]{2,60})》")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,8}[〔\[(（【]\s*(?:19|20)\d{2}\s*[〕\])）】]\s*(?:第\s*)?\d{1,4}\s*号?"
)
_COMPILATION = re.compile(r"汇编|合集|文集|[九十\d]+篇")
_MUNICIPAL = re.compile(
    r"全市|市级|(?<![\u4e00-\u9fff])市(?=[“\"\u4e00-\u9fff])|某市|那[个份]市|地级市"
)
_COUNTY = re.compile(r"全县|县级|某县|那[个份]县|区县")
_CHINESE_DIGITS = "零一二三四五六七八九十"

_TEMPLATE = DocumentStatus.TEMPLATE
MIN_PLAIN_WORD = 2000  # times the general dictionary saw a word that is no county's name


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


_UNSURE = frozenset(
    {
        MentionKind.REGION,
        MentionKind.LEVEL,
        MentionKind.COMPILATION,
        MentionKind.LOOSE_TITLE,
    }
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a question and the documents that they can mean."""

    kind: MentionKind
    words: str
    document_ids: frozenset[DocumentId]


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents a question is about; `document_ids` None: it names none."""

    document_ids: frozenset[DocumentId] | None
    groups: tuple[frozenset[DocumentId], ...]  # one per thing named, in the order named
    mentions: tuple[Mention, ...]
    unknown_region: str | None  # a place that is named and of which nothing is held
    unknown_document: str | None  # a title in 《》 or a number that is named and not held
    annex: str | None  # 附件4 where the question names an annex

    @property
    def names_document(self) -> bool:
        """Whether a document is named for sure, by title or number: then its age is no matter."""
        return _names_document(self.mentions)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that name documents; they say nothing about the content asked for."""
        return tuple(mention.words for mention in self.mentions)


def find_scope(text: str, library: Library, known_words: Mapping[str, int]) -> Scope:
    """The documents named in a question.

    `known_words` is the index's vocabulary: a place that the clauses themselves speak of is
    content, not scope.
    """
    mentions = [
        *_find_parts(text, library),
        *_find_titles(text, library),
        *_find_programmes(text, library),
        *(_find_numbers(text, library) or _find_short_numbers(text, library)),
    ]
    mentions += [*_find_provinces(text, library), *_find_partners(text, library)]
    regions, unknown = _find_regions(text, library, known_words)
    levels, missing = _find_levels(text, library)
    mentions += [*regions, *levels]
    if not any(m.kind is MentionKind.PART for m in mentions) and _COMPILATION.search(text):
        mentions += _find_compilations(text, library)
    groups = _join(mentions)
    if not any(m.kind >= MentionKind.PROGRAMME for m in mentions):
        candidates = frozenset().union(*groups) if groups else None
        loose = find_loose_title(text, library, candidates, lambda d: _standing(d, text))
        if loose is not None:
            mentions.append(Mention(MentionKind.LOOSE_TITLE, loose.words, loose.document_ids))
            groups = _join(mentions)
    groups = [_narrow_level(group, text, library) for group in groups]
    groups = [_narrow_kind(group, text, library) for group in groups]
    annex = _ANNEX.search(text)
    return Scope(
        document_ids=frozenset().union(*groups) if groups else None,
        groups=tuple(groups),
        mentions=tuple(mentions),
        unknown_region=missing or (unknown if _names_nothing_sure(mentions) else None),
        unknown_document=None if _names_document(mentions) else _find_unheld(text),
        annex=f"附件{_arabic(annex[1])}" if annex else None,
    )


def _names_document(mentions: Iterable[Mention]) -> bool:
    return any(mention.kind not in _UNSURE for mention in mentions)


def _find_unheld(text: str) -> str | None:
    """The title or number in a question that names no held document."""
    found = _TITLE.search(text) or _NUMBER.search(text)
    return found[0] if found else None


def _names_nothing_sure(mentions: Iterable[Mention]) -> bool:
    weak = (MentionKind.LOOSE_TITLE, MentionKind.COMPILATION, MentionKind.ANNEX)
    return all(mention.kind in weak for mention in mentions)


def _join(mentions: Iterable[Mention]) -> list[frozenset[DocumentId]]:
    """Mentions that share documents narrow each other; the others stand side by side."""
    groups: list[frozenset[DocumentId]] = []
    found = tuple(mentions)
    annexes = [m for m in found if m.kind is MentionKind.ANNEX]
    others = [m for m in found if m.kind is not MentionKind.ANNEX]
    for mention in (*sorted(others, key=lambda m: -m.kind), *annexes):
        for index, group in enumerate(groups):
            if group & mention.document_ids:
                groups[index] = group & mention.document_ids
                break
        else:
            narrows = mention.kind in (MentionKind.LOOSE_TITLE, MentionKind.ANNEX)
            if not narrows or not groups:
                groups.append(mention.document_ids)
    return groups


def _narrow_level(
    group: frozenset[DocumentId], text: str, library: Library
) -> frozenset[DocumentId]:
    """Of several documents those of the level of government that is named (市级, 县级)."""
    for pattern, level in ((_MUNICIPAL, "city"), (_COUNTY, "county")):
        if pattern.search(text):
            levels = {i: _level(library.by_id[i]) for i in group}
            own = [i for i in group if levels[i] == level]
            if not own and level == "city":  # a city whose name was taken out of its text
                own = [i for i in group if levels[i] == "other"]
            chosen = library.with_descendants(own)
            if chosen & group:
                return chosen & group
    return group


_KINDS = "实施细则|细则|办法|措施|方案|规划|计划|意见|公告|通知|规定|条例"
_KIND_SAID = re.compile(rf"(?<=[\u4e00-\u9fff])(?<![这那该个份条些什么哪])({_KINDS})")


def _narrow_kind(
    group: frozenset[DocumentId], text: str, library: Library
) -> frozenset[DocumentId]:
    """Of a place's documents those whose title ends as the question says (租房细则: 细则)."""
    said = {kind.removeprefix("实施") for kind in _KIND_SAID.findall(text)}
    if len(said) != 1:
        return group
    (kind,) = said
    tops = [library.by_id[i] for i in group if library.by_id[i].parent_id not in group]
    chosen = [d.id for d in tops if re.search(rf"{kind}(?:[（(].*)?$", d.title)]
    if not chosen or len(chosen) == len(tops):
        return group
    return library.with_descendants(chosen) & group


def _level(document: StoredDocument) -> str:
    region = document.metadata.region
    return "county" if region.county else "city" if region.city else "other"


def _arabic(numeral: str) -> str:
    if numeral.isdigit():
        return str(int(numeral))
    if numeral.startswith("十"):
        return str(10 + (_CHINESE_DIGITS.index(numeral[1]) if len(numeral) > 1 else 0))
    return str(_CHINESE_DIGITS.index(numeral[0]))


def _find_parts(text: str, library: Library) -> list[Mention]:
    found = []
    for match in _PART.finditer(text):
        part = match[0] if match[0].startswith("篇") else f"篇{match[0][1:-1]}"
        ids = library.with_descendants(d.id for d in library.documents if d.part == part)
        found.append(Mention(MentionKind.PART, match[0], ids))
    for match in _ANNEX.finditer(text):
        part = f"附件{_arabic(match[1])}"
        ids = library.with_descendants(d.id for d in library.documents if d.part == part)
        if ids:
            found.append(Mention(MentionKind.ANNEX, match[0], ids))
    return [mention for mention in found if mention.document_ids]


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
        ids = frozenset(d.id for d in library.documents if fold_text(name) in fold_text(d.title))
        found.append(Mention(MentionKind.PROGRAMME, said, library.with_descendants(ids)))
    return found


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


_SHORT_NUMBER = re.compile(
    r"(?:((?:19|20)\d{2})\s*年?的?\s*(?:第)?\s*)?(\d{1,4})\s*号(?:文|通知|文件)"
)


def _find_short_numbers(text: str, library: Library) -> list[Mention]:
    """2019年7号文, 21号文: the year and the serial of a document's own number."""
    found = []
    for match in _SHORT_NUMBER.finditer(text):
        year, serial = match[1] or "", match[2]
        ids = [
            d.id
            for d in library.documents
            if (number := d.metadata.document_number)
            and re.search(rf"{year or '[0-9]{{4}}'}\D{{0,3}}第?{serial}号", fold_width(number))
        ]
        if ids:
            found.append(Mention(MentionKind.NUMBER, match[0], library.with_descendants(ids)))
    return found


_LEVELS = (
    ("州", re.compile(r"州里面?|州上|全州|州级|州的规定|州定的")),
    ("市", re.compile(r"市里面?|全市|市级(?=规定|文件|标准|的)")),
    ("省", re.compile(r"省里面?|省上|省级(?=规定|文件|标准|的|补)|全省")),
)


def _find_levels(text: str, library: Library) -> tuple[list[Mention], str | None]:
    """A level of government said without a name (州里, 省里), or that nothing of it is held."""
    found: list[Mention] = []
    for suffix, pattern in _LEVELS:
        match = pattern.search(text)
        if match is None:
            continue
        ids = library.with_descendants(
            d.id for d in library.documents if _is_level(d.metadata.region, suffix)
        )
        if ids:
            found.append(Mention(MentionKind.LEVEL, match[0], ids))
        elif suffix == "省":
            return found, "省级"
    return found, None


_PROVINCES = {
    **{"京": "北京市", "津": "天津市", "冀": "河北省", "晋": "山西省", "蒙": "内蒙古自治区"},
    **{"辽": "辽宁省", "吉": "吉林省", "黑": "黑龙江省", "沪": "上海市", "苏": "江苏省"},
    **{"浙": "浙江省", "皖": "安徽省", "闽": "福建省", "赣": "江西省", "鲁": "山东省"},
    **{"豫": "河南省", "鄂": "湖北省", "湘": "湖南省", "粤": "广东省", "桂": "广西壮族自治区"},
    **{"琼": "海南省", "渝": "重庆市", "川": "四川省", "黔": "贵州省", "滇": "云南省"},
    **{
        "藏": "西藏自治区",
        "陕": "陕西省",
        "甘": "甘肃省",
        "青": "青海省",
        "疆": "新疆维吾尔自治区",
    },
}
_PROVINCE_SAID = re.compile(
    rf"([{''.join(_PROVINCES)}])(?:[东西南北中]{{1,2}})(?![\u4e00-\u9fff]?[路街站])"
)


def _find_provinces(text: str, library: Library) -> list[Mention]:
    """粤北, 川西: parts of a province by its short name."""
    return [
        Mention(MentionKind.REGION, said[0], library.with_descendants(ids))
        for said in _PROVINCE_SAID.finditer(text)
        if (ids := library.regions.get(_PROVINCES[said[1]]))
    ]


_PARTNER = re.compile(
    r"(?:[由被有和与跟])?(?P<partner>[\u4e00-\u9fff]{2,3}?)市?(?:那边)?(?:正在|在)?(?:对口)?"
    r"(?:帮扶|支援|结对|扶持|协作|帮)[着过]?的?(?:那个|那份|那|这个|一个|某个|某)?(?:地级)?市"
)


def _find_partners(text: str, library: Library) -> list[Mention]:
    """深圳帮扶的那个市: a city told by who helps it, where its own name was taken out."""
    found = _PARTNER.search(text)
    if found is None or find_region(found["partner"]) is None:
        return []
    unnamed = [
        d
        for d in library.documents
        if d.parent_id is None and _level(d) == "other" and d.metadata.status is not _TEMPLATE
    ]
    ids = library.with_descendants(d.id for d in unnamed)
    return [Mention(MentionKind.LEVEL, found[0], ids)] if ids else []


def _is_level(region: Region, suffix: str) -> bool:
    if region.county:
        return False
    if suffix == "省":
        return region.province is not None and region.city is None
    return region.city is not None and region.city.endswith(suffix)


def _ends_with(number: str | None, key: str) -> bool:
    return number is not None and fold_text(number).removesuffix("号").endswith(key)


def _find_regions(
    text: str, library: Library, known_words: Mapping[str, int]
) -> tuple[list[Mention], str | None]:
    """Places with documents, and the first place of which nothing is held."""
    found: list[Mention] = []
    taken = ""
    for name, ids in sorted(library.regions.items(), key=lambda pair: -len(pair[0])):
        if name in text and name not in taken:
            taken += f" {name}"
            if not _is_said(name, text):
                continue
            found.append(Mention(MentionKind.REGION, name, library.with_descendants(ids)))
    unknown = None
    for region in find_regions(text):
        words = text[region.span.start : region.span.end]
        if words in taken or any(words.startswith(m.words) for m in found):
            continue
        if _is_no_name(text, region.span):
            continue
        if words in known_words:
            continue
        if _is_content(words, known_words) and not _is_subject(text, region.span):
            continue
        unknown = unknown or words
    return found, unknown


_NOT_MEANT = re.compile(
    r"(?:不是|不算|不问|不要|不看|别看|别拿|除了|除开|而非|并非)(?:说|指|问)?(?:的是)?$"
)


def _is_said(name: str, text: str) -> bool:
    """Whether a place is named somewhere without 不是 or 除了 before it."""
    return any(
        not _NOT_MEANT.search(text, 0, found.start())
        for found in re.finditer(re.escape(name), text)
    )


def _is_content(words: str, known_words: Mapping[str, int]) -> bool:
    short = words[:-1] if len(words) > 2 else words
    return words in known_words or short in known_words


_LEADS_IN = re.compile(r"(?:请问|问一?下|想问一?下?|咨询一?下?|那么?)?[，,\s]*")
_BESIDE = re.compile(
    r"(?:那边|方面)?的?(?:对口|帮|支援|结对|协作|共建|挂职|支教|派|来|老师|教师|专家|学校|名校|[和与跟、及])"
)


def _is_subject(text: str, span: Span) -> bool:
    """Whether a question begins with the place, and not as the helper of another one.

    深圳市…要达到多少 asks of 深圳, though the clauses speak of it as a partner.
    """
    return (
        _LEADS_IN.fullmatch(text, 0, span.start) is not None
        and _BESIDE.match(text, span.end) is None
    )


def _is_no_name(text: str, span: Span) -> bool:
    """Whether what ends like a county is plain language (人才市场, 不含县城, 整个县)."""
    words = text[span.start : span.end]
    if find_region(words) is not None:
        return False
    if is_common_word(text[span.end - 1 : span.end + 1]):
        return True
    stem = words[:-1]
    return any(count_word(stem[-n:]) >= MIN_PLAIN_WORD for n in (2, 3) if len(stem) >= n)


def _find_compilations(text: str, library: Library) -> list[Mention]:
    match = _COMPILATION.search(text)
    owners = {d.parent_id for d in library.documents if d.part and d.part.startswith("篇")}
    ids = library.with_descendants(i for i in owners if i is not None)
    if match is None or not ids:
        return []
    return [Mention(MentionKind.COMPILATION, match[0], ids)]


def _standing(document: StoredDocument, text: str) -> float:
    """Less for a template unless asked for, more for the level of government that is named."""
    factor = 1.0
    if document.metadata.status is DocumentStatus.TEMPLATE:
        factor *= 0.35
    region = document.metadata.region
    if _MUNICIPAL.search(text) and not region.county:
        factor *= 1.5
    if _COUNTY.search(text) and region.county:
        factor *= 1.2
    return factor
