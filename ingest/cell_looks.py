"""What a table's cells look like, where no signs stand between them."""

import re

# What cells look like, for tables without signs between the cells.
_SHAPES = (
    (
        "date",
        re.compile(
            r"(?:\d{2,4}年)?\d{1,2}月[^,。;]{0,8}|\d{4}年[^,。;]{0,8}|长期[^,。;]{0,4}|持续[^,。;]{0,4}"
        ),
    ),
    ("dash", re.compile(r"[—–\-/~无 ]{1,4}")),
    ("clause", re.compile(r"(?:第[一二三四五六七八九十百\d]{1,5}[条项章][、,和至]?){1,12}")),
    ("figure", re.compile(r"[≥≤><约]?\d[\d.,:%/~—–-]{0,14}[\u4e00-\u9fff㎡A-Za-z/%()]{0,8}")),
    (
        "body",
        re.compile(
            r"(?:[\u4e00-\u9fff]{1,14}(?:局|委|办|中心|部|厅|院|所|处|科|股|校|公司|政府|联|会|镇|乡|街道)"
            r"(?:\([^()]{1,12}\))?[、,]?){1,8}"
        ),
    ),
)
_BODIES_UNDER = re.compile(r"单位|部门|机构|科室")


def tells_column(name: str, look: str) -> bool:
    """Whether a cell that looks so shows by itself that its name is a column's."""
    return look in ("figure", "clause") or (
        look == "body" and _BODIES_UNDER.search(name) is not None
    )


def find_look(cell: str) -> str:
    """What a cell is by its signs: date, dash, clause, figure, body; else word.

    >>> [find_look(cell) for cell in ("2024年5月", "0—6周岁", "县财政局", "甲类")]
    ['date', 'figure', 'body', 'word']
    """
    return next((name for name, pattern in _SHAPES if pattern.fullmatch(cell)), "word")
