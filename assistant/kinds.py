"""What kind of answer a question wants."""

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.model import DutyRole


class QuestionKind(StrEnum):
    """The shape of the answer."""

    CONTENT = "content"  # what the clauses say about something
    CLAUSE = "clause"  # what a numbered clause says
    ITEMS = "items"  # the headings or items under something
    DUTIES = "duties"  # every task of a department or person
    ALL = "all"  # every place that says something
    COMPARE = "compare"
    STATUS = "status"  # in force, draft, until when
    ISSUED = "issued"  # when, by whom, under which number
    INSTRUCTION = "instruction"  # orders to the assistant
    OFF_TOPIC = "off_topic"  # plainly no policy question


class Asked(StrEnum):
    """What the answer must hold."""

    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"
    AREA = "area"
    DATE = "date"
    DURATION = "duration"
    WHO = "who"


# Units that answer each kind of figure; COUNT takes the unit that the question names.
UNITS: dict[Asked, frozenset[str]] = {
    Asked.MONEY: frozenset({"元"}),
    Asked.PERCENT: frozenset({"%", "‰", "百分点"}),
    Asked.AREA: frozenset({"平方米", "亩", "平方公里", "m"}),
    Asked.DATE: frozenset({"年", "月", "日"}),
    Asked.DURATION: frozenset(
        {
            "年",
            "月",
            "个月",
            "天",
            "日",
            "周",
            "小时",
            "学时",
            "学期",
            "学年",
            "工作日",
            "分钟",
            "届",
        }
    ),
}

