"""Places: China's provinces, prefectures and counties, found by name or by their suffix.

`regions.tsv` holds one prefecture per line: province, prefecture, counties. A county that is
missing there (new, renamed, or fictional) is still recognised by its suffix where the words
before it mark the beginning of a name.
"""

import functools
import operator
import re
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from ingest.clean import fold
from ingest.model import Span


class RegionLevel(StrEnum):
    """Which level of government a place stands for."""

    PROVINCE = "province"
    CITY = "city"  # prefecture-level: 市, 州, 盟, 地区
    COUNTY = "county"  # 县, 区, 旗 and county-level 市


@dataclass(frozen=True, slots=True)
class FoundRegion:
    """A place in a text; `name` is the full name, also where the text has the short one."""

    name: str
    level: RegionLevel
    span: Span


@dataclass(frozen=True, slots=True)
class KnownRegion:
    """A place of the gazetteer and what it lies in."""

    name: str
    level: RegionLevel
    province: str
    city: str | None


_PROVINCE_SHORT = re.compile(r"(?:维吾尔|壮族|回族)?(?:自治区|特别行政区)$|[省市]$")
_ETHNIC = (
    "(?:蒙古族?|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族"
    "|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族"
    "|仡佬族|锡伯|塔吉克|阿昌族|普米族|怒族|鄂温克族|鄂伦春|保安族|裕固族|独龙族|各族)"
)
_SHORT = re.compile(rf"{_ETHNIC}{{0,5}}(?:自治州|自治县|自治旗|林区|特区|地区|县|市|盟|旗)$")
# One-character stems whose full names end other words (示范县, 经费县级): a boundary is wanted.
_EVERYDAY_STEMS = frozenset(
    "和成应代易理道高新单古南范温息义环康房费献临兴文礼容洋云索景宁富通随青雄威忠荣丰"
)


@functools.cache
def load_gazetteer() -> tuple[KnownRegion, ...]:
    """All places of `regions.tsv`, each once, provinces first."""
    lines = resources.files("ingest").joinpath("regions.tsv").read_text("utf-8").splitlines()
    provinces: dict[str, KnownRegion] = {}
    places: list[KnownRegion] = []
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        province, city, counties = line.split("\t")
        provinces[province] = KnownRegion(province, RegionLevel.PROVINCE, province, None)
        if city:
            places.append(KnownRegion(city, RegionLevel.CITY, province, city))
        places.extend(
            KnownRegion(county, RegionLevel.COUNTY, province, city or None)
            for county in counties.split()
        )
    return (*provinces.values(), *places)


@functools.cache
def _load_everyday() -> frozenset[str]:
    """Names that are everyday words: 合作 is a place only as 合作市, 城区 only after 市."""
    return frozenset(
        resources.files("ingest").joinpath("everyday_places.tsv").read_text("utf-8").split()
    )


@functools.cache
def _load_provinces() -> frozenset[str]:
    return frozenset(
        shorten_name(region.name)
        for region in load_gazetteer()
        if region.level is RegionLevel.PROVINCE
    )


@functools.cache
def _load_names() -> dict[str, tuple[tuple[str, KnownRegion], ...]]:
    """Full and short names by their first two characters, longest first."""
    names: dict[str, KnownRegion] = {}
    for region in load_gazetteer():
        names.setdefault(region.name, region)
    for region in load_gazetteer():
        short = shorten_name(region.name)
        if len(short) >= 2 and short not in _load_everyday():
            names.setdefault(short, region)
    by_beginning: dict[str, list[tuple[str, KnownRegion]]] = {}
    for name, region in names.items():
        by_beginning.setdefault(name[:2], []).append((name, region))
    return {
        beginning: tuple(sorted(group, key=lambda pair: -len(pair[0])))
        for beginning, group in by_beginning.items()
    }


def shorten_name(name: str) -> str:
    """The everyday name: 昭觉 for 昭觉县; districts (区) keep theirs.

    >>> [shorten_name(name) for name in ("昭觉县", "广西壮族自治区", "凉山彝族自治州", "龙岗区")]
    ['昭觉', '广西', '凉山', '龙岗区']
    """
    for pattern in (_PROVINCE_SHORT, _SHORT):
        short = pattern.sub("", name)
        if short != name and len(short) >= 2:
            return short
    return name


