"""What something is defined as may not be said with less than the definition has."""

import re

from assistant.verifying.claim import is_covered
from assistant.verifying.restating import restate
from assistant.verifying.retelling import KIND

_DEFINES = re.compile(
    r"(?P<what>[^，,。；;：:“”\"\n（(]{2,16})[”\"]?[，,]?是指(?P<words>[^。；;：:\n]+)"
)
_COMMAS = re.compile("[，,]")
_ENDS = re.compile(f"的(?:下列|以下)?(?:{KIND})$")


def defines_too_little(statement: str, text: str) -> bool:
    """Whether it says what something is (甲是指…, …的人员为甲) with less than the text needs."""
    for found in _DEFINES.finditer(text):
        what = found["what"].rpartition("所称")[2].strip("的 ")
        name = rf"[“\"]?{re.escape(what)}[”\"]?"
        says = rf"{name}[，,]?(?:是|就是)?指|(?<![作以不非])[为是属即算]于?{name}(?:[，,。；;]|$)"
        if re.search(says, statement) is None:
            continue
        said = restate(statement)
        words = (_ENDS.sub("", part) for part in _COMMAS.split(found["words"]))
        if not all(is_covered(restate(part), said) for part in words):
            return True
    return False
