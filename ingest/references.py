"""A clause reference: the full path of a numbered unit as a value.

`str` prints it for people, `ClauseRef.parse` reads that back: `parse(str(ref)) == ref`.
"""

import re
from dataclasses import dataclass

SEPARATOR = " › "
_OCCURRENCE = re.compile(r"〔第(\d+)处〕$")


@dataclass(frozen=True, slots=True, order=True)
class ClauseRef:
    """The labels from the file's root down to one unit.

    Labels are kept in one canonical form: half-width brackets, no blanks, no closing
    punctuation: 篇二, 附件1, 第一章, 第十二条, 一, (二), 2, (1), ①, 一是. Where a document uses
    one number twice under the same parent, `occurrence` tells them apart, counted from 1 in
    reading order over the whole path.

    >>> str(ClauseRef(("附件1", "二", "(二)", "2")))
    '附件1 › 二 › （二） › 2'
    >>> ClauseRef.parse("附件1 › 二 › （二） › 2").labels
    ('附件1', '二', '(二)', '2')
    >>> ClauseRef.parse(str(ClauseRef(("四",), occurrence=2))).occurrence
    2
    """

    labels: tuple[str, ...]
    occurrence: int = 1

    def __post_init__(self) -> None:
        if not self.labels or not all(self.labels) or self.occurrence < 1:
            raise ValueError(f"expected labels and an occurrence from 1, found {self!r}")

    def __str__(self) -> str:
        path = SEPARATOR.join(self.labels).replace("(", "（").replace(")", "）")
        return path if self.occurrence == 1 else f"{path}〔第{self.occurrence}处〕"

    @classmethod
    def parse(cls, text: str) -> "ClauseRef":
        """Read what `str` prints; raises ValueError on an empty path."""
        occurrence = 1
        found = _OCCURRENCE.search(text)
        if found is not None:
            occurrence = int(found[1])
            text = text[: found.start()]
        text = text.replace("（", "(").replace("）", ")")
        return cls(tuple(part.strip() for part in text.split("›")), occurrence)
