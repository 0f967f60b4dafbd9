"""A rectangle of cells on a sheet: where it is, how it is named, and the way to LibreOffice's object for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbook.cells import MAX_COLUMN, MAX_ROW, column_letters, column_number
from workbook.live.libreoffice import bridge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.documents import Document
    from workbook.live.libreoffice.kinds import SheetKind
    from workbook.live.libreoffice.values import Patch

Corner = tuple[int, int, int, int]
"""First row, first column, number of rows and of columns."""

# com.sun.star.sheet.CellFlags: values, dates, texts, formulas.
CONTENT = 1 | 2 | 4 | 16

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d+)")
_COLUMN = re.compile(r"\$?([A-Za-z]{1,3})")
_ROW = re.compile(r"\$?(\d+)")


def parse(reference: str, widest: int = MAX_COLUMN) -> Corner | None:
    """Return the rectangle of `A1`, `A1:B2`, `A:C` or `1:3`, `None` for anything else; `widest` is all columns.

    >>> parse("B2:$D$5")
    (2, 2, 4, 3)
    >>> parse("A:C")
    (1, 1, 1048576, 3)
    """
    ends = reference.split(":")
    if len(ends) > 2:
        return None
    cells = [match for end in ends if (match := _CELL.fullmatch(end))]
    letters = [match for end in ends if (match := _COLUMN.fullmatch(end))]
    numbers = [match for end in ends if (match := _ROW.fullmatch(end))]
    found = None
    if len(cells) == len(ends):
        rows, columns = sorted(int(cell[2]) for cell in cells), sorted(column_number(cell[1]) for cell in cells)
        found = rows[0], columns[0], rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    elif len(letters) == 2:
        columns = sorted(column_number(match[1]) for match in letters)
        found = 1, columns[0], MAX_ROW, columns[-1] - columns[0] + 1
    elif len(numbers) == 2:
        rows = sorted(int(match[1]) for match in numbers)
        found = rows[0], 1, rows[-1] - rows[0] + 1, widest
    inside = found and found[0] and found[0] + found[2] - 1 <= MAX_ROW and found[1] + found[3] - 1 <= MAX_COLUMN
    return found if inside else None


class Place:
    """A rectangle on a sheet; `row` and `column` count from 1, `tall` and `wide` are its rows and columns."""

    def __init__(self, sheet: SheetKind, row: int, column: int, tall: int, wide: int) -> None:
        self.sheet, self.row, self.column, self.tall, self.wide = sheet, row, column, tall, wide
        self._found: tuple[int, Uno] | None = None

    @property
    def document(self) -> Document:
        """The spreadsheet that it belongs to."""
        document: Document = self.sheet.book.document
        return document

    @property
    def api(self) -> Uno:
        """LibreOffice's own object (XSheetCellRange), `None` for a rectangle without cells."""
        if self.tall < 1 or self.wide < 1:
            return None
        shape = self.document.shape
        if self._found is None or self._found[0] != shape:
            found = self.sheet.api.getCellRangeByPosition(
                self.column - 1, self.row - 1, self.column + self.wide - 2, self.row + self.tall - 2
            )
            self._found = shape, found
        return self._found[1]

    @property
    def cell(self) -> Uno:
        """LibreOffice's object for the first cell."""
        return self.sheet.api.getCellByPosition(self.column - 1, self.row - 1)

    @property
    def first(self) -> Uno:
        """The address of the first cell as LibreOffice takes it."""
        return bridge.struct(
            "table.CellAddress", Sheet=self.sheet.index - 1, Column=self.column - 1, Row=self.row - 1
        )

    @property
    def bounds(self) -> Uno:
        """The address of the rectangle as LibreOffice takes it."""
        return _bounds(self.sheet.index - 1, self.row, self.column, self.tall, self.wide)

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        """Sheet, row, column, rows, columns: two ranges are the same if these are."""
        return self.sheet.name, self.row, self.column, self.tall, self.wide

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and columns."""
        return self.tall, self.wide

    def __len__(self) -> int:
        """Return the number of cells."""
        return self.tall * self.wide

    def __bool__(self) -> bool:
        """Return true: a range without cells is a range."""
        return True

    @property
    def whole_columns(self) -> bool:
        """Whether it reaches from the first row to the last."""
        return self.tall >= MAX_ROW

    @property
    def whole_rows(self) -> bool:
        """Whether it reaches from the first column to the last."""
        return self.wide >= self.sheet.widest

    def used(self) -> Corner:
        """Return the part that is in use (at least one cell), so that `A:C` does not mean three million cells."""
        if not (self.whole_columns or self.whole_rows):
            return self.row, self.column, self.tall, self.wide
        row, column, tall, wide = self.sheet.used_corner()
        return (
            self.row,
            self.column,
            max(1, min(self.tall, row + tall - self.row)),
            max(1, min(self.wide, column + wide - self.column)),
        )

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """Return the address; with `external`, the book and the sheet before it."""
        row_sign, column_sign = "$" if row_absolute else "", "$" if col_absolute else ""
        bottom, right = self.row + self.tall - 1, self.column + self.wide - 1
        if self.whole_columns and not self.whole_rows:
            text = f"{column_sign}{column_letters(self.column)}:{column_sign}{column_letters(right)}"
        elif self.whole_rows and not self.whole_columns:
            text = f"{row_sign}{self.row}:{row_sign}{bottom}"
        else:
            text = f"{column_sign}{column_letters(self.column)}{row_sign}{self.row}"
            if len(self) > 1:
                text += f":{column_sign}{column_letters(right)}{row_sign}{bottom}"
        if external:
            text = f"'[{self.sheet.book.name}]{self.sheet.name}'!{text}"
        return text

    @property
    def address(self) -> str:
        """The absolute address, `$A$1:$B$2`."""
        if len(self) == 0:
            return f"${column_letters(self.column)}${self.row}{{{self.tall}x{self.wide}}}"
        return self.get_address(True, True, False)

    def format_key(self) -> int | None:
        """Return LibreOffice's number of the number format, `None` where cells differ."""
        key: int | None = self.api.NumberFormat
        # 0 is „General“, and also the answer where cells differ.
        if key == 0 and len(self) > 1 and self.api.getPropertyState("NumberFormat").value == "AMBIGUOUS_VALUE":
            return None
        return key

    def strips(self, patches: Iterable[Patch]) -> Uno:
        """Return LibreOffice's object for several rectangles at once, counted from 0 within this one."""
        together = self.document.model.createInstance("com.sun.star.sheet.SheetCellRanges")
        index = self.sheet.index - 1
        together.addRangeAddresses(
            tuple(
                _bounds(
                    index,
                    self.row + patch.top,
                    self.column + patch.left,
                    patch.bottom - patch.top + 1,
                    patch.right - patch.left + 1,
                )
                for patch in patches
            ),
            False,
        )
        return together


def _bounds(sheet: int, row: int, column: int, tall: int, wide: int) -> Uno:
    return bridge.struct(
        "table.CellRangeAddress",
        Sheet=sheet,
        StartColumn=column - 1,
        StartRow=row - 1,
        EndColumn=column + wide - 2,
        EndRow=row + tall - 2,
    )


def corner(address: Uno) -> Corner:
    """Return the rectangle of LibreOffice's address."""
    return (
        address.StartRow + 1,
        address.StartColumn + 1,
        address.EndRow - address.StartRow + 1,
        address.EndColumn - address.StartColumn + 1,
    )
