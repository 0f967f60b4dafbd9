"""Workbook file → raw values.

Knows no types and no rules: what staff typed comes out unchanged, with the address of its cell. Finding the
office's tables in it is `locating.py`, turning rows into records is `records.py`.
"""

from __future__ import annotations

import os
import re
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol, Self

from msgspec import Struct, field
from msgspec.structs import replace

from workbook.cells import Area
from workbook.errors import DamagedWorkbookError, UnsupportedFormatError
from workbook.package.cell_formats import CellFormats
from workbook.package.comments import cell_comments
from workbook.package.guards import check_counts
from workbook.package.merged_first import read_soonest
from workbook.package.ownership import (
    FIRST_VERSION,
    VERSION_PROPERTY,
    custom_properties,
    lost_sheets,
    owned_sheets,
)
from workbook.package.sheet_marks import SheetMarks, sheet_marks
from workbook.package.splicing import CannotSpliceError, stored_cells, style_of
from workbook.package.structure import sheet_entries, table_entries, uses_1904_dates
from workbook.reading.around import cells_around
from workbook.reading.calamine_reader import CalamineReader
from workbook.reading.excel_table import ExcelTable
from workbook.reading.passwords import Keys
from workbook.reading.showing import can_show, shown_text
from workbook.reading.staff_sheets import staff_sheets
from workbook.second_process import can_share

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from workbook.cells import CellValue, Grid
    from workbook.package.comments import CellComment
    from workbook.package.structure import SheetEntry
    from workbook.reading.foreign_book import ForeignBookReader
    from workbook.reading.looking_over import SheetsBeside

_HEAD_START = 30_000_000
"""Bytes of sheets that are parsed before anybody asks for them; parsed they take nearly as much memory."""
_APART = 50_000_000
"""Bytes of all sheets that are worth a Python started anew to look them over."""
_SPLIT = 3_000_000
"""Bytes of all sheets that are worth a process split off this one, which is there at once."""
_QUICK = 1_000_000
"""Bytes of a sheet that is looked over sooner than another process is asked for it."""
_FORMULA_CELL = re.compile(rb'<c\s[^<>]*?\br="([A-Z]{1,3}\d{1,7})"[^<>]*><f[\s>/]')


class RawTable(Struct, frozen=True):
    """An Excel table with its values as they stand; `rows` begin below the header.

    `around` are the cells of its sheet outside of the table, `comments` the notes on the whole sheet, by row and
    column, where somebody asked for them.
    """

    name: str
    sheet: str
    header_row: int
    first_column: int
    headers: tuple[str, ...]
    rows: Sequence[Sequence[CellValue]]
    around: Mapping[tuple[int, int], CellValue] = field(default_factory=dict)
    comments: Mapping[tuple[int, int], CellComment] = field(default_factory=dict)


class RawBook(Protocol):
    """A workbook as it was read: a file, or an open spreadsheet. Use as a context manager."""

    @property
    def name(self) -> str:
        """The file's name."""

    @property
    def digest(self) -> str:
        """What the content is recognised by: SHA-256 in hexadecimal of the file, `""` for an open book."""

    @property
    def date_1904(self) -> bool:
        """Whether the workbook counts its days from 1904."""

    @property
    def sheets(self) -> Sequence[str]:
        """The names of the worksheets in their order, hidden ones included."""

    @property
    def tables(self) -> Sequence[ExcelTable]:
        """The Excel tables of all sheets."""

    @property
    def owned(self) -> Mapping[str, str]:
        """The present names of Lotse's sheets by what Lotse calls them, as far as the workbook can tell."""

    @property
    def lost(self) -> frozenset[str]:
        """What Lotse calls those of its sheets that the workbook once had and that somebody has deleted."""

    @property
    def version(self) -> str:
        """The version of the schema that the workbook was made by, the first where it does not say."""

    def grid(self, sheet: str) -> Grid:
        """Return the values of a sheet from A1 on."""

    def head(self, sheet: str, rows: int) -> Grid:
        """Return the first rows of a sheet from A1 on."""

    def rows(self, sheet: str, *, again: bool = False) -> Iterator[Sequence[CellValue]]:
        """Yield the rows of a sheet from A1 on, all equally long; `again` says that the caller will come back."""

    def soonest(self, sheets: Collection[str]) -> Sequence[str]:
        """Return the sheets in the order in which all of them are read soonest."""

    def ahead(self, sheet: str) -> None:
        """Begin to read a sheet that is asked for next, beside what the caller does meanwhile."""

    def marks(self, sheet: str) -> SheetMarks:
        """Return what the sheet says beside its values: errors, hidden rows, merged cells and more."""

    def comments(self, sheet: str) -> Mapping[tuple[int, int], CellComment]:
        """Return the notes at cells by row and column, as far as the file's kind is read for them."""

    def shown(self, sheet: str, numbers: Mapping[str, float]) -> Mapping[str, str]:
        """Return what cells with these numbers show, by address; those that show the plain number are left out."""

    def __enter__(self) -> Self:
        """Begin to read."""

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""


