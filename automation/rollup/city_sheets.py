"""The city's workbook: all together, offices side by side with charts, targets, and what was not counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from automation.figures.adding import previous
from automation.rollup.city import measures_side_by_side
from automation.rollup.handin_sheet import FIGURE_COLUMNS, figure_heights, figure_rows
from workbook.cells import Area, address
from workbook.german import shown, shown_number
from workbook.sheets import (
    HEADING,
    SUBTITLE,
    TEXT,
    TITLE,
    WRAPPED,
    Block,
    Chart,
    Note,
    Palette,
    Print,
    Series,
    Sheet,
    SheetTable,
    Style,
    TableColumn,
    row_height,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from automation.figures.compiled import Figures
    from automation.figures.measures import Measure
    from automation.rollup.city import City, CityTarget
    from workbook.sheets import Value

MOST_BARS = 40
"""So many offices fit into a chart; the tables have all of them."""
_NUMBER = Style(number_format="0.##", align="right")
_SHARE = Style(number_format="0 %", align="right")
_CHART_ROWS, _CHART_WIDTH, _CHART_HEIGHT = 17, 540, 300


def city_sheets(city: City) -> list[Sheet]:
    """Return the sheets of the city's workbook."""
    figures = city.figures()
    side_by_side = list(measures_side_by_side(city))
    return [
        _together(city, figures),
        _offices(city, side_by_side),
        _comparison(city, side_by_side),
        _state(city),
    ]


def _together(city: City, figures: Figures) -> Sheet:
    before = previous(city.quarter)
    known = before in figures.reporting.begun
    shown_before = {row[-1]: row[3] for row in figure_rows(figures, before)} if known else {}
    columns = (
        *FIGURE_COLUMNS[:4],
        TableColumn("im Quartal davor", 18, FIGURE_COLUMNS[3].style),
        *FIGURE_COLUMNS[4:],
    )
    rows = [(*row[:4], shown_before.get(row[-1]), *row[4:]) for row in figure_rows(figures, city.quarter)]
    targets = list(city.targets())
    goals = SheetTable("tblStadtZiele", 6, 1, _TARGET_COLUMNS, [_target_row(each) for each in targets])
    shares = SheetTable("tblStadtAnteile", goals.last_row + 4, 1, _SHARE_COLUMNS, [*_share_rows(targets)])
    whole = SheetTable("tblStadt", shares.last_row + 4, 1, columns, rows)
    headings = {
        5: "Ziele",
        shares.row - 1: "Anteile der Büros an dem, was erreicht ist",
        whole.row - 1: "Kennzahlen",
    }
    counted = f"{len(city.offices)} Büros" if len(city.offices) != 1 else "1 Büro"
    ground = f" Rechtsgrundlage: {city.ground}." if city.ground else ""
    return Sheet(
        name="Stadt",
        notes=(
            Note(Area(1, 1, 1, 6), "Alle Büros zusammen", TITLE),
            Note(Area(2, 1, 2, 8), f"{city.quarter.label}, {counted}.{ground}", SUBTITLE),
            Note(Area(3, 1, 3, 8), city.linked or _NOT_LINKED, SUBTITLE),
        ),
        blocks=tuple(Block(row, 1, [[text]], HEADING) for row, text in headings.items()),
        tables=(goals, shares, whole),
        widths={place: column.width for place, column in enumerate(columns, 1)},
        heights={1: 30, **figure_heights(goals), **figure_heights(shares), **figure_heights(whole)},
        printing=Print(),
    )


_NOT_LINKED = "Wer in zwei Büros gezählt ist, zählt hier zweimal: Abgaben nennen keine Personen."
_TARGET_COLUMNS = (
    TableColumn("Indikator", 30),
    TableColumn("Ziel", 44, WRAPPED),
    TableColumn("Wert", 14, _NUMBER),
    TableColumn("Ist", 18, _NUMBER),
    TableColumn("Soll bisher", 18, _NUMBER),
)
_SHARE_COLUMNS = (
    TableColumn("Indikator", 30),
    TableColumn("Büro", 44, WRAPPED),
    TableColumn("Ist", 14, _NUMBER),
    TableColumn("Anteil", 18, _SHARE),
)


def _target_row(target: CityTarget) -> tuple[Value, ...]:
    return target.indicator, target.title, target.amount, target.actual, round(target.planned, 1)


def _share_rows(targets: Sequence[CityTarget]) -> Iterator[tuple[Value, ...]]:
    for target in targets:
        for office, actual in sorted(target.by_office.items(), key=lambda each: (-each[1], each[0])):
            yield target.indicator, office, actual, actual / target.actual if target.actual else None


