"""What staff wrote around their tables or pinned to cells: a workbook built anew from the tables lacks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.cells import Area, address, text_of
from workbook.package.comments import LOTSE, cell_comments, is_earlier_help
from workbook.package.structure import sheet_entries
from workbook.reading.locating import locate_all
from workbook.reading.raw import FileBookReader
from workbook.schema import HEADER_ROW, LISTS_SHEET, TABLES

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


def formulas_left(book: RawBook) -> Iterator[str]:
    """Yield for each sheet of the staff's which cells hold a formula where values belong."""
    if not isinstance(book, FileBookReader):  # what else reads a workbook knows values alone
        return
    for place in staff_tables(book):
        typed = {number for name, number in place.columns.items() if place.spec.column(name).formula is None}
        areas = [area for cell in book.formulas(place.sheet) if (area := Area.parse(cell)) is not None]
        cells = sorted((area.first_row, area.first_column) for area in areas)
        inside = [
            address(row, column)
            for row, column in cells
            if column in typed and place.header_row < row <= (place.last_row or row)
        ]
        if inside:
            yield (
                f"Blatt „{place.sheet}“: Formeln in Eingabespalten ({_named(inside)}). Was sie ergaben, steht als "
                "Wert da; wo es nichts oder ein Fehler war, ist die Zelle leer."
            )


def lists_left(old: RawBook, new: RawBook) -> Iterator[str]:
    """Yield what stands in the lists of the old workbook and nowhere in those of the new one."""
    if LISTS_SHEET not in old.sheets:
        return
    kept = {text_of(value).strip() for row in new.grid(LISTS_SHEET) for value in row}
    lost = [
        address(row, column)
        for row, values in enumerate(old.grid(LISTS_SHEET), 1)
        for column, value in enumerate(values, 1)
        if row >= HEADER_ROW and text_of(value).strip() not in kept
    ]
    if lost:
        yield f"Blatt „{LISTS_SHEET}“: Eigene Listen und Einträge in festen Listen ({_named(lost)})."


def links_left(old: Package, sheets: Collection[str]) -> Iterator[str]:
    """Yield for each of these sheets that its cells lead to other files or to pages of the web."""
    for each in sheet_entries(old):
        links = old.links(each.part) if each.part and each.name in sheets else ()
        if any(link.kind == "hyperlink" and link.external for link in links):
            yield f"Hyperlinks auf „{each.name}“: Die Texte der Zellen stehen da, die Sprünge nicht."


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
