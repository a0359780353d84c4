"""Departments' names: told apart in running text, and joined where two mean the same one."""

import re

from ingest.clean import fold
from ingest.model import Region
from ingest.regions import find_regions, shorten_name

# How the name of a department or body ends that can be given a task.
ENDINGS = (
    r"(?:[局委办部科股室处厅署队所院站校园联团会组社]|中心|组织|部门|政府|街道|街道办|乡镇|单位|银行|公司|基地|教研机构|学院|大学"
    r"|(?:乡镇|镇街?|乡|街道|园区|科室|股室|学校|部门|单位)\([^()]{1,8}\))"
)
_LEVEL = re.compile(
    r"^(?:中共)?(?:本|我|全|该|各)?(?P<level>[省市县区州旗](?!场|监局))(?:(?:人民政府|政府)(?!办)(?=[\u4e00-\u9fff]{2}))?"
    r"(?=[\u4e00-\u9fff]{2})(?!政(?!府|法委)|委$)"
)
# 县委宣传部 is the 宣传部; 县委办 is no 办公室 of just anybody.
_PARTY = re.compile(r"^委(?=(?:宣传|组织|统战|社会工作)部|政法委|党校|网信办|巡察办|督查室)")
_YOUTH = re.compile(r"^团(?P<level>[省市县区州旗])委$")
_MARK = re.compile(
    r"^(?:[▲★]|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十\d]{1,3}[、.])+"
)
_COMMON = (
    ("共青团", "团"),
    ("医疗保障", "医保"),
    ("应急管理", "应急"),
    ("退役军人事务", "退役军人"),
    ("行政审批服务", "行政审批"),
    ("科学技术局", "科技局"),
    ("城市管理综合执法", "城管"),
    ("城市管理", "城管"),
    ("民族宗教事务", "民宗"),
    ("国有资产监督管理", "国资"),
    ("科学技术协会", "科协"),
    ("工商业联合会", "工商联"),
    ("供销合作社联合社", "供销社"),
    ("供销合作联社", "供销社"),
    ("住房公积金管理中心", "公积金中心"),
    ("林业和草原", "林草"),
    ("疾病预防控制", "疾控"),
    ("自然资源和规划", "自然资源规划"),
    ("文化广电和旅游", "文广旅"),
    ("文化广电旅游", "文广旅"),
    ("教育科学技术体育", "教科体"),
    ("教育科技体育", "教科体"),
    ("教科文体", "教科体"),
    ("教育科技", "教科"),
    ("教育和体育", "教体"),
    ("教育体育", "教体"),
    ("发展和改革", "发改"),
    ("发展改革", "发改"),
    ("人力资源和社会保障", "人社"),
    ("人力资源社会保障", "人社"),
    ("住房和城乡建设", "住建"),
    ("住房城乡建设", "住建"),
    ("卫生健康", "卫健"),
    ("卫生和计划生育", "卫计"),
    ("市场监督管理", "市监"),
    ("市场监管", "市监"),
    ("农业农村", "农"),
    ("文化和旅游", "文旅"),
    ("文化旅游", "文旅"),
    ("工业和信息化", "工信"),
    ("经济发展", "经发"),
    ("机构编制委员会办公室", "编办"),
    ("委编办", "编办"),
    ("交通运输", "交通"),
    ("残疾人联合会", "残联"),
    ("妇女联合会", "妇联"),
    ("委员会", "委"),
    ("办公室", "办"),
    ("人民政府", "政府"),
)

# What people still call a department, or what it is called next door; one county has one of them.
_FAMILIES = (
    ("教育局", "教体局", "教科局", "教科体局", "教育委"),
    ("卫健局", "卫计局", "卫生局", "卫健委"),
    ("农局", "农业局", "农委"),
    ("市监局", "工商局", "市场局"),
    ("自然资源局", "自然资源规划局", "国土局"),
    ("文旅局", "文广旅局", "文化局"),
    ("发改局", "发改委"),
    ("住建局", "建设局", "城建局"),
    ("应急局", "安监局"),
    ("工信局", "经信局"),
)
_FAMILY_OF = {name: family for family in _FAMILIES for name in family}
_OFFICE = re.compile(r"[局委办]$")


