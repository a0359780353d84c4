"""The region that a document is for, as far as its text says."""

import re
from collections import Counter

from ingest.clean import fold
from ingest.model import Region
from ingest.regions import RegionLevel, find_regions

_PREFIXES = {
    "京": "北京市",
    "津": "天津市",
    "沪": "上海市",
    "渝": "重庆市",
    "冀": "河北省",
    "晋": "山西省",
    "蒙": "内蒙古自治区",
    "内": "内蒙古自治区",
    "辽": "辽宁省",
    "吉": "吉林省",
    "黑": "黑龙江省",
    "苏": "江苏省",
    "浙": "浙江省",
    "皖": "安徽省",
    "闽": "福建省",
    "赣": "江西省",
    "鲁": "山东省",
    "豫": "河南省",
    "鄂": "湖北省",
    "湘": "湖南省",
    "粤": "广东省",
    "桂": "广西壮族自治区",
    "琼": "海南省",
    "川": "四川省",
    "黔": "贵州省",
    "滇": "云南省",
    "云": "云南省",
    "藏": "西藏自治区",
    "陕": "陕西省",
    "甘": "甘肃省",
    "青": "青海省",
    "宁": "宁夏回族自治区",
    "新": "新疆维吾尔自治区",
}
# A province's own numbers begin with its short name and one of these: 粤府, 陕办发, 云教.
_PROVINCIAL = re.compile(r"^[\u4e00-\u9fff](?:府|政|办|发|委|教|财|人社|字|厅|民|卫|规)")
_COPIED = re.compile(r"(?:抄送|抄报|报送|主送)\s{0,3}:[^\n]{0,200}")
_CITED_PLACE = re.compile(r"[《〈](?P<title>[^《》〈〉]{2,40})")
_BLANK = re.compile(
    r"(?P<name>(?:[xX×]{1,4}|_{2,8}|\*{2,8})\s?(?P<level>[省市县区]))(?=人民政府|政府|委|教育|教体|财政|(?:[xX×]{1,4}|_{2,8}|\*{2,8}))"
    r"|(?<=《)(?P<name2>(?:[xX×]{1,4}|_{2,8}|\*{2,8})\s?(?P<level2>[省市县区]))"
)


def find_region_of(names: str, text: str, numbers: tuple[str, ...], *, is_template: bool) -> Region:
    """The region named by the document's title and bodies, else by what its text says.

    `names` holds title, notice title and bodies. A higher level that only the text's cited
    documents or its copy list show is taken where they agree; nothing is concluded from a map.
    """
    if is_template:
        blank = _find_blanks(f"{names}\n{text}")
        if blank != Region():
            return blank
    province = _join_level(names, RegionLevel.PROVINCE)
    city = _join_level(names, RegionLevel.CITY)
    county = _join_level(names, RegionLevel.COUNTY)
    if not (province or city or county):
        province, city, county = _find_frequent(text)
    if province is None and not is_template:
        province = _find_upper_province(text, numbers)
    elif province is None:
        province = _find_prefixed(numbers)
    if city is None and county is not None:
        city = _find_copied_city(text)
    return Region(province, city, county)


def _join_level(names: str, level: RegionLevel) -> str | None:
    found = dict.fromkeys(place.name for place in find_regions(names) if place.level is level)
    return ";".join(found) or None


def _find_frequent(text: str) -> tuple[str | None, str | None, str | None]:
    """Places that the text speaks of throughout; a few mentions are examples."""
    counts: Counter[tuple[RegionLevel, str]] = Counter()
    for place in find_regions(text):
        if fold(text[place.span.start : place.span.end])[-1] in "省市县区州盟旗海京津庆":
            counts[place.level, place.name] += 1
    chosen: list[str | None] = []
    most = max(counts.values(), default=0)
    for level in (RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY):
        names = [
            name for (of, name), n in counts.items() if of is level and n >= 5 and n * 2 >= most
        ]
        chosen.append(";".join(names) or None)
    return chosen[0], chosen[1], chosen[2]


def _find_prefixed(numbers: tuple[str, ...]) -> str | None:
    found = {_PREFIXES[n[0]] for n in numbers if n[0] in _PREFIXES and _PROVINCIAL.match(n)}
    return found.pop() if len(found) == 1 else None


def _find_upper_province(text: str, numbers: tuple[str, ...]) -> str | None:
    prefixed = _find_prefixed(numbers)
    if prefixed is not None:
        return prefixed
    folded = fold(text)
    cited = "\n".join(found["title"] for found in _CITED_PLACE.finditer(folded))
    copied = "\n".join(found[0] for found in _COPIED.finditer(folded))
    names = {
        place.name
        for place in find_regions(f"{cited}\n{copied}")
        if place.level is RegionLevel.PROVINCE
    }
    return names.pop() if len(names) == 1 else None


def _find_copied_city(text: str) -> str | None:
    copied = "\n".join(found[0] for found in _COPIED.finditer(fold(text)))
    names = {place.name for place in find_regions(copied) if place.level is RegionLevel.CITY}
    return names.pop() if len(names) == 1 else None


def _find_blanks(text: str) -> Region:
    """Places whose names are left out, as written: xx 省, __市."""
    levels: dict[str, str] = {}
    for found in _BLANK.finditer(fold(text)):
        level = found["level"] or found["level2"]
        levels.setdefault("县" if level == "区" else level, found["name"] or found["name2"])
    return Region(levels.get("省"), levels.get("市"), levels.get("县"))
