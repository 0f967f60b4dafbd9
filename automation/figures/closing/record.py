"""What the sheet `Quartalsabschlüsse` holds: its tables as they were read, staff's columns and notes included.

Lotse changes only rows that it knows; every other column, and every text beside the tables, is kept as it is.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from automation.checks.closed import CLOSINGS as CLOSINGS_SHEET
from automation.figures import fact_formulas as f
from automation.figures.fact import DIMENSIONS
from workbook import own_sheets
from workbook.cells import ShownNumber, address, text_of
from workbook.reading.formats.dates import date_of_text
from workbook.reading.raw import read_own_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.reading.raw import RawBook
    from workbook.sheets import Scalar

SHEET = CLOSINGS_SHEET
KEY = "Kennung"
"""The column by which a row is known again."""


class Columns(Struct, frozen=True):
    """A table of the sheet: what its columns hold. `inputs` are filled by staff."""

    name: str
    title: str
    labels: tuple[str, ...]
    days: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    inputs: tuple[str, ...] = ()


NUMBER, NOTE, REASON = "Abschluss", "Notiz", "Grund"
BEFORE = "Bestände"
"""Here a closing says that it also holds what lay before its quarter. Last, so that nothing else moves."""
SEAL = "Siegel"
"""Here a closing says that its rows are sealed: `seals.py`. Last, so that nothing else moves."""
CLOSINGS = Columns(
    own_sheets.CLOSINGS_TABLE,
    "Abschlüsse",
    (
        NUMBER,
        "Quartal",
        "Stand",
        "geschlossen am",
        "geschlossen von",
        "gezählt bis",
        "Zeilen",
        "Zählregeln",
        "wieder geöffnet am",
        "wieder geöffnet von",
        REASON,
        NOTE,
        KEY,
        BEFORE,
        SEAL,
    ),
    days=frozenset({"geschlossen am", "gezählt bis", "wieder geöffnet am"}),
    numbers=frozenset({NUMBER, "Zeilen"}),
    inputs=(NOTE,),
)
LATE = Columns(
    "tblNachmeldungen",
    "Nachmeldungen: was sich nach dem Abschluss geändert hat",
    ("Quartal", "Blatt", "Schlüssel", "Kennzahl", "Art", "vorher", "jetzt", "Wirkung", REASON, NOTE, KEY),
    inputs=(REASON, NOTE),
)
REPORTED = Columns(
    "tblGemeldet",
    "Gemeldet: was in Formulare anderer eingetragen wurde",
    ("Tag", "Formular", "Empfänger", "Zelle", "Feld", "Wert", "Stand", NOTE, KEY),
    days=frozenset({"Tag"}),
    inputs=("Empfänger", NOTE),
)
SINCE = "seit Beginn"
FIRST, NOW, BY_NEW_RULES = "zuerst veröffentlicht", "mit Nachmeldungen", "nach heutigen Zählregeln"
BEHIND = "Prüfwerte der Betriebe"
"""Who stands behind a value of placements: `employers.py`. Last, so that nothing else has moved."""
VALUES = Columns(
    "tblAbschlusswerte",
    "Werte: zuerst veröffentlicht, und wie sie heute wären",
    (
        NUMBER,
        "Quartal",
        "Kennzahl",
        "Bezeichnung",
        "aufgeteilt nach",
        "Ausprägung",
        FIRST,
        NOW,
        BY_NEW_RULES,
        "Zähler",
        "Nenner",
        "n",
        SINCE,
        NOTE,
        KEY,
        BEHIND,
    ),
    numbers=frozenset({NUMBER, "Zähler", "Nenner", "n", SINCE}),
    inputs=(NOTE,),
)
MARK, KIND = "Prüfwert", "Art"
FACTS = Columns(
    "tblAbschlussfakten",
    "Zeilen, aus denen die Werte gezählt sind",
    (
        NUMBER,
        f.CODE,
        f.DAY,
        f.NUMERATOR,
        f.DENOMINATOR,
        f.VALUE,
        *(label for name, label in DIMENSIONS.items() if name != "error"),
        f.SHEET,
        f.KEY,
        KIND,
        MARK,
    ),
    days=frozenset({f.DAY}),
    numbers=frozenset({NUMBER, f.NUMERATOR, f.DENOMINATOR, f.VALUE}),
)
CELLS = Columns(
    "tblAbschlusszellen",
    "Was in den gezählten Zellen stand",
    (NUMBER, f.SHEET, f.KEY, "Zellen"),
    numbers=frozenset({NUMBER}),
)
SEEN = Columns(
    "tblAbschlusskennungen",
    "Prüfwerte aller Zeilen, die angesehen wurden",
    (NUMBER, "Nr.", "Prüfwerte"),
    numbers=frozenset({NUMBER, "Nr."}),
)
SEALS = Columns(
    "tblAbschlusssiegel",
    "Siegel: woran Lotse merkt, dass jemand eine Zeile geändert hat",
    (NUMBER, "Nr.", SEAL),
    numbers=frozenset({NUMBER, "Nr."}),
)
TABLES = (CLOSINGS, LATE, REPORTED, VALUES, FACTS, CELLS, SEEN, SEALS)

Row = dict[str, "Scalar"]


class Place(Struct, frozen=True):
    """Where a table stands: the sheet's present name, its first column, its headers, the line of each row."""

    sheet: str
    first_column: int
    headers: tuple[str, ...]
    header_row: int
    rows: tuple[int, ...]

    def cell(self, place: int | None, *labels: str) -> str:
        """Return the cell of a row under the first of these labels that there is; without a row, of the header."""
        column = next((self.headers.index(label) for label in labels if label in self.headers), 0)
        return address(self.header_row if place is None else self.rows[place], self.first_column + column)


