"""Whether a text holds the kind of thing that is asked for, or is masked where it should."""

import re

from assistant.kinds import UNITS, Ask, Asked
from ingest.quantities import Quantity, find_quantities

# Text that is masked or garbled where a figure should stand.
_MASKED = re.compile(
    r"(?<![a-zA-Z])[xX×＊*_]{1,6}(?![a-zA-Z])|[a-zA-Z]\([a-zA-Z]|[■□�●]{1,4}|(?<=的)[a-zA-Z]{1,3}[(（][a-zA-Z]?"
)
_WHO = re.compile(
    r"局|股|科|室|办|中心|委|部门|政府|领导|组长|主任|书记|县长|市长|校长|学校|单位|牵头|负责|责任"
)


FIGURES = frozenset({Asked.MONEY, Asked.PERCENT, Asked.AREA})


def holds_type(text: str, ask: Ask) -> bool:
    """Whether a text holds the kind of figure, date or body that is asked for."""
    wanted = ask.asked
    if not wanted:
        return True
    figures = [q for q in find_quantities(text) if not q.ordinal]
    wanted = wanted & FIGURES or wanted  # where a figure is asked for, a name is not enough
    return any(_answers(kind, figures, text, ask.unit) for kind in wanted)


def _answers(kind: Asked, figures: list[Quantity], text: str, unit: str | None) -> bool:
    if kind is Asked.WHO:
        return _WHO.search(text) is not None
    if kind is Asked.COUNT:
        if unit is None:
            return bool(figures)
        folded = {"名": "人", "位": "人"}.get(unit or "", unit)
        return any(q.unit == folded or not q.unit for q in figures)
    return any(q.unit in UNITS[kind] for q in figures)


def find_mask(text: str, ask: Ask) -> str | None:
    """Masked or garbled text where a figure is asked for; None if there is none."""
    if not ask.wants_figure():
        return None
    found = _MASKED.search(text)
    return found[0] if found else None
