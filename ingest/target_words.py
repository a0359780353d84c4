"""The words around a figure: which way it points, whether it is a target, what it counts."""

import re
from collections.abc import Iterator

from ingest.model import TargetDirection

# Anything that may hold a figure, and anything that may say a trend or another's level.
FIGURE = re.compile(
    r"\d|百分之|[二三四五六七八九十]+分之|[一二三四五六七八九]成|[一二三四五六七八九十百千两]+[所个名人次项间门元万亿]|不[低高少多]于|不超过|至少|以上|以内"
)
RATE = re.compile(r"大幅|逐年|逐步|逐渐|稳步|持续|不断|适[当度]|只增不减|只减不增")

# 达到高中招聘总额的30%: what a share is of may stand between.
_SHARE_OF = r"(?:(?!达到|不低于|不少于|不超过)[^,;。:]){0,24}?\s*"
_WORDS = (
    (r"(?:(?<![人户生平年])均|都|应|须|也)?(?:不得?|不能|不应)(?:少于|低于|小于)",
     TargetDirection.AT_LEAST),
    (r"(?:均|都)?(?:不得?|不能|不应)(?:超过|超出|高于|多于|大于|超)", TargetDirection.AT_MOST),
    (r"(?:控制在|限制在|(?:压减|压缩|压降|降低|减少|下降|缩短|降)(?:到|至)|上限为?|≤|小于|低于|少于)",
     TargetDirection.AT_MOST),
    (r"(?:分别)?(?:均|都|要|必须)?(?:达(?:到|(?![率标成产州人]))|突破|超过|高于|大于|多于|≥|(?:提高|提升|增加|增长|扩大|上升|提)(?:到|至)(?:每[人户生名年月日])*)",
     TargetDirection.AT_LEAST),
)  # fmt: skip
_CLOSE = (
    (re.compile(r"(?:最多|至多)[^\d,;。:]{0,8}$|最高(?:不超过)?\s*$"), TargetDirection.AT_MOST),
    (re.compile(r"(?:至少|最少)[^\d,;。:]{0,8}$|最低\s*$"), TargetDirection.AT_LEAST),
    (re.compile(r"(?:大?约|大概|近)\s*$"), TargetDirection.ABOUT),
)
_COUNT_BEFORE = (
    *((re.compile(rf"{w}(?:\s*[^\d,;。:]{{0,24}}?的)?\s*$"), d) for w, d in _WORDS),
    *_CLOSE,
)
_SHARE_BEFORE = (*((re.compile(rf"{w}{_SHARE_OF}$"), d) for w, d in _WORDS), *_CLOSE)
_RAISED = re.compile(r"(?:提高|提升|增加|增长|扩大|上升|提)[^,;。]{2,40}[到至]\s*$")
_LOWERED = re.compile(r"(?:降低|减少|下降|缩小|压减|缩短)[^,;。]{2,40}[到至]\s*$")
_SHARES = ("%", "‰", "倍")
AFTER = (
    (re.compile(r"\s*(?:及|或|和)?(?:以上|起步?(?!点))"), TargetDirection.AT_LEAST),
    (re.compile(r"\s*(?:及|或|和)?(?:以下|以内|之内|封顶)"), TargetDirection.AT_MOST),
    (re.compile(r"\s*(?:左右|上下)"), TargetDirection.ABOUT),
)
# Words that make a bare count something to be done, given or kept.
GOAL = re.compile(
    r"新建|建成|改扩建|改建|扩建|改造|创建|打造|培育|培养|引进|招聘|招录|招收|补充|遴选|选派|选拔|选聘|评选|评定|新增|增加|增设|设(?![计备施区])|配备|配足|配齐"
    r"|建设|完成|组建|设立|开发|培训|资助|奖励|发展|成立|认定|推出|举办|开展|组织|安排|扶持|支持|建立|实现|化解|减少|种植|采购|购置"
    r"|更新|提供|帮扶|结对|储备|覆盖|预算|投入|投资|新改|修建|改厕|治理|打通|维修|发放|补助|补贴|授予|表彰|表扬|慰问|规模|总量|总数|数量|名额|人数|为\s*$|达\s*$"
    r"|每(?:年|月|周|日|天|学期|学年|季度|名|个|校|所|生|人|班|位|户|乡|镇|村|间|百|千|万|县|家|节)"
)
_GROUP = (
    r"(?:教师|老师|学生|幼儿|儿童|人员|者|家庭|职工|干部|人才|企业|单位|学校|村小|小学|初中|园|户|对象|项目"
    r"|机构|老人|居民|部分|人数|班级|教学点|地区)"
)
_DESCRIBES = re.compile(
    rf"\s*的\s*[^,;。的]{{0,16}}{_GROUP}|\s*(?:的|者)\s*(?:[,;。:)]|$)|\s*(?:的)?(?:罚款|罚金|部分)"
)
_CONDITION = re.compile(
    r"(?:满|累计|连续|年满|获|凡|不足|未满|未达|逾期|不满|处|并处|出现|发现|发生|存在|超过|低于|高于|少于|(?:教龄|工龄|距离)[^,;。]{0,8})\s*$"
)
_LIMIT = re.compile(r"不[得能应]?(?:超过|低于|高于|少于)\s*$")
_CERTAIN = re.compile(r"(?:满|处|不足|未满|出现|发现|发生|存在)\s*$")
_BASELINE = re.compile(r"(?:由|从)[^,;。]{0,12}$")
_FORBIDDEN = re.compile(r"(?:不得|严禁|禁止|消除|化解|杜绝)[^,;。]{0,8}$")
_CHAINED = re.compile(rf"\s*[、或且和]\s*[^;。,]{{0,24}}的\s*[^,;。的]{{0,8}}{_GROUP}")
_HAN_NEXT = re.compile(r"\s*[\u4e00-\u9fff]")
_OUGHT = re.compile(r"应|须|必须|要|原则上|具[有备]|并有|从事|服务|至少|达")
_LEAD = re.compile(
    r"^(?:[\s•·—\-▲★、和及且]|以及|第[一二三四五六七八九十百]+条|\([一二三四五六七八九十\d]{1,3}\)|(?:用|在|今后)?\s?[\d一二三四五六七八九十]{1,3}\s?年(?:之|以)?内|“(?=[^”]*$)|[一二三四五六七八九]是|其中|其(?=[^他它])|(?:到\s?20\d\d\s?年(?:年(?=[底末初]))?(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?|[秋春]季?学期)?(?:底|末|初)?(?:之前|以前|前)?,?|20\d\d\s?年(?:年(?=[底末初]))?(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?|[秋春]季?学期)?(?:底|末|初|之前|以前|前|(?=实现|全面|力争|完成|建成|基本))+(?:之前|以前|前)?)(?=[^\s\d,])|[^、,;]{0,20}\d[^、,;]{0,12}、|每(?=年均)"
    r"|(?:确保|保证|努力|力争|争取|保持|实现|使|让|并(?=[^列联])|将(?=[^将])|预计|努力做到|做到|同时|切实|严格|落实|落实好|按照?)(?=[\u4e00-\u9fff“])"
    r"|\(?[一二三四五六七八九十\d]{1,3}\)?[、.\s]+)"
)
_TRAIL = re.compile(
    r"(?:[\s:“”的在]|(?<!可)以|(?<=[\u4e00-\u9fff])到\s?20\d\d\s?年(?:年?[底末])?|平均|力争|按照?每[\u4e00-\u9fff]{1,4}|由[^,;。]{1,16}(?:提高|增加|提升|上调|降低|减少|调整|扩大)(?:到|至|为)?|[由从][^,;。]{0,12}\d[\d.]*\s?[\u4e00-\u9fff%]{1,6}|(?<!达)[到至]|最[长多高低]|原则上|分别|(?<![人户生平年])均|都|应当?|须|必须|要|需|也|为|是|按照?|等|实现|保持(?:在)?|稳定(?:在)?|控制(?:在)?|达到?|不|每(?:人|生|名|年|月|日|学期|学年|户|次|周|天)+"
    r"|总共|共计?|合计|至少)$"
)
_BASE = re.compile(r"(?:应|须|要)?(?:按照?|以)[^,;。]{1,30}?(?:的|平均值|总[额量数]|额|基数)\s*$")
_MODIFIER_OF = re.compile(
    r"(?:的)?\s*(?:标准|比例|额度|幅度|规模|要求|数量|水平)\s*(?!进行|予以|执行|确定|拨付|计算)(?:给予|发放|核发)?(?P<rest>[^,;。、(:\d]{2,60})"
)
_NO_NOUN = re.compile(
    r"\s*(?:到|在|进行|用于|给予|从事|以|按|开展|确定|计算|核定|执行|发放|安排|列入|纳入|由|向|对|并|且|和|与|及|或|作为|给|为|参加|参与|完成|实行|实施"
    r"|享受|统筹|人民币|水平|设置|设立|核拨|拨付|支付|计|缴|左右|以|递增|增长|增加|内|之|不|即|也|都|均|组成|构成|值守|每|的\s*[,;。]|标准|比例|要求|者)"
)
_MEASURED = (
    r"(?:[率额费]|(?<![质力能])量|(?<!多)数|比例|比重|占比|经费|标准|投入|待遇|工资|薪酬|报酬|收入|规模|学位|补贴|补助|津贴|奖励?金|激励金|奖金|资金|预算|名额|面积|覆盖面|编制"
    r"|(?:工资|收入|待遇|保障|补助|供给)水平|支出)"
)
_STEP = r"(?:逐年|逐步|逐渐|稳步|持续|不断|适[当度](?:地)?|大幅(?:度)?)"
_UP, _DOWN = (
    r"提高|提升|增加|增长|扩大|上调|加大|增大|递增|上升",
    r"降低|减少|下降|压减|缩小|下调|递减",
)
_TREND_OF = re.compile(
    rf"{_STEP}(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?!到|至)(?:了)?(?P<what>(?:[^,;。:\d“”]|“[^”]{{1,12}}”){{1,40}}{_MEASURED})(?=[,;。:、和及与或并(”\s▢]|$)"
)
_TREND = re.compile(
    rf"(?P<what>[^,;。:\d]{{2,40}}?)(?:得到|实现)?{_STEP}(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?=[,;。]|$)"
)
_COUNTING = re.compile(r"(?:增加|增长|扩大|减少|下降|递增|递减|压减)$")
_NOT_LESS = re.compile(
    r"(?P<what>[^,;。:]{2,40}?)(?:两个|逐年|实现|确保|\s|“|”|要求|▢)*(?P<way>只增不减|只减不增)"
)
_RELATIVE = re.compile(
    r"(?P<word>不低于|不少于|不高于|不超过|高于|达到)(?P<what>(?=[^,;。:\d]{0,24}?(?:平均|当地|同[级类期等]|最低|上年|现行|全[县市省国区]|所在|公务员|本[县市省区]))"
    r"[^,;。:\d]{2,36}?(?:收入|工资|待遇|消费|支出|保障|生活)?(?:水平|标准|平均数|平均值|增[长]?幅度?|均值))"
)  # fmt: skip


