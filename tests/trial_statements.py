"""Invented clauses with statements that are true of them, and eight ways to make one untrue."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from ingest.model import Region
from tests.clauses import make_document, make_hit
from vectorstore.model import Hit

CLOUD = make_document(
    1,
    "云河县乡村教师补助实施办法",
    document_number="云政办发〔2024〕9号",
    body="云河县人民政府办公室",
    region=Region(county="云河县"),
)
HILL = make_document(
    2,
    "山河县教育高质量发展十条措施",
    document_number="山教发〔2023〕21号",
    body="山河县教育局",
    region=Region(county="山河县"),
)
STONE = make_document(
    3,
    "石门区学生资助管理规定",
    document_number="石政规〔2022〕3号",
    body="石门区人民政府",
    region=Region(county="石门区"),
)

# (document, label, heading, text, true statements)
_CLAUSES = (
    (
        CLOUD,
        "第四条",
        "补助标准",
        "乡镇中心学校教师每人每月补助300元，村小和教学点教师每人每月补助500元，任教满10年以上的"
        "另加200元。补助资金全县每年不低于700万元。",
        (
            "乡镇中心学校教师每人每月补助300元",
            "村小和教学点教师每人每月补助500元",
            "乡镇中心学校教师每人每月补助300元，村小和教学点教师每人每月补助500元。",
            "任教满10年以上的另加200元。",
            "补助资金全县每年不低于700万元。",
            "全县每年补助资金不低于700万元。",
            "村小和教学点教师的补助为每人每月500元。",
        ),
    ),
    (
        CLOUD,
        "第五条",
        "资金发放",
        "补助按月打卡发放，每月15日前由云河县财政局拨付到位。任何单位和个人不得截留、挪用补助资金。"
        "不在岗人员不予发放。",
        (
            "补助按月打卡发放，每月15日前由云河县财政局拨付到位。",
            "每月15日前由云河县财政局拨付到位。",
            "任何单位和个人不得截留、挪用补助资金。",
            "不在岗人员不予发放。",
            "补助资金不得截留、挪用。",
            "不在岗人员不予发放补助。",
        ),
    ),
    (
        CLOUD,
        "第六条",
        "职责分工",
        "由云河县教育体育局牵头，云河县财政局、云河县人力资源和社会保障局配合，王建国任工作专班组长。"
        "教育体育局负责核定人数，财政局负责安排资金。",
        (
            "由云河县教育体育局牵头，云河县财政局、云河县人力资源和社会保障局配合。",
            "王建国任工作专班组长。",
            "教育体育局负责核定人数，财政局负责安排资金。",
            "财政局负责安排资金。",
            "工作专班组长为王建国。",
            "牵头的是云河县教育体育局。",
        ),
    ),
    (
        CLOUD,
        "第九条",
        "附则",
        "本办法自2024年5月1日起施行，有效期5年，由云河县教育体育局负责解释。"
        "2019年3月10日印发的《云河县教师补助暂行办法》同时废止。",
        (
            "本办法自2024年5月1日起施行，有效期5年。",
            "本办法自2024年5月1日起施行，有效期5年，由云河县教育体育局负责解释。",
            "本办法由云河县教育体育局负责解释。",
            "2019年3月10日印发的《云河县教师补助暂行办法》同时废止。",
            "该办法从2024年5月1日起施行，有效期为5年。",
        ),
    ),
    (
        HILL,
        "一",
        "推行校长职级制",
        "一、推行校长职级制。实施校长职级制和任期制，每届任期3年，同一学校任职不超过2届。"
        "校长年终考核优秀等次比例不超过20%。",
        (
            "实施校长职级制和任期制，每届任期3年，同一学校任职不超过2届。",
            "校长每届任期3年。",
            "同一学校任职不超过2届。",
            "校长年终考核优秀等次比例不超过20%。",
            "校长在同一学校任职不超过2届。",
        ),
    ),
    (
        HILL,
        "二",
        "落实双减",
        "二、落实“双减”。义务教育学校起始年级班额不超过45人，普通高中不超过50人。"
        "小学家庭作业时间不超过60分钟，一、二年级不得布置书面家庭作业。",
        (
            "义务教育学校起始年级班额不超过45人，普通高中不超过50人。",
            "义务教育学校起始年级班额不超过45人。",
            "小学家庭作业时间不超过60分钟。",
            "一、二年级不得布置书面家庭作业。",
            "小学一、二年级不得布置书面家庭作业。",
        ),
    ),
    (
        HILL,
        "三",
        "提高教师待遇",
        "三、提高教师待遇。乡镇学校教师每人每月补助400元，其中连续任教满5年以上的教师可以优先评聘"
        "高级职称。",
        (
            "乡镇学校教师每人每月补助400元。",
            "连续任教满5年以上的教师可以优先评聘高级职称。",
            "乡镇学校教师每人每月补助400元，其中连续任教满5年以上的教师可以优先评聘高级职称。",
            "连续任教满5年以上的乡镇学校教师可以优先评聘高级职称。",
        ),
    ),
    (
        HILL,
        "四",
        "扩大学位供给",
        "四、扩大学位供给。到2025年，学前教育毛入园率达到95%以上，普惠性幼儿园覆盖率不低于85%，"
        "新增公办学位1200个。",
        (
            "到2025年，学前教育毛入园率达到95%以上。",
            "普惠性幼儿园覆盖率不低于85%，新增公办学位1200个。",
            "新增公办学位1200个。",
            "到2025年，普惠性幼儿园覆盖率不低于85%。",
            "到2025年新增公办学位1200个。",
        ),
    ),
    (
        HILL,
        "五",
        "守牢安全底线",
        "五、守牢安全底线。学校应当每学期至少开展2次安全演练，食堂应当实行校长陪餐制。"
        "禁止学校向学生推销商品。",
        (
            "学校应当每学期至少开展2次安全演练，食堂应当实行校长陪餐制。",
            "学校应当每学期至少开展2次安全演练。",
            "食堂应当实行校长陪餐制。",
            "禁止学校向学生推销商品。",
        ),
    ),
    (
        STONE,
        "第七条",
        "资助标准和申请",
        "家庭经济困难的寄宿生，小学每人每年资助1000元，初中每人每年资助1250元。"
        "申请人须在每年9月30日前向就读学校提出书面申请，学校应当在10个工作日内审核完毕。",
        (
            "家庭经济困难的寄宿生，小学每人每年资助1000元，初中每人每年资助1250元。",
            "家庭经济困难的寄宿生，初中每人每年资助1250元。",
            "申请人须在每年9月30日前向就读学校提出书面申请。",
            "学校应当在10个工作日内审核完毕。",
            "家庭经济困难的小学寄宿生每人每年资助1000元。",
        ),
    ),
    (
        STONE,
        "第八条",
        "取消资格",
        "有下列情形之一的，取消资助资格：（一）提供虚假材料的；（二）无故旷课累计20课时以上的；"
        "（三）户籍迁出石门区的。",
        (
            "提供虚假材料的，取消资助资格。",
            "无故旷课累计20课时以上的，取消资助资格。",
            "户籍迁出石门区的，取消资助资格。",
            "有下列情形之一的，取消资助资格：（一）提供虚假材料的；（二）无故旷课累计20课时以上的；"
            "（三）户籍迁出石门区的。",
        ),
    ),
    (
        STONE,
        "第十一条",
        "公示",
        "资助名单由学校公示，公示时间不少于5个工作日；公示期间不得公布学生身份证号码、家庭住址等"
        "个人信息。",
        (
            "资助名单由学校公示，公示时间不少于5个工作日。",
            "公示时间不少于5个工作日。",
            "公示期间不得公布学生身份证号码、家庭住址等个人信息。",
            "资助名单的公示时间不少于5个工作日。",
        ),
    ),
    (
        STONE,
        "第十二条",
        "奖励",
        "区教育局每年安排专项经费三百万元，用于奖励资助工作先进学校，每校奖励不超过5万元。",
        (
            "区教育局每年安排专项经费三百万元，用于奖励资助工作先进学校。",
            "每校奖励不超过5万元。",
            "资助工作先进学校每校奖励不超过5万元。",
            "区教育局每年安排专项经费300万元。",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class TrueStatement:
    """`body` is true of the clause; `lead_in` only says where it stands."""

    hit: Hit
    lead_in: str
    body: str
    quote: str

    @property
    def text(self) -> str:
        return self.lead_in + self.body


HITS = tuple(
    make_hit(document, n, text, label=label, heading=heading, rank=n + 1)
    for n, (document, label, heading, text, _) in enumerate(_CLAUSES)
)
BODIES = tuple(
    (hit, body) for hit, clause in zip(HITS, _CLAUSES, strict=True) for body in clause[4]
)


def name_clause(hit: Hit) -> str:
    label = hit.passage.label
    return label if label.startswith("第") else f"第{label}条"


def lead_ins(hit: Hit) -> tuple[str, ...]:
    title, number = hit.document.title, hit.document.metadata.document_number
    return (
        "",
        f"根据《{title}》{name_clause(hit)}，",
        f"《{title}》规定，",
        f"《{title}》（{number}）{name_clause(hit)}规定：",
        f"按照{name_clause(hit)}，",
    )


def quotes(hit: Hit, body: str) -> tuple[str, ...]:
    """The clause, and the sentence of it that is nearest to the statement."""
    sentences = re.findall(r"[^。]+。", hit.passage.text)
    nearest = max(sentences, key=lambda s: len({*pairwise(s)} & {*pairwise(body)}))
    return (hit.passage.text, nearest)


def draw_true(source: random.Random) -> TrueStatement:
    hit, body = source.choice(BODIES)
    return TrueStatement(hit, source.choice(lead_ins(hit)), body, source.choice(quotes(hit, body)))


Change = Callable[[str, str, random.Random], str | None]  # (body, clause, source) → untrue body


def _replace_one(
    body: str, pairs: tuple[tuple[str, str], ...], source: random.Random
) -> str | None:
    fitting = [(found, new) for old, new in pairs for found in re.finditer(old, body)]
    if not fitting:
        return None
    found, new = source.choice(fitting)
    return body[: found.start()] + new + body[found.end() :]


def change_number(body: str, clause: str, source: random.Random) -> str | None:
    """Another figure: ten times, one more, one less, or one that the clause has elsewhere."""
    figures = [f for f in re.finditer(r"\d+", body) if body[f.end() : f.end() + 1] not in "年月日"]
    if not figures:
        return None
    found = source.choice(figures)
    value = int(found[0])
    elsewhere = [int(f) for f in re.findall(r"\d+", clause) if int(f) != value]
    new = source.choice([value * 10, value + 1, max(value - 1, 0), value * 2, *elsewhere])
    return f"{body[: found.start()]}{new}{body[found.end() :]}"


def change_unit(body: str, clause: str, source: random.Random) -> str | None:
    pairs = (
        (r"(?<=\d)万元", "元"),
        (r"(?<=\d)万元", "亿元"),
        (r"(?<=\d)元", "万元"),
        ("每人每月", "每人每年"),
        ("每人每年", "每人每月"),
        (r"(?<=\d)分钟", "小时"),
        (r"(?<=\d)个工作日", "个月"),
        (r"(?<=\d)课时", "天"),
        (r"(?<=\d)届", "年"),
        (r"(?<=\d)%", "人"),
        (r"(?<=期)5年", "5个月"),
        (r"(?<=任期)3年", "3个月"),
        (r"(?<=\d)人", "个班"),
    )
    return _replace_one(body, pairs, source)


def change_date(body: str, clause: str, source: random.Random) -> str | None:
    pairs = (
        ("2024年5月1日", "2025年5月1日"),
        ("2024年5月1日", "2024年6月1日"),
        ("2024年5月1日", "2024年5月10日"),
        ("2024年5月1日", "2019年3月10日"),
        ("2019年3月10日", "2018年3月10日"),
        ("2019年3月10日", "2019年10月3日"),
        ("2019年3月10日", "2024年5月1日"),
        ("到2025年", "到2026年"),
        ("到2025年", "到2035年"),
        ("9月30日", "10月30日"),
        ("9月30日", "9月3日"),
        ("15日前", "25日前"),
        ("有效期(为)?5年", "有效期3年"),
    )
    return _replace_one(body, pairs, source)


def change_name(body: str, clause: str, source: random.Random) -> str | None:
    pairs = (
        ("云河县", "山河县"),
        ("云河县", "石门区"),
        ("石门区", "云河县"),
        ("王建国", "李建国"),
        ("王建国", "王建军"),
        ("教育体育局", "人力资源和社会保障局"),
        ("财政局", "审计局"),
        ("教育局", "财政局"),
        ("财政局", "教育体育局"),
        ("乡镇中心学校", "城区学校"),
        ("村小和教学点", "县城小学"),
        ("幼儿园", "高中"),
        ("就读学校", "区教育局"),
        ("寄宿生", "走读生"),
    )
    return _replace_one(body, pairs, source)


def change_negation(body: str, clause: str, source: random.Random) -> str | None:
    pairs = (
        ("不得", "可以"),
        ("不得", "应当"),
        ("不予", "予以"),
        ("不在岗", "在岗"),
        ("禁止", "允许"),
        ("禁止", "鼓励"),
        ("应当", "不得"),
        ("应当", "可以不"),
        ("可以", "不得"),
        ("可以", "应当"),
        ("取消", "不取消"),
        ("同时废止", "不废止"),
        ("负责", "不负责"),
    )
    return _replace_one(body, pairs, source)


def change_direction(body: str, clause: str, source: random.Random) -> str | None:
    pairs = (
        ("以上", "以下"),
        ("以上", ""),
        ("不低于", "不高于"),
        ("不低于", "低于"),
        ("不低于", "最多"),
        ("不少于", "不超过"),
        ("不少于", "少于"),
        ("不超过", "不少于"),
        ("不超过", "超过"),
        ("不超过", "至少"),
        ("至少", "至多"),
        ("至少", "不超过"),
    )
    return _replace_one(body, pairs, source)


CHANGES: dict[str, Change] = {
    "number": change_number,
    "unit": change_unit,
    "date": change_date,
    "name": change_name,
    "negation": change_negation,
    "direction": change_direction,
}


def alter_quote(quote: str, source: random.Random) -> str:
    """The quote with one letter or figure of it doubled, lost or exchanged."""
    places = [n for n, c in enumerate(quote) if c.isalnum()]
    place = source.choice(places)
    new = source.choice(["", quote[place] + "另", "某", "9" if quote[place] != "9" else "8"])
    if not new and quote[place] in quote[place - 1 : place] + quote[place + 1 : place + 2]:
        new = "某"
    if new == "" and place in (places[0], places[-1]):
        new = "某"
    return quote[:place] + new + quote[place + 1 :]


# True words put together untruly, or cut so that their meaning turns: (clause, statement).
STITCHED = (
    (0, "乡镇中心学校教师：每人每月补助500元。"),
    (0, "村小和教学点教师（每人每月补助300元）"),
    (0, "任教满10年以上的：每人每月补助500元"),
    (1, "不在岗人员：予发放。"),
    (1, "云河县财政局：截留、挪用补助资金。"),
    (2, "云河县财政局牵头；云河县教育体育局、云河县人力资源和社会保障局配合。"),
    (2, "教育体育局：负责安排资金。财政局：负责核定人数。"),
    (2, "王建国负责安排资金。"),
    (3, "《云河县教师补助暂行办法》自2024年5月1日起施行。"),
    (3, "本办法：2019年3月10日印发。"),
    (4, "同一学校任职：超过2届。"),
    (4, "校长年终考核优秀等次比例：超过20%。"),
    (5, "义务教育学校起始年级班额：不超过50人。"),
    (5, "普通高中：班额不超过45人。"),
    (5, "义务教育学校起始年级班额：超过45人。"),
    (6, "乡镇学校教师：可以优先评聘高级职称。"),
    (7, "学前教育毛入园率：不低于85%。"),
    (7, "普惠性幼儿园覆盖率：达到95%以上。"),
    (9, "小学：每人每年资助1250元。"),
    (9, "初中：每人每年资助1000元。"),
    (11, "公示期间：公布学生身份证号码、家庭住址等个人信息。"),
    (11, "公示时间：少于5个工作日。"),
    (12, "每校奖励：三百万元。"),
    (12, "专项经费：不超过5万元。"),
    (12, "每校奖励：超过5万元。"),
)
