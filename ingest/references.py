"""A clause reference: the full path of a numbered unit as a value.

`str` prints it for people, `ClauseRef.parse` reads that back: `parse(str(ref)) == ref`.
People write only part of a path (第四条, 附件1 二(二)2): `find_references` finds such words and
`matches` says how well they name a clause.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.numerals import find_value

SEPARATOR = " › "
_OCCURRENCE = re.compile(r"〔第(\d+)处〕$")


@dataclass(frozen=True, slots=True, order=True)
class ClauseRef:
    """The labels from the file's root down to one unit.

    Labels are kept in one canonical form: half-width brackets, no blanks, no closing
    punctuation: 篇二, 附件1, 第一章, 第十二条, 第二条之一, 一, (二), 2, (1), ①, 一是; 表1, 第3行
    for the third row of the first table, its header not counted. Where a document uses
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


class Unit(StrEnum):
    """What kind of number one step of a reference names."""

    PART = "part"  # 篇五
    ANNEX = "annex"  # 附件1
    VOLUME = "volume"  # 第一编
    DIVISION = "division"  # 第一部分
    CHAPTER = "chapter"  # 第一章
    SECTION = "section"  # 第一节
    ARTICLE = "article"  # 第四条, 第四条措施
    COMMA = "comma"  # 四、
    PARAGRAPH = "paragraph"  # 第二款: an unnumbered paragraph, so rarely a label
    DECIMAL = "decimal"  # 3.2.1
    BRACKET = "bracket"  # （四）, 第（四）项
    ITEM = "item"  # 第6项, 第6点
    NUMBER = "number"  # 6.
    ROUND = "round"  # （6）
    CIRCLE = "circle"  # ⑥
    TABLE = "table"  # 表1
    ROW = "row"  # 第3行, the header not counted


_LEVELS = {unit: level for level, unit in enumerate(Unit)}


@dataclass(frozen=True, slots=True)
class Step:
    """One number of a reference as somebody wrote it."""

    unit: Unit
    value: int
    inserted: int = 0  # 2 in 第四条之二, an article inserted behind 第四条; 0 in 第四条
    above: tuple[int, ...] = ()  # (3, 2) in 3.2.1

    @property
    def number(self) -> tuple[int, ...]:
        """What tells it from others of its unit."""
        return (*self.above, self.value, self.inserted)


@dataclass(frozen=True, slots=True)
class PartialRef:
    """A reference as people write it: some steps of a path, from above downwards."""

    steps: tuple[Step, ...]
    main_text: bool = False  # 正文第17条: not in an annex


@dataclass(frozen=True, slots=True)
class FoundReference:
    """A reference and where it stands in the text it was found in; `end` is exclusive."""

    start: int
    end: int
    text: str
    ref: PartialRef


_CHINESE = "[一二三四五六七八九十百〇零两]"
_LONG = "[一二三四五六七八九十百千〇零两]"  # 第一千二百六十条; 五千、六千元 is an amount
_DECIMAL = r"[1-9]\d?\.[1-9]\d?"
_STEP = re.compile(
    rf"附\s?[件表录图]\s?(?P<annex>\d{{1,2}}|{_CHINESE}{{1,3}})"
    rf"|篇(?P<part>{_CHINESE}{{1,3}}|\d{{1,2}})(?!幅)"
    rf"|第\s?[(]?(?P<value>{_LONG}{{1,7}}|\d{{1,4}})[)]?\s?"
    r"(?P<unit>部分|编|篇|章(?!程)|节(?!课)|条(?![件例])|款(?!项)|项(?!目)|点(?!\d)|大项|小项|目(?![标的前录])|行(?![为政业动程]))"
    r"(?P<inserted>(?<=[条章节])之[一二三四五六七八九十]{1,2}(?![般切些定旦]))?"
    rf"|表\s?(?P<table>\d{{1,2}}|{_CHINESE}{{1,2}})(?=\s?[的里中]?\s?第\s?\S{{1,4}}行)"
    rf"|[(](?P<bracket>{_CHINESE}{{1,4}})[)](?![班级])"
    r"|[(](?P<round>\d{1,2})[)](?![班级号])"
    r"|(?P<circle>[①-⑳㉑-㉟㊱-㊿])"
    rf"|(?<![\d.])(?:第\s?)?(?P<decimal>{_DECIMAL}(?:\.\d{{1,2}}){{0,3}}(?=\s?(?:[条款节项](?![件目约课数])|写|规定|讲|说|里)))"
    r"(?:\s?[条款节项])?"
    rf"|(?<![\d.])(?P<deep>{_DECIMAL}(?:\.[1-9]\d?){{1,3}})(?![\d.]*\d|\s?[版年月])"
    rf"|(?<![{_CHINESE[1:-1]}第])(?P<comma>{_CHINESE}{{1,4}})(?=\s?(?:[、.›>/]|[(]\s?(?:{_CHINESE}|\d)))"
    r"|(?<![\d.年第])(?P<number>\d{1,3})(?![\d.%％年月日号元万个所名人]\S?|[、.]\d)"
)
_JOINED = re.compile(r"[\s的里中之下内、,.·›>/—-]{0,4}")
_NAMED = {
    "部分": Unit.DIVISION,
    "编": Unit.VOLUME,
    "篇": Unit.PART,
    "章": Unit.CHAPTER,
    "节": Unit.SECTION,
    "条": Unit.ARTICLE,
    "款": Unit.PARAGRAPH,
    "大项": Unit.COMMA,
    "目": Unit.NUMBER,
    "行": Unit.ROW,
}
# Steps that mean something only behind another one: 三（二）5.
_BARE = frozenset({Unit.COMMA, Unit.NUMBER, Unit.ROUND, Unit.CIRCLE})
_FULL_WIDTH = str.maketrans("（）０１２３４５６７８９．，", "()0123456789.,")