def find_before(before: str, unit: str) -> tuple[TargetDirection, int] | None:
    """The direction that the words before a figure give, and where they begin."""
    for pattern, direction in _SHARE_BEFORE if unit in _SHARES else _COUNT_BEFORE:
        found = pattern.search(before)
        if found is not None:
            return direction, found.start()
    raised, lowered = _RAISED.search(before), _LOWERED.search(before)
    if raised is not None or lowered is not None:
        end = len(before.rstrip()) - 1
        return (TargetDirection.AT_LEAST if raised else TargetDirection.AT_MOST), end
    return None


def is_description(before: str, side: str, behind: str) -> bool:
    """Whether a figure only tells who or what is meant: 服务满5年的教师, 50人以下的村小.

    `side` is 以上 and the like behind the figure.
    """
    if _CONDITION.search(before) and not _LIMIT.search(before):
        goes = re.match(r"\s*[^,;。]{0,12}(?:的|后|者|以上|,|部分)", side + behind)
        if goes is not None or _CERTAIN.search(before):
            return True
    if _BASELINE.search(before) and re.match(
        r"\s*(?:提高|增加|提升|上调|降低|减少|调整|扩大)", behind
    ):
        return True
    limits = side.strip() or (_CONDITION.search(before) and not _LIMIT.search(before))
    if limits and _CHAINED.match(behind):
        return True
    if side.strip() and _FORBIDDEN.search(before):
        return True
    if side.strip() and _HAN_NEXT.match(behind) and not _NO_NOUN.match(behind):
        below = side.strip()[-1] in "下内" and not re.match(r"\s*的", behind)
        if below or not (GOAL.search(before) or _OUGHT.search(before)):
            return True
    stated = re.search(r"(?:不[得能应]?(?:少于|低于|超过|多于)|达到?|按照?.{0,16})\s*$", before)
    return stated is None and _DESCRIBES.match(behind) is not None


