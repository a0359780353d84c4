"""Plots as SVG text: bars, lines, a histogram, reliability. No script, no outside file."""

from collections.abc import Mapping, Sequence
from html import escape

from eval.measures import bin_probabilities

COLOURS = ("#1f5fa8", "#d9822b", "#3c8d5a", "#8c4a9e", "#7a7a7a", "#b8403a")
_LEFT, _TOP, _BOTTOM = 52, 14, 26
_WIDTH, _HEIGHT = 720, 240
_ROW = 12  # height of one bar
_NAMES = 220  # width kept for the groups' names

Point = tuple[float, float]
Bar = tuple[float | None, tuple[float, float] | None]  # share 0 to 1, its interval


def draw_bars(groups: Mapping[str, Sequence[Bar]], series: Sequence[str], *, title: str) -> str:
    """Lying bars: for each group one bar per series; None is left empty."""
    step = _ROW * len(series) + 10
    height = _TOP + step * len(groups) + _BOTTOM
    span = _WIDTH - _NAMES - 50
    parts = [_grid(_NAMES, span, height - _BOTTOM)]
    for row, (name, bars) in enumerate(groups.items()):
        top = _TOP + row * step + 5
        middle = top + _ROW * len(series) / 2 + 4
        parts.append(
            f'<text x="{_NAMES - 8}" y="{middle:.0f}" text-anchor="end">{escape(name)}</text>'
        )
        for at, (share, interval) in enumerate(bars):
            if share is None:
                continue
            y, end = top + at * _ROW, _NAMES + share * span
            words = f"{name} {series[at]} {_percent(share)}"
            parts.append(
                f'<rect x="{_NAMES}" y="{y}" width="{share * span:.1f}" height="{_ROW - 2}" '
                f'fill="{_colour(at)}"><title>{escape(words)}</title></rect>'
            )
            edge = end
            if interval is not None:
                low, high = (_NAMES + value * span for value in interval)
                edge = max(end, high)
                parts.append(
                    f'<path d="M{low:.1f} {y + 5}H{high:.1f}M{low:.1f} {y + 2}v6'
                    f'M{high:.1f} {y + 2}v6" stroke="#222" fill="none"/>'
                )
            parts.append(
                f'<text class="small" x="{edge + 4:.1f}" y="{y + 9}">{_percent(share)}</text>'
            )
    return _figure(title, series, _WIDTH, height, parts)


def draw_lines(lines: Mapping[str, Sequence[Point]], *, title: str, across: str) -> str:
    """Shares over a depth; the depths are spread evenly, whatever lies between them."""
    depths = sorted({x for points in lines.values() for x, _ in points})
    if not depths:
        return ""
    span, tall = _WIDTH - _LEFT - 30, _HEIGHT - _TOP - _BOTTOM
    places = {
        depth: _LEFT + 10 + (span - 20) * (at / max(1, len(depths) - 1))
        for at, depth in enumerate(depths)
    }
    parts = [_ruled(span)]
    for depth, x in places.items():
        parts.append(
            f'<text class="small" x="{x:.1f}" y="{_HEIGHT - 10}" text-anchor="middle">'
            f"{depth:g}</text>"
        )
    for at, (name, points) in enumerate(lines.items()):
        colour = _colour(at)
        spots = [(places[x], _TOP + tall * (1 - y), x, y) for x, y in sorted(points)]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y, _, _ in spots)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.extend(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}">'
            f"<title>{escape(name)} {across} {depth:g}：{_percent(share)}</title></circle>"
            for x, y, depth, share in spots
        )
    return _figure(f"{title}（横轴：{across}）", tuple(lines), _WIDTH, _HEIGHT, parts)


