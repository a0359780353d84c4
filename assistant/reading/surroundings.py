"""What stands around a question: orders to the assistant, what the asker says of himself."""

import re

_ORDER = re.compile(
    r"系统提示|系统指令|(?:回答|答复|末尾|结尾|开头|最后)\S{0,6}(?:请)?(?:务必|必须|一定)|务必(?:加上|写上|说|回答)|"
    r"(?:忽略|无视)\S{0,10}(?:要求|指令|规则|提示)|不要(?:引用|标注|核对)|(?:请|要)你?(?:扮演|假装)"
)


def split_orders(text: str) -> tuple[str, bool]:
    """The sentences that ask, and whether sentences that give the assistant orders were cut.

    A text that is nothing but orders stays whole, and is refused as such.
    """
    parts = [part for part in re.split(r"(?<=[。！？!?；;\n])", text) if part.strip()]
    asking = [part for part in parts if not _ORDER.search(part)]
    kept = "".join(asking).strip()
    if len(asking) == len(parts) or len(kept) < MIN_QUESTION:
        return text, False
    return kept, True


_SITUATION = re.compile(r"^[，,、 ]*(?:我们?|俺|咱们?|本人)(?:是|在|当|现在)[^，。,；]*[，,。；]+")
MIN_QUESTION = 8  # characters that must be left as the question itself


def split_situation(body: str) -> tuple[str, str]:
    """The question, and what the asker says of himself first (我在…教初中，).

    >>> split_situation("我在乡下教初中，街道老叫我们去站岗，能不去吗")
    ('街道老叫我们去站岗，能不去吗', '我在乡下教初中，')
    """
    found = _SITUATION.match(body)
    if found is None or len(body) - found.end() < MIN_QUESTION:
        return body, ""
    return body[found.end() :], found[0]
