"""A chart model → where its bars, lines and labels stand; page and PDF draw the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from automation.figures.chart_model import ChartModel

WIDTH, HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 8, 22, 48
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000)
_TICKS = 5


class Bar(Struct, frozen=True):
    """A bar with its label; of a hidden value only the label `*` is there, on the ground."""

    series: int
    row: str
    column: str
    x: float
    y: float
    width: float
    height: float
    label: str
    hidden: bool


class Drawing(Struct, frozen=True):
    """A chart ready to be drawn: bars, ticks of the axis (height and number), names below, legend."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, int], ...]
    names: tuple[tuple[float, str], ...]
    legend: tuple[tuple[int, float, str], ...]
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    ground: int = HEIGHT - _BOTTOM
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def striped(self) -> bool:
        """Whether a third series is there, which stripes tell apart."""
        return any(bar.series > 2 for bar in self.bars)


def drawing_of(model: ChartModel) -> Drawing:
    """Return how a chart is drawn: bars side by side over the quarters, labelled with their values."""
    numbers = [value for line in model.lines for value in line.values if isinstance(value, int | float)]
    step = next((each for each in _STEPS if each * _TICKS >= max(numbers, default=1)), _STEPS[-1])
    count = max(1, -(-int(max(numbers, default=1)) // step))
    ground, room = HEIGHT - _BOTTOM, HEIGHT - _BOTTOM - _TOP
    unit = room / (count * step)
    place = (WIDTH - _LEFT - _RIGHT) / max(1, len(model.axis))
    thick = min(64.0, place * 0.72 / max(1, len(model.lines)))
    bars = []
    for series, line in enumerate(model.lines):
        for position, value in enumerate(line.values):
            centre = _LEFT + place * (position + 0.5)
            x = centre + thick * (series - len(model.lines) / 2)
            known = isinstance(value, int | float)
            height = float(value) * unit if isinstance(value, int | float) else 0.0
            label = f"{value:.0f}" if isinstance(value, int | float) else "*"
            bars.append(
                Bar(
                    series + 1,
                    line.name,
                    model.axis[position],
                    round(x + 1.5, 2),
                    round(ground - height, 2),
                    round(thick - 3, 2),
                    round(height, 2),
                    label,
                    not known,
                )
            )
    ticks = tuple((round(ground - each * step * unit, 2), each * step) for each in range(count + 1))
    names = tuple((round(_LEFT + place * (n + 0.5), 2), name) for n, name in enumerate(model.axis))
    legend, x = [], float(_LEFT)
    if len(model.lines) > 1:
        for series, line in enumerate(model.lines, 1):
            legend.append((series, round(x, 2), line.name))
            x += 40 + 11 * len(line.name)
    return Drawing(tuple(bars), ticks, names, tuple(legend))