class FileBookReader(CalamineReader):
    """A `RawBook` of an .xlsx or .xlsm: structure and marks come from its package.

    `keys` opens a workbook with a password; its content stays in memory.
    """

    def __init__(self, path: Path, keys: Keys | None = None) -> None:
        self._package = (keys or Keys()).open(path)
        self.digest = self._package.digest()
        self.date_1904 = uses_1904_dates(self._package)
        self._entries: dict[str, SheetEntry] = {
            entry.name: entry for entry in sheet_entries(self._package) if entry.kind == "worksheet"
        }
        self.sheets = tuple(self._entries)
        self.tables = tuple(
            ExcelTable(
                name=table.name,
                sheet=table.sheet,
                header_row=table.area.first_row,
                body=table.body,
                first_column=table.area.first_column,
                columns=tuple(table.columns),
                totals_rows=table.totals_rows,
                calculated=table.calculated,
            )
            for table in table_entries(self._package)
            if table.header_rows
        )
        self._apart: SheetsBeside | None = None
        try:
            self._apart = self._looked_over_apart()
            check_counts(self._package)  # calamine reserves memory for as many texts as the file claims to hold
            super().__init__(path, read_soonest(self._package, [entry.part for entry in self._entries.values()]))
        except BaseException:
            self._close()
            raise

    @cached_property
    def owned(self) -> Mapping[str, str]:
        """The present names of Lotse's sheets by what Lotse calls them."""
        return owned_sheets(self._package)

    @cached_property
    def lost(self) -> frozenset[str]:
        """What Lotse calls those of its sheets that somebody has deleted."""
        return lost_sheets(self._package)

    @cached_property
    def version(self) -> str:
        """The version of the schema that the workbook was made by."""
        return custom_properties(self._package).get(VERSION_PROPERTY, FIRST_VERSION)

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self._let_go()
        self._close()

    def _close(self) -> None:
        if self._apart is not None:
            self._apart.close()
        self._package.close()

    @cached_property
    def _sizes(self) -> Mapping[str, int]:
        """Bytes of each sheet when inflated."""
        return {
            sheet: self._package.entry(entry.part).size
            for sheet, entry in self._entries.items()
            if entry.part and self._package.has(entry.part)
        }

    def _looked_over_apart(self) -> SheetsBeside | None:
        """Let another process look over the sheets where they are large and there is a processor for it."""
        total = sum(self._sizes.values())
        if total < _SPLIT or (os.cpu_count() or 1) < 2 or (total < _APART and not can_share()):
            return None
        # Starting another process needs what most workbooks do not.
        from workbook.reading.looking_over import SheetsBeside  # noqa: PLC0415

        # Nobody asks for the marks of Lotse's own sheets, and the facts of a large office are more than its tables.
        staff = self.soonest(staff_sheets(self.sheets, self.owned))
        parts = [self._entries[sheet].part for sheet in staff if self._size(sheet) > _QUICK]
        return SheetsBeside(self._package.path, self._package.archive.file, parts)

    def soonest(self, sheets: Collection[str]) -> Sequence[str]:
        """Return the sheets in the order in which all of them are read soonest.

        First small ones, half as much as the largest: while their values are read, that one is looked over. Then
        from large to small, so that at the end little is left for one thread alone.
        """
        rising = sorted(sheets, key=self._size)
        weights = list(accumulate(map(self._size, rising)))
        count = sum(1 for weight in weights if weight * 2 <= self._size(rising[-1])) if rising else 0
        return (*rising[:count], *reversed(rising[count:]))

    def ahead_of_all(self) -> None:
        """Begin to parse what the whole workbook will be asked for, all of it where it is small, in that order."""
        rising = sorted(self.sheets, key=self._size)
        weights = accumulate(map(self._size, rising))
        fitting = {sheet for sheet, weight in zip(rising, weights, strict=True) if weight < _HEAD_START}
        staff = self.soonest(staff_sheets(self.sheets, self.owned))
        for sheet in (*staff, *(own for own in rising if own not in staff)):
            if sheet in fitting:
                self.ahead(sheet)

    def _size(self, sheet: str) -> int:
        return self._sizes.get(sheet, 0)

    def _part(self, sheet: str) -> str | None:
        return self._entries[sheet].part

    def shown(self, sheet: str, numbers: Mapping[str, float]) -> Mapping[str, str]:
        """Return what cells with these numbers show, by address; those that show the plain number are left out."""
        part = self._part(sheet)
        if part is None or not any(map(can_show, self._formats.codes())):
            return {}
        try:
            stored = stored_cells(b"".join(self._package.stream(part)), numbers)
        except CannotSpliceError:
            return {}
        texts = {
            cell: shown_text(numbers[cell], self._formats.code(style_of(data))) for cell, data in stored.items()
        }
        return {cell: text for cell, text in texts.items() if text is not None}

    def content_of(self, sheet: str) -> tuple[int, ...] | None:
        """Return what a sheet's stored values are recognised by, `None` where nothing tells.

        Two files with the same answer hold the same values on this sheet; those with another may as well.
        """
        part, texts = self._part(sheet), self._package.related(self._package.workbook_part, "sharedStrings")
        if not part or not self._package.has(part):
            return None
        parts = [part] if texts is None else [part, texts]
        entries = [self._package.entry(each) for each in parts]
        return (self.date_1904, *(number for each in entries for number in (each.info.CRC, each.info.file_size)))

    def formulas(self, sheet: str) -> frozenset[str]:
        """Return the addresses of cells that hold a formula."""
        part = self._part(sheet)
        data = b"".join(self._package.stream(part)) if part else b""
        return frozenset(match[1].decode() for match in _FORMULA_CELL.finditer(data))

    def number_formats(self, sheet: str, cells: Sequence[str]) -> Mapping[str, str]:
        """Return the codes of cells' number formats by address; `""` for those built into Excel but the plain ones.

        Cells that the file does not have are left out, and all where the sheet is written in an unusual way.
        """
        part = self._part(sheet)
        if part is None or not cells:
            return {}
        try:
            stored = stored_cells(b"".join(self._package.stream(part)), cells)
        except CannotSpliceError:
            return {}
        return {cell: self._formats.code(style_of(data)) for cell, data in stored.items()}

    def comments(self, sheet: str) -> Mapping[tuple[int, int], CellComment]:
        """Return the notes at cells by row and column."""
        part = self._part(sheet)
        return cell_comments(self._package, part) if part is not None else {}

    @cached_property
    def _formats(self) -> CellFormats:
        part = self._package.related(self._package.workbook_part, "styles")
        return CellFormats(self._package.tree(part) if part is not None else None)

    def _looked_over(self, sheet: str) -> SheetMarks:
        part = self._entries[sheet].part
        if not part:
            return SheetMarks()
        known = self._apart.marks(part) if self._apart is not None else None
        return known if known is not None else sheet_marks(self._package, part)