def tidy_before(plain: str, start: int, end: int) -> tuple[int, int]:
    """The range without date, verb of aiming and direction words at its ends; may be empty."""
    start = max(start, plain.rfind("其中", start, end) + 2 if "其中" in plain[start:end] else start)
    base = _BASE.search(plain[start:end])
    if base is not None:
        end = start + base.start()
    while True:
        while start < end and plain[start].isspace():
            start += 1
        found = _LEAD.match(plain[start:end])
        if found is None or not found.end():
            break
        start += found.end()
    while True:
        trail = _TRAIL.search(plain[start:end])
        if trail is None:
            break
        end = start + trail.start()
    return start, max(start, end)


def tidy_behind(
    plain: str, position: int, unit: str, *, forced: bool = False
) -> tuple[int, int] | None:
    """What is counted where it stands behind the figure: 3个教育集团, 3%的标准统筹….

    `forced` takes it whatever it is: nothing stands before the figure.
    """
    modified = _MODIFIER_OF.match(plain, position)
    if modified is not None:
        return _strip(plain, *modified.span("rest"))
    if not forced and unit in ("%", "‰", "") and not plain.startswith("的", position):
        return None
    at = position
    while at < len(plain) and (plain[at].isspace() or plain[at] == "的"):
        at += 1
    if not forced and _NO_NOUN.match(plain, at):
        return None
    end = at
    while end < len(plain) and plain[end] not in ",;。、(:!?▣" and not plain[end].isdigit():
        end += 1
    return _strip(plain, at, end) if len(plain[at:end].strip()) >= 2 else None