def find_references(text: str) -> tuple[FoundReference, ...]:
    """The clause references in a question or a clause, in reading order.

    Numbers alone are none: 12条措施, 1+4 and 3% do not refer to a clause.

    >>> [found.text for found in find_references("附件1 二(二)2 和第十二条第二款第（三）项")]
    ['附件1 二(二)2', '第十二条第二款第（三）项']
    >>> find_references("十条措施的第四条说了什么")[0].ref.steps
    (Step(unit=<Unit.ARTICLE: 'article'>, value=4, inserted=0, above=()),)
    """
    plain = text.translate(_FULL_WIDTH)
    references: list[FoundReference] = []
    steps: list[tuple[Step, int, int]] = []
    for found in _STEP.finditer(plain):
        step = _read_step(found)
        if step is None:
            continue
        if steps and not _continues(plain, steps[-1], step, found.start()):
            references += _close(text, steps)
            steps = []
        steps.append((step, found.start(), found.end()))
    return tuple(references + _close(text, steps))


def _read_step(found: re.Match[str]) -> Step | None:
    group = "unit" if found.lastgroup == "inserted" else found.lastgroup or ""
    if group in ("decimal", "deep"):
        *above, last = map(int, found[group].split("."))
        return Step(Unit.DECIMAL, last, above=tuple(above)) if last else None
    value = find_value(found["value"] if group == "unit" else found[group])
    if not value:
        return None
    if group != "unit":
        return Step(Unit(group), value)
    bracketed = "(" in found[0]
    inserted = find_value((found["inserted"] or "")[1:]) or 0
    unit = _NAMED.get(found["unit"], Unit.BRACKET if bracketed else Unit.ITEM)
    return Step(unit, value, inserted)


def _continues(plain: str, above: tuple[Step, int, int], step: Step, start: int) -> bool:
    """Whether a step goes on where the last one ended, one level or more below it."""
    last, _, end = above
    if _LEVELS[step.unit] <= _LEVELS[last.unit]:
        return False
    return _JOINED.fullmatch(plain, end, start) is not None


def _close(text: str, steps: list[tuple[Step, int, int]]) -> list[FoundReference]:
    """The reference that the steps make; none where they are bare numbers."""
    while steps and steps[-1][0].unit is Unit.NUMBER and len(steps) == 1:
        steps = steps[:-1]
    if not steps or (len(steps) == 1 and steps[0][0].unit in _BARE):
        return []
    first, start, end = steps[0][0], steps[0][1], steps[-1][2]
    if first.unit is Unit.COMMA and steps[1][0].unit is Unit.ROUND:
        return []  # 一(1)班
    main_text = text[max(0, start - 3) : start].rstrip("的 ").endswith("正文")
    partial = PartialRef(tuple(step for step, _, _ in steps), main_text)
    return [FoundReference(start, end, text[start:end], partial)]


# How well a written unit (row) names a label's (column): 第四条 of ten measures is 四.
_FITS: dict[Unit, dict[Unit, float]] = {
    Unit.PART: {Unit.PART: 1.0, Unit.VOLUME: 0.8},
    Unit.ANNEX: {Unit.ANNEX: 1.0},
    Unit.VOLUME: {Unit.VOLUME: 1.0},
    Unit.DIVISION: {Unit.DIVISION: 1.0, Unit.COMMA: 0.95, Unit.CHAPTER: 0.7, Unit.VOLUME: 0.6},
    Unit.CHAPTER: {Unit.CHAPTER: 1.0, Unit.COMMA: 0.6, Unit.DIVISION: 0.6},
    Unit.SECTION: {Unit.SECTION: 1.0, Unit.BRACKET: 0.5},
    Unit.ARTICLE: {Unit.ARTICLE: 1.0, Unit.COMMA: 0.9, Unit.NUMBER: 0.8, Unit.BRACKET: 0.7},
    Unit.COMMA: {Unit.COMMA: 1.0, Unit.DIVISION: 0.9, Unit.ARTICLE: 0.7, Unit.CHAPTER: 0.6},
    Unit.DECIMAL: {Unit.DECIMAL: 1.0},
    Unit.BRACKET: {Unit.BRACKET: 1.0, Unit.ROUND: 0.7, Unit.COMMA: 0.4, Unit.NUMBER: 0.6},
    Unit.ITEM: {Unit.NUMBER: 1.0, Unit.BRACKET: 0.9, Unit.COMMA: 0.8, Unit.ROUND: 0.7},
    Unit.NUMBER: {Unit.NUMBER: 1.0, Unit.ROUND: 0.8, Unit.CIRCLE: 0.6, Unit.COMMA: 0.5},
    Unit.ROUND: {Unit.ROUND: 1.0, Unit.CIRCLE: 0.7, Unit.NUMBER: 0.6},
    Unit.CIRCLE: {Unit.CIRCLE: 1.0, Unit.ROUND: 0.6},
    Unit.TABLE: {Unit.TABLE: 1.0},
    Unit.ROW: {Unit.ROW: 1.0, Unit.NUMBER: 0.6, Unit.ARTICLE: 0.5, Unit.COMMA: 0.5},
}
_FITS[Unit.ITEM] |= {Unit.ARTICLE: 0.7, Unit.CIRCLE: 0.5}
_UNNAMED = 0.97  # per level of the path that the reference leaves out
_ELSEWHERE = 0.7  # in a part or an annex that the reference does not name
_LISTED = 0.95  # named in an annex list; the annex itself fits better
_PARAGRAPH = 0.9  # 第二款 has no label: the article is the nearest that can be named


