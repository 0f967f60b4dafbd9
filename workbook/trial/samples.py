"""Sheets for a trial: named like Lotse's own, with everything that Lotse ever puts on a sheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from workbook import own_sheets
from workbook.cells import Area
from workbook.sheets import (
    DATE,
    EURO,
    LINK,
    TITLE,
    WRAPPED,
    Block,
    Chart,
    Choice,
    Formula,
    Highlight,
    Link,
    Name,
    Note,
    Palette,
    Print,
    Series,
    Sheet,
    SheetTable,
    Style,
    TableColumn,
    Value,
)

_FIRST_ROW = 5
_ROWS = 20


def trial_sheets() -> list[Sheet]:
    """Return the five sheets of Lotse with invented content."""
    return [_report(), _dashboard(), _facts(), _list(own_sheets.LOG), _list(own_sheets.CLOSINGS)]


def _report() -> Sheet:
    rows: list[list[Value]] = [
        [
            "F",
            f"R-{number:02}",
            Link("Zelle", sheet=own_sheets.REPORT, cell=f"A{number}"),
            "=kein Bezug & <kein> Tag",
            None,
        ]
        for number in range(1, _ROWS + 1)
    ]
    columns = [
        TableColumn("Schwere", 8, help="F Fehler, W Warnung, H Hinweis"),
        TableColumn("Regel", 8),
        TableColumn("Zelle", 10, style=LINK),
        TableColumn("Meldung", 60, style=WRAPPED),
        TableColumn("Bewusst so (Grund)", 30, style=Style(fill=Palette.INPUT, unlocked=True)),
    ]
    last = _FIRST_ROW + _ROWS
    return Sheet(
        name=own_sheets.REPORT,
        blocks=[Block(1, 1, [["Probe"]], TITLE)],
        notes=[Note(Area(2, 1, 2, 4), "Dieses Blatt gehört Lotse.")],
        tables=[SheetTable("Lotse_Probe_Befunde", _FIRST_ROW, 1, columns, rows)],
        names=[Name("Lotse_Probe_Zellen", f"'Prüfbericht'!$C${_FIRST_ROW + 1}:$C${last}")],
        choices=[Choice(Area(_FIRST_ROW + 1, 5, last, 5), ["Absicht", "geklärt"], title="Grund")],
        highlights=[Highlight(Area(_FIRST_ROW + 1, 1, last, 4), '$A6="F"', Style(fill=Palette.ERROR, bold=True))],
        freeze=(_FIRST_ROW + 1, 1),
        printing=Print(repeat_rows=(_FIRST_ROW, _FIRST_ROW), area=Area(1, 1, last, 5)),
    )


def _dashboard() -> Sheet:
    quarters = ["2019-Q1", "2019-Q2"]
    rows: list[list[Value]] = [
        [quarter, Formula(f'=SUMIFS(Lotse_Probe_Fakten[Wert],Lotse_Probe_Fakten[Quartal],"{quarter}")', _ROWS // 2)]
        for quarter in quarters
    ]
    median = Formula("{=MEDIAN(IF(Lotse_Probe_Fakten[Wert]>0,Lotse_Probe_Fakten[Wert]))}", 1)
    series = Series(
        "Ist", "'Dashboard'!$A$4:$A$5", "'Dashboard'!$B$4:$B$5", quarters, [_ROWS // 2] * 2, Palette.HARBOUR
    )
    goal = Series(
        "Ziel",
        "'Dashboard'!$A$4:$A$5",
        "'Dashboard'!$C$4:$C$5",
        quarters,
        [8, 12],
        Palette.AMBER,
        kind="line",
        dashed=True,
    )
    charts = [
        Chart("column", 8, 1, "Säulen mit Ziellinie", [series, goal], "Säulen und Linie"),
        Chart("bar", 8, 10, "Balken", [series], "Balken"),
        Chart("doughnut", 26, 1, "Ring", [series], "Ring"),
    ]
    return Sheet(
        name=own_sheets.DASHBOARD,
        blocks=[
            Block(
                3, 1, [["Quartal", "Ist", "Ziel"], [*rows[0], 8], [*rows[1], 12], ["Mitte", median, None]], Style()
            )
        ],
        notes=[Note(Area(1, 1, 1, 6), "Probe", TITLE)],
        charts=charts,
        widths={1: 14, 2: 12},
        printing=Print(one_page=True),
    )


def _facts() -> Sheet:
    rows: list[list[Value]] = [
        ["Z20", date(2019, 3 * (1 + number % 2), 1), f"2019-Q{1 + number % 2}", 1, Decimal("180.50"), True, 2]
        for number in range(_ROWS)
    ]
    columns = [
        TableColumn("Kennzahl"),
        TableColumn("Datum", style=DATE),
        TableColumn("Quartal"),
        TableColumn("Wert", style=Style(number_format="0")),
        TableColumn("Betrag", style=EURO),
        TableColumn("zählt", level=1, hidden=True),
        TableColumn("Doppelt", style=Style(number_format="0"), formula="=[@Wert]*2"),
    ]
    return Sheet(name=own_sheets.FACTS, tables=[SheetTable("Lotse_Probe_Fakten", 1, 1, columns, rows)])


def _list(name: str) -> Sheet:
    columns = [TableColumn("Zeichen"), TableColumn("Datum", style=DATE)]
    link = Block(1, 1, [[Link("Ablage", url="Briefe/Liste 1.pdf")]], LINK)
    table = SheetTable(f"Lotse_Probe_{name}", 3, 1, columns, [])
    return Sheet(name=name, blocks=[link], tables=[table])