def _strip(plain: str, start: int, end: int) -> tuple[int, int]:
    while start < end and plain[end - 1].isspace():
        end -= 1
    while start < end and plain[start].isspace():
        start += 1
    return start, end


def find_trends(
    plain: str,
) -> Iterator[tuple[int, int, TargetDirection, tuple[int, int]]]:
    """What is to rise or fall without a figure: place, direction and place of what is counted."""
    for found in _TREND_OF.finditer(plain):
        end = found.end("what")
        if plain[end : end + 1].isdigit() or re.match(r"\s*(?:到|至|达|不)", plain[end:]):
            continue
        yield (*found.span(), _way(found), _strip(plain, *found.span("what")))
    for found in _TREND.finditer(plain):
        what = found["what"]
        counted = _COUNTING.search(found[0]) or re.search(_MEASURED + r"$", what)
        if counted and not re.search(rf"{_STEP}", what):
            place = tidy_before(plain, *found.span("what"))
            yield place[0], found.end(), _way(found), place
    for found in _NOT_LESS.finditer(plain):
        rising = found["way"] == "只增不减"
        place = tidy_before(plain, *found.span("what"))
        if place[1] - place[0] < 4:
            continue  # 做到“两个只增不减”: of what is not said
        way = TargetDirection.INCREASING if rising else TargetDirection.DECREASING
        yield place[0], found.end(), way, place


def _way(found: re.Match[str]) -> TargetDirection:
    return TargetDirection.INCREASING if found["up"] else TargetDirection.DECREASING


def find_relative(
    plain: str,
) -> Iterator[tuple[int, tuple[int, int], TargetDirection, tuple[int, int]]]:
    """Figures that are another's: 不低于全县平均水平; place, figure, direction, what is counted."""
    for found in _RELATIVE.finditer(plain):
        phrase = max(plain.rfind(mark, 0, found.start()) for mark in ",;。:▣") + 1
        digits = [at for at in range(phrase, found.start()) if plain[at].isdigit()]
        low = digits[-1] + 1 if digits else phrase
        before = plain[low : found.start()]
        subject = tidy_before(plain, low, found.start()) if not digits else (low, low)
        if re.match(r"的?\s*\d", plain[found.end() :]):
            continue  # a share of it: …标准的70%
        if re.search(r"(?:人|家庭|收入)[^,]{0,6}$", before) and found["word"] == "高于":
            continue  # a condition: 收入高于当地平均水平
        most = found["word"] in ("不高于", "不超过")
        direction = TargetDirection.AT_MOST if most else TargetDirection.AT_LEAST
        yield found.start(), found.span("what"), direction, subject
