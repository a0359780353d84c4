"""What sort of answer a question asks for, and whether a text holds an answer of that sort.

Wider than `assistant.reading.kinds`, and softer: nothing is decided here, the evidence score
weighs it.
"""

import re
from dataclasses import dataclass

from ingest.quantities import Quantity, find_quantities


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of answer: how a question asks for it, and what a text that gives it holds."""

    name: str
    label: str  # in Chinese; "" for one that is too wide to be said to lack
    asks: re.Pattern[str]
    holds: re.Pattern[str] | None  # None: figures alone hold it
    units: frozenset[str] = frozenset()


_LABELS = {
    "money": "具体数额",
    "percent": "具体比例",
    "fine": "罚款或处罚",
    "prison": "刑事责任或拘留",
    "compensation": "赔偿或补偿",
    "refund": "退费或退还",
    "appeal": "投诉、举报或起诉的途径",
    "days": "具体期限",
    "years": "年限",
    "date": "具体时间",
    "age": "年龄",
    "times": "次数",
    "people": "人数",
    "count": "具体数量",
    "measure": "面积、距离等数值",
    "where": "办理地点",
    "contact": "联系方式",
    "names": "名单",
    "materials": "所需材料",
    "procedure": "办理程序",
    "reward": "奖励",
    "subsidy": "补贴或补助",
    "pay": "工资待遇",
    "recent": "当年的实际情况",
}


def _sort(name: str, asks: str, holds: str | None, *units: str) -> Sort:
    return Sort(
        name,
        _LABELS.get(name, ""),
        re.compile(asks),
        re.compile(holds) if holds else None,
        frozenset(units),
    )


_ANY = r"多少|几|好多"

SORTS: tuple[Sort, ...] = (
    _sort(
        "money",
        rf"(?:{_ANY})\S{{0,3}}(?:钱|元|块|万|亿|工资)|(?:补|奖|罚|赔|收|交|发|领|拿|退|给)\S{{0,4}}(?:{_ANY})(?![天年月个次名人])|标准是|金额",
        None,
        "元",
    ),
    _sort(
        "percent",
        rf"比例|百分之|(?:{_ANY})成|几折|率\S{{0,3}}(?:{_ANY})|几个点",
        r"百分之|分之|[半倍]",
        "%",
        "百分点",
        "倍",
    ),
    _sort("fine", r"罚(?!不罚)|挨罚|受罚", r"罚款|罚金|处罚|没收"),
    _sort("prison", r"坐牢|判(?:几|刑|多)|拘|犯罪|犯法|抓", r"刑事|犯罪|拘留|徒刑|治安管理处罚"),
    _sort(
        "discipline",
        r"处分|开除|撤(?:职|了)?|免职|丢(?:官|饭碗)|追责|处理|后果|会(?:怎么|咋)?样",
        r"处分|开除|撤|免职|问责|责任|通报|取消|追究|责令|警告",
    ),
    _sort("compensation", r"赔|偿", r"赔偿|补偿|赔|民事责任|承担"),
    _sort(
        "refund",
        r"退(?:钱|费|款|回|不退|多少|吗|给|还)|返还|要回",
        r"退还|退费|返还|退回|清退|退款|追回|退",
    ),
    _sort(
        "appeal",
        r"告|投诉|举报|打官司|申诉|复议|起诉|评理|不服",
        r"投诉|举报|起诉|诉讼|仲裁|复议|申诉|控告|检举|人民法院|信访",
    ),
    _sort(
        "days",
        rf"(?:{_ANY})(?:个)?(?:工作日|天|日|小时|钟头|分钟|个月)|多久|多长时间|期限|时效|时限",
        r"即时|当日|当天|立即|当场|随时",
        "天",
        "日",
        "小时",
        "分钟",
        "个月",
        "工作日",
        "周",
    ),
    _sort(
        "years",
        rf"(?:{_ANY})年|年限(?![额量制价定度])|任期|一届|有效期|多久",
        r"长期|终身",
        "年",
        "周年",
        "学年",
        "届",
    ),
    _sort(
        "date",
        r"什么时候|啥时候|何时|哪[年月天日]|几[月号]|月份|截止|什么时间",
        r"每[年月季]|定期|期间|之日|届满",
        "年",
        "月",
        "日",
    ),
    _sort("age", r"几岁|多大岁|岁数|多大年纪|年龄", r"年龄", "岁", "周岁"),
    _sort(
        "times", rf"(?:{_ANY})[次回趟遍场]|多久一[次回]|频次", r"每[年月周日天季]|定期", "次", "场"
    ),
    _sort("people", rf"(?:{_ANY})(?:个)?(?:名|人|位|娃|学生|老师|孩子)", None, "人"),
    _sort(
        "count",
        rf"(?:{_ANY})(?:个|所|家|项|套|台|间|本|条|样|种|张|辆|节|门|份|册|床|班)",
        None,
        "个",
        "所",
        "家",
        "项",
        "套",
        "台",
        "间",
        "本",
        "条",
        "张",
        "辆",
        "节",
        "门",
        "份",
        "册",
        "床",
        "班",
        "课时",
        "学时",
    ),
    _sort(
        "measure",
        rf"(?:{_ANY})(?:米|平|亩|公里|度|斤|分)|多[大远高宽]|面积|距离",
        None,
        "米",
        "平方米",
        "亩",
        "公里",
        "厘米",
        "分",
        "m",
        "千米",
    ),
    _sort(
        "who",
        r"谁|哪(?:个|些)?(?:部门|单位|局|机构|领导)|归哪|啥部门|什么部门|主管|审批部门|找哪",
        r"部门|局|委|政府|单位|机构|负责|主管|牵头|学校|组织",
    ),
    _sort(
        "where",
        r"去哪|到哪|在哪|上哪|哪里|哪儿|地址|地点|什么地方",
        r"地点|窗口|平台|机构|中心|社区|所在地|部门|现场|地方|向\S{1,12}(?:申请|提出|投诉|举报|报告|提起)",
    ),
    _sort(
        "contact",
        r"电话|网址|微信|号码|联系方式|邮箱",
        r"\d{3,}-?\d{4,}|热线|电话|网址|公众号|邮箱",
    ),
    _sort(
        "names",
        r"哪(?:几|些)?(?:所|家|位|个)(?:学校|老师|单位|公司|村|人)|名单|叫(?:啥|什么)名|都有谁|是哪几|有哪几",
        r"[：:]|分别|[、]\S+、\S+、",
    ),
    _sort(
        "materials",
        r"材料|证件|手续|要带|证明|单子|资料|表(?:格)?",
        r"材料|证明|证件|证书|复印件|申请表|资料|凭证|票据|手续",
    ),
    _sort(
        "procedure",
        r"怎么(?:办|申请|报|交|弄|领|走)|咋(?:办|申请|报|弄|领|整)|流程|程序|步骤|如何申请|怎样申请",
        r"申请|提交|受理|审核|审批|登记|报名|办理|程序|公示|备案",
    ),
    _sort("how", r"怎么|咋|怎样|如何|办法", r"应当|按照|采取|通过|实行|可以|根据|须|由"),
    _sort(
        "permitted",
        r"能不能|能(?!力|够).{0,14}[吗不么]|可以.{0,10}[吗不么]|可不可以|行不|准不准|许不许|允许|让不让|合规|合法|犯法|犯规",
        r"不得|禁止|严禁|可以|允许|不准|应当|有权|可|不能|不受|不予",
    ),
    _sort(
        "obliged",
        r"必须|一定要|非得|要不要|得不得|该不该|用不用|应不应|强制|是不是要|需不需要",
        r"应当|必须|不得|须|可以|应|自愿|要求|需",
    ),
    _sort(
        "qualified",
        r"算不算|算.{0,8}[吗不]|够不够|符合|条件|资格|才算|什么样的|哪种人|也能|也算|也给|也要|能享|能领|能参加|能报",
        r"条件|符合|下列|具有|具备|年满|户籍|对象|属于|包括|适用|以上|凡",
    ),
    _sort(
        "free",
        r"免费|要钱|收费|要不要(?:交|花|掏)|花钱|掏钱|收钱|不要钱|免(?:学费|票|单)?",
        r"免费|费用|收费|免|无偿|收取|承担|自费|补助|不得.{0,4}收|经费",
    ),
    _sort(
        "payer",
        r"谁(?:出|掏|付|给)钱?|钱.{0,6}(?:谁|哪)|报销|给报|报不报|经费.{0,6}(?:哪|谁|列)",
        r"承担|经费|财政|预算|支付|费用|资金|列支|基金|报销",
    ),
    _sort("reward", r"奖(?!学金)|好处|表彰", r"奖|表彰|表扬|荣誉|优先|补贴|补助"),
    _sort(
        "subsidy",
        r"补贴|补助|补多少|津贴|补钱|给钱|贴补|发钱",
        r"补贴|补助|津贴|资助|补偿|救助|给予",
    ),
    _sort("pay", r"工资|工钱|加班费|薪|待遇", r"工资|薪|报酬|待遇|绩效|津贴"),
    _sort(
        "recent",
        r"今年|去年|明年|上(?:个)?(?:季度|学期|月)|现在|目前|最近|今天|实际",
        r"20\d\d年|本年度|今年|去年",
    ),
    _sort(
        "exception",
        r"特殊|例外|通融|破例|差.{0,4}(?:天|分|个)|刚好|超过",
        r"除外|特殊|例外|但|确需|另有|可以",
    ),
    _sort(
        "late",
        r"迟|晚|逾期|过期|耽误|错过|忘了|补(?:办|报|交|领|缴)",
        r"逾期|过期|补|届满|期满|延|未按|不按",
    ),
    _sort(
        "stop",
        r"取消|关停|关门|停办|吊销|没收|收回|退出",
        r"取消|停|吊销|收回|注销|撤销|关闭|终止|退出|解除",
    ),
    _sort("why", r"为什么|为啥|凭什么|凭啥|依据", r"为了|根据|依据|按照|因"),
    _sort("choice", r"还是", None),
    _sort(
        "after",
        r"不.{0,8}(?:会|要|能)?(?:怎么|咋|怎样|被|挨)",
        r"责令|处分|罚款|责任|追究|逾期|拒不|违反",
    ),
)


def find_sorts(question: str) -> tuple[bool, ...]:
    """For each of SORTS whether the question asks for it."""
    return tuple(sort.asks.search(question) is not None for sort in SORTS)


def hold_sorts(text: str, quantities: tuple[Quantity, ...] | None = None) -> tuple[bool, ...]:
    """For each of SORTS whether the text holds an answer of it."""
    figures = find_quantities(text) if quantities is None else quantities
    units = {q.unit for q in figures if not q.ordinal}
    return tuple(
        not units.isdisjoint(sort.units)
        or (sort.holds is not None and sort.holds.search(text) is not None)
        or (sort.holds is None and not sort.units)
        for sort in SORTS
    )
