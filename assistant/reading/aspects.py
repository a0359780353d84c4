"""Words that ask for something of a thing and name none: by whom, in which year, on what terms."""

import re
from functools import cache
from importlib import resources

_YEAR = r"(?<!\d)(?:19|20)\d{2}\s*(?:年度?)?(?!\d)"


@cache
def _read_aspects() -> re.Pattern[str]:
    text = resources.files("assistant.reading").joinpath("aspects.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    words = sorted(" ".join(lines).split(), key=lambda word: (-len(word), word))
    return re.compile("|".join((_YEAR, *map(re.escape, words))))


def drop_aspects(text: str) -> str:
    """A question without them: what is left names the thing that it is about.

    >>> drop_aspects("配合的部门有哪些"), drop_aspects("校车由谁负责")
    ('，的，有哪些', '校车由谁，')
    """
    return _read_aspects().sub("，", text)


_BETWEEN_ASPECTS = re.compile(r"[，,。；;？?！!、\s]+|[和与跟]|以及|(?<![涉])及(?![时格其早])|还有")
# Things that are named side by side; a name that was taken out beside one leaves a comma.
_JOINED = re.compile(r"(?<=[\u4e00-\u9fff])(?:[和与跟、]|以及|及(?![时格其早]))(?=[\u4e00-\u9fff])")
# Of a document that its place names only the word for its kind is left: ，的征求意见稿各是多少.
_NAMES_TEXT = re.compile(
    r"^[的那这新老旧份个]*(?:(?:征求意见|送审|修订)稿|草案|方案|办法|措施|细则|规定|通知|意见|计划|文件)?(?:里面?|中)?"
)


def split_aspects(text: str) -> tuple[str, ...]:
    """What is asked of each of the things compared, piece by piece.

    >>> split_aspects("工作室年度经费和主持人津贴，各是多少")
    ('工作室年度经费', '主持人津贴', '各是多少')
    >>> split_aspects("学生太少的学校，两边怎么处理")
    ('学生太少的学校，两边怎么处理',)
    """
    if _JOINED.search(text) is None:
        return (text,)
    pieces = (_NAMES_TEXT.sub("", piece) for piece in _BETWEEN_ASPECTS.split(text))
    return tuple(piece for piece in pieces if piece)
