"""What two cited figures differ by, computed where the question asks for it.

Nothing is computed unless each side has one figure that is meant, in the same unit, for the same
period and in the same direction: 每月500元 and 一次性3000元 differ by nothing that can be said.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.choosing.holding import find_column_figures
from assistant.inquiry import Inquiry, quote_draft
from assistant.locate import character_pairs, fold_text
from assistant.model import Draft, Support
from assistant.reading.kinds import UNITS, Asked
from ingest.model import ClauseKind, Span
from ingest.quantities import Quantity, find_quantities, format_number
from vectorstore.model import Hit

_ASKS = re.compile(
    r"(?:相?差|(?<![最至不])[多少高低涨降贵长短]|增加|减少|提高|增长|增|减|便宜)[了出有是]*"
    r"(?:多少|几(?![乎种样项条点处方]))|差额|差距"
)
_DAY = re.compile(r"(?:(?:19|20)\d\d\s*年)?\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|(?:19|20)\d\d\s*年")
_PERIOD = re.compile(r"[每/／按逐一](月|年|学期|学年|天|日|周|季|次|课时|学时|小时)|(一次性)")
_PER = re.compile(r"每[\u4e00-\u9fff](?:每[\u4e00-\u9fff])?")
_ADDED = re.compile(r"增发|另|再|加发|增加|上浮|其中|超|累计不|合计|总")
NEAR_BEHIND = 4  # characters behind a figure that may tell its period
_TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure that a cited place gives, as far as it can be set against another."""

    hit: Hit
    quote: str
    said: str
    value: Decimal
    unit: str
    basis: tuple[object, ...]  # period and direction: only figures alike in these are compared
    subject: str


def draft_difference(
    inquiry: Inquiry, sides: Sequence[Sequence[tuple[Hit, str]]]
) -> tuple[Draft, ...]:
    """A statement of what the figures of two sides differ by; () where it is not asked or unsure.

    A side is the places that speak for it, each with the words quoted.
    """
    if len(sides) != 2 or not _ASKS.search(inquiry.understanding.text):
        return ()
    one, other = (
        [figure for hit, quote in side for figure in _read_figures(hit, quote, inquiry)]
        for side in sides
    )
    for unit in dict.fromkeys(figure.unit for figure in one):
        mine, theirs = (
            _choose([f for f in own if f.unit == unit], inquiry) for own in (one, other)
        )
        if mine is not None and theirs is not None and mine.basis == theirs.basis:
            return (_say(mine, theirs),)
    return ()


