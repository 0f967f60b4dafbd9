"""What staff wrote beside the log's table → rows, columns and remarks of the log.

In LibreOffice a table does not grow when somebody types below or beside it, and in Excel not always. What stands
right below the rows is a row, what stands beside them belongs to its row, and the rest keeps its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.dispatch import Remark
from workbook.cells import column_letters, text_of
from workbook.reading.raw import RawTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook.cells import CellValue

    Cells = Mapping[tuple[int, int], CellValue]

_HEAD_ROWS = 5
"""So many rows above the header belong to remarks; one further down comes below the table."""


def taken_in(table: RawTable, ours: Sequence[str]) -> tuple[RawTable, tuple[Remark, ...]]:
    """Return the table with the rows and columns that stand at its edges, and what else stands on its sheet.

    Texts above it that begin like one of `ours` are Lotse's own.
    """
    around = table.around
    if not around:
        return table, ()
    first, behind = table.first_column, table.first_column + len(table.headers)
    last = table.header_row + len(table.rows)
    added: list[tuple[CellValue, ...]] = []
    while sum(cell is not None for cell in _line(around, last + 1, first, behind)) > 1:
        added.append(_line(around, last + 1, first, behind))
        last += 1
    columns = sorted({column for row, column in around if column >= behind and table.header_row <= row <= last})
    labels: list[str] = []
    for column in columns:
        label = text_of(around.get((table.header_row, column))).strip() or f"Notiz {column_letters(column)}"
        while label in {*table.headers, *labels}:
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
