"""Raw workbook → where each table of the office stands in it.

A table is found by the name of its Excel table, else by its sheet's name or a sheet whose headers say so; in any
row and any column, with columns in any order and others in between.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbook.cells import address
from workbook.errors import DuplicateHeaderError, MissingColumnError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.reading import ExcelTable, Grid, RawBook
    from workbook.schema import Column, TableSpec

SEARCHED_ROWS = 60
"""A header is looked for in this many rows of a sheet."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where a table stands: `columns` gives the sheet's column number (from 1) of each identifier.

    `last_row` is `None` where the rows run to the end of the sheet. `others` are headers that the schema does not
    know; `missing` are columns of the schema without a header.
    """

    spec: TableSpec
    sheet: str
    header_row: int
    last_row: int | None
    columns: Mapping[str, int]
    missing: tuple[Column, ...]
    others: tuple[str, ...]


def plain(text: CellValue) -> str:
    r"""Return a header as it is compared: composed, folded, white space single, without trailing marks.

    >>> plain(" Straße *\u00a0"), plain("PLZ:")
    ('strasse', 'plz')
    """
    folded = unicodedata.normalize("NFKC", str(text if text is not None else "")).casefold()
    return re.sub(r"\s+", " ", folded).strip(" *:.")


def locate(book: RawBook, spec: TableSpec) -> Located | None:
    """Return where a table of the office stands, `None` if the workbook does not have it.

    Raises:
        MissingColumnError: the table is there but has lost its key column.
        DuplicateHeaderError: two of its columns carry the header of one known column.
    """
    names = {plain(name) for name in (spec.table_name, spec.sheet, *spec.aliases)}
    for table in book.tables:
        if plain(table.name) in names:
            return _from_excel_table(spec, table)
    for table in book.tables:
        if plain(table.sheet) in names and _resembles(spec, table.columns):
            return _from_excel_table(spec, table)
    for sheet in book.sheets:
        if plain(sheet) in names:
            return _from_sheet(spec, sheet, book.head(sheet, SEARCHED_ROWS))
    for table in book.tables:
        if _resembles(spec, table.columns):
            return _from_excel_table(spec, table)
    return None


def _from_excel_table(spec: TableSpec, table: ExcelTable) -> Located:
    headers = list(table.columns)
    last_row = table.body.last_row if table.body is not None else table.header_row
    return _assigned(spec, table.sheet, table.header_row, last_row, table.first_column, headers)


def _from_sheet(spec: TableSpec, sheet: str, grid: Grid) -> Located | None:
    """Take the row with the most known headers; two at least, or there is no table."""
    known = set(_labels(spec))
    best, best_count = 0, 1
    for number, row in enumerate(grid, 1):
        count = len({plain(value) for value in row if isinstance(value, str)} & known)
        if count > best_count:
            best, best_count = number, count
    if not best:
        return None
    return _assigned(spec, sheet, best, None, 1, [str(value) for value in grid[best - 1]])


def _assigned(
    spec: TableSpec, sheet: str, header_row: int, last_row: int | None, first_column: int, headers: Sequence[str]
) -> Located:
    labels = _labels(spec)
    places: dict[str, list[int]] = defaultdict(list)
    others = []
    for number, header in enumerate(headers, first_column):
        column = labels.get(plain(header))
        if column is not None:
            places[column.name].append(number)
        elif header.strip():
            others.append(header)
    for column in spec.columns:
        if len(places[column.name]) > 1:
            cells = [address(header_row, number) for number in places[column.name]]
            raise DuplicateHeaderError(sheet, header_row, column.label, cells)
    if spec.key is not None and not places[spec.key]:
        raise MissingColumnError(sheet, header_row, spec.column(spec.key).label, others)
    return Located(
        spec=spec,
        sheet=sheet,
        header_row=header_row,
        last_row=last_row,
        columns={name: numbers[0] for name, numbers in places.items() if numbers},
        missing=tuple(column for column in spec.columns if not places[column.name] and column.formula is None),
        others=tuple(others),
    )


def _labels(spec: TableSpec) -> dict[str, Column]:
    """Return the columns by their compared label and aliases; a label wins over an alias."""
    aliases = {plain(alias): column for column in spec.columns for alias in column.aliases}
    return aliases | {plain(column.label): column for column in spec.columns}


def _resembles(spec: TableSpec, headers: Sequence[str]) -> bool:
    """Tell whether headers hold the table's key and most of its required columns."""
    seen = {plain(header) for header in headers}
    required = [column for column in spec.columns if column.required]
    found = sum(plain(column.label) in seen for column in required)
    has_key = spec.key is None or plain(spec.column(spec.key).label) in seen
    return has_key and found * 3 >= len(required) * 2
