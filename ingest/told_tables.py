"""Tables whose columns a line of plain text tells: 序号/任务/牵头单位, (按“任务、牵头、时限”排列).

The rows below hold as many cells between strokes or semicolons, in lines that may be torn. Where
the names run into one another (名录序号名称所在乡镇) the rows are known by their numbers alone.
"""

import re
from collections.abc import Sequence

from ingest.cells import split_signed
from ingest.clean import Line

_NAMED = re.compile(r"[\"“(\[]?(?P<names>[^\"“”()\[\]。:]{6,120})")
_BETWEEN = re.compile(r"\s*[/;|、,]\s*")
_WHOLE = re.compile(r"\s*[/;]\s*")
_COLUMN = re.compile(
    r"序号|编号|任务|事项|项目|内容|措施|举措|工作|牵头|配合|责任|主办|协办|时限|期限|时间|单位|部门|名称|类别|类型|金额"
    r"|标准|数量|地点|地址|电话|姓名|职务|备注|对象|条件|材料|环节|流程|步骤|乡镇|学校|等级|得分|分值|指标|权重|比例|岗位|专业|人数|面积|投资|资金|网点"
)
_UNFIT = re.compile(r"、|^[^()]*\)|\([^()]*$|\d{3}")  # 二、分工(任务
_FEWEST = 3
_LONGEST = 10  # characters of a column's name
_MOST_TORN = 3  # lines of a row
_LONGEST_ROW = 400
_SERIAL = re.compile(r"序\s?号(?P<names>[^。;:]{4,60})$")
_COUNTED = re.compile(r"(?P<number>\d{1,3})(?=[\u4e00-\u9fff“《])(?!年|月|日|个|名|人|元|万)")


def read_columns(text: str) -> tuple[tuple[str, ...], bool]:
    """The column names that a line tells, and whether it says nothing else; () where it does not.

    >>> read_columns("任务分解表(以下按“序号、任务、牵头单位、完成时限”排列)")
    (('序号', '任务', '牵头单位', '完成时限'), False)
    """
    if len(text) > _LONGEST_ROW or sum(sign in text for sign in "/;|、,") == 0:
        return (), False
    whole = tuple(_WHOLE.split(text.strip("();。")))
    if are_columns(whole):
        return whole, True
    for found in _NAMED.finditer(text):
        names = tuple(_BETWEEN.split(found["names"].strip()))
        if found.start("names") > found.start() and are_columns(names):
            return names, False
    return (), False


def are_columns(names: Sequence[str]) -> bool:
    """Whether these are names of columns, and not what a sentence counts up."""
    known = sum(_COLUMN.search(name) is not None for name in names)
    short = all(0 < len(name) <= _LONGEST and not _UNFIT.search(name) for name in names)
    return (
        len(names) >= _FEWEST
        and len(set(names)) == len(names)
        and short
        and known * 3 >= len(names) * 2
    )


def read_told_rows(lines: Sequence[Line], start: int, columns: int) -> list[Sequence[Line]]:
    """The lines of each row from `start` on, as long as they hold so many cells."""
    rows: list[Sequence[Line]] = []
    at = start
    while at < len(lines):
        count = next(
            (n for n in range(1, _MOST_TORN + 1) if _is_row(lines[at : at + n], columns)), 0
        )
        if not count:
            break
        rows.append(lines[at : at + count])
        at += count
    return rows if len(rows) > 1 else []


def _is_row(lines: Sequence[Line], columns: int) -> bool:
    words = "\n".join(line.text for line in lines)
    whole = len(words) <= _LONGEST_ROW and "。" not in words[:-1]
    return whole and bool(split_signed(words, columns))


def read_counted_rows(lines: Sequence[Line], index: int) -> list[Sequence[Line]]:
    """The rows 1…, 2…, 3… below a head whose names run into one another."""
    if _SERIAL.search(lines[index].text) is None:
        return []
    rows: list[Sequence[Line]] = []
    for line in lines[index + 1 :]:
        found = _COUNTED.match(line.text)
        if found is None or int(found["number"]) != len(rows) + 1 or "。" in line.text[:-1]:
            break
        rows.append((line,))
    return rows if len(rows) > 2 else []
