"""Columns that an office has added to a table, on their way into an intake workbook, and what stands there back.

Only columns in which staff type: what Excel calculates is no column of an intake, and nothing is put over it.
"""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

from workbook.cells import as_written, text_of
from workbook.creating.intake import INTAKE
from workbook.own_columns import OwnColumn, style_of
from workbook.reading.locating import locate_all
from workbook.reading.mapping import plain, read_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.findings import FixValue
    from workbook.reading.locating import Located
    from workbook.reading.raw import RawBook
    from workbook.schema import Record
    from workbook.tables import Table


def own_columns_for_intake(book: RawBook) -> dict[type[Record], tuple[OwnColumn, ...]]:
    """Return the office's own columns for an intake workbook: headers and looks, nothing that stands in them."""
    found: dict[type[Record], tuple[OwnColumn, ...]] = {}
    for sheet, place in located_for_intake(book).items():
        labels = own_labels(book, place)
        grid = book.grid(place.sheet)[place.header_row :] if labels else []
        found[next(record for record in INTAKE if record.spec.sheet == sheet)] = tuple(
            OwnColumn(label, (), style_of([as_written(row[number - 1]) for row in grid if row[number - 1] != ""]))
            for label, number in labels.items()
        )
    return found


def located_for_intake(book: RawBook) -> dict[str, Located]:
    """Return where the tables that an intake has stand in a workbook, by the sheet that the schema gives them."""
    return {each.spec.sheet: each for each in locate_all(book, [r.spec for r in INTAKE], read_mapping(book))}


def own_labels(book: RawBook, place: Located) -> dict[str, int]:
    """Return the columns that the schema does not know and nothing calculates: header, column of the sheet."""
    others, known = {plain(text) for text in place.others}, set(place.columns.values())
    table = next(
        (each for each in book.tables if (each.sheet, each.header_row) == (place.sheet, place.header_row)), None
    )
    calculated = {plain(text) for text in (table.calculated if table is not None else ())}
    # Beside its table a column belongs to nobody: a row that is appended does not reach it.
    inside = None if table is None else range(table.first_column, table.first_column + len(table.columns))
    return {
        text_of(text).strip(): number
        for number, text in enumerate(book.head(place.sheet, place.header_row)[-1], 1)
        if number not in known
        and (inside is None or number in inside)
        and plain(text_of(text)) in others - calculated
    }


def own_values(book: RawBook, table: Table[Any], place: Located) -> dict[int, dict[str, FixValue]]:
    """Return what stands in such columns, by row of the sheet and header; rows without any are left out."""
    labels, grid = own_labels(book, place), book.grid(place.sheet)
    found: dict[int, dict[str, FixValue]] = {}
    for row in table.rows:
        cells = grid[row - 1] if row <= len(grid) else []
        values: dict[str, FixValue] = {
            label: as_written(cells[number - 1])
            for label, number in labels.items()
            if number <= len(cells) and cells[number - 1] not in {"", None}
        }
        if values:
            found[row] = values
    return found


def own_places(book: RawBook, place: Located) -> dict[str, int]:
    """Return into which column of the sheet a header of such a column goes, however it is spelled."""
    return {plain(label): number for label, number in own_labels(book, place).items()}


def format_for(value: FixValue) -> str:
    """Return the number format for a value where the column has none that shows it."""
    if isinstance(value, date):
        return "dd.mm.yyyy"
    return "hh:mm" if isinstance(value, time) else "General"


def shown_labels(own: Mapping[str, Any]) -> dict[str, str]:
    """Return what a row's own values are recognised by."""
    return {plain(label): text_of(value) for label, value in own.items()}
