"""A table as the file names it: an Excel table, or in an OpenDocument file the database range made of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from workbook.cells import Area


class ExcelTable(Struct, frozen=True):
    """An Excel table (ListObject): its name, sheet, body (without header and totals) and header texts.

    `totals_rows` stand below its body; `calculated` are columns that Excel fills with one formula.
    """

    name: str
    sheet: str
    header_row: int
    body: Area | None
    first_column: int
    columns: tuple[str, ...]
    totals_rows: int = 0
    calculated: frozenset[str] = frozenset()