def matches(partial: PartialRef, ref: ClauseRef) -> float:
    """How well a reference as written names a clause, from 0 (not at all) to 1.

    Every step must fit a label of the path in order, the last step the last label. A level that
    the reference leaves out costs a little, so the shallower of two clauses wins.

    >>> fourth = find_references("第四条")[0].ref
    >>> [matches(fourth, ClauseRef.parse(path)) for path in ("第四条", "四", "五")]
    [1.0, 0.9, 0.0]
    >>> matches(find_references("附件1第二部分(二)3")[0].ref, ClauseRef.parse("附件1›二›(二)›3"))
    0.95
    """
    labels = _read_labels(ref)
    steps = [step for step in partial.steps if step.unit is not Unit.PARAGRAPH]
    score = 1.0 if len(steps) == len(partial.steps) else _PARAGRAPH
    score *= _LISTED if "附件" in ref.labels[:-1] else 1.0
    if not steps or not labels:
        return 0.0
    position = len(labels)
    for index, step in enumerate(reversed(steps)):
        fit = 0.0
        while position and not fit:
            position -= 1
            label = labels[position]
            if label is not None and label.number == step.number:
                fit = _FITS[step.unit].get(label.unit, 0.0)
            if not fit and (index == 0 or _is_outer(label)):
                return 0.0
            score *= fit or _UNNAMED
        if not fit:
            return 0.0
    left = labels[:position]
    if any(_is_outer(label) for label in left):
        if partial.main_text:
            return 0.0
        score *= _ELSEWHERE
    inner = [label for label in left if not _is_outer(label)]
    # 第四条 is numbered through a statute, so a chapter above it is never left out; nor 3 of 3.2.
    first = labels[position]
    if first is None or first.unit not in (Unit.ARTICLE, Unit.DECIMAL):
        score *= _UNNAMED ** len(inner)
    return round(score, 4)


def _read_labels(ref: ClauseRef) -> list[Step | None]:
    """The path's labels as steps; 附件›4, an item of an annex list, as 附件4."""
    labels: list[Step | None] = []
    for index, label in enumerate(ref.labels):
        step = read_label(label)
        if step is not None and index and ref.labels[index - 1] == "附件":
            labels[-1] = Step(Unit.ANNEX, step.value)
        else:
            labels.append(step)
    return labels


def _is_outer(label: Step | None) -> bool:
    return label is not None and label.unit in (Unit.PART, Unit.ANNEX)


_LABEL = re.compile(
    rf"附[件表录图](?P<annex>\d{{1,2}}|{_CHINESE}{{1,3}})?|篇(?P<part>{_CHINESE}{{1,3}}|\d+)"
    rf"|第(?P<value>{_LONG}{{1,7}}|\d{{1,4}})(?P<unit>部分|编|篇|章|节|条|款|项|目|行)"
    r"(?P<inserted>之[一二三四五六七八九十]{1,2})?"
    r"|表(?P<table>\d{1,3})"
    rf"|[(](?P<bracket>{_CHINESE}{{1,5}})[)]|[(]?(?P<round>\d{{1,3}})[)]"
    rf"|(?P<comma>{_CHINESE}{{1,5}})|(?P<decimal>{_DECIMAL}(?:\.\d{{1,2}}){{0,3}})"
    r"|(?P<number>\d{1,3})|(?P<circle>\S)"
)


def read_label(label: str) -> Step | None:
    """A path's label as a step; None for one that holds no number (附件 of a list, 一是).

    >>> read_label("(四)"), read_label("17").value
    (Step(unit=<Unit.BRACKET: 'bracket'>, value=4, inserted=0, above=()), 17)
    """
    found = _LABEL.fullmatch(label)
    if found is None or found.lastgroup is None:
        return None
    return _read_step(found)
