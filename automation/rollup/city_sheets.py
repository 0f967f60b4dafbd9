"""The city's workbook: all together, offices side by side with charts, targets, and what was not counted."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.figures.indicators import quality
from automation.figures.measures import Measure, Ratio
from automation.rollup.city import measures_side_by_side
from automation.rollup.handin_sheet import FIGURE_COLUMNS, NOT_HANDED, figure_rows, short
from workbook.cells import Area, in_fixed_column
from workbook.german import shown, shown_number
from workbook.sheets import (
    HEADING,
    SUBTITLE,
    TEXT,
    TITLE,
    WRAPPED,
    Block,
    Chart,
    MadeAnew,
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
    from automation.rollup.city import City, CityTarget
    from automation.rollup.handed import HandIn
    from workbook.sheets import Value

MOST_BARS = 40
"""So many offices fit into a chart; the tables have all of them."""
_NUMBER = Style(align="right")
_WRAPPED_SUBTITLE = replace(SUBTITLE, wrap=True)
_SHARE = Style(number_format="0 %", align="right")
_CHART_ROWS, _CHART_WIDTH, _CHART_HEIGHT = 14, 770, 250


def city_sheets(city: City) -> list[Sheet]:
    """Return the sheets of the city's workbook."""
    side_by_side = list(measures_side_by_side(city))
    return [
        _together(city, city.figures),
        _offices(city, side_by_side),
        _comparison(city, side_by_side),
        _state(city),
    ]


def _together(city: City, figures: Figures) -> Sheet:
    before = city.quarter.later(-1)
    known = before in figures.reporting.begun
    shown_before = {row[-1]: row[3] for row in figure_rows(figures, before)} if known else {}
    columns = (
        *FIGURE_COLUMNS[:4],
        TableColumn.of_numbers("im Quartal davor", 11, FIGURE_COLUMNS[3].style),
        *FIGURE_COLUMNS[4:],
    )
    rows = [(*row[:4], shown_before.get(row[-1]), *row[4:]) for row in figure_rows(figures, city.quarter)]
    targets = list(city.targets())
    goals = SheetTable(
        "tblStadtZiele", 6, 1, _TARGET_COLUMNS, [_target_row(each) for each in targets], fitted=(0, 1)
    )
    portions = [*_share_rows(targets)]
    shares = SheetTable("tblStadtAnteile", goals.last_row + 4, 1, _SHARE_COLUMNS, portions, fitted=(0, 1))
    whole = SheetTable("tblStadt", shares.last_row + 4, 1, columns, rows, fitted=(0, 1))
    headings = {
        5: "Ziele",
        shares.row - 1: f"Anteile der Büros an dem, was erreicht ist{_TWICE if city.linked else ''}",
        whole.row - 1: "Kennzahlen",
    }
    counted = f"{len(city.offices)} Büros" if len(city.offices) != 1 else "1 Büro"
    ground = f" Rechtsgrundlage: {city.ground}." if city.ground else ""
    above = {
        2: f"{city.quarter.label}, {counted}{_left_out(city)}.{ground}",
        3: city.linked or (_NO_KEY if city.ground else _NOT_LINKED),
    }
    wide = sum(column.width for column in columns)
    return Sheet(
        name="Stadt",
        notes=(
            Note(Area(1, 1, 1, 6), "Alle Büros zusammen", TITLE),
            Note(Area(2, 1, 2, 8), above[2], _WRAPPED_SUBTITLE),
            Note(Area(3, 1, 3, 8), above[3], _WRAPPED_SUBTITLE),
        ),
        blocks=tuple(Block(row, 1, [[text]], HEADING) for row, text in headings.items()),
        tables=(goals, shares, whole),
        widths={place: column.width for place, column in enumerate(columns, 1)},
        heights={1: 30, **{row: row_height([(text, wide)]) for row, text in above.items()}, whole.row: 28},
        printing=Print(repeat_rows=(whole.row, whole.row)),
    )


def _left_out(city: City) -> str:
    """Say on the first page that the sums are not everybody's; which files and offices stands on "Hinweise"."""
    missing, unread = len(city.missing), len(city.problems)
    said = [f"{missing} {'fehlt' if missing == 1 else 'fehlen'}"] if missing else []
    if unread:
        said.append(f"{unread} {'Datei ist' if unread == 1 else 'Dateien sind'} nicht gezählt")
    return f"; {', '.join(said)} (siehe „Hinweise“)" if said else ""


