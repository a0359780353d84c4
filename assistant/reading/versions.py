"""Whether a question lays an older text beside the newer one that took its place."""

import re

_TEXT = r"(?:办法|规矩|规定|政策|文件|标准|通知|细则|方案|意见|口径|章程|制度|条款|说法|做法)"
_OF_YEAR = r"20\d\d\s*年?(?:的|那|版|时|出|发|印)"
_OLD = re.compile(
    rf"[老旧](?:的|{_TEXT})|原来|原先|以前|从前|过去|先前|早先|往年|之前|当年|那会儿|{_OF_YEAR}"
)
_NEW = re.compile(
    rf"新(?:的|{_TEXT})|现在|如今|眼下|这会儿|目前|现行|改(?:了|完)?(?:之|以)?后|{_OF_YEAR}"
)
# 以前 and 现在 are said of the asker's own life too: only with these are they two texts.
_CHANGE = re.compile(
    r"变|改|涨|降|增|提高|放宽|取消|比|不同|不一样|一样|区别|差|分别|各[有是要给能拿多个]|前后|还用|还要|仍|对照|调整|[多少]了"
)
_BOTH = re.compile(
    rf"新[旧老]|[老旧][和与跟、]?新|新[和与跟、][老旧]|前后(?:两[个份版]|{_TEXT})|"
    r"(?:修订|修改|调整|改版|改)(?:之|以)?前[^，。？?]{0,6}(?:之|以)?后"
)

# 老办法里…，新办法又…; 原来发多少、现在发多少: the same is asked of both.
_SAID_TWICE = re.compile(
    rf"[老旧]{_TEXT}[^？?]*新{_TEXT}|新{_TEXT}[^？?]*[老旧]{_TEXT}|"
    r"(?:原来|原先|以前|从前|过去)[^，。？?]{0,8}(?:多少|几|怎么|什么|啥|谁|哪)[^？?]{0,6}"
    r"(?:现在|如今|眼下|目前)[^，。？?]{0,8}(?:多少|几|怎么|什么|啥|谁|哪)"
)


def names_versions(text: str) -> bool:
    """Whether a question names an older and a newer text, or one before and after its change.

    >>> names_versions("老规矩和现在的比涨了多少"), names_versions("新旧两个办法分别借多久")
    (True, True)
    >>> names_versions("以前没领的补贴现在能补领吗")
    False
    """
    if _BOTH.search(text):
        return True
    old = [found.span() for found in _OLD.finditer(text)]
    new = [found.span() for found in _NEW.finditer(text)]
    if _SAID_TWICE.search(text):
        return True
    apart = any(one[1] <= other[0] or other[1] <= one[0] for one in old for other in new)
    return apart and _CHANGE.search(text) is not None
