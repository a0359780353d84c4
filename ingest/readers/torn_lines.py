"""Lines that extraction tore amid a sentence around its figures, put together again.

Converters set each run of digits on a line of its own (补贴价格为 / 1.2 / 元), and a page's end
parts a figure from its unit (2020 年 12 / 月). Only what cannot be otherwise is joined:
a unit behind a figure, a sign that closes or opens, a figure between words and its unit.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ingest.clean import fold
from ingest.readers.source import SourceText

_UNIT = (
    r"(?:年(?![级龄均轻老])|月(?![度均嫂])|日(?![常均])|时(?![间效])|元(?![旦素])|[万亿]|千[瓦克米]|百分点"
    r"|[%‰℃]|周岁|工作日|个(?![人体别])|人(?![均员力才民事口])|名(?![称额单录次])|所(?![有在属需得称])"
    r"|户(?![籍主口外均])|亩|家(?![庭长])|号(?![召码])|项(?![目])|次(?![要日年月])|倍|岁|天(?![然津])"
    r"|小时|分钟|学[年时分](?![制])|公[里顷斤]|平方|吨|米|册|台|套|条(?![件例款])|[kKmM]?[Ww][hH]?(?![a-z]))"
)
_FIGURE = re.compile(r"\d{1,9}(?:[.,:/~-]\d{1,9}){0,3}[%‰]?")
_UNIT_FIRST = re.compile(_UNIT)
_CLOSING = re.compile(r"[,。;、)〕》”%~.](?!\.)")
_CLOSING_ALSO = re.compile(r"[:/〔]|的|\((?![\d一二三四五六七八九十]|此件)[^\n]")
_OPEN_END = re.compile(r"[(〔《“、,/~]$|(?<=\d)[至到]$")
_RANGE = re.compile(r"[至到](?=\d|$)|[和或与~—-]$")
_DIGIT_END = re.compile(r"(?:(?<![\d.-])|(?<=[年月日时:]))\d{1,6}(?:[.~-]\d{1,6})?[%‰]?$")
_WORD_END = re.compile(r"[\u4e00-\u9fff〕%《]$")
_TAKES_FIGURE = re.compile(
    r"(?:[为于至到满足达共每约第由自从在按逾和或占]|超过|承担|每(?:[生人户亩天年月次件套班辆吨]|学期|学年)|给予|奖励|补助|补贴|发放|安排|最[高低多少长]|不[低少高多]于)$"
)
_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,5}[编章节条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))"
    r"[^,、]{0,24}"
)
# A page's number that is no figure of a sentence: - 2 -, 第 2 页 共 3 页.
_PAGE_MARK = re.compile(
    r"[-—–·=*\s]*(?:第?\s?\d{1,3}\s?页(?:[,/\s]*共\s?\d{1,3}\s?页)?|[-—–]\s?\d{1,3}\s?[-—–]"
    r"|(?:PAGE|page|Page)\s?\d{1,3})[-—–·=*\s]*"
)
_BEGINS = re.compile(
    r"第[一二三四五六七八九十百\d]{1,5}[编章节条]|[一二三四五六七八九十]{1,3}[、是]|\([一二三四五六七八九十\d]{1,3}\)"
    r"|\d{1,2}[.、)](?!\d)|[①-⑳]|附\s?[件表录图]|抄送|联系"
)
_LONGEST_HEADER = 30  # characters of a line that stands on each page
_MOST_FURNITURE = 3  # lines between two pages' sentences: a foot, a number, a head
_FULL_LINE = 18  # characters of a line that the page's width ends
_SHORTEST_LINE = 10  # of one that goes on behind a page's number
_COMPLETE = re.compile(r"[。;!?:…]$")
_CELLS = re.compile(r"\t|\||\s{2,}\S")
_LEADERS = re.compile(r"\.{4,}|…{2,}|^[-—\s]*\d{0,4}[-—\s]*$")
_SIGNED = re.compile(
    r"(?:细则|办法|方案|通知|意见|规定|措施|计划|规划|局|政府|委员会|办公[室厅]|[厅委院校])$"
)
_YEARS = re.compile(r"(?:19|20)\d\d(?:[~-](?:19|20)\d\d)?")
_TITLE_OR_WORD = 6  # characters before a figure that are the beginning of a sentence
_TORN_TO_PIECES = 8  # joints in a text whose every figure stands by itself
_TORN_SHARE = 0.03  # of its lines


@dataclass(frozen=True, slots=True)
class _Joint:
    """A line break that tears a sentence: from behind a line's last word to the next's first."""

    start: int
    end: int


def mend_breaks(source: SourceText) -> SourceText:
    """The text with blanks for the line breaks that tear a figure from its words or unit.

    The length stays: places in the text, such as where pages begin, hold.

    >>> mend_breaks(SourceText("于 2020 年 12\\n\\n 月完成达标任务。\\n", "txt")).text
    '于 2020 年 12   月完成达标任务。\\n'
    """
    joints = _find_joints(source.text, to_pieces=False)
    if not joints:
        return source
    return replace(source, text=_join(source.text, joints, keep_length=True))


def mend_pieces(source: SourceText) -> SourceText:
    """A text whose every figure stands on a line of its own as it read before; else unchanged."""
    joints = _find_joints(source.text, to_pieces=True)
    lines = source.text.count("\n") + 1
    if len(joints) < _TORN_TO_PIECES or len(joints) < _TORN_SHARE * lines:
        return source
    told = f"提取时被拆成单独一行的数字和单位 {len(joints)} 处，已接回原句"
    text = _join(source.text, joints, keep_length=False)
    return replace(source, text=text, notes=(*source.notes, told))


def _join(text: str, joints: Sequence[_Joint], *, keep_length: bool) -> str:
    pieces: list[str] = []
    position = 0
    for joint in joints:
        blank = " " * (joint.end - joint.start) if keep_length else ""
        pieces += (text[position : joint.start], blank)
        position = joint.end
    return "".join((*pieces, text[position:]))


def _find_joints(text: str, *, to_pieces: bool) -> list[_Joint]:
    """The breaks to be closed; with `to_pieces` also those believable in such a text only."""
    lines = [
        (found.start(), found.end(), fold(found[0])) for found in re.finditer(r"\S[^\n]*", text)
    ]
    lines = [(start, start + len(words.rstrip()), words.rstrip()) for start, _, words in lines]
    counted = Counter(words for _, _, words in lines)
    repeated = frozenset(w for w, n in counted.items() if n > 2 and len(w) <= _LONGEST_HEADER)
    joints: list[_Joint] = []
    above = ""  # the line so far, its joined pieces in one
    end = 0
    for index, (start, stop, words) in enumerate(lines):
        if above and _is_furniture(lines, index, above, repeated):
            continue
        near = text.count("\n", end, start) <= (1 if to_pieces else 2)
        after = [later for _, _, later in lines[index + 1 : index + 6]]
        over = bool(index) and lines[index - 1][1] > end
        torn = over or (near and _is_torn(above, words, after, to_pieces=to_pieces))
        torn = torn or (to_pieces and _is_rest(above, lines[index - 1][2], words))
        if above and torn:
            joints.append(_Joint(end, start))
            above = (above + words)[-60:]
        else:
            above = words
        end = stop
    return joints


def _is_rest(above: str, before: str, words: str) -> bool:
    """Whether words go on behind a figure that stood alone: 每日 / 6:00 / 执行."""
    goes_on = "\u4e00" <= words[0] <= "\u9fff" and _BEGINS.match(words) is None
    figure = _FIGURE.fullmatch(before) is not None and above.endswith(before)
    return goes_on and figure and "," in above and not _CELLS.search(words)


def _is_furniture(
    lines: Sequence[tuple[int, int, str]], index: int, above: str, repeated: Collection[str]
) -> bool:
    """Whether a page's number or head stands between two lines of one sentence."""
    words = lines[index][2]
    beside = [other for _, _, other in lines[max(index - 1, 0) : index + 2]]
    paged = any(_PAGE_MARK.fullmatch(other) for other in beside)
    if not paged or not (_PAGE_MARK.fullmatch(words) or words in repeated):
        return False
    if len(above) < _SHORTEST_LINE or _COMPLETE.search(above) or _CELLS.search(above):
        return False
    if _LEADERS.search(above) or _SIGNED.search(above) or re.search(r"[日号]$", above):
        return False  # an entry of a table of contents, a title, a signature
    if len(above) < _FULL_LINE and not _TAKES_FIGURE.search(above):
        return False
    for _, _, following in lines[index + 1 : index + 1 + _MOST_FURNITURE]:
        if not (_PAGE_MARK.fullmatch(following) or following in repeated):
            return _BEGINS.match(following) is None and not _CELLS.search(following)
    return False


