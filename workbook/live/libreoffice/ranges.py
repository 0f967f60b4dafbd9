"""A range of cells as xlwings knows it, put together from its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlwings
from xlwings import base_classes, expansion

from workbook.cells import quoted
from workbook.live.libreoffice.conditions import ConditionalFormats
from workbook.live.libreoffice.edits import Edits
from workbook.live.libreoffice.faults import implements
from workbook.live.libreoffice.filters import AutoFilter
from workbook.live.libreoffice.looks import Looks
from workbook.live.libreoffice.notes import Note
from workbook.live.libreoffice.places import corner
from workbook.live.libreoffice.validation import DataValidation

if TYPE_CHECKING:
    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.kinds import NameKind, SheetKind, TableKind


@implements(base_classes.Range)
class Range(Edits, Looks):
    """A rectangle of cells."""

    @classmethod
    def at(cls, address: Uno, sheet: SheetKind) -> Range:
        """Return the range at LibreOffice's address."""
        return cls(sheet, *corner(address))

    def part(self, row: int, column: int, tall: int, wide: int) -> Range:
        """Return a rectangle that begins `row` rows and `column` columns further."""
        return Range(self.sheet, self.row + row, self.column + column, tall, wide)

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        """Return one cell, by its number counted row by row, or by row and column; both count from 1."""
        if arg2 is None:
            row, column = divmod(arg1 - 1, self.wide)
        else:
            row, column = arg1 - 1, arg2 - 1
        if self.row + row < 1 or self.column + column < 1:
            raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
        return self.part(row, column, 1, 1)

    @property
    def rows(self) -> Range:
        """The range itself: xlwings makes rows of it."""
        return self

    @property
    def columns(self) -> Range:
        """The range itself: xlwings makes columns of it."""
        return self

    @property
    def current_region(self) -> Range:
        """The block of filled cells around."""
        cursor = self.sheet.api.createCursorByRange(self.api)
        cursor.collapseToCurrentRegion()
        return Range.at(cursor.RangeAddress, self.sheet)

    def expand(self, mode: Any = "table") -> Range:
        """Return the filled block that begins here: `table`, `down` or `right`."""
        expander = expansion.expanders.get(mode, mode)
        found: Range = expander.expand(xlwings.Range(impl=self)).impl
        return found

    @property
    def merge_area(self) -> Range:
        """The merged cell that the first cell belongs to."""
        cursor = self.sheet.api.createCursorByRange(self.part(0, 0, 1, 1).api)
        cursor.collapseToMergedArea()
        return Range.at(cursor.RangeAddress, self.sheet)

    @property
    def merge_cells(self) -> bool:
        """Whether any cell is part of a merged one."""
        # LibreOffice's answer counts first cells of merged ones only.
        return bool(self.api.getIsMerged()) or (len(self) == 1 and len(self.merge_area) > 1)

    @property
    def table(self) -> TableKind | None:
        """The table that the first cell stands in."""
        for table in self.sheet.tables:
            if table.range.holds(self.row, self.column):
                return table
        return None

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell of the sheet is part of the range."""
        return self.row <= row < self.row + self.tall and self.column <= column < self.column + self.wide

    @property
    def name(self) -> NameKind | None:
        """The name of the workbook that means just this range."""
        for found in self.sheet.book.names:
            cells = found.api.ReferredCells
            if cells is None or cells.Spreadsheet.Name != self.sheet.name:
                continue
            if corner(cells.RangeAddress) == (self.row, self.column, self.tall, self.wide):
                return found
        return None

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.names.add(value, f"={quoted(self.sheet.name)}!{self.address}")

    @property
    def note(self) -> Note | None:
        """The note at the first cell."""
        text = self.cell.getAnnotation().String
        return Note(self.part(0, 0, 1, 1)) if text else None

    def add_note(self, text: str) -> Note:
        """Put a note at the first cell.

        Raises:
            ValueError: there is one already.
        """
        if self.note is not None:
            raise ValueError("The cell has a note already.")
        self.sheet.api.Annotations.insertNew(self.first, text)
        return Note(self.part(0, 0, 1, 1))

    @property
    def comment(self) -> None:
        """None: LibreOffice has notes, but no threaded comments."""
        return

    @property
    def data_validation(self) -> DataValidation:
        """What may be typed in."""
        return DataValidation(self)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        """The formats that depend on conditions."""
        return ConditionalFormats(self)

    @property
    def autofilter(self) -> AutoFilter:
        """The filter of the range."""
        return AutoFilter(self)
