"""The charts of the page: their models, and how Excel draws them from the cells of the table of quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.dashboard import grid as p
from automation.dashboard.quarter_table import HELPER_HEADS, REST, SO_FAR
from automation.figures.chart_model import ChartModel, Line, Role
from automation.figures.indicators import placement_counts as placements
from automation.figures.indicators import requests
from workbook.sheets import Chart, Palette, Series

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from automation.dashboard.quarter_table import QuarterTable

# Dark to light in turn, so that the stacks can be told apart in grey too.
_COLORS: Mapping[Role, str] = {
    Role.ACTUAL: Palette.HARBOUR,
    Role.OTHERS: Palette.LINE,
    Role.THIRD: Palette.TEAL,
    Role.FOURTH: "#A9CBDC",
    Role.REST: Palette.MUTED,
    Role.PLAN: Palette.AMBER,
    Role.STOCK: Palette.AMBER,
}
_PATTERNS: Mapping[Role, str] = {Role.THIRD: "wide_upward_diagonal", Role.FOURTH: "percent_30"}
_DIGIT, _AXIS = 7, 36
"""Pixels of a digit of a label, and what the axis takes of a chart's width."""
_STACK = (Role.ACTUAL, Role.OTHERS, Role.THIRD, Role.FOURTH, Role.REST)
_STORIES = {
    "families": p.FAMILIES,
    "labour_market": p.LABOUR_MARKET,
    "placements": p.PLACEMENTS,
    "requests": p.REQUESTS,
}


def models_of(table: QuarterTable, *, of_city: bool) -> Iterator[ChartModel]:
    """Yield the charts of the page; `of_city`: the labour market's target is the city's."""

    def line(story: str, head: str, name: str, role: Role, **looks: bool) -> Line:
        values = table.values(table.column(_STORIES[story], head))
        return Line(name, head, values, role, **looks)

    def against_plan(story: str, plan: str, actual: str, name: str) -> tuple[Line, Line]:
        # All quarters of the time stand along the axis, also those to come.
        done = line(story, actual, name, Role.ACTUAL, labels=True, whole_axis=True)
        return done, line(story, plan, "Soll", Role.PLAN, line=True, dashed=True, whole_axis=True)

    axis = table.quarters
    yield ChartModel(
        "families",
        "Soll, Ist, Prognose",
        "Säulen: unabhängige Familien bis zum Ende jedes Quartals. Gestrichelt: das Soll bis dahin. Die beiden "
        "Linien nach rechts: zwischen ihnen endet das Ziel in etwa 8 von 10 Fällen.",
        axis,
        (*against_plan("families", *SO_FAR, "Ist"), *_band(table)),
    )
    lines: tuple[Line, ...] = against_plan(
        "labour_market", SO_FAR[0], "Büro bisher" if of_city else SO_FAR[1], "Büro" if of_city else "Ist"
    )
    if of_city:
        head = HELPER_HEADS[1]
        values = table.values(table.column(p.HELPERS, head))
        lines = (
            replace(lines[0], labels=False),
            Line("andere", head, values, Role.OTHERS, whole_axis=True),
            lines[1],
        )
    yield ChartModel(
        "labour_market",
        "Büro und Stadt" if of_city else "Soll und Ist",
        "Gestapelte Säulen: Personen im sozialen Arbeitsmarkt bis zu jedem Quartal, durch das Büro und durch "
        "andere. Gestrichelt: das Soll bis dahin.",
        axis,
        lines,
        stacked=of_city,
    )
    heads = [*(part.title for part in placements.PARTS), REST]
    yield ChartModel(
        "placements",
        "Nach Art der Arbeit",
        "Gestapelte Säulen: Vermittlungen in jedem Quartal nach Art der Beschäftigung.",
        axis,
        tuple(line("placements", head, head, role) for head, role in zip(heads, _STACK, strict=True)),
        stacked=True,
    )
    received, finished, still_open = (
        each.title for each in (requests.RECEIVED, requests.FINISHED, requests.STILL_OPEN)
    )
    yield ChartModel(
        "requests",
        "Eingang, erledigt, offen",
        "Säulen: eingegangene und erledigte Anliegen in jedem Quartal. Linie: offen am Ende.",
        axis,
        (
            line("requests", received, received, Role.ACTUAL),
            line("requests", finished, finished, Role.OTHERS),
            line("requests", still_open, still_open, Role.STOCK, line=True),
        ),
    )


def _band(table: QuarterTable) -> Iterator[Line]:
    """Yield the ends of the band until the target's end, where anything can be forecast."""
    for head, name in zip(HELPER_HEADS[2:], ("von", "bis"), strict=True):
        column = next((each for each in table.columns if (each.story, each.head) == (p.HELPERS, head)), None)
        if column is not None:
            yield Line(name, head, table.values(column), Role.REST, line=True, whole_axis=True)


def charts_of(table: QuarterTable, sheet: str, *, of_city: bool) -> tuple[Chart, ...]:
    """Return the charts for a page on `sheet`."""
    return tuple(_drawn(model, table, sheet) for model in models_of(table, of_city=of_city))


def _labelled(line: Line, story: p.Story) -> bool:
    """Tell whether the numbers over the columns stand apart; of many quarters they would run into each other."""
    digits = max((len(f"{value:.0f}") for value in line.values if isinstance(value, int | float)), default=1)
    return line.labels and (digits * _DIGIT + 1) * max(1, len(line.values)) <= story.width - _AXIS


def _drawn(model: ChartModel, table: QuarterTable, sheet: str) -> Chart:
    story = _STORIES[model.key]
    return Chart(
        kind="column",
        row=p.CHART_ROW,
        column=story.first,
        title=model.title,
        series=tuple(_series(line, story, table, sheet) for line in model.lines),
        alt_text=model.alt_text,
        width=story.width,
        height=round(p.CHART_LINES * p.CHART_LINE_HEIGHT * 96 / 72) - 4,
        text_size=8.5,
        y_format="0",
        stacked=model.stacked,
    )


def _series(line: Line, story: p.Story, table: QuarterTable, sheet: str) -> Series:
    story = p.HELPERS if line.column in HELPER_HEADS else story
    column = table.column(story, line.column)
    labels = _labelled(line, story)
    known = len(table.quarters) if line.whole_axis else len(line.values)
    return Series(
        name=line.name,
        categories=table.axis(sheet, begun=known < len(table.quarters)),
        values=table.range_of(column, sheet),
        cached_categories=table.values(table.column(p.HELPERS, HELPER_HEADS[0]))[:known],
        cached_values=["" if value is None else value for value in line.values],
        color=_COLORS[line.role],
        kind="line" if line.line else "column",
        dashed=line.dashed,
        labels=labels,
        pattern=_PATTERNS.get(line.role, "") if not line.line else "",
    )