def _offices(city: City, side_by_side: Sequence[tuple[Measure, str, dict[str, float | None]]]) -> Sheet:
    chosen = [(_named(measure, group), values) for measure, group, values in side_by_side if measure.id in _FIRST]
    columns = (
        TableColumn("Büro", 34, WRAPPED),
        TableColumn("Stand", 22, TEXT),
        TableColumn("gezählt bis", 12, TEXT),
        TableColumn("Zeilen", 10, _NUMBER),
        TableColumn("offene Fehler", 10, _NUMBER),
        *(TableColumn(measure.title, 16, _NUMBER, help=measure.definition) for measure, _ in chosen),
    )
    rows = [
        (
            office.office,
            "Entwurf" if office.draft else f"abgeschlossen am {shown(date.fromisoformat(office.closed_on))}",
            shown(date.fromisoformat(office.until)),
            office.rows,
            office.findings.get("Fehler", 0),
            *(values[office.office] for _, values in chosen),
        )
        for office in city.offices
    ]
    table = SheetTable("tblBüros", 4, 1, columns, rows)
    below = table.last_row + 3
    charts = tuple(_charts(city, table, chosen, below))
    many = f" Die Schaubilder zeigen die ersten {MOST_BARS} Büros." if len(city.offices) > MOST_BARS else ""
    return Sheet(
        name="Büros",
        notes=(
            Note(Area(1, 1, 1, 6), "Die Büros nebeneinander", TITLE),
            Note(Area(2, 1, 2, 6), f"{city.quarter.label}, überall gleich gezählt.{many}", SUBTITLE),
        ),
        tables=(table,),
        charts=charts,
        widths={place: column.width for place, column in enumerate(columns, 1)},
        heights={1: 30, 4: 48},
        freeze=(5, 2),
        printing=Print(repeat_rows=(4, 4), repeat_columns=(1, 1)),
    )


def _named(measure: Measure, group: str) -> Measure:
    """Return a measure whose title says of what it is: „Anliegen: Eingang“."""
    if measure.title.casefold() in group.casefold() or group.casefold() in measure.title.casefold():
        return measure
    return replace(measure, title=f"{group}: {measure.title}")


_FIRST = ("Z20", "Z400", "V", "INT", "ANL_EINGANG", "ANL_ERLEDIGT", "REICH_PERSONEN", "DQ")
"""The figures that stand side by side first; the sheet „Vergleich“ has all of them."""


def _charts(
    city: City, table: SheetTable, chosen: Sequence[tuple[Measure, dict[str, float | None]]], below: int
) -> Iterator[Chart]:
    last = table.row + min(len(city.offices), MOST_BARS)
    names = [office.office for office in city.offices][:MOST_BARS]
    for place, (measure, values) in enumerate(chosen):
        numbers = [values[name] for name in names]
        if not any(numbers):
            continue
        column = 6 + place
        most = max(zip(numbers, names, strict=True), key=lambda each: each[0] or 0)
        best = f"Am meisten: {most[1]}, {shown_number(most[0] or 0)}."
        alt = f"{measure.title} im {city.quarter.label}, ein Balken für jedes Büro. {best}"
        series = Series(
            measure.title,
            f"'Büros'!{_fixed(table.row + 1, 1)}:{_fixed(last, 1)}",
            f"'Büros'!{_fixed(table.row + 1, column)}:{_fixed(last, column)}",
            names,
            numbers,
            Palette.HARBOUR,
            labels=True,
        )
        yield Chart(
            "column",
            below + (place // 2) * _CHART_ROWS,
            1 if place % 2 == 0 else 5,
            f"{measure.title}, {city.quarter.label}",
            [series],
            alt,
            width=_CHART_WIDTH,
            height=_CHART_HEIGHT,
            legend=None,
        )


def _fixed(row: int, column: int) -> str:
    letters = address(row, column).rstrip("0123456789")
    return f"${letters}${row}"


def _comparison(city: City, side_by_side: Sequence[tuple[Measure, str, dict[str, float | None]]]) -> Sheet:
    columns = (
        TableColumn("Gruppe", FIGURE_COLUMNS[0].width, WRAPPED),
        TableColumn("Kennzahl", FIGURE_COLUMNS[1].width, WRAPPED),
        TableColumn("Büro", 34, WRAPPED),
        TableColumn("Wert", 12, _NUMBER),
        TableColumn("Einheit", 14),
        TableColumn("Kürzel", 18, Style(color=Palette.MUTED, number_format="@")),
    )
    rows = [
        (group, measure.title, office, values[office], measure.unit, measure.id)
        for measure, group, values in side_by_side
        for office in values
        if values[office] is not None
    ]
    table = SheetTable("tblVergleichBüros", 4, 1, columns, rows)
    return Sheet(
        name="Vergleich",
        notes=(
            Note(Area(1, 1, 1, 4), "Jede Kennzahl in jedem Büro", TITLE),
            Note(Area(2, 1, 2, 4), f"{city.quarter.label}. Was ein Büro nicht führt, steht nicht da.", SUBTITLE),
        ),
        tables=(table,),
        widths={place: column.width for place, column in enumerate(columns, 1)},
        heights={1: 30, **figure_heights(table)},
        freeze=(5, 1),
        printing=Print(repeat_rows=(4, 4), landscape=False),
    )


def _state(city: City) -> Sheet:
    said = [("Nicht gezählt", file, problem) for file, problem in city.problems]
    said += [("Fehlt", name, "Von diesem Büro liegt nichts vor.") for name in city.missing]
    said += [("Unterschied", "", each) for each in city.differences]
    if not said:
        said = [("In Ordnung", "", "Alle Dateien sind gezählt, kein Büro fehlt, alle zählen gleich.")]
    columns = (TableColumn("Was", 16), TableColumn("Wo", 34, WRAPPED), TableColumn("Warum", 90, WRAPPED))
    return Sheet(
        name="Hinweise",
        notes=(Note(Area(1, 1, 1, 3), "Was nicht gezählt ist und wo Büros anders zählen", TITLE),),
        tables=(SheetTable("tblHinweise", 3, 1, columns, said),),
        widths={1: 16, 2: 34, 3: 90},
        heights={
            1: 30,
            **{4 + place: row_height([(each[2], 90), (each[1], 34)]) for place, each in enumerate(said)},
        },
        printing=Print(repeat_rows=(3, 3)),
    )
