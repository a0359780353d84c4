"""Places and levels of government that a question names, and the documents held of them."""

import re
from collections.abc import Mapping

from assistant.library import Library
from assistant.reading.mentions import Mention, MentionKind
from ingest.model import DocumentStatus, Region, Span
from ingest.regions import find_region, find_regions
from vectorstore.model import StoredDocument
from vectorstore.words import count_word, is_common_word

MIN_PLAIN_WORD = 2000  # times the general dictionary saw a word that is no county's name
_LEVELS = (  # 想去市里教书 says where to, and names no document
    ("州", re.compile(r"(?<![去到回调进往])州里面?|州上|全州|州级|州的规定|州定的")),
    ("市", re.compile(r"(?<![去到回调进往])市里面?|全市|市级(?=规定|文件|标准|的)")),
    ("省", re.compile(r"(?<![去到回调进往])省里面?|省上|省级(?=规定|文件|标准|的|补)|全省")),
)
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
_PARTNER = re.compile(
    r"(?:[由被有和与跟])?(?P<partner>[\u4e00-\u9fff]{2,3}?)市?(?:那边)?(?:正在|在)?(?:对口)?"
    r"(?:帮扶|支援|结对|扶持|协作|帮)[着过]?的?(?:那个|那份|那|这个|一个|某个|某)?(?:地级)?市"
)
# 那份市级方案, 市行动方案: a text told by its level alone.
_CITY_TEXT = re.compile(
    r"(?:(?<=[份个和与跟同、，,按照拿用凭据查看把])|(?<![\u4e00-\u9fff]))(?:地级)?市级?"
    r"(?=[\u4e00-\u9fff“”\"]{0,8}(?:方案|措施|办法|意见|通知|细则|规定|文件))"
)
_NOT_MEANT = re.compile(
    r"(?:不是|不算|不问|不要|不看|别看|别拿|除了|除开|而非|并非)(?:说|指|问)?(?:的是)?$"
)
_LEADS_IN = re.compile(r"(?:请问|问一?下|想问一?下?|咨询一?下?|那么?)?[，,\s]*")
_BESIDE = re.compile(
    r"(?:那边|方面)?的?(?:对口|帮|支援|结对|协作|共建|挂职|支教|派|来|老师|教师|专家|学校|名校|[和与跟、及])"
)


def find_places(
    text: str, library: Library, known_words: Mapping[str, int]
) -> tuple[list[Mention], str | None, str | None]:
    """Places that documents are held of; a level, and a place, of which nothing is held."""
    regions, unknown = _find_regions(text, library, known_words)
    levels, missing = _find_levels(text, library)
    if regions:
        missing = None  # 青禾县的队在省里得了奖 asks of the county
    helped = [*_find_provinces(text, library), *_find_cities(text, library, known_words)]
    return [*helped, *regions, *levels], missing, unknown


def find_level(document: StoredDocument) -> str:
    """The level of government that a document is of: county, city or other."""
    region = document.metadata.region
    return "county" if region.county else "city" if region.city else "other"


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
        if is_no_name(text, region.span):
            continue
        if words in known_words:
            continue
        if _is_content(words, known_words) and not _is_subject(text, region.span):
            continue
        unknown = unknown or words
    return found, unknown


def _is_said(name: str, text: str) -> bool:
    """Whether a place is named somewhere without 不是 or 除了 before it."""
    return any(
        not _NOT_MEANT.search(text, 0, found.start())
        for found in re.finditer(re.escape(name), text)
    )


def _is_content(words: str, known_words: Mapping[str, int]) -> bool:
    short = words[:-1] if len(words) > 2 else words
    return words in known_words or short in known_words


def _is_subject(text: str, span: Span) -> bool:
    """Whether a question begins with the place, and not as the helper of another one.

    深圳市…要达到多少 asks of 深圳, though the clauses speak of it as a partner.
    """
    return (
        _LEADS_IN.fullmatch(text, 0, span.start) is not None
        and _BESIDE.match(text, span.end) is None
    )


def is_no_name(text: str, span: Span) -> bool:
    """Whether what ends like a county is plain language (人才市场, 不含县城, 整个县)."""
    words = text[span.start : span.end]
    if find_region(words) is not None:
        return False
    if is_common_word(text[span.end - 1 : span.end + 1]):
        return True
    stem = words[:-1]
    return any(count_word(stem[-n:]) >= MIN_PLAIN_WORD for n in (2, 3) if len(stem) >= n)


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


def _is_level(region: Region, suffix: str) -> bool:
    if region.county:
        return False
    if suffix == "省":
        return region.province is not None and region.city is None
    return region.city is not None and region.city.endswith(suffix)


def _find_provinces(text: str, library: Library) -> list[Mention]:
    """粤北, 川西: parts of a province by its short name; 晋中 and 湘西 are places themselves."""
    return [
        Mention(MentionKind.REGION, said[0], library.with_descendants(ids))
        for said in _PROVINCE_SAID.finditer(text)
        if find_region(said[0]) is None and (ids := library.regions.get(_PROVINCES[said[1]]))
    ]


def _find_cities(text: str, library: Library, known_words: Mapping[str, int]) -> list[Mention]:
    """A city told by who helps it (深圳帮扶的那个市) or by its level alone (那份市级方案).

    Its texts are those of a city, and those whose own place was taken out. A helper counts only
    where some clause speaks of it.
    """
    partner = _PARTNER.search(text)
    if partner is not None and find_region(partner["partner"]) is not None:
        names = {partner["partner"], f"{partner['partner']}市"}
        if known_words.keys().isdisjoint(names):
            return []
        return _mention_cities(partner[0], library, named=False)
    told = _CITY_TEXT.search(text)
    return _mention_cities(told[0], library, named=True) if told is not None else []


def _mention_cities(words: str, library: Library, *, named: bool) -> list[Mention]:
    levels = ("city", "other") if named else ("other",)
    ids = library.with_descendants(
        d.id
        for d in library.documents
        if d.parent_id is None
        and find_level(d) in levels
        and d.metadata.status is not DocumentStatus.TEMPLATE
    )
    return [Mention(MentionKind.LEVEL, words, ids)] if ids else []