def read_table(book: RawBook, name: str) -> RawTable | None:
    """Return the Excel table of this name with its values, `None` if the workbook has it not."""
    table = _find(book, name)
    return None if table is None else _cut_out(table, book.grid(table.sheet) if table.body is not None else [])


def _find(book: RawBook, name: str) -> ExcelTable | None:
    return next((table for table in book.tables if table.name.casefold() == name.casefold()), None)


def _cut_out(table: ExcelTable, grid: Grid) -> RawTable:
    first, last = table.first_column - 1, table.first_column - 1 + len(table.columns)
    body = table.body
    lines = grid[table.header_row : body.last_row] if body is not None else []
    rows = tuple(tuple(row[first:last]) for row in lines)
    return RawTable(table.name, table.sheet, table.header_row, table.first_column, table.columns, rows)


def read_own_table(book: RawBook, sheet: str, name: str) -> RawTable | None:
    """Return a table on a sheet of Lotse's, whatever both are called in this workbook, with what stands around it.

    `None` if the workbook has it not.

    Where staff have a table of the same name, Lotse's carries a suffix. A workbook without the marks of ownership
    (an OpenDocument file, say) is asked for the name alone.
    """
    found = _find_own(book, sheet, name)
    if found is None:
        return None
    grid = book.grid(found.sheet)
    last = found.body.last_row if found.body is not None else found.header_row
    area = Area(found.header_row, found.first_column, last, found.first_column + len(found.columns) - 1)
    around = cells_around(area, grid)
    return replace(_cut_out(found, grid), around=around, comments=book.comments(found.sheet))


def has_own_table(book: RawBook, sheet: str, name: str) -> bool:
    """Tell whether `read_own_table` would find a table; nothing is read for that."""
    return _find_own(book, sheet, name) is not None


def _find_own(book: RawBook, sheet: str, name: str) -> ExcelTable | None:
    called = re.compile(re.escape(name) + r"(?:_Lotse\d*)?", re.IGNORECASE)
    place = book.owned.get(sheet)
    own = [table.name for table in book.tables if table.sheet == place and called.fullmatch(table.name)]
    return _find(book, own[0] if own else name)


FOREIGN = frozenset((".xlsb", ".xls", ".ods"))
"""Kinds of files that are read and not written."""


def read_book(path: Path, keys: Keys | None = None) -> FileBookReader | ForeignBookReader:
    """Return the workbook opened for reading.

    Raises:
        WorkbookError: no such file, a folder, no workbook, damaged or protected (see `errors.py`).
    """
    return begin_to_read(path, keys).opened()


def begin_to_read(path: Path, keys: Keys | None = None) -> FileBookReader | ForeignBookReader:
    """Return the workbook of which reading begins; who wants values waits until it is `opened`.

    Raises:
        WorkbookError: no such file, a folder, no workbook, damaged or protected (see `errors.py`).
    """
    try:
        return FileBookReader(path, keys)
    except UnsupportedFormatError:
        # Starting another process needs what an .xlsx does not.
        from workbook.reading.foreign_book import ForeignBookReader  # noqa: PLC0415

        try:
            return ForeignBookReader(path, keys)
        except DamagedWorkbookError:
            if path.suffix.lower() in FOREIGN:
                raise
        raise
