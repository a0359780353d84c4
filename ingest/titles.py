"""Title lines (标题) of notices, measures, parts and annexes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.adoptions import is_note_line
from ingest.clean import Line
from ingest.marks import LINE_START, find_marks
from ingest.model import Span

_KINDS = (
    "办法|方案|意见|措施|通知|规划|计划|细则|规定|条例|决定|公告|通告|规程|章程|制度|纲要|指南|标准|规范|要点|清单"
    "|预案|名单|批复|报告|政策|举措|守则|准则|公约|行动|指引|解读|问答|答问|答记者问|表|函|令|汇编|条"
)
_ENDING = re.compile(rf"(?:{_KINDS})\s*(?:\([^()]{{1,24}}\)\s*)*(?:\d+\s*篇)?$")
# A title with the first sentence directly behind it, as flattened pages have it.
_FLATTENED = re.compile(
    rf"[^。;:\n]{{3,80}}?(?:{_KINDS})(?:\([^()。]{{1,24}}\))?"
    r"(?=\s*(?:为了?(?:深入|全面|认真|进一步|贯彻|落实|推动|推进|加快|加强|切实|扎实|规范|促进|做好|提高)|为,|为了"
    r"|[\u4e00-\u9fff]{1,6}[〔\[(]\d{4}[〕\])]|根据|按照|依据|结合|第一[章条]|一[、,]|各[^。]{2,60}:))"
)
_CONSULTATION = re.compile(r"征(?:求|集).{2,}(?:公告|通告|公示|启事|函)$")
_NAMED = re.compile(r"《([^《》]{4,80})》")
_ORDERS = re.compile(
    r"(?:须|应|应当|必须|请|需要?|可以?|不得|务必)(?:[于在按由向将把凭到持]|认真|及时|自行|另行)|(?:须|应当|必须|不得|务必)\S"
)
_SHORTEST_SENTENCE = 18  # characters
# A page's title: the document's, then the site's and its columns' names.
_PAGED = re.compile(
    rf"(?P<own>.{{6,}}?(?:{_KINDS})[》)]?)\s?[-_|]\s?[^。,;:-]{{2,30}}(?:\s?[-_|]\s?[^。,;:-]{{2,30}}){{0,3}}"
)
_PERIOD = re.compile(r"\((?:19|20)\d\d\s?年?\s?[-—–~至]\s?(?:19|20)\d\d\s?年?\)")
_LONGEST_NAME = 40  # characters of an annex's name
_GLUED_HEAD = re.compile(r"(?<=[录单表])序\s?号(?=[^。;]{4})")
_RUN_IN = re.compile(rf"[^。;:,]{{2,30}}?(?:{_KINDS}|名录|目录|安排|方式|流程)(?=[^。;]{{2,20}}:)")
_TITLE_LINES = 4  # lines that a title may be broken into
_TABLE = re.compile(
    r"[^。;:,\n]{2,80}?(?:分解|一览|任务|统计|评分|申报|登记|汇总|安排|分工|明细|情况|指标|计分|审批)表"
)
_ON_FILLING = re.compile(
    r"的?(?:填写|填表|填报|使用|编制)?(?:说明|须知|要求)"
)  # of a table, none itself
_DROPPED = re.compile(
    r".{0,24}[〔\[(]\s*(?:\d{4}|20xx)\s*[〕\])]\s*.{1,6}号|.{2,40}文\s*件|附\s*件\s*[\d一二三四五六七八九十]*\s*:?"
    r"|\([^()]{1,30}\)|目\s*录|.{0,12}\d{4}\s*年.{1,3}月.{1,3}日.{0,4}|[★☆].*|特急|加急|机密|秘密|内部.{0,4}"
    r"|.{0,30}号\s*附\s*件\s*\d{0,2}\s*:?|[^\u4e00-\u9fff]*|[年月日\s]+|.{0,4}[*]{2,}.{0,8}"
    r"|(?:现行)?有\s*效|已?\s*(?:废\s*止|失\s*效)|尚未(?:生效|施行)|全文|主动公开|依申请公开"
)
# Cells of a form for incoming papers (收文处理单).
_FORM = re.compile(
    r"[来收]\s?文\s?(?:机关|单位|日期|文号|编号|登记|时间)|阅文时限|紧急程度|[拟批]办意见|处理意见|公文标题|收文登记"
)
_CONTACT = re.compile(
    r"\(?\s?(?:联系(?:人|科室|处室|部门|单位|方式|电话)|咨询电话|监督电话|经办(?:人|科室)|此[件文])"
    r"|(?:\d\s?[.、])?\s?(?:(?:电子)?(?:邮箱|邮件)|信函|来信|来函|邮寄|寄送|(?:通[讯信])?地址|邮编|邮政编码|电话|传真|网址|网站|微信(?:公众号)?|来访)[^,。]{0,6}:"
)
_LABEL = re.compile(r"(?:标\s{0,4}题|名\s{0,4}称|(?:文件|信息)(?:名称|标题))\s?[:：]\s{0,4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BODY = re.compile(r"[。;]|:$|^抄\s*[送报]|^主\s*送|^签发|^(?:附\s*件\s*\S{0,2}\s*:.)")


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """Consecutive title lines; `title` is None where they hold none (a red head alone)."""

    start: int
    end: int
    title: str | None

    @property
    def is_notice(self) -> bool:
        """Whether it is a covering notice's title: 关于印发…的通知, 公开征求…意见的公告."""
        title = self.title or ""
        covering = "关于印发" in title or title.endswith(("通知", "的函"))
        return covering or _CONSULTATION.search(title) is not None


