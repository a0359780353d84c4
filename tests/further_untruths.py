"""Ways to make a true sentence untrue that no rule of verification was written for.

Each way takes a sentence and the clause around it and gives untrue sentences. `REPLACED` ways put
other words in the place of some; the rest take a sentence apart.
"""

import re
from collections.abc import Callable, Iterator

Way = Callable[[str, str], Iterator[str]]  # (sentence, clause) → untrue sentences

# way: (what stands there, what is put in its place), both ways where it says so
_BOTH: dict[str, tuple[tuple[str, str], ...]] = {
    "above and below": (("以上", "以下"), ("以内", "以外"), ("不足", "超过"), ("最高", "最低")),
    "may and must": (("可以", "应当"), ("可以", "必须"), ("应当", "可以"), ("鼓励", "要求")),
    "how often": (
        ("每月", "每年"),
        ("每学期", "每学年"),
        ("每周", "每月"),
        ("每季度", "每月"),
        ("每半年", "每年"),
        ("每两年", "每年"),
        ("每三年", "每年"),
        ("按月", "按学期"),
        ("按季度", "按月"),
    ),
    "once and every year": (("一次性", "每年"), ("一次性", "逐年")),
    "subject": (
        ("小学", "初中"),
        ("初中", "普通高中"),
        ("乡镇", "县城"),
        ("乡村", "城区"),
        ("城区", "农村"),
        ("寄宿生", "走读生"),
        ("公办", "民办"),
        ("在编", "编外"),
        ("教师", "学生"),
        ("班主任", "任课教师"),
        ("校长", "教研员"),
        ("硕士", "博士"),
        ("中度", "重度"),
        ("监护人", "班主任"),
        ("家长", "教师"),
    ),
    "place": (
        ("松棠县", "梨溪县"),
        ("澄岩县", "松棠县"),
        ("云河县", "石门区"),
        ("沅岭县", "柏溪县"),
        ("云梓县", "石泷县"),
        ("全县", "全州"),
        ("州级", "县级"),
        ("县级", "市级"),
        ("青禾市", "云梓县"),
    ),
    "before and after": (
        ("日前", "日后"),
        ("月底前", "月底后"),
        ("次月", "当月"),
        ("下一学期", "当学期"),
        ("之前", "之后"),
        ("期满", "期未满"),
        ("未满", "已满"),
    ),
    "opposite": (
        ("免费", "收费"),
        ("停发", "照发"),
        ("减半", "加倍"),
        ("上浮", "下浮"),
        ("提高", "降低"),
        ("增加", "减少"),
        ("公布", "保密"),
        ("合格", "优秀"),
        ("优先", "最后"),
        ("专职", "兼职"),
        ("牵头", "配合"),
        ("集中", "分散"),
        ("连续", "累计"),
        ("书面", "口头"),
        ("全额", "部分"),
        ("由县财政", "由学校"),
    ),
    "and or": (("或者", "并且"), ("同时", "分别"), ("任一", "全部")),
}
_ONE_WAY: dict[str, tuple[tuple[str, str], ...]] = {
    "negation dropped": (
        ("不得", "得"),
        ("不得", ""),
        ("不予", ""),
        ("不再", ""),
        ("未经", "经"),
        ("不享受", "享受"),
        ("不计入", "计入"),
        ("不受", "受"),
        ("不满", "满"),
        ("不纳入", "纳入"),
        ("严禁", ""),
        ("不排名", "排名"),
    ),
    "exception dropped": (
        (r"[，、]?[^，。；：、]{2,12}除外", ""),
        (r"除[^，。；]{2,14}外[，]?", ""),
        ("原则上", ""),
        ("一般", ""),
        ("确需[^，。；]{2,12}的，", ""),
    ),
    "unit": (
        (r"(?<=\d)万元", "元"),
        (r"(?<=\d)元", "万元"),
        (r"(?<=\d)%", "个百分点"),
        (r"(?<=\d)个百分点", "%"),
        (r"(?<=\d)学时", "课时"),
        (r"(?<=\d)课时", "小时"),
        (r"(?<=\d)(?:个)?工作日", "日"),
        (r"(?<=\d)分钟", "小时"),
        (r"(?<=\d)公里", "里"),
        (r"每生(?=每)", "每校"),
        (r"每人(?=每)", "每户"),
    ),
    "all or only added": (
        (r"^(?=[\u4e00-\u9fff]{2,10}(?:不|应当|可以|由|按))", "所有"),
        (r"^(?=[\u4e00-\u9fff]{4,})", "只有"),
        ("(?=应当|不得|可以)", "均"),
        ("(?=应当|不得|可以)", "一律"),
        (r"(?=给予|发放|享受|安排)", "仅"),
        (r"(?=给予|发放|享受|安排)", "无条件"),
        (r"(?=由[\u4e00-\u9fff]{2,12}(?:负责|牵头|承担))", "全部"),
    ),
    "status": (
        (r"^", "现行有效的规定是，"),
        (r"^", "已正式印发的文件规定，"),
        (r"^", "目前已经落实："),
        ("力争|逐步|争取", "已经"),
        ("(?<=[，。])(?=新增|新建|建成|完成)", "已"),
    ),
}


