"""What staff wrote around their tables or pinned to cells: a workbook built anew from the tables lacks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.cells import address, text_of
from workbook.package.comments import LOTSE, cell_comments, is_earlier_help
from workbook.package.structure import sheet_entries
from workbook.reading.locating import locate_all
from workbook.schema import HEADER_ROW, TABLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from workbook.package.comments import CellComment
    from workbook.package.parts import Package
    from workbook.reading.locating import Located
    from workbook.reading.raw import RawBook

_CELLS_TOLD = 5


def staff_tables(book: RawBook) -> list[Located]:
    """Return where the staff's tables stand."""
    return locate_all(book, [record.spec for record in TABLES])


def beside_the_tables(old: RawBook, new: RawBook) -> Iterator[str]:
    """Yield for each sheet of the staff's what stands outside of the table and nowhere in the new workbook."""
    there = {place.spec.sheet: place.sheet for place in staff_tables(new)}
    written = {sheet: {text_of(value) for row in new.grid(sheet) for value in row} for sheet in there.values()}
    for place in staff_tables(old):
        kept = written.get(there.get(place.spec.sheet, ""), set())
        lost = [cell for cell, text in _around(old, place) if text not in kept]
        if lost:
            yield f"Blatt „{place.sheet}“: Was neben der Tabelle steht ({_named(lost)}). Bitte von Hand übertragen."


def notes_left(old: Package, new: Package, sheets: Collection[str]) -> Iterator[str]:
    """Yield for each of these sheets of the old workbook which notes of the staff's are not in the new one."""
    kept = {note.text.strip() for notes in _notes(new).values() for note in notes.values()}
    for sheet, notes in _notes(old).items():
        lost = [
            address(*cell)
            for cell, note in sorted(notes.items())
            if not _is_help(cell, note) and note.text.strip() not in kept
        ]
        if lost and sheet in sheets:
            yield f"Notizen auf „{sheet}“ ({_named(lost)}): Bitte in der neuen Mappe wieder anheften."


def _is_help(cell: tuple[int, int], note: CellComment) -> bool:
    """Tell whether it is Lotse's help at a header; LibreOffice saves notes without their author."""
    return note.author == LOTSE or is_earlier_help(note) or (cell[0] == HEADER_ROW and not note.author.strip())


def _around(book: RawBook, place: Located) -> Iterator[tuple[str, str]]:
    """Yield address and text of what stands above, below and beside a table."""
    grid = book.grid(place.sheet)
    headed = {number for number, text in enumerate(grid[place.header_row - 1], 1) if text != ""}
    for row, values in enumerate(grid, 1):
        outside = row < place.header_row or (place.last_row is not None and row > place.last_row)
        for column, value in enumerate(values, 1):
            if value not in ("", None) and (outside or column not in headed):
                yield address(row, column), text_of(value)


def _notes(package: Package) -> dict[str, dict[tuple[int, int], CellComment]]:
    return {each.name: cell_comments(package, each.part) for each in sheet_entries(package) if each.part}


def _named(cells: Sequence[str]) -> str:
    more = len(cells) - _CELLS_TOLD
    return ", ".join(cells[:_CELLS_TOLD]) + (f" und {more} weitere" if more > 0 else "")