def find_title_blocks(text: str, lines: Sequence[Line]) -> tuple[TitleBlock, ...]:
    """The runs of title lines among unnumbered lines, in order."""
    blocks: list[TitleBlock] = []
    group: list[Line] = []
    for line in lines:
        flattened = _FLATTENED.match(line.text) if len(line.text) > 12 else None
        behind = len(line.text) > 90 or "。" in line.text or line.text.endswith(":")
        if flattened is not None and behind:
            group.append(Line(line.start, line.start + flattened.end(), flattened[0]))
        elif len(line.text) <= 60 and not _is_body(line):
            group.append(line)
            continue
        if group:
            blocks.append(_make_block(text, group))
            group = []
    if group:
        blocks.append(_make_block(text, group))
    return tuple(blocks)


def reads_as_sentence(text: str) -> bool:
    """Whether an unmarked first line says what is to be done, and so names nothing.

    >>> reads_as_sentence("申请人应于6月1日前将材料整理妥、签字完整后交学院")
    True
    """
    return len(text) >= _SHORTEST_SENTENCE and _ORDERS.search(text) is not None


def find_issued(lines: Sequence[Line], signatures: Sequence[Span]) -> int:
    """Where the measure begins that a signed notice names as 《…》 and gives below; 0 if none.

    What is counted within the notice's sentences (1.信函；2.电话) is no clause of the measure. A
    notice with numbered lines of its own stays as it is.
    """
    if not signatures:
        return 0
    signature = signatures[0]
    above = [line for line in lines if line.start < signature.start]
    below = [line for line in lines if line.start >= signature.end][:_TITLE_LINES]
    if any(_is_numbered(line) for line in above):
        return 0
    named = {_squeeze(name) for line in above for name in _NAMED.findall(line.text)}
    joined = ""
    for line in below:
        joined += _squeeze(line.text)
        if joined in named:
            return below[0].start
    return 0


def _squeeze(title: str) -> str:
    return re.sub(r"[\s()《》<>]", "", title)


def _is_body(line: Line) -> bool:
    if _BODY.search(line.text) or _CONTACT.match(line.text) or is_note_line(line.text):
        return True
    return _is_numbered(line)


def _is_numbered(line: Line) -> bool:
    marks = find_marks(line.text, 0, min(len(line.text), 14))
    return bool(marks) and marks[0].start == 0 and marks[0].score >= LINE_START - 0.5


def _make_block(text: str, group: Sequence[Line]) -> TitleBlock:
    return TitleBlock(group[0].start, group[-1].end, _find_title(text, group))


def _find_title(text: str, group: Sequence[Line]) -> str | None:
    runs: list[list[Line]] = [[]]
    for index, printed in enumerate(group):
        paged = _PAGED.fullmatch(printed.text)
        own = printed.text if paged is None else paged["own"]
        line = Line(printed.start, printed.start + len(own), own)
        if _PERIOD.fullmatch(own) and len(runs) > 1 and not runs[-1]:
            runs[-2].append(line)  # （2024—2026年） below a plan's name belongs to it
            continue
        after = group[index + 1].text if index + 1 < len(group) else ""
        # 天津市 / 2021 / 年春节期间: a year that extraction put on a line of its own.
        torn = after.startswith("年") and len(after) > 3 and _YEAR.fullmatch(line.text) is not None
        if not torn and (_DROPPED.fullmatch(line.text) or _FORM.search(line.text)):
            runs.append([])
            continue
        if index and line.text == group[index - 1].text:
            continue  # printed twice
        runs[-1].append(line)
        if _ENDING.search(line.text):
            runs.append([])
    for run in reversed(runs):
        named = [line for line in run if not _PERIOD.fullmatch(line.text)]
        if named and _ENDING.search(named[-1].text):
            title = "".join(text[line.start : line.end] for line in run).lstrip("#* ")
            label = _LABEL.match(title)
            title = title[label.end() :] if label and label.end() < len(title) else title
            return title if title[0] not in ":：,，、)）;；" else None
    return None


def measure_run_in(line: str) -> int:
    """How many characters of an annex's first line are its title; 0 where none can be told.

    >>> measure_run_in("申请材料目录。1.申请表"), measure_run_in("基地名录序号名称所在乡镇")
    (6, 4)
    """
    serial = _GLUED_HEAD.search(line)
    if serial is not None:
        return serial.start()
    stop = line.find("。")
    if stop < 0 and len(line) <= _LONGEST_NAME:
        return len(line)
    if 0 < stop <= _LONGEST_NAME and stop + 1 < len(line):
        return stop
    named = _RUN_IN.match(line)
    return named.end() if named is not None else 0


def find_table_title(folded: str, start: int, end: int) -> int:
    """The end of a table's title that begins at `start`; `start` where it is no table's."""
    stop = folded.find("\n", start, end)
    line = folded[start : stop if stop >= 0 else end].rstrip()
    found = _TABLE.match(line[:100])
    if found is not None:
        return start if _ON_FILLING.match(line, found.end()) else start + found.end()
    return start + len(line) if len(line) <= 60 and line.endswith("表") else start