_NOT_LINKED = "Wer in zwei Büros gezählt ist, zählt hier zweimal: Abgaben nennen keine Personen."
_NO_KEY = "Wer in zwei Büros gezählt ist, zählt hier zweimal: Ohne LOTSE_ROLLUP_KEY wird niemand verbunden."
_TWICE = " (wer in zweien gezählt ist, zählt hier bei beiden)"
_TARGET_COLUMNS = (
    TableColumn("Indikator", 21),
    TableColumn("Ziel", 30, WRAPPED),
    TableColumn.of_numbers("Wert", 13, _NUMBER),
    TableColumn.of_numbers("Ist", 12, _NUMBER),
    TableColumn.of_numbers("Soll bisher", 11, _NUMBER),
)
_SHARE_COLUMNS = (
    TableColumn("Indikator", 21),
    TableColumn("Büro", 30, WRAPPED),
    TableColumn.of_numbers("Ist", 13, _NUMBER),
    TableColumn.of_numbers("Anteil", 12, _SHARE),
)


def _target_row(target: CityTarget) -> tuple[Value, ...]:
    return target.indicator, target.title, target.amount, target.actual, round(target.planned, 1)


def _share_rows(targets: Sequence[CityTarget]) -> Iterator[tuple[Value, ...]]:
    for target in targets:
        whole = sum(target.by_office.values())
        for office, actual in sorted(target.by_office.items(), key=lambda each: (-each[1], each[0])):
            yield target.indicator, office, actual, actual / whole if whole else None


Shown = tuple[Measure, dict[str, float | None]]


def _offices(city: City, side_by_side: Sequence[tuple[Measure, str]]) -> Sheet:
    first = [(measure, group) for measure, group in side_by_side if measure.id in _FIRST]
    chosen = [_in_percent((_named(measure, group), city.values_of(measure))) for measure, group in first]
    rows = _quality(city)
    table = SheetTable(
        "tblBüros",
        4,
        1,
        (TableColumn("Büro", _OFFICE_WIDTH, WRAPPED), *map(_figure_column, chosen)),
        [(office.office, *(values[office.office] for _, values in chosen)) for office in city.offices],
    )
    state = SheetTable(
        "tblBürosDaten",
        table.last_row + 4,
        1,
        (*_STATE_COLUMNS, _figure_column(rows)),
        [(*_state_of(office), rows[1][office.office]) for office in city.offices],
        fitted=(0, 1),
    )
    drawn = [(each, table, place) for place, each in enumerate(chosen, 2)]
    drawn.append((rows, state, len(_STATE_COLUMNS) + 1))
    charts = tuple(_charts(city, drawn, state.last_row + 3))
    many = f" Die Schaubilder zeigen die ersten {MOST_BARS} Büros." if len(city.offices) > MOST_BARS else ""
    return Sheet(
        name="Büros",
        notes=(
            Note(Area(1, 1, 1, 6), "Die Büros nebeneinander", TITLE),
            Note(Area(2, 1, 2, 6), f"{city.quarter.label}, überall gleich gezählt.{many}", SUBTITLE),
        ),
        blocks=(Block(state.row - 1, 1, [["Stand und Datenqualität"]], HEADING),),
        tables=(table, state),
        charts=charts,
        widths={1: _OFFICE_WIDTH, **dict.fromkeys(range(2, 2 + max(len(chosen), 5)), _FIGURE_WIDTH)},
        heights={1: 30, table.row: 48, state.row: 60},
        freeze=(5, 2),
        # At a scale of its own, for only then do pages end between two charts.
        printing=Print(scale=91, breaks=tuple(chart.row - 1 for chart in charts[::2])),
    )


_OFFICE_WIDTH, _FIGURE_WIDTH = 20, 13
_STATE_COLUMNS = (
    TableColumn("Büro", _OFFICE_WIDTH, WRAPPED),
    TableColumn("Stand", _FIGURE_WIDTH, WRAPPED),
    TableColumn("gezählt bis", _FIGURE_WIDTH, TEXT),
    TableColumn.of_numbers("Zeilen", _FIGURE_WIDTH, _NUMBER),
    TableColumn.of_numbers("offene Fehler", _FIGURE_WIDTH, _NUMBER),
)


def _state_of(office: HandIn) -> tuple[Value, ...]:
    closed = f"abgeschlossen am {shown(date.fromisoformat(office.closed_on))}" if not office.draft else "Entwurf"
    until = shown(date.fromisoformat(office.until))
    return office.office, closed, until, office.rows, office.findings.get("Fehler", 0)


def _figure_column(each: Shown) -> TableColumn:
    return TableColumn.of_numbers(each[0].title, _FIGURE_WIDTH, _NUMBER, help=each[0].definition)


def _in_percent(each: Shown) -> Shown:
    """Return a share as per cent: 0.998 and 1 would look alike."""
    measure, values = each
    if not (isinstance(measure.adding, Ratio) and measure.adding.percent):
        return each
    shares = {name: None if value is None else round(value * 100, 1) for name, value in values.items()}
    return replace(measure, title=f"{measure.title} (in %)", unit="%"), shares


