"""What a question on validity is said of: a document, or a title, a certificate, a contract."""

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
