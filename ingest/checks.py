"""What looks wrong in a document's numbering: jumps, and headings with nothing below them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from ingest.model import Clause, ClauseKind
from ingest.numerals import find_value
from ingest.references import ClauseRef

_NUMBER = re.compile(
    r"^(?P<before>\d+(?:\.\d+)*\.|[^\d一二三四五六七八九十百千①-⑳]*)(?P<number>[\d一二三四五六七八九十百千零〇]+|[①-⑳])(?P<after>.*)$"
)
_MARK = re.compile(
    r"\s*(?:附件|[篇第（(【〔]){0,2}\s*(?:\d{1,4}|[一二三四五六七八九十百千零〇]{1,8}|[①-⑳])?\s*[编章节条款项目]?"
    r"(?:之[一二三四五六七八九十]{1,3})?\s*[）)】〕]?[、.．,，:：\s]*"
)
_SENTENCE_END = re.compile(r"[。；;！!？?：:]")
_LONGEST_HEADING = 30


def find_gaps(clauses: tuple[Clause, ...]) -> Iterator[str]:
    """Chinese: jumps in the numbers of siblings, or of one style running on across parents."""
    last: dict[tuple[str, str], tuple[int, int | None, ClauseRef]] = {}
    for clause in clauses:
        if clause.kind in (ClauseKind.ROW, ClauseKind.TABLE, ClauseKind.PART, ClauseKind.ANNEX):
            continue
        label = clause.ref.labels[-1]
        found = _NUMBER.match(label)
        value = None if found is None else find_value(found["number"])
        if found is None or value is None:
            continue
        shape = "1" if found["number"].isdigit() else "一"
        style = (found["before"] + shape, found["after"])
        before = last.get(style)
        starts_anew = value == 1 and (before is None or before[1] != clause.parent)
        expected = 1 if before is None else before[0] + 1
        same_parent = before is not None and before[1] == clause.parent
        if value > expected and not starts_anew and (same_parent or before is None):
            after = "开头" if before is None else f"{before[2]} 之后"
            yield f"{after}缺 {value - expected} 个编号（下一个是 {clause.ref}）"
        last[style] = (value, clause.parent, clause.ref)


def find_empty_headings(clauses: tuple[Clause, ...]) -> Iterator[ClauseRef]:
    """Clauses that are a bare number, or a bare heading while most of their siblings say more.

    A list of short entries (三、身份证复印件) is no list of empty headings: there none says more.
    """
    families: defaultdict[int | None, list[Clause]] = defaultdict(list)
    parents = {clause.parent for clause in clauses}
    for clause in clauses:
        if clause.kind is ClauseKind.CLAUSE:
            families[clause.parent].append(clause)
    bare = {
        index
        for index, clause in enumerate(clauses)
        if index not in parents and clause.kind is ClauseKind.CLAUSE and _is_bare(clause)
    }
    counts: defaultdict[int | None, int] = defaultdict(int)
    for index in bare:
        counts[clauses[index].parent] += 1
    for index in sorted(bare):
        clause = clauses[index]
        few = counts[clause.parent] * 2 < len(families[clause.parent])
        if few or not _read_words(clause):
            yield clause.ref


def find_repeated(clauses: Iterable[Clause]) -> Iterator[ClauseRef]:
    """The second and further clauses with one path; they differ in `occurrence`."""
    return (clause.ref for clause in clauses if clause.ref.occurrence > 1)


def _is_bare(clause: Clause) -> bool:
    words = _read_words(clause)
    return len(words) <= _LONGEST_HEADING and not _SENTENCE_END.search(words)


def _read_words(clause: Clause) -> str:
    found = _MARK.match(clause.text)
    return clause.text[0 if found is None else found.end() :].strip()