def _quality(city: City) -> Shown:
    """Return the share of rows without an open error when each office was counted, whichever the quarter."""
    shares = {each.office: each.clean / each.rows if each.rows else None for each in city.offices}
    return _in_percent((quality.SHARE, shares))


def _named(measure: Measure, group: str) -> Measure:
    """Return a measure whose title says of what it is: „Anliegen: Eingang“."""
    if measure.title.casefold() in group.casefold() or group.casefold() in measure.title.casefold():
        return measure
    return replace(measure, title=f"{group}: {measure.title}")


_FIRST = ("Z20", "Z400", "V", "INT", "ANL_EINGANG", "ANL_ERLEDIGT", "REICH_PERSONEN")
"""The figures that stand side by side first; the sheet „Vergleich“ has all of them."""


def _charts(city: City, drawn: Sequence[tuple[Shown, SheetTable, int]], below: int) -> Iterator[Chart]:
    names = [office.office for office in city.offices][:MOST_BARS]
    place = 0
    for (measure, values), table, column in drawn:
        last = table.row + len(names)
        numbers = [values[name] for name in names]
        if not any(numbers):
            continue
        most = max(zip(numbers, names, strict=True), key=lambda each: each[0] or 0)
        best = f"Am meisten: {most[1]}, {shown_number(most[0] or 0)}."
        # What keeps no history says how it was when each office counted; the table beside it names those days.
        when = "am Tag der Zählung" if measure.id == quality.SHARE.id else city.quarter.label
        said = f"{measure.title}, {when}"
        alt = f"{said}, ein Balken für jedes Büro. {best}"
        series = Series(
            measure.title,
            f"'Büros'!{in_fixed_column(table.row + 1, 1)}:{in_fixed_column(last, 1)}",
            f"'Büros'!{in_fixed_column(table.row + 1, column)}:{in_fixed_column(last, column)}",
            names,
            numbers,
            Palette.HARBOUR,
            labels=True,
        )
        yield Chart(
            "column",
            below + place * _CHART_ROWS,
            1,
            said,
            [series],
            alt,
            width=_CHART_WIDTH,
            height=_CHART_HEIGHT,
            legend=None,
            # Left alone, programs end at 120 where nearly all is reached.
            y_most=100 if measure.unit == "%" and 80 < (most[0] or 0) <= 100 else None,
        )
        place += 1


def _comparison(city: City, side_by_side: Sequence[tuple[Measure, str]]) -> Sheet:
    columns = (
        *FIGURE_COLUMNS[:2],
        TableColumn("Büro", 28, WRAPPED),
        TableColumn.of_numbers("Wert", 10, _NUMBER),
        TableColumn("Einheit", 15, Style(number_format="@", align="left", indent=1)),
        FIGURE_COLUMNS[-1],
    )
    rows = MadeAnew(partial(_comparing, city, side_by_side), sum(1 for _ in _comparing(city, side_by_side)))
    table = SheetTable("tblVergleichBüros", 4, 1, columns, rows, fitted=(0, 1, 2))
    return Sheet(
        name="Vergleich",
        notes=(
            Note(Area(1, 1, 1, 4), "Jede Kennzahl in jedem Büro", TITLE),
            Note(Area(2, 1, 2, 4), f"{city.quarter.label}. Was ein Büro nicht führt, steht nicht da.", SUBTITLE),
        ),
        tables=(table,),
        widths={place: column.width for place, column in enumerate(columns, 1)},
        heights={1: 30},
        freeze=(5, 1),
        printing=Print(repeat_rows=(4, 4)),
    )


def _comparing(city: City, side_by_side: Sequence[tuple[Measure, str]]) -> Iterator[tuple[Value, ...]]:
    for each, group in side_by_side:
        if each.id in NOT_HANDED:
            continue
        measure, values = _in_percent((each, city.values_of(each)))
        for office, value in values.items():
            if value is not None:
                yield group, each.title, office, short(value), measure.unit, each.id


def _state(city: City) -> Sheet:
    said = [("Nicht gezählt", file, problem) for file, problem in city.problems]
    said += [("Fehlt", name, "Von diesem Büro liegt nichts vor, das sich zählen lässt.") for name in city.missing]
    said += [("Unterschied", "", each) for each in city.differences]
    if not said:
        said = [("In Ordnung", "", "Alle Dateien sind gezählt, kein Büro fehlt, alle zählen gleich.")]
    columns = (TableColumn("Was", 14), TableColumn("Wo", 30, WRAPPED), TableColumn("Warum", 84, WRAPPED))
    return Sheet(
        name="Hinweise",
        notes=(Note(Area(1, 1, 1, 3), "Was nicht gezählt ist und wo Büros anders zählen", TITLE),),
        tables=(SheetTable("tblHinweise", 3, 1, columns, said, fitted=(1, 2)),),
        widths={1: 14, 2: 30, 3: 84},
        heights={1: 30},
        printing=Print(repeat_rows=(3, 3)),
    )
