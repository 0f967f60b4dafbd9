"""The written page against two others: LibreOffice calculates it anew, openpyxl reads what stands there.

What Python added up stands in the file as the cached result of each formula. A difference means that a figure
cannot be trusted, whoever is right.
"""

from __future__ import annotations

import math
import tempfile
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from python_calamine import CalamineWorkbook

from automation.dashboard.engines import OFFICE, asked, demand_one, installed
from workbook import own_sheets
from workbook.cells import Area, serial_number
from workbook.errors import FigureError
from workbook.german import shown, shown_number
from workbook.live.libreoffice.program import own_libreoffice
from workbook.package.ownership import owned_sheets
from workbook.package.parts import Package
from workbook.package.spoiling import spoiled
from workbook.package.structure import sheet_entries
from workbook.reading.witness import read_independently

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.dashboard.engines import Results
    from workbook.cells import CellValue

PAGE = own_sheets.DASHBOARD
_FURTHER = (2, 3)
READER = "openpyxl"
_OTHER = f"{READER} liest"
_TOLERANCE = 1e-9


class Difference(Struct, frozen=True):
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


class Verified(Struct, frozen=True):
    """What came of it: the formulas that do not hold, and whether a second reader could read the workbook."""

    differences: tuple[Difference, ...]
    read_by_another: bool


def verify(path: Path, key: str = PAGE, *, seconds: float = 600) -> list[Difference]:
    """Return the formulas that do not hold; see `verified`."""
    return list(verified(path, key, seconds=seconds).differences)


def verified(path: Path, key: str = PAGE, *, seconds: float = 600) -> Verified:
    """Return every formula of Lotse's sheet `key` and those that go on from it („Dashboard 2“) that does not hold.

    One holds when every engine that is installed calculates, and a second reader reads, what Lotse wrote.

    Raises:
        FigureError: the workbook has no such sheet, or no formula on it.
        MissingToolError: neither LibreOffice nor another engine is installed.
        WorkbookError: the file cannot be read, or LibreOffice takes longer than `seconds`.
    """
    demand_one()
    with Package(path) as package:
        own, parts = owned_sheets(package), {entry.name: entry.part for entry in sheet_entries(package)}
        sheets = [own.get(name, name) for name in (key, *(f"{key} {number}" for number in _FURTHER))]
        formulas = {sheet: _formulas(package, parts[sheet]) for sheet in sheets if sheet in parts}
    if not formulas.get(sheets[0]):
        raise FigureError(
            f"„{path.name}“ hat noch kein Blatt „{key}“ mit Zahlen. "
            "Bitte zuerst „lotse dashboard“ ohne „--verify“ starten."
        )
    written = {sheet: _values(path, sheet) for sheet in formulas}
    found: list[Difference] = []
    read = read_independently(path, tuple(formulas))
    for reader, results in chain(_opinions(path, tuple(formulas), seconds), [(_OTHER, read or {})]):
        found += [
            Difference(sheet, cell, formula, values.get(cell, ""), results[sheet].get(cell, ""), reader=reader)
            for sheet, values in written.items()
            if sheet in results
            for cell, formula in formulas[sheet].items()
            if not same(values.get(cell, ""), results[sheet].get(cell, ""))
        ]
    return Verified(tuple(found), read is not None)


def _opinions(path: Path, sheets: Sequence[str], seconds: float) -> Iterator[tuple[str, Results]]:
    """Yield what each engine calculates from a copy with spoiled results."""
    with tempfile.TemporaryDirectory(prefix="lotse-verify-") as name:
        folder = Path(name)
        copy = folder / f"Probe{path.suffix}"
        with Package(path) as package:
            spoiled(package, copy)
        if OFFICE in asked():
            with own_libreoffice("den Gegencheck") as engine:
                (folder / OFFICE).mkdir()
                again = engine.convert(copy, "xlsx", folder / OFFICE, seconds=seconds)
                yield f"{OFFICE} rechnet", {sheet: _values(again, sheet) for sheet in sheets}
        yield from _library_opinions(copy, folder, sheets)


def _library_opinions(copy: Path, folder: Path, sheets: Sequence[str]) -> Iterator[tuple[str, Results]]:
    """Yield what each library that is installed calculates."""
    for library, calculate in installed().items():
        results = calculate(copy, folder, sheets)
        if isinstance(results, Path):
            made = results
            results = {sheet: _values(made, sheet) for sheet in sheets}
        yield f"{library} rechnet", results


def same(one: CellValue, other: CellValue) -> bool:
    """Tell whether two results are the same: numbers up to binary noise, everything else exactly.

    A day is its number where an engine looks at no number format.

    >>> same(8.289999999999999, 8.29), same("–", "–"), same("", 0), same(date(2019, 6, 30), 43646.0)
    (True, True, False, True)
    """
    one, other = (_counted(value) if isinstance(value, date) else value for value in (one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return type(one) is type(other) and one == other


def _counted(day: date) -> CellValue:
    number = serial_number(day, date_1904=False)
    return day if number is None else number


def _shown(value: CellValue) -> str:
    """Return a result as Germans write it; the figures of the page say nothing of single people."""
    if isinstance(value, float):
        return shown_number(value)
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