def draw_histogram(values: Sequence[float], *, title: str, unit: str, bins: int = 24) -> str:
    """How many values lie in each of equal ranges; the last holds what is far beyond the others."""
    if not values:
        return ""
    ordered = sorted(values)
    # A first, cold answer takes a hundred times as long and would flatten all the others.
    usual = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    most = min(ordered[-1], 1.5 * usual) or 1.0
    counts = [0] * bins
    for value in ordered:
        counts[min(bins - 1, int(value / most * bins))] += 1
    span, tall = _WIDTH - _LEFT - 30, _HEIGHT - _TOP - _BOTTOM
    width, top = span / bins, max(counts)
    floor = _HEIGHT - _BOTTOM
    parts = [f'<path d="M{_LEFT} {floor}h{span}" stroke="#999"/>']
    for at, count in enumerate(counts):
        height = tall * count / top
        upper = "以上" if at == bins - 1 else f" 到 {most * (at + 1) / bins:.0f}"
        words = f"{most * at / bins:.0f}{upper} {unit}：{count} 题"
        parts.append(
            f'<rect x="{_LEFT + at * width:.1f}" y="{floor - height:.1f}" '
            f'width="{width - 2:.1f}" height="{height:.1f}" fill="{COLOURS[0]}">'
            f"<title>{words}</title></rect>"
        )
    for part in range(5):
        parts.append(
            f'<text class="small" x="{_LEFT + span * part / 4:.1f}" y="{_HEIGHT - 10}" '
            f'text-anchor="middle">{most * part / 4:.0f}{"+" if part == 4 else ""}</text>'
        )
    parts.append(
        f'<text class="small" x="{_LEFT - 6}" y="{_TOP + 8}" text-anchor="end">{top}</text>'
    )
    return _figure(f"{title}（横轴：{unit}，纵轴：题数）", (), _WIDTH, _HEIGHT, parts)


def plot_reliability(
    probabilities: Sequence[float],
    outcomes: Sequence[bool],
    *,
    title: str = "可信度校准",
    bins: int = 10,
) -> str:
    """How often it came true, over how probable it was said to be; "" without any.

    On the grey line both are the same. A dot stands at the mean of its bin; its area grows with
    how many fell into the bin.
    """
    held = bin_probabilities(probabilities, outcomes, bins=bins)
    if not held:
        return ""
    span, tall = _WIDTH - _LEFT - 30, 2 * _HEIGHT - _TOP - _BOTTOM
    floor = 2 * _HEIGHT - _BOTTOM
    most = max(each.count for each in held)
    parts = [_ruled(span, tall)]
    parts.append(f'<path d="M{_LEFT} {floor}L{_LEFT + span} {_TOP}" stroke="#999"/>')
    for part in range(0, 101, 25):
        parts.append(
            f'<text class="small" x="{_LEFT + span * part / 100:.1f}" y="{floor + 16}" '
            f'text-anchor="middle">{part}%</text>'
        )
    spots = [(_LEFT + span * e.said, floor - tall * e.true, e) for e in held]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in spots)
    parts.append(f'<path d="M{path}" fill="none" stroke="{COLOURS[0]}" stroke-width="2"/>')
    for x, y, each in spots:
        words = f"预计 {_percent(each.said)}，实际 {_percent(each.true)}，{each.count} 题"
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 + 7 * (each.count / most) ** 0.5:.1f}" '
            f'fill="{COLOURS[0]}" fill-opacity=".7"><title>{words}</title></circle>'
        )
    caption = f"{title}（横轴：预计，纵轴：实际；点越大题越多）"
    return _figure(caption, (), _WIDTH, 2 * _HEIGHT, parts)


def _grid(left: float, span: float, floor: float) -> str:
    marks = []
    for part in range(0, 101, 25):
        x = left + span * part / 100
        marks.append(f'<path d="M{x:.1f} {_TOP}V{floor}" stroke="#ddd"/>')
        marks.append(
            f'<text class="small" x="{x:.1f}" y="{floor + 16}" text-anchor="middle">{part}%</text>'
        )
    return "".join(marks)


def _ruled(span: float, tall: float = _HEIGHT - _TOP - _BOTTOM) -> str:
    marks = []
    for part in range(0, 101, 25):
        y = _TOP + tall * (1 - part / 100)
        marks.append(f'<path d="M{_LEFT} {y:.1f}h{span}" stroke="#ddd"/>')
        marks.append(
            f'<text class="small" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{part}%</text>'
        )
    return "".join(marks)


def _figure(
    title: str, series: Sequence[str], width: int, height: float, parts: Sequence[str]
) -> str:
    keys = "".join(
        f'<span><i style="background:{_colour(at)}"></i>{escape(name)}</span>'
        for at, name in enumerate(series)
    )
    return (
        f"<figure><figcaption>{escape(title)}</figcaption>"
        + (f'<div class="key">{keys}</div>' if keys else "")
        + f'<svg viewBox="0 0 {width} {height:.0f}" role="img" aria-label="{escape(title)}">'
        + "".join(parts)
        + "</svg></figure>"
    )


def _colour(at: int) -> str:
    return COLOURS[at % len(COLOURS)]


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"
