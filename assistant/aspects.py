"""Words that ask for something of a thing and name none: by whom, until when, on what terms."""

import re
from functools import cache
from importlib import resources


@cache
def _read_aspects() -> re.Pattern[str]:
    text = resources.files("assistant").joinpath("aspects.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    words = sorted(" ".join(lines).split(), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, words)))


def drop_aspects(text: str) -> str:
    """A question without them: what is left names the thing that it is about.

    >>> drop_aspects("配合的部门有哪些"), drop_aspects("校车由谁负责")
    ('，的，有哪些', '校车由谁，')
    """
    return _read_aspects().sub("，", text)
