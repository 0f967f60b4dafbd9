"""What every writer into the staff's own cells shares: sheets, formats and values of a package, and its finish."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING

from workbook.cells import serial_number
from workbook.package.calculation import calculate_on_opening
from workbook.package.cell_formats import CellFormats
from workbook.package.draft import Draft
from workbook.package.obstacles import SharedTexts
from workbook.package.structure import sheet_entries, uses_1904_dates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.findings import FixValue
    from workbook.package.graft import Grafted
    from workbook.package.parts import Package
    from workbook.package.splicing import Plain

Beside = Callable[["Package", "bytes | None"], "Grafted | None"]
"""Puts sheets of Lotse's into a package with the style sheet that corrections made; `None` where there are none."""

NO_FORMAT = "In der Mappe ist kein Platz für ein weiteres Zellformat."
TOO_EARLY = "Excel kennt keine Tage vor 1900."


def empty_cell(cell: str) -> bytes:
    """Return a cell that nobody has ever typed into, as the file would hold it."""
    return f'<c r="{cell}"/>'.encode()


class StaffCells:
    """The worksheets of a package by name, its texts, and its formats, which may grow."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.entries = {
            each.name: each for each in sheet_entries(package) if each.kind == "worksheet" and each.part
        }
        self.texts = SharedTexts(package)
        self._date_1904 = uses_1904_dates(package)
        self._styles = package.related(package.workbook_part, "styles")
        self.formats = CellFormats(package.tree(self._styles) if self._styles is not None else None)

    def plain(self, value: FixValue | None) -> Plain:
        """Return a value as a cell stores it, dates as days since the workbook's day 0; `None` if it cannot."""
        if isinstance(value, Decimal):
            return float(value)
        if isinstance(value, date | time):
            return serial_number(value, date_1904=self._date_1904)
        return value

    def draft(self, parts: Mapping[str, bytes], beside: Beside | None) -> tuple[Draft, tuple[str, ...]]:
        """Return the package with new parts, the formats and sheets of Lotse's, and the names of these sheets.

        The workbook calculates anew when it is next opened, because formulas may depend on the cells.
        """
        styles = self.formats.data() if self._styles is not None else None
        grafted = beside(self.package, styles) if beside is not None else None
        draft = grafted.draft if grafted is not None else Draft(self.package)
        for part, data in parts.items():
            draft.put(part, data)
        if grafted is None and styles is not None and self._styles is not None:
            draft.put(self._styles, styles)
        calculate_on_opening(draft)
        return draft, (*grafted.added, *grafted.replaced) if grafted is not None else ()
