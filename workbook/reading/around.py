"""A sheet with one table → what stands on it outside of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.cells import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.cells import Area, CellValue


def cells_around(table: Area, grid: Sequence[Sequence[CellValue]]) -> dict[tuple[int, int], CellValue]:
    """Return the cells with something in them outside of a table's area, by row and column counted from 1."""
    rows = range(table.first_row, table.last_row + 1)
    columns = range(table.first_column, table.last_column + 1)
    return {
        (row, column): value
        for row, line in enumerate(grid, start=1)
        for column, value in enumerate(line, start=1)
        if not (row in rows and column in columns) and text_of(value).strip()
    }