def _replace(pairs: tuple[tuple[str, str], ...]) -> Way:
    def change(sentence: str, clause: str) -> Iterator[str]:
        for old, new in pairs:
            for found in re.finditer(old, sentence):
                yield sentence[: found.start()] + new + sentence[found.end() :]

    return change


def swap_figures(sentence: str, clause: str) -> Iterator[str]:
    """Two figures of one unit in one sentence change places."""
    figures = [*re.finditer(r"\d[\d.]*(?=(万元|元|%|人|名|个|岁|年|天|日|课时|次|所)?)", sentence)]
    for one in figures:
        for other in figures:
            same = one[1] == other[1] and one[1] and one[0] != other[0]
            if same and one.start() < other.start():
                yield (
                    sentence[: one.start()]
                    + other[0]
                    + sentence[one.end() : other.start()]
                    + one[0]
                    + sentence[other.end() :]
                )


def borrow_figure(sentence: str, clause: str) -> Iterator[str]:
    """A figure of the same unit from elsewhere in the clause."""
    for here in re.finditer(r"\d[\d.]*(?=(万元|元|%|人|名|个|岁|天|课时|次|所))", sentence):
        for there in re.finditer(rf"\d[\d.]*(?={here[1]})", clause):
            if there[0] != here[0]:
                yield sentence[: here.start()] + there[0] + sentence[here.end() :]


def shift_year(sentence: str, clause: str) -> Iterator[str]:
    """A year one off."""
    for found in re.finditer(r"20\d\d(?=年|—|-)", sentence):
        for step in (-1, 1):
            year = str(int(found[0]) + step)
            yield sentence[: found.start()] + year + sentence[found.end() :]


def round_figure(sentence: str, clause: str) -> Iterator[str]:
    """A figure rounded, with or without 约."""
    for found in re.finditer(r"\d+\.\d+|\d{2,}", sentence):
        if sentence[found.end() : found.end() + 1] in "年月日号":
            continue
        value = float(found[0])
        step = 1 if "." in found[0] else 10 ** (len(found[0]) - 1)
        rounded = int((value + step / 2) // step * step)
        if rounded == value or rounded == 0:
            continue
        for word in ("约", "", "近", "超过"):
            yield f"{sentence[: found.start()]}{word}{rounded}{sentence[found.end() :]}"


def drop_condition(sentence: str, clause: str) -> Iterator[str]:
    """What limits whom it is true of, left out."""
    limit = (
        r"连续[\u4e00-\u9fff\d]{2,14}(?:且|的|，)|[\u4e00-\u9fff\d]{0,6}考核[\u4e00-\u9fff]{2,8}的|"
        r"经[\u4e00-\u9fff]{2,14}(?:批准|同意|审核|审批)(?:后)?，?|"
        r"(?<=[，。：；])[^，。：；]{3,20}(?:的|(?<![学课小])时|后)，|^[^，。：；]{3,20}的，|"
        r"符合[^，。；]{2,14}(?:的|，)|[\u4e00-\u9fff]{0,4}满[\d一二三四五六七八九十]+[\u4e00-\u9fff]{1,3}的"
    )
    for found in re.finditer(limit, sentence):
        rest = sentence[: found.start()] + sentence[found.end() :]
        if len(rest) > 8:
            yield rest


def join_clauses(sentence: str, clause: str) -> Iterator[str]:
    """The beginning of this sentence with the end of another of the clause."""
    if not sentence.rstrip().endswith(("。", "；")):
        return  # a heading may open what stands under it
    begins = re.split("[，：]", sentence)[0].rstrip("。；")
    for other in re.findall(r"[^。；]+[。；]", clause):
        parts = re.split("，", other)
        if (
            other.strip() not in sentence
            and begins not in other
            and "：" not in parts[-1]
            and len(parts) > 1
            and 4 <= len(begins) <= 30
        ):
            yield f"{begins}，{parts[-1]}"
            yield f"{begins}{parts[-1]}"


def swap_ends(sentence: str, clause: str) -> Iterator[str]:
    """Who does it and to whom, changed about."""
    ends = (
        r"(?:^|(?<=[，。；、]))([\u4e00-\u9fff]{2,8})(向|对|报)([\u4e00-\u9fff]{2,6}?)"
        "(?=提|报|发|给|批|备)"
    )
    for found in re.finditer(ends, sentence):
        one, joint, other = found[1], found[2], found[3]
        yield sentence[: found.start()] + other + joint + one + sentence[found.end() :]


def _two_ways(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        dict.fromkeys(pair for one, other in pairs for pair in ((one, other), (other, one)))
    )


WAYS: dict[str, Way] = {
    **{name: _replace(_two_ways(pairs)) for name, pairs in _BOTH.items()},
    **{name: _replace(pairs) for name, pairs in _ONE_WAY.items()},
    "figures swapped": swap_figures,
    "figure of another": borrow_figure,
    "year one off": shift_year,
    "rounded": round_figure,
    "condition dropped": drop_condition,
    "two sentences joined": join_clauses,
    "who and whom": swap_ends,
}