def draft_column_difference(inquiry: Inquiry, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The same of two columns of one row that the question names (2026年目标和2028年目标)."""
    if not _ASKS.search(inquiry.understanding.text):
        return ()
    asked = fold_text(inquiry.understanding.text)
    for draft in drafts:
        if len(draft.supports) != 1:
            continue
        passage = inquiry.store.passage(draft.supports[0].passage_id, inquiry.scope)
        if passage.kind is not ClauseKind.ROW:
            continue
        hit, quote = inquiry.hit(passage), draft.supports[0].quote
        cells = list(_CELL.finditer(_name_row(hit, quote)))
        unit = _UNIT.search(" ".join(cell["value"] for cell in cells))
        found = [
            _Figure(
                hit,
                quote,
                f"{cell['value']}{unit[1] if unit else ''}",
                Decimal(cell["value"].replace(",", "")),
                unit[1] if unit else "",
                (),
                cell["name"],
            )
            for cell in cells
            if fold_text(cell["name"]) in asked and _NUMBER.fullmatch(cell["value"])
        ]
        if len(found) == 2:
            return (_say(found[0], found[1]),)
    return ()


_CELL = re.compile(r"(?P<name>[^；：\n]+)：(?P<value>[^；\n]*)")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_UNIT = re.compile(r"[（(](?:单位[：:])?([^（）()\d，、；/／]{1,4})[）)]")


def _name_row(hit: Hit, quote: str) -> str:
    return quote_draft(hit, Span(0, len(hit.passage.text.rstrip())), "").text or quote


def _read_figures(hit: Hit, quote: str, inquiry: Inquiry) -> list[_Figure]:
    """The figures of a quote that may be meant, with what tells one from the others."""
    text, marks = quote, "；;。，,：:\n"
    if hit.passage.kind is ClauseKind.ROW:
        text, marks = _name_row(hit, quote), "；\n"
        quantities: Sequence[Quantity] = find_column_figures(text)
    else:
        quantities = find_quantities(quote)
    days = [day.span() for day in _DAY.finditer(text)]
    wanted = UNITS[Asked.MONEY] if Asked.MONEY in inquiry.understanding.ask.asked else None
    figures: list[_Figure] = []
    run = _find_run(quantities, text, inquiry.understanding.text)
    for quantity in quantities:
        start = max(text.rfind(mark, 0, quantity.start) for mark in marks) + 1
        subject = text[start : quantity.start]
        if (
            not quantity.unit
            or quantity.ordinal
            or any(a <= quantity.start < b for a, b in days)
            or (_ADDED.search(subject) and quantity is not run)
            or (wanted is not None and quantity.unit not in wanted)
            or (run is not None and quantity.unit == run.unit and quantity is not run)
        ):
            continue
        near = text[start : quantity.end + NEAR_BEHIND]
        periods = [found[1] or found[2] for found in _PERIOD.finditer(near)]
        if not periods:  # 每月享受补助：小船100元，大船180元
            sentence = max(text.rfind(mark, 0, start) for mark in "；;。\n") + 1
            periods = [f[1] or f[2] for f in _PERIOD.finditer(text, sentence, start)][-1:]
        figures.append(
            _Figure(
                hit,
                quote,
                _say_figure(quantity, text),
                quantity.value,
                quantity.unit,
                (frozenset(periods), quantity.direction),
                subject,
            )
        )
    return figures


def _find_run(quantities: Sequence[Quantity], text: str, asked: str) -> Quantity | None:
    """Of figures told in a row (满5年、10年、15年的，奖2000元、4000元、6000元) the asker's own."""
    own = {(q.value, q.unit) for q in find_quantities(asked) if q.unit}
    runs: list[list[Quantity]] = []
    for quantity in quantities:
        last = runs[-1][-1] if runs else None
        joined = last is not None and text[last.end : quantity.start].strip() in ("、", "和")
        if last is not None and joined and last.unit == quantity.unit:
            runs[-1].append(quantity)
        else:
            runs.append([quantity])
    told = [run for run in runs if len(run) > 1]
    for cases, given in itertools.pairwise(told):
        if len(cases) == len(given) and cases[0].unit != given[0].unit:
            for case, figure in zip(cases, given, strict=True):
                if (case.value, case.unit) in own:
                    return figure
    return None


def _choose(figures: list[_Figure], inquiry: Inquiry) -> _Figure | None:
    """The one figure that is meant: the only one, or the one of which the question says most."""
    asked = character_pairs(inquiry.understanding.text)
    shares = [len(character_pairs(_PER.sub("", f.subject)) & asked) for f in figures]
    best = max(shares, default=0)
    meant = [f for f, share in zip(figures, shares, strict=True) if share == best]
    return meant[0] if len(meant) == 1 else None


def _say(one: _Figure, other: _Figure) -> Draft:
    in_ten_thousands = "万" in one.said + other.said
    apart = abs(one.value - other.value)
    number = format_number(
        apart / _TEN_THOUSAND if in_ten_thousands and one.unit != "万" else apart
    )
    result = (
        f"{number}万{one.unit.removeprefix('万')}" if in_ten_thousands else f"{number}{one.unit}"
    )
    told = f"按所引两处的数字计算：{one.said}与{other.said}相差{result}。"
    places = dict.fromkeys((figure.hit.passage.id, figure.quote) for figure in (one, other))
    return Draft(told, tuple(Support(*place) for place in places), (told,))


def _say_figure(quantity: Quantity, text: str) -> str:
    """A figure as it stands, with the unit of its column."""
    written = text[quantity.start : quantity.end].strip()
    if _NUMBER.fullmatch(written):
        scaled = quantity.value != Decimal(written.replace(",", ""))
        return f"{written}{'万' if scaled else ''}{quantity.unit}"
    return written
