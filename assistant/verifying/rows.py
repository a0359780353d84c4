"""Rows of a table (项目：甲；标准（元/月）：50；…) read as sentences, cell by cell.

The first cell is what all others of its row are said of; so no cell is joined to another row.
"""

import re

_CELL = re.compile(r"(?P<label>[^：:；;\n]{1,16})[：:](?P<value>[^；;\n]{1,60})")
_UNIT = re.compile(
    r"[（(](?P<unit>[^（）()]*元|人|天|个|%)(?:[/／](?P<each>[^（）()]{1,6}))?[）)]$"
)
_CONTENT = re.compile("(?:主要|具体|工作)?(?:内容|任务|说明)|备注")
_FIGURE = re.compile(r"^[\d.,]+$")
_COUNTED = re.compile(r"[（(]([\u4e00-\u9fff]{1,4}|%)[）)]$")  # what is counted in the whole row
_ORDER = re.compile("序号|编号|次序")
MIN_CELLS = 2
_SAYINGS = (
    (re.compile("(?:经费|资金)(?:来源|渠道)"), "经费由{}承担"),
    (re.compile("牵头(?:单位|部门)?"), "由{}牵头"),
    (re.compile("责任(?:单位|部门|科室)"), "由{}负责"),
    (re.compile("配合(?:单位|部门)"), "由{}配合"),
    (re.compile("(?:完成)?(?:时限|时间)"), "{}完成"),
    (re.compile("发放(?:方式|时间)"), "{}发放"),
)


def say_rows(text: str) -> str:
    """A sentence for each row of the text, empty where it has none.

    >>> say_rows("类别：一类；标准（元/人·月）：50；经费来源：县财政")
    '一类，一类标准为每人每月50元，一类经费来源为县财政，经费由县财政承担。'
    """
    rows = (_read_cells(line) for line in text.split("\n"))
    return "\n".join(_say(cells) for cells in rows if len(cells) >= MIN_CELLS)


def _read_cells(line: str) -> list[tuple[str, str]]:
    pieces = line.strip().rstrip("。；;").split("；")
    found = [_CELL.fullmatch(piece.strip()) for piece in pieces]
    cells = [(cell["label"], cell["value"]) for cell in found if cell is not None]
    return [cell for cell in cells if not _ORDER.fullmatch(cell[0])]


def _say(cells: list[tuple[str, str]]) -> str:
    (name, subject), *others = cells
    if any(label.search(name) for label, _ in _SAYINGS):
        return ""  # no row has a name of its own
    counted = _COUNTED.search(subject)
    subject, unit = (subject[: counted.start()], counted[1]) if counted else (subject, "")
    said = [subject]
    for label, value in others:
        plain, worded = _word(label, value)
        worded += unit if plain == label and _FIGURE.match(value.strip()) else ""
        said.append(worded if _CONTENT.fullmatch(plain) else f"{subject}{plain}为{worded}")
        said += [saying.format(value) for name, saying in _SAYINGS if name.fullmatch(plain)]
    return "，".join(said) + "。"


def _word(label: str, value: str) -> tuple[str, str]:
    """The label without its unit, and the value with it (每人每月50元)."""
    unit = _UNIT.search(label)
    if unit is None:
        return label, value
    plain = label[: unit.start()]
    if not _FIGURE.match(value.strip()):
        return plain, value
    each = "".join(f"每{one}" for one in re.split("[·.]", unit["each"] or "") if one)
    return plain, f"{each}{value.strip()}{unit['unit']}"
