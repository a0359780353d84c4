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