_COUNT_UNIT = re.compile(
    r"(?:几|多少)(个|名|人|位|所|项|次|节|学时|课时|学分|天|条|套|间|台|倍|户|岁|场|家|门|份|届|级|期|辆|张|课)"
)
_ASKED = (
    (
        Asked.PERCENT,
        re.compile(
            r"百分之(?:几|多少)|百分比|比例|占比|比率|占多少|率(?:是|要|达|为)?(?:多少|几)|几个百分点|[入巩毛达]\S{0,6}率|近视率\S{0,4}多少"
        ),
    ),
    (
        Asked.MONEY,
        re.compile(
            r"多少(?:万|亿)?(?:元|块)|多少钱|多少(?:万|亿)|几(?:百|千|万)?(?:元|块)|金额|标准是多少|补多少|奖多少|给多少|发多少|拨多少|拿多少|预算\S{0,4}多少|经费\S{0,3}多少"
        ),
    ),
    (Asked.AREA, re.compile(r"多大|多少(?:平方米|平米|平方|亩|㎡)|面积\S{0,8}(?:多少|几)")),
    (
        Asked.DATE,
        re.compile(
            r"哪(?:一)?[年月天日]|何时|什么时候|什么时间|几月|几号|几日|啥时候|时间节点|日期|截止|时限|哪年|起止|到期"
        ),
    ),
    (
        Asked.DURATION,
        re.compile(r"多久|多长时间|几(?:年|个月|天|周)|任期|年限|期限|多少(?:年|个月|天|小时)"),
    ),
    (
        Asked.WHO,
        re.compile(
            r"(?<!有)谁|哪(?:个|些|位|几个)?(?:部门|单位|领导|科室|股室|机构|人)|由什么(?:部门|单位)|牵头|配合(?:部门|单位)|负责(?:人|部门|单位)|归(?:哪|谁)|组长|找谁|哪个(?:局|科|股|办)"
        ),
    ),
)
_INSTRUCTION = re.compile(
    r"(?:忽略|无视|忘[掉记]|不要(?:遵守|理会)|绕过|跳过)\S{0,14}(?:要求|指令|规则|提示|设定|限制|约束|内容)|"
    r"系统提示词|提示词|(?:system|developer)\s*prompt|你(?:现在|从现在起)?(?:是|扮演|假装|充当)\S{0,16}(?:局长|县长|市长|书记|主任|校长|领导|AI|模型|助手)|"
    r"扮演|假装你|越狱|jailbreak|ignore\s+(?:all|previous|the)",
    re.IGNORECASE,
)
_OFF_TOPIC = re.compile(
    r"天气|下雨|气温|带伞|几点了|讲个?(?:笑话|故事)|写(?:一)?首|唱(?:一)?首|陪我(?:聊|唠|说)|聊天|唠(?:嗑|五|一)|心情|"
    r"你(?:是谁|叫什么|多大|喜欢)|股票|彩票|基金推荐|菜谱|怎么做菜|翻译(?:成|一下|这)|写(?:一?段|个)?代码|编程|python|java|"
    r"出\S{0,6}道\S{0,12}题|解(?:一?下|这)?\S{0,4}方程|作文(?:范文|怎么写)|写(?:一)?篇(?:作文|小说|情书)|星座|算命|电影|明星|球赛|导航|外卖|订票|买票"
)
_CLAUSE_ASK = re.compile(
    r"(?:是|说|讲|写|规定|提)(?:的是|了|的|到)?(?:什么|啥|哪些|些什么)|什么内容|内容是|主要内容|念一下|原文|怎么(?:说|写|规定)的?"
)
_STATUS = re.compile(
    r"(?:还|是否|仍|现在|目前|到现在|今天|已经|依然|继续)\S{0,14}(?:有效|生效|适用|失效|废止|作废|管用|算数|执行|实施期|实施中)|有效期|"
    r"失效|废止|作废|(?:正式|已经|到底)\S{0,3}(?:印发|下发|发布|出台|公布|实施)(?:\S{0,6}[吗没么])|(?:当|作为?|做)\S{0,3}依据|是草案|征求意见稿|送审稿吗|"
    r"过期|实施期|在实施|开始(?:实施|施行|执行|生效)|(?:什么时候|何时|哪天|哪年)\S{0,3}(?:生效|施行|实施|起效)"
)
_ISSUED = re.compile(
    r"(?:哪[天年月日一]\S{0,2}|什么时候|何时|哪个(?:部门|单位)|谁)\S{0,3}(?:印发|发布|发文|下发|出台|公布|制定)|发文(?:字号|号|机关|单位|日期)|文号|"
    r"(?:印发|发布|发文|成文)(?:日期|时间|单位|机关|部门)"
)
_ALL = re.compile(
    r"(?:全部|所有|统统|逐一|一一|都|全)\S{0,8}(?:列|汇总|罗列|整理|找出|说一下|给我)|列(?:全|一下|出|举)|汇总|罗列|列个(?:表|清单)|(?:所有|全部)(?:的)?(?:要求|规定|文件|任务|工作)|清单"
)
_ITEMS = re.compile(
    r"(?:分别)?(?:是|有|为|叫)?哪(?:[一二三四五六七八九十两\d]+|几)(?:个|条|项|类|种|方面|大|步|组|件|点|线|包|改|化)|一共有?几|(?:有|共有|包括|分为|分)(?:几|哪几|哪些|多少)(?:个|条|项|类|种|方面|阶段|部分|章|附件|步|组)|"
    r"(?:具体)?(?:是|有|包括)哪些|哪些(?:情况|情形|条件|内容|措施|项目|方式|途径|指标|方面|阶段|任务|组)|分别(?:是|叫|指)|各是什么"
)
_COMPARE = re.compile(
    r"不一样|有什么不同|区别|差别|差异(?!系数)|相比|对比|哪(?:个|边|里|家)(?:要求|规定|标准|更|的)?\S{0,4}(?:高|多|低|少|严|好|早|晚)|一样吗"
)
_DUTY_ASK = re.compile(
    r"(?:牵头|配合|负责|责任|承担|参与|分管|主抓|主管)\S{0,14}(?:工作|任务|事项|项目|哪些|哪几|几项|有什么|全部|列|内容|条|措施)|(?:工作|任务|事项|哪些|哪几项|几项)\S{0,16}(?:牵头|配合|负责|责任|承担|参与|要我们)|要我们\S{0,4}(?:牵头|配合|负责|做)|责任(?:部门|单位|科室)(?:包含|包括|里有|有|是|为)\S{0,14}的"
)
_ROLES = (
    (DutyRole.LEADER, re.compile(r"牵头领导|哪位领导|组长|分管领导")),
    (DutyRole.LEAD, re.compile(r"牵头")),
    (DutyRole.SUPPORT, re.compile(r"配合|协助|协同")),
    (DutyRole.RESPONSIBLE, re.compile(r"责任(?:部门|单位|科室|人)|负责")),
)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a question wants, as its words show it."""

    kind: QuestionKind
    asked: frozenset[Asked]
    unit: str | None  # the unit a count is asked in (几所 → 所)
    roles: tuple[DutyRole, ...]
    is_yes_no: bool

    def wants_figure(self) -> bool:
        """Whether only a figure answers it."""
        return bool(self.asked & {Asked.MONEY, Asked.PERCENT, Asked.AREA}) or self.unit is not None


_YES_NO = re.compile(
    r"[吗么不]\s*[？?]?$|是不是|能不能|可不可以|会不会|要不要|有没有|合规吗|行不行|是否|[吗么][？?。]"
)


def read_ask(text: str, *, has_reference: bool, names_party: bool, group_count: int) -> Ask:
    """The kind of a question, from its words and from what was recognised in it.

    `names_party`: a department or person that holds duties is named. `group_count`: how many
    different documents or places are named.
    """
    asked = frozenset(kind for kind, pattern in _ASKED if pattern.search(text))
    unit = _COUNT_UNIT.search(text)
    return Ask(
        kind=_kind(text, has_reference, names_party, group_count),
        asked=asked | ({Asked.COUNT} if unit else frozenset()),
        unit=unit[1] if unit else None,
        roles=tuple(role for role, pattern in _ROLES if pattern.search(text)),
        is_yes_no=_YES_NO.search(text) is not None,
    )


def _kind(text: str, has_reference: bool, names_party: bool, group_count: int) -> QuestionKind:
    if _INSTRUCTION.search(text):
        return QuestionKind.INSTRUCTION
    if _OFF_TOPIC.search(text):
        return QuestionKind.OFF_TOPIC
    if names_party and _DUTY_ASK.search(text):
        return QuestionKind.DUTIES
    if _ISSUED.search(text):
        return QuestionKind.ISSUED
    if _STATUS.search(text):
        return QuestionKind.STATUS
    if has_reference and (_CLAUSE_ASK.search(text) or len(text) < 12):
        return QuestionKind.CLAUSE
    if group_count > 1:
        return QuestionKind.COMPARE
    if _ALL.search(text):
        return QuestionKind.ALL
    if _COMPARE.search(text):
        return QuestionKind.COMPARE
    if _ITEMS.search(text):
        return QuestionKind.ITEMS
    return QuestionKind.CONTENT