class Broken(Struct, frozen=True):
    """Where a closing is not what Lotse wrote: a row of a table by its place.

    Without a place it is the closing as a whole: `missing` rows of it are not there any more, or, with none
    missing, its seal is no more to be read, or the closing itself has gone.
    """

    number: int
    table: Columns
    place: int | None = None
    missing: int = 0
    token: str = ""


class Record(Struct, frozen=True):
    """The tables of the sheet by name, each a list of rows by label; `own` are staff's columns of each table.

    `loose` are texts that stood beside the tables, `exists` is false where the workbook has no such sheet yet.
    `places` says where the tables stood when they were read, `broken` what was not as Lotse had written it.
    """

    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    loose: tuple[str, ...] = ()
    exists: bool = False
    places: Mapping[str, Place] = field(default_factory=dict)
    broken: tuple[Broken, ...] = ()

    def of(self, table: Columns) -> tuple[Row, ...]:
        """Return the rows of a table."""
        return self.rows.get(table.name, ())

    def having(self, table: Columns, rows: Iterable[Row]) -> Record:
        """Return the record with other rows in a table."""
        return replace(self, rows={**self.rows, table.name: tuple(rows)}, exists=True)

    def adding(self, table: Columns, rows: Iterable[Row]) -> Record:
        """Return the record with more rows in a table."""
        return self.having(table, (*self.of(table), *rows))


def read_record(book: RawBook) -> Record:
    """Return what the sheet of a workbook holds; an empty record if it has none."""
    rows: dict[str, tuple[Row, ...]] = {}
    own: dict[str, tuple[str, ...]] = {}
    places: dict[str, Place] = {}
    areas: list[tuple[int, int, int, int]] = []
    sheet = book.owned.get(SHEET)
    for columns in TABLES:
        table = read_own_table(book, SHEET, columns.name)
        if table is None:
            continue
        sheet = sheet or table.sheet
        own[columns.name] = tuple(label for label in table.headers if label and label not in columns.labels)
        read = [(line, _row(columns, table.headers, cells)) for line, cells in enumerate(table.rows, 1)]
        kept = [(table.header_row + line, row) for line, row in read if any(row.values())]
        rows[columns.name] = tuple(row for _, row in kept)
        places[columns.name] = Place(
            table.sheet, table.first_column, table.headers, table.header_row, tuple(line for line, _ in kept)
        )
        bottom, right = table.header_row + max(1, len(table.rows)), table.first_column + len(table.headers) - 1
        areas.append((table.header_row, table.first_column, bottom, right))
    if not rows or sheet is None:
        return Record()
    return Record(rows, own, tuple(_loose(book.grid(sheet), areas)), exists=True, places=places)


def _row(columns: Columns, headers: Sequence[str], cells: Sequence[CellValue]) -> Row:
    return {label: _value(columns, label, cell) for label, cell in zip(headers, cells, strict=True) if label}


def _value(columns: Columns, label: str, value: CellValue) -> Scalar:
    if label in columns.days:
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else date_of_text(text_of(value)) or text_of(value) or None
    if isinstance(value, ShownNumber | timedelta):
        return text_of(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if label in columns.labels and label not in columns.numbers and not isinstance(value, int | float):
        return text_of(value).strip() or None
    return None if value == "" else value


PRINTED = "Quartalsabschlüsse – bitte nichts löschen"
NOTES_TITLE = "Notizen, die neben den Tabellen standen"


def _loose(grid: Sequence[Sequence[CellValue]], areas: Sequence[tuple[int, int, int, int]]) -> Iterable[str]:
    """Yield what stands outside of the tables and was not written by Lotse."""
    ours = {SHEET, PRINTED, NOTES_TITLE, INTRODUCTION, *(columns.title for columns in TABLES)}
    for row, cells in enumerate(grid, 1):
        for column, cell in enumerate(cells, 1):
            text = text_of(cell).strip()
            if text and text not in ours and not any(t <= row <= b and x <= column <= y for t, x, b, y in areas):
                yield text


INTRODUCTION = (
    "Ein abgeschlossenes Quartal bleibt, wie es veröffentlicht wurde. Was sich später ändert, steht unter "
    "„Nachmeldungen“. Die hellen Spalten füllen Sie aus; eigene Spalten und Notizen bleiben stehen. Wurde eine "
    "Person wegen Datenschutz gelöscht, wählen Sie als Grund „Löschung“: Die Zahlen bleiben dann, wie sie waren."
)
