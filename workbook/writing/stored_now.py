"""Single cells of a workbook as they stand now: what is to be known before one of them changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.cells import Area, CellValue
from workbook.reading.raw import FileBookReader

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from workbook.reading.raw import RawBook


class StoredCell(Struct, frozen=True):
    """What a cell holds, `None` where it is empty, and the code of its number format as far as it is known."""

    value: CellValue = None
    number_format: str = ""


def cells_now(book: RawBook, cells: Mapping[str, Collection[str]]) -> dict[tuple[str, str], StoredCell]:
    """Return what cells hold, by sheet and address; those of sheets that are not there are empty."""
    found: dict[tuple[str, str], StoredCell] = {}
    for sheet, addresses in cells.items():
        found |= {(sheet, cell): StoredCell() for cell in addresses}
        if sheet not in book.sheets:
            continue
        places: dict[int, list[tuple[int, str]]] = {}
        for cell in addresses:
            area = Area.parse(cell)
            if area is not None:
                places.setdefault(area.first_row, []).append((area.first_column, cell))
        codes = book.number_formats(sheet, tuple(addresses)) if isinstance(book, FileBookReader) else {}
        for number, row in enumerate(book.rows(sheet), 1):
            for column, cell in places.get(number, ()):
                value = row[column - 1] if column <= len(row) else None
                found[sheet, cell] = StoredCell(None if value == "" else value, codes.get(cell, ""))
    return found
