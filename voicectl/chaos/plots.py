"""Plots as SVG text, by hand: lines, dots and bars on two axes. Pure, no library, no script.

Colours are classes (`s0`, `s1` ...), so that the page decides about light and dark.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 34, 34
TICKS = 5
COLOURS = 6
ROUND = (1.0, 1.2, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""Ends of axes, times a power of ten: a fifth of each is easy to read."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Series:
    """What is drawn in one colour."""

    name: str
    points: Sequence[Point]
    kind: Literal["line", "steps", "dots", "bars", "level"] = "line"
    """level: the one point's y, all across."""


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the x axis in which something was different."""

    start: float
    end: float
    name: str


@dataclass(frozen=True, slots=True)
class _Axes:
    x: tuple[float, float]
    y: float
    """The y axis begins at 0."""

    def at(self, point: Point) -> Point:
        low, high = self.x
        across = (min(max(point[0], low), high) - low) / (high - low)
        up = min(max(point[1], 0.0), self.y) / self.y
        wide, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return round(LEFT + across * wide, 1), round(HEIGHT - BOTTOM - up * tall, 1)


def plot(
    title: str,
    x_name: str,
    series: Sequence[Series],
    *,
    x: tuple[float, float],
    bands: Sequence[Band] = (),
) -> str:
    """One plot; `title` says the unit of the y axis, `x` is what the other one must show."""
    every = [y for one in series for _, y in one.points]
    axes = _Axes((x[0], x[0] + nice(x[1] - x[0])), nice(max(every, default=0.0)))
    seen = [one for one in bands if one.end > x[0] and one.start < x[1]]
    parts = [_band(axes, one, n) for n, one in enumerate(seen)]
    parts += _grid(axes, x_name)
    parts += [_series(axes, one, n % COLOURS) for n, one in enumerate(series)]
    parts += _legend(series)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f'<text class="title" x="{LEFT}" y="14">{escape(title)}</text>{"".join(parts)}</svg>'
    )


def histogram(values: Sequence[float], width: float) -> list[Point]:
    """How many values are in each stretch of `width`, by the stretch's middle."""
    counted: dict[int, int] = {}
    for one in values:
        counted[int(one // width)] = counted.get(int(one // width), 0) + 1
    return [((n + 0.5) * width, float(count)) for n, count in sorted(counted.items())]


def nice(most: float) -> float:
    """The end of an axis: the least round number that `most` does not exceed."""
    if most <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in ROUND if most <= step * power * 1.0001)


def _grid(axes: _Axes, x_name: str) -> list[str]:
    low, high = axes.x
    parts = []
    for n in range(TICKS + 1):
        value = axes.y * n / TICKS
        _, y = axes.at((low, value))
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text class="tick" x="{LEFT - 6}" y="{y + 4}" text-anchor="end">')
        parts.append(f"{value:g}</text>")
        x, _ = axes.at((low + (high - low) * n / TICKS, 0.0))
        parts.append(f'<text class="tick" x="{x}" y="{HEIGHT - 18}" text-anchor="middle">')
        parts.append(f"{low + (high - low) * n / TICKS:.4g}</text>")
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text class="tick" x="{middle}" y="{HEIGHT - 4}" text-anchor="middle">')
    parts.append(f"{escape(x_name)}</text>")
    return parts


def _series(axes: _Axes, one: Series, colour: int) -> str:
    match one.kind:
        case "dots":
            places = (axes.at(point) for point in one.points)
            return "".join(
                f'<circle class="fill s{colour}" cx="{x}" cy="{y}" r="2.6"/>' for x, y in places
            )
        case "bars":
            return "".join(_bar(axes, one.points, n, colour) for n in range(len(one.points)))
        case "level":
            ends = [axes.at((at, one.points[0][1])) for at in axes.x] if one.points else []
            return _path(ends, f"line dashed s{colour}")
        case "steps":
            stepped = [
                place
                for n, (x, y) in enumerate(one.points)
                for place in ([(x, one.points[n - 1][1])] if n else []) + [(x, y)]
            ]
            return _path([axes.at(point) for point in stepped], f"line s{colour}")
        case "line":
            return _path([axes.at(point) for point in one.points], f"line s{colour}")


def _path(places: Sequence[Point], kind: str) -> str:
    if not places:
        return ""
    corners = " ".join(f"{x},{y}" for x, y in places)
    return f'<polyline class="{kind}" points="{corners}"/>'


def _bar(axes: _Axes, points: Sequence[Point], n: int, colour: int) -> str:
    gaps = [after[0] - before[0] for before, after in pairwise(points)]
    half = min(gaps, default=(axes.x[1] - axes.x[0]) / 10) / 2
    left, top = axes.at((points[n][0] - half, points[n][1]))
    right, foot = axes.at((points[n][0] + half, 0.0))
    return (
        f'<rect class="fill s{colour}" x="{left + 0.5}" y="{top}" '
        f'width="{max(1.0, round(right - left - 1, 1))}" height="{round(foot - top, 1)}"/>'
    )


def _band(axes: _Axes, one: Band, n: int) -> str:
    left, _ = axes.at((one.start, 0.0))
    right, foot = axes.at((one.end, 0.0))
    return (
        f'<rect class="band" x="{left}" y="{TOP}" width="{round(right - left, 1)}" '
        f'height="{foot - TOP}"><title>{escape(one.name)}</title></rect>'
        f'<text class="tick" x="{left + 4}" y="{TOP + 11 + 13 * n}">{escape(one.name)}</text>'
    )


def _legend(series: Sequence[Series]) -> list[str]:
    parts, x = [], float(LEFT)
    for n, one in enumerate(series):
        parts.append(f'<rect class="fill s{n % COLOURS}" x="{x}" y="20" width="9" height="9"/>')
        parts.append(f'<text class="tick" x="{x + 13}" y="28">{escape(one.name)}</text>')
        x += 26 + 6.2 * len(one.name)
    return parts
