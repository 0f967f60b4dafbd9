"""What staff wrote around a table of Lotse's → rows and columns of it, and remarks.

In LibreOffice a table does not grow when somebody types below or beside it, and in Excel not always. What stands
right below the rows is a row, what stands beside them belongs to its row, and the rest keeps its place.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.cells import Area, as_written, column_letters, text_of
from workbook.reading.raw import RawTable
from workbook.sheets import DATE, TEXT, Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbook.cells import CellValue

    Cells = Mapping[tuple[int, int], CellValue]

_HEAD_ROWS = 5
"""So many rows above the header belong to remarks; one further down comes below the table."""


class Remark(Struct, frozen=True):
    """What staff wrote into a cell above a table, or `below` it: then rows count from its last one."""

    row: int
    column: int
    value: CellValue
    below: bool = False


def taken_in(table: RawTable, ours: Sequence[str], *, grows: bool = True) -> tuple[RawTable, tuple[Remark, ...]]:
    """Return the table with the rows and columns that stand at its edges, and what else stands on its sheet.

    Texts above it that begin like one of `ours` are Lotse's own. It `grows` where staff add rows below.
    """
    around = table.around
    if not around:
        return table, ()
    first, behind = table.first_column, table.first_column + len(table.headers)
    last = table.header_row + len(table.rows)
    added: list[tuple[CellValue, ...]] = []
    while grows and sum(cell is not None for cell in _line(around, last + 1, first, behind)) > 1:
        added.append(_line(around, last + 1, first, behind))
        last += 1
    columns = sorted({column for row, column in around if column >= behind and table.header_row <= row <= last})
    labels: list[str] = []
    for column in columns:
        label = text_of(around.get((table.header_row, column))).strip() or f"Notiz {column_letters(column)}"
        # Excel takes two headers that differ in their capitals alone for the same.
        while label.casefold() in map(str.casefold, (*table.headers, *labels)):
            label += " (Büro)"
        labels.append(label)
    rows = tuple(
        (*line, *(around.get((row, column)) for column in columns))
        for row, line in enumerate([*table.rows, *added], table.header_row + 1)
    )
    wide = RawTable(
        table.name,
        table.sheet,
        table.header_row,
        first,
        (*table.headers, *labels),
        rows if columns or added else table.rows,
        comments=table.comments,
    )
    return wide, tuple(_remarks(around, table.header_row, last, first, ours))


def _line(around: Cells, row: int, first: int, behind: int) -> tuple[CellValue, ...]:
    return tuple(around.get((row, column)) for column in range(first, behind))


def _remarks(around: Cells, header: int, last: int, first: int, ours: Sequence[str]) -> list[Remark]:
    found = []
    for (row, column), value in around.items():
        if header <= row <= last and column >= first:
            continue
        if row > last:
            found.append(Remark(row - last, column, value, below=True))
        elif not text_of(value).startswith(tuple(ours)):
            inside = row <= _HEAD_ROWS
            found.append(Remark(row if inside else row - header + _HEAD_ROWS + 1, column, value, below=not inside))
    return found


def written_beside(remarks: Sequence[Remark], own: Sequence[Note], last: int) -> Iterator[Note]:
    """Yield what staff wrote above and below a table, each in its cell, or below it where that is taken.

    `own` are Lotse's notes on the sheet, `last` is the table's last row.
    """
    areas = [note.area for note in own]
    for remark in remarks:
        row = last + remark.row if remark.below else remark.row
        area = Area(row, remark.column, row, remark.column)
        while any(area.overlaps(other) for other in areas):
            row = max(row, last + 1) + 1
            area = Area(row, remark.column, row, remark.column)
        areas.append(area)
        yield Note(area, as_written(remark.value), DATE if isinstance(remark.value, date) else TEXT)
