"""Issuing bodies (发文机关), from the signature, the red head, the title or a page's labels."""

import re
from dataclasses import dataclass

from ingest.clean import fold
from ingest.dates import FoundDate, find_dates
from ingest.lines import join_lines
from ingest.model import PartialDate, Span

# How the names of offices end that sign documents.
_ENDINGS = (
    r"(?:人民政府(?:办公[厅室])?|政府办公[厅室]|委员会(?:办公[厅室])?|办公[厅室]|[厅局院署处]|[部委](?:办公[厅室])?|领导小组(?:办公室)?"
    r"|指挥部|学校|大学|学院|中学|小学|幼儿园|中心|协会|公司|总工会|联合会|团委|妇联|督导室|管委会|街道办事处|工作组|银行|研究院)"
)
_BODY = re.compile(rf"(?:[xX*_]{{1,6}}\s?)?[\u4e00-\u9fff()、·xX*_]{{0,36}}{_ENDINGS}")
_NOT_BODY = re.compile(
    r"[,;:。!?“”]|抄送|关于|附件|联系|各|现将|印发|根据|请|地址|责任|负责|牵头|通知$|[来收发]文\s?(?:单位|机关|文号|日期)"
)
_RED_HEAD = re.compile(
    rf"(?P<body>(?:[\u4e00-\u9fff]|\s(?=[\u4e00-\u9fff]))+?{_ENDINGS})\s?(?:文件|令|\(\s*\))$"
)
_LABEL = re.compile(
    r"(?:发\s{0,4}[布文]\s{0,4}(?:机\s{0,4}[构关]|单\s{0,4}位)|制\s{0,4}[定发]\s{0,4}(?:机\s{0,4}关|单\s{0,4}位)|公开责任部门"
    r"|信息来源)\s{0,4}[:：]\s{0,6}(?P<body>[\u4e00-\u9fff()、\s]{2,40}?)(?=\n|\s{2}|$)"
)
_END_OF_DATE = re.compile(r"[日号\d]")
_SIGNED = re.compile(
    r"^\s*(?:(?:代理?|副)?(?:省|市|县|区|州)长|主任|局长|厅长|部长|主席|院长)\s*[:]?\s*[\u4e00-\u9fff·\s]{2,8}\n+\s*(?P<date>\S.{4,20}日)\s*$",
    re.MULTILINE,
)
_TITLE = re.compile(r"^(?P<bodies>.{3,80}?)\s*(?:关于|印发|转发|发布)")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs and when (落款), and where in the passage that stands."""

    bodies: tuple[str, ...]
    date: PartialDate
    position: int


def find_signatures(text: str) -> tuple[Signature, ...]:
    """All places where bodies sign with a date at the end of a line, in reading order.

    >>> found = find_signatures("请抓好落实。\\n云岭县教育局\\n云岭县财政局\\n2023年9月19日")
    >>> found[0].bodies, str(found[0].date)
    (('云岭县教育局', '云岭县财政局'), '2023-09-19')
    """
    signatures: list[Signature] = []
    above: list[str] = []  # body lines right above the line in hand
    position = 0
    for raw in fold(text).splitlines(keepends=True):
        line = raw.strip()
        if line:
            date = _find_closing_date(line)
            if date is None:
                names = split_bodies(line)
                above = above if names else []
                above.extend(names)
            else:
                words = re.split(r"[,;:。!?)“”]", line[: date.span.start])[-1]
                bodies = tuple(dict.fromkeys((*above, *split_bodies(words))))
                if bodies:
                    signatures.append(Signature(bodies, date.date, position))
                above = []
        position += len(raw)
    return tuple(signatures)


def _find_closing_date(line: str) -> FoundDate | None:
    if _END_OF_DATE.search(line, max(0, len(line) - 3)) is None:
        return None
    dates = find_dates(line[-40:])
    if not dates or not dates[-1].date.day or len(line[-40:]) - dates[-1].span.end > 2:
        return None
    shift = max(0, len(line) - 40)
    span = Span(dates[-1].span.start + shift, dates[-1].span.end + shift)
    return FoundDate(dates[-1].date, span)


def split_bodies(line: str) -> tuple[str, ...]:
    """The bodies that fill a line, () where it holds anything else.

    >>> split_bodies("中共云岭县委办公室　云岭县人民政府办公室")
    ('中共云岭县委办公室', '云岭县人民政府办公室')
    """
    folded = fold(line).strip()
    if not folded or len(folded) > 120 or _NOT_BODY.search(folded):
        return ()
    pieces = [piece for piece in re.split(r"\s+", folded) if piece]
    if all(_BODY.fullmatch(piece) for piece in pieces):
        return tuple(pieces)
    joined = join_lines(folded)
    return (joined,) if _BODY.fullmatch(joined) else ()


def find_red_head(text: str) -> tuple[str, ...]:
    """The body of a red head (XX教育局文件), () where there is none in the first lines."""
    lines = [fold(line).strip() for line in text.splitlines() if line.strip()][:12]
    for line in lines:
        found = _RED_HEAD.match(line) if len(line) <= 60 else None
        if found is not None and not _NOT_BODY.search(found["body"]):
            return split_bodies(found["body"]) or (join_lines(found["body"]),)
    return ()


def find_order_date(text: str) -> PartialDate | None:
    """The day below the office and name of who signs an order (市长 林一鸣).

    >>> find_order_date("县长　林一鸣\\n2023年6月28日").day
    28
    """
    found = _SIGNED.search(fold(text))
    dates = () if found is None else find_dates(found["date"])
    return dates[0].date if dates and dates[0].date.day else None


def find_titled_bodies(title: str) -> tuple[str, ...]:
    """The bodies before 关于 in a notice's title."""
    found = _TITLE.match(fold(title))
    return () if found is None else split_bodies(found["bodies"])


def find_labelled_body(text: str) -> str | None:
    """The body that a page's table names (发布机构：…)."""
    found = _LABEL.search(fold(text))
    return None if found is None else join_lines(found["body"])


def find_lone_bodies(text: str) -> tuple[str, ...]:
    """The bodies of the first line that holds nothing else, as on a cover page."""
    for line in text.splitlines():
        bodies = split_bodies(line) if 4 <= len(line.strip()) <= 40 else ()
        if bodies:
            return bodies
    return ()
