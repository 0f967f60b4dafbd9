"""A workbook of an earlier version → all that a new one is made of, and what will not be in it.

Unlike a grown workbook (`carrying.py`) it is known table by table; what counts here is that nothing is lost
silently: values nobody can read, columns of the office's own, and sheets of Lotse's that nothing could make again.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from workbook import own_sheets
from workbook.adoption.carrying import read_kept
from workbook.cells import Area, text_of
from workbook.creating.seeds import empty_office
from workbook.creating.staff_sheets import START
from workbook.own_columns import OwnColumn, cell_value, style_of
from workbook.reading.locating import locate_all
from workbook.reading.mapping import MAPPING_SHEET, plain, read_mapping
from workbook.reading.raw import read_table
from workbook.schema import LISTS, LISTS_SHEET, TABLES, LegalValue, OfficeSetting, Record, Subsidy
from workbook.sheets import TITLE, Note, Sheet, SheetTable, TableColumn
from workbook.tables import Office, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbook.adoption.own_keys import Kept
    from workbook.reading.locating import Located
    from workbook.reading.raw import RawBook

MADE_AGAIN = frozenset(
    (
        *(own_sheets.REPORT, own_sheets.DASHBOARD, own_sheets.FACTS, own_sheets.LOG, own_sheets.PIVOT),
        *(own_sheets.TODAY, own_sheets.CHANGES, MAPPING_SHEET),
    )
)
"""Sheets of Lotse's that a run makes again, or that are carried over by who knows them; `Dashboard 2` is one."""

OwnColumns = dict[type[Record], tuple[OwnColumn, ...]]


class Earlier(Struct, frozen=True):
    """What a new workbook takes over: the office with what is new, values nobody can read, columns, Lotse's sheets.

    `rows` says how many rows of each table come from the old workbook, `left` what does not come along.
    """

    office: Office
    kept: Kept
    own: OwnColumns
    sheets: tuple[Sheet, ...]
    rows: Mapping[type[Record], int]
    left: tuple[str, ...]


def read_earlier(book: RawBook, today: date) -> Earlier:
    """Return what a workbook of an earlier version gives to a new one.

    Raises:
        WorkbookError: it cannot be read.
        NoKnownTableError: it has none of the tables.
    """
    mappings = read_mapping(book)
    office, kept = read_kept(book, TABLES, mappings)
    located = locate_all(book, [record.spec for record in TABLES], mappings)
    own = {
        record: found
        for record in TABLES
        for place in located
        if place.spec is record.spec and (found := _own_columns(book, place, office[record].rows))
    }
    left = [
        f"Spalte „{column.label}“ auf „{record.spec.sheet}“: Die Werte sind da; Formeln, Farben und Listen nicht."
        for record, columns in own.items()
        for column in columns
    ]
    left += [
        f"Blatt „{place.sheet}“: Was nach Summe, Überschrift oder Bemerkung aussieht (Zeile {shown}). {_BY_COPYING}"
        for record in TABLES
        for place in located
        if place.spec is record.spec and (shown := _listed(_rows_left(book, place, office[record].rows)))
    ]
    return Earlier(
        office=_completed(office, today),
        kept=kept,
        own=own,
        sheets=tuple(_copied(book, key, sheet) for key, sheet in book.owned.items() if not _is_made_again(key)),
        rows={table.record: len(table) for table in office},
        left=(*(f"Blatt „{sheet}“: {_BY_HAND}" for sheet in _own_sheets(book, located)), *left),
    )


_BY_COPYING = "Bitte von Hand übertragen."
_ROWS_TOLD = 5
_BY_HAND = "Bitte in Excel in die neue Mappe kopieren (Blatt verschieben oder kopieren)."


def _own_columns(book: RawBook, place: Located, rows: Sequence[int]) -> tuple[OwnColumn, ...]:
    """Return the columns beside those that the schema knows, with the cells of these rows."""
    grid = book.grid(place.sheet)
    others, known = {plain(text) for text in place.others}, set(place.columns.values())
    header = grid[place.header_row - 1]
    return tuple(
        OwnColumn(
            text_of(text).strip(),
            tuple(cell_value(grid[row - 1][number - 1]) if row <= len(grid) else None for row in rows),
        )
        for number, text in enumerate(header, 1)
        if number not in known and text != "" and plain(text_of(text)) in others
    )


