"""Single cells of the staff's sheets corrected, when they have said so; nothing else in the file changes.

The workbook calculates anew when it is next opened, because formulas may depend on the cells.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from workbook.cells import serial_number
from workbook.changing import Change, Changed, Safety, change_workbook
from workbook.errors import CellNotCorrectedError
from workbook.package.calculation import calculate_on_opening
from workbook.package.draft import Draft
from workbook.package.splicing import CannotSpliceError, splice_cells
from workbook.package.structure import sheet_entries, uses_1904_dates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from workbook.package.parts import Package
    from workbook.package.splicing import Plain

Correction = str | int | float | Decimal | bool | date | None
"""What a cell can be corrected to; `None` empties it."""


def correct_cells(
    path: Path,
    corrections: Mapping[str, Mapping[str, Correction]],
    *,
    digest: str | None = None,
    safety: Safety | None = None,
) -> Changed:
    """Write corrections, by sheet and address, into a workbook.

    Raises:
        CellNotCorrectedError: a cell holds a formula, or its sheet does not exist or cannot be changed in this way.
        WorkbookError: the workbook is as it was; the class says why (see `workbook.errors`).
    """
    return change_workbook(
        path, lambda package: _draft(package, corrections), digest=digest, safety=safety or Safety()
    )


def _draft(package: Package, corrections: Mapping[str, Mapping[str, Correction]]) -> Change:
    date_1904 = uses_1904_dates(package)
    parts = {sheet.name: sheet.part for sheet in sheet_entries(package) if sheet.kind == "worksheet"}
    draft = Draft(package)
    spliced = {}
    for sheet, cells in corrections.items():
        part = parts.get(sheet)
        if not part:
            raise CellNotCorrectedError(sheet, next(iter(cells), ""), "Dieses Blatt gibt es nicht.")
        values = {cell: _plain(value, date_1904=date_1904) for cell, value in cells.items()}
        try:
            draft.put(part, splice_cells(b"".join(package.stream(part)), values))
        except CannotSpliceError as error:
            raise CellNotCorrectedError(sheet, error.cell, error.reason) from error
        spliced[part] = tuple(cells)
    calculate_on_opening(draft)
    return Change(draft, sheets=tuple(corrections), spliced=spliced)


def _plain(value: Correction, *, date_1904: bool) -> Plain:
    """Return a value as a cell stores it: dates as days since the workbook's day 0."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        serial = serial_number(value, date_1904=date_1904)
        return f"{value:%d.%m.%Y}" if serial is None else serial
    return value
