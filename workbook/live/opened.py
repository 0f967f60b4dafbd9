"""Open book → raw values, the same as `reading.py` gives for a file.

Through xlwings, so in Excel and in LibreOffice alike; each sheet comes in one piece. For LibreOffice our own engine
hands out days, times and errors as what they are; Excel's have to be told apart here.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from workbook.cells import ERRORS, Area, address
from workbook.live.libreoffice.contents import Contents
from workbook.live.libreoffice.tables import every_table
from workbook.live.libreoffice.values import EPOCH_1904
from workbook.live.troubles import SheetGoneError
from workbook.package.comments import CellComment
from workbook.package.ownership import MARKER, VERSION_PROPERTY, key_of, sheet_of
from workbook.package.sheet_marks import SheetMarks
from workbook.reading.excel_table import ExcelTable
from workbook.reading.showing import shown_text
from workbook.schema import FIRST_VERSION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import xlwings as xw

    from workbook.cells import CellValue, Grid

_ERRORS = ERRORS | {"#SPILL!", "#CALC!"}


class OpenBookReader:
    """A `RawBook` of an open book. What was read once is not read again: the user may type meanwhile."""

    digest = ""

    def __init__(self, book: xw.Book) -> None:
        self.name = book.name
        self.tables = tuple(_tables(book))
        self.date_1904 = counts_from_1904(book)
        self._grids: dict[str, Grid] = {}
        self._errors: dict[str, dict[str, str]] = {}
        self._marks: dict[str, SheetMarks] = {}
        self._book = book
        self._opened = {sheet.name: sheet for sheet in book.sheets}
        self._wholes: dict[str, xw.Range] = {}
        self.sheets = tuple(self._opened)

    def __enter__(self) -> Self:
        """Begin to read."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of what was read."""
        self._grids.clear()

    @cached_property
    def owned(self) -> Mapping[str, str]:
        """The present names of Lotse's sheets by what Lotse calls them."""
        return {key: sheet for key, sheet in self._marked.items() if sheet is not None and sheet in self._opened}

    @cached_property
    def lost(self) -> frozenset[str]:
        """What Lotse calls those of its sheets that somebody has deleted."""
        return frozenset(self._marked.keys() - self.owned.keys())

    @cached_property
    def _marked(self) -> Mapping[str, str | None]:
        """To which sheet each mark of a sheet refers; `None` where that has gone."""
        # In LibreOffice asking each sheet for names of its own takes longer than reading a small one.
        names = self._book.impl.names.own() if hasattr(self._book.impl, "document") else self._book.names
        marks = (name for name in names if name.name.startswith(MARKER))
        return {key_of(mark.name): sheet_of((mark.refers_to or "").removeprefix("=")) for mark in marks}

    @cached_property
    def version(self) -> str:
        """The version of the schema that the workbook was made by; the first where the program does not tell."""
        with suppress(Exception):  # each program has its own error for a property that is not there
            if hasattr(self._book.impl, "document"):
                own = self._book.api.DocumentProperties.UserDefinedProperties
                return str(own.getPropertyValue(VERSION_PROPERTY))
            return str(self._book.api.CustomDocumentProperties(VERSION_PROPERTY).Value)
        return FIRST_VERSION

    def grid(self, sheet: str) -> Grid:
        """Return the values of a sheet from A1 on; a date comes as `date`, a date with a time as `datetime`."""
        if sheet not in self._grids:
            self._grids[sheet], self._errors[sheet] = _values(self._whole(sheet))
        return self._grids[sheet]

    def rows(self, sheet: str, *, again: bool = False) -> Iterator[list[CellValue]]:  # noqa: ARG002 -- it is kept anyway
        """Yield the rows of a sheet from A1 on."""
        return iter(self.grid(sheet))

    def soonest(self, sheets: Collection[str]) -> Sequence[str]:
        """Return the sheets as they were asked for: one is like the other."""
        return tuple(sheets)

    def ahead(self, sheet: str) -> None:
        """Do nothing: an open spreadsheet answers one call after another."""

    def comments(self, sheet: str) -> Mapping[tuple[int, int], CellComment]:
        """Return the notes at cells by row and column; none in Excel for macOS, which does not tell their cells."""
        found = {}
        for note in self._opened[sheet].notes:
            place, text = _place_of(note), note.text or ""
            if place is not None and text.strip():
                found[place] = CellComment(text)
        return found

    def _whole(self, sheet: str) -> xw.Range:
        """Return the range from A1 to the last cell in use."""
        if sheet not in self._wholes:
            opened = self._opened[sheet]
            if opened.name != sheet:  # LibreOffice would hand out the sheet that took the place of one deleted
                raise SheetGoneError
            last = opened.used_range.last_cell
            self._wholes[sheet] = opened.range((1, 1), (last.row, last.column))
        return self._wholes[sheet]

    def head(self, sheet: str, rows: int) -> Grid:
        """Return the first rows of a sheet from A1 on."""
        return self.grid(sheet)[:rows]

    def shown(self, sheet: str, numbers: Mapping[str, float]) -> Mapping[str, str]:
        """Return what cells with these numbers show, by address; those that show the plain number are left out."""
        by_column: dict[int, list[int]] = {}
        for cell in numbers:
            area = Area.parse(cell)
            if area is not None:
                by_column.setdefault(area.first_column, []).append(area.first_row)
        texts = {}
        for column, rows in by_column.items():
            for row, code in self._codes(sheet, column, sorted(rows)):
                cell = address(row, column)
                text = shown_text(numbers[cell], code)
                if text is not None:
                    texts[cell] = text
        return texts

    def _codes(self, sheet: str, column: int, rows: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Yield the number format of each of these rows; the range is halved until it is the same throughout."""
        code = self._opened[sheet].range((rows[0], column), (rows[-1], column)).number_format
        if code is not None or len(rows) == 1:
            yield from ((row, code or "") for row in rows)
            return
        middle = len(rows) // 2
        yield from self._codes(sheet, column, rows[:middle])
        yield from self._codes(sheet, column, rows[middle:])

    def marks(self, sheet: str) -> SheetMarks:
        """Return what the sheet says beside its values; formulas all have a result in an open book."""
        if sheet not in self._marks:
            self.grid(sheet)  # errors are met while values are read
            whole = self._whole(sheet)
            visible: Any = whole.get_special_cells("visible")
            shown = {row for area in visible for row in range(area.row, area.row + area.shape[0])}
            hidden = frozenset(range(1, whole.shape[0] + 1)) - shown
            self._marks[sheet] = SheetMarks(
                errors=self._errors[sheet], hidden_rows=hidden, merged=tuple(_merged(whole))
            )
        return self._marks[sheet]


def _place_of(note: Any) -> tuple[int, int] | None:
    """Return row and column of a note, `None` where the program does not tell; `open_book.py` tells the loss."""
    location = getattr(note.impl, "location", None)  # our engine's
    if location is not None:
        return location.row, location.column
    with suppress(Exception):  # each program has its own error for what it does not know
        cell = note.api.Parent
        return int(cell.Row), int(cell.Column)
    return None


def _values(whole: xw.Range) -> tuple[Grid, dict[str, str]]:
    """Return the values of a range that begins at A1, and its errors by address."""
    if isinstance(whole.impl, Contents):
        grid, found = whole.impl.read_like_a_file()
        return grid, {address(row + 1, column + 1): str(error) for (row, column), error in found.items()}
    rows = whole.options(ndim=2, err_to_str=True).value
    errors: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if value is None:
                row[column] = ""
            elif isinstance(value, dt.datetime):
                row[column] = _day_or_time(value)
            elif isinstance(value, str) and value in _ERRORS:
                row[column] = ""
                errors[address(number, column + 1)] = value
            elif isinstance(value, Decimal):  # Excel hands out cells in a currency format so
                row[column] = float(value)
    return rows, errors


def _day_or_time(moment: dt.datetime) -> dt.date | dt.time | dt.datetime:
    """Return what a moment stands for: Excel gives a time of day as a moment on the day before its first."""
    if moment.year == 1899:
        return moment.time()
    midnight = not (moment.hour or moment.minute or moment.second or moment.microsecond)
    return moment.date() if midnight else moment


def _merged(whole: xw.Range) -> Iterator[Area]:
    """Yield the merged areas of a range: it is halved until they are found; most have none, which is one call."""
    if not whole.merge_cells and whole.merge_cells is not None:  # Excel: None where some are
        return
    tall, wide = whole.shape
    if (tall, wide) == (1, 1):
        area = whole.merge_area
        if (area.row, area.column) == (whole.row, whole.column):
            tall, wide = area.shape
            yield Area(area.row, area.column, area.row + tall - 1, area.column + wide - 1)
        return
    halves = (
        (whole[: tall // 2, :], whole[tall // 2 :, :])
        if tall > 1
        else (whole[:, : wide // 2], whole[:, wide // 2 :])
    )
    for half in halves:
        yield from _merged(half)


def tables_of(book: xw.Book) -> list[tuple[Any, str]]:
    """Return the tables of all sheets, each with its sheet's name; those of LibreOffice in one round."""
    if hasattr(book.impl, "document"):
        return [(table, table.parent.name) for table in every_table(book.impl)]
    return [(table, sheet.name) for sheet in book.sheets for table in sheet.tables]


def _tables(book: xw.Book) -> list[ExcelTable]:
    """Return the tables as the schema looks for them."""
    found = []
    for table, sheet in tables_of(book):
        head, body = table.header_row_range, table.data_body_range
        if head is None:
            continue
        labels = head.read()[0] if isinstance(head, Contents) else head.options(ndim=1).value
        area = None
        if body is not None:
            tall, wide = body.shape
            area = Area(body.row, body.column, body.row + tall - 1, body.column + wide - 1)
        texts = tuple("" if label is None else str(label) for label in labels)
        totals = 0 if table.totals_row_range is None else 1
        found.append(ExcelTable(table.name, sheet, head.row, area, head.column, texts, totals))
    return found


def counts_from_1904(book: xw.Book) -> bool:
    """Tell whether the workbook counts its days from 1904."""
    if hasattr(book.impl, "document"):
        return bool(book.impl.document.epoch == EPOCH_1904)
    api: Any = book.api
    # Windows: a property of the COM object; macOS: a method of the AppleScript object.
    setting = getattr(api, "Date1904", None)
    return bool(setting) if setting is not None else bool(api.date_1904.get())
