"""Sheets of a workbook."""

from __future__ import annotations

import numbers
import re
from typing import TYPE_CHECKING, Any, cast

from xlwings import base_classes

from workbook.cells import MAX_ROW
from workbook.live.libreoffice.charts import Charts
from workbook.live.libreoffice.edits import EVERYTHING, FORMATS
from workbook.live.libreoffice.faults import NotSupportedError, implements
from workbook.live.libreoffice.names import Names
from workbook.live.libreoffice.notes import Note
from workbook.live.libreoffice.places import CONTENT, Corner, corner, parse
from workbook.live.libreoffice.ranges import Range
from workbook.live.libreoffice.shapes import Pictures, Shapes
from workbook.live.libreoffice.sheetviews import FreezePanes, PageSetup
from workbook.live.libreoffice.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.kinds import BookKind

_TABLE = re.compile(r"([^\[\]]+)(?:\[([^\[\]#]*)\])?")


@implements(base_classes.Sheets)
class Sheets:
    """The sheets of a workbook."""

    def __init__(self, book: BookKind) -> None:
        self.book = book

    @property
    def api(self) -> Uno:
        """LibreOffice's collection (XSpreadsheets)."""
        return self.book.api.Sheets

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        return Sheet(self.book.document.controller.ActiveSheet, self.book)

    def __call__(self, name_or_index: str | int) -> Sheet:
        """Return one by its name or its number counted from 1."""
        sheets = self.api
        if isinstance(name_or_index, numbers.Number):
            index = cast("int", name_or_index)
            if 1 <= index <= sheets.Count:
                return Sheet(sheets.getByIndex(index - 1), self.book)
            raise KeyError(name_or_index)
        wanted = str(name_or_index)
        if sheets.hasByName(wanted):
            return Sheet(sheets.getByName(wanted), self.book)
        for name in sheets.ElementNames:
            if name.lower() == wanted.lower():
                return Sheet(sheets.getByName(name), self.book)
        raise KeyError(name_or_index)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a sheet of this name."""
        return str(name).lower() in (found.lower() for found in self.api.ElementNames)

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self.api.Count)

    def __iter__(self) -> Iterator[Sheet]:
        """Yield the sheets in their order."""
        sheets = self.api
        return iter([Sheet(sheets.getByName(name), self.book) for name in sheets.ElementNames])

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """Insert a sheet and bring it to the front."""
        sheets = self.api
        if before is not None:
            position = before.index - 1
        else:
            position = after.index if after is not None else self.active.index - 1
        if name is None:
            taken, number = {found.lower() for found in sheets.ElementNames}, 1
            while f"sheet{number}" in taken:
                number += 1
            name = f"Sheet{number}"
        sheets.insertNewByName(name, position)
        sheet = Sheet(sheets.getByName(name), self.book)
        sheet.activate()
        return sheet


@implements(base_classes.Sheet)
class Sheet:
    """A sheet."""

    def __init__(self, api: Uno, book: BookKind) -> None:
        self._api, self.book, self._shape = api, book, book.document.shape
        self._widest: int | None = None

    @property
    def api(self) -> Uno:
        """LibreOffice's object of the sheet (XSpreadsheet).

        Fetched anew after cells were deleted or moved: the object shrinks with them, only its name stays right.
        """
        if self._shape != self.book.document.shape:
            self._api, self._shape = self.book.api.Sheets.getByName(self._api.Name), self.book.document.shape
        return self._api

    @property
    def name(self) -> str:
        """The name on its tab."""
        return str(self.api.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value

    @property
    def index(self) -> int:
        """Its number counted from 1."""
        return int(self.api.RangeAddress.Sheet) + 1

    @property
    def widest(self) -> int:
        """How many columns it has: 1,024 or 16,384 in LibreOffice 7.4, by its settings."""
        if self._widest is None:
            self._widest = int(self.api.RangeAddress.EndColumn) + 1
        return self._widest

    @property
    def names(self) -> Names:
        """The names that belong to this sheet."""
        return Names(self.book, self)

    @property
    def tables(self) -> Tables:
        """The tables."""
        return Tables(self)

    @property
    def charts(self) -> Charts:
        """The charts."""
        return Charts(self)

    @property
    def shapes(self) -> Shapes:
        """Everything that is drawn on the sheet."""
        return Shapes(self)

    @property
    def pictures(self) -> Pictures:
        """The pictures."""
        return Pictures(self)

    @property
    def pivot_tables(self) -> Any:
        """Refuse: LibreOffice's pivot tables work otherwise than Excel's."""
        raise NotSupportedError("Sheet.pivot_tables")

    def area(self, row: int, column: int, tall: int, wide: int) -> Range:
        """Return a range by its position and size."""
        return Range(self, row, column, tall, wide)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Return the range of an address, a name, a table, or between two of them."""
        if isinstance(arg1, numbers.Number) and isinstance(arg2, numbers.Number):
            return self._one((arg1, arg2))
        first = self._one(arg1)
        if arg2 is None:
            return first
        last = self._one(arg2)
        row, column = min(first.row, last.row), min(first.column, last.column)
        bottom = max(first.row + first.tall, last.row + last.tall)
        right = max(first.column + first.wide, last.column + last.wide)
        return Range(first.sheet, row, column, bottom - row, right - column)

    def _one(self, what: Any) -> Range:
        if isinstance(what, Range):
            return what
        if isinstance(what, str):
            return self._named(what)
        if len(what) == 4:  # xlwings' own: position and size
            return Range(self, *what)
        if 0 in what:
            raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
        return Range(self, what[0], what[1], 1, 1)

    def _named(self, text: str) -> Range:
        if "!" in text:
            owner, _, text = text.rpartition("!")
            owner = owner.strip("'").replace("''", "'")
            if owner.lower() != self.name.lower():
                return Sheets(self.book)(owner).range(text)
        if (place := parse(text, self.widest)) is not None:
            return Range(self, *place)
        for collection in (self.api.NamedRanges, self.book.api.NamedRanges):
            for name in collection.ElementNames:
                if name.lower() == text.lower() and (cells := collection.getByName(name).ReferredCells) is not None:
                    return Range.at(cells.RangeAddress, Sheet(cells.Spreadsheet, self.book))
        if match := _TABLE.fullmatch(text):
            for sheet in Sheets(self.book):
                if match[1] in sheet.tables:
                    return _of_table(sheet, match[1], match[2])
        raise ValueError(f"Invalid range address: {text!r}")

    @property
    def cells(self) -> Range:
        """All cells."""
        return Range(self, 1, 1, MAX_ROW, self.widest)

    def used_corner(self) -> Corner:
        """Return where the part in use is."""
        cursor = self.api.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return corner(cursor.RangeAddress)

    @property
    def used_range(self) -> Range:
        """The part in use."""
        return Range(self, *self.used_corner())

    def activate(self) -> None:
        """Bring the sheet to the front."""
        self.book.document.controller.setActiveSheet(self.api)

    def select(self) -> None:
        """Bring the sheet to the front."""
        self.activate()

    def clear_contents(self) -> None:
        """Empty all cells, formats stay."""
        self.api.clearContents(CONTENT)

    def clear_formats(self) -> None:
        """Take formats away, values stay."""
        self.api.clearContents(FORMATS)

    def clear(self) -> None:
        """Empty all cells and take formats and notes away."""
        self.api.clearContents(EVERYTHING)

    def autofit(self, axis: str | None = None) -> None:
        """Make columns, rows or both as large as their content."""
        self.used_range.autofit(axis)

    def delete(self) -> None:
        """Delete the sheet."""
        sheets, name = self.book.api.Sheets, self.name
        if 1 < self.index == sheets.Count:
            # Removing the last sheet takes the tables of the one before it along, in LibreOffice 7.4.
            sheets.moveByName(name, sheets.Count - 2)
        sheets.removeByName(name)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Copy the sheet, also into another workbook; tables come along."""
        beside = before or cast("Sheet", after)
        target, position = beside.book, beside.index - 1 if before else beside.index
        taken, name, number = {found.lower() for found in target.api.Sheets.ElementNames}, self.name, 2
        while name.lower() in taken:
            name, number = f"{self.name} ({number})", number + 1
        if target.document.uid == self.book.document.uid:
            target.api.Sheets.copyByName(self.name, name, position)
            return
        target.api.Sheets.importSheet(self.book.api, self.name, position)
        copied = Sheet(target.api.Sheets.getByIndex(position), target)
        if copied.name != name:
            copied.name = name
        self._copy_tables(copied)

    def _copy_tables(self, copied: Sheet) -> None:
        """Make the tables anew on a copy in another document: LibreOffice takes only their cells along."""
        ranges = copied.book.api.DatabaseRanges
        for table in self.tables:
            name, number = table.name, 1
            while ranges.hasByName(name):
                name, number = f"{table.name}{number}", number + 1
            ranges.addNewByName(name, Range(copied, *table.corner()).bounds)
            made = ranges.getByName(name)
            made.ContainsHeader, made.AutoFilter = table.api.ContainsHeader, table.api.AutoFilter
            made.TotalsRow = table.api.TotalsRow

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        """Move the sheet within its workbook."""
        position = before.index - 1 if before is not None else cast("Sheet", after).index
        self.book.api.Sheets.moveByName(self.name, position)

    def to_html(self, path: str) -> None:
        """Save the workbook's active sheet as a web page."""
        self.book.export(path, "HTML (StarCalc)")

    @property
    def visible(self) -> bool:
        """Whether its tab shows."""
        return bool(self.api.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.api.IsVisible = bool(value)

    @property
    def show_gridlines(self) -> bool:
        """Whether the window shows lines between the cells of this sheet."""
        return bool(self._in_front(lambda window: window.ShowGrid))

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self._in_front(lambda window: setattr(window, "ShowGrid", value))

    def _in_front(self, act: Callable[[Uno], Any]) -> Any:
        """Return what `act` does with the window while it shows this sheet, then show the former one again."""
        if not self.visible:
            raise ValueError(f"The sheet {self.name!r} is hidden.")
        controller = self.book.document.controller
        former = controller.ActiveSheet
        controller.setActiveSheet(self.api)
        try:
            return act(controller)
        finally:
            controller.setActiveSheet(former)

    @property
    def notes(self) -> list[Note]:
        """The notes at cells."""
        found = self.api.Annotations
        positions = [found.getByIndex(index).Position for index in range(found.Count)]
        return [Note(Range(self, position.Row + 1, position.Column + 1, 1, 1)) for position in positions]

    @property
    def comments(self) -> list[Any]:
        """None: LibreOffice has notes, but no threaded comments."""
        return []

    @property
    def freeze_panes(self) -> FreezePanes:
        """The rows and columns that stay while the rest scrolls."""
        return FreezePanes(self)

    @property
    def page_setup(self) -> PageSetup:
        """How the sheet is printed."""
        return PageSetup(self)


def _of_table(sheet: Sheet, name: str, column: str | None) -> Range:
    table = sheet.tables(name)
    if not column:
        return table.data_body_range or table.range
    body = table.columns(column).data_body_range
    if body is None:
        raise ValueError(f"The table {name!r} has no rows.")
    return body
