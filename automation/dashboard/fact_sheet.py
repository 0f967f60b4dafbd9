"""The sheet `Fakten`: every fact as a row of a table, with a link to the cell that it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from automation.figures import fact_formulas as f
from automation.figures.fact import DIMENSIONS, Fact, quarter_code
from workbook import own_sheets
from workbook.by_columns import ByColumns, CellLinks
from workbook.cells import Area
from workbook.german import shown
from workbook.sheets import (
    DATE,
    LINK,
    SUBTITLE,
    TEXT,
    TITLE,
    WRAPPED,
    Block,
    Note,
    Palette,
    Print,
    Sheet,
    SheetTable,
    Style,
    TableColumn,
    row_height,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from workbook.sheets import Value

HEADER_ROW = 4
_NUMBER = Style(number_format="0", align="center")  # at the right they would run into the key
_VALUE = replace(_NUMBER, number_format="General")

_WIDTHS = {"kind": 20, "district": 16, "gender": 12, "group": 30, "detail": 24, "error": 20}
_HELP = {
    "group": "Bei Haushalten: wo sie stehen. Bei Anliegen: die Kategorie. Bei Verweisen: das Ergebnis.",
    "detail": "Was noch unterschieden wird, z. B. der Partner eines Verweises.",
    "cohort": "Das Quartal, zu dessen Fällen die Zeile gehört, auch wenn sich das Ergebnis erst später zeigt.",
    "error": "Ein offener Fehler der Zeile: in einer Angabe, die hier gelesen wird, oder an anderer Stelle.",
}

COLUMNS = (
    TableColumn(
        f.CODE, 13, WRAPPED, help="Wofür die Zeile zählt, z. B. Z20 für die Familien oder V für Vermittlungen."
    ),
    TableColumn(
        f.DAY, 10.5, DATE, help="Der Tag, an dem es zählt. Leer: Es ist noch nicht geschehen oder zählt nicht."
    ),
    TableColumn(f.QUARTER, 9.5, TEXT),
    TableColumn(
        f.NUMERATOR,
        7,
        _NUMBER,
        help="1: zählt. 0: zählt nicht. Eine größere Zahl steht für viele Zeilen, -1 für ein Ende.",
    ),
    TableColumn(f.DENOMINATOR, 7.5, _NUMBER, help="1: gehört zu dem, wovon gezählt wird."),
    TableColumn(f.VALUE, 6.5, _VALUE, help="Tage, Monate oder der Anteil am Ziel, je nach Kennzahl."),
    TableColumn(f.KEY, 12, TEXT),
    TableColumn(f.CELL, 7.5, LINK, help="Springt zu der Zelle, aus der die Zeile kommt."),
    TableColumn(f.SENTENCE, 61, WRAPPED, help="Warum die Zeile zählt oder nicht."),
    TableColumn(f.SHEET, 22, TEXT),
    *(TableColumn(label, _WIDTHS.get(name, 12), TEXT, help=_HELP.get(name)) for name, label in DIMENSIONS.items()),
)
_PRINTED = 9
"""So many columns are printed, up to the sentence; what a figure is split by is for filters on the screen.

At 80 per cent they are as wide as the paper, with letters of 8 points.
"""
_CAPITALS = 1.3
"""A capital letter is so much wider than one of running text."""
_FITTED = 5_000
"""So many rows are made as high as their sentence; nobody prints more, and each height costs time."""


_NUMBERS = ("numerator", "denominator", "value")


def build_fact_sheet(facts: Sequence[Fact], today: date, sheet: str = own_sheets.FACTS, told: str = "") -> Sheet:
    """Return the sheet with the table of all facts; its head says what is `told` of rows that are not on it."""
    intro = (
        f"Stand {shown(today)}. Hier steht, was gezählt wird und warum; das Dashboard rechnet nur mit diesen "
        "Zeilen. Bitte nichts von Hand ändern: Lotse schreibt das Blatt bei jedem Lauf neu."
    )
    if told:
        intro = f"{intro}\n{told}"
    return Sheet(
        name=sheet,
        blocks=[Block(1, 1, [[own_sheets.FACTS]], TITLE)],
        notes=[Note(Area(2, 1, 2, _PRINTED), intro, replace(SUBTITLE, wrap=True))],
        tables=[SheetTable(f.TABLE, HEADER_ROW, 1, COLUMNS, _rows(facts))],
        heights={1: 30, 2: 70 if told else 28, HEADER_ROW: 28} | _heights(facts),
        freeze=(HEADER_ROW + 1, 3),
        tab_color=Palette.TEAL,
        printing=Print(
            repeat_rows=(HEADER_ROW, HEADER_ROW),
            area=Area(1, 1, HEADER_ROW + max(1, len(facts)), _PRINTED),
            scale=80,
        ),
    )


def _heights(facts: Sequence[Fact]) -> dict[int, float]:
    code, sentence = COLUMNS[0].width, COLUMNS[_PRINTED - 1].width
    return {
        row: row_height([(fact.sentence, sentence), (fact.code, code / _CAPITALS)]) - 1.5
        for row, fact in enumerate(facts[:_FITTED], HEADER_ROW + 1)
    }


def _rows(facts: Sequence[Fact]) -> Sequence[Sequence[Value]]:
    """Return the rows, column by column: a city has hundreds of thousands."""
    if not facts:
        return []
    of: dict[str, tuple[Any, ...]] = dict(zip(Fact._fields, zip(*facts, strict=True), strict=True))
    days, sheets = of["day"], of["sheet"]
    quarters = {day: quarter_code(day) if day is not None else "" for day in set(days)}
    before = (of["code"], days, [*map(quarters.__getitem__, days)], *map(of.__getitem__, _NUMBERS), of["key"])
    links = CellLinks(of["cell"], sheets)
    return ByColumns((*before, links, of["sentence"], sheets, *map(of.__getitem__, DIMENSIONS)))