def _rows_left(book: RawBook, place: Located, rows: Sequence[int]) -> list[int]:
    """Return the filled rows of a table that are none of its entries."""
    grid, entries = book.grid(place.sheet), {*rows, *place.repeated}
    headed = [number - 1 for number, text in enumerate(grid[place.header_row - 1], 1) if text != ""]
    return [
        row
        for row, values in enumerate(grid[: place.last_row], 1)
        if row > place.header_row and row not in entries and any(values[each] not in {"", None} for each in headed)
    ]


def _listed(rows: Sequence[int]) -> str:
    more = len(rows) - _ROWS_TOLD
    return ", ".join(map(str, rows[:_ROWS_TOLD])) + (f" und {more} weitere" if more > 0 else "")


def _is_made_again(key: str) -> bool:
    """Tell whether a run makes a sheet again, or a further page of one: `Dashboard 3`."""
    return key.rstrip(" 0123456789") in MADE_AGAIN


def _own_sheets(book: RawBook, located: Sequence[Located]) -> list[str]:
    known = {*(place.sheet for place in located), *book.owned.values(), START, LISTS_SHEET, MAPPING_SHEET}
    return [sheet for sheet in book.sheets if plain(sheet) not in {plain(name) for name in known}]


def _copied(book: RawBook, key: str, sheet: str) -> Sheet:
    """Return a sheet of Lotse's with the tables that stand on it, as values."""
    tables = []
    for each in book.tables:
        if each.sheet == sheet and (read := read_table(book, each.name)) is not None:
            columns = [[cell_value(cell) for cell in cells] for cells in zip(*read.rows, strict=True)]
            columns = columns or [[] for _ in read.headers]
            made = [
                TableColumn(label, max(12, len(label) + 3), style_of(values))
                for label, values in zip(read.headers, columns, strict=True)
            ]
            rows = [tuple(cell_value(cell) for cell in row) for row in read.rows]
            tables.append(SheetTable(read.name, read.header_row, read.first_column, made, rows))
    return Sheet(name=key, notes=(Note(Area(1, 1, 1, 4), key, TITLE),), tables=tuple(tables))


def _completed(office: Office, today: date) -> Office:
    """Return the office with the tables, settings, legal values and lists that it does not have yet."""
    seeds = empty_office(today)
    tables: dict[type[Record], Table[Any]] = {
        record: office[record] if office[record].exists else seeds[record] for record in TABLES
    }
    newest = _newest(office[LegalValue])
    settings = {str(name).casefold() for name in office[OfficeSetting].column("name")}
    codes = {str(code).casefold() for code in office[Subsidy].column("code")}
    tables[OfficeSetting] = _extended(office, seeds, OfficeSetting, lambda row: row.name.casefold() not in settings)
    tables[Subsidy] = _extended(office, seeds, Subsidy, lambda row: row.code.casefold() not in codes)
    tables[LegalValue] = _extended(
        office, seeds, LegalValue, lambda row: row.valid_from > newest.get(row.quantity, date.min)
    )
    lists = {each.name: each.values if each.closed else office.lists.get(each.name, each.values) for each in LISTS}
    return Office(tables, lists, office.name)


def _newest(table: Table[LegalValue]) -> dict[str, date]:
    """Return from when the latest value of each quantity holds."""
    newest: dict[str, date] = {}
    for quantity, day in zip(table.column("quantity"), table.column("valid_from"), strict=True):
        if day is not None:
            newest[quantity] = max(day, newest.get(quantity, date.min))
    return newest


def _extended(office: Office, seeds: Office, record: type[Record], is_new: Callable[[Any], bool]) -> Table[Any]:
    """Return the office's table with the rows of a new workbook that are new to it, at its end."""
    table: Table[Any] = office[record]
    if not table.exists:
        return seeds[record]
    new: list[Any] = [row for row in seeds[record] if is_new(row)]
    if not new:
        return table
    names = [column.name for column in record.spec.columns]
    return Table(
        record,
        sheet=table.sheet,
        rows=range(1, len(table) + len(new) + 1),
        values={name: [*table.column(name), *(getattr(row, name) for row in new)] for name in names},
        numbers={name: number for number, name in enumerate(names, 1)},
    )
