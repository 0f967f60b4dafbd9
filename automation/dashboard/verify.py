"""The written page against two others: LibreOffice calculates it anew, openpyxl reads what stands there.

What Python added up stands in the file as the cached result of each formula. A difference means that a figure
cannot be trusted, whoever is right.
"""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from workbook.cells import Area
from workbook.errors import FigureError
from workbook.live.libreoffice.program import own_libreoffice
from workbook.package.ownership import owned_sheets
from workbook.package.parts import Package
from workbook.package.structure import sheet_entries
from workbook.reading.formats.dates import shown
from workbook.reading.witness import read_independently

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.cells import CellValue

PAGE = "Dashboard"
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """A formula whose result in the file is not what LibreOffice calculates, or openpyxl reads."""

    sheet: str
    cell: str
    formula: str
    written: CellValue
    calculated: CellValue
    reader: str = "LibreOffice rechnet"

    @property
    def sentence(self) -> str:
        """What is to be said of it, in German."""
        written, calculated = _shown(self.written), _shown(self.calculated)
        return f"{self.sheet}!{self.cell}: Lotse zählt {written}, {self.reader} {calculated}."


def verify(path: Path, key: str = PAGE, *, seconds: float = 600) -> list[Difference]:
    """Return every formula of Lotse's sheet `key` whose result nobody else confirms; none if all is well.

    Raises:
        FigureError: the workbook has no such sheet, or no formula on it.
        MissingToolError: LibreOffice is not installed.
        WorkbookError: the file cannot be read, or LibreOffice takes longer than `seconds`.
    """
    with Package(path) as package:
        sheet = owned_sheets(package).get(key, key)
        part = next((entry.part for entry in sheet_entries(package) if entry.name == sheet), "")
        formulas = _formulas(package, part) if part else {}
    if not formulas:
        raise FigureError(
            f"„{path.name}“ hat noch kein Blatt „{key}“ mit Zahlen. "
            "Bitte zuerst „lotse dashboard“ ohne „--verify“ starten."
        )
    with tempfile.TemporaryDirectory(prefix="lotse-verify-") as folder, own_libreoffice("den Gegencheck") as engine:
        written = _values(path, sheet)
        calculated = _values(engine.convert(path, "xlsx", Path(folder), seconds=seconds), sheet)
    found = [
        Difference(sheet, cell, formula, written.get(cell, ""), calculated.get(cell, ""))
        for cell, formula in formulas.items()
        if not same(written.get(cell, ""), calculated.get(cell, ""))
    ]
    read = (read_independently(path, (sheet,)) or {}).get(sheet)
    if read is None:  # too large, encrypted
        return found
    return found + [
        Difference(sheet, cell, formula, written.get(cell, ""), read.get(cell, ""), reader="openpyxl liest")
        for cell, formula in formulas.items()
        if not same(written.get(cell, ""), read.get(cell, ""))
    ]


def same(one: CellValue, other: CellValue) -> bool:
    """Tell whether two results are the same: numbers up to binary noise, everything else exactly.

    >>> same(8.289999999999999, 8.29), same("–", "–"), same("", 0)
    (True, True, False)
    """
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return type(one) is type(other) and one == other


def _shown(value: CellValue) -> str:
    """Return a result as Germans write it; the figures of the page say nothing of single people."""
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    if isinstance(value, date):
        return shown(value)
    return f"„{value}“" if isinstance(value, str) else str(value)


def _formulas(package: Package, part: str) -> Mapping[str, str]:
    """Return the formulas of a sheet by their cells (ECMA-376 Part 1, 18.3.1.40)."""
    found = {}
    for cell in package.tree(part).iter(package.dialect.tag("c")):
        formula = cell.find(package.dialect.tag("f"))
        if formula is not None:
            found[cell.get("r", "")] = formula.text or ""
    return found


def _values(path: Path, sheet: str) -> Mapping[str, CellValue]:
    """Return the results in the cells of a sheet."""
    book = CalamineWorkbook.from_path(str(path))
    grid = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return {
        Area(row, column, row, column).reference: value
        for row, values in enumerate(grid, 1)
        for column, value in enumerate(values, 1)
        if value != ""
    }
