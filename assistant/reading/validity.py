"""Whether a question asks if a document holds: what is said, and of a document or of a thing."""

import re

_DOCUMENT = re.compile(
    r"办法|方案|措施|通知|规定|细则|文件|政策|条例|意见稿|草案|公告|规划|计划|汇编|标准|指引|规矩|条款|口径"
    r"|[这那该此]个?[份套]|[〔\[(（【]\s*(?:19|20)\d\d\s*[〕\])）】]|号文|》|十条|[一二三四五六七八九]条"
)
# What may hold good, run out or be void besides a document.
_THING = re.compile(
    r"职称|(?<![保认验])证(?![券监实据])|资格|称号|荣誉|学[籍历位分时]|户口|户籍|合同|协议|成绩|年限|[工教]龄|聘[期用任]"
    r"|材料|名额|身份|积分|消费券|卡|票据|签字|承诺|申请表|处分|服务期|试用期|档案"
    r"|志愿|检测|鉴定|评上|评定|认定|考[过上]|报名"
)
_CLAUSE = re.compile(r"[^，,。；;？?！!]*$")
# Predicates that are said of a certificate as well as of a document.
_WEAK = re.compile(r"算数|有效|管用|能用|可用|有用|作数|适用|过期|到期|作废|继续")
# 还没发的, 还能补的: what is left to do is no question whether a text holds.
_LEFT_TO_DO = re.compile(r"还(?:没有?|未)(?:发|补|领|报|交|给)")


def is_said_of_thing(text: str, predicate: re.Match[str]) -> bool:
    """Whether what is asked to hold good or to have ended is a thing and not a document.

    The subject is what is named last before the predicate. Where the clause names nothing, it is
    what the text before speaks of: a thing only if no document is named.

    >>> found = re.search("算数", "以后调回县城，职称还算数吗")
    >>> is_said_of_thing("以后调回县城，职称还算数吗", found)
    True
    """
    if _WEAK.search(predicate[0]) is None:
        return _LEFT_TO_DO.search(text) is not None
    before = text[: predicate.end()]
    own = _CLAUSE.search(before)
    said = own[0] if own else ""
    documents = [found.end() for found in _DOCUMENT.finditer(said)]
    things = [found.end() for found in _THING.finditer(said)]
    if documents or things:
        return max(things, default=-1) > max(documents, default=-1)
    return _THING.search(before) is not None and _DOCUMENT.search(before) is None


# The subject, at most words of time and doubt, and what may become of a document: a noun between
# them (办法里的补贴停了没) would be what is asked about.
_TEXT = (
    r"(?:办法|方案|措施|(?<![录取费缴])通知|规定|细则|文件|条例|规划|(?<![生聘人学训课])计划|意见稿"
    r"|(?<![求取提听])意见|草案|草稿|送审稿|汇编|公告|政策|规矩|[十百]条|号文|[这那][份套]|》"
    r"|[〕\])）】]\s*第?\d{1,4}号|[那这]份\S{0,3})"
)
_TIME = (
    r"现在|现如今|如今|眼下|目前|这会儿|今[年天]|去年底?|明年底?|到?(?:今年)?年底"
    r"|(?:到|截至|截止)[^，。？?]{0,12}?"
)
_BETWEEN = (
    rf"(?:{_TIME}|的话|[，, ]|早就?|已经?|是不是|是否|是|到底|究竟|还是|还|仍然?|都|又|就|只是个?"
    r"|对外|正式|算|在|被|处于|属于|后来|最后|最终|跑|这会|那边|能不能|能否|能|可以|再"
    r"|清理(?:以后|之后|后|完)?|拿来|继续|个){0,6}"
)
_LIFE = (
    r"停[了用止掉]|叫停|过时|过(?:了|没过)?(?:时效|期限?|有效期)了?|过没过|过了|到[点头期]|取消|撤[了销掉]|收[尾官]"
    r"|结束|废[了掉止]|作废|失效|清理|换(?:了|成?新的?|掉|新)|[变改][了过动]|修[订改][了过]|[作算]不?[作算]?数"
    r"|管不?管?[用事]|认(?:不认)?|[在能顶]用|有效|生效|施行|实施|执行|落地|出台|公布|印(?:发|出来|了)|下发"
    r"|发布|发(?:了|出来)|替[换代]|取代|保留|转正|定稿|下来|草稿|草案|说事"
)
_DOUBTED = r"[了着过掉成中下去期内得]{0,3}(?:没有?|没得|吗|么|不|还是[^，。]{1,10})?[？?。]*$"
_HOLDING = r"(?:现行|正在(?:实施|推进|执行|施行)|有效)"
_ASKS_STATE = re.compile(
    rf"{_TEXT}{_BETWEEN}(?:"
    rf"(?:{_LIFE}){_DOUBTED}"
    r"|(?:什么|啥|哪种|何种)(?:样的?)?状态"
    r"|(?:有没有|有无|出没出)新(?:版|的|文)"
    r"|(?:什么时候|啥时候|几时|哪一?[年天]|何时|还[剩有差](?:几|多))[^，。？?]{0,4}"
    r"(?:到期|到头|停|结束|失效|作废|出台|印发|发布|生效)"
    r"|(?:正式|官方)的?(?:还是|吗|么))"
    rf"|(?:能|可以|可不可以)[^，。？?]{{0,3}}[引援]用[^，。？?]{{0,16}}{_TEXT}"
    rf"|(?:还|现在|眼下|目前|如今)[^，。？?]{{0,3}}(?:能|可以)?[拿把用按当写引照][^？?]{{0,20}}{_HOLDING}"
    rf"|{_TEXT}[^，。？?]{{0,8}}[写当列算][成作进为]?[^，。？?]{{0,3}}{_HOLDING}"
    r"|(?:现在|目前|眼下|如今)(?:执行|实施|施行|适用|用)的?是哪一?[版份个]"
)
_DOUBTS = re.compile(
    r"[吗么没不][？?。]*$|没有[？?。]*$|没得[？?]*$|是不是|是否|能不能|能否|有没有|有无|还是|什么|啥|哪|几|多|何|(.)不\1"
)


def asks_state(text: str) -> bool:
    """Whether a question asks what has become of a document, in whatever words.

    >>> asks_state("那份办法现在停了没"), asks_state("办法里的补贴停了没")
    (True, False)
    """
    if _DOUBTS.search(text) is None:
        return False
    found = _ASKS_STATE.search(text)
    if found is None:
        return False
    before = _CLAUSE.search(text[: found.start()])
    return before is None or _BY_IT.search(before[0]) is None


_BY_IT = re.compile(r"^[^，,。]{0,4}(?:按|照|依据?|根据|凭)")  # 按老办法还认吗: a case under it
