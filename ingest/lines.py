"""Lines of source text put together, and brackets made alike for matching."""

from ingest.clean import fold

_BRACKETS = str.maketrans("[]【】{}", "〔〕〔〕〔〕")


def fold_brackets(text: str) -> str:
    """As `fold`, and with every square bracket as 〔 or 〕; the same length."""
    return fold(text).translate(_BRACKETS)


def join_lines(text: str) -> str:
    """The text without the blanks and line breaks between Chinese characters.

    >>> join_lines("县自然资源和规划\\n\\n 局 2022 年")
    '县自然资源和规划局 2022 年'
    """
    words = text.split()
    joined = words[0] if words else ""
    for word in words[1:]:
        # Below U+2000 are digits and Latin letters: there a blank may mean something.
        narrow = ord(word[0]) < 0x2000 or ord(joined[-1]) < 0x2000
        joined += f" {word}" if narrow else word
    return joined
