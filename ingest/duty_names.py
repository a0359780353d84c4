"""The single names in a list of departments or people."""

import re

from ingest.clean import fold
from ingest.lines import join_lines
from ingest.model import DutyParty, DutyRole, Span

_LEAD_MARK = "▲★"
_AND = re.compile(
    r"(?:(?<=[导长局委办部科股室处厅院校联会组府心门位镇道园队站所司])|(?<=负责人))(?:以及|及|和)(?=[\u4e00-\u9fff(]{2})"
)
_VERB = re.compile(r"(?:建立健全|建立|成立|明确|健全|落实|形成|进一步)(?=[\u4e00-\u9fff]{2})")
_ET_CETERA = re.compile(
    r"(?:等?按照?(?:各自)?职责.*|等?分别|具体|等(?:相关|有关)?(?:部门|单位|科室)?(?:的)?(?:主要)?(?:负责同志|负责人)?|(?:各自)?按职责(?:分工)?(?:负责)?|共同负责|为)$"
)
_PAGE_BREAK = re.compile(r"\n\s{0,3}[-—–·]\s{0,2}\d{1,4}\s{0,2}[-—–·]\s{0,3}\n")
_BLANK = re.compile(r"^[*_xX\s.…]*$")
_OFFICE = re.compile(r"(?:主要|分管|有关|相关)?(?:领导|负责人|负责同志)\s*$")
_BODY = re.compile(r"(?:委|政府|局|部|办|人大|政协|部门)$")
_MARKED = re.compile(r"(?:\((?:牵头|主办)(?:单位|部门)?\)|(?<=[局委办部厅])牵头)$")
# The heads of a body sit in a group for it: the body is the member.
_HEADS = re.compile(
    r"(?<=[局委办部厅院府道心司])(?:(?:主要|分管)(?:负责同志|负责人|领导)|负责同志)$"
)
_TITLE = re.compile(
    r"(?:书记|常委|[县市区州省镇乡局院校部会所]长|主任|委员|主席|成员|巡视员|调研员|秘书长)$"
)
_TITLE_AND_NAME = re.compile(
    r"(?:书记|常委|[县市区州省镇乡局院校部会所]长|主任|委员|主席|成员|巡视员|调研员|秘书长)\s?[\u4e00-\u9fff]{2,3}(?:\([^()]*\))?$"
)
_LONGEST = 36


def split_names(
    own: str, folded: str, names: Span, role: DutyRole, shift: int
) -> tuple[DutyParty, ...]:
    """The names in a stretch of a clause's text, their spans moved on by `shift`.

    `folded` is `own` folded.

    ▲ before a name makes it the leading one. Signs inside brackets do not divide; line breaks
    and the blanks that extraction left inside a name are not part of it.
    """
    parties = []
    pieces = _cut(folded, names.start, names.end)
    if role is DutyRole.LEADER:
        pieces = _join_offices(folded, pieces)
    for first, last in pieces:
        while first < last and own[first].isspace():
            first += 1
        leads = first < last and own[first] in _LEAD_MARK
        if leads:
            first += 1
        while first < last and (own[first].isspace() or own[first] == ":"):
            first += 1
        verb = _VERB.match(own, first, last)
        first = first if verb is None else verb.end()
        et_cetera = _ET_CETERA.search(own[first:last].rstrip())
        last = first + (len(own[first:last].rstrip()) if et_cetera is None else et_cetera.start())
        marked = _MARKED.search(folded, first, last)
        leads = leads or marked is not None
        last = last if marked is None else marked.start()
        if role is DutyRole.MEMBER and (heads := _HEADS.search(folded, first, last)):
            last = heads.start()
        name = _plain(own[first:last])
        if name and len(name) <= _LONGEST and not _BLANK.match(name):
            given = DutyRole.LEAD if leads else role
            parties.append(DutyParty(given, name, Span(first + shift, last + shift)))
    return tuple(parties)


def _join_offices(folded: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """县委、县政府主要领导 are one: a body before an office that both share; so are two offices."""
    joined: list[tuple[int, int]] = []
    begin: int | None = None
    for at, (first, last) in enumerate(pieces):
        start = first if begin is None else begin
        begin = None
        words = folded[first:last].strip()
        behind = folded[slice(*pieces[at + 1])].strip() if at + 1 < len(pieces) else ""
        shared = _OFFICE.search(behind) and _BODY.search(words)
        # 县委副书记、县长陆远平: one person of two offices.
        titled = _TITLE_AND_NAME.search(behind) and _TITLE.search(words)
        if shared or titled:
            begin = start
        else:
            joined.append((start, last))
    return joined


def _plain(words: str) -> str:
    words = _PAGE_BREAK.sub("\n", words)
    joined = join_lines("".join(fold(c) if "\u2e80" <= c <= "\u2fdf" else c for c in words))
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", joined).strip()


def _cut(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches between dividing signs that are not inside brackets."""
    pieces = []
    depth = 0
    begin = start
    for position in range(start, end):
        char = folded[position]
        depth += (char in "(〔") - (char in ")〕" and depth > 0)
        is_level = position - begin == 1 and folded[begin] in "省市县区"  # 市、县(区)政府 is one
        next_line = char == "\n" and folded[begin:position].rstrip().endswith(")")
        if depth == 0 and (next_line or (char in "、,;/" and not is_level)):
            pieces.append((begin, position))
            begin = position + 1
    pieces.append((begin, end))
    cut: list[tuple[int, int]] = []
    for first, last in pieces:
        for found in _AND.finditer(folded, first, last):
            # 自然资源和规划局 is one name: only the words before a full ending are divided off.
            cut.append((first, found.start()))
            first = found.end()
        cut.append((first, last))
    return cut