# What may stand right before the name of a place: nothing, a sign, the end of a larger place's
# name, or one of the words that lead to a name in titles, addresses and questions.
_BEFORE = (
    r"(?:^|(?<=[\s《》〈〉“”‘’(),.;:!?、。〔〕/|—-])"
    r"|(?<=[省市州盟区县在由对与和或及跟同为于到向从是问查看讲说去来住较解道询想中川京疆藏蒙南北西东])"
    r"|(?<=关于|印发|发布|转发|位于|现将|根据|属于|按照|结合|全国|有关|鼓励|支持))"
)
_AT_BOUNDARY = re.compile(_BEFORE)
_ORGAN = r"(?:人民|政府|县委|市委|区委|州委|委|教育|教体|教科|财政|民政|人社|卫健|住建|公安|党)"
_UNKNOWN = re.compile(
    r"(?:^|(?<=[\s《〈“(])|(?<=中共|印发)|(?<=中国共产党)|(?<=[省市州盟]))"
    r"(?!中共)(?P<named>[\u4e00-\u9fff]{2,4}?(?P<suffix>自治县|自治州|自治旗|县|州|市|区|旗|盟))"
    r"|(?<![\u4e00-\u9fff])(?P<asked>[\u4e00-\u9fff]{2,3}(?:县|市|区))(?=" + _ORGAN + r"|的|$)"
)
_VERBS = re.compile(
    r"^(?:成立|构建|建立|压实|强化|聚焦|推进|推动|通过|培育|结合|参照|支持|发挥|实施|依托|引导|统筹|指导|调整|关于|印发|要求|加快|加强|创建"
    r"|积极|充分|逐步|深入|落实|鼓励|确保|遴选|适当|根据|按照|由|经|以|对|把|将|向|报|提交|制定|同意|我|你|他|这|那|为什么|什么|请问|哪)"
)
_NOT_IN_STEM = frozenset(
    "全本各我该某市县区省新老州镇乡村街级校所的及和与或等由在对为向到从把被将其此这那每跨辖属"
)
_STEM_IN_ZHOU = re.compile(r"(?<!治)州$")  # 某某州市 is a city, 自治州市 none
_NOT_PLACES = re.compile(
    r"(?:城|乡|社|校|学|园|片|山|牧|灾|景|库|地|郊|辖|小|住宅|开发|新|示范|试验|实验|保护|功能|"
    r"自治|之|农|林|矿|特|港|湾|厂|营|战|军|考|赛|分|专|禁|限|服务|居住|聚集|一体化|产业|工业|老|旧|中心|牵头|责任)区$"
    r"|(?:城|超|门|股|楼|都|集|上|入|菜|全国|直辖|地级|县级|省辖|设区|夜|闹)市$|(?:国|红|锦|升|校|党|队)旗$|(?:结|联|同)盟$"
    r"|(?:外|邻|强|贫困|大|小|百|先进|示范|名|试点|基本均衡|均衡|优质均衡|发展|教育强|农业|产粮大)县$|(?:九|神|自治)州$"
)


def find_regions(text: str) -> tuple[FoundRegion, ...]:
    """The places named in a text, in reading order, the longest name at each spot.

    >>> [found.name for found in find_regions("河源市龙川县和昭觉有什么不同？各县区、本市不算")]
    ['河源市', '龙川县', '昭觉县']
    >>> [found.name for found in find_regions("我家在海珠，孩子上幼儿园")]
    ['海珠区']
    """
    folded = fold(text)
    found = [*_find_known(folded), *_find_lived_in(folded)]
    covered = {position for region in found for position in range(*_ends(region.span))}
    for match in _UNKNOWN.finditer(folded):
        group = "named" if match["named"] else "asked"
        name = match[group]
        start, end = match.span(group)
        stem = _STEM_IN_ZHOU.sub("", name[:-1]) if name.endswith("市") else name[:-1]
        if not covered.isdisjoint(range(start, end)) or _NOT_IN_STEM.intersection(stem):
            continue
        if _NOT_PLACES.search(name) or _VERBS.match(name):
            continue
        is_city = name.endswith(("市", "州", "盟"))
        level = RegionLevel.CITY if is_city else RegionLevel.COUNTY
        found.append(FoundRegion(name, level, Span(start, end)))
    return tuple(sorted(found, key=lambda region: region.span))


def _find_known(folded: str) -> list[FoundRegion]:
    names = _load_names()
    found = []
    end = 0
    pairs = enumerate(map(operator.add, folded, folded[1:]))
    for position in [at for at, pair in pairs if pair in names]:
        if position < end:
            continue
        for name, region in names[folded[position : position + 2]]:
            if folded.startswith(name, position) and not _is_false_friend(folded, position, name):
                end = position + len(name)
                found.append(FoundRegion(region.name, region.level, Span(position, end)))
                break
    return found


# Where somebody says that he lives or works: there a district goes by its short name, too.
_LIVED_IN = re.compile(
    r"(?:我们?|家里?|户口|户籍|学籍|单位|学校|现在?|人|一直|都)(?:是|就)?[在住]"
    r"(?P<name>[\u4e00-\u9fff]{2,3}?)"
    r"(?=[,。;!?、]|上班|上学|读书?|念书|教书?|工作|居住|住|租|买|这边|这里|那边|的学校|$)"
)


def _find_lived_in(folded: str) -> list[FoundRegion]:
    found = []
    for said in _LIVED_IN.finditer(folded):
        district = find_region(f"{said['name']}区")
        everyday = said["name"] in _load_everyday()
        if district is not None and not everyday and find_region(said["name"]) is None:
            found.append(FoundRegion(district.name, district.level, Span(*said.span("name"))))
    return found


_AFTER_SHORT = re.compile(r"[东南西北中]?[路街巷道里弄]|[东南西北]站|大学|学院|银行|话|族|人民路")


def _is_false_friend(folded: str, position: int, name: str) -> bool:
    """Whether the name is part of other words here: 南京路, 经费县级, 市和县."""
    if name in _load_everyday():
        return position == 0 or folded[position - 1] != "市"
    if name == "和县" and position and folded[position - 1] in "省市县区州":
        return True
    if len(name) == 2 and name[1] == "县" and name[0] in _EVERYDAY_STEMS:
        return _AT_BOUNDARY.match(folded, position) is None
    if name[-1] in "省市县区州盟旗":
        return False
    if (
        len(name) == 2
        and name not in _load_provinces()
        and _AT_BOUNDARY.match(folded, position) is None
    ):
        return True  # 校长沙龙, 提高青年
    return _AFTER_SHORT.match(folded, position + len(name)) is not None


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


@functools.lru_cache(maxsize=20_000)  # names come from documents and questions
def find_region(name: str) -> KnownRegion | None:
    """The gazetteer's place of this full or short name, None where it holds none."""
    for known, region in _load_names().get(name[:2], ()):
        if known == name:
            return region
    return None
