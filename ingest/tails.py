"""What stands behind the last item of a list and belongs to the clause above it, or to none."""

import re
from itertools import pairwise

from ingest.clean import ends_sentence, split_lines
from ingest.marks import DECIMALS, Style
from ingest.structure import Draft

# 本方案自…起施行: the document's own closing sentence (GB/T 9704—2012 leaves it unnumbered).
_IN_FORCE = re.compile(
    r"(?:^|(?<=[。\n\s]))本[\u4e00-\u9fff]{1,8}?(?:由[^。;\n]{1,40}解释,)?(?:自|从|于)[^。;\n]{1,60}?(?:施行|实施|执行|生效|起施行)[^。\n]{0,60}。"
    r"|(?:^|(?<=\n))\s*(?:参考资料|资料来源|附注)\s*:"
)
_ADDRESSES_ALL = re.compile(
    r"(?:各(?:单位|乡|镇|地|学校|县|区|部门|级|中小学|成员|有关|相关)|以上|上述|前[款项]|本(?:办法|方案|意见|措施|通知|规定|规划))"
)
_APPENDED = re.compile(r"附则|其他|施行|实施|有效期|生效|解释")


def move_tails(folded: str, drafts: list[Draft]) -> None:
    """End last items before the paragraphs that follow the list they belong to."""
    for draft in drafts:
        if draft.style is Style.ARTICLE:
            _move_paragraphs(folded, draft)
        move_tails(folded, draft.children)
    _move_last(folded, drafts)


def _move_paragraphs(folded: str, article: Draft) -> None:
    """A statute's items (项) are one paragraph each; what follows them is the article's (款)."""
    items = article.children
    if any(item.style is not items[0].style for item in items):
        return
    begins = [n for n, item in enumerate(items) if not n or item.value <= items[n - 1].value]
    for begin, end in pairwise([*begins, len(items)]):
        _move_behind(folded, items[begin:end])


def _move_behind(folded: str, items: list[Draft]) -> None:
    """Of one list: a second one under the article begins at its first number again."""
    if len(items) < 2 or any(_count_own(folded, item) != 1 for item in items[:-1]):
        return
    last = items[-1]
    while last.children:
        last = last.children[-1]
    paragraphs = _find_paragraphs(folded, last)
    if len(paragraphs) > 1 and ends_sentence(folded[last.start : paragraphs[0][1]]):
        cut_end(folded, items, paragraphs[0][1])


def _count_own(folded: str, draft: Draft) -> int:
    """Of how many paragraphs a draft is, at most, not counting where its children begin."""
    own = len(_find_paragraphs(folded, draft, draft.own_end()))
    return max([own, *(_count_own(folded, child) for child in draft.children)])


def _move_last(folded: str, siblings: list[Draft]) -> None:
    if len(siblings) < 2 or any(draft.children for draft in siblings):
        return
    if siblings[-1].style in DECIMALS:
        return  # a section, whose text is of any number of paragraphs
    if any(len(_find_paragraphs(folded, draft)) != 1 for draft in siblings[:-1]):
        return
    last = siblings[-1]
    paragraphs = _find_paragraphs(folded, last)
    if len(paragraphs) < 2:
        return
    tail = folded[paragraphs[1][0] : paragraphs[1][0] + 20]
    if len(siblings) >= 3 or _ADDRESSES_ALL.match(tail):
        last.end = paragraphs[0][1]


def _find_paragraphs(folded: str, draft: Draft, end: int | None = None) -> list[tuple[int, int]]:
    """The paragraphs of a draft up to `end`, lines that a page tore apart being one."""
    paragraphs: list[tuple[int, int]] = []
    complete = True
    for line in split_lines(folded, draft.start, end or draft.end):
        if complete:
            paragraphs.append((line.start, line.end))
        else:
            paragraphs[-1] = (paragraphs[-1][0], line.end)
        complete = ends_sentence(line.text)
    return paragraphs


def find_closing(folded: str, drafts: list[Draft], end: int) -> int:
    """Where the document's closing sentences begin within its last clause; `end` if nowhere."""
    if not drafts:
        return end
    last = drafts[-1]
    while last.children:
        last = last.children[-1]
    low = max(last.text_start, end - 400)
    for found in _IN_FORCE.finditer(folded, low, end):
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        words = folded[last.text_start : start].strip(" 、.:。\n\t")
        # 六、效力。本办法自…起施行。: it is all that the clause says.
        within = "\n" not in folded[last.text_start : start].strip() and "。" not in words
        if not words or (len(words) <= 12 and (within or _APPENDED.search(words))):
            return end
        rest = folded[found.end() : end]
        if len(rest) <= 120 and "\n" not in folded[start : found.end()].strip():
            return start
    return end


def cut_end(folded: str, drafts: list[Draft], end: int) -> None:
    """Let the last draft and its last descendants end before `end`."""
    while drafts:
        last = drafts[-1]
        if last.end > end:
            last.end = last.start + len(folded[last.start : end].rstrip())
        drafts = last.children
