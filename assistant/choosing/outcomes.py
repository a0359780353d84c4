"""Questions that a permission or a consequence answers, and the sentences that tell one."""

import re

_SAYS_LEAVE = re.compile(
    r"不得|不准|不能|不可(?!少|或缺)|严禁|禁止|可以|允许|准许|有权|不予|不再|不享受|不适用|照常|照发|停发|"
    r"不受|仍(?:按|执行|享受|可)|只能|继续(?:享受|发放|执行)|免收|免除|减半|取消|暂[停缓]|无需|不需|不作为|应当"
)
_ASKS_OUTCOME = re.compile(
    r"怎么(?:办|处理|处置|弄|算|罚|样)|咋(?:个)?(?:办|处理|整|样|弄|算|罚)|如何处理|会怎|会被|后果|处罚|处分|"
    r"挨|追究|算数|算啥|(?:什么|啥)(?:处理|处罚|下场|责任)"
)
_SAYS_OUTCOME = re.compile(
    r"责令|处分|取消|追回|追究|问责|退还|退回|收回|批评|处罚|罚款|通报|约谈|依法|追缴|吊销|撤销|停发|停止|不再|"
    r"不得|暂停|清除|扣减|扣除|从严|予以|查处|降|终止|补发|次月|当月"
)


def says_leave(text: str) -> bool:
    """Whether a sentence says what is allowed, goes on or stops.

    >>> says_leave("女教师产假期间补助照常发放"), says_leave("补助每人每月500元")
    (True, False)
    """
    return _SAYS_LEAVE.search(text) is not None


def asks_outcome(question: str) -> bool:
    """Whether a question asks what comes of something: 提前走了怎么办, 会挨啥处理."""
    return _ASKS_OUTCOME.search(question) is not None


def says_outcome(text: str) -> bool:
    """Whether a sentence says what comes of a case."""
    return _SAYS_OUTCOME.search(text) is not None