def list_spoken(core: str) -> tuple[str, ...]:
    """What people call a department of this short form: 人社局, 人社部门; 教体局, 教育局.

    >>> list_spoken("人社局")
    ('人社局', '人社部门', '人社那边')
    """
    family = _FAMILY_OF.get(core, (core,))
    stems = [_OFFICE.sub("", name) for name in family if _OFFICE.search(name) and len(name) > 2]
    spoken = (f"{stem}{end}" for stem in stems for end in ("部门", "那边"))
    return tuple(dict.fromkeys((core, *family, *spoken)))


def departments_match(a: str, b: str) -> bool:
    """Whether both names can mean the same department.

    A name without its place fits any place; two different places or levels never match.

    >>> departments_match("县教体局", "会泽县教育体育局"), departments_match("财务股", "县财政局")
    (True, False)
    """
    place_a, level_a, core_a = _analyse(a)
    place_b, level_b, core_b = _analyse(b)
    if core_a != core_b:
        return False
    if place_a and place_b:
        return place_a == place_b
    return not (level_a and level_b) or level_a == level_b


def same_department(asked: str, written: str, region: Region) -> bool:
    """Whether a department as asked for is the one written in a document of `region`.

    A name without its place means the document's own: 县教体局 in a document of one county is
    that county's. Where the region is not known, the name alone decides.

    >>> here = Region(county="会泽县")
    >>> same_department("会泽县教体局", "县教育体育局", here)
    True
    >>> same_department("龙川县教体局", "县教育体育局", here)
    False
    """
    place, level, core = _analyse(asked)
    written_place, written_level, written_core = _analyse(written)
    if core != written_core and written_core not in _FAMILY_OF.get(core, ()):
        return False
    home = written_place or _find_home(written_level, region)
    if place and home:
        return shorten_name(place) == shorten_name(home)
    if place:
        return written_level is None or place[-1] == written_level
    if not level:
        return True
    written_level = written_level or (home[-1] if home else None)
    return written_level is None or level == written_level


def read_department(name: str) -> tuple[str, bool]:
    """The common short form without place and level, and whether it ends as departments do.

    >>> read_department("县人力资源和社会保障局"), read_department("岳秋白")
    (('人社局', True), ('岳秋白', False))
    """
    core = _analyse(name)[2]
    return core, re.search(rf"{ENDINGS}$", core) is not None


def shorten_departments(text: str) -> str:
    """A text with the long parts of departments' names in their common short form.

    >>> shorten_departments("由县教育体育局牵头")
    '由县教体局牵头'
    """
    words = fold(text)
    for full, short in _COMMON:
        words = words.replace(full, short)
    return words


def _find_home(level: str | None, region: Region) -> str | None:
    """The place that a relative name (县, 本市, none) means in a document of `region`."""
    county, city, province = (
        name if name and re.fullmatch(r"[\u4e00-\u9fff]{2,14}", name) else None
        for name in (region.county, region.city, region.province)
    )
    if level is None:
        return county or city or province
    for name in (county, city, province):
        if name and name[-1] == level:
            return name
    return {"县": county, "区": county, "旗": county, "州": city, "省": province}.get(level)


def _analyse(name: str) -> tuple[str | None, str | None, str]:
    """The place, its level and the common short form of the rest."""
    words = _MARK.sub("", "".join(fold(name).split())).removeprefix("中共")
    words = words.removeprefix("国家税务总局")
    if words.startswith("各"):
        words = re.sub(r"[()、]", "", words)  # 各乡镇(街道), 各乡镇、街道
    words = re.sub(r"^\(([省市县区州旗])\)", r"\1", words)
    words = _YOUTH.sub(r"\g<level>团委员会", words)
    words = re.sub(r"^共青团(.+?)委(?:员会)?$", r"\1团委员会", words)
    place: str | None = None
    level: str | None = None
    for region in find_regions(words):
        if region.span.start == 0 and region.span.end < len(words):
            place, level = region.name, region.name[-1]
            words = words[region.span.end :]
            break
    found = _LEVEL.match(words) if place is None else None
    if found is not None:
        level, words = found["level"], words[found.end("level") :]
    words = _PARTY.sub("", words)
    for full, short in _COMMON:
        words = words.replace(full, short)
    return place, level, words
