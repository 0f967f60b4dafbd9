"""What staff wrote around their tables or pinned to cells: a workbook built anew from the tables lacks it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbook.cells import MAX_ROW, Area, address, text_of
from workbook.creating.staff_sheets import START
from workbook.german import with_and
from workbook.package.comments import LOTSE, cell_comments, is_earlier_help
from workbook.package.features import drawn_on
from workbook.package.ownership import ownerships
from workbook.package.structure import name_entries, sheet_entries
from workbook.package.written_cells import WrittenCells, filled_beside, written_cells
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
_LINKS = "Hyperlinks auf „{}“: Die Texte der Zellen stehen da, die Sprünge nicht."
_PIVOT = "Pivot"
_BUILT_IN = "_"
"""How names begin that nobody types: of Excel's filters and print areas, and of Lotse's marks."""
_DIGITS = re.compile(r"\d+")
_ONCE_ON_START = ("Dies ist ein Demo-Büro.", "Alle farbigen Blätter unten", "Prüfbericht, Dashboard, Fakten")
"""How texts begin that an earlier version wrote on `Start` and this one writes otherwise."""


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


def start_left(old: RawBook, new: RawBook) -> Iterator[str]:
    """Yield what staff wrote on `Start`; texts of Lotse's that differ in their numbers alone are none."""
    if START not in old.sheets:
        return
    kept = {_DIGITS.sub("#", text_of(value).strip()) for row in new.grid(START) for value in row}
    lost = [
        address(row, column)
        for row, values in enumerate(old.grid(START), 1)
        for column, value in enumerate(values, 1)
        if (text := text_of(value).strip())
        and _DIGITS.sub("#", text) not in kept
        and not text.startswith(_ONCE_ON_START)
    ]
    if lost:
        yield f"Blatt „{START}“: Was Sie dort geschrieben haben ({_named(lost)}). Bitte von Hand übertragen."


def beside_lotses(old: RawBook, new: RawBook, before: Package, after: Package) -> Iterator[str]:
    """Yield for each sheet of Lotse's what staff put onto it and what is not on the new one."""
    for key, owned in ownerships(before).items():
        written = written_cells(before, key) or _as_wide(written_cells(after, key))
        if written is None or key == _PIVOT:  # what a pivot table shows, the program that opens it writes
            continue
        name = owned.sheet.name
        grid = old.grid(name)
        there = new.grid(new.owned[key]) if key in new.owned else ()
        kept = {text_of(value) for row in there for value in row}
        cells = filled_beside(before, owned.sheet.part, written)
        lost = [address(row, column) for row, column in cells if text_of(grid[row - 1][column - 1]) not in kept]
        if lost:
            yield f"Blatt „{name}“: Was von Ihnen dort steht ({_named(lost)}). Bitte von Hand übertragen."


def _as_wide(written: WrittenCells | None) -> WrittenCells | None:
    """Return all cells as far to the right as the written ones go."""
    if written is None:
        return None
    last = max((columns.bit_length() for _, columns in written.runs), default=1)
    return WrittenCells(((MAX_ROW, (1 << last) - 1),))


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
            yield _LINKS.format(each.name)


def names_left(old: Package, new: Package) -> Iterator[str]:
    """Yield which defined names of the staff's the new workbook does not know."""
    known = {each.name.lower() for each in name_entries(new)}
    lost = dict.fromkeys(
        each.name
        for each in name_entries(old)
        if not each.hidden and not each.name.startswith(_BUILT_IN) and each.name.lower() not in known
    )
    if lost:
        yield f"Namen im Namens-Manager: {_named([*lost])}."


def drawings_left(old: Package, sheets: Collection[str]) -> Iterator[str]:
    """Yield for each of these sheets what is drawn on it: Lotse draws nothing there."""
    for each in sheet_entries(old):
        words = drawn_on(old, each.part) if each.part and each.name in sheets else ()
        if words:
            yield f"{with_and(words)} auf „{each.name}“: Bitte in Excel in die neue Mappe kopieren."


def pinned_left(old: RawBook) -> Iterator[str]:
    """Yield for each sheet of the staff's in a workbook that is no package which links and notes its cells have."""
    for place in staff_tables(old):
        marks = old.marks(place.sheet)
        if marks.links:
            yield _LINKS.format(place.sheet)
        rows = [f"Zeile {row}" for row in dict.fromkeys(marks.notes) if row != place.header_row]
        if rows:  # help at the headers has no author there, and counts for Lotse's
            yield f"Notizen auf „{place.sheet}“ ({_named(rows)}): Bitte in der neuen Mappe wieder anheften."


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
