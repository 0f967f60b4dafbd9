"""Programs that calculate a workbook anew: LibreOffice, and libraries where they are installed.

Each gets a copy whose stored results are spoiled, so none passes by copying. The libraries are for development:
formualizer is fast, CellRune takes some seconds for a dashboard, formulon half a minute (extra `engines`).
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from workbook.cells import address
from workbook.errors import MissingToolError
from workbook.live.libreoffice.program import find_libreoffice, install_hint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from workbook.cells import CellValue

    Results = Mapping[str, Mapping[str, CellValue]]
    Calculate = Callable[[Path, Path, Iterable[str]], Path | Results]

OFFICE = "LibreOffice"

_LAST_CELL = "AZ1000"
"""CellRune is asked for a rectangle; no page of Lotse's goes beyond."""


def _formualizer(path: Path, folder: Path, _: Iterable[str]) -> Path:
    made = folder / "formualizer.xlsx"
    import_module("formualizer").recalculate_file(str(path), str(made))
    return made


def _cellrune(path: Path, _: Path, sheets: Iterable[str]) -> Results:
    with import_module("cellrune").Workbook.open_path(str(path)) as book:
        book.calculate()
        return {sheet: _cells(book.read_values(sheet, "A1", _LAST_CELL)) for sheet in sheets}


def _cells(rows: Iterable[Iterable[Mapping[str, Any]]]) -> dict[str, CellValue]:
    return {
        address(row, column): cell["value"]
        for row, cells in enumerate(rows, 1)
        for column, cell in enumerate(cells, 1)
        if cell["kind"] != "blank"
    }


def _formulon(path: Path, _: Path, sheets: Iterable[str]) -> Results:
    book = import_module("formulon").Workbook.load(path.read_bytes())
    book.recalc()
    count = book.sheet_count() if callable(book.sheet_count) else book.sheet_count
    places = {book.sheet_name(number): number for number in range(count)}
    found: dict[str, dict[str, CellValue]] = {}
    for sheet in sheets:
        found[sheet] = {}
        for cell in book.iter_cells(places[sheet]):
            value = next(
                (
                    each
                    for each in (cell.value.number, cell.value.text, cell.value.boolean, cell.value.error_code)
                    if each is not None
                ),
                None,
            )
            if value is not None:
                found[sheet][address(cell.row + 1, cell.col + 1)] = value
    return found


LIBRARIES: Mapping[str, tuple[str, Calculate]] = {
    "formualizer": ("formualizer", _formualizer),
    "CellRune": ("cellrune", _cellrune),
    "formulon": ("formulon", _formulon),
}
"""Engines that are Python libraries: what they are called, their module, how they calculate."""


def installed() -> dict[str, Calculate]:
    """Return the libraries that are installed, by name."""
    return {name: calculate for name, (module, calculate) in LIBRARIES.items() if find_spec(module) is not None}


def asked() -> tuple[str, ...]:
    """Return every engine that is here, by name: who is asked to calculate."""
    return ((OFFICE,) if find_libreoffice() else ()) + tuple(installed())


def missing() -> tuple[str, ...]:
    """Return the engines that are not here."""
    here = asked()
    return tuple(name for name in (OFFICE, *LIBRARIES) if name not in here)


def demand_one() -> None:
    """Do nothing where somebody can calculate.

    Raises:
        MissingToolError: nobody is here; the sentence says how LibreOffice comes.
    """
    if not asked():
        raise MissingToolError(OFFICE, "den Gegencheck", install_hint())