def _is_torn(above: str, words: str, after: Sequence[str], *, to_pieces: bool) -> bool:
    """Whether `words` carry on the sentence of the line above them."""
    if _COMPLETE.search(above) or _CELLS.search(above) or _CELLS.search(words):
        return False
    if _LEADERS.search(above) and not (to_pieces and above.isdigit()):
        return False
    following = after[0] if after else ""
    bare = _FIGURE.fullmatch(above) is not None
    if _UNIT_FIRST.match(words) and _DIGIT_END.search(above):
        year = words[0] == "年" and _YEARS.fullmatch(above) is not None
        return not bare or year or (to_pieces and len(words) == 1)
    if _FIGURE.fullmatch(words):
        return _takes_figure(above, words, after, to_pieces=to_pieces)
    if _RANGE.fullmatch(words) and _DIGIT_END.search(above):
        return _FIGURE.fullmatch(following) is not None
    if words[0].isdigit() and _BEGINS.match(words) is None and _TAKES_FIGURE.search(above):
        return _HEADING.fullmatch(above) is None and (
            "," in above or above[-1] in "为于至到满过达每约"
        )
    if not to_pieces:
        return not bare and len(above) >= _TITLE_OR_WORD and _CLOSING.match(words) is not None
    if _CLOSING.match(words) or _CLOSING_ALSO.match(words):
        return True
    return _OPEN_END.search(above) is not None and not bare


def _takes_figure(above: str, words: str, after: Sequence[str], *, to_pieces: bool) -> bool:
    """Whether a line that is a figure stands between words and what follows of their sentence."""
    if to_pieces and _OPEN_END.search(above):
        return True
    following = after[0] if after else ""
    goes_on = (
        _UNIT_FIRST.match(following) is not None
        or _CLOSING.match(following) is not None
        or (_RANGE.match(following) is not None)
        or (to_pieces and _CLOSING_ALSO.match(following) is not None)
    )
    if not goes_on or _WORD_END.search(above) is None or words.endswith(":"):
        return False
    if following[0] == "." and words.isdigit():
        return False  # the number of the next clause
    if len(words) == 4 and _SIGNED.search(above) and _is_date_alone(after):
        return False
    if _TAKES_FIGURE.search(above):
        return True
    return _HEADING.fullmatch(above) is None and len(above) >= (2 if to_pieces else _TITLE_OR_WORD)


def _is_date_alone(after: Sequence[str]) -> bool:
    """Whether the pieces behind a year are the rest of a date and no more: 年, 2, 月, 2, 日."""
    if len(after) < 3 or after[0] != "年" or after[2] != "月":
        return after[:1] == ["年"]
    return len(after) < 5 or after[4] == "日" or not after[3].isdigit()
