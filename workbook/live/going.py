"""What staff put onto a sheet of Lotse in an open book, and that goes when the sheet is written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.cells import Area
from workbook.package.written_cells import CELLS, name_of_cells, read_constant
from workbook.writing.staff_beside import at_least, told_of_cells, told_of_settled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from typing import Any

    import xlwings as xw

    from workbook.package.written_cells import WrittenCells
    from workbook.sheets import Sheet

_WHERE = "ist damit gegangen; was davon gespeichert war, steht noch in der Datei, bis Sie speichern"


def going(
    book: xw.Book, sheets: Sequence[Sheet], names: Mapping[str, str], there: Collection[str]
) -> Iterator[str]:
    """Yield German sentences about what goes; `names` are those of the sheets in the book, `there` its sheets.

    No value of a cell is in them.
    """
    remembered = _remembered(book)
    for sheet in sheets:
        name = names[sheet.name]
        if name not in there:
            continue
        if sheet.gone is None:
            written = remembered.get(name_of_cells(sheet.name).lower()) or at_least(sheet)
            yield from told_of_cells(name, written.beside(_grid(book.sheets[name], written)), _WHERE)
        elif sheet.gone:
            yield told_of_settled(name, sheet.gone, _WHERE)


def _remembered(book: xw.Book) -> dict[str, WrittenCells]:
    """Return which cells Lotse wrote, by the name in small letters that holds it."""
    constants = {name.name.lower(): name.refers_to for name in book.names if name.name.startswith(CELLS)}
    found = {name: read_constant(text or "") for name, text in constants.items()}
    return {name: cells for name, cells in found.items() if cells is not None}


def _grid(sheet: xw.Sheet, written: WrittenCells) -> Sequence[Sequence[Any]]:
    """Return the values of a sheet from A1 on, as far down as Lotse left cells free."""
    last = sheet.used_range.last_cell
    used = Area(1, 1, last.row, last.column)
    free = written.last_free(used)
    rows = used.last_row if free is None else min(free, used.last_row)
    if not rows:
        return []
    grid: Sequence[Sequence[Any]] = sheet.range((1, 1), (rows, used.last_column)).options(ndim=2).value
    return grid
