"""The four charts of the page, drawn from the table of quarters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from automation.dashboard import page as p
from automation.dashboard.figures import MIX
from automation.dashboard.quarter_table import CITY, REST, SO_FAR
from workbook.sheets import Chart, Palette, Series

if TYPE_CHECKING:
    from automation.dashboard.quarter_table import QuarterTable

# Dark to light in turn, so that the stacks can be told apart in grey too.
_MIX_COLORS = (Palette.HARBOUR, Palette.LINE, Palette.TEAL, "#A9CBDC", Palette.MUTED)


def charts_of(table: QuarterTable, sheet: str, *, of_city: bool) -> tuple[Chart, ...]:
    """Return the charts for a page on `sheet`; `of_city`: the labour market's target is the city's."""
    height = round(p.CHART_LINES * p.CHART_LINE_HEIGHT * 96 / 72) - 4
    usual = Chart(
        kind="column",
        row=p.CHART_ROW,
        column=p.FAMILIES.first,
        title="",
        series=(),
        alt_text="",
        width=p.STORY_WIDTH,
        height=height,
        y_format="0",
    )
    families = _against_plan(table, sheet, p.FAMILIES, *SO_FAR, ("Soll", "unabhängig"))
    if of_city:
        names = ("Soll", "Büro")
        own, due = _against_plan(table, sheet, p.LABOUR_MARKET, "Soll bisher", "Beitrag bisher", names)
        city = replace(_series(table, sheet, p.LABOUR_MARKET, CITY, "Stadt zusammen", Palette.LINE), labels=True)
        city = replace(city, categories=due.categories, cached_categories=due.cached_categories)
        labour_market: tuple[Series, ...] = (own, city, due)
    else:
        labour_market = _against_plan(table, sheet, p.LABOUR_MARKET, *SO_FAR, ("Soll", "Ist"))
    mix = tuple(
        _series(table, sheet, p.PLACEMENTS, label, label, color)
        for label, color in zip((*MIX, REST), _MIX_COLORS, strict=True)
    )
    requests = (
        _series(table, sheet, p.REQUESTS, "Eingang", "Eingang", Palette.HARBOUR),
        _series(table, sheet, p.REQUESTS, "erledigt", "erledigt", Palette.LINE),
        replace(_series(table, sheet, p.REQUESTS, "offen am Ende", "offen am Ende", Palette.AMBER), kind="line"),
    )
    return (
        replace(
            usual,
            title="Soll und Ist, zusammengezählt",
            series=families,
            alt_text="Säulen: unabhängige Familien bis zum Ende jedes Quartals. Linie: das Soll bis dahin.",
        ),
        replace(
            usual,
            column=p.LABOUR_MARKET.first,
            title="Büro und Stadt, zusammengezählt" if of_city else "Soll und Ist, zusammengezählt",
            series=labour_market,
            alt_text="Säulen: Personen im sozialen Arbeitsmarkt bis zu jedem Quartal. Linie: das Soll bis dahin.",
        ),
        replace(
            usual,
            column=p.PLACEMENTS.first,
            title="Nach Art der Beschäftigung je Quartal",
            series=mix,
            stacked=True,
            alt_text="Gestapelte Säulen: Vermittlungen in jedem Quartal nach Art der Beschäftigung.",
        ),
        replace(
            usual,
            column=p.REQUESTS.first,
            title="Eingang, erledigt, offen je Quartal",
            series=requests,
            alt_text="Säulen: eingegangene und erledigte Anliegen in jedem Quartal. Linie: offen am Ende.",
        ),
    )


def _against_plan(
    table: QuarterTable, sheet: str, story: p.Story, plan: str, actual: str, names: tuple[str, str]
) -> tuple[Series, ...]:
    done = replace(_series(table, sheet, story, actual, names[1], Palette.HARBOUR), labels=True)
    due = replace(_series(table, sheet, story, plan, names[0], Palette.AMBER), kind="line", dashed=True)
    # All quarters of the time stand along the axis, also those to come.
    done = replace(done, categories=due.categories, cached_categories=due.cached_categories)
    return done, due


def _series(table: QuarterTable, sheet: str, story: p.Story, head: str, name: str, color: str) -> Series:
    column = table.column(story, head)
    known = len(column.values)
    begun = known < len(table.quarters)
    return Series(
        name=name,
        categories=table.names(sheet, begun=begun),
        values=table.range_of(column, sheet),
        cached_categories=list(table.quarters)[:known],
        cached_values=list(column.values),
        color=color,
    )
